from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.deployment import outlook, rotation, service, standards, words
from jtdesk.deployment.exemptions import ExemptionDraft, add_exemption
from jtdesk.deployment.policies import Policy
from jtdesk.deployment.rotation import counts, term_of
from jtdesk.deployment.service import PlacementDraft
from jtdesk.deployment.standards import Choice, StandardEdit
from jtdesk.schools.service import FactsEntry, set_facts
from tests.builders import a_school, a_teacher, an_id, id_of_school

DAY = "2025-09-01"
FITS = {
    "gender": "女", "birth_date": "1985-05-06", "establishment": "在编", "stage": "小学",
    "subject": "语文", "school_since": "2015-08",
}  # fmt: skip


@pytest.fixture
def world(store):
    """Two schools and an island one; 甲 and 乙 may move, 丙 in a year, 丁 is not established."""
    a_school(store, "东湖学校", area="城区", ownership="公办", joined_on="2018-09")
    a_school(store, "西岛小学", area="乡村", island=True, joined_on="2018-09")
    a_school(store, "私立学校", ownership="民办", joined_on="2018-09")
    people = {
        "甲": ("东湖学校", {"backbone_level": "市级"}),
        "乙": ("西岛小学", {"stage": "小学", "grades": ["六年级"]}),
        "丙": ("东湖学校", {"school_since": "2020-08"}),
        "丁": ("东湖学校", {"establishment": "编外"}),
        "戊": ("私立学校", {}),
    }
    world = {
        name: a_teacher(
            store, name, school, id_number=an_id("1985-05-06", 2 * n + 2), **(FITS | more)
        )
        for n, (name, (school, more)) in enumerate(people.items())
    }
    return store, world


def place(store, name, serial, to="西岛小学", start="2024-09", end="2026-07", **more):
    values = {
        "name": name, "id_number": an_id("1985-05-06", serial), "from_school": "东湖学校",
        "to_school": to, "mode": "定期轮岗", "start": start, "end": end, **more,
    }  # fmt: skip
    return store.do(service.add_placement, PlacementDraft(values)).value


def rows(store, read, day=DAY):
    return store.ask(lambda s: read(s, Ask(as_of=day)))


def by_name(store, read, day=DAY):
    return {row["name"]: row for row in rows(store, read, day)}


def test_the_eligible_list(world):
    store, _ = world
    found = by_name(store, rotation.eligibility)
    assert {name for name, row in found.items() if row["eligible"]} == {"甲", "乙"}
    assert found["丙"]["reasons"] == ["在现学校 5 年 1 个月，不满 6 年。"]
    assert found["丁"]["reason_codes"] == ["establishment"]
    assert found["戊"]["reasons"] == ["学校办别是民办，不是公办。"]
    first = found["甲"]
    assert (first["years_served"], first["retirement"], first["due_year"]) == (10, "2043-05", 2021)
    assert (first["backbone"], found["乙"]["backbone"]) == (True, False)
    assert first["policy"].startswith("全国")


def test_the_list_of_another_day(world):
    store, _ = world
    assert by_name(store, rotation.eligibility, "2026-09-01")["丙"]["eligible"]
    assert by_name(store, rotation.eligibility, None)["甲"]["eligible"]


def test_an_exemption_takes_a_person_off_the_list(world):
    store, people = world
    values = {"reason": "患病", "from_date": "2025-03", "until": "2026-02"}
    store.do(add_exemption, ExemptionDraft(people["甲"], values))
    row = by_name(store, rotation.eligibility)["甲"]
    assert (row["eligible"], row["exemption"]) == (False, "患病")
    assert row["reasons"] == ["免于交流：患病，到 2026-02 止。"]
    assert by_name(store, rotation.eligibility, "2026-03-01")["甲"]["eligible"]
    assert [r["name"] for r in rows(store, rotation.exemptions)] == ["甲"]
    assert rows(store, rotation.exemptions, "2024-09-01") == []


