"""Figures of the staff: age pyramid, titles and backbone by school, people by subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jtdesk.core.codes import CodeList
from jtdesk.core.fields import Row
from jtdesk.staff import rules, words
from jtdesk.ui.chart_spec import FigureSpec, Series

UNKNOWN = "未填"
BANDS = ((0, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 49), (50, 54), (55, 59), (60, 150))
FEW = 5


def figures(
    rows: Sequence[Row], day: str, codes: Mapping[str, CodeList], schools: Sequence[str]
) -> list[FigureSpec]:
    """Return the figures of the staff as of a day.

    Args:
        rows: the staff.
        day: ISO date the ages are reckoned on.
        codes: code lists by name.
        schools: names in bureau order.
    """
    source = f"数据：教职工名册，截至 {day}，共 {len(rows)} 人"
    return [
        age_pyramid(rows, day, source),
        titles_by_school(rows, codes["title"].values, schools, source),
        backbone_by_school(rows, schools, source),
        by_subject(rows, codes["subject"].values, source),
    ]


def _collect(
    rows: Sequence[Row], series: Callable[[Row], str], category: Callable[[Row], str]
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((series(row), category(row)), []).append(row["id"])
    return {key: tuple(ids) for key, ids in found.items()}


def _series(
    behind: Mapping[tuple[str, str], tuple[str, ...]],
    names: Sequence[str],
    categories: Sequence[str],
) -> tuple[Series, ...]:
    return tuple(
        Series(name, tuple(float(len(behind.get((name, one), ()))) for one in categories))
        for name in names
    )


def percent(part: float, whole: float) -> str:
    """Return ``18.4%``."""
    return f"{part / whole:.1%}" if whole else "0%"


def band_of(age: int) -> str:
    """Return the name of the age band."""
    low, high = next(band for band in BANDS if band[0] <= age <= band[1])
    return "24岁及以下" if low == 0 else "60岁及以上" if low == 60 else f"{low}-{high}岁"


def age_pyramid(rows: Sequence[Row], day: str, source: str) -> FigureSpec:
    """Men and women by age band."""
    ages = {row["id"]: rules.age_on(row["birth_date"], day) for row in rows}
    known = [row for row in rows if ages[row["id"]] is not None and row["gender"]]
    bands = [band_of(low or 20) for low, _ in BANDS]
    behind = _collect(known, lambda r: str(r["gender"]), lambda r: band_of(ages[r["id"]] or 0))
    filled = [b for b in bands if any((g, b) in behind for g in ("男", "女"))]
    kept = bands[bands.index(filled[0]) : bands.index(filled[-1]) + 1] if filled else bands
    young = sum((ages[row["id"]] or 0) <= 35 for row in known)
    old = sum((ages[row["id"]] or 0) >= 50 for row in known)
    mean = sum(ages[row["id"]] or 0 for row in known) / len(known) if known else 0.0
    left_out = len(rows) - len(known)
    return FigureSpec(
        name="教师年龄结构",
        title=f"平均 {mean:.1f} 岁：35 岁及以下占 {percent(young, len(known))}，"
        f"50 岁及以上占 {percent(old, len(known))}",
        kind="pyramid",
        categories=tuple(kept),
        series=_series(behind, ("男", "女"), kept),
        source=source,
        note=f"另有 {left_out} 人未填出生年月或性别。" if left_out else "年龄为截至当日的周岁。",
        rows=behind,
    )


def _place(row: Row) -> str:
    return str(row["school"] or UNKNOWN)


def _places(rows: Sequence[Row], schools: Sequence[str]) -> list[str]:
    found = {_place(row) for row in rows}
    return [name for name in (*schools, UNKNOWN) if name in found]


def titles_by_school(
    rows: Sequence[Row], titles: Sequence[str], schools: Sequence[str], source: str
) -> FigureSpec:
    """Shares of the professional titles in every school."""
    places = _places(rows, schools)
    behind = _collect(rows, lambda r: str(r["title"] or UNKNOWN), _place)
    names = [t for t in (*titles, UNKNOWN) if any((t, place) in behind for place in places)]
    senior = {
        place: sum(len(behind.get((t, place), ())) for t in words.SENIOR)
        / max(sum(len(behind.get((t, place), ())) for t in names), 1)
        for place in places
    }
    all_senior = sum(row["title"] in words.SENIOR for row in rows)
    most = max(senior, key=lambda p: senior[p], default="")
    least = min(senior, key=lambda p: senior[p], default="")
    compared = (
        f"：{most}最高（{senior[most]:.0%}），{least}最低（{senior[least]:.0%}）"
        if len(places) > 1
        else ""
    )
    return FigureSpec(
        name="各校职称结构",
        title=f"高级及以上职称占 {percent(all_senior, len(rows))}{compared}",
        kind="shares",
        categories=tuple(places),
        series=_series(behind, names, places),
        source=source,
        note="条内数字为人数；按编制所在学校统计。",
        rows=behind,
    )


def backbone_by_school(rows: Sequence[Row], schools: Sequence[str], source: str) -> FigureSpec:
    """Backbone teachers of every school by level."""
    holders = [row for row in rows if row["backbone_level"]]
    places = _places(rows, schools)
    behind = _collect(holders, lambda r: str(r["backbone_level"]), _place)
    levels = [w for w in words.BACKBONE_LEVELS if any((w, place) in behind for place in places)]
    county = [row for row in holders if row["backbone_level"] in words.COUNTY_AND_ABOVE]
    none = [
        place
        for place in places
        if not any((level, place) in behind for level in words.COUNTY_AND_ABOVE)
    ]
    lacking = f"，{len(none)} 所学校一个也没有" if none else "，每所学校都有"
    return FigureSpec(
        name="各校骨干教师",
        title=f"县级及以上骨干教师 {len(county)} 人，占 {percent(len(county), len(rows))}{lacking}",
        kind="stacked",
        categories=tuple(places),
        series=_series(behind, levels, places),
        source=source,
        note="每人按当日有效的最高级别计一次。",
        rows=behind,
    )


def by_subject(rows: Sequence[Row], subjects: Sequence[str], source: str) -> FigureSpec:
    """People by main subject, most frequent first."""
    behind = _collect(rows, lambda _r: "教职工", lambda r: str(r["subject"] or UNKNOWN))
    counts = {category: len(ids) for (_name, category), ids in behind.items()}
    rank = {subject: number for number, subject in enumerate(subjects)}
    order = sorted(counts, key=lambda c: (c == UNKNOWN, -counts[c], rank.get(c, len(rank)), c))
    known = [c for c in order if c != UNKNOWN]
    few = [c for c in known if counts[c] < FEW]
    most = f"{known[0]}最多（{counts[known[0]]} 人）" if known else "还没有填学科"
    return FigureSpec(
        name="各学科教师数",
        title=f"{most}" + (f"；{len(few)} 个学科不足 {FEW} 人" if few else ""),
        kind="bars",
        categories=tuple(order),
        series=_series(behind, ("教职工",), order),
        source=source,
        note="按主教学科统计，兼教不重复计。",
        rows=behind,
    )
