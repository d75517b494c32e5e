"""Rules of the timetable: terms of the school year, week patterns, what refuses a lesson."""

from __future__ import annotations

import re
from typing import Any

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.core.text import fold
from jtdesk.lessonprep import words

TERM = re.compile(r"[0-9]{4}-[12]")
LONGEST_TERM = 30
DAYS = "一二三四五六日"
_PART = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?(?:/(odd|even))?")
_WEEKS = {
    fold(word): value for value, known in words.WEEK_WORDS.items() for word in (value, *known)
}
_SIDES = {"单": words.ODD, "双": words.EVEN}
_WIDE = str.maketrans("()[],:", "（）［］，：")
_DASHES = re.compile(r"[~—–－至到]+|--+")
_COMMAS = re.compile(r"[、;；，和及]+")
_SIDE = re.compile(r"[(\[【]?(?:周)?([单双])(?:周)?[)\]】]?")


def term_of(day: str) -> str:
    """Return the term a day falls in: 2025-1 from August 2025, 2025-2 from February 2026."""
    year, month = int(day[:4]), int(day[5:7])
    if month >= 8:
        return f"{year}-1"
    return f"{year - 1}-1" if month == 1 else f"{year - 1}-2"


def weeks_of(written: str | None) -> str:
    """Return the week pattern of a written word; one that is not understood stays as written.

    Patterns are every, odd, even, or a list such as ``1-14,17-18`` in which a part may be limited
    to odd or even weeks: ``1-8/odd``. 1-8周(单) and 单周 1-8 are such, and so is 2,4,6周.
    """
    if not written:
        return words.EVERY
    key = fold(written)
    if key.strip("()[]") in _WEEKS:
        return _WEEKS[key.strip("()[]")]
    if all(map(_PART.fullmatch, key.split(","))):
        return key
    parts = [part for part in _COMMAS.sub(",", _DASHES.sub("-", key)).split(",") if part]
    found = [_week_part(part) for part in parts]
    if not parts or not all(found):
        return written
    last = found[-1] or ""
    # 1-8,10-16双周: written once, the side holds for the whole list.
    if (
        "/" in last
        and _SIDE.sub("", key).count("周") <= 1
        and all("/" not in (one or "") for one in found[:-1])
    ):
        side = last.partition("/")[2]
        found = [*(f"{one}/{side}" for one in found[:-1]), last]
    return ",".join(one or "" for one in found)


def _week_part(text: str) -> str | None:
    if _PART.fullmatch(text):
        return text
    sides = _SIDE.findall(text)
    bare = _SIDE.sub("", text) if sides else text
    bare = bare.replace("第", "").replace("周", "").strip("()[]【】:：")
    if not _PART.fullmatch(bare) or "/" in bare or len(set(sides)) > 1:
        return None
    return f"{bare}/{_SIDES[sides[0]]}" if sides else bare


def weeks_sound(pattern: str) -> bool:
    """Tell whether a week pattern can be read: a known word, or spans of weeks in order."""
    if pattern in words.WEEK_WORDS:
        return True
    parts = [_PART.fullmatch(part) for part in pattern.split(",")]
    return all(
        part is not None and 1 <= int(part[1]) <= int(part[2] or part[1]) <= LONGEST_TERM
        for part in parts
    )


def weeks_words(pattern: str | None) -> str:
    """Return a week pattern as people write it: 单周, 1-8周（单）; empty for every week."""
    if not pattern or pattern == words.EVERY:
        return ""
    if pattern in words.WEEK_WORDS:
        return words.WEEK_WORDS[pattern][0]
    if not weeks_sound(pattern):
        return pattern
    signs = {side: f"（{sign}）" for sign, side in _SIDES.items()} | {"": ""}
    spans = [part.partition("/")[::2] for part in pattern.split(",")]
    if len({side for _, side in spans}) == 1:
        return f"{'、'.join(span for span, _ in spans)}周{signs[spans[0][1]]}"
    return "，".join(f"{span}周{signs[side]}" for span, side in spans)


def class_words(class_name: str) -> str:
    """Return the name of a class as it is set on screen: 四(2) with full-width brackets."""
    return class_name.translate(_WIDE)


def moment_words(weekday: int, period: int) -> str:
    """Return when a lesson is: 周一第3节."""
    return f"周{DAYS[weekday - 1]}第{period}节"


def complete(row: Row) -> None:
    """Give every lesson a week pattern."""
    row["weeks"] = weeks_of(row.get("weeks"))


def row_faults(row: dict[str, Any]) -> list[Fault]:
    """Return what refuses a lesson."""
    faults = []
    term, weeks = row.get("term"), row.get("weeks")
    if term is not None and not TERM.fullmatch(term):
        message = f"学期“{term}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。"
        faults.append(Fault("bad_date", "term", message, term))
    if isinstance(weeks, str) and not weeks_sound(weeks):
        message = (
            f"周次“{weeks}”看不懂或不在第 1 至 {LONGEST_TERM} 周内，"
            "请写成单周、双周、1-16周、1-8周（单）或 2,4,6周这样的形式。"
        )
        faults.append(Fault("bad_weeks", "weeks", message, weeks))
    for name, title, most in (("weekday", "星期", 7), ("period", "节次", 20)):
        value = row.get(name)
        if isinstance(value, int) and not 1 <= value <= most:
            message = f"{title}“{value}”超出范围，应在 1 至 {most} 之间，请改正表头或这一栏。"
            faults.append(Fault("not_a_number", name, message, str(value)))
    return faults
