"""Two years of evaluation of the practice group: last year's locked, this year's open."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy.orm import Session

from jtdesk.core.demo import DemoOrder
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.evaluation import publishing, queries, rounds, schemes, scoring_desk, words
from jtdesk.evaluation.amounts import half_up, number
from jtdesk.evaluation.binding_rules import presets
from jtdesk.evaluation.rule_kinds import (
    Bands,
    Checklist,
    Count,
    Events,
    Highest,
    Proportional,
    Quota,
    Steps,
    Threshold,
)
from jtdesk.evaluation.scheme import MEASURED, Indicator
from jtdesk.evaluation.scoring_desk import Entry

SCHEME = "group"
RATERS = ("self", "group", "expert", "bureau")
YEARS = {1: "own_group", 0: "growth"}
COMMENTS = ("材料齐全", "做法扎实", "有进步", "过程记录不全", "请补佐证材料")


def _points(leaf: Indicator, quality: float) -> int | float:
    step = Fraction(1, 2)
    points = min(
        leaf.scale, max(Fraction(0), half_up(Fraction(quality) * leaf.scale / step, 0) * step)
    )
    return number(points)


def entry(
    school_id: str, leaf: Indicator, rater: str, quality: float, dice: random.Random
) -> Entry | None:  # fmt: skip
    """Return a plausible score of one rater; None where nothing happened."""
    rule = leaf.rule
    items: list[dict[str, object]] | None = None
    value: int | float | None = None
    points: int | float | None = None
    if isinstance(rule, Checklist):
        items = [{"kind": one.title} for one in rule.clauses if dice.random() < quality + 0.1]
    elif isinstance(rule, Count):
        items = [{"kind": one.title, "number": dice.randint(1, 4)} for one in rule.kinds]
    elif isinstance(rule, Highest):
        items = [{"kind": dice.choice(rule.levels).title, "who": "本校"}]
    elif isinstance(rule, Events):
        items = [{"kind": rule.events[0].title}] if dice.random() > quality else []
    elif isinstance(rule, Quota):
        value = max(0, int(rule.due) + dice.choice((-1, 0, 0, 1)))
    elif isinstance(rule, Bands):
        band = rule.bands[0] if quality > 0.8 else rule.bands[1]
        value = number(band.most if dice.random() < 0.5 else band.least)
    elif isinstance(rule, Steps):
        step = dice.choice(rule.steps[:2])
        value = number(step.least)
    elif isinstance(rule, Threshold | Proportional):
        value = round(min(100.0, 100 * quality + dice.uniform(-4, 4)), 1)
    else:
        points = _points(leaf, quality + dice.uniform(-0.05, 0.05))
    comment = dice.choice(COMMENTS) if rater == "expert" and dice.random() < 0.2 else None
    return Entry(
        school_id, leaf.code, rater, points=points, value=value, items=items, comment=comment
    )


def _beside(
    schools: Sequence[str], leaves: Sequence[Indicator], dice: random.Random
) -> list[Entry]:
    """Return bonus and deductions of a few schools."""
    found = []
    for leaf in leaves:
        for school in dice.sample(list(schools), min(2, len(schools))):
            made = entry(school, leaf, "bureau", 0.8, dice)
            if made is not None:
                found.append(made)
    return found


@operation("evaluation.demo", words.DEMO)
def write_rounds(session: Session, command: tuple[int, int]) -> int:
    """Write two rounds: ``(year, seed)``; return how many scores were entered."""
    year, seed = command
    scheme_id = schemes.adopt_scheme(session, schemes.Adoption(SCHEME))
    count = 0
    for back, method in YEARS.items():
        dice = random.Random(f"{seed}/evaluation/{year - back}")  # noqa: S311 - a practice group
        first = year - back - 1
        draft = rounds.RoundDraft(
            f"{first}学年捆绑考核",
            scheme_id,
            f"{first}-07-01",
            f"{first + 1}-04-30",
            rule=presets()[method],
            rule_code=method,
        )
        round_id = rounds.open_round(session, draft)
        one = queries.round_of(session, round_id)
        ids = [row["school_id"] for row in queries.round_schools(session, round_id)]
        skill = {school: random.Random(f"{seed}/{school_at}").uniform(0.72, 0.94)  # noqa: S311
                 for school_at, school in enumerate(ids)}  # fmt: skip
        entries = [
            made
            for school in ids
            for leaf in one.scheme.leaves()
            for rater in ((MEASURED,) if leaf.measure else RATERS)
            if (made := entry(school, leaf, rater, skill[school] + 0.02 * (1 - back), dice))
        ]
        beside = [leaf for leaf in one.scheme.all_leaves() if leaf not in one.scheme.leaves()]
        entries += _beside(ids, beside, dice)
        count += scoring_desk.enter_scores(session, scoring_desk.Entries(round_id, entries))
        if back:
            publishing.publish_round(session, publishing.Publication(round_id, anyway=True))
            publishing.lock_round(session, rounds.OfRound(round_id))
    describe(session, f"演练考核两轮，评分 {count} 条")
    return count


def populate(store: Store, order: DemoOrder) -> None:
    """Fill the evaluation of a practice group that has its schools."""
    store.do(write_rounds, (order.year, order.seed))
