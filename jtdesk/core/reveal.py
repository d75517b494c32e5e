"""Looking at masked personal data: allowed when asked for, and written down."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core.journal import describe
from jtdesk.core.operations import operation


@dataclass(frozen=True, slots=True)
class Reveal:
    """What was shown unmasked.

    Attributes:
        what: Chinese name of the list or record.
        count: how many rows.
        why: how it was asked for, e.g. the command line.
    """

    what: str
    count: int
    why: str = ""


@operation("core.reveal_data", "查看未遮盖的个人信息", silent=True)
def reveal_data(session: Session, command: Reveal) -> int:
    """Write down that personal data was shown unmasked; return how many rows."""
    why = f"（{command.why}）" if command.why else ""
    describe(session, f"{command.what} {command.count} 行{why}")
    return command.count
