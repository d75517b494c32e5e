"""Fields of the placements ledger: keys, headings people write for them, kinds and limits."""

from __future__ import annotations

from jtdesk.core.fields import Field
from jtdesk.deployment.words import EXCHANGE, TERM

_SCHOOL_WORD = r"(?:学校|单位|园所|幼儿园|校区|园|校)"
# What a stay at another school is called, in headings of schools, subjects, starts and ends.
_STAY = r"(?:交流|轮岗|支教|派驻|挂职|跟岗|走教|送教|顶岗|流动)"
_THEN = r"(?:交流|轮岗|支教|派驻|挂职|跟岗|走教|送教|顶岗|流动|帮扶|派出|任教|本次)"

FIELDS: tuple[Field, ...] = (
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("教师姓名", "交流教师", "交流教师姓名", "轮岗教师", "轮岗教师姓名"),
        patterns=(
            r"(?!.*(?:配偶|家长|联系人|曾用|填表|填报|审核|负责人|校长|师父|徒弟|学生|领导)).{1,6}姓名",
            rf"{_STAY}+(?:教师|老师|人员|干部|对象)(?:姓名|名单)?",
        ),
    ),
    Field(
        name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
        identity=True,
        aliases=("身份证号码", "身份证", "证件号码", "身份证件号码", "公民身份号码", "证件号"),
        patterns=(
            r"(?!.*(?:类型|种类|有效期|资格|银行)).{0,6}(?:身份证|证件)件?(?:号码?|编号).{0,6}",
        ),
    ),
    Field(
        name="from_school", title="派出学校", kind="school", group=EXCHANGE, width=18,
        aliases=(
            "原学校", "原单位", "原任教学校", "原所在学校", "原所在单位", "派出单位", "流出学校",
            "原工作单位", "原单位名称", "交流前学校", "编制所在学校", "轮出学校", "派出校", "原校",
            "原所在单位(甲方)", "轮岗前学校", "现任学校", "支教派出学校",
        ),
        fallbacks=(
            "所在学校", "所在单位", "现工作单位", "现所在学校", "现所在单位", "工作单位", "现单位",
            "学校", "单位", "支援学校", "支援单位", "帮扶学校",
        ),
        patterns=(
            rf"(?:原|派出|流出|轮出|选派|编制|人事关系|{_STAY}前)(?:情况|信息|方)?(?:所在|任职|任教|工作|编制)*的?{_SCHOOL_WORD}(?:全称|名称)?",
        ),
    ),
    Field(
        name="to_school", title="接收学校", kind="school", group=EXCHANGE, width=18,
        aliases=(
            "派入学校", "交流学校", "接收单位", "流入学校", "交流单位", "交流到学校", "支教学校",
            "受援学校", "受援单位", "轮入学校", "交流轮岗学校", "交流轮岗单位名称", "轮岗学校",
            "派往学校", "交流单位全称", "支教单位全称", "交流后学校", "受援单位(乙方)", "接收校",
            "流入单位", "支教单位",
        ),
        fallbacks=("支援学校", "支援单位", "受帮扶学校"),
        patterns=(
            rf"拟?(?:接收|派入|流入|轮入|受援|派往|派到|派驻|派|{_STAY}+(?:到|至|去|后|接收)?)(?:情况|信息|方)?(?:的|所在|任教)*{_SCHOOL_WORD}(?:全称|名称)?",
        ),
    ),
    Field(
        name="mode", title="交流形式", kind="code", codes="placement_mode", group=EXCHANGE,
        width=10,
        aliases=(
            "交流类型", "交流方式", "轮岗形式", "轮岗方式", "轮岗类型", "交流轮岗类型", "形式",
            "类型", "交流轮岗形式", "交流类别", "支教类型",
        ),
        patterns=(rf"{_THEN}+(?:形式|方式|类型|类别|性质|种类)",),
    ),
    Field(
        name="subject", title="任教学科", kind="code", codes="subject", group=EXCHANGE, width=11,
        aliases=("学科", "交流学科", "任教科目", "在派入校任教学科", "现任教学科", "所教学科",
            "科目"),
        patterns=(
            rf"(?:现|所|在派入校|在接收校|接收校|{_THEN})*(?:任教|任课|教|执教|授课)?的?(?:学科|科目)",
        ),
    ),
    Field(
        name="role", title="任职岗位", kind="text", width=12, shown=False,
        aliases=(
            "交流岗位", "在派入校职务", "接收学校职务", "在接收学校任职", "担任职务", "拟任职务",
            "在派入校任教学科及职务", "在接收校职务", "岗位",
        ),
    ),
    Field(
        name="weekly_periods", title="周课时", kind="decimal", width=8, unit="节", minimum=0,
        maximum=60, shown=False, aliases=("周课时数", "课时/周", "周节数", "每周课时"),
        patterns=(r"每?周(?:任课|授课|上课|任教|教学|工作)?(?:课时|节)(?:数|量)?(?:节|节周)?",),
    ),
    Field(
        name="start", title="起", kind="month", group=TERM, width=10,
        aliases=(
            "开始时间", "起始时间", "交流开始时间", "交流起始时间", "开始", "起始", "开始年月",
            "起始年月", "交流起", "支教开始时间", "交流时间起", "起始日期", "开始日期",
            "轮岗开始时间",
        ),
        fallbacks=(
            "交流时间", "轮岗时间", "交流轮岗时间", "支教时间", "流动时间", "派出时间", "跟岗时间",
            "挂职时间", "派驻时间", "到岗时间",
        ),
        patterns=(rf"{_THEN}*(?:起始?|开始)(?:时间|年月|日期)?",),
    ),
    Field(
        name="end", title="止", kind="month", group=TERM, width=10,
        aliases=(
            "结束时间", "终止时间", "交流结束时间", "交流终止时间", "结束", "终止", "结束年月",
            "终止年月", "交流止", "支教结束时间", "交流时间止", "结束日期", "截止时间",
            "轮岗结束时间",
        ),
        patterns=(rf"{_THEN}*(?:止|结束|终止|截止|期满)(?:时间|年月|日期)?",),
    ),
    Field(
        name="relation_moved", title="人事关系是否随迁", kind="boolean", width=10,
        aliases=(
            "人事关系随迁", "是否转人事关系", "人事关系是否变动", "是否调动人事关系",
            "人事关系转移", "是否随迁人事关系", "是否转编", "人事关系是否转移", "转人事关系",
            "是否转移人事关系",
        ),
    ),
    Field(
        name="backbone_level", title="骨干教师级别", kind="code", codes="backbone_level", width=11,
        none_ends=True,
        aliases=("骨干级别", "骨干称号", "骨干教师", "骨干层次", "骨干教师称号", "是否骨干教师",
            "骨干"),
        help="交流开始时的级别。",
    ),
    Field(
        name="status", title="状态", kind="code", codes="placement_status", width=9, open=True,
        shown=False, aliases=("交流状态", "执行情况"),
    ),
    Field(
        name="document_no", title="文号", kind="text", width=14, shown=False,
        aliases=("文件号", "批文号", "调令号", "文件文号"),
    ),
    Field(
        name="assessment", title="考核结果", kind="code", codes="assessment", width=9, open=True,
        shown=False,
        aliases=(
            "考核", "年度考核", "考核等次", "交流考核", "考核情况", "期满考核", "期满考核结果",
            "终期考核", "接收学校考核",
        ),
        help="期满由接收学校考核。",
    ),
    Field(
        name="assessed_on", title="考核时间", kind="date", width=11, shown=False,
        aliases=("考核日期", "期满考核时间", "年度考核时间", "期满考核日期"),
    ),
    Field(
        name="mid_assessment", title="中期考核", kind="code", codes="assessment", width=9,
        open=True, shown=False,
        aliases=("中期考核结果", "中期检查", "中期评估", "期中考核", "中期考核等次"),
        help="中途由接收学校考核。",
    ),
    Field(
        name="mid_assessed_on", title="中期考核时间", kind="date", width=11, shown=False,
        aliases=("中期考核日期", "中期检查时间", "中期评估时间"),
    ),
    Field(
        name="days", title="每周天数", kind="decimal", width=8, unit="天", minimum=0.5, maximum=7,
        shown=False,
        aliases=(
            "走教天数", "每周走教天数", "周走教天数", "每周到校天数", "每周工作天数",
            "每周支教天数", "每周派驻天数",
        ),
        help="只去几天的（走教）填每周几天；不填为全时。",
    ),
    Field(
        name="team", title="团队名称", kind="text", width=14, shown=False,
        aliases=("派驻团队", "团队", "组团名称", "所属团队", "帮扶团队", "派驻团队名称"),
        help="几个人一道派出的，写同一个名称。",
    ),
    Field(
        name="place_class", title="补贴档次", kind="code", codes="place_class", open=True, width=9,
        shown=False,
        aliases=(
            "补贴类别", "补助档次", "补助类别", "地区类别", "艰苦程度", "艰苦边远类别",
            "补贴地区类别",
        ),
        help="按补贴标准里的档次；不填时按接收学校的情况推出。",
    ),
    Field(
        name="achievements", title="主要工作和业绩", kind="text", width=30, shown=False,
        aliases=("主要业绩", "工作业绩", "主要工作及业绩", "工作实绩", "帮扶成效", "工作成效"),
    ),
)  # fmt: skip

