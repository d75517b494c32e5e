"""Series of joint dates: kept, expanded into sessions, changed from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.spans import day_before
from jtdesk.core.sql import rows
from jtdesk.lessonprep import (
    groups,
    joint_reads,
    recurrence,
    rrules,
    rules,
    school_calendar,
    series_rules,
    sessions,
    words,
)
from jtdesk.lessonprep.calendars import Calendar
from jtdesk.lessonprep.membership import schools_of
from jtdesk.lessonprep.neighbours import neighbours
from jtdesk.lessonprep.tables import PrepSeries
from jtdesk.schools import queries as schools

Values = Mapping[str, Any]
OWN = (
    "group_id", "term", "title", "topology", "schools", "every", "rrule", "when_closed", "start",
    "until", "start_period", "periods", "form", "host_rule", "host_id", "kind", "lesson_pair",
    "note",
)  # fmt: skip
FRESH: Values = dict.fromkeys(OWN) | {
    "topology": recurrence.ALL, "every": recurrence.MONTH, "periods": 2, "lesson_pair": False,
    "kind": words.JOINT_RESEARCH,
}  # fmt: skip


# --- reads ------------------------------------------------------------------------------------


def stored(session: Session, only: Sequence[str] | None = None) -> list[Row]:
    """Return the columns of series, of all or of some ids, oldest first."""
    found = rows(
        reads_of(session), "prep_series", ("id", *OWN), rest='ORDER BY "term", "id"',
        lists=("schools",), flags=("lesson_pair",),
    )  # fmt: skip
    return found if only is None else [row for row in found if row["id"] in set(only)]


def expandable(session: Session, found: Sequence[Row]) -> list[recurrence.Series]:
    """Return series as `recurrence.expand` wants them, in bulk."""
    stages = groups.stages_of_members(session, None)
    by_id = {row["id"]: row for row in groups.groups(session)}
    minutes = schools.travel_minutes(session)
    near: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    made = []
    for row in found:
        group = by_id[row["group_id"]]
        part = tuple(schools_of(group, stages))
        if row["topology"] == recurrence.PAIRS and row["schools"] is None and part not in near:
            near[part] = neighbours(minutes, part)
        made.append(series_rules.as_series(row, group, part, near.get(part, ())))
    return made


def prep_series(session: Session, question: Ask) -> list[Row]:
    """Return series in words with how many of their dates stand; as of a date its school year's."""
    names = schools.school_names(session, question.as_of)
    by_id = {row["id"]: row for row in groups.groups(session)}
    counts = {
        one: (total, held)
        for one, total, held in reads_of(session)(
            'SELECT "series_id", SUM("status" <> ?), SUM("status" = ?) FROM "prep_session" '
            'WHERE "series_id" IS NOT NULL GROUP BY "series_id"', words.CANCELLED, words.HELD,
        )
    }  # fmt: skip
    found = stored(session)
    if question.as_of is not None:
        year = rules.term_of(question.as_of)[:4]
        found = [row for row in found if row["term"][:4] == year]
    return [_in_words(row, by_id[row["group_id"]], names, counts) for row in found]


def _in_words(
    row: Row, group: Row, names: Mapping[str, str], counts: Mapping[str, tuple[int, int]]
) -> Row:
    sessions_of, held = counts.get(row["id"], (0, 0))
    return row | {
        "group": group["name"],
        "stage": group["stage"],
        "subject": group["subject"],
        "topology": words.TOPOLOGIES[row["topology"]],
        "schools": _schools_said(row, names),
        "every": words.INTERVALS[row["every"]],
        "rule": rrules.said(row["rrule"]) if row["rrule"] else None,
        "when_closed": words.CLOSED_RULES[row["when_closed"] or recurrence.MAKE_UP],
        "host_rule": words.HOST_RULES[row["host_rule"] or recurrence.ROTATE],
        "host": names.get(row["host_id"]),
        "sessions": sessions_of,
        "held": held,
    }


def _schools_said(row: Row, names: Mapping[str, str]) -> list[str] | None:
    if row["schools"] is None:
        return None
    if row["topology"] == recurrence.PAIRS:
        return ["—".join(names.get(one, "") for one in pair) for pair in row["schools"]]
    return [name for one, name in names.items() if one in set(row["schools"])]


