"""Names of classes as people write them (四（2）班, 初一3班, 701) -> one key for each class."""

from __future__ import annotations

import re
from functools import lru_cache

from jtdesk.core.text import fold

_HAN = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}
_FIRST_GRADE = {"小": 0, "初": 6, "高": 9}
_NUMBER = r"\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九]"
_OPEN, _SHUT = r"[(\[【〔<]", r"[)\]】〕>]"
_GRADED = re.compile(
    rf"(?P<stage>小学?|初中?|高中?)?(?P<grade>[一二三四五六七八九]|1[0-2]|[1-9])(?P<word>年级|年)?"
    rf"(?:{_OPEN}(?P<inner>{_NUMBER}|[甲乙丙丁a-f])班?{_SHUT}班?"
    rf"|[-.·](?P<dashed>\d{{1,2}})班?"
    rf"|(?P<plain>{_NUMBER}|[甲乙丙丁a-f])(?P<tail>班)?)"
)
_DIGITS = re.compile(r"(?P<grade>1[0-2]|[1-9])(?P<number>\d\d)班?")
_ENTRY = re.compile(rf"(?P<year>20\d\d)[级届]?{_OPEN}?(?P<number>{_NUMBER}){_SHUT}?班")
_CALLED = re.compile(r"[\u4e00-\u9fff]{1,4}班|全[校年]级?|年级")
_WITHIN = re.compile(
    rf"(?:[小初高](?![学中]))?[一二三四五六七八九](?:年级|年)?{_OPEN}\s*(?:{_NUMBER}|[甲乙丙丁])\s*班?{_SHUT}\s*班?"
    rf"|(?:[小初高](?![学中]))?[一二三四五六七八九](?:年级|年)?(?:{_NUMBER}|[甲乙丙丁])班"
    rf"|(?<!\d)[1-9](?:年级|年)?{_OPEN}\s*\d{{1,2}}\s*班?{_SHUT}\s*班?"
    rf"|20\d\d级{_OPEN}?\d{{1,2}}{_SHUT}?班"
    rf"|(?<!\d)(?:1[0-2]|[1-9])\d\d(?=班|课)班?"
)


@lru_cache(maxsize=20_000)
def class_parts(written: str) -> tuple[int, str] | None:
    """Return the grade and what tells its classes apart (四（2）班: 4 and 2); None for others."""
    key = fold(written)
    digits = _DIGITS.fullmatch(key)
    if digits:
        return int(digits["grade"]), str(int(digits["number"]))
    found = _GRADED.fullmatch(key)
    if found is None or not _sound(found):
        return None
    sign = found["grade"]
    grade = _HAN.get(sign) or int(sign)
    if found["stage"]:
        grade += _FIRST_GRADE[found["stage"][0]]
    number = found["inner"] or found["dashed"] or found["plain"]
    return (grade, str(_number(number))) if 1 <= grade <= 12 else None


def _sound(found: re.Match[str]) -> bool:
    """Tell 七1 and 一一班 from a bare 11 or 一二."""
    if not found["plain"]:
        return True
    spoken = found["plain"].isdigit() != found["grade"].isdigit()
    return bool(found["tail"] or found["word"] or found["stage"] or spoken)


def _number(written: str) -> int | str:
    if written.isdigit():
        return int(written)
    if written[0] == "十":
        return 10 + (_HAN[written[1]] if len(written) > 1 else 0)
    return _HAN.get(written) or "甲乙丙丁".find(written) + 1 or "abcdef".find(written) + 1


def is_class(written: str) -> bool:
    """Tell whether a text is nothing but the name of a class."""
    key = fold(written)
    return bool(class_parts(written) or _ENTRY.fullmatch(key) or _CALLED.fullmatch(key))


def class_within(text: str) -> str:
    """Return the name of a class written inside a longer text, as written; empty without one."""
    found = _WITHIN.search(text.translate(_NARROW))
    return text[found.start() : found.end()].strip() if found else ""


_NARROW: dict[int, int | str] = dict(zip(map(ord, "（）［］－．"), "()[]-.", strict=True))
_NARROW |= {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


def class_key(written: str) -> str:
    """Return one key for all ways to write the same class."""
    parts = class_parts(written)
    if parts:
        return f"{parts[0]}.{parts[1]}"
    key = fold(written)
    entry = _ENTRY.fullmatch(key)
    if entry:
        return f"{entry['year']}.{_number(entry['number'])}"
    return re.sub(r"[()\[\]【】〔〕]", "", key).removesuffix("班")


def stage_of(written: str) -> str | None:
    """Return the stage of a class by its grade (小学, 初中, 高中); None where it says none."""
    parts = class_parts(written)
    if parts is None:
        return None
    return "小学" if parts[0] <= 6 else "初中" if parts[0] <= 9 else "高中"
