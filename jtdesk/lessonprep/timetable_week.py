"""One person's week as a grid of plain values: which days, which periods, what stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jtdesk.core.class_names import class_key
from jtdesk.core.fields import Row
from jtdesk.lessonprep.calendars import weeks_meet
from jtdesk.lessonprep.rules import DAYS, class_words, weeks_words

SCHOOL_DAYS, USUAL_PERIODS = 5, 7


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One period of one weekday.

    Attributes:
        lines: what stands in it: class with its weeks, subject where it differs.
        clash: two lessons in the same week.
        tip: the same in full words.
    """

    lines: tuple[str, ...] = ()
    clash: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """A week.

    Attributes:
        days: 1 to 5, further where there are lessons.
        periods: 1 to 7, further where there are lessons.
        cells: by ``(weekday, period)``.
        lessons: rows in it.
    """

    days: tuple[int, ...]
    periods: tuple[int, ...]
    cells: dict[tuple[int, int], WeekCell]
    lessons: int

    def spoken(self) -> str:
        """Return the week in words, for whoever cannot see it."""
        said = [cell.tip for _place, cell in sorted(self.cells.items())]
        return "；".join(said) or "没有课"


def week_of(rows: Iterable[Row], *, own: str | None, subject: str | None) -> Week:
    """Return the week of one person.

    Args:
        rows: lessons of one term.
        own: the school of the list; lessons elsewhere say where.
        subject: the usual one, which is not repeated in every cell.
    """
    held: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        held.setdefault((row["weekday"], row["period"]), []).append(row)
    days = range(1, max([SCHOOL_DAYS, *(day for day, _ in held)]) + 1)
    periods = range(1, max([USUAL_PERIODS, *(period for _, period in held)]) + 1)
    cells = {place: _cell(lessons, own, subject) for place, lessons in held.items()}
    return Week(tuple(days), tuple(periods), cells, sum(map(len, held.values())))


def _cell(lessons: Sequence[Row], own: str | None, subject: str | None) -> WeekCell:
    lines: list[str] = []
    tips: list[str] = []
    for row in lessons:
        weeks = weeks_words(row["weeks"])
        short = weeks.removesuffix("周") if weeks in {"单周", "双周"} else weeks
        name = class_words(row["class_name"])
        lines.append(f"{name}{f'（{short}）' if short else ''}")
        if row["subject"] and row["subject"] != subject:
            lines.append(str(row["subject"]))
        if own and row["school"] != own:
            lines.append(str(row["school"]))
        parts = (row["school"], name, row["subject"], weeks)
        tips.append(" ".join(str(part) for part in parts if part))
    first = lessons[0]
    when = f"星期{DAYS[first['weekday'] - 1]}第 {first['period']} 节"
    clash = any(
        weeks_meet(one["weeks"], other["weeks"])
        and (class_key(one["class_name"]), one["school"])
        != (class_key(other["class_name"]), other["school"])
        for place, one in enumerate(lessons)
        for other in lessons[place + 1 :]
    )
    tip = f"{when}：{'、'.join(tips)}{'（同一时间两节课）' if clash else ''}"
    return WeekCell(tuple(lines), clash, tip)
