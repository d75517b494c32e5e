"""Generated workbooks: refused rows are told by code, a preview and the real run say the same."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import Store
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import take_in
from tests.intake.workbooks import SURNAMES, Made, Person, generated, person

Order = Callable[..., IntakeOrder]
SHORT, LONG = 60, 1000


def check_rows(made: Made, report: Report) -> None:
    (table,) = report.tables
    assert table.rows == len(made.expected)
    assert {f.row for f in table.rejections} >= {r for r, code in made.expected.items() if code}
    told = {finding.row: finding.code for finding in table.rejections}
    for row, code in made.expected.items():
        if code is not None:
            assert told[row] == code, (made.book.name, row)
        elif row in told:
            assert told[row] in {"conflicts_with_store", "ambiguous_person", "duplicate_in_file"}


def run(store: Store, order: Order, seeds: range) -> None:
    """Take many workbooks in, new people and old ones with small differences mixed."""
    rng = random.Random(seeds.start)
    known: list[Person] = []
    for seed in seeds:
        people = None
        if known and rng.random() < 0.5:
            people = [vary(rng, one) for one in rng.sample(known, min(len(known), 12))]
        made = generated(seed, people)
        given = order(made.book)
        before = store.ask(content_hash) if seed % 20 == 0 else ""
        preview = store.do(take_in, given, dry_run=True)
        if before:
            assert store.ask(content_hash) == before
        real = store.do(take_in, given)
        assert preview.value.to_json() == real.value.to_json(), made.book.name
        assert preview.changes.counts == real.changes.counts
        check_rows(made, real.value)
        if people is None:
            fresh = [
                p for p, code in zip(made.people, made.expected.values(), strict=True) if not code
            ]
            known = [*known[-60:], *fresh]
        again = store.do(take_in, given, dry_run=True).value
        assert again.count("created") == again.count("updated") == 0, made.book.name


def vary(rng: random.Random, one: Person) -> Person:
    changed = Person(**vars(one))
    if rng.random() < 0.4:
        changed.periods += 1
    if rng.random() < 0.2:
        changed.title = "正高级教师"
    return changed


def test_preview_and_real_run_say_the_same(group: object, store: Store, order: Order) -> None:
    run(store, order, range(1, 1 + SHORT))


@pytest.mark.slow
def test_preview_and_real_run_say_the_same_on_a_thousand(
    group: object, store: Store, order: Order
) -> None:
    run(store, order, range(10_000, 10_000 + LONG))


def test_the_generator_makes_people_who_differ() -> None:
    rng = random.Random(5)
    people = [person(rng, n) for n in range(400)]
    assert len({p.number for p in people}) == 400
    assert {p.name[0] for p in people} <= set(SURNAMES)
