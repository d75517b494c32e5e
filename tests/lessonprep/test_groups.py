from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.lessonprep import groups, membership, words
from jtdesk.lessonprep.groups import ByHand, GroupDraft, GroupEnd, GroupsWanted
from jtdesk.staff.service import Leaving, TeacherEdit, edit_teacher, record_leaving
from tests.lessonprep.prep_world import a_world, undo

DAY = "2025-10-15"


def names(store, group_id, day=DAY):
    return [one.name for one in store.ask(lambda s: groups.members(s, day))[group_id]]


def test_members_are_whoever_teaches_stage_and_subject(store):
    world = a_world(store)
    assert names(store, world.chinese) == [
        "东甲",
        "东乙",
        "西甲",
        "西乙",
        "北甲",
        "北乙",
        "岛甲",
        "岛乙",
    ]


def test_who_left_or_is_away_is_no_member_from_that_day(store):
    world = a_world(store)
    store.do(record_leaving, Leaving(world.people["东甲"], "2025-11-01", "退休"))
    store.do(edit_teacher, TeacherEdit(world.people["西甲"], {"duty_status": "产假"}, "2025-10-01"))
    assert "东甲" in names(store, world.chinese)
    assert "西甲" not in names(store, world.chinese)
    assert "西甲" in names(store, world.chinese, "2025-09-15")
    assert "东甲" not in names(store, world.chinese, "2025-11-01")


def test_people_are_added_and_left_out_by_hand(store):
    world = a_world(store)
    hand = [
        ByHand(world.people["东丙"], required=False, role="特邀"),
        ByHand(world.people["岛乙"], left_out=True),
    ]
    store.do(
        groups.save_group, GroupDraft({"leader_id": world.people["东甲"]}, world.chinese, hand)
    )
    found = {m.name: m for m in store.ask(lambda s: groups.members(s, DAY))[world.chinese]}
    assert "岛乙" not in found
    assert (found["东丙"].required, found["东丙"].role, found["东丙"].by_hand) == (
        False,
        "特邀",
        True,
    )
    assert found["东甲"].role == words.LEADER
    store.do(groups.save_group, GroupDraft({}, world.chinese, []))
    assert "岛乙" in names(store, world.chinese)


@pytest.mark.parametrize(("team", "expected"), [
    ("生根团队", {"西乙", "北甲"}), ("优师团队", {"东甲", "北乙", "岛甲"}), ("卓越团队", {"东乙", "西甲", "岛乙"}),
])  # fmt: skip
def test_teams_go_by_professional_title(store, team, expected):
    world = a_world(store)
    store.do(groups.save_group, GroupDraft({"team": team}, world.chinese))
    assert set(names(store, world.chinese)) == expected


def test_every_title_is_of_exactly_one_team():
    titles = membership.bureau_order("title")
    held = [title for team in words.TEAMS.values() for title in team]
    assert sorted(held) == sorted(titles)


@pytest.mark.parametrize(("grade", "written", "fits"), [
    (3, ["三年级"], True), (3, ["3"], True), (3, ["四年级"], False), (3, None, True), (7, ["初一"], True),
    (10, ["高一"], True), (7, ["七", "八"], True),
])  # fmt: skip
def test_grades_as_rosters_write_them(grade, written, fits):
    group = {"stage": None, "subject": "语文", "grade": grade, "team": None}
    person = {"subject": "语文", "other_subjects": None, "grades": written, "title": None}
    assert membership.fits(group, person) is fits


def test_schools_taking_part_are_named_or_all_of_the_stage(store):
    world = a_world(store)
    two = [world.schools["岛校"], world.schools["东校"]]
    store.do(groups.save_group, GroupDraft({"schools": two}, world.chinese))
    row = store.ask(lambda s: groups.prep_groups(s, Ask(DAY)))[0]
    assert row["schools"] == ["东校", "岛校"]
    assert row["members"] == 4
    assert names(store, world.chinese) == ["东甲", "东乙", "岛甲", "岛乙"]


@pytest.mark.parametrize(("values", "at", "code"), [
    ({"name": " "}, "name", "name_missing"),
    ({"name": "小学语文教研组"}, "name", "conflicts_with_store"),
    ({"name": "甲", "team": "先锋"}, "team", "unknown_code_word"),
    ({"name": "甲", "stage": "大学"}, "stage", "unknown_code_word"),
    ({"name": "甲", "weekday": 8}, "weekday", "not_a_number"),
    ({"name": "甲", "grade": 13}, "grade", "not_a_number"),
    ({"name": "甲", "schools": []}, "schools", "no_schools"),
    ({"name": "甲", "schools": ["x"]}, "schools", "unknown_school"),
])  # fmt: skip
def test_what_no_group_can_be_is_refused_with_a_sentence(store, values, at, code):
    a_world(store)
    before = store.ask(content_hash)
    with pytest.raises(RuleError) as refused:
        store.do(groups.save_group, GroupDraft(values))
    assert (refused.value.at, refused.value.code) == (at, code)
    assert refused.value.message.endswith("。")
    assert store.ask(content_hash) == before


def test_a_group_with_sessions_is_removed_only_into_another(store):
    world = a_world(store)
    held = world.session()
    with pytest.raises(RuleError, match="还有 1 次活动") as refused:
        store.do(groups.remove_group, GroupEnd(world.chinese))
    assert refused.value.code == "still_used"
    with pytest.raises(RuleError, match="本身"):
        store.do(groups.remove_group, GroupEnd(world.chinese, world.chinese))
    other = store.do(groups.save_group, GroupDraft({"name": "语文大组", "subject": "语文"})).value
    before = store.ask(content_hash)
    store.do(groups.remove_group, GroupEnd(world.chinese, other))
    assert [row["name"] for row in store.ask(groups.groups)] == ["语文大组"]
    assert world.date(held).group_id == other
    undo(store)
    assert store.ask(content_hash) == before


def test_groups_are_derived_from_the_register_once(store):
    world = a_world(store)
    made = store.do(groups.derive_groups, GroupsWanted(DAY)).value
    rows = store.ask(groups.groups)
    assert [row["name"] for row in rows] == ["小学语文教研组", "小学数学教研组"]
    assert len(made) == 1
    with pytest.raises(RuleError, match="没有还缺教研组"):
        store.do(groups.derive_groups, GroupsWanted(DAY))
    undo(store)
    assert [row["id"] for row in store.ask(groups.groups)] == [world.chinese]
