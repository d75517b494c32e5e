"""Money attached to exchange: rate tables by kind and place, months really served, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jtdesk.core.fields import Row
from jtdesk.deployment.ledger import person_key
from jtdesk.deployment.served import MONTHS_A_YEAR, WHOLE, Period, days_served, months_served
from jtdesk.deployment.words import CANCELLED, PLANNED

PER = {"month": "元/月", "day": "元/天", "trip": "元/次", "year": "元/学年"}
FULL_WEEK = 5
CENT = Decimal("0.01")
NOT_SET = "还没有选用补贴标准，只列出任职月数。"


@dataclass(frozen=True)
class Rate:
    """One line of a rate table.

    Attributes:
        kind: what it is paid for (生活补助, 交通补助).
        per: ``month day trip year``.
        amount: in yuan.
        places: classes of places it is for, empty for all.
        modes: modes of placement it is for, empty for all the table pays.
    """

    kind: str
    per: str
    amount: Decimal
    places: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit as printed, 元/月."""
        return PER[self.per]


@dataclass(frozen=True)
class PlaceRule:
    """Which schools are of a class of places; everything that is stated must be so.

    Attributes:
        name: of the class.
        schools: by name, empty for any.
        areas: words of the list ``area``, empty for any.
        island, mountain: None for any.
        minutes: one way to the lead school at least, None for any.
    """

    name: str
    schools: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    island: bool | None = None
    mountain: bool | None = None
    minutes: float | None = None

    def fits(self, school: Mapping[str, Any]) -> bool:
        """Tell whether a school (``name area island mountain travel_minutes``) is of the class."""
        if self.schools and school.get("name") not in self.schools:
            return False
        if self.areas and school.get("area") not in self.areas:
            return False
        for name, wanted in (("island", self.island), ("mountain", self.mountain)):
            if wanted is not None and bool(school.get(name)) != wanted:
                return False
        return self.minutes is None or (school.get("travel_minutes") or 0) >= self.minutes


@dataclass(frozen=True)
class Table:
    """A subsidy standard, read.

    Attributes:
        rates: of one kind the first that fits a placement holds.
        places: the first rule that fits a school names its class.
        modes: modes of placement it pays, empty for all.
        unpaid: calendar months without pay (holidays), 1 to 12.
        part_month: what a month counts that is not served whole: 整月 半月 不计.
        weeks_a_month, trips_a_week: for rates per day and per trip.
        second_term: calendar month the second term begins with.
    """

    rates: tuple[Rate, ...] = ()
    places: tuple[PlaceRule, ...] = ()
    modes: frozenset[str] = frozenset()
    unpaid: frozenset[int] = frozenset()
    part_month: str = WHOLE
    weeks_a_month: Fraction = Fraction(4)
    trips_a_week: Fraction = Fraction(1)
    second_term: int = 2

    @property
    def paid_months(self) -> int:
        """How many months of a year are paid."""
        return MONTHS_A_YEAR - len(self.unpaid)


@dataclass(frozen=True)
class Paid:
    """What one placement is paid under one kind of subsidy in a period.

    Attributes:
        placement: the row.
        months: served and paid in the period; a month is paid once per person and kind.
        kind, unit, rate: None where no rate fits.
        place: class of the place, None where unknown.
        quantity: months, days, trips or years that are multiplied.
        amount: yuan, rounded half up to 分; None where no rate fits.
        why: the sum as a sentence, or why there is none.
        span: months served, in order, ``YYYY-MM``.
    """

    placement: Row
    months: Fraction
    why: str
    kind: str | None = None
    unit: str | None = None
    rate: Decimal | None = None
    place: str | None = None
    quantity: Fraction | None = None
    amount: Decimal | None = None
    span: tuple[str, ...] = field(default=())


def table_of(body: Mapping[str, Any]) -> Table:
    """Return the table of a body that keeps the grammar (`subsidy_grammar.faults`)."""
    rates = tuple(
        Rate(
            one["kind"], one["per"], Decimal(str(one["amount"])),
            tuple(one.get("place", ())), tuple(one.get("modes", ())),
        )
        for one in body.get("rate", ())
    )  # fmt: skip
    places = tuple(
        PlaceRule(
            one["name"], tuple(one.get("schools", ())), tuple(one.get("area", ())),
            one.get("island"), one.get("mountain"), one.get("minutes"),
        )
        for one in body.get("place", ())
    )  # fmt: skip
    return Table(
        rates=rates,
        places=places,
        modes=frozenset(body.get("modes", ())),
        unpaid=frozenset(body.get("unpaid_months", ())),
        part_month=body.get("part_month", WHOLE),
        weeks_a_month=Fraction(str(body.get("weeks_a_month", 4))),
        trips_a_week=Fraction(str(body.get("trips_a_week", 1))),
        second_term=body.get("second_term", 2),
    )


def place_of(row: Row, school: Mapping[str, Any] | None, table: Table) -> str | None:
    """Return the class of the place: as written on the placement, else by the receiving school."""
    if row.get("place_class"):
        return str(row["place_class"])
    if school is None:
        return None
    return next((rule.name for rule in table.places if rule.fits(school)), None)


