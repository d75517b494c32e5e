"""Load every table of the house, so that the metadata is whole."""

from __future__ import annotations

from importlib import import_module

TABLES = (
    "jtdesk.core.journal",
    "jtdesk.core.store",
    "jtdesk.core.timeline",
    "jtdesk.schools.tables",
    "jtdesk.staff.tables",
    "jtdesk.deployment.tables",
    "jtdesk.lessonprep.tables",
    "jtdesk.evaluation.tables",
    "jtdesk.intake.tables",
    "jtdesk.submissions.tables",
)


def load() -> None:
    """Import all table modules."""
    for name in TABLES:
        import_module(name)
