"""What scheduling publishes: the best times of a group, and the write of a schedule."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset
from jtdesk.core.fields import Field
from jtdesk.lessonprep import schedule_adoption, term_slots, words

SLOT_FIELDS: tuple[Field, ...] = (
    Field(name="rank", title="名次", kind="integer", width=6),
    Field(name="group", title="备课组", width=18),
    Field(name="day", title="日期", kind="date", width=11),
    Field(name="week", title="周次", kind="integer", width=6),
    Field(name="weekday", title="星期", kind="integer", width=6),
    Field(name="start_period", title="从第几节", kind="integer", width=8),
    Field(name="end_period", title="到第几节", kind="integer", width=8),
    Field(name="start", title="开始", width=7),
    Field(name="end", title="结束", width=7),
    Field(name="host", title="承办学校", kind="school", width=16),
    Field(name="can", title="能到人数", kind="integer", width=8),
    Field(name="cannot", title="不能到", kind="integer", width=8),
    Field(name="travel", title="各校单程合计", kind="integer", unit="分钟", width=10),
    Field(
        name="tier", title="时间档次", kind="integer", width=8,
        help="1 学科教研日，2 一般时间，3 尽量避开：考试、第一节、最后一节、周五末两节。",
    ),
    Field(name="who_can", title="谁能到", kind="words", width=30),
    Field(name="who_cannot", title="谁不能到，为什么", kind="words", width=40),
)  # fmt: skip

FREE_SLOTS = Dataset(
    name="free_slots",
    title=words.FREE_SLOTS,
    fields=SLOT_FIELDS,
    rows=term_slots.free_slots,
)

SCHEDULE_DATASETS = (FREE_SLOTS,)
SCHEDULE_OPERATIONS = schedule_adoption.OPERATIONS
