from __future__ import annotations

import pytest

from jtdesk.deployment import loads, standards
from jtdesk.deployment.loads import Load, Place

TOWN = Place("城区", "小学", 24)
VILLAGE = Place("乡村", "小学", 6)
POINT = Place(None, "教学点", 4)


def shipped(code):
    return standards.library("loads")[code]


def person(**values):
    return {
        "stage": "小学", "subject": "语文", "position": "专任教师", "gender": "女", "age": 40, **values,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["scheme-a", "scheme-b", "baiyun"])
def test_the_shipped_standards_keep_their_grammar(code):
    assert loads.faults(shipped(code)) == []


def test_scheme_a_is_the_printed_table():
    made = loads.loads(shipped("scheme-a"))

    def periods(stage, subject):
        return made.plain_load(stage, subject).periods

    assert [periods("小学", s) for s in ("语文", "数学", "英语", "音乐")] == [14, 14, 18, 18]
    assert [periods("初中", s) for s in ("英语", "生物学", "体育与健康", "信息科技")] == [
        12,
        14,
        14,
        16,
    ]
    assert [periods("高中", s) for s in ("数学", "地理", "体育与健康")] == [10, 12, 14]
    assert made.plain_load("幼儿园", "学前教育") is None
    assert made.carries(person(position="校长", age=58), TOWN) == (1.0, ())


def test_two_classes_fill_a_week_in_the_baiyun_tool():
    made = loads.loads(shipped("baiyun"))
    assert made.plain_load("初中", "语文") == Load(12, 2)
    assert made.plain_load("初中", "物理") == Load(14)


def test_scheme_b_changes_what_a_person_can_carry():
    made = loads.loads(shipped("scheme-b"))
    carried = made.carries
    assert carried(person(position="校长"), TOWN)[0] == pytest.approx(4 / 17)
    assert carried(person(position="副校长"), TOWN)[0] == pytest.approx(10 / 17)
    assert carried(person(position="中层干部"), TOWN)[0] == pytest.approx(14 / 17)
    assert carried(person(position="班主任"), TOWN)[0] == pytest.approx(16 / 17)
    assert carried(person(position="班主任", subject="音乐"), TOWN)[0] == pytest.approx(17 / 18)
    # 17 periods are no relief where the full week has 16.
    assert carried(person(position="班主任", subject="体育与健康"), TOWN) == (1.0, ())
    assert carried(person(position="教学点负责人"), POINT)[0] == pytest.approx(12 / 18)


def test_age_takes_a_fifth_from_men_of_55_and_women_of_50():
    made = loads.loads(shipped("scheme-b"))
    assert made.carries(person(age=49), TOWN)[0] == 1
    assert made.carries(person(age=50), TOWN) == (
        pytest.approx(0.8),
        ("男满 55、女满 50 周岁，减 20%",),
    )
    assert made.carries(person(gender="男", age=54), TOWN)[0] == 1
    assert made.carries(person(gender="男", age=55), TOWN)[0] == pytest.approx(0.8)
    assert made.carries(person(gender=None, age=60), TOWN)[0] == 1
    assert made.carries(person(position="副校长", age=50), TOWN)[0] == pytest.approx(10 / 17 * 0.8)


def test_village_schools_and_large_classes_change_the_full_week():
    made = loads.loads(shipped("scheme-b"))
    assert made.load("小学", "语文", TOWN)[0] == Load(17)
    assert made.load("小学", "语文", VILLAGE)[0] == Load(18)
    assert made.load("小学", "语文", POINT) == (Load(18), ("村小、教学点周课时 18 节",))
    assert made.load("小学", "语文", TOWN, 65)[0] == Load(17)
    assert made.load("小学", "语文", TOWN, 66)[0].periods == pytest.approx(15.3)
    assert made.load("初中", "语文", VILLAGE)[0] == Load(12)


def test_every_adjustment_can_be_switched():
    body = shipped("scheme-b")
    off = loads.with_adjustment(body, "age", enabled=False)
    assert loads.loads(off).carries(person(age=55), TOWN) == (1.0, ())
    assert loads.loads(body).carries(person(age=55), TOWN)[0] == pytest.approx(0.8)
    big = Place("城区", "小学", 40)
    assert loads.loads(body).carries(person(position="校长"), big)[0] == pytest.approx(4 / 17)
    on = loads.with_adjustment(body, "principal_large", enabled=True)
    assert loads.loads(on).carries(person(position="校长"), big)[0] == pytest.approx(2 / 17)
    assert loads.loads(on).carries(person(position="校长"), TOWN)[0] == pytest.approx(4 / 17)


def test_a_page_edits_one_load_of_a_copy():
    body = shipped("scheme-a")
    changed = loads.with_load(body, 0, 15)
    assert loads.loads(changed).plain_load("小学", "语文").periods == 15
    assert loads.loads(body).plain_load("小学", "语文").periods == 14


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"load": []}, "缺少 .*load"),
        ({"load": [{"stage": "小学", "rest": True, "periods": 18}]}, "初中缺少其余学科"),
        ({"people": None}, r"缺少 \[people\]"),
        ({"people": {"week_days": 0, "days_unknown": 2}}, "week_days 应是大于 0"),
        ({"adjustment": [{"name": "x", "title": "x", "on": "school", "periods": 1}]}, "on 应是"),
        ({"adjustment": [{"name": "x", "title": "x", "on": "load"}]}, "periods.*或 percent"),
        ({"adjustment": [{"name": "x", "title": "x", "on": "load", "percent": -100}]}, "大于 -100"),
        ({"adjustment": [{"name": "x", "title": "x", "on": "load", "periods": 1, "areas": "乡村"}]}, "areas 应是列表"),
        ({"adjustment": [{"name": "x", "title": "x", "on": "load", "periods": 1, "subjects": ["炼丹"]}]}, "“炼丹”"),
        ({"weeks": 39}, "不认识 weeks"),
    ],
)  # fmt: skip
def test_faults_name_the_place(change, message):
    faults = loads.faults(shipped("scheme-a") | change)
    assert len(faults) == 1, faults
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(faults[0])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"stage": "大学", "subjects": ["语文"], "periods": 1}, "stage“大学”"),
        ({"stage": "小学", "subjects": ["炼丹"], "periods": 1}, "学科“炼丹”不在"),
        ({"stage": "小学", "periods": 1}, "缺少 subjects"),
        ({"stage": "小学", "subjects": ["语文"]}, "periods“None”"),
        ({"stage": "小学", "subjects": ["语文"], "periods": 1, "classes": 0}, "classes“0”"),
    ],
)
def test_faults_of_a_load_name_its_number(entry, message):
    body = shipped("scheme-a")
    faults = loads.faults(body | {"load": [*body["load"], entry]})
    assert len(faults) == 1, faults
    with pytest.raises(AssertionError, match=f"第 {len(body['load']) + 1} 个.*{message}"):
        raise AssertionError(faults[0])
