"""The command that schedules a term's joint sessions: propose, say what is missing, adopt."""

from __future__ import annotations

import argparse
import datetime as dt

from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.jobs import Job
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.lessonprep import schedule_report, scheduler
from jtdesk.lessonprep.problem import Schedule
from jtdesk.lessonprep.rules import TERM
from jtdesk.lessonprep.schedule_adoption import adopt_schedule, adoption_of
from jtdesk.lessonprep.schedule_dues import read_regime_file
from jtdesk.lessonprep.scheduling import Basis, ScheduleRequest, basis
from jtdesk.lessonprep.term_rules import term_title
from jtdesk.schools.queries import group

DONE = 0
WITH_FINDINGS = 1
TITLE = "自动排期"


def schedule(given: argparse.Namespace, output: Output) -> int:
    """Schedule the joint sessions of a term."""
    if not TERM.fullmatch(given.term):
        raise UsageError(
            f"学期“{given.term}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。",
            code="usage",
        )
    if given.output is not None and given.output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"排期存成工作簿，文件名应以 .xlsx 结尾，不是 {given.output.name}。", code="usage"
        )
    if given.output is not None and not given.output.parent.is_dir():
        raise InputRefused(
            f"无法写入 {given.output}：文件夹不存在。请给出已有文件夹里的文件名。",
            code="file_unwritable",
        )
    rules = read_regime_file(given.regime) if given.regime is not None else None
    since = dt.date.fromisoformat(given.since) if given.since else None
    request = ScheduleRequest(given.term, rules, since)
    with open_existing(given.store, write=bool(given.adopt or given.reveal)) as store:
        found = store.ask(lambda session: basis(session, request))
        answer = scheduler.solve(found.problem, seconds=given.seconds, job=Job())
        kept: dict[str, object] = {}
        if given.reveal:
            store.do(reveal_data, Reveal(TITLE, len(answer.placed), "命令行 schedule"))
        if given.adopt:
            outcome = store.do(adopt_schedule, adoption_of(found, answer))
            kept = {"adopted": outcome.value, "entry": outcome.changes.entry}
        row = store.ask(group)
    if given.output is not None:
        unit = row.name if row else ""
        schedule_report.write_schedule(given.output, found, answer, unit)
    output.document(schedule_report.schedule_json(found, answer, reveal=given.reveal) | kept)
    _tell(found, answer, given, output)
    findings = (*answer.unplaced, *found.notes, *answer.notes)
    return WITH_FINDINGS if findings else DONE


def _tell(found: Basis, answer: Schedule, given: argparse.Namespace, output: Output) -> None:
    title = term_title(found.request.term)
    output.say(f"{title}，制度：{found.title}，排了 {len(answer.placed)} 次活动。")
    shown = ("week", "date", "weekday", "periods", "group", "title", "host", "come", "away")
    output.table(
        ("周次", "日期", "星期", "节次", "学科／小组", "活动", "承办学校", "能到", "不能到"),
        [
            tuple(str(row[name] if row[name] is not None else "") for name in shown)
            for row in schedule_report.session_rows(found, answer.placed)
        ],
    )
    for one in answer.unplaced:
        output.say(f"没有排上：{schedule_report.what(found, one)}。{one.why}")
    output.say(schedule_report.verdict(answer))
    for note in (*found.notes, *answer.notes):
        output.say(f"提醒 {note}")
    if given.output is not None:
        output.say(f"已存到 {given.output}。")
    if given.adopt:
        output.say("已采纳，写入备课日历；可用 jtdesk undo 撤销。")
