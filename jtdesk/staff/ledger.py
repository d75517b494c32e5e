"""How a statement about a day changes the dated ledgers of one person: postings and honours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.spans import day_before, later_statements_from, open_on
from jtdesk.staff import words
from jtdesk.staff.rules import NO_RANK, RANK, is_backbone, published_level, valid_on

Line = Mapping[str, Any]


@dataclass
class LedgerChange:
    """What to write: new lines, changed fields of lines by id, ids to remove."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


@dataclass(frozen=True)
class Statement:
    """What is said about one person.

    Attributes:
        day: the day it speaks of.
        stated: day of the newest statement the store already holds about the person.
    """

    day: str
    stated: str | None

    @property
    def late(self) -> bool:
        """Whether it speaks of a day before what the store already knows."""
        return self.stated is not None and self.day < self.stated

    @property
    def cut(self) -> str:
        """Day from which, after a late statement, the later ones hold again."""
        return later_statements_from(self.day, self.stated)

    @property
    def corrects(self) -> bool:
        """Whether it speaks of the very day the store already knows."""
        return self.day == self.stated


def line_on(lines: Sequence[Line], day: str | None) -> Line | None:
    """Return the line that stands on a day (None: the newest one that is not ended)."""
    if day is None:
        standing = [line for line in lines if line["to_date"] is None]
    else:
        standing = [line for line in lines if open_on(line["from_date"], line["to_date"], day)]
    return max(standing, key=lambda line: line["from_date"] or "", default=None)


def since_of(line: Line) -> str | None:
    """Return the published start of a line: the written one, never the ledger's own cut."""
    found = line["since"]
    return None if found is None else str(found)


def state_school(
    lines: Sequence[Line], school_id: str | None, since: str | None, says: Statement
) -> LedgerChange:
    """Take the statement that a person's post is at a school.

    Args:
        lines: the person's lines of one kind.
        school_id: the school, None where only ``since`` is stated.
        since: written start there, None where not stated.
        says: the day it speaks of.
    """
    change = LedgerChange()
    line = line_on(lines, says.day)
    if line is not None and (school_id is None or school_id == line["school_id"]):
        if since is not None and since != since_of(line):
            change.changed.append((line["id"], _start(lines, line, since, says.day)))
    elif school_id is None:
        return change
    elif line is None:
        change.new.append(_fresh(lines, school_id, since, says))
    elif says.corrects:
        values = {"school_id": school_id, **(_start(lines, line, since, says.day) if since else {})}
        change.changed.append((line["id"], values))
    elif says.late:
        _insert_before(change, lines, line, school_id, since, says)
    else:
        _follow(change, line, school_id, since, says)
    return change


def state_nowhere(lines: Sequence[Line], says: Statement) -> LedgerChange:
    """Take the statement that a person has no line of this kind on the day."""
    change = LedgerChange()
    line = line_on(lines, says.day)
    if line is None:
        return change
    if says.late:
        change.changed.append((line["id"], {"from_date": says.cut}))
    elif says.corrects:
        change.removed.append(line["id"])
    else:
        change.changed.append((line["id"], {"to_date": says.day}))
    return change


def _start(lines: Sequence[Line], line: Line, since: str, day: str) -> dict[str, Any]:
    """Return the start of a line; where another line contradicts it the ledger's start stays."""
    floor = _floor(lines, line)
    if since <= day and (floor is None or since >= floor):
        return {"from_date": since, "since": since}
    return {"since": since}


def _floor(lines: Sequence[Line], line: Line) -> str | None:
    """Return the end of the line before, the earliest day this line can start."""
    own = line["from_date"] or ""
    ends = [
        other["to_date"] for other in lines
        if other is not line and other["to_date"] is not None and (other["from_date"] or "") <= own
    ]  # fmt: skip
    return max(ends, default=None)


def _line(school_id: str, start: str | None, end: str | None, since: str | None) -> dict[str, Any]:
    return {"school_id": school_id, "from_date": start, "to_date": end, "since": since}


def _next_start(lines: Sequence[Line], after: str) -> str | None:
    return min(
        (line["from_date"] for line in lines if line["from_date"] and line["from_date"] > after),
        default=None,
    )


def first_line(school_id: str, since: str | None, day: str) -> dict[str, Any]:
    """Return the first line of a person.

    Where no start is written the line stands from the day the statement speaks of: a list as of an
    earlier day, drawn before the person was known, must come out the same again.
    """
    start = day if since is None or since > day else since
    return _line(school_id, start, None, since)


def _fresh(
    lines: Sequence[Line], school_id: str, since: str | None, says: Statement
) -> dict[str, Any]:
    """Return the line of a person who stands nowhere on the day."""
    if not lines:
        return first_line(school_id, since, says.day)
    ended = max(
        (line["to_date"] for line in lines if line["to_date"] and line["to_date"] <= says.day),
        default="",
    )
    start = since if since is not None and ended <= since <= says.day else says.day
    return _line(school_id, start, _next_start(lines, says.day), since)


