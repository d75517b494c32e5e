"""Further tabs of the member schools page, and what its drawer says of a school."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.dates import days_later, first_day
from jtdesk.core.fields import Row
from jtdesk.schools import dialogs, queries, rules, words
from jtdesk.schools.agreements import (
    AgreementDraft,
    AgreementEdit,
    AgreementEnd,
    TravelEntry,
    add_agreement,
    edit_agreement,
    end_agreement,
    remove_agreement,
    remove_travel,
    set_travel,
)
from jtdesk.schools.fields import AGREEMENT_FIELDS, FACT_FIELDS
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.panels import Fact, Section
from jtdesk.ui.rows import Column, plain
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

WARNING_DAYS = 90
Schools = Callable[[], dict[str, str]]


def expiring(row: Row, day: str) -> str:
    """Return ``bad`` for an agreement that is over, ``caution`` for one that soon will be."""
    end = row["end"]
    if row["status"] == words.AGREEMENT_ENDED or not end:
        return ""
    if end < day[: len(end)]:
        return "bad"
    return "caution" if end <= days_later(day, WARNING_DAYS)[: len(end)] else ""


class TravelPanel(QWidget):
    """The matrix of one-way minutes between the schools."""

    def __init__(self, page: ListPage, schools: Schools) -> None:
        super().__init__(page)
        self._page, self._schools = page, schools
        self.ways: dict[tuple[str, str], Row] = {}
        note = QLabel("单程分钟，轮渡含候船。双击一格填写或修改；只填一个方向时，两个方向通用。")
        note.setProperty("role", "faint")
        self.fill = QPushButton(theme.icon("edit"), "填写路程")
        self.remove = QPushButton(theme.icon("delete"), "删除")
        self.fill.setEnabled(not page.context.read_only)
        self.remove.setEnabled(not page.context.read_only)
        self.fill.clicked.connect(lambda: self.edit(self._pair()))
        self.remove.clicked.connect(self._on_remove)
        row = QHBoxLayout()
        row.addWidget(note, 1)
        row.addWidget(self.fill)
        row.addWidget(self.remove)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.SMALL, 0, 0)
        self._layout.addLayout(row)
        self.table: TableView | None = None

    def load(self) -> None:
        """Ask for schools and ways."""
        question = Ask(as_of=self._page.context.frame.as_of)

        def query(session: Session) -> tuple[list[Row], list[Row]]:
            return queries.schools(session, question), queries.travel(session, question)

        self._page.ask(query, self._show, key="travel")

    def _show(self, answer: tuple[list[Row], list[Row]]) -> None:
        members, ways = answer
        self.ways = {(w["from_school"], w["to_school"]): w for w in ways}
        names = [row["name"] for row in members]
        columns = [Column(name="name", title="从 ╲ 到"), *(self._column(name) for name in names)]
        if self.table is not None:
            self._layout.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        model = RowsModel(columns, self)
        self.table = TableView(model)
        self.table.setAccessibleName("校际交通")
        self.table.empty_text = "还没有学校。"
        self.table.doubleClicked.connect(self._on_cell)
        self._layout.addWidget(self.table, 1)
        model.replace([{"id": name, "name": name} for name in names])

    def _column(self, to: str) -> Column:
        def text(row: Row) -> str:
            way = self._way(row["name"], to)
            if way is None:
                return "—" if row["name"] == to else ""
            return f"{way['minutes']}" + (f" {way['means']}" if way["means"] else "")

        def tip(row: Row) -> str:
            way = self._way(row["name"], to)
            if way is None:
                return f"{row['name']} 到 {to}：未填"
            first, last = way["first_arrival"] or "不限", way["last_departure"] or "不限"
            window = f"最早 {first} 到，最晚 {last} 离开"
            return f"{row['name']} 到 {to}：{way['minutes']} 分钟\n{window}"

        return Column(name=to, title=to, text=text, tooltip=tip, align="center")

    def _way(self, start: str, to: str) -> Row | None:
        return self.ways.get((start, to)) or self.ways.get((to, start))

    def _pair(self) -> tuple[str, str] | None:
        if self.table is None:
            return None
        index = self.table.currentIndex()
        row = self.table.current_row()
        if row is None or index.column() < 1:
            return None
        to = self.table.rows.columns[index.column()].name
        return None if row["name"] == to else (row["name"], to)

    def _on_cell(self, _index: QModelIndex) -> None:
        if not self._page.context.read_only:
            self.edit(self._pair())

    def edit(self, pair: tuple[str, str] | None) -> FormDialog:
        """Open the form for a way; without a pair an empty one."""
        start, to = pair or ("", "")
        known = self._way(start, to)
        way = dict(known) if known else {"from_school": start or None, "to_school": to or None}
        schools = self._schools()
        dialog = dialogs.travel_dialog(self._page.context, schools, way, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            entry = TravelEntry(
                from_school_id=schools[values.pop("from_school")],
                to_school_id=schools[values.pop("to_school")],
                **values,
            )
            self._page.keep(form, set_travel, entry, "路程已保存。")

        return open_form(dialog, submit)

    def _on_remove(self) -> None:
        pair = self._pair()
        way = self._way(*pair) if pair else None
        if way is None:
            self._page.context.bus.tell("请先选中要删除的一格。", "info")
            return
        sentence = f"要删除 {way['from_school']} 与 {way['to_school']} 之间的路程吗？可以撤销。"
        if self._page.context.prompts.confirm("删除路程", sentence, yes="删除", danger=True):
            self._page.do(remove_travel, way["id"], done="路程已删除。")


class AgreementsPanel(QWidget):
    """The support agreements with what is running out."""

    def __init__(self, page: ListPage, schools: Schools) -> None:
        super().__init__(page)
        self._page, self._schools = page, schools
        left = Column(
            name="left",
            title="到期提醒",
            text=lambda row: {"bad": "已到期", "caution": f"{WARNING_DAYS} 天内到期"}.get(
                row["due"], ""
            ),
            mark=lambda row: str(row["due"]),
        )
        self.panel = ListPanel(
            [*columns_of(AGREEMENT_FIELDS, page.context.codes), left],
            page.context.settings,
            "schools.agreements",
            facets=("status", "lead_school"),
            empty="还没有帮扶协议。按“新增协议”登记，或导入协议台账。",
        )
        titles = (("新增协议", "add"), ("修改", "edit"), ("终止", "close"), ("删除", "delete"))
        self.buttons = [QPushButton(theme.icon(icon), title) for title, icon in titles]
        runs = (lambda: self.edit(None), self._on_edit, self._on_end, self._on_remove)
        row = QHBoxLayout()
        for button, run in zip(self.buttons, runs, strict=True):
            button.clicked.connect(lambda _=False, run=run: run())
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.panel, 1)
        self.panel.table.selection_changed.connect(self._enable)
        self.panel.table.row_activated.connect(lambda _row: self._on_edit())
        self._enable()

    def load(self) -> None:
        """Ask for the agreements."""
        as_of, day = self._page.context.frame.as_of, self._page.day

        def query(session: Session) -> list[Row]:
            rows = queries.agreements(session, Ask(as_of=as_of))
            for row in rows:
                start, end, stated = row["start"], row["end"], row["status"]
                row["status"] = rules.agreement_status(start, end, stated, day)
                row["due"] = expiring(row, day)
            return rows

        self._page.ask(query, self.panel.show_rows, key="agreements")

    def _enable(self) -> None:
        one = len(self.panel.table.selected_lines()) == 1
        writable = not self._page.context.read_only
        for number, button in enumerate(self.buttons):
            button.setEnabled(writable and (one or number == 0))

    def _on_edit(self) -> None:
        row = self.panel.table.current_row()
        if row is not None and not self._page.context.read_only:
            self.edit(row)

    def edit(self, agreement: Row | None) -> FormDialog:
        """Open the form for an agreement, or a new one."""
        schools = self._schools()
        dialog = dialogs.agreement_dialog(self._page.context, schools, agreement, self)

        def submit(form: FormDialog) -> None:
            typed = form.form.values() if agreement is None else form.form.changed_values()
            values = _with_ids(typed, schools)
            if agreement is None:
                self._page.keep(form, add_agreement, AgreementDraft(**values), "协议已新增。")
            else:
                order = AgreementEdit(agreement["id"], values)
                self._page.keep(form, edit_agreement, order, "协议已保存。")

        return open_form(dialog, submit)

    def _on_end(self) -> None:
        row = self.panel.table.current_row()
        if row is None:
            return
        dialog = dialogs.end_dialog(self._page.context, row, self._page.day, self)

        def submit(form: FormDialog) -> None:
            order = AgreementEnd(row["id"], first_day(form.form.values()["on"]))
            self._page.keep(form, end_agreement, order, "协议已终止。")

        open_form(dialog, submit)

    def _on_remove(self) -> None:
        row = self.panel.table.current_row()
        if row is not None and self._page.context.prompts.confirm(
            "删除协议", f"要删除“{row['title']}”吗？可以撤销。", yes="删除", danger=True
        ):
            self._page.do(remove_agreement, row["id"], done="协议已删除。")


def _with_ids(values: dict[str, Any], schools: dict[str, str]) -> dict[str, Any]:
    named = {"lead_school", "member_school"}
    made = {name: value for name, value in values.items() if name not in named}
    for name in named & values.keys():
        made[f"{name}_id"] = schools.get(str(values[name]))
    return made


def sections(detail: queries.SchoolDetail, day: str) -> list[Section]:
    """Return what the drawer says of a school beyond its own fields."""
    return [_facts(detail), _agreements(detail, day), _ways(detail), _memberships(detail)]


def _facts(detail: queries.SchoolDetail) -> Section:
    if not detail.facts:
        return Section("年度数据", ())
    newest = detail.facts[-1]
    facts = [Fact("统计时点", newest["as_of"])]
    for field in FACT_FIELDS[2:]:
        value = newest.get(field.name)
        if value is not None and field.name != "stage_split":
            parted = field.group in {words.CLASSES, words.STUDENTS}
            title = f"{field.title}{field.group}" if parted else field.title
            facts.append(Fact(title, f"{plain(value)} {field.unit}".strip()))
    for stage, parts in (newest.get("stage_split") or {}).items():
        said = "、".join(f"{_TITLES[name]} {plain(value)}" for name, value in parts.items())
        facts.append(Fact(f"拆分到{stage}", said))
    if detail.small:
        facts.append(Fact("小规模学校", words.SMALL, mark="caution"))
    note = f"拆分依据：{words.SPLIT_SOURCE}" if newest.get("stage_split") else ""
    return Section("年度数据", tuple(facts), note)


_TITLES = {field.name: field.title for field in FACT_FIELDS}


def _agreements(detail: queries.SchoolDetail, day: str) -> Section:
    own = detail.school["name"]
    facts = []
    for row in detail.agreements:
        other = row["lead_school"] if row["member_school"] == own else row["member_school"]
        term = f"{row['start'] or '?'} 至 {row['end'] or '未定'}"
        facts.append(Fact(other or "对方未填", term, mark=expiring(row, day)))
    return Section("帮扶协议", tuple(facts))


def _ways(detail: queries.SchoolDetail) -> Section:
    own = detail.school["name"]
    facts = []
    for row in detail.travel:
        other = row["to_school"] if row["from_school"] == own else row["from_school"]
        window = [
            f"最早 {row['first_arrival']} 到" if row["first_arrival"] else "",
            f"最晚 {row['last_departure']} 离开" if row["last_departure"] else "",
        ]
        parts = [f"{row['minutes']} 分钟", row["means"] or "", *window]
        facts.append(Fact(other, "，".join(part for part in parts if part)))
    return Section("校际交通（单程）", tuple(facts))


def _memberships(detail: queries.SchoolDetail) -> Section:
    facts = [
        Fact(
            "成员期",
            f"{row['joined_on'] or '?'} 至 {row['left_on'] or '今'}"
            + (f"（{row['reason']}）" if row["reason"] else ""),
        )
        for row in detail.memberships
    ]
    return Section("入团记录", tuple(facts))
