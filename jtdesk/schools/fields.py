"""Fields of the schools register: keys, headings people write for them, kinds and limits."""

from __future__ import annotations

from collections.abc import Iterator

from jtdesk.core.fields import Field
from jtdesk.schools.words import (
    AGREEMENT,
    CLASSES,
    PREMISES,
    PUPILS,
    STAFF_GROUP,
    STUDENTS,
)

_LEAD = r"(?:核心|总|牵头|龙头|主|本|领衔|中心)(?:校区?|学校|园|本部)"

FIELDS: tuple[Field, ...] = (
    Field(
        name="order", title="序号", kind="integer", width=6, identity=True, shown=False, minimum=1,
        aliases=("排序", "顺序", "学校序号"), help="教育局名册里的次序，各表都按它排列。",
    ),
    Field(
        name="name", title="学校名称", kind="text", required=True, width=18,
        aliases=(
            "学校", "校名", "单位名称", "学校全称", "单位全称", "单位", "成员校", "成员校名称",
            "成员学校", "学校(单位)名称", "学校(机构)名称", "机构名称", "学校(校区)", "校区名称",
            "学校(校区)名称", "单位全称(按照单位公章)", "填报学校", "所属学校", "集团学校",
        ),
        patterns=(
            r"(?:成员|集团|集团内|所属|所在)?(?:学校|单位|校区|园所|幼儿园|校|园)(?:单位|机构|校区|园)?(?:名称|全称)",
        ),
        help="公章上的全称。",
    ),
    Field(
        name="short_name", title="学校简称", kind="text", width=10, shown=False,
        aliases=("简称", "校名简称", "单位简称"),
    ),
    Field(
        name="code", title="学校标识码", kind="text", width=13,
        aliases=(
            "标识码", "学校(机构)标识码", "学校机构标识码", "机构标识码", "学校代码", "机构代码",
            "单位代码", "学校编码", "学校(机构)代码", "学校识别码", "校代码", "学校标识代码",
        ),
        help="教育部统一编的 10 位数字。",
    ),
    Field(
        name="local_code", title="地方代码", kind="text", width=13, shown=False,
        aliases=("地方编码", "属地代码", "区县代码", "本地代码"),
    ),
    Field(
        name="kind", title="办学类型", kind="code", codes="school_kind", width=14,
        aliases=("学校类型", "学校类别", "办学类别", "学校性质类别", "类型", "学校办学类型"),
    ),
    Field(
        name="stages", title="学段", kind="words", codes="stage", width=14, shown=False,
        aliases=("办学学段", "开设学段", "包含学段", "学段构成"),
        help="不填时按办学类型推出。",
    ),
    Field(
        name="role", title="集团角色", kind="code", codes="school_role", width=9,
        aliases=(
            "与核心校关系", "集团内角色", "成员性质", "角色", "校区性质", "在集团中的角色",
            "集团身份", "学校角色", "成员类别", "成员校类别",
        ),
    ),
    Field(
        name="legal_status", title="法人情况", kind="code", codes="legal_status", width=9,
        aliases=("是否独立法人", "独立法人", "法人性质", "法人类型", "法人"),
    ),
    Field(
        name="ownership", title="办学性质", kind="code", codes="ownership", width=8, shown=False,
        aliases=("办别", "公办民办", "举办性质", "公民办", "办学体制", "举办者类型", "学校性质"),
    ),
    Field(
        name="area", title="城乡类别", kind="code", codes="area", width=8,
        aliases=("城乡类型", "城乡分类", "城乡", "城乡属性", "所在地城乡类型",
            "学校所在地城乡类型"),
    ),
    Field(
        name="island", title="是否海岛", kind="boolean", width=8,
        aliases=("海岛", "海岛学校", "是否海岛学校", "是否海岛校"),
    ),
    Field(
        name="mountain", title="是否山区", kind="boolean", width=8, shown=False,
        aliases=("山区", "山区学校", "是否山区学校", "是否山区校"),
    ),
    Field(
        name="principal", title="校长", kind="name", width=9,
        aliases=(
            "校长姓名", "负责人", "学校负责人", "校区负责人", "法定代表人", "法人代表",
            "主要负责人", "校(园)长", "执行校长", "校长(负责人)",
        ),
    ),
    Field(
        name="phone", title="联系电话", kind="phone", width=13, sensitive=True,
        aliases=(
            "电话", "校长电话", "联系方式", "学校电话", "办公电话", "手机", "手机号", "联系人电话",
            "校长联系电话", "校长手机",
        ),
    ),
    Field(
        name="address", title="地址", kind="text", width=24, shown=False,
        aliases=("学校地址", "办学地址", "校址", "通讯地址", "详细地址", "单位地址"),
    ),
    Field(
        name="joined_on", title="加入集团时间", kind="month", width=12,
        aliases=(
            "加入时间", "入团时间", "入集团时间", "加入集团年月", "加入年月", "何时加入集团",
            "加盟时间", "纳入集团时间", "组建时间",
        ),
    ),
    Field(
        name="left_on", title="退出集团时间", kind="month", width=12, shown=False,
        aliases=("退出时间", "退团时间", "离开集团时间", "退出年月"),
    ),
    Field(
        name="travel_minutes", title="到核心校单程", kind="integer", unit="分钟", width=10,
        minimum=0, maximum=2000,
        aliases=(
            "到核心校单程(分钟)",
            "距核心校(分钟)", "距核心校分钟", "到核心校时间", "到总校单程(分钟)",
            "到核心校车程(分钟)", "单程分钟", "距核心校时间", "到核心校分钟", "距总校(分钟)",
            "到牵头校单程(分钟)", "单程时间(分钟)", "交通时间", "路程(分钟)", "单程车程(分钟)",
        ),
        patterns=(
            rf"(?:(?:到|距|至|距离|离){_LEAD})?(?:单程)?(?:交通|路程|行车|所需)?(?:时间|车程|用时|时长)(?:分钟?)?",
            rf"(?:到|距|至|距离|离){_LEAD}(?:单程)?(?:路程)?分钟?数?",
        ),
        help="正常交通方式单程所需分钟，轮渡含候船。",
    ),
)  # fmt: skip

