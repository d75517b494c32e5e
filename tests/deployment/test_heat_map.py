"""The heat map: what it prints, how it is walked by keys, what it tells, copies and saves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QGuiApplication

from jtdesk.deployment.heat_grid import HeatGrid, HeatSpec, folded_heading, shade
from jtdesk.deployment.heat_map import HeatMap
from jtdesk.ui.painted import image_of, save_drawing

ROWS, COLUMNS = ("甲校", "乙校"), ("语文", "数学", "道德与法治")
VALUES = {
    ("甲校", "语文"): 1.24, ("甲校", "数学"): -0.46, ("乙校", "语文"): -2.0, ("乙校", "数学"): 0.04,
    ("甲校", ""): 0.8, ("乙校", ""): -2.0, ("", "语文"): -0.8, ("", "数学"): -0.4, ("", ""): -1.2,
}  # fmt: skip


@pytest.fixture
def spec():
    return HeatSpec(
        name="余缺", title="乙校缺语文 2 人", rows=ROWS, columns=COLUMNS, values=VALUES,
        tips={("甲校", "语文"): "6 个班，每周 42 节"}, source="截至 2025-10-15",
    )  # fmt: skip


@pytest.fixture
def view(qtbot, spec):
    made = HeatMap()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_map(spec)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_cell_prints_its_sign_and_a_gap_of_half_a_person_is_framed(spec):
    assert spec.text(("甲校", "语文")) == "+1.2"
    assert spec.text(("乙校", "语文")) == "−2.0"
    assert spec.text(("乙校", "数学")) == "0"
    assert spec.text(("乙校", "道德与法治")) == ""
    assert spec.lacking(("甲校", "数学")), "printed −0.5"
    assert not spec.lacking(("乙校", "数学"))
    assert spec.spoken(("乙校", "语文")) == "乙校 语文：缺 2.0 人"
    assert spec.spoken(("", "")) == "全集团 合计：缺 1.2 人"
    assert spec.spoken(("乙校", "数学")) == "乙校 数学：持平"


def test_amounts_have_no_sign(spec):
    from dataclasses import replace

    amounts = replace(spec, signed=False)
    assert amounts.text(("甲校", "语文")) == "1.2"
    assert not amounts.lacking(("乙校", "语文"))
    assert amounts.spoken(("甲校", "语文")) == "甲校 语文：1.2 人"


def test_ink_can_be_read_on_every_shade():
    def light(colour):
        parts = [v / 255 for v in (colour.red(), colour.green(), colour.blue())]
        linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    from PySide6.QtGui import QColor

    from jtdesk.ui import theme

    ink = light(QColor(theme.INK))
    for value in (-9, -3, -1, 0, 1, 3, 9):
        ground = light(shade(value, 9, signed=True))
        assert (ground + 0.05) / (ink + 0.05) >= 4.5, value
    assert shade(0, 9, signed=True).name() == "#ffffff"


def test_headings_are_broken_into_even_lines():
    assert folded_heading("道德与法治", 3) == "道德与\n法治"
    assert folded_heading("综合实践活动", 2) == "综合\n实践\n活动"
    assert folded_heading("语文", 3) == "语文"


def test_keys_walk_over_totals_and_cells_and_enter_asks(view, qtbot):
    asked = []
    view.cell_clicked.connect(lambda *place: asked.append(place))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: view.current == ("", ""))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    assert view.current == ("甲校", "数学")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.current == ("乙校", "道德与法治")
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current == ("乙校", "道德与法治"), "the edge holds"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert asked == [("甲校", "数学"), ("乙校", "")]
    assert "乙校 合计：缺 2.0 人" in view.accessibleDescription()


def test_a_click_asks_for_the_cell_under_the_mouse(view, qtbot):
    asked = []
    view.cell_clicked.connect(lambda *place: asked.append(place))
    where = view.grid.rect(("乙校", "语文"), view._offset()).center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    heading = QPoint(where.x(), 5)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert asked == [("乙校", "语文"), ("", "语文")]
    assert view.tip(("甲校", "语文")).splitlines()[:2] == [
        "甲校 语文：余 1.2 人",
        "6 个班，每周 42 节",
    ]


def test_a_large_map_scrolls_and_the_keyboard_stays_in_sight(qtbot):
    rows = tuple(f"第{n}小学" for n in range(30))
    columns = tuple(f"学科{n}" for n in range(20))
    values = {(r, c): 1.0 for r in rows for c in columns}
    view = HeatMap()
    qtbot.addWidget(view)
    view.resize(500, 260)
    view.show_map(HeatSpec(name="x", title="x", rows=rows, columns=columns, values=values))
    view.show()
    assert view.horizontalScrollBar().maximum() > 0
    assert view.verticalScrollBar().maximum() > 0
    view.select(rows[-1], columns[-1])
    area = view.grid.rect(view.current, view._offset())
    assert area.right() <= view.viewport().width() + 1
    assert area.bottom() <= view.viewport().height() + 1
    view.select(rows[0], columns[0])
    area = view.grid.rect(view.current, view._offset())
    assert area.left() >= view.grid.fixed.width() - 1
    assert area.top() >= view.grid.fixed.height() - 1


def test_the_whole_of_a_group_fits_a_small_screen(spec):
    rows = tuple("瀛东实验学校" for _ in range(12))
    columns = ("语文", "数学", "英语", "道德与法治", "科学", "物理", "化学", "生物学", "历史", "地理", "体育与健康", "音乐", "美术", "信息科技", "劳动", "综合实践活动")  # fmt: skip
    values = {(rows[0], column): -9.9 for column in columns}
    wide = HeatSpec(name="x", title="x", rows=rows, columns=columns, values=values)
    font = QFont()
    font.setPointSizeF(10)
    assert HeatGrid(wide, font, wide=900).whole().width() <= 902
    assert HeatGrid(wide, font, wide=900).whole().height() <= 480


def test_copy_gives_a_table_with_plain_signs(view, qtbot, spec):
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["学校", "合计", "语文", "数学", "道德与法治"]
    assert lines[3].split("\t") == ["乙校", "-2.0", "-2.0", "0", ""]
    assert spec.table()[1][0] == "合计"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_map_is_saved(qtbot, spec, tmp_path, suffix):
    path = tmp_path / f"余缺.{suffix}"
    save_drawing(spec, path, QFont())
    head = path.read_bytes()[:200]
    assert {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix] in head


def test_a_picture_has_both_colours(qtbot, spec):
    image = image_of(spec, QFont())
    seen = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }
    assert shade(-2.0, 2.0, signed=True).name() in seen
    assert shade(1.24, 2.0, signed=True).name() in seen


def test_another_map_forgets_a_cell_it_does_not_have(view, spec):
    from dataclasses import replace

    view.select("乙校", "语文")
    view.show_map(replace(spec, rows=("甲校",)))
    assert view.current is None
    assert not view.select("乙校", "语文")
