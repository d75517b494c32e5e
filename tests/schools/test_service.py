from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.schools import agreements, queries, rules, service
from jtdesk.schools.feature import FEATURE
from jtdesk.schools.measures import MEASURES
from tests.builders import a_group, a_school

DAY = "2025-09-01"


def ask(store, query, day=None):
    return store.ask(lambda s: query(s, Ask(as_of=day)))


@pytest.fixture
def world(store):
    a_group(store)
    a_school(store, "核心学校", role="核心校", kind="九年一贯制学校", order=1, joined_on="2018-09")
    a_school(store, "海岛小学", role="成员校", kind="小学", order=2, island=True, travel_minutes=95)
    return store


def ids(store):
    return store.ask(queries.school_ids)


def test_the_group_is_one_row(store):
    a_group(store, "甲集团", 2024)
    a_group(store, "乙集团", 2025)
    found = store.ask(queries.group)
    assert (found.name, found.year) == ("乙集团", 2025)
    with pytest.raises(RuleError):
        a_group(store, " ")
    with pytest.raises(RuleError):
        a_group(store, "甲集团", 25)


def test_names_and_codes_are_unique(world):
    with pytest.raises(RuleError, match="已经有一所学校"):
        a_school(world, "海岛小学")
    a_school(world, "第三小学", code="2133010011")
    with pytest.raises(RuleError) as refused:
        a_school(world, "第四小学", code="2133010011")
    assert refused.value.at == "code"
    with pytest.raises(RuleError, match="请填写学校名称"):
        a_school(world, "")


def test_editing_corrects_or_changes_from_a_day(world):
    school = ids(world)["海岛小学"]
    world.do(service.edit_school, service.SchoolEdit(school, {"area": "乡村"}))
    assert ask(world, queries.schools, DAY)[1]["area"] == "乡村"
    world.do(
        service.edit_school,
        service.SchoolEdit(school, {"area": "镇区", "joined_on": "2020-09"}, "2026-09-01"),
    )
    assert ask(world, queries.schools, DAY)[1]["area"] == "乡村"
    assert ask(world, queries.schools)[1]["area"] == "镇区"
    assert ask(world, queries.schools)[1]["joined_on"] == "2020-09"
    with pytest.raises(RuleError, match="已不在名册"):
        world.do(service.edit_school, service.SchoolEdit("0" * 32, {"area": "镇区"}))


def test_membership_is_a_dated_ledger(world):
    school = ids(world)["核心学校"]
    world.do(service.leave_group, service.GroupLeave(school, "2026-09-01", "撤并"))
    assert [r["name"] for r in ask(world, queries.schools)] == ["海岛小学"]
    assert len(ask(world, queries.schools, "2026-08-31")) == 2
    assert len(ask(world, queries.schools, "2017-09-01")) == 1
    with pytest.raises(RuleError, match="已经退出"):
        world.do(service.leave_group, service.GroupLeave(school, "2027-09-01"))
    with pytest.raises(RuleError, match="早于上次退出"):
        world.do(service.join_group, service.GroupJoin(school, "2026-01-01"))
    world.do(service.join_group, service.GroupJoin(school, "2027-09-01"))
    assert len(ask(world, queries.schools)) == 2
    assert len(ask(world, queries.schools, "2027-03-01")) == 1
    with pytest.raises(RuleError, match="现在就是"):
        world.do(service.join_group, service.GroupJoin(school, "2028-09-01"))
    assert len(ask(world, queries.membership_rows)) == 3
    with pytest.raises(RuleError, match="早于加入"):
        world.do(service.leave_group, service.GroupLeave(school, "2027-01-01"))


def test_facts_by_date(world):
    school = ids(world)["核心学校"]
    world.do(
        service.set_facts,
        service.FactsEntry(
            school,
            DAY,
            {"classes": 20, "primary_students": 300, "junior_students": 200, "sport_area": 610},
        ),
    )
    world.do(service.set_facts, service.FactsEntry(school, "2026-09-01", {"classes": 22}))
    world.do(service.set_facts, service.FactsEntry(school, DAY, {"classes": 21}))
    assert [r["classes"] for r in ask(world, queries.school_facts)] == [21, 22]
    assert [r["classes"] for r in ask(world, queries.school_facts, "2026-01-01")] == [21]
    assert ask(world, queries.school_facts, DAY)[0]["stage_split"] == {
        "小学": {"sport_area": 351.92},
        "初中": {"sport_area": 258.08},
    }
    assert [r["stage"] for r in ask(world, queries.stage_facts)] == ["小学", "初中"]
    with pytest.raises(RuleError, match="小于 0"):
        world.do(service.set_facts, service.FactsEntry(school, DAY, {"classes": -1}))
    world.do(service.remove_facts, (school, DAY))
    assert [r["classes"] for r in ask(world, queries.school_facts)] == [22]
    assert ask(world, queries.stage_facts) == []