_COUNTS: tuple[Field, ...] = (
    Field(
        name="classes", title=CLASSES, kind="integer", group=PUPILS, minimum=0, maximum=500,
        aliases=(
            "班数", "教学班数", "班级总数", "教学班", "总班数", "班级数合计", "合计班级数",
            "班级个数", "现有班级数", "班级数(个)", "班级",
        ),
    ),
    Field(
        name="students", title=STUDENTS, kind="integer", group=PUPILS, minimum=0, maximum=50000,
        aliases=(
            "学生数", "在校学生数", "学生总数", "在校生", "学生人数", "在校人数", "在校生总数",
            "在校生数合计", "合计在校生数", "在校学生人数", "在籍学生数",
        ),
    ),
    Field(
        name="posts", title="编制数", kind="integer", group=STAFF_GROUP, minimum=0, maximum=5000,
        aliases=("核定编制", "核定编制数", "编制", "教职工编制数", "事业编制数", "核编数"),
    ),
    Field(
        name="teachers", title="专任教师数", kind="integer", group=STAFF_GROUP, minimum=0,
        maximum=5000,
        aliases=("专任教师", "专任教师人数", "专任教师总数", "其中专任教师", "其中:专任教师"),
    ),
    Field(
        name="teaching_area", title="教学及辅助用房面积", kind="decimal", group=PREMISES, unit="㎡",
        minimum=0, width=12,
        aliases=(
            "教学及辅助用房", "教学用房面积", "教学及辅助用房建筑面积", "教学辅助用房面积",
            "教学及辅助用房总面积", "用房面积",
        ),
    ),
    Field(
        name="sport_area", title="体育运动场馆面积", kind="decimal", group=PREMISES, unit="㎡",
        minimum=0, width=12,
        aliases=(
            "体育场馆面积", "运动场馆面积", "运动场地面积", "体育运动场面积", "体育场地面积",
            "运动场面积", "室内外体育场馆面积",
        ),
    ),
    Field(
        name="equipment_value", title="教学仪器设备值", kind="decimal", group=PREMISES, unit="万元",
        minimum=0, width=12,
        aliases=(
            "仪器设备值", "教学仪器设备总值", "设备值", "教学设备值", "教学仪器设备资产值",
            "仪器设备总值", "教学仪器设备",
        ),
    ),
    Field(
        name="multimedia_rooms", title="网络多媒体教室", kind="integer", group=PREMISES, unit="间",
        minimum=0, maximum=2000, width=10,
        aliases=(
            "多媒体教室", "网络多媒体教室数", "多媒体教室数", "网络多媒体教室间数",
            "多媒体教室间数",
        ),
    ),
)  # fmt: skip

