"""The grammar of teaching loads: full weeks by stage and subject, who carries less, who is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.numbers import plain
from jtdesk.deployment.curricula import TAUGHT_STAGES, subject_word

Body = dict[str, Any]
STAGES = ("幼儿园", "小学", "初中", "高中")
MEN, WOMEN = "男", "女"
KEYS = frozenset({"title", "source", "note", "default", "code", "load", "adjustment", "people"})
LOAD_KEYS = frozenset({"stage", "subjects", "rest", "periods", "classes", "note"})
# A condition left out holds for everybody.
CONDITIONS = (
    "stages", "subjects", "areas", "kinds", "positions", "men", "women", "class_size_over",
    "classes_over",
)  # fmt: skip
ADJUSTMENT_KEYS = frozenset(
    {"name", "title", "note", "enabled", "on", "periods", "percent", *CONDITIONS}
)
LISTS = frozenset({"stages", "subjects", "areas", "kinds", "positions"})
ON = ("person", "load")
PEOPLE_LISTS = ("leave", "positions_out", "generalists", "by_days", "stay")
PEOPLE_NUMBERS = ("week_days", "days_unknown")


@dataclass(frozen=True)
class Load:
    """A full week of one subject in one stage.

    Attributes:
        periods: periods a week.
        classes: where set, that many classes are a full week whatever their periods.
    """

    periods: float
    classes: float | None = None

    def sentence(self) -> str:
        """Say it in words for an explanation."""
        if self.classes is not None:
            return f"每 {plain(self.classes)} 个班为满工作量"
        return f"周课时标准 {plain(self.periods)} 节"


@dataclass(frozen=True)
class Adjustment:
    """One reason for a smaller (or other) full week, or for a person to carry less of it."""

    name: str
    title: str
    on: str
    periods: float | None
    percent: float | None
    when: Mapping[str, Any]


@dataclass(frozen=True)
class People:
    """Which people count how much: words of the staff list and of the placements ledger.

    Attributes:
        leave: duty states in which nobody teaches (产假, 病休 ...).
        positions_out: positions that do not teach.
        generalists: subjects of people who teach all subjects of a class (全科, 包班).
        by_days: modes of placement that move days of the week, not the whole person.
        stay: modes that leave the person where the staff list says (送教; 调动 has moved it).
        week_days: teaching days a week.
        days_unknown: days a week taken where a visiting teacher's days are not written.
    """

    leave: frozenset[str]
    positions_out: frozenset[str]
    generalists: frozenset[str]
    by_days: frozenset[str]
    stay: frozenset[str]
    week_days: float
    days_unknown: float


@dataclass(frozen=True)
class Place:
    """What an adjustment may ask about a school."""

    area: str | None = None
    kind: str | None = None
    classes: float | None = None


@dataclass(frozen=True)
class Loads:
    """A load standard ready for reckoning."""

    named: Mapping[tuple[str, str], Load]
    rest: Mapping[str, Load]
    adjustments: tuple[Adjustment, ...]
    people: People
    _cache: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def plain_load(self, stage: str | None, subject: str | None) -> Load | None:
        """Return the full week before any adjustment, None where the stage has none."""
        return self.named.get((stage or "", subject or "")) or self.rest.get(stage or "")

    def load(
        self, stage: str | None, subject: str | None, place: Place, class_size: float | None = None
    ) -> tuple[Load | None, tuple[str, ...]]:
        """Return the full week at a school, and the titles of what has changed it."""
        key = (stage, subject, place, class_size)
        if key not in self._cache:
            self._cache[key] = self._adjusted(stage, subject, place, class_size)
        found: tuple[Load | None, tuple[str, ...]] = self._cache[key]
        return found

    def _adjusted(
        self, stage: str | None, subject: str | None, place: Place, class_size: float | None
    ) -> tuple[Load | None, tuple[str, ...]]:
        load = self.plain_load(stage, subject)
        if load is None:
            return None, ()
        facts = _place_facts(stage, subject, place) | {"class_size_over": class_size}
        titles = []
        for one in self.adjustments:
            if one.on == "load" and _holds(one.when, facts):
                load = _changed(load, one)
                titles.append(one.title)
        return load, tuple(titles)

    def carries(self, person: Mapping[str, Any], place: Place) -> tuple[float, tuple[str, ...]]:
        """Return the part of a full week a person can carry, and why it is less than all.

        Args:
            person: ``stage subject position gender age``.
            place: the school where the person teaches.
        """
        load, _ = self.load(person["stage"], person["subject"], place)
        if load is None:
            return 1.0, ()
        facts = _place_facts(person["stage"], person["subject"], place)
        facts |= {"positions": person["position"]}
        facts |= {"men": person["age"] if person["gender"] == MEN else None}
        facts |= {"women": person["age"] if person["gender"] == WOMEN else None}
        most, percent, titles = load.periods, 100.0, []
        for one in self.adjustments:
            if one.on != "person" or not _holds(one.when, facts):
                continue
            if one.periods is not None and one.periods >= most:
                continue
            most = one.periods or most
            percent += one.percent or 0
            titles.append(one.title)
        return max(0.0, most / load.periods * percent / 100) if titles else 1.0, tuple(titles)


def _place_facts(stage: str | None, subject: str | None, place: Place) -> dict[str, Any]:
    return {
        "stages": stage, "subjects": subject, "areas": place.area, "kinds": place.kind,
        "classes_over": place.classes,
    }  # fmt: skip


def _holds(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Tell whether every condition holds; a village school is one by its area or its kind."""
    for name, wanted in when.items():
        if name in {"areas", "kinds", "men", "women"}:
            continue
        value = facts.get(name)
        if name in LISTS and value not in wanted:
            return False
        if name not in LISTS and (value is None or value <= wanted):
            return False
    return _either(when, facts, ("areas", "kinds"), lambda value, wanted: value in wanted) and (
        _either(
            when,
            facts,
            ("men", "women"),
            lambda value, wanted: value is not None and value >= wanted,
        )
    )


