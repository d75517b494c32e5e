"""Commands about bureau forms: the library, and filling one."""

from __future__ import annotations

import argparse

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.submissions.service import FillOrder, fill, form_library, listed

DONE = 0
WITH_FINDINGS = 1


def forms(_given: argparse.Namespace, output: Output) -> int:
    """List the forms."""
    library = form_library()
    found = listed(library)
    output.document(found)
    output.table(
        ("代码", "报表", "学年", "来源"),
        [(str(f["code"]), str(f["title"]), str(f["year"]), str(f["source"])) for f in found],
    )
    for fault in library.faults:
        output.complain(fault)
    return WITH_FINDINGS if library.faults else DONE


def fill_form(given: argparse.Namespace, output: Output) -> int:
    """Fill a form of the library into a new workbook."""
    if given.template is not None or given.dataset is not None or given.where:
        raise UsageError(
            "本版本还不能按上级发的空表填写（--template）。请用 jtdesk forms 里的报表代码。",
            code="template_not_yet",
        )
    if given.form is None:
        raise UsageError("缺少参数：报表。用 jtdesk forms 查看报表代码。", code="usage")
    if given.output.is_dir() or not given.output.parent.is_dir():
        raise InputRefused(
            f"无法写入 {given.output}：请给出已有文件夹里的文件名，如 花名册.xlsx。",
            code="file_unwritable",
        )
    form = form_library().form(given.form, given.year)
    order = FillOrder(form=form, year=given.year, as_of=given.as_of, reveal=given.reveal)
    with open_existing(given.store, write=given.reveal) as store:
        receipt = fill(store, order, given.output, catalogue=whole_catalogue(), codes=code_lists())
    output.document(receipt.to_json())
    output.say(
        f"已填报 {receipt.title}：{receipt.rows} 行，数据截至 {receipt.as_of}，"
        f"存到 {given.output}。"
    )
    for finding in receipt.findings:
        output.say(
            f"  提醒 {finding.sheet} 第 {finding.row} 行 {finding.column}：{finding.message}"
        )
    return WITH_FINDINGS if receipt.findings else DONE