STAGE_KEYS = (
    ("kindergarten", "幼儿园"),
    ("primary", "小学"),
    ("junior", "初中"),
    ("senior", "高中"),
)
STAGE_OF_KEY = dict(STAGE_KEYS)
GRADES = (
    "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级",
    "高一", "高二", "高三",
)  # fmt: skip
_OTHER_GRADE = {"七年级": "初一", "八年级": "初二", "九年级": "初三", "高一": "十年级",
                "高二": "十一年级", "高三": "十二年级"}  # fmt: skip


def _joined(word: str, group: str) -> tuple[str, ...]:
    short = {"班级数": ("班级", "班数", "教学班数"), "在校生数": ("学生数", "在校生", "学生人数")}[
        group
    ]
    return tuple(
        text
        for other in (group, *short)
        for text in (f"{word}{other}", f"{other}{word}", f"{word}部{other}")
    )


def _stage_fields() -> Iterator[Field]:
    for group, what, top in ((CLASSES, "classes", 200), (STUDENTS, "students", 20000)):
        for key, word in STAGE_KEYS:
            yield Field(
                name=f"{key}_{what}", title=word, kind="integer", group=group, minimum=0,
                maximum=top, shown=False, width=7,
                aliases=(f"{word}部", f"{word}段", *_joined(word, group)),
            )  # fmt: skip


def _grade_fields() -> Iterator[Field]:
    for group, what in ((CLASSES, "classes"), (STUDENTS, "students")):
        for number, word in enumerate(GRADES, start=1):
            other = _OTHER_GRADE.get(word)
            words = (*_joined(word, group), *(_joined(other, group) if other else ()))
            yield Field(
                name=f"grade{number}_{what}", title=word, kind="integer", group=group, minimum=0,
                maximum=5000, shown=False, width=7, aliases=((other,) if other else ()) + words,
            )  # fmt: skip


STAGE_FIELDS: tuple[Field, ...] = tuple(_stage_fields())
GRADE_FIELDS: tuple[Field, ...] = tuple(_grade_fields())

NOTE = Field(
    name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明", "备注说明")
)

AGREEMENT_TERM: tuple[Field, ...] = (
    Field(
        name="agreement_start", title="起", kind="month", group=AGREEMENT, width=10,
        aliases=(
            "协议起", "帮扶协议起", "开始", "起始", "开始时间", "起始时间", "协议起始", "协议开始",
            "帮扶开始时间", "协议起始时间", "协议开始时间", "帮扶起始时间", "帮扶协议起始",
        ),
    ),
    Field(
        name="agreement_end", title="止", kind="month", group=AGREEMENT, width=10,
        aliases=(
            "协议止", "帮扶协议止", "结束", "终止", "结束时间", "终止时间", "协议终止", "协议结束",
            "帮扶结束时间", "协议终止时间", "协议结束时间", "帮扶终止时间", "到期时间",
            "帮扶协议终止",
        ),
    ),
)  # fmt: skip

INTAKE_FIELDS: tuple[Field, ...] = (
    *FIELDS, *_COUNTS, *STAGE_FIELDS, *GRADE_FIELDS, *AGREEMENT_TERM, NOTE,
)  # fmt: skip

_SCHOOL = Field(
    name="school", title="学校", kind="school", required=True, width=18,
    aliases=("学校名称", "单位名称", "单位", "校名", "成员校"),
)  # fmt: skip
_AS_OF = Field(name="as_of", title="统计时点", kind="date", required=True, width=11)

FACT_FIELDS: tuple[Field, ...] = (
    _SCHOOL, _AS_OF, *_COUNTS, *STAGE_FIELDS,
    Field(name="stage_split", title="贯通学校拆分", kind="text", width=24, shown=False),
)  # fmt: skip

STAGE_FACT_FIELDS: tuple[Field, ...] = (
    _SCHOOL,
    _AS_OF,
    Field(name="stage", title="学段", kind="code", codes="stage", width=8),
    Field(name="grade", title="年级", kind="integer", width=6),
    Field(name="classes", title=CLASSES, kind="integer"),
    Field(name="students", title=STUDENTS, kind="integer"),
)

TRAVEL_FIELDS: tuple[Field, ...] = (
    Field(
        name="from_school", title="出发学校", kind="school", required=True, width=18,
        aliases=("起点", "起点学校", "从", "出发校", "始发学校"),
    ),
    Field(
        name="to_school", title="到达学校", kind="school", required=True, width=18,
        aliases=("终点", "终点学校", "到", "到达校", "目的学校"),
    ),
    Field(
        name="minutes", title="单程分钟", kind="integer", required=True, minimum=0, maximum=2000,
        kept_in="分钟",
        aliases=("分钟", "用时(分钟)", "单程用时", "所需分钟", "时间(分钟)", "车程(分钟)"),
        patterns=(
            r"(?:单程|路上|路程|交通|所需|正常)*(?:时间|用时|车程|时长|分钟)(?:分钟?)?",
        ),
    ),
    Field(
        name="means", title="交通方式", kind="code", codes="travel_means",
        aliases=("方式", "出行方式", "交通工具"),
    ),
    Field(
        name="first_arrival", title="最早到达", kind="text",
        aliases=("首班到达", "头班船到达", "最早到达时间", "首班船到达"), help="如 08:10。",
    ),
    Field(
        name="last_departure", title="最晚离开", kind="text",
        aliases=("末班离开", "末班船离开", "最晚离开时间", "末班船"), help="如 16:30。",
    ),
)  # fmt: skip

