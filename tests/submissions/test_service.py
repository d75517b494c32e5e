"""Filling forms from a real store, revealing, as-of dates, the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_lists
from jtdesk.core.datasets import Ask, Catalogue
from jtdesk.core.errors import InputRefused, RuleError, StoreError
from jtdesk.core.feature import catalogue
from jtdesk.core.journal import journal_entry
from jtdesk.core.store import Store, open_store
from jtdesk.features import FEATURES
from jtdesk.schools.service import GroupSettings, SchoolDraft, add_school, set_group
from jtdesk.staff.service import TeacherDraft, TeacherEdit, add_teacher, edit_teacher
from jtdesk.submissions import queries
from jtdesk.submissions.service import (
    Delivery,
    FillOrder,
    Receipt,
    fill,
    form_library,
    listed,
    record_submission,
    remove_submission,
)

ID = "11010519491231002X"
DAY = "2024-09-01"


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue(FEATURES)


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return read_code_lists([paths.schemas_dir() / "codes"])


@pytest.fixture
def group(store: Store) -> str:
    """A group of two schools and two people; returns the id of one of them."""
    store.do(set_group, GroupSettings("东港教育集团", 2025))
    for order, name in ((2, "东港小学"), (1, "东港中学")):
        kind = "小学" if name.endswith("小学") else "初级中学"
        values = {
            "name": name,
            "order": order,
            "kind": kind,
            "role": "成员校",
            "classes": 6 * order,
        }
        store.do(add_school, SchoolDraft(values, DAY))
    person = {"name": "沈二宁", "id_number": ID, "gender": "女", "birth_date": "1949-12-31"}
    person |= {
        "school": "东港小学",
        "title": "一级教师",
        "phone": "19900000001",
        "position": "校长",
    }
    found = store.do(add_teacher, TeacherDraft(person, DAY)).value
    other = {"name": "赵顺", "gender": "男", "school": "东港中学"}
    store.do(add_teacher, TeacherDraft(other, DAY))
    return found


def roster(store: Store, path: Path, whole: Catalogue, codes: Any, **order: Any) -> Receipt:
    form = form_library().form("group-roster")
    return fill(store, FillOrder(form=form, **order), path, catalogue=whole, codes=codes)


def cells(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(max_row=12)]


def test_ids_and_phones_are_masked_unless_revealed(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    receipt = roster(store, tmp_path / "a.xlsx", whole, codes)
    assert (receipt.rows, receipt.masked, receipt.as_of) == (2, True, "2025-09-01")
    rows = cells(tmp_path / "a.xlsx")
    assert [row[1] for row in rows[4:6]] == ["赵顺", "沈二宁"]
    assert rows[5][3] == "110***********002X"
    assert rows[5][20] == "199****0001"
    assert rows[0][0] == "东港教育集团2025学年教师花名册"
    assert "数据截至日期：2025年9月1日" in rows[1]
    assert not entries(store, "submissions.reveal_export")


def test_revealing_is_written_down_and_is_no_step_to_undo(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    receipt = roster(store, tmp_path / "a.xlsx", whole, codes, reveal=True)
    assert not receipt.masked
    assert cells(tmp_path / "a.xlsx")[5][3] == ID
    (entry,) = entries(store, "submissions.reveal_export")
    assert "教师花名册 2 行" in str(entry.summary)


def entries(store: Store, operation: str) -> list[Any]:
    query = select(journal_entry).where(journal_entry.c.operation == operation)
    return store.ask(lambda session: list(session.execute(query)))


def test_revealing_in_a_read_only_store_is_refused_and_writes_no_file(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    store.close()
    with open_store(store.path, write=False) as closed:
        with pytest.raises(StoreError):
            roster(closed, tmp_path / "a.xlsx", whole, codes, reveal=True)
        assert not (tmp_path / "a.xlsx").exists()
        assert roster(closed, tmp_path / "b.xlsx", whole, codes).rows == 2


def test_last_years_figures_come_out_again_to_the_last_byte(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    before = roster(store, tmp_path / "a.xlsx", whole, codes, year=2025, reveal=True)
    store.do(
        edit_teacher,
        TeacherEdit(group, {"title": "高级教师", "phone": "19911111111"}, "2026-03-01"),
    )
    newcomer = {"name": "新人", "gender": "男", "school": "东港小学", "school_since": "2026-08"}
    store.do(add_teacher, TeacherDraft(newcomer, "2026-09-01"))
    after = roster(
        store, tmp_path / "b.xlsx", whole, codes, as_of="2025-09-01", year=2025, reveal=True
    )
    assert after.sha256 == before.sha256
    now = roster(store, tmp_path / "c.xlsx", whole, codes, year=2026, reveal=True)
    assert (now.as_of, now.rows) == ("2026-09-01", 3)
    assert cells(tmp_path / "c.xlsx")[5][14] == "高级教师"


def test_the_school_form_joins_facts_counts_staff_and_sums_by_formula(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    form = form_library().form("group-schools")
    path = tmp_path / "s.xlsx"
    receipt = fill(store, FillOrder(form=form), path, catalogue=whole, codes=codes)
    assert receipt.rows == 2
    rows = cells(path)
    assert [row[1] for row in rows[4:6]] == ["东港中学", "东港小学"]
    assert [row[8] for row in rows[4:7]] == [6, 12, "=SUM(I5:I6)"]
    missing = {(finding.row, finding.column) for finding in receipt.findings}
    assert (1, "学校标识码") in missing
    assert receipt.to_json()["warnings"][0].keys() == {"sheet", "row", "column", "code", "message"}


def test_a_blank_form_carries_headings_and_no_rows(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    receipt = roster(store, tmp_path / "a.xlsx", whole, codes, blank=True)
    assert (receipt.rows, receipt.masked, receipt.findings) == (0, False, ())
    assert cells(tmp_path / "a.xlsx")[4][0:2] == [1, None]


def test_a_bureaus_own_template_is_refused_in_words(
    store: Store, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    form = replace(form_library().form("group-roster"), template="空表.xlsx")
    with pytest.raises(InputRefused) as fault:
        fill(store, FillOrder(form=form), tmp_path / "a.xlsx", catalogue=whole, codes=codes)
    assert fault.value.code == "template_form"


def test_other_suffixes_are_refused(
    store: Store, tmp_path: Path, whole: Catalogue, codes: Any
) -> None:
    with pytest.raises(InputRefused, match=r"a\.xlsx"):
        roster(store, tmp_path / "a.xls", whole, codes)


def test_an_empty_store_gives_an_empty_form(
    store: Store, tmp_path: Path, whole: Catalogue, codes: Any, clock: Any
) -> None:
    receipt = roster(store, tmp_path / "a.xlsx", whole, codes)
    assert (receipt.rows, receipt.year) == (0, 2025)


def test_deliveries_are_registered_listed_as_of_a_date_and_undone(
    store: Store, group: str, tmp_path: Path, whole: Catalogue, codes: Any, clock: Any
) -> None:
    receipt = roster(store, tmp_path / "a.xlsx", whole, codes)
    delivery = Delivery(receipt=receipt, submitted_by="陆一鸣")
    outcome = store.do(record_submission, delivery)
    dataset = whole.dataset("submissions")
    (row,) = store.ask(lambda session: dataset.ask(session, Ask()))
    assert (row["form"], row["submitted_on"], row["sha256"]) == (
        "group-roster", "2025-10-15", receipt.sha256,
    )  # fmt: skip
    assert store.ask(lambda session: dataset.ask(session, Ask(as_of="2025-10-14"))) == []
    assert store.ask(lambda session: queries.last_deliveries(session, 2025)) == {
        "group-roster": "2025-10-15"
    }
    store.do(remove_submission, outcome.value)
    assert store.ask(lambda session: dataset.ask(session, Ask())) == []
    with pytest.raises(RuleError):
        store.do(remove_submission, outcome.value)
    assert outcome.changes.entry is not None


def test_the_list_of_forms_says_what_the_command_line_promises() -> None:
    for form in listed(form_library()):
        assert {"code", "title", "year", "sheets", "source"} <= form.keys()
        assert form["sheets"]
