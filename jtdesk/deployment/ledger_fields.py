"""Fields of what hangs on the placements ledger: duties, subsidies, teaching in the country."""

from __future__ import annotations

from jtdesk.core.fields import Field
from jtdesk.deployment.fields import FIELDS

_BY_NAME = {field.name: field for field in FIELDS}
_NAME, _ID, _FROM, _TO, _MODE, _SUBJECT = (
    _BY_NAME[name] for name in ("name", "id_number", "from_school", "to_school", "mode", "subject")
)
_START = Field(name="start", title="起", kind="month")
_END = Field(name="end", title="止", kind="month")

DUTY_INTAKE_FIELDS: tuple[Field, ...] = (
    _NAME,
    _ID,
    _FROM,
    _TO,
    Field(
        name="kind", title="任务", kind="code", codes="duty_kind", required=True, width=16,
        aliases=("六个一", "六个一任务", "任务名称", "任务内容", "六个一内容"),
    ),
    Field(
        name="done_on", title="完成时间", kind="date", required=True, width=11,
        aliases=("完成日期", "完成年月", "落实时间"),
    ),
    Field(
        name="detail", title="完成情况", kind="text", width=30,
        aliases=("具体内容", "完成内容", "落实情况", "完成情况说明"),
    ),
)  # fmt: skip
DUTY_FIELDS: tuple[Field, ...] = (
    *DUTY_INTAKE_FIELDS[:4],
    _MODE,
    _START,
    _END,
    DUTY_INTAKE_FIELDS[4],
    Field(name="done", title="是否完成", kind="boolean", width=9),
    *DUTY_INTAKE_FIELDS[5:],
    Field(name="done_count", title="已完成项数", kind="integer", unit="项"),
    Field(name="total", title="应完成项数", kind="integer", unit="项", shown=False),
)

SUBSIDY_FIELDS: tuple[Field, ...] = (
    _NAME,
    _ID,
    _TO,
    _FROM,
    _MODE,
    Field(name="kind", title="补贴名称", kind="text", width=12),
    Field(name="place_class", title="补贴档次", kind="text", width=9),
    Field(name="standard", title="标准", kind="decimal", unit="元"),
    Field(name="unit", title="计发单位", kind="text", width=9),
    Field(name="months", title="月数", kind="decimal", unit="个月",
        help="本期实际任职的月数，提前结束的算到最后一天。"),
    Field(name="quantity", title="计发数量", kind="decimal", shown=False,
        help="按月发的是月数，按天、按次发的是天数、次数。"),
    Field(name="amount", title="金额", kind="decimal", unit="元"),
    _START,
    _END,
    Field(name="period", title="期间", kind="text", width=20),
    Field(name="explanation", title="算法说明", kind="text", width=44),
    Field(name="table", title="补贴标准", kind="text", width=24, shown=False),
)  # fmt: skip

_SCHOOL = Field(name="school", title="学校", kind="school", width=18)
EXPERIENCE_FIELDS: tuple[Field, ...] = (
    _NAME,
    _ID,
    _SCHOOL,
    _SUBJECT,
    Field(name="title", title="职称", kind="code", codes="title", width=10),
    Field(name="months", title="农村任教月数", kind="integer", unit="个月", width=12),
    Field(name="duration", title="折合", kind="text", width=12),
    Field(name="first", title="最早", kind="month"),
    Field(name="last", title="最近", kind="month"),
    Field(name="spans", title="各段经历", kind="words", width=40),
    Field(name="table", title="认定口径", kind="text", width=24, shown=False),
)
SPAN_FIELDS: tuple[Field, ...] = (
    _NAME,
    _ID,
    Field(name="school", title="任教学校", kind="school", width=18),
    Field(name="kind", title="形式", kind="text", width=10),
    _START,
    _END,
    Field(name="months", title="计入月数", kind="integer", unit="个月"),
    Field(name="counted", title="计入的月份", kind="words", width=24,
        help="与其他段重叠的月份只计一次。"),
    Field(name="explanation", title="说明", kind="text", width=32),
)  # fmt: skip

TITLES: tuple[tuple[str, str], ...] = (
    ("duty.placement_id", "交流记录"),
    ("duty.kind", "任务"),
    ("duty.done_on", "完成时间"),
    ("duty.detail", "完成情况"),
)
