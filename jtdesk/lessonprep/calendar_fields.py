"""Fields of the school calendar's datasets: terms, special days, bells."""

from __future__ import annotations

from dataclasses import replace

from jtdesk.core.fields import Field

_STAGE = Field(
    name="stage", title="学段", kind="code", codes="stage", width=8,
    aliases=("适用学段", "学部"), help="空着就是各学段都一样。",
)  # fmt: skip
_SCHOOL = Field(
    name="school", title="学校", kind="school", width=18,
    aliases=("学校名称", "适用学校", "单位"), blank="全集团", help="空着就是全集团。",
)  # fmt: skip

TERM_INTAKE_FIELDS: tuple[Field, ...] = (
    Field(
        name="term", title="学期", kind="text", required=True, width=9,
        aliases=("学年学期", "学期名称"), help="如 2025-1：2025 学年第一学期。",
    ),
    _STAGE,
    Field(
        name="week1", title="第1周起算日", kind="date", required=True, width=12,
        aliases=("第1周", "第一周", "第一周起算日", "第一周开始", "第一周开始日期", "第1周开始",
                 "第一周第一天"),
        help="第 1 周里的任意一天。",
    ),
    Field(
        name="first_weekday", title="一周从", kind="text", width=8,
        aliases=("每周第一天", "周起始", "一周开始", "一周第一天"),
        help="周一或周日；空着就是周一。",
    ),
    Field(
        name="start", title="开学", kind="date", required=True, width=12,
        aliases=("开学日期", "开学时间", "正式上课", "开始上课", "上课日期", "学期开始"),
    ),
    Field(
        name="end", title="放假", kind="date", required=True, width=12,
        aliases=("放假日期", "放假时间", "学期结束", "结束日期", "散学", "休业"),
    ),
    Field(
        name="skipped", title="不编号的周", kind="words", width=14,
        aliases=("不计周次", "跳过的周"), help="那一周里的任意一天，可填多个。",
    ),
    Field(name="note", title="备注", kind="text", width=20, aliases=("说明",)),
)  # fmt: skip
TERM_FIELDS: tuple[Field, ...] = (
    *TERM_INTAKE_FIELDS[:-1],
    Field(name="weeks", title="周数", kind="integer", unit="周", width=7),
    Field(name="days", title="上课日", kind="integer", unit="天", width=8),
    TERM_INTAKE_FIELDS[-1],
)

DAY_INTAKE_FIELDS: tuple[Field, ...] = (
    Field(name="date", title="日期", kind="date", required=True, width=12, aliases=("日子",)),
    Field(
        name="kind", title="类型", kind="code", codes="day_kind", required=True, width=8,
        aliases=("日期类型", "是否上课", "放假或上课"),
    ),
    Field(
        name="timetable_of", title="按哪天课表", kind="text", width=12,
        aliases=("按周几上课", "按星期几上课", "按周几课表", "课表", "补哪天的课", "补课",
                 "上周几的课"),
        help="周二，或补哪一天的课：2025-10-07。",
    ),
    _SCHOOL,
    _STAGE,
    Field(
        name="name", title="名称", kind="text", width=16, aliases=("事由", "节日", "记事")
    ),
    Field(name="note", title="备注", kind="text", width=20, aliases=("说明",)),
)  # fmt: skip
DAY_FIELDS: tuple[Field, ...] = (
    DAY_INTAKE_FIELDS[0],
    Field(name="weekday", title="星期", kind="text", width=6),
    *DAY_INTAKE_FIELDS[1:3],
    Field(name="says", title="课表", kind="text", width=20, shown=False),
    *DAY_INTAKE_FIELDS[3:],
    Field(name="term", title="学期", kind="text", width=8, shown=False),
    Field(name="week", title="周次", kind="integer", width=6),
    Field(name="origin", title="来源", kind="text", width=9),
    Field(name="unsettled", title="待落实", kind="boolean", width=8),
)

BELL_INTAKE_FIELDS: tuple[Field, ...] = (
    _SCHOOL,
    _STAGE,
    Field(
        name="period", title="节次", kind="text", required=True, width=6,
        aliases=("第几节", "节", "课节"),
    ),
    Field(
        name="start", title="开始", kind="text", width=8,
        aliases=("开始时间", "上课时间", "时间", "起止时间"),
        help="如 08:20；也可以一格写 8:20-9:00。",
    ),
    Field(
        name="end", title="结束", kind="text", width=8,
        aliases=("结束时间", "下课时间"),
    ),
)  # fmt: skip
BELL_FIELDS: tuple[Field, ...] = (
    *BELL_INTAKE_FIELDS[:2],
    replace(BELL_INTAKE_FIELDS[2], kind="integer"),
    *BELL_INTAKE_FIELDS[3:],
    Field(name="minutes", title="时长", kind="integer", unit="分钟", width=9),
)

WHICH = Field(name="which", title="日期与适用范围", kind="text", shown=False)
"""What names a special day or a period among all: a row binds a school and stage, or everybody."""


def keyed(fields: tuple[Field, ...], title: str) -> tuple[Field, ...]:
    """Return intake fields with the hidden one their rows are told apart by."""
    return (*fields, replace(WHICH, title=title))


TITLES: tuple[tuple[str, str], ...] = (
    *((f"term_dates.{f.name}", f.title) for f in TERM_INTAKE_FIELDS),
    *(
        (f"day_rule.{'day' if f.name == 'date' else f.name}", f.title)
        for f in DAY_INTAKE_FIELDS
        if f.name != "school"
    ),
    ("day_rule.school_id", "学校"),
    *((f"bell.{f.name}", f.title) for f in BELL_INTAKE_FIELDS if f.name != "school"),
    ("bell.school_id", "学校"),
)
