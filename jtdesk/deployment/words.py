"""Words of deployment: operation labels and titles of tables."""

from __future__ import annotations

DEPLOYMENT = "交流轮岗"
PLACEMENTS = "交流轮岗台账"

# Ways of exchange a title or a heading names for every row of its table.
TOLD_MODES = ("支教", "走教", "跟岗", "挂职", "送教")

ADD_PLACEMENT = "新增交流轮岗"
EDIT_PLACEMENT = "修改交流轮岗"
END_PLACEMENT = "提前结束交流"
REMOVE_PLACEMENT = "删除交流轮岗"

EXCHANGE = "交流情况"
TERM = "交流时间"
ENDED_EARLY = "提前结束"

DEMO = "建立演练数据"

STANDARDS = "选用的标准"
EXEMPTIONS = "免于交流"
CHOOSE_STANDARD = "选用标准"
EDIT_STANDARD = "修改标准"
DROP_STANDARD = "取消选用的标准"
ADD_EXEMPTION = "登记免于交流"
EDIT_EXEMPTION = "修改免于交流"
REMOVE_EXEMPTION = "删除免于交流"
ELIGIBILITY = "符合交流条件名单"
CLOCK = "交流时钟"
OUTLOOK = "下学年交流展望"
STATISTICS = "交流轮岗统计"
YEAR_STEPS = "交流工作日程"
AWAY = "正在交流"
DUE = "可以交流"
LAST_CHANCE = "最后一年可交流"
DUE_NEXT = "下学年可交流"
DUE_LATER = "未满年限"
NOT_DUE = "不参加"
WHOLE_GROUP = "集团"
ONE_SCHOOL = "学校"
STEP_DONE = "已完成"
STEP_OPEN = "待办"
STEP_LATE = "已逾期"
STEP_OVER = "已过期限"
# Folders under schemas/ that hold standards.
STANDARD_KINDS = {
    "policies": "交流轮岗政策",
    "curricula": "课程计划",
    "loads": "教师工作量标准",
    "establishment": "编制标准",
    "subsidies": "交流补贴标准",
    "experience": "农村任教经历口径",
}

TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("placement", PLACEMENTS),
    ("standard", STANDARDS),
    ("exemption", EXEMPTIONS),
    ("subject_share", "兼教学科"),
    ("pin", "调配指定"),
    ("school_floor", "骨干教师底线"),
    ("scenario", "调配方案"),
)

# Words of the list placement_status, beside ENDED_EARLY.
PLANNED = "拟派"
RUNNING = "在派"
COMPLETED = "期满"
CANCELLED = "取消"
THIS_YEAR = "本学年"

STAFFING_NEED = "学科教师余缺"
ESTABLISHMENT_NEED = "编制测算"
SUBJECT_SHARES = "兼教学科"
ADD_SHARE = "新增兼教学科"
EDIT_SHARE = "修改兼教学科"
REMOVE_SHARE = "删除兼教学科"
DEMO_SHARES = "建立演练兼教"

PINS = "调配指定"
FLOORS = "骨干教师底线"
SCENARIOS = "调配方案"
ADD_PIN = "新增调配指定"
REMOVE_PIN = "取消调配指定"
SET_FLOOR = "设定骨干教师底线"
REMOVE_FLOOR = "取消骨干教师底线"
KEEP_SCENARIO = "保存调配方案"
RENAME_SCENARIO = "修改方案名称"
REMOVE_SCENARIO = "删除调配方案"
ADOPT_PLAN = "采纳调配方案"
# Words of the list pin_kind.
PIN_STAY = "留任"
PIN_GO = "派往"
PIN_TOGETHER = "同行"
PIN_NEVER = "不派"

ADD_PLACEMENTS = "登记多人交流"
ADD_TEAM = "派出团队"
ASSESS_PLACEMENT = "考核交流教师"
TEAM_MODE = "团队派驻"
MID_TERM = "中期考核"
FINAL = "期满考核"

DUTIES = "六个一任务"
MARK_DUTY = "登记六个一任务"
UNMARK_DUTY = "撤回六个一任务"
# 组团式“六个一”: what every sent teacher is to do at the receiving school.
DUTY_KINDS = (
    "承担1门必修课",
    "开设1门选修课",
    "上好1节示范课",
    "做好1次讲座",
    "结对1名本地教师",
    "帮扶1名学困生",
)
SUBSIDIES = "交流补贴"
TERM_SUBSIDIES = "学期交流补贴"
RURAL_EXPERIENCE = "农村任教经历"
RURAL_SPANS = "农村任教经历明细"

MENTORSHIPS = "师徒结对"
ADD_MENTORSHIP = "新增师徒结对"
EDIT_MENTORSHIP = "修改师徒结对"
END_MENTORSHIP = "结束师徒结对"
REMOVE_MENTORSHIP = "删除师徒结对"
WORKSHOPS = "名师工作室"
WORKSHOP_MEMBERS = "工作室成员"
WORKSHOP_SESSIONS = "工作室活动"
ADD_WORKSHOP = "新增名师工作室"
EDIT_WORKSHOP = "修改名师工作室"
END_WORKSHOP = "结束名师工作室"
REMOVE_WORKSHOP = "删除名师工作室"
ADD_MEMBER = "新增工作室成员"
EDIT_MEMBER = "修改工作室成员"
END_MEMBER = "工作室成员退出"
REMOVE_MEMBER = "删除工作室成员"
ADD_SESSION = "登记工作室活动"
EDIT_SESSION = "修改工作室活动"
REMOVE_SESSION = "删除工作室活动"
MENTOR = "师父"
APPRENTICE = "徒弟"
DEMO_GROWTH = "建立演练师徒和工作室"
DEMO_RECORDS = "建立演练考核和任务"

# A word of the list workshop_role, and the view of what has not ended.
MEMBER_ROLE = "成员"
STILL_RUNNING = "进行中"
