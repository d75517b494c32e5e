"""Fields of the staff register: keys, headings people write for them, kinds and limits."""

from __future__ import annotations

from jtdesk.core.fields import Field
from jtdesk.staff.rules import education_detail
from jtdesk.staff.words import EMPLOYMENT, QUALIFICATION, TASK

SCHOOL_ALIASES = (
    "学校", "学校名称", "单位", "单位名称", "现任学校", "现任职学校", "任职学校", "所在学校",
    "所在单位", "现单位", "现工作单位", "工作单位", "编制所在学校", "编制学校",
    "编制校", "编制单位", "人事关系所在学校", "单位全称", "单位全称(按照单位公章)", "学校全称",
    "校区", "所属学校", "所属单位", "现所在学校", "现任校", "在编学校", "编制所在单位", "服务学校",
)  # fmt: skip

# Families of headings; what is written in them is free of signs and spaces by then.
PERSON_NAME = (
    (
        r"(?!.*(?:配偶|爱人|家长|父|母|子女|紧急|联系人|曾用|推荐|填表|填报|审核|负责人|校长|师父|徒弟|师傅"
        r"|学生|幼儿|孩子|儿童|学员|主持人|英文|拼音|领导|主任|证明人|户主)).{1,6}姓名"
    ),
)
ID_NUMBER = (
    (
        r"(?!.*(?:类型|种类|复印|照片|有效期|地址|资格|职称|学历|毕业|配偶|紧急|子女|银行)).{0,6}"
        r"(?:身份证|证件)件?(?:号码?|编号).{0,6}"
    ),
)
_SCHOOL_WORD = r"(?:学校|单位|园所|幼儿园|校区|机构|园|校)"
_SCHOOL_AT = (
    r"(?:现|现在|目前|当前|所在|所属|任职|工作|在职|就职|服务|人事关系|人事|编制|在编|隶属|关系|本人|教师"
    r"|教职工|职工)"
)

