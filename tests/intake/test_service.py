"""Taking workbooks in: what goes in, what stays out and why, what a second time changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jtdesk.core.errors import Cancelled, InputRefused
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.jobs import Job
from jtdesk.core.store import Store
from jtdesk.excel.grid import Book
from jtdesk.intake.rules import IntakeOrder, Report, Source, TableChoice
from jtdesk.intake.service import read_sources, take_in
from tests.intake.workbooks import HEADINGS, book, id_number, schools_book

Take = Callable[..., Report]
Roster = Callable[..., Book]
Rows = Callable[..., list[dict[str, Any]]]
ID = id_number("1980-05-06", 7)
OTHER = id_number("1985-01-02", 9)
HEAD = ["姓名", "身份证号", "现任学校", "周课时"]


def codes(report: Report) -> dict[int, str]:
    return {f.row: f.code for table in report.tables for f in table.rejections}


def counts(report: Report) -> tuple[int, int, int, int]:
    created, updated, same, rejected = (
        report.count(action) for action in ("created", "updated", "same", "rejected")
    )
    return created, updated, same, rejected


class TestGoesIn:
    def test_new_people_are_there_afterwards(self, group: Take, roster: Roster, rows: Rows) -> None:
        report = group(roster(HEAD, ["张 三", ID, "潮音小学", "12节"]))
        assert counts(report) == (1, 0, 0, 0)
        (person,) = rows("staff")
        assert (person["name"], person["id_number"]) == ("张三", ID)
        assert (person["school"], person["weekly_periods"]) == ("潮音小学", 12)
        assert person["birth_date"] == "1980-05-06"

    def test_a_second_time_everything_is_the_same(self, group: Take, roster: Roster) -> None:
        sheet = roster(HEAD, ["张三", ID, "潮音小学", 12], ["李四", OTHER, "北渚中学", None])
        group(sheet)
        assert counts(group(sheet)) == (0, 0, 2, 0)

    def test_a_difference_is_told_field_by_field(self, group: Take, roster: Roster) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 12]))
        report = group(roster(HEAD, ["张三", ID, "潮音小学", 14]))
        (change,) = report.tables[0].changes
        assert (change.action, change.new, change.old) == (
            "updated",
            {"weekly_periods": 14},
            {"weekly_periods": 12},
        )

    def test_a_blank_cell_erases_nothing(self, group: Take, roster: Roster, rows: Rows) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 12]))
        report = group(roster(HEAD, ["张三", ID, None, None]))
        assert counts(report) == (0, 0, 1, 0)
        assert rows("staff")[0]["school"] == "潮音小学"

    def test_the_school_may_stand_in_the_title_only(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        group(roster(["北渚中学教职工名册"], ["姓名", "身份证号", "性别"], ["张三", ID, "男"]))
        assert rows("staff")[0]["school"] == "北渚中学"

    def test_the_school_may_stand_in_the_file_name_only(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = ["姓名", "身份证号", "性别"]
        group(roster(head, ["张三", ID, "男"], name="潮音小学_教师.xlsx"))
        assert rows("staff")[0]["school"] == "潮音小学"

    def test_a_school_under_its_county_is_taken_with_a_warning(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        report = group(roster(HEAD, ["张三", ID, "东海县潮音小学", 12]))
        assert [w.code for w in report.tables[0].warnings] == ["school_assumed"]
        assert rows("staff")[0]["school"] == "潮音小学"

    def test_people_without_any_school_are_warned_of_once(
        self, group: Take, roster: Roster
    ) -> None:
        head = ["姓名", "身份证号", "性别"]
        report = group(roster(head, ["张三", ID, "男"], ["李四", OTHER, "男"]))
        assert counts(report) == (2, 0, 0, 0)
        assert [w.code for w in report.tables[0].warnings] == ["school_missing"]

    def test_cancel_leaves_everything_as_it_was(
        self, store: Store, order: Callable[..., IntakeOrder], roster: Roster
    ) -> None:
        before = store.ask(content_hash)
        job = Job()
        job.cancel()
        with pytest.raises(Cancelled):
            store.do(take_in, order(schools_book()), job=job)
        assert store.ask(content_hash) == before

    def test_several_files_are_one_step(
        self, store: Store, order: Callable[..., IntakeOrder], roster: Roster
    ) -> None:
        given = order(roster(HEAD, ["张三", ID, "潮音小学", 12]), schools_book())
        outcome = store.do(take_in, given)
        assert counts(outcome.value) == (4, 0, 0, 0)
        empty = store.ask(content_hash)
        assert outcome.changes.entry is not None
        store.undo(outcome.changes.entry, label="撤销")
        assert store.ask(content_hash) != empty


class TestStaysOut:
    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ([None, ID, "潮音小学", 12], "name_missing"),
            (["张三", ID[:-1] + ("0" if ID[-1] != "0" else "1"), "潮音小学", 1], "id_check_digit"),
            (["张三", float(ID[:17] + "0"), "潮音小学", 12], "id_precision_lost"),
            (["张三", ID[:12], "潮音小学", 12], "id_missing_or_short"),
            (["张三", ID, "没有的学校", 12], "unknown_school"),
            (["张三", ID, "潮音小学", "许多"], "not_a_number"),
            (["8848", ID, "潮音小学", 12], "bad_name"),
        ],
    )
    def test_a_bad_cell_keeps_its_row_out(
        self, group: Take, roster: Roster, rows: Rows, line: list[Any], code: str
    ) -> None:
        report = group(roster(HEAD, ["李四", OTHER, "潮音小学", 12], line))
        assert codes(report) == {3: code}
        assert [row["name"] for row in rows("staff")] == ["李四"]
        (finding,) = report.tables[0].rejections
        assert finding.column in HEAD
        assert finding.message.startswith("第 3 行")

    def test_a_formula_is_no_name(self, group: Take, rows: Rows) -> None:
        sheet = book({"Sheet1": [HEAD, ["张三", ID, "潮音小学", 12]]}, formulas=frozenset({(2, 1)}))
        assert codes(group(sheet)) == {2: "bad_name"}
        assert rows("staff") == []

    def test_gender_against_the_number(self, group: Take, roster: Roster) -> None:
        report = group(roster([*HEAD, "性别"], ["张三", ID, "潮音小学", 12, "女"]))
        assert codes(report) == {2: "gender_contradicts_id"}

    def test_the_same_person_twice(self, group: Take, roster: Roster) -> None:
        line = ["张三", ID, "潮音小学", 12]
        report = group(roster(HEAD, line, line))
        assert codes(report) == {3: "duplicate_in_file"}
        assert counts(report) == (1, 0, 0, 1)

    def test_a_refused_row_does_not_make_the_next_one_a_double(
        self, group: Take, roster: Roster
    ) -> None:
        report = group(roster(HEAD, ["张三", ID, "潮音小学", "许多"], ["张三", ID, "潮音小学", 12]))
        assert codes(report) == {2: "not_a_number"}
        assert counts(report) == (1, 0, 0, 1)

    def test_strict_turns_warnings_into_refusals(self, group: Take, roster: Roster) -> None:
        sheet = roster(HEAD, ["张三", ID, "东海县潮音小学", 12])
        assert counts(group(sheet, strict=True)) == (0, 0, 0, 1)

    def test_nothing_recognised_is_refused_as_a_whole(
        self, store: Store, group: Take, roster: Roster
    ) -> None:
        before = store.ask(content_hash)
        with pytest.raises(InputRefused, match="没有找到可以导入的表"):
            group(roster(["甲", "乙"], [1, 2], [3, 4]))
        assert store.ask(content_hash) == before

    def test_an_unreadable_file_refuses_the_whole_order(
        self, store: Store, order: Callable[..., IntakeOrder], roster: Roster, tmp_path: Any
    ) -> None:
        broken = tmp_path / "坏.xlsx"
        broken.write_bytes(b"")
        (source,) = read_sources([broken])
        assert isinstance(source.fault, InputRefused)
        good = roster(HEAD, ["张三", ID, None, 12])
        with pytest.raises(InputRefused):
            store.do(take_in, order(Source(good.name, good), source))
        assert (
            store.ask(
                lambda s: s.connection().exec_driver_sql("select count(*) from teacher").scalar()
            )
            == 0
        )


class TestDecisions:
    def test_a_number_of_somebody_else_stops(self, group: Take, roster: Roster) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 12]))
        report = group(roster(HEAD, ["李四", ID, "潮音小学", 12]))
        assert codes(report) == {2: "conflicts_with_store"}
        (finding,) = report.tables[0].rejections
        assert len(finding.candidates) == 1
        assert ID not in finding.message  # the store's own number stays masked

    def test_the_sender_may_be_right(self, group: Take, roster: Roster, rows: Rows) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 12]))
        report = group(
            roster(HEAD, ["章三", ID, "潮音小学", 12]), decisions={(0, "Sheet1", 2): "take"}
        )
        assert counts(report) == (0, 1, 0, 0)
        assert [row["name"] for row in rows("staff")] == ["章三"]

    def test_another_number_for_the_same_person_stops(self, group: Take, roster: Roster) -> None:
        head = [*HEAD, "出生年月"]
        group(roster(head, ["张三", ID, "潮音小学", 12, "1980-05-06"]))
        other = id_number("1980-05-06", 44)
        report = group(roster(head, ["张三", other, "潮音小学", 12, "1980-05-06"]))
        assert codes(report) == {2: "conflicts_with_store"}

    def test_or_it_is_another_person(self, group: Take, roster: Roster, rows: Rows) -> None:
        head = [*HEAD, "出生年月"]
        group(roster(head, ["张三", ID, "潮音小学", 12, "1980-05-06"]))
        other = id_number("1980-05-06", 44)
        report = group(
            roster(head, ["张三", other, "潮音小学", 12, "1980-05-06"]),
            decisions={(0, "Sheet1", 2): "new"},
        )
        assert counts(report) == (1, 0, 0, 0)
        assert len(rows("staff")) == 2

    def test_lost_digits_come_with_a_proposal(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = [*HEAD, "出生年月"]
        group(roster(head, ["张三", ID, "潮音小学", 12, "1980-05-06"]))
        sheet = roster(head, ["张三", float(ID[:17] + "0"), "潮音小学", 15, "1980-05-06"])
        report = group(sheet)
        (finding,) = report.tables[0].rejections
        assert finding.code == "id_precision_lost"
        assert len(finding.candidates) == 1
        assert ID not in finding.message
        report = group(sheet, decisions={(0, "Sheet1", 2): "take"})
        assert counts(report) == (0, 1, 0, 0)
        (person,) = rows("staff")
        assert (person["id_number"], person["weekly_periods"]) == (ID, 15)

    def test_two_of_one_name_without_more_are_ambiguous(self, group: Take, roster: Roster) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 1], ["张三", OTHER, "潮音小学", 2]))
        report = group(roster(["姓名", "现任学校", "学科"], ["张三", "潮音小学", "数学"]))
        assert codes(report) == {2: "ambiguous_person"}
        (finding,) = report.tables[0].rejections
        assert len(finding.candidates) == 2

    def test_the_only_bearer_of_a_name_in_a_school_is_met_with_a_warning(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        group(roster(HEAD, ["张三", ID, "潮音小学", 1]))
        report = group(roster(["姓名", "现任学校", "学科"], ["张三", "潮音小学", "数学"]))
        assert counts(report) == (0, 1, 0, 0)
        assert [w.code for w in report.tables[0].warnings] == ["matched_by_name"]
        assert rows("staff")[0]["subject"] == "数学"

    def test_a_masked_number_says_nothing(self, group: Take, roster: Roster, rows: Rows) -> None:
        head = [*HEAD, "出生年月"]
        group(roster(head, ["张三", ID, "潮音小学", 12, "1980-05-06"]))
        masked = ID[:3] + "*" * 11 + ID[-4:]
        report = group(roster(head, ["张三", masked, "潮音小学", 12, "1980-05-06"]))
        assert counts(report) == (0, 0, 1, 0)
        assert report.clean
        assert rows("staff")[0]["id_number"] == ID


class TestLayouts:
    def test_a_corrected_layout_maps_itself_the_next_time(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        head = ["姓名", "身份证号", "现任学校", "每礼拜上几节"]
        first = roster(head, ["张三", ID, "潮音小学", 12])
        plain = group(first, dry_run=True)
        assert "weekly_periods" not in plain.tables[0].columns()
        choice = TableChoice(columns={4: "weekly_periods"})
        group(first, choices={(0, "Sheet1", 0): choice})
        assert rows("staff")[0]["weekly_periods"] == 12
        again = group(roster(head, ["李四", OTHER, "潮音小学", 9], name="另一份.xlsx"))
        assert again.tables[0].columns()["weekly_periods"] == "每礼拜上几节"
        assert {m.how for m in again.tables[0].matches} == {"remembered"}

    def test_a_doubtful_layout_a_person_looked_at_is_remembered(
        self, group: Take, roster: Roster
    ) -> None:
        sheet = roster(
            ["姓名", "身份证号", "现任学校", "联系电话及号码"],
            ["张三", ID, "潮音小学", "13812345678"],
        )
        assert "fuzzy" in {m.how for m in group(sheet, dry_run=True).tables[0].matches}
        group(sheet, confirmed=True)
        again = group(sheet, dry_run=True)
        assert {m.how for m in again.tables[0].matches} == {"remembered"}

    def test_a_like_heading_whose_cells_do_not_fit_is_let_go(
        self, group: Take, roster: Roster, rows: Rows
    ) -> None:
        sheet = roster(
            ["姓名", "身份证号", "现任学校", "骨干教师名称"],
            ["张三", ID, "潮音小学", "潮音市第三届百人计划"],
            ["李四", OTHER, "潮音小学", None],
        )
        report = group(sheet)
        assert counts(report) == (2, 0, 0, 0)
        assert report.tables[0].to_json()["unmapped"] == ["骨干教师名称"]

    def test_a_table_may_be_left_out(self, group: Take) -> None:
        two = book(
            {
                "甲": [HEAD, ["张三", ID, "潮音小学", 12]],
                "乙": [HEAD, ["李四", OTHER, "潮音小学", 12]],
            }
        )
        report = group(two, choices={(0, "乙", 0): TableChoice(dataset="")})
        assert counts(report) == (1, 0, 0, 0)
        assert report.files[0].skipped == [("乙", "已选择不导入")]

    def test_the_dataset_may_be_forced(self, group: Take, roster: Roster) -> None:
        report = group(roster(["姓名", "联系方式"], ["张三", "13800000000"]), dataset="staff")
        assert report.tables[0].dataset == "staff"

    def test_but_not_on_a_sheet_that_names_nobody(self, group: Take) -> None:
        two = book(
            {
                "甲": [HEAD, ["张三", ID, "潮音小学", 12]],
                "乙": [["学历", "备注"], ["本科", "x"], ["专科", "y"]],
            }
        )
        report = group(two, dataset="staff")
        assert [table.sheet for table in report.tables] == ["甲"]
        assert [sheet for sheet, _why in report.files[0].skipped] == ["乙"]


class TestReport:
    def test_every_row_is_accounted_for(self, group: Take, roster: Roster) -> None:
        report = group(
            roster(
                HEAD,
                ["张三", ID, "潮音小学", 12],
                [None, OTHER, "潮音小学", 12],
                ["张三", ID, "潮音小学", 12],
                ["合计", None, None, 24],
            )
        )
        table = report.to_json()["files"][0]["tables"][0]  # type: ignore[index]
        parts = [table[name] for name in ("created", "updated", "same", "rejected")]
        assert table["rows"] == sum(parts) == 3
        assert set(table) >= {
            "sheet",
            "dataset",
            "heading_rows",
            "columns",
            "unmapped",
            "rejections",
        }

    def test_sensitive_values_are_masked_in_the_list_of_changes(
        self, group: Take, roster: Roster
    ) -> None:
        report = group(roster([*HEAD, "联系电话"], ["张三", ID, "潮音小学", 12, "13812345678"]))
        table = report.tables[0].to_json()
        fields = table["changes"][0]["fields"]  # type: ignore[index]
        assert fields["id_number"] == [None, ID[:3] + "*" * 11 + ID[-4:]]
        assert fields["phone"] == [None, "138****5678"]
        shown = report.tables[0].to_json(reveal=True)
        assert shown["changes"][0]["fields"]["id_number"] == [None, ID]  # type: ignore[index]

    def test_a_preview_writes_nothing_and_says_the_same(
        self, store: Store, group: Take, roster: Roster
    ) -> None:
        sheet = roster(HEAD, ["张三", ID, "潮音小学", 12], [None, OTHER, "潮音小学", 12])
        before = store.ask(content_hash)
        preview = group(sheet, dry_run=True)
        assert store.ask(content_hash) == before
        assert preview.to_json() == group(sheet).to_json()

    def test_headings_nobody_knows_are_listed(self, group: Take, roster: Roster) -> None:
        report = group(roster([*HEAD, "血型"], ["张三", ID, "潮音小学", 12, "A"]))
        assert report.tables[0].to_json()["unmapped"] == ["血型"]

    def test_columns_without_a_heading_are_listed(self, group: Take, roster: Roster) -> None:
        report = group(roster([*HEAD, None], ["张三", ID, "潮音小学", 12, "请核对"]))
        assert report.tables[0].to_json()["unmapped"] == ["E列（无标题）"]

    def test_rows_that_are_no_data_are_listed(self, group: Take, roster: Roster) -> None:
        lines = [["张三", ID, "潮音小学", 12], ["合计", None, None, 12], ["填表人：李四"]]
        table = group(roster(HEAD, *lines)).tables[0].to_json()
        assert table["skipped_rows"] == [
            {"row": 3, "why": "合计行"},
            {"row": 4, "why": "签字行"},
        ]

    def test_headings_constant_is_known(self, group: Take, roster: Roster) -> None:
        report = group(roster(list(HEADINGS), ["张三", *[None] * 10]), dry_run=True)
        assert report.tables[0].to_json()["unmapped"] == []
