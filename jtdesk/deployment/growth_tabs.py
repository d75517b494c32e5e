"""The workshops beside the pairs of mentors: a list with members and sessions in its drawer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Field, Row
from jtdesk.core.initials import initials, place_initials
from jtdesk.deployment import growth_dialogs, words, workshops
from jtdesk.deployment.growth_fields import MEMBER_FIELDS, SESSION_FIELDS, WORKSHOP_FIELDS
from jtdesk.deployment.ledger_dialogs import typed_over
from jtdesk.deployment.ledger_view import ALL, ViewSwitch
from jtdesk.deployment.sub_list import SubList
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.filters import Count
from jtdesk.ui.inputs import masked_text
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import HistoryLine
from jtdesk.ui.panels import Drawer, Fact, Section
from jtdesk.ui.rows import Column, RowSet, plain

PAUSE = 120
VIEWS = (
    (words.STILL_RUNNING, words.STILL_RUNNING, "这一天还没有结束的"),
    (ALL, ALL, "连同已经结束的"),
)
MEMBERS, SESSIONS = "members", "sessions"
# What is looked for first: who, and how much is going on.
AT_A_GLANCE = (
    "name", "host_name", "school", "subject", "members", "sessions", "person_times",
    "last_session", "level", "kind", "start", "end",
)  # fmt: skip
SHORT = {
    "members": "成员", "sessions": "活动", "person_times": "人次", "held_on": "时间",
    "theme": "主题", "people": "人数",
}  # fmt: skip


@dataclass(frozen=True)
class WorkshopDetail:
    """One workshop with its members and what it has held, the newest first."""

    room: Row
    members: list[Row]
    sessions: list[Row]


class WorkshopsTab(QWidget):
    """The workshops with a drawer of their own.

    Args:
        page: the growth page.
        schools: ids by name.
    """

    def __init__(self, page: ListPage, schools: Callable[[], dict[str, str]]) -> None:
        super().__init__(page)
        self._page, self._schools = page, schools
        self.detail: WorkshopDetail | None = None
        self.panel = ListPanel(
            _columns(page), page.context.settings, "deployment.workshops",
            facets=("kind", "level", "subject", "school"), counting=counts,
            empty="还没有名师工作室。按“新增”登记，或导入工作室一览表。",
        )  # fmt: skip
        self.switch = ViewSwitch(self.panel, VIEWS)
        self.drawer = Drawer(documents=False)
        self.members = self._members()
        self.sessions = self._sessions()
        self.drawer.add_tab(MEMBERS, "成员", self.members)
        self.drawer.add_tab(SESSIONS, "活动", self.sessions)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.panel)
        splitter.addWidget(self.drawer)
        splitter.setStretchFactor(0, 1)
        splitter.setCollapsible(0, False)
        splitter.setSizes([820, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.addWidget(splitter, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.load_detail)
        self.panel.table.current_changed.connect(lambda _row: self._timer.start())
        self.panel.table.row_activated.connect(lambda _row: self._open_drawer())
        self.drawer.closed.connect(self._close_drawer)
        self.drawer.tab_changed.connect(lambda _name: self.load_detail())

    def _members(self) -> SubList:
        columns = _own_columns(
            self._page, MEMBER_FIELDS, ("name", "school", "role", "start", "end")
        )
        return SubList(
            "成员",
            columns,
            (
                ("新增", "add", lambda _row: self.edit_member(None)),
                ("修改", "", self.edit_member),
                ("退出", "", self.end_member),
                ("删除", "", self.remove_member),
            ),
            empty="还没有成员。按“新增”添加。",
        )

    def _sessions(self) -> SubList:
        columns = _own_columns(self._page, SESSION_FIELDS, ("held_on", "people", "theme", "school"))
        return SubList(
            "活动",
            columns,
            (
                ("登记", "add", lambda _row: self.edit_session(None)),
                ("修改", "", self.edit_session),
                ("删除", "", self.remove_session),
            ),
            empty="还没有活动。按“登记”填写。",
        )

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the workshops."""
        day, panel = self._page.day, self.panel

        def query(session: Session) -> RowSet:
            return panel.rowset(workshop_rows(session, day))

        self._page.ask(query, self._show, key="workshops")

    def _show(self, rows: RowSet) -> None:
        self.panel.show_rows(rows)
        self.switch.settle(rows.rows)
        if len(rows) and self.panel.table.current_row() is None:
            self.panel.table.selectRow(0)
        self.load_detail()

    def load_detail(self) -> None:
        """Ask for members, sessions and history of the workshop in front."""
        self._timer.stop()
        room, as_of = self.panel.table.current_row(), self._page.context.frame.as_of
        if room is None:
            self.detail = None
            self.drawer.show_record("没有选中的工作室", "", ())
            for one in (self.members, self.sessions):
                one.show_rows([], writable=False)
            return
        if not self.isVisible():
            return
        row_id = str(room["id"])
        if self.drawer.tab == "history":
            history = self._page.context.record_history
            self._page.ask(
                lambda session: history(session, row_id), self._on_history, key="room_history"
            )
        self._page.ask(
            lambda session: workshop_detail(session, room, as_of), self._on_detail, key="room"
        )

    def _on_history(self, lines: list[HistoryLine]) -> None:
        self.drawer.history.show_history(lines)

    def _on_detail(self, detail: WorkshopDetail) -> None:
        self.detail = detail
        room, may = detail.room, not self._page.context.read_only
        parts = (room["kind"], room["level"], room["school"])
        self.drawer.show_record(
            room["name"],
            " · ".join(part for part in parts if part),
            _sections(detail, revealed=room["id"] in self.panel.model.revealed),
        )
        self.members.show_rows(detail.members, writable=may)
        self.sessions.show_rows(detail.sessions, writable=may)

    def _open_drawer(self) -> None:
        self.drawer.show()
        self.load_detail()

    def _close_drawer(self) -> None:
        self.drawer.hide()
        self.panel.table.setFocus()

    # --------------------------------------------------------------- workshops

    def edit(self, room: Row | None) -> FormDialog:
        """Open the form for a workshop, or a new one."""
        masked = room is not None and room["id"] not in self.panel.model.revealed
        dialog = growth_dialogs.workshop_dialog(
            self._page.context, self._schools(), room, self, masked=masked
        )

        def submit(form: FormDialog) -> None:
            if room is None:
                draft = workshops.Draft(form.form.filled())
                self._page.keep(form, workshops.add_workshop, draft, "工作室已新增。")
            else:
                order = workshops.Edit(room["id"], typed_over(form.form, room))
                self._page.keep(form, workshops.edit_workshop, order, f"{room['name']} 已保存。")

        return open_form(dialog, submit)

    def end(self, room: Row) -> FormDialog:
        """Open the form that ends a workshop."""
        title = f"结束工作室：{room['name']}"
        dialog = growth_dialogs.end_dialog(self._page.context, title, self._page.day, self)

        def submit(form: FormDialog) -> None:
            order = workshops.End(room["id"], form.form.values()["on"])
            self._page.keep(form, workshops.end_workshop, order, f"{room['name']} 已结束。")

        return open_form(dialog, submit)

    def remove(self, room: Row) -> None:
        """Remove a workshop after asking."""
        text = f"要删除“{room['name']}”吗？它的成员和活动一并删除；可以撤销。"
        if self._page.context.prompts.confirm("删除工作室", text, yes="删除", danger=True):
            self._page.do(workshops.remove_workshop, room["id"], done="工作室已删除。")

    # ----------------------------------------------------- members and sessions

    def edit_member(self, member: Row | None) -> FormDialog | None:
        """Open the form for a member of the workshop in front."""
        room = self.panel.table.current_row()
        if room is None:
            return None
        dialog = growth_dialogs.member_dialog(
            self._page.context, self._schools(), room, member, self
        )

        def submit(form: FormDialog) -> None:
            if member is None:
                draft = workshops.Draft({**form.form.filled(), "workshop_id": room["id"]})
                self._page.keep(form, workshops.add_member, draft, "成员已新增。")
            else:
                order = workshops.Edit(member["id"], typed_over(form.form, member))
                self._page.keep(form, workshops.edit_member, order, "成员已保存。")

        return open_form(dialog, submit)

    def end_member(self, member: Row | None) -> FormDialog | None:
        """Open the form with which a member leaves."""
        if member is None:
            return None
        title = f"退出工作室：{member['name']}"
        dialog = growth_dialogs.end_dialog(self._page.context, title, self._page.day, self)

        def submit(form: FormDialog) -> None:
            order = workshops.End(member["id"], form.form.values()["on"])
            self._page.keep(form, workshops.end_member, order, f"{member['name']} 已退出。")

        return open_form(dialog, submit)

    def remove_member(self, member: Row | None) -> None:
        """Remove a member after asking."""
        if member is not None and self._page.context.prompts.confirm(
            "删除成员", f"要删除成员 {member['name']} 吗？可以撤销。", yes="删除", danger=True
        ):
            self._page.do(workshops.remove_member, member["id"], done="成员已删除。")

    def edit_session(self, held: Row | None) -> FormDialog | None:
        """Open the form for a session of the workshop in front."""
        room = self.panel.table.current_row()
        if room is None:
            return None
        dialog = growth_dialogs.session_dialog(
            self._page.context, self._schools(), room, held, self._page.day, self
        )

        def submit(form: FormDialog) -> None:
            if held is None:
                draft = workshops.Draft({**form.form.filled(), "workshop_id": room["id"]})
                self._page.keep(form, workshops.add_session, draft, "活动已登记。")
            else:
                order = workshops.Edit(held["id"], typed_over(form.form, held))
                self._page.keep(form, workshops.edit_session, order, "活动已保存。")

        return open_form(dialog, submit)

    def remove_session(self, held: Row | None) -> None:
        """Remove a session after asking."""
        if held is not None and self._page.context.prompts.confirm(
            "删除活动", f"要删除 {held['held_on']} 的活动吗？可以撤销。", yes="删除", danger=True
        ):
            self._page.do(workshops.remove_session, held["id"], done="活动已删除。")