# --- operations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeriesDraft:
    """A new series, or what changes of one: columns of `PrepSeries` by name."""

    values: Values
    id: str | None = None


@operation("lessonprep.save_series", words.SAVE_SERIES)
def save_series(session: Session, command: SeriesDraft) -> str:
    """Add or change a series; its sessions stay until it is placed; return its id.

    Raises:
        RuleError: something of it cannot be; the sentence says what.
    """
    before = FRESH if command.id is None else _image(session, command.id)
    changed = {name: value for name, value in command.values.items() if name in OWN}
    after: dict[str, Any] = {**before, **changed}
    series_rules.refuse(after)
    group = _group(session, after["group_id"])
    title = str(after["title"] or "").strip() or f"{group['name']}{after['kind']}"
    after["title"] = changed["title"] = title
    _refuse_schools(session, after)
    made = expandable(session, [after | {"id": command.id or ""}])[0]
    if len(made.school_ids) < series_rules.LEAST_SCHOOLS:
        raise RuleError(
            "参加的学校不到两所，不成联合活动。请选择学校；按相邻两校的，请先在“成员校”里填写路程。",
            code="no_schools", at="schools",
        )  # fmt: skip
    _dates(session, made)
    if command.id is None and after["host_id"] is None:
        changed["host_id"] = _first_host(session, after, made)
    describe(session, f"{title}（{after['term']}）")
    if command.id is not None:
        bulk.update(session, PrepSeries, [(command.id, changed)])
        return command.id
    return bulk.insert(session, PrepSeries, [{**FRESH, **changed}])[0]


def _image(session: Session, series_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(PrepSeries), [series_id]).get(series_id)
    if found is None:
        raise RuleError("这个系列已不存在，请刷新后重试。", code="gone")
    return found


def _group(session: Session, group_id: str) -> Row:
    found = next((row for row in groups.groups(session) if row["id"] == group_id), None)
    if found is None:
        raise RuleError("这个备课组已不存在，请重新选择。", code="gone", at="group_id")
    return found


def _refuse_schools(session: Session, values: Values) -> None:
    chosen = values["schools"]
    if values["topology"] == recurrence.PAIRS and chosen is not None:
        if any(len(set(pair)) != 2 for pair in chosen):
            raise RuleError("相邻两校要写成两所不同的学校。", code="bad_pair", at="schools")
        groups.refuse_schools(session, [one for pair in chosen for one in pair])
    elif values["topology"] == recurrence.LISTED:
        groups.refuse_schools(session, chosen or [])
    if values["host_id"] is not None:
        groups.refuse_schools(session, [values["host_id"]])


def _first_host(session: Session, values: Values, made: recurrence.Series) -> str | None:
    """Return who is host first where nobody was chosen: the turn goes on from the term before."""
    rotating = values["host_rule"] in {None, recurrence.ROTATE}
    if not rotating or values["topology"] == recurrence.PAIRS:
        return None
    before = joint_reads.stored(
        session, '"group_id" = ? AND "term" < ? AND "status" <> ?', values["group_id"],
        values["term"], words.CANCELLED, only=("host_id", "schools"),
    )  # fmt: skip
    there = made.school_ids
    hosts = [row["host_id"] for row in before if row["host_id"] in there and not _pair(row)]
    return there[(there.index(hosts[-1]) + 1) % len(there)] if hosts else None


def _pair(row: Row) -> bool:
    return row["schools"] is not None and len(row["schools"]) == 2


@dataclass(frozen=True)
class Placing:
    """The dates of a series are written as sessions.

    Attributes:
        id: of the series.
        since: day before which nothing changes; None for all days.
    """

    id: str
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """How many sessions were written, changed, removed, kept as they were, left without a date."""

    written: int
    changed: int
    removed: int
    kept: int
    left: int


