"""The practice group has everything joint dates are about, and its counts make sense."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from jtdesk.app.assembly import whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.core.store import Store, open_store
from jtdesk.lessonprep import attendance, facilities, measures, records, words


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from jtdesk.__main__ import main

    path = tmp_path_factory.mktemp("demo") / "演练.jtd"
    assert main(["demo", str(path), "--schools", "8", "--staff", "300"]) == 0
    return path


@pytest.fixture
def store(practice: Path):
    with open_store(practice) as opened:
        yield opened


@pytest.mark.parametrize("name", [
    "prep_groups", "prep_series", "prep_sessions", "attendance", "prep_findings", "prep_tasks",
    "prep_people", "prep_months", "activities", "facilities", "bookings",
])  # fmt: skip
def test_every_list_has_rows(store: Store, name: str) -> None:
    assert store.ask(lambda s: whole_catalogue().dataset(name).ask(s, Ask()))


def test_a_year_is_of_the_size_of_003_40(store: Store) -> None:
    year = int(max(row["term"] for row in store.ask(lambda s: records.prep_sessions(s, Ask())))[:4])
    last = store.ask(lambda s: measures.prep_statistics(s, Ask(f"{year}-07-31")))[-1]
    assert last["held"] >= 40
    assert last["person_times"] >= 900


def test_three_terms_with_sessions_of_all_kinds(store: Store) -> None:
    rows = store.ask(lambda s: records.prep_sessions(s, Ask()))
    assert len({row["term"] for row in rows}) == 3
    kinds = {row["kind"] for row in rows}
    assert kinds >= {
        words.JOINT_RESEARCH, words.LESSON_PREP, words.BEFORE_LESSON, words.AFTER_LESSON,
        words.SYNCHRONOUS, words.VISITING, words.MEETING, words.PUPILS,
    }  # fmt: skip
    assert {row["status"] for row in rows} >= {words.PLANNED, words.HELD}
    assert all(row["theme"] for row in rows if row["kind"] in words.PREP_KINDS)
    assert any(row["findings"] and row["tasks"] and row["discussion"] for row in rows)


def test_no_room_is_taken_twice(store: Store) -> None:
    for row in store.ask(lambda s: facilities.bookings(s, Ask())):
        there = store.ask(lambda s, row=row: facilities.taken(s, row["facility_id"], row["date"]))
        assert all(one.end <= two.start for one, two in pairwise(there))


def test_everybody_who_signed_in_was_of_a_school_that_takes_part(store: Store) -> None:
    at = {row["id"]: row for row in store.ask(lambda s: records.prep_sessions(s, Ask()))}
    names = store.ask(
        lambda s: {r["id"]: r["name"] for r in whole_catalogue().dataset("schools").ask(s, Ask())}
    )
    for row in store.ask(attendance.lines):
        assert names[row["school_id"]] in at[row["session_id"]]["schools"]


@pytest.mark.parametrize(("schools", "staff"), [(2, 10), (3, 40)])
def test_a_small_practice_group_is_made_too(tmp_path: Path, schools: int, staff: int) -> None:
    from jtdesk.__main__ import main

    path = tmp_path / "小.jtd"
    assert main(["demo", str(path), "--schools", str(schools), "--staff", str(staff)]) == 0
