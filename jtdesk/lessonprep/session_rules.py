"""Rules of one joint date: what must be said of it, and which changes a calendar must see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import words
from jtdesk.lessonprep.joint_dates import clock, minutes_of

Values = Mapping[str, Any]
# Columns whose change somebody who has the date in a calendar must hear of (RFC 5545 SEQUENCE).
SEEN = (
    "day", "start_period", "periods", "start", "end", "title", "theme", "status", "host_id",
    "schools", "place", "facility_id", "form", "group_id", "lead_planner_id", "chair", "agenda",
)  # fmt: skip
MINUTES = (
    "theme", "chair", "recorder", "lead_planner_id", "agenda", "discussion", "division", "output",
    "reflection", "place", "form", "outsiders", "pupils", "note",
)  # fmt: skip
"""What is written down about a date that was held."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
MOST_PERIODS, MOST_PEOPLE = 20, 100_000
DAY_MINUTES = 24 * 60


def refuse(values: Values) -> None:
    """Refuse a joint date that cannot be.

    Raises:
        RuleError: no title, an unknown word, no day, no time, or a number out of bounds.
    """
    if not str(values["title"] or "").strip():
        raise RuleError("请填写活动名称。", code="name_missing", at="title")
    known = {
        "kind": words.SESSION_KINDS, "status": words.STATUSES, "form": (*words.FORMS, None),
    }  # fmt: skip
    for at, allowed in known.items():
        if values[at] not in allowed:
            shown = "、".join(one for one in allowed if one)
            raise RuleError(
                f"“{values[at]}”不在可选的词里，请从{shown}中选。", code="unknown_code_word", at=at
            )
    refuse_day(values["day"])
    _refuse_time(values)
    for at, title in (("pupils", "学生人数"), ("outsiders", "校外人数")):
        count = values[at]
        if count is not None and not (isinstance(count, int) and 0 <= count <= MOST_PEOPLE):
            raise RuleError(
                f"{title}“{count}”应是 0 到 {MOST_PEOPLE} 的整数。", code="not_a_number", at=at
            )


def refuse_day(written: object) -> None:
    """Refuse what is no day of the calendar."""
    try:
        date.fromisoformat(str(written))
    except ValueError as fault:
        raise RuleError(
            f"日期“{written or ''}”不对，请写成 2025-10-15 这样的形式。", code="bad_date", at="day"
        ) from fault


def _refuse_time(values: Values) -> None:
    start, end = values["start"], values["end"]
    if start is None and end is None:
        _refuse_periods(values["start_period"], values["periods"])
        return
    refuse_clock(start, end)


def refuse_clock(start: object, end: object) -> None:
    """Refuse what is no span of a day, written HH:MM."""
    for at, written in (("start", start), ("end", end)):
        if written is None or not _CLOCK.fullmatch(str(written)):
            raise RuleError(
                f"时间“{written or ''}”不对，请写成 14:30 这样的形式，起止都要填。",
                code="bad_time", at=at,
            )  # fmt: skip
    if str(start) >= str(end):
        raise RuleError(f"结束时间 {end} 须晚于开始时间 {start}。", code="date_order", at="end")


def _refuse_periods(first: object, count: object) -> None:
    if first is None:
        raise RuleError(
            "请填写从第几节开始，或填写起止时间。", code="time_missing", at="start_period"
        )
    if not isinstance(first, int) or not 1 <= first <= MOST_PERIODS:
        raise RuleError(
            f"开始节次“{first}”应是 1 到 {MOST_PERIODS}。", code="not_a_number", at="start_period"
        )
    if not isinstance(count, int) or not 1 <= count <= MOST_PERIODS:
        raise RuleError(
            f"节数“{'' if count is None else count}”应是 1 到 {MOST_PERIODS}。",
            code="not_a_number", at="periods",
        )  # fmt: skip


def seen_change(before: Values, after: Values) -> bool:
    """Whether somebody who has the date in a calendar must hear of a change."""
    return any(before[name] != after[name] for name in SEEN if name in after)


def moved(before: Values, after: Values) -> bool:
    """Whether a planned date is held at another time or school than before."""
    return after["status"] == words.PLANNED and any(
        before[name] != after[name] for name in ("day", "start_period", "start", "host_id")
    )


def moved_clock(start: str, end: str, to: str) -> tuple[str, str]:
    """Return a span of the same length that begins at another time.

    Raises:
        RuleError: it would end after midnight.
    """
    length = minutes_of(end) - minutes_of(start)
    until = minutes_of(to) + length
    if until > DAY_MINUTES:
        raise RuleError(f"从 {to} 开始会过午夜，请选早一些的时间。", code="date_order", at="start")
    return to, clock(until)


def default_title(values: Values, group: str) -> str:
    """Return what a date is called that nobody has named."""
    title = str(values.get("title") or "").strip()
    return title or f"{group}{values.get('kind') or ''}"


def days_between(first: date, last: date) -> list[date]:
    """Return every day from the first to the last."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]
