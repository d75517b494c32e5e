"""The dialog that sends several people to one school under one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.deployment import rules, words
from jtdesk.deployment.ledger_dialogs import KNOWN, TITLES
from jtdesk.deployment.person_choice import People, PersonChoice, people
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

SHARED = (
    ("to_school", True), ("team", True), ("mode", True), ("document_no", False),
    ("start", True), ("end", False), ("place_class", False), ("note", False),
)  # fmt: skip
TEAM_FIELDS: tuple[Field, ...] = tuple(
    replace(KNOWN[name], group="", required=required, title=TITLES.get(name, KNOWN[name].title))
    for name, required in SHARED
)
# What a placement takes from the staff register, by field of the placement.
FROM_STAFF = {
    "name": "name",
    "id_number": "id_number",
    "from_school": "school",
    "subject": "subject",
    "backbone_level": "backbone_level",
}
COLUMNS = (
    Column(name="name", title="姓名", width=9),
    Column(name="from_school", title="派出学校", width=16),
    Column(name="subject", title="任教学科", width=11),
    Column(name="backbone_level", title="骨干级别", width=9),
)


class TeamList(QWidget):
    """The people who go together: chosen one after the other, taken out again by a button.

    Args:
        context: of the page.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.members: list[Row] = []
        self.line = QLineEdit()
        self.line.setAccessibleName("添加成员")
        self.choice = PersonChoice(context, self.line)
        self.choice.chosen.connect(self.add)
        self.remove = QPushButton(theme.icon("delete"), "移出")
        self.remove.clicked.connect(self._on_remove)
        self.remove.setAutoDefault(False)
        self.model = RowsModel(COLUMNS, self)
        self.table = TableView(self.model)
        self.table.setAccessibleName("团队成员")
        self.table.empty_text = "还没有成员。在上面输入姓名或拼音首字母，选中后自动加入。"
        self.table.setMinimumHeight(self.fontMetrics().height() * 9)
        self.table.selection_changed.connect(self._enable)
        label = QLabel("添加成员")
        label.setBuddy(self.line)
        head = QLabel("团队成员")
        head.setProperty("role", "heading")
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.line, 1)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(head)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self._enable()

    def add(self, person: object) -> None:
        """Take a person of the staff register into the team, once."""
        if not isinstance(person, dict):
            return
        member = {field: person[key] for field, key in FROM_STAFF.items()}
        if all(one["id"] != person["id"] for one in self.members):
            self.members.append(member | {"id": person["id"]})
            self.model.replace(self.members)
        self.choice.person = None
        # The completer writes the name into the line after this; it is emptied once it has.
        QMetaObject.invokeMethod(self.line, "clear", Qt.ConnectionType.QueuedConnection)
        self.line.setFocus()

    def fill(self, number: int) -> None:
        """Take the first people of the register, for a picture."""

        def known(found: People) -> None:
            for person in found.rows[:number]:
                self.add(person)

        as_of = self._context.frame.as_of
        self._context.ops.ask(lambda session: people(session, as_of), known, self)

    def values(self) -> list[dict[str, Any]]:
        """Return what each member brings to the placement."""
        return [{name: member[name] for name in FROM_STAFF} for member in self.members]

    def _on_remove(self) -> None:
        gone = set(self.table.selected_ids())
        self.members = [member for member in self.members if member["id"] not in gone]
        self.model.replace(self.members)
        self._enable()

    def _enable(self) -> None:
        self.remove.setEnabled(bool(self.table.selected_lines()))


class TeamDialog(FormDialog):
    """The form of a team: what all have in common, and who goes.

    Args:
        context: of the page.
        schools: ids by name.
        start: month proposed.
        parent: the page.
    """

    def __init__(
        self, context: PageContext, schools: Mapping[str, str], start: str, parent: QWidget
    ) -> None:
        self.team = TeamList(context)
        form = FieldForm(
            TEAM_FIELDS,
            context.codes,
            schools,
            {"mode": words.TEAM_MODE, "start": start},
            check=self._faults,
        )
        note = "几个人一道去同一所学校，共用一个文号。每人记一条台账，一次保存，可以一起撤销。"
        super().__init__("团队派出", form, context.prompts, note=note, keep="派出", parent=parent)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - made so by FormDialog
        layout.insertWidget(2, self.team, 1)
        layout.setStretch(1, 0)
        for button in (self.keep_button, self.cancel_button):
            button.setAutoDefault(False)  # Enter adds a member, it does not send the team
            button.setDefault(False)
        self.fit(720)

    def _faults(self, row: dict[str, Any]) -> list[Fault]:
        found = rules.row_faults(row)
        if not self.team.members:
            found.append(Fault("team_empty", "", "请至少添加一名成员。"))
        staying = [m["name"] for m in self.team.members if m["from_school"] == row.get("to_school")]
        if staying:
            message = f"{'、'.join(staying)} 本来就在接收学校，请移出或换一所学校。"
            found.append(Fault("same_school", "to_school", message))
        return found