def workshop_rows(session: Session, day: str) -> list[Row]:
    """Return all workshops, counted until a day, with ``views`` and the people in them."""
    running = {row["id"]: row for row in workshops.workshops(session, Ask(as_of=day))}
    people: dict[str, set[str]] = {}
    for one in workshops.workshop_members(session, Ask(as_of=day)):
        key = one["id_number"] or f"{one['name']}/{one['school'] or ''}"
        people.setdefault(one["workshop_id"], set()).add(key)
    rows = [running.get(row["id"], row) for row in workshops.workshops(session, Ask())]
    for row in rows:
        row["running"] = row["id"] in running
        row["views"] = [words.STILL_RUNNING] if row["running"] else []
        row["people"] = people.get(row["id"], set())
        row["initials"] = f"{place_initials(row['name'])} {initials(row['host_name'] or '')}"
    return rows[::-1]


def workshop_detail(session: Session, room: Row, as_of: str | None) -> WorkshopDetail:
    """Return one workshop with members and sessions, all of them where no date is asked."""
    question = Ask(as_of=as_of)
    members = workshops.workshop_members(session, question)
    held = workshops.workshop_sessions(session, question)
    return WorkshopDetail(
        room,
        [one for one in members if one["workshop_id"] == room["id"]],
        [one for one in held[::-1] if one["workshop_id"] == room["id"]],
    )


