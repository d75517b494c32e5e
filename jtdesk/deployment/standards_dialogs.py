"""The dialog of a group's standards: period table, loads, adjustments, and their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.deployment import curricula, loads, standards, words
from jtdesk.deployment.standards_grids import Body, Grid, GridModel, LoadsModel, PeriodsModel
from jtdesk.ui import theme
from jtdesk.ui.inputs import CalmCombo
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import PageContext

OWN = "本集团的修改"
CURRICULA, LOADS = "curricula", "loads"


@dataclass(frozen=True, slots=True)
class Known:
    """What the dialog starts from.

    Attributes:
        library: the usable standards of a kind.
        chosen: what the group goes by.
        broken: sentences on files that cannot be used.
        fault: why what the group goes by cannot be used; then ``chosen`` is only offered.
    """

    library: dict[str, Body]
    chosen: standards.Chosen
    broken: tuple[str, ...] = ()
    fault: str = ""


class StandardTab(QWidget):
    """One kind of standard: which one, its source, its numbers.

    Args:
        kind: folder under ``schemas/``.
        model: of its grid.

    Signals:
        changed: another standard, or another number.
    """

    changed = Signal()

    def __init__(self, kind: str, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.model = kind, model
        self.known: Known | None = None
        self.base = ""
        self.which = CalmCombo()
        self.which.setAccessibleName(f"选用的{words.STANDARD_KINDS[kind]}")
        self.which.setSizeAdjustPolicy(
            CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.which.setMinimumContentsLength(24)
        self.which.activated.connect(self._on_which)
        self.state = QLabel()
        self.state.setProperty("role", "caution")
        self.source = QLabel()
        self.source.setWordWrap(True)
        self.source.setProperty("role", "faint")
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        self.known_faults = QLabel()
        self.known_faults.setWordWrap(True)
        self.known_faults.setProperty("role", "caution")
        self.known_faults.hide()
        self.grid = Grid(model, words.STANDARD_KINDS[kind])
        self.line = QHBoxLayout()
        self.line.addWidget(QLabel("标准"))
        self.line.addWidget(self.which)
        self.line.addWidget(self.state)
        self.line.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.addLayout(self.line)
        self.column.addWidget(self.source)
        self.column.addWidget(self.known_faults)
        self.column.addWidget(self.grid, 1)
        self.column.addWidget(self.fault)
        model.changed.connect(self._on_changed)
        model.faulted.connect(self._on_fault)

    def show_known(self, known: Known) -> None:
        """Show what the group goes by."""
        self.known = known
        self.base = known.chosen.code
        for code, title in standards.titles(known.library).items():
            self.which.addItem(title, code)
        if known.chosen.edited:
            self.which.addItem(f"{known.chosen.title}（{OWN}）", OWN)
        place = self.which.findData(OWN if known.chosen.edited else known.chosen.code)
        self.which.setCurrentIndex(max(place, 0))
        self.model.show_body(known.chosen.body)
        faults = dict.fromkeys([*([known.fault] if known.fault else []), *known.broken])
        if known.fault:
            faults |= {
                f"下面是“{known.chosen.title}”，保存后从这个学年起按它算；也可另选一份。": None
            }
        self.known_faults.setText("\n".join(faults))
        self.known_faults.setVisible(bool(faults))

    def _on_which(self, _number: int) -> None:
        assert self.known is not None  # noqa: S101 - there is nothing to pick before
        code = self.which.currentData()
        own = code == OWN
        self.base = self.known.chosen.code if own else code
        self.model.show_body(self.known.chosen.body if own else self.known.library[code])

    def _on_changed(self) -> None:
        body = self.model.body
        note = body.get("note", "")
        self.source.setText(f"来源：{body.get('source', '')}" + (f"\n{note}" if note else ""))
        self.state.setText("△ 已在原标准上修改" if self.edited else "")
        self.changed.emit()

    def _on_fault(self, text: str) -> None:
        self.fault.setText(f"✕ {text}" if text else "")
        self.fault.setVisible(bool(text))

    @property
    def edited(self) -> bool:
        """Whether the numbers differ from those of the file."""
        return self.known is not None and self.model.body != self.known.library.get(self.base)

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what the group goes by."""
        if self.known is None:
            return False
        chosen = self.known.chosen
        return self.base != chosen.code or self.model.body != chosen.body

    @property
    def owed(self) -> bool:
        """Whether there is something to keep: a change, or a choice in place of a broken file."""
        return self.dirty or (self.known is not None and bool(self.known.fault))

    def orders(self, year: int) -> list[tuple[Any, Any]]:
        """Return the operations with their commands that keep what is shown."""
        assert self.known is not None  # noqa: S101 - there is nothing to keep before
        chosen = self.known.chosen
        made: list[tuple[Any, Any]] = []
        if not self.edited or self.base != chosen.code or self.known.fault:
            choice = standards.Choice(self.kind, year, self.base)
            made.append((standards.choose_standard, choice))
        if self.edited:
            edit = standards.StandardEdit(self.kind, year, self.model.body)
            made.append((standards.edit_standard, edit))
        return made


