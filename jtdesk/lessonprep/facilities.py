"""Rooms schools share (图书馆, 实验室, 体育馆): who has them when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.db import reads_of
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.sql import rows
from jtdesk.lessonprep import groups, joint_reads, rules, session_rules, words
from jtdesk.lessonprep.joint_dates import clock as clock_text
from jtdesk.lessonprep.joint_dates import minutes_of
from jtdesk.lessonprep.tables import Booking, Facility, PrepSession
from jtdesk.schools import queries as schools

Values = Mapping[str, Any]
OWN = ("school_id", "name", "kind", "capacity", "owner", "opening", "note")
BOOKING_OWN = (
    "facility_id", "day", "start", "end", "user_school_id", "user", "purpose", "people", "status",
    "record",
)  # fmt: skip
# Where nobody has written when a room is open.
OPENS, CLOSES = 7 * 60, 21 * 60


# --- reads ------------------------------------------------------------------------------------


def facilities(session: Session, question: Ask) -> list[Row]:
    """Return shared rooms with how often they were booked and used in the school year."""
    names = schools.school_names(session, question.as_of)
    found = rows(reads_of(session), "facility", ("id", *OWN))
    first, last = school_year_of(question.as_of or clock.today().isoformat())
    counts = {
        one: (booked, used)
        for one, booked, used in reads_of(session)(
            'SELECT "facility_id", SUM("status" <> ?), SUM("status" = ?) FROM "booking" '
            'WHERE "day" BETWEEN ? AND ? GROUP BY "facility_id"',
            words.RELEASED, words.USED, first, last,
        )
    }  # fmt: skip
    rank = {one: number for number, one in enumerate(names)}
    for row in found:
        row["school"] = names.get(row["school_id"])
        row["booked"], row["used"] = counts.get(row["id"], (0, 0))
    return sorted(found, key=lambda row: (rank.get(row["school_id"], len(rank)), row["name"]))


def school_year_of(day: str) -> tuple[str, str]:
    """Return the first and last day of the school year a day belongs to."""
    year = int(rules.term_of(day)[:4])
    return f"{year}-08-01", f"{year + 1}-07-31"


def counted_until(year: int, as_of: str | None) -> str:
    """Return the day until which a school year is counted.

    The as-of date where there is one; else today in the running year, the last day of a year that
    is over, the first day of one still to come.
    """
    first, last = f"{year}-08-01", f"{year + 1}-07-31"
    return as_of or min(max(clock.today().isoformat(), first), last)


def bookings(session: Session, question: Ask) -> list[Row]:
    """Return bookings by day and time; as of a date those of its school year."""
    names = schools.school_names(session, question.as_of)
    rooms = {row["id"]: row for row in rows(reads_of(session), "facility", ("id", *OWN))}
    span = ("", "9999") if question.as_of is None else school_year_of(question.as_of)
    found = rows(
        reads_of(session), "booking", ("id", *BOOKING_OWN),
        rest='WHERE "day" BETWEEN ? AND ? ORDER BY "day", "start", "id"', values=span,
    )  # fmt: skip
    for row in found:
        room = rooms[row["facility_id"]]
        row["facility"] = room["name"]
        row["school"] = names.get(room["school_id"])
        row["user_school"] = names.get(row["user_school_id"])
        row["date"] = row["day"]
        row["minutes"] = minutes_of(row["end"]) - minutes_of(row["start"])
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """A span of a day for which a room is taken, and by whom."""

    id: str
    start: int
    end: int
    who: str


def taken(session: Session, facility_id: str, day: str) -> list[Taken]:
    """Return for what a room is taken on a day, bookings and joint dates, in order."""
    names = schools.school_names(session)
    query = rows(
        reads_of(session), "booking", ("id", *BOOKING_OWN),
        rest='WHERE "facility_id" = ? AND "day" = ? AND "status" <> ?',
        values=(facility_id, day, words.RELEASED),
    )  # fmt: skip
    found = [
        Taken(
            row["id"], minutes_of(row["start"]), minutes_of(row["end"]),
            row["user"] or names.get(row["user_school_id"]) or row["purpose"] or "已预约",
        )
        for row in query
    ]  # fmt: skip
    held = joint_reads.stored(
        session, '"facility_id" = ? AND "day" = ? AND "status" <> ?', facility_id, day,
        words.CANCELLED, only=("id",),
    )  # fmt: skip
    dates = joint_reads.joint_dates(session, only=[row["id"] for row in held]) if held else []
    found += [Taken(one.id, one.start, one.end, one.title) for one in dates]
    return sorted(found, key=lambda one: (one.start, one.end, one.id))


def next_free(there: Sequence[Taken], start: int, length: int, closes: int = CLOSES) -> int | None:
    """Return the first time from a start on at which a room is free so long, None without one.

    Args:
        there: what takes the room that day.
        start: minutes after midnight.
        length: minutes wanted.
        closes: end of the day.
    """
    at = start
    for one in sorted(there, key=lambda one: one.start):
        if one.start < at + length and one.end > at:
            at = one.end
    return at if at + length <= closes else None


# --- operations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class FacilityDraft:
    """A new shared room, or what changes of one: columns of `Facility` by name."""

    values: Values
    id: str | None = None


@operation("lessonprep.save_facility", words.SAVE_FACILITY)
def save_facility(session: Session, command: FacilityDraft) -> str:
    """Add or change a shared room; return its id.

    Raises:
        RuleError: no name or school, a name the school has already, or a capacity that is none.
    """
    before = dict.fromkeys(OWN) if command.id is None else _room(session, command.id)
    changed = {name: value for name, value in command.values.items() if name in OWN}
    after = {**before, **changed}
    name = changed["name"] = str(after["name"] or "").strip()
    if not name:
        raise RuleError("请填写场馆名称。", code="name_missing", at="name")
    if after["school_id"] is None:
        raise RuleError("请选择场馆在哪所学校。", code="school_missing", at="school_id")
    groups.refuse_schools(session, [after["school_id"]])
    capacity = after["capacity"]
    if capacity is not None and not (isinstance(capacity, int) and 0 < capacity <= 100_000):
        raise RuleError(f"可容纳人数“{capacity}”应大于 0。", code="not_a_number", at="capacity")
    query = select(Facility.id).where(
        Facility.school_id == after["school_id"], Facility.name == name
    )
    if any(one != command.id for one in session.scalars(query)):
        raise RuleError(
            f"这所学校已有名为“{name}”的场馆，请改那一个，或换个名称。",
            code="conflicts_with_store", at="name",
        )  # fmt: skip
    describe(session, name)
    if command.id is None:
        return bulk.insert(session, Facility, [changed])[0]
    bulk.update(session, Facility, [(command.id, changed)])
    return command.id


def _room(session: Session, facility_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Facility), [facility_id]).get(facility_id)
    if found is None:
        raise RuleError("这个场馆已不在名单里，请刷新后重试。", code="gone", at="facility_id")
    return found


@operation("lessonprep.remove_facility", words.REMOVE_FACILITY)
def remove_facility(session: Session, command: str) -> None:
    """Remove a shared room that has no bookings and no joint dates, by id.

    Raises:
        RuleError: it has some.
    """
    name = _room(session, command)["name"]
    used = list(session.scalars(select(Booking.id).where(Booking.facility_id == command)))
    dates = list(session.scalars(select(PrepSession.id).where(PrepSession.facility_id == command)))
    if used or dates:
        raise RuleError(
            f"“{name}”还有 {len(used)} 次预约、{len(dates)} 次活动，不能删除。"
            "不再共享的，请在备注里写明；写错的预约请先删除。",
            code="still_used",
        )  # fmt: skip
    describe(session, name)
    bulk.remove(session, Facility, [command])


@dataclass(frozen=True)
class BookingDraft:
    """A new booking, or what changes of one: columns of `Booking` by name."""

    values: Values
    id: str | None = None


@operation("lessonprep.book", words.BOOK)
def book(session: Session, command: BookingDraft) -> str:
    """Book a room for a span of a day; return the id of the booking.

    Raises:
        RuleError: the room is taken then (the sentence names the next free span), the day or the
            times are none, or more people come than it holds.
    """
    before = dict.fromkeys(BOOKING_OWN) if command.id is None else _booking(session, command.id)
    changed = {name: value for name, value in command.values.items() if name in BOOKING_OWN}
    after = {**before, **changed}
    if after["status"] is None:
        after["status"] = changed["status"] = words.BOOKED
    room = _refuse(session, after)
    if after["status"] != words.RELEASED:
        _refuse_overlap(session, after, room, command.id)
    describe(session, f"{room['name']} {after['day']} {after['start']}—{after['end']}")
    if command.id is None:
        return bulk.insert(session, Booking, [changed])[0]
    bulk.update(session, Booking, [(command.id, changed)])
    return command.id


def _booking(session: Session, booking_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Booking), [booking_id]).get(booking_id)
    if found is None:
        raise RuleError("这次预约已不存在，请刷新后重试。", code="gone")
    return found


def _refuse(session: Session, values: Values) -> Row:
    """Refuse a booking that cannot be whatever else is booked; return the room."""
    if values["facility_id"] is None:
        raise RuleError("请选择场馆。", code="facility_missing", at="facility_id")
    room = _room(session, values["facility_id"])
    session_rules.refuse_day(values["day"])
    session_rules.refuse_clock(values["start"], values["end"])
    if values["status"] not in words.BOOKING_STATUSES:
        raise RuleError(
            f"“{values['status']}”不在可选的词里。", code="unknown_code_word", at="status"
        )
    people, capacity = values["people"], room["capacity"]
    if people is not None and not (isinstance(people, int) and people >= 0):
        raise RuleError(f"人数“{people}”应是不小于 0 的整数。", code="not_a_number", at="people")
    if people is not None and capacity is not None and people > capacity:
        raise RuleError(
            f"{room['name']}可容纳 {capacity} 人，预约写了 {people} 人。请减少人数或换一个场馆。",
            code="too_many", at="people",
        )  # fmt: skip
    if values["user_school_id"] is not None:
        groups.refuse_schools(session, [values["user_school_id"]])
    elif not str(values["user"] or "").strip():
        raise RuleError("请填写使用学校或使用人。", code="user_missing", at="user")
    return room


def _refuse_overlap(session: Session, values: Values, room: Row, own_id: str | None) -> None:
    start, end = minutes_of(values["start"]), minutes_of(values["end"])
    there = [
        one for one in taken(session, values["facility_id"], values["day"]) if one.id != own_id
    ]
    clash = next((one for one in there if one.start < end and start < one.end), None)
    if clash is None:
        return
    free = next_free(there, start, end - start)
    said = (
        f"最近的空闲时间是 {clock_text(free)}—{clock_text(free + end - start)}。"
        if free is not None
        else "当天已没有这么长的空闲时间，请换一天。"
    )
    raise RuleError(
        f"{room['name']} {values['day']} {clock_text(clash.start)}—{clock_text(clash.end)}"
        f"已由{clash.who}使用。{said}",
        code="overlap", at="start",
    )  # fmt: skip


@dataclass(frozen=True)
class Use:
    """What became of a booking: how many came, what was done there."""

    id: str
    people: int | None = None
    record: str | None = None


@operation("lessonprep.use_booking", words.USE_BOOKING)
def use_booking(session: Session, command: Use) -> None:
    """Keep the use record of a booking.

    Raises:
        RuleError: it was released, or its day is still to come.
    """
    before = _booking(session, command.id)
    if before["status"] == words.RELEASED:
        raise RuleError("这次预约已取消，不能登记使用。", code="not_booked", at="status")
    if before["day"] > clock.today().isoformat():
        raise RuleError(
            f"预约在 {before['day']}，还没有到，不能登记使用。", code="in_the_future", at="day"
        )
    values: dict[str, Any] = {"status": words.USED, "record": command.record}
    if command.people is not None:
        values["people"] = command.people
    book(session, BookingDraft(values, command.id))


@operation("lessonprep.release_booking", words.RELEASE_BOOKING)
def release_booking(session: Session, command: str) -> None:
    """Give a booked room free again, by id of the booking.

    Raises:
        RuleError: the room was used already.
    """
    before = _booking(session, command)
    if before["status"] != words.BOOKED:
        raise RuleError(f"这次预约{before['status']}，不能取消。", code="not_booked", at="status")
    room = _room(session, before["facility_id"])
    describe(session, f"{room['name']} {before['day']} {before['start']}—{before['end']}")
    bulk.update(session, Booking, [(command, {"status": words.RELEASED})])


@operation("lessonprep.remove_booking", words.REMOVE_BOOKING)
def remove_booking(session: Session, command: str) -> None:
    """Remove a booking that was entered wrongly, by id."""
    before = _booking(session, command)
    describe(session, f"{before['day']} {before['start']}—{before['end']}")
    bulk.remove(session, Booking, [command])


# --- what a workbook brings -----------------------------------------------------------------------


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every shared room as a workbook states it."""
    return facilities(session, Ask())


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write shared rooms of a workbook, schools by name."""
    at = schools.school_ids(session)

    def columns(values: Values) -> dict[str, Any]:
        found = {name: value for name, value in values.items() if name in OWN}
        if "school" in values:
            found["school_id"] = at[values["school"]]
        return found

    bulk.insert(session, Facility, [columns(w.values) for w in writes if w.id is None])
    bulk.update(session, Facility, [(w.id, columns(w.values)) for w in writes if w.id is not None])


OPERATIONS = (
    save_facility, remove_facility, book, use_booking, release_booking, remove_booking,
)  # fmt: skip
