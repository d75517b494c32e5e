"""Stored rows of the staff register."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class Teacher(Record):
    """A person on the staff; newest values, older ones in the timeline."""

    __tablename__ = "teacher"
    __table_args__ = (
        UniqueConstraint("id_number"),
        Index("ix_teacher_name", "name"),
        Index("ix_teacher_staff_no", "staff_no"),
    )

    staff_no: Mapped[str | None] = mapped_column(Text, default=None)
    name: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str | None] = mapped_column(String(18), default=None)
    gender: Mapped[str | None] = mapped_column(Text, default=None)
    birth_date: Mapped[str | None] = mapped_column(String(10), default=None)
    ethnicity: Mapped[str | None] = mapped_column(Text, default=None)
    political_status: Mapped[str | None] = mapped_column(Text, default=None)
    work_since: Mapped[str | None] = mapped_column(String(10), default=None)
    establishment: Mapped[str | None] = mapped_column(Text, default=None)
    duty_status: Mapped[str | None] = mapped_column(Text, default=None)
    position: Mapped[str | None] = mapped_column(Text, default=None)
    education: Mapped[str | None] = mapped_column(Text, default=None)
    education_as_written: Mapped[str | None] = mapped_column(Text, default=None)
    degree: Mapped[str | None] = mapped_column(Text, default=None)
    title: Mapped[str | None] = mapped_column(Text, default=None)
    title_since: Mapped[str | None] = mapped_column(String(10), default=None)
    stage: Mapped[str | None] = mapped_column(Text, default=None)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    other_subjects: Mapped[Any] = mapped_column(
        JSON(none_as_null=True), nullable=True, default=None
    )
    grades: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    weekly_periods: Mapped[float | None] = mapped_column(Float, default=None)
    phone: Mapped[str | None] = mapped_column(Text, default=None)
    wishes: Mapped[str | None] = mapped_column(Text, default=None)
    exemption: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    initials: Mapped[str | None] = mapped_column(Text, default=None)
    left_on: Mapped[str | None] = mapped_column(String(10), default=None)
    left_reason: Mapped[str | None] = mapped_column(Text, default=None)
    stated_on: Mapped[str | None] = mapped_column(String(10), default=None)


class Posting(Record):
    """A dated line of the ledger of who belongs or teaches where; end excluded.

    ``kind`` is 编制 (where the post is), 任教 (where the person teaches) or 走教 (some days there).
    """

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_teacher_id", "teacher_id"),
        Index("ix_posting_school_id", "school_id"),
    )

    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str] = mapped_column(Text)
    share: Mapped[float | None] = mapped_column(Float, default=None)
    from_date: Mapped[str | None] = mapped_column(String(10), default=None)
    to_date: Mapped[str | None] = mapped_column(String(10), default=None)
    # The written 进入现单位; the ledger's own start differs where an earlier statement says the
    # person was elsewhere then.
    since: Mapped[str | None] = mapped_column(String(10), default=None)


class Honour(Record):
    """A title of honour a person holds; whether it makes a backbone teacher is a rule.

    ``counts`` overrides the rule for one title, where a bureau says so.
    """

    __tablename__ = "honour"
    __table_args__ = (Index("ix_honour_teacher_id", "teacher_id"),)

    teacher_id: Mapped[str] = mapped_column(ForeignKey("teacher.id"))
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text, default=None)
    issuer: Mapped[str | None] = mapped_column(Text, default=None)
    document_no: Mapped[str | None] = mapped_column(Text, default=None)
    awarded_on: Mapped[str | None] = mapped_column(String(10), default=None)
    valid_until: Mapped[str | None] = mapped_column(String(10), default=None)
    # First day the store knows of it, where the day of the award is unknown.
    known_from: Mapped[str | None] = mapped_column(String(10), default=None)
    counts: Mapped[bool | None] = mapped_column(default=None)


class PersonPair(Record):
    """A decision on two rows that look like one person: 同一人 or 不同人."""

    __tablename__ = "person_pair"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[str] = mapped_column(String(32))
    second_id: Mapped[str] = mapped_column(String(32))
    verdict: Mapped[str] = mapped_column(Text)