NOTE = Field(name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明",))
INTAKE_FIELDS: tuple[Field, ...] = (*FIELDS, NOTE)
# What the ledger publishes: the state of the day stands beside the status as somebody wrote it.
PLACEMENT_FIELDS: tuple[Field, ...] = (
    *FIELDS,
    Field(
        name="state", title="现状", kind="text", width=9,
        help="没有写状态的，按起止时间：未到期为拟派，期间为在派，过后为期满。",
    ),
    NOTE,
)  # fmt: skip

_PERSON: tuple[Field, ...] = FIELDS[:2]
_SCHOOL = Field(
    name="school", title="学校", kind="school", width=18,
    aliases=("单位", "所在学校", "所在单位", "工作单位", "现任学校", "任教学校", "学校名称"),
)  # fmt: skip
_SUBJECT = Field(name="subject", title="学科", kind="code", codes="subject", width=11)
_STAGE = Field(name="stage", title="学段", kind="code", codes="stage", width=8)

EXEMPTION_INTAKE_FIELDS: tuple[Field, ...] = (
    *_PERSON,
    _SCHOOL,
    Field(
        name="reason", title="免于交流原因", kind="code", codes="exemption_reason", open=True,
        required=True, width=18,
        aliases=(
            "免交流原因", "免轮岗原因", "豁免原因", "暂缓交流原因", "不参加交流原因", "暂缓原因",
            "免于交流轮岗原因", "不参加交流轮岗原因", "暂缓交流轮岗原因", "免交流轮岗原因",
            "缓交流原因",
        ),
        patterns=(
            r"(?:免于?|免予|暂缓|缓|豁免|不参加|不参与|不能参加)(?:参加)?(?:交流|轮岗)*的?(?:原因|理由|事由|情形|依据)",
        ),
    ),
    Field(
        name="evidence", title="证明材料", kind="text", width=18,
        aliases=("佐证材料", "依据", "证明", "证明文件", "附件材料", "材料"),
    ),
    Field(
        name="approver", title="批准人", kind="text", width=10,
        aliases=("审批人", "批准单位", "审批单位", "批准", "审核人", "审批"),
    ),
    Field(
        name="from_date", title="起", kind="month", group="免于交流期限", width=10,
        patterns=(r"(?:(?:免于?|免予|暂缓|缓|不参加)(?:参加)?(?:交流|轮岗)*)(?:起始?|开始)(?:时间|年月|日期)?",),
        aliases=("开始时间", "起始时间", "开始日期", "自何时起", "免交流开始时间", "暂缓开始时间"),
    ),
    Field(
        name="until", title="止", kind="month", group="免于交流期限", width=10,
        aliases=(
            "结束时间", "截止时间", "有效期至", "到期时间", "截止日期", "免交流结束时间",
            "暂缓结束时间", "有效期",
        ),
        help="最后一月或一天；不填为长期。",
    ),
    Field(name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明",)),
)  # fmt: skip
EXEMPTION_FIELDS: tuple[Field, ...] = (
    *EXEMPTION_INTAKE_FIELDS[:3], _SUBJECT, *EXEMPTION_INTAKE_FIELDS[3:],
)  # fmt: skip

ELIGIBILITY_FIELDS: tuple[Field, ...] = (
    *_PERSON,
    Field(name="gender", title="性别", kind="code", codes="gender", width=6),
    Field(name="birth_date", title="出生日期", kind="date", width=11, shown=False),
    _SCHOOL,
    _STAGE,
    _SUBJECT,
    Field(name="position", title="职务", kind="code", codes="position", width=10),
    Field(name="title", title="职称", kind="code", codes="title", width=10, shown=False),
    Field(name="backbone_level", title="骨干教师级别", kind="code", codes="backbone_level"),
    Field(name="school_since", title="到校时间", kind="month"),
    Field(name="years_served", title="在现学校年限", kind="decimal", unit="年",
        help="按满月折算，不进位。"),
    Field(name="retirement", title="法定退休月份", kind="month", width=12,
        help="按 2025 年起的渐进延迟退休规定。"),
    Field(name="due_year", title="满足条件学年", kind="integer", width=12),
    Field(name="last_year", title="最后可交流学年", kind="integer", width=13, shown=False),
    Field(name="eligible", title="符合交流条件", kind="boolean", width=12),
    Field(name="reasons", title="不符合的原因", kind="words", width=40),
    Field(name="reason_codes", title="原因代码", kind="words", shown=False),
    Field(name="exemption", title="免于交流", kind="text", width=16),
    Field(name="placed_at", title="正在交流到", kind="school", width=18),
    Field(name="placed_until", title="交流到何时止", kind="month", width=12, shown=False),
    Field(name="policy", title="所用政策", kind="text", width=16, shown=False),
)  # fmt: skip

CLOCK_FIELDS: tuple[Field, ...] = (
    *ELIGIBILITY_FIELDS,
    Field(name="turn", title="轮次", kind="text", width=14),
    Field(name="eligible_next", title="下学年符合条件", kind="boolean", width=14),
)

_LEVEL = Field(name="level", title="范围", kind="text", width=8, help="学校或集团。")
OUTLOOK_FIELDS: tuple[Field, ...] = (
    Field(name="school", title="学校", kind="text", width=18),
    _LEVEL,
    Field(name="eligible", title="现符合条件", kind="integer", unit="人"),
    Field(name="exchanged", title="现交流", kind="integer", unit="人"),
    Field(name="share", title="现交流比例", kind="decimal", unit="%"),
    Field(name="threshold", title="要求比例", kind="decimal", unit="%"),
    Field(name="gap", title="现还差", kind="integer", unit="人"),
    Field(name="next_day", title="下学年起点", kind="date", width=12),
    Field(name="newly_eligible", title="将新符合", kind="integer", unit="人"),
    Field(name="no_longer_eligible", title="将不再符合", kind="integer", unit="人"),
    Field(name="eligible_next", title="下学年符合", kind="integer", unit="人"),
    Field(name="ending", title="将期满返回", kind="integer", unit="人"),
    Field(name="exchanged_next", title="下学年仍在交流", kind="integer", unit="人", width=14),
    Field(name="share_next", title="下学年比例", kind="decimal", unit="%"),
    Field(name="gap_next", title="下学年还差", kind="integer", unit="人"),
    Field(name="newcomers", title="将新符合的人", kind="words", width=24, shown=False),
    Field(name="policy", title="所用政策", kind="text", width=16, shown=False),
)

_ABLE, _REAL, _LEADERS = "符合交流条件", "实际交流", "其中骨干"
STATISTICS_FIELDS: tuple[Field, ...] = (
    Field(name="school", title="学校", kind="text", width=18),
    _LEVEL,
    Field(name="posts", title="核定编制数", kind="integer"),
    Field(name="on_establishment", title="在编教师数", kind="integer"),
    Field(name="teachers", title="专任教师数", kind="integer"),
    Field(name="eligible", title="总数", kind="integer", group=_ABLE, unit="人"),
    Field(name="eligible_backbone", title="骨干", kind="integer", group=_ABLE, unit="人"),
    Field(name="out", title="流出", kind="integer", group=_REAL, unit="人"),
    Field(name="in", title="流入", kind="integer", group=_REAL, unit="人"),
    Field(name="total", title="合计", kind="integer", group=_REAL, unit="人"),
    Field(name="out_backbone", title="骨干流出", kind="integer", group=_LEADERS, unit="人"),
    Field(name="in_backbone", title="骨干流入", kind="integer", group=_LEADERS, unit="人"),
    Field(name="rotation_share", title="交流比例", kind="decimal", unit="%"),
    Field(name="backbone_share", title="骨干比例", kind="decimal", unit="%"),
    Field(name="met", title="是否达标", kind="boolean"),
)

STEP_FIELDS: tuple[Field, ...] = (
    Field(name="year", title="学年", kind="integer"),
    Field(name="step", title="工作", kind="text", width=26),
    Field(name="due", title="最迟", kind="date", width=12),
    Field(name="state", title="状态", kind="text"),
    Field(name="detail", title="情况", kind="text", width=36),
    Field(name="code", title="代码", kind="text", shown=False),
)

FIELD_TITLES: tuple[tuple[str, str], ...] = (
    *((f"placement.{f.name}{'_id' if f.kind == 'school' else ''}", f.title) for f in INTAKE_FIELDS),
    ("placement.scenario_id", "来自方案"),
)
RULE_TITLES: tuple[tuple[str, str], ...] = (
    ("exemption.teacher_id", "教职工"),
    *((f"exemption.{f.name}", f.title) for f in EXEMPTION_INTAKE_FIELDS[3:]),
    ("standard.kind", "类别"),
    ("standard.year", "自学年起"),
    ("standard.code", "代码"),
    ("standard.title", "名称"),
    ("standard.body", "修改后的内容"),
)
