"""场馆与预约: shared rooms of the group's schools, who has them when, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.core.initials import initials
from jtdesk.lessonprep import facilities, session_fields, words
from jtdesk.lessonprep.bells import time_of
from jtdesk.lessonprep.group_lists import first_of
from jtdesk.schools import queries as schools
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.filters import Count
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Fact, Section, Step, practice_step

FACETS = ("school", "kind")
BOOKING_FACETS = ("facility", "school", "user_school", "status")
KIND = "facility_kind"
MOST = 30
FACILITY_FIELDS = (
    Field(name="school", title="学校", kind="school", required=True),
    Field(name="name", title="场馆名称", required=True),
    Field(name="kind", title="类别", kind="code", codes=KIND, open=True),
    Field(name="capacity", title="可容纳", kind="integer", unit="人", minimum=1, maximum=100000),
    Field(name="owner", title="管理人"),
    Field(name="opening", title="开放时间", help="如 周一至周五 16:00—18:00。"),
    Field(name="note", title="备注"),
)
BOOKING_FIELDS = (
    Field(name="day", title="日期", kind="date", required=True),
    Field(name="start", title="开始", required=True, help="如 14:30。"),
    Field(name="end", title="结束", required=True, help="如 16:00。"),
    Field(name="user_school", title="使用学校", kind="school"),
    Field(name="user", title="使用人"),
    Field(name="people", title="人数", kind="integer", minimum=0, maximum=100000),
    Field(name="purpose", title="用途"),
)
USE_FIELDS = (
    Field(name="people", title="实到人数", kind="integer", minimum=0, maximum=100000),
    Field(name="record", title="使用记录", help="做了什么，场馆设备是否完好。"),
)


@dataclass(frozen=True)
class RoomDetail:
    """A room with its bookings, the newest first."""

    row: Row
    bookings: Sequence[Row]


class FacilitiesPage(ListPage):
    """场馆与预约."""

    reads = ("facility", "booking", "school", "membership", "prep_session")
    title = "共享场馆一览表"
    unit = "处"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            first_of(
                {c.name: c for c in columns_of(session_fields.FACILITY_SHOWN, context.codes)},
                ("school", "name", "kind", "booked", "used"),
            ), context.settings,
            "lessonprep.facilities", facets=FACETS, counting=counts,
            empty="还没有共享场馆。按“新增场馆”登记。",
        )  # fmt: skip
        self.set_up(
            panel,
            EmptyPage(
                "哪所学校有什么场馆可以共用",
                "登记各校愿意共享的图书馆、实验室、体育馆、录播教室，谁要用就在这里预约；"
                "时间撞了会说明，并提出最近的空闲时间。活动选了场馆，也占用它的时间。",
                (
                    Step("新增场馆", self.act_add, "add"),
                    Step("导入场馆一览表", lambda: context.navigate(IMPORT_PAGE), "import"),
                ),
                icon="school",
                aside=practice_step(context),
            ),
        )
        self.tabs.setTabText(0, words.FACILITIES)
        self.booked = ListPanel(
            columns_of(session_fields.BOOKING_FIELDS, context.codes), context.settings,
            "lessonprep.bookings", facets=BOOKING_FACETS,
            empty="还没有预约。在“共享场馆”里选一处，按“预约”。",
        )  # fmt: skip
        self.booked_tab = self.add_tab(words.BOOKINGS, self.booked, self._load_booked)
        self.booked.table.selection_changed.connect(self.refresh_actions)
        self.booked.table.row_activated.connect(lambda _row: self.act_edit())
        self.schools: dict[str, str] = {}
        self.drawer.details.link_clicked.connect(lambda _link: self.act_book())

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the rooms and the names of the schools."""
        self.ask(schools.school_names, self._on_schools)
        super().load()

    def _on_schools(self, names: dict[str, str]) -> None:
        self.schools = {name: one for one, name in names.items()}

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the rooms with how often they were booked and used."""
        found = facilities.facilities(session, Ask(as_of=as_of or self._until))
        for row in found:
            row["initials"] = initials(f"{row['name']}{row['school'] or ''}")
        return found

    @property
    def _until(self) -> str:
        frame = self.context.frame
        return facilities.counted_until(frame.year, frame.as_of)

    def _load_booked(self) -> None:
        self.ask(
            lambda session: self.booked.rowset(facilities.bookings(session, Ask())[::-1]),
            self.booked.show_rows,
            key="booked",
        )

    def fetch_detail(self, session: Session, row_id: str, as_of: str | None) -> RoomDetail | None:
        """Return a room with its bookings."""
        found = facilities.facilities(session, Ask(as_of=as_of or self._until))
        row = next((one for one in found if one["id"] == row_id), None)
        if row is None:
            return None
        taken = [one for one in facilities.bookings(session, Ask()) if one["facility_id"] == row_id]
        return RoomDetail(row, taken[::-1])

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show a room in the drawer."""
        self.drawer.show_record(
            detail.row["name"], detail.row["school"] or "",
            sections(detail, may=not self.context.read_only),
        )  # fmt: skip

    # ----------------------------------------------------------------- actions

    @property
    def on_booked(self) -> bool:
        """Whether the bookings are in front."""
        return hasattr(self, "booked_tab") and self.tabs.currentIndex() == self.booked_tab

    def selected_count(self) -> int:
        """Return how many rows of the list in front are selected."""
        if self.on_booked:
            return len(self.booked.table.selected_lines())
        return super().selected_count()

    def _row(self) -> Row | None:
        panel = self.booked if self.on_booked else self.panel
        return panel.table.current_row() if hasattr(self, "panel") else None

    def act_add(self) -> FormDialog:
        """Enter a room."""
        return self.edit_room(None)

    def act_edit(self) -> FormDialog | None:
        """Change the selected room or booking."""
        row = self._row()
        if row is None:
            return None
        return self.edit_booking(row, row["facility_id"], row["facility"]) if self.on_booked else (
            self.edit_room(row)
        )  # fmt: skip

    def edit_room(self, row: Row | None) -> FormDialog:
        """Open the form of a room."""
        form = FieldForm(FACILITY_FIELDS, self._codes(), self.schools, row, columns=1)
        title = f"修改：{row['name']}" if row is not None else "新增场馆"
        dialog = FormDialog(title, form, self.context.prompts, parent=self)

        def submit(one: FormDialog) -> None:
            values = dict(one.form.values())
            values["school_id"] = self.schools.get(values.pop("school") or "")
            draft = facilities.FacilityDraft(values, row["id"] if row is not None else None)
            self.keep(one, facilities.save_facility, draft, "场馆已保存。可以撤销。")

        return open_form(dialog, submit)

    def _codes(self) -> dict[str, CodeList]:
        kinds = CodeList(KIND, "场馆类别", tuple(Code(one) for one in words.FACILITY_KINDS))
        return {KIND: kinds, **self.context.codes}

    def act_book(self) -> FormDialog | None:
        """Book the selected room."""
        row = self._row()
        if row is None or self.on_booked or self.context.read_only:
            return None
        return self.edit_booking(None, row["id"], row["name"])

    def can_book(self) -> bool:
        """Only rooms are booked."""
        return not self.on_booked

    def edit_booking(self, row: Row | None, facility_id: str, name: str) -> FormDialog:
        """Open the form of a booking."""
        shown = row or {"day": self.day}
        form = FieldForm(
            BOOKING_FIELDS, self._codes(), self.schools, shown, columns=1, check=booking_faults
        )
        dialog = FormDialog(
            f"修改预约：{name}" if row is not None else f"预约：{name}", form,
            self.context.prompts, parent=self,
        )  # fmt: skip

        def submit(one: FormDialog) -> None:
            values = dict(one.form.values())
            values["user_school_id"] = self.schools.get(values.pop("user_school") or "")
            values |= {at: time_of(values[at]) for at in ("start", "end")}
            values["facility_id"] = facility_id
            draft = facilities.BookingDraft(values, row["id"] if row is not None else None)
            self.keep(one, facilities.book, draft, "预约已保存。可以撤销。")

        return open_form(dialog, submit)

    def act_use(self) -> FormDialog | None:
        """Note what became of the selected booking."""
        row = self._row()
        if row is None:
            return None
        form = FieldForm(USE_FIELDS, self._codes(), {}, row, columns=1)
        note = f"{row['facility']} {row['date']} {row['start']}—{row['end']}"
        dialog = FormDialog("登记使用", form, self.context.prompts, note=note, parent=self)

        def submit(one: FormDialog) -> None:
            values = one.form.values()
            order = facilities.Use(row["id"], values["people"], values["record"])
            self.keep(one, facilities.use_booking, order, "使用记录已保存。可以撤销。")

        return open_form(dialog, submit)

    def can_use(self) -> bool:
        """Only a booking that stands is used."""
        row = self._row() if self.on_booked else None
        return row is not None and row["status"] != words.RELEASED

    def act_release(self) -> None:
        """Give the selected booking free."""
        row = self._row()
        if row is not None:
            self.do(facilities.release_booking, row["id"], done="预约已取消。可以撤销。")

    def can_release(self) -> bool:
        """Only a booking that stands can be given free."""
        row = self._row() if self.on_booked else None
        return row is not None and row["status"] == words.BOOKED

    def act_remove(self) -> None:
        """Remove the selected room or booking after asking."""
        row = self._row()
        if row is None:
            return
        if self.on_booked:
            text = f"要删除 {row['date']} {row['start']} 的预约吗？可以撤销。"
            if self.context.prompts.confirm("删除预约", text, yes="删除", danger=True):
                self.do(facilities.remove_booking, row["id"], done="预约已删除。可以撤销。")
        elif self.context.prompts.confirm(
            "删除场馆", f"要删除“{row['name']}”吗？可以撤销。", yes="删除", danger=True
        ):
            self.do(facilities.remove_facility, row["id"], done="场馆已删除。可以撤销。")

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and tabs worth a picture."""
        return [
            ("add", self.act_add),
            ("book", self.act_book),
            ("bookings", lambda: self.tabs.setCurrentIndex(self.booked_tab)),
        ]


def booking_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what keeps a booking from being saved, before the store is asked."""
    found = [
        Fault("bad_time", at, f"“{row[at]}”不是时刻，请写成 14:30。", str(row[at]))
        for at in ("start", "end")
        if row.get(at) and time_of(row[at]) is None
    ]
    if not row.get("user_school") and not row.get("user"):
        found.append(Fault("user_missing", "user_school", "请填写使用学校或使用人。"))
    return found


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return rooms and their use."""
    return [
        Count(f"{len(rows)} 处"),
        Count(f"{len({row['school'] for row in rows})} 所学校"),
        Count(f"本学年预约 {sum(row['booked'] or 0 for row in rows)} 次"),
        Count(f"已使用 {sum(row['used'] or 0 for row in rows)} 次"),
    ]


def sections(detail: RoomDetail, *, may: bool) -> list[Section]:
    """Return what the drawer says of a room."""
    row = detail.row
    capacity = f"{row['capacity']} 人" if row["capacity"] else ""
    own = (
        Fact("类别", row["kind"] or ""),
        Fact("可容纳", capacity),
        Fact("管理人", row["owner"] or ""),
        Fact("开放时间", row["opening"] or ""),
        Fact("备注", row["note"] or ""),
    )
    taken = [
        Fact(
            f"{one['date'][5:]} {one['start']}",
            "，".join(
                filter(None, (one["user_school"] or one["user"], one["purpose"], one["status"]))
            ),
        )
        for one in detail.bookings[:MOST]
    ]
    if may:
        taken.insert(0, Fact("", "", link="book", link_text="预约"))
    none = "" if detail.bookings else "还没有人预约。"
    return [Section("", own), Section("预约", tuple(taken), none)]
