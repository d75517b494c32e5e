"""Fields of schemes, indicators, rounds, scores and results."""

from __future__ import annotations

from jtdesk.core.fields import Field

ROUND = Field(
    name="round", title="轮次", width=18, identity=True,
    aliases=("考核轮次", "考核名称", "考核年度", "评价轮次", "年度"),
)  # fmt: skip
SCHOOL = Field(
    name="school", title="学校", kind="school", required=True, width=18,
    aliases=("学校名称", "单位", "单位名称", "参评学校", "被考核学校", "成员校"),
)  # fmt: skip
SCHEME = Field(
    name="scheme", title="考核方案", width=24, aliases=("方案", "方案名称", "指标体系"),
)  # fmt: skip
VERSION = Field(name="version", title="版本", width=10)
NOTE = Field(name="note", title="备注", width=20, shown=False)

SCHEME_FIELDS: tuple[Field, ...] = (
    Field(name="code", title="方案代码", width=12, identity=True),
    Field(name="title", title="方案名称", width=28),
    Field(name="number", title="第几版", kind="integer", width=7),
    VERSION,
    Field(name="source", title="依据", width=30, shown=False),
    Field(name="total", title="总分", kind="decimal", width=7),
    Field(name="indicators", title="末级指标数", kind="integer", width=9),
    Field(name="measured", title="其中由程序统计", kind="integer", width=11),
    Field(name="raters", title="评分人", kind="words", width=24),
    Field(name="frozen", title="已定稿", kind="boolean", width=7),
    Field(name="edited", title="有修改", kind="boolean", width=7),
    Field(name="rounds", title="用于轮次", kind="words", width=20),
    Field(name="adopted_on", title="选用日期", kind="date", width=11),
    Field(name="fingerprint", title="指纹", width=20, shown=False),
    NOTE,
)

INDICATOR_FIELDS: tuple[Field, ...] = (
    SCHEME,
    VERSION,
    Field(name="code", title="编号", width=9, identity=True),
    Field(name="title", title="指标", width=22),
    Field(name="level", title="级", kind="integer", width=5),
    Field(name="parent", title="上级编号", width=9),
    Field(name="path", title="全称", width=34, shown=False),
    Field(name="beside", title="所属", width=8),
    Field(name="points", title="分值", kind="decimal", width=7),
    Field(name="scale", title="按几分评", kind="decimal", width=8, shown=False),
    Field(name="leaf", title="末级", kind="boolean", width=6),
    Field(name="rule", title="计分办法", width=12),
    Field(name="measure", title="统计指标", width=22),
    Field(name="raters", title="评分人", kind="words", width=18),
    Field(name="applies", title="适用", width=18),
    Field(name="evidence", title="要交的材料", width=22),
    Field(name="source", title="依据", width=24, shown=False),
    Field(name="edit", title="待本地修改", kind="boolean", width=9, shown=False),
    NOTE,
)

SHEET_FIELDS: tuple[Field, ...] = (
    SCHEME,
    Field(
        name="first", title="一级指标", width=16,
        aliases=("A级指标", "考核项目", "考核类别", "评价项目", "一级考核指标", "项目"),
    ),
    Field(
        name="second", title="二级指标", width=18,
        aliases=("B级指标", "考核内容", "评价内容", "二级考核指标"),
    ),
    Field(name="third", title="三级指标", width=18, aliases=("C级指标", "三级考核指标", "观测点")),
    Field(
        name="point", title="要点", width=34,
        aliases=("考核要点", "评估要点", "评价要点", "主要观测点", "指标", "考核指标", "评价指标",
                 "评价标准", "考核标准"),
    ),
    Field(
        name="points", title="分值", kind="decimal", minimum=0, width=7,
        aliases=("满分", "标准分", "权重分", "分数", "配分", "赋分"),
    ),
    Field(
        name="way", title="评分办法", width=24,
        aliases=("计分办法", "评分标准", "评分细则", "赋分规则", "评分方法", "扣分标准"),
    ),
    Field(name="measure", title="统计指标", width=20),
    Field(name="evidence", title="要交的材料", width=20, aliases=("佐证材料", "印证材料", "材料")),
    Field(name="note", title="备注", width=16, aliases=("说明",)),
)  # fmt: skip

