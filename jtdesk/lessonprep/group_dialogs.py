"""Dialogs of a joint group: what it is, who belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.fields import Field, Row
from jtdesk.lessonprep import words
from jtdesk.lessonprep.day_notes import WEEKDAYS, weekday_words
from jtdesk.lessonprep.groups import ByHand
from jtdesk.lessonprep.long_form import searchable
from jtdesk.lessonprep.membership import Member
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.inputs import CalmCombo, PinyinCompleter
from jtdesk.ui.page import PageContext

PEOPLE, SCHOOLS, KIND, TEAM, WEEKDAY = (
    "group_people", "group_schools", "group_kind", "group_team", "group_weekday",
)  # fmt: skip
GROUP_FIELDS = (
    Field(name="name", title="名称", required=True, help="如 小学数学教研组。"),
    Field(name="kind", title="类别", kind="code", codes=KIND, help="教研组或备课组。"),
    Field(
        name="stage", title="学段", kind="code", codes="stage",
        help="成员是教这个学段、这门学科的人；都不填就只有手工添加的人。",
    ),
    Field(name="subject", title="学科", kind="code", codes="subject", open=True),
    Field(
        name="grade", title="年级", kind="integer", minimum=1, maximum=12,
        help="备课组填 1 到 12；整个学段的教研组不填。",
    ),
    Field(
        name="team", title="团队", kind="code", codes=TEAM,
        help="按职称分的团队：生根（初级）、优师（中级）、卓越（高级）。",
    ),
    Field(name="leader", title="组长", kind="code", codes=PEOPLE),
    Field(
        name="weekday", title="教研日", kind="code", codes=WEEKDAY,
        help="这门学科固定的教研日，找时间和自动排期优先用它。",
    ),
    Field(
        name="schools", title="参加学校", kind="words", codes=SCHOOLS,
        help="不填就是这个学段的全部学校。",
    ),
    Field(name="note", title="备注"),
)  # fmt: skip
HEADINGS = ("姓名", "学校", "学科", "职称", "怎么来的", "参加", "必须到")
NAME, SCHOOL, SUBJECT, TITLE, ORIGIN, TAKES_PART, REQUIRED = range(7)
TEACHER = Qt.ItemDataRole.UserRole
BY_RULE, ADDED = "学段学科", "手工添加"


def codes_of(
    context: PageContext, staff: Mapping[str, str], schools: Mapping[str, str]
) -> dict[str, CodeList]:
    """Return the code lists of the dialogs."""
    weekdays = tuple(Code(weekday_words(n)) for n in range(1, len(WEEKDAYS) + 1))
    lists = (
        CodeList(KIND, "类别", tuple(Code(one) for one in words.GROUP_KINDS)),
        CodeList(TEAM, "团队", tuple(Code(one) for one in words.TEAMS)),
        CodeList(WEEKDAY, "教研日", weekdays),
        CodeList(PEOPLE, "教师", tuple(Code(one) for one in staff.values())),
        CodeList(SCHOOLS, "学校", tuple(Code(one) for one in schools.values())),
    )
    return {**context.codes, **{one.name: one for one in lists}}


def group_dialog(
    context: PageContext,
    staff: Mapping[str, str],
    schools: Mapping[str, str],
    row: Row | None,
    parent: QWidget,
) -> FormDialog:
    """Return the dialog of a group.

    Args:
        context: of the page.
        staff: ``name（school）`` by id.
        schools: names by id.
        row: the group, None for a new one.
        parent: the page.
    """
    shown: dict[str, Any] = {"kind": words.GROUP_KINDS[1]}
    if row is not None:
        shown = dict(row) | {
            "leader": staff.get(row["leader_id"] or ""),
            "weekday": weekday_words(row["weekday"]) if row["weekday"] else None,
            "schools": [schools[one] for one in row["school_ids"] or () if one in schools] or None,
        }
    form = FieldForm(GROUP_FIELDS, codes_of(context, staff, schools), {}, shown)
    searchable(form, "leader", tuple(staff.values()))
    title = f"修改：{row['name']}" if row is not None else "新增备课组"
    return FormDialog(title, form, context.prompts, parent=parent)


def group_stored(
    values: Mapping[str, Any], staff: Mapping[str, str], schools: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the dialog holds as columns: ids for names."""
    names = ("name", "kind", "stage", "subject", "grade", "team", "note")
    found = {name: values[name] for name in names}
    found["leader_id"] = _key(staff, values["leader"])
    weekday = values["weekday"]
    found["weekday"] = WEEKDAYS.index(weekday[-1]) + 1 if weekday else None
    chosen = values["schools"]
    found["schools"] = [i for i, name in schools.items() if name in chosen] if chosen else None
    return found


