"""The broadcast signals: what changed in the store, and what the user should be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

NoticeKind = Literal["info", "done", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the user that needs no answer.

    Attributes:
        text: Chinese sentence.
        kind: tells colour, sign and how long it stays; faults stay until closed.
        button: label of a button in the notice, e.g. ``撤销``.
        action: what the button does.
    """

    text: str
    kind: NoticeKind = "info"
    button: str = ""
    action: Callable[[], object] | None = None


class Bus(QObject):
    """The only signals everybody may listen to.

    Signals:
        changed: a `core.changes.Changes`, after an operation was kept.
        notice: a `Notice`.
    """

    changed = Signal(object)
    notice = Signal(object)

    def tell(
        self,
        text: str,
        kind: NoticeKind = "info",
        *,
        button: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence to the user."""
        self.notice.emit(Notice(text, kind, button, action))
