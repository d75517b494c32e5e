"""Words of deployment: operation labels and titles of tables."""

from __future__ import annotations

DEPLOYMENT = "交流轮岗"
PLACEMENTS = "交流轮岗台账"

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
