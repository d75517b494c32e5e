"""Fields of groups, series, sessions, sign-in lists, shared rooms and counts."""

from __future__ import annotations

from dataclasses import replace

from jtdesk.core.fields import Field

STAGE = Field(name="stage", title="学段", kind="code", codes="stage", width=7)
SUBJECT = Field(name="subject", title="学科", kind="code", codes="subject", open=True, width=11)
DATE = Field(
    name="date", title="日期", kind="date", required=True, width=11,
    aliases=("活动日期", "活动时间", "时间", "签到日期"),
)  # fmt: skip

GROUP_FIELDS: tuple[Field, ...] = (
    Field(name="name", title="名称", required=True, width=20, identity=True),
    Field(name="kind", title="类别", width=8, help="备课组或教研组。"),
    STAGE,
    SUBJECT,
    Field(name="grade", title="年级", kind="integer", minimum=1, maximum=12, width=6),
    Field(name="team", title="团队", width=10, help="按职称分的团队：生根、优师、卓越。"),
    Field(name="leader", title="组长", width=9),
    Field(name="schools", title="参加学校", kind="words", width=30),
    Field(name="members", title="成员人数", kind="integer", width=8),
    Field(name="required", title="其中必须到", kind="integer", width=9, shown=False),
    Field(name="weekday", title="教研日", kind="integer", minimum=1, maximum=7, width=7,
          help="星期几，1 到 7。"),
    Field(name="sessions", title="活动次数", kind="integer", width=8),
    Field(name="held", title="已开展", kind="integer", width=8),
    Field(name="note", title="备注", width=20),
)  # fmt: skip

SERIES_FIELDS: tuple[Field, ...] = (
    Field(name="title", title="系列", required=True, width=24, identity=True),
    Field(name="group", title="备课组", width=20),
    STAGE,
    SUBJECT,
    Field(name="term", title="学期", width=8),
    Field(name="kind", title="活动类别", width=10),
    Field(name="topology", title="参加方式", width=10),
    Field(name="schools", title="指定学校", kind="words", width=24),
    Field(name="every", title="频次", width=10),
    Field(name="rule", title="重复", width=18, help="没有写的，由自动排期来定日期。"),
    Field(name="when_closed", title="遇放假", width=12, shown=False),
    Field(name="start", title="起", kind="date", width=11, shown=False),
    Field(name="until", title="止", kind="date", width=11, shown=False),
    Field(name="start_period", title="开始节次", kind="integer", width=8),
    Field(name="periods", title="节数", kind="integer", width=6),
    Field(name="form", title="形式", width=12),
    Field(name="host_rule", title="承办", width=10),
    Field(name="host", title="承办学校", kind="school", width=16),
    Field(name="lesson_pair", title="一课双研", kind="boolean", width=8),
    Field(name="sessions", title="活动次数", kind="integer", width=8),
    Field(name="held", title="已开展", kind="integer", width=8),
    Field(name="note", title="备注", width=20, shown=False),
)  # fmt: skip

SESSION_FIELDS: tuple[Field, ...] = (
    Field(name="uid", title="活动编号", width=20, shown=False),
    DATE,
    Field(name="week", title="周次", kind="integer", width=6, shown=False),
    Field(name="week_said", title="周数", width=8),
    Field(name="weekday", title="星期", kind="integer", width=6),
    Field(name="start", title="开始", width=7),
    Field(name="end", title="结束", width=7),
    Field(name="time", title="活动时间", width=26, shown=False),
    Field(name="time_said", title="时间（分行）", width=16, shown=False),
    Field(name="term", title="学期", width=8, shown=False),
    Field(name="semester", title="第几学期", width=10, shown=False),
    Field(name="kind", title="活动类别", width=10),
    Field(name="title", title="活动", required=True, width=24, identity=True),
    Field(name="group", title="备课组", width=18),
    STAGE,
    SUBJECT,
    Field(name="subject_said", title="学科/小组", width=12, shown=False),
    Field(name="theme", title="主题", width=28),
    Field(name="lead_planner", title="主备人", width=9),
    Field(name="chair", title="主持人", width=9),
    Field(name="recorder", title="记录人", width=9, shown=False),
    Field(name="form", title="形式", width=12),
    Field(name="host", title="承办学校", kind="school", width=16),
    Field(name="place", title="地点", width=14),
    Field(name="venue", title="地点/承办学校", width=22, shown=False),
    Field(name="schools", title="参加学校", kind="words", width=30),
    Field(name="schools_said", title="参加学校（合写）", width=30, shown=False),
    Field(name="status", title="状态", width=8),
    Field(name="asked", title="应到", kind="integer", width=6),
    Field(name="present", title="出席", kind="integer", width=6),
    Field(name="missed", title="未到", kind="integer", width=6),
    Field(name="guests", title="校外签到", kind="integer", width=8, shown=False),
    Field(name="outsiders", title="校外人数", kind="integer", width=8, shown=False),
    Field(name="pupils", title="学生人数", kind="integer", width=8, shown=False),
    Field(name="participants", title="参加人员", width=40, shown=False),
    Field(name="absentees", title="缺席人员及原因", width=24, shown=False),
    Field(name="start_period", title="开始节次", kind="integer", width=8, shown=False),
    Field(name="periods", title="节数", kind="integer", width=6, shown=False),
    Field(name="agenda", title="议程", width=30, shown=False),
    Field(name="discussion", title="研讨内容", width=40, shown=False),
    Field(name="division", title="分工情况", width=30, shown=False),
    Field(name="output", title="活动成果", width=30, shown=False),
    Field(name="reflection", title="反思与改进", width=30, shown=False),
    Field(name="findings", title="课堂诊断", width=40, shown=False),
    Field(name="tasks", title="后续任务", width=40, shown=False),
    Field(name="lead_class", title="主讲班级", width=12, shown=False),
    Field(name="receiving_classes", title="听讲班级", width=20, shown=False),
    Field(name="pinned", title="已固定", kind="boolean", width=7, shown=False),
    Field(name="moved", title="已改期", kind="boolean", width=7, shown=False),
    Field(name="note", title="备注", width=20),
)  # fmt: skip

