"""Heading words: how a written heading becomes a key, and which keys are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from jtdesk.core.text import fold
from jtdesk.excel.grid import CellValue
from jtdesk.excel.numbers import UNITS
from jtdesk.excel.parsed import written

_BRACKET = re.compile(r"[(\[【〔{<《][^()\[\]【】〔〕{}<>《》]*[)\]】〕}>》]")
_EDGES = "*★☆※#:;,.。、·•_-—~\"'“”‘’|/\\?!△▲●○◎"
_OPEN, _CLOSE = r"[(\[【\uff08]", r"[)\]】\uff09]"
_UNIT_TAIL = re.compile(
    rf"{_OPEN}\s*(?:单位[:\uff1a]?)?\s*([^()\[\]【】\uff08\uff09]{{1,6}}?)\s*{_CLOSE}\s*$"
)
_CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_LEFT_OUT = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_UNIT_KEYS = frozenset(fold(unit) for unit in UNITS)
# Headings of any table, whatever it is about; they support a find but never make one alone.
GENERIC = frozenset(
    "序号 编号 顺序号 备注 说明 姓名 合计 小计 总计 节次 日期 时间 no. no "  # noqa: SIM905
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日 周一 周二 周三 周四 周五 周六 周日".split()
)


def heading_key(text: str) -> str:
    """Return the comparison key of a heading: folded, without brackets, stars and edge marks."""
    key = fold(text)
    bare = _BRACKET.sub("", key).strip(_EDGES)
    return bare or key.strip(_EDGES + "()[]【】")


def tidy_heading(value: CellValue) -> str:
    """Return a heading on one line: breaks and padding between Chinese characters removed."""
    if value is None:
        return ""
    text = _LEFT_OUT.sub("", written(value).replace("\u3000", " "))
    return _CJK_GAP.sub("", " ".join(text.split()))


def take_unit(text: str) -> tuple[str, str]:
    """Split ``面积(㎡)`` into the heading and its unit; other brackets stay where they are."""
    found = _UNIT_TAIL.search(text)
    if not found or not is_unit(found[1]) or found.start() == 0:
        return text, ""
    return text[: found.start()].rstrip(), unicodedata.normalize("NFC", found[1].strip())


def bare_unit(text: str) -> str:
    """Return a unit without the brackets around it."""
    return text.strip().strip("()[]【】\uff08\uff09").strip()


def is_unit(text: str) -> bool:
    """Tell whether a word is a unit, with or without brackets."""
    return fold(bare_unit(text)) in _UNIT_KEYS


def has_colon(text: str) -> bool:
    """Tell whether a text is a label with a colon rather than a bare word."""
    return ":" in text or "\uff1a" in text


def waits(text: str) -> bool:
    """Tell whether a text is a label waiting for its value, as in a signature line."""
    return text.rstrip().endswith((":", "\uff1a"))


@dataclass(frozen=True)
class Vocabulary:
    """The heading words of every dataset, with no idea of what they mean.

    Attributes:
        headings: keys made by ``heading_key``.
        affixes: folded words that may come before or after a known heading.
        family: what headings of a whole family look like, such as every …姓名.
        tails: the signs such headings end with, for a quick look first.
    """

    headings: frozenset[str]
    affixes: tuple[str, ...] = field(default=())
    family: re.Pattern[str] | None = None
    tails: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        words: Iterable[str],
        affixes: Iterable[str] = (),
        families: Iterable[str] = (),
        tails: str = "",
    ) -> Vocabulary:
        """Build a vocabulary from titles and aliases as written; levels are parted by `` / ``."""
        keys = {heading_key(part) for word in words for part in (word, *word.split(" / "))}
        joined = "|".join(dict.fromkeys(families))
        return cls(
            frozenset(keys - {""}),
            tuple(fold(affix) for affix in affixes),
            re.compile(joined) if joined else None,
            frozenset(tails),
        )

    def knows(self, text: str) -> bool:
        """Tell whether a written heading is known, perhaps after dropping an affix."""
        if waits(text):
            return False
        key = heading_key(text)
        if key in self.headings:
            return True
        if self.family is not None and key[-1:] in self.tails and self.family.fullmatch(key):
            return True
        return any(
            (key.startswith(affix) and key[len(affix) :] in self.headings)
            or (key.endswith(affix) and key[: -len(affix)] in self.headings)
            for affix in self.affixes
        )

    @cached_property
    def plain(self) -> frozenset[str]:
        """Keys and generic words, for a first quick look at raw cells."""
        return self.headings | GENERIC
