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

# Lists people sign that are no sign-in lists, by words of their titles and headings.
OTHER_SIGNED = (
    "补贴", "补助", "津贴", "发放", "领取", "领用", "领书", "工资", "奖金", "绩效", "慰问", "缴费",
    "捐款", "体检", "疫苗", "考核", "申请", "报名", "推荐", "值班", "承诺",
)  # fmt: skip
OTHER_SIGNED_COLUMNS = ("金额", "应发", "实发", "月数", "签领", "领款", "标准", "数量")

DEMO = "建立演练数据"

DAY_KINDS = {"holiday": "放假", "teaching": "上课", "suspended": "停课", "exam": "考试"}
"""What a day can be, see `calendars`."""
WORKED = "调休上班"
TERMS = "学期起止"
SCHOOL_DAYS = "校历特殊日"
BELLS = "作息时间"
SAVE_TERM = "保存学期"
SAVE_TERMS = "填入学期"
REMOVE_TERM = "删除学期"
SAVE_DAYS = "登记特殊日"
REMOVE_DAYS = "删除特殊日"
SETTLE_DAYS = "落实调休课表"
SAVE_BELLS = "保存作息时间"
TAKE_NOTICE = "录入放假通知"

GROUP_KINDS = ("备课组", "教研组")
TEAMS = {
    "生根团队": ("三级教师", "二级教师", "未取得职称"),
    "优师团队": ("一级教师",),
    "卓越团队": ("高级教师", "正高级教师"),
}
"""The three teams by professional title (003-38): beginners, middle rank, senior rank."""

NO_TITLE = "未取得职称"
LEADER = "组长"
ELSEWHERE = ("交流在外", "支教在外", "跟岗", "外派")
"""States of people who are at another school; which one, the postings say."""
OFF_DUTY = (
    "借调", "产假", "病休", "事假", "公假", "进修", "内退", "待岗", "退休", "调出", "离职",
)  # fmt: skip
"""States of people who can be asked to nothing."""

GROUPS = "联合备课组"
SERIES = "系列活动"
SESSIONS = "教研与活动"
ATTENDANCE = "活动签到"
FINDINGS = "课堂诊断"
TASKS = "后续任务"
STATISTICS = "教研活动统计"
MONTHS = "教研活动按月统计"
PEOPLE = "教研活动按人统计"
ACTIVITIES = "学生活动"
FACILITIES = "共享场馆"
BOOKINGS = "场馆预约"

SAVE_GROUP = "保存备课组"
REMOVE_GROUP = "删除备课组"
DERIVE_GROUPS = "按花名册建立教研组"
SAVE_SERIES = "保存系列活动"
REMOVE_SERIES = "删除系列活动"
PLACE_SERIES = "排定系列活动"
CHANGE_FOLLOWING = "修改此后各次"
ADOPT_SCHEDULE = "采纳自动排期"
FREE_SLOTS = "共同空闲时间"
SAVE_SESSION = "保存活动"
MOVE_SESSION = "活动改期"
CANCEL_SESSION = "取消活动"
RESUME_SESSION = "恢复活动"
HOLD_SESSION = "登记活动记录"
REMOVE_SESSION = "删除活动"
PIN_SESSIONS = "固定活动"
INVITE = "邀请参加人"
UNINVITE = "移出签到表"
SIGN_IN = "登记签到"
SAVE_FINDING = "登记课堂诊断"
REMOVE_FINDING = "删除课堂诊断"
SAVE_TASK = "登记后续任务"
REMOVE_TASK = "删除后续任务"
SAVE_FACILITY = "保存共享场馆"
REMOVE_FACILITY = "删除共享场馆"
BOOK = "预约场馆"
USE_BOOKING = "登记场馆使用"
RELEASE_BOOKING = "取消场馆预约"
REMOVE_BOOKING = "删除场馆预约"

TOPOLOGIES = {"all": "各校一起", "pairs": "相邻两校", "listed": "指定学校"}
INTERVALS = {"week": "每周一次", "two_weeks": "两周一次", "month": "每月一次", "once": "只一次"}
HOST_RULES = {"rotate": "轮流承办", "fixed": "固定承办", "none": "不设承办校"}
CLOSED_RULES = {"make_up": "随补课日补上", "next": "顺延到下一个上课日", "skip": "停一次"}
"""What becomes of a date of a series that falls on a day without lessons; the first by default."""
TAKE_CALENDAR = "导入日历文件"
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
CAME = (PRESENT, REMOTE)
MISSED = (EXCUSED, ABSENT)

ASPECTS = ("课堂教学", "备课", "作业", "其他")
"""What is looked at in the classroom diagnosis of a host school (003-39)."""

BOOKED = "已预约"
USED = "已使用"
RELEASED = "已取消"
BOOKING_STATUSES = (BOOKED, USED, RELEASED)
FACILITY_KINDS = ("图书馆", "实验室", "体育场馆", "录播教室", "报告厅", "机房", "其他")

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