@operation("lessonprep.place_series", words.PLACE_SERIES)
def place_series(session: Session, command: Placing) -> Placed:
    """Write the dates of a series as sessions; held, moved and pinned ones stay as they are.

    Raises:
        RuleError: the scheduler finds its dates, or it never ends.
    """
    row = _image(session, command.id) | {"id": command.id}
    if row["rrule"] is None and row["start"] is None:
        raise RuleError(
            f"“{row['title']}”没有写重复规则，它的日期由自动排期来定。"
            "请运行自动排期，或在系列里填写重复规则。",
            code="no_rule", at="rrule",
        )  # fmt: skip
    made = expandable(session, [row])[0]
    dates = _dates(session, made)
    standing = joint_reads.stored(session, '"series_id" = ?', command.id)
    settled = series_rules.settle(row, dates, standing, _invited(session), command.since)
    fresh = sum("id" not in one for one in settled.write)
    sessions.write_sessions(session, settled.write)
    sessions.drop_sessions(session, settled.remove)
    placed = Placed(
        fresh, len(settled.write) - fresh, len(settled.remove), len(settled.kept),
        len(settled.left),
    )  # fmt: skip
    left = f"，{placed.left} 次已有准备内容，留着没动" if placed.left else ""
    describe(
        session,
        f"{row['title']}：新排 {placed.written} 次，调整 {placed.changed} 次，"
        f"去掉 {placed.removed} 次，保留 {placed.kept} 次{left}",
    )
    return placed


def _invited(session: Session) -> set[str]:
    return {row[0] for row in reads_of(session)('SELECT DISTINCT "session_id" FROM "attendance"')}


@dataclass(frozen=True)
class Following:
    """This and all following dates of a series change.

    Attributes:
        id: of the series.
        day: day the series gave the first of them.
        values: what changes, columns of `PrepSeries`.
    """

    id: str
    day: str
    values: Values


@operation("lessonprep.change_following", words.CHANGE_FOLLOWING)
def change_following(session: Session, command: Following) -> str:
    """Change a series from a date on: what went before stays a series of its own; return the id.

    Raises:
        RuleError: the changed series cannot be, or has no date from that day on.
    """
    row = _image(session, command.id) | {"id": command.id}
    made = expandable(session, [row])[0]
    days = [one.recurs_on.isoformat() for one in _dates(session, made)]
    before, later = (
        sorted({one for one in days if (one < command.day) == earlier}) for earlier in (True, False)
    )
    if not later:
        raise RuleError(
            f"“{row['title']}”从 {command.day} 起已没有活动，不用再改。",
            code="nothing_left", at="day",
        )  # fmt: skip
    if not before:
        save_series(session, SeriesDraft(command.values, command.id))
        place_series(session, Placing(command.id))
        return command.id
    # A number of times counts the dates that fell on days off too.
    gone = {one.day.isoformat() for one in recurrence.left_out(made, _calendar(session))}
    used = len(before) + sum(one < later[0] for one in gone)
    changed = {"start": later[0], "rrule": series_rules.with_count(row["rrule"], used)}
    fresh = {name: row[name] for name in OWN} | changed | dict(command.values)
    new_id = save_series(session, SeriesDraft(fresh))
    bulk.update(session, PrepSeries, [(command.id, {"until": day_before(later[0])})])
    taken = [
        {"id": one["id"], "series_id": new_id, "group_id": fresh["group_id"]}
        for one in joint_reads.stored(session, '"series_id" = ?', command.id)
        if (one["recurs_on"] or one["day"]) >= later[0]
    ]
    sessions.write_sessions(session, taken)
    placed = place_series(session, Placing(new_id))
    describe(session, f"{fresh['title']}：{later[0]} 起 {placed.written + placed.changed} 次")
    return new_id


def _dates(session: Session, made: recurrence.Series) -> list[recurrence.Occurrence]:
    return recurrence.expand(made, _calendar(session))


def _calendar(session: Session) -> Calendar:
    return school_calendar.calendar_of(session)


@operation("lessonprep.remove_series", words.REMOVE_SERIES)
def remove_series(session: Session, command: str) -> int:
    """Remove a series with its sessions, by id; held ones stay for themselves.

    Returns:
        How many sessions were removed.
    """
    row = _image(session, command)
    standing = joint_reads.stored(session, '"series_id" = ?', command)
    held = [one["id"] for one in standing if one["status"] == words.HELD]
    rest = [one["id"] for one in standing if one["status"] != words.HELD]
    stay = f"，{len(held)} 次已开展的留下" if held else ""
    describe(session, f"{row['title']} 共 {len(rest)} 次{stay}")
    sessions.write_sessions(session, [{"id": one, "series_id": None} for one in held])
    sessions.drop_sessions(session, rest)
    bulk.remove(session, PrepSeries, [command])
    return len(rest)


OPERATIONS = (save_series, place_series, change_following, remove_series)
