"""A plan in words: as the command line prints it, as a workbook, as rows for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jtdesk.core.fields import Row
from jtdesk.core.identity import mask_id
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.planning import Basis
from jtdesk.deployment.problem import DAYS, FULL, SECOND, Alternative, Move, Objective, Proposal
from jtdesk.deployment.worth import TITLES, differences
from jtdesk.excel.table_look import TableColumn, TableSpec

MODES = {FULL: "定期轮岗", DAYS: "走教", SECOND: "兼教"}
PARTS = TITLES
SIGNATURE = ("填表人：", "审核人：", "集团总校长：", "日期：    年  月  日")


def plan_json(found: Basis, proposal: Proposal, *, reveal: bool) -> dict[str, Any]:
    """Return a plan as ``jtdesk plan --json`` prints it; numbers masked unless revealed."""
    names = school_names(found)
    worth = proposal.objective
    return {
        "year": found.request.year,
        "policy": found.policy.code,
        "policy_title": found.policy.title,
        "moves": [_move_json(move, found, names, reveal=reveal) for move in proposal.moves],
        "unmet": [
            {"what": one.text, "why": "".join(r.text for r in one.reasons), "amount": one.amount}
            for one in proposal.unmet
        ],
        "clash": [
            {
                "what": clash.text,
                "rules": [
                    {"what": rule.text, "relax": rule.relaxation.text} for rule in clash.rules
                ],
            }
            for clash in proposal.clashes
        ],
        "objective": {
            "total": worth.total,
            "broken": worth.broken,
            **{name: getattr(worth, name) for name, _title, _unit in PARTS},
            "weights": dict(worth.weights),
        },
        "bound": proposal.bound,
        "gap": proposal.gap,
        "proven": proposal.proven,
        "seconds": proposal.seconds,
        "notes": [*found.notes, *proposal.notes],
    }


def _move_json(
    move: Move, found: Basis, names: Mapping[str, str], *, reveal: bool
) -> dict[str, Any]:
    return _who(move.person, found, reveal=reveal) | {
        "from_school": names[move.home],
        "to_school": names[move.school],
        "subject": move.subject,
        "mode": MODES[move.kind],
        "days": move.days or None,
        "share": move.share,
        "minutes": move.minutes,
        "pinned": move.pinned,
        "why": [reason.text for reason in move.reasons],
        "alternatives": [
            _who(other.person, found, reveal=reveal)
            | {
                "to_school": names[other.school],
                "subject": other.subject,
                "mode": MODES[other.kind],
                "days": other.days or None,
                "cost": other.cost,
                "why": other.text,
            }
            for other in move.alternatives
        ],
        "fewer_alternatives": move.fewer or None,
    }


def _who(person: str, found: Basis, *, reveal: bool) -> dict[str, Any]:
    row = found.people[person]
    number = row["id_number"]
    return {
        "name": row["name"],
        "id_number": number if reveal or not number else mask_id(number),
        "school": row["school"],
        "backbone_level": row["backbone_level"],
    }


def school_names(found: Basis) -> dict[str, str]:
    """Return the names of the schools of a plan by id."""
    return {school.id: school.name for school in found.problem.schools}


def move_rows(found: Basis, moves: Iterable[Move]) -> list[Row]:
    """Return one row a change, for lists on screen and on paper."""
    names = school_names(found)
    return [
        {
            "id": f"{move.person}/{move.kind}/{move.school}/{move.subject}",
            "name": found.people[move.person]["name"],
            "from_school": names[move.home],
            "to_school": names[move.school],
            "subject": move.subject,
            "mode": MODES[move.kind],
            "amount": amount(move),
            "minutes": move.minutes if move.kind != SECOND else None,
            "backbone_level": found.people[move.person]["backbone_level"],
            "pinned": move.pinned,
            "why": "".join(reason.text for reason in move.reasons),
            "others": alternatives(found, move.alternatives) or move.fewer,
        }
        for move in moves
    ]


def amount(move: Move) -> str:
    """Return how much of a week a change takes, in words."""
    if move.kind == DAYS:
        return f"每周 {move.days} 天"
    if move.kind == SECOND:
        return f"{plain(rounded(move.share, 1))} 个岗位"
    return "全职"


def alternatives(found: Basis, others: Sequence[Alternative]) -> str:
    """Return who else could be asked, with what it would cost, in words."""
    return "；".join(
        f"{found.people[other.person]['name']}（{differences(other.parts)}）" for other in others
    )


def worth_rows(worth: Objective) -> list[Row]:
    """Return the parts of what a plan is worth, most important first."""
    return [
        {"id": name, "title": title, "value": plain(rounded(getattr(worth, name), 2)), "unit": unit}
        for name, title, unit in PARTS
    ]


def verdict(proposal: Proposal) -> str:
    """Return in a sentence how good a plan is known to be."""
    if proposal.proven:
        return f"已证明：在这些条件下没有更好的方案（用时 {proposal.seconds:.1f} 秒）。"
    return (
        f"在 {proposal.seconds:.0f} 秒内找到的最好方案，与理论最优的差距不超过 "
        f"{proposal.gap:.2%}；给更多时间可能更好。"
    )


def tables(
    found: Basis, proposal: Proposal, unit: str
) -> list[tuple[TableSpec, list[tuple[Any, ...]]]]:
    """Return the sheets of the workbook of a plan: changes, what stays open, figures."""
    year = found.request.year
    above = (f"{unit}", f"{year} 学年 · 政策：{found.policy.title}")
    return [
        (_moves_spec(year, above), _moves_lines(found, proposal)),
        (_unmet_spec(year, above), _unmet_lines(proposal)),
        (_worth_spec(year, above, proposal), _worth_lines(proposal)),
    ]


def write_plan(path: Path, found: Basis, proposal: Proposal, unit: str) -> None:
    """Write the workbook of a plan.

    Raises:
        InputRefused: the file cannot be written.
    """
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415 - loads openpyxl

    write_tables(path, tables(found, proposal, unit))


_MOVE_COLUMNS = (
    ("name", TableColumn(title="姓名", kind="name", total="count")),
    ("from_school", TableColumn(title="派出学校", width=16)),
    ("to_school", TableColumn(title="接收学校", width=16)),
    ("subject", TableColumn(title="任教学科")),
    ("mode", TableColumn(title="形式")),
    ("amount", TableColumn(title="工作量")),
    ("minutes", TableColumn(title="单程\n(分钟)", kind="integer")),
    ("backbone_level", TableColumn(title="骨干级别")),
    ("pinned", TableColumn(title="事先指定", kind="boolean")),
    ("why", TableColumn(title="理由", width=34)),
    ("others", TableColumn(title="也可考虑", width=30)),
)


def _moves_spec(year: int, above: tuple[str, ...]) -> TableSpec:
    return TableSpec(
        sheet="调配方案",
        title=f"{year} 学年师资调配方案",
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            *(column for _name, column in _MOVE_COLUMNS),
        ),
        above=above,
        signature=SIGNATURE,
        paper="A3",
        blank_rows=0,
        freeze_after=2,
    )


def _moves_lines(found: Basis, proposal: Proposal) -> list[tuple[Any, ...]]:
    return [
        (None, *(("是" if row[name] else "") if name == "pinned" else row[name]
                 for name, _column in _MOVE_COLUMNS))
        for row in move_rows(found, proposal.moves)
    ]  # fmt: skip


def _unmet_spec(year: int, above: tuple[str, ...]) -> TableSpec:
    return TableSpec(
        sheet="没有做到的",
        title=f"{year} 学年调配方案没有做到的",
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            TableColumn(title="什么", width=34),
            TableColumn(title="为什么", width=34),
            TableColumn(title="可以怎样放宽", width=30),
        ),
        above=above,
        blank_rows=0,
    )


def _unmet_lines(proposal: Proposal) -> list[tuple[Any, ...]]:
    lines: list[tuple[Any, ...]] = [
        (None, one.text, "".join(reason.text for reason in one.reasons), None)
        for one in proposal.unmet
    ]
    for clash in proposal.clashes:
        lines += [(None, clash.text, rule.text, rule.relaxation.text) for rule in clash.rules]
    return lines


def _worth_spec(year: int, above: tuple[str, ...], proposal: Proposal) -> TableSpec:
    return TableSpec(
        sheet="各项数字",
        title=f"{year} 学年调配方案各项数字",
        columns=(
            TableColumn(title="项目", width=20),
            TableColumn(title="数值", kind="decimal", width=12),
            TableColumn(title="单位", width=8),
        ),
        above=above,
        notes=(verdict(proposal), "数字越小越好；先比前面的项目，相同再比后面的。"),
        blank_rows=0,
        landscape=False,
    )


def _worth_lines(proposal: Proposal) -> list[tuple[Any, ...]]:
    return [(row["title"], row["value"], row["unit"]) for row in worth_rows(proposal.objective)]
