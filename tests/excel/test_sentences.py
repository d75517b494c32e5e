"""What is wrong with a cell is said in a whole sentence."""

from __future__ import annotations

from datetime import date, time

import pytest

from jtdesk.core.codes import Code, CodeList
from jtdesk.excel.dates import parse_date
from jtdesk.excel.ids import parse_digits, parse_id, parse_phone
from jtdesk.excel.numbers import parse_boolean, parse_decimal, parse_integer
from jtdesk.excel.parsed import Parsed
from jtdesk.excel.values import parse_code, parse_name, parse_text

WORDS = CodeList("word", "词", (Code("甲"), Code("乙")))
ODD = (
    "乱写", "=1+1", "#REF!", "a\x01b", "约 12", "12.5", "3 公顷", 2025.1, "25.3", "2025.13", True, -1, 1e17,
    "3.1E+17", "310199198001010000", "310199198002310011", "310199198001010012", "31019919800101",
    "310***********0011", "310199800101001", "12345", "139123456789012", date(2025, 1, 1), time(8),
)  # fmt: skip
READ = {
    "date": lambda value: parse_date(value, precision="day"),
    "id": parse_id,
    "phone": parse_phone,
    "digits": lambda value: parse_digits(value, length=10),
    "boolean": parse_boolean,
    "decimal": parse_decimal,
    "area": lambda value: parse_decimal(value, unit="元"),
    "integer": parse_integer,
    "code": lambda value: parse_code(value, codes=WORDS),
    "name": parse_name,
    "text": parse_text,
}


@pytest.mark.parametrize("kind", READ)
def test_every_fault_of_a_cell_ends_with_a_full_stop(kind: str) -> None:
    found: list[Parsed] = [READ[kind](value) for value in ODD]  # type: ignore[operator]
    told = [one.message for one in found if one.code]
    assert told
    assert [text for text in told if not text.endswith("。") or text.endswith("。。")] == []
