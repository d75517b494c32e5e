"""Words of lesson preparation: operation labels, titles of tables and fields, code words."""

from __future__ import annotations

LESSONPREP = "备课日历"
TIMETABLE = "教师课表"

CLEAR_LESSONS = "清除课表"

EVERY = "every"
ODD = "odd"
EVEN = "even"
WEEK_WORDS = {
    EVERY: ("每周", "全周", "每周上课"),
    ODD: ("单周", "单"),
    EVEN: ("双周", "双"),
}

DEMO = "建立演练数据"

DAY_KINDS = {"holiday": "放假", "teaching": "上课", "suspended": "停课", "exam": "考试"}
"""What a day can be, see `calendars`."""

GROUP_KINDS = ("备课组", "教研组")
TEAMS = {
    "生根团队": ("三级教师", "二级教师", "未取得职称"),
    "优师团队": ("一级教师",),
    "卓越团队": ("高级教师", "正高级教师"),
}
"""The three teams by professional title (003-38): beginners, middle rank, senior rank."""

TOPOLOGIES = {"all": "各校一起", "pairs": "相邻两校", "listed": "指定学校"}
INTERVALS = {"week": "每周一次", "two_weeks": "两周一次", "month": "每月一次", "once": "只一次"}
HOST_RULES = {"rotate": "轮流承办", "fixed": "固定承办", "none": "不设承办校"}
FORMS = ("线下", "线上", "线上线下结合")

JOINT_RESEARCH = "联合教研"
LESSON_PREP = "集体备课"
BEFORE_LESSON = "课前导研"
AFTER_LESSON = "课后返研"
SYNCHRONOUS = "同步课堂"
DELIVERED = "专递课堂"
VISITING = "送教"
MEETING = "会议"
PUPILS = "学生活动"
OTHER = "其他活动"
PREP_KINDS = (JOINT_RESEARCH, LESSON_PREP, BEFORE_LESSON, AFTER_LESSON)
SESSION_KINDS = (*PREP_KINDS, SYNCHRONOUS, DELIVERED, VISITING, MEETING, PUPILS, OTHER)

PLANNED = "计划"
HELD = "已开展"
CANCELLED = "已取消"
STATUSES = (PLANNED, HELD, CANCELLED)

PRESENT = "出席"
REMOTE = "线上出席"
EXCUSED = "请假"
ABSENT = "缺席"
ATTENDANCES = (PRESENT, REMOTE, EXCUSED, ABSENT)

ASPECTS = ("课堂教学", "备课", "作业", "其他")
"""What is looked at in the classroom diagnosis of a host school (003-39)."""

BOOKED = "已预约"
USED = "已使用"
RELEASED = "已取消"
BOOKING_STATUSES = (BOOKED, USED, RELEASED)

TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("lesson", TIMETABLE),
    ("term_dates", "学期起止"),
    ("day_rule", "校历特殊日"),
    ("bell", "作息时间"),
    ("prep_group", "联合备课组"),
    ("prep_member", "备课组成员"),
    ("prep_series", "系列活动"),
    ("prep_session", "活动"),
    ("attendance", "签到"),
    ("finding", "课堂诊断"),
    ("follow_up", "后续任务"),
    ("facility", "共享场馆"),
    ("booking", "场馆预约"),
)
