"""The only source of today and now, so that tests can stop the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date on this machine."""
    return date.today()


def stamp(instant: datetime) -> str:
    """Return an instant as the store keeps it: UTC, whole seconds, ``2025-09-01T08:00:00Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(instant: str) -> str:
    """Return an instant of the store in this machine's time, to the minute."""
    return datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M")


def school_year(day: date) -> int:
    """Return the first calendar year of the school year a day belongs to; it begins in August."""
    return day.year - (day.month < 8)


def file_time(path: Path) -> datetime:
    """Return when a file was last written, as an instant in UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
