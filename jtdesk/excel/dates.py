"""Dates as people write them -> ``YYYY-MM`` or ``YYYY-MM-DD``, never a guessed one."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, timedelta

from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import EMPTY_TOKENS, NOTHING, Parsed, is_empty, shown

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 20000, 60000
# A two-digit year above this belongs to the last century.
_PIVOT = 35
_EPOCH = date(1899, 12, 30)
_QUOTES = re.compile(r"^['‘’`´\"“”]+|['‘’`´\"“”]+$")
_TIME = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[AaPp][Mm])?$")
_SEP = r"\s*[-./_,、。年\u2010-\u2015\u2212]\s*"
_YMD = re.compile(
    rf"(\d{{4}}){_SEP}(\d{{1,2}})(?:\s*[-./_,、。月\u2010-\u2015\u2212]\s*(\d{{1,2}}))?"
)
_SPACED = re.compile(r"(\d{4})\s+(\d{1,2})(?:\s+(\d{1,2}))?")
_SHORT = re.compile(r"(\d{2})\s*[-.年]\s*(\d{1,2})(?:\s*[-.月]\s*(\d{1,2}))?")
_AMERICAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?:(\d{1,2})[-\s/]+)?([a-z]{3})[a-z]*\.?[-\s,/]+(\d{4})", re.IGNORECASE)
_TAIL = re.compile(r"(日|号|月份?|份|初|中旬|上旬|下旬|底|末|左右|起|开始)+$")
_LUNAR = re.compile(
    r"农历|阴历|正月|腊月|冬月|闰|初[一二三四五六七八九十]|廿|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)
_HAN = {sign: digit for digit, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号]?)?"
)
_NOW = {"至今", "今", "现在", "目前", "迄今", "到现在", "至现在", "在任", "在读"}
_RANGE_WORDS = re.compile(r"\s*(?:至|到|[~∼〜～]|[—–―─]{1,2}|--+|→|->)\s*")
_RANGE_DASH = re.compile(
    r"(.*\d{4}\D+\d{1,2}\D*?|\d{4}[./年]\d{1,2}[./月]\d{1,2}日?|\d{6}|\d{8})\s*-\s*(\d{4}\D.*|\d{6}|\d{8}|\d{1,2}月.*|至?今|现在)"
)


def parse_date(
    value: CellValue, *, precision: str = "day", empty: frozenset[str] = EMPTY_TOKENS
) -> Parsed:
    """Read one date cell.

    Args:
        value: the cell.
        precision: ``month`` cuts a given day off; with ``day`` a month alone stays a month.
        empty: folded words that say "nothing".
    """
    if is_empty(value, empty):
        return NOTHING
    found: str | Parsed | None
    if isinstance(value, date):
        found = _checked(value.year, value.month, value.day)
    elif isinstance(value, bool):
        found = None
    elif isinstance(value, (int, float)):
        found = _of_number(value)
    elif isinstance(value, str):
        found = _of_text(value)
    else:
        found = None
    if isinstance(found, Parsed):
        return _cut(found, precision) if found.value else found
    if found is None:
        return _bad(value)
    return Parsed(found[:7] if precision == "month" else found)


def parse_range(
    value: CellValue, *, precision: str = "month", empty: frozenset[str] = EMPTY_TOKENS
) -> tuple[Parsed, Parsed]:
    """Read a cell holding start and end, such as ``2015.07—至今``; an open end is None."""
    if not isinstance(value, str):
        return parse_date(value, precision=precision, empty=empty), NOTHING
    text = _plain(value)
    parts = [part for part in _RANGE_WORDS.split(text) if part]
    if len(parts) == 1:
        dashed = _RANGE_DASH.fullmatch(text)
        parts = [dashed[1], dashed[2]] if dashed else parts
    if len(parts) > 2:
        return _bad(value), NOTHING
    start = parse_date(parts[0], precision=precision, empty=empty) if parts else NOTHING
    if len(parts) < 2 or parts[1] in _NOW:
        return start, NOTHING
    end = parts[1]
    if re.fullmatch(r"\d{1,2}月?(\d{1,2}日?)?", end) and start.value:
        end = f"{start.value[:4]}年{end}"
    return start, parse_date(end, precision=precision, empty=empty)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().strip("\u200b\ufeff\u00ad ")
    return _QUOTES.sub("", folded).strip()


def _bad(value: CellValue) -> Parsed:
    return Parsed(
        None, "bad_date", f"“{shown(value)}”不是能识别的日期，请写成 2025-09 或 2025-09-01。"
    )


def _cut(found: Parsed, precision: str) -> Parsed:
    return found._replace(value=found.value[:7]) if precision == "month" else found


def _checked(year: int, month: int, day: int | None) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    if day is None:
        return whole.isoformat()[:7]
    return whole.isoformat() if day else None


def _of_number(value: float) -> str | Parsed | None:
    number = float(value) if math.isfinite(value) else 0.0
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(number))).isoformat()
    if number.is_integer():
        return _of_digits(str(int(number)))
    year = int(number)
    tail = f"{number:.4f}".split(".")[1].rstrip("0")
    if len(tail) > 2 or not (FIRST_YEAR <= year <= LAST_YEAR or 10 <= year <= 99):
        return None
    if tail == "1":
        return Parsed(
            None,
            "ambiguous_month",
            f"数字 {number:g} 可能是 1 月，也可能是 10 月丢了末尾的 0，"
            f"请改写成文本，如 {year}-01。",
            warning=True,
        )
    return _checked(year, int(tail), None) if year > 99 else _two_digits(str(year), tail, None)


def _of_digits(digits: str) -> str | None:
    if len(digits) == 8:
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 6:
        return _checked(int(digits[:4]), int(digits[4:]), None)
    if len(digits) == 5 and FIRST_SERIAL <= int(digits) <= LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(digits))).isoformat()
    return None


def _of_text(raw: str) -> str | Parsed | None:
    text = _plain(raw)
    if not text or len(text) > 40 or _LUNAR.search(text):
        return None
    if text.isdigit():
        return _of_digits(text)
    text = re.sub(r"[((](周|星期).[))]|(星期|周)[一二三四五六日天]$", "", text).strip()
    han = _HAN_DATE.fullmatch(text)
    if han:
        year = int("".join(str(_HAN[sign]) for sign in han[1]))
        return _checked(year, _han_number(han[2]), _han_number(han[3]) if han[3] else None)
    text = _TIME.sub("", text)
    text = re.sub(r"\.0+$", "", text) if re.fullmatch(r"\d{5,8}\.0+", text) else text
    if text.isdigit():
        return _of_digits(text)
    text = _TAIL.sub("", text).strip().rstrip(".。-/、,")
    for pattern in (_YMD, _SPACED):
        found = pattern.fullmatch(text)
        if found:
            return _checked(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    return _of_rare_text(text)


def _of_rare_text(text: str) -> str | Parsed | None:
    short = _SHORT.fullmatch(text)
    if short:
        return _two_digits(short[1], short[2], short[3])
    english = _ENGLISH.fullmatch(text)
    if english and english[2].lower() in _MONTH_NAMES:
        month = _MONTH_NAMES.index(english[2].lower()) + 1
        return _checked(int(english[3]), month, int(english[1]) if english[1] else None)
    american = _AMERICAN.fullmatch(text)
    if american:
        first, second, year = int(american[1]), int(american[2]), int(american[3])
        # 3/4/2019 has two readings; only an impossible month settles it.
        if second > 12 or first == second:
            return _checked(year, first, second)
        if first > 12:
            return _checked(year, second, first)
    return None


def _two_digits(year: str, month: str, day: str | None) -> Parsed | None:
    full = int(year) + (2000 if int(year) <= _PIVOT else 1900)
    found = _checked(full, int(month), int(day) if day else None)
    if found is None:
        return None
    return Parsed(
        found, "two_digit_year", f"年份只写了两位“{year}”，按 {full} 年理解。", warning=True
    )


def _han_number(text: str) -> int:
    if "十" not in text:
        return _HAN[text] if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)
