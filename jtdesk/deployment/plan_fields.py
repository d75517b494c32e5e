"""Fields of the lists around a plan: decisions beforehand, floors of schools, kept scenarios."""

from __future__ import annotations

from jtdesk.core.fields import Field
from jtdesk.deployment.words import PIN_GO, PIN_NEVER, PIN_STAY, PIN_TOGETHER

YEAR = Field(
    name="year", title="学年", kind="integer", width=7, minimum=2000, maximum=2100,
    help="方案所在学年，如 2026。",
)  # fmt: skip
NOTE = Field(
    name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明", "理由")
)

PIN_FIELDS: tuple[Field, ...] = (
    YEAR,
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("教师姓名", "教师"),
    ),
    Field(
        name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
        identity=True, aliases=("身份证号码", "身份证", "证件号码"),
    ),
    Field(name="school", title="现任学校", kind="school", width=18, aliases=("学校", "所在学校")),
    Field(
        name="kind", title="指定", kind="code", codes="pin_kind", required=True, width=8,
        aliases=("指定方式", "安排", "指定类型", "要求"),
        help=(
            f"{PIN_STAY}：不动；{PIN_GO}：必须去（可写明学校）；"
            f"{PIN_TOGETHER}：两人同去一校或都不去；{PIN_NEVER}：不去（某校）。"
        ),
    ),
    Field(
        name="to_school", title="去向学校", kind="school", width=18,
        aliases=("指定学校", "派往学校", "去向", "接收学校"),
    ),
    Field(
        name="other_name", title="同行教师", kind="name", width=9,
        aliases=("同行人", "同去教师", "另一人姓名"),
    ),
    Field(
        name="other_id_number", title="同行教师身份证号", kind="id_number", width=20,
        sensitive=True, shown=False, aliases=("同行人身份证号",),
    ),
    Field(
        name="other_school", title="同行教师学校", kind="school", width=18, shown=False,
        aliases=("同行人学校",),
    ),
    NOTE,
)  # fmt: skip

FLOOR_FIELDS: tuple[Field, ...] = (
    YEAR,
    Field(
        name="school", title="学校", kind="school", required=True, width=18,
        aliases=("学校名称",),
    ),
    Field(
        name="subject", title="学科", kind="code", codes="subject", width=11,
        help="不写学科时，所有学科的骨干教师合在一起算。",
    ),
    Field(
        name="backbone", title="至少保留骨干教师", kind="integer", required=True, unit="人",
        width=10, minimum=0, maximum=1000,
        aliases=("保留骨干人数", "骨干底线", "至少保留", "保留人数", "骨干教师底线"),
        patterns=(
            r"(?:至少|最少|最低|应|需|须)*(?:保留|留|保有)的?(?:骨干)?(?:教师)?(?:人数|数|数量)?",
            r"骨干(?:教师)?(?:最低|保留|至少)*(?:人数|数|数量|底线|下限)",
        ),
    ),
    NOTE,
)  # fmt: skip

SCENARIO_FIELDS: tuple[Field, ...] = (
    YEAR,
    Field(name="name", title="方案", kind="text", width=18),
    Field(name="made_on", title="保存日期", kind="date", width=11),
    Field(name="policy", title="政策", kind="text", width=16),
    Field(name="changes", title="变动人次", kind="integer", unit="人次", width=8),
    Field(name="missing", title="比例缺额", kind="integer", unit="人", width=8),
    Field(name="short", title="学科缺口", kind="decimal", unit="人", width=8),
    Field(name="travel", title="单程路程合计", kind="decimal", unit="分钟", width=10),
    Field(name="unevenness", title="骨干不均", kind="decimal", unit="人", width=8),
    Field(name="proven", title="已证明最优", kind="boolean", width=9),
    Field(name="adopted_on", title="采纳日期", kind="date", width=11),
    NOTE,
)  # fmt: skip
