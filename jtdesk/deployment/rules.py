"""Rules of the placements ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jtdesk.core.errors import Fault
from jtdesk.core.identity import id_check_ok
from jtdesk.core.spans import overlap
from jtdesk.deployment import words

Values = Mapping[str, Any]
WEEK_DAYS = 5
# Single visits keep nobody away; every other mode does (domain: 送教 counts person-times).
VISITS = frozenset({"送教"})


def row_faults(row: Values) -> list[Fault]:
    """Return what refuses a placement, wherever it comes from."""
    found = []
    start, end = row.get("start"), row.get("end")
    if _before(end, start):
        message = f"交流结束时间 {end} 早于开始时间 {start}，请核对。"
        found.append(Fault("date_order", "end", message, str(end)))
    for name, called in (("mid_assessed_on", "中期考核时间"), ("assessed_on", "考核时间")):
        if _before(row.get(name), start):
            message = f"{called} {row[name]} 早于交流开始时间 {start}，请核对。"
            found.append(Fault("date_order", name, message, str(row[name])))
    return found


def row_findings(row: Values) -> list[Fault]:
    """Return what a placement is warned about."""
    to = row.get("to_school")
    if to and to == row.get("from_school"):
        message = f"派出学校和接收学校都是“{to}”，请核对。"
        return [Fault("same_school", "to_school", message, to)]
    return []


def entry_faults(row: Values) -> list[Fault]:
    """Return what refuses a placement entered by hand, schools by name.

    Here somebody sits in front of it, so that the two schools are the same is refused, too
    (the national teacher system wants 交流轮岗单位 to differ from 原单位).
    """
    found = []
    if not str(row.get("name") or "").strip():
        found.append(Fault("name_missing", "name", "请填写姓名。"))
    number = row.get("id_number")
    if number is not None and not id_check_ok(number):
        message = "身份证号不是 18 位，或校验位不对，请核对。"
        found.append(Fault("id_check_digit", "id_number", message, number))
    days = row.get("days")
    if days is not None and not 0 < days <= 7:
        message = f"每周天数“{days}”应大于 0、不超过 7。"
        found.append(Fault("not_a_number", "days", message, str(days)))
    return [*found, *row_findings(row), *row_faults(row)]


def same_person(one: Values, other: Values) -> bool:
    """Tell whether two placements are of one person: by id number, else by name and sender."""
    if one.get("id_number") and other.get("id_number"):
        return bool(one["id_number"] == other["id_number"])
    return bool(
        one.get("name") == other.get("name") and one.get("from_school") == other.get("from_school")
    )


def clashes(row: Values, others: Iterable[Values]) -> list[Fault]:
    """Return a warning for every other placement that has the same person away at the same time.

    Cancelled ones, single visits, and days a week that fit into one week are no clash.

    Args:
        row: the placement, schools by name.
        others: the other placements, without this one itself.
    """
    found = []
    for other in others:
        if not (same_person(row, other) and _both_away(row, other)):
            continue
        term = f"{other.get('start') or '?'} 至 {other.get('end') or '未定'}"
        mode = other.get("mode") or words.DEPLOYMENT
        where = other.get("to_school") or "别的学校"
        message = f"{row.get('name')}同一时间已在{where}{mode}（{term}），请核对。"
        found.append(Fault("already_away", "start", message, str(row.get("start") or "")))
    return found


def _both_away(one: Values, other: Values) -> bool:
    for row in (one, other):
        if row.get("status") == words.CANCELLED or row.get("mode") in VISITS:
            return False
    if not overlap(one.get("start"), one.get("end"), other.get("start"), other.get("end")):
        return False
    days = [row.get("days") for row in (one, other)]
    return None in days or sum(filter(None, days)) > WEEK_DAYS


def _before(day: str | None, start: str | None) -> bool:
    """Tell whether a date lies before another, at the precision both have."""
    if not day or not start:
        return False
    shared = min(len(day), len(start))
    return day[:shared] < start[:shared]
