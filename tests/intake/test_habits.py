"""Habits of writing that other groups have: headings, words, pairs, folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.errors import InputRefused
from jtdesk.core.store import Store
from jtdesk.excel.grid import Book
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import read_sources, take_in
from tests.intake.test_service import codes, counts
from tests.intake.workbooks import book, id_number

Take = Callable[..., Report]
Roster = Callable[..., Book]
Rows = Callable[..., list[dict[str, Any]]]
ID = id_number("1980-05-06", 7)
OTHER = id_number("1985-01-02", 9)


def columns(report: Report) -> dict[str, str]:
    return report.tables[0].columns()


@pytest.mark.parametrize("name", ["老师姓名", "教工姓名", "在职教师姓名", "姓名(必填)"])
@pytest.mark.parametrize("number", ["有效身份证件号码", "本人身份证号", "居民身份证件号"])
@pytest.mark.parametrize(
    "school", ["任职单位", "人事关系所在单位", "所在园", "现在职学校", "所属园所"]
)
def test_near_headings_are_understood(
    group: Take, roster: Roster, rows: Rows, name: str, number: str, school: str
) -> None:
    group(roster([name, number, school], ["张三", ID, "潮音小学"]))
    (person,) = rows("staff")
    assert (person["name"], person["id_number"], person["school"]) == ("张三", ID, "潮音小学")


@pytest.mark.parametrize("heading", ["配偶姓名", "曾用姓名", "紧急联系人姓名", "幼儿姓名"])
def test_names_of_others_are_left_alone(group: Take, roster: Roster, heading: str) -> None:
    report = group(roster(["姓名", "身份证号", heading], ["张三", ID, "李四"]))
    assert report.tables[0].unmapped() == [heading]


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("来本校工作时间", "2019-09", "school_since", "2019-09"),
        ("现单位工作起始时间", "2019-09", "school_since", "2019-09"),
        ("本校任教起始", "2019-09", "school_since", "2019-09"),
        ("入园时间", "2019-09", "school_since", "2019-09"),
        ("任课节数", 12, "weekly_periods", 12),
        ("课时量(节/周)", 12, "weekly_periods", 12),
        ("每周课时数", "12节", "weekly_periods", 12),
        ("周课时", "3+1", "weekly_periods", 4),
        ("周课时", "12＋2节", "weekly_periods", 14),
        ("担任行政职务", "副校长", "position", "副校长"),
        ("职工编号", "T01", "staff_no", "T01"),
        ("所教学段", "小学", "stage", "小学"),
        ("骨干教师称号级别", "市级", "backbone_level", "市级"),
        ("荣誉称号", "市级骨干教师", "backbone_level", "市级"),
        ("在编/编外", "编外", "establishment", "编外"),
        ("任职资格取得时间", "2019-09", "title_since", "2019-09"),
        ("评定职称时间", "2019-09", "title_since", "2019-09"),
        ("专业技术职务任职资格", "一级教师", "title", "一级教师"),
    ],
)
def test_families_of_headings(
    group: Take, roster: Roster, rows: Rows, heading: str, cell: object, field: str, value: object
) -> None:
    group(roster(["姓名", "身份证号", "学校", heading], ["张三", ID, "潮音小学", cell]))
    assert rows("staff")[0][field] == value


@pytest.mark.parametrize("lesser", ["职称证发证时间", "聘任时间", "评定时间"])
@pytest.mark.parametrize(
    "better", ["最高职称认定或评审通过时间", "任职资格取得时间", "现职称取得时间"]
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_better_heading_wins_wherever_it_stands(
    group: Take, roster: Roster, rows: Rows, lesser: str, better: str, turned: bool
) -> None:
    pair = [(lesser, "2012-12"), (better, "2012-08")][:: -1 if turned else 1]
    head, cells = zip(*pair, strict=True)
    group(roster(["姓名", "身份证号", "职称", *head], ["张三", ID, "一级教师", *cells]))
    assert rows("staff")[0]["title_since"] == "2012-08"


def test_an_appointment_is_no_qualification(group: Take, roster: Roster) -> None:
    head = ["姓名", "身份证号", "职称", "聘任时间"]
    report = group(roster(head, ["张三", ID, "一级教师", "2019.09"]))
    assert report.tables[0].unmapped() == ["聘任时间"]


def test_entering_is_what_the_other_column_is_not(group: Take, roster: Roster, rows: Rows) -> None:
    head = ["姓名", "身份证号", "学校", "入职时间"]
    line = ["张三", ID, "潮音小学", "2015-08"]
    group(roster([*head, "现单位工作起始时间"], [*line, "2019-09"]))
    group(roster([*head, "参加工作时间"], ["李四", OTHER, "潮音小学", "2015-08", "2012-07"]))
    assert [(row["work_since"], row["school_since"]) for row in rows("staff")] == [
        ("2015-08", "2019-09"),
        ("2012-07", "2015-08"),
    ]


def test_honours_that_are_no_backbone_titles_refuse_nobody(
    group: Take, roster: Roster, rows: Rows
) -> None:
    head = ["姓名", "身份证号", "荣誉称号"]
    report = group(roster(head, ["张三", ID, "县优秀教师"], ["李四", OTHER, "县教学能手"]))
    assert counts(report) == (2, 0, 0, 0)
    assert [row["backbone_level"] for row in rows("staff")] == [None, "县级"]


def test_a_column_guessed_by_its_words_is_dropped_where_the_cells_say_otherwise(
    group: Take, roster: Roster
) -> None:
    head = ["姓名", "身份证号", "荣誉称号"]
    report = group(roster(head, ["张三", ID, "园丁之星"], ["李四", OTHER, "最美志愿者"]))
    assert counts(report) == (2, 0, 0, 0)
    assert report.tables[0].unmapped() == ["荣誉称号"]


class TestSchools:
    @pytest.mark.parametrize("turned", [False, True])
    def test_where_the_post_is_and_where_the_lessons_are(
        self, group: Take, roster: Roster, rows: Rows, turned: bool
    ) -> None:
        pair = [("编制所在学校", "潮音小学"), ("任教学校", "北渚中学")][:: -1 if turned else 1]
        head, cells = zip(*pair, strict=True)
        sheet = roster(["姓名", "身份证号", *head], ["张三", ID, *cells])
        group(sheet)
        (person,) = rows("staff")
        assert (person["school"], person["teaching_school"]) == ("潮音小学", "北渚中学")
        assert counts(group(sheet)) == (0, 0, 1, 0)

    @pytest.mark.parametrize("heading", ["任教学校", "现任教学校", "实际任教单位"])
    def test_the_only_school_is_the_school(
        self, group: Take, roster: Roster, rows: Rows, heading: str
    ) -> None:
        group(roster(["姓名", "身份证号", heading], ["张三", ID, "潮音小学"]))
        (person,) = rows("staff")
        assert (person["school"], person["teaching_school"]) == ("潮音小学", None)

    def test_the_same_school_said_twice_is_said_once(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = ["姓名", "身份证号", "编制所在学校", "实际任教学校"]
        sheet = roster(head, ["张三", ID, "潮音小学", "潮音小学"])
        group(sheet)
        assert counts(group(sheet)) == (0, 0, 1, 0)
        assert rows("postings", "2025-09-01")[0]["kind"] == "编制"

    def test_teaching_at_home_again_ends_teaching_elsewhere(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = ["姓名", "身份证号", "编制所在学校", "实际任教学校"]
        group(roster(head, ["张三", ID, "潮音小学", "北渚中学"]))
        home = roster(head, ["张三", ID, "潮音小学", "潮音小学"])
        assert counts(group(home, year=2026)) == (0, 1, 0, 0)
        assert rows("staff", "2026-09-01")[0]["teaching_school"] is None
        assert rows("staff", "2025-09-01")[0]["teaching_school"] == "北渚中学"
        assert counts(group(home, year=2026)) == (0, 0, 1, 0)

    def test_a_start_without_a_school_is_told_and_a_second_time_changes_nothing(
        self, group: Take, roster: Roster
    ) -> None:
        sheet = roster(["姓名", "身份证号", "到校时间"], ["张三", ID, "2019-09"])
        first, second = group(sheet), group(sheet)
        for report in (first, second):
            assert [f.value for f in report.tables[0].warnings if f.column == "到校时间"] == [
                "2019-09"
            ]
        assert counts(second) == (0, 0, 1, 0)
        assert counts(group(sheet, strict=True)) == (0, 0, 0, 1)

    def test_two_rows_of_one_name_are_one_school(self, take: Take) -> None:
        head = ["学校名称", "学校标识码", "办学类型"]
        lines = ["第二小学", "2152100001", "小学"], ["第二小学", "2152100002", "小学"]
        report = take(book({"学校": [head, *lines]}, name="学校.xlsx"))
        assert codes(report) == {3: "duplicate_in_file"}

    @pytest.mark.parametrize(
        "heading",
        ["到总校单程时间(分钟)", "单程车程(分钟)", "距核心校（分钟）", "距核心校时间（分）"],
    )
    def test_minutes_to_the_lead_school(self, take: Take, rows: Rows, heading: str) -> None:
        head = ["学校名称", "办学类型", "集团角色", heading]
        lines = ["青岩小学", "小学", "核心校", 0], ["新民小学", "小学", "成员校", 35]
        take(book({"学校": [head, *lines]}, name="学校.xlsx"))
        minutes = {row["name"]: row["travel_minutes"] for row in rows("schools")}
        assert minutes == {"青岩小学": 0, "新民小学": 35}

    @pytest.mark.parametrize(
        ("figures", "stages"), [((6, 3), ["小学", "初中"]), ((6, None), ["小学"])]
    )
    def test_the_classes_of_a_special_school_tell_its_stages(
        self, take: Take, rows: Rows, figures: tuple[Any, ...], stages: list[str]
    ) -> None:
        head = ["学校名称", "办学类型", "小学班级数", "初中班级数"]
        sheet = book(
            {"学校": [head, ["青岩特殊教育学校", "特殊教育学校", *figures]]}, name="学校.xlsx"
        )
        take(sheet)
        assert rows("schools")[0]["stages"] == stages
        assert counts(take(sheet)) == (0, 0, 1, 0)

    def test_classes_of_a_stage_are_not_carried_down(self, take: Take, rows: Rows) -> None:
        heads = (
            ["学校名称", "办学类型", "班级数", None, "在校生数", None],
            [None, None, "幼儿园", "小学", "幼儿园", "小学"],
        )
        lines = (
            ["青岩幼儿园", "幼儿园", 5, None, 85, None],
            ["新民小学", "小学", None, 6, None, 240],
        )
        take(book({"学校": [*heads, *lines]}, name="学校.xlsx"))
        found = {row["school"]: row["kindergarten_classes"] for row in rows("school_facts")}
        assert found == {"青岩幼儿园": 5, "新民小学": None}

    def test_kilometres_are_no_minutes(self, take: Take) -> None:
        head = ["学校名称", "办学类型", "集团角色", "距核心校(公里)"]
        line = ["青岩小学", "小学", "核心校", 12]
        report = take(book({"学校": [head, line]}, name="学校.xlsx"))
        assert report.tables[0].unmapped() == ["距核心校"]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (["姓名", "所在学校", "职称"], ["张三", "潮音小学", "一级教师"]),
        (["姓名", "工作单位", "最高学历"], ["张三", "潮音小学", "本科"]),
        (["姓名", "所在学校", "编制性质"], ["张三", "潮音小学", "在编"]),
    ],
)
def test_a_small_roster_is_a_roster(
    group: Take, roster: Roster, head: list[str], line: list[str]
) -> None:
    report = group(roster(head, line))
    assert (report.tables[0].dataset, counts(report)) == ("staff", (1, 0, 0, 0))


def test_a_travel_sheet_is_known_by_its_headings(group: Take, rows: Rows) -> None:
    head = ["出发学校", "到达学校", "单程时间（分钟）", "交通方式"]
    group(book({"交通": [head, ["潮音小学", "北渚中学", 35, "轮渡"]]}))
    (way,) = rows("travel")
    assert (way["minutes"], way["means"]) == (35, "船")


class TestSpans:
    HEAD = ("姓名", "身份证号", "派出学校", "派入学校")
    LINE = ("张三", ID, "潮音小学", "北渚中学")

    @pytest.mark.parametrize("outer", ["起止时间", "交流起止时间", "交流时间", "任教期限"])
    @pytest.mark.parametrize(
        "ends", [("开始", "结束"), ("起", "止"), ("自", "至"), ("开始时间", "结束时间")]
    )
    def test_two_columns_under_one_heading(
        self, group: Take, rows: Rows, outer: str, ends: tuple[str, str]
    ) -> None:
        heads = [*self.HEAD, outer, outer], [*self.HEAD, *ends]
        group(book({"交流": [*heads, [*self.LINE, "2024.09", "2025.07"]]}, name="交流名册.xlsx"))
        (stay,) = rows("placements")
        assert (stay["start"], stay["end"]) == ("2024-09", "2025-07")

    @pytest.mark.parametrize(
        "heading", ["交流时间", "起止年月", "轮岗起止时间", "支教期限", "挂职时间"]
    )
    @pytest.mark.parametrize("cell", ["2024.09-2026.07", "2024年9月—2026年7月", "2024.09至2026.07"])
    def test_one_column_for_both(self, group: Take, rows: Rows, heading: str, cell: str) -> None:
        group(book({"交流": [[*self.HEAD, heading], [*self.LINE, cell]]}, name="交流名册.xlsx"))
        (stay,) = rows("placements")
        assert (stay["start"], stay["end"]) == ("2024-09", "2026-07")

    def test_another_span_is_not_the_stay(self, group: Take, rows: Rows) -> None:
        head = [*self.HEAD, "在原校任教时间", "交流时间"]
        line = [*self.LINE, "2010.09-2024.08", "2024.09-2026.07"]
        report = group(book({"交流": [head, line]}, name="交流名册.xlsx"))
        assert report.tables[0].unmapped() == ["在原校任教时间"]
        assert rows("placements")[0]["start"] == "2024-09"

    def test_the_term_of_an_agreement_in_the_schools_form(self, take: Take, rows: Rows) -> None:
        heads = [
            ["学校名称", "办学类型", "集团角色", "协议期限", None],
            [None, None, None, "起", "止"],
        ]
        lines = [
            ["青岩小学", "小学", "核心校", None, None],
            ["新民小学", "小学", "成员校", "2023-09", "2026-08"],
        ]
        take(book({"学校": [*heads, *lines]}, name="学校.xlsx"))
        (agreement,) = rows("agreements")
        assert (agreement["start"], agreement["end"]) == ("2023-09", "2026-08")


class TestSeveralWords:
    @pytest.mark.parametrize("sign", ["、", ",", "，", "；", ";", "/", "／", " ", "\n", "|"])
    def test_a_list_is_parted_by_any_sign_of_listing(
        self, group: Take, roster: Roster, rows: Rows, sign: str
    ) -> None:
        head = ["姓名", "身份证号", "学科", "兼教学科", "任教年级"]
        group(roster(head, ["张三", ID, "语文", f"劳动{sign}书法", "三年级，四年级"]))
        (person,) = rows("staff")
        assert person["other_subjects"] == ["劳动", "书法"]
        assert person["grades"] == ["三年级", "四年级"]

    @pytest.mark.parametrize(
        ("cell", "subject", "others"),
        [
            ("语文、道法", "语文", ["道德与法治"]),
            ("数学/班主任", "数学", None),
            ("音、体、美", "音乐", ["体育与健康", "美术"]),
            ("外语(俄语)", "俄语", None),
            ("语文 数学", "语文", ["数学"]),
        ],
    )
    def test_the_first_subject_is_the_subject(
        self, group: Take, roster: Roster, rows: Rows, cell: str, subject: str, others: Any
    ) -> None:
        sheet = roster(["姓名", "身份证号", "学科"], ["张三", ID, cell])
        group(sheet)
        (person,) = rows("staff")
        assert (person["subject"], person["other_subjects"]) == (subject, others)
        assert counts(group(sheet)) == (0, 0, 1, 0)

    def test_what_was_written_beside_joins_the_other_subjects(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = ["姓名", "身份证号", "学科", "兼教学科"]
        group(roster(head, ["张三", ID, "语文、道法", "劳动"]))
        assert rows("staff")[0]["other_subjects"] == ["劳动", "道德与法治"]

    @pytest.mark.parametrize("cell", ["语文、魔法", "魔法、语文"])
    def test_an_unknown_word_among_them_refuses(
        self, group: Take, roster: Roster, cell: str
    ) -> None:
        report = group(roster(["姓名", "身份证号", "学科"], ["张三", ID, cell]))
        assert codes(report) == {2: "unknown_code_word"}

    def test_the_degree_beside_the_education(self, group: Take, roster: Roster, rows: Rows) -> None:
        group(roster(["姓名", "身份证号", "最高学历"], ["张三", ID, "大学本科/学士"]))
        (person,) = rows("staff")
        assert (person["education"], person["degree"]) == ("本科", "学士")

    def test_a_written_degree_stands(self, group: Take, roster: Roster, rows: Rows) -> None:
        head = ["姓名", "身份证号", "最高学历", "学位"]
        group(roster(head, ["张三", ID, "大学本科/学士", "硕士"]))
        assert rows("staff")[0]["degree"] == "硕士"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = f"姓名,身份证号,学校\n张三,{ID},潮音小学\n"
    (tmp_path / "教师.csv").write_text(lines, encoding="utf-8-sig")
    (tmp_path / "说明.txt").write_text("请于9月15日前上报", encoding="utf-8")
    return tmp_path


class TestFolders:
    def test_a_note_in_a_folder_stops_nothing(
        self, group: Take, store: Store, order: Callable[..., IntakeOrder], folder: Path
    ) -> None:
        report = store.do(take_in, order(*read_sources([folder]))).value
        assert counts(report) == (1, 0, 0, 0)
        assert [bool(file.left_out) for file in report.files] == [False, True]
        assert "说明.txt" in str(report.to_json()["files"])
        assert report.clean

    def test_an_unreadable_file_in_a_folder_is_told(
        self, group: Take, store: Store, order: Callable[..., IntakeOrder], folder: Path
    ) -> None:
        (folder / "坏.xlsx").write_bytes(b"\x00\x01\x02")
        report = store.do(take_in, order(*read_sources([folder]))).value
        assert counts(report) == (1, 0, 0, 0)
        assert not report.clean

    def test_a_file_named_by_the_user_is_refused(
        self, group: Take, store: Store, order: Callable[..., IntakeOrder], folder: Path
    ) -> None:
        sources = read_sources([folder / "教师.csv", folder / "说明.txt"])
        with pytest.raises(InputRefused, match=r"说明\.txt"):
            store.do(take_in, order(*sources))

    def test_a_folder_with_nothing_to_take_is_refused(
        self, group: Take, store: Store, order: Callable[..., IntakeOrder], folder: Path
    ) -> None:
        (folder / "教师.csv").unlink()
        with pytest.raises(InputRefused):
            store.do(take_in, order(*read_sources([folder])))


def test_control_characters_do_not_reach_the_report(group: Take, roster: Roster) -> None:
    report = group(roster(["姓名", "身份证号"], ["李\x1b[31m红\x07", ID]))
    (finding,) = report.tables[0].rejections
    assert (finding.code, finding.value) == ("bad_name", "李␛[31m红␇")
    assert "\x1b" not in finding.message
