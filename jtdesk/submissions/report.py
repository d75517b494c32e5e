"""A filled form on the screen and on paper: the same headings and texts as in its workbook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from jtdesk.excel.table_look import display_width, measure, shown
from jtdesk.submissions.service import FilledForm, FilledSheet
from jtdesk.submissions.words import day_in_words
from jtdesk.ui.filters import Count
from jtdesk.ui.panels import Fact, Section
from jtdesk.ui.printing import PrintTable
from jtdesk.ui.rows import Column

FINDINGS_SHOWN = 60
NO_ROWS = "这张报表要用的名册在这一日期还没有数据。先导入学校交来的工作簿,或取一份空表发给学校填。"
FORM_COLUMNS = (
    Column(name="title", title="报表", width=18),
    Column(name="due", title="期限", width=8),
    Column(name="last", title="上次报送", width=12),
)
DELIVERY_COLUMNS = (
    Column(name="submitted_on", title="报送日期", width=12),
    Column(name="year", title="学年", kind="integer", width=7),
    Column(name="as_of", title="数据截至", width=12),
    Column(name="rows", title="行数", kind="integer", width=7),
    Column(name="file_name", title="文件名", width=26),
    Column(name="submitted_by", title="经办人", width=10),
    Column(name="masked", title="已遮盖", kind="boolean", width=8),
)


def preview_columns(sheet: FilledSheet) -> list[Column]:
    """Return the columns of the preview, outer headings put before the inner ones."""
    look = measure(sheet.spec, sheet.rows)
    return [
        Column(
            name=str(at),
            title=" ".join((*column.groups, column.title)).replace("\n", ""),
            kind=column.kind if column.kind in {"integer", "decimal", "percent"} else "text",
            align="center" if align == "center" else "right" if align == "right" else "left",
            width=math.ceil(max(width, display_width(column.title) + 2)),
        )
        for at, (column, align, width) in enumerate(
            zip(sheet.spec.columns, look.aligns, look.widths, strict=True)
        )
    ]


def preview_rows(sheet: FilledSheet) -> list[dict[str, object]]:
    """Return the rows of the preview, serial numbers put in."""
    return [
        {
            "id": str(number),
            **{
                str(at): number if column.serial else value
                for at, (column, value) in enumerate(zip(sheet.spec.columns, row, strict=True))
            },
        }
        for number, row in enumerate(sheet.rows, start=1)
    ]


def facts(filled: FilledForm) -> list[Count]:
    """Return the line of figures above the preview."""
    found = [
        Count(f"{filled.rows} 行"),
        Count(f"数据截至 {day_in_words(filled.as_of)}"),
    ]
    if filled.masked:
        tip = "勾选“显示完整号码”后填报,写出完整号码。"
        found.append(Count("身份证号和电话已遮盖", tip=tip))
    if filled.findings:
        tip = "见“说明与检查”"
        found.append(Count(f"提醒 {len(filled.findings)} 处", tip=tip, mark="caution"))
    return found


def print_table(sheet: FilledSheet) -> PrintTable:
    """Return a sheet as it goes on paper, total row and notes included."""
    spec = sheet.spec
    look = measure(spec, sheet.rows)
    rows = [
        tuple(
            str(number) if column.serial else shown(value)
            for column, value in zip(spec.columns, row, strict=True)
        )
        for number, row in enumerate(sheet.rows, start=1)
    ]
    if spec.has_totals:
        rows.append(_totals(sheet))
    return PrintTable(
        title=spec.title,
        subtitle="        ".join(spec.above),
        headings=tuple(column.title.replace("\n", "") for column in spec.columns),
        groups=tuple(column.groups for column in spec.columns),
        rows=tuple(rows),
        aligns=look.aligns,
        signature=spec.signature,
        notes=spec.notes,
        paper="A3" if look.paper == "A3" else "A4",
        landscape=spec.landscape,
    )


def _totals(sheet: FilledSheet) -> tuple[str, ...]:
    texts = []
    for at, column in enumerate(sheet.spec.columns):
        values = [row[at] for row in sheet.rows]
        if column.total == "sum":
            exact = sum(
                (Decimal(repr(value)) for value in values if isinstance(value, int | float)),
                Decimal(0),
            )
            texts.append(f"{exact.normalize():f}")
        elif column.total == "count":
            count = sum(value not in (None, "") for value in values)
            texts.append(f"{count}人" if column.kind == "name" else str(count))
        else:
            texts.append(sheet.spec.total_label if at == 0 else "")
    return tuple(texts)


def sections(
    filled: FilledForm, *, period: str, due: str, datasets: Sequence[str]
) -> list[Section]:
    """Return what the form is about, and what it still lacks."""
    form = filled.form
    about = Section(
        "报表",
        (
            Fact("名称", form.title),
            Fact("说明", form.description),
            Fact("依据", form.source),
            Fact("报送周期", period),
            Fact("报送期限", due),
            Fact("数据截至日期", filled.as_of),
            Fact("数据来自", "、".join(datasets)),
            Fact("表的来历", "自己添加的报表" if form.own else "随程序附带"),
        ),
    )
    if not filled.findings:
        return [about, Section("检查", (), note="没有发现缺漏。")]
    facts = tuple(
        Fact(f"{finding.sheet} 第 {finding.row} 行", finding.message, mark="caution")
        for finding in filled.findings[:FINDINGS_SHOWN]
    )
    more = len(filled.findings) - len(facts)
    return [about, Section("检查", facts, note=f"另有 {more} 处没有列出。" if more else "")]