def _either(
    when: Mapping[str, Any],
    facts: Mapping[str, Any],
    names: tuple[str, ...],
    test: Callable[[Any, Any], bool],
) -> bool:
    asked = [name for name in names if name in when]
    return not asked or any(test(facts.get(name), when[name]) for name in asked)


def _changed(load: Load, one: Adjustment) -> Load:
    if one.periods is not None:
        return Load(one.periods, load.classes)
    part = 1 + (one.percent or 0) / 100
    return Load(load.periods * part, load.classes and load.classes * part)


def loads(body: Body) -> Loads:
    """Return a load standard out of a body that keeps the grammar."""
    named: dict[tuple[str, str], Load] = {}
    rest: dict[str, Load] = {}
    for entry in body["load"]:
        load = Load(float(entry["periods"]), entry.get("classes"))
        if entry.get("rest"):
            rest[entry["stage"]] = load
        for name in entry.get("subjects", ()):
            named[entry["stage"], str(subject_word(name))] = load
    return Loads(named, rest, tuple(_adjustments(body)), _people(body["people"]))


def _adjustments(body: Body) -> Iterator[Adjustment]:
    for entry in body.get("adjustment", ()):
        if not entry.get("enabled", True):
            continue
        when = {name: entry[name] for name in CONDITIONS if name in entry}
        if "subjects" in when:
            when["subjects"] = [subject_word(name) for name in when["subjects"]]
        yield Adjustment(
            entry["name"], entry["title"], entry["on"], entry.get("periods"), entry.get("percent"),
            when,
        )  # fmt: skip


