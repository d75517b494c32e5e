"""The list of the staff as it first comes on screen: columns, facets, counts, rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jtdesk.core import clock
from jtdesk.core.sql import Reads
from jtdesk.staff import rules, sql, words
from jtdesk.staff.fields import FIELDS, NOTE
from jtdesk.ui.filters import Count
from jtdesk.ui.list_panel import columns_of
from jtdesk.ui.roster import Codes, Roster
from jtdesk.ui.rows import Column, Row

FACETS = ("school", "stage", "subject", "title", "backbone_level", "establishment")
# What a principal looks for first; numbers of persons come far behind.
AT_A_GLANCE = (
    "name", "school", "subject", "title", "stage", "backbone_level", "weekly_periods", "age",
    "gender", "position", "establishment", "birth_date", "work_since", "school_since",
    "education",
)  # fmt: skip


def columns(codes: Codes) -> list[Column]:
    """Return the columns, the ones looked for first in front."""
    made = {one.name: one for one in columns_of((*FIELDS, NOTE), codes)}
    made["age"] = Column(name="age", title="年龄", kind="integer", unit="岁")
    made["birth_date"] = replace(made["birth_date"], title="出生日期")  # shown to the day
    first = [made.pop(name) for name in AT_A_GLANCE]
    return [*first, *made.values()]


def rows(reads: Reads, as_of: str | None) -> list[Row]:
    """Return the staff with ages."""
    found = sql.staff(reads, as_of)
    day = as_of or clock.today().isoformat()
    for row in found:
        row["age"] = rules.age_on(row["birth_date"], day)
    return found


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the rows shown."""
    total = len(rows)
    if not total:
        return [Count("0 人")]
    women = sum(row["gender"] == "女" for row in rows)
    posts = sum(row["establishment"] == "在编" for row in rows)
    ages = [row["age"] for row in rows if row["age"] is not None]
    backbone = sum(row["backbone_level"] in words.COUNTY_AND_ABOVE for row in rows)
    senior = sum(row["title"] in words.SENIOR for row in rows)
    no_number = sum(not row["id_number"] for row in rows)
    made = [
        Count(f"{total} 人"),
        Count(f"女 {women / total:.0%}", f"女 {women} 人"),
        Count(
            f"在编 {posts / total:.0%}", f"在编 {posts} 人", {"establishment": frozenset({"在编"})}
        ),
        Count(
            f"平均 {sum(ages) / len(ages):.1f} 岁" if ages else "年龄未填",
            f"{len(ages)} 人填了出生年月",
        ),
        Count(
            f"县级及以上骨干 {backbone} 人（{backbone / total:.0%}）",
            "每人按当日有效的最高级别计；单击只看这些人",
            {"backbone_level": words.COUNTY_AND_ABOVE},
        ),
        Count(
            f"高级及以上 {senior} 人（{senior / total:.0%}）",
            "正高级教师和高级教师；单击只看这些人",
            {"title": frozenset(words.SENIOR)},
        ),
    ]
    if no_number:
        made.append(Count(f"缺身份证号 {no_number} 人", "请学校补报", mark="caution"))
    return made


ROSTER = Roster(
    page="staff.teachers",
    columns=columns,
    rows=rows,
    facets=FACETS,
    counting=counts,
    empty="这一天还没有教职工。可以换一个日期，或导入花名册。",
)
