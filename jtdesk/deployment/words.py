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
)

# Words of the list placement_status, beside ENDED_EARLY.
PLANNED = "拟派"
RUNNING = "在派"
COMPLETED = "期满"
CANCELLED = "取消"
THIS_YEAR = "本学年"
