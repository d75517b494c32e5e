"""The text of a State Council notice on holidays, as pasted -> holidays of a year.

``六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。``
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from jtdesk.core.text import visible
from jtdesk.lessonprep.holidays import Holiday, faults_of

LARGEST = 20_000
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}、([^:。;\d]{2,24}?):")
_YEAR = re.compile(r"(20\d\d)年部分节假日")
_SPACE = re.compile(r"\s+")
_ASIDE = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"共(\d{1,2})天")
_DATE = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日")


class NoticeFault(ValueError):
    """The text is no notice of holidays; says why in Chinese."""


def year_in(text: str) -> int | None:
    """Return the year a notice says it is for."""
    found = _YEAR.search(_SPACE.sub("", unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else None


def read_notice(text: str, year: int) -> list[Holiday]:
    """Return the holidays a notice states.

    Args:
        text: the notice, or its numbered items.
        year: the calendar year it is for; dates without a year belong to it.

    Raises:
        NoticeFault: it cannot be understood, or contradicts itself.
    """
    if len(text) > LARGEST:
        raise NoticeFault(f"文字超过 {LARGEST} 个字，请只粘贴通知正文。")
    said = year_in(text)
    if said not in {None, year}:
        raise NoticeFault(f"这是 {said} 年的通知，不是 {year} 年的。请改年份，或换一份通知。")
    # Asides first: weekdays and lunar dates stand in brackets, between the dates.
    plain = _ASIDE.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", text)))
    starts = list(_ITEM.finditer(plain))
    if not starts:
        raise NoticeFault("没有找到“一、元旦：1月1日……放假”这样的条目，请把通知正文完整粘贴进来。")
    ends = [one.start() for one in starts[1:]] + [len(plain)]
    found = [
        _holiday(visible(one[1]), plain[one.end() : end], year)
        for one, end in zip(starts, ends, strict=True)
    ]
    faults = faults_of(found, year)
    if faults:
        raise NoticeFault(f"通知里的日期有矛盾：{'；'.join(faults[:3])}。请核对原文。")
    return found


def _holiday(name: str, body: str, year: int) -> Holiday:
    clause, off, _rest = body.partition("放假")
    days = _days(clause, year, name)
    if not off or not 1 <= len(days) <= 2:
        raise NoticeFault(f"{name}：没有看懂放假的日期，请核对原文。")
    work = [
        day
        for sentence in re.split("[。;]", body)
        if "上班" in sentence
        for day in _days(sentence, year, name)
    ]
    made = Holiday(name, days[0], days[-1], tuple(work))
    total = _TOTAL.search(body)
    if total and int(total[1]) != len(made.days()):
        raise NoticeFault(
            f"{name}：{days[0]} 至 {days[-1]} 是 {len(made.days())} 天，通知里写共 {total[1]} 天，"
            "请核对原文。"
        )
    return made


def _days(text: str, year: int, name: str) -> list[date]:
    """Return the dates of a clause; one without month or year has those of the one before."""
    found: list[date] = []
    month = 0
    for one in _DATE.finditer(text):
        year, month = int(one[1] or year), int(one[2] or month)
        try:
            found.append(date(year, month, int(one[3])))
        except ValueError as fault:
            raise NoticeFault(f"{name}：“{one[0]}”不是日期，请核对原文。") from fault
    return found
