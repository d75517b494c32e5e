"""Reads of teaching in the country: what counts of posts and placements, a person or all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.identity import mask_id
from jtdesk.core.spans import day_before
from jtdesk.deployment import experience, queries, rules, served, words
from jtdesk.deployment.experience import Rule, Span, Stay
from jtdesk.deployment.ledger import person_key
from jtdesk.deployment.standards import standard_in_force
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff
from jtdesk.staff.words import POST, TEACHING

KIND = "experience"
# Modes with which somebody still teaches where the post is.
PART_OF_WEEK = frozenset({"走教", "送教"})


@dataclass(frozen=True)
class PersonRural:
    """One person with all stays at schools that count or might.

    Attributes:
        person: row of the staff list, or ``name id_number school`` of the ledger.
        spans: oldest first.
    """

    person: Row
    spans: list[Span]

    @property
    def months(self) -> list[str]:
        """Every month that counts, in order."""
        return sorted(month for span in self.spans for month in span.months)


def rural_experience(session: Session, question: Ask) -> list[Row]:
    """Return everybody who has taught in the country until a date, the longest first."""
    found, title = _everybody(session, question)
    rows = []
    for one in found:
        months = one.months
        if not months:
            continue
        rows.append(
            {
                "id": one.person["id"],
                **{n: one.person.get(n) for n in ("name", "id_number", "school")},
                **{n: one.person.get(n) for n in ("subject", "title")},
                "months": len(months),
                "duration": experience.duration(len(months)),
                "first": months[0],
                "last": months[-1],
                "spans": [
                    f"{span.stay.school} {first} 至 {last}"
                    for span in one.spans
                    for first, last in experience.runs(span.months)
                ],
                "table": title,
            }
        )
    return sorted(rows, key=lambda row: (-row["months"], row["name"], row["id"]))


def rural_spans(session: Session, question: Ask) -> list[Row]:
    """Return every stay at a school that counts, with the months that count of it and why."""
    found, _title = _everybody(session, question)
    return [
        {
            "id": f"{one.person['id']}:{span.stay.id}",
            "person_id": one.person["id"],
            "name": one.person["name"],
            "id_number": one.person.get("id_number"),
            "school": span.stay.school,
            "kind": span.stay.kind,
            "start": span.stay.start,
            "end": span.stay.end,
            "months": len(span.months),
            "counted": [f"{first} 至 {last}" for first, last in experience.runs(span.months)],
            "explanation": span.why,
        }
        for one in found
        for span in one.spans
    ]


def certificate_of(
    session: Session, person_id: str, as_of: str | None = None, *, whole: bool = False
) -> experience.Certificate:
    """Return the certificate of one person (see `certificates_of`)."""
    return certificates_of(session, (person_id,), as_of, whole=whole)[0]


def certificates_of(
    session: Session, people: Sequence[str], as_of: str | None = None, *, whole: bool = False
) -> list[experience.Certificate]:
    """Return the certificates of some people, in the order asked.

    Args:
        session: any session.
        people: ids of rows of ``rural_experience``, or of the staff list.
        as_of: ISO date, None for today.
        whole: id numbers in full; the caller writes that down.

    Raises:
        RuleError: there is nobody of such an id.
    """
    found, title = _everybody(session, Ask(as_of))
    known = {one.person["id"]: one for one in found}
    if not known.keys() >= set(people):
        staffed = {row["id"]: PersonRural(row, []) for row in staff.everybody(session, as_of)}
        known = staffed | known
    group = schools.group(session)
    unit = group.name if group else ""
    day = as_of or clock.today().isoformat()
    made = []
    for person_id in people:
        one = known.get(person_id)
        if one is None:
            raise RuleError("这个人已不在名册里，请刷新后重试。", code="gone")
        made.append(experience.certificate(_named(one.person, whole), one.spans, title, unit, day))
    return made


def _named(person: Row, whole: bool) -> Row:
    return person if whole else person | {"id_number": mask_id(person.get("id_number"))}


def people_of(session: Session, placements: Sequence[Row], as_of: str | None = None) -> list[str]:
    """Return the ids by which `certificates_of` knows the people of placements, each once."""
    numbers: dict[str, str] = {}
    names: dict[tuple[str, str | None], list[str]] = {}
    for row in staff.everybody(session, as_of):
        if row["id_number"]:
            numbers[row["id_number"]] = row["id"]
        names.setdefault((row["name"], row["school"]), []).append(row["id"])
    found: dict[str, None] = {}
    for placement in placements:
        number = placement["id_number"]
        same = names.get((placement["name"], placement["from_school"]), [])
        own = numbers.get(number) if number else same[0] if len(same) == 1 else None
        found[own or _stranger(placement)] = None
    return list(found)


def _stranger(placement: Row) -> str:
    return f"placement:{person_key(placement)}"


def _everybody(session: Session, question: Ask) -> tuple[list[PersonRural], str]:
    """Return everybody with a stay at a school that counts, and the title of the rule."""
    day = question.as_of or clock.today().isoformat()
    chosen = standard_in_force(session, KIND, served.school_year_of(day))
    rule = experience.rule_of(chosen.body)
    known = {row["id"]: row for row in schools.all_schools(session, question.as_of)}
    people = {row["id"]: row for row in staff.everybody(session, question.as_of)}
    stays: dict[str, list[Stay]] = {}
    for person, lines in staff.postings_by_person(session).items():
        stays[person] = [*_posted(lines, known, rule)]
    _add_placements(session, stays, people, known, rule)
    found = []
    rural = {row["name"] for row in known.values() if rule.is_rural(row)}
    for key, own in stays.items():
        if not any(stay.school in rural for stay in own):
            continue
        spans = experience.spans(own, day, rule.days)
        shown = [span for span in spans if span.stay.school in rural]
        if key in people:
            found.append(PersonRural(people[key], shown))
    return found, chosen.title


def _posted(lines: Sequence[Row], known: Mapping[str, Row], rule: Rule) -> Iterable[Stay]:
    """Return the stays of the postings ledger; who teaches elsewhere does not teach at the post."""
    posts = {line["school_id"] for line in lines if line["kind"] == POST}
    for line in lines:
        school = known.get(line["school_id"])
        # Rosters often write the own school as the one somebody teaches at; that says no more.
        said = line["kind"] == TEACHING and line["school_id"] in posts
        if school is None or said or line["kind"] not in {POST, TEACHING}:
            continue
        until = line["to_date"]
        yield Stay(
            line["id"],
            school["name"],
            experience.POST if line["kind"] == POST else TEACHING,
            line["from_date"],
            day_before(until) if until else None,
            counts=rule.posts and rule.is_rural(school),
            why="" if rule.posts else "按认定口径，在编任教不计。",
        )


def _add_placements(
    session: Session,
    stays: dict[str, list[Stay]],
    people: dict[str, Row],
    known: Mapping[str, Row],
    rule: Rule,
) -> None:
    """Add the placements; people who are not on the staff get a row of their own."""
    by_number = {row["id_number"]: key for key, row in people.items() if row["id_number"]}
    by_name: dict[tuple[str, str | None], str | None] = {}
    for key, row in people.items():
        called = (row["name"], row["school"])
        by_name[called] = None if called in by_name else key
    for row in queries.placements(session, Ask()):
        if row["status"] in {words.CANCELLED, words.PLANNED}:
            continue
        if row["id_number"]:
            known_as = by_number.get(row["id_number"])
        else:
            known_as = by_name.get((row["name"], row["from_school"]))
        key = known_as or _stranger(row)
        if known_as is None:
            own = {name: row[name] for name in ("name", "id_number", "subject")}
            people.setdefault(key, own | {"id": key, "school": row["from_school"]})
        stays.setdefault(key, []).append(_placed(row, known, rule))


def _placed(row: Row, known: Mapping[str, Row], rule: Rule) -> Stay:
    school = known.get(row["to_school_id"] or "")
    counted = row["mode"] in rule.modes
    mode = row["mode"] or words.DEPLOYMENT
    return Stay(
        row["id"],
        school["name"] if school else "",
        mode,
        row["start"],
        row["end"],
        counts=counted and school is not None and rule.is_rural(school),
        full=row["mode"] not in PART_OF_WEEK
        and row["mode"] not in rules.VISITS
        and row["days"] is None,
        why="" if counted else f"按认定口径，{mode}不计。",
    )
