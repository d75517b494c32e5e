"""Where schools stand by their minutes, and the map of flows: arrows, keys, clicks, saving."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication

from jtdesk.deployment.flow_layout import travel_map
from jtdesk.deployment.flow_map import FlowMap
from jtdesk.deployment.flow_picture import FlowSpec, Stop
from jtdesk.ui.painted import save_drawing

STAR = {("乙", "甲"): 10, ("丙", "甲"): 40, ("丁", "甲"): 160}
SCHOOLS = ("甲", "乙", "丙", "丁")


def apart(found, one, other):
    (ax, ay), (bx, by) = found.places[one], found.places[other]
    return math.hypot(ax - bx, ay - by)


def test_with_minutes_to_the_lead_school_it_stands_in_the_middle_of_rings():
    found = travel_map(SCHOOLS, STAR, "甲")
    assert found.lead == "甲"
    assert [minutes for minutes, _w, _h in found.rings] == [15, 30, 60, 120]
    halves = [half for _m, half, _h in found.rings]
    assert halves == sorted(halves)


def test_a_school_without_minutes_is_told_and_stands_outside():
    found = travel_map((*SCHOOLS, "戊"), STAR, "甲")
    assert found.unknown == ("戊",)
    assert "戊" in found.places


def test_with_all_minutes_distances_follow_them():
    line = {"甲": 0, "乙": 30, "丙": 60, "丁": 90, "戊": 120}
    minutes = {(a, b): abs(line[a] - line[b]) for a in line for b in line if a < b}
    found = travel_map(tuple(line), minutes, "甲")
    assert found.rings == ()
    far = apart(found, "甲", "戊")
    assert far == max(apart(found, a, b) for a in line for b in line)
    assert apart(found, "甲", "丙") < far


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.dictionaries(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), st.integers(0, 200)
            ),
        )
    )
)
def test_every_map_is_the_same_twice_inside_and_without_two_at_one_place(made):
    count, ways = made
    names = tuple(f"校{n}" for n in range(count))
    minutes = {(names[a], names[b]): value for (a, b), value in ways.items()}
    found = travel_map(names, minutes)
    assert found == travel_map(names, minutes)
    assert set(found.places) == set(names)
    for x, y in found.places.values():
        assert 0 <= x <= 1
        assert 0 <= y <= 1
    pairs = [(a, b) for a in names for b in names if a < b]
    assert all(apart(found, a, b) > 0.01 for a, b in pairs)


def test_schools_of_one_yard_are_two_places():
    found = travel_map(("校0", "校1", "校2"), {("校0", "校1"): 0})
    assert apart(found, "校0", "校1") > 0.01


def test_no_schools_give_an_empty_map():
    assert travel_map((), {}).places == {}


@pytest.fixture
def spec():
    stops = (
        Stop("甲", "甲校"),
        Stop("乙", "乙校"),
        Stop("丙", "丙校"),
        Stop("丁", "丁校", island=True),
    )
    return FlowSpec(
        name="去向", title="6 人跨校交流", stops=stops, map=travel_map(SCHOOLS, STAR, "甲"),
        people={("甲", "丁"): 3, ("丁", "甲"): 1, ("乙", "丙"): 2, ("乙", "乙"): 4, ("戊", "甲"): 1},
        tips={("甲", "丁"): "单程 160 分钟"}, source="台账截至 2025-10-15",
    )  # fmt: skip


@pytest.fixture
def view(qtbot, spec):
    made = FlowMap()
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show_map(spec)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_only_ways_between_two_shown_schools_count_largest_first(spec):
    assert spec.ways == (("甲", "丁"), ("乙", "丙"), ("丁", "甲"))
    assert spec.spoken(("甲", "丁")) == "甲校 → 丁校：3 人（反方向 1 人）"
    assert spec.table() == [
        ["派出学校", "接收学校", "人数"], ["甲", "丁", "3"], ["乙", "丙", "2"], ["丁", "甲", "1"],
    ]  # fmt: skip


def test_there_and_back_do_not_lie_on_one_another(view):
    arrows = {arrow.way: arrow for arrow in view.picture().arrows}
    there, back = arrows["甲", "丁"], arrows["丁", "甲"]
    middles = there.line.pointAtPercent(0.5), back.line.pointAtPercent(0.5)
    assert math.dist(*(one.toTuple() for one in middles)) > 12
    assert there.width > back.width, "more people, a thicker arrow"


def test_a_click_on_an_arrow_asks_for_its_people(view, qtbot):
    asked = []
    view.flow_clicked.connect(lambda *way: asked.append(way))
    for arrow in view.picture().arrows:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=arrow.number.toPoint())
    assert asked == list(view.spec.ways)


def test_keys_go_round_the_arrows_and_enter_asks(view, qtbot):
    asked = []
    view.flow_clicked.connect(lambda *way: asked.append(way))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: view.current == ("甲", "丁"))
    assert "单程 160 分钟" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.current == ("丁", "甲")
    assert asked == [("乙", "丙")]
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1] == "甲\t丁\t3"


def test_numbers_hide_no_school(view):
    picture = view.picture()
    for arrow in picture.arrows:
        box = picture._box(arrow)
        for stop in view.spec.stops:
            assert not box.contains(picture.point(stop.name))


def test_without_anybody_it_says_so(view, qtbot, spec):
    from dataclasses import replace

    view.show_map(replace(spec, people={}))
    view.grab()
    assert view.accessibleDescription() == "这一天没有跨校交流的人。"
    qtbot.keyClick(view, Qt.Key.Key_Right)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_map_is_saved(qtbot, spec, tmp_path, suffix):
    path = tmp_path / f"去向.{suffix}"
    save_drawing(spec, path, QFont())
    assert path.stat().st_size > 2000


def test_a_crowded_map_numbers_only_what_is_more_than_one(qtbot):
    names = tuple(f"校{n}" for n in range(20))
    people = {(a, b): 1 for a in names for b in names if a != b} | {("校1", "校2"): 5}
    minutes = {(name, "校0"): 10 * n + 10 for n, name in enumerate(names[1:])}
    spec = FlowSpec(
        name="x", title="x", stops=tuple(Stop(name, name) for name in names),
        map=travel_map(names, minutes, "校0"), people=people,
    )  # fmt: skip
    assert spec.told == {("校1", "校2")}
    assert spec.drawn[0] == ("校1", "校2")
    assert len(spec.drawn) == 120
    assert "120" in spec.legend
    assert (spec.sent["校1"], spec.received["校2"]) == (23, 23)
