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

TABLE_TITLES: tuple[tuple[str, str], ...] = (("placement", PLACEMENTS),)
