"""form.toml: what the grammar takes, what it refuses and how it says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.datasets import Catalogue, Dataset
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.fields import Field
from jtdesk.excel.card_look import CardSpec
from jtdesk.excel.table_look import TableSpec
from jtdesk.submissions.formspec import bound, library, read_form
from jtdesk.submissions.looks import look

HEAD = 'code = "a-form"\ntitle = "某表"\nyear = 2025\nsource = "某文件"\n'
SHEET = '[[sheet]]\nname = "表"\ndataset = "people"\n'
GOOD = HEAD + SHEET + 'columns = [ { name = "name", title = "姓名" } ]\n'
CATALOGUE = Catalogue(
    {
        "people": Dataset(
            name="people",
            title="人员",
            fields=(
                Field(name="name", title="姓名", kind="name"),
                Field(name="rank", title="职称", kind="code", codes="titles"),
                Field(name="since", title="起", kind="month"),
            ),
            rows=lambda _session, _ask: [],
        )
    },
    {},
)
CODES = {"titles": CodeList("titles", "职称", (Code("高级教师"),))}


def saved(folder: Path, text: str, name: str = "a-form", year: str = "2025") -> Path:
    path = folder / name / year / "form.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shortest_form(tmp_path: Path) -> None:
    form = read_form(saved(tmp_path, GOOD))
    assert (form.code, form.as_of, form.period) == ("a-form", "09-01", "school_year")
    assert form.datasets == ("people",)
    assert form.sheets[0].layout.landscape


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("= broken", "第 1 行第 1 个字处"),
        (GOOD.replace('source = "某文件"\n', ""), "source:缺少"),
        (GOOD.replace("year = 2025", 'year = "2025"'), "year:值的类型不对"),
        (GOOD.replace("year = 2025", "year = true"), "year:值的类型不对"),
        (GOOD.replace("a-form", "A Form"), "code:“A Form”的写法不对"),
        (GOOD.replace('title = "姓名"', 'tilte = "姓名"'), "sheet[1].columns[1].tilte：不认识的名称"),
        (HEAD, "sheet:缺少"),
        (HEAD + SHEET + "columns = []\n", "columns:应为列表"),
        (HEAD + SHEET + "columns = 3\n", "columns:应为列表"),
        (HEAD + SHEET + "columns = [ 3 ]\n", "columns[1]:应为一组"),
        (GOOD.replace('title = "姓名"', 'title = "姓名", total = "mean"'), "只能是 sum、count、ratio、row"),
        (GOOD.replace('title = "姓名"', 'title = ""'), "不能为空"),
        (GOOD.replace('title = "姓名"', 'title = "姓名", serial = true'), "只能写一个"),
        (GOOD + '[[sheet.checks]]\nrule = "not_greater"\non = "年龄"\nthan = "姓名"\n', "“年龄”不存在"),
        (GOOD + '[[sheet.checks]]\nrule = "sum_equals"\non = "姓名"\n', "缺少 of"),
        (GOOD + '[sheet.layout]\ntitle = "{group}表"\n', "不认识的 {group}"),
        (GOOD + 'template = "../x.xlsx"\n' + "", "不认识的名称"),
        ('template = "../x.xlsx"\n' + GOOD, "template:“../x.xlsx”的写法不对"),
        (GOOD + SHEET + 'columns = [ { name = "name", title = "姓名" } ]\n', "工作表名“表”重复"),
        (GOOD + "where = { name = [1] }\n", "where:值的类型不对"),
        (GOOD + 'during = "always"\n', "只能是 as_of、school_year、starting"),
        (GOOD.replace('title = "姓名"', 'title = "姓名", total = "ratio"'), "却没有写 ratio 是哪两列"),
        (GOOD.replace('title = "姓名"', 'title = "姓名", total = "row"'), "却没有在版式里写 total_row"),
        (
            HEAD + SHEET + 'columns = [ { title = "率", ratio = { of = "甲", to = "乙" } } ]\n',
            "比例中的列“甲”不存在",
        ),
        (GOOD + '[sheet.layout]\nkind = "card"\n', "要一起写"),
        (GOOD + '[sheet.layout]\ncard = [ { cells = ["姓名"] } ]\n', "要一起写"),
        (GOOD + '[sheet.layout]\nkind = "card"\ncard = [ { cells = ["年龄"] } ]\n', "卡片中的列“年龄”不存在"),
        (GOOD + '[sheet.layout]\nkind = "card"\ncard = [ { cells = [] } ]\n', "至少要有一格"),
        (GOOD + '[sheet.layout]\nsubtotal = "级别"\n', "小计的列“级别”不存在"),
        (GOOD + '[sheet.layout]\nsummary = [ { text = "共", of = "人" } ]\n', "合计句中的列“人”不存在"),
        (GOOD + 'joins = [ { dataset = "people", on = ["a", "b"], key = "name" } ]\n', "个数不同"),
        (
            GOOD + 'during = "school_year"\n' + SHEET.replace("表", "另") + 'columns = [ { name = "name", title = "姓名" } ]\n',
            "不能既按统计时点取、又按学年取",
        ),
    ],
)  # fmt: skip
def test_faults_say_where_and_what(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(InputRefused) as fault:
        read_form(saved(tmp_path, text))
    assert fault.value.code == "bad_form"
    assert word in fault.value.message
    assert "a-form/2025/form.toml" in fault.value.message


def test_cards_sentences_and_shares_are_read(tmp_path: Path) -> None:
    text = (
        HEAD
        + SHEET
        + """
