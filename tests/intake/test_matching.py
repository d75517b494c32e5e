"""Which record a row speaks of: ordered keys, and ambiguous ones stop."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.datasets import Intake
from jtdesk.core.fields import Field, Row
from jtdesk.intake.matching import Matcher, Seen
from jtdesk.intake.rules import difference, says_no_more

FIELDS = (
    Field(name="name", title="姓名", kind="name", required=True),
    Field(name="id_number", title="身份证号", kind="id_number", sensitive=True),
    Field(name="staff_no", title="工号"),
    Field(name="school", title="学校", kind="school"),
    Field(name="birth_date", title="出生日期", kind="date"),
    Field(name="subject", title="学科"),
)
INTAKE = Intake(
    fields=FIELDS,
    keys=(("id_number",), ("staff_no", "school"), ("name", "school", "birth_date")),
    signature=(("name",),),
    current=lambda _s, _d: [],
    write=lambda _s, _w, _d: None,
)
A = {
    "id": "a",
    "name": "张三",
    "id_number": "1",
    "staff_no": "7",
    "school": "甲",
    "birth_date": "1980-05-06",
}


def record(**changes: Any) -> Row:
    return {**A, **changes}


def found(row: Row, *current: Row) -> tuple[str | None, str]:
    matcher = Matcher(INTAKE, current)
    match = matcher.find(row, matcher.keys(row))
    return (match.record or {}).get("id"), match.code


def test_the_strongest_key_decides() -> None:
    other = record(id="b", id_number="2", staff_no="8", birth_date="1981-01-01")
    assert found({"name": "张三", "id_number": "2"}, A, other) == ("b", "")


def test_an_unknown_number_meets_a_record_without_one() -> None:
    bare = record(id_number=None)
    row = {"name": "张三", "id_number": "1", "school": "甲", "birth_date": "1980-05-06"}
    assert found(row, bare) == ("a", "")


def test_an_unknown_number_against_a_known_one_is_a_conflict() -> None:
    row = {"name": "张三", "id_number": "9", "school": "甲", "birth_date": "1980-05-06"}
    assert found(row, A) == (None, "conflicts_with_store")


def test_a_month_meets_a_day() -> None:
    row = {"name": "张三", "school": "甲", "birth_date": "1980-05"}
    assert found(row, A) == ("a", "")
    assert found({**row, "birth_date": "1980-05-07"}, A) == (None, "")


def test_two_alike_are_ambiguous() -> None:
    twin = record(id="b", id_number="2")
    row = {"name": "张三", "school": "甲", "birth_date": "1980-05-06"}
    assert found(row, A, twin) == (None, "ambiguous_person")


def test_a_staff_number_given_to_somebody_else_is_no_match() -> None:
    row = {"name": "李四", "staff_no": "7", "school": "甲", "birth_date": "1990-01-01"}
    assert found(row, A) == (None, "")


def test_a_renumbered_person_is_still_the_same() -> None:
    row = {"name": "张三", "staff_no": "99", "school": "甲", "birth_date": "1980-05-06"}
    assert found(row, A) == ("a", "")


def test_the_same_number_under_another_name_is_a_conflict() -> None:
    assert found({"name": "李四", "id_number": "1"}, A) == (None, "conflicts_with_store")


def test_somebody_of_the_same_name_elsewhere_is_somebody_else() -> None:
    assert found({"name": "张三", "school": "乙", "id_number": "5"}, A) == (None, "")


NAMES = st.sampled_from(["张三", "李四"])
PEOPLE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "id_number": st.sampled_from([None, "1", "2", "3"]),
        "staff_no": st.sampled_from([None, "7", "8"]),
        "school": st.sampled_from([None, "甲", "乙"]),
        "birth_date": st.sampled_from([None, "1980-05", "1980-05-06", "1981-01-01"]),
    }
)


@given(st.lists(PEOPLE, max_size=6), PEOPLE)
def test_a_match_never_contradicts_itself(people: list[Row], row: Row) -> None:
    current = [{"id": str(n), **person} for n, person in enumerate(people)]
    given_row = {name: value for name, value in row.items() if value is not None}
    matcher = Matcher(INTAKE, current)
    match = matcher.find(given_row, matcher.keys(given_row))
    if match.stopped:
        assert match.record is None
        assert match.candidates
        assert match.message
    if match.record is None:
        return
    # Never somebody of another name, never another identity number.
    assert match.record["name"] == row["name"]
    if row["id_number"] and match.record["id_number"]:
        assert match.record["id_number"] == row["id_number"]


@given(st.lists(PEOPLE, max_size=6), st.randoms())
def test_the_order_of_the_records_does_not_matter(people: list[Row], rng: Any) -> None:
    current = [{"id": str(n), **person} for n, person in enumerate(people)]
    shuffled = list(current)
    rng.shuffle(shuffled)
    for person in people:
        row = {name: value for name, value in person.items() if value is not None}
        one, two = Matcher(INTAKE, current), Matcher(INTAKE, shuffled)
        first, second = one.find(row, one.keys(row)), two.find(row, two.keys(row))
        assert (first.record, first.code) == (second.record, second.code)


def test_the_same_person_twice_in_a_file_is_seen_by_any_key() -> None:
    matcher, seen = Matcher(INTAKE, []), Seen()
    whole = {"name": "张三", "id_number": "1", "school": "甲", "birth_date": "1980-05-06"}
    bare = {name: value for name, value in whole.items() if name != "id_number"}
    seen.add(matcher.keys(whole), "表", 3, None)
    assert seen.twin(matcher.keys(bare)) == ("表", 3)
    again = Seen()
    again.add(matcher.keys(bare), "表", 4, None)
    assert again.twin(matcher.keys(whole)) == ("表", 4)


def test_namesakes_with_numbers_of_their_own_are_no_doubles() -> None:
    matcher, seen = Matcher(INTAKE, []), Seen()
    row = {"name": "张三", "id_number": "1", "school": "甲", "birth_date": "1980-05-06"}
    seen.add(matcher.keys(row), "表", 3, None)
    assert seen.twin(matcher.keys({**row, "id_number": "2"})) is None


VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["x", "2019-09", "2019-09-01"]))
ROWS = st.dictionaries(st.sampled_from("abcd"), VALUES)


@given(ROWS, ROWS)
def test_a_difference_applied_leaves_none(incoming: Row, held: Row) -> None:
    new, old = difference(incoming, held)
    assert set(new) == set(old) <= set(incoming)
    assert all(old[name] == held.get(name) for name in old)
    again, _ = difference(incoming, {**held, **new})
    assert again == {}


def test_less_precise_says_no_more() -> None:
    assert says_no_more("2019-09", "2019-09-01")
    assert not says_no_more("2019-09-01", "2019-09")
    assert not says_no_more("2019-08", "2019-09-01")
    assert not says_no_more("abc", "abc-1")
