"""Stored rows of deployment: the ledger of placements."""

from __future__ import annotations

from sqlalchemy import Float, ForeignKey, Index, String, Text
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
