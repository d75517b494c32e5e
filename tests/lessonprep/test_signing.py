"""The sign-in workbook goes out, is filled by hand, and comes back."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from jtdesk.app.assembly import whole_catalogue
from jtdesk.core import paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.fingerprint import content_hash
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.lessonprep import attendance, facilities, records, sessions, signing, words
from jtdesk.lessonprep.attendance import Invitation
from tests.builders import a_teacher
from tests.lessonprep.prep_world import a_world, undo


def take(store, *files, **options):
    codes = read_code_lists([paths.schemas_dir() / "codes"])
    order = IntakeOrder(read_sources(files), whole_catalogue(), codes, **options)
    return store.do(take_in, order).value


def written(store, row, path):
    sheet = store.ask(lambda s: signing.sign_sheet(s, row))
    signing.write_sign_sheet(path, sheet)
    return openpyxl.load_workbook(path)


def filled(book, path, answers: dict[str, Any], extra=()):
    """Write the 签到 cell (and 备注) beside names, others into the empty lines."""
    sheet = book.worksheets[0]
    rest = iter(extra)
    for line in sheet.iter_rows(min_row=5):
        if line[1].value in answers:
            status, reason = answers[line[1].value]
            line[4].value, line[5].value = status, reason
        elif line[1].value is None and isinstance(line[0].value, int):
            more = next(rest, None)
            if more is not None:
                line[1].value, line[2].value, line[4].value = more
    book.save(path)
    return path


def status_of(store, row):
    found = store.ask(lambda s: attendance.people_of(s, row))
    return {p["name"]: (p["school"], p["status"], p["reason"]) for p in found}


def counts(table):
    return tuple(table.count(action) for action in ("created", "updated", "same"))


def table_of(report):
    (table,) = report.files[0].tables
    return table


def test_a_returned_sheet_finds_its_session_and_people(store, clock, tmp_path):
    world = a_world(store)
    row = world.session(day="2025-10-14", host_id=world.schools["东校"], theme="大单元")
    store.do(attendance.invite, Invitation(row, members=True))
    book = written(store, row, tmp_path / "签到.xlsx")
    sheet = book.worksheets[0]
    assert sheet.row_dimensions[1].hidden
    assert sheet.page_setup.orientation == "portrait"
    answers = {
        "东甲": ("√", None), "东乙": ("东乙", None), "西甲": ("线上", None), "西乙": ("病假", None),
        "北甲": (None, "请假，家中有事"), "北乙": ("未到", None),
    }  # fmt: skip
    extra = [("西丙", "西校", "到"), ("方老师", "县教研室", "到")]
    before = store.ask(content_hash)
    report = take(store, filled(book, tmp_path / "签到.xlsx", answers, extra))
    table = table_of(report)
    assert table.rejections == []
    assert table.dataset == "attendance"
    assert counts(table) == (2, 6, 2)
    assert [w.code for w in table.warnings] == ["outsider"]
    assert status_of(store, row) == {
        "东甲": ("东校", words.PRESENT, None), "东乙": ("东校", words.PRESENT, None),
        "西甲": ("西校", words.REMOTE, None), "西乙": ("西校", words.EXCUSED, None),
        "北甲": ("北校", words.EXCUSED, "请假，家中有事"), "北乙": ("北校", words.ABSENT, None),
        "岛甲": ("岛校", None, None), "岛乙": ("岛校", None, None),
        "西丙": ("西校", words.PRESENT, None), "方老师": ("县教研室", words.PRESENT, None),
    }  # fmt: skip
    shown = store.ask(lambda s: records.prep_sessions(s, Ask()))[0]
    assert (shown["status"], shown["present"], shown["guests"], shown["missed"]) == (
        "已开展",
        4,
        1,
        3,
    )
    undo(store)
    assert store.ask(content_hash) == before


def test_taking_the_same_sheet_again_changes_nothing(store, clock, tmp_path):
    world = a_world(store)
    row = world.session(day="2025-10-14")
    store.do(attendance.invite, Invitation(row, members=True))
    path = tmp_path / "签到.xlsx"
    filled(written(store, row, path), path, {"东甲": ("到", None)}, [("客人", "某校", "到")])
    take(store, path)
    before = store.ask(content_hash)
    again = table_of(take(store, path))
    assert counts(again) == (0, 0, 9)
    assert store.ask(content_hash) == before


def test_without_its_number_title_and_day_lead_to_the_session(store, clock, tmp_path):
    world = a_world(store)
    other = world.session(day="2025-10-14", title="校长会", kind=words.MEETING)
    row = world.session(day="2025-10-14")
    path = tmp_path / "语文签到.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ["小学语文教研组集体备课签到表"], ["时间：2025年10月14日下午", "地点：东校"],
        ["序号", "姓名", "单位", "签到"], [1, "东甲", "东校", "已到"], [2, "西甲", "西校", "请公假"],
        [3, "北甲", "北校", "到"],
    ):  # fmt: skip
        sheet.append(line)
    book.save(path)
    table = table_of(take(store, path))
    assert (table.dataset, counts(table)[0], len(table.rejections)) == ("attendance", 3, 0)
    assert set(status_of(store, row)) == {"东甲", "西甲", "北甲"}
    assert status_of(store, other) == {}
    assert world.date(row).status == words.HELD


@pytest.mark.parametrize(("title", "day", "said"), [
    ("小学数学教研组集体备课签到表", "2025年10月14日", "日历里 2025-10-14 没有"),
    ("小学语文教研组集体备课签到表", "2025年10月13日", "日历里 2025-10-13 没有"),
    ("小学语文教研组集体备课签到表", "另行通知", "没有写活动日期"),
])  # fmt: skip
def test_a_list_of_no_known_session_is_refused(store, clock, tmp_path, title, day, said):
    world = a_world(store)
    world.session(day="2025-10-14")
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    for line in (
        [title],
        [f"时间：{day}"],
        ["姓名", "单位", "签到"],
        ["东甲", "东校", "到"],
        ["西甲", "西校", "到"],
    ):
        book.active.append(line)
    book.save(path)
    before = store.ask(content_hash)
    table = table_of(take(store, path))
    assert len(table.rejected_rows) == 2
    assert said in table.rejections[0].message
    assert store.ask(content_hash) == before


def test_cancelled_future_and_unreadable_lines_are_refused(store, clock, tmp_path):
    world = a_world(store)
    gone, coming = world.session(day="2025-10-14"), world.session(day="2025-10-20")
    for row in (gone, coming):
        store.do(attendance.invite, Invitation(row, members=True))
    path = tmp_path / "签到.xlsx"
    filled(written(store, coming, path), path, {"东甲": ("到", None)})
    table = table_of(take(store, path))
    assert "还没有到" in table.rejections[0].message
    assert status_of(store, coming)["东甲"][1] is None
    filled(written(store, gone, path), path, {"东甲": ("睡着了", None), "东乙": ("到", None)})
    table = table_of(take(store, path))
    assert "看不懂" in table.rejections[0].message
    assert status_of(store, gone)["东乙"][1] == words.PRESENT
    cancelled = world.session(day="2025-10-13")
    store.do(attendance.invite, Invitation(cancelled, members=True))
    filled(written(store, cancelled, path), path, {"东甲": ("到", None)})
    store.do(sessions.cancel_session, sessions.Cancel(cancelled))
    table = table_of(take(store, path))
    assert "已取消" in table.rejections[0].message


def test_two_of_one_name_are_never_guessed_between(store, clock, tmp_path):
    world = a_world(store)
    a_teacher(store, "东甲", "西校", subject="语文", stage="小学")
    row = world.session(day="2025-10-14")
    path = tmp_path / "签到.xlsx"
    book = written(store, row, path)
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(min_row=5):
        if line[1].value == "东甲":
            line[2].value, line[4].value = None, "到"
    book.save(path)
    table = table_of(take(store, path))
    assert any("分不清" in r.message for r in table.rejections)


def test_who_is_expected_stands_on_the_sheet_when_nobody_was_asked_by_name(store):
    world = a_world(store)
    sheet = store.ask(lambda s: signing.sign_sheet(s, world.session()))
    assert [p["name"] for p in sheet.people][:3] == ["东甲", "东乙", "西甲"]


@pytest.mark.parametrize(("written", "name", "status"), [
    ("张三", "张三", words.PRESENT), ("张 三", "张三", words.PRESENT), ("请病假一天", "张三", words.EXCUSED),
    ("出差", "张三", words.EXCUSED), (words.REMOTE, "张三", words.REMOTE), ("睡着", "张三", "睡着"),
])  # fmt: skip
def test_sign_in_cells_as_people_fill_them(written, name, status):
    row = {"status": written, "name": name}
    signing.complete(row)
    assert row["status"] == status
    assert bool(signing.row_faults(row)) == (status not in words.ATTENDANCES)


@pytest.mark.parametrize(("title", "column"), [
    ("教师用书领取登记表", "册"), ("交流教师补贴发放表", "金额"), ("教师体检名单", "项目"),
])  # fmt: skip
def test_other_lists_people_sign_are_no_sign_in_lists(store, clock, tmp_path, title, column):
    world = a_world(store)
    world.session(day="2025-10-14")
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    for line in (
        [title],
        ["时间：2025年10月14日"],
        ["姓名", "单位", column, "签名"],
        ["东甲", "东校", 1, "东甲"],
    ):
        book.active.append(line)
    book.save(path)
    with pytest.raises(InputRefused):
        take(store, path)


def test_shared_rooms_come_from_a_workbook(store, tmp_path):
    a_world(store)
    path = tmp_path / "共享场馆一览表.xlsx"
    book = openpyxl.Workbook()
    for line in (
        ["共享场馆一览表"], ["学校", "场馆名称", "场馆类别", "可容纳人数", "负责人", "开放时间"],
        ["东校", "报告厅", "报告厅", 260, "东甲", "周一至周五"], ["岛校", "体育馆", "体育馆", "四百", "", ""],
    ):  # fmt: skip
        book.active.append(line)
    book.save(path)
    table = table_of(take(store, path))
    assert (table.dataset, counts(table)[0], len(table.rejected_rows)) == ("facilities", 1, 1)
    row = store.ask(lambda s: facilities.facilities(s, Ask()))[0]
    assert (row["school"], row["name"], row["capacity"], row["owner"]) == (
        "东校",
        "报告厅",
        260,
        "东甲",
    )
    assert counts(table_of(take(store, path))) == (0, 0, 1)


def test_a_number_of_another_session_is_refused(store, clock, tmp_path):
    world = a_world(store)
    row = world.session(day="2025-10-14")
    other = world.session(day="2025-10-13", title="校长会", kind=words.MEETING)
    path = tmp_path / "签到.xlsx"
    book = written(store, row, path)
    mark = next(c for line in book.active.iter_rows() for c in line if signing.MARK in str(c.value))
    mark.value = f"{signing.MARK}：{world.date(other).uid}"
    before = store.ask(content_hash)
    table = table_of(take(store, filled(book, path, {"东甲": ("到", None)})))
    assert "签到编号是 2025-10-13 “校长会”的" in table.rejections[0].message
    assert store.ask(content_hash) == before
