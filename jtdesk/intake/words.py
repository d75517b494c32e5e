"""Words of intake: labels of its operation, and what each finding asks the clerk to do."""

from __future__ import annotations

TITLE = "数据导入"
TAKE_IN = "导入表格"

CREATED, UPDATED, SAME, REJECTED = "created", "updated", "same", "rejected"
ACTION_TITLES = {CREATED: "新增", UPDATED: "更新", SAME: "相同", REJECTED: "拒绝"}

HOW_TITLES = {
    "exact": "标题一致",
    "alias": "常用别名",
    "group": "按上级标题判断",
    "trimmed": "去掉括注后一致",
    "family": "按字眼判断",
    "fallback": "没有更合适的标题",
    "fuzzy": "相近，请核对",
    "remembered": "沿用上次",
    "chosen": "手工指定",
    "grid": "课表格子",
    "range": "起止时间",
    "": "",
}

# What a clerk has to do about a rejected row, by rejection code; the order is the order on screen.
TO_DO = {
    "name_missing": "补填姓名",
    "bad_name": "改正姓名或文字栏",
    "id_missing_or_short": "补全身份证号",
    "id_check_digit": "核对身份证号",
    "id_precision_lost": "重填丢失末位的身份证号",
    "gender_contradicts_id": "核对性别与身份证号",
    "birth_contradicts_id": "核对出生日期与身份证号",
    "bad_date": "改正日期",
    "date_order": "核对日期先后",
    "unknown_school": "改正学校名称或先导入学校",
    "unknown_code_word": "改用规定的选项",
    "not_a_number": "改正数字",
    "value_missing": "补填必填栏",
    "duplicate_in_file": "删去表内重复的行",
    "teacher_missing": "补上任课教师",
    "class_missing": "补上班级",
    "bad_weeks": "改正周次",
    "ambiguous_person": "补充身份证号等信息以确定是哪一位",
    "conflicts_with_store": "与已有记录不一致，逐条决定",
    "unknown_person": "导入花名册或核对姓名",
    "teacher_twice": "核对同一时间的两节课",
    "lessons_left": "核对是否要先清除旧课表",
    "sum_written": "核对合计",
}
# Findings that are told once for all rows of the same value, and of which only some are listed.
ONCE = frozenset({"unknown_person", "lessons_left"})
MANY = frozenset({"teacher_twice"})
SHOWN = 20
UNHEADED = "{}列（无标题）"
TO_DO_OTHER = "按提示改正"
FIELD_TITLES = (
    ("fingerprint", "版式特征"),
    ("dataset", "数据种类"),
    ("mapping", "栏目对应"),
    ("title", "版式名称"),
)
TABLE_TITLES = (("remembered_layout", "记住的版式"),)


def to_do(code: str) -> str:
    """Return what a clerk has to do about a finding."""
    return TO_DO.get(code, TO_DO_OTHER)


LESSONS = "课程格子"
PERHAPS = "可能是："
UNUSED, SURE, LIKELY, CHECK = "未使用", "确定", "较可能", "请核对"
DECIDE = "可决定"
IT_IS = "是 {}"
KEEP_NUMBER = "是 {}，沿用库中的号码"
SHEET_IS_RIGHT = "以表格为准，更新记录"
SOMEBODY_ELSE = "是另外一位，新增"
