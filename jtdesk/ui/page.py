"""Pages: what a page is handed, when it loads again, and how its actions reach it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.changes import Changes
from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Catalogue
from jtdesk.core.feature import ActionSpec, PageSpec
from jtdesk.core.operations import Operation, Outcome
from jtdesk.core.settings import Settings
from jtdesk.ui import theme
from jtdesk.ui.bus import Bus
from jtdesk.ui.export import ListExport, write_csv
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.ops import Ops, sentence
from jtdesk.ui.prompts import Prompts

C = TypeVar("C")
T = TypeVar("T")


class Frame(QObject):
    """What the whole window is looking at: the school year and the as-of date.

    Attributes:
        as_of: ISO date, None for the newest state.
        year: first calendar year of the school year.

    Signals:
        changed: either of them is another one now.
    """

    changed = Signal()

    def __init__(self, year: int, as_of: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.year = year
        self.as_of = as_of

    def set(self, *, year: int, as_of: str | None) -> None:
        """Look at another year or date."""
        if (year, as_of) != (self.year, self.as_of):
            self.year, self.as_of = year, as_of
            self.changed.emit()


class Navigate(Protocol):
    """Goes to a page: ``navigate("staff.teachers", id=...)``."""

    def __call__(self, page: str, **arguments: Any) -> None:  # noqa: ANN401
        """Show the page and hand it the arguments."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One past operation on a record, in words.

    Attributes:
        number: of the journal entry.
        at: local time, ``2025-09-01 08:30``.
        actor: who did it.
        label: name of the operation.
        changes: ``(field title, before, after)``, ready to be read.
    """

    number: int
    at: str
    actor: str
    label: str
    changes: tuple[tuple[str, str, str], ...] = ()


def _nowhere(page: str, **arguments: Any) -> None:  # noqa: ANN401, ARG001
    return None


def _no_history(_session: Session, _record: str) -> list[HistoryLine]:
    return []


@dataclass(kw_only=True)
class PageContext:
    """All a page may use; handed over by constructor.

    Attributes:
        ops: reads and writes off the interface thread.
        bus: what changed, what to tell.
        prompts: questions and file pickers.
        frame: school year and as-of date of the window.
        catalogue: published datasets and measures.
        codes: code lists by name.
        settings: of this machine.
        navigate: goes to another page.
        record_history: the operations that touched a record, newest first.
        write_list: writes a list as workbook or CSV, by the suffix of the path.
        store_name: file name of the store.
        read_only: nothing may be written.
        practice: opens the practice group, None where there is no window.
        shown: lists already on screen, by page code; the page that takes one over removes it.
    """

    ops: Ops
    bus: Bus
    prompts: Prompts
    frame: Frame
    catalogue: Catalogue
    codes: Mapping[str, CodeList]
    settings: Settings
    navigate: Navigate = _nowhere
    record_history: Callable[[Session, str], list[HistoryLine]] = _no_history
    write_list: Callable[[Path, ListExport], None] = write_csv
    store_name: str = ""
    read_only: bool = False
    practice: Callable[[], object] | None = None
    shown: dict[str, ListPanel] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


class Page(QWidget):
    """One screen of the window.

    Rules for authors: build widgets in ``__init__`` and read nothing there; declare in ``reads``
    the tables whose change makes the page stale; fetch in `load` through `ask`; write through
    `do`. Every `ActionSpec` of the page runs the method ``act_<verb>``; a method
    ``can_<verb>() -> bool`` may switch it off. Call `refresh_actions` when the selection changes.

    Signals:
        loaded: the answers to all questions of the last load are shown.
        selection_changed: another number of rows is selected.
    """

    reads: ClassVar[tuple[str, ...]] = ()
    loaded = Signal()
    selection_changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.spec: PageSpec | None = None
        self.stale = True
        self.specs: dict[str, ActionSpec] = {}
        self.commands: dict[str, QAction] = {}
        self._pending = 0
        self._newest: dict[str, int] = {}
        context.bus.changed.connect(self._on_changed)
        context.frame.changed.connect(self._on_frame_changed)

    # --------------------------------------------------------- for subclasses

    def load(self) -> None:
        """Ask for the rows this page shows."""

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401
        """Take the arguments of a navigation, e.g. ``id=...`` to select a record."""

    def selected_count(self) -> int:
        """Return how many rows are selected."""
        return 0

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return ``(name, prepare)`` of further looks worth a picture.

        ``prepare`` brings the page into that state; it returns the dialog to be pictured, or None
        for the page itself.
        """
        return []

    # ------------------------------------------------------------- ask and do

    def ask(
        self, query: Callable[[Session], T], then: Callable[[T], object], *, key: str = ""
    ) -> None:
        """Run a query; the page counts as loading until the answer is shown.

        Args:
            query: ``(session) -> rows``.
            then: shows them.
            key: a newer question of the same key makes this answer void.
        """
        number = self._newest[key] = self._newest.get(key, 0) + 1

        def shown(rows: T) -> None:
            try:
                if not key or self._newest[key] == number:
                    then(rows)
            finally:
                self._settle()

        def failed(fault: Exception) -> None:
            self._settle()
            self.context.bus.tell(sentence(fault), "fault")

        self._pending += 1
        self.context.ops.ask(query, shown, self, failed=failed)

    def do(
        self,
        operation: Operation[C, T],
        command: C,
        then: Callable[[Outcome[T]], object] | None = None,
        *,
        done: str = "",
    ) -> None:
        """Run an operation; ``done`` is the sentence shown when it is kept."""

        def kept(outcome: Outcome[T]) -> None:
            if done:
                self.context.bus.tell(done, "done")
            if then is not None:
                then(outcome)

        self.context.ops.do(operation, command, kept, self)

    @property
    def loading(self) -> bool:
        """Whether answers are still awaited."""
        return self._pending > 0

    def _settle(self) -> None:
        self._pending -= 1
        if self._pending == 0:
            self.loaded.emit()

    # ------------------------------------------------------------- stale rule

    def reload(self) -> None:
        """Load now when visible, else when shown next."""
        if self.isVisible():
            self.stale = False
            self.load()
        else:
            self.stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Load what has become stale while hidden."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.load()

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.tables & set(self.reads):
            self.reload()

    def _on_frame_changed(self) -> None:
        self.reload()

    # ---------------------------------------------------------------- actions

    def adopt(self, spec: PageSpec) -> None:
        """Take the page's own specification: title, help and actions."""
        self.spec = spec
        self.setObjectName(spec.code)
        self.setAccessibleName(spec.title)
        for action in spec.actions:
            self.add_command(action)
        self.refresh_actions()

    def add_command(self, spec: ActionSpec) -> QAction:
        """Make the action that runs ``act_<verb>``."""
        verb = spec.code.rpartition(".")[2]
        run = getattr(self, f"act_{verb}")
        made = QAction(spec.title, self)
        made.setObjectName(spec.code)
        if spec.icon:
            made.setIcon(theme.icon(spec.icon))
        if spec.shortcut:
            made.setShortcut(QKeySequence(spec.shortcut))
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys = f"（{spec.shortcut}）" if spec.shortcut else ""
        made.setToolTip(f"{spec.tip or spec.title}{keys}")
        made.triggered.connect(lambda _checked=False: run())
        self.addAction(made)
        self.specs[spec.code] = spec
        self.commands[spec.code] = made
        return made

    def refresh_actions(self) -> None:
        """Switch actions on and off after selection and store."""
        count = self.selected_count()
        for code, spec in self.specs.items():
            allowed = not (spec.writes and self.context.read_only)
            if spec.needs == "one":
                allowed = allowed and count == 1
            elif spec.needs == "some":
                allowed = allowed and count > 0
            can = getattr(self, f"can_{code.rpartition('.')[2]}", None)
            self.commands[code].setEnabled(allowed and (can is None or bool(can())))
        self.selection_changed.emit()


def build_page(spec: PageSpec, context: PageContext, parent: QWidget | None = None) -> Page:
    """Import and build the page of a specification."""
    module, _, name = spec.page.partition(":")
    made = getattr(importlib.import_module(module), name)(context, parent)
    if not isinstance(made, Page):
        raise TypeError(f"{spec.page} is no page")
    made.adopt(spec)
    return made


def build_pages(specs: Sequence[PageSpec], context: PageContext) -> dict[str, Page]:
    """Build several pages (tests and pictures); the window builds each on first show."""
    return {spec.code: build_page(spec, context) for spec in specs}