_ACTIVITY = (
    "date", "start", "end", "title", "host", "place", "schools", "pupils", "status", "note",
)  # fmt: skip
ACTIVITY_FIELDS: tuple[Field, ...] = tuple(f for f in SESSION_FIELDS if f.name in _ACTIVITY)

ATTENDANCE_FIELDS: tuple[Field, ...] = (
    DATE,
    Field(
        name="session", title="活动", width=24,
        aliases=("活动名称", "活动主题", "会议名称", "活动内容"),
    ),
    Field(name="group", title="备课组", width=18, shown=False),
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("教师姓名", "教师", "参加人", "参加人员", "参会人员", "签到人"),
    ),
    Field(name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
          shown=False, aliases=("身份证号码", "证件号码")),
    Field(
        name="school", title="学校", width=18,
        aliases=("单位", "工作单位", "所在学校", "所在单位", "学校名称", "任教学校"),
    ),
    SUBJECT,
    Field(
        name="status", title="签到", kind="code", codes="attendance", open=True, width=9,
        aliases=(
            "签到情况", "出席情况", "签名", "出勤", "出勤情况", "到会情况", "是否到会", "签字",
        ),
    ),
    Field(
        name="reason", title="备注", width=18,
        aliases=("原因", "缺席原因", "请假原因", "未到原因", "请假事由"),
    ),
    Field(name="required", title="必须到", kind="boolean", width=8, shown=False),
    Field(name="outside", title="校外人员", kind="boolean", width=8, shown=False),
    Field(name="session_uid", title="活动编号", width=20, shown=False, aliases=("签到编号",)),
)  # fmt: skip
_SIGNED = ("date", "session", "name", "id_number", "school", "status", "reason", "session_uid")
SIGN_IN_FIELDS: tuple[Field, ...] = tuple(
    # The lines above the list, or the number no one sees, may name the day and the date itself.
    replace(f, required=f.name == "name")
    for f in ATTENDANCE_FIELDS
    if f.name in _SIGNED
)

FINDING_FIELDS: tuple[Field, ...] = (
    DATE,
    Field(name="session", title="活动", width=24),
    Field(name="host", title="被诊断学校", kind="school", width=18),
    Field(name="aspect", title="方面", width=10),
    Field(name="finding", title="诊断发现", width=40),
    Field(name="advice", title="改进建议", width=40),
)
TASK_FIELDS: tuple[Field, ...] = (
    DATE,
    Field(name="session", title="活动", width=24),
    Field(name="task", title="任务", width=36),
    Field(name="school", title="负责学校", kind="school", width=16),
    Field(name="owner", title="负责人", width=9),
    Field(name="due", title="完成期限", kind="date", width=11),
    Field(name="done_on", title="完成日期", kind="date", width=11),
)

FACILITY_FIELDS: tuple[Field, ...] = (
    Field(name="school", title="学校", kind="school", required=True, width=18,
          aliases=("学校名称", "所在学校", "所属学校")),
    Field(name="name", title="场馆", required=True, width=18, identity=True,
          aliases=("场馆名称", "场地", "场地名称", "场所名称", "功能室", "功能室名称")),
    Field(name="kind", title="场馆类别", width=10, aliases=("类型", "场馆类型", "场地类型")),
    Field(name="capacity", title="可容纳人数", kind="integer", minimum=1, maximum=100000, width=9,
          aliases=("容纳人数", "座位数", "座位")),
    Field(name="owner", title="管理人", width=9, aliases=("负责人", "管理员", "联系人")),
    Field(name="opening", title="开放时间", width=18, aliases=("共享时间", "可用时间")),
    Field(name="note", title="备注", width=20),
)  # fmt: skip
FACILITY_SHOWN: tuple[Field, ...] = (
    *FACILITY_FIELDS,
    Field(name="booked", title="本学年预约", kind="integer", width=9),
    Field(name="used", title="已使用", kind="integer", width=8),
)

