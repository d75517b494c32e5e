"""Figures of the staff register that dashboards, forms and evaluation share by name."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, Measure, Measured, once
from jtdesk.core.fields import Row
from jtdesk.core.numbers import rounded
from jtdesk.staff import queries, rules, words

Compute = Callable[[Session, str | None, str | None], Measured]
Test = Callable[[Row], bool]


def _staff(session: Session, as_of: str | None, school: str | None) -> list[Row]:
    rows = once(session, ("staff", as_of), lambda: queries.staff(session, Ask(as_of=as_of)))
    if school is None:
        return rows
    return once(session, ("staff by school", as_of), lambda: _by_school(rows)).get(school, [])


def _by_school(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["school"], []).append(row)
    return found


def _counting(counts: Test) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        found = [row for row in _staff(session, as_of, school) if counts(row)]
        return Measured(value=len(found), rows=tuple(row["id"] for row in found))

    return compute


def _share(counts: Test, among: Test = lambda _row: True) -> Compute:
    """Return the share in per cent of those who count among those who could."""

    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        below = [row for row in _staff(session, as_of, school) if among(row)]
        above = [row for row in below if counts(row)]
        rest = [row["id"] for row in below if not counts(row)]
        return Measured(
            value=rounded(len(above) * 100 / len(below), 4) if below else None,
            rows=(*(row["id"] for row in above), *rest),
            parts={"分子": len(above), "分母": len(below)},
        )

    return compute


def _age_mean(session: Session, as_of: str | None, school: str | None) -> Measured:
    day = as_of or clock.today().isoformat()
    known = [
        (row["id"], age)
        for row in _staff(session, as_of, school)
        if (age := rules.age_on(row["birth_date"], day)) is not None
    ]
    if not known:
        return Measured(value=None)
    total = sum(age for _, age in known)
    return Measured(
        value=rounded(total / len(known), 4),
        rows=tuple(row_id for row_id, _ in known),
        parts={"年龄合计": total, "人数": len(known)},
    )


def _between(low: int, high: int) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        day = as_of or clock.today().isoformat()
        found = []
        for row in _staff(session, as_of, school):
            age = rules.age_on(row["birth_date"], day)
            if age is not None and low <= age <= high:
                found.append(row["id"])
        return Measured(value=len(found), rows=tuple(found))

    return compute


def _periods_mean(session: Session, as_of: str | None, school: str | None) -> Measured:
    rows = [r for r in _staff(session, as_of, school) if r["weekly_periods"] is not None]
    if not rows:
        return Measured(value=None)
    total = float(sum(row["weekly_periods"] for row in rows))
    return Measured(
        value=rounded(total / len(rows), 4),
        rows=tuple(row["id"] for row in rows),
        parts={"周课时合计": total, "人数": len(rows)},
    )


def on_establishment(row: Row) -> bool:
    """Tell whether a person holds a post (在编)."""
    return bool(row["establishment"] == "在编")


def county_backbone(row: Row) -> bool:
    """Tell whether a person is a backbone teacher of county level or above."""
    return row["backbone_level"] in words.COUNTY_AND_ABOVE


def _is(name: str, *values: str) -> Test:
    wanted = frozenset(values)
    return lambda row: row[name] in wanted


BACKBONE_SOURCE = "教督〔2017〕6号：区县及以上教育行政部门认定的骨干教师"
OWN_SOURCE = "本集团口径"
TITLES = (
    ("senior_professor", "正高级教师"), ("senior", "高级教师"), ("first", "一级教师"),
    ("second", "二级教师"), ("third", "三级教师"), ("none", "未取得职称"),
)  # fmt: skip
EDUCATIONS = (
    ("postgraduate", "研究生", ("研究生", "硕士研究生", "博士研究生")),
    ("bachelor", "本科", ("本科",)),
    ("college", "专科", ("专科",)),
)  # fmt: skip
LEVELS = (
    ("master", words.MASTER), ("province", "省级"), ("city", "市级"), ("county", "县级"),
    ("school", "校级"),
)  # fmt: skip
AGES = (
    ("under_36", "35岁及以下", 0, 35),
    ("36_to_45", "36至45岁", 36, 45),
    ("over_45", "46岁及以上", 46, 120),
)


def _people(name: str, title: str, rule: str, counts: Test, source: str = OWN_SOURCE) -> Measure:
    return Measure(
        name=f"staff.{name}", title=title, unit="人", rule=rule, source=source,
        compute=_counting(counts),
    )  # fmt: skip


MEASURES: tuple[Measure, ...] = (
    _people(
        "count", "教职工数", "统计时点编制或任教在集团成员校、未离职的人数。", lambda _row: True
    ),
    _people("on_establishment", "在编教师数", "编制性质为在编的教职工人数。", on_establishment),
    _people("women", "女教师数", "性别为女的教职工人数。", _is("gender", "女")),
    _people(
        "backbone", "县级及以上骨干教师数", "统计时点持有效的县级及以上骨干称号的人数。",
        county_backbone, BACKBONE_SOURCE,
    ),
    Measure(
        name="staff.backbone_share", title="县级及以上骨干教师比例", unit="%",
        rule="县级及以上骨干教师数除以教职工数。", source=BACKBONE_SOURCE,
        compute=_share(county_backbone),
    ),
    Measure(
        name="staff.establishment_share", title="在编比例", unit="%",
        rule="在编教师数除以教职工数。", source=OWN_SOURCE, compute=_share(on_establishment),
    ),
    Measure(
        name="staff.senior_share", title="高级职称比例", unit="%",
        rule="正高级教师和高级教师人数除以教职工数。", source="人社部发〔2015〕79号职称系列",
        compute=_share(_is("title", "正高级教师", "高级教师")),
    ),
    Measure(
        name="staff.bachelor_share", title="本科及以上学历比例", unit="%",
        rule="本科及研究生学历人数除以教职工数。", source="GB/T 4658 学历代码",
        compute=_share(_is("education", "本科", "研究生", "硕士研究生", "博士研究生")),
    ),
    Measure(
        name="staff.age_mean", title="平均年龄", unit="岁",
        rule="统计时点满周岁年龄的平均，出生日期不详的不计。", source=OWN_SOURCE, compute=_age_mean,
    ),
    Measure(
        name="staff.periods_mean", title="平均周课时", unit="节",
        rule="填有周课时的教职工的周课时平均。", source=OWN_SOURCE, compute=_periods_mean,
    ),
    *(
        _people(
            f"title_{code}", f"{title}人数", f"职称为{title}的人数。", _is("title", title),
            "人社部发〔2015〕79号职称系列",
        )
        for code, title in TITLES
    ),
    *(
        _people(
            f"education_{code}", f"{title}学历人数", f"最高学历为{title}的人数。",
            _is("education", *values), "GB/T 4658 学历代码",
        )
        for code, title, values in EDUCATIONS
    ),
    *(
        _people(
            f"backbone_{code}", f"{level}骨干教师数" if code != "master" else "特级教师数",
            f"最高有效骨干称号为{level}的人数。", _is("backbone_level", level), BACKBONE_SOURCE,
        )
        for code, level in LEVELS
    ),
    *(
        Measure(
            name=f"staff.age_{code}", title=f"{title}人数", unit="人",
            rule=f"统计时点满周岁年龄在{title}的人数。", source=OWN_SOURCE,
            compute=_between(low, high),
        )
        for code, title, low, high in AGES
    ),
)  # fmt: skip
