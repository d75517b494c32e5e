"""Counts of joint dates, against counting by hand and by plain loops."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep import counting, words
from jtdesk.lessonprep.counting import GROUP, Fact, Sign

SCHOOLS = ("甲校", "乙校", "丙校")


def fact(number, status=words.HELD, **more):
    known = {
        "kind": words.JOINT_RESEARCH, "day": "2025-10-15", "term": "2025-1", "subject": "语文",
        "host_id": "甲校", "school_ids": SCHOOLS,
    }  # fmt: skip
    return Fact(id=f"f{number}", status=status, **(known | more))


def sign(number, at, status, school="甲校", teacher="t"):
    return Sign(f"s{number}", f"f{at}", teacher, school, status)


def test_a_term_counted_by_hand():
    facts = [
        fact(1), fact(2, host_id="乙校", school_ids=("乙校", "丙校")), fact(3, words.CANCELLED),
        fact(4, words.PLANNED), fact(5, kind=words.MEETING),
    ]  # fmt: skip
    signs = [
        sign(1, 1, words.PRESENT), sign(2, 1, words.REMOTE), sign(3, 1, words.EXCUSED, "乙校"),
        sign(4, 2, words.ABSENT, "丙校"), sign(5, 2, words.PRESENT, "丙校"), sign(6, 1, None),
        sign(7, 1, words.PRESENT, None, None), sign(8, 4, words.PRESENT), sign(9, 5, words.PRESENT),
    ]  # fmt: skip
    found = counting.by_school(facts, signs)
    east, west, north, group = (found[name] for name in (*SCHOOLS, GROUP))
    assert [len(one.due) for one in (east, west, north, group)] == [3, 4, 4, 4]
    assert [len(one.held) for one in (east, west, north, group)] == [1, 2, 2, 2]
    assert [one.person_times for one in (east, west, north, group)] == [2, 0, 1, 3]
    assert [one.missed for one in (east, west, north, group)] == [0, 1, 1, 2]
    assert [len(one.hosted) for one in (east, west, north, group)] == [1, 1, 0, 2]
    assert (group.guests, len(group.unsaid), len(group.cancelled)) == (1, 1, 1)
    assert (group.completion, group.attendance, east.completion) == (50.0, 60.0, 33.3)
    assert counting.Count().completion is None


STATUSES = st.sampled_from(words.STATUSES)
FACTS = st.lists(
    st.tuples(
        STATUSES, st.sampled_from(words.SESSION_KINDS), st.sampled_from(["语文", "数学", None]),
        st.sampled_from([*SCHOOLS, None]), st.sets(st.sampled_from(SCHOOLS)),
        st.sampled_from(["2025-09-10", "2025-10-08", "2026-03-04"]),
    ),
    max_size=12,
)  # fmt: skip
SIGNS = st.lists(
    st.tuples(
        st.integers(0, 11), st.sampled_from([*words.ATTENDANCES, None]),
        st.sampled_from([*SCHOOLS, None]), st.sampled_from(["t1", "t2", None]),
    ),
    max_size=40,
)  # fmt: skip


@given(FACTS, SIGNS)
def test_every_way_of_counting_adds_up_to_plain_loops(drawn, signed):
    facts = [
        fact(
            n,
            status,
            kind=kind,
            subject=subject,
            host_id=host,
            school_ids=tuple(sorted(at)),
            day=day,
        )
        for n, (status, kind, subject, host, at, day) in enumerate(drawn)
    ]
    signs = [sign(n, *one[:3], one[3]) for n, one in enumerate(signed)]
    prep = {one.id: one for one in facts if one.kind in words.PREP_KINDS}
    held = {key: one for key, one in prep.items() if one.status == words.HELD}
    came = [s for s in signs if s.session_id in held and s.school_id and s.status in words.CAME]
    missed = [s for s in signs if s.session_id in held and s.school_id and s.status in words.MISSED]

    group = counting.by_school(facts, signs).get(GROUP, counting.Count())
    assert (len(group.due), len(group.held)) == (len(prep), len(held))
    assert (group.person_times, group.missed) == (len(came), len(missed))
    assert len(group.hosted) == sum(one.host_id is not None for one in held.values())

    cells = counting.by_school_and_subject(facts, signs)
    sums = counting.summed(cells.values())
    assert sums["due"] == sum(len(one.school_ids) for one in prep.values())
    assert sums["held"] == sum(len(one.school_ids) for one in held.values())
    assert sums["person_times"] == len(came)
    assert sums["missed"] == len(missed)
    assert sums["hosted"] == len(group.hosted)

    months = counting.by_month(facts, signs)
    assert Counter({m: len(one.due) for m, one in months.items()}) == Counter(
        f.day[:7] for f in prep.values()
    )
    assert sum(one.person_times for one in months.values()) == len(came)

    people = counting.by_person(facts, signs)
    for who in ("t1", "t2"):
        mine = [s for s in came if s.teacher_id == who]
        assert (people[who].person_times if who in people else 0) == len(mine)
    for count in (group, *cells.values(), *months.values()):
        assert len(count.held) + len(count.cancelled) <= len(count.due)
        assert count.completion is None or 0 <= count.completion <= 100
