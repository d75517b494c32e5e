from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.app.assembly import code_lists, demo_hooks, whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.store import Store, open_store
from jtdesk.deployment import (
    curricula,
    loads,
    need_measures,
    post_need,
    shares,
    staffing,
    standards,
)
from jtdesk.deployment.service import PlacementDraft, PlacementEdit, add_placement, edit_placement
from jtdesk.deployment.standards import Choice, StandardEdit
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.schools.service import FactsEntry, set_facts
from jtdesk.staff.service import TeacherEdit, TeacherMove, edit_teacher, move_teacher
from tests.builders import DAY, a_school, a_teacher, an_id

FILES = (
    "成员校基本情况表.xlsx", "教师花名册_分校汇总.xlsx", "教师花名册_城区镇区.xlsx",
    "横屿小学教职工一览表.xls", "横屿中学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv",
    "2024学年交流轮岗教师花名册.xlsx",
)  # fmt: skip


@pytest.fixture
def world(store: Store) -> Store:
    """Two schools: 甲校 with classes by grade, 乙校 (nine grades) with one figure."""
    first = a_school(store, "甲校", kind="小学", area="城区", order=1)
    second = a_school(store, "乙校", kind="九年一贯制学校", area="乡村", order=2)
    grades = {f"grade{grade}_classes": 4 for grade in range(1, 7)}
    store.do(set_facts, FactsEntry(first, DAY, {"classes": 24, "students": 900, **grades}))
    store.do(set_facts, FactsEntry(second, DAY, {"classes": 9, "students": 90, "posts": 20}))
    return store


def a_person(store: Store, name: str, school: str, serial: int, **values: Any) -> str:
    known = {"stage": "小学", "subject": "语文", "establishment": "在编", **values}
    number = an_id("1980-01-01", serial)
    return a_teacher(store, name, school, id_number=number, gender=None, **known)


def rows(store: Store, day: str = DAY) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = store.ask(lambda s: staffing.staffing_need(s, Ask(as_of=day)))
    return {(row["school"], row["stage"], row["subject"]): row for row in found}


def measured(store: Store, day: str = DAY) -> dict[tuple[str, str | None], float | None]:
    schools = (None, *dict.fromkeys(row["school"] for row in rows(store, day).values()))
    with store.reading() as session:
        return {
            (one.name, school): one.compute(session, day, school).value
            for one in need_measures.NEED_MEASURES
            for school in schools
        }


def test_a_row_says_need_people_and_balance(world: Store) -> None:
    for number in range(1, 12):
        a_person(world, f"教师{number}", "甲校", number)
    row = rows(world)["甲校", "小学", "语文"]
    assert (row["need"], row["need_rounded"], row["available"]) == (12.2857, 12, 11)
    assert (row["balance"], row["classes"], row["facts_as_of"]) == (-1.2857, 24, DAY)
    assert (len(row["people"]), row["people"][0]) == (11, "教师1")
    assert row["explanation"] == (
        "24 个班，每周 172 节，周课时标准 14 节，需 12.29 人。现有 11 人，折合 11。"
    )
    nine = rows(world)["乙校", "初中", "物理"]
    assert (nine["classes"], nine["need"]) == (3, 0.5)
    assert "全校 9 个班平均分到 9 个年级" in nine["explanation"]
    findings = world.ask(lambda s: staffing.staffing(s, DAY)).findings
    assert findings == (
        "乙校没有分学段班级数，先把全校 9 个班平均分到 9 个年级估算；请补填分学段或分年级班级数。",
    )


def test_a_year_without_facts_gives_a_sentence_and_no_zeros(world: Store) -> None:
    a_person(world, "教师1", "甲校", 1)
    found = rows(world, "2024-09-01")
    assert all(row["need"] is None and row["balance"] is None for row in found.values())
    sentence = "甲校没有填过班级数，算不出需求：请在成员校里填写或导入基本情况表。"
    assert found["甲校", "小学", "语文"]["explanation"].startswith(sentence)
    assert sentence in world.ask(lambda s: staffing.staffing(s, "2024-09-01")).findings
    figures = measured(world, "2024-09-01")
    assert {
        figures[name, None] for name in ("deployment.need_total", "deployment.subject_gap")
    } == {None}
    posts = world.ask(lambda s: post_need.establishment_need(s, Ask(as_of="2024-09-01")))
    assert [row["posts_needed"] for row in posts] == [None, None]
    assert "甲校没有填过在校生数" in posts[0]["explanation"]


