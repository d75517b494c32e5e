"""The page of forms in a real context: list, preview, saving, revealing, register, printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtPrintSupport import QPrintPreviewDialog

from jtdesk.core.datasets import Ask
from jtdesk.core.store import Store
from jtdesk.deployment.service import PlacementDraft, add_placement
from jtdesk.excel.table_look import SummaryPart, TableColumn, TableSpec
from jtdesk.schools.service import GroupSettings, SchoolDraft, add_school, set_group
from jtdesk.staff.service import TeacherDraft, add_teacher
from jtdesk.submissions import report
from jtdesk.ui import card_printing
from jtdesk.ui.card_printing import PrintBox, PrintCards, PrintLine
from jtdesk.ui.panels import EmptyPage
from jtdesk.ui.printing import outer_headings, to_pdf
from jtdesk.ui.table_view import TableView

ID = "11010519491231002X"


@pytest.fixture
def group(store: Store) -> None:
    store.do(set_group, GroupSettings("东港教育集团", 2025))
    store.do(add_school, SchoolDraft({"name": "东港小学", "order": 1}, "2024-09-01"))
    person = {"name": "沈二宁", "id_number": ID, "gender": "女", "birth_date": "1949-12-31"}
    person |= {"school": "东港小学", "weekly_periods": 8.5, "phone": "19900000001"}
    store.do(add_teacher, TeacherDraft(person, "2024-09-01"))


def settled(qtbot: Any, page: Any) -> None:
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=20000)


@pytest.fixture
def forms(group: None, page: Any, qtbot: Any) -> Any:
    """The page over a small group, the year set as the window would, the roster in front."""
    made = page("submissions.forms")
    made.open_with(form="group-roster")
    settled(qtbot, made)
    return made


def test_the_first_form_is_shown_filled_and_masked(forms: Any) -> None:
    assert {"教师花名册", "成员校基本情况表"} <= {row["title"] for row in forms.forms.shown()}
    table = forms._preview.table
    assert isinstance(table, TableView)
    (row,) = table.rows.shown()
    assert (row["1"], row["3"], row["0"]) == ("沈二宁", "110***********002X", 1)
    assert forms.counts.counts[0].text == "1 行"
    assert "数据截至" in forms.counts.counts[1].text
    assert not forms.can_record()


def test_saving_writes_the_workbook_and_opens_the_way_to_the_register(
    forms: Any, qtbot: Any, prompts: Any, tmp_path: Path
) -> None:
    target = tmp_path / "花名册.xlsx"
    prompts.answers.extend([target, "陆一鸣"])
    notices: list[Any] = []
    forms.context.bus.notice.connect(notices.append)
    forms.act_fill()
    qtbot.waitUntil(target.is_file, timeout=20000)
    settled(qtbot, forms)
    assert "花名册.xlsx" in notices[-1].text
    assert forms.can_record()
    assert forms.can_folder()
    forms.act_record()
    settled(qtbot, forms)
    (delivery,) = forms.deliveries.shown()
    assert (delivery["submitted_by"], delivery["rows"]) == ("陆一鸣", 1)
    last = {row["id"]: row["last"] for row in forms.forms.shown()}
    assert last["group-roster"] == delivery["submitted_on"]


def test_whole_numbers_leave_only_when_asked_and_are_written_down(
    forms: Any, qtbot: Any, prompts: Any, tmp_path: Path, store: Store
) -> None:
    target = tmp_path / "a.xlsx"
    prompts.answers.extend([target])
    forms.reveal.setChecked(True)
    forms.act_fill()
    qtbot.waitUntil(target.is_file, timeout=20000)
    settled(qtbot, forms)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["D5"].value == ID


def test_a_blank_form_is_no_delivery(forms: Any, qtbot: Any, prompts: Any, tmp_path: Path) -> None:
    target = tmp_path / "空表.xlsx"
    prompts.answers.extend([target])
    forms.act_blank()
    qtbot.waitUntil(target.is_file, timeout=20000)
    settled(qtbot, forms)
    assert not forms.can_record()


def test_cancelling_the_file_dialog_does_nothing(forms: Any, prompts: Any) -> None:
    prompts.answers.extend([None])
    forms.act_fill()
    assert not forms.context.ops.busy


def test_another_form_can_be_chosen(forms: Any, qtbot: Any) -> None:
    forms.open_with(form="group-schools")
    settled(qtbot, forms)
    assert forms.heading.text().startswith("成员校基本情况表")
    assert forms._preview.table.rows.shown()[0]["1"] == "东港小学"
    assert "学校标识码" in forms.about.toPlainText()


def test_an_empty_store_offers_the_next_step(page: Any) -> None:
    made = page("submissions.forms")
    assert isinstance(made._preview, EmptyPage)
    assert not made.can_print()


def test_print_preview_shows_the_form(forms: Any, qtbot: Any) -> None:
    forms.act_print()
    settled(qtbot, forms)
    (dialog,) = forms.findChildren(QPrintPreviewDialog)
    assert "教师花名册" in dialog.windowTitle()
    dialog.reject()


def test_paper_has_the_headings_totals_and_notes_of_the_workbook(
    forms: Any, tmp_path: Path
) -> None:
    (sheet,) = forms._filled.sheets
    table = report.print_table(sheet.spec, sheet.rows)
    assert table.headings[8] == "现任学校"
    assert table.groups[8] == ("任职情况",)
    assert table.rows[-1][:2] == ("合计", "1人")
    assert table.notes
    assert (0, 8, 11) in outer_headings(table.groups)
    assert to_pdf(table, tmp_path / "a.pdf") == 1
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture
def away(group: None, store: Store) -> None:
    store.do(add_school, SchoolDraft({"name": "外沙小学", "order": 2}, "2024-09-01"))
    draft = {"from_school": "东港小学", "to_school": "外沙小学", "mode": "支教", "start": "2025-09"}
    for name in ("沈二宁", "赵顺"):
        store.do(add_placement, PlacementDraft(draft | {"name": name}))


def test_cards_are_shown_one_after_the_other(
    away: None, page: Any, qtbot: Any, tmp_path: Path
) -> None:
    made = page("submissions.forms")
    made.open_with(form="support-feedback")
    settled(qtbot, made)
    assert made.counts.counts[0].text == "2 张"
    view = made._preview.cards
    assert [view.names.item(at).text() for at in range(view.names.count())] == ["沈二宁", "赵顺"]
    first = view.paper.pixmap().toImage()
    view.names.setCurrentRow(1)
    assert view.paper.pixmap().toImage() != first
    (sheet,) = made._filled.sheets
    cards = report.print_cards(sheet.spec, sheet.rows)
    assert cards.cards[0][0].boxes[0].text == "沈二宁"
    assert card_printing.to_pdf(cards, tmp_path / "a.pdf") == 2
    made.act_print()
    settled(qtbot, made)
    (dialog,) = made.findChildren(QPrintPreviewDialog)
    assert "信息反馈表" in dialog.windowTitle()
    dialog.reject()


def test_a_long_text_shrinks_the_letters_of_a_card_until_it_fits(tmp_path: Path) -> None:
    box = PrintBox(label="业绩", text="讲座两次。" * 900, foot="（盖章）", large=True)
    cards = PrintCards(
        title="表", names=("甲",), cards=((PrintLine((box,), 50),),), label_share=0.15
    )
    assert card_printing.to_pdf(cards, tmp_path / "a.pdf") == 1
    assert card_printing.picture(cards, 0, 600).height() == round(297 * 600 / 210)


def test_totals_stand_under_the_preview_and_shares_come_from_sums(
    away: None, page: Any, qtbot: Any
) -> None:
    made = page("submissions.forms")
    made.open_with(form="deployment-statistics")
    settled(qtbot, made)
    text = made._preview.totals.text()
    assert text.startswith("集团合计：在编教师数")
    assert "实际交流流出 2" in text
    spec = TableSpec(
        sheet="a",
        title="a",
        columns=(
            TableColumn(title="校"),
            TableColumn(title="出", kind="integer", total="sum"),
            TableColumn(title="全", kind="integer", total="sum"),
            TableColumn(title="率", kind="percent", total="ratio", ratio=(1, 2)),
        ),
        subtotal_by=0,
        summary=(SummaryPart(text="大写", column=1, total="capitals"),),
        row_height=28.4,
    )
    rows = [["甲", 1, 10, 0.1], ["乙", 3, 4, 0.75]]
    assert report.totals_line(spec, rows) == "合计：出 4，全 14，率 28.6%；大写 肆元整"
    paper = report.print_table(spec, rows)
    assert [row[3] for row in paper.rows] == ["10.0%", "10.0%", "75.0%", "75.0%", "28.6%"]
    assert [row[0] for row in paper.rows] == ["甲", "甲小计", "乙", "乙小计", "合计"]
    assert paper.notes == ("大写 肆元整",)
    assert paper.row_height == pytest.approx(10, abs=0.1)


def test_register_is_kept_by_the_store(store: Store, context: Any) -> None:
    dataset = context.catalogue.dataset("submissions")
    assert store.ask(lambda session: dataset.ask(session, Ask())) == []
