"""A 50,000 x 20 import against the bare reading of its file, and against pandas with to_sql."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path

import pytest

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.core.store import Store, create
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.migrations.layout import upgrade
from jtdesk.schools.service import SchoolDraft, add_school
from tests.bench.ratios import compare, seconds
from tests.bench.rosters import SCHOOLS, write_roster

ROWS = 50_000


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    write_roster(path, ROWS)
    return path


def _store(path: Path) -> Store:
    store = create(path, migrate=upgrade)
    for name in SCHOOLS:
        store.do(add_school, SchoolDraft({"name": name}))
    return store


def _bare(roster: Path) -> float:
    from python_calamine import CalamineWorkbook

    return seconds(lambda: CalamineWorkbook.from_path(roster).get_sheet_by_index(0).to_python())


def _import(roster: Path, target: Path) -> float:
    catalogue, codes = whole_catalogue(), code_lists()
    with _store(target) as store:

        def run() -> None:
            order = IntakeOrder(
                sources=read_sources([roster]), catalogue=catalogue, codes=codes, year=2025
            )
            report = store.do(take_in, order).value
            (table,) = report.files[0].tables
            assert (table.rows, table.count("created")) == (ROWS, ROWS)

        return seconds(run)


@pytest.mark.bench
def test_import_against_bare_reading(roster: Path, tmp_path: Path) -> None:
    numbers = count()
    compare(
        "import of 50,000 x 20 (read, match, check, compare, write, journal) / bare reading",
        lambda: _import(roster, tmp_path / f"{next(numbers)}.jtd"),
        lambda: _bare(roster),
        target="<= 5, aim 3",
    )


@pytest.mark.bench
def test_import_against_pandas(roster: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    numbers = count()

    def with_pandas() -> float:
        target = tmp_path / f"pandas{next(numbers)}.db"

        def run() -> None:
            frame = pandas.read_excel(roster, dtype=str, engine="openpyxl")
            with sqlite3.connect(target) as connection:
                frame.to_sql("teacher", connection, index=False)

        return seconds(run)

    compare(
        "import of 50,000 x 20 / pandas read_excel + to_sql",
        lambda: _import(roster, tmp_path / f"{next(numbers)}.jtd"),
        with_pandas,
        target="< 1",
        rounds=3,
    )