FIELDS: tuple[Field, ...] = (
    Field(
        name="staff_no", title="教职工号", kind="text", width=10, shown=False,
        aliases=("工号", "教师编号", "职工号", "教工号", "人员编号", "教师工号", "员工编号"),
        patterns=(r"(?:教师|教职?工|教职员工?|职工|员工|人员)(?:编号|工号|代码|号)",),
    ),
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("教师姓名", "教职工姓名", "人员姓名", "职工姓名", "姓名(中文)", "教工姓名",
            "名字"),
        patterns=PERSON_NAME,
    ),
    Field(
        name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
        identity=True,
        aliases=(
            "身份证号码", "身份证", "证件号码", "身份证件号码", "证件号", "身份证件号",
            "身份证件号码", "公民身份号码", "身份证号码(文本格式)", "居民身份证号",
            "居民身份证号码", "身份证号(文本)", "身份证(文本格式)", "有效证件号码",
        ),
        patterns=ID_NUMBER,
    ),
    Field(
        name="gender", title="性别", kind="code", codes="gender", width=6, identity=True,
        aliases=("男女", "性别(男/女)"),
    ),
    Field(
        name="birth_date", title="出生年月", kind="date", width=11, identity=True,
        aliases=(
            "出生日期", "出生年月日", "生日", "出生时间", "出生", "出生年月(日)",
            "出生日期(年月日)",
        ),
        help="只写到月时按身份证补到日。",
    ),
    Field(
        name="ethnicity", title="民族", kind="code", codes="ethnicity", width=7, shown=False,
        open=True, aliases=("族别", "民族成份", "民族成分"),
    ),
    Field(
        name="political_status", title="政治面貌", kind="code", codes="political_status", width=10,
        shown=False, aliases=("党派", "政治面目", "政治身份"),
    ),
    Field(
        name="work_since", title="参加工作时间", kind="month", width=10,
        aliases=(
            "参加工作年月", "工作时间", "参工时间", "参加工作日期", "何时参加工作", "参加工作",
            "工作年月", "参工年月", "工作起始时间", "始工作时间", "参加工作起始时间",
        ),
        fallbacks=("入职时间", "入职年月", "入职日期"),
    ),
    Field(
        name="school", title="现任学校", kind="school", group=EMPLOYMENT, width=18,
        aliases=SCHOOL_ALIASES, stand_in="teaching_school",
        patterns=(rf"{_SCHOOL_AT}+的?{_SCHOOL_WORD}(?:全称|名称|简称)?",), help="编制所在学校。",
    ),
    Field(
        name="school_since", title="到校时间", kind="month", group=EMPLOYMENT, width=10,
        aliases=(
            "到校年月", "来校时间", "来校年月", "进校时间", "进校年月", "进入本校时间",
            "进本校年月", "进本校时间", "到本校时间", "到现校时间", "进入现单位时间",
            "进入现单位任教时间", "现任校起始年月", "调入时间", "调入本校时间", "入校时间",
            "到现任学校时间", "任现校时间", "到岗时间", "进入现单位年月", "何时进入本校",
            "来本校时间", "现任学校起始时间", "到现单位时间", "到现工作单位时间", "入职本校时间",
        ),
        fallbacks=("入职时间", "入职年月", "入职日期"),
        patterns=(
            (r"(?:何时)?(?:(?:到|来|进|进入|调入|调到|入职?|任)(?:本|现任?|我|该)?|本|现任?)(?:任职|任教|工作)?"
            rf"{_SCHOOL_WORD}(?:工作|任教|任职)?(?:(?:起始|开始)(?:时间|年月|日期)?|时间|年月|日期)"),
        ),
    ),
    Field(
        name="teaching_school", title="实际任教学校", kind="school", group=EMPLOYMENT, width=18,
        shown=False,
        aliases=(
            "任教单位", "实际任教单位", "实际工作学校", "现任教学校", "实际任职学校", "在岗学校",
            "现实际任教学校", "实际所在学校", "实际工作单位", "任教学校",
        ),
        patterns=(rf"(?:现|目前|当前|实际|在岗)*(?:任教|教学|上课|在岗)的?{_SCHOOL_WORD}(?:全称|名称)?",),
        help="与编制所在学校不同时填写。",
    ),
    Field(
        name="position", title="职务", kind="code", codes="position", open=True, group=EMPLOYMENT,
        width=10,
        aliases=(
            "行政职务", "现任职务", "岗位", "党政职务", "校内职务", "职务(岗位)", "担任职务",
            "行政职务(岗位)", "岗位职务", "任职",
        ),
        patterns=(
            r"(?:现|现在|目前|担任|所任|现任|任)*(?:行政|党政|校内|园内|学校|校级)*(?:职务|岗位)(?:名称)?",
        ),
    ),
    Field(
        name="establishment", title="编制性质", kind="code", codes="establishment",
        group=EMPLOYMENT, width=9,
        aliases=(
            "编制", "用工形式", "是否在编", "人员性质", "用工性质", "编制类型", "编制情况",
            "用人形式", "身份性质", "编制类别", "人员类别", "教师身份", "在编情况", "聘用形式",
            "在编/编外", "在编或编外", "编内/编外", "在编/非在编", "编制(在编/编外)",
        ),
    ),
    Field(
        name="duty_status", title="在岗状态", kind="code", codes="duty_status", group=EMPLOYMENT,
        width=9, shown=False,
        aliases=(
            "在岗情况", "人员状态", "是否在岗", "在岗与否", "状态", "当前状态", "岗位状态",
            "2025年9月在岗状态", "现岗位状态",
        ),
    ),
    Field(
        name="education", title="最高学历", kind="code", codes="education", group=QUALIFICATION,
        width=9, as_written="education_as_written", says_more=education_detail, rest="degree",
        aliases=("学历", "文化程度", "现学历", "最终学历", "最后学历", "学历层次", "现有学历"),
        patterns=(r"(?:最高|最后|最终|现|现有|目前|教师)*学历(?:层次|情况|水平|最高)*",),
    ),
    Field(
        name="degree", title="学位", kind="code", codes="degree", group=QUALIFICATION, width=8,
        shown=False, aliases=("最高学位", "最高学历对应学位", "学位名称", "现学位",
            "非学历最高学位"),
    ),
    Field(
        name="title", title="职称", kind="code", codes="title", group=QUALIFICATION, width=11,
        aliases=(
            "专业技术职务", "现任职称", "专业技术职称", "现有职称", "技术职称", "职称等级",
            "现持有最高职称", "最高职称", "教师职称", "专业技术资格", "职称级别",
            "现聘专业技术职称", "现聘职称", "专技职务", "职称(资格)",
        ),
        patterns=(
            (r"(?:现|现有|现任|现聘|现持有|目前|最高|教师|已取得|所获|获得)*"
            r"(?:(?:专业技术|专技)(?:职务|资格|职称)|(?:技术)?职称)(?:任职资格|资格|名称|级别|等级|情况)*"),
        ),
    ),
    Field(
        name="title_since", title="取得职称时间", kind="month", group=QUALIFICATION, width=10,
        shown=False,
        aliases=(
            "职称取得时间", "职称评定时间", "任职资格时间", "取得现职称时间",
            "最高职称认定或评审通过时间", "职称时间", "现职称取得时间", "任职资格取得时间",
            "评定职称时间",
        ),
        fallbacks=(
            "取得时间", "评定时间", "评审通过时间", "职称证发证时间", "发证时间",
        ),
        patterns=(
            (r"(?:现|现任|最高|取得|获得|获|评定|评审|认定|评上)*(?:职称|专业技术职[务称]|专技职务|任职资格"
            r"|专业技术资格|技术职称)+(?:任职资格|资格)?(?:取得|获得|评定|评审|认定|评聘|批准|通过|或)*的?"
            r"(?:时间|年月|日期)"),
        ),
    ),
    Field(
        name="stage", title="学段", kind="code", codes="stage", group=TASK, width=7,
        aliases=("任教学段", "主要任教学段", "所在学段", "教学学段", "任课学段"),
        patterns=(r"(?:主要|现|所|目前)*(?:任教|教学?|所在|所属|任课|授课|执教)?的?学段(?:名称)?",),
    ),
    Field(
        name="subject", title="学科", kind="code", codes="subject", group=TASK, width=11,
        rest="other_subjects",
        patterns=(
            (r"(?:现|现在|目前|主要|主|所|本学期)*(?:任教|任课|教|执教|授课|讲授|担任|教授)?的?"
            r"(?:学科|科目|课程)(?:名称)?"),
        ),
        aliases=(
            "任教学科", "主教学科", "教学科目", "所教学科", "任课学科", "科目", "任教科目",
            "主要学科", "主教学科(只能选一门)", "现任教学科", "任教主学科", "执教学科", "学科(主)",
        ),
    ),
    Field(
        name="other_subjects", title="兼教学科", kind="words", codes="subject", group=TASK,
        width=14, shown=False,
        aliases=("兼任学科", "兼课学科", "兼教学科(可以填多门,逗号隔开)", "兼教科目", "其他学科"),
    ),
    Field(
        name="grades", title="任教年级", kind="words", group=TASK, width=12, shown=False,
        aliases=("任课年级", "年级", "所教年级", "任教班级年级"),
    ),
    Field(
        name="weekly_periods", title="周课时", kind="decimal", group=TASK, width=8, unit="节",
        minimum=0, maximum=60,
        aliases=(
            "周课时数", "课时/周", "周课时量", "每周课时", "周节数", "课时数", "周授课节数", "课时",
            "周授课时数", "周课时(节)", "每周节数", "周任课节数", "周课时节数",
        ),
        patterns=(
            (r"(?:现|目前)?(?:(?:每?周)?(?:任课|授课|上课|任教|教学|工作)?课时"
                r"|(?:每?周|任课|授课|上课|任教|教学)+(?:节|课节|节次))(?:数|量|节数)*"
            r"(?:节|周|节周|每周)*"),
        ),
    ),
    Field(
        name="backbone_level", title="骨干教师级别", kind="code", codes="backbone_level",
        none_ends=True, width=11,
        aliases=(
            "骨干级别", "骨干称号", "骨干教师", "最高骨干教师级别", "骨干教师称号", "骨干",
            "骨干层次", "骨干教师层次", "骨干等级", "骨干情况", "骨干教师等级", "骨干教师情况",
            "名优骨干级别", "是否骨干教师",
        ),
        fallbacks=("荣誉称号", "教师荣誉称号", "教学荣誉称号"),
        patterns=(
            r"(?:现|现有|最高|获得|所获|各级|教师)*骨干(?:教师)?(?:称号|荣誉|级别|层次|等级|类别|名称|情况)+",
        ),
    ),
    Field(
        name="phone", title="联系电话", kind="phone", width=14, sensitive=True,
        aliases=(
            "手机", "手机号码", "手机号", "电话", "联系方式", "电话号码", "移动电话", "手机(长号)",
            "本人手机", "联系手机", "联系电话(手机)", "联系电话号码",
        ),
        patterns=(r"(?:本人|个人|教师|教工)*联?系?(?:手机|移动电话|电话)(?:号码?|长号)*",),
    ),
    Field(
        name="wishes", title="个人意愿", kind="text", width=18, shown=False,
        aliases=("意愿", "交流意愿", "轮岗意愿", "意向学校", "志愿"),
    ),
    Field(
        name="exemption", title="免交流原因", kind="text", width=18, shown=False,
        aliases=("免轮岗原因", "豁免原因", "暂缓交流原因", "不参加交流原因", "免于交流原因"),
    ),
)  # fmt: skip

