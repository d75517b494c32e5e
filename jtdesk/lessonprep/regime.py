"""A regime of joint dates as data: which subjects meet how often, with whom, for how long.

The grammar of ``schemas/regimes/*.toml`` and of a user's own file; what it demands of a term is
derived here: a group, the schools that meet, and the days within which one session is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jtdesk.lessonprep import words
from jtdesk.lessonprep.bells import time_of
from jtdesk.lessonprep.calendars import Calendar, SchoolDay
from jtdesk.lessonprep.joint_dates import minutes_of
from jtdesk.lessonprep.slots import BOTH, ON_SITE, ONLINE

Body = Mapping[str, Any]
WEEK, TWO_WEEKS, MONTH, ONCE = "week", "two_weeks", "month", "once"
ALL, NEIGHBOURS = "all", "neighbours"
ROTATE, FIXED, NONE = "rotate", "fixed", "none"
HEADS = frozenset({
    "title", "source", "note", "code", "per_week", "hosts_per_day", "latest", "least_days",
    "series", "weekday", "neighbours",
})  # fmt: skip
SERIES_KEYS = frozenset({
    "title", "kind", "stages", "subjects", "schools", "every", "periods", "form", "host",
    "host_school", "no_host",
})  # fmt: skip
WEEKDAY_KEYS = frozenset({"stages", "subjects", "weekday"})
NEIGHBOUR_KEYS = frozenset({"stage", "schools"})
NUMBERS = {"per_week": (1, 5), "hosts_per_day": (1, 20), "least_days": (1, 22)}
MOST_PERIODS = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """One kind of joint date that recurs.

    Attributes:
        stages, subjects: whom it binds, empty for all.
        schools: `ALL` of the stage together, every pair of `NEIGHBOURS`, or names of schools that
            meet.
        every: one of `words.INTERVALS`.
        host: one of `words.HOST_RULES`; ``host_school`` is the name of a fixed one.
        no_host: names of schools that are never host.
    """

    title: str
    kind: str
    stages: tuple[str, ...]
    subjects: tuple[str, ...]
    schools: str | tuple[str, ...]
    every: str
    periods: int
    form: str
    host: str
    host_school: str | None = None
    no_host: tuple[str, ...] = ()

    def binds(self, stage: str | None, subject: str | None) -> bool:
        """Whether it holds for a stage and a subject."""
        return (not self.stages or stage in self.stages) and (
            not self.subjects or subject in self.subjects
        )


@dataclass(frozen=True, slots=True)
class Regime:
    """A whole regime.

    Attributes:
        per_week: sessions of one teacher a week at most.
        hosts_per_day: sessions a school is host of on one day at most.
        latest: no session ends after this minute, None for no limit.
        least_days: teaching days a month or week must have to count.
        weekdays: research weekday by (stage or None, subject).
        neighbours: pairs of school names by stage (None: any), empty where travel times decide.
    """

    title: str
    source: str
    series: tuple[SeriesRule, ...]
    per_week: int = 2
    hosts_per_day: int = 6
    latest: int | None = None
    least_days: int = 10
    weekdays: Mapping[tuple[str | None, str], int] = field(default_factory=dict)
    neighbours: Mapping[str | None, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def weekday(self, stage: str | None, subject: str | None) -> int | None:
        """Return the research weekday of a subject."""
        name = subject or ""
        return self.weekdays.get((stage, name)) or self.weekdays.get((None, name))


# --- the grammar ------------------------------------------------------------------------------


def faults(body: Body) -> list[str]:
    """Return what is wrong with a regime, as sentences that name the key; empty where it is one."""
    found = [f"不认识 {name}。" for name in body if name not in HEADS]
    found += [
        f"缺少 {name}（{why}）。"
        for name, why in (("title", "制度名称"), ("source", "依据的文件"))
        if not _text(body.get(name))
    ]
    for name, (least, most) in NUMBERS.items():
        if name in body and not _number(body[name], least, most):
            found.append(f"{name}“{body[name]}”应是 {least} 到 {most} 的整数。")
    if "latest" in body and not (_text(body["latest"]) and time_of(body["latest"])):
        found.append(f'latest“{body["latest"]}”应是时刻，如 "17:30"。')
    if not body.get("series"):
        found.append("缺少 [[series]]，没有写任何一种活动。")
    found += _sections(body, "series", _series_faults)
    found += _sections(body, "weekday", _weekday_faults)
    return found + _sections(body, "neighbours", _neighbour_faults)


def _sections(body: Body, name: str, check: Any) -> list[str]:  # noqa: ANN401 - a function
    entries = body.get(name, [])
    if not isinstance(entries, list):
        return [f"{name} 应写成若干个 [[{name}]]。"]
    found: list[str] = []
    for number, entry in enumerate(entries, 1):
        place = f"第 {number} 个 [[{name}]]"
        found += check(entry, place) if isinstance(entry, dict) else [f"{place} 应是一段。"]
    return found


def _series_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}。" for key in entry if key not in SERIES_KEYS]
    if not _text(entry.get("title")):
        found.append(f"{place} 缺少 title（活动名称）。")
    chosen = {
        "every": (tuple(words.INTERVALS), True),
        "kind": (words.PREP_KINDS, False),
        "form": ((ON_SITE, ONLINE, BOTH), False),
        "host": ((ROTATE, FIXED, NONE), False),
    }
    for key, (allowed, needed) in chosen.items():
        if (needed or key in entry) and entry.get(key) not in allowed:
            found.append(f"{place} 的 {key}“{entry.get(key, '')}”应是 {'、'.join(allowed)} 之一。")
    if not _number(entry.get("periods", 2), 1, MOST_PERIODS):
        found.append(
            f"{place} 的 periods“{entry['periods']}”应是 1 到 {MOST_PERIODS} 的整数（节）。"
        )
    schools = entry.get("schools")
    named = isinstance(schools, list) and not _not_texts(schools) and len(set(schools)) >= 2
    if schools not in (ALL, NEIGHBOURS) and not named:
        found.append(
            f'{place} 的 schools 应是 "all"（同学段各校）、"neighbours"（相邻两校）'
            "或至少两所学校的名称。"
        )
    if entry.get("host") == FIXED and not _text(entry.get("host_school")):
        found.append(f'{place} 的 host 是 "fixed"，缺少 host_school（承办校名称）。')
    return found + [
        f'{place} 的 {key} 应是若干个词，如 ["语文"]。'
        for key in ("stages", "subjects", "no_host")
        if _not_texts(entry.get(key, []))
    ]


def _weekday_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}。" for key in entry if key not in WEEKDAY_KEYS]
    if not _number(entry.get("weekday"), 1, 7):
        found.append(f"{place} 的 weekday“{entry.get('weekday', '')}”应是 1（周一）到 7（周日）。")
    if not entry.get("subjects") or _not_texts(entry["subjects"]):
        found.append(f"{place} 缺少 subjects（学科）。")
    if _not_texts(entry.get("stages", [])):
        found.append(f"{place} 的 stages 应是若干个学段。")
    return found


def _neighbour_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}。" for key in entry if key not in NEIGHBOUR_KEYS]
    if "stage" in entry and not _text(entry["stage"]):
        found.append(f"{place} 的 stage 应是一个学段。")
    pair = entry.get("schools")
    if not isinstance(pair, list) or len(pair) != 2 or _not_texts(pair) or len(set(pair)) != 2:
        found.append(f"{place} 的 schools 应是相邻的两所学校。")
    return found


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _not_texts(value: object) -> bool:
    return not isinstance(value, list) or not all(_text(one) for one in value)


def _number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def read_regime(body: Body) -> Regime:
    """Return the regime a sound body states (see `faults`)."""
    weekdays: dict[tuple[str | None, str], int] = {}
    for entry in body.get("weekday", []):
        for stage in entry.get("stages") or [None]:
            for subject in entry["subjects"]:
                weekdays[stage, subject] = entry["weekday"]
    pairs: dict[str | None, list[tuple[str, str]]] = {}
    for entry in body.get("neighbours", []):
        one, other = entry["schools"]
        pairs.setdefault(entry.get("stage"), []).append((one, other))
    latest = time_of(body["latest"]) if "latest" in body else None
    return Regime(
        title=body["title"].strip(),
        source=body["source"].strip(),
        series=tuple(_series(entry) for entry in body["series"]),
        per_week=body.get("per_week", 2),
        hosts_per_day=body.get("hosts_per_day", 6),
        latest=minutes_of(latest) if latest else None,
        least_days=body.get("least_days", 10),
        weekdays=weekdays,
        neighbours={stage: tuple(found) for stage, found in pairs.items()},
    )


def _series(entry: Body) -> SeriesRule:
    schools = entry["schools"]
    form = entry.get("form", ON_SITE)
    return SeriesRule(
        title=entry["title"].strip(),
        kind=entry.get("kind", words.JOINT_RESEARCH),
        stages=tuple(entry.get("stages", ())),
        subjects=tuple(entry.get("subjects", ())),
        schools=schools if isinstance(schools, str) else tuple(schools),
        every=entry["every"],
        periods=entry.get("periods", 2),
        form=form,
        host=NONE if form == ONLINE else entry.get("host", ROTATE),
        host_school=entry.get("host_school"),
        no_host=tuple(entry.get("no_host", ())),
    )


# --- what it demands of a term ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """A month, a week or two of a term: one session of a series is due within it."""

    title: str
    days: tuple[date, ...]


def windows(every: str, days: Sequence[SchoolDay], least_days: int) -> list[Window]:
    """Return the windows of a term: calendar months, weeks of the term, two weeks, or all of it.

    Only days with school count; a month with fewer than ``least_days`` ordinary teaching days
    (exam days are none), a week or fortnight with fewer than half its share of them, and a week
    without number demand nothing.
    """
    parts: dict[tuple[int, int], list[SchoolDay]] = {}
    for one in days:
        key = _key(every, one)
        if one.teaching and key is not None:
            parts.setdefault(key, []).append(one)
    least = {WEEK: min(3, least_days), TWO_WEEKS: min(5, least_days), MONTH: least_days, ONCE: 1}
    return [
        Window(_title(every, key), tuple(one.day for one in own))
        for key, own in parts.items()
        if sum(one.lessons is not None for one in own) >= least[every]
    ]


def _key(every: str, one: SchoolDay) -> tuple[int, int] | None:
    if every == MONTH:
        return one.day.year, one.day.month
    if every == ONCE:
        return 0, 0
    if one.week is None or one.week < 1:
        return None
    return (0, one.week) if every == WEEK else (0, (one.week + 1) // 2)


def _title(every: str, key: tuple[int, int]) -> str:
    year, number = key
    if every == MONTH:
        return f"{year}年{number}月"
    if every == WEEK:
        return f"第{number}周"
    return f"第{2 * number - 1}—{2 * number}周" if every == TWO_WEEKS else "全学期"


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group as a regime looks at it; ``schools`` are those with members, in bureau order."""

    id: str
    name: str
    stage: str | None
    subject: str | None
    schools: tuple[str, ...]
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """One session that is due.

    Attributes:
        series: group, number of the rule and schools that meet: hosts rotate within it.
        hosts: schools that may be host; empty for an online session.
    """

    series: str
    rule: int
    group_id: str
    schools: tuple[str, ...]
    window: Window
    hosts: tuple[str, ...]

    @property
    def id(self) -> str:
        """Names the demand within its term."""
        return f"{self.series}|{self.window.title}"


