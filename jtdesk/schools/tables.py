"""Stored rows of the schools register."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class EducationGroup(Record):
    """The group itself; one row."""

    __tablename__ = "education_group"

    name: Mapped[str] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text, default=None)
    bureau: Mapped[str | None] = mapped_column(Text, default=None)
    principal: Mapped[str | None] = mapped_column(Text, default=None)
    year: Mapped[int] = mapped_column(default=2025)


class School(Record):
    """A member school or campus; newest values, older ones in the timeline."""

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("name"),)

    code: Mapped[str | None] = mapped_column(String(12), default=None)
    local_code: Mapped[str | None] = mapped_column(Text, default=None)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(Text, default=None)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    stages: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    role: Mapped[str | None] = mapped_column(Text, default=None)
    legal_status: Mapped[str | None] = mapped_column(Text, default=None)
    ownership: Mapped[str | None] = mapped_column(Text, default=None)
    area: Mapped[str | None] = mapped_column(Text, default=None)
    island: Mapped[bool | None] = mapped_column(default=None)
    mountain: Mapped[bool | None] = mapped_column(default=None)
    principal: Mapped[str | None] = mapped_column(Text, default=None)
    phone: Mapped[str | None] = mapped_column(Text, default=None)
    address: Mapped[str | None] = mapped_column(Text, default=None)
    travel_minutes: Mapped[int | None] = mapped_column(default=None)
    order: Mapped[int | None] = mapped_column("order", default=None)
    initials: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    stated_on: Mapped[str | None] = mapped_column(String(10), default=None)


class Membership(Record):
    """A span during which a school belongs to the group; end excluded."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_school_id", "school_id"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    joined_on: Mapped[str | None] = mapped_column(String(10), default=None)
    left_on: Mapped[str | None] = mapped_column(String(10), default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)


class SchoolFacts(Record):
    """Yearly figures of a school at a statistics date."""

    __tablename__ = "school_facts"
    __table_args__ = (UniqueConstraint("school_id", "as_of"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    as_of: Mapped[str] = mapped_column(String(10))
    classes: Mapped[int | None] = mapped_column(default=None)
    students: Mapped[int | None] = mapped_column(default=None)
    posts: Mapped[int | None] = mapped_column(default=None)
    teachers: Mapped[int | None] = mapped_column(default=None)
    teaching_area: Mapped[float | None] = mapped_column(default=None)
    sport_area: Mapped[float | None] = mapped_column(default=None)
    equipment_value: Mapped[float | None] = mapped_column(default=None)
    multimedia_rooms: Mapped[int | None] = mapped_column(default=None)


class StageFacts(Record):
    """Classes and pupils of a stage or grade at a statistics date; no grade: the stage sum."""

    __tablename__ = "stage_facts"
    __table_args__ = (UniqueConstraint("school_id", "as_of", "stage", "grade"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    as_of: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(Text)
    grade: Mapped[int | None] = mapped_column(default=None)
    classes: Mapped[int | None] = mapped_column(default=None)
    students: Mapped[int | None] = mapped_column(default=None)


class Travel(Record):
    """Way between two schools; one row serves both directions unless the other is given too."""

    __tablename__ = "travel"
    __table_args__ = (UniqueConstraint("from_school_id", "to_school_id"),)

    from_school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    to_school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    minutes: Mapped[int] = mapped_column()
    means: Mapped[str | None] = mapped_column(Text, default=None)
    first_arrival: Mapped[str | None] = mapped_column(String(5), default=None)
    last_departure: Mapped[str | None] = mapped_column(String(5), default=None)


class Agreement(Record):
    """A support agreement (帮扶协议) between two schools."""

    __tablename__ = "agreement"

    title: Mapped[str] = mapped_column(Text)
    lead_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), default=None)
    member_school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    start: Mapped[str | None] = mapped_column(String(10), default=None)
    end: Mapped[str | None] = mapped_column("end", String(10), default=None)
    goals: Mapped[str | None] = mapped_column(Text, default=None)
    owner: Mapped[str | None] = mapped_column(Text, default=None)
    status: Mapped[str | None] = mapped_column(Text, default=None)


class Document(Record):
    """A file kept inside the store and hung on a record of any feature."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_owner_id", "owner_id"),)

    owner_table: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    added_on: Mapped[str | None] = mapped_column(String(10), default=None)


class DocumentContent(Record):
    """The bytes of a document as base64; a table apart so that lists stay quick."""

    __tablename__ = "document_content"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    content: Mapped[str] = mapped_column(Text)
