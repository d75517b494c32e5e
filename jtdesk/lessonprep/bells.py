"""Bells: when a period begins and ends, at a school and for a stage.

The narrowest table that has any period holds, whole: of the stage at the school, of the school, of
the stage, of the group, and last the default that ships for the stage (`resources/calendars/
bells.toml`), which only stands in until somebody enters the real one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.core.toml_file import read_toml
from jtdesk.lessonprep.holidays import folders, mark_of
from jtdesk.lessonprep.joint_dates import clock, minutes_of

Periods = Mapping[int, tuple[int, int]]
FILE = "bells.toml"
MOST_PERIODS, SHORTEST, LONGEST = 20, 20, 120  # minutes of one lesson
BREAK = 10
_TIME = re.compile(r"(\d{1,2})[:.时点](\d{1,2})分?(?::\d{2})?(?:\.0+)?")
_DASH = re.compile(r"[-—–~～至到]+")


@dataclass(frozen=True, slots=True)
class BellRow:
    """One period as stored: for the group, a stage, a school, or a stage at a school."""

    school_id: str | None
    stage: str | None
    period: int
    start: int
    end: int


class Bells:
    """All bells of the group.

    Args:
        rows: what the group has entered.
        defaults: periods by stage, ``""`` for any other; the shipped ones by default.
    """

    def __init__(
        self, rows: Iterable[BellRow], defaults: Mapping[str, Periods] | None = None
    ) -> None:
        own: dict[tuple[str | None, str | None], dict[int, tuple[int, int]]] = {}
        for row in sorted(rows, key=lambda one: one.period):
            own.setdefault((row.school_id, row.stage), {})[row.period] = row.start, row.end
        self._own = own
        self._defaults = default_periods() if defaults is None else defaults

    def scope(
        self, school_id: str | None, stage: str | None
    ) -> tuple[str | None, str | None] | None:
        """Return whose table holds at a school for a stage, None for the default that ships."""
        narrowing = (school_id, stage), (school_id, None), (None, stage), (None, None)
        return next((scope for scope in narrowing if scope in self._own), None)

    def periods(self, school_id: str | None, stage: str | None) -> Periods:
        """Return begin and end of every period in minutes after midnight, in order."""
        scope = self.scope(school_id, stage)
        if scope is not None:
            return self._own[scope]
        return self._defaults.get(stage or "") or self._defaults[""]

    def span(
        self, school_id: str | None, stage: str | None, start_period: int, periods: int = 1
    ) -> tuple[int, int]:
        """Return begin and end of so many periods from one on, in minutes after midnight.

        Periods behind the last one of the table follow it in its own length and pause, so that a
        date outside the bells still has its place in the day.
        """
        table = self.periods(school_id, stage)
        start, _ = _of_period(table, start_period)
        _, end = _of_period(table, start_period + max(periods, 1) - 1)
        return start, end

    def period_at(self, school_id: str | None, stage: str | None, minute: int) -> int | None:
        """Return the period that runs at a minute, None in a pause or outside school."""
        table = self.periods(school_id, stage)
        return next((n for n, (start, end) in table.items() if start <= minute < end), None)


def _of_period(table: Periods, period: int) -> tuple[int, int]:
    if period in table:
        return table[period]
    nearest = max((one for one in table if one < period), default=min(table))
    start, end = table[nearest]
    step = (end - start) + BREAK
    moved = start + (period - nearest) * step
    return moved, moved + end - start


# --------------------------------------------------------------------------------- what is typed


def time_of(written: str) -> str | None:
    """Return a typed time of day as ``HH:MM``, None where it is none: 8:00, 8.00, 8时00分."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", written).strip().replace(" ", ""))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return f"{int(found[1]):02d}:{int(found[2]):02d}"


def times_of(written: str) -> tuple[str, str] | None:
    """Return begin and end written in one cell: 8:00-8:40."""
    parts = [time_of(part) for part in _DASH.split(unicodedata.normalize("NFKC", written))]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    return parts[0], parts[1]