def _key(titles: Mapping[str, str], wanted: object) -> str | None:
    return next((key for key, title in titles.items() if title == wanted), None)


class MembersDialog(QDialog):
    """Who belongs to a group: by its rule, added by hand, left out; who must come.

    Args:
        group: the group.
        members: those who belong to it.
        left_out: those left out by hand.
        staff: ``name（school）`` of everybody by id.

    Signals:
        submitted: the members are to be kept.
    """

    submitted = Signal()

    def __init__(
        self,
        group: Row,
        members: Sequence[Member],
        left_out: Sequence[Member],
        staff: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"成员：{group['name']}")
        self._group = group
        self._kept = {one.teacher_id for one in members if one.by_hand}
        self._staff = staff
        self._roles = {one.teacher_id: one.role for one in (*members, *left_out)}
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(list(HEADINGS))
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("成员")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SCHOOL, QHeaderView.ResizeMode.Stretch)
        for one in members:
            self._add(one, takes_part=True)
        for one in left_out:
            self._add(one, takes_part=False)
        self.fault = QLabel()
        self.fault.setProperty("role", "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._lay_out()
        theme.size_to(self, 800, 560)

    def _lay_out(self) -> None:
        hint = QLabel(
            "教这个学段、这门学科的人自动在内。去掉“参加”就不算组里的人；"
            "去掉“必须到”的，来不了不算冲突。"
        )
        hint.setWordWrap(True)
        hint.setProperty("role", "faint")
        self.person: QComboBox = CalmCombo()
        self.person.setEditable(True)
        self.person.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.person.setAccessibleName("要添加的教师")
        self.person.addItem("", "")
        for teacher, title in self._staff.items():
            self.person.addItem(title, teacher)
        self.person.setCompleter(PinyinCompleter(tuple(self._staff.values()), self.person))
        line = self.person.lineEdit()
        if line is not None:
            line.setPlaceholderText("姓名或拼音首字母")
        add = QPushButton(theme.icon("add"), "添加")
        add.clicked.connect(self._on_add)
        row = QHBoxLayout()
        row.addWidget(self.person, 1)
        row.addWidget(add)
        buttons = QDialogButtonBox()
        self.keep_button = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("primary", True)
        self.keep_button.setShortcut("Ctrl+Return")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_keep)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)

    def _add(self, one: Member, *, takes_part: bool) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        taught = not self._group["subject"] or one.subject == self._group["subject"]
        origin = ADDED if one.by_hand and takes_part and not taught else BY_RULE
        texts = (one.name, one.school, one.subject, one.title, origin)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(TEACHER, one.teacher_id)
            self.table.setItem(row, column, item)
        for column, on in ((TAKES_PART, takes_part), (REQUIRED, one.required)):
            item = QTableWidgetItem()
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.table.setItem(row, column, item)

    def _on_add(self) -> None:
        at = self.person.findText(self.person.currentText())
        teacher = str(self.person.itemData(at) or "") if at > 0 else ""
        if not teacher:
            self.show_fault("请从列表中选择教师。")
            return
        if teacher in self._rows():
            self.show_fault("这位教师已在表里。")
            return
        self.fault.hide()
        self._kept.add(teacher)
        name, _, rest = self.person.itemText(at).partition("（")
        self._add(
            Member(teacher, name, None, True, "", rest.partition("）")[0], by_hand=True),
            takes_part=True,
        )
        self.table.scrollToBottom()
        self.person.setCurrentIndex(0)

    def _rows(self) -> list[str]:
        found = []
        for row in range(self.table.rowCount()):
            item = self.table.item(row, NAME)
            found.append(str(item.data(TEACHER)) if item is not None else "")
        return found

    def _ticked(self, row: int, column: int) -> bool:
        item = self.table.item(row, column)
        return item is not None and item.checkState() == Qt.CheckState.Checked

    def by_hand(self) -> list[ByHand]:
        """Return what differs from the rule of the group."""
        found = []
        for row, teacher in enumerate(self._rows()):
            takes_part, required = self._ticked(row, TAKES_PART), self._ticked(row, REQUIRED)
            # A line that stood already stays: whether the rule takes the person in may change.
            if takes_part and required and teacher not in self._kept:
                continue
            role = self._roles.get(teacher) or None
            role = None if role == words.LEADER else role
            found.append(ByHand(teacher, not takes_part, required, role))
        return found

    def _on_keep(self) -> None:
        self.keep_button.setEnabled(False)
        self.submitted.emit()

    def kept(self, _outcome: object = None) -> None:
        """Close: the members are kept."""
        self.accept()

    def show_fault(self, text: str) -> None:
        """Show why something cannot be."""
        self.keep_button.setEnabled(True)
        self.fault.setText(text)
        self.fault.show()
