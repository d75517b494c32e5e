"""Fields of the ledgers of growth: mentor pairs, workshops, their members and sessions."""

from __future__ import annotations

from jtdesk.core.fields import Field
from jtdesk.deployment.words import APPRENTICE, MENTOR

_MENTOR = r"(?:师父|师傅|导师|(?:指导|带教|帮带|结对指导)(?:教师|老师|导师))"
_APPRENTICE = (
    r"(?:徒弟|学徒|被(?:指导|带教|帮带)(?:教师|老师)|(?:带教|帮带)对象|结对教师"
    r"|(?:青年|新|年轻|新入职|新任|新上岗)(?:教师|老师))"
)
_SCHOOL = r"(?:所在|工作|任教)?(?:学校|单位|校区)(?:名称)?"
_NUMBER = r"(?:身份证|证件)件?(?:号码?)?"
TERM_OF = {"结对": "结对时间", "工作室": "工作周期", "入室": "入室时间"}


_PAIRED = r"(?:结对|带教|指导|帮带|师徒|拜师)(?:起始?|开始)(?:时间|年月|日期)?"


def _term(what: str) -> tuple[Field, Field]:
    """Return start and end of a term, with headings that say of what."""
    begin = (f"{what}开始时间", f"{what}起始时间", "开始时间", "起始时间", "开始年月")
    finish = (f"{what}结束时间", f"{what}终止时间", "结束时间", "终止时间", "结束年月")
    return (
        Field(
            name="start",
            title="起",
            kind="month",
            group=TERM_OF[what],
            aliases=begin,
            patterns=(_PAIRED,) if what == "结对" else (),
        ),
        Field(name="end", title="止", kind="month", group=TERM_OF[what], aliases=finish),
    )


NOTE = Field(name="note", title="备注", kind="text", width=16, shown=False, aliases=("说明",))

MENTORSHIP_INTAKE_FIELDS: tuple[Field, ...] = (
    Field(
        name="mentor_name", title="师父姓名", kind="name", required=True, width=9, identity=True,
        group=MENTOR, aliases=("师父", "师傅", "师傅姓名", "导师姓名", "指导教师", "带教教师"),
        patterns=(rf"{_MENTOR}(?:的)?(?:姓名|名字)?",),
    ),
    Field(
        name="mentor_id_number", title="师父身份证号", kind="id_number", width=20, sensitive=True,
        identity=True, group=MENTOR, shown=False, aliases=("师傅身份证号", "师父身份证号码"),
        patterns=(rf"{_MENTOR}{_NUMBER}",),
    ),
    Field(
        name="mentor_school", title="师父学校", kind="school", width=18, group=MENTOR,
        aliases=("师傅学校", "师父单位", "师父所在学校", "师傅所在学校"),
        patterns=(rf"{_MENTOR}{_SCHOOL}",),
    ),
    Field(
        name="mentor_title", title="师父职称", kind="code", codes="title", open=True, width=10,
        group=MENTOR, aliases=("师傅职称", "师父职称或称号"), patterns=(rf"{_MENTOR}职称.{{0,4}}",),
    ),
    Field(
        name="apprentice_name", title="徒弟姓名", kind="name", required=True, width=9,
        identity=True, group=APPRENTICE,
        aliases=("徒弟", "青年教师", "结对教师", "被指导教师", "带教对象"),
        patterns=(rf"{_APPRENTICE}(?:的)?(?:姓名|名字)?",),
    ),
    Field(
        name="apprentice_id_number", title="徒弟身份证号", kind="id_number", width=20,
        sensitive=True, identity=True, group=APPRENTICE, shown=False,
        aliases=("徒弟身份证号码",), patterns=(rf"{_APPRENTICE}{_NUMBER}",),
    ),
    Field(
        name="apprentice_school", title="徒弟学校", kind="school", width=18, group=APPRENTICE,
        aliases=("徒弟单位", "徒弟所在学校"), patterns=(rf"{_APPRENTICE}{_SCHOOL}",),
    ),
    Field(
        name="subject", title="结对学科", kind="code", codes="subject", width=11,
        aliases=("学科", "任教学科", "师父学科", "师傅学科", "徒弟学科", "指导学科", "科目",
            "带教学科"),
    ),
    Field(
        name="kind", title="结对类型", kind="code", codes="mentorship_kind", open=True, width=10,
        aliases=("结对形式", "结对方式", "类型", "师徒类型", "结对类别", "带教类型"),
    ),
    *_term("结对"),
    Field(
        name="lessons_heard", title="听课节数", kind="integer", unit="节", minimum=0, maximum=2000,
        aliases=("听课数", "互听课节数", "听课次数", "师徒听课节数", "听课", "听评课节数"),
    ),
    Field(
        name="assessment", title="考核", kind="code", codes="assessment", open=True, width=9,
        aliases=("考核结果", "考核等次", "结对考核", "考评", "考核情况", "评价"),
    ),
    NOTE,
)  # fmt: skip
MENTORSHIP_FIELDS: tuple[Field, ...] = (
    *MENTORSHIP_INTAKE_FIELDS,
    Field(name="mentor_subject", title="师父任教学科", kind="code", codes="subject", width=12,
        shown=False, help="取自教职工名册，对不上的取结对学科。"),
    Field(name="apprentice_subject", title="徒弟任教学科", kind="code", codes="subject", width=12,
        shown=False, help="取自教职工名册，对不上的取结对学科。"),
    Field(name="apprentice_years", title="徒弟教龄", kind="integer", unit="年", shown=False,
        help="从参加工作起的满年数。"),
    Field(name="cross_school", title="跨校结对", kind="boolean", width=9),
    Field(name="running", title="结对中", kind="boolean", width=8),
)  # fmt: skip

