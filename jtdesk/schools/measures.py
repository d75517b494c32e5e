"""Figures of the schools register that dashboards, forms and evaluation share by name."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, Measure, Measured, once
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.schools import queries, rules, words

Compute = Callable[[Session, str | None, str | None], Measured]


def _members(session: Session, as_of: str | None, school: str | None) -> list[Row]:
    rows = once(session, ("schools", as_of), lambda: queries.schools(session, Ask(as_of=as_of)))
    return [row for row in rows if school is None or row["name"] == school]


def _facts(session: Session, as_of: str | None, school: str | None) -> list[Row]:
    """Return the newest facts of each member school until a date."""
    members = {row["id"] for row in _members(session, as_of, school)}
    newest: dict[str, Row] = {}
    facts = once(session, ("facts", as_of), lambda: queries.school_facts(session, Ask(as_of=as_of)))
    for row in facts:
        if row["school_id"] in members:
            newest[row["school_id"]] = row
    return list(newest.values())


def _counting(counts: Callable[[Row], bool]) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        found = [row for row in _members(session, as_of, school) if counts(row)]
        return Measured(value=len(found), rows=tuple(row["id"] for row in found))

    return compute


def _summing(name: str) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        rows = [r for r in _facts(session, as_of, school) if r[name] is not None]
        if not rows:
            return Measured(value=None)
        total = rounded(float(sum(row[name] for row in rows)), 4)
        return Measured(
            value=plain(total), rows=tuple(row["id"] for row in rows), parts={"学校数": len(rows)}
        )

    return compute


def _ratio(
    upper: str, lower: str, upper_title: str, lower_title: str, factor: float = 1
) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        rows = [r for r in _facts(session, as_of, school) if r[upper] is not None and r[lower]]
        if not rows:
            return Measured(value=None)
        above = float(sum(row[upper] for row in rows))
        below = float(sum(row[lower] for row in rows))
        return Measured(
            value=rounded(above * factor / below, 4),
            rows=tuple(row["id"] for row in rows),
            parts={upper_title: rounded(above, 4), lower_title: below},
        )

    return compute


def _small(session: Session, as_of: str | None, school: str | None) -> Measured:
    found = [r for r in _facts(session, as_of, school) if rules.small_school(r["students"])]
    return Measured(value=len(found), rows=tuple(row["school_id"] for row in found))


def _sum(name: str, field: str, title: str, unit: str) -> Measure:
    return Measure(
        name=f"schools.{name}", title=title, unit=unit,
        rule=f"集团成员校在统计时点（含）以前最近一次填报的{title}之和。",
        source=words.COUNT_SOURCE, compute=_summing(field),
    )  # fmt: skip


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="schools.count", title="成员校数", unit="所",
        rule="统计时点属于本集团的学校（含核心校、校区）数。",
        source=words.COUNT_SOURCE, compute=_counting(lambda _row: True),
    ),
    Measure(
        name="schools.islands", title="海岛校数", unit="所", rule="成员校中标为海岛的学校数。",
        source=words.COUNT_SOURCE, compute=_counting(lambda row: row["island"] is True),
    ),
    Measure(
        name="schools.rural", title="乡村校数", unit="所", rule="成员校中城乡类别为乡村的学校数。",
        source="统计用城乡划分代码", compute=_counting(lambda row: row["area"] == "乡村"),
    ),
    Measure(
        name="schools.small", title="小规模学校数", unit="所",
        rule=f"成员校中在校生不足 {rules.SMALL_SCHOOL_PUPILS} 人的学校数。",
        source="国发〔2012〕48号", compute=_small,
    ),
    _sum("classes", "classes", "班级数", "个"),
    _sum("students", "students", "在校生数", "人"),
    _sum("posts", "posts", "编制数", "名"),
    _sum("teachers", "teachers", "专任教师数", "人"),
    _sum("teaching_area", "teaching_area", "教学及辅助用房面积", "㎡"),
    _sum("sport_area", "sport_area", "体育运动场馆面积", "㎡"),
    _sum("equipment_value", "equipment_value", "教学仪器设备值", "万元"),
    _sum("multimedia_rooms", "multimedia_rooms", "网络多媒体教室数", "间"),
    Measure(
        name="schools.pupils_per_teacher", title="生师比", unit="人",
        rule="在校生数之和除以专任教师数之和（不是各校比值的平均）。",
        source=words.COUNT_SOURCE,
        compute=_ratio("students", "teachers", "在校生数", "专任教师数"),
    ),
    Measure(
        name="schools.class_size", title="平均班额", unit="人",
        rule="在校生数之和除以班级数之和。", source=words.COUNT_SOURCE,
        compute=_ratio("students", "classes", "在校生数", "班级数"),
    ),
    Measure(
        name="schools.area_per_pupil", title="生均教学及辅助用房面积", unit="㎡",
        rule="教学及辅助用房面积之和除以在校生数之和。", source="教督〔2017〕6号",
        compute=_ratio("teaching_area", "students", "面积", "在校生数"),
    ),
    Measure(
        name="schools.equipment_per_pupil", title="生均教学仪器设备值", unit="元",
        rule="教学仪器设备值之和（万元折成元）除以在校生数之和。", source="教督〔2017〕6号",
        compute=_ratio("equipment_value", "students", "设备值（万元）", "在校生数", 10_000),
    ),
)  # fmt: skip
