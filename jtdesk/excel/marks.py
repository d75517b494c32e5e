"""Rows that are not data: totals, notes, signatures, examples, codes; told by what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from jtdesk.core.text import fold
from jtdesk.excel.grid import CellValue
from jtdesk.excel.vocabulary import has_colon


class Mark(Enum):
    """What the leading text of a row announces."""

    NONE = "数据"
    TOTAL = "合计行"
    NOTE = "注释行"
    SIGN = "签字行"
    EXAMPLE = "示例行"
    LINE = "表头说明行"
    PAGE = "页码行"
    HINT = "填写要求行"


_TOTAL = re.compile(
    r"(.{0,12}?)(合计|小计|总计|共计|累计|总数|总人数|合计数|平均|平均值|平均数|汇总)"
    r"(人数|数|行|[((].{0,12}[))])?[::]?(\d.{0,8})?"
)
_COUNT = re.compile(
    r"(总|计|共|全校|全集团)[::]?|共有?计?\d+[人名位条所个].{0,10}|其中[::]?.{0,12}"
)
_NOTE = re.compile(
    r"(注|备注|附注|说明|填表说明|填报说明|填写说明|填表须知|注意事项?|指标解释|口径说明|温馨提示|提示)"
    r"([::.、。;;]|[1-9一①(].*|$).*",
    re.DOTALL,
)
_SIGN_WORD = (
    r"(填表人|填报人|制表人?|制表单位|审核人?|复核人?|单位负责人|负责人|学校负责人|校长(签字|签章|签名)|经办人|分管领导"
    r"|主管领导|领导签字|报出日期|填报日期|填表日期|填表时间|制表日期|制表时间|上报日期|联系人|联系电话|盖章|单位(公章|盖章)|签字|签章|公章"
    r"|学校(公章|盖章))"
)
_SIGN = re.compile(rf"({_SIGN_WORD}|主持人|记录人)" + r"([((].{0,12}[))])?[::].*", re.DOTALL)
_SIGN_BARE = re.compile(_SIGN_WORD + r"([((].{0,12}[))])?([_\s].*|$)", re.DOTALL)
_EXAMPLE = re.compile(
    r"[(【\[]?(示例|样例|范例|举例|例子|填写示例|填写样例|例如|如|例)[)】\]]?[:1-9一].*"
    r"|[(【\[](示?例|样例|范例|示范)[)】\]].*|.{1,8}\((示例|样例|范例|例)\)"
    r"|(示例|样例|范例|例|填写示例|填写样例|示范行|示例行)"
)
_LINE = re.compile(
    r"(填报|填表|制表|上报|报送|编报)?(单位|学校|部门|时间|日期|时点|统计时点|数据截至|学年|区县|年度)"
    r"([((].{0,8}[))])?[::].*",
    re.DOTALL,
)
_PAGE = re.compile(r"第.{1,4}页.{0,12}|共.{1,4}页.{0,12}|\d+/\d+页?|续表?|接上页|转下页|-\d+-")
_HINT = re.compile(
    r".{0,12}(必填|选填|可填|不填|可不填|下拉|文本格式|日期格式|数字格式|自动生成|系统生成|格式[:为如]).{0,30}"
    r"|(文本|数字|日期|数值|整数|小数|选择|yyyy.{0,8}|\d{1,2}位.{0,6})"
)
_LONE_NOTE = re.compile(r"\(?\d{1,2}[.、)].*|.*[,。;:!?、].*", re.DOTALL)
# Texts starting otherwise are data without a closer look, unless they hold 计 or 例.
_STARTS = frozenset(
    "合小总共计累平汇全其注备附说填指口温提制审复单负学校经分主领报上联盖签公示样范举例如"
    "([【(编时日统数部区年第接转续- \u3000\t0123456789\uff08"
)
_TITLE = re.compile(
    r"(花名册|名册|一览表|统计表|情况表|登记表|汇总表|明细表|安排表|课程表|课表|名单|台账|信息表|基本情况"
    r"|报表|汇总|清单|附表.{0,3}|附件.{0,3}|[^代]表)(\(.{0,30}\))?$|^(附件|附表|表)[\d一二三四五六七八九十]"
)
_NUMBER_ONLY = re.compile(r"(附件|附表|表)[\d一二三四五六七八九十]{0,3}[::]?")
_LONGEST_LONE = 14
_QUANTITY = re.compile(
    r"[-+]?[\d,.]+(%|人|名|所|个|节|班|元|万元|间|m2|次|人次|课时|对|组|项|门|场|天|月|个月)?|[-—/\\]+|其中.{0,10}|人数.{0,4}|第.{1,4}页"
    r"|是|否|[未不已]?达标"
)
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_ORDINAL = re.compile(rf"\(?{_HAN_NUMBER}\)?[、.]|\({_HAN_NUMBER}\)|第{_HAN_NUMBER}[部组]")
_CODE_CELL = re.compile(
    r"[LlAaCc]?\d{1,3}|[((]\d{1,3}[))]|[甲乙丙丁戊己庚辛]|[①-⑳]|[A-Za-z]{1,2}|\d{1,3}=.{1,20}"
)
_CODE_LABEL = re.compile(r"栏次|栏号|列次|列号|代码|编号|行次|指标代码|序号")  # fmt: skip


def mark_of(text: str) -> Mark:
    """Tell what a leading cell announces, by its words alone."""
    if not text or (text[0] not in _STARTS and "计" not in text and "例" not in text):
        return Mark.NONE
    key = fold(text)
    if not key:
        return Mark.NONE
    for pattern, mark in (
        (_EXAMPLE, Mark.EXAMPLE),
        (_TOTAL, Mark.TOTAL),
        (_COUNT, Mark.TOTAL),
        (_NOTE, Mark.NOTE),
        (_SIGN, Mark.SIGN),
        (_LINE, Mark.LINE),
        (_SIGN_BARE, Mark.SIGN),
        (_PAGE, Mark.PAGE),
    ):
        if pattern.fullmatch(key):
            return mark
    return Mark.NONE


def holds(mark: Mark, text: str, others: Sequence[CellValue], width: int) -> bool:
    """Decide whether the rest of the row agrees with what its leading cell announces.

    A person may be called 何计 or 汪小计: a total has nothing but quantities beside its label, a
    note stands alone, a signature has a colon or much empty space.
    """
    if mark is Mark.TOTAL:
        words = [cell for cell in others if isinstance(cell, str) and cell.strip()]
        if len(fold(text)) == 1 and len(others) > 1:
            return not words
        strange = [word for word in words if not _QUANTITY.fullmatch(fold(word))]
        signs = [word for word in strange if mark_of(word) in {Mark.SIGN, Mark.TOTAL}]
        return len(strange) == len(signs)
    if mark is Mark.NOTE:
        return len(others) <= 1 or len(text) > 14
    if mark in {Mark.SIGN, Mark.LINE}:
        signs = [cell for cell in others if isinstance(cell, str) and mark_of(cell) is mark]
        return has_colon(text) or bool(signs) or len(others) + 1 <= max(1, width // 2)
    if mark is Mark.PAGE:
        return len(others) <= 1
    return mark is Mark.EXAMPLE


def is_title(text: str) -> bool:
    """Tell whether a line reads like the name of a table."""
    return len(text) <= 60 and bool(_TITLE.search(fold(text)))


def names_table(text: str) -> bool:
    """Tell whether a line is the name of a table rather than only its number: 附件1 is none."""
    return is_title(text) and not _NUMBER_ONLY.fullmatch(fold(text))


def is_hint_row(cells: Sequence[CellValue]) -> bool:
    """Tell whether a row under the headings only says how to fill the columns in."""
    words = [fold(str(cell)) for cell in cells if cell is not None]
    hints = [word for word in words if _HINT.fullmatch(word)]
    return len(words) >= 2 and len(hints) > 0.6 * len(words)


def is_lone_note(text: str) -> bool:
    """Tell whether the only text of a row is a remark rather than a name."""
    return len(text) > _LONGEST_LONE or bool(_LONE_NOTE.fullmatch(fold(text)))


def is_ordinal(text: str) -> bool:
    """Tell whether a line starts like a numbered section: 一、 or (二)."""
    return bool(_ORDINAL.match(fold(text)))


def is_code_row(cells: Sequence[CellValue], width: int) -> bool:
    """Tell whether a row under the headings only numbers the columns: L1 L2 or 甲 乙 1 2."""
    words = [fold(_whole(cell)) for cell in cells if cell is not None and _whole(cell).strip()]
    if words and _CODE_LABEL.fullmatch(words[0]):
        words = words[1:]
    if len(words) < min(3, width) or len(words) < 0.5 * width:
        return False
    if not all(_CODE_CELL.fullmatch(word) for word in words):
        return False
    numbers = [int(digits[0]) for word in words if (digits := re.findall(r"\d+", word))]
    lettered = len(words) - len(numbers)
    if len(numbers) >= 2:
        steps = [later - earlier for earlier, later in pairwise(numbers)]
        return all(step == 1 for step in steps) and (numbers[0] == 1 or lettered > 0)
    return lettered >= 3 and words == sorted(words, key=_rank) and len(set(words)) == len(words)


def _rank(word: str) -> str:
    return str("甲乙丙丁戊己庚辛".find(word)) if word in "甲乙丙丁戊己庚辛" else word


def _whole(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
