"""What the tests of intake share: the real catalogue, a store with schools, one call to take in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_lists
from jtdesk.core.datasets import Ask, Catalogue
from jtdesk.core.store import Store
from jtdesk.excel.grid import Book
from jtdesk.intake.rules import IntakeOrder, Report, Source
from jtdesk.intake.service import take_in
from tests.intake.workbooks import book, schools_book


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    from jtdesk.app.assembly import whole_catalogue

    return whole_catalogue()


@pytest.fixture(scope="session")
def codes() -> Mapping[str, CodeList]:
    return read_code_lists([paths.schemas_dir() / "codes"])


@pytest.fixture
def order(catalogue: Catalogue, codes: Mapping[str, CodeList]) -> Callable[..., IntakeOrder]:
    """Make an order out of books or sources."""

    def make(*given: Book | Source, **options: Any) -> IntakeOrder:
        sources = tuple(one if isinstance(one, Source) else Source(one.name, one) for one in given)
        return IntakeOrder(sources, catalogue, codes, **{"year": 2025, **options})

    return make


@pytest.fixture
def take(store: Store, order: Callable[..., IntakeOrder]) -> Callable[..., Report]:
    """Take books in; ``dry_run=True`` only looks."""

    def run(*given: Book | Source, dry_run: bool = False, **options: Any) -> Report:
        return store.do(take_in, order(*given, **options), dry_run=dry_run).value

    return run


@pytest.fixture
def rows(store: Store, catalogue: Catalogue) -> Callable[..., list[dict[str, Any]]]:
    """The published rows of a dataset."""

    def read(dataset: str, as_of: str | None = None) -> list[dict[str, Any]]:
        found = catalogue.dataset(dataset)
        return store.ask(lambda session: found.ask(session, Ask(as_of=as_of)))

    return read


@pytest.fixture
def group(take: Callable[..., Report]) -> Callable[..., Report]:
    """A store with three schools; hands on `take`."""
    take(schools_book())
    return take


@pytest.fixture
def roster() -> Callable[..., Book]:
    """A roster of one sheet from heading and data rows."""

    def make(*lines: list[Any], name: str = "花名册.xlsx", sheet: str = "Sheet1") -> Book:
        return book({sheet: lines}, name=name)

    return make
