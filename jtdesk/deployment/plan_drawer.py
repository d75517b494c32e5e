"""What the drawer of the planner says of a change, a teacher, or the plan as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment import plan_report
from jtdesk.deployment.planning import Basis
from jtdesk.deployment.problem import Move, Objective, Person, Proposal
from jtdesk.ui.panels import Fact, Section

SWAP, REFUSE, TAKE_OUT, KEEP = "swap:", "refuse:", "out:", "keep:"
RELAX = "relax:"
MOST_SHOWN = 12
FIGURES = (
    "越小越好；先比前面的，相同再比后面的。学科缺口按每周整天（0.2 人）折算，"
    "与看板上按课时算的略有出入。"
)


def change_sections(found: Basis, move: Move, *, by_hand: bool, may: bool) -> list[Section]:
    """Return why somebody goes, who else could, and what can be done about it.

    Args:
        found: the question.
        move: the change.
        by_hand: made by hand, so nobody has reasoned about it.
        may: the store can be written.
    """
    names = plan_report.school_names(found)
    key = f"{move.person}/{move.kind}/{move.school}/{move.subject}"
    what = [
        Fact("派出", names[move.home]),
        Fact("接收", names[move.school]),
        Fact("任教", move.subject),
        Fact("工作量", f"{plan_report.MODES[move.kind]}，{plan_report.amount(move)}"),
    ]
    if move.minutes:
        what.append(Fact("单程", f"{move.minutes} 分钟"))
    actions = [
        Fact("", "", link=f"{TAKE_OUT}{key}", link_text="去掉这项变动"),
        Fact("", "", link=f"{REFUSE}{move.person}", link_text="本人不去，重排（尽量少动别人）"),
    ]
    if may:
        actions.append(Fact("", "", link=f"{KEEP}{key}", link_text="固定下来（事先指定）"))
    why = tuple(Fact("·", reason.text) for reason in move.reasons)
    note = "手工安排的，没有计算理由。" if by_hand and not why else ""
    if move.pinned:
        note = "事先指定的。"
    return [
        Section("变动", tuple(what)),
        Section("为什么是这个人", why, note=note),
        Section("还可以换谁", _others(found, move), note=move.fewer),
        Section("怎么办", tuple(actions)),
    ]


def _others(found: Basis, move: Move) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            found.people[other.person]["name"],
            other.text,
            link=f"{SWAP}{move.person}>{number}",
            link_text="换成此人",
        )
        for number, other in enumerate(move.alternatives)
    )


def person_sections(found: Basis, person: Person) -> list[Section]:
    """Return what is known of a teacher who stays so far."""
    row = found.people[person.id]
    able = "是" if person.eligible else "否"
    facts = [
        Fact("学校", row["school"] or ""),
        Fact("学段学科", f"{person.stage}{person.subject}"),
        Fact("职称", row["title"] or ""),
        Fact("骨干级别", person.level),
        Fact("现校年限", f"{plain(rounded(person.years, 1))} 年"),
        Fact("符合交流条件", able),
        Fact("个人意愿", row["wishes"] or ""),
    ]
    if person.seconds:
        facts.append(Fact("可兼教", "、".join(one.subject for one in person.seconds)))
    reasons = tuple(Fact("·", text) for text in row["reasons"])
    made = [Section("教师", tuple(fact for fact in facts if fact.value))]
    if reasons:
        made.append(Section("为什么不符合", reasons))
    note = "拖到一所学校的卡片上，或按“派往”。"
    if person.running:
        made.append(Section("正在交流", (), note="已在交流期内，这次不再安排。"))
    elif person.eligible or person.itinerant:
        made.append(Section("怎么安排", (), note=note))
    return made


def plan_sections(
    found: Basis, worth: Objective | None, start: Objective | None, proposal: Proposal | None
) -> list[Section]:
    """Return the figures of the plan on the board beside those without any change."""
    made = []
    if worth is not None:
        facts = []
        for name, title, unit in plan_report.PARTS:
            now = plain(rounded(getattr(worth, name), 1))
            before = plain(rounded(getattr(start, name), 1)) if start is not None else None
            text = f"{now} {unit}" if before in {None, now} else f"{before} → {now} {unit}"
            facts.append(Fact(title, text))
        made.append(Section("各项数字", tuple(facts), note=FIGURES))
    if proposal is not None:
        made.append(Section("这个方案有多好", (), note=plan_report.verdict(proposal)))
        for clash in proposal.clashes:
            facts = [
                Fact(
                    "·", rule.text,
                    link=f"{RELAX}{rule.relaxation.kind}/{rule.relaxation.about}",
                    link_text=rule.relaxation.text,
                )
                for rule in clash.rules
            ]  # fmt: skip
            made.append(Section("条件相互矛盾", tuple(facts), note=clash.text))
    notes = [*found.notes, *(proposal.notes if proposal is not None else ())]
    if notes:
        shown = tuple(Fact("△", note, mark="") for note in notes[:MOST_SHOWN])
        made.append(Section("数据提醒", shown))
    return made


def open_ends(proposal: Proposal | None) -> Sequence[tuple[str, str]]:
    """Return what a plan could not do and why, as pairs."""
    if proposal is None:
        return ()
    return [(one.text, "".join(reason.text for reason in one.reasons)) for one in proposal.unmet]
