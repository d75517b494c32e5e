"""Identity numbers, telephone numbers and other digits that are text -> checked text."""

from __future__ import annotations

import re
import unicodedata

from jtdesk.core.identity import id_check_ok, id_fault, tidy_id
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import EMPTY_TOKENS, NOTHING, Parsed, is_empty, shown, written

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"\(?(0\d{2,3})\)?-?(\d{7,8})(?:[-转*x#]+(\d{1,6}))?")
_LOCAL = re.compile(r"[2-9]\d{6,7}(?:-\d{1,6})?")
_SEVERAL = re.compile(r"[/、,;|]|或")
_LOST = "身份证号被表格软件当作数字，后三位已丢失且无法还原，请把该列设为文本后按证件重新填写。"


def parse_id(value: CellValue, *, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read an identity number; a number that lost its last digits is refused, never repaired."""
    if isinstance(value, str) and id_fault(value) is None and not value.endswith("000"):
        return Parsed(value)
    if is_empty(value, empty):
        return NOTHING
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = written(value)
        lost = abs(value) >= 1e15
    elif isinstance(value, str):
        number = tidy_id(value)
        lost = bool(_SCIENTIFIC.fullmatch(number))
    else:
        return Parsed(None, "id_missing_or_short", f"“{shown(value)}”不是身份证号。")
    fault = id_fault(number)
    zeros = len(number) == 18 and number.endswith("000")
    if lost or (fault is not None and zeros and number.isdigit() and not id_check_ok(number)):
        return Parsed(None, "id_precision_lost", _LOST)
    if fault is not None:
        return Parsed(None, *fault) if number else NOTHING
    # One lost number in eleven passes the check by chance.
    suspect = ("id_precision_suspect", "身份证号以 000 结尾，请确认后三位没有丢失。", True)
    return Parsed(number, *suspect) if zeros else Parsed(number)


def parse_phone(value: CellValue, *, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read a telephone number as text; an odd one is kept as written with a warning."""
    if isinstance(value, str) and _MOBILE.fullmatch(value):
        return Parsed(value)
    if is_empty(value, empty):
        return NOTHING
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else str(value)
    if not isinstance(value, str):
        return Parsed(None, "bad_phone", f"“{shown(value)}”不是电话号码。", warning=True)
    plain = unicodedata.normalize("NFKC", value)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    parts = [part for part in _SEVERAL.split(plain) if part.strip()]
    numbers = [_one_phone(part) for part in parts]
    if numbers and all(numbers):
        return Parsed("、".join(number for number in numbers if number))
    if _SCIENTIFIC.fullmatch(plain.strip()):
        return Parsed(
            None, "bad_phone", f"“{shown(value)}”丢失了位数，请把该列设为文本后重填。", True
        )
    kept = " ".join(plain.split()).strip("'‘’` ")
    return Parsed(
        kept, "bad_phone", f"“{shown(value)}”不像电话号码，请核对（手机号为 11 位）。", True
    )


def parse_digits(value: CellValue, *, length: int, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read a code of a fixed number of digits, such as the ten of a school code."""
    if is_empty(value, empty):
        return NOTHING
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else str(value)
    else:
        text = re.sub(r"[\s'‘’`\u200b\ufeff-]", "", unicodedata.normalize("NFKC", str(value)))
    if text.isdigit() and text.isascii() and len(text) == length:
        return Parsed(text)
    return Parsed(None, "bad_code_number", f"“{shown(value)}”应为 {length} 位数字。")


def _one_phone(text: str) -> str | None:
    plain = re.sub(r"[\s'‘’`·.\u200b\ufeff]", "", text)
    digits = re.sub(r"^(\+|00)?86-?(?=1[3-9])", "", plain.replace("-", ""))
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(re.sub(r"^(\+|00)86-?", "0", plain))
    if landline:
        return f"{landline[1]}-{landline[2]}" + (f"-{landline[3]}" if landline[3] else "")
    return plain if _LOCAL.fullmatch(plain) else None
