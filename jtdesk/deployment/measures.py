"""Figures of deployment by the policy in force or another: eligible count, shares, their gaps."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from jtdesk.core.datasets import (
    GROUP_SCOPE,
    Measure,
    Measured,
    MeasureFamily,
    MeasureRow,
    once,
)
from jtdesk.deployment.policies import BACKBONE, ROTATION
from jtdesk.deployment.ratios import COUNT, Figure, describe_eligible
from jtdesk.deployment.rotation import Situation, situation

PREFIX = "deployment."
COUNT_TITLE = "符合交流条件教师数"
COUNT_RULE = (
    "按政策口径，统计时点公办在编在岗、在现学校满年限、距法定退休够年限、不属于免于交流的人数。"
)
SHARE_RULE = "分子、分母、比例和要求都由所用政策规定，见说明。"
POLICY_SOURCE = "所选用的交流轮岗政策"


def rows(session: Session, as_of: str | None, code: str | None) -> tuple[str, list[MeasureRow]]:
    """Return every figure of a policy for the group, each school and stages where asked.

    Args:
        session: any session.
        as_of: ISO date; None for the newest state.
        code: of the policy; None for the one in force.

    Raises:
        UsageError: there is no policy of that code.
    """
    found = situation(session, as_of, code)
    ids = {row["name"]: row["id"] for row in found.members}
    figured = [_row(figure) for figure in found.figures()]
    return found.policy.code, [
        *(_count_row(found, scope) for scope in (GROUP_SCOPE, *ids)),
        *figured,
    ]


def _count_row(found: Situation, scope: str) -> MeasureRow:
    measured = eligible_count(found, None if scope == GROUP_SCOPE else scope)
    return MeasureRow(
        name=PREFIX + COUNT, title=COUNT_TITLE, scope=scope, measured=measured, unit="人",
        rule=COUNT_RULE, source=found.policy.source,
    )  # fmt: skip


def eligible_count(found: Situation, school: str | None) -> Measured:
    """Return how many may move, of the group or of a school; parts: those and the staff."""
    staff = [p for p in found.people if school is None or p["school"] == school]
    able = [p["id"] for p in staff if found.verdicts[p["id"]].eligible]
    rest = [p["id"] for p in staff if not found.verdicts[p["id"]].eligible]
    why = (
        f"按“{found.policy.title}”，{found.day}：教职工 {len(staff)} 人中 {len(able)} 人符合条件"
        f"({describe_eligible(found.policy)})。"
    )
    return Measured(
        value=len(able),
        rows=(*able, *rest),
        parts={"分子": len(able), "分母": len(staff)},
        why=why,
        source=found.policy.source,
    )


def _row(figure: Figure) -> MeasureRow:
    return MeasureRow(
        name=PREFIX + figure.name, title=figure.title, scope=figure.scope,
        measured=measured_of(figure), unit="%", rule=SHARE_RULE, source=figure.source,
    )  # fmt: skip


def measured_of(figure: Figure) -> Measured:
    """Return a figure as a measure's answer."""
    counted = set(figure.counted)
    rest = tuple(key for key in figure.among if key not in counted)
    return Measured(
        value=figure.value,
        rows=(*figure.counted, *rest),
        parts={"分子": figure.numerator, "分母": figure.denominator},
        threshold=figure.threshold,
        operator=figure.operator if figure.threshold is not None else "",
        met=figure.met,
        gap=None if figure.threshold is None else figure.gap,
        why=figure.why,
        source=figure.source,
    )


def _share(name: str) -> Callable[[Session, str | None, str | None], Measured]:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        scope = school or GROUP_SCOPE
        by_scope = once(session, ("figures", as_of), lambda: _by_scope(session, as_of))
        figure = by_scope.get((name, scope))
        return measured_of(figure) if figure is not None else Measured(value=None)

    return compute


def _by_scope(session: Session, as_of: str | None) -> dict[tuple[str, str], Figure]:
    return {(one.name, one.scope): one for one in situation(session, as_of).figures()}


def _count(session: Session, as_of: str | None, school: str | None) -> Measured:
    return eligible_count(situation(session, as_of), school)


FAMILY = MeasureFamily(compute=rows)
MEASURES: tuple[Measure, ...] = (
    Measure(
        name=PREFIX + COUNT, title=COUNT_TITLE, unit="人", rule=COUNT_RULE, source=POLICY_SOURCE,
        compute=_count,
    ),
    Measure(
        name=PREFIX + ROTATION, title="交流轮岗比例", unit="%", rule=SHARE_RULE,
        source=POLICY_SOURCE, compute=_share(ROTATION),
    ),
    Measure(
        name=PREFIX + BACKBONE, title="骨干教师交流比例", unit="%", rule=SHARE_RULE,
        source=POLICY_SOURCE, compute=_share(BACKBONE),
    ),
)  # fmt: skip
