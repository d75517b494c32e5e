"""Dialogs of the staff register: add, edit, move, leave, honours, possible duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jtdesk.core.changes import Changes
from jtdesk.core.codes import Code, CodeList
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.staff import queries, rules, taking, words
from jtdesk.staff.doubles import PairVerdict, PersonMerge, decide_pair, merge_persons
from jtdesk.staff.fields import FIELDS, HONOUR_FIELDS, NOTE
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, Statement
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

Schools = Mapping[str, str]

PERSON_FIELDS = (*(f for f in FIELDS if f.name != "backbone_level"), NOTE)
DAY = Field(name="on", title="起始日期", kind="date", required=True)
MOVE_FIELDS = (
    Field(name="school", title="到哪所学校", kind="school", required=True),
    Field(
        name="kind", title="任职类别", kind="code", codes="posting_kind", required=True,
        help="编制：人事关系调入；任教：人事关系不动，在那里上课；走教：每周几天去那里。",
    ),
    DAY,
    Field(name="share", title="工作量占比", kind="percent", unit="%", minimum=0.01, maximum=1),
)  # fmt: skip
LEAVE_FIELDS = (
    Field(name="on", title="离职日期", kind="date", required=True),
    Field(name="reason", title="原因", kind="text", help="如退休、调出、辞职。"),
)
END_FIELDS = (Field(name="on", title="结束日期", kind="date", required=True),)
HONOUR_INPUTS = tuple(
    f
    for f in HONOUR_FIELDS
    if f.name in {"title", "level", "issuer", "document_no", "awarded_on", "valid_until"}
)
POSTING_KIND = CodeList(
    "posting_kind", "任职类别", tuple(Code(kind) for kind in words.POSTING_KINDS)
)


def _completed(row: dict[str, Any]) -> list[Fault]:
    filled = dict(row)
    rules.complete(filled)
    return taking.check(filled)


def _findings(row: dict[str, Any]) -> list[Fault]:
    filled = dict(row)
    rules.complete(filled)
    return rules.row_findings(filled)


def add_dialog(context: PageContext, schools: Schools, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog for a new person."""
    form = FieldForm(
        PERSON_FIELDS, context.codes, schools, check=_completed, warn=_findings, masked=False
    )
    return FormDialog(
        "新增教职工",
        form,
        context.prompts,
        note=f"带 * 的必填。数据截至 {day}；身份证号填好后，出生年月和性别会自动补上。",
        parent=parent,
    )


def edit_dialog(
    context: PageContext,
    schools: Schools,
    person: Row,
    day: str,
    parent: QWidget,
    *,
    masked: bool,
) -> FormDialog:
    """Return the dialog that corrects a person or changes it from a day on."""
    form = FieldForm(
        PERSON_FIELDS, context.codes, schools, person, check=_completed, warn=_findings,
        masked=masked,
    )  # fmt: skip
    return FormDialog(
        f"修改：{person['name']}", form, context.prompts, statement=Statement(day), parent=parent
    )


def move_dialog(
    context: PageContext, schools: Schools, person: Row, day: str, parent: QWidget
) -> FormDialog:
    """Return the dialog that moves a person to another school."""
    codes = {**context.codes, POSTING_KIND.name: POSTING_KIND}
    form = FieldForm(MOVE_FIELDS, codes, schools, {"kind": words.POST, "on": day}, columns=1)
    now = f"现编制在 {person['school']}。" if person["school"] else "现在没有编制所在学校。"
    return _small(f"调动：{person['name']}", form, context, parent, now)


