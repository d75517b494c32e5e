"""Reads of the rotation: who may move on a day, who has gone, the clock of each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, once
from jtdesk.core.errors import RuleError, UsageError
from jtdesk.core.fields import Row
from jtdesk.core.spans import covers
from jtdesk.core.text import fold
from jtdesk.deployment import policies, queries, standards, words
from jtdesk.deployment.eligibility import Verdict, judge, next_start, plain_exemption
from jtdesk.deployment.policies import Policy, Weaker
from jtdesk.deployment.ratios import Figure, Head, Leg, Sets, figures
from jtdesk.deployment.tables import Exemption
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff
from jtdesk.staff.words import COUNTY_AND_ABOVE

POLICIES = "policies"
NEVER = words.CANCELLED
OVER = frozenset({words.COMPLETED, words.ENDED_EARLY})
EXEMPTION_COLUMNS = (
    "id", "teacher_id", "reason", "evidence", "approver", "from_date", "until", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """The staff of a day under a policy; one reading from which every figure comes.

    Attributes:
        day: ISO date.
        policy: that everything is judged by.
        people: rows of the staff as of the day.
        verdicts: what the rule says, by person id.
        exemptions: rows of the exemption ledger by person id, all of them.
        exchanged: who counts as exchanged, one head per person and sending school.
        placements: counted placements, each with the ``person`` id where on the staff.
        members: rows of the member schools, in bureau order.
        ownership: by school id.
    """

    day: str
    policy: Policy
    people: Sequence[Row]
    verdicts: Mapping[str, Verdict]
    exemptions: Mapping[str, list[Row]]
    exchanged: Sequence[Head]
    placements: Sequence[Row]
    members: Sequence[Row]
    ownership: Mapping[str, str | None]

    @property
    def names(self) -> list[str]:
        """Names of the member schools, in bureau order."""
        return [row["name"] for row in self.members]

    def sets(self) -> Sets:
        """Return the people ratios are counted from."""
        graduating = frozenset(map(fold, self.policy.graduating))
        heads = {
            p["id"]: _head(p["id"], p["school"], p, graduating)
            for p in self.people
            if p["school"] is not None
        }
        eligible = [head for key, head in heads.items() if self.verdicts[key].eligible]
        return Sets(tuple(heads.values()), eligible, self.exchanged)

    def figures(self) -> list[Figure]:
        """Return every ratio of the policy for the group, each school, and stages where asked."""
        return figures(self.policy, self.sets(), self.names, self.day)


def policy_for(session: Session, day: str, code: str | None = None) -> Policy:
    """Return a policy of the library, or without a code the one in force in a day's school year.

    Raises:
        UsageError: there is no policy of that code.
        InputRefused: its file breaks the grammar.
    """
    if code is not None:
        try:
            found = standards.standard(POLICIES, code)
        except RuleError as fault:
            raise UsageError(fault.message, code="unknown_policy") from fault
    else:
        found = standards.standard_in_force(session, POLICIES, school_year(day))
    return policies.policy(found.code, found.body)


def school_year(day: str) -> int:
    """Return the school year of an ISO date; August already prepares the new one."""
    return clock.school_year(date.fromisoformat(day))


def situation(session: Session, as_of: str | None, code: str | None = None) -> Situation:
    """Read the staff of a day and judge it by a policy.

    Args:
        session: any session.
        as_of: ISO date; None for the newest state, judged today.
        code: of the policy; None for the one in force.
    """
    return once(session, ("situation", as_of, code), lambda: _situation(session, as_of, code))


def _situation(session: Session, as_of: str | None, code: str | None) -> Situation:
    day = as_of or clock.today().isoformat()
    policy = policy_for(session, day, code)
    question = Ask(as_of=as_of)
    people = once(session, ("staff", as_of), lambda: staff.staff(session, question))
    members = once(session, ("schools", as_of), lambda: schools.schools(session, question))
    every = schools.all_schools(session, as_of)
    ownership = {row["id"]: row["ownership"] for row in every}
    exempt = exemptions_by_person(session)
    inside = {row["id"]: row["name"] for row in members}
    placed = _counted(session, policy, day, people, inside)
    weaker = frozenset(row["id"] for row in every if is_weaker(row, policy.weaker))
    return Situation(
        day=day,
        policy=policy,
        people=people,
        verdicts=_verdicts(people, day, policy, ownership, set(inside), exempt),
        exemptions=exempt,
        exchanged=_exchanged(placed, people, policy, weaker),
        placements=placed,
        members=members,
        ownership=ownership,
    )


def _verdicts(
    people: Iterable[Row], day: str, policy: Policy, ownership: Mapping[str, str | None],
    members: set[str], exempt: Mapping[str, list[Row]],
) -> dict[str, Verdict]:  # fmt: skip
    return {
        person["id"]: judge(
            person, day, policy.eligibility,
            ownership=ownership.get(person["school_id"]),
            member=person["school_id"] in members,
            exemptions=exempt.get(person["id"], ()),
        )
        for person in people
    }  # fmt: skip


def verdicts_on(found: Situation, day: str) -> dict[str, Verdict]:
    """Judge the people of a situation as of another day, everything else as it is now."""
    members = {row["id"] for row in found.members}
    return _verdicts(found.people, day, found.policy, found.ownership, members, found.exemptions)


def is_weaker(school: Row, rules: Weaker) -> bool:
    """Tell whether a school counts as weaker under a policy."""
    return bool(
        school["area"] in rules.areas
        or (rules.island and school["island"])
        or (rules.mountain and school["mountain"])
        or school["name"] in rules.schools
    )


# --- who has gone -----------------------------------------------------------------------------


def counts(placement: Row, policy: Policy, day: str) -> bool:
    """Tell whether a placement counts as exchange on a day; an unwritten mode counts.

    One that is stated to be over, without a written end, counts on no day.
    """
    over = placement["end"] is None and placement["status"] in OVER
    if placement["status"] == NEVER or (over and policy.counting == "running"):
        return False
    if placement["mode"] is not None and placement["mode"] not in policy.modes:
        return False
    if policy.counting == "starting":
        start = placement["start"]
        return start is not None and school_year(_day(start)) == school_year(day)
    return covers(placement["start"], placement["end"], day)


def _day(text: str) -> str:
    return text if len(text) == 10 else f"{text}-01"


def term_of(placement: Row) -> int:
    """Return the school years a placement is planned for, 0 where start or end is not written.

    A start in August belongs to the new year, an end in August to the old one.
    """
    start, end = placement["start"], placement["end"]
    if start is None or end is None:
        return 0
    ends = int(end[:4]) - (int(end[5:7]) < 9)
    return max(0, ends - school_year(_day(start)) + 1)


def _counted(
    session: Session, policy: Policy, day: str, people: Sequence[Row], inside: Mapping[str, str]
) -> list[Row]:
    """Return the counted placements the group's schools send.

    Each with ``person`` (id, None where not on the staff), ``sender`` (id) and ``sender_name``.
    """
    by_number = {p["id_number"]: p for p in people if p["id_number"]}
    by_name: dict[tuple[str, str], list[Row]] = {}
    for one in people:
        by_name.setdefault((one["name"], one["school_id"]), []).append(one)
    found = []
    for row in queries.placements(session, Ask()):
        if not counts(row, policy, day):
            continue
        person: Row | None = by_number.get(row["id_number"])
        if person is None and row["id_number"] is None:
            alike = by_name.get((row["name"], row["from_school_id"]), [])
            person = alike[0] if len(alike) == 1 else None
        sender = row["from_school_id"] or (person["school_id"] if person else None)
        if sender is not None and sender in inside:
            own = {"person": person["id"] if person else None, "sender": sender}
            found.append(row | own | {"sender_name": inside[sender]})
    return found


def away(session: Session, found: Situation) -> dict[str, str | None]:
    """Return by person where those are who teach elsewhere on the day, whatever the mode."""
    by_number = {p["id_number"]: p["id"] for p in found.people if p["id_number"]}
    counted = {p["id"]: p["person"] for p in found.placements}
    there: dict[str, str | None] = {
        p["id"]: p["teaching_school_id"] for p in found.people if p["teaching_school_id"]
    }
    for row in queries.placements(session, Ask(as_of=found.day)):
        person = by_number.get(row["id_number"]) or counted.get(row["id"])
        if person is not None and row["status"] != NEVER:
            there[person] = row["to_school_id"]
    return there


def _exchanged(
    placed: Sequence[Row], people: Sequence[Row], policy: Policy, weaker: frozenset[str]
) -> list[Head]:
    """Return one head per person and sending school; several placements are its legs."""
    by_id = {p["id"]: p for p in people}
    graduating = frozenset(map(fold, policy.graduating))
    legs: dict[tuple[str, str], list[Leg]] = {}
    rows: dict[tuple[str, str], Row] = {}
    for row in placed:
        who = (row["person"] or row["id_number"] or row["name"], row["sender"])
        legs.setdefault(who, []).append(Leg(row["to_school_id"] in weaker, term_of(row)))
        rows[who] = row
    heads = []
    for (key, sender), row in rows.items():
        # Of somebody who is not on the staff any more the ledger itself is all that is known.
        known = by_id.get(key) or {
            "stage": None, "backbone_level": row["backbone_level"], "position": None,
            "grades": None,
        }  # fmt: skip
        school = row["sender_name"]
        heads.append(_head(key, school, known, graduating, tuple(legs[key, sender])))
    return heads


def _head(
    key: str, school: str, known: Row, graduating: frozenset[str], legs: tuple[Leg, ...] = ()
) -> Head:
    return Head(
        key=key,
        school=school,
        stage=known["stage"],
        level=known["backbone_level"],
        position=known["position"],
        graduating=any(fold(str(grade)) in graduating for grade in known["grades"] or ()),
        legs=legs,
    )


# --- exemptions -------------------------------------------------------------------------------


def exemptions_by_person(session: Session) -> dict[str, list[Row]]:
    """Return the rows of the exemption ledger by person id."""
    query = select(*(getattr(Exemption, name) for name in EXEMPTION_COLUMNS))
    found: dict[str, list[Row]] = {}
    for values in session.execute(query.order_by(Exemption.from_date, Exemption.id)):
        row = dict(zip(EXEMPTION_COLUMNS, values, strict=True))
        found.setdefault(row["teacher_id"], []).append(row)
    return found


def exemptions(session: Session, question: Ask) -> list[Row]:
    """Return exemptions: all of them, or those that hold on a date, with the person."""
    persons = {row["id"]: row for row in staff.everybody(session, question.as_of)}
    found = []
    for teacher_id, lines in exemptions_by_person(session).items():
        person = persons[teacher_id]
        own = {name: person[name] for name in ("name", "id_number", "school", "subject")}
        found += [
            own | line
            for line in lines
            if question.as_of is None or covers(line["from_date"], line["until"], question.as_of)
        ]
    return sorted(found, key=lambda r: (r["from_date"] or "", r["name"], r["id"]))


# --- rows of the datasets ---------------------------------------------------------------------

PERSON_SHOWN = (
    "id", "name", "id_number", "gender", "birth_date", "school_id", "school", "teaching_school",
    "stage", "subject", "position", "title", "establishment", "duty_status", "school_since",
    "backbone_level", "wishes",
)  # fmt: skip


def eligibility(session: Session, question: Ask) -> list[Row]:
    """Return one row a person: whether he or she may move on the date, and every reason."""
    return eligible_rows(situation(session, question.as_of))


def eligible_rows(found: Situation) -> list[Row]:
    """Return the rows of the eligibility list of a situation."""
    placed = {row["person"]: row for row in found.placements}
    return [_eligible_row(person, found, placed.get(person["id"])) for person in found.people]


def _eligible_row(person: Row, found: Situation, placement: Row | None) -> Row:
    verdict = found.verdicts[person["id"]]
    served = verdict.months_served
    valid = [
        one["reason"]
        for one in found.exemptions.get(person["id"], ())
        if covers(one["from_date"], one["until"], found.day)
    ]
    written = plain_exemption(person)
    return {name: person[name] for name in PERSON_SHOWN} | {
        "eligible": verdict.eligible,
        "reasons": [reason.sentence for reason in verdict.reasons],
        "reason_codes": [reason.code for reason in verdict.reasons],
        "years_served": None if served is None else max(0, served) * 10 // 12 / 10,
        "retirement": verdict.retirement,
        "due_year": verdict.due_year,
        "last_year": verdict.last_year,
        "backbone": person["backbone_level"] in COUNTY_AND_ABOVE,
        "exemption": "、".join([*valid, *([written] if written else [])]) or None,
        "placed_at": placement["to_school"] if placement else None,
        "placed_until": placement["end"] if placement else None,
        "policy": found.policy.title,
    }


def rotation_clock(session: Session, question: Ask) -> list[Row]:
    """Return per person the years served, when due, how long still possible, what comes next."""
    found = situation(session, question.as_of)
    upcoming = verdicts_on(found, next_start(found.day))
    year = school_year(found.day)
    rows = eligible_rows(found)
    for row in rows:
        then = upcoming[row["id"]].eligible
        row["eligible_next"] = then
        row["turn"] = _turn(row, year, then=then)
    return rows


def _turn(row: Row, year: int, *, then: bool) -> str:
    """Return in one word where a person stands on the clock."""
    if row["placed_at"] is not None:
        return words.AWAY
    if row["eligible"]:
        return words.DUE if then else words.LAST_CHANCE
    if then:
        return words.DUE_NEXT
    if row["due_year"] is not None and row["due_year"] > year:
        return words.DUE_LATER
    return words.NOT_DUE
