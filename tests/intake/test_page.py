"""The import page: the preview is told, corrected, kept and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jtdesk.core.datasets import Ask
from jtdesk.intake.service import take_in
from tests.intake.workbooks import id_number, schools_book

HEAD = ["姓名", "身份证号", "现任学校", "每礼拜上几节"]
ID, OTHER = id_number("1980-05-06", 7), id_number("1985-01-02", 9)


def workbook(path: Path, *lines: list[Any]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    made.save(path)
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    schools = [list(row) for row in schools_book().sheets[0].rows]
    return [
        workbook(
            tmp_path / "花名册.xlsx",
            HEAD, ["张三", ID, "潮音小学", 12], [None, OTHER, "潮音小学", 9],
        ),
        workbook(tmp_path / "成员校基本情况表.xlsx", *schools),
    ]  # fmt: skip


@pytest.fixture
def wizard(page: Callable[..., Any]) -> Any:
    return page("intake.wizard")


def settle(qtbot: Any, wizard: Any) -> None:
    qtbot.waitUntil(lambda: not wizard.context.ops.busy, timeout=30000)


def staff(wizard: Any) -> list[dict[str, Any]]:
    dataset = wizard.context.catalogue.dataset("staff")
    return wizard.context.ops.store.ask(lambda session: dataset.ask(session, Ask()))


def test_files_are_previewed_and_nothing_is_written(
    qtbot: Any, wizard: Any, files: list[Path]
) -> None:
    wizard.open_with(files=files)
    settle(qtbot, wizard)
    assert wizard.stack.currentWidget() is wizard.checking
    assert wizard.summary.text() == "共 5 行：新增 4 · 更新 0 · 相同 0 · 拒绝 1"
    assert wizard.go.text() == "导入 4 行"
    assert staff(wizard) == []
    rejected = wizard.tabs.models["rejected"].shown()
    assert [(row["to_do"], row["row"]) for row in rejected] == [("补填姓名", 3)]
    created = wizard.tabs.models["created"].shown()
    assert ID not in "".join(row["what"] for row in created)


def test_a_heading_corrected_here_is_remembered(qtbot: Any, wizard: Any, files: list[Path]) -> None:
    wizard.start(files)
    settle(qtbot, wizard)
    (line,) = [row["id"] for row in wizard.tables.shown() if row["file"] == "花名册.xlsx"]
    wizard.tables_view.select_ids([line], current=line)
    headings = {row["heading"]: row for row in wizard.headings.model.shown()}
    assert headings["每礼拜上几节"]["sure"] == "未使用"
    assert "****" in headings["身份证号"]["sample"]
    wizard.headings.field_chosen.emit(4, "weekly_periods")
    settle(qtbot, wizard)
    headings = {row["heading"]: row for row in wizard.headings.model.shown()}
    assert headings["每礼拜上几节"]["field"] == "周课时"
    wizard.take_in()
    settle(qtbot, wizard)
    assert [row["weekly_periods"] for row in staff(wizard)] == [12]
    assert wizard.stack.currentWidget() is wizard.result
    wizard.start(files)
    settle(qtbot, wizard)
    assert wizard.go.text() == "没有需要导入的行"
    assert not wizard.go.isEnabled()


def test_an_import_can_be_taken_back(qtbot: Any, wizard: Any, files: list[Path]) -> None:
    wizard.start(files)
    settle(qtbot, wizard)
    wizard.take_in()
    settle(qtbot, wizard)
    assert len(staff(wizard)) == 1
    wizard.result.undo.click()
    settle(qtbot, wizard)
    assert staff(wizard) == []
    assert wizard.result.title.text().startswith("已撤销")


def test_marked_copies_are_kept_where_the_user_says(
    qtbot: Any, wizard: Any, files: list[Path], prompts: Any, tmp_path: Path
) -> None:
    wizard.start(files)
    settle(qtbot, wizard)
    wizard.take_in()
    settle(qtbot, wizard)
    prompts.answers.append(tmp_path / "回传")
    wizard.result.copies.click()
    settle(qtbot, wizard)
    assert [path.name for path in (tmp_path / "回传").iterdir()] == ["花名册_问题标注.xlsx"]


def test_a_conflict_is_decided_by_a_person(
    qtbot: Any, wizard: Any, files: list[Path], prompts: Any, tmp_path: Path
) -> None:
    wizard.start(files)
    settle(qtbot, wizard)
    wizard.take_in()
    settle(qtbot, wizard)
    other = workbook(tmp_path / "改名.xlsx", HEAD[:3], ["章三", ID, "潮音小学"])
    wizard.start([other])
    settle(qtbot, wizard)
    (row,) = wizard.tabs.models["rejected"].shown()
    assert row["decide"]
    prompts.answers.append("take")
    wizard.tabs.decided.emit(row)
    settle(qtbot, wizard)
    assert wizard.go.text() == "导入 1 行"
    wizard.take_in()
    settle(qtbot, wizard)
    assert [row["name"] for row in staff(wizard)] == ["章三"]


def test_unreadable_files_are_listed_and_the_rest_goes_on(
    qtbot: Any, wizard: Any, files: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no workbook")
    wizard.start([broken, *files])
    settle(qtbot, wizard)
    (line,) = [row for row in wizard.tables.shown() if row["file"] == "坏.xlsx"]
    assert line["why"]
    assert wizard.go.text() == "导入 4 行"


def test_cancel_leads_back_to_the_start(qtbot: Any, wizard: Any, files: list[Path]) -> None:
    wizard.start(files)
    wizard.waiting.stop.click()
    settle(qtbot, wizard)
    assert wizard.stack.currentWidget() in {wizard.drop, wizard.checking}
    assert staff(wizard) == []


def test_the_page_fits_a_small_screen(qtbot: Any, wizard: Any, files: list[Path]) -> None:
    wizard.start(files)
    settle(qtbot, wizard)
    assert wizard.minimumSizeHint().width() <= 1100
    assert wizard.minimumSizeHint().height() <= 620


def test_pictures_show_a_made_up_roster(qtbot: Any, wizard: Any) -> None:
    for _name, prepare in wizard.shot_states():
        assert prepare() is None
        settle(qtbot, wizard)
    assert wizard.stack.currentWidget() is wizard.result
    assert staff(wizard) == []


def test_what_changes_elsewhere_is_looked_at_again(
    qtbot: Any, wizard: Any, files: list[Path]
) -> None:
    wizard.start([files[1]])
    settle(qtbot, wizard)
    assert wizard.go.text() == "导入 3 行"
    order = wizard._order
    wizard.context.ops.do(take_in, order)
    settle(qtbot, wizard)
    assert wizard.go.text() == "没有需要导入的行"
