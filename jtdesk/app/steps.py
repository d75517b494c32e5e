"""Undo, redo and backup of the open store: what they would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from jtdesk.app import backups, own_settings
from jtdesk.app.context import SILENT, Workplace
from jtdesk.core import undo
from jtdesk.core.errors import JtdeskError
from jtdesk.core.operations import Outcome
from jtdesk.history import words
from jtdesk.ui.ops import sentence


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What Ctrl+Z and Ctrl+Y would do, and when data last changed.

    Attributes:
        undo, redo: entry number and label, None where there is nothing.
        changed_at: instant of the newest entry, empty in an unused store.
    """

    undo: tuple[int, str] | None
    redo: tuple[int, str] | None
    changed_at: str


def next_steps(session: Session, silent: frozenset[str]) -> NextSteps:
    """Return what undo and redo would do."""
    rows = undo.entries(session)
    state = undo.undo_state(rows, silent=silent)
    labels = {row.number: words.plain(row.label) for row in rows}
    changing = [row.at for row in rows if row.operation not in silent]
    back = state.undoable[-1] if state.undoable else None
    forth = state.redoable[-1] if state.redoable else None
    return NextSteps(
        None if back is None else (back, labels[back]),
        None if forth is None else (forth, labels[forth]),
        changing[-1] if changing else "",
    )


class Steps(QObject):
    """Keeps the next steps of a store up to date and takes them.

    Signals:
        known: a `NextSteps`.
        backed_up: the path of a new backup.
    """

    known = Signal(object)
    backed_up = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._context = workplace.context
        self.state = NextSteps(None, None, "")
        self.changed_here = False
        self._context.bus.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        silent: frozenset[str] = self._context.extra[SILENT]
        self._context.ops.ask(lambda session: next_steps(session, silent), self._on_known, self)

    def undo(self) -> None:
        """Take the newest step back."""
        if self.state.undo and not self._context.read_only:
            number, label = self.state.undo
            self._take(number, f"{words.TAKEN_BACK}：{label}", redo=False)

    def redo(self) -> None:
        """Bring the step undone last back."""
        if self.state.redo and not self._context.read_only:
            number, label = self.state.redo
            self._take(number, f"{words.REDO}：{label}", redo=True)

    def _take(self, number: int, label: str, *, redo: bool) -> None:
        def done(_outcome: Outcome[int]) -> None:
            self._context.bus.tell(f"已{label}", "done")

        def refused(fault: Exception) -> None:
            self._context.bus.tell(sentence(fault), "fault")
            self.refresh()

        self._context.ops.undo(
            number, label=label, redo=redo, then=done, owner=self, failed=refused
        )

    # ------------------------------------------------------------------- backup

    def newest_backup(self) -> Path | None:
        """Return the newest copy, None when there is none."""
        folder = own_settings.backup_folder(self._context.settings)
        found = backups.backups_of(self._workplace.store.path, folder)
        return found[0] if found else None

    def back_up(
        self,
        then: Callable[[], object] | None = None,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Make a verified copy off the interface thread."""
        path = self._workplace.store.path
        folder = own_settings.backup_folder(self._context.settings)
        keep = self._context.settings.get(own_settings.CareSettings).backups_kept

        def done(made: backups.Backup) -> None:
            self.changed_here = False
            self.backed_up.emit(made.path)
            self._context.bus.tell(f"已备份到 {made.path}，内容核对一致。", "done")
            if then is not None:
                then()

        def refused(fault: Exception) -> None:
            text = fault.message if isinstance(fault, JtdeskError) else sentence(fault)
            if failed is not None:
                failed(text)
            else:
                self._context.bus.tell(text, "fault")

        self._context.ops.compute(
            lambda _job: backups.backup(path, folder, keep=keep), done, refused, self,
            title="备份",
        )  # fmt: skip

    # ----------------------------------------------------------------- plumbing

    def _on_changed(self, _changes: object) -> None:
        self.changed_here = True
        self.refresh()

    def _on_known(self, state: NextSteps) -> None:
        self.state = state
        self.known.emit(state)
