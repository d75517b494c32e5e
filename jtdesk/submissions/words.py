"""Words of submissions: titles, labels, and sentences on forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

TITLE = "报送"
TABLE_TITLES = (("submission", "报送登记"),)
FIELD_TITLES = (
    ("submission.form", "报表代码"),
    ("submission.title", "报表"),
    ("submission.year", "学年"),
    ("submission.as_of", "数据截至日期"),
    ("submission.submitted_on", "报送日期"),
    ("submission.submitted_by", "经办人"),
    ("submission.file_name", "文件名"),
    ("submission.sha256", "校验值"),
    ("submission.rows", "行数"),
    ("submission.masked", "已遮盖"),
    ("submission.note", "备注"),
)

REVEAL_EXPORT = "导出完整证件号和电话"
RECORD_SUBMISSION = "登记报送"
REMOVE_SUBMISSION = "删除报送登记"

PERIODS = {"school_year": "每学年", "term": "每学期", "month": "每月", "once": "一次"}
YES, NO = "是", "否"


def day_in_words(day: str) -> str:
    """Return an ISO day or month as official papers write it: 2025年9月1日."""
    parts = [int(part) for part in day.split("-")]
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def due_in_words(due: str) -> str:
    """Return a month and day as people say it: 9月20日; empty stays empty."""
    return "{}月{}日".format(*map(int, due.split("-"))) if due else ""


def school_year_in_words(year: int) -> str:
    """Return a school year as forms print it: 2025-2026学年."""
    return f"{year}-{year + 1}学年"


DATE_PATTERNS: Mapping[str, Callable[[str], str]] = {
    "YYYY-MM-DD": lambda day: day,
    "YYYY-MM": lambda day: day[:7],
    "YYYY.MM": lambda day: day[:7].replace("-", "."),
    "YYYY.MM.DD": lambda day: day.replace("-", "."),
    "YYYYMM": lambda day: day[:7].replace("-", ""),
    "YYYY年M月": lambda day: day_in_words(day[:7]),
    "YYYY年M月D日": day_in_words,
}
_NAMES = re.compile(r"\{([\w.]+)\}")


def names_in(text: str) -> list[str]:
    """Return the names in braces of a text."""
    return _NAMES.findall(text)


def filled_text(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its names in braces replaced; a name nobody knows stays as it is."""
    return _NAMES.sub(lambda found: values.get(found[1], found[0]), text)