@dataclass(frozen=True)
class Asked:
    """What a regime is applied to.

    Attributes:
        names: name by id of every school, in bureau order.
        neighbours: pairs of school ids by stage.
    """

    calendar: Calendar
    term: str
    groups: tuple[GroupPart, ...]
    names: Mapping[str, str]
    neighbours: Mapping[str | None, Sequence[tuple[str, str]]]


def demands(regime: Regime, asked: Asked) -> list[Demand]:
    """Return every session a regime demands of a term, group by group."""
    found = []
    for group in asked.groups:
        days = asked.calendar.days(asked.term, None, group.stage)
        for number, rule in enumerate(regime.series):
            if not rule.binds(group.stage, group.subject):
                continue
            spans = windows(rule.every, days, regime.least_days)
            for together in _together(rule, group, asked):
                series = f"{group.id}|{number}|{'+'.join(together)}"
                hosts = _hosts(rule, together, asked)
                found += [Demand(series, number, group.id, together, span, hosts) for span in spans]
    return found


def _together(rule: SeriesRule, group: GroupPart, asked: Asked) -> list[tuple[str, ...]]:
    """Return who meets: all schools of the group, each pair of neighbours, or those named."""
    there = set(group.schools)
    if rule.schools == ALL:
        return [group.schools] if len(there) >= 2 else []
    if rule.schools == NEIGHBOURS:
        pairs = asked.neighbours.get(group.stage, ())
        return [(one, other) for one, other in pairs if {one, other} <= there]
    named = tuple(one for one in group.schools if asked.names[one] in rule.schools)
    return [named] if len(named) >= 2 else []


def _hosts(rule: SeriesRule, together: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    if rule.host == NONE:
        return ()
    if rule.host == FIXED:
        return tuple(one for one in asked.names if asked.names[one] == rule.host_school)
    able = tuple(one for one in together if asked.names[one] not in rule.no_host)
    return able or together


def unknown_schools(regime: Regime, names: Iterable[str]) -> list[str]:
    """Return the names of schools a regime speaks of that the group does not have."""
    known = set(names)
    said: list[str] = []
    for rule in regime.series:
        said += rule.schools if isinstance(rule.schools, tuple) else ()
        said += [*rule.no_host, *([rule.host_school] if rule.host_school else [])]
    said += [one for pairs in regime.neighbours.values() for pair in pairs for one in pair]
    return [one for one in dict.fromkeys(said) if one not in known]
