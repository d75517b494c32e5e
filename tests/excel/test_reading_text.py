from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.errors import InputRefused
from jtdesk.excel.grid import Book, Grid, Merge
from jtdesk.excel.reading import read_book
from tests.excel import files

ROWS = [("姓名", "性别", "备注"), ("张三", "男", None), ("李四", "女", "借调,外派")]


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(data: bytes, name: str) -> Book:
        path = tmp_path / name
        path.write_bytes(data)
        return read_book(path)

    return read_bytes


def rows(grid: Grid) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in grid.rows]


def text_of(delimiter: str) -> str:
    return "\r\n".join(
        delimiter.join(f'"{cell}"' if cell and "," in cell else cell or "" for cell in row)
        for row in ROWS
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(read: Any, encoding: str, delimiter: str) -> None:
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    book = read((mark + text_of(delimiter)).encode(encoding), "名单.csv")
    assert book.kind == ("csv" if delimiter == "," else "text")
    assert book.sheets[0].name == "名单"
    assert rows(book.sheets[0]) == ROWS


def test_tab_separated_chinese_text_that_calls_itself_xls(read: Any) -> None:
    book = read(text_of("\t").encode("gbk"), "导出.xls")
    assert book.kind == "text"
    assert rows(book.sheets[0]) == ROWS
    assert len(book.notes) == 1
    assert ".xls" in book.notes[0]


def test_titles_above_do_not_hide_the_delimiter(read: Any) -> None:
    text = "瀛东小学 教职工一览表\n(共2人;2025年9月)\n姓名\t性别\t电话\n张三\t男\t13900000000\n李四\t女\t\n"
    sheet = read(text.encode("gb18030"), "a.txt").sheets[0]
    assert rows(sheet)[3] == ("张三", "男", "13900000000")


def test_quoted_line_breaks_count_as_one_row(read: Any) -> None:
    text = '姓名,"出生\n年月"\n张三,1980.1\n'
    assert rows(read(text.encode(), "a.csv").sheets[0]) == [
        ("姓名", "出生\n年月"),
        ("张三", "1980.1"),
    ]


def test_a_lone_quote_does_not_swallow_the_rest(read: Any) -> None:
    lines = ["姓名\t备注", '张三\t"优秀'] + [f"李{i}\t良" for i in range(100)]
    sheet = read("\n".join(lines).encode(), "a.tsv").sheets[0]
    assert len(sheet.rows) == 102
    assert sheet.cell(2, 2) == '"优秀'


def test_formulas_and_quoted_texts_in_text_files(read: Any) -> None:
    text = '姓名,号码,和\n=1+1,"=""0012""",=\n\'0012,@x,+1\n'
    sheet = read(text.encode(), "a.csv").sheets[0]
    assert sheet.formulas == {(2, 1)}
    assert rows(sheet)[1:] == [("=1+1", "0012", "="), ("'0012", "@x", "+1")]


def test_texts_are_never_turned_into_numbers(read: Any) -> None:
    sheet = read(b"007,3.10199E+17,2019.10,1e5\n", "a.csv").sheets[0]
    assert rows(sheet) == [("007", "3.10199E+17", "2019.10", "1e5")]


def test_blank_tail_and_ragged_rows(read: Any) -> None:
    sheet = read(b"a,b,c,,\n1\n\n,,2,,\n,,,,\n \n", "a.csv").sheets[0]
    assert rows(sheet) == [("a", "b", "c"), ("1", None, None), (None,) * 3, (None, None, "2")]


def test_a_little_broken_encoding_is_noted(read: Any) -> None:
    data = ("姓名,性别\n" + "张三,男\n" * 2000).encode("gb18030") + b"\xff\xff,x\n"
    book = read(data, "a.csv")
    assert "编码" in book.notes[0]
    assert book.sheets[0].cell(2, 1) == "张三"


def test_an_endless_line_is_refused(read: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        read(b"a," * 1_000_000, "a.csv")
    assert refused.value.code == "sheet_absurd"


def test_excel_s_separator_hint(read: Any) -> None:
    assert rows(read(b"sep=;\r\na,1;b\r\nc;d\r\n", "a.csv").sheets[0]) == [("a,1", "b"), ("c", "d")]


PAGE = """<h3>瀛东小学教职工一览表</h3>
<table border=1>
<tr><th rowspan="2">姓名</th><th colspan="2">学历</th></tr>
<tr><th>第一<br>学历</th><th>最高&nbsp;</th></tr>
<tr><td rowspan=2>张三</td><td> 大专 </td><td>本科</td></tr>
<tr><td>函授</td><td>=1+1</td></tr>
</table><p>填表人:<b>李</b>四</p>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gb2312", "utf-8"), ("utf-8", "gb18030")],
)
def test_a_web_page_that_calls_itself_xls(read: Any, charset: str, encoding: str) -> None:
    book = read(files.html_page(PAGE, charset=charset, encoding=encoding), "导出.xls")
    assert book.kind == "html"
    sheet = book.sheets[0]
    assert rows(sheet) == [
        ("瀛东小学教职工一览表", None, None),
        ("姓名", "学历", None),
        (None, "第一\n学历", "最高"),
        ("张三", "大专", "本科"),
        (None, "函授", "=1+1"),
        ("填表人:李四", None, None),
    ]
    assert sheet.merges == (Merge(2, 1, 3, 1), Merge(2, 2, 2, 3), Merge(4, 1, 5, 1))
    assert sheet.formulas == {(5, 3)}


def test_spans_push_later_cells_aside(read: Any) -> None:
    page = (
        "<table><tr><td>a</td><td rowspan=3 colspan=2>b</td><td>c</td></tr>"
        "<tr><td>d</td><td>e</td></tr><tr><td>f</td><td>g</td></tr></table>"
    )
    assert rows(read(files.html_page(page), "a.xls").sheets[0]) == [
        ("a", "b", None, "c"),
        ("d", None, None, "e"),
        ("f", None, None, "g"),
    ]


def test_tables_inside_layout_tables_are_found(read: Any) -> None:
    page = (
        "<table><tr><td>题头</td></tr><tr><td><table><tr><td>姓名</td><td>性别</td></tr>"
        "<tr><td>张三</td><td>男</td></tr></table></td></tr></table>"
    )
    assert rows(read(files.html_page(page), "a.xls").sheets[0]) == [
        ("题头", None),
        ("姓名", "性别"),
        ("张三", "男"),
    ]


@pytest.mark.parametrize(
    "body",
    ["<table><tr>" + "<td colspan=16384>a</td>" * 3 + "</tr></table>", "<table></table>"],
)
def test_absurd_pages_end_in_a_book_or_a_sentence(read: Any, body: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(files.html_page(body), "a.xls")
    assert refused.value.code in {"sheet_absurd", "file_empty"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_excel_2003_xml(read: Any, encoding: str) -> None:
    text = files.SPREADSHEET_ML.format(encoding=encoding)
    book = read(text.encode(encoding), "导出.xls")
    assert book.kind == "xml"
    first, hidden = book.sheets
    assert [first.visible, hidden.visible] == [True, False]
    assert first.cell(1, 1) == "教师花名册"
    assert first.merges == (Merge(1, 1, 1, 3),)
    assert first.cell(3, 3) == 12
    assert first.cell(3, 4).isoformat() == "1980-01-02"
    assert first.formulas == {(3, 5)}
