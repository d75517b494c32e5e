"""Charts, print and export of lists."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from jtdesk.core.errors import InputRefused
from jtdesk.ui.chart import render, render_image
from jtdesk.ui.chart_spec import FigureSpec, Series, folded
from jtdesk.ui.chart_view import ChartView
from jtdesk.ui.export import ListExport, write_csv
from jtdesk.ui.printing import PrintTable, page_layout, to_pdf

KINDS = ("columns", "bars", "stacked", "shares", "pyramid", "line")


def spec(kind="bars", **how):
    values = {
        "name": "人数", "title": "堡南小学人数最多", "kind": kind,
        "categories": ("堡南小学", "芦荡小学", "长屿学校"),
        "series": (Series("男", (3.0, 2.0, None)), Series("女", (4.0, 1.0, 6.0))),
        "source": "数据:名册", "rows": {("女", "堡南小学"): ("a", "b"), ("男", "堡南小学"): ("c",)},
    }  # fmt: skip
    return FigureSpec(**{**values, **how})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_its_colours(kind):
    drawn = render_image(spec(kind), 520, 340)
    assert (drawn.width, drawn.height) == (520, 340)
    image = QImage(drawn.pixels, 520, 340, 520 * 4, QImage.Format.Format_RGBA8888)
    colours = {image.pixelColor(x, y).name() for x in range(0, 520, 3) for y in range(0, 340, 2)}
    assert {"#0072b2", "#d55e00"} <= colours
    if kind != "line":
        assert {(h.series, h.category) for h in drawn.hits} >= {
            ("女", "堡南小学"),
            ("男", "芦荡小学"),
        }
        assert all(0 <= h.left <= h.right <= 521 for h in drawn.hits)


def test_nothing_to_draw_is_said():
    drawn = render_image(spec(series=(Series("男", (None, 0.0, None)),)), 300, 200)
    assert drawn.hits == ()


@pytest.mark.parametrize(
    ("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_a_figure_is_saved_without_a_window(tmp_path, suffix, start):
    path = tmp_path / f"图.{suffix}"
    render(spec("stacked"), path)
    assert path.read_bytes().startswith(start)


def test_a_figure_that_cannot_be_saved_is_a_sentence(tmp_path):
    with pytest.raises(InputRefused, match="无法写入"):
        render(spec(), tmp_path / "missing" / "图.png")


def test_the_numbers_of_a_figure_as_a_block():
    assert spec().table() == [
        ["", "男", "女"],
        ["堡南小学", "3", "4"],
        ["芦荡小学", "2", "1"],
        ["长屿学校", "", "6"],
    ]
    assert spec().all_rows() == ("a", "b", "c")


@given(st.text("汉字ab12%.(),", max_size=60), st.floats(3, 40))
def test_folding_loses_nothing_and_breaks_no_number(text, room):
    lines = folded(text, room)
    assert "".join(lines) == text
    for first, second in pairwise(lines):
        assert not (first[-1].isascii() and second[0].isascii())


def test_a_chart_view_draws_and_asks_for_rows(qtbot, context):
    view = ChartView(context)
    qtbot.addWidget(view)
    view.resize(520, 380)
    view.show_figure(spec())
    view.show()
    qtbot.waitUntil(lambda: not view.drawing and not view.canvas.image.isNull(), timeout=15000)
    hit = next(h for h in view.canvas.hits if (h.series, h.category) == ("女", "堡南小学"))
    x, y = (hit.left + hit.right) / 2, (hit.top + hit.bottom) / 2
    ratio = view.canvas.image.devicePixelRatio()
    assert view.canvas.hit(x / ratio, y / ratio) == hit
    with qtbot.waitSignal(view.rows_asked) as asked:
        view.canvas.bar_clicked.emit("女", "堡南小学")
    assert asked.args == [("a", "b")]
    assert "堡南小学 3 4" in view.accessibleDescription()


def test_a_chart_is_saved_through_the_prompts(qtbot, context, prompts, tmp_path, told):
    view = ChartView(context)
    qtbot.addWidget(view)
    view.show_figure(spec())
    prompts.answers.append(tmp_path / "图.svg")
    view.save()
    qtbot.waitUntil(lambda: bool(told), timeout=15000)
    assert (tmp_path / "图.svg").is_file()
    assert told[0].kind == "done"


def rows(count):
    return tuple((str(i), f"教师{i}", "堡南小学", "一级教师") for i in range(count))


def test_a_short_list_prints_on_one_page(qtbot, tmp_path):
    table = PrintTable(
        title="教职工名册",
        subtitle="截至 2025-09-01",
        headings=("序号", "姓名", "学校", "职称"),
        rows=rows(8),
    )
    path = tmp_path / "名册.pdf"
    assert to_pdf(table, path) == 1
    assert path.read_bytes().startswith(b"%PDF")


def test_a_long_list_repeats_its_headings_on_many_pages(qtbot, tmp_path):
    table = PrintTable(
        title="教职工名册", headings=("序号", "姓名", "学校", "职称"), rows=rows(200)
    )
    pages = to_pdf(table, tmp_path / "名册.pdf")
    assert 4 <= pages <= 15


def test_an_empty_list_still_gives_a_form(qtbot, tmp_path):
    assert (
        to_pdf(PrintTable(title="空表", headings=("序号", "姓名"), rows=()), tmp_path / "空.pdf")
        == 1
    )


def test_wide_lists_go_to_a3():
    narrow = page_layout(PrintTable(title="", headings=("姓名",), rows=()))
    wide = page_layout(PrintTable(title="", headings=("参加工作时间",) * 20, rows=()))
    assert narrow.pageSize().name().startswith("A4")
    assert wide.pageSize().name().startswith("A3")


def test_csv_is_safe_for_excel(tmp_path, people, columns):
    path = tmp_path / "名册.csv"
    people[0]["name"] = "=cmd()"
    write_csv(
        path, ListExport(title="名册", columns=tuple(columns), rows=tuple(people), revealed=None)
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.reader(stream))
    assert found[0] == ["姓名", "年龄（岁）", "学校", "身份证号", "学科"]
    assert found[1][0] == "\t=cmd()"
    assert found[1][3] == "\t330102197503154179"


def test_exports_are_masked_unless_asked(people, columns):
    masked = ListExport(title="名册", columns=tuple(columns), rows=tuple(people))
    assert masked.texts()[0][3] == "330***********4179"
    some = ListExport(
        title="名册", columns=tuple(columns), rows=tuple(people), revealed=frozenset({"a"})
    )
    assert some.texts()[0][3] == "330102197503154179"
    assert "***" in some.texts()[2][3]
    assert masked.values()[0][1] == 41


def test_a_csv_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(InputRefused, match="无法写入"):
        write_csv(tmp_path / "missing" / "a.csv", ListExport(title="", columns=(), rows=()))
