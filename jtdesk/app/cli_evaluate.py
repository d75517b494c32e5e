"""The command that works a round of evaluation out: results with every step, summary workbook."""

from __future__ import annotations

import argparse

from sqlalchemy.orm import Session

from jtdesk.app.assembly import whole_catalogue
from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.store import Store
from jtdesk.evaluation import library, queries, report, results, round_file
from jtdesk.evaluation.matrix_taking import MatrixBook, take_matrix
from jtdesk.evaluation.results import RoundResult
from jtdesk.evaluation.scoring_desk import MeasuresWanted, take_auto_measures
from jtdesk.evaluation.service import open_round_file
from jtdesk.excel.reading import read_book
from jtdesk.schools.queries import group

DONE = 0
WITH_FINDINGS = 1


def evaluate(given: argparse.Namespace, output: Output) -> int:
    """Work a round out."""
    _refuse_usage(given)
    rule = None
    if given.rule is not None:
        read = library.read_rule(given.rule)
        rule = library.rule_of(read.get("code", given.rule.stem), read)
    body = round_file.read_round(given.new) if given.new is not None else None
    warned: tuple[str, ...] = ()
    writes = given.auto or body is not None or given.scores is not None
    with open_existing(given.store, write=writes) as store:
        if body is not None:
            store.do(open_round_file, body)
            output.say(f"已新开一轮“{body['name']}”，可用 jtdesk undo 撤销。")
            if given.round is None and not given.auto and given.scores is None:
                output.document({"round": body["name"]})
                return DONE
        name = given.round or (body["name"] if body is not None else "")
        if given.scores is not None:
            command = MatrixBook(name, read_book(given.scores), given.rater or "")
            changed = store.do(take_matrix, command).value
            output.say(f"已登记评分，改动 {changed} 条，可用 jtdesk undo 撤销。")
        if given.auto:
            warned = _take_measures(store, name, output)

        def ask(session: Session) -> RoundResult:
            one = queries.find_round(session, name)
            base = queries.find_round(session, given.base) if given.base else None
            if rule is None and base is None:
                return results.result_of(session, one)
            return results.worked_out(session, one, rule, base)

        result = store.ask(ask)
        row = store.ask(group)
    if given.output is not None:
        report.write_summary(given.output, result, row.name if row else "")
    found = report.round_json(result)
    output.document(found | {"notes": [*found["notes"], *warned]})
    _tell(result, warned, given, output)
    missing = any(made["missing"] for made in result.sheets)
    return WITH_FINDINGS if missing or warned else DONE


def _refuse_usage(given: argparse.Namespace) -> None:
    if given.round is None and given.new is None:
        raise UsageError("请写明哪一轮：--round 轮次，或用 --new 轮次文件 新开一轮。", code="usage")
    if given.output is not None and given.output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"汇总表存成工作簿，文件名应以 .xlsx 结尾，不是 {given.output.name}。", code="usage"
        )
    if given.output is not None and not given.output.parent.is_dir():
        raise InputRefused(
            f"无法写入 {given.output}：文件夹不存在。请给出已有文件夹里的文件名。",
            code="file_unwritable",
        )


def _take_measures(store: Store, name: str, output: Output) -> tuple[str, ...]:
    one = store.ask(lambda session: queries.find_round(session, name))
    taken = store.do(take_auto_measures, MeasuresWanted(one.id, whole_catalogue())).value
    output.say(f"已取统计指标 {taken.taken} 项，可用 jtdesk undo 撤销。")
    return taken.without


def _tell(
    result: RoundResult, warned: tuple[str, ...], given: argparse.Namespace, output: Output
) -> None:
    one = result.round
    output.say(
        f"{one.name}：{one.scheme.title}（第 {one.version.short} 版），{result.rule.title}。"
    )
    shown = ("school", "role", "own", "group", "growth", "bonus", "deduction", "final", "rank")
    output.table(
        ("学校", "角色", "本校", "集团", "增值", "加分", "扣分", "最后得分", "位次", "等第"),
        [
            (*(str(made[name] if made[name] is not None else "") for name in shown), made["grade"])
            for made in result.sheets
        ],
    )
    for made in result.sheets:
        for note in made["notes"]:
            output.say(f"{made['school']}：{note}")
    for note in (*result.notes, *warned):
        output.say(f"提醒 {note}")
    if given.output is not None:
        output.say(f"已存到 {given.output}。")
