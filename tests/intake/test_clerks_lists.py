"""Lists about exchange and honours as other clerks type them, and lists that only name people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jtdesk.core.errors import InputRefused
from jtdesk.excel.grid import Book
from jtdesk.intake.rules import Report
from tests.intake.workbooks import book, id_number

Take = Callable[..., Report]
Roster = Callable[..., Book]
Rows = Callable[..., list[dict[str, Any]]]
ID = id_number("1980-05-06", 7)
OTHER = id_number("1985-01-02", 9)


def only(report: Report) -> tuple[str, list[tuple[str, str]]]:
    (table,) = report.tables
    return table.dataset, [(f.code, f.column) for f in table.rejections]


@pytest.fixture
def staffed(group: Take, roster: Roster) -> Take:
    """The three schools with two people on staff."""
    head = ["姓名", "身份证号", "学校", "最高学历", "参加工作时间"]
    group(
        roster(
            head,
            ["张三", ID, "潮音小学", "本科", "2002-08"],
            ["李四", OTHER, "潮音小学", "本科", "2002-08"],
        )
    )
    return group


@pytest.mark.parametrize(
    ("title", "head", "cells"),
    [
        ("交流教师补贴发放表", ["派入学校", "月数", "金额", "签名"], ["北渚中学", 5, 2500, ""]),
        ("乡村教师生活补助发放花名册", ["学校", "月数", "签领"], ["北渚中学", 6, ""]),
        ("2025年教师体检名单", ["单位", "性别"], ["北渚中学", "男"]),
        ("2025年度考核结果汇总", ["学校", "职务", "考核等次"], ["北渚中学", "教师", "优秀"]),
        ("", ["学校", "应发金额", "实发金额"], ["北渚中学", 300, 300]),
        ("交流轮岗申请汇总表", ["现任学校", "申请交流学校"], ["北渚中学", "潮音小学"]),
        ("市级骨干教师名单", ["单位", "学科"], ["北渚中学", "语文"]),
    ],
)
def test_a_list_that_only_names_people_changes_nobody(
    staffed: Take, rows: Rows, title: str, head: list[str], cells: list[Any]
) -> None:
    before = rows("staff")
    lines: list[list[Any]] = [[title]] if title else []
    lines += [["姓名", "身份证号", *head], ["张三", ID, *cells], ["李四", OTHER, *cells]]
    with pytest.raises(InputRefused) as refused:
        staffed(book({"Sheet1": lines}, name="表.xlsx"))
    assert "像是另一种名单而不是教职工" in str(refused.value)
    assert rows("staff") == before


def test_a_whole_roster_is_one_whatever_its_title_says(staffed: Take, rows: Rows) -> None:
    lines = [
        ["享受乡村补贴教师花名册"],
        ["姓名", "身份证号", "学校", "最高学历", "编制性质", "参加工作时间", "补贴金额"],
        ["张三", ID, "北渚中学", "本科", "在编", "2002-08", 300],
    ]
    report = staffed(book({"Sheet1": lines}, name="表.xlsx"))
    assert only(report) == ("staff", [])


def test_a_chosen_dataset_is_taken_at_its_word(staffed: Take) -> None:
    lines: list[list[Any]] = [
        ["教师体检名单"],
        ["姓名", "身份证号", "学校"],
        ["张三", ID, "潮音小学"],
    ]
    assert only(staffed(book({"S": lines}, name="表.xlsx"), dataset="staff")) == ("staff", [])


@pytest.mark.parametrize(
    ("title", "head", "cells", "told"),
    [
        (
            "教师交流轮岗花名册",
            [["姓名", "派出情况", "", "派入情况", ""], ["", "学校", "学科", "学校", "学科"]],
            ["张三", "潮音小学", "语文", "北渚中学", "语文"],
            {},
        ),
        ("支教教师名单", [["教师姓名", "派出单位", "支援单位"]], ["张三", "潮音小学", "北渚中学"],
         {"mode": "支教"}),
        ("组团帮扶名单", [["姓名", "支援学校", "受援学校", "帮扶形式", "帮扶时间（起止）"]],
         ["张三", "潮音小学", "北渚中学", "组团帮扶", "2025年8月—2026年7月"],
         {"mode": "团队派驻", "start": "2025-08", "end": "2026-07"}),
        ("跟岗教师信息表", [["跟岗教师", "所在学校", "跟岗学校", "跟岗时间"]],
         ["张三", "潮音小学", "北渚中学", "2025.10.8-2025.12.31"],
         {"mode": "跟岗", "start": "2025-10", "end": "2025-12"}),
        ("走教安排表", [["姓名", "编制学校", "走教学校", "每周走教天数"]],
         ["张三", "潮音小学", "北渚中学", "2天"], {"mode": "走教", "days": 2}),
        ("教师流动登记", [["姓名", "流出学校", "流入学校", "流动方式", "流动时间", "流动期限"]],
         ["张三", "潮音小学", "北渚中学", "刚性轮岗", "2025年9月", "1年"],
         {"mode": "定期轮岗", "start": "2025-09"}),
        ("拟定名单", [["姓名", "现工作单位", "拟交流单位", "交流形式", "人事关系是否转移"]],
         ["张三", "潮音小学", "北渚中学", "顶岗支教", "不转"],
         {"mode": "支教", "relation_moved": False}),
        ("潮音小学交流轮岗花名册", [["姓名", "交流学校", "轮岗时间"]],
         ["张三", "北渚中学", "2025.9-2026.6"], {"start": "2025-09", "end": "2026-06"}),
    ],
)  # fmt: skip
def test_rosters_of_exchange_in_other_words(
    staffed: Take,
    rows: Rows,
    title: str,
    head: list[list[str]],
    cells: list[Any],
    told: dict[str, Any],
) -> None:
    report = staffed(book({"Sheet1": [[title], *head, cells]}, name="表.xlsx"))
    assert only(report) == ("placements", [])
    (row,) = rows("placements")
    wanted = {"name": "张三", "from_school": "潮音小学", "to_school": "北渚中学", **told}
    assert {name: row[name] for name in wanted} == wanted


def test_the_receiving_school_in_the_title_sends_nobody_to_itself(
    staffed: Take, rows: Rows
) -> None:
    lines = [["北渚中学交流教师"], ["姓名", "交流学校", "起", "止"],
             ["张三", "北渚中学", "2025-09", "2026-07"]]  # fmt: skip
    staffed(book({"Sheet1": lines}, name="表.xlsx"))
    assert rows("placements")[0]["from_school"] is None


@pytest.mark.parametrize(
    ("head", "cells", "told"),
    [
        (["单位", "暂缓理由", "暂缓期限"], ["潮音小学", "二孩哺乳期", "2025.09-2026.08"],
         {"reason": "孕产期、哺乳期", "from_date": "2025-09", "until": "2026-08"}),
        (["学校", "不参加交流轮岗理由", "起止时间"],
         ["潮音小学", "家中有瘫痪老人", "2025年9月至2027年8月"],
         {"reason": "家有重病人", "until": "2027-08"}),
        (["学校", "暂缓交流原因"], ["潮音小学", "身患重大疾病"], {"reason": "患病"}),
    ],
)  # fmt: skip
def test_lists_of_those_who_stay(
    staffed: Take, rows: Rows, head: list[str], cells: list[Any], told: dict[str, Any]
) -> None:
    lines = [["暂缓交流人员"], ["姓名", *head], ["张三", *cells]]
    assert only(staffed(book({"S": lines}, name="表.xlsx"))) == ("exemptions", [])
    (row,) = rows("exemptions")
    assert {name: row[name] for name in told} == told


def test_second_subjects_honours_and_pairs_in_other_words(staffed: Take, rows: Rows) -> None:
    shares = [["兼教教师一览表"], ["姓名", "所在学校", "任教学科", "兼任学科", "兼任学科周课时"],
              ["张三", "潮音小学", "语文", "综合实践", "3节"]]  # fmt: skip
    assert only(staffed(book({"S": shares}, name="a.xlsx"))) == ("subject_shares", [])
    (share,) = rows("subject_shares")
    assert (share["school"], share["periods"]) == ("潮音小学", 3)
    honours = [["名优教师"], ["单位", "姓名", "名优称号", "级别", "颁证日期", "有效期"],
               ["潮音小学", "张三", "学科带头人", "市级", "2021-06-01", "3年"]]  # fmt: skip
    report = staffed(book({"S": honours}, name="b.xlsx"))
    assert only(report) == ("honours", [])
    assert report.tables[0].unmapped() == ["有效期"]
    pairs = [["新老结对"], ["带教老师", "新教师", "带教学科", "带教期限"],
             ["张三", "李四", "语文", "2025年9月—2028年7月"], ["合计", "1对"]]  # fmt: skip
    assert only(staffed(book({"S": pairs}, name="c.xlsx"))) == ("mentorships", [])
    (pair,) = rows("mentorships")
    assert (pair["start"], pair["end"]) == ("2025-09", "2028-07")


def test_decisions_and_ways_in_other_words(staffed: Take, rows: Rows) -> None:
    pins = [["姓名", "学校", "学年", "指定"], ["张三", "潮音小学", "2026学年", "留任"]]
    assert only(staffed(book({"S": pins}, name="a.xlsx"))) == ("pins", [])
    assert rows("pins")[0]["year"] == 2026
    floors = [["学校", "最少保留骨干人数"], ["潮音小学", "2人"]]
    assert only(staffed(book({"S": floors}, name="b.xlsx"))) == ("floors", [])
    ways = [["起点学校", "终点学校", "单程时间（分钟）"], ["潮音小学", "北渚中学", "1小时20分"]]
    assert only(staffed(book({"S": ways}, name="c.xlsx"))) == ("travel", [])
    assert [row["minutes"] for row in rows("travel") if row["to_school"] == "北渚中学"] == [80]


@pytest.mark.parametrize("heading", ["是否骨干教师", "骨干教师"])
def test_yes_and_no_name_no_level(staffed: Take, rows: Rows, heading: str) -> None:
    lines = [["交流教师花名册"], ["姓名", "派出学校", "派入学校", "起", "止", heading],
             ["张三", "潮音小学", "北渚中学", "2025-09", "2026-07", "是"],
             ["李四", "潮音小学", "北渚中学", "2025-09", "2026-07", "否"]]  # fmt: skip
    report = staffed(book({"S": lines}, name="表.xlsx"))
    assert only(report) == ("placements", [])
    assert report.tables[0].unmapped() == [heading]
    assert [row["backbone_level"] for row in rows("placements")] == [None, None]