ROUND_FIELDS: tuple[Field, ...] = (
    Field(name="name", title="轮次", required=True, width=20, identity=True,
          aliases=("考核轮次", "考核名称", "轮次名称")),
    SCHEME,
    VERSION,
    Field(name="rule", title="捆绑规则", width=18),
    Field(name="start", title="起", kind="date", width=11, aliases=("考核起", "开始日期")),
    Field(name="end", title="止", kind="date", width=11, aliases=("考核止", "结束日期")),
    Field(name="state", title="状态", width=8),
    Field(name="schools", title="参评学校", kind="words", width=30),
    Field(name="raters", title="评分人", kind="words", width=22),
    Field(name="base", title="基期轮次", width=18),
    Field(name="scores", title="已评条数", kind="integer", width=8),
    Field(name="missing", title="未评条数", kind="integer", width=8),
    Field(name="issue", title="公布次数", kind="integer", width=8),
    Field(name="published_on", title="公布日期", kind="date", width=11),
    Field(name="locked_on", title="锁定日期", kind="date", width=11),
    Field(name="reopened_because", title="重新开放原因", width=20, shown=False),
    NOTE,
)  # fmt: skip

ROUND_INTAKE = tuple(
    one
    for one in ROUND_FIELDS
    if one.name in {"name", "scheme", "start", "end", "schools", "raters"}
)

INDICATOR = Field(
    name="indicator", title="指标", required=True, width=22,
    aliases=("考核指标", "评价指标", "指标编号", "指标名称", "二级指标", "三级指标", "末级指标",
             "考核要点", "要点", "评分项目", "考核内容"),
)  # fmt: skip
RATER = Field(
    name="rater", title="评分人", width=10,
    aliases=("评分主体", "评价主体", "评委", "评分者", "考核主体", "评分方"),
)  # fmt: skip
POINTS = Field(
    name="points", title="得分", kind="decimal", width=8, aliases=("评分", "评定分", "考核得分"),
)  # fmt: skip
VALUE = Field(
    name="value", title="数值", kind="decimal", width=8, aliases=("指标值", "实际值", "完成值"),
    help="按方案的计分办法折算成分的数，如比率写百分数。",
)  # fmt: skip
COMMENT = Field(name="comment", title="评语", width=24, aliases=("说明", "评分说明", "理由"))
EVIDENCE = Field(name="evidence", title="佐证材料", width=24, aliases=("印证材料", "依据材料"))
TOLD = Field(name="told", title="表题", shown=False)
SCORE_INTAKE: tuple[Field, ...] = (
    ROUND, SCHOOL, INDICATOR, RATER, POINTS, VALUE, COMMENT, EVIDENCE, TOLD,
)  # fmt: skip
SCORE_FIELDS: tuple[Field, ...] = (
    ROUND,
    SCHOOL,
    Field(name="indicator", title="指标编号", width=10),
    Field(name="title", title="指标", width=22),
    Field(name="full", title="满分", kind="decimal", width=7),
    RATER,
    POINTS,
    VALUE,
    Field(name="numerator", title="分子", kind="decimal", width=8, shown=False),
    Field(name="denominator", title="分母", kind="decimal", width=8, shown=False),
    Field(name="items", title="记事", width=28),
    Field(name="awarded", title="折算得分", kind="decimal", width=9),
    Field(name="said", title="怎样算出", width=34),
    COMMENT,
    EVIDENCE,
    Field(name="counted", title="所据行数", kind="integer", width=8, shown=False),
)

