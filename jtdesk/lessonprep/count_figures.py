"""Figures of joint teaching research: what was due and held, who came, who was host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jtdesk.lessonprep.counting import Count
from jtdesk.ui.chart_spec import FigureSpec, Series

NOTE = "只计联合教研、集体备课和一课双研；请假和缺席都算未到。"
MOST_BARS = 24


def figures(
    by_school: Mapping[str, Count],
    by_subject: Mapping[str, Count],
    by_month: Mapping[str, Count],
    whole: Count,
    source: str,
) -> list[FigureSpec]:
    """Return the figures of the page, each title states its finding."""
    return [
        held_by_school(by_school, whole, source),
        hosted_by_school(by_school, source),
        came_by_month(by_month, whole, source),
        missed_by_subject(by_subject, source),
    ]


def held_by_school(counts: Mapping[str, Count], whole: Count, source: str) -> FigureSpec:
    """Return what every school held of what was due."""
    names = _most(counts, lambda one: len(one.due))
    due, held = len(whole.due), len(whole.held)
    rate = "" if whole.completion is None else f"，完成 {whole.completion:g}%"
    behind = [name for name in names if len(counts[name].held) < len(counts[name].due)]
    lacking = f"；{_named(behind)}还有没开展的" if behind else "；各校都按期开展" if due else ""
    return FigureSpec(
        name="各校开展次数", title=f"应开展 {due} 次，已开展 {held} 次{rate}{lacking}",
        kind="bars", categories=tuple(names),
        series=(
            Series("应开展", tuple(len(counts[name].due) for name in names)),
            Series("已开展", tuple(len(counts[name].held) for name in names)),
        ),
        unit="次", source=source, note=f"一次活动在每所参加的学校各计一次。{NOTE}",
        rows={
            (series, name): tuple(ids)
            for name in names
            for series, ids in (("应开展", counts[name].due), ("已开展", counts[name].held))
        },
    )  # fmt: skip


def hosted_by_school(counts: Mapping[str, Count], source: str) -> FigureSpec:
    """Return how often every school was host."""
    names = _most(counts, lambda one: len(one.hosted))
    numbers = [len(counts[name].hosted) for name in names]
    spread = max(numbers) - min(numbers) if numbers else 0
    title = "还没有学校承办过活动"
    if any(numbers):
        most = names[numbers.index(max(numbers))]
        title = f"承办最多的是{most}（{max(numbers)} 次），各校相差 {spread} 次"
        idle = [name for name, count in zip(names, numbers, strict=True) if not count]
        if idle:
            title = f"已承办 {sum(numbers)} 次，{_named(idle)}还没有承办过"
        elif spread <= 1:
            title = f"各校轮流承办，相差不超过 {spread} 次"
    return FigureSpec(
        name="各校承办次数", title=title, kind="bars", categories=tuple(names),
        series=(Series("承办", tuple(numbers)),), unit="次", source=source, note=NOTE,
        rows={("承办", name): tuple(counts[name].hosted) for name in names},
    )  # fmt: skip


def came_by_month(counts: Mapping[str, Count], whole: Count, source: str) -> FigureSpec:
    """Return how many came in every month."""
    months = sorted(counts)
    numbers = [counts[month].person_times for month in months]
    title = f"参加 {whole.person_times} 人次"
    if any(numbers):
        best = months[numbers.index(max(numbers))]
        title += f"，最多的是 {int(best[5:7])} 月（{max(numbers)} 人次）"
    if whole.guests:
        title += f"；另有校外 {whole.guests} 人次"
    return FigureSpec(
        name="各月参加人次", title=title, kind="columns",
        categories=tuple(f"{int(month[5:7])}月" for month in months),
        series=(Series("人次", tuple(numbers)),), unit="人次", source=source, note=NOTE,
        rows={("人次", f"{int(month[5:7])}月"): tuple(counts[month].held) for month in months},
    )  # fmt: skip


def missed_by_subject(counts: Mapping[str, Count], source: str) -> FigureSpec:
    """Return who did not come, by subject, with and without leave."""
    names = _most({name: one for name, one in counts.items() if one.missed}, lambda o: o.missed)
    missed = sum(one.missed for one in counts.values())
    title = "没有人缺席"
    if names:
        title = f"缺席 {missed} 人次，最多的是{names[0]}（{counts[names[0]].missed} 人次）"
    elif not any(one.person_times for one in counts.values()):
        title = "还没有登记签到"
    return FigureSpec(
        name="各学科缺席", title=title, kind="stacked", categories=tuple(names),
        series=(
            Series("请假", tuple(len(counts[name].excused) for name in names)),
            Series("缺席", tuple(len(counts[name].absent) for name in names)),
        ),
        unit="人次", source=source, note=NOTE,
        rows={
            (series, name): tuple(counts[name].held)
            for name in names for series in ("请假", "缺席")
        },
    )  # fmt: skip


def _most(counts: Mapping[str, Count], worth: object) -> list[str]:
    """Return names in their own order, of many the largest."""
    names = list(counts)
    if len(names) <= MOST_BARS or not callable(worth):
        return names
    kept = set(sorted(names, key=lambda name: -worth(counts[name]))[:MOST_BARS])
    return [name for name in names if name in kept]


def _named(names: Sequence[str], most: int = 3) -> str:
    shown = "、".join(names[:most])
    return shown if len(names) <= most else f"{shown}等 {len(names)} 所"