during = "as_of"
without = { rank = [""] }
columns = [
  { name = "name", title = "姓名", total = "count" },
  { title = "甲", type = "number", total = "sum" },
  { ratio = { of = "甲", to = "甲" }, title = "率", total = "ratio" },
  { title = "业绩", foot = "(盖章)" },
]
[sheet.layout]
kind = "card"
per = "page"
named_by = "姓名"
card = [ { cells = ["姓名", "甲"] }, { cells = ["业绩"], height = 50 } ]
summary = [ { text = "共", of = "姓名", where = ["张三"], unit = "人" }, { text = "大写", of = "甲", total = "capitals" } ]
"""
    )
    form = bound(read_form(saved(tmp_path, text)), CATALOGUE, CODES)
    (sheet,) = form.sheets
    assert sheet.columns[2].kind == "percent"
    spec = look(sheet, CODES, {})
    assert isinstance(spec, CardSpec)
    assert (spec.apart, spec.body_size, spec.lines[1].height) == (False, 12.0, 50)
    assert spec.lines[1].cells[0].foot == "(盖章)"
    table = look(replace(sheet, layout=replace(sheet.layout, kind="table")), CODES, {})
    assert isinstance(table, TableSpec)
    assert table.columns[2].ratio == (1, 1)
    assert [(part.column, part.total, part.words) for part in table.summary] == [
        (0, "count", ("张三",)), (1, "capitals", ()),
    ]  # fmt: skip


def test_binding_takes_kind_and_code_list_from_the_catalogue(tmp_path: Path) -> None:
    text = (
        HEAD
        + SHEET
        + (
            'columns = [ { name = "rank", title = "职称" }, { name = "since", title = "起", type = "string" } ]\n'
        )
    )
    rank, since = bound(read_form(saved(tmp_path, text)), CATALOGUE, CODES).sheets[0].columns
    assert (rank.kind, rank.enum) == ("code", "titles")
    assert since.kind == "text"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (GOOD.replace('"people"', '"nobody"'), "没有数据集 nobody"),
        (GOOD.replace('name = "name"', 'name = "age"'), "没有字段 age"),
        (GOOD.replace('name = "name"', 'name = "facts.age"'), "没有字段 facts.age"),
        (GOOD + 'sort = ["age"]\n', "没有字段 age"),
        (GOOD + 'joins = [ { dataset = "people", on = "boss", key = "name" } ]\n', "没有字段 boss"),
        (GOOD.replace('title = "姓名"', 'title = "姓名", enum = "codes/none"'), "没有代码表 none"),
        (GOOD + 'without = { age = ["1"] }\n', "没有字段 age"),
        (GOOD + 'during = "starting"\n', "没有字段 start"),
        (GOOD + 'sort = ["facts.age"]\n', "没有字段 facts.age"),
        (GOOD + '[sheet.layout]\ntotal_row = { name = ["x"] }\nnotes = ["{age}"]\n', "没有字段 age"),
        (GOOD.replace('name = "name"', 'name = "since", format = "MM/YY"'), "日期写法只能是"),
        (
            HEAD + SHEET + 'columns = [ { title = "数", count = { dataset = "people", on = "x", key = "y" } } ]\n',
            "没有字段 x",
        ),
    ],
)  # fmt: skip
def test_unknown_names_are_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(InputRefused) as fault:
        bound(read_form(saved(tmp_path, text)), CATALOGUE, CODES)
    assert word in fault.value.message


def test_the_library_puts_own_forms_over_shipped_ones_and_survives_a_broken_file(
    tmp_path: Path,
) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    saved(shipped, GOOD)
    saved(shipped, GOOD.replace("2025", "2023"), year="2023")
    saved(own, GOOD.replace("某表", "改过的表"))
    saved(own, "oops", name="b-form")
    found = library([shipped, own, tmp_path / "missing"])
    assert [(form.code, form.year, form.own) for form in found.forms] == [
        ("a-form", 2025, True),
        ("a-form", 2023, False),
    ]
    assert len(found.faults) == 1
    assert "b-form/2025/form.toml" in found.faults[0]
    assert found.form("a-form").title == "改过的表"
    assert found.form("a-form", 2024).year == 2023
    assert found.form("a-form", 2020).year == 2023
    with pytest.raises(UsageError) as fault:
        found.form("c-form")
    assert fault.value.code == "unknown_form"