def _follow(
    change: LedgerChange,
    line: Line,
    school_id: str,
    since: str | None,
    says: Statement,
) -> None:
    """The person has moved since the last statement: the old line ends, a new one starts."""
    known = max(line["from_date"] or "", says.stated or "")
    # Written starts that lie before what was stated then would change what was reported then.
    start = since if since is not None and known < since <= says.day else says.day
    change.changed.append((line["id"], {"to_date": start}))
    change.new.append(_line(school_id, start, line["to_date"], since))


def _insert_before(
    change: LedgerChange,
    lines: Sequence[Line],
    line: Line,
    school_id: str,
    since: str | None,
    says: Statement,
) -> None:
    """A statement about the past: the person was elsewhere before the present line."""
    start = since if since is not None and since <= says.day else line["from_date"]
    floor = _floor(lines, line)
    if floor is not None and (start is None or start < floor):
        start = floor
    change.changed.append((line["id"], {"from_date": says.cut}))
    change.new.append(_line(school_id, start, says.cut, since))


def end_lines(lines: Sequence[Line], day: str) -> LedgerChange:
    """End every line that stands on a day or starts later."""
    change = LedgerChange()
    for line in lines:
        if line["to_date"] is None or line["to_date"] > day:
            if line["from_date"] is not None and line["from_date"] > day:
                change.removed.append(line["id"])
            else:
                change.changed.append((line["id"], {"to_date": day}))
    return change


def merge_lines(
    kept: Sequence[Line], given: Sequence[Line], kept_on: str | None, given_on: str | None
) -> LedgerChange:
    """Fit the lines of a second row of one person to those of the first.

    Lines that say the same are removed; of two that both still stand, the one of the row stated
    later stays and the other ends where it starts.

    Args:
        kept: lines of the row that stays.
        given: lines of the row that goes.
        kept_on: day of the newest statement of the row that stays.
        given_on: day of the newest statement of the row that goes.
    """
    change = LedgerChange()
    for line in given:
        rivals = [o for o in kept if o["kind"] == line["kind"] and o["to_date"] is None]
        if line["kind"] == words.VISITING or line["to_date"] is not None or not rivals:
            continue
        other = rivals[0]
        if other["school_id"] == line["school_id"]:
            change.removed.append(line["id"])
            if other["since"] is None and line["since"] is not None:
                start = {"since": line["since"], "from_date": line["from_date"]}
                change.changed.append((other["id"], start))
            continue
        given_wins = (given_on or "") > (kept_on or "")
        stays, ends = (line, other) if given_wins else (other, line)
        stated = given_on if given_wins else kept_on
        until = max(stays["from_date"] or "", ends["from_date"] or "") or stated
        change.changed.append((ends["id"], {"to_date": until}))
    return change


def state_backbone(honours: Sequence[Line], level: str | None, says: Statement) -> LedgerChange:
    """Take the statement which backbone level a person holds on a day (None: no level).

    Honours above the stated level end the day before; a level nobody has entered yet becomes an
    honour of its own, without award date, as nobody has stated one.
    """
    change = LedgerChange()
    rank = RANK[level] if level is not None else NO_RANK
    held = [
        (RANK[published], honour) for honour in honours
        if is_backbone(honour) and valid_on(honour, says.day)
        and (published := published_level(honour)) in RANK
    ]  # fmt: skip
    bare = [honour for _, honour in held if _is_bare(honour)]
    if says.corrects and level is not None and bare and all(r != rank for r, _ in held):
        change.changed.append((bare[0]["id"], _honour(level)))
        held = [(r, honour) for r, honour in held if honour is not bare[0]]
        held.append((rank, bare[0]))
    for held_rank, honour in held:
        if held_rank < rank:
            _end_honour(change, honour, says)
    if level is not None and all(r != rank for r, _ in held):
        values: dict[str, Any] = {**_honour(level), "valid_until": None, "known_from": None}
        if says.late:
            values["valid_until"] = day_before(says.cut)
        elif says.stated is not None and not says.corrects:
            values["known_from"] = says.day
        change.new.append(values)
    return change


def _honour(level: str) -> dict[str, Any]:
    if level == words.MASTER:
        return {"title": words.MASTER, "level": "省级"}
    return {"title": words.BACKBONE, "level": level}


def _is_bare(honour: Line) -> bool:
    """Tell whether an honour is known only from a level column."""
    return not (honour["awarded_on"] or honour.get("issuer") or honour.get("document_no"))


def _end_honour(change: LedgerChange, honour: Line, says: Statement) -> None:
    if says.late:
        change.changed.append((honour["id"], {"known_from": says.cut}))
    elif says.corrects and _is_bare(honour):
        change.removed.append(honour["id"])
    else:
        change.changed.append((honour["id"], {"valid_until": day_before(says.day)}))
