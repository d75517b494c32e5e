"""Says who comes to a session, who cannot and why, and what stands against one without place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from jtdesk.lessonprep.assigning import Book
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.problem import (
    ABSENT,
    CHANGE,
    FULL,
    NO_TIME,
    OPTIONAL,
    REMOTE,
    REQUIRED,
    SHIFT,
    TIER_PRICES,
    Away,
    Due,
    Limits,
    Placed,
    Schedule,
    Standing,
    Unplaced,
)
from jtdesk.lessonprep.schedule_model import NOWHERE, Column, Key, Part, way_price
from jtdesk.lessonprep.slots import BOTH, ONLINE

_ENOUGH = 1e-3


def placed(free: FreeTime, part: Part, one: Column) -> Placed:
    """Return a session of the plan with who comes and who cannot."""
    due = part.dues[one.due]
    standing = part.standing.get(due.id)
    host = one.host or None
    come, remote, away = attendance(free, part, due, one)
    there = {member.school for member in part.group.members if member.person in set(come)}
    moved = standing is not None and not standing.fixed and not _same(standing, one)
    return Placed(
        due=due.id,
        day=one.day,
        start_period=one.first or None,
        start=one.start,
        end=one.end,
        host=host,
        tier=one.tier,
        travel=0 if host is None else sum(free.way(at, host).minutes or 0 for at in due.schools),
        come=tuple(come),
        remote=tuple(remote),
        away=tuple(away),
        absent=tuple(school for school in due.schools if school not in there),
        fixed=standing is not None and standing.fixed,
        changed=moved,
    )


def _same(standing: Standing, one: Column) -> bool:
    there = (standing.day, standing.start_period, standing.host or NOWHERE)
    return there == (one.day, one.first, one.host)


def attendance(
    free: FreeTime, part: Part, due: Due, one: Column
) -> tuple[list[str], list[str], list[Away]]:
    """Return who comes to a session, who of them online, and who cannot, with the reason."""
    come, remote, away = [], [], []
    host = one.host or None
    for member in part.group.members:
        if member.school not in due.schools:
            continue
        person = member.person
        block = free.block(person, one.day, one.start, one.end, host, due.form == ONLINE)
        if block is not None and due.form == BOTH:
            far = free.block(person, one.day, one.start, one.end, host, online=True)
            if far is None:
                remote.append(person)
            block = far
        if block is None:
            come.append(person)
        else:
            away.append(Away(person, member.required, block.kind, block.words))
    return come, remote, away


def cost_of(free: FreeTime, part: Part, one: Placed) -> float:
    """Return what a session of the plan costs; a fixed one costs nothing."""
    if one.fixed:
        return 0
    due = next(due for due in part.dues if due.id == one.due)
    missing = sum(REQUIRED if away.required else OPTIONAL for away in one.away)
    found: float = (
        missing + REMOTE * len(one.remote) + ABSENT * len(one.absent) + TIER_PRICES[one.tier]
    )
    if one.host is not None:
        found += way_price(free, due.schools, one.host)
    standing = part.standing.get(due.id)
    if standing is not None and one.changed:
        elsewhere = (standing.day, standing.host) != (one.day, one.host)
        found += CHANGE if elsewhere else SHIFT
    return found


def unplaced(
    part: Part,
    due: Due,
    offered: Sequence[Column],
    picked: Iterable[Column],
    limits: Limits,
    held: Mapping[Key, int],
) -> Unplaced:
    """Return what stands against a session that has no place.

    Args:
        part: of the group.
        due: the session.
        offered: its columns.
        picked: sessions of the group that have a place.
        limits: of the regime.
        held: sessions other groups hold, by host and day.
    """
    if not offered:
        late = "" if limits.latest is None else f"，或 {clock(limits.latest)} 以前"
        why = (
            f"{due.title}里没有一个时间可以安排：承办校不上学{late or '，或作息时间里'}"
            f"没有连着的 {due.periods} 节。"
        )
        return Unplaced(due.id, NO_TIME, (), why)
    book = Book(part, limits, held)
    for column in picked:
        book.take(column)
    rules = Counter(filter(None, map(book.against, offered)))
    return Unplaced(due.id, FULL, tuple(sorted(rules.items())), _why(due, rules, limits))


def _why(due: Due, rules: Mapping[str, int], limits: Limits) -> str:
    said = {
        "once_a_day": "当天已有本组活动",
        "per_week": f"本周已满 {limits.per_week} 次",
        "hosts_per_day": f"承办校当天已承办 {limits.hosts_per_day} 次",
    }
    parts = [f"{said[rule]}的 {count} 个" for rule, count in rules.items() if count]
    return f"{due.title}里能用的时间（日期和承办校）都被占了：{'，'.join(parts)}。"


def schedule(
    found: Iterable[Placed],
    without: Iterable[Unplaced],
    parts: Mapping[str, float],
    bound: float,
    seconds: float,
) -> Schedule:
    """Put a schedule together with its figures."""
    total = float(sum(parts.values()))
    bound = min(total, bound)
    proven = total - bound < _ENOUGH
    return Schedule(
        placed=tuple(sorted(found, key=lambda one: (one.day, one.start, one.due))),
        unplaced=tuple(without),
        objective=total,
        bound=total if proven else bound,
        gap=0.0 if proven else round((total - bound) / total, 8),
        proven=proven,
        seconds=round(seconds, 3),
        parts=tuple((name, float(value)) for name, value in parts.items()),
    )
