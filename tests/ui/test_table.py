"""The table model and its view."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QStyledItemDelegate

from jtdesk.ui.clipboard import block_mime, read_block
from jtdesk.ui.columns import ColumnsDialog
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

MODE = QAbstractItemModelTester.FailureReportingMode.Warning  # a warning fails the test


def shown(model):
    return [row["name"] for row in model.shown()]


def view(qtbot, columns, rows, **how):
    model = RowsModel(columns)
    made = TableView(model, "people", **how)
    model.setParent(made)
    model.replace(rows)
    qtbot.addWidget(made)
    made.resize(640, 300)
    made.show()
    return made


def test_model_keeps_the_rules_of_qt(qtbot, people, columns):
    model = RowsModel(columns)
    tester = QAbstractItemModelTester(model, MODE)
    model.replace(people)
    model.choose(words="小")
    model.choose(sort=(("age", True),))
    model.reveal(["a"])
    model.replace([])
    model.replace(people[:1])
    assert model.rowCount() == 1
    tester.deleteLater()


def test_cells_headings_and_roles(qtbot, people, columns):
    model = RowsModel(columns)
    model.replace(people)
    cell = model.index(0, 3)
    assert cell.data() == "330***********4179"
    assert cell.data(Qt.ItemDataRole.UserRole) == "330102197503154179"
    assert "身份证号" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.headerData(1, Qt.Orientation.Horizontal) == "年龄（岁）"
    model.reveal(["a"])
    assert cell.data() == "330102197503154179"
    assert model.index(2, 3).data() == "330***********002X"
    model.reveal([])
    assert cell.data() == "330***********4179"


def test_selection_stays_with_the_record(qtbot, people, columns):
    table = view(qtbot, columns, people)
    table.select_ids(["a", "c"], current="c")
    table.rows.choose(sort=(("age", False),))
    assert set(table.selected_ids()) == {"a", "c"}
    assert table.current_row()["id"] == "c"
    table.rows.replace([dict(row) for row in reversed(people)])
    assert set(table.selected_ids()) == {"a", "c"}
    table.rows.choose(words="ls")
    assert table.selected_ids() == []
    assert not table.select_ids(["a"])


def test_heading_clicks_sort_and_add_levels(qtbot, people, columns):
    table = view(qtbot, columns, people)
    table.sort_by("age")
    assert shown(table.rows) == ["赵小明", "张三", "安平", "李四"]
    table.sort_by("age")
    assert table.rows.choice.sort == (("age", True),)
    table.sort_by("name", more=True)
    assert table.rows.choice.sort == (("age", True), ("name", False))
    assert table.rows.headerData(0, Qt.Orientation.Horizontal) == "姓名 ②"


def test_columns_are_remembered_and_new_ones_appear(qtbot, people, columns):
    kept: dict[str, str] = {}
    memory = {"recall": lambda key: kept.get(key, ""), "remember": kept.__setitem__}
    table = view(qtbot, columns, people, **memory)
    table.set_columns(["school", "name"])
    table.setColumnWidth(0, 155)
    table.sort_by("age", descending=True)
    table.remember_columns()
    again = view(qtbot, columns, people, **memory)
    assert [c.name for c in again.shown_columns()] == ["school", "name"]
    assert again.columnWidth(0) == 155
    assert again.rows.choice.sort == (("age", True),)
    again.reset_columns()
    assert [c.name for c in again.shown_columns()] == ["name", "age", "school", "id_number"]


def test_a_broken_memory_is_no_harm(qtbot, people, columns):
    table = view(qtbot, columns, people, recall=lambda _key: "{broken")
    assert len(table.shown_columns()) == 4


def test_copy_gives_a_block_excel_takes(qtbot, people, columns):
    table = view(qtbot, columns, people)
    table.select_ids(["a", "b"])
    table.copy(headings=True)
    mime = QGuiApplication.clipboard().mimeData()
    assert read_block(mime) == [
        ["姓名", "年龄（岁）", "学校", "身份证号"],
        ["张三", "41", "堡南小学", "330***********4179"],
        ["李四", "", "芦荡小学", ""],
    ]
    assert "mso-number-format" in mime.html()


def test_a_copied_formula_stays_text():
    mime = block_mime([["=1+1", "-3", "a\tb", 'say "hi"']])
    assert mime.text().startswith("'=1+1\t-3\t")
    assert read_block(mime)[0][2:] == ["a\tb", 'say "hi"']
    assert "<td>=1+1</td>" in mime.html()


def test_typing_goes_to_the_filter_and_paste_is_announced(qtbot, people, columns):
    table = view(qtbot, columns, people)
    with qtbot.waitSignal(table.typed) as typed:
        qtbot.keyClick(table, "z")
    assert typed.args == ["z"]
    QGuiApplication.clipboard().setMimeData(block_mime([["a", "b"], ["c", "d"]]))
    with qtbot.waitSignal(table.pasted) as pasted:
        qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted.args == [[["a", "b"], ["c", "d"]]]


def test_enter_activates_the_row_in_front(qtbot, people, columns):
    table = view(qtbot, columns, people)
    table.selectRow(1)
    with qtbot.waitSignal(table.row_activated) as activated:
        table.activated.emit(table.currentIndex())
    assert activated.args[0]["id"] == "b"


def test_heading_menu_hides_and_sorts(qtbot, people, columns):
    table = view(qtbot, columns, people)
    menu = table.heading_menu(1)
    actions = {action.text(): action for action in menu.actions()}
    actions["降序排列"].trigger()
    assert table.rows.choice.sort == (("age", True),)
    actions["隐藏此列"].trigger()
    assert "age" not in [c.name for c in table.shown_columns()]
    actions["恢复默认列"].trigger()
    assert "age" in [c.name for c in table.shown_columns()]


def test_columns_dialog_orders_and_ticks(qtbot, columns):
    dialog = ColumnsDialog(columns, ["age", "name"])
    qtbot.addWidget(dialog)
    assert dialog.names() == ["age", "name"]
    dialog.move_current(1)
    assert dialog.names() == ["name", "age"]
    dialog.tick_all(on=False)
    assert dialog.names() == ["name"]
    dialog.tick_all(on=True)
    assert len(dialog.names()) == 5


def test_ten_thousand_rows_stay_selected_in_one_range(qtbot, columns):
    rows = [{"id": str(i), "name": f"n{i}", "age": i % 60} for i in range(10000)]
    table = view(qtbot, columns, rows)
    table.selectAll()
    table.rows.choose(sort=(("age", False),))
    assert len(table.selected_lines()) == 10000
    assert table.selectionModel().selection().count() == 1
    table.selectionModel().clear()


def test_the_program_ends_in_peace_after_copying():
    code = (
        "from PySide6.QtWidgets import QApplication; from jtdesk.ui.clipboard import block_mime;"
        "app = QApplication([]); app.clipboard().setMimeData(block_mime([['a', 'b']]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0


def test_cells_look_as_the_stock_delegate_paints_them(qtbot, people, columns):
    """One call a cell instead of seven questions must not change a single dot."""
    ages = replace(columns[1], mark=lambda row: "bad" if (row["age"] or 0) > 50 else "good")
    made = view(qtbot, [columns[0], ages, *columns[2:]], people)
    made.selectRow(1)
    own = made.grab().toImage()
    stock = QStyledItemDelegate(made)
    made.setItemDelegate(stock)
    assert own == made.grab().toImage()
    assert own.width() > 600
