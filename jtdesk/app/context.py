"""Composition root of an open store: door, bus, frame and context, handed on by constructor."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from jtdesk.app import assembly
from jtdesk.app.listing import write_list
from jtdesk.core import clock
from jtdesk.core.feature import PageSpec
from jtdesk.core.journal import RowChange
from jtdesk.core.record_history import RecordChange, record_history
from jtdesk.core.settings import Settings
from jtdesk.core.store import Store
from jtdesk.core.titles import Titles, titles_of
from jtdesk.features import FEATURES
from jtdesk.history.queries import Names
from jtdesk.schools import queries as schools
from jtdesk.ui.bus import Bus
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.ops import Ops
from jtdesk.ui.page import Frame, HistoryLine, Navigate, PageContext
from jtdesk.ui.prompts import Prompts

TITLES = "titles"
SILENT = "silent"


def _stay(page: str, **arguments: object) -> None:
    del page, arguments


class Workplace:
    """What lives as long as a store is open: made here, closed here, known to nobody globally.

    Args:
        store: the open store; closing it stays with whoever opened it.
        settings: of this machine.
        prompts: questions to the user.
        navigate: goes to a page of the window.
        bus: where changes and notices are told; a new one by default.
        practice: opens the practice group.
        shown: lists already on screen, by page code.
    """

    def __init__(
        self,
        store: Store,
        *,
        settings: Settings,
        prompts: Prompts,
        navigate: Navigate = _stay,
        bus: Bus | None = None,
        practice: Callable[[], object] | None = None,
        shown: dict[str, ListPanel] | None = None,
    ) -> None:
        self.store = store
        self.titles = titles_of(FEATURES)
        self.bus = bus or Bus()
        self.ops = Ops(store, self.bus)
        self.group = store.ask(schools.group)
        year = self.group.year if self.group else clock.school_year(clock.today())
        self.frame = Frame(year)
        self.context = PageContext(
            ops=self.ops,
            bus=self.bus,
            prompts=prompts,
            frame=self.frame,
            catalogue=assembly.whole_catalogue(),
            codes=assembly.code_lists(),
            settings=settings,
            navigate=navigate,
            record_history=self.history_of,
            write_list=write_list,
            store_name=store.path.name,
            read_only=store.read_only,
            practice=practice,
            shown=shown or {},
            extra={TITLES: self.titles, SILENT: assembly.silent_operations()},
        )

    def history_of(self, session: Session, record: str) -> list[HistoryLine]:
        """Return what was done to a record, in words, newest first."""
        found = record_history(session, [record])
        names = Names(session, [_image(change) for change in found], self.titles.self_named)
        return [_in_words(change, self.titles, names) for change in found]

    def close(self) -> None:
        """Stop the work under way and let nothing more arrive."""
        self.ops.close()


def _image(change: RecordChange) -> RowChange:
    before = {one.field: one.before for one in change.fields}
    after = {one.field: one.after for one in change.fields}
    return RowChange(change.table, change.kind, change.record_id, before, after)


def _in_words(change: RecordChange, titles: Titles, names: Names) -> HistoryLine:
    lines = tuple(
        (
            titles.field(change.table, one.field),
            names.value(titles, change.table, one.field, one.before),
            names.value(titles, change.table, one.field, one.after),
        )
        for one in change.fields
        if titles.named(change.table, one.field)
    )
    return HistoryLine(change.entry, clock.local(change.at), change.actor, change.label, lines)


def page_specs() -> list[PageSpec]:
    """Return every page of every feature, in the order of the list."""
    return [page for feature in FEATURES for page in feature.pages]


def page_spec(code: str) -> PageSpec:
    """Return a page by its code.

    Raises:
        KeyError: there is none.
    """
    for page in page_specs():
        if page.code == code:
            return page
    raise KeyError(code)
