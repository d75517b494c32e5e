"""Fields of the timetable: keys, headings people write for them, kinds and limits."""

from __future__ import annotations

from jtdesk.core.fields import Field

FIELDS: tuple[Field, ...] = (
    Field(
        name="school", title="学校", kind="school", required=True, width=18,
        aliases=("学校名称", "单位", "单位名称", "任教学校", "所在学校"),
    ),
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("教师", "教师姓名", "任课教师", "任课老师", "授课教师", "老师"),
    ),
    Field(name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True),
    Field(
        name="subject", title="学科", kind="code", codes="subject", open=True, width=11,
        aliases=("任教学科", "科目", "课程", "课程名称", "任课学科"),
    ),
    Field(name="term", title="学期", kind="text", width=8, help="如 2025-1:2025 学年第一学期。"),
    Field(
        name="weekday", title="星期", kind="integer", required=True, minimum=1, maximum=7, width=6,
        aliases=("周几", "星期几"),
    ),
    Field(
        name="period", title="节次", kind="integer", required=True, minimum=1, maximum=20, width=6,
        aliases=("第几节", "节", "课节"),
    ),
    Field(
        name="class_name", title="班级", kind="text", required=True, width=10,
        aliases=("班级名称", "教学班", "授课班级", "任课班级"),
    ),
    Field(
        name="weeks", title="周次", kind="text", width=10, shown=False,
        aliases=("上课周次", "周数", "单双周"),
        help="every 每周、odd 单周、even 双周，或周次如 1-14,17、1-8/odd（1 至 8 周的单周）。",
    ),
)  # fmt: skip

TIME = Field(
    name="time", title="上课时间", kind="text", width=18, shown=False,
    aliases=("授课时间", "上课时间及地点", "上课时间地点"),
    help="如“1-14周 周一第3-4节”，代替星期、节次两栏。",
)  # fmt: skip
INTAKE_FIELDS: tuple[Field, ...] = (*FIELDS, TIME)

FIELD_TITLES: tuple[tuple[str, str], ...] = (
    ("lesson.school_id", "学校"),
    ("lesson.teacher_id", "教师"),
    *((f"lesson.{f.name}", f.title) for f in FIELDS if f.name not in {"school", "id_number"}),
)
