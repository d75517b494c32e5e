from __future__ import annotations

from typing import Any

import pytest

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import Store
from jtdesk.deployment import shares, staffing
from jtdesk.deployment.shares import ShareDraft, ShareEdit
from jtdesk.intake.rules import IntakeOrder, Source
from jtdesk.intake.service import take_in
from tests.builders import DAY, a_school, a_teacher, an_id
from tests.intake.workbooks import book

ONE = an_id("1980-01-01", 2)


@pytest.fixture
def teacher(store: Store) -> str:
    a_school(store, "甲校", kind="小学")
    return a_teacher(store, "王芳", "甲校", id_number=ONE, stage="小学", subject="语文")


def lines(store: Store, day: str | None = None) -> list[dict[str, Any]]:
    return store.ask(lambda s: staffing.subject_shares(s, Ask(as_of=day)))


def test_a_second_subject_is_kept_ended_and_removed(store: Store, teacher: str) -> None:
    empty = store.ask(content_hash)
    row_id = store.do(shares.add_share, ShareDraft(teacher, "音", 4.5, "2025-09-01")).value
    (row,) = lines(store)
    assert (row["name"], row["school"], row["main_subject"]) == ("王芳", "甲校", "语文")
    assert (row["subject"], row["periods"], row["id_number"]) == ("音乐", 4.5, ONE)
    store.do(shares.edit_share, ShareEdit(row_id, {"to_date": "2026-02-01", "periods": 4}))
    assert [one["periods"] for one in lines(store, "2026-01-31")] == [4]
    assert lines(store, "2026-02-01") == lines(store, "2025-08-31") == []
    store.do(shares.add_share, ShareDraft(teacher, "音乐", 2, "2026-02-01"))
    store.do(shares.remove_share, row_id)
    assert [one["periods"] for one in lines(store)] == [2]
    for entry in (6, 5, 4, 3):
        store.undo(entry, label="撤销")
    assert store.ask(content_hash) == empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject": "炼丹"}, "学科“炼丹”"),
        ({"subject": "语文"}, "主教学科就是语文"),
        ({"periods": 0}, "兼教课时“0”"),
        ({"periods": 41}, "不超过 40"),
        ({"periods": "四"}, "兼教课时“四”"),
        ({"from_date": "2026-09-01", "to_date": "2026-09-01"}, "须晚于"),
        ({"subject": "美术"}, "已有一条"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, teacher: str, change: Any, message: str) -> None:
    store.do(shares.add_share, ShareDraft(teacher, "美术", 2))
    before = store.ask(content_hash)
    draft = {"teacher_id": teacher, "subject": "音乐", "periods": 4, **change}
    with pytest.raises(RuleError, match=message):
        store.do(shares.add_share, ShareDraft(**draft))
    assert store.ask(content_hash) == before


def test_what_is_gone_is_said(store: Store, teacher: str) -> None:
    for operation, command in ((shares.edit_share, ShareEdit("x", {})), (shares.remove_share, "x")):
        with pytest.raises(RuleError, match="已不存在"):
            store.do(operation, command)


def take(store: Store, *people: list[Any]) -> Any:
    heading = ["姓名", "身份证号", "兼教学科", "兼教课时"]
    made = book({"兼教": [heading, *people]}, name="兼教学科.xlsx")
    order = IntakeOrder((Source(made.name, made),), whole_catalogue(), code_lists(), year=2025)
    return store.do(take_in, order).value


def test_a_list_is_taken_in_and_comes_again_as_the_same(store: Store, teacher: str) -> None:
    report = take(store, ["王芳", ONE, "音乐", 4], ["王芳", None, "美术课", "2.5节"])
    (table,) = report.tables
    assert (table.dataset, table.count("created"), table.rejections) == ("subject_shares", 2, [])
    assert [(r["subject"], r["periods"], r["from_date"]) for r in lines(store)] == [
        ("音乐", 4, DAY), ("美术", 2.5, DAY),
    ]  # fmt: skip
    again = take(store, ["王芳", ONE, "音乐", 6], ["王芳", None, "美术课", "2.5节"]).tables[0]
    assert (again.count("updated"), again.count("same")) == (1, 1)
    assert [r["periods"] for r in lines(store)] == [6, 2.5]


def test_a_row_about_a_stranger_is_refused_and_the_others_come_in(
    store: Store, teacher: str
) -> None:
    table = take(store, ["王芳", ONE, "音乐", 4], ["张三", None, "美术", 2]).tables[0]
    assert [(f.row, f.code) for f in table.rejections] == [(3, "unknown_person")]
    assert "名册里没有张三" in table.rejections[0].message
    assert [r["subject"] for r in lines(store)] == ["音乐"]
    before = store.ask(content_hash)
    take(store, ["张三", None, "美术", 2])
    assert store.ask(content_hash) == before
