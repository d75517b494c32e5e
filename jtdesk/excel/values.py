"""Cells as people write them -> typed values or a named fault: one parser a kind of field."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from jtdesk.core.codes import CodeList
from jtdesk.core.text import fold, tidy
from jtdesk.excel.dates import parse_date
from jtdesk.excel.grid import CellValue
from jtdesk.excel.ids import parse_digits, parse_id, parse_phone
from jtdesk.excel.numbers import parse_boolean, parse_decimal, parse_integer, parse_percent
from jtdesk.excel.parsed import (
    EMPTY_TOKENS,
    NOTHING,
    Parse,
    Parsed,
    is_empty,
    is_error,
    remember,
    shown,
    written,
)

LONGEST_NAME = 30
_DOTS = re.compile(r"\s*[·•．‧∙⋅・･・.●]\s*")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NAME_EXTRA = frozenset("·'-()〇 ")
_PREFIX = re.compile(r"[(\[]?([0-9]{1,3}|[a-z])[)\].、:\-_/=]+(?=\D)|[0-9]{1,3}(?=[^\d\W])")
_SUFFIX = re.compile(
    r"[(\[][^()\[\]]*[)\]]$|[-_:][0-9]{1,3}$|(19|20)[0-9]{2}[年./-]?[0-9]{0,2}月?$"
)
# Read on folded text, in which full-width signs have become half-width ones.
_LIST = re.compile(r"[、,;/|+&\\]+|和|兼")
TEXT_KINDS = frozenset({"text", "name", "id", "phone"})


def parser(
    kind: str,
    *,
    codes: CodeList | None = None,
    precision: str = "day",
    unit: str = "",
    written_unit: str = "",
    length: int = 0,
    empty: frozenset[str] = EMPTY_TOKENS,
) -> Parse:
    """Return a remembering parser for one column.

    Args:
        kind: ``text name integer decimal percent boolean code codes date month id phone digits``.
        codes: the list for ``code`` and ``codes``.
        precision: ``day`` or ``month``, for ``date``.
        unit: unit the field is kept in.
        written_unit: unit the column's heading names.
        length: number of digits, for ``digits``.
        empty: folded words that say "nothing" in this workbook.

    Raises:
        ValueError: the kind is not known, or a code kind came without its list.
    """
    parse: Parse
    if kind in {"code", "codes"}:
        if codes is None:
            raise ValueError(f"kind {kind} needs a code list")
        reader = parse_code if kind == "code" else parse_codes
        return remember(partial(reader, codes=codes, empty=empty))
    if kind == "date":
        parse = partial(parse_date, precision=precision, empty=empty)
    elif kind == "month":
        parse = partial(parse_date, precision="month", empty=empty)
    elif kind in {"integer", "decimal"}:
        number = parse_integer if kind == "integer" else parse_decimal
        parse = partial(number, unit=unit, written_unit=written_unit, empty=empty)
    elif kind == "percent":
        heading = written_unit in {"%", "％"}
        parse = partial(parse_percent, percent_heading=heading, empty=empty)
    elif kind == "digits":
        parse = partial(parse_digits, length=length, empty=empty)
    else:
        plain = {
            "text": parse_text,
            "name": parse_name,
            "boolean": parse_boolean,
            "id": parse_id,
            "phone": parse_phone,
        }
        if kind not in plain:
            raise ValueError(f"no parser for kind {kind}")
        parse = partial(plain[kind], empty=empty)
    return remember(parse)


def formula_fault(kind: str) -> Parsed | None:
    """Return the refusal of a formula cell, None where its last result may be taken.

    Numbers, dates and code words are checked by themselves, so a computed one is taken; free text
    has nothing to be checked against.
    """
    if kind not in TEXT_KINDS:
        return None
    message = "这里是公式，不能作为文本导入，请在表格中“选择性粘贴—数值”后重新导入。"
    return Parsed(None, "id_missing_or_short" if kind == "id" else "bad_name", message)


def parse_text(value: CellValue, *, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read free text, tidied; formulas and error values are refused."""
    if is_empty(value, empty):
        return NOTHING
    text = tidy(written(value))
    if not text:
        return NOTHING
    if text.startswith("=") and len(text) > 1:
        return Parsed(None, "bad_name", f"“{shown(value)}”是公式，不能作为文本导入。")
    if is_error(text):
        return Parsed(None, "bad_name", f"单元格是错误值 {text}，请改正后重新导入。")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        return Parsed(None, "bad_name", "单元格含有不可见的控制字符，请重新录入。")
    return Parsed(text)


