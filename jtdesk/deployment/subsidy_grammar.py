"""The grammar of a subsidy standard: ``schemas/subsidies/*.toml`` and edited copies of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jtdesk.deployment.served import PARTS
from jtdesk.deployment.subsidies import PER

Body = Mapping[str, Any]
KEYS = frozenset({
    "title", "source", "note", "default", "code", "rate", "place", "modes", "unpaid_months",
    "part_month", "weeks_a_month", "trips_a_week", "second_term",
})  # fmt: skip
RATE_KEYS = frozenset({"kind", "per", "amount", "place", "modes", "note"})
PLACE_KEYS = frozenset({"name", "schools", "area", "island", "mountain", "minutes", "note"})
AREAS = ("城区", "镇区", "乡村")
LARGEST = Decimal(1000000)
CENTS = -2  # exponent of 分


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of a subsidy standard, sentences that name the key."""
    found = [f"不认识 {name}" for name in body if name not in KEYS]
    found += _words(body.get("modes", []), "modes")
    found += _settings(body)
    found += _sections(body, "rate", _rate_faults)
    found += _sections(body, "place", _place_faults)
    return found


def _sections(body: Body, name: str, check: Any) -> list[str]:  # noqa: ANN401 - a function
    entries = body.get(name, [])
    if not isinstance(entries, list):
        return [f"{name} 应写成若干个 [[{name}]]"]
    found: list[str] = []
    for number, entry in enumerate(entries, 1):
        place = f"第 {number} 个 [[{name}]]"
        found += check(entry, place) if isinstance(entry, dict) else [f"{place} 应是一段"]
    return found


def _rate_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}" for key in entry if key not in RATE_KEYS]
    if not isinstance(entry.get("kind"), str) or not entry["kind"].strip():
        found.append(f"{place} 缺少 kind（补贴名称，如 生活补助）")
    if entry.get("per") not in tuple(PER):
        found.append(f"{place} 的 per“{entry.get('per')}”应是 {'、'.join(PER)} 之一")
    if not _money(entry.get("amount")):
        found.append(
            f"{place} 的 amount“{entry.get('amount')}”应是不小于 0 的金额（元，至多两位小数）"
        )
    found += _words(entry.get("place", []), f"{place} 的 place")
    return found + _words(entry.get("modes", []), f"{place} 的 modes")


def _place_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}" for key in entry if key not in PLACE_KEYS]
    if not isinstance(entry.get("name"), str) or not entry["name"].strip():
        found.append(f"{place} 缺少 name（档次名称）")
    if not PLACE_KEYS - {"name", "note"} & set(entry):
        found.append(
            f"{place} 没有写哪些学校属于这一档（schools、area、island、mountain 或 minutes）"
        )
    found += _words(entry.get("schools", []), f"{place} 的 schools")
    found += _words(entry.get("area", []), f"{place} 的 area", AREAS)
    for name in ("island", "mountain"):
        if not isinstance(entry.get(name, True), bool):
            found.append(f"{place} 的 {name} 应是 true 或 false")
    if not _number(entry.get("minutes", 0), 0, 1440):
        found.append(f"{place} 的 minutes“{entry['minutes']}”应是 0 到 1440 的分钟数")
    return found


def _settings(body: Body) -> list[str]:
    found = []
    unpaid = body.get("unpaid_months", [])
    whole = isinstance(unpaid, list) and all(_whole(one, 1, 12) for one in unpaid)
    if not whole or len(set(unpaid)) != len(unpaid) or len(unpaid) > 11:
        found.append("unpaid_months 应是不重复的月份，如 [7， 8]，至少留一个月")
    if body.get("part_month", PARTS[0]) not in PARTS:
        found.append(f"part_month“{body['part_month']}”应是 {'、'.join(PARTS)} 之一")
    if not _number(body.get("weeks_a_month", 4), 1, 5):
        found.append(f"weeks_a_month“{body['weeks_a_month']}”应是 1 到 5 的数")
    if not _number(body.get("trips_a_week", 1), 0, 7):
        found.append(f"trips_a_week“{body['trips_a_week']}”应是 0 到 7 的数")
    if not _whole(body.get("second_term", 2), 1, 8):
        found.append(f"second_term“{body['second_term']}”应是 1 到 8 的月份")
    return found


def _words(value: object, name: str, known: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(w, str) and w.strip() for w in value):
        return [f'{name} 应是一列词，如 ["支教"]']
    strange = [word for word in value if known and word not in known]
    return [f"{name} 不认识“{'、'.join(strange)}”，应是 {'、'.join(known)}"] if strange else []


def _money(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return False
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        return False
    exponent = amount.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= CENTS


def _number(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
