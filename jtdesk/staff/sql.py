"""The staff in plain SQL: people as of a date with school and honour from their ledgers."""

from __future__ import annotations

from jtdesk.core import clock
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.sql import Reads, marks, rewind, rows
from jtdesk.schools import sql as schools
from jtdesk.staff import rules, words

TEACHER_COLUMNS = (
    "id", "staff_no", "name", "id_number", "gender", "birth_date", "ethnicity", "political_status",
    "work_since", "establishment", "duty_status", "position", "education",
    "education_as_written", "degree", "title", "title_since", "stage", "subject",
    "other_subjects", "grades", "weekly_periods", "phone", "wishes", "exemption", "note",
    "initials", "left_on", "left_reason", "stated_on",
)  # fmt: skip
POSTING_COLUMNS = (
    "id", "teacher_id", "school_id", "kind", "share", "from_date", "to_date", "since",
)  # fmt: skip
HONOUR_COLUMNS = (
    "id", "teacher_id", "title", "level", "issuer", "document_no", "awarded_on", "valid_until",
    "known_from", "counts",
)  # fmt: skip
STANDING = (
    'SELECT "teacher_id", "kind", "school_id", "since", "from_date", "to_date" FROM "posting"'
)
# Above this many people reading a whole ledger is quicker than asking for each.
FEW = 500


def people(reads: Reads, as_of: str | None) -> dict[str, Row]:
    """Return every person ever entered by id, fields as of a date, without the ledgers."""
    found = {
        row["id"]: row
        for row in rows(reads, "teacher", TEACHER_COLUMNS, lists=("other_subjects", "grades"))
    }
    rewind(reads, "teacher", found, as_of)
    for row in found.values():
        row["weekly_periods"] = plain(row["weekly_periods"])
    return found


def postings_by_person(reads: Reads, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the lines of the postings ledger by person.

    Args:
        reads: of the store.
        only: ids of the people asked for; None for all.
    """
    return _by_person(reads, "posting", POSTING_COLUMNS, only)


def honours_by_person(reads: Reads, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the honours by person (see `postings_by_person`)."""
    return _by_person(reads, "honour", HONOUR_COLUMNS, only, flags=("counts",))


def _by_person(
    reads: Reads,
    table: str,
    names: tuple[str, ...],
    only: set[str] | None,
    flags: tuple[str, ...] = (),
) -> dict[str, list[Row]]:
    asked = sorted(only) if only is not None and len(only) <= FEW else None
    lines = rows(
        reads, table, names, rest=f'{_of(asked)} ORDER BY "id"', values=asked or (), flags=flags
    )
    found: dict[str, list[Row]] = {}
    for line in lines:
        found.setdefault(line["teacher_id"], []).append(line)
    return found


def _of(people_asked: list[str] | None) -> str:
    return "" if people_asked is None else f'WHERE "teacher_id" IN ({marks(people_asked)})'


def add_ledgers(
    reads: Reads, found: dict[str, Row], as_of: str | None, names: dict[str, str]
) -> None:
    """Add school, school_since, teaching_school and backbone_level as of a date; in place.

    Also adds ``school_id`` and ``teaching_school_id``.

    Args:
        reads: of the store.
        found: people by id.
        as_of: ISO date, None for the newest state.
        names: school names by id.
    """
    only = set(found) if len(found) <= FEW else None
    today = clock.today().isoformat()
    honours = honours_by_person(reads, only)
    standing, posted = _standing(reads, as_of, only)
    for person, row in found.items():
        row["backbone_level"] = None
        post = standing.get((person, words.POST))
        if post is None:
            row["school_id"] = row["school"] = row["school_since"] = None
        else:
            row["school_id"], row["school_since"] = post
            row["school"] = names[post[0]]
        row["teaching_school_id"] = row["teaching_school"] = None
        row["posted"] = person in posted
    for (person, kind), (school_id, _) in standing.items():
        row = found.get(person, {})
        if kind == words.TEACHING and row and school_id != row["school_id"]:
            row["teaching_school_id"], row["teaching_school"] = school_id, names[school_id]
    for person, held in honours.items():
        if person in found:
            found[person]["backbone_level"] = rules.backbone_level(held, as_of, today)


def _standing(
    reads: Reads, as_of: str | None, only: set[str] | None
) -> tuple[dict[tuple[str, str], tuple[str, str | None]], set[str]]:
    """Return ``(school id, written start)`` of the lines that stand, by person and kind.

    Of several that stand the one begun last counts. Also returns who has any line at all.
    """
    asked = None if only is None else sorted(only)
    statement = f"{STANDING} {_of(asked)}"
    lines = reads(statement, *(asked or ()))
    standing: dict[tuple[str, str], tuple[str, str | None]] = {}
    begun: dict[tuple[str, str], str] = {}
    posted: set[str] = set()
    for person, kind, school_id, since, start, until in lines:
        posted.add(person)
        if until is not None and (as_of is None or until <= as_of):
            continue
        if as_of is not None and start is not None and start > as_of:
            continue
        key = (person, kind)
        if key not in standing or (start or "") >= begun[key]:
            standing[key] = (school_id, since)
            begun[key] = start or ""
    return standing, posted


def everybody(reads: Reads, as_of: str | None) -> dict[str, Row]:
    """Return every person ever entered by id with all fields as of a date, staff then or not."""
    found = people(reads, as_of)
    add_ledgers(reads, found, as_of, schools.school_names(reads, as_of))
    return found


def staff(reads: Reads, as_of: str | None) -> list[Row]:
    """Return the staff of the group's schools as of a date, in bureau order of the schools.

    A person is on the staff with a post at, or teaching at, a school that belongs to the group on
    the day; somebody whose school nobody has stated counts until he or she leaves.
    """
    names = schools.school_names(reads, as_of)
    found = people(reads, as_of)
    add_ledgers(reads, found, as_of, names)
    members = schools.member_ids(reads, as_of)
    rank = {school_id: number for number, school_id in enumerate(names)}
    kept = [row for row in found.values() if _on_staff(row, as_of, members)]
    kept.sort(
        key=lambda r: (rank.get(r["school_id"] or r["teaching_school_id"], len(rank)), r["id"])
    )
    return kept


def _on_staff(row: Row, as_of: str | None, members: set[str]) -> bool:
    left = row["left_on"]
    if left is not None and (as_of is None or left <= as_of):
        return False
    if row["school_id"] is None and row["teaching_school_id"] is None:
        return not row["posted"]
    return row["school_id"] in members or row["teaching_school_id"] in members