def paid(
    placements: Iterable[Row], schools: Mapping[str, Row], table: Table, period: Period
) -> list[Paid]:
    """Return what every placement is paid in a period, those with the earliest start first.

    Args:
        placements: of the ledger, schools by name and id.
        schools: the receiving schools by id.
        table: the standard.
        period: school year or term, already cut at the day that is asked about.
    """
    found: list[Paid] = []
    given: dict[tuple[str, str], dict[str, Fraction]] = {}
    for row in sorted(placements, key=lambda r: (r["start"] or "", r["id"])):
        if row.get("status") in {CANCELLED, PLANNED} or row["start"] is None:
            continue
        if table.modes and row["mode"] not in table.modes:
            continue
        served = months_served(
            row["start"], row["end"], period, unpaid=table.unpaid, part_month=table.part_month
        )
        if served:
            place = place_of(row, schools.get(row["to_school_id"] or ""), table)
            found += _of_one(row, place, served, table, period, given)
    return found


def _of_one(
    row: Row,
    place: str | None,
    served: Mapping[str, Fraction],
    table: Table,
    period: Period,
    given: dict[tuple[str, str], dict[str, Fraction]],
) -> list[Paid]:
    """Return the lines of one placement and mark its months as paid."""
    span, total = tuple(sorted(served)), sum(served.values(), Fraction(0))
    if not table.rates:
        return [Paid(row, total, NOT_SET, place=place, span=span)]
    kinds = dict.fromkeys(rate.kind for rate in table.rates if _for_mode(rate, row))
    if not kinds:
        why = f"补贴标准里没有{row['mode'] or '这种形式'}的补贴。"
        return [Paid(row, total, why, place=place, span=span)]
    person = person_key(row)
    found = []
    for kind in kinds:
        rate = next((r for r in table.rates if r.kind == kind and _fits(r, row, place)), None)
        if rate is None:
            found.append(Paid(row, total, _no_rate(kind, place), kind, place=place, span=span))
            continue
        used = given.setdefault((person, kind), {})
        own = {m: min(share, 1 - used.get(m, Fraction(0))) for m, share in served.items()}
        for month, share in own.items():
            used[month] = used.get(month, Fraction(0)) + share
        found.append(_line(row, place, rate, own, total, table, period))
    return found


def _for_mode(rate: Rate, row: Row) -> bool:
    return not rate.modes or row["mode"] in rate.modes


def _fits(rate: Rate, row: Row, place: str | None) -> bool:
    return _for_mode(rate, row) and (not rate.places or place in rate.places)


def _no_rate(kind: str, place: str | None) -> str:
    if place is None:
        return f"{kind}分档发放，这条记录没有补贴档次，请补填。"
    return f"补贴标准里{kind}没有“{place}”这一档，请核对补贴档次。"


def _line(
    row: Row,
    place: str | None,
    rate: Rate,
    own: Mapping[str, Fraction],
    total: Fraction,
    table: Table,
    period: Period,
) -> Paid:
    months = sum(own.values(), Fraction(0))
    if rate.per in {"day", "trip"}:
        # Days and trips are really made at each school, so nothing of them is paid twice.
        quantity, measure = _visits(row, rate.per, total, table, period), PER[rate.per][2:]
    elif rate.per == "year":
        quantity, measure = min(Fraction(1), months / table.paid_months), "学年"
    else:
        quantity, measure = months, "个月"
    amount = yuan(rate.amount * quantity.numerator / quantity.denominator)
    counted = tuple(sorted(month for month, share in own.items() if share))
    told = f"（{counted[0]} 至 {counted[-1]}）" if counted else ""
    if rate.per == "year":
        told = f"（{number(months)} 个月 ÷ {table.paid_months} 个月）{told}"
    why = f"{number(rate.amount)} {rate.unit} × {number(quantity)} {measure}{told} = {amount} 元。"
    if months < total and rate.per in {"month", "year"}:
        why += f"另 {number(total - months)} 个月已按同一人的另一条记录发放。"
    span = tuple(sorted(own))
    return Paid(
        row, months if rate.per in {"month", "year"} else total, why, rate.kind, rate.unit,
        rate.amount, place, quantity, amount, span,
    )  # fmt: skip


def _visits(row: Row, per: str, months: Fraction, table: Table, period: Period) -> Fraction:
    """Return days or trips of a placement: counted where its days are known, else by weeks."""
    days = row.get("days")
    exact = days_served(row["start"], row["end"], period)
    if exact is not None:
        if per == "trip" and exact == 1:
            return Fraction(1)
        weeks = Fraction(exact, FULL_WEEK)
        if per == "day" and days is None:
            return Fraction(exact)
    else:
        weeks = months * table.weeks_a_month
    if per == "day":
        return weeks * Fraction(str(FULL_WEEK if days is None else days))
    return weeks * (table.trips_a_week if days is None else Fraction(str(days)))


def yuan(amount: Decimal) -> Decimal:
    """Round an amount half up to 分."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def total_of(lines: Sequence[Paid]) -> Decimal:
    """Return the sum of the amounts."""
    return sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))


def number(value: Fraction | Decimal) -> str:
    """Return a number as people write it: 5, 2.5, at most two decimals."""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    text = f"{exact.quantize(CENT, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
