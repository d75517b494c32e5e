"""Rules of series: what must be said of one, and how new dates settle among those that stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import recurrence, rrules, rules, words
from jtdesk.lessonprep.recurrence import Occurrence, Series
from jtdesk.lessonprep.session_rules import MOST_PERIODS, refuse_day

Values = Mapping[str, Any]
Key = tuple[str, str, tuple[str, ...]]
LEAST_SCHOOLS = 2
# What shows that somebody has worked on a date already; nobody throws it away unasked.
WORKED_ON = (
    "theme", "lead_planner_id", "chair", "agenda", "discussion", "division", "output",
    "reflection", "facility_id", "place", "note",
)  # fmt: skip


def refuse(values: Values) -> None:
    """Refuse a series that cannot be.

    Raises:
        RuleError: a word nobody knows, no term and no end, a rule that is none ...
    """
    if values["group_id"] is None:
        raise RuleError("请选择备课组。", code="group_missing", at="group_id")
    if not rules.TERM.fullmatch(str(values["term"] or "")):
        raise RuleError(
            f"学期“{values['term'] or ''}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。",
            code="bad_date", at="term",
        )  # fmt: skip
    known: Mapping[str, Collection[str | None]] = {
        "topology": words.TOPOLOGIES, "every": words.INTERVALS,
        "host_rule": (*words.HOST_RULES, None), "when_closed": (*words.CLOSED_RULES, None),
        "form": (*words.FORMS, None), "kind": words.SESSION_KINDS,
    }  # fmt: skip
    for at, allowed in known.items():
        if values[at] not in allowed:
            raise RuleError(
                f"“{values[at]}”不在可选的词里，请重新选择。", code="unknown_code_word", at=at
            )
    _refuse_periods(values)
    _refuse_days(values)
    if values["host_rule"] == recurrence.FIXED and values["host_id"] is None:
        raise RuleError("固定承办请选择承办学校。", code="host_missing", at="host_id")
    if values["rrule"] is not None:
        rrules.parsed(values["rrule"])


def _refuse_periods(values: Values) -> None:
    for at, title in (("start_period", "开始节次"), ("periods", "节数")):
        value = values[at]
        if value is None and at == "start_period":
            continue
        if not isinstance(value, int) or not 1 <= value <= MOST_PERIODS:
            raise RuleError(
                f"{title}“{'' if value is None else value}”应是 1 到 {MOST_PERIODS}。",
                code="not_a_number", at=at,
            )  # fmt: skip
    if values["rrule"] is not None and values["start_period"] is None:
        raise RuleError(
            "请填写从第几节开始；由自动排期定时间的系列不写重复规则。",
            code="time_missing", at="start_period",
        )  # fmt: skip


def _refuse_days(values: Values) -> None:
    for at in ("start", "until"):
        if values[at] is not None:
            try:
                refuse_day(values[at])
            except RuleError as fault:
                raise RuleError(fault.message, code=fault.code, at=at) from fault
    if values["start"] and values["until"] and values["until"] < values["start"]:
        raise RuleError(
            f"系列的结束日期 {values['until']} 早于开始日期 {values['start']}，请核对。",
            code="date_order", at="until",
        )  # fmt: skip


def as_series(
    row: Values, group: Values, taking_part: Sequence[str], near: Sequence[tuple[str, str]]
) -> Series:
    """Return a stored series as `recurrence` expands it.

    Args:
        row: columns of the series.
        group: its group, for the stage.
        taking_part: ids of the group's schools in bureau order.
        near: neighbouring pairs among them.
    """
    pairs: tuple[tuple[str, str], ...] = ()
    school_ids = tuple(taking_part)
    rank = {one: number for number, one in enumerate(taking_part)}
    if row["topology"] == recurrence.PAIRS:
        stored = row["schools"]
        chosen = near if stored is None else [(one[0], one[1]) for one in stored]
        pairs = tuple(one for one in chosen if one[0] in rank and one[1] in rank)
        named = {one for pair in pairs for one in pair}
        school_ids = tuple(one for one in taking_part if one in named)
    elif row["topology"] == recurrence.LISTED:
        named = set(row["schools"] or ())
        school_ids = tuple(one for one in taking_part if one in named)
    return Series(
        id=str(row.get("id") or ""),
        group_id=row["group_id"],
        school_ids=school_ids,
        term=row["term"],
        stage=group["stage"],
        every=row["every"],
        rrule=row["rrule"],
        start=_day(row["start"]),
        until=_day(row["until"]),
        start_period=row["start_period"],
        periods=row["periods"],
        topology=row["topology"],
        pairs=pairs,
        host_rule=row["host_rule"] or recurrence.ROTATE,
        host_id=row["host_id"],
        lesson_pair=row["lesson_pair"],
        when_closed=row["when_closed"] or recurrence.MAKE_UP,
        kind=row["kind"],
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


# --- how dates settle ---------------------------------------------------------------------------


@dataclass
class Settled:
    """What becomes of the dates of a series.

    Attributes:
        write: values of sessions to write; those with an ``id`` change.
        remove: ids of planned sessions the series has no date for any more.
        kept: ids of sessions nothing touches: held, cancelled, moved by hand, pinned.
        left: ids of planned sessions without a date on which somebody has worked already.
    """

    write: list[dict[str, Any]] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def settle(
    row: Values,
    occurrences: Iterable[Occurrence],
    standing: Iterable[Values],
    invited: Collection[str],
    since: str | None = None,
) -> Settled:
    """Return how the dates of a series settle among the sessions that stand.

    A session is known by the day the series gave it (and, with pairs or a lesson between, by its
    schools or kind), so it keeps its id, its people and its minutes when the series moves.

    Args:
        row: columns of the series.
        occurrences: its dates.
        standing: columns of its sessions.
        invited: ids of sessions that have a sign-in list.
        since: days before it are left alone, dates and sessions.
    """
    wanted = {_key_of(one, row): one for one in occurrences}
    found = Settled()
    for session in standing:
        key = _key(session, row)
        if _fast(session) or (since is not None and session["day"] < since):
            found.kept.append(session["id"])
            wanted.pop(key, None)
            continue
        there = wanted.pop(key, None)
        if there is not None:
            found.write.append(_values(there, row) | {"id": session["id"]} | _room(session, there))
        elif session["id"] in invited or any(session[name] for name in WORKED_ON):
            found.left.append(session["id"])
        else:
            found.remove.append(session["id"])
    found.write += [
        _values(one, row) | {"series_id": row["id"], "group_id": row["group_id"]}
        for one in wanted.values()
        if since is None or one.day.isoformat() >= since
    ]
    return found


def _fast(session: Values) -> bool:
    return session["status"] != words.PLANNED or bool(session["pinned"])


def _key(session: Values, row: Values) -> Key:
    kind = session["kind"] if row["lesson_pair"] else ""
    paired = row["topology"] == recurrence.PAIRS
    schools = tuple(sorted(session["schools"] or ())) if paired else ()
    return session["recurs_on"] or session["day"], kind, schools


def _key_of(one: Occurrence, row: Values) -> Key:
    kind = one.kind if row["lesson_pair"] else ""
    schools = tuple(sorted(one.school_ids)) if row["topology"] == recurrence.PAIRS else ()
    return one.recurs_on.isoformat(), kind, schools


def _values(one: Occurrence, row: Values) -> dict[str, Any]:
    everybody = row["topology"] == recurrence.ALL
    return {
        "day": one.day.isoformat(),
        "recurs_on": one.recurs_on.isoformat(),
        "term": row["term"],
        "start_period": one.start_period,
        "periods": one.periods,
        "start": None,
        "end": None,
        "host_id": one.host_id,
        "schools": None if everybody else list(one.school_ids),
        "kind": one.kind,
        "form": row["form"],
        "title": f"{row['title']}（{one.kind}）" if row["lesson_pair"] else row["title"],
    }


def _room(session: Values, one: Occurrence) -> dict[str, Any]:
    # A room belongs to the host that was.
    same = session["host_id"] == one.host_id
    return {} if same else {"place": None, "facility_id": None}


def with_count(rule: str | None, used: int) -> str | None:
    """Return a rule for the rest of its dates: a number of times is less those that went before."""
    if rule is None or (count := rrules.parsed(rule).count) is None:
        return rule
    parts = [one for one in rule.split(";") if not one.upper().startswith("COUNT=")]
    return ";".join([*parts, f"COUNT={max(1, count - used)}"])