def leave_dialog(context: PageContext, person: Row, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that notes that a person leaves."""
    form = FieldForm(LEAVE_FIELDS, context.codes, {}, {"on": day}, columns=1)
    note = "离职后不再计入花名册，全部任职到这一天为止；历史仍在，可以撤销。"
    return _small(f"离职：{person['name']}", form, context, parent, note, keep="登记离职")


def end_posting_dialog(context: PageContext, line: str, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that ends one line of the ledger."""
    form = FieldForm(END_FIELDS, context.codes, {}, {"on": day}, columns=1)
    return _small("结束任职", form, context, parent, line)


def honour_dialog(
    context: PageContext, person: Row, honour: Row | None, parent: QWidget
) -> FormDialog:
    """Return the dialog for a new honour, or one that is corrected."""
    form = FieldForm(HONOUR_INPUTS, context.codes, {}, honour, columns=1)
    title = "修改荣誉" if honour else "新增荣誉"
    note = "是否计入骨干教师按称号和级别判断；结束一项荣誉请填有效期至。"
    return _small(f"{title}：{person['name']}", form, context, parent, note)


def _small(
    title: str,
    form: FieldForm,
    context: PageContext,
    parent: QWidget,
    note: str,
    keep: str = "保存",
) -> FormDialog:
    dialog = FormDialog(title, form, context.prompts, note=note, keep=keep, parent=parent)
    dialog.fit(470)
    return dialog


PAIR_COLUMNS = (
    Column(
        name="verdict", title="判定",
        mark=lambda row: "caution" if row["verdict"] == words.UNDECIDED else "",
    ),
    Column(name="name", title="甲：姓名"),
    Column(name="school", title="甲：学校"),
    Column(name="id_number", title="甲：身份证号", kind="id_number", sensitive=True),
    Column(name="other_name", title="乙：姓名"),
    Column(name="other_school", title="乙：学校"),
    Column(name="other_id_number", title="乙：身份证号", kind="id_number", sensitive=True),
    Column(name="reasons", title="依据", kind="words"),
)  # fmt: skip
KEEP_FIRST, KEEP_SECOND, ONLY_NOTE = "first", "second", "note"


class DuplicatesDialog(QDialog):
    """Pairs of rows that look like one person, to be judged one by one; verdicts are remembered.

    Args:
        context: of the page.
        parent: the page.
    """

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("查找重复人员")
        self.context = context
        note = QLabel(
            "下面每一行是两条很像同一个人的记录。判为“不同人”后不再提示；判为“同一人”可以合并，"
            "两条记录的任职、荣誉、附件都保留。每一步都可以撤销。"
        )
        note.setWordWrap(True)
        self.model = RowsModel(PAIR_COLUMNS, self)
        self.table = TableView(
            self.model,
            "staff.duplicates",
            recall=context.settings.recall,
            remember=context.settings.remember,
        )
        self.table.setAccessibleName("疑似重复")
        self.table.empty_text = "没有发现疑似重复的人员。"
        self.same = QPushButton("同一人…")
        self.different = QPushButton("不同人")
        shut = QPushButton("关闭")
        self.same.clicked.connect(self._on_same)
        self.different.clicked.connect(lambda: self._decide(words.NOT_SAME))
        shut.clicked.connect(self.accept)
        self.table.selection_changed.connect(self._enable)
        row = QHBoxLayout()
        row.addWidget(self.same)
        row.addWidget(self.different)
        row.addStretch(1)
        row.addWidget(shut)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        theme.size_to(self, 980, 460)
        context.bus.changed.connect(self._on_changed)
        self._enable()
        self.load()

    def load(self) -> None:
        """Ask for the pairs."""
        question = Ask(as_of=self.context.frame.as_of)
        self.context.ops.ask(
            lambda session: queries.duplicates(session, question), self._show, self
        )

    def _show(self, rows: list[Row]) -> None:
        self.model.replace(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._enable()

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.tables & {"teacher", "person_pair", "posting"}:
            self.load()

    def _enable(self) -> None:
        one = len(self.table.selected_lines()) == 1 and not self.context.read_only
        self.same.setEnabled(one)
        self.different.setEnabled(bool(self.table.selected_lines()) and not self.context.read_only)

    def _decide(self, verdict: str) -> None:
        for row in self.table.selected_rows():
            command = PairVerdict(row["first_id"], row["second_id"], verdict)
            self.context.ops.do(decide_pair, command, owner=self)

    def _on_same(self) -> None:
        row = self.table.selected_rows()[0]
        answer = self.context.prompts.choose(
            "同一人",
            f"甲 {row['name']}（{row['school'] or '未填学校'}）和乙 {row['other_name']}"
            f"（{row['other_school'] or '未填学校'}）是同一人。保留哪一条？另一条并入它，"
            "它没有的内容由另一条补上。",
            ((KEEP_FIRST, "保留甲"), (KEEP_SECOND, "保留乙"), (ONLY_NOTE, "只记下，暂不合并")),
        )
        first, second = row["first_id"], row["second_id"]
        if answer == ONLY_NOTE:
            self._decide(words.SAME_PERSON)
        elif answer == KEEP_FIRST:
            self.context.ops.do(merge_persons, PersonMerge(first, second), owner=self)
        elif answer == KEEP_SECOND:
            self.context.ops.do(merge_persons, PersonMerge(second, first), owner=self)
