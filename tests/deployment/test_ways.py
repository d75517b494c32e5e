from __future__ import annotations

from jtdesk.deployment.ways import ways_between

LEAD = {"id": "L", "name": "核心校", "island": False, "travel_minutes": None}
NEAR = {"id": "N", "name": "近校", "island": False, "travel_minutes": 30}
ISLE = {"id": "I", "name": "岛校", "island": True, "travel_minutes": 90}
LOST = {"id": "X", "name": "迷校", "island": False, "travel_minutes": None}


def by_pair(found):
    return {(way.origin, way.target): way for way in found.ways}


def test_measured_ways_serve_both_directions_unless_the_other_is_given():
    travel = [
        {"from_school_id": "L", "to_school_id": "N", "minutes": 25, "means": "车", "first_arrival": None, "last_departure": None},
        {"from_school_id": "L", "to_school_id": "I", "minutes": 80, "means": "船", "first_arrival": "08:00", "last_departure": "15:00"},
        {"from_school_id": "I", "to_school_id": "L", "minutes": 85, "means": "船", "first_arrival": "10:00", "last_departure": "13:00"},
    ]  # fmt: skip
    found = by_pair(ways_between([LEAD, NEAR, ISLE], travel, "L", 90))
    assert (found["L", "N"].minutes, found["N", "L"].minutes) == (25, 25)
    assert (found["L", "I"].minutes, found["I", "L"].minutes) == (80, 85)
    assert found["L", "I"].ferry
    assert found["L", "I"].daily, "seven hours between the boats"
    assert not found["I", "L"].daily, "three hours are no day at school"


def test_without_a_measured_way_the_two_ways_to_the_lead_school_are_added():
    result = ways_between([LEAD, NEAR, ISLE], [], "L", 90)
    found = by_pair(result)
    assert found["N", "I"].minutes == 120
    assert found["N", "I"].ferry
    assert not found["N", "I"].daily
    assert found["L", "N"].minutes == 30
    assert "3 对学校没有填直达路程" in result.notes[0]


def test_a_hole_is_said_and_never_filled():
    result = ways_between([LEAD, NEAR, LOST], [], "L", 90)
    found = by_pair(result)
    assert found["N", "X"].minutes is None
    assert not found["N", "X"].daily
    assert "2 对学校不知道路程（迷校）" in result.notes[0]


def test_where_no_way_at_all_is_filled_in_one_sentence_says_so():
    lost = [LOST, LOST | {"id": "Y"}, LOST | {"id": "Z"}]
    result = ways_between(lost, [], None, 90)
    assert all(way.minutes is None for way in result.ways)
    (note,) = result.notes
    assert note.startswith("各校之间的路程一条也没有填")
    assert ways_between([LOST], [], None, 90).notes == ()