def test_figures_of_more_than_a_year_ago_are_used_and_said(world: Store) -> None:
    found = world.ask(lambda s: staffing.staffing(s, "2027-09-01"))
    assert "甲校最近的年度数据是 2025-09-01 的，已过一年，请更新。" in found.findings
    assert world.ask(lambda s: staffing.staffing(s, "2026-09-01")).findings == (
        found.findings[2],
    )  # fmt: skip


def test_figures_of_one_day_are_not_mixed_with_those_of_another(world: Store) -> None:
    school = next(iter(world.ask(lambda s: staffing.school_figures(s, DAY))))
    world.do(set_facts, FactsEntry(school, "2026-09-01", {"classes": 12}))
    row = rows(world, "2026-09-01")["甲校", "小学", "语文"]
    assert (row["classes"], row["need"], row["facts_as_of"]) == (12, 6.1429, "2026-09-01")
    assert rows(world)["甲校", "小学", "语文"]["classes"] == 24


def test_placements_visits_leave_and_second_subjects_move_people(world: Store) -> None:
    ids = [a_person(world, f"教师{n}", "甲校", n) for n in range(1, 7)]
    number = {n: an_id("1980-01-01", n) for n in range(1, 7)}
    sent = {"name": "教师1", "id_number": number[1], "from_school": "甲校", "to_school": "乙校",
            "mode": "定期轮岗", "subject": "数学", "start": "2025-09", "end": "2026-07"}  # fmt: skip
    placement = world.do(add_placement, PlacementDraft(sent)).value
    visit = sent | {"name": "教师2", "id_number": number[2], "mode": "走教", "subject": None}
    world.do(add_placement, PlacementDraft(visit))
    guest = sent | {"name": "外援", "id_number": an_id("1980-01-01", 90), "from_school": None}
    world.do(add_placement, PlacementDraft(guest | {"subject": "物理"}))
    nameless = sent | {"name": "教师5", "id_number": None, "subject": None}
    world.do(add_placement, PlacementDraft(nameless))
    school = world.ask(lambda s: staffing.staffing(s, DAY)).schools[1].id
    world.do(move_teacher, TeacherMove(ids[2], school, "2025-09-01", "走教", 0.2))
    world.do(edit_teacher, TeacherEdit(ids[3], {"duty_status": "产假"}, DAY))
    world.do(shares.add_share, shares.ShareDraft(ids[5], "音乐", 9))
    found = rows(world)
    have = {key: row["available"] for key, row in found.items() if row["available"]}
    assert have == {
        # 教师2 0.6, 教师3 0.8, 教师6 a half.
        ("甲校", "小学", "语文"): 1.9, ("甲校", "小学", "音乐"): 0.5,
        # 教师2 0.4, 教师3 0.2, 教师5 all of the week.
        ("乙校", "小学", "语文"): 1.6, ("乙校", "小学", "数学"): 1, ("乙校", "初中", "物理"): 1,
    }  # fmt: skip
    assert "教师1 1（定期轮岗，自甲校）" in found["乙校", "小学", "数学"]["explanation"]
    left = world.ask(lambda s: staffing.staffing(s, DAY)).left_out
    assert [(one.name, one.why) for one in left] == [("教师4", "在岗状态为产假")]
    world.do(edit_placement, PlacementEdit(placement, {"status": "取消"}))
    assert rows(world)["甲校", "小学", "语文"]["available"] == 2.9
    assert rows(world, "2026-09-01")["甲校", "小学", "语文"]["available"] == 4.3


def test_the_same_visit_in_both_ledgers_counts_once(world: Store) -> None:
    teacher = a_person(world, "教师1", "甲校", 1)
    school = world.ask(lambda s: staffing.staffing(s, DAY)).schools[1].id
    world.do(move_teacher, TeacherMove(teacher, school, DAY, "走教", 0.4))
    visit = {"name": "教师1", "id_number": an_id("1980-01-01", 1), "from_school": "甲校",
             "to_school": "乙校", "mode": "走教", "start": "2025-09", "end": "2026-07"}  # fmt: skip
    world.do(add_placement, PlacementDraft(visit))
    assert rows(world)["甲校", "小学", "语文"]["available"] == 0.6
    assert rows(world)["乙校", "小学", "语文"]["available"] == 0.4


def test_subjects_without_a_place_in_the_curriculum_are_no_surplus(world: Store) -> None:
    a_person(world, "教师1", "甲校", 1, subject="心理健康")
    row = rows(world)["甲校", "小学", "心理健康"]
    assert (row["need"], row["available"], row["balance"]) == (None, 1, None)
    assert "课程计划的小学没有心理健康" in row["explanation"]
    shared = rows(world)["甲校", "小学", "校本课程"]
    assert (shared["staffed"], shared["balance"]) == (False, -shared["need"])
    assert measured(world)["deployment.subject_surplus", None] == 0


