from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.spans import open_on
from jtdesk.staff import rules
from jtdesk.staff.ledger import (
    LedgerChange,
    Statement,
    end_lines,
    line_on,
    merge_lines,
    since_of,
    state_backbone,
    state_school,
)

DAYS = [f"{year}-09-01" for year in range(2018, 2030)]
MONTHS = [f"{year}-{month:02d}" for year in range(2015, 2031) for month in (2, 8, 9)]


def apply(
    lines: list[dict[str, Any]], change: LedgerChange, counter: list[int]
) -> list[dict[str, Any]]:
    kept = [dict(line) for line in lines if line["id"] not in change.removed]
    for row_id, values in change.changed:
        next(line for line in kept if line["id"] == row_id).update(values)
    for line in change.new:
        counter[0] += 1
        kept.append(
            {"id": str(counter[0]), "kind": "编制", "awarded_on": None, "counts": None, **line}
        )
    return kept


def standing(lines: list[dict[str, Any]], day: str) -> list[dict[str, Any]]:
    return [line for line in lines if open_on(line["from_date"], line["to_date"], day)]


statements = st.lists(
    st.tuples(
        st.sampled_from(DAYS), st.sampled_from("甲乙丙"), st.none() | st.sampled_from(MONTHS)
    ),
    min_size=1,
    max_size=8,
)


@given(statements)
def test_a_statement_is_published_as_it_was_made(said):
    lines: list[dict[str, Any]] = []
    stated: str | None = None
    counter = [0]
    for day, school, since in said:
        change = state_school(lines, school, since, Statement(day, stated))
        lines = apply(lines, change, counter)
        line = line_on(lines, day)
        assert line is not None
        assert line["school_id"] == school
        if since is not None:
            assert since_of(line) == since
        if change or stated is None:
            stated = max(day, stated or "")
        # Saying it again changes nothing.
        assert not state_school(lines, school, since, Statement(day, stated))


@given(statements)
def test_nobody_stands_twice_on_one_day(said):
    lines: list[dict[str, Any]] = []
    stated: str | None = None
    counter = [0]
    for day, school, since in said:
        change = state_school(lines, school, since, Statement(day, stated))
        lines = apply(lines, change, counter)
        if change or stated is None:
            stated = max(day, stated or "")
    for probe in DAYS:
        assert len(standing(lines, probe)) <= 1


def schools_after(said: list[tuple[str, str]]) -> None:
    lines: list[dict[str, Any]] = []
    stated: str | None = None
    counter = [0]
    truth: dict[str, str] = {}
    for day, school in said:
        change = state_school(lines, school, None, Statement(day, stated))
        lines = apply(lines, change, counter)
        truth[day] = school
        if change or stated is None:
            stated = max(day, stated or "")
        for other, expected in truth.items():
            line = line_on(lines, other)
            assert line is not None, (other, lines)
            assert line["school_id"] == expected, (other, expected, lines)


@given(st.dictionaries(st.sampled_from(DAYS), st.sampled_from("甲乙丙"), min_size=1, max_size=8))
def test_what_was_said_of_earlier_years_stays_true(said):
    schools_after(sorted(said.items()))


@given(st.dictionaries(st.sampled_from(DAYS), st.sampled_from("甲乙丙"), min_size=1, max_size=8))
def test_rosters_taken_in_from_the_newest_to_the_oldest_all_stay_true(said):
    schools_after(sorted(said.items(), reverse=True))


def test_a_move_is_known_by_its_written_month():
    lines = [
        {
            "id": "1",
            "school_id": "甲",
            "kind": "编制",
            "from_date": "2015-08",
            "to_date": None,
            "since": "2015-08",
        }
    ]
    change = state_school(lines, "乙", "2026-08", Statement("2026-09-01", "2025-09-01"))
    assert change.changed == [("1", {"to_date": "2026-08"})]
    assert change.new == [
        {"school_id": "乙", "from_date": "2026-08", "to_date": None, "since": "2026-08"}
    ]


def test_a_start_that_contradicts_last_year_does_not_rewrite_last_year():
    lines = [
        {
            "id": "1",
            "school_id": "甲",
            "kind": "编制",
            "from_date": "2015-08",
            "to_date": None,
            "since": "2015-08",
        }
    ]
    change = state_school(lines, "乙", "2010-08", Statement("2026-09-01", "2025-09-01"))
    lines = apply(lines, change, [1])
    assert line_on(lines, "2025-09-01")["school_id"] == "甲"
    now = line_on(lines, "2026-09-01")
    assert (now["school_id"], since_of(now)) == ("乙", "2010-08")


