"""A table of 100,000 x 20: first paint against a bare model; sort and filter against a proxy's."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

from jtdesk.ui.rows import Column, RowSet
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView
from tests.bench.ratios import compare, seconds

ROWS, COLUMNS = 100_000, 20


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    dice = random.Random(1)
    names = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
    made = []
    for number in range(ROWS):
        row: dict[str, Any] = {"id": str(number), "initials": "zs"}
        row |= {f"f{c}": f"{dice.choice(names)}{dice.randint(0, 9999)}" for c in range(COLUMNS)}
        made.append(row)
    return made


class Bare(QAbstractTableModel):
    """The least a model can be."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return COLUMNS

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()][f"f{index.column()}"]
        return None


def _columns() -> list[Column]:
    return [Column(name=f"f{c}", title=f"列{c}") for c in range(COLUMNS)]


def _painted(view: QTableView) -> None:
    view.resize(1200, 600)
    view.show()
    view.grab()
    QApplication.processEvents()
    view.close()


@pytest.mark.bench
def test_first_paint(qapp: QApplication, rows: list[dict[str, Any]]) -> None:
    def ours() -> float:
        def run() -> None:
            model = RowsModel(_columns())
            view = TableView(model, "bench")
            model.replace(rows)
            _painted(view)

        return seconds(run)

    def bare() -> float:
        def run() -> None:
            view = QTableView()
            model = Bare(rows)
            view.setModel(model)
            _painted(view)

        return seconds(run)

    compare("first paint of 100,000 x 20 / bare model", ours, bare, target="<= 2", rounds=7)


@pytest.mark.bench
def test_sort_and_filter(qapp: QApplication, rows: list[dict[str, Any]]) -> None:
    model = RowsModel(_columns())
    model.replace(RowSet(rows, model.columns).prepare())  # as the pages do, in the worker
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(Bare(rows[: ROWS // 10]))
    own, others = count(), count()

    def sort() -> float:
        return seconds(lambda: model.choose(sort=(("f3", next(own) % 2 == 0),)))

    def filter_() -> float:
        return seconds(lambda: model.choose(words=f"王{next(own) % 90 + 10}"))

    print(f"\nfirst sort with key building: {sort() * 1000:.0f} ms")  # noqa: T201
    compare(
        "sort of 100,000 / QSortFilterProxyModel on a tenth of the rows",
        sort,
        lambda: seconds(lambda: proxy.sort(3, Qt.SortOrder(next(others) % 2))),
        target="ours well under 100 ms",
    )
    print(f"\nfirst filter: {filter_() * 1000:.0f} ms")  # noqa: T201
    compare(
        "filter of 100,000 / QSortFilterProxyModel on a tenth of the rows",
        filter_,
        lambda: seconds(lambda: proxy.setFilterFixedString(f"王{next(others) % 90 + 10}")),
        target="ours well under 100 ms",
    )
