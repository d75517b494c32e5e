"""Stored rows of lesson preparation: lessons of the teachers' timetables."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class Lesson(Record):
    """One lesson a week of a teacher: weekday 1 (Monday) to 7, period from 1."""

    __tablename__ = "lesson"
    __table_args__ = (Index("ix_lesson_school_id_term", "school_id", "term"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    term: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text, default=None)
    weekday: Mapped[int] = mapped_column(Integer)
    period: Mapped[int] = mapped_column(Integer)
    class_name: Mapped[str] = mapped_column(Text)
    weeks: Mapped[str | None] = mapped_column(Text, default=None)