def test_ways_between_schools(world):
    known = ids(world)
    assert [(t["from_school"], t["minutes"]) for t in ask(world, queries.travel)] == [
        ("海岛小学", 95)
    ]
    entry = agreements.TravelEntry(known["海岛小学"], known["核心学校"], 90, "船", "08:40", "16:30")
    world.do(agreements.set_travel, entry)
    assert ask(world, queries.schools)[1]["travel_minutes"] == 90
    assert world.ask(queries.travel_minutes) == {
        (known["海岛小学"], known["核心学校"]): 90,
        (known["核心学校"], known["海岛小学"]): 90,
    }
    for bad in (
        agreements.TravelEntry(known["海岛小学"], known["海岛小学"], 5),
        agreements.TravelEntry(known["海岛小学"], known["核心学校"], -1),
        agreements.TravelEntry(known["海岛小学"], known["核心学校"], 5, first_arrival="8点"),
    ):
        with pytest.raises(RuleError):
            world.do(agreements.set_travel, bad)
    way = ask(world, queries.travel)[0]["id"]
    world.do(agreements.remove_travel, way)
    assert [t["means"] for t in ask(world, queries.travel)] == [None]
    with pytest.raises(RuleError, match="已不存在"):
        world.do(agreements.remove_travel, way)


def test_agreements_from_start_to_end(world):
    known = ids(world)
    draft = agreements.AgreementDraft(
        known["海岛小学"], known["核心学校"], start="2023-09", end="2027-08"
    )
    row = world.do(agreements.add_agreement, draft).value
    assert ask(world, queries.agreements)[0]["title"] == "核心学校与海岛小学帮扶协议"
    assert [a["status"] for a in ask(world, queries.agreements, DAY)] == ["执行中"]
    world.do(agreements.edit_agreement, agreements.AgreementEdit(row, {"goals": "结对"}))
    with pytest.raises(RuleError) as refused:
        world.do(agreements.edit_agreement, agreements.AgreementEdit(row, {"end": "2020-08"}))
    assert refused.value.code == "date_order"
    world.do(agreements.end_agreement, agreements.AgreementEnd(row, "2025-01"))
    assert ask(world, queries.agreements)[0]["status"] == "已终止"
    assert ask(world, queries.agreements, DAY) == []
    world.do(agreements.remove_agreement, row)
    assert ask(world, queries.agreements) == []


def test_documents_live_in_the_store(world):
    school = ids(world)["核心学校"]
    before = world.ask(content_hash)
    content = bytes(range(256)) * 50
    document = world.do(
        service.attach_document, service.DocumentDraft("school", school, "章程.pdf", content)
    ).value
    assert world.ask(lambda s: queries.document_content(s, document)) == content
    listed = ask(world, queries.documents)[0]
    assert (listed["name"], listed["owner"], listed["size"]) == (
        "章程.pdf",
        "核心学校",
        len(content),
    )
    entry = world.do(service.remove_document, document).changes.entry
    assert ask(world, queries.documents) == []
    world.undo(entry, label="撤销")
    assert world.ask(lambda s: queries.document_content(s, document)) == content
    world.undo(entry - 1, label="撤销")
    assert world.ask(content_hash) == before
    with pytest.raises(RuleError, match="空文件"):
        world.do(service.attach_document, service.DocumentDraft("school", school, "空.txt", b""))
    with pytest.raises(RuleError, match="20 MB"):
        world.do(
            service.attach_document,
            service.DocumentDraft("school", school, "大.zip", bytes(rules.MAX_DOCUMENT + 1)),
        )
    with pytest.raises(RuleError, match="已不存在"):
        world.do(service.remove_document, "0" * 32)


def test_detail_of_one_school(world):
    school = ids(world)["海岛小学"]
    world.do(service.set_facts, service.FactsEntry(school, DAY, {"students": 60}))
    detail = world.ask(lambda s: queries.school_detail(s, school, DAY))
    assert detail.small is True
    assert detail.findings == []
    assert detail.school["stages"] == ["小学"]
    assert [t["minutes"] for t in detail.travel] == [95]
    assert world.ask(lambda s: queries.school_detail(s, "nothing")) is None


def test_measures_use_sums_not_means(world):
    known = ids(world)
    world.do(
        service.set_facts,
        service.FactsEntry(
            known["核心学校"],
            DAY,
            {"students": 900, "teachers": 60, "classes": 20, "equipment_value": 90.5},
        ),
    )
    world.do(
        service.set_facts,
        service.FactsEntry(known["海岛小学"], DAY, {"students": 90, "teachers": 6, "classes": 10}),
    )
    got = {m.name: world.ask(lambda s, m=m: m.compute(s, DAY, None)) for m in MEASURES}
    assert got["schools.count"].value == 2
    assert got["schools.islands"].value == 1
    assert got["schools.small"].value == 1
    assert got["schools.students"].value == 990
    assert got["schools.pupils_per_teacher"].value == 15
    assert got["schools.class_size"].value == 33
    assert got["schools.equipment_per_pupil"].value == pytest.approx(1005.5556)
    assert got["schools.posts"].value is None
    one = {m.name: world.ask(lambda s, m=m: m.compute(s, DAY, "海岛小学")) for m in MEASURES}
    assert one["schools.students"].value == 90
    assert all(m.rule and m.source for m in MEASURES)


def test_every_operation_has_a_label_and_every_column_a_title():
    codes = [operation.code for operation in FEATURE.operations]
    assert len(set(codes)) == len(codes)
    assert all(operation.label for operation in FEATURE.operations)
