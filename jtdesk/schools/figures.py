"""Figures of the schools: pupils, pupils for each teacher, class size, teaching rooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jtdesk.core.fields import Row
from jtdesk.ui.chart_spec import FigureSpec, Series

Ratio = Callable[[Row], float | None]


def figures(facts: Sequence[Row], day: str) -> list[FigureSpec]:
    """Return the figures of the member schools.

    Args:
        facts: the newest yearly facts of each school, in bureau order.
        day: ISO date looked at.
    """
    dates = sorted({row["as_of"] for row in facts})
    when = f"统计时点 {dates[0]}" if len(dates) == 1 else "各校最近一次统计"
    source = f"数据：学校年度数据，{when}，截至 {day}"
    return [
        _pupils(facts, source),
        _ratio(facts, source, "生师比", "students", "teachers", "在校生数除以专任教师数。", "人"),
        _ratio(facts, source, "平均班额", "students", "classes", "在校生数除以班级数。", "人"),
        _ratio(
            facts, source, "生均教学及辅助用房", "teaching_area", "students",
            "教学及辅助用房面积除以在校生数。", "㎡",
        ),
    ]  # fmt: skip


def _spec(
    name: str, title: str, known: Sequence[tuple[Row, float]], source: str, note: str, unit: str,
    digits: int,
) -> FigureSpec:  # fmt: skip
    return FigureSpec(
        name=name,
        title=title,
        kind="bars",
        categories=tuple(row["school"] for row, _ in known),
        series=(Series(name, tuple(value for _, value in known)),),
        unit=unit,
        source=source,
        note=note,
        rows={(name, row["school"]): (row["school_id"],) for row, _ in known},
        digits=digits,
    )


def _pupils(facts: Sequence[Row], source: str) -> FigureSpec:
    known = [(row, float(row["students"])) for row in facts if row["students"] is not None]
    total = int(sum(value for _, value in known))
    most = max(known, key=lambda pair: pair[1], default=None)
    largest = f"，{most[0]['school']}最多，占 {most[1] / total:.0%}" if most and total else ""
    title = f"{len(known)} 所学校在校生 {total} 人{largest}"
    return _spec("在校生数", title, known, source, "", "人", 0)


def _ratio(
    facts: Sequence[Row], source: str, name: str, above: str, below: str, rule: str, unit: str
) -> FigureSpec:
    known = [(row, row[above] / row[below]) for row in facts if row[above] and row[below]]
    if not known:
        return _spec(name, name, known, source, rule, unit, 1)
    mean = sum(row[above] for row, _ in known) / sum(row[below] for row, _ in known)
    low, high = min(known, key=lambda p: p[1]), max(known, key=lambda p: p[1])
    whole = f"{mean:.1f}{unit if unit == '㎡' else ''}"
    title = (
        f"{name}全集团 {whole}：{high[0]['school']}最高（{high[1]:.1f}），"
        f"{low[0]['school']}最低（{low[1]:.1f}）"
    )
    return _spec(name, title, known, source, rule, unit, 1)
