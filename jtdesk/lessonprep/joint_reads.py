"""Joint dates read in bulk: stored sessions resolved to names, clock times and people asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.db import reads_of
from jtdesk.core.fields import Row
from jtdesk.core.sql import marks, rows
from jtdesk.lessonprep import groups, school_calendar, session_rules
from jtdesk.lessonprep.joint_dates import JointDate, minutes_of
from jtdesk.lessonprep.membership import Member, schools_of
from jtdesk.lessonprep.tables import PrepSession
from jtdesk.schools import queries as schools

COLUMNS = tuple(
    column.name
    for column in bulk.table_of(PrepSession).columns
    if column.name not in {"revision", "origin"}
)
# What a joint date shows; the minutes are long and stay where they are.
SHOWN = (
    "id", "uid", "sequence", "kind", "title", "term", "day", "start_period", "periods", "start",
    "end", "status", "group_id", "series_id", "recurs_on", "stage", "subject", "host_id",
    "schools", "place", "facility_id", "form", "pinned", "theme", "lead_planner_id", "chair",
    "pupils", "note",
)  # fmt: skip
FEW = 500


def stored(
    session: Session, where: str = "", *values: object, only: Sequence[str] = COLUMNS
) -> list[Row]:
    """Return stored sessions by column name, those a condition lets through, by day."""
    rest = f"{f'WHERE {where}' if where else ''} ORDER BY day, id"
    return rows(
        reads_of(session), "prep_session", only, rest=rest, values=values,
        lists={"schools"} & {*only}, flags={"pinned"} & {*only},
    )  # fmt: skip


def joint_dates(
    session: Session,
    *,
    first: date | None = None,
    last: date | None = None,
    term: str | None = None,
    school_id: str | None = None,
    teacher_id: str | None = None,
    only: Collection[str] | None = None,
) -> list[JointDate]:
    """Return joint dates of a span or a term, resolved, in order of day and time.

    Args:
        session: any session.
        first: first day; None leaves the side open.
        last: last day, included; None leaves the side open.
        term: code of a term.
        school_id: school that takes part or is host.
        teacher_id: person who is asked, or the lead planner.
        only: ids of the dates wanted.
    """
    parts: list[tuple[str, object]] = []
    if first is not None:
        parts.append(('"day" >= ?', first.isoformat()))
    if last is not None:
        parts.append(('"day" <= ?', last.isoformat()))
    if term is not None:
        parts.append(('"term" = ?', term))
    where, values = " AND ".join(one for one, _ in parts), [value for _, value in parts]
    wanted = None if only is None else set(only)
    if wanted is not None and len(wanted) <= FEW:
        where = " AND ".join(filter(None, (where, f'"id" IN ({marks(wanted)})')))
        values += sorted(wanted)
    found = stored(session, where, *values, only=SHOWN)
    if wanted is not None:
        found = [row for row in found if row["id"] in wanted]
    dates = Resolver(session, found).dates()
    if school_id is not None:
        dates = [one for one in dates if school_id in one.school_ids or school_id == one.host_id]
    if teacher_id is not None:
        dates = [
            one for one in dates if teacher_id in one.people or teacher_id == one.lead_planner_id
        ]
    return sorted(dates, key=lambda one: (one.day, one.start, one.end, one.title, one.id))


class Resolver:
    """Puts names beside ids, clock times beside periods, and the people asked beside a date.

    Who is asked stands in the sign-in list; while nobody has been asked by name it is the group's
    members of that month at the schools that take part.
    """

    def __init__(self, session: Session, found: Sequence[Row]) -> None:
        self._session = session
        self._rows = found
        self._calendar = school_calendar.calendar_of(session)
        self._bells = school_calendar.bells_of(session)
        self._names = schools.school_names(session)
        self._rank = {one: number for number, one in enumerate(self._names)}
        self._groups = {row["id"]: row for row in groups.groups(session)}
        self._stages = groups.stages_of_members(session, None)
        self._leads = groups.teacher_names(session, {row["lead_planner_id"] for row in found})
        self._facilities: dict[str, str] = dict(
            reads_of(session)('SELECT "id", "name" FROM "facility"')  # type: ignore[arg-type]
        )
        self._asked = self._attendance()
        self._members: dict[str, dict[str, list[Member]]] = {}
        self._weeks: dict[tuple[str, str | None, str], int | None] = {}
        self._spans: dict[tuple[str | None, str | None, int, int], tuple[int, int]] = {}
        self._schools: dict[str | None, tuple[str, ...]] = {}
        self._people: dict[tuple[str, str, tuple[str, ...]], tuple[tuple[str, ...], int]] = {}

    def dates(self) -> list[JointDate]:
        """Return the dates in the order of their rows."""
        return [self._date(row) for row in self._rows]

    def _date(self, row: Row) -> JointDate:
        group = self._groups.get(row["group_id"])
        stage = row["stage"] or (group or {}).get("stage")
        school_ids = self._taking_part(row, group)
        start, end = self._span(row, stage, school_ids)
        people, required = self._who(row, school_ids)
        names = self._names
        return JointDate(
            row["id"], row["uid"], row["sequence"], row["kind"], row["title"], row["term"],
            date.fromisoformat(row["day"]), self._week(row, stage), row["start_period"],
            row["periods"], start, end, row["status"], row["group_id"],
            group["name"] if group else "", row["series_id"],
            date.fromisoformat(row["recurs_on"]) if row["recurs_on"] else None, stage,
            row["subject"] or (group or {}).get("subject"), row["host_id"],
            names.get(row["host_id"], ""), school_ids, tuple(names[one] for one in school_ids),
            row["place"] or self._facilities.get(row["facility_id"], ""), row["facility_id"],
            row["form"] or "", row["pinned"], row["theme"] or "", row["lead_planner_id"],
            self._leads.get(row["lead_planner_id"], ""), row["chair"] or "", people, required,
            row["pupils"], row["note"] or "",
        )  # fmt: skip

    def _taking_part(self, row: Row, group: Row | None) -> tuple[str, ...]:
        ids = row["schools"]
        if ids is None:
            if row["group_id"] not in self._schools:
                part = schools_of(group, self._stages) if group else []
                self._schools[row["group_id"]] = tuple(part)
            known = self._schools[row["group_id"]]
            if row["host_id"] is None or row["host_id"] in known:
                return known
            ids = known
        host = {row["host_id"]} - {None}
        return tuple(sorted({*ids, *host} & self._rank.keys(), key=self._rank.__getitem__))

    def _span(self, row: Row, stage: str | None, ids: Sequence[str]) -> tuple[int, int]:
        if row["start"] is not None and row["end"] is not None:
            return minutes_of(row["start"]), minutes_of(row["end"])
        if row["start_period"] is None:
            return 0, session_rules.DAY_MINUTES
        at = row["host_id"] or (ids[0] if ids else None)
        key = (at, stage, row["start_period"], row["periods"] or 1)
        if key not in self._spans:
            self._spans[key] = self._bells.span(*key)
        return self._spans[key]

    def _week(self, row: Row, stage: str | None) -> int | None:
        key = (row["term"], stage, row["day"])
        if key not in self._weeks:
            term = self._calendar.term(row["term"], stage)
            self._weeks[key] = term.week(date.fromisoformat(row["day"])) if term else None
        return self._weeks[key]

    def _who(self, row: Row, ids: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
        asked = self._asked.get(row["id"])
        if asked is not None:
            return asked
        if row["group_id"] is None:
            return (), 0
        key = (row["group_id"], row["day"][:7], ids)
        if key not in self._people:
            at = set(ids)
            members = [m for m in self._of_month(row) if m.school_id in at]
            ordered = sorted(members, key=lambda one: not one.required)
            who = tuple(one.teacher_id for one in ordered)
            self._people[key] = who, sum(one.required for one in members)
        return self._people[key]

    def _of_month(self, row: Row) -> list[Member]:
        month = row["day"][:7]
        if month not in self._members:
            self._members[month] = groups.members_of(
                self._session, list(self._groups.values()), row["day"]
            )
        return self._members[month].get(row["group_id"], [])

    def _attendance(self) -> dict[str, tuple[tuple[str, ...], int]]:
        few = [row["id"] for row in self._rows] if len(self._rows) <= FEW else []
        where = f'WHERE "session_id" IN ({marks(few)}) ' if few else ""
        read = reads_of(self._session)(
            'SELECT "session_id", "teacher_id", "required" FROM "attendance" '  # noqa: S608 - ours
            f'{where}ORDER BY "session_id", "required" DESC, "id"', *few,
        )  # fmt: skip
        people: dict[str, list[str]] = {}
        required: dict[str, int] = {}
        for session_id, teacher_id, needed in read if self._rows else ():
            own = people.setdefault(session_id, [])
            if teacher_id is not None:
                own.append(teacher_id)
                required[session_id] = required.get(session_id, 0) + bool(needed)
        return {one: (tuple(who), required.get(one, 0)) for one, who in people.items()}
