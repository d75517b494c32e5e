"""Words of evaluation: names of rules, bindings and grades, and the sentences around figures."""

from __future__ import annotations

EVALUATION = "捆绑考核"

# The kinds of scoring rules, as the editor offers them: name and explanation.
RULES: dict[str, tuple[str, str]] = {
    "judged": ("直接评分", "评分人在 0 到满分之间给分。"),
    "checklist": ("逐项计分", "每满足一项得该项的分，各项分值合计等于满分。"),
    "bands": ("分档评分", "评分人在某一档的上下限之间给分，如 8—10、5—7、0—4。"),
    "steps": ("分段计分", "按数值达到的最好一段给分。"),
    "events": ("逐次扣分", "从满分起每发生一次扣几分（或在范围内酌扣），扣到最低分为止。"),
    "percent_points": ("按百分点扣分", "比目标每差 1 个百分点扣几分，扣完为止。"),
    "proportional": ("按比例折算", "用比率、与各校最大值之比或与目标之比乘以满分，以满分为限。"),
    "threshold": ("达标计分", "达到要求得满分，没有达到得另定的分。"),
    "count": ("计数得分", "每有一项得几分，积满为止。"),
    "highest": ("取最高一次", "同一人（或全校）只按最高等级计一次。"),
    "quota": ("定额增减", "应有几次，每少一次扣几分，每多一次加几分。"),
}
REACHES = {"checklist": "各项合计", "bands": "最高一档是", "steps": "最高一段是"}

OPERATORS = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于"}
NOT_BELOW, NOT_ABOVE = "不低于", "不高于"
TARGET, LARGEST, VALUE = "目标值", "各校最大值", "数值"
HIGHEST_OF = {"person": "同一人只计最高一次", "school": "全校只计最高一次"}
FIRST_LEVEL = "一级指标"
SOME_BELOW = "下级有几项"
ROUNDED_TO = "四舍五入到 {digits} 位小数"
NOT_APPLICABLE = "不适用于这所学校，分值由其他指标分担。"
NOT_SCORED = "还没有评分，暂记 0 分。"
NOTHING_BESIDE = "没有登记，记 0 分。"
ONLY_RATER = "评分"
ROUNDING = (
    "计算规则：比率按百分数四舍五入到四位小数；每条指标的得分四舍五入到方案规定的位数（一般两位）；"
    "中间结果四舍五入到四位小数；最后得分四舍五入到规定的位数（一般两位）。"
    "每一步都用四舍五入后的数继续计算，所以照表上的数字手算，结果与程序完全一致。"
)

# The ways of binding schools together: name, formula, explanation. None is taken from a public
# text: what is public speaks of binding without a split, so all figures are settings.
BINDINGS: dict[str, tuple[str, str, str]] = {
    "own_group": (
        "本校加集团",
        "最后得分＝a×本校得分＋b×集团得分，a＋b＝1",
        "每所学校的成绩里都有集团的一份，做得好互相带动，做得差互相牵连。",
    ),
    "lead_members": (
        "核心校与成员校捆绑",
        "核心校＝a×本校得分＋b×其他成员校平均；成员校＝a×本校得分＋b×集团得分",
        "核心校的成绩看它带的学校办得怎样，而不是看含它自己在内的平均。",
    ),
    "growth": (
        "加看增值",
        "最后得分＝a×本校得分＋b×集团得分＋c×增值得分，a＋b＋c＝1",
        "与本校上一轮比，进步也计分；可按分差、位次变化或标准分变化算。",
    ),
    "gap": (
        "加看差距缩小",
        "最后得分＝a×本校得分＋b×集团得分＋缩小差距加分－差距扩大扣分",
        "与核心校的差距比上一轮小了加分，大了扣分；刚合并的学校有宽限年。",
    ),
    "one_score": (
        "一个成绩",
        "最后得分＝集团得分",
        "一体考核：一个法人的各校区同一个成绩。",
    ),
    "projects": (
        "项目评估",
        "最后得分＝各项目得分按权重平均",
        "协作型：不打破原有体制，只评合作的项目。",
    ),
}
GROUP_SCORES: dict[str, tuple[str, str]] = {
    "mean": ("平均", "各校本校得分的平均数。"),
    "pupils": ("按学生数平均", "各校本校得分按在校学生数加权平均。"),
    "lead": ("核心校加权", "核心校得分占一定比例，其余为成员校平均。"),
    "weakest": ("短板", "各校本校得分中最低的一个。"),
    "separate": ("集团另评", "集团按集团指标另行评出的得分。"),
}
GROWTHS: dict[str, tuple[str, str]] = {
    "difference": ("分差", "本轮得分减基期得分。"),
    "rank": ("位次", "基期位次减本轮位次，前进为正。"),
    "standard": ("标准分", "本轮标准分减基期标准分；标准分＝（得分－平均）÷标准差。"),
}
VETO_REACHES: dict[str, str] = {
    "own": "一票否决只影响本校的等第。",
    "group_score": "一所学校被否决，集团得分降到低一等。",
    "group_grade": "一所学校被否决，集团各校的等第都降一等。",
}
LEAD_ROLE = "核心校"
GROUP_SCORE = "集团得分"
UNSOURCED = "比例由本集团设定，没有公开文件规定"
DEFAULT_GRADES = (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None))
SMALL_GROUP = "只有 {count} 所学校，平均、标准差和位次都不稳定，只作参考。"