AGREEMENT_FIELDS: tuple[Field, ...] = (
    Field(
        name="title", title="协议名称", kind="text", width=24,
        aliases=("帮扶协议名称", "协议", "名称", "帮扶协议"),
    ),
    Field(
        name="lead_school", title="核心校", kind="school", width=18,
        aliases=("甲方", "甲方(核心校)", "牵头校", "支援学校", "帮扶学校", "龙头学校"),
    ),
    Field(
        name="member_school", title="成员校", kind="school", required=True, width=18,
        aliases=("乙方", "乙方(成员校)", "受援学校", "被帮扶学校", "受帮扶学校"),
    ),
    Field(
        name="start", title="起", kind="month", group="协议起止", width=10,
        aliases=("开始时间", "起始时间", "协议起", "开始", "起始", "签订日期", "协议开始时间"),
    ),
    Field(
        name="end", title="止", kind="month", group="协议起止", width=10,
        aliases=("结束时间", "终止时间", "协议止", "结束", "终止", "到期时间", "协议结束时间"),
    ),
    Field(name="goals", title="目标任务", kind="text", width=28, aliases=("帮扶目标", "目标",
        "任务")),
    Field(name="owner", title="负责人", kind="text", aliases=("责任人", "联系人", "经办人")),
    Field(
        name="status", title="状态", kind="code", codes="agreement_status", open=True,
        aliases=("协议状态", "执行情况"),
    ),
)  # fmt: skip

MEMBERSHIP_FIELDS: tuple[Field, ...] = (
    _SCHOOL,
    Field(name="joined_on", title="加入集团时间", kind="month", width=12),
    Field(name="left_on", title="退出集团时间", kind="month", width=12),
    Field(name="reason", title="说明", kind="text", width=24),
)

DOCUMENT_FIELDS: tuple[Field, ...] = (
    Field(name="name", title="文件名", kind="text", width=28),
    Field(name="kind", title="类别", kind="text"),
    Field(name="owner", title="所属记录", kind="text", width=20),
    Field(name="size", title="大小(字节)", kind="integer"),
    Field(name="added_on", title="添加日期", kind="date"),
    Field(name="sha256", title="校验值", kind="text", width=20, shown=False),
)

_COLUMN_TITLES = {
    "education_group": {
        "name": "集团名称", "model": "集团模式", "bureau": "主管教育局", "principal": "总校长",
        "year": "当前学年",
    },
    "school": {f.name: f.title for f in FIELDS if f.name not in {"joined_on", "left_on"}}
    | {"note": "备注", "initials": "拼音首字母", "stated_on": "数据日期"},
    "membership": {"school_id": "学校"} | {f.name: f.title for f in MEMBERSHIP_FIELDS[1:]},
    "school_facts": {"school_id": "学校", "as_of": "统计时点", "stage_split": "贯通学校拆分"}
    | {f.name: f.title for f in _COUNTS},
    "stage_facts": {"school_id": "学校"} | {f.name: f.title for f in STAGE_FACT_FIELDS[1:]},
    "travel": {"from_school_id": "出发学校", "to_school_id": "到达学校"}
    | {f.name: f.title for f in TRAVEL_FIELDS[2:]},
    "agreement": {"lead_school_id": "核心校", "member_school_id": "成员校"}
    | {f.name: f.title for f in AGREEMENT_FIELDS if not f.name.endswith("_school")},
    "document": {
        "name": "文件名", "kind": "类别", "size": "大小", "sha256": "校验值",
        "added_on": "添加日期",
        "owner_table": "所属表", "owner_id": "所属记录",
    },
    "document_content": {"document_id": "附件", "content": "内容"},
}  # fmt: skip

FIELD_TITLES: tuple[tuple[str, str], ...] = tuple(
    (f"{table}.{name}", title)
    for table, columns in _COLUMN_TITLES.items()
    for name, title in columns.items()
)