NOTE = Field(
    name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明", "备注说明")
)
EDUCATION_AS_WRITTEN = Field(
    name="education_as_written", title="学历(原文)", kind="text", width=12, shown=False,
    help="写得比代码更细的学历，如硕士研究生。",
)  # fmt: skip

INTAKE_FIELDS: tuple[Field, ...] = (*FIELDS, EDUCATION_AS_WRITTEN, NOTE)

_PERSON: tuple[Field, ...] = (
    Field(name="name", title="姓名", kind="name", required=True, width=9),
    Field(name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True),
)

# What a list that merely names teachers does not tell of them.
ROSTER_ONLY = frozenset({
    "staff_no", "ethnicity", "political_status", "work_since", "school_since", "teaching_school",
    "establishment", "duty_status", "education", "degree", "title_since", "grades",
    "weekly_periods",
})  # fmt: skip

HONOUR_FIELDS: tuple[Field, ...] = (
    *_PERSON,
    Field(name="school", title="学校", kind="school", width=18, aliases=SCHOOL_ALIASES),
    Field(name="subject", title="学科", kind="code", codes="subject", width=11),
    Field(
        name="title", title="称号", kind="text", required=True, width=16,
        aliases=(
            "荣誉称号", "骨干称号", "骨干教师称号", "称号名称", "荣誉名称", "获得荣誉", "骨干类别",
            "骨干教师类别", "综合荣誉", "名师称号", "名优称号",
        ),
        patterns=(r"(?!.*(?:级别|时间|日期|等级)).{1,6}称号(?:名称)?",),
    ),
    Field(
        name="level", title="级别", kind="code", codes="honour_level", open=True, width=8,
        aliases=("称号级别", "荣誉级别", "骨干级别", "骨干教师级别", "等级"),
    ),
    Field(
        name="issuer", title="认定部门", kind="text", width=18,
        aliases=(
            "认定单位", "发证单位", "授予单位", "颁发单位", "命名单位", "评选单位", "认定机构",
        ),
        patterns=(r"(?:认定|评定|授予|颁发|颁证|发证|批准|命名|评选|评审)的?(?:单位|部门|机构|机关)",),
    ),
    Field(
        name="document_no", title="文号", kind="text", width=16,
        aliases=("认定文号", "文件文号", "批准文号", "文件号", "证书编号", "证书号"),
    ),
    Field(
        name="awarded_on", title="认定时间", kind="month", width=10,
        aliases=(
            "获得时间", "授予时间", "获奖时间", "命名时间", "认定日期", "认定年月", "颁发时间",
            "评定时间", "发证时间",
        ),
        patterns=(r"(?:获得?|授予|颁发|颁证|发证|命名|认定|评定|评选|获评|获奖|批准|公布)(?:称号|荣誉)?的?(?:时间|日期|年月|年度)",),
    ),
    Field(
        name="valid_until", title="有效期至", kind="month", width=10,
        aliases=("有效期", "有效期限", "有效截止", "到期时间", "任期至", "有效期截止"),
    ),
    Field(name="backbone", title="计入骨干教师", kind="boolean", width=10),
)  # fmt: skip
# The subject is the person's own; whether an honour counts is the rule's or a correction by hand.
HONOUR_INTAKE_FIELDS: tuple[Field, ...] = tuple(
    f for f in HONOUR_FIELDS if f.name not in {"subject", "backbone"}
)

