"""Numbers, shares and yes/no as people write them -> typed values."""

from __future__ import annotations

import math
import re
import unicodedata

from jtdesk.core.text import fold
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import EMPTY_TOKENS, NOTHING, Parsed, is_empty, shown

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED = re.compile(r"([+-]?\d{1,3})((?:,\d{3})+)(\.\d+)?")
_ABOUT = re.compile(r"^(大?约|大概|近|将近|约计)|(左右|上下|余|多)$")
_SPLIT = re.compile(r"([+-]?[\d.,]+(?:e[+-]?\d+)?)(\D*?2?)", re.IGNORECASE)
_SPENT = re.compile(r"(\d+)个?(?:小时|钟头|h)(?:(半)|(\d{1,2})(?:分钟?|min)?)", re.IGNORECASE)
_HAN_DIGITS = {sign: digit for digit, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
# unit -> (kind of quantity, size in the smallest unit of that kind)
_SIZES: dict[str, tuple[str, float]] = {
    "元": ("money", 1), "万元": ("money", 1e4), "万": ("money", 1e4), "亿元": ("money", 1e8),
    "千元": ("money", 1e3), "m2": ("area", 1), "㎡": ("area", 1), "平方米": ("area", 1),
    "平米": ("area", 1), "平方": ("area", 1), "亩": ("area", 2000 / 3), "公顷": ("area", 1e4),
    "分钟": ("time", 1), "分": ("time", 1), "min": ("time", 1), "小时": ("time", 60),
    "h": ("time", 60), "米": ("length", 1), "m": ("length", 1), "公里": ("length", 1000),
    "千米": ("length", 1000), "km": ("length", 1000), "里": ("length", 500),
}  # fmt: skip
_COUNTED = frozenset(
    "人 名 位 个 节 节/周 课时 课时/周 节课 学时 班 个班 轨 间 所 台 套 册 本 次 场 项 门 岁 周岁 "  # noqa: SIM905
    "年 学年 学年度 年度 "
    "月 个月 天 日 周 组 对 件 辆 条 人次 % 分 级 元/月 元/生 元/人 人/班 h/周 小时/周".split()
)
UNITS = frozenset(_COUNTED | set(_SIZES) | {"m²", "M2", "％", "‰", "kg", "公斤", "mbps", "m/s"})
_YES = frozenset(
    "是 √ ✓ ✔ ☑ ■ ● 有 y yes true t 1 已 对 属 属于 是的 ok v 具备 已办 已转 已完成 达标 "  # noqa: SIM905
    "随迁 转移 调动 变动".split()
)
_NO = frozenset(
    "否 × ✗ ✘ ☒ □ ○ x 无 没有 n no false f 0 未 不 不是 非 没 不属于 "  # noqa: SIM905
    "未办 未转 未完成 不达标 ✕ "
    "不转 不随迁 未随迁 不转移 不调动 未调动 不变 不变动".split()
)
_SAID_YES = re.compile(r"^(1|y|是|√|有)[-.、:_ ]?(是|有|√)?$")
_SAID_NO = re.compile(r"^(0|2|n|否|×|无)[-.、:_ ]?(否|无|不是|没有|×)?$")


def parse_decimal(
    value: CellValue,
    *,
    unit: str = "",
    written_unit: str = "",
    empty: frozenset[str] = EMPTY_TOKENS,
) -> Parsed:
    """Read a number cell; whole numbers come back as int.

    Args:
        value: the cell.
        unit: unit the field is kept in, e.g. ``万元``; empty when it has none.
        written_unit: unit named by the heading, used where the cell names none.
        empty: folded words that say "nothing".
    """
    if is_empty(value, empty):
        return NOTHING
    number: float | None = None
    own_unit, about = "", False
    if isinstance(value, str):
        number, own_unit, about = _of_text(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
    if number is None or not math.isfinite(number):
        return _not_a_number(value)
    converted = convert(number, own_unit or written_unit, unit)
    if converted is None:
        return Parsed(
            None, "not_a_number", f"“{shown(value)}”的单位不能换算成{unit}，请按{unit}填写。"
        )
    tidy = int(converted) if converted.is_integer() and abs(converted) < 2**53 else converted
    if about:
        return Parsed(
            tidy, "approximate", f"“{shown(value)}”是约数，按 {tidy} 记录。", warning=True
        )
    return Parsed(tidy)


def parse_integer(
    value: CellValue,
    *,
    unit: str = "",
    written_unit: str = "",
    empty: frozenset[str] = EMPTY_TOKENS,
) -> Parsed:
    """Read a whole-number cell; a fraction is refused, never rounded."""
    found = parse_decimal(value, unit=unit, written_unit=written_unit, empty=empty)
    if isinstance(found.value, float):
        return Parsed(None, "not_a_number", f"“{shown(value)}”应为整数。")
    return found


def parse_percent(
    value: CellValue, *, percent_heading: bool = False, empty: frozenset[str] = EMPTY_TOKENS
) -> Parsed:
    """Read a share: ``8%`` and a cell formatted as 8 % are both 0.08.

    Args:
        value: the cell.
        percent_heading: True when the heading says %, so that a plain 8 means 8 %.
        empty: folded words that say "nothing".
    """
    if is_empty(value, empty):
        return NOTHING
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip().replace(" ", "")
        if text.endswith(("%", "‰")):
            number = _plain_number(text[:-1])
            if number is None:
                return _not_a_number(value)
            return Parsed(round(number / (100 if text[-1] == "%" else 1000), 12))
        if text.startswith("百分之"):
            number = _plain_number(text[3:])
            return _not_a_number(value) if number is None else Parsed(round(number / 100, 12))
    found = parse_decimal(value, empty=empty)
    if found.value is not None and percent_heading and abs(found.value) > 1:
        return found._replace(value=round(found.value / 100, 12))
    return found


def parse_boolean(value: CellValue, *, empty: frozenset[str] = EMPTY_TOKENS) -> Parsed:
    """Read yes or no in any of its spellings."""
    if isinstance(value, (bool, int, float)) and value in {0, 1}:
        return Parsed(bool(value))
    if isinstance(value, str):
        key = fold(value)
        if key in _YES or _SAID_YES.match(key):
            return Parsed(True)
        if key in _NO or _SAID_NO.match(key):
            return Parsed(False)
    if is_empty(value, empty):
        return NOTHING
    return Parsed(None, "unknown_code_word", f"“{shown(value)}”应为“是”或“否”。")


def convert(number: float, written: str, wanted: str) -> float | None:
    """Convert between units of one kind (元/万元, 小时/分钟, 亩/㎡); None when they do not fit."""
    if not written or not wanted or fold(written) == fold(wanted):
        return number
    source, target = _SIZES.get(fold(written)), _SIZES.get(fold(wanted))
    if source is None or target is None:
        return number
    if source[0] != target[0]:
        return None
    return round(number * source[1] / target[1], 9)


def _not_a_number(value: CellValue) -> Parsed:
    return Parsed(None, "not_a_number", f"“{shown(value)}”不是数字。")


def _of_text(raw: str) -> tuple[float | None, str, bool]:
    text = unicodedata.normalize("NFKC", raw).strip("'‘’`\t\u200b\ufeff ")
    text = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)
    shorter = _ABOUT.sub("", text)
    about, text = shorter != text, shorter
    number = _plain_number(text)
    if number is not None:
        return number, "", about
    spent = _SPENT.fullmatch(text)
    if spent:
        minutes = 30.0 if spent[2] == "半" else float(spent[3] or 0)
        return float(spent[1]) * 60 + minutes, "分钟", about
    found = _SPLIT.fullmatch(text)
    if found and (found[2] in UNITS or fold(found[2]) in UNITS):
        return _plain_number(found[1]), found[2], about
    if text and text[-1] in "节人个班名间次年岁":
        return _han_number(text[:-1]), text[-1], about
    return _han_number(text), "", about


def _plain_number(text: str) -> float | None:
    grouped = _GROUPED.fullmatch(text)
    plain = text.replace(",", "") if grouped else text
    return float(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None


def _han_number(text: str) -> float | None:
    """Return a number below one hundred written in Chinese signs."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_HAN_DIGITS[text]) if text in _HAN_DIGITS else None
    if (tens and tens not in _HAN_DIGITS) or (ones and ones not in _HAN_DIGITS):
        return None
    return float((_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0))
