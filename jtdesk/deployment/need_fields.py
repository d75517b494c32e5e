"""Fields of the datasets about staffing need: what is published and what a workbook may bring."""

from __future__ import annotations

from dataclasses import replace

from jtdesk.core.fields import Field

_SCHOOL = Field(name="school", title="学校", kind="school", width=18)

NEED_FIELDS: tuple[Field, ...] = (
    _SCHOOL,
    Field(name="stage", title="学段", kind="code", codes="stage", width=8),
    Field(name="subject", title="学科", kind="code", codes="subject", width=12),
    Field(name="need", title="需要人数", kind="decimal", unit="人",
        help="班级数 × 周课时 ÷ 课时标准。"),
    Field(name="need_rounded", title="取整人数", kind="integer", unit="人", width=12,
        help="四舍五入到整人。"),
    Field(name="available", title="现有人数", kind="decimal", unit="人",
        help="走教按天、兼教按课时折合；交流在外、产假、病休等不计。"),
    Field(name="balance", title="余缺", kind="decimal", unit="人", help="正数为富余，负数为短缺。"),
    Field(name="classes", title="班级数", kind="decimal"),
    Field(name="staffed", title="专任学科", kind="boolean",
        help="否：一般由各科教师兼任，不计余缺。"),
    Field(name="people", title="现有教师", kind="words", width=24, shown=False),
    Field(name="facts_as_of", title="班级数统计时点", kind="date", width=12, shown=False),
    Field(name="explanation", title="算法说明", kind="text", width=40),
)  # fmt: skip

ESTABLISHMENT_FIELDS: tuple[Field, ...] = (
    _SCHOOL,
    Field(name="area", title="城乡类别", kind="code", codes="area", width=8),
    Field(name="students", title="在校生数", kind="integer"),
    Field(name="classes", title="班级数", kind="integer"),
    Field(name="posts_by_ratio", title="按师生比", kind="integer", unit="名"),
    Field(name="posts_by_classes", title="按班师比", kind="integer", unit="名",
        help="小规模学校才有。"),
    Field(name="posts_needed", title="应配编制", kind="integer", unit="名"),
    Field(name="non_teaching_most", title="其中非教学人员至多", kind="integer", unit="名",
        width=14),
    Field(name="posts", title="核定编制", kind="integer", unit="名"),
    Field(name="on_establishment", title="在编人数", kind="integer", unit="人"),
    Field(name="posts_difference", title="核定减应配", kind="integer", unit="名"),
    Field(name="people_difference", title="在编减应配", kind="integer", unit="人"),
    Field(name="facts_as_of", title="统计时点", kind="date", width=12, shown=False),
    Field(name="standard", title="编制标准", kind="text", width=20, shown=False),
    Field(name="explanation", title="算法说明", kind="text", width=40),
)  # fmt: skip

_NAME = Field(
    name="name", title="姓名", kind="name", required=True, width=9, identity=True,
    aliases=("教师姓名", "教师"),
)  # fmt: skip
_ID_NUMBER = Field(
    name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True, identity=True,
    aliases=("身份证号码", "身份证", "证件号码", "身份证件号码", "公民身份号码", "证件号"),
)  # fmt: skip
_SECOND = Field(
    name="subject", title="兼教学科", kind="code", codes="subject", required=True, width=12,
    aliases=("兼任学科", "兼课学科", "兼教科目", "兼任科目", "兼课科目", "第二学科"),
)  # fmt: skip
_PERIODS = Field(
    name="periods", title="兼教课时", kind="decimal", required=True, width=9, unit="节", minimum=0,
    maximum=40,
    aliases=(
        "兼教周课时", "兼课课时", "兼任课时", "兼教节数", "兼课节数", "兼教课时数", "兼任学科课时",
        "兼教学科课时", "兼课周课时", "兼教课时(节/周)",
    ),
    patterns=(r"兼[教课任](?:学科|科目|课程)?(?:每?周)?(?:课时|节)(?:数|量)?",),
    help="每周兼教这门课的节数，单双周可填 0.5。",
)  # fmt: skip

_AT = replace(_SCHOOL, aliases=("单位", "所在学校", "所在单位", "工作单位", "现任学校", "任教学校"))
SHARE_INTAKE_FIELDS: tuple[Field, ...] = (_NAME, _ID_NUMBER, _AT, _SECOND, _PERIODS)
SHARE_FIELDS: tuple[Field, ...] = (
    _NAME,
    _ID_NUMBER,
    _SCHOOL,
    Field(name="main_subject", title="主教学科", kind="code", codes="subject", width=12),
    _SECOND,
    _PERIODS,
    Field(name="from_date", title="自", kind="date"),
    Field(name="to_date", title="至（不含）", kind="date"),
)

SHARE_TITLES: tuple[tuple[str, str], ...] = (
    ("subject_share.teacher_id", "教师"),
    ("subject_share.subject", _SECOND.title),
    ("subject_share.periods", _PERIODS.title),
    ("subject_share.from_date", "自"),
    ("subject_share.to_date", "至（不含）"),
    ("subject_share.scenario_id", "来自方案"),
)