class StandardsDialog(QDialog):
    """The standards the need is reckoned by, to be chosen and edited for a year and after.

    Args:
        context: of the page.
        year: school year from which they hold.
        parent: the page.
    """

    def __init__(self, context: PageContext, year: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.year = context, year
        self.setWindowTitle(f"课时与工作量标准（{year} 学年起）")
        self.periods = StandardTab(CURRICULA, PeriodsModel(self))
        self.loads = StandardTab(LOADS, LoadsModel(self))
        self._science()
        self._adjustments()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.periods, "每周课时")
        self.tabs.addTab(self.loads, "教师工作量")
        note = QLabel(
            "需求 = 各年级班级数 × 每周课时 ÷ 周课时标准。直接在格子里输入数字，单双周的课填 0.5。"
            "修改只留在本集团，随时可以改回，也可以撤销。"
        )
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.keep_button = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("primary", True)
        self.keep_button.setShortcut("Ctrl+Return")
        self.keep_button.setToolTip("Ctrl+Enter")
        self.keep_button.setAutoDefault(False)
        shut = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        shut.setAutoDefault(False)
        buttons.accepted.connect(self.keep)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        for tab in (self.periods, self.loads):
            tab.changed.connect(self._enable)
        theme.size_to(self, self.fontMetrics().horizontalAdvance("汉") * 72, 720)
        self._kept = False
        self._enable()
        self.load()

    def _science(self) -> None:
        self.science = CalmCombo()
        self.science.addItems(list(curricula.SCIENCES))
        self.science.setAccessibleName("初中科学")
        self.science.textActivated.connect(self._on_science)
        label = QLabel("初中科学")
        label.setBuddy(self.science)
        self.subject = CalmCombo()
        self.subject.setAccessibleName("要加的学科")
        add, drop = QPushButton("加一门课"), QPushButton("去掉选中的课")
        for button in (add, drop):
            button.setAutoDefault(False)
        add.clicked.connect(self._on_add)
        drop.clicked.connect(self._on_drop)
        for widget in (label, self.science, self.subject, add, drop):
            self.periods.line.addWidget(widget)
        self.periods.changed.connect(self._on_periods)

    def _adjustments(self) -> None:
        self.switches = QWidget()
        self._switch_column = QVBoxLayout(self.switches)
        self._switch_column.setContentsMargins(0, 0, 0, 0)
        self._switch_column.setSpacing(2)
        area = QScrollArea()
        area.setWidget(self.switches)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMinimumHeight(90)
        self._switch_area = area
        head = QLabel("减少或增加工作量的情形（打勾的算）")
        head.setProperty("role", "heading")
        self._switch_head = head
        self.loads.column.insertWidget(3, head)
        self.loads.column.insertWidget(4, area, 1)
        self.boxes: dict[str, QCheckBox] = {}
        self.loads.changed.connect(self._show_switches)

    def load(self) -> None:
        """Ask for the library and for what the group goes by."""
        year = self.year

        def query(session: Session) -> dict[str, Known]:
            known = {}
            for kind in (CURRICULA, LOADS):
                library, broken = standards.shelf(kind)
                chosen, fault = standards.standard_to_start_from(session, kind, year)
                known[kind] = Known(library, chosen, broken, fault)
            return known

        self.context.ops.ask(query, self._on_known, self)

    def _on_known(self, known: dict[str, Known]) -> None:
        self.periods.show_known(known[CURRICULA])
        self.loads.show_known(known[LOADS])
        if known[LOADS].fault and not known[CURRICULA].fault:
            self.tabs.setCurrentWidget(self.loads)
        self._enable()

    # ---------------------------------------------------------- the period table

    def _on_periods(self) -> None:
        body = self.periods.model.body
        if not body:
            return
        self.science.setCurrentText(curricula.science_of(body))
        taught = {row[0] for row in self.periods.model.rows}
        wanted = [one for one in self.context.codes["subject"].values if one not in taught]
        if wanted != [self.subject.itemText(i) for i in range(self.subject.count())]:
            self.subject.clear()
            self.subject.addItems(wanted)

    def _on_science(self, word: str) -> None:
        self.periods.model.show_body(curricula.with_science(self.periods.model.body, word))

    def _on_add(self) -> None:
        word = self.subject.currentText()
        if word:
            body = curricula.with_periods(self.periods.model.body, word, 1, 0)
            self.periods.model.show_body(body)
            self.periods.grid.selectRow(self.periods.model.rowCount() - 1)
            self.periods.grid.setFocus()

    def _on_drop(self) -> None:
        row = self.periods.grid.currentIndex().row()
        rows = self.periods.model.rows
        if row > 0:
            body = curricula.without_subject(self.periods.model.body, rows[row][0])
            self.periods.model.show_body(body)

    # -------------------------------------------------------------------- loads

    def _show_switches(self) -> None:
        entries = self.loads.model.body.get("adjustment", ())
        if list(self.boxes) != [entry["name"] for entry in entries]:
            for box in self.boxes.values():
                self._switch_column.removeWidget(box)
                box.hide()
                box.deleteLater()
            self.boxes = {}
            for entry in entries:
                box = QCheckBox(entry["title"])
                box.setToolTip(entry.get("note", ""))
                name = entry["name"]
                box.clicked.connect(lambda on, name=name: self._on_switch(name, on=on))
                self._switch_column.addWidget(box)
                self.boxes[name] = box
        for entry in entries:
            self.boxes[entry["name"]].setChecked(entry.get("enabled", True))
        self._switch_area.setVisible(bool(self.boxes))
        self._switch_head.setVisible(bool(self.boxes))

    def _on_switch(self, name: str, *, on: bool) -> None:
        self.loads.model.show_body(loads.with_adjustment(self.loads.model.body, name, enabled=on))

    # ------------------------------------------------------------------ keeping

    def _dirty(self) -> list[StandardTab]:
        return [tab for tab in (self.periods, self.loads) if tab.dirty]

    def _enable(self) -> None:
        owed = self.periods.owed or self.loads.owed
        self.keep_button.setEnabled(owed and not self.context.read_only)

    def keep(self) -> None:
        """Keep what differs, then close."""
        owing = [tab for tab in (self.periods, self.loads) if tab.owed]
        orders = [order for tab in owing for order in tab.orders(self.year)]
        self.keep_button.setEnabled(False)
        self._run(orders)

    def _run(self, orders: list[tuple[Any, Any]]) -> None:
        if not orders:
            self._kept = True
            self.context.bus.tell("标准已保存，需求已按新标准重算。", "done")
            self.accept()
            return
        (operation, command), rest = orders[0], orders[1:]
        self.context.ops.do(
            operation, command, lambda _outcome: self._run(rest), self, failed=self._failed
        )

    def _failed(self, fault: Exception) -> None:
        self._enable()
        self.context.prompts.report("没有保存", sentence(fault), kind="fault")

    def reject(self) -> None:
        """Close without keeping; asks where something was typed."""
        if self._kept or not self._dirty() or self.context.prompts.confirm(
            "放弃修改", "修改的标准还没有保存，要放弃吗？", yes="放弃", no="继续填写", danger=True
        ):  # fmt: skip
            super().reject()
