"""Stored rows of intake: layouts met before and how their headings were mapped."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class RememberedLayout(Record):
    """A layout by the fingerprint of its headings, with the mapping the user accepted."""

    __tablename__ = "remembered_layout"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    fingerprint: Mapped[str] = mapped_column(Text)
    dataset: Mapped[str] = mapped_column(Text)
    mapping: Mapped[Any] = mapped_column(JSON)
    title: Mapped[str | None] = mapped_column(Text, default=None)
