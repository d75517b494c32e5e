"""Reports and words: every rejection code tells what to do, findings come grouped."""

from __future__ import annotations

import json

import pytest

from jtdesk.intake import words
from jtdesk.intake.rules import FileReport, Finding, Report, TableReport, fingerprint, grouped

CODES = (
    "name_missing", "bad_name", "id_missing_or_short", "id_check_digit", "id_precision_lost",
    "gender_contradicts_id", "birth_contradicts_id", "bad_date", "date_order", "unknown_school",
    "unknown_code_word", "not_a_number", "duplicate_in_file", "ambiguous_person",
    "conflicts_with_store",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_code_tells_what_to_do(code: str) -> None:
    assert words.to_do(code) != words.TO_DO_OTHER


def test_findings_are_grouped_in_the_order_of_the_list() -> None:
    findings = [Finding(n, "", "", code, "") for n, code in enumerate(reversed(CODES))]
    groups = grouped([*findings, Finding(9, "", "", "something_new", "")])
    assert list(groups) == [*(words.to_do(code) for code in CODES), words.TO_DO_OTHER]


def test_a_report_is_json_and_says_itself_in_one_sentence() -> None:
    table = TableReport(
        key=(0, "甲", 0), sheet="甲", dataset="staff", heading_rows=(3, 4), matches=(), rows=1,
        rejected_rows=(7,), rejections=[Finding(7, "姓名", "", "name_missing", "没有填写姓名")],
    )  # fmt: skip
    report = Report(
        files=[FileReport(file="花名册.xlsx", tables=[table], skipped=[("乙", "空表")])]
    )
    document = json.loads(json.dumps(report.to_json(12), ensure_ascii=False))
    assert document["entry"] == 12
    assert document["files"][0]["skipped_sheets"] == [{"sheet": "乙", "why": "空表"}]
    assert document["files"][0]["tables"][0]["heading_rows"] == [3, 4]
    assert set(document["files"][0]["tables"][0]["rejections"][0]) == {
        "row", "column", "value", "code", "message",
    }  # fmt: skip
    assert report.sentence() == "花名册.xlsx：拒绝 1"
    assert not report.clean


def test_a_layout_is_its_headings_in_order() -> None:
    assert fingerprint(["姓名", "学校"]) == fingerprint(["姓名", "学校"])
    assert fingerprint(["姓名", "学校"]) != fingerprint(["学校", "姓名"])