def test_the_standards_of_the_year_are_used_and_an_edit_changes_the_need(world: Store) -> None:
    world.do(standards.choose_standard, Choice("loads", 2025, "baiyun"))
    world.do(standards.choose_standard, Choice("curricula", 2026, "shandong"))
    # 乙校: three classes of 初中, two classes a teacher.
    assert rows(world)["乙校", "初中", "语文"]["need"] == 1.5
    assert rows(world, "2026-09-01")["甲校", "小学", "语文"]["need"] == 12  # 4 x 42 over 14
    assert rows(world)["甲校", "小学", "语文"]["need"] == 12.2857
    body = world.ask(lambda s: standards.standard_in_force(s, "curricula", 2025)).body
    edited = curricula.with_periods(body, "语文", 1, 10)
    world.do(standards.edit_standard, StandardEdit("curricula", 2025, edited))
    assert rows(world)["甲校", "小学", "语文"]["need"] == pytest.approx(180 / 14, abs=1e-4)


def test_a_broken_edit_is_refused_with_the_place_named(world: Store) -> None:
    body = world.ask(lambda s: standards.standard_in_force(s, "curricula", 2025)).body
    broken = body | {"subject": [{"name": "炼丹", "periods": [1] * 8}]}
    with pytest.raises(standards.RuleError, match=r"“炼丹”不在学科代码表.*缺九年级"):
        world.do(standards.edit_standard, StandardEdit("curricula", 2025, broken))
    assert rows(world)["甲校", "小学", "语文"]["need"] == 12.2857


def test_the_matrix_adds_stages_and_keeps_rows_and_people(world: Store) -> None:
    teacher = a_person(world, "教师1", "乙校", 1)
    other = a_person(world, "教师2", "乙校", 2, stage="初中")
    made = world.ask(lambda s: staffing.matrix(s, DAY))
    assert [name for _, name in made.schools] == ["甲校", "乙校"]
    assert made.subjects[:2] == ("语文", "数学")
    cell = made.cells[made.schools[1][0], "语文"]
    found = rows(world)
    both = [found["乙校", stage, "语文"] for stage in ("小学", "初中")]
    assert cell.need == pytest.approx(sum(row["need"] for row in both), abs=1e-3)
    assert (cell.available, set(cell.people)) == (2, {teacher, other})
    assert cell.rows == tuple(row["id"] for row in both)
    junior = world.ask(lambda s: staffing.matrix(s, DAY, "初中"))
    assert [name for _, name in junior.schools] == ["乙校"]
    assert {one.kind for one in made.standards} == {"curricula", "loads"}


def test_posts_by_ratio_beside_the_posts_there_are(world: Store) -> None:
    a_person(world, "教师1", "乙校", 1)
    a_person(world, "教师2", "乙校", 2, establishment="编外")
    first, second = world.ask(lambda s: post_need.establishment_need(s, Ask(as_of=DAY)))
    assert (first["posts_needed"], first["posts"], first["posts_difference"]) == (48, None, None)
    # 60 pupils over 19 and 30 over 13.5 make 4 + 3; nine classes x 1.4 make 13.
    assert (second["posts_by_ratio"], second["posts_by_classes"], second["posts_needed"]) == (
        7,
        13,
        13,
    )
    assert (second["posts_difference"], second["people_difference"]) == (7, -12)


