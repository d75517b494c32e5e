"""Reads of subsidies: what every placement is paid in a school year or a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.spans import day_before
from jtdesk.deployment import queries, served, subsidies
from jtdesk.deployment.ledger import person_key
from jtdesk.deployment.standards import standard_in_force
from jtdesk.deployment.subsidies import Paid
from jtdesk.excel.capitals import capitals
from jtdesk.schools.queries import all_schools

KIND = "subsidies"


@dataclass(frozen=True)
class SubsidyTotal:
    """What a list of subsidies comes to.

    Attributes:
        people: who gets something.
        amount: yuan.
        capitals: the same in the characters of vouchers.
        unsolved: lines without an amount.
        table: title of the standard.
        period: school year or term.
        note: what to do where there is no standard yet, else empty.
    """

    people: int
    amount: Decimal
    capitals: str
    unsolved: int
    table: str
    period: str
    note: str


def subsidies_of_year(session: Session, question: Ask) -> list[Row]:
    """Return the subsidies of the school year of the date, months served until then."""
    found, title, period = _lines(session, question, term=False)
    return [_row(line, title, period) for line in found]


def subsidies_of_term(session: Session, question: Ask) -> list[Row]:
    """Return the subsidies of the term of the date, months served until then."""
    found, title, period = _lines(session, question, term=True)
    return [_row(line, title, period) for line in found]


def subsidy_total(session: Session, question: Ask, *, term: bool = False) -> SubsidyTotal:
    """Return what the subsidies of a school year or term come to."""
    found, title, period = _lines(session, question, term=term)
    amount = subsidies.total_of(found)
    people = {person_key(line.placement) for line in found if line.amount}
    unset = any(line.why == subsidies.NOT_SET for line in found)
    return SubsidyTotal(
        people=len(people),
        amount=amount,
        capitals=capitals(float(amount)),
        unsolved=sum(1 for line in found if line.amount is None),
        table=title,
        period=period.title,
        note=subsidies.NOT_SET if unset else "",
    )


def last_day_of(session: Session, year: int, part: str, day: str) -> str | None:
    """Return the day to ask about for a part of a school year, seen from a day.

    Args:
        session: any session.
        year: first calendar year of the school year.
        part: ``first``, ``second`` (terms) or ``whole``.
        day: ISO date; a part that is over is asked about its own last day.

    Returns:
        None where the part has not begun on that day.
    """
    table = subsidies.table_of(standard_in_force(session, KIND, year).body)
    end = f"{year + 1}-08-31"
    if part == "first":
        end = day_before(f"{year + 1}-{table.second_term:02d}-01")
    period = served.year_period(end)
    if part == "second":
        period = served.term_period(end, table.second_term)
    return None if day < period.first else min(day, period.last)


def _lines(
    session: Session, question: Ask, *, term: bool
) -> tuple[Sequence[Paid], str, served.Period]:
    day = question.as_of or clock.today().isoformat()
    chosen = standard_in_force(session, KIND, served.school_year_of(day))
    table = subsidies.table_of(chosen.body)
    period = served.term_period(day, table.second_term) if term else served.year_period(day)
    schools = {row["id"]: row for row in all_schools(session, question.as_of)}
    rows = queries.placements(session, Ask())
    found = subsidies.paid(rows, schools, table, period)
    order = {school_id: number for number, school_id in enumerate(schools)}
    found.sort(
        key=lambda line: (
            order.get(line.placement["to_school_id"], len(order)),
            line.placement["name"], line.placement["start"], line.placement["id"],
        )
    )  # fmt: skip
    return found, chosen.title, period


def _row(line: Paid, title: str, period: served.Period) -> Row:
    placement = line.placement
    own = ("name", "id_number", "to_school", "from_school", "mode")
    return {name: placement[name] for name in own} | {
        "id": f"{placement['id']}:{line.kind or ''}",
        "placement_id": placement["id"],
        "kind": line.kind,
        "place_class": line.place,
        "standard": None if line.rate is None else plain(float(line.rate)),
        "unit": line.unit,
        "months": plain(float(line.months)),
        "quantity": None if line.quantity is None else plain(round(float(line.quantity), 4)),
        "amount": None if line.amount is None else plain(float(line.amount)),
        "start": line.span[0],
        "end": line.span[-1],
        "period": period.title,
        "explanation": line.why,
        "table": title,
    }
