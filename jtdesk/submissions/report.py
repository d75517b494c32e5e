"""A filled form on the screen and on paper: the same headings and texts as in its workbook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from jtdesk.excel.card_look import (
    MILLIMETRES,
    POINTS_PER_MILLIMETRE,
    WIDTH,
    CardCell,
    CardLine,
    CardSpec,
)
from jtdesk.excel.table_look import Line, TableSpec, display_width, measure, shown, shown_in
from jtdesk.excel.totals import (
    Cells,
    subtotal_label,
    subtotal_runs,
    summary_figure,
    total_value,
)
from jtdesk.submissions.service import FilledForm
from jtdesk.submissions.words import day_in_words
from jtdesk.ui.card_printing import PrintBox, PrintCards, PrintLine
from jtdesk.ui.filters import Count
from jtdesk.ui.panels import Fact, Section
from jtdesk.ui.printing import PrintTable
from jtdesk.ui.rows import Column

FINDINGS_SHOWN = 60
NO_ROWS = "这张报表要用的名册在这一日期还没有数据。先导入学校交来的工作簿，或取一份空表发给学校填。"
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


def preview_columns(spec: TableSpec, rows: Sequence[Line]) -> list[Column]:
    """Return the columns of the preview, outer headings put before the inner ones."""
    look = measure(spec, rows)
    return [
        Column(
            name=str(at),
            title=" ".join((*column.groups, column.title)).replace("\n", ""),
            kind=column.kind if column.kind in {"integer", "decimal", "percent"} else "text",
            align="center" if align == "center" else "right" if align == "right" else "left",
            width=math.ceil(max(width, display_width(column.title) + 2)),
        )
        for at, (column, align, width) in enumerate(
            zip(spec.columns, look.aligns, look.widths, strict=True)
        )
    ]


def preview_rows(spec: TableSpec, rows: Sequence[Line]) -> list[dict[str, object]]:
    """Return the rows of the preview, serial numbers put in."""
    return [
        {
            "id": str(number),
            **{
                str(at): number if column.serial else value
                for at, (column, value) in enumerate(zip(spec.columns, row, strict=True))
            },
        }
        for number, row in enumerate(rows, start=1)
    ]


def totals_line(spec: TableSpec, rows: Sequence[Line]) -> str:
    """Return the totals of a table as a sentence: 合计:班级数 93,交流比例 20.8%."""
    found = [
        f"{''.join((*column.groups, column.title))} {text}".replace("\n", "")
        for column, text in zip(spec.columns, _total_texts(spec, rows), strict=True)
        if column.total and text
    ]
    parts = [f"{spec.total_label}：{'，'.join(found)}"] if found else []
    if spec.summary:
        parts.append(summary_text(spec, rows))
    return "；".join(parts)


def summary_text(spec: TableSpec, rows: Sequence[Line]) -> str:
    """Return the sentence under a table."""
    return str(summary_figure(spec, rows, [Cells("A", 1, 1)] * len(spec.columns)).value)


def facts(filled: FilledForm) -> list[Count]:
    """Return the line of figures above the preview."""
    cards = all(isinstance(sheet.spec, CardSpec) for sheet in filled.sheets)
    found = [
        Count(f"{filled.rows} {'张' if cards else '行'}"),
        Count(f"数据截至 {day_in_words(filled.as_of)}"),
    ]
    if filled.masked:
        tip = "勾选“显示完整号码”后填报，写出完整号码。"
        found.append(Count("身份证号和电话已遮盖", tip=tip))
    if filled.findings:
        tip = "见“说明与检查”"
        found.append(Count(f"提醒 {len(filled.findings)} 处", tip=tip, mark="caution"))
    return found


def print_table(spec: TableSpec, rows: Sequence[Line]) -> PrintTable:
    """Return a table as it goes on paper, totals and notes included."""
    look = measure(spec, rows)
    lines: list[tuple[str, ...]] = []
    for first, last in subtotal_runs(spec, rows):
        lines += [
            tuple(
                str(number) if column.serial else shown_in(column, value)
                for column, value in zip(spec.columns, row, strict=True)
            )
            for number, row in enumerate(rows[first : last + 1], start=first + 1)
        ]
        if spec.subtotal_by is not None and rows:
            group = rows[first : last + 1]
            lines.append(_labelled(_total_texts(spec, group), subtotal_label(spec, group[0]), 1))
    if spec.has_totals:
        lines.append(_labelled(_total_texts(spec, rows), spec.total_label, 0))
    return PrintTable(
        title=spec.title,
        subtitle="        ".join(spec.above),
        headings=tuple(column.title.replace("\n", "") for column in spec.columns),
        groups=tuple(column.groups for column in spec.columns),
        rows=tuple(lines),
        aligns=look.aligns,
        signature=spec.signature,
        notes=((summary_text(spec, rows),) if spec.summary else ()) + spec.notes,
        paper="A3" if look.paper == "A3" else "A4",
        landscape=spec.landscape,
        row_height=spec.row_height / POINTS_PER_MILLIMETRE,
    )


def print_cards(spec: CardSpec, rows: Sequence[Line]) -> PrintCards:
    """Return the cards of a sheet as they go on paper."""
    cards = tuple(
        tuple(
            PrintLine(
                tuple(_print_box(cell, line, row) for cell in line.cells),
                line.height or MILLIMETRES,
            )
            for line in spec.lines
        )
        for row in rows
    )
    return PrintCards(
        title=spec.title,
        names=tuple(shown(row[spec.named_by]) for row in rows),
        cards=cards,
        label_share=spec.label_width / WIDTH,
        above=spec.above,
        notes=spec.notes,
        signature=spec.signature,
    )


def _print_box(cell: CardCell, line: CardLine, row: Line) -> PrintBox:
    return PrintBox(
        label=cell.label,
        text=shown(row[cell.at]),
        foot=cell.foot,
        large=len(line.cells) == 1 and line.height > 0,
    )


def _labelled(texts: tuple[str, ...], label: str, at: int) -> tuple[str, ...]:
    """Put the label of a row of totals where there is room for it."""
    place = at if not texts[at] else 0
    return (*texts[:place], label, *texts[place + 1 :])


def _total_texts(spec: TableSpec, rows: Sequence[Line]) -> tuple[str, ...]:
    texts = []
    for at, column in enumerate(spec.columns):
        value = total_value(column, at, rows)
        if value is None or not column.total:
            texts.append("")
        elif column.total == "count":
            texts.append(f"{value}人" if column.kind == "name" else str(value))
        elif column.total in {"ratio", "text"}:
            texts.append(shown_in(column, value))
        else:
            texts.append(f"{Decimal(repr(value)).normalize():f}")
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
