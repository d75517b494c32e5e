from __future__ import annotations

import datetime as dt
import io
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.errors import Cancelled, InputRefused
from jtdesk.excel.grid import Book, CellValue, Grid, Merge
from jtdesk.excel.reading import READER_ARGUMENT, Limits, child_command, read_book
from tests.excel import files

TABLE = [("姓名", "性别", "出生年月"), ("张三", "男", "1980年1月"), ("李四", "女", "1981.12")]


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(data: bytes, name: str = "花名册.xlsx", **options: Any) -> Book:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        path = folder / name
        path.write_bytes(data)
        try:
            return read_book(path, **options)
        finally:
            assert path.read_bytes() == data
            assert [each.name for each in folder.iterdir()] == [name]

    return read_bytes


@pytest.fixture
def read_sheet(read: Any):
    def first(data: bytes, name: str = "花名册.xlsx") -> Grid:
        return read(data, name).sheets[0]

    return first


def one_column(values: list[Any], number_format: str = "") -> bytes:
    def fill(book: Any) -> None:
        for row, value in enumerate(values, 1):
            cell = book.active.cell(row, 1, value)
            if number_format:
                cell.number_format = number_format

    return files.xlsx_bytes(fill)


def column(grid: Grid, number: int = 1) -> list[CellValue]:
    return [grid.cell(row, number) for row in range(1, len(grid.rows) + 1)]


def rows(grid: Grid) -> list[tuple[CellValue, ...]]:
    return [tuple(row) for row in grid.rows]


def test_an_ordinary_workbook(read: Any) -> None:
    book = read(files.roster_xlsx())
    assert (book.name, book.kind, book.notes) == ("花名册.xlsx", "xlsx", ())
    (sheet,) = book.sheets
    assert sheet.name == "花名册"
    assert sheet.visible
    assert sheet.cell(1, 1) == "瀛东小学教师花名册"
    assert sheet.cell(1, 2) is None
    assert rows(sheet)[1:] == TABLE


@pytest.mark.parametrize(
    "name", ["花名册.xls", "花名册.et", "花名册.csv", "花名册.txt", "花名册", "a.b.zip"]
)
def test_the_suffix_decides_nothing(read: Any, name: str) -> None:
    book = read(files.roster_xlsx(), name)
    assert book.kind == "xlsx"
    assert rows(book.sheets[0])[1:] == TABLE
    suffix = name[name.rfind(".") :] if "." in name else ""
    assert bool(book.notes) == bool(suffix)
    assert all(suffix in note and "xlsx" in note for note in book.notes)


@pytest.mark.parametrize("name", ["花名册.xls", "花名册.et", "花名册.xlsx"])
def test_old_binary_workbooks(read: Any, name: str) -> None:
    book = read(files.roster_xls(), name)
    assert book.kind == "xls"
    assert book.sheets[0].name == "花名册"
    assert rows(book.sheets[0])[1:] == TABLE


def test_excel_5_workbook(read: Any) -> None:
    book = read(files.biff5_xls(), "一览表.xls")
    assert book.kind == "xls"
    assert book.sheets[0].name == "花名册"
    assert rows(book.sheets[0]) == [("姓名", "周课时"), ("张三", 12.5)]


