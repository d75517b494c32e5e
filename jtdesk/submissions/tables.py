"""Stored rows of submissions: the register of what was handed in."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class Submission(Record):
    """One dated delivery of a form: which figures, in which file, by whom."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_form_year", "form", "year"),)

    form: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    year: Mapped[int] = mapped_column()
    as_of: Mapped[str] = mapped_column(String(10))
    submitted_on: Mapped[str] = mapped_column(String(10))
    submitted_by: Mapped[str | None] = mapped_column(Text, default=None)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(default=0)
    masked: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None] = mapped_column(Text, default=None)