def test_the_clock(world):
    store, _ = world
    place(store, "甲", 2)
    found = by_name(store, rotation.rotation_clock)
    assert found["甲"]["turn"] == words.AWAY
    assert (found["甲"]["placed_at"], found["甲"]["placed_until"]) == ("西岛小学", "2026-07")
    assert found["乙"]["turn"] == words.DUE
    assert (found["丙"]["turn"], found["丙"]["eligible_next"]) == (words.DUE_NEXT, True)
    assert found["丁"]["turn"] == words.NOT_DUE


def test_last_chances_and_those_far_away(store):
    a_school(store, "东湖学校", joined_on="2018-09")
    a_teacher(store, "老", "东湖学校", **(FITS | {"birth_date": "1974-07"}))  # retires 2030-09
    a_teacher(store, "新", "东湖学校", **(FITS | {"school_since": "2024-08"}))
    found = by_name(store, rotation.rotation_clock)
    assert found["老"]["turn"] == words.LAST_CHANCE
    assert (found["新"]["turn"], found["新"]["due_year"]) == (words.DUE_LATER, 2030)


PLACEMENT = {"mode": "支教", "status": None, "start": "2024-09", "end": "2025-07"}


@pytest.mark.parametrize(
    ("change", "day", "counted"),
    [
        ({}, "2025-07-31", True),
        ({}, "2025-08-01", False),
        ({"end": None}, DAY, True),
        ({"end": None, "status": "期满"}, DAY, False),
        ({"end": "2026-07", "status": "取消"}, DAY, False),
        ({"end": "2026-07", "mode": "跟岗"}, DAY, False),
        ({"end": "2026-07", "mode": "挂职"}, DAY, False),
        ({"end": "2026-07", "mode": None}, DAY, True),
    ],
)
def test_what_counts_as_exchange(change, day, counted):
    assert counts(PLACEMENT | change, Policy("x", "甲", "乙"), day) is counted


@pytest.mark.parametrize(
    ("start", "day", "counted"),
    [
        ("2025-09", DAY, True),
        ("2025-08-25", DAY, True),
        ("2024-09", DAY, False),
        ("2026-02", DAY, True),
        (None, DAY, False),
    ],
)
def test_counting_who_starts_in_the_year(start, day, counted):
    policy = Policy("x", "甲", "乙", counting="starting")
    assert counts(PLACEMENT | {"start": start, "end": None}, policy, day) is counted


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2024-09", "2027-07", 3),
        ("2024-08", "2027-08", 3),
        ("2024-08-28", "2025-06-30", 1),
        ("2025-02", "2025-07", 1),
        ("2024-09", None, 0),
        (None, "2025-07", 0),
    ],
)
def test_terms_in_school_years(start, end, years):
    assert term_of({"start": start, "end": end}) == years


def test_who_has_gone_is_found_by_number_or_by_name_and_school(world):
    store, people = world
    place(store, "甲", 2)
    place(store, "丙", 6, id_number=None)
    place(store, "外人", 98, backbone_level="省级")
    place(store, "别校", 96, from_school=None)  # nobody knows who sends: not the group's
    found = store.ask(lambda s: rotation.situation(s, DAY))
    assert {head.key for head in found.exchanged} == {
        people["甲"], people["丙"], an_id("1985-05-06", 98),
    }  # fmt: skip
    levels = {head.key: head.level for head in found.exchanged}
    assert levels[an_id("1985-05-06", 98)] == "省级"
    assert all(head.legs[0].to_weaker for head in found.exchanged)


def test_graduating_grades(world):
    store, people = world
    store.do(standards.choose_standard, Choice("policies", 2025, "hefei"))
    found = store.ask(lambda s: rotation.situation(s, DAY))
    share = next(f for f in found.figures() if f.name == "graduating_share" and f.scope == "group")
    assert share.among == (people["乙"],)
    assert (share.numerator, share.gap) == (0, 1)


