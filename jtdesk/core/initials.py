"""Pinyin initials of names (张三 -> zs), for searching by them; kept in the store."""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cache

# Surnames and place words read otherwise than the usual reading of the character.
SURNAMES = {
    "尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy", "澹台": "tt", "令狐": "lh",
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "朴": "p", "盖": "g",
    "缪": "m", "覃": "q", "翟": "z", "乐": "y", "员": "y", "种": "c", "秘": "b", "折": "s",
    "祭": "z", "谌": "c", "繁": "p", "隗": "w", "郗": "x", "尉": "w", "冼": "x", "洗": "x",
    "逄": "p", "都": "d", "阚": "k", "牟": "m", "宓": "m", "燕": "y", "纪": "j", "褚": "c",
    "晟": "c", "车": "c", "召": "s", "黑": "h", "石": "s", "粘": "n", "沈": "s", "仝": "t",
}  # fmt: skip
WORDS = {"重庆": "cq", "长": "c", "校": "x", "重": "z", "行": "x", "乐清": "yq", "厦门": "xm"}


@cache
def _reader() -> Callable[[str], str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - slow to load, needed when writing

    def read(character: str) -> str:
        return "".join(lazy_pinyin(character, style=Style.FIRST_LETTER))[:1].lower()

    return read


@cache
def _initial(character: str) -> str:
    if character in string.ascii_letters + string.digits:
        return character.lower()
    if not character.isalnum():
        return ""
    found = WORDS.get(character) or _reader()(character)
    return found if found.isascii() else ""


def initials(name: str) -> str:
    """Return the initials of a person's name, surnames read as surnames."""
    for length in (2, 1):
        surname = SURNAMES.get(name[:length])
        if surname is not None:
            return surname + "".join(map(_initial, name[length:]))
    return "".join(map(_initial, name))


def place_initials(name: str) -> str:
    """Return the initials of a school or place name."""
    for word, letters in WORDS.items():
        if len(word) > 1 and name.startswith(word):
            return letters + "".join(map(_initial, name[len(word) :]))
    return "".join(map(_initial, name))
