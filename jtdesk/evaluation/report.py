"""The result of a round in words: as the command line prints it, as the summary workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import exact, shown
from jtdesk.evaluation.results import RoundResult
from jtdesk.excel.table_look import TableColumn, TableSpec

SIGNATURE = ("填表人：", "审核人：", "集团总校长：", "日期：    年  月  日")
Lines = list[tuple[Any, ...]]
Sheet = Mapping[str, Any]
JSON_KEYS = (
    "school", "role", "own", "group", "growth", "gap", "bonus", "deduction", "veto", "final",
    "grade", "rank", "tied", "bureau", "difference", "missing", "why", "notes",
)  # fmt: skip


def round_json(result: RoundResult) -> dict[str, Any]:
    """Return a result as ``jtdesk evaluate --json`` prints it."""
    one = result.round
    return {
        "round": one.name,
        "scheme": one.scheme.title,
        "version": one.version.short,
        "rule": result.rule.title,
        "rule_code": result.rule.code,
        "method": result.rule.method,
        "start": one.row["start"],
        "end": one.row["end"],
        "state": words.STATES[one.state],
        "issue": result.issue,
        "full": float(one.scheme.total),
        "schools": [
            {name: made[name] for name in JSON_KEYS}
            | {"steps": made["steps"], "lines": made["lines"]}
            for made in result.sheets
        ],
        "notes": list(result.notes),
    }


_SUMMARY = (
    ("role", TableColumn(title="集团角色", width=9)),
    ("own", TableColumn(title="本校\n得分", kind="decimal")),
    ("group", TableColumn(title="集团\n得分", kind="decimal")),
    ("growth", TableColumn(title="增值\n得分", kind="decimal")),
    ("gap", TableColumn(title="差距\n加减", kind="decimal")),
    ("bonus", TableColumn(title="加分", kind="decimal")),
    ("deduction", TableColumn(title="扣分", kind="decimal")),
    ("final", TableColumn(title="最后\n得分", kind="decimal")),
    ("rank", TableColumn(title="位次", width=7)),
    ("grade", TableColumn(title="等第", width=8)),
    ("veto", TableColumn(title="一票否决", width=16)),
    ("bureau", TableColumn(title="局评\n得分", kind="decimal")),
)


def tables(result: RoundResult, unit: str) -> list[tuple[TableSpec, Lines]]:
    """Return the sheets of the summary workbook: all schools, all indicators, every step."""
    one = result.round
    above = (
        unit,
        f"{one.name}　{one.row['start']} 至 {one.row['end']}",
        f"规则：{result.rule.title}",
    )
    going_by = f"依据：{one.scheme.title}（第 {one.version.short} 版）"
    notes = (f"{going_by}，总分 {shown(one.scheme.total)} 分。", words.ROUNDING, *result.notes)
    return [
        _summary(result, above, notes), _by_indicator(result, above), _steps(result, above),
    ]  # fmt: skip


def _summary(
    result: RoundResult, above: tuple[str, ...], notes: tuple[str, ...]
) -> tuple[TableSpec, Lines]:  # fmt: skip
    tops = [line for line in result.sheets[0]["lines"] if line["level"] == 1]
    tops = [line for line in tops if line["beside"] == "indicator"]
    firsts = tuple(
        TableColumn(
            title=f"{line['title']}\n({shown(exact(line['full']))}分)", groups=("各项得分",),
            kind="decimal", width=10,
        )
        for line in tops
    )  # fmt: skip
    spec = TableSpec(
        sheet="评分汇总",
        title=words.SUMMARY,
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            TableColumn(title="学校", width=16),
            _SUMMARY[0][1],
            *firsts,
            *(column for _name, column in _SUMMARY[1:]),
        ),
        above=above,
        notes=notes,
        signature=SIGNATURE,
        paper="A3",
        blank_rows=0,
        freeze_after=2,
    )
    lines: Lines = []
    for made in result.sheets:
        points = {line["code"]: line["points"] for line in made["lines"]}
        told = dict(made) | {
            "veto": "、".join(made["veto"]),
            "rank": f"并列 {made['rank']}" if made["tied"] else str(made["rank"]),
        }
        lines.append(
            (
                None, made["school"], made["role"],
                *("不适用" if points[top["code"]] is None else points[top["code"]] for top in tops),
                *(told[name] for name, _column in _SUMMARY[1:]),
            )
        )  # fmt: skip
    return spec, lines


def _by_indicator(result: RoundResult, above: tuple[str, ...]) -> tuple[TableSpec, Lines]:
    spec = TableSpec(
        sheet="各指标得分",
        title=f"{result.round.name}各指标得分",
        columns=(
            TableColumn(title="学校", width=16, merge=True),
            TableColumn(title="编号", width=8),
            TableColumn(title="指标", width=24),
            TableColumn(title="满分", kind="decimal"),
            TableColumn(title="得分", kind="decimal"),
            TableColumn(title="怎样算出", width=60),
        ),
        above=above,
        blank_rows=0,
        freeze_after=1,
    )
    lines: Lines = [
        (made["school"], line["code"], line["title"], line["full"], line["points"], line["said"])
        for made in result.sheets
        for line in made["lines"]
    ]
    return spec, lines


def _steps(result: RoundResult, above: tuple[str, ...]) -> tuple[TableSpec, Lines]:
    spec = TableSpec(
        sheet="计算过程",
        title=f"{result.round.name}计算过程",
        columns=(
            TableColumn(title="学校", width=16, merge=True),
            TableColumn(title="步骤", width=26),
            TableColumn(title="算式", width=60),
            TableColumn(title="结果", kind="decimal"),
        ),
        above=above,
        notes=(words.ROUNDING,),
        blank_rows=0,
        freeze_after=1,
    )
    lines: Lines = [
        (made["school"], step["name"], step["from"], step["value"])
        for made in result.sheets
        for step in made["steps"]
    ]
    return spec, lines


def write_summary(path: Path, result: RoundResult, unit: str) -> None:
    """Write 捆绑考核评分汇总表.

    Raises:
        InputRefused: the file cannot be written.
    """
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415 - loads openpyxl

    write_tables(path, tables(result, unit))