def test_the_bare_stream_old_exporters_write(read: Any) -> None:
    def label(row: int, column: int, text: str) -> bytes:
        raw = text.encode("gbk")
        return files.record(0x0204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

    data = (
        files.record(0x0809, struct.pack("<HHHH", 0, 0x10, 0, 0))
        + label(0, 0, "姓名")
        + label(0, 1, "课时")
        + label(1, 0, "张三")
        + files.record(0x0203, struct.pack("<HHHd", 1, 1, 0, 12.0))
        + files.record(0x000A)
    )
    book = read(data, "导出.xls")
    assert (book.kind, book.sheets[0].name) == ("xls", "导出")
    assert rows(book.sheets[0]) == [("姓名", "课时"), ("张三", 12)]


def test_values_keep_their_types(read_sheet: Any) -> None:
    values = [
        1,
        1.5,
        "12",
        True,
        dt.date(2019, 9, 1),
        dt.datetime(2019, 9, 1, 8, 30),  # noqa: DTZ001
        dt.time(8, 30),
        dt.timedelta(hours=30),
        " 　 ",
        0.08,
        -7.0,
        0,
        "最后",
    ]
    found = column(read_sheet(one_column(values)))
    expected = [*values[:8], None, 0.08, -7, 0, "最后"]
    assert found == expected
    assert list(map(type, found)) == list(map(type, expected))


@pytest.mark.parametrize(
    ("number", "kind"),
    [(999_999_999_999_999, int), (1e15, float), (310199200001011234, float), (-1e16, float)],
)
def test_numbers_that_lost_digits_stay_floats(read_sheet: Any, number: float, kind: type) -> None:
    for data, name in (
        (one_column([number]), "a.xlsx"),
        (files.roster_xls([[float(number)]]), "a.xls"),
    ):
        (value,) = column(read_sheet(data, name))
        assert type(value) is kind
        assert value == pytest.approx(number, rel=1e-14)


def test_chinese_date_formats_known_only_by_number(read_sheet: Any) -> None:
    data = one_column([43709, 43709.5, 12])
    styles = files.part_of(data, "xl/styles.xml")
    broken = styles.replace(
        '<cellXfs count="1"><xf numFmtId="0"', '<cellXfs count="1"><xf numFmtId="57"'
    )
    assert broken != styles
    found = column(read_sheet(files.with_parts(data, {"xl/styles.xml": broken})))
    day = dt.date(2019, 9, 1)
    assert found == [day, dt.datetime(2019, 9, 1, 12), dt.date(1900, 1, 12)]  # noqa: DTZ001


def test_unknown_number_formats_of_wps_are_numbers(read_sheet: Any) -> None:
    data = one_column([12])
    styles = files.part_of(data, "xl/styles.xml")
    broken = styles.replace(
        '<cellXfs count="1"><xf numFmtId="0"', '<cellXfs count="1"><xf numFmtId="59"'
    )
    assert column(read_sheet(files.with_parts(data, {"xl/styles.xml": broken}))) == [12]


def test_error_cells_come_as_their_text(read_sheet: Any) -> None:
    data = files.sheet_xlsx(
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="3"><c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = read_sheet(data)
    assert sheet.cell(1, 1) == "#REF!"
    assert sheet.cell(1, 2) == 1
    assert sheet.cell(3, 4) == "#DIV/0!"
    assert sheet.formulas == {(3, 4)}


def test_formula_cells_are_named(read_sheet: Any) -> None:
    data = files.sheet_xlsx(
        '<row r="2"><c r="B2" s="0"><f>1+1</f><v>2</v></c>'
        '<c r="C2" t="str"><f t="shared" ref="C2:C3" si="0">B2&amp;"a"</f><v>2a</v></c></row>'
        '<row r="3"><c r="C3" t="str"><f t="shared" si="0"/><v>a</v></c>'
        '<c r="AB3"><f>A1</f></c><c r="AC3"><v>5</v></c></row>',
        "<dataValidations><dataValidation><formula1>1</formula1></dataValidation></dataValidations>",
    )
    sheet = read_sheet(data)
    assert sheet.formulas == {(2, 2), (2, 3), (3, 3), (3, 28)}
    assert sheet.cell(2, 3) == "2a"


@pytest.mark.parametrize("prefix", ["", "x"])
def test_sheets_written_unlike_excel(read_sheet: Any, prefix: str) -> None:
    p = f"{prefix}:" if prefix else ""
    cells = (
        '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
        '<row><c s="0" r="A2"><f>A1</f><v>3</v></c></row>'
    )
    cells = cells.replace("<", "<" + p).replace(f"<{p}/", f"</{p}")
    sheet = read_sheet(files.sheet_xlsx(cells, prefix=prefix))
    assert sheet.cell(1, 1) == 1
    assert sheet.cell(1, 2) == "#N/A"
    assert sheet.cell(2, 1) == 3
    assert sheet.formulas == {(2, 1)}


def test_rich_phonetic_inline_and_spaced_texts(read_sheet: Any) -> None:
    strings = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>张</t></r><r><rPr><b/></rPr><t>三丰</t></r></si>"
        '<si><t>李四</t><rPh sb="0" eb="1"><t>lisi</t></rPh></si>'
        '<si><t xml:space="preserve"> 王 五 </t></si></sst>'
    )
    data = files.sheet_xlsx(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>赵</t></r><r><t>六</t></r></is></c></row>'
    )
    sheet = read_sheet(files.with_parts(data, {"xl/sharedStrings.xml": strings}))
    assert rows(sheet) == [("张三丰", "李四", " 王 五 ", "赵六")]


def test_merges_hidden_sheets_and_chart_sheets(read: Any) -> None:
    def fill(book: Any) -> None:
        from openpyxl.chart import BarChart, Reference

        book.active.title = "花名册"
        book.active["B2"] = "标题"
        book.active.merge_cells("B2:D3")
        for name, state in (("代码", "hidden"), ("更深", "veryHidden")):
            book.create_sheet(name)["A1"] = "男"
            book[name].sheet_state = state
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=2, min_row=2, max_row=3))
        book.create_chartsheet("图").add_chart(chart)

    book = read(files.xlsx_bytes(fill))
    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == [
        ("花名册", True),
        ("代码", False),
        ("更深", False),
    ]
    assert book.sheets[0].merges == (Merge(2, 2, 3, 4),)