_WORKSHOP_NAMES = (
    "工作室",
    "名师工作室",
    "工作室全称",
    "工作坊名称",
    "流动站名称",
    "名师工作室名称",
)
WORKSHOP_INTAKE_FIELDS: tuple[Field, ...] = (
    Field(
        name="name", title="工作室名称", kind="text", required=True, width=22, identity=True,
        aliases=(*_WORKSHOP_NAMES, "共同体名称", "平台名称"),
    ),
    Field(
        name="kind", title="工作室类型", kind="code", codes="workshop_kind", open=True, width=14,
        aliases=("类型", "类别", "工作室类别", "平台类型"),
    ),
    Field(
        name="level", title="级别", kind="code", codes="honour_level", open=True,
        aliases=("工作室级别", "层级", "评定级别"),
    ),
    Field(
        name="host_name", title="主持人", kind="name", width=9,
        aliases=("主持人姓名", "领衔人", "领衔名师", "负责人", "导师", "坊主", "领衔人姓名"),
    ),
    Field(
        name="host_id_number", title="主持人身份证号", kind="id_number", width=20, sensitive=True,
        shown=False, aliases=("领衔人身份证号", "主持人身份证号码"),
    ),
    Field(
        name="school", title="设在学校", kind="school", width=18,
        aliases=(
            "所在学校", "挂牌学校", "主持人所在学校", "主持人单位", "学校", "所在单位", "依托学校",
            "领衔人单位",
        ),
    ),
    Field(
        name="subject", title="学科", kind="code", codes="subject", width=11,
        aliases=("工作室学科", "学科方向", "研修学科", "科目"),
    ),
    *_term("工作室"),
    NOTE,
)  # fmt: skip
WORKSHOP_FIELDS: tuple[Field, ...] = (
    *WORKSHOP_INTAKE_FIELDS,
    Field(name="members", title="成员数", kind="integer", unit="人"),
    Field(name="sessions", title="活动次数", kind="integer", unit="次"),
    Field(name="person_times", title="参加人次", kind="integer", unit="人次"),
    Field(name="last_session", title="最近活动", kind="date", width=11),
    Field(name="running", title="运行中", kind="boolean", width=8),
)

_WORKSHOP = Field(
    name="workshop", title="工作室名称", kind="text", required=True, width=22,
    aliases=_WORKSHOP_NAMES,
)  # fmt: skip
MEMBER_FIELDS: tuple[Field, ...] = (
    _WORKSHOP,
    Field(
        name="name", title="姓名", kind="name", required=True, width=9, identity=True,
        aliases=("成员姓名", "成员", "教师姓名", "学员姓名"),
    ),
    Field(
        name="id_number", title="身份证号", kind="id_number", width=20, sensitive=True,
        identity=True, shown=False, aliases=("身份证号码", "证件号码", "成员身份证号"),
    ),
    Field(
        name="school", title="学校", kind="school", width=18,
        aliases=("所在学校", "单位", "工作单位", "所在单位", "成员学校", "成员单位"),
    ),
    Field(
        name="role", title="角色", kind="code", codes="workshop_role", open=True,
        aliases=("工作室角色", "成员类别", "身份", "成员角色", "职责"),
    ),
    *_term("入室"),
)  # fmt: skip
SESSION_FIELDS: tuple[Field, ...] = (
    _WORKSHOP,
    Field(
        name="held_on", title="活动时间", kind="date", required=True, width=11,
        aliases=("活动日期", "时间", "日期", "开展时间", "研修时间"),
    ),
    Field(
        name="theme", title="活动主题", kind="text", width=26,
        aliases=("主题", "活动内容", "研修主题", "内容", "活动名称"),
    ),
    Field(
        name="school", title="活动地点（学校）", kind="school", width=18,
        aliases=("承办学校", "活动学校", "地点", "活动地点", "举办学校"),
    ),
    Field(
        name="people", title="参加人数", kind="integer", unit="人", minimum=0, maximum=100000,
        aliases=("人数", "参与人数", "参加人次", "人次", "到会人数"),
    ),
    NOTE,
)  # fmt: skip


def _titles(table: str, fields: tuple[Field, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{table}.{f.name}{'_id' if f.kind == 'school' else ''}", f.title)
        for f in fields
        if f.name != "workshop"
    )


TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("mentorship", "师徒结对"),
    ("workshop", "名师工作室"),
    ("workshop_member", "工作室成员"),
    ("workshop_session", "工作室活动"),
)
TITLES: tuple[tuple[str, str], ...] = (
    *_titles("mentorship", MENTORSHIP_INTAKE_FIELDS),
    *_titles("workshop", WORKSHOP_INTAKE_FIELDS),
    *_titles("workshop_member", MEMBER_FIELDS),
    ("workshop_member.workshop_id", "工作室"),
    *_titles("workshop_session", SESSION_FIELDS),
    ("workshop_session.workshop_id", "工作室"),
)
