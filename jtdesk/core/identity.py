"""Rules of the Chinese identity number (GB 11643) and the masks that keep it off the screen."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = ord("0") * sum(_WEIGHTS)
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad'‘’`´ʹ′\"“”]+")
_LOOKALIKE = str.maketrans({"×": "X", "х": "X", "Х": "X", "χ": "X", "Χ": "X", "✕": "X"})
# The standard's own vector carries a birth in 1880; anything older is a slip of the pen.
_FIRST_YEAR, _LAST_YEAR = 1850, 2100


def tidy_id(text: str) -> str:
    """Return an identity number as it is kept: half width, no spaces or quotes, capital X."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKE)
    return plain.upper()


def id_check_ok(number: str) -> bool:
    """Tell whether an 18-character number ends in the right check character."""
    return bool(_SHAPE.fullmatch(number)) and check_character(number) == number[17]


def check_character(number: str) -> str:
    """Return the check character that belongs to the first 17 digits."""
    total = sum(map(mul, _WEIGHTS, number.encode("ascii"))) - _ZEROS
    return _CHECK[total % 11]


def id_birth(number: str) -> str | None:
    """Return the birth date inside a number as ``YYYY-MM-DD``, None if there is no real date."""
    if not _SHAPE.fullmatch(number):
        return None
    return _real_date(number[6:14])


@lru_cache(maxsize=40_000)
def _real_date(digits: str) -> str | None:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def id_gender(number: str) -> str | None:
    """Return 男 or 女 by the seventeenth digit, None for anything that is not a number."""
    if not _SHAPE.fullmatch(number):
        return None
    return "男" if int(number[16]) % 2 else "女"


def id_fault(number: str) -> tuple[str, str] | None:
    """Check a tidied number.

    Returns:
        None for a good number, otherwise ``(rejection code, Chinese sentence)``.
    """
    if id_check_ok(number) and id_birth(number):
        return None
    if len(number) != 18 or "*" in number:
        return "id_missing_or_short", _length_sentence(number)
    if not _SHAPE.fullmatch(number):
        return "id_check_digit", "身份证号前 17 位应为数字，末位为数字或 X。"
    if id_birth(number) is None:
        return "id_check_digit", f"身份证号中的出生日期 {number[6:14]} 不存在，请核对号码。"
    return "id_check_digit", "身份证号校验码不符，至少有一位写错，请与证件核对。"


def _length_sentence(number: str) -> str:
    if "*" in number:
        return "身份证号被遮盖（含 *），请填写完整的 18 位号码。"
    if len(number) == 15 and number.isdigit():
        return "是 15 位旧身份证号，请改填现行的 18 位号码。"
    return f"身份证号应为 18 位，这里是 {len(number)} 位。"


def mask_id(number: str | None) -> str:
    """Return an identity number fit for the screen: ``330***********1234``."""
    if not number:
        return ""
    if len(number) <= 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(phone: str | None) -> str:
    """Return a telephone number fit for the screen: ``199****6352``."""
    if not phone:
        return ""
    if len(phone) < 7:
        return "*" * len(phone)
    if len(phone) < 11:
        return phone[:2] + "*" * (len(phone) - 4) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def looks_masked(text: str) -> bool:
    """Tell whether a number is one of our masks: it says nothing and must not be taken in."""
    plain = unicodedata.normalize("NFKC", text)
    return "**" in plain and not plain.strip("*0123456789Xx -")
