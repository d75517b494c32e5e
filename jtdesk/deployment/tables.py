"""Stored rows of deployment: ledgers, exemptions, standards, planning, growth of teachers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class Placement(Record):
    """One person at another school for a span (交流轮岗), on our staff or not yet."""

    __tablename__ = "placement"
    __table_args__ = (Index("ix_placement_id_number", "id_number"),)

    name: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    from_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    to_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    mode: Mapped[str | None] = mapped_column(Text, default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    role: Mapped[str | None] = mapped_column(Text, default=None)
    weekly_periods: Mapped[float | None] = mapped_column(Float, default=None)
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    end: Mapped[str | None] = mapped_column("end", String(10), default=None)
    relation_moved: Mapped[bool | None] = mapped_column(default=None)
    backbone_level: Mapped[str | None] = mapped_column(Text, default=None)
    status: Mapped[str | None] = mapped_column(Text, default=None)
    document_no: Mapped[str | None] = mapped_column(Text, default=None)
    assessment: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    # Days a week there, for those who teach at both schools (走教); None is all of the week.
    days: Mapped[float | None] = mapped_column(Float, default=None)
    # Name of the team several people go with under one order (团队派驻).
    team: Mapped[str | None] = mapped_column(Text, default=None)
    # Class of the place a subsidy is paid by; None takes it from the receiving school.
    place_class: Mapped[str | None] = mapped_column(Text, default=None)
    achievements: Mapped[str | None] = mapped_column(Text, default=None)
    mid_assessment: Mapped[str | None] = mapped_column(Text, default=None)
    mid_assessed_on: Mapped[str | None] = mapped_column(String(10), default=None)
    assessed_on: Mapped[str | None] = mapped_column(String(10), default=None)
    # Id of the scenario this placement was adopted from.
    scenario_id: Mapped[str | None] = mapped_column(String(32), default=None)


class Duty(Record):
    """One of the duties of a sent teacher (组团式“六个一”), done on a day."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_placement_id", "placement_id"),)

    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"))
    kind: Mapped[str] = mapped_column(Text)
    done_on: Mapped[str | None] = mapped_column(String(10), default=None)
    detail: Mapped[str | None] = mapped_column(Text, default=None)


class Exemption(Record):
    """Why a person need not go, with evidence, approver and the last day it holds."""

    __tablename__ = "exemption"
    __table_args__ = (Index("ix_exemption_teacher_id", "teacher_id"),)

    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text, default=None)
    approver: Mapped[str | None] = mapped_column(Text, default=None)
    from_date: Mapped[str | None] = mapped_column(String(10), default=None)
    until: Mapped[str | None] = mapped_column(String(10), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Standard(Record):
    """A standard the group has chosen from a school year on, shipped or as an edited copy.

    ``kind`` is the folder under ``schemas/`` it comes from: policies, curricula, loads, subsidies,
    establishment. ``body`` is the edited copy in the words of that file, None for the shipped one.
    """

    __tablename__ = "standard"
    __table_args__ = (UniqueConstraint("kind", "year"),)

    kind: Mapped[str] = mapped_column(Text)
    year: Mapped[int] = mapped_column()
    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text, default=None)
    body: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)


class SubjectShare(Record):
    """Periods a week a person teaches in a subject beside the main one; end excluded."""

    __tablename__ = "subject_share"
    __table_args__ = (Index("ix_subject_share_teacher_id", "teacher_id"),)

    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    subject: Mapped[str] = mapped_column(Text)
    periods: Mapped[float] = mapped_column(Float)
    from_date: Mapped[str | None] = mapped_column(String(10), default=None)
    to_date: Mapped[str | None] = mapped_column(String(10), default=None)
    scenario_id: Mapped[str | None] = mapped_column(String(32), default=None)


class Pin(Record):
    """A wish of the principal the planner must keep: stays, goes, goes together, never goes."""

    __tablename__ = "pin"
    __table_args__ = (Index("ix_pin_year", "year"),)

    year: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    other_id: Mapped[str | None] = mapped_column(ForeignKey("teacher.id"), default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class SchoolFloor(Record):
    """How many backbone teachers a school keeps at least, of one subject or altogether."""

    __tablename__ = "school_floor"
    __table_args__ = (Index("ix_school_floor_year", "year"),)

    year: Mapped[int] = mapped_column()
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    backbone: Mapped[int] = mapped_column()
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Scenario(Record):
    """A plan kept for comparison: what was asked and what was proposed, as plain data."""

    __tablename__ = "scenario"
    __table_args__ = (Index("ix_scenario_year", "year"),)

    year: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(Text)
    made_on: Mapped[str] = mapped_column(String(10))
    adopted_on: Mapped[str | None] = mapped_column(String(10), default=None)
    body: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Mentorship(Record):
    """A pair of mentor and apprentice (师徒结对), on our staff or not."""

    __tablename__ = "mentorship"
    __table_args__ = (Index("ix_mentorship_mentor", "mentor_name"),)

    mentor_name: Mapped[str] = mapped_column(Text)
    mentor_id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    mentor_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    mentor_title: Mapped[str | None] = mapped_column(Text, default=None)
    apprentice_name: Mapped[str] = mapped_column(Text)
    apprentice_id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    apprentice_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    end: Mapped[str | None] = mapped_column("end", String(10), default=None)
    lessons_heard: Mapped[int | None] = mapped_column(default=None)
    assessment: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class Workshop(Record):
    """A workshop of a master teacher (名师工作室) with a host and a term."""

    __tablename__ = "workshop"

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    level: Mapped[str | None] = mapped_column(Text, default=None)
    host_name: Mapped[str | None] = mapped_column(Text, default=None)
    host_id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    end: Mapped[str | None] = mapped_column("end", String(10), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class WorkshopMember(Record):
    """A person who belongs to a workshop for a span."""

    __tablename__ = "workshop_member"
    __table_args__ = (Index("ix_workshop_member_workshop_id", "workshop_id"),)

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    name: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    role: Mapped[str | None] = mapped_column(Text, default=None)
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    end: Mapped[str | None] = mapped_column("end", String(10), default=None)


class WorkshopSession(Record):
    """A meeting a workshop has held; people are counted, not named."""

    __tablename__ = "workshop_session"
    __table_args__ = (Index("ix_workshop_session_workshop_id", "workshop_id"),)

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    held_on: Mapped[str | None] = mapped_column(String(10), default=None)
    theme: Mapped[str | None] = mapped_column(Text, default=None)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    people: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