POSTING_FIELDS: tuple[Field, ...] = (
    *_PERSON,
    Field(name="school", title="学校", kind="school", required=True, width=18),
    Field(name="kind", title="类别", kind="text", width=7, help="编制、任教或走教。"),
    Field(name="share", title="工作量占比", kind="percent", width=9),
    Field(name="from_date", title="起", kind="month", width=10),
    Field(name="to_date", title="止", kind="month", width=10, help="这一天起不再任职。"),
)

DUPLICATE_FIELDS: tuple[Field, ...] = (
    Field(name="name", title="姓名", kind="name", width=9),
    Field(name="school", title="学校", kind="school", width=18),
    Field(name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True),
    Field(name="other_name", title="另一人姓名", kind="name", width=9),
    Field(name="other_school", title="另一人学校", kind="school", width=18),
    Field(
        name="other_id_number", title="另一人身份证号", kind="id_number", width=20, sensitive=True
    ),
    Field(name="reasons", title="依据", kind="words", width=24),
    Field(name="verdict", title="判定", kind="text", width=8),
)

_TEACHER_COLUMNS = {
    f.name: f.title
    for f in INTAKE_FIELDS
    if f.name not in {"school", "school_since", "teaching_school", "backbone_level"}
} | {
    "initials": "拼音首字母", "left_on": "离职日期", "left_reason": "离职原因",
    "stated_on": "数据日期",
}  # fmt: skip

FIELD_TITLES: tuple[tuple[str, str], ...] = tuple(
    (f"{table}.{name}", title)
    for table, columns in {
        "teacher": _TEACHER_COLUMNS,
        "posting": {
            "teacher_id": "教职工", "school_id": "学校", "kind": "类别", "share": "工作量占比",
            "from_date": "起", "to_date": "止", "since": "到校时间",
        },
        "honour": {
            "teacher_id": "教职工", "title": "称号", "level": "级别", "issuer": "认定部门",
            "document_no": "文号", "awarded_on": "认定时间", "valid_until": "有效期至",
            "known_from": "登记起始日期", "counts": "计入骨干教师",
        },
        "person_pair": {"first_id": "甲", "second_id": "乙", "verdict": "判定"},
    }.items()
    for name, title in columns.items()
)  # fmt: skip
