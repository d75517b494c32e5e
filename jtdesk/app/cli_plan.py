"""The command that plans who goes where: propose, explain, write a workbook, keep, adopt."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.errors import InputRefused
from jtdesk.core.jobs import Job
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.core.store import Store
from jtdesk.deployment import plan_report, scenarios, solver
from jtdesk.deployment.planning import Basis, PlanRequest, basis
from jtdesk.deployment.problem import Proposal
from jtdesk.schools.queries import group

DONE = 0
WITH_FINDINGS = 1
TITLE = "调配方案"


def plan(given: argparse.Namespace, output: Output) -> int:
    """Propose a plan for a school year."""
    request = PlanRequest(
        year=given.year,
        policy=given.policy,
        budget=given.max_changes,
        term=given.term,
        offer_days=not given.no_days,
        offer_seconds=not given.no_seconds,
        leaders=given.leaders,
    )
    if given.output is not None and not given.output.parent.is_dir():
        raise InputRefused(
            f"无法写入 {given.output}：文件夹不存在。请给出已有文件夹里的文件名。",
            code="file_unwritable",
        )
    writes = bool(given.adopt or given.save or given.reveal)
    with open_existing(given.store, write=writes) as store:
        found = store.ask(lambda session: basis(session, request))
        proposal = solver.solve(found.problem, seconds=given.seconds, job=Job())
        if given.reveal:
            store.do(reveal_data, Reveal(TITLE, len(proposal.moves), "命令行 plan"))
        kept = _keep(store, given, found, proposal)
        row = store.ask(group)
    if given.output is not None:
        plan_report.write_plan(given.output, found, proposal, row.name if row else "")
    output.document(plan_report.plan_json(found, proposal, reveal=given.reveal) | kept)
    _tell(found, proposal, given, output)
    return WITH_FINDINGS if proposal.unmet or proposal.clashes else DONE


def _keep(
    store: Store, given: argparse.Namespace, found: Basis, proposal: Proposal
) -> dict[str, object]:
    """Keep and adopt the plan where that was asked for; both are one step to be undone."""
    kept: dict[str, object] = {}
    year = found.request.year
    draft = None
    if given.save:
        request = asdict(found.request)
        draft = scenarios.ScenarioDraft(year, given.save, request, found.policy.title, proposal)
        kept["saved"] = given.save
    if given.adopt:
        adoption = scenarios.Adoption(year, proposal.moves, given.term, keep=draft)
        outcome = store.do(scenarios.adopt_plan, adoption)
        return kept | {"adopted": outcome.value, "entry": outcome.changes.entry}
    if draft is not None:
        kept["entry"] = store.do(scenarios.keep_scenario, draft).changes.entry
    return kept


def _tell(found: Basis, proposal: Proposal, given: argparse.Namespace, output: Output) -> None:
    rows = plan_report.move_rows(found, proposal.moves)
    output.say(
        f"{found.request.year} 学年调配方案，政策：{found.policy.title}，变动 {len(rows)} 人次。"
    )
    output.table(
        ("姓名", "派出学校", "接收学校", "学科", "形式", "工作量", "理由"),
        [
            tuple(
                str(row[name] or "")
                for name in ("name", "from_school", "to_school", "subject", "mode", "amount", "why")
            )
            for row in rows
        ],
    )
    for one in proposal.unmet:
        why = "".join(reason.text for reason in one.reasons)
        output.say(f"没有做到：{one.text}{why}")
    for clash in proposal.clashes:
        output.say(f"条件相互矛盾：{clash.text}")
        for rule in clash.rules:
            output.say(f"  {rule.text} 放宽办法：{rule.relaxation.text}")
    for row in plan_report.worth_rows(proposal.objective):
        output.say(f"{row['title']}：{row['value']} {row['unit']}")
    output.say(plan_report.verdict(proposal))
    for note in (*found.notes, *proposal.notes):
        output.say(f"提醒 {note}")
    if given.output is not None:
        output.say(f"已存到 {given.output}。")
    if given.adopt:
        output.say("已采纳，写入交流台账；可用 jtdesk undo 撤销。")
