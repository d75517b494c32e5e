"""Commands about data: import, list, measures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.app.cli_calendar import import_calendars, is_calendar
from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core import clock
from jtdesk.core.csv_file import shown, write_csv
from jtdesk.core.datasets import GROUP_SCOPE, Ask, Catalogue, Dataset, MeasureRow, remembering
from jtdesk.core.errors import UsageError
from jtdesk.core.fields import Field, Row, mask
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.intake.marking import marked_copies
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import read_sources
from jtdesk.intake.service import take_in as intake
from jtdesk.intake.words import ACTION_TITLES

DONE = 0
WITH_FINDINGS = 1


def rows(given: argparse.Namespace, output: Output) -> int:
    """List a dataset: aligned, as JSON, or as CSV."""
    dataset = whole_catalogue().dataset(given.dataset)
    question = Ask(as_of=given.as_of, where=dict(given.where))
    with open_existing(given.store, write=given.reveal) as store:
        found = store.ask(lambda session: dataset.ask(session, question))
        if given.reveal:
            store.do(reveal_data, Reveal(dataset.title, len(found), "命令行 list"))
        else:
            found = mask(found, dataset.fields)
    if given.csv is not None:
        write_csv(
            given.csv,
            headings(dataset.fields),
            [[row.get(field.name) for field in dataset.fields] for row in found],
        )
        output.say(f"已把{dataset.title} {len(found)} 行存到 {given.csv}。")
        return DONE
    output.document([published(row, dataset) for row in found])
    output.table(
        headings(dataset.fields),
        [[shown(row.get(field.name)) for field in dataset.fields] for row in found],
    )
    output.say(f"共 {len(found)} 行。")
    return DONE


def published(row: Row, dataset: Dataset) -> dict[str, Any]:
    """Return a row under its published names, the internal id left out."""
    return {field.name: row.get(field.name) for field in dataset.fields}


def headings(fields: Sequence[Field]) -> list[str]:
    """Return the Chinese headings; the outer heading is added where two would be alike."""
    titles = [field.title for field in fields]
    return [
        f"{field.group}{field.title}" if titles.count(field.title) > 1 else field.title
        for field in fields
    ]


def measures(given: argparse.Namespace, output: Output) -> int:
    """Compute every measure for the group and for each school."""
    as_of = given.as_of or (f"{given.year}-09-01" if given.year else None)
    with (
        open_existing(given.store, write=False) as store,
        store.reading() as session,
        remembering(session),
    ):
        policy, found = measure_rows(session, whole_catalogue(), as_of, given.policy)
    day = as_of or clock.today().isoformat()
    output.document({"policy": policy, "as_of": day, "measures": [_measure(row) for row in found]})
    output.table(
        ("代码", "指标", "范围", "数值", "单位", "要求", "达标", "还差", "口径"),
        [_measure_line(row) for row in found if row.scope == GROUP_SCOPE],
    )
    for row in found:
        if row.scope == GROUP_SCOPE and row.measured.why:
            output.say(row.measured.why)
    return DONE


def measure_rows(
    session: Session, catalogue: Catalogue, as_of: str | None, policy: str | None
) -> tuple[str | None, list[MeasureRow]]:
    """Return the code of the policy and every measure for every scope.

    Raises:
        UsageError: there is no such policy.
    """
    used: str | None = policy
    rows: list[MeasureRow] = []
    for family in catalogue.families:
        used, more = family.compute(session, as_of, policy)
        rows += more
    by_family = {row.name for row in rows}
    schools = [
        str(row["name"]) for row in catalogue.dataset("schools").ask(session, Ask(as_of=as_of))
    ]
    plain = [
        MeasureRow(
            name=one.name, title=one.title, scope=school or GROUP_SCOPE, unit=one.unit,
            rule=one.rule, source=one.source, measured=one.compute(session, as_of, school),
        )
        for one in catalogue.measures.values()
        if one.name not in by_family
        for school in (None, *schools)
    ]  # fmt: skip
    return used, [*rows, *plain]


def _measure(row: MeasureRow) -> dict[str, Any]:
    measured = row.measured
    value = measured.value
    above, below = tuple(measured.parts.values()) if len(measured.parts) == 2 else (None, None)
    return {
        "name": row.name,
        "scope": row.scope,
        "value": round(value, 6) if isinstance(value, float) else value,
        "numerator": above,
        "denominator": below,
        "threshold": measured.threshold,
        "met": measured.met,
        "gap": measured.gap,
        "source": measured.source or row.source,
        "title": row.title,
        "unit": row.unit,
        "operator": measured.operator or None,
        "rule": row.rule,
        "why": measured.why or None,
        "parts": dict(measured.parts),
    }


def _measure_line(row: MeasureRow) -> tuple[str, ...]:
    measured = row.measured
    asked = measured.threshold
    return (
        row.name,
        row.title,
        "集团" if row.scope == GROUP_SCOPE else row.scope,
        shown(measured.value),
        row.unit,
        "" if asked is None else f"{measured.operator}{asked:g}",
        shown(measured.met),
        shown(measured.gap),
        row.rule,
    )


def take_in(given: argparse.Namespace, output: Output) -> int:
    """Take workbooks in as one step, or only say what would happen."""
    if any(map(is_calendar, given.files)):
        return import_calendars(given, output)
    catalogue = whole_catalogue()
    if given.dataset is not None and catalogue.dataset(given.dataset).intake is None:
        known = "、".join(name for name, one in catalogue.datasets.items() if one.intake)
        raise UsageError(
            f"数据集 {given.dataset} 不能导入。可导入：{known}。", code="dataset_not_taken_in"
        )
    order = IntakeOrder(
        sources=read_sources(given.files),
        catalogue=catalogue,
        codes=code_lists(),
        dataset=given.dataset,
        year=given.year,
        strict=given.strict,
    )
    with open_existing(given.store) as store:
        outcome = store.do(intake, order, dry_run=given.dry_run)
    report = outcome.value
    copies: list[Path] = []
    if given.marked_copy is not None:
        copies = marked_copies(order.sources, report, given.marked_copy)
    document = report.to_json(outcome.changes.entry)
    if given.marked_copy is not None:
        document["marked_copies"] = [str(path) for path in copies]
    output.document(document)
    _tell(report, output, outcome.changes.entry, dry_run=given.dry_run)
    for path in copies:
        output.say(f"问题已标注在 {path}。")
    return DONE if report.clean else WITH_FINDINGS


def _tell(report: Report, output: Output, entry: int | None, *, dry_run: bool) -> None:
    for file in report.files:
        output.say(file.file)
        if file.left_out:
            output.say(f"  未导入：{file.left_out}")
        for table in file.tables:
            counts = "，".join(
                f"{word} {table.count(action)}" for action, word in ACTION_TITLES.items()
            )
            output.say(f"  {table.sheet}：共 {table.rows} 行，{counts}")
            for finding in table.rejections:
                output.say(f"    拒绝 {finding.message}")
            for finding in table.warnings:
                output.say(f"    提醒 {finding.message}")
        for sheet, why in file.skipped:
            output.say(f"  {sheet}：未读取（{why}）")
    if dry_run:
        output.say("以上是预览，没有写入。")
    elif entry is None:  # undo would take back what was done before
        output.say("没有要写入的内容，数据没有改动。")
    else:
        output.say("已导入，可用 jtdesk undo 撤销。")
