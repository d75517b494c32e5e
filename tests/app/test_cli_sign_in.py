"""The command that writes sign-in workbooks: one a session, never over another, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jtdesk.core.store import open_store
from jtdesk.lessonprep import attendance, words
from tests.app.worlds import Shell
from tests.lessonprep.prep_world import a_world


@pytest.fixture
def group(store_path: Path) -> Path:
    with open_store(store_path) as store:
        world = a_world(store)
        world.session(day="2025-10-14")
        world.session(day="2025-10-14", title="磨课/评课", kind=words.JOINT_RESEARCH)
    return store_path


def test_each_session_of_a_day_gets_a_workbook(jtdesk: Shell, group: Path, tmp_path: Path):
    folder = tmp_path / "签到"
    folder.mkdir()
    for wanted in (2, 4):
        jtdesk("signin", group, "--date", "2025-10-14", "-o", folder, "--json")
        assert jtdesk.code == 0, jtdesk.err
        made = json.loads(jtdesk.out)["files"]
        assert [one["people"] for one in made] == [8, 8]
        assert len(list(folder.glob("*.xlsx"))) == wanted
    titles = {load_workbook(path).worksheets[0]["A2"].value for path in folder.glob("*.xlsx")}
    assert titles == {"小学语文教研组集体备课签到表", "磨课/评课签到表"}


def test_a_filled_workbook_comes_back_through_import(jtdesk: Shell, group: Path, tmp_path: Path):
    jtdesk("signin", group, "--date", "2025-10-14", "-o", tmp_path)
    path = next(tmp_path.glob("*集体备课*.xlsx"))
    book = load_workbook(path)
    for line in book.worksheets[0].iter_rows(min_row=5, max_row=12):
        line[4].value = "到"
    book.save(path)
    jtdesk("import", group, path, "--json")
    (table,) = json.loads(jtdesk.out)["files"][0]["tables"]
    assert (table["dataset"], table["created"]) == ("attendance", 8)
    with open_store(group) as store:
        assert {row["status"] for row in store.ask(attendance.lines)} == {words.PRESENT}


def test_nothing_to_sign_and_no_folder_are_said(jtdesk: Shell, group: Path, tmp_path: Path):
    jtdesk("signin", group, "--date", "2025-10-15", "-o", tmp_path)
    assert (jtdesk.code, "没有要签到的活动" in jtdesk.err) == (3, True)
    jtdesk("signin", group, "--date", "2025-10-14", "-o", tmp_path / "无")
    assert (jtdesk.code, "没有文件夹" in jtdesk.err) == (3, True)