def test_the_same_day_again_is_a_correction():
    lines = [
        {
            "id": "1",
            "school_id": "甲",
            "kind": "编制",
            "from_date": None,
            "to_date": None,
            "since": None,
        }
    ]
    change = state_school(lines, "乙", None, Statement("2025-09-01", "2025-09-01"))
    assert change.changed == [("1", {"school_id": "乙"})]
    assert not change.new


def test_only_a_start_is_stated():
    lines = [
        {
            "id": "1",
            "school_id": "甲",
            "kind": "编制",
            "from_date": None,
            "to_date": None,
            "since": None,
        }
    ]
    change = state_school(lines, None, "2019-09", Statement("2025-09-01", "2025-09-01"))
    assert change.changed == [("1", {"from_date": "2019-09", "since": "2019-09"})]
    assert not state_school([], None, "2019-09", Statement("2025-09-01", None))


def test_leaving_ends_what_stands_and_drops_what_was_planned():
    lines = [
        {"id": "1", "from_date": "2015-08", "to_date": None},
        {"id": "2", "from_date": "2027-08", "to_date": None},
        {"id": "3", "from_date": "2010-08", "to_date": "2015-08"},
    ]
    change = end_lines(lines, "2026-07-01")
    assert change.changed == [("1", {"to_date": "2026-07-01"})]
    assert change.removed == ["2"]


levels = st.sampled_from([None, "校级", "县级", "市级", "省级", "特级教师"])


def honours_after(said: list[tuple[str, str | None]]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    stated: str | None = None
    counter = [0]
    truth: dict[str, str | None] = {}
    for day, level in said:
        change = state_backbone(lines, level, Statement(day, stated))
        lines = apply(lines, change, counter)
        truth[day] = level
        if change or stated is None:
            stated = max(day, stated or "")
        for other, expected in truth.items():
            assert rules.backbone_level(lines, other) == expected, (said, other, lines)
        assert not state_backbone(lines, level, Statement(day, stated))
    return lines


@given(st.lists(st.tuples(st.sampled_from(DAYS), levels), min_size=1, max_size=5))
def test_the_level_of_every_day_stated_stays_true(said):
    # Days in order, each said once: what a group does year after year.
    ordered = sorted(dict(said).items())
    honours_after(ordered)


@given(st.dictionaries(st.sampled_from(DAYS), levels, min_size=1, max_size=5))
def test_levels_taken_in_from_the_newest_to_the_oldest_all_stay_true(said):
    honours_after(sorted(said.items(), reverse=True))


@given(st.sampled_from(DAYS[:6]), levels, st.sampled_from(DAYS[6:]), levels)
def test_a_late_roster_fills_the_past_only(early, early_level, late, late_level):
    honours_after([(late, late_level), (early, early_level)])


def test_a_lower_level_ends_a_certified_honour_and_keeps_it_in_the_past():
    held = {
        "id": "1", "title": "学科带头人", "level": "市级", "awarded_on": "2020-12", "issuer": "市教育局",
        "document_no": "1号", "valid_until": None, "known_from": None, "counts": None,
    }  # fmt: skip
    change = state_backbone([held], "县级", Statement("2026-09-01", "2025-09-01"))
    assert change.changed == [("1", {"valid_until": "2026-08-31"})]
    assert [(h["level"], h["known_from"]) for h in change.new] == [("县级", "2026-09-01")]


def test_merging_two_rows_keeps_one_open_line_of_a_kind():
    kept = [
        {
            "id": "1",
            "kind": "编制",
            "school_id": "甲",
            "from_date": None,
            "to_date": None,
            "since": None,
        }
    ]
    same = [
        {
            "id": "2",
            "kind": "编制",
            "school_id": "甲",
            "from_date": "2019-09",
            "to_date": None,
            "since": "2019-09",
        }
    ]
    change = merge_lines(kept, same, "2025-09-01", "2024-09-01")
    assert change.removed == ["2"]
    assert change.changed == [("1", {"since": "2019-09", "from_date": "2019-09"})]
    other = [
        {
            "id": "3",
            "kind": "编制",
            "school_id": "乙",
            "from_date": "2015-09",
            "to_date": None,
            "since": None,
        }
    ]
    change = merge_lines([same[0] | {"id": "1"}], other, "2025-09-01", "2024-09-01")
    assert change.changed == [("3", {"to_date": "2019-09"})]
