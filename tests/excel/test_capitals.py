"""Amounts in the characters of vouchers, as text and as a formula an office program reckons."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jtdesk.excel.capitals import DIGITS, capitals, capitals_formula

# Examples printed in the rules of the central bank on filling in vouchers, then our own.
VECTORS = {
    1409.50: "壹仟肆佰零玖元伍角整",
    6007.14: "陆仟零柒元壹角肆分",
    1680.32: "壹仟陆佰捌拾元叁角贰分",
    107000.53: "壹拾万柒仟元伍角叁分",
    16409.02: "壹万陆仟肆佰零玖元零贰分",
    325.04: "叁佰贰拾伍元零肆分",
    0: "零元整",
    0.05: "伍分",
    0.5: "伍角整",
    10: "壹拾元整",
    12345.67: "壹万贰仟叁佰肆拾伍元陆角柒分",
    120050: "壹拾贰万零伍拾元整",
    12000000: "壹仟贰佰万元整",
    100000000: "壹亿元整",
    100050000.5: "壹亿零伍万元伍角整",
    999999999.99: "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    1000000000: "",
    -3.2: "负叁元贰角整",
    86400: "捌万陆仟肆佰元整",
    0.125: "壹角叁分",
}
PLACES = {"仟": 1000, "佰": 100, "拾": 10}


@pytest.mark.parametrize(("amount", "text"), VECTORS.items())
def test_amounts_are_written_as_the_rules_print_them(amount: float, text: str) -> None:
    assert capitals(amount) == text


def value_of(text: str) -> Decimal:
    """Read an amount in capitals back, by other means than it was written."""
    yuan, cents = text.partition("元")[::2] if "元" in text else ("", text)
    total = Decimal(0)
    for word, worth in (("亿", 10**8), ("万", 10**4)):
        if word in yuan:
            part, _, yuan = yuan.partition(word)
            total += _section(part) * worth
    total += _section(yuan)
    for digit, unit in re.findall("([零壹贰叁肆伍陆柒捌玖])([角分])", cents):
        total += DIGITS.index(digit) * Decimal("0.1" if unit == "角" else "0.01")
    return total


def _section(text: str) -> int:
    return sum(
        DIGITS.index(digit) * PLACES.get(unit, 1)
        for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", text)
    )


@given(st.integers(0, 99999999999))
@example(100000)
@example(10000000001)
def test_the_characters_say_the_amount_and_nothing_twice(cents: int) -> None:
    text = capitals(cents / 100)
    assert value_of(text) == Decimal(cents) / 100
    assert "零零" not in text
    assert not re.search("零[元万亿仟佰拾角整]|亿万|\\^", text.replace("零元整", ""))
    assert text.endswith(("分", "整"))
    assert text.count("整") <= 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_formula_gives_the_same_in_an_office_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    amounts = [*VECTORS, *(7919.37 * 3**power for power in range(10))]
    for number, amount in enumerate(amounts, start=1):
        sheet.cell(number, 1, round(amount, 3))
        sheet.cell(number, 2, f"={capitals_formula(f'A{number}')}")
    book.save(tmp_path / "a.xlsx")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"),
         str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=180,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    found = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx", data_only=True).worksheets[0]
    for number, amount in enumerate(amounts, start=1):
        assert (found.cell(number, 2).value or "") == capitals(round(amount, 3)), amount