def faults(periods: Iterable[tuple[int, str, str]]) -> list[str]:
    """Return what is wrong with a table of bells: ``(period, HH:MM, HH:MM)`` each."""
    found = []
    last: tuple[int, int] | None = None
    for period, start, end in sorted(periods):
        if not 1 <= period <= MOST_PERIODS:
            found.append(f"第 {period} 节不在 1 至 {MOST_PERIODS} 节之内。")
            continue
        begins, ends = time_of(start), time_of(end)
        if begins is None or ends is None:
            wrong = start if begins is None else end
            found.append(f"第 {period} 节的时间“{wrong}”不是时刻，请写成 08:20。")
            continue
        minutes = minutes_of(ends) - minutes_of(begins)
        if minutes <= 0:
            found.append(f"第 {period} 节 {begins} 开始，{ends} 就结束了，请核对。")
        elif not SHORTEST <= minutes <= LONGEST:
            found.append(
                f"第 {period} 节 {begins}—{ends} 有 {minutes} 分钟，"
                f"应在 {SHORTEST} 至 {LONGEST} 分钟之间。"
            )
        if last is not None and period == last[0]:
            found.append(f"第 {period} 节写了两次。")
        elif last is not None and minutes_of(begins) < last[1]:
            found.append(
                f"第 {period} 节 {begins} 开始，第 {last[0]} 节 {clock(last[1])} 才结束，前后重叠。"
            )
        last = period, minutes_of(ends)
    return found


# ------------------------------------------------------------------------------ the default file


def default_periods() -> Mapping[str, Periods]:
    """Return the default bells by stage; a user's own file overrides the one that ships.

    Raises:
        InputRefused: the file that ships is broken.
    """
    shipped, own = (folder / FILE for folder in folders())
    made = _defaults(own, mark_of(own)) if own.is_file() else ""
    if isinstance(made, str):
        made = _defaults(shipped, mark_of(shipped))
    if isinstance(made, str):
        raise InputRefused(f"{made}请重新安装本程序。", code="bad_bells")
    return made


def default_fault() -> str:
    """Return why the user's own default bells are not used, empty where all is well."""
    own = folders()[1] / FILE
    made = _defaults(own, mark_of(own)) if own.is_file() else {}
    return f"{made}改用自带的，请改正或删去这个文件。" if isinstance(made, str) else ""


@lru_cache(maxsize=8)
def _defaults(path: Path, _mark: tuple[int, int]) -> Mapping[str, Periods] | str:
    try:
        return periods_of(read_toml(path))
    except OSError as fault:
        return f"无法读取默认作息时间 {path}（{reason(fault)}）。"
    except ValueError as fault:
        return f"默认作息时间 {path} 不合规（{fault}）。"


def periods_of(body: Mapping[str, Any]) -> Mapping[str, Periods]:
    """Return periods by stage of a file's content.

    Raises:
        ValueError: it breaks the grammar; says why in Chinese.
    """
    found: dict[str, Periods] = {}
    listed = body.get("stage")
    if not isinstance(listed, list):
        raise ValueError("缺少 [[stage]]")  # noqa: TRY004 - one kind of fault for the caller
    for one in listed:
        stage = one.get("stage") if isinstance(one, dict) else None
        periods = one.get("periods") if isinstance(one, dict) else None
        if not isinstance(stage, str) or not isinstance(periods, list) or not periods:
            raise ValueError("每段 [[stage]] 都要写 stage 和 periods")
        rows = []
        for number, pair in enumerate(periods, 1):
            if not isinstance(pair, list) or [type(part) for part in pair] != [str, str]:
                raise ValueError(f'{stage or "其他"}第 {number} 节应写成 ["08:20", "09:00"]')
            rows.append((number, pair[0], pair[1]))
        wrong = faults(rows)
        if wrong:
            raise ValueError(f"{stage or '其他'}：{''.join(wrong[:3])}".rstrip("。"))
        found[stage] = {n: (minutes_of(start), minutes_of(end)) for n, start, end in rows}
    if "" not in found:
        raise ValueError('缺少 stage = "" 的一段，供其他学段用')
    return found
