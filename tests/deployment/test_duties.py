"""The six duties of a sent teacher: marks, counts, dates, and lists of them."""

from __future__ import annotations

import pytest

from jtdesk.core.codes import read_code_list
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.core.paths import schemas_dir
from jtdesk.deployment import duties, service, words
from jtdesk.deployment.duties import DutyMark, DutyUnmark
from tests.builders import a_school

LECTURE, LESSON = "做好1次讲座", "上好1节示范课"
take = operation("tests.take", "导入")(lambda session, command: duties.write(session, *command))


@pytest.fixture
def placement(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    values = {
        "name": "王芳", "from_school": "甲校", "to_school": "乙校", "mode": "支教",
        "start": "2024-09", "end": "2025-07",
    }  # fmt: skip
    return store.do(service.add_placement, service.PlacementDraft(values)).value


def listed(store, day=None):
    return store.ask(lambda s: duties.duties(s, Ask(day)))


def test_the_six_are_those_of_the_code_list():
    listed_words = read_code_list(schemas_dir() / "codes" / "duty_kind.toml").values
    assert listed_words == words.DUTY_KINDS
    assert duties.TOTAL == 6


def test_marked_corrected_and_taken_back(store, placement):
    before = store.ask(content_hash)
    first = store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-11-05", " 单元教学 "))
    again = store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-11-06", "单元教学"))
    assert first.value == again.value
    third = store.do(duties.mark_duty, DutyMark(placement, LESSON, "2025-03"))
    rows = listed(store)
    assert [row["kind"] for row in rows] == list(words.DUTY_KINDS)
    assert {row["done_count"] for row in rows} == {2}
    done = {row["kind"]: (row["done_on"], row["detail"]) for row in rows if row["done"]}
    assert done == {LECTURE: ("2024-11-06", "单元教学"), LESSON: ("2025-03", None)}
    assert store.ask(duties.duty_counts) == {placement: 2}
    fourth = store.do(duties.unmark_duty, DutyUnmark(placement, LECTURE))
    assert store.ask(duties.duty_counts) == {placement: 1}
    with pytest.raises(RuleError, match="没有登记"):
        store.do(duties.unmark_duty, DutyUnmark(placement, LECTURE))
    for step in (fourth, third, again, first):
        store.undo(step.changes.entry, label="撤销")
    assert store.ask(content_hash) == before


def test_as_of_a_date(store, placement):
    store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-11-05"))
    store.do(duties.mark_duty, DutyMark(placement, LESSON, "2025-03"))
    assert {row["done_count"] for row in listed(store, "2024-11-04")} == {0}
    assert {row["done_count"] for row in listed(store, "2024-11-05")} == {1}
    assert {row["done_count"] for row in listed(store, "2025-03-01")} == {2}
    assert listed(store, "2025-08-01") == []
    assert store.ask(lambda s: duties.duties_of(s, placement, "2024-12-01"))[3]["done"] is True


def test_what_is_refused(store, placement):
    with pytest.raises(RuleError, match="不是六个一任务"):
        store.do(duties.mark_duty, DutyMark(placement, "写论文"))
    with pytest.raises(RuleError, match="早于"):
        store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-08-31"))
    with pytest.raises(RuleError, match="已不存在"):
        store.do(duties.mark_duty, DutyMark("nobody", LECTURE))


def test_only_sent_teachers_have_a_checklist_unasked(store, placement):
    store.do(service.edit_placement, service.PlacementEdit(placement, {"mode": "定期轮岗"}))
    assert listed(store) == []
    store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-11"))
    assert len(listed(store)) == 6


def test_the_duties_go_with_the_placement(store, placement):
    store.do(duties.mark_duty, DutyMark(placement, LECTURE, "2024-11"))
    gone = store.do(service.remove_placement, placement)
    assert store.ask(duties.duty_counts) == {}
    store.undo(gone.changes.entry, label="撤销")
    assert store.ask(duties.duty_counts) == {placement: 1}


def test_a_list_finds_the_placement_or_says_why_not(store, placement):
    check = store.ask(lambda s: duties.against(s, "2025-01-01"))
    row = {"name": "王芳", "to_school": "乙校", "kind": LECTURE, "done_on": "2024-12"}
    assert check(row) == []
    assert [f.code for f in check(row | {"name": "李四"})] == ["unknown_person"]
    assert [f.code for f in check(row | {"done_on": "2024-05"})] == ["date_order"]
    store.do(take, ([Write(None, row)], "2025-01-01"))
    (mark,) = store.ask(lambda s: duties.current(s, "2025-01-01"))
    assert (mark["kind"], mark["done_on"], mark["name"]) == (LECTURE, "2024-12", "王芳")
