from __future__ import annotations

import openpyxl
import pytest

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.deployment import exemptions, rotation
from jtdesk.deployment.exemptions import Exempting, ExemptionDraft, ExemptionEdit
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.staff.doubles import PersonMerge, merge_persons
from tests.builders import a_school, a_teacher, an_id

NUMBER = an_id("1985-05-06", 2)
SICK = {
    "reason": "患病",
    "evidence": "县人民医院诊断书",
    "approver": "教育局",
    "from_date": "2025-03",
}


@pytest.fixture
def world(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    return store, {
        "王芳": a_teacher(store, "王芳", "甲校", id_number=NUMBER),
        "李明": a_teacher(store, "李明", "乙校"),
    }


def held(store, day=None):
    return store.ask(lambda s: rotation.exemptions(s, Ask(as_of=day)))


def test_one_exemption_from_beginning_to_end(world):
    store, people = world
    empty = store.ask(content_hash)
    row_id = store.do(exemptions.add_exemption, ExemptionDraft(people["王芳"], SICK)).value
    row = held(store)[0]
    assert (row["name"], row["school"], row["evidence"]) == ("王芳", "甲校", "县人民医院诊断书")
    store.do(exemptions.edit_exemption, ExemptionEdit(row_id, {"until": "2026-02"}))
    assert held(store, "2026-03-01") == []
    entry = store.do(exemptions.remove_exemption, row_id).changes.entry
    assert held(store) == []
    for number in range(entry, entry - 3, -1):
        store.undo(number, label="撤销")
    assert store.ask(content_hash) == empty


def test_several_people_at_once(world):
    store, people = world
    drafts = tuple(ExemptionDraft(person, SICK) for person in people.values())
    assert len(store.do(exemptions.exempt, Exempting(drafts)).value) == 2
    assert {row["name"] for row in held(store)} == {"王芳", "李明"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": None}, "请选择免于交流的原因"),
        ({"until": "2025-02"}, "截止时间 2025-02 早于开始时间 2025-03"),
    ],
)
def test_what_cannot_be_is_refused(world, values, sentence):
    store, people = world
    before = store.ask(content_hash)
    with pytest.raises(RuleError, match=sentence):
        store.do(exemptions.add_exemption, ExemptionDraft(people["王芳"], SICK | values))
    assert store.ask(content_hash) == before


def test_people_and_exemptions_that_are_gone_are_a_sentence(world):
    store, people = world
    before = store.ask(content_hash)
    drafts = (ExemptionDraft(people["王芳"], SICK), ExemptionDraft("0" * 32, SICK))
    with pytest.raises(RuleError, match="已不在名册"):
        store.do(exemptions.exempt, Exempting(drafts))
    with pytest.raises(RuleError, match="已不存在"):
        store.do(exemptions.edit_exemption, ExemptionEdit("0" * 32, {"until": "2026-02"}))
    with pytest.raises(RuleError, match="已不存在"):
        store.do(exemptions.remove_exemption, "0" * 32)
    assert store.ask(content_hash) == before


def a_list(folder, *lines, title="2025学年暂缓交流人员名单"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(
        [
            "序号",
            "姓名",
            "身份证号",
            "所在学校",
            "暂缓交流原因",
            "证明材料",
            "审批人",
            "开始时间",
            "截止时间",
        ]
    )
    for number, line in enumerate(lines, 1):
        sheet.append([number, *line])
    path = folder / "暂缓交流名单.xlsx"
    book.save(path)
    return path


def take(store, path):
    order = IntakeOrder(read_sources([path]), whole_catalogue(), code_lists(), year=2025)
    return store.do(take_in, order).value.files[0].tables[0]


def test_a_list_of_people_comes_in_by_number_or_by_name_and_school(world, tmp_path):
    store, people = world
    path = a_list(
        tmp_path,
        ("王芳", NUMBER, "甲校", "哺乳期", "出生证明", "局人事科", "2025年3月", "2026年2月"),
        ("李明", None, "乙校", "重大疾病", None, None, "2025.9", None),
    )
    table = take(store, path)
    assert (table.dataset, table.count("created"), table.rejections) == ("exemptions", 2, [])
    found = {row["name"]: row for row in held(store)}
    assert {name: row["teacher_id"] for name, row in found.items()} == people
    assert (found["王芳"]["reason"], found["王芳"]["until"]) == ("孕产期、哺乳期", "2026-02")
    assert (found["李明"]["reason"], found["李明"]["until"]) == ("患病", None)
    again = take(store, path)
    assert (again.count("created"), again.count("updated")) == (0, 0)
    assert store.ask(lambda s: rotation.situation(s, "2025-09-01")).exemptions.keys() == set(
        people.values()
    )


def test_somebody_who_is_not_on_the_staff_is_refused_with_a_sentence(world, tmp_path):
    store, _ = world
    before = store.ask(held_rows)
    path = a_list(tmp_path, ("路人", None, "甲校", "患病", None, None, "2025.9", None))
    table = take(store, path)
    assert table.count("created") == 0
    assert "教职工名册里没有甲校的路人" in table.rejections[0].message
    assert store.ask(held_rows) == before


def held_rows(session):
    return rotation.exemptions(session, Ask())


def test_an_exemption_follows_its_person_when_two_rows_become_one(world):
    store, people = world
    before = store.ask(content_hash)
    double = a_teacher(store, "王芳", "甲校")
    row_id = store.do(exemptions.add_exemption, ExemptionDraft(double, SICK)).value
    entry = store.do(merge_persons, PersonMerge(people["王芳"], double)).changes.entry
    row = held(store)[0]
    assert (row["id"], row["teacher_id"]) == (row_id, people["王芳"])
    for number in range(entry, entry - 3, -1):
        store.undo(number, label="撤销")
    assert store.ask(content_hash) == before
