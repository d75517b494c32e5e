"""Filter line, facets, counts, drawer, documents, banner, empty page, theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton

from jtdesk.core import paths
from jtdesk.core.settings import Settings
from jtdesk.ui import theme
from jtdesk.ui.chart_view import ChartGrid
from jtdesk.ui.documents import DocumentLine, DocumentsPanel, readable_size
from jtdesk.ui.filters import Count, CountStrip
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import HistoryLine
from jtdesk.ui.panels import Banner, Drawer, EmptyPage, Fact, Section, Step


@pytest.fixture
def panel(qtbot, columns, people):
    made = ListPanel(
        columns, Settings(None), "people", facets=("school", "age"),
        counting=lambda rows: [Count(f"{len(rows)} 人"), Count("堡南", "", {"school": frozenset({"堡南小学"})})],
        empty="还没有人。",
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.show_rows(made.rowset(people))
    return made


def shown(panel):
    return [row["name"] for row in panel.model.shown()]


def test_typing_over_the_table_filters(panel, qtbot):
    qtbot.keyClicks(panel.table, "z")
    qtbot.keyClicks(panel.filter, "xm")
    qtbot.waitUntil(lambda: shown(panel) == ["赵小明"])
    assert panel.strip.counts[0].text == "1 人"
    qtbot.keyClick(panel.filter, Qt.Key.Key_Return)
    assert panel.table.current_row()["name"] == "赵小明"
    qtbot.keyClick(panel.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(panel)) == 4)


def test_a_facet_is_ticked_shown_and_cleared(panel):
    popup = panel.facets.open("school")
    texts = [popup.list.item(i).text() for i in range(popup.list.count())]
    assert texts == ["芦荡小学  1", "堡南小学  2", "（空白）  1"]
    popup.list.item(1).setCheckState(Qt.CheckState.Checked)
    assert shown(panel) == ["张三", "赵小明"]
    assert "堡南小学" in panel.facets.buttons["school"].text()
    assert panel.facets.clear_button.isVisible()
    popup.close()
    panel.facets.clear_button.click()
    assert len(shown(panel)) == 4
    assert "▾" in panel.facets.buttons["school"].text()


def test_a_count_filters_and_a_record_is_found_behind_filters(panel):
    panel.strip.picked.emit({"school": frozenset({"堡南小学"})})
    assert shown(panel) == ["张三", "赵小明"]
    assert panel.select(["b"])
    assert panel.table.current_row()["name"] == "李四"
    assert panel.facets.facets == {}


def test_rows_behind_a_figure_can_be_let_go(panel):
    panel.show_only(["a"], "图中明细")
    assert shown(panel) == ["张三"]
    assert panel.only.isVisible()
    panel.only.click()
    assert len(shown(panel)) == 4


def test_empty_tables_say_so(panel):
    panel.model.choose(words="无")
    assert "没有符合条件" in panel.table.empty_text
    panel.model.choose(words="")
    panel.show_rows([])
    assert panel.table.empty_text == "还没有人。"
    assert not panel.table.grab().isNull()


def test_drawer_escapes_values_and_announces_links(qtbot):
    drawer = Drawer()
    qtbot.addWidget(drawer)
    drawer.show()
    section = Section(
        "基本信息",
        (
            Fact("姓名", "<b>张三</b>"),
            Fact("空的", ""),
            Fact("电话", "199****6352", link="reveal", link_text="显示"),
        ),
    )
    drawer.show_record("张三", "堡南小学", [section])
    text = drawer.details.toPlainText()
    assert "<b>张三</b>" in text
    assert "空的" not in text
    with qtbot.waitSignal(drawer.details.link_clicked) as clicked:
        from PySide6.QtCore import QUrl

        drawer.details.anchorClicked.emit(QUrl("reveal"))
    assert clicked.args == ["reveal"]


def test_history_reads_like_a_diary(qtbot):
    drawer = Drawer()
    qtbot.addWidget(drawer)
    drawer.history.show_history(
        [
            HistoryLine(
                3,
                "2025-09-01 08:30",
                "王老师",
                "修改教职工",
                (("职称", "二级教师", "一级教师"), ("学科", "空", "语文")),
            )
        ]
    )
    text = drawer.history.toPlainText()
    assert "二级教师 → 一级教师" in text
    assert "空 → " not in text
    drawer.history.show_history([])
    assert "还没有改动" in drawer.history.toPlainText()


def test_drawer_closes_by_escape(qtbot):
    drawer = Drawer(documents=False)
    qtbot.addWidget(drawer)
    drawer.show()
    drawer.activateWindow()
    drawer.details.setFocus()
    qtbot.waitUntil(drawer.details.hasFocus)
    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(drawer.details, Qt.Key.Key_Escape)


def test_documents_panel_asks_by_id(qtbot):
    panel = DocumentsPanel()
    qtbot.addWidget(panel)
    panel.show_documents([DocumentLine("d1", "协议.pdf", 2048, "2025-09-01")], writable=True)
    with qtbot.waitSignal(panel.open_asked) as asked:
        panel.open.click()
    assert asked.args == ["d1"]
    panel.show_documents([], writable=False)
    assert not panel.add.isEnabled()
    assert not panel.remove.isEnabled()


def test_sizes_read_well():
    assert [readable_size(n) for n in (12, 2048, 3 * 1024 * 1024)] == ["12 B", "2 KB", "3.0 MB"]


def test_empty_page_offers_at_most_three_steps(qtbot):
    run = []
    page = EmptyPage("标题", "说明", [Step(str(i), lambda i=i: run.append(i)) for i in range(5)])
    qtbot.addWidget(page)
    assert len(page.buttons) == 3
    page.buttons[1].click()
    assert run == [1]


def test_banner_carries_sign_and_button(qtbot):
    banner, run = Banner(), []
    qtbot.addWidget(banner)
    banner.tell("文件读不出来。", "fault", button="重试", run=lambda: run.append(1))
    banner.button.click()
    assert banner.isVisibleTo(None) or not banner.isHidden()
    assert run == [1]


def contrast(first: str, second: str) -> float:
    def light(name: str) -> float:
        colour = QColor(name)
        parts = [
            one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4
            for one in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    a, b = sorted((light(first), light(second)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (theme.INK, theme.PAPER), (theme.FAINT, theme.PAPER), (theme.FAINT, theme.GROUND),
        (theme.INK, theme.PANEL), (theme.PAPER, theme.ACCENT), (theme.ACCENT, theme.PAPER),
        (theme.GOOD, theme.GOOD_SOFT), (theme.CAUTION, theme.CAUTION_SOFT), (theme.BAD, theme.BAD_SOFT),
        (theme.ACCENT, theme.ACCENT_SOFT), (theme.BAD, theme.GROUND), (theme.CAUTION, theme.GROUND),
    ],
)  # fmt: skip
def test_text_is_readable(ink, ground):
    assert contrast(ink, ground) >= 4.5


def test_every_icon_is_drawn_in_both_moods(qtbot):
    folder = paths.resources_dir() / "icons"
    names = {path.stem for path in folder.glob("*.svg")}
    assert len(names) >= 30
    assert {path.stem for path in (folder / "faded").glob("*.svg")} == names
    assert not [name for name in names if theme.icon(name).pixmap(24, 24).isNull()]


def test_icons_named_in_the_features_exist(qtbot):
    from jtdesk.features import FEATURES

    names = {spec.icon for feature in FEATURES for spec in feature.pages}
    names |= {a.icon for feature in FEATURES for spec in feature.pages for a in spec.actions}
    folder = paths.resources_dir() / "icons"
    assert not [name for name in names - {""} if not (folder / f"{name}.svg").is_file()]


def test_the_kit_starts_without_the_database():
    import subprocess
    import sys

    code = "import sys, jtdesk.ui.theme, jtdesk.ui.table_view, jtdesk.ui.filters, jtdesk.ui.chart; print([m for m in ('sqlalchemy', 'matplotlib', 'openpyxl') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_counts_are_never_cut_off_they_take_another_line(qtbot):
    strip = CountStrip()
    qtbot.addWidget(strip)
    strip.show_counts(
        [Count(f"下学年可交流 {n} 人", facets={"turn": frozenset({"可"})}) for n in range(9)]
    )
    one_line = strip.heightForWidth(5000)
    assert strip.heightForWidth(400) > one_line
    strip.resize(400, strip.heightForWidth(400))
    strip.show()
    for button in strip.findChildren(QToolButton):
        assert button.width() >= button.sizeHint().width()
        assert strip.rect().contains(button.geometry())


def test_figures_stand_below_each_other_where_two_do_not_fit(qtbot, context):
    grid = ChartGrid(context, 2)
    qtbot.addWidget(grid)
    grid.resize(1200, 500)
    grid.show()
    first, second = grid.views
    assert first.y() == second.y()
    grid.resize(700, 500)
    qtbot.waitUntil(lambda: second.y() > first.y())
    assert grid.horizontalScrollBar().maximum() == 0


def test_a_button_with_a_menu_shows_its_arrow_in_its_words():
    assert "menu-indicator" in theme.style_sheet()
    assert theme.OPENS.strip() == "▾"
