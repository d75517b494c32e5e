"""The schools in plain SQL: who belongs to the group, by which name, in which order."""

from __future__ import annotations

from collections.abc import Iterable

from jtdesk.core.fields import Row
from jtdesk.core.spans import open_on
from jtdesk.core.sql import Reads, rewind, rows
from jtdesk.schools import rules, words

GROUP_COLUMNS = ("id", "name", "model", "bureau", "principal", "year")
SCHOOL_COLUMNS = (
    "id", "order", "name", "short_name", "code", "local_code", "kind", "stages", "role",
    "legal_status", "ownership", "area", "island", "mountain", "principal", "phone", "address",
    "travel_minutes", "note", "initials", "stated_on",
)  # fmt: skip
FIGURES = ("classes", "students", "teachers")
MEMBERSHIP_COLUMNS = ("id", "school_id", "joined_on", "left_on", "reason")


def group(reads: Reads) -> Row | None:
    """Return the group, None in a store where it is not set yet."""
    return next(iter(rows(reads, "education_group", GROUP_COLUMNS, rest="LIMIT 1")), None)


def all_schools(reads: Reads, as_of: str | None) -> list[Row]:
    """Return every school ever entered, in bureau order, with its values as of a date."""
    found = {
        row["id"]: row
        for row in rows(
            reads, "school", SCHOOL_COLUMNS, lists=("stages",), flags=("island", "mountain")
        )
    }
    rewind(reads, "school", found, as_of)
    return sorted(found.values(), key=bureau_order)


def bureau_order(row: Row) -> tuple[int, str]:
    """Return the sort key of a school row: the bureau's number, then the name."""
    return (10**9 if row["order"] is None else row["order"], row["name"])


def school_names(reads: Reads, as_of: str | None = None) -> dict[str, str]:
    """Return the name of every school by id, in bureau order."""
    return {row["id"]: row["name"] for row in all_schools(reads, as_of)}


def memberships(reads: Reads) -> dict[str, list[Row]]:
    """Return the spans of membership of every school, oldest first."""
    found: dict[str, list[Row]] = {}
    spans = rows(reads, "membership", MEMBERSHIP_COLUMNS)
    for row in sorted(spans, key=lambda r: (r["joined_on"] or "", r["left_on"] or "9999")):
        found.setdefault(row["school_id"], []).append(row)
    return found


def membership_on(spans: Iterable[Row], as_of: str | None) -> Row | None:
    """Return the span that stands on a day (None: the newest one, if it is still open)."""
    for span in reversed(list(spans)):
        if as_of is None:
            return span if span["left_on"] is None else None
        if open_on(span["joined_on"], span["left_on"], as_of):
            return span
    return None


def member_ids(reads: Reads, as_of: str | None) -> set[str]:
    """Return the ids of the schools that belong to the group on a day.

    A school without any span is taken as a member: nobody has said when it came.
    """
    spans = memberships(reads)
    return {
        row["id"]
        for row in rows(reads, "school", ("id",))
        if row["id"] not in spans or membership_on(spans[row["id"]], as_of) is not None
    }


def members(reads: Reads, as_of: str | None) -> list[Row]:
    """Return the members of the group as of a date."""
    spans = memberships(reads)
    found = []
    for row in all_schools(reads, as_of):
        own = spans.get(row["id"], [])
        span = membership_on(own, as_of)
        if own and span is None:
            continue
        row["stages"] = rules.stages_of(row["kind"], row["stages"])
        row["joined_on"] = span["joined_on"] if span else None
        row["left_on"] = span["left_on"] if span else None
        found.append(row)
    return found


def newest_figures(reads: Reads, day: str) -> dict[str, Row]:
    """Return the newest yearly figures of every school until a day, by school id."""
    names = ("school_id", *FIGURES)
    newest_last = 'WHERE "as_of" <= ? ORDER BY "as_of"'
    found = rows(reads, "school_facts", names, rest=newest_last, values=(day,))
    return {row["school_id"]: row for row in found}


def agreement_ends(reads: Reads, day: str) -> dict[str, str | None]:
    """Return when the support agreement that runs on a day ends, by member school."""
    names = ("member_school_id", "start", "end", "status")
    found: dict[str, str | None] = {}
    for row in rows(reads, "agreement", names, rest='ORDER BY coalesce("start", \'\'), "id"'):
        state = rules.agreement_status(row["start"], row["end"], row["status"], day)
        if state == words.AGREEMENT_RUNNING:
            found[row["member_school_id"]] = row["end"]
    return found