def _columns(page: ListPage) -> list[Column]:
    made = _own_columns(page, WORKSHOP_FIELDS, AT_A_GLANCE)
    rest = columns_of(WORKSHOP_FIELDS, page.context.codes, leave_out={*AT_A_GLANCE, "running"})
    views = Column(name="views", title="时段", kind="words", shown=False)
    return [*made, *(replace(one, shown=False) for one in rest), views]


def _own_columns(page: ListPage, fields: Sequence[Field], names: Sequence[str]) -> list[Column]:
    by_name = {one.name: one for one in columns_of(fields, page.context.codes)}
    return [
        replace(by_name[name], shown=True, title=SHORT.get(name, by_name[name].title), unit="")
        for name in names
    ]


def _sections(detail: WorkshopDetail, *, revealed: bool) -> list[Section]:
    room, facts = detail.room, []
    for field in WORKSHOP_FIELDS:
        value = plain(room.get(field.name), field.kind)
        if field.sensitive and value and not revealed:
            value = masked_text(field, value)
        unit = f" {field.unit}" if field.unit and value else ""
        if field.name != "name":
            title = growth_dialogs.TERM.get(field.name, field.title)
            facts.append(Fact(title, f"{value}{unit}"))
    return [Section("工作室", tuple(facts))]


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return workshops, members, sessions and person-times of the rows shown."""
    if not rows:
        return [Count("0 个工作室")]
    people: set[str] = set().union(*(row["people"] for row in rows))
    return [
        Count(f"{len(rows)} 个工作室"),
        Count(f"成员 {len(people)} 人", "在两个工作室的人只计一次"),
        Count(f"活动 {sum(row['sessions'] for row in rows)} 次"),
        Count(f"参加 {sum(row['person_times'] for row in rows)} 人次", "各次活动参加人数之和"),
    ]
