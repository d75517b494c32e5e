"""备课组与系列: the groups with their members, and the series of their joint dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.core.operations import Outcome
from jtdesk.lessonprep import (
    group_dialogs,
    groups,
    series,
    series_dialog,
    term_rules,
    words,
)
from jtdesk.lessonprep.day_notes import weekday_words
from jtdesk.lessonprep.group_lists import (
    GroupDetail,
    Offered,
    counts,
    group_columns,
    group_detail,
    offered,
    sections,
    series_columns,
)
from jtdesk.lessonprep.series_dialog import SeriesDialog
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Step, practice_step

CALENDAR = "lessonprep.calendar"
FACETS = ("stage", "subject", "kind", "team")
SERIES_FACETS = ("term_title", "stage", "subject", "every")


class GroupsPage(ListPage):
    """备课组与系列."""

    reads = (
        "prep_group", "prep_member", "prep_series", "prep_session", "teacher", "posting", "school",
        "membership", "term_dates",
    )  # fmt: skip
    title = "联合备课组一览表"
    unit = "个"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            group_columns(context), context.settings, "lessonprep.groups", facets=FACETS,
            counting=counts, empty="还没有备课组。按“按花名册建立”，或“新增”。",
        )  # fmt: skip
        self.set_up(panel, self._empty())
        self.tabs.setTabText(0, words.GROUPS)
        self.series_panel = ListPanel(
            series_columns(context), context.settings, "lessonprep.series", facets=SERIES_FACETS,
            empty="还没有系列。在备课组里选一个组，按“排一个系列”。",
        )  # fmt: skip
        self.series_tab = self.add_tab(words.SERIES, self.series_panel, self._load_series)
        self.series_panel.table.selection_changed.connect(self.refresh_actions)
        self.series_panel.table.row_activated.connect(lambda _row: self.act_edit())
        self.detail: GroupDetail | None = None
        self.offered: Offered | None = None
        self._series_wanted = ""
        self.drawer.details.link_clicked.connect(self._on_link)

    def _empty(self) -> EmptyPage:
        return EmptyPage(
            "谁和谁一起备课",
            "一个备课组是几所学校教同一学段、同一学科的人。有了教师花名册，"
            "按一下就把两所以上学校都开的学科各建一个教研组，成员自动在内，调动以后自动更新；"
            "也可以手工新增。",
            (
                Step("按花名册建立", self.act_derive, "teacher"),
                Step("新增备课组", self.act_add, "add"),
                Step("导入教师花名册", lambda: self.context.navigate(IMPORT_PAGE), "import"),
            ),
            icon="people",
            aside=practice_step(self.context),
        )

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the groups, and for what the dialogs offer."""
        year = self.context.frame.year
        self.ask(lambda session: offered(session, self.day, year), self._on_offered)
        super().load()

    def _on_offered(self, found: Offered) -> None:
        self.offered = found
        self.refresh_actions()

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the groups with how many belong to them."""
        found = groups.prep_groups(session, Ask(as_of=as_of))
        for row in found:
            row["initials"] = initials(row["name"])
            row["day"] = weekday_words(row["weekday"]) if row["weekday"] else None
        return found

    def _load_series(self) -> None:
        def query(session: Session) -> Any:  # noqa: ANN401 - a RowSet
            found = series.prep_series(session, Ask())
            for row in found:
                row["term_title"] = term_rules.term_title(row["term"])
            return self.series_panel.rowset(found[::-1])

        def shown(rows: Any) -> None:  # noqa: ANN401
            self.series_panel.show_rows(rows)
            if self._series_wanted:
                self.series_panel.select([self._series_wanted])
                self._series_wanted = ""
            self.refresh_actions()

        self.ask(query, shown, key="series")

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401
        """Select a group (``id``), or a series (``series``)."""
        super().open_with(**arguments)
        if "series" in arguments:
            self._series_wanted = str(arguments["series"])
            self.tabs.setCurrentIndex(self.series_tab)
            if self.series_panel.select([self._series_wanted]):
                self._series_wanted = ""

    # ------------------------------------------------------------------ drawer

    def fetch_detail(self, session: Session, row_id: str, as_of: str | None) -> GroupDetail | None:
        """Return a group with its members."""
        return group_detail(session, row_id, as_of or self.day)

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show a group in the drawer."""
        self.detail = detail
        self.refresh_actions()
        row = detail.row
        parts = (row["stage"], row["subject"], row["team"])
        self.drawer.show_record(
            row["name"], " · ".join(part for part in parts if part),
            sections(detail, may=not self.context.read_only),
        )  # fmt: skip

    def _on_link(self, link: str) -> None:
        if link == "members":
            self.act_members()
        elif link == "sessions" and self.detail is not None:
            self.context.navigate(CALENDAR, facets={"groups": [self.detail.row["name"]]})

    # ----------------------------------------------------------------- actions

    @property
    def on_series(self) -> bool:
        """Whether the series are in front."""
        return hasattr(self, "series_tab") and self.tabs.currentIndex() == self.series_tab

    def selected_count(self) -> int:
        """Return how many rows of the list in front are selected."""
        if self.on_series:
            return len(self.series_panel.table.selected_lines())
        return super().selected_count()

    def _row(self) -> Row | None:
        panel = self.series_panel if self.on_series else self.panel
        return panel.table.current_row() if hasattr(self, "panel") else None

    def act_derive(self) -> None:
        """Make the groups the staff register asks for."""
        self.do(
            groups.derive_groups,
            groups.GroupsWanted(self.day),
            lambda outcome: self.context.bus.tell(
                f"已按花名册建立 {len(outcome.value)} 个教研组。可以撤销。", "done"
            ),
        )

    def act_add(self) -> FormDialog | None:
        """Add a group, or a series where the series are in front."""
        if self.on_series:
            row = self._row()
            return self.edit_series(None, row["group_id"]) if row is not None else None
        return self.edit_group(None)

    def can_add(self) -> bool:
        """A further series is one of the group of the selected series."""
        return not self.on_series or self._row() is not None

    def act_edit(self) -> FormDialog | None:
        """Change what is selected."""
        row = self._row()
        if row is None:
            return None
        return self.edit_series(row["id"], row["group_id"]) if self.on_series else (
            self.edit_group(row)
        )  # fmt: skip

    def edit_group(self, row: Row | None) -> FormDialog | None:
        """Open the form of a group."""
        known = self.offered
        if known is None:
            return None
        dialog = group_dialogs.group_dialog(self.context, known.staff, known.schools, row, self)

        def submit(form: FormDialog) -> None:
            values = group_dialogs.group_stored(form.form.values(), known.staff, known.schools)
            draft = groups.GroupDraft(values, row["id"] if row is not None else None)
            self.keep(form, groups.save_group, draft, "备课组已保存。可以撤销。")

        return open_form(dialog, submit)

    def act_members(self) -> group_dialogs.MembersDialog | None:
        """Add people to the selected group, or leave some out."""
        detail, known = self.detail, self.offered
        if detail is None or known is None:
            return None
        row = detail.row
        dialog = group_dialogs.MembersDialog(
            row, detail.members, detail.left_out, known.staff, self
        )

        def keep() -> None:
            draft = groups.GroupDraft({}, row["id"], dialog.by_hand())

            def kept(outcome: object) -> None:
                dialog.kept(outcome)
                self.context.bus.tell("成员已保存。可以撤销。", "done")

            self.context.ops.do(
                groups.save_group, draft, kept, dialog,
                failed=lambda fault: dialog.show_fault(sentence(fault)),
            )  # fmt: skip

        dialog.submitted.connect(keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def can_members(self) -> bool:
        """Only groups have members, and they must have been read."""
        row, detail = self._row(), getattr(self, "detail", None)
        if self.on_series or row is None or detail is None:
            return False
        return bool(detail.row["id"] == row["id"])

    def act_series(self) -> FormDialog | None:
        """Plan a series of the selected group."""
        row = self._row()
        return self.edit_series(None, row["id"]) if row is not None else None

    def can_series(self) -> bool:
        """A series belongs to a group."""
        return not self.on_series and getattr(self, "offered", None) is not None

    def edit_series(self, wanted: str | None, group_id: str) -> FormDialog | None:
        """Open the form of a series; a stored one is read first."""
        if self.offered is None:
            return None

        def read(session: Session) -> tuple[Row | None, Row | None]:
            group = next((one for one in groups.groups(session) if one["id"] == group_id), None)
            stored = series.stored(session, [wanted]) if wanted else []
            return group, stored[0] if stored else None

        self.ask(read, lambda found: self.open_series(*found))
        return None

    def open_series(self, group: Row | None, row: Row | None) -> SeriesDialog | None:
        """Open the form of a series of a group."""
        known = self.offered
        if known is None or group is None:
            return None
        dialog = SeriesDialog(
            self.context, group, row, known.schools, known.terms, known.term, self
        )
        dialog.preview_asked.connect(lambda columns: self._preview(dialog, columns))

        def submit(_form: FormDialog) -> None:
            draft = series.SeriesDraft(dialog.stored(), row["id"] if row is not None else None)
            self.context.ops.do(
                series.save_series, draft, lambda outcome: self._placed(dialog, outcome), dialog,
                failed=dialog.show_fault,
            )  # fmt: skip

        open_form(dialog, submit)
        dialog.ask_preview()
        return dialog

    def _preview(self, dialog: SeriesDialog, columns: object) -> None:
        if isinstance(columns, dict):
            self.context.ops.ask(
                lambda session: series_dialog.preview(session, columns), dialog.show_preview,
                dialog,
            )  # fmt: skip

    def _placed(self, dialog: SeriesDialog, outcome: Outcome[str]) -> None:
        dialog.kept(outcome)
        self._series_wanted = outcome.value
        if dialog.stored()["rrule"] is None:
            self.context.bus.tell("系列已保存，日期由“自动排期”来定。", "done")
            return
        self.place(outcome.value)

    def place(self, wanted: str) -> None:
        """Write the dates of a series to the calendar."""

        def told(outcome: Outcome[series.Placed]) -> None:
            done = outcome.value
            parts = [f"新排 {done.written} 次"]
            parts += [f"调整 {done.changed} 次"] if done.changed else []
            parts += [f"去掉 {done.removed} 次"] if done.removed else []
            parts += [f"保留 {done.kept} 次"] if done.kept else []
            self.context.bus.tell(f"系列已排到日历上：{'，'.join(parts)}。可以撤销。", "done")

        self.do(series.place_series, series.Placing(wanted), told)

    def act_place(self) -> None:
        """Write the dates of the selected series anew."""
        row = self._row()
        if row is not None:
            self.place(row["id"])

    def can_place(self) -> bool:
        """Only a series has dates."""
        return self.on_series

    def act_remove(self) -> None:
        """Remove what is selected after asking."""
        row = self._row()
        if row is None:
            return
        if self.on_series:
            text = (
                f"要删除系列“{row['title']}”吗？还没有开展的 {row['sessions'] - row['held']} 次"
                "活动一并删除，已开展的留下。可以撤销。"
            )
            if self.context.prompts.confirm("删除系列", text, yes="删除", danger=True):
                self.do(series.remove_series, row["id"], done="系列已删除。可以撤销。")
            return
        text = f"要删除“{row['name']}”吗？可以撤销。"
        if self.context.prompts.confirm("删除备课组", text, yes="删除", danger=True):
            self.context.ops.do(
                groups.remove_group, groups.GroupEnd(row["id"]),
                lambda _outcome: self.context.bus.tell("备课组已删除。可以撤销。", "done"), self,
                failed=self._not_removed,
            )  # fmt: skip

    def _not_removed(self, fault: Exception) -> None:
        self.context.bus.tell(
            sentence(fault), "warning" if isinstance(fault, RuleError) else "fault"
        )

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and tabs worth a picture."""
        return [
            ("add", self.act_add),
            ("members", self.act_members),
            ("series", self._shot_series),
            ("all_series", lambda: self.tabs.setCurrentIndex(self.series_tab)),
        ]

    def _shot_series(self) -> QWidget | None:
        detail = self.detail
        return self.open_series(detail.row, None) if detail is not None else None
