"""A roster: the list a page is about, declared so that it can be shown before its page is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jtdesk.core.codes import CodeList
from jtdesk.core.settings import Settings
from jtdesk.core.sql import Reads
from jtdesk.ui.list_panel import Counting, ListPanel
from jtdesk.ui.rows import Column, Row

Codes = Mapping[str, CodeList]


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The list of a page: what it shows and where its rows come from.

    Rules for authors: a roster and what it imports load neither SQLAlchemy nor the rest of the
    feature, so that at the start of the program the list is on screen while they load; rows are
    read in plain SQL (the feature's ``sql``).

    Attributes:
        page: code of the page.
        columns: of the table, words in the order of the code lists.
        rows: reads the rows as of a date, None for the newest state.
        facets: names of the columns that get a facet.
        counting: the strip of counts over the rows shown.
        empty: sentence in the table where there are no rows.
    """

    page: str
    columns: Callable[[Codes], Sequence[Column]]
    rows: Callable[[Reads, str | None], list[Row]]
    facets: tuple[str, ...] = ()
    counting: Counting | None = None
    empty: str = ""

    def panel(self, codes: Codes, settings: Settings) -> ListPanel:
        """Build the list."""
        return ListPanel(
            self.columns(codes),
            settings,
            self.page,
            facets=self.facets,
            counting=self.counting,
            empty=self.empty,
        )
