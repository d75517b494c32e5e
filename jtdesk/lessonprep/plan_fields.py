"""Fields of a plan of joint dates as schools keep it: 时间 周数 主题 主持人 形式 地点."""

from __future__ import annotations

from jtdesk.core.fields import Field

PLAN_FIELDS: tuple[Field, ...] = (
    Field(name="uid", title="活动编号", width=20, shown=False),
    Field(name="term", title="学期", width=8, shown=False),
    Field(
        name="date", title="日期", kind="date", width=11,
        aliases=("活动日期", "开展日期", "教研日期", "备课日期"),
    ),
    Field(
        name="when", title="时间", width=16, stand_in="date",
        aliases=(
            "活动时间", "组会时间", "时间安排", "教研时间", "备课时间", "具体时间", "开展时间",
            "会议时间", "拟定时间", "计划时间",
        ),
    ),
    Field(
        name="week_said", title="周数", width=8,
        aliases=("周次", "教学周", "周", "第几周", "校历周次", "周别"),
    ),
    Field(name="weekday_said", title="星期", width=6, aliases=("周几", "星期几")),
    Field(name="start", title="开始", width=7, aliases=("开始时间", "起始时间")),
    Field(name="end", title="结束", width=7, aliases=("结束时间", "终止时间")),
    Field(name="span", title="节次", width=8, aliases=("第几节", "节数", "课节")),
    Field(
        name="kind", title="活动类别", width=10,
        aliases=("类别", "活动类型", "类型", "活动类别名称"),
    ),
    Field(
        name="title", title="活动", width=24, identity=True,
        aliases=("活动名称", "项目", "活动项目", "会议名称"),
    ),
    Field(
        name="team", title="学科/小组", width=12,
        aliases=(
            "学科", "小组", "备课组", "教研组", "学科组", "组别", "学科小组", "年级组",
            "学科（组）", "学科(小组)",
        ),
    ),
    Field(name="stage", title="学段", kind="code", codes="stage", width=7),
    Field(
        name="theme", title="主题", width=28,
        aliases=(
            "活动主题", "内容", "活动内容", "教研主题", "研讨主题", "备课内容", "研修主题",
            "教研内容", "主题内容", "课题",
        ),
    ),
    Field(
        name="lead_planner", title="主备人", width=9,
        aliases=("主讲人", "中心发言人", "主讲教师", "主备教师", "发言人", "执教教师", "执教人"),
    ),
    Field(
        name="chair", title="主持人", width=9,
        aliases=("主持", "活动主持", "召集人", "主持教师"), fallbacks=("负责人",),
    ),
    Field(
        name="form_said", title="形式", width=12,
        aliases=("活动形式", "组会形式", "方式", "教研形式", "活动方式", "开展形式"),
    ),
    Field(
        name="host_said", title="承办学校", width=16,
        aliases=("承办单位", "主办学校", "承办校", "牵头学校", "东道校"),
    ),
    Field(
        name="venue", title="地点", width=22,
        aliases=("活动地点", "地点/承办学校", "地址", "会场", "教研地点", "地点（承办学校）"),
    ),
    Field(
        name="schools_said", title="参加学校", width=30,
        aliases=("参与学校", "参加单位", "参与单位", "参加范围", "参与范围"),
    ),
    Field(
        name="participants", title="参加人员", width=30, shown=False,
        aliases=("人员", "参会人员", "参与人员", "参加对象", "参加教师"),
    ),
    Field(name="note", title="备注", width=20, aliases=("说明", "其他")),
)  # fmt: skip
"""Names that end in ``said`` are what was written; `plan_taking` finds out what is meant."""