# --- what is stored, done and listed ------------------------------------------------------------

SCHEMES, INDICATORS, ROUNDS = "考核方案", "考核指标", "考核轮次"
SCORES, RESULTS, APPEALS = "考核评分", "考核结果", "考核申诉"
SUMMARY = "捆绑考核评分汇总表"
RULE = "捆绑规则"
VETO = "一票否决"
UNTOLD = "评分表里没有写事由"
SEALED = (
    "以下内容由程序按固定格式保存，供以后各年逐字核对、重新计算，不供阅读；"
    "要看内容，请打开捆绑考核中相应的名单，或导出评分汇总表。"
)
SHIPPED = {
    "group": "集团化办学考核", "guizhou-strong-schools": "公办强校千分制",
    "master-studio": "名师工作室成员考核",
}  # fmt: skip
LATE = "还有指标没有评分，暂记 0 分：{listed}。"

DRAFT, OPEN, PUBLISHED, LOCKED = "draft", "open", "published", "locked"
STATES = {DRAFT: "筹备", OPEN: "评分中", PUBLISHED: "已公布", LOCKED: "已锁定"}
FILED, UPHELD, CHANGED = "filed", "upheld", "changed"
APPEAL_STATES = {FILED: "待处理", UPHELD: "维持原分", CHANGED: "已改分"}

ADOPT_SCHEME = "选用考核方案"
EDIT_SCHEME = "修改考核方案"
REMOVE_SCHEME = "删除考核方案"
OPEN_ROUND = "开始一轮考核"
EDIT_ROUND = "修改考核轮次"
START_SCORING = "开始评分"
REMOVE_ROUND = "删除考核轮次"
ENTER_SCORES = "登记评分"
REMOVE_SCORES = "删除评分"
TAKE_MEASURES = "取统计指标"
SET_APPLIES = "设定指标是否适用"
SET_VETO = "登记一票否决"
LIFT_VETO = "撤去一票否决"
SET_SCHOOL = "登记局评分和基期"
FILE_APPEAL = "提出申诉"
DECIDE_APPEAL = "处理申诉"
PUBLISH_ROUND = "公布考核结果"
LOCK_ROUND = "锁定考核结果"
REOPEN_ROUND = "重新开放考核"
DEMO = "建立演练考核"

SYSTEM = "系统统计"
RATER_WORDS: dict[str, tuple[str, ...]] = {
    "self": ("自评", "学校自评", "本校自评", "自查"),
    "school": ("校评", "学校评", "互评", "校际互评"),
    "group": ("集团评", "集团", "集团考核", "集团评分", "站评", "复评", "初评"),
    "expert": ("专家评", "专家", "专家组", "评委", "专家评分"),
    "bureau": ("局评", "教育局", "局评分", "区评", "县评", "市评", "督导评", "终评"),
}
"""Raters as workbooks write them: the first word is the title, the order that of the one who
decides last."""
BONUS_WORDS = ("加分", "附加分", "奖励分", "加分项")
DEDUCTION_WORDS = ("扣分项", "减分项", "倒扣")
VETO_WORDS = ("一票否决", "否决项")
ITEM = {"kind": "项", "number": "次数", "who": "姓名", "points": "酌扣分"}
"""What happened, as the store keeps it: keys that can be read in the history."""
BESIDE = {"indicator": "总分内", "bonus": "加分", "deduction": "扣分"}
FROM_WORKBOOK = "由本集团的工作簿导入"

TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("evaluation_scheme", "考核方案"),
    ("evaluation_round", "考核轮次"),
    ("evaluation_round_school", "参评学校"),
    ("evaluation_score", "评分"),
    ("evaluation_applicability", "指标是否适用"),
    ("evaluation_veto", "一票否决"),
    ("evaluation_appeal", "申诉"),
    ("evaluation_result", "考核结果"),
)
