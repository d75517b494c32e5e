"""What the window and the command line are both assembled from: features, lists, code words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from jtdesk.app import code_words
from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Catalogue
from jtdesk.core.feature import Feature, PageSpec, catalogue
from jtdesk.core.operations import Operation
from jtdesk.core.reveal import reveal_data
from jtdesk.features import FEATURES


@cache
def whole_catalogue() -> Catalogue:
    """Return all datasets and measures."""
    return catalogue(FEATURES)


def code_lists() -> Mapping[str, CodeList]:
    """Return the code lists of this machine, all of them read.

    Raises:
        JtdeskError: a file of the user's own is no code list.
    """
    return code_words.code_lists().read_all()


def operations() -> list[Operation[Any, Any]]:
    """Return every declared operation."""
    return [reveal_data, *(one for feature in FEATURES for one in feature.operations)]


@cache
def silent_operations() -> frozenset[str]:
    """Return the codes of operations that change no data and are never undone."""
    return frozenset(one.code for one in operations() if one.silent)


def load(dotted: str) -> Any:  # noqa: ANN401 - whatever stands behind the name
    """Return what a dotted name ``module:attribute`` stands for."""
    module, _colon, name = dotted.partition(":")
    return getattr(import_module(module), name)


def demo_hooks() -> list[tuple[Feature, Any]]:
    """Return the features that make up data for the practice group, with their hooks."""
    return [(feature, load(feature.demo)) for feature in FEATURES if feature.demo]


def warm() -> None:
    """Put together what a window needs of the features; for a thread at the start, no Qt in it."""
    whole_catalogue()
    code_lists()
    silent_operations()


def first_page(last_page: str) -> PageSpec:
    """Return the page to be shown first.

    Args:
        last_page: code of the page that was in front last, or anything else.
    """
    pages = [page for feature in FEATURES for page in feature.pages if page.sidebar]
    return next((page for page in pages if page.code == last_page), pages[0])
