"""Rules of the staff register: what a row must agree with itself in, backbone honours, ages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jtdesk.core.errors import Fault
from jtdesk.core.identity import id_birth, id_check_ok, id_gender
from jtdesk.core.spans import covers
from jtdesk.core.text import fold, tidy
from jtdesk.staff import words

# Words that say more than the code word of the education list.
_DETAILS = ("博士", "硕士", "在职", "全日制", "函授", "自考", "成人", "电大", "网络教育", "双学士")
# Titles of honour that make a backbone teacher (Suzhou and Anhui lists; domain table of honours).
_BACKBONE_TITLES = (
    "骨干", "带头人", "能手", "新秀", "新星", "名师", "名教师", "名校长", "教育家", "特级",
    "领军", "卓越教师",
)  # fmt: skip
_LEVELS = {
    "国家": "国家级", "全国": "国家级", "省": "省级", "自治区": "省级", "市": "市级", "区": "县级",
    "县": "县级", "旗": "县级", "校": "校级",
}  # fmt: skip
_LEVEL_IN_TITLE = re.compile(
    "(?:.{0,6}?)(国家|全国|自治区|省|市|区|县|旗|校)级?(?:优秀|中小学|青年)*"
    "(?:骨干|学科|带头|教学|能手|教坛|新秀|新星|名师|名教师|名校长|特级|十佳)"
)
RANK = {level: rank for rank, level in enumerate(words.BACKBONE_LEVELS)}
NO_RANK = len(RANK)
YOUNGEST_AT_WORK = 16

Row = dict[str, Any]


def education_detail(word: str) -> str | None:
    """Return a written education that says more than its code word, None where it does not."""
    folded = fold(word)
    return tidy(word) if any(detail in folded for detail in _DETAILS) else None


def complete(row: Row) -> None:
    """Fill birth date and gender of a row from its id number; written values are left alone."""
    number = row.get("id_number")
    written = row.get("birth_date")
    if not number or (written and len(written) == 10 and row.get("gender")):
        return
    if not id_check_ok(number):
        return
    birth = id_birth(number)
    if birth is not None and (not written or (len(written) < 10 and birth.startswith(written))):
        row["birth_date"] = birth
    if not row.get("gender"):
        row["gender"] = id_gender(number)


def settle(row: Row, record: Row | None) -> list[Fault]:
    """Take out what has no place of its own: a start without a school, a school said twice."""
    if "school_since" not in row and "teaching_school" not in row:
        return []
    school = row.get("school") or (record or {}).get("school")
    if row.get("teaching_school") is not None and row["teaching_school"] == school:
        row["teaching_school"] = None
    since = row.get("school_since")
    if since is None or school is not None:
        return []
    del row["school_since"]
    message = f"没有写明现任学校，到校时间 {since} 无处登记，没有导入。请补填学校后重新导入。"
    return [Fault("school_missing", "school_since", message, since)]


def row_faults(row: Mapping[str, Any], *, latest: str) -> list[Fault]:
    """Return what refuses a staff row.

    Args:
        row: typed values.
        latest: month after which a date cannot be meant.
    """
    faults: list[Fault] = []
    number = row.get("id_number")
    if number and len(number) == 18:
        faults = _against_id(row, number)
    birth = row.get("birth_date")
    for name, title in (("work_since", "参加工作时间"), ("school_since", "到校时间")):
        value = row.get(name)
        if value is None:
            continue
        if birth is not None and _before(value, birth):
            faults.append(_order(name, value, f"{title} {value} 早于出生日期 {birth}。"))
        elif value[:7] > latest:
            faults.append(_order(name, value, f"{title} {value} 在将来"))
    work, school = row.get("work_since"), row.get("school_since")
    if work is not None and school is not None and not faults and _before(school, work):
        faults.append(
            _order("school_since", school, f"到校时间 {school} 早于参加工作时间 {work}。")
        )
    return faults


def _order(name: str, value: str, what: str) -> Fault:
    return Fault("date_order", name, f"{what}，请核对。", value)


def _before(first: str, second: str) -> bool:
    shared = min(len(first), len(second))
    return first[:shared] < second[:shared]


def _against_id(row: Mapping[str, Any], number: str) -> list[Fault]:
    faults = []
    gender = row.get("gender")
    if gender in {"男", "女"} and gender != id_gender(number):
        faults.append(
            Fault(
                "gender_contradicts_id",
                "gender",
                f"性别写的是“{gender}”，身份证号第 17 位表示“{id_gender(number)}”，请核对两者。",
                gender,
            )
        )
    written = row.get("birth_date")
    if not written or written == f"{number[6:10]}-{number[10:12]}-{number[12:14]}":
        return faults
    birth = id_birth(number)
    if birth is not None and not birth.startswith(written):
        faults.append(
            Fault(
                "birth_contradicts_id",
                "birth_date",
                f"出生日期写的是 {written}，身份证号中是 {birth}，请核对两者。",
                written,
            )
        )
    return faults


def row_findings(row: Mapping[str, Any]) -> list[Fault]:
    """Return what a staff row is warned about."""
    found = []
    birth, work = row.get("birth_date"), row.get("work_since")
    if birth and work and 0 <= int(work[:4]) - int(birth[:4]) < YOUNGEST_AT_WORK:
        found.append(_order("work_since", work, f"参加工作时不满 {YOUNGEST_AT_WORK} 岁（{work}）"))
    return found


def level_in_title(title: str) -> str | None:
    """Return the level a title of honour begins with (区学科带头人, 市级教学能手), None where none.

    A place may stand before it: 白云区骨干教师, 广东省骨干教师.
    """
    found = _LEVEL_IN_TITLE.match(fold(title))
    return _LEVELS[found[1]] if found else None


def honour_faults(honour: Mapping[str, Any]) -> list[Fault]:
    """Return what refuses an honour."""
    first, last = honour.get("awarded_on"), honour.get("valid_until")
    if first and last and _before(last, first):
        return [_order("valid_until", last, f"有效期 {last} 早于认定时间 {first}。")]
    return []


def is_backbone(honour: Mapping[str, Any]) -> bool:
    """Tell whether an honour counts towards the backbone rule."""
    if honour.get("counts") is not None:
        return bool(honour["counts"])
    return any(word in honour["title"] for word in _BACKBONE_TITLES)


def valid_on(honour: Mapping[str, Any], day: str | None, today: str = "") -> bool:
    """Tell whether an honour is held on a day (None: its term has not run out until today)."""
    if day is None:
        return covers(None, honour["valid_until"], today)
    start = honour.get("known_from") or honour["awarded_on"]
    return covers(start, honour["valid_until"], day)


def published_level(honour: Mapping[str, Any]) -> str | None:
    """Return the level an honour is published with."""
    return words.MASTER if words.MASTER in honour["title"] else honour["level"]


def backbone_level(
    honours: Iterable[Mapping[str, Any]], day: str | None, today: str = ""
) -> str | None:
    """Return the highest level among the backbone honours valid on a day."""
    levels = [
        level
        for honour in honours
        if valid_on(honour, day, today) and is_backbone(honour)
        and (level := published_level(honour)) in RANK
    ]  # fmt: skip
    return min(levels, key=RANK.__getitem__, default=None)


def age_on(birth: str | None, day: str) -> int | None:
    """Return full years of age on a day; None where the birth date is unknown."""
    if birth is None:
        return None
    years = int(day[:4]) - int(birth[:4])
    return years - 1 if day[5 : len(birth)] < birth[5:] else years