def test_old_workbooks_tell_merges_formulas_errors_and_hidden_sheets(read: Any) -> None:
    def prepare(book: Any, sheet: Any) -> None:
        import xlwt

        sheet.write_merge(4, 5, 0, 2, "合并")
        sheet.write(6, 1, xlwt.Formula("1+1"))
        sheet.row(6).set_cell_error(2, "#REF!")
        style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        sheet.write(7, 0, dt.date(2019, 9, 1), style)
        hidden = book.add_sheet("代码")
        hidden.write(0, 0, "男")
        hidden.visibility = 1

    book = read(files.roster_xls(prepare=prepare), "a.xls")
    sheet = book.sheets[0]
    assert sheet.merges == (Merge(5, 1, 6, 3),)
    assert sheet.formulas == {(7, 2)}
    assert sheet.cell(7, 3) == "#REF!"
    assert sheet.cell(8, 1) == dt.date(2019, 9, 1)
    assert [each.visible for each in book.sheets] == [True, False]


def test_open_document_workbook(read: Any) -> None:
    book = read(ods_bytes(), "花名册.ods")
    assert book.kind == "ods"
    sheet = book.sheets[0]
    assert rows(sheet) == [("花名册", None, None), ("张三", 12, 2.5), ("李四", None, None)]
    assert sheet.merges == (Merge(1, 1, 1, 3),)
    assert sheet.formulas == {(2, 3)}


def ods_bytes() -> bytes:
    def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    number = 'office:value-type="float" office:value="{}"'
    lines = [
        cell("花名册", 'office:value-type="string" table:number-columns-spanned="3"')
        + '<table:covered-table-cell table:number-columns-repeated="2"/>',
        cell("张三")
        + cell("12", number.format("12"))
        + cell("2.5", number.format("2.5") + ' table:formula="of:=1.5+1"'),
        cell("李四"),
    ]
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}>'
        f'<office:body><office:spreadsheet><table:table table:name="花名册">{rows}'
        f'<table:table-row table:number-rows-repeated="1048573">{blank}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def test_binary_workbook(read: Any) -> None:
    book = read(files.roster_xlsb(), "花名册.xlsb")
    assert book.kind == "xlsb"
    sheet = book.sheets[0]
    assert rows(sheet) == [
        ("瀛东小学教师花名册", None, None),
        ("张三", 12.5, "#REF!"),
        (None, 25, None),
    ]
    assert sheet.merges == (Merge(1, 1, 1, 3),)
    assert sheet.formulas == {(3, 2)}


def test_a_stray_blank_cell_far_down_costs_nothing(read_sheet: Any) -> None:
    def fill(book: Any) -> None:
        for line in files.ROSTER:
            book.active.append(line)
        book.active.cell(60000, 40).number_format = "0.00"
        book.active.cell(60001, 3, "  ")

    sheet = read_sheet(files.xlsx_bytes(fill))
    assert len(sheet.rows) == len(files.ROSTER)
    assert max(map(len, sheet.rows)) == 3


