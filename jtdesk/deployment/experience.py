"""Months somebody has taught at rural, mountain or island schools (农村任教经历), none twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jtdesk.deployment.ledger import last_day
from jtdesk.deployment.served import MONTHS_A_YEAR, first_day

Body = Mapping[str, Any]
KEYS = frozenset({
    "title", "source", "note", "default", "code", "areas", "schools", "island", "mountain",
    "modes", "posts", "days_a_month",
})  # fmt: skip
AREAS = ("城区", "镇区", "乡村")
POST, PLACED = "在编任教", "交流任教"


@dataclass(frozen=True)
class Rule:
    """What counts as teaching in the country.

    Attributes:
        areas, island, mountain, schools: a school counts when one of them holds.
        modes: modes of placement that count.
        posts: teaching where the post is counts, too.
        days: days of a month that make it a month.
    """

    areas: frozenset[str]
    island: bool
    mountain: bool
    schools: frozenset[str]
    modes: frozenset[str]
    posts: bool
    days: int

    def is_rural(self, school: Mapping[str, Any]) -> bool:
        """Tell whether a school (``name area island mountain``) counts."""
        return bool(
            school.get("area") in self.areas
            or (self.island and school.get("island"))
            or (self.mountain and school.get("mountain"))
            or school.get("name") in self.schools
        )


@dataclass(frozen=True)
class Stay:
    """A stretch of time at one school.

    Attributes:
        id: of the ledger line.
        school: by name.
        kind: ``POST`` or the mode of a placement.
        start: month or day; None where nobody wrote it.
        end: last month or day, None for still there.
        counts: the school and the kind count.
        full: all of the week: while it lasts the person does not teach where the post is.
        why: why it does not count.
    """

    id: str
    school: str
    kind: str
    start: str | None
    end: str | None
    counts: bool = True
    full: bool = True
    why: str = ""


@dataclass(frozen=True)
class Span:
    """A stay with the months that count for it and for no other stay.

    Attributes:
        stay: where, as what.
        months: ``YYYY-MM`` in order, empty where none counts.
        why: what was left out, empty where nothing was.
    """

    stay: Stay
    months: tuple[str, ...]
    why: str = ""


def rule_of(body: Body) -> Rule:
    """Return the rule of a body that keeps the grammar."""
    return Rule(
        frozenset(body.get("areas", ())), body.get("island", False), body.get("mountain", False),
        frozenset(body.get("schools", ())), frozenset(body.get("modes", ())),
        body.get("posts", True), body.get("days_a_month", 15),
    )  # fmt: skip


def spans(stays: Iterable[Stay], day: str, days: int) -> list[Span]:
    """Return every stay with its own months until a day; a month counts once.

    A placement comes before the post of the same month: somebody sent away full time does not
    teach at the own school then, whether or not the other school counts.

    Args:
        stays: of one person.
        day: ISO date; what lies after it does not count yet.
        days: days of a month that make it a month.
    """
    placed = sorted((s for s in stays if s.kind != POST), key=_order)
    posts = sorted((s for s in stays if s.kind == POST), key=_order)
    away: set[str] = set()
    for stay in placed:
        if stay.full:
            away |= set(months_of(stay, day, days))
    taken: set[str] = set()
    found = []
    for stay in (*placed, *posts):
        all_months = months_of(stay, day, days)
        blocked = away if stay.kind == POST else set()
        own = [m for m in all_months if stay.counts and m not in taken and m not in blocked]
        taken |= set(own)
        found.append(Span(stay, tuple(own), _why(stay, all_months, own, blocked)))
    return sorted(found, key=lambda span: _order(span.stay))


def _order(stay: Stay) -> tuple[str, str]:
    return (stay.start or "", stay.id)


def _why(stay: Stay, all_months: Sequence[str], own: Sequence[str], blocked: set[str]) -> str:
    if stay.why:
        return stay.why
    if stay.start is None:
        return "没有写开始时间，不能计算。"
    gone = sum(1 for month in all_months if month in blocked)
    twice = len(all_months) - len(own) - gone
    parts = []
    if gone:
        parts.append(f"{gone} 个月在外校交流，不在本校任教")
    if twice:
        parts.append(f"{twice} 个月已在同期的另一段计入")
    return f"{'；'.join(parts)}。" if parts else ""


def months_of(stay: Stay, day: str, days: int) -> list[str]:
    """Return the months of a stay until a day in which it lasted at least so many days."""
    if stay.start is None:
        return []
    first, asked = first_day(stay.start), date.fromisoformat(day)
    until = asked if stay.end is None else min(asked, last_day(stay.end))
    found = []
    year, month = first.year, first.month
    while (year, month) <= (until.year, until.month):
        name = f"{year:04d}-{month:02d}"
        # Only the first and the last month may have been served in part.
        inside = (first.year, first.month) < (year, month) < (until.year, until.month)
        if inside or _days_of(name, first, until) >= days:
            found.append(name)
        year, month = (year + 1, 1) if month == MONTHS_A_YEAR else (year, month + 1)
    return found


def _days_of(month: str, first: date, until: date) -> int:
    """Return how many days of a month lie between two days, both included."""
    begun, done = max(first, first_day(month)), min(until, last_day(month))
    return (done - begun).days + 1


def runs(months: Iterable[str]) -> list[tuple[str, str]]:
    """Return months as stretches ``(first, last)`` without a gap."""
    found: list[tuple[str, str]] = []
    for month in sorted(set(months)):
        if found and _next(found[-1][1]) == month:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + 1}-01" if number == MONTHS_A_YEAR else f"{year}-{number + 1:02d}"


def duration(months: int) -> str:
    """Return months as people say them: 2 年 3 个月."""
    years, rest = divmod(months, MONTHS_A_YEAR)
    parts = [f"{years} 年"] if years else []
    if rest or not years:
        parts.append(f"{rest} 个月")
    return " ".join(parts)


@dataclass(frozen=True)
class Certificate:
    """What a certificate of teaching in the country says, as plain data.

    Attributes:
        title: large line.
        paragraphs: texts above the table.
        headings, rows: the table of stretches.
        notes: lines below it.
        signature: lines at the right end, for stamp and date.
    """

    title: str
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    signature: tuple[str, ...]


HEADINGS = ("序号", "任教学校", "形式", "起", "止", "月数")


def certificate(
    person: Mapping[str, Any], found: Sequence[Span], rule: str, unit: str, day: str
) -> Certificate:
    """Return the certificate of one person (农村任教经历证明).

    Args:
        person: ``name gender id_number school subject title``; what is unknown is left out.
        found: all spans; those without a month are not listed.
        rule: title of the rule that was gone by.
        unit: who certifies, the group.
        day: ISO date until which months count.
    """
    rows = []
    for span in found:
        for first, last in runs(span.months):
            count = sum(1 for month in span.months if first <= month <= last)
            stay = span.stay
            rows.append((first, (stay.school, stay.kind, _said(first), _said(last), str(count))))
    rows.sort(key=lambda row: row[0])  # a post that a placement interrupts comes in two parts
    total = sum(len(span.months) for span in found)
    parts = [str(person["name"]), *filter(None, (person.get("gender"),))]
    if person.get("id_number"):
        parts.append(f"身份证号 {person['id_number']}")
    if person.get("school"):
        parts.append(f"现为{person['school']}{person.get('subject') or ''}教师")
    if person.get("title"):
        parts.append(f"职称{person['title']}")
    said = (
        f"该同志截至 {_said(day)}，在农村、山区、海岛学校任教累计 {duration(total)}"
        f"（共 {total} 个月），各段经历如下。"
        if total
        else f"该同志截至 {_said(day)}，没有可以计入的农村、山区、海岛学校任教经历。"
    )
    return Certificate(
        title="农村任教经历证明",
        paragraphs=(f"{'，'.join(parts)}。", said, "特此证明。"),
        headings=HEADINGS,
        rows=tuple((str(n), *row) for n, (_first, row) in enumerate(rows, 1)),
        notes=(f"注：认定口径为“{rule}”；同一个月只计一次。",),
        signature=(f"{unit}（盖章）", "经办人：", "年   月   日"),
    )


def _said(date_text: str) -> str:
    parts = [int(part) for part in date_text.split("-")]
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of such a rule, sentences that name the key."""
    found = [f"不认识 {name}" for name in body if name not in KEYS]
    for name in ("areas", "schools", "modes"):
        value = body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(w, str) and w.strip() for w in value):
            found.append(f"{name} 应是一列词")
        elif name == "areas" and set(value) - set(AREAS):
            found.append(f"areas 应是 {'、'.join(AREAS)} 中的几个")
    found += [
        f"{name} 应是 true 或 false"
        for name in ("island", "mountain", "posts")
        if not isinstance(body.get(name, True), bool)
    ]
    days = body.get("days_a_month", 15)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 28:
        found.append(f"days_a_month“{days}”应是 1 到 28 的天数")
    return found
