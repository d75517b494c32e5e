"""Forms made from field declarations, and the dialog around them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault, InputRefused, RuleError
from jtdesk.core.fields import Field
from jtdesk.ui.dialog import FormDialog, Statement, open_form
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.inputs import PinyinCompleter, WordsLine, school_combo

CODES = {"subject": CodeList("subject", "学科", (Code("语文"), Code("数学")))}
SCHOOLS = {"堡南小学": "1", "芦荡小学": "2"}
FIELDS = (
    Field(name="name", title="姓名", required=True),
    Field(name="id_number", title="身份证号", kind="id_number", sensitive=True),
    Field(name="subject", title="学科", kind="code", codes="subject", group="任教情况"),
    Field(name="since", title="到校", kind="month", group="任教情况"),
    Field(name="school", title="学校", kind="school", group="任教情况"),
    Field(name="others", title="兼教", kind="words", codes="subject", group="任教情况"),
)
PERSON = {
    "id": "x",
    "name": "张三",
    "id_number": "330102197503154179",
    "subject": "语文",
    "since": None,
}


def no_numbers(row):
    bad = row["name"] and any(c.isdigit() for c in row["name"])
    return [Fault("bad_name", "name", "姓名里有数字。")] if bad else []


@pytest.fixture
def form(qtbot):
    made = FieldForm(FIELDS, CODES, SCHOOLS, PERSON, check=no_numbers)
    qtbot.addWidget(made)
    made.show()
    return made


def test_values_come_back_as_they_were(form):
    assert not form.dirty
    assert form.changed_values() == {}
    assert form.values()["id_number"] == PERSON["id_number"]
    assert form.inputs["id_number"].text() == "330***********4179"


def test_only_what_changed_is_handed_on(form):
    form.set_value("since", "2019.9")
    form.set_value("subject", "数学")
    assert form.dirty
    assert form.changed_values() == {"since": "2019-09", "subject": "数学"}
    form.set_value("id_number", "")
    assert form.changed_values()["id_number"] is None


def test_faults_show_under_their_field_while_typing(form, qtbot):
    form.set_value("name", "张3")
    with qtbot.waitSignal(form.changed, timeout=2000):
        pass
    note = form._notes["name"]
    assert note.isVisible()
    assert "姓名里有数字" in note.text()
    form.set_value("name", "张三丰")
    form.recheck()
    assert not note.isVisible()
    assert form.complete()


def test_a_required_field_is_only_complained_about_when_keeping(form):
    form.set_value("name", "")
    form._visited.clear()
    form.recheck()
    assert not form._notes["name"].isVisible()
    assert not form.complete()
    assert "请填写姓名" in form._notes["name"].text()


def test_every_input_has_an_accessible_name(form):
    assert all(one.widget.accessibleName() for one in form.inputs.values())


def test_schools_are_found_by_pinyin(qtbot):
    combo = school_combo(list(SCHOOLS))
    qtbot.addWidget(combo)
    completer = combo.completer()
    assert isinstance(completer, PinyinCompleter)
    completer.setCompletionPrefix("ldx")
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "芦荡小学"
    completer.setCompletionPrefix("南小")
    assert completer.currentCompletion() == "堡南小学"


def test_words_are_ticked_from_a_list(form):
    line = form.inputs["others"].widget
    assert isinstance(line, WordsLine)
    popup = line.open()
    popup.list.item(1).setCheckState(popup.list.item(0).checkState().Checked)
    assert line.line.text() == "数学"
    popup.close()


def test_a_word_the_list_lacks_is_still_shown(qtbot):
    form = FieldForm(FIELDS, CODES, SCHOOLS, {"subject": "航海"})
    qtbot.addWidget(form)
    assert isinstance(form.inputs["subject"].widget, QComboBox)
    assert form.inputs["subject"].text() == "航海"
    assert not form.complete()


@pytest.fixture
def inner(qtbot):
    """A form that its dialog will own."""
    return FieldForm(FIELDS, CODES, SCHOOLS, PERSON, check=no_numbers)


def dialog(form, prompts, **how):
    return FormDialog("修改", form, prompts, **how)


def test_dialog_stays_open_until_kept_and_shows_faults(inner, prompts, qtbot):
    made = dialog(inner, prompts)
    asked = []
    open_form(made, asked.append)
    made.submit()
    assert asked == [made]
    assert not made.keep_button.isEnabled()
    made.show_fault(RuleError("这个身份证号已登记给“李四”。", code="taken", at="id_number"))
    assert "李四" in inner._notes["id_number"].text()
    made.show_fault(InputRefused("磁盘空间不足。"))
    assert inner.general.text() == "磁盘空间不足。"
    made.submit()
    with qtbot.waitSignal(made.accepted):
        made.kept()


def test_dialog_asks_before_throwing_typed_text_away(inner, prompts, qtbot):
    made = dialog(inner, prompts)
    qtbot.addWidget(made)
    made.show()
    inner.set_value("name", "李四")
    prompts.answers.extend([False, True])
    made.reject()
    assert made.isVisible()
    made.reject()
    assert not made.isVisible()
    assert len(prompts.asked) == 2


def test_a_change_from_a_day_needs_a_day(inner, prompts, qtbot):
    made = dialog(inner, prompts, statement=Statement("2025-09-01"))
    qtbot.addWidget(made)
    assert made.on() is None
    made.statement.change.setChecked(True)
    assert made.on() == "2025-09-01"
    made.statement.day.setText("2025.10")
    assert made.on() == "2025-10-01"
    made.statement.day.setText("下周")
    made.submit()
    assert "不是日期" in inner.general.text()
