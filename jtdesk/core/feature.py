"""Descriptors by which a feature shows its face: pages, actions, datasets, measures, operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jtdesk.core.datasets import Catalogue, Dataset, Measure, MeasureFamily
from jtdesk.core.operations import Operation


@dataclass(frozen=True, kw_only=True)
class ActionSpec:
    """Something a user can do on a page: menu entry, tool button, shortcut, cheat sheet.

    Attributes:
        code: ``feature.verb``; the page's method ``act_<verb>`` runs it.
        title: Chinese, on button and menu.
        shortcut: Qt key text, e.g. ``Ctrl+N``.
        tip: one sentence.
        icon: name in ``resources/icons``.
        needs: ``nothing``, ``one`` selected row, ``some`` selected rows; disabled otherwise.
        writes: disabled when the store is read-only.
        main: stands in the tool bar; else only in the menu.
    """

    code: str
    title: str
    shortcut: str = ""
    tip: str = ""
    icon: str = ""
    needs: str = "nothing"
    writes: bool = True
    main: bool = True


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """One page of the window.

    Attributes:
        code: ``feature.noun``; navigation goes by it.
        title: Chinese, in the sidebar.
        page: dotted class, ``jtdesk.staff.page:StaffPage``; loaded on first show.
        icon: name in ``resources/icons``.
        help: file in ``resources/help`` shown by F1.
        actions: of this page.
        sidebar: False for pages reached from another page only.
        within: code of the page under whose sidebar entry this one stands as a tab; empty where
            it has an entry of its own.
        tab: title on that tab, for the head of a family too; empty takes ``title``.
    """

    code: str
    title: str
    page: str
    icon: str = ""
    help: str = ""
    actions: tuple[ActionSpec, ...] = ()
    sidebar: bool = True
    within: str = ""
    tab: str = ""

    @property
    def head(self) -> str:
        """Code of the page whose sidebar entry leads here."""
        return self.within or self.code


@dataclass(frozen=True, kw_only=True)
class Feature:
    """The face of a feature; holds no logic.

    Attributes:
        code, title: of the feature.
        pages, datasets, measures, operations: what it shows and publishes.
        families: of measures that a policy names.
        table_titles: Chinese name by table.
        self_named: tables whose rows are called by their own name alone, not after what they
            belong to.
        field_titles: Chinese name by ``table.field`` or ``field``.
        value_titles: ``(table.field, stored value, Chinese word)`` where values are codes.
        settings: a dataclass of `core.settings`.
        demo: hook that makes up data, see `core.demo`.
    """

    code: str
    title: str
    pages: tuple[PageSpec, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    measures: tuple[Measure, ...] = ()
    families: tuple[MeasureFamily, ...] = ()
    operations: tuple[Operation[Any, Any], ...] = ()
    table_titles: tuple[tuple[str, str], ...] = ()
    self_named: tuple[str, ...] = ()
    field_titles: tuple[tuple[str, str], ...] = ()
    value_titles: tuple[tuple[str, str, str], ...] = ()
    settings: type | None = None
    demo: str = ""


def catalogue(features: Sequence[Feature]) -> Catalogue:
    """Collect what the features publish.

    Raises:
        ValueError: two features publish the same name.
    """
    datasets: dict[str, Dataset] = {}
    measures: dict[str, Measure] = {}
    for feature in features:
        for dataset in feature.datasets:
            if dataset.name in datasets:
                raise ValueError(f"dataset {dataset.name} is published twice")
            datasets[dataset.name] = dataset
        for measure in feature.measures:
            if measure.name in measures:
                raise ValueError(f"measure {measure.name} is published twice")
            measures[measure.name] = measure
    families = tuple(one for feature in features for one in feature.families)
    return Catalogue(datasets, measures, families)