BOOKING_FIELDS: tuple[Field, ...] = (
    DATE,
    Field(name="start", title="开始", width=7),
    Field(name="end", title="结束", width=7),
    Field(name="facility", title="场馆", width=18),
    Field(name="school", title="所在学校", kind="school", width=16),
    Field(name="user_school", title="使用学校", kind="school", width=16),
    Field(name="user", title="使用人", width=9),
    Field(name="purpose", title="用途", width=24),
    Field(name="people", title="人数", kind="integer", width=6),
    Field(name="status", title="状态", width=8),
    Field(name="record", title="使用记录", width=30),
)

_COUNTS: tuple[Field, ...] = (
    Field(name="due", title="应开展次数", kind="integer", width=9),
    Field(name="held", title="实际次数", kind="integer", width=8),
    Field(name="cancelled", title="已取消", kind="integer", width=7, shown=False),
    Field(name="person_times", title="参加人次", kind="integer", width=8),
    Field(name="remote", title="其中线上", kind="integer", width=8, shown=False),
    Field(name="hosted", title="承办次数", kind="integer", width=8),
    Field(name="missed", title="缺席次数", kind="integer", width=8, help="请假的也算未到。"),
    Field(name="excused", title="其中请假", kind="integer", width=8, shown=False),
    Field(name="unsaid", title="未登记", kind="integer", width=7, shown=False),
    Field(name="guests", title="校外人次", kind="integer", width=8, shown=False),
    Field(name="completion", title="完成率", kind="percent", width=8),
    Field(name="attendance_rate", title="出席率", kind="percent", width=8),
)
STATISTICS_FIELDS: tuple[Field, ...] = (
    Field(name="scope", title="范围", width=7, shown=False),
    Field(name="school", title="学校", kind="school", width=18),
    SUBJECT,
    *_COUNTS,
)
MONTH_FIELDS: tuple[Field, ...] = (Field(name="month", title="月份", width=9), *_COUNTS)
_OF_PEOPLE = ("person_times", "remote", "missed", "excused", "unsaid", "attendance_rate")
PEOPLE_FIELDS: tuple[Field, ...] = (
    Field(name="name", title="姓名", kind="name", width=9),
    Field(name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
          shown=False),
    Field(name="school", title="学校", kind="school", width=18),
    STAGE,
    SUBJECT,
    Field(name="due", title="应到次数", kind="integer", width=8),
    *(f for f in _COUNTS if f.name in _OF_PEOPLE),
    Field(name="led", title="主备次数", kind="integer", width=8),
)  # fmt: skip

FIELD_TITLES: tuple[tuple[str, str], ...] = (
    *((f"prep_group.{f.name}", f.title) for f in GROUP_FIELDS),
    ("prep_group.leader_id", "组长"),
    ("prep_member.group_id", "备课组"),
    ("prep_member.teacher_id", "教师"),
    ("prep_member.left_out", "不列入"),
    ("prep_member.required", "必须到"),
    ("prep_member.role", "角色"),
    *((f"prep_series.{f.name}", f.title) for f in SERIES_FIELDS),
    ("prep_series.group_id", "备课组"),
    ("prep_series.host_id", "承办学校"),
    ("prep_series.rrule", "重复规则"),
    *((f"prep_session.{f.name}", f.title) for f in SESSION_FIELDS),
    ("prep_session.day", "日期"),
    ("prep_session.group_id", "备课组"),
    ("prep_session.series_id", "系列"),
    ("prep_session.recurs_on", "系列原定日期"),
    ("prep_session.sequence", "变更次数"),
    ("prep_session.host_id", "承办学校"),
    ("prep_session.facility_id", "场馆"),
    ("prep_session.lead_planner_id", "主备人"),
    *((f"attendance.{f.name}", f.title) for f in ATTENDANCE_FIELDS),
    ("attendance.session_id", "活动"),
    ("attendance.teacher_id", "教师"),
    ("attendance.school_id", "学校"),
    ("attendance.unit", "单位"),
    ("finding.session_id", "活动"),
    *((f"finding.{f.name}", f.title) for f in FINDING_FIELDS),
    ("follow_up.session_id", "活动"),
    ("follow_up.school_id", "负责学校"),
    *((f"follow_up.{f.name}", f.title) for f in TASK_FIELDS),
    *((f"facility.{f.name}", f.title) for f in FACILITY_FIELDS),
    ("facility.school_id", "学校"),
    *((f"booking.{f.name}", f.title) for f in BOOKING_FIELDS),
    ("booking.day", "日期"),
    ("booking.facility_id", "场馆"),
    ("booking.user_school_id", "使用学校"),
)