@pytest.fixture(scope="module")
def group(
    shared_data: Path, empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The group's own workbooks, taken in."""
    path = tmp_path_factory.mktemp("need") / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    with open_store(path) as store:
        for name in FILES:
            sources = read_sources([shared_data / name])
            store.do(take_in, IntakeOrder(sources, whole_catalogue(), code_lists(), year=2025))
        yield store


def plain_need(truth: dict[str, Any]) -> dict[tuple[str, str, str], float]:
    """Recompute the need from the truth file, as somebody with a spreadsheet would."""
    periods = {
        "语文": [8, 7, 7, 7, 7, 7, 6, 5, 5], "数学": [3, 4, 5, 5, 5, 5, 5, 6, 5],
        "英语": [0, 0, 2, 2, 3, 4, 5, 5, 5], "物理": [0, 0, 0, 0, 0, 0, 0, 3, 4],
        "体育与健康": [4, 4, 3, 3, 3, 3, 4, 4, 3], "音乐": [2, 2, 2, 2, 1.5, 1, 1, 1, 1],
    }  # fmt: skip
    load = {
        "小学": defaultdict(lambda: 18, {"语文": 14, "数学": 14}),
        "初中": defaultdict(
            lambda: 12, {"物理": 14, "体育与健康": 14, "音乐": 16}
        ),
    }  # fmt: skip
    grades = {"小学": [1, 2, 3, 4, 5, 6], "初中": [7, 8, 9]}
    stages = {
        "小学": ["小学"], "教学点": ["小学"], "初级中学": ["初中"],
        "九年一贯制学校": ["小学", "初中"],
    }  # fmt: skip
    found = {}
    for school in truth["schools"]:
        own = stages[school["kind"]]
        each = school["facts"]["classes"] / sum(len(grades[stage]) for stage in own)
        for stage in own:
            for subject, weekly in periods.items():
                total = sum(each * weekly[grade - 1] for grade in grades[stage])
                if total:
                    found[school["name"], stage, subject] = total / load[stage][subject]
    return found


def plain_available(truth: dict[str, Any], day: str) -> dict[tuple[str, str, str], float]:
    """Recompute who is where from the truth file: 走教 two days of five, all else full time."""
    stages = {"小学": "小学", "教学点": "小学", "初级中学": "初中", "九年一贯制学校": None}
    kinds = {school["name"]: stages[school["kind"]] for school in truth["schools"]}
    moves = {
        one["id_number"]: one
        for one in truth["placements"]
        if one["start"] <= day[:7] <= one["end"]
    }
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for person in truth["staff"]:
        home = (person["school"], person["stage"], person["subject"])
        move = moves.get(person["id_number"])
        if move is None:
            found[home] += 1
            continue
        part = 0.4 if move["mode"] == "走教" else 1.0
        to = move["to_school"]
        found[to, kinds[to] or person["stage"], move["subject"]] += part
        found[home] += 1 - part
    return {key: number for key, number in found.items() if number > 1e-9}


@pytest.mark.parametrize("day", ["2025-09-01", "2025-06-01", "2026-09-01"])
def test_the_group_against_a_plain_recomputation(group: Store, shared_data: Path, day: str) -> None:
    truth = json.loads((shared_data / "truth.json").read_text(encoding="utf-8"))
    if day < truth["schools"][0]["facts"]["as_of"]:
        found = rows(group, day)
        assert all(row["need"] is None for row in found.values())
        return
    found = rows(group, day)
    for key, number in plain_need(truth).items():
        assert found[key]["need"] == pytest.approx(number, abs=1e-4), key
    have = {key: row["available"] for key, row in found.items() if row["available"]}
    assert have == pytest.approx(plain_available(truth, day))
    assert sum(have.values()) == pytest.approx(len(truth["staff"]))


def test_sums_over_schools_are_the_figure_of_the_group(group: Store) -> None:
    figures = measured(group)
    cells = rows(group).values()
    for one in need_measures.NEED_MEASURES:
        schools = [v for (name, school), v in figures.items() if name == one.name and school]
        assert figures[one.name, None] == pytest.approx(sum(v or 0 for v in schools), abs=1e-3)
    gaps = [-row["balance"] for row in cells if row["staffed"] and (row["balance"] or 0) < 0]
    assert figures["deployment.subject_gap", None] == pytest.approx(sum(gaps), abs=1e-2)
    # Short subjects beside an overall surplus: the case of an island district.
    assert figures["deployment.subject_gap", None] > 0
    assert figures["deployment.available_total", None] > figures["deployment.need_total", None]


def test_a_session_that_only_reads_reckons_once(group: Store) -> None:
    with group.reading() as session:
        first = staffing.staffing(session, DAY)
        assert staffing.staffing(session, DAY) is first
    assert group.ask(lambda s: staffing.staffing(s, DAY)) is not first
    assert loads.loads(first.load.body).people.week_days == 5


def test_the_practice_group_has_grades_and_second_subjects(store: Store) -> None:
    order = DemoOrder(schools=6, staff=80)
    for _, populate in demo_hooks()[:3]:
        populate(store, order)
    found = store.ask(lambda s: staffing.staffing(s, DAY))
    assert found.findings == ()
    for school in found.schools:
        assert sum(school.classes.grades.values()) == school.classes.total
        assert sum(school.students.grades.values()) == school.students.total
    assert store.ask(lambda s: staffing.subject_shares(s, Ask(as_of=DAY)))
