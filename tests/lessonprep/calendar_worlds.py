"""School calendars and series for tests: the first term of 2025 with its real holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

from jtdesk.lessonprep import rrules, words
from jtdesk.lessonprep.calendars import Calendar, Rule, Term
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.recurrence import Change, Occurrence, Series, expand

MONDAY = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 16))
SUNDAY = replace(MONDAY, week1=date(2025, 8, 31), first_weekday=7)
HOLIDAYS = [
    *(
        Rule(date(2025, 10, day), "holiday", name="国庆节、中秋节", official=True)
        for day in range(1, 9)
    ),
    Rule(date(2025, 9, 28), "teaching", date(2025, 10, 7), name="国庆节调休"),
    Rule(date(2025, 10, 11), "teaching", date(2025, 10, 8), name="国庆节调休"),
    *(Rule(date(2026, 1, day), "holiday", name="元旦", official=True) for day in (1, 2, 3)),
    Rule(date(2026, 1, 4), "teaching", date(2026, 1, 2), name="元旦调休"),
]
SCHOOLS = ("甲", "乙", "丙", "丁")
PAIRS = (("甲", "乙"), ("乙", "丙"), ("丙", "丁"))


def calendar(term: Term = MONDAY, extra: Iterable[Rule] = ()) -> Calendar:
    return Calendar([term], [*HOLIDAYS, *extra], [2025, 2026])


def a_series(rule: str | None = "FREQ=WEEKLY;BYDAY=WE", **values: object) -> Series:
    common = {
        "id": "s1",
        "group_id": "g1",
        "school_ids": SCHOOLS,
        "term": "2025-1",
        "start_period": 6,
    }
    return Series(**{**common, "rrule": rule, **values})  # type: ignore[arg-type]


def random_series(dice: Random) -> Series:
    weekday = dice.randint(1, 5)
    rule = dice.choice([
        rrules.weekly([weekday]), rrules.weekly([weekday, weekday % 5 + 1]),
        rrules.weekly([weekday], 2), rrules.weekly([weekday], 3),
        rrules.monthly(weekday, dice.choice([1, 2, 3, 4, -1])),
        rrules.weekly([weekday], weeks=dice.sample(range(1, 20), 5)),
        "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=DAILY;COUNT=9", f"{rrules.weekly([weekday])};COUNT=7",
        f"{rrules.weekly([weekday])};UNTIL=20251201",
    ])  # fmt: skip
    topology = dice.choice(["all", "all", "pairs", "listed"])
    return a_series(
        rule,
        id=f"series{dice.randrange(10**6)}",
        every=dice.choice(["week", "two_weeks", "month"]),
        topology=topology,
        pairs=PAIRS if topology == "pairs" else (),
        host_rule=dice.choice(["rotate", "fixed", "fixed", "none"]),
        host_id="乙" if topology != "pairs" else None,
        lesson_pair=dice.random() < 0.2,
        when_closed=dice.choice(["make_up", "next", "skip"]),
        start=dice.choice([None, date(2025, 9, 4), date(2025, 9, 22)]),
        until=dice.choice([None, None, date(2025, 12, 19)]),
    )


def random_changes(dice: Random, dates: list[Occurrence]) -> list[Change]:
    found = []
    for one in dice.sample(dates, min(len(dates), dice.randint(0, 4))):
        moved = date.fromordinal(one.day.toordinal() + dice.randint(-3, 3))
        found.append(Change(one.recurs_on, dice.choice([None, moved]), one.school_ids, one.kind,
                            dice.choice([None, 3])))  # fmt: skip
    return found


def stored(series: Series, dates: Iterable[Occurrence], **values: object) -> list[JointDate]:
    """Return dates of a series as they come out of the store."""
    found = []
    for number, one in enumerate(dates):
        first = one.start_period or 1
        start = 480 + 50 * (first - 1)
        found.append(JointDate(
            id=f"{series.id}-{number}", uid=f"{series.id}-{number}@jtdesk", sequence=0, kind=one.kind,
            title="小学语文联合教研", term="2025-1", day=one.day, week=one.week,
            start_period=one.start_period, periods=one.periods, start=start,
            end=start + 50 * one.periods - 10, status=words.PLANNED, group_id="g1",
            group="小学语文教研组", series_id=series.id, recurs_on=one.recurs_on,
            subject="语文", host_id=one.host_id, host=f"{one.host_id}小学" if one.host_id else "",
            school_ids=one.school_ids, schools=tuple(f"{s}小学" for s in one.school_ids),
            **values,  # type: ignore[arg-type]
        ))  # fmt: skip
    return found


def with_changes(series: Series, here: Calendar, changes: list[Change]) -> list[JointDate]:
    """Return the dates of a series with what became of them: cancelled ones stay, as in the store."""
    plain = expand(series, here)
    gone = {(c.recurs_on, c.school_ids, c.kind) for c in changes if c.day is None}
    moved = expand(series, here, [c for c in changes if c.day is not None])
    dates = stored(series, moved)
    assert len(plain) == len(moved)
    return [
        replace(one, status=words.CANCELLED, sequence=1)
        if (one.recurs_on, one.school_ids, one.kind) in gone else one
        for one in dates
    ]  # fmt: skip