def _people(body: Body) -> People:
    lists = {name: frozenset(body.get(name, ())) for name in PEOPLE_LISTS}
    return People(
        **lists, week_days=float(body["week_days"]), days_unknown=float(body["days_unknown"])
    )


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of a load standard; each sentence names the place."""
    found = [f"不认识 {name}" for name in body if name not in KEYS]
    entries = body.get("load")
    if not isinstance(entries, list) or not entries:
        return [*found, "缺少 [[load]]：每个学段、每组学科一段，写 stage、subjects、periods"]
    for number, entry in enumerate(entries, 1):
        found += _load_faults(entry, f"第 {number} 个 [[load]]")
    for stage in TAUGHT_STAGES:
        if not any(isinstance(e, dict) and e.get("stage") == stage and e.get("rest")
                   for e in entries):  # fmt: skip
            found.append(f"{stage}缺少其余学科的课时标准：写一段 stage = {stage},rest = true")
    adjustments = body.get("adjustment", [])
    if not isinstance(adjustments, list):
        found.append("adjustment 应写成若干个 [[adjustment]]")
        adjustments = []
    for number, entry in enumerate(adjustments, 1):
        found += _adjustment_faults(entry, f"第 {number} 个 [[adjustment]]")
    return found + _people_faults(body.get("people"))


def _load_faults(entry: object, place: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{place} 应是一段，写 stage、subjects、periods"]
    found = [f"{place} 不认识 {key}" for key in entry if key not in LOAD_KEYS]
    if entry.get("stage") not in STAGES:
        found.append(f"{place} 的 stage“{entry.get('stage')}”应是 {'、'.join(STAGES)} 之一")
    if not entry.get("rest") and not entry.get("subjects"):
        found.append(f"{place} 缺少 subjects（学科的列表），或写 rest = true 表示其余学科")
    found += _subject_faults(entry.get("subjects", []), place)
    for name in ("periods", "classes"):
        if (name in entry or name == "periods") and not _positive(entry.get(name)):
            found.append(f"{place} 的 {name}“{entry.get(name)}”应是大于 0 的数")
    return found


def _subject_faults(names: object, place: str) -> list[str]:
    if not isinstance(names, list):
        return [f"{place} 的 subjects 应是学科的列表"]
    return [
        f"{place} 的学科“{name}”不在学科代码表 codes/subject.toml 里"
        for name in names
        if subject_word(name) is None
    ]


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _adjustment_faults(entry: object, place: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{place} 应是一段，写 name、title、on 和 periods 或 percent"]
    found = [f"{place} 不认识 {key}" for key in entry if key not in ADJUSTMENT_KEYS]
    found += [
        f"{place} 缺少 {name}，或不是文字"
        for name in ("name", "title")
        if not isinstance(entry.get(name), str) or not entry[name].strip()
    ]
    if not isinstance(entry.get("enabled", True), bool):
        found.append(f"{place} 的 enabled 应是 true 或 false")
    if entry.get("on") not in ON:
        found.append(f"{place} 的 on 应是 person（减个人工作量）或 load（改课时标准）")
    if ("periods" in entry) == ("percent" in entry):
        found.append(f"{place} 应写 periods（周课时）或 percent（增减百分比）其中一项")
    if "periods" in entry and not _positive(entry["periods"]):
        found.append(f"{place} 的 periods“{entry['periods']}”应是大于 0 的数")
    if "percent" in entry and not (_number(entry["percent"]) and entry["percent"] > -100):
        found.append(f"{place} 的 percent“{entry['percent']}”应是大于 -100 的数")
    for name in CONDITIONS:
        right = _texts if name in LISTS else _number
        if name in entry and not right(entry[name]):
            found.append(f"{place} 的 {name} 应是{'列表' if name in LISTS else '数'}")
    return found + _subject_faults(entry.get("subjects", []), place)


def _people_faults(people: object) -> list[str]:
    if not isinstance(people, dict):
        return ["缺少 [people]：哪些人不算、走教怎么算"]
    known = {*PEOPLE_LISTS, *PEOPLE_NUMBERS}
    found = [f"[people] 不认识 {name}" for name in people if name not in known]
    found += [
        f"[people] 的 {name} 应是列表" for name in PEOPLE_LISTS if not _texts(people.get(name, []))
    ]
    found += [
        f"[people] 的 {name} 应是大于 0 的数"
        for name in PEOPLE_NUMBERS
        if not _positive(people.get(name))
    ]
    return found


def with_adjustment(body: Body, name: str, *, enabled: bool) -> Body:
    """Return a copy of a body with one adjustment switched on or off."""
    switched = [
        entry | {"enabled": enabled} if entry["name"] == name else dict(entry)
        for entry in body.get("adjustment", ())
    ]
    return body | {"adjustment": switched}


def with_load(body: Body, number: int, periods: float) -> Body:
    """Return a copy of a body with other periods in its load of that place, counted from 0."""
    entries = [dict(entry) for entry in body["load"]]
    entries[number]["periods"] = plain(periods)
    return body | {"load": entries}