def test_a_stray_value_far_down_is_kept_where_it_stands(read_sheet: Any) -> None:
    def fill(book: Any) -> None:
        for line in files.ROSTER:
            book.active.append(line)
        book.active.cell(60000, 2, "共2人")

    sheet = read_sheet(files.xlsx_bytes(fill))
    assert len(sheet.rows) == 60000
    assert sheet.cell(60000, 2) == "共2人"
    assert sheet.cell(30000, 2) is None


def test_wide_blank_formats_do_not_make_a_long_sheet_absurd(read_sheet: Any) -> None:
    sheet = read_sheet(
        files.sheet_xlsx(
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
            '<row r="900000"><c r="B900000"><v>2</v></c></row>'
            '<row r="1048576"><c r="A1048576" s="0"/></row>'
        )
    )
    assert len(sheet.rows) == 900_000
    assert sheet.cell(900_000, 2) == 2


def test_a_table_that_does_not_start_in_a1(read_sheet: Any) -> None:
    def fill(book: Any) -> None:
        book.active["C4"] = "姓名"

    sheet = read_sheet(files.xlsx_bytes(fill))
    assert sheet.cell(4, 3) == "姓名"
    assert len(sheet.rows) == 4


def test_cancelling_ends_the_reading(read: Any) -> None:
    with pytest.raises(Cancelled):
        read(files.roster_xlsx(), cancelled=lambda: True)
    asked: list[bool] = []
    assert read(files.roster_xlsx(), cancelled=lambda: bool(asked.append(True))).sheets
    assert asked


def test_the_reading_process_loads_nothing_it_does_not_need() -> None:
    command = child_command()
    place = command.index("-c") + 1
    command[place] = (
        "import sys; sys.path += sys.argv[1:]; import jtdesk.excel.child, jtdesk.excel.sniffing; "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert {"jtdesk", "python_calamine", "lxml"} <= loaded
    assert not loaded & {"PySide6", "sqlalchemy", "openpyxl", "matplotlib", "numpy"}


def test_the_frozen_program_reads_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, READER_ARGUMENT]


def test_the_reader_is_deaf_to_the_current_folder(
    read: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path_factory.mktemp("trap")
    for name in ("json.py", "zipfile.py", "python_calamine.py"):
        (trap / name).write_text("raise SystemExit(9)")
    monkeypatch.chdir(trap)
    monkeypatch.setenv("PYTHONPATH", str(trap))
    assert read(files.roster_xlsx()).sheets


def test_the_group_s_own_workbooks(shared_data: Path, tmp_path: Path) -> None:
    expected = {
        "成员校基本情况表.xlsx": ("xlsx", ["成员校情况"]),
        "横屿小学教职工一览表.xls": ("xls", ["Sheet1"]),
        "长屿学校_沙岛教学点_导出.csv": ("csv", ["长屿学校_沙岛教学点_导出"]),
        "问题花名册_芦荡小学.xlsx": ("xlsx", ["花名册"]),
    }
    for name, (kind, sheets) in expected.items():
        copy = tmp_path / name
        shutil.copyfile(shared_data / name, copy)
        book = read_book(copy)
        assert book.kind == kind
        assert [sheet.name for sheet in book.sheets] == sheets
        assert all(sheet.rows for sheet in book.sheets)
    book = read_book(shared_data / "教师花名册_分校汇总.xlsx")
    assert [sheet.visible for sheet in book.sheets] == [True] * 6 + [False]
    problem = read_book(shared_data / "问题花名册_芦荡小学.xlsx").sheets[0]
    assert problem.formulas
    assert any(isinstance(value, float) and value > 1e17 for row in problem.rows for value in row)
    forms = sorted((shared_data / "blank-forms").glob("*.xlsx"))
    assert all(read_book(form).sheets for form in forms)


def test_limits_are_the_caller_s(read: Any) -> None:
    data = files.roster_xlsx([["a"] * 20] * 60)
    assert read(data, limits=Limits(cells=20 * 60)).sheets
    with pytest.raises(InputRefused) as refused:
        read(data, limits=Limits(cells=20 * 60 - 1))
    assert refused.value.code == "sheet_absurd"
