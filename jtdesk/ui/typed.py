"""Text typed into an input field -> the typed value of its `Field`, or a sentence on the fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from jtdesk.core.codes import CodeList
from jtdesk.core.dates import typed_date
from jtdesk.core.fields import Field
from jtdesk.core.text import tidy
from jtdesk.ui.rows import plain

Typed = tuple[Any, str]
Codes = Mapping[str, CodeList]
Schools = Mapping[str, str]
_BETWEEN_WORDS = re.compile(r"[、,;\uff0c\uff1b\s]+")
YES, NO = "是", "否"


def text_of(field: Field, value: object) -> str:
    """Return a value as it stands in the input field."""
    if isinstance(value, float | int) and field.kind == "percent":
        return f"{value * 100:g}"
    return plain(value, field.kind)


def typed_value(field: Field, text: str, codes: Codes, schools: Schools) -> Typed:
    """Understand what was typed.

    Args:
        field: what is asked for.
        text: as typed.
        codes: code lists by name.
        schools: ids by name of school.

    Returns:
        ``(value, sentence)``; the sentence is empty where all is well.
    """
    plain_text = tidy(text)
    if not plain_text:
        return None, f"请填写{field.title}。" if field.required else ""
    read = READERS.get(field.kind)
    return read(field, plain_text, codes, schools) if read is not None else (plain_text, "")


def _number(field: Field, text: str, _codes: Codes, _schools: Schools) -> Typed:
    try:
        value = float(unicodedata.normalize("NFKC", text).rstrip("%").replace(",", ""))
    except ValueError:
        return None, f"“{text}”不是数字。"
    if value != value or abs(value) > 1e12:  # noqa: PLR0124 - the test for "no number"
        return None, f"“{text}”不是数字。"
    if field.kind == "percent":
        value /= 100
    if field.kind == "integer" and not value.is_integer():
        return None, f"{field.title}应是整数。"
    if field.minimum is not None and value < field.minimum:
        return None, f"{field.title}不能小于 {field.minimum:g}。"
    if field.maximum is not None and value > field.maximum:
        return None, f"{field.title}不能大于 {field.maximum:g}，请核对。"
    return (int(value) if value.is_integer() else value), ""


def _date(field: Field, text: str, _codes: Codes, _schools: Schools) -> Typed:
    found = typed_date(text)
    if found is None:
        return None, f"“{text}”不是日期，请写成 2025-09 或 2025-09-01。"
    return (found[:7] if field.kind == "month" else found), ""


def _code(field: Field, text: str, codes: Codes, _schools: Schools) -> Typed:
    words = codes.get(field.codes)
    if words is None:
        return text, ""
    known, value = words.find(text)
    if known:
        return value, ""
    if field.open:
        return text, ""
    return None, f"“{text}”不在{words.title}之列。可填：{'、'.join(words.values[:12])}。"


def _words(field: Field, text: str, codes: Codes, _schools: Schools) -> Typed:
    words = codes.get(field.codes)
    found: list[str] = []
    for part in _BETWEEN_WORDS.split(text):
        if not part:
            continue
        known, value = words.find(part) if words is not None else (True, part)
        if not known:
            title = words.title if words is not None else field.title
            return None, f"“{part}”不在{title}之列。"
        if value and value not in found:
            found.append(value)
    return (found or None), ""


def _boolean(_field: Field, text: str, _codes: Codes, _schools: Schools) -> Typed:
    return (text == YES, "") if text in {YES, NO} else (None, "请选择“是”或“否”。")


def _school(_field: Field, text: str, _codes: Codes, schools: Schools) -> Typed:
    return text, "" if text in schools else f"没有名为“{text}”的学校，请从列表中选择。"


def _id_number(_field: Field, text: str, _codes: Codes, _schools: Schools) -> Typed:
    return unicodedata.normalize("NFKC", text).replace(" ", "").upper(), ""


def _phone(_field: Field, text: str, _codes: Codes, _schools: Schools) -> Typed:
    number = re.sub(r"[\s()()-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\+?\d{3,15}", number):
        return None, f"“{text}”不是电话号码。"
    if len(number) == 11 and number.startswith("1"):
        return number, ""
    return tidy(unicodedata.normalize("NFKC", text)), ""


READERS: Mapping[str, Callable[[Field, str, Codes, Schools], Typed]] = {
    "integer": _number,
    "decimal": _number,
    "percent": _number,
    "date": _date,
    "month": _date,
    "code": _code,
    "words": _words,
    "boolean": _boolean,
    "school": _school,
    "id_number": _id_number,
    "phone": _phone,
}
