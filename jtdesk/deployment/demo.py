"""What the practice group has of deployment: ledgers, exemptions, a chosen policy."""

from __future__ import annotations

from random import Random

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.restate import restate
from jtdesk.core.store import Store
from jtdesk.deployment import growth_demo, shares, taking, words
from jtdesk.deployment.exemptions import Exempting, ExemptionDraft, exempt
from jtdesk.deployment.standards import Choice, choose_standard
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

MODES = ("定期轮岗", "支教", "走教", "跟岗")
SHARE = 0.06
EXEMPT_SHARE = 0.02
# Reasons with their evidence and for how many years they hold.
REASONS = (
    ("孕产期、哺乳期", "出生医学证明", 1),
    ("患病", "市人民医院诊断书", 1),
    ("传统项目或特色课程领衔", "特色项目批复", 3),
    ("家有重病人", "学校证明", 1),
)
POLICY_BEFORE, POLICY = "national", "suzhou"
# Main subjects whose teachers also give a second one, and what those are.
MAIN = ("语文", "数学")
SECOND = ("道德与法治", "劳动", "音乐", "美术", "信息科技")
SECOND_SHARE = 0.08


def placements(people: list[Row], members: list[str], year: int, dice: Random) -> list[Row]:
    """Return the placements that begin in a school year."""
    fit = [
        person
        for person in people
        if person["establishment"] == "在编" and (person["school_since"] or "9") < f"{year - 3}"
    ]
    chosen = dice.sample(fit, min(len(fit), max(1, round(len(people) * SHARE))))
    rows = []
    for person in chosen:
        years = dice.choice((1, 1, 2, 3))
        rows.append(
            {
                "name": person["name"],
                "id_number": person["id_number"],
                "from_school": person["school"],
                "to_school": dice.choice([name for name in members if name != person["school"]]),
                "mode": dice.choices(MODES, (60, 18, 14, 8))[0],
                "subject": person["subject"],
                "weekly_periods": person["weekly_periods"],
                "start": f"{year}-09",
                "end": f"{year + years}-07",
                "relation_moved": dice.random() < 0.2,
                "backbone_level": person["backbone_level"],
            }
        )
    return rows


@operation("deployment.demo", words.DEMO)
def place(session: Session, command: tuple[int, int]) -> int:
    """Place teachers of the practice group for one school year: ``(year, seed)``."""
    year, seed = command
    as_of = f"{year}-09-01"
    people = [row for row in staff.staff(session, Ask(as_of)) if row["school"]]
    away = {row["id_number"] for row in taking.current(session, as_of) if row["end"] > as_of}
    people = [person for person in people if person["id_number"] not in away]
    members = [row["name"] for row in schools.schools(session, Ask(as_of))]
    dice = Random(f"{seed}/{year}")  # noqa: S311 - a practice group
    rows = placements(people, members, year, dice)
    describe(session, f"演练交流轮岗 {len(rows)} 人，{year} 学年")
    return restate(
        session, taking.current, taking.write, rows, key=("id_number", "start"), as_of=as_of
    )


@operation("deployment.demo_shares", words.DEMO_SHARES)
def share_subjects(session: Session, command: tuple[int, int]) -> int:
    """Let some teachers of the practice group give a second subject: ``(year, seed)``."""
    year, seed = command
    as_of = f"{year}-09-01"
    dice = Random(f"{seed}/shares")  # noqa: S311 - a practice group
    rows = [
        {
            "name": person["name"], "id_number": person["id_number"],
            "subject": dice.choice(SECOND), "periods": dice.choice((1, 2, 2, 2.5, 4)),
        }
        for person in staff.staff(session, Ask(as_of))
        if person["subject"] in MAIN and dice.random() < SECOND_SHARE
    ]  # fmt: skip
    describe(session, f"演练兼教 {len(rows)} 人")
    key = ("id_number", "subject")
    return restate(session, shares.current, shares.write, rows, key=key, as_of=as_of)


@operation("deployment.demo_exemptions", words.DEMO)
def excuse(session: Session, command: tuple[int, int]) -> int:
    """Exempt some people of the practice group in a school year: ``(year, seed)``."""
    year, seed = command
    people = [
        row for row in staff.staff(session, Ask(f"{year}-09-01"))
        if row["school"] and row["establishment"] == "在编" and row["position"] == "专任教师"
    ]  # fmt: skip
    dice = Random(f"{seed}/{year}/exempt")  # noqa: S311 - a practice group
    chosen = dice.sample(people, min(len(people), max(1, round(len(people) * EXEMPT_SHARE))))
    drafts = []
    for person in chosen:
        reason, evidence, years = dice.choice(REASONS)
        values = {
            "reason": reason, "evidence": evidence, "approver": "区教育局人事科",
            "from_date": f"{year}-05", "until": f"{year + years}-06",
        }  # fmt: skip
        drafts.append(ExemptionDraft(person["id"], values))
    exempt(session, Exempting(tuple(drafts)))
    describe(session, f"演练免于交流 {len(drafts)} 人，{year} 学年")
    return len(drafts)


def populate(store: Store, order: DemoOrder) -> None:
    """Fill the ledgers of a practice group that has its staff."""
    store.do(share_subjects, (order.year, order.seed))
    if order.schools < 2:
        return
    for back in (2, 1, 0):
        store.do(place, (order.year - back, order.seed))
    store.do(excuse, (order.year, order.seed))
    store.do(choose_standard, Choice("policies", order.year - 2, POLICY_BEFORE))
    store.do(choose_standard, Choice("policies", order.year, POLICY))
    growth_demo.populate(store, order)