RESULT_FIELDS: tuple[Field, ...] = (
    ROUND,
    Field(name="school", title="学校", kind="school", width=18),
    Field(name="role", title="集团角色", width=9),
    Field(name="own", title="本校得分", kind="decimal", width=9),
    Field(name="group", title="集团得分", kind="decimal", width=9),
    Field(name="growth", title="增值得分", kind="decimal", width=9),
    Field(name="gap", title="差距加减", kind="decimal", width=9),
    Field(name="bonus", title="加分", kind="decimal", width=7),
    Field(name="deduction", title="扣分", kind="decimal", width=7),
    Field(name="veto", title="一票否决", kind="words", width=18),
    Field(name="final", title="最后得分", kind="decimal", width=9),
    Field(name="grade", title="等第", width=8),
    Field(name="rank", title="位次", kind="integer", width=6),
    Field(name="tied", title="并列", kind="boolean", width=6),
    Field(name="bureau", title="局评得分", kind="decimal", width=9),
    Field(name="difference", title="与局评相差", kind="decimal", width=10),
    Field(name="missing", title="未评条数", kind="integer", width=8),
    Field(name="steps", title="计算过程", width=40, shown=False),
    Field(name="why", title="等第依据", width=30, shown=False),
    Field(name="notes", title="说明", width=30, shown=False),
    SCHEME,
    VERSION,
    Field(name="rule", title="捆绑规则", width=18),
    Field(name="state", title="状态", width=8),
    Field(name="issue", title="第几次公布", kind="integer", width=9, shown=False),
)

APPEAL_FIELDS: tuple[Field, ...] = (
    ROUND,
    Field(name="school", title="学校", kind="school", width=18),
    Field(name="indicator", title="指标编号", width=10),
    Field(name="title", title="指标", width=22),
    RATER,
    Field(name="filed_on", title="提出日期", kind="date", width=11),
    Field(name="reason", title="申诉理由", width=28),
    Field(name="state", title="状态", width=9),
    Field(name="before", title="申诉前", width=10),
    Field(name="after", title="申诉后", width=10),
    Field(name="decided_on", title="处理日期", kind="date", width=11),
    Field(name="decision", title="处理意见", width=28),
)

_STORED: dict[str, dict[str, str]] = {
    "evaluation_scheme": {
        "code": "方案代码", "number": "第几版", "title": "方案名称", "body": "方案全文",
        "edited": "有修改", "frozen": "已定稿", "adopted_on": "选用日期",
        "note": "备注",
    },
    "evaluation_round": {
        "name": "轮次", "scheme_id": "考核方案", "rule_code": "捆绑规则代码", "rule": "捆绑规则",
        "start": "起", "end": "止", "state": "状态", "raters": "评分人", "base_id": "基期轮次",
        "group_score": "集团另评得分", "issue": "公布次数", "published_on": "公布日期",
        "locked_on": "锁定日期", "reopened_because": "重新开放原因", "note": "备注",
    },
    "evaluation_round_school": {
        "round_id": "轮次", "school_id": "学校", "kind": "办学类型", "stages": "学段",
        "role": "集团角色", "area": "城乡类别", "legal_status": "法人情况", "pupils": "学生数",
        "years": "加入集团年数", "base": "填写的基期得分", "base_kept": "公布时所用基期得分",
        "bureau": "局评得分", "projects": "项目得分",
    },
    "evaluation_score": {
        "round_id": "轮次", "school_id": "学校", "leaf": "指标编号", "rater": "评分人",
        "points": "得分", "value": "数值", "numerator": "分子", "denominator": "分母",
        "items": "记事", "rows": "所据记录", "said": "怎样算出", "comment": "评语",
        "evidence": "佐证材料",
    },
    "evaluation_applicability": {
        "round_id": "轮次", "school_id": "学校", "indicator": "指标编号", "applies": "适用",
        "reason": "原因",
    },
    "evaluation_veto": {
        "round_id": "轮次", "school_id": "学校", "veto": "否决项", "reason": "事由",
        "happened_on": "发生日期",
    },
    "evaluation_appeal": {
        "round_id": "轮次", "school_id": "学校", "leaf": "指标编号", "rater": "评分人",
        "filed_on": "提出日期", "reason": "申诉理由", "state": "状态", "before": "申诉前",
        "after": "申诉后", "decided_on": "处理日期", "decision": "处理意见",
    },
    "evaluation_result": {
        "round_id": "轮次", "issue": "第几次公布", "school_id": "学校", "issued_on": "公布日期",
        "own": "本校得分", "final": "最后得分", "grade": "等第", "rank": "位次",
        "sheet": "计算过程",
    },
}  # fmt: skip
FIELD_TITLES: tuple[tuple[str, str], ...] = tuple(
    (f"{table}.{name}", title)
    for table, titles in _STORED.items()
    for name, title in titles.items()
)
