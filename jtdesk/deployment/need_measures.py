"""Figures of staffing need that dashboards, forms and evaluation share by name."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Measure, Measured
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.balances import Balance
from jtdesk.deployment.staffing import staffing

Figure = Callable[[Balance], float]
SOURCE = "本集团选用的课程计划和教师工作量标准"


def _summing(figure: Figure, *, with_need: bool) -> Callable[..., Measured]:
    """Return the sum of a figure over cells; None where no cell of the scope has a need."""

    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        found = staffing(session, as_of)
        cells = found.of_school(school)
        known = [one for one in cells if one.need is not None or not with_need]
        source = f"{found.curriculum.source}；{found.load.source}"
        if not known:
            lacking = [one for one in found.findings if school is None or one.startswith(school)]
            return Measured(value=None, why="".join(lacking[:1]), source=source)
        own = sum(figure(one) for one in known if one.staffed)
        shared = sum(figure(one) for one in known if not one.staffed)
        standard = f"按“{found.curriculum.title}”和“{found.load.title}”"
        told = f"，其中各科教师兼任的课程 {_short(shared)} 人" if shared else ""
        return Measured(
            value=rounded(own + shared, 4),
            rows=tuple(one.id for one in known if figure(one)),
            why=f"{standard}：{_short(own + shared)} 人{told}。",
            source=source,
        )

    return compute


def _short(number: float) -> str:
    return str(plain(rounded(number, 2)))


NEED_MEASURES: tuple[Measure, ...] = (
    Measure(
        name="deployment.need_total", title="按课时需要教师数", unit="人",
        rule="各校各学科 班级数 × 周课时 ÷ 课时标准 之和，含各科教师兼任的课程。", source=SOURCE,
        compute=_summing(lambda one: one.need or 0, with_need=True),
    ),
    Measure(
        name="deployment.available_total", title="可用教师数", unit="人",
        rule="任课教师折合人数之和：走教按天、兼教按课时；交流在外、产假、病休等不计。",
        source=SOURCE, compute=_summing(lambda one: one.available, with_need=False),
    ),
    Measure(
        name="deployment.subject_gap", title="学科缺口", unit="人",
        rule="各校各学科短缺人数之和，富余的不抵；各科教师兼任的课程不计。", source=SOURCE,
        compute=_summing(lambda one: one.gap, with_need=True),
    ),
    Measure(
        name="deployment.subject_surplus", title="学科富余", unit="人",
        rule="各校各学科富余人数之和，短缺的不抵；各科教师兼任的课程不计。", source=SOURCE,
        compute=_summing(lambda one: one.surplus, with_need=True),
    ),
)  # fmt: skip
