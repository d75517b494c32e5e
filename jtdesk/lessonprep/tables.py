"""Stored rows of lesson preparation: timetables, school calendars, groups, series, sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class Lesson(Record):
    """One lesson a week of a teacher: weekday 1 (Monday) to 7, period from 1.

    ``teacher_id`` is who the name meant when the timetable came in; reads look the name up anew.
    """

    __tablename__ = "lesson"
    __table_args__ = (Index("ix_lesson_school_id_term", "school_id", "term"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    term: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(Text)
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("teacher.id"), default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    weekday: Mapped[int] = mapped_column(Integer)
    period: Mapped[int] = mapped_column(Integer)
    class_name: Mapped[str] = mapped_column(Text)
    weeks: Mapped[str | None] = mapped_column(Text, default=None)


# --- the school calendar ----------------------------------------------------------------------


class TermDates(Record):
    """When a term begins and ends, for all stages or for one; weeks are counted from ``week1``.

    ``first_weekday`` is 1 where weeks run from Monday, 7 where they run from Sunday. ``skipped``
    are days whose whole week has no number (a holiday week left out of the count).
    """

    __tablename__ = "term_dates"
    __table_args__ = (UniqueConstraint("term", "stage"),)

    term: Mapped[str] = mapped_column(String(6))
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    week1: Mapped[str] = mapped_column(String(10))
    first_weekday: Mapped[int] = mapped_column(Integer, default=1)
    start: Mapped[str] = mapped_column(String(10))
    end: Mapped[str] = mapped_column("end", String(10))
    skipped: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class DayRule(Record):
    """What a day is where it is not what its weekday says; without a school: the whole group.

    ``timetable_of`` is the day whose timetable is borrowed (调休), as a date or a weekday 1 to 7.
    """

    __tablename__ = "day_rule"
    __table_args__ = (Index("ix_day_rule_day", "day"),)

    day: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(Text)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    timetable_of: Mapped[str | None] = mapped_column(String(10), default=None)
    name: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Bell(Record):
    """When a period begins and ends (HH:MM), for the group, a stage or one school."""

    __tablename__ = "bell"
    __table_args__ = (UniqueConstraint("school_id", "stage", "period"),)

    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    period: Mapped[int] = mapped_column(Integer)
    start: Mapped[str] = mapped_column(String(5))
    end: Mapped[str] = mapped_column("end", String(5))


# --- groups and series ------------------------------------------------------------------------


class PrepGroup(Record):
    """A joint lesson-prep group of the group's schools: stage x subject, maybe grade and team.

    Members are whoever teaches the stage and subject (grade, title of the team) on the day, with
    the persons of `PrepMember` added or left out. ``schools`` are the ids that take part, None all
    of the stage.
    """

    __tablename__ = "prep_group"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    grade: Mapped[int | None] = mapped_column(Integer, default=None)
    team: Mapped[str | None] = mapped_column(Text, default=None)
    leader_id: Mapped[str | None] = mapped_column(ForeignKey("teacher.id"), default=None)
    schools: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    weekday: Mapped[int | None] = mapped_column(Integer, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class PrepMember(Record):
    """A person added to a group's members by hand, or left out of them; required or not."""

    __tablename__ = "prep_member"
    __table_args__ = (UniqueConstraint("group_id", "teacher_id"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("prep_group.id"))
    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    left_out: Mapped[bool] = mapped_column(default=False)
    required: Mapped[bool] = mapped_column(default=True)
    role: Mapped[str | None] = mapped_column(Text, default=None)


class PrepSeries(Record):
    """A recurring joint date of a group: who meets (topology), how often, when, who is host.

    ``rrule`` is an RFC 5545 rule without DTSTART, see `rrules`; where it is None the term scheduler
    finds the dates, ``every`` says how often. ``when_closed`` is one of `words.CLOSED_RULES`: what
    becomes of a date without lessons. ``schools`` are ids, or pairs of ids where pairs meet.
    """

    __tablename__ = "prep_series"
    __table_args__ = (Index("ix_prep_series_group_id", "group_id"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("prep_group.id"))
    term: Mapped[str] = mapped_column(String(6))
    title: Mapped[str] = mapped_column(Text)
    topology: Mapped[str] = mapped_column(Text)
    schools: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    every: Mapped[str] = mapped_column(Text)
    rrule: Mapped[str | None] = mapped_column(Text, default=None)
    when_closed: Mapped[str | None] = mapped_column(Text, default=None)
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    until: Mapped[str | None] = mapped_column(String(10), default=None)
    start_period: Mapped[int | None] = mapped_column(Integer, default=None)
    periods: Mapped[int] = mapped_column(Integer, default=2)
    form: Mapped[str | None] = mapped_column(Text, default=None)
    host_rule: Mapped[str | None] = mapped_column(Text, default=None)
    host_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    kind: Mapped[str] = mapped_column(Text)
    lesson_pair: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text, default=None)


# --- sessions and what belongs to them ----------------------------------------------------------


class PrepSession(Record):
    """One joint date: of a series or alone; also 同步课堂, 送教, meetings, student activities.

    ``recurs_on`` is the day the series gave it, which stays when it is moved. ``uid`` and
    ``sequence`` are those of the calendar file. Clock times are given where periods do not say.
    """

    __tablename__ = "prep_session"
    __table_args__ = (
        UniqueConstraint("uid"),
        Index("ix_prep_session_day", "day"),
        Index("ix_prep_session_series_id", "series_id"),
        Index("ix_prep_session_group_id", "group_id"),
    )

    uid: Mapped[str] = mapped_column(Text)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("prep_group.id"), default=None)
    series_id: Mapped[str | None] = mapped_column(ForeignKey("prep_series.id"), default=None)
    recurs_on: Mapped[str | None] = mapped_column(String(10), default=None)
    term: Mapped[str] = mapped_column(String(6))
    day: Mapped[str] = mapped_column(String(10))
    start_period: Mapped[int | None] = mapped_column(Integer, default=None)
    periods: Mapped[int | None] = mapped_column(Integer, default=None)
    start: Mapped[str | None] = mapped_column(String(5), default=None)
    end: Mapped[str | None] = mapped_column("end", String(5), default=None)
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    host_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    schools: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    place: Mapped[str | None] = mapped_column(Text, default=None)
    facility_id: Mapped[str | None] = mapped_column(ForeignKey("facility.id"), default=None)
    form: Mapped[str | None] = mapped_column(Text, default=None)
    status: Mapped[str] = mapped_column(Text)
    pinned: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str | None] = mapped_column(Text, default=None)
    lead_planner_id: Mapped[str | None] = mapped_column(ForeignKey("teacher.id"), default=None)
    chair: Mapped[str | None] = mapped_column(Text, default=None)
    recorder: Mapped[str | None] = mapped_column(Text, default=None)
    agenda: Mapped[str | None] = mapped_column(Text, default=None)
    discussion: Mapped[str | None] = mapped_column(Text, default=None)
    division: Mapped[str | None] = mapped_column(Text, default=None)
    output: Mapped[str | None] = mapped_column(Text, default=None)
    reflection: Mapped[str | None] = mapped_column(Text, default=None)
    lead_class: Mapped[str | None] = mapped_column(Text, default=None)
    receiving_classes: Mapped[str | None] = mapped_column(Text, default=None)
    pupils: Mapped[int | None] = mapped_column(Integer, default=None)
    outsiders: Mapped[int | None] = mapped_column(Integer, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Attendance(Record):
    """Who was asked to a session and whether they came.

    Without ``teacher_id`` it is somebody from outside, of ``unit`` where that is known.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index("ix_attendance_session_id", "session_id"),
        Index("ix_attendance_teacher_id", "teacher_id"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("prep_session.id"))
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("teacher.id"), default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text, default=None)
    required: Mapped[bool] = mapped_column(default=True)
    status: Mapped[str | None] = mapped_column(Text, default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)


class Finding(Record):
    """What a session's people found at the host school (诊断): lessons, preparation, homework."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_session_id", "session_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("prep_session.id"))
    aspect: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text)
    advice: Mapped[str | None] = mapped_column(Text, default=None)