def parse_name(value: CellValue, *, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read a person's name as it is kept: no padding spaces, one kind of dot."""
    if is_empty(value, empty):
        return NOTHING
    if not isinstance(value, str) or is_error(value.strip()):
        return _bad_name(value)
    if _PLAIN_NAME.fullmatch(value):
        return Parsed(value)
    # Not NFKC: it would turn rare compatibility ideographs of real names into others.
    text = tidy(_INVISIBLE.sub("", value.translate(_WIDE))).strip("'‘’`\"")
    text = _DOTS.sub("·", text)
    if text.startswith(("=", "+", "@", "-")) or len(text) > LONGEST_NAME:
        return _bad_name(value)
    letters = [sign for sign in text if sign.isalpha() or _rare(sign)]
    if not letters or not all(sign in _NAME_EXTRA for sign in set(text) - set(letters)):
        return _bad_name(value)
    return Parsed(_without_padding(text).strip("·"))


def parse_code(
    value: CellValue, *, codes: CodeList, empty: frozenset[str] = EMPTY_TOKENS
) -> Parsed:
    """Read a word of a code list, with the numbers and brackets people put around it.

    Where the list says what several words in one cell mean, they are read too.
    """
    one = _one_code(value, codes, empty)
    if one.code is None or not codes.several:
        return one
    found: list[str] = []
    for part, word in _each_code(written(value), codes, empty):
        if codes.accompanies(part):
            continue
        if word.refused:
            return one
        if word.value is not None:
            found.append(word.value)
    if not found:
        return one
    return Parsed(found[0] if codes.several == "first" else min(found, key=codes.order.__getitem__))


def code_parts(text: str) -> list[str]:
    """Return the words written in one cell, parted by line breaks and signs of listing."""
    return [part for line in text.splitlines() for part in _LIST.split(fold(line)) if part]


def code_words(text: str, codes: CodeList) -> list[str]:
    """Return the words of a cell of a code field, parted as they are read."""
    return [part for part, _word in _each_code(text, codes, EMPTY_TOKENS)]


def _each_code(text: str, codes: CodeList, empty: frozenset[str]) -> list[tuple[str, Parsed]]:
    """Read each word of a cell; spaces part words only where they do not pad one."""
    found = [(part, _one_code(part, codes, empty)) for part in code_parts(text)]
    if any(word.refused and not codes.accompanies(part) for part, word in found):
        parts = [part for run in text.split() for part in code_parts(run)]
        found = [(part, _one_code(part, codes, empty)) for part in parts]
    return found


def _one_code(value: CellValue, codes: CodeList, empty: frozenset[str]) -> Parsed:
    if value is None:
        return NOTHING
    readings = _readings(written(value))
    for find in (codes.named, codes.fitting):
        for word in readings:
            known, found = find(word)
            if known:
                return Parsed(found)
    if is_empty(value, empty):
        return NOTHING
    words = "、".join(codes.values[:6]) + ("等" if len(codes.values) > 6 else "")
    return Parsed(None, "unknown_code_word", f"“{shown(value)}”不在{codes.title}中（{words}）。")


def parse_codes(
    value: CellValue, *, codes: CodeList, empty: frozenset[str] = EMPTY_TOKENS
) -> Parsed:
    """Read several words of a code list from one cell; the value is a tuple without repeats."""
    whole = _one_code(value, codes, empty)
    if not whole.refused:
        return Parsed((whole.value,)) if whole.value is not None else NOTHING
    found: list[str] = []
    for _part, one in _each_code(written(value), codes, empty):
        if one.refused:
            return one
        if one.value is not None and one.value not in found:
            found.append(one.value)
    return Parsed(tuple(found)) if found else NOTHING


def _readings(text: str) -> list[str]:
    """Return the word as written, then without a number before it, then without brackets."""
    key = fold(text)
    readings = [key]
    for pattern in (_PREFIX, _SUFFIX):
        for reading in tuple(readings):
            match = pattern.match(reading) if pattern is _PREFIX else pattern.search(reading)
            if match and (shorter := reading[: match.start()] + reading[match.end() :]):
                readings.append(shorter)
    return readings


def _bad_name(value: CellValue) -> Parsed:
    return Parsed(None, "bad_name", f"“{shown(value)}”不是姓名，请填写证件上的姓名。")


def _rare(sign: str) -> bool:
    """Tell a sign of a rare name: private-use and variation signs of old name systems."""
    return unicodedata.category(sign) in {"Co", "Mn", "Nl", "So"} and sign > "\u2fff"


def _without_padding(text: str) -> str:
    groups = text.split(" ")
    if len(groups) == 1 or any(sign.isascii() and sign.isalpha() for sign in text):
        return text
    # 张  三 is padded; 买买提 艾力 is two words of one name.
    if len(text) - len(groups) + 1 <= 4 or all(len(group) == 1 for group in groups):
        return "".join(groups)
    return text
