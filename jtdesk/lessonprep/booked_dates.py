"""Bookings of shared facilities as dates of the calendar, and what facilities are called there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.lessonprep import facilities, rules, words
from jtdesk.lessonprep.joint_dates import JointDate, minutes_of

BOOKING = "场馆预约"
MARK = "booking:"  # in front of the id of a booking among the ids of dates
STATES = {words.BOOKED: words.PLANNED, words.USED: words.HELD, words.RELEASED: words.CANCELLED}


def room_titles(session: Session, short: Mapping[str, str]) -> dict[str, str]:
    """Return what facilities are called with their school in front, by id."""
    return {
        row["id"]: f"{short.get(row['school_id'], row['school'] or '')} {row['name']}".strip()
        for row in facilities.facilities(session, Ask())
    }


def booked_dates(session: Session, term: str) -> list[JointDate]:
    """Return the bookings of a term."""
    hosts = {row["id"]: row["school_id"] for row in facilities.facilities(session, Ask())}
    return [
        _date(row, hosts[row["facility_id"]], term)
        for row in facilities.bookings(session, Ask())
        if rules.term_of(row["day"]) == term
    ]


def _date(row: Row, host: str, term: str) -> JointDate:
    part = tuple(dict.fromkeys(filter(None, (host, row["user_school_id"]))))
    called = tuple(dict.fromkeys(filter(None, (row["school"], row["user_school"]))))
    return JointDate(
        id=f"{MARK}{row['id']}", uid="", sequence=0, kind=BOOKING,
        title=row["purpose"] or f"{row['facility']}预约", term=term,
        day=date.fromisoformat(row["day"]), week=None, start_period=None, periods=None,
        start=minutes_of(row["start"]), end=minutes_of(row["end"]),
        status=STATES.get(row["status"], words.PLANNED), host_id=host, host=row["school"] or "",
        school_ids=part, schools=called, place=row["facility"], facility_id=row["facility_id"],
        form=words.FORMS[0], chair=row["user"] or "", note=row["record"] or "",
    )  # fmt: skip