def test_an_edited_policy_counts(world):
    store, _ = world
    body = standards.standard("policies", "national").body
    body = body | {"eligibility": body["eligibility"] | {"establishment": ["在编", "编外"]}}
    store.do(standards.edit_standard, StandardEdit("policies", 2025, body))
    assert by_name(store, rotation.eligibility)["丁"]["eligible"]


# --- sums -------------------------------------------------------------------------------------


def test_the_outlook_sees_next_year(world):
    store, _ = world
    place(store, "甲", 2, end="2026-07")
    found = {row["school"]: row for row in rows(store, outlook.rotation_outlook)}
    assert next(iter(found)) == "集团合计"
    assert set(found) == {"集团合计", "东湖学校", "西岛小学", "私立学校"}
    lake, group = found["东湖学校"], found["集团合计"]
    assert (lake["eligible"], lake["exchanged"], lake["share"], lake["gap"]) == (1, 1, 100.0, 0)
    assert lake["next_day"] == "2026-09-01"
    assert (lake["newly_eligible"], lake["newcomers"]) == (1, ["丙"])
    assert (lake["ending"], lake["exchanged_next"], lake["eligible_next"]) == (1, 0, 2)
    assert (lake["share_next"], lake["gap_next"]) == (0.0, 1)
    assert (group["eligible"], group["eligible_next"], group["gap_next"]) == (2, 3, 1)
    assert found["私立学校"]["share"] is None


def test_the_statistics_are_sums_not_means(world):
    store, _ = world
    for name, posts in (("东湖学校", 40), ("西岛小学", 10)):
        facts = FactsEntry(id_of_school(store, name), DAY, {"posts": posts, "teachers": posts - 1})
        store.do(set_facts, facts)
    place(store, "甲", 2)
    found = {row["school"]: row for row in rows(store, outlook.rotation_statistics)}
    lake, isle, group = found["东湖学校"], found["西岛小学"], found["集团合计"]
    assert (lake["posts"], lake["on_establishment"], lake["teachers"]) == (40, 2, 39)
    assert (lake["eligible"], lake["eligible_backbone"]) == (1, 1)
    assert (lake["out"], lake["in"], lake["total"], lake["out_backbone"]) == (1, 0, 1, 1)
    assert (isle["out"], isle["in"], isle["in_backbone"]) == (0, 1, 1)
    assert (lake["rotation_share"], isle["rotation_share"]) == (100.0, 0.0)
    assert (group["posts"], group["eligible"], group["out"]) == (50, 2, 1)
    assert group["rotation_share"] == 50.0  # 1 of 2, not the mean over schools
    assert (group["backbone_share"], group["met"], isle["met"]) == (100.0, True, False)
    assert found["私立学校"]["met"] is None
    assert group["level"] == words.WHOLE_GROUP


def test_the_calendar_of_the_year(world):
    store, _ = world
    before = {row["code"]: row for row in rows(store, outlook.rotation_timeline, "2025-07-01")}
    assert before["list"]["year"] == 2024  # July still belongs to the old year
    steps = {row["code"]: row for row in rows(store, outlook.rotation_timeline, "2025-09-10")}
    assert {code: row["due"] for code, row in steps.items()} == {
        "list": "2025-06-30", "decision": "2025-08-25", "roster": "2025-08-31",
        "start": "2025-09-01", "midterm": "2026-01-31", "assessment": "2026-07-15",
    }  # fmt: skip
    assert [steps[c]["state"] for c in ("list", "decision", "start", "midterm")] == [
        words.STEP_OVER, words.STEP_LATE, words.STEP_LATE, words.STEP_OPEN,
    ]  # fmt: skip
    place(store, "甲", 2, start="2025-09")
    steps = {row["code"]: row for row in rows(store, outlook.rotation_timeline, "2025-09-10")}
    assert steps["decision"]["state"] == steps["start"]["state"] == words.STEP_DONE
    assert steps["midterm"]["detail"] == "已中期检查 0 / 1 人。"
