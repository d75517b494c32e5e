"""Amounts of money in the characters of vouchers (大写金额), as a text and as a plain formula."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

# 正确填写票据和结算凭证的基本规定 (中国人民银行, appendix of the rules on cheques and settlements):
# digits and units in these characters, 整 after 元 or 角, one 零 for any run of noughts between.
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("亿", "仟", "佰", "拾", "万", "仟", "佰", "拾", "元", "角", "分")
LARGEST = Decimal("999999999.99")
# What is put in for what, in this order, once every digit stands before its unit and ^ in front.
STEPS = (
    ("零角零分", "整"), ("零分", "整"), ("零角", "零"),
    ("零仟", "零"), ("零佰", "零"), ("零拾", "零"),
    ("零零", "零"), ("零零", "零"),
    ("零元", "元"), ("零万", "万"), ("亿万", "亿零"), ("零零", "零"), ("零元", "元"),
    ("^零亿零", "^"), ("^零亿", "^"), ("^零", "^"),
    ("^元零", "^"), ("^元整", "零元整"), ("^元", "^"), ("^", ""),
)  # fmt: skip


def capitals(amount: float) -> str:
    """Return an amount in yuan as vouchers write it; beyond a thousand million nothing."""
    exact = abs(Decimal(repr(amount))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if exact > LARGEST:
        return ""
    figures = f"{int(exact * 100):011d}"
    text = "^" + "".join(
        DIGITS[int(figure)] + unit for figure, unit in zip(figures, UNITS, strict=True)
    )
    for old, new in STEPS:
        text = text.replace(old, new)
    return f"负{text}" if amount < 0 and exact else text


def capitals_formula(amount: str) -> str:
    """Return the same as a formula over an amount, itself a formula without its sign.

    The number format that writes such characters is named differently by every office program and
    language; looking each digit up is understood by all of them.
    """
    figures = f'TEXT(ROUND(ABS({amount})*100,0),"00000000000")'
    text = '"^"&' + "&".join(
        f'MID("{DIGITS}",MID({figures},{place},1)+1,1)&"{unit}"'
        for place, unit in enumerate(UNITS, start=1)
    )
    for old, new in STEPS:
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    whole = f'IF(ROUND({amount},2)<0,"负","")&{text}'
    return f'IF(ROUND(ABS({amount}),2)>{LARGEST},"",{whole})'