class FollowUp(Record):
    """Something to be done after a session."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_session_id", "session_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("prep_session.id"))
    task: Mapped[str] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(Text, default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    due: Mapped[str | None] = mapped_column(String(10), default=None)
    done_on: Mapped[str | None] = mapped_column(String(10), default=None)


# --- shared rooms -----------------------------------------------------------------------------


class Facility(Record):
    """A library, laboratory or sports hall a school shares with the group."""

    __tablename__ = "facility"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    capacity: Mapped[int | None] = mapped_column(Integer, default=None)
    owner: Mapped[str | None] = mapped_column(Text, default=None)
    opening: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Booking(Record):
    """A span of a day for which a facility is taken, and what became of it."""

    __tablename__ = "booking"
    __table_args__ = (Index("ix_booking_facility_id_day", "facility_id", "day"),)

    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[str] = mapped_column(String(10))
    start: Mapped[str] = mapped_column(String(5))
    end: Mapped[str] = mapped_column("end", String(5))
    user_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    user: Mapped[str | None] = mapped_column("user", Text, default=None)
    purpose: Mapped[str | None] = mapped_column(Text, default=None)
    people: Mapped[int | None] = mapped_column(Integer, default=None)
    status: Mapped[str] = mapped_column(Text)
    record: Mapped[str | None] = mapped_column(Text, default=None)
