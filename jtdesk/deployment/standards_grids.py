"""Grids in which the numbers of a standard are typed: periods by grade, full weeks by stage."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from jtdesk.core.errors import RuleError
from jtdesk.core.numbers import plain
from jtdesk.deployment import curricula, loads
from jtdesk.ui import theme
from jtdesk.ui.clipboard import block_mime, read_block
from jtdesk.ui.ops import sentence

Index = QModelIndex | QPersistentModelIndex
Body = dict[str, Any]
ROLE = Qt.ItemDataRole
TOTAL = "合计"


def number_of(text: object) -> float:
    """Return a typed number.

    Raises:
        RuleError: it is none.
    """
    try:
        return float(str(text).strip().replace("。", ".").replace("．", ".") or 0)
    except ValueError:
        raise RuleError(f"“{text}”不是数字，单双周的课可以填 0.5。", code="not_a_number") from None


class GridModel(QAbstractTableModel):
    """Rows of a standard in which numbers are typed.

    Attributes:
        body: the standard as it stands, in the words of its file.

    Signals:
        faulted: why a typed value was refused; empty once one was taken.
        changed: the standard is another one.
    """

    faulted = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body: Body = {}
        self.heads: tuple[str, ...] = ()
        self.rows: list[list[str]] = []
        self.bold = QFont()
        self.bold.setWeight(QFont.Weight.DemiBold)

    # What the two grids differ in.

    def lines(self, body: Body) -> list[list[str]]:
        """Return the cells as texts."""
        raise NotImplementedError

    def typed(self, row: int, column: int, value: float) -> Body:
        """Return the standard with another number."""
        raise NotImplementedError

    def editable(self, row: int, column: int) -> bool:
        """Return whether a number may be typed in a cell."""
        raise NotImplementedError

    def show_body(self, body: Body) -> None:
        """Show another standard."""
        self.beginResetModel()
        self.body, self.rows = body, self.lines(body) if body else []
        self.endResetModel()
        self.changed.emit()

    # ---------------------------------------------------------------- Qt face

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401 - Qt's contract
        """Return headings."""
        if role == int(ROLE.DisplayRole) and orientation == Qt.Orientation.Horizontal:
            return self.heads[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let numbers be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401 - Qt's contract
        """Return what Qt asks of a cell."""
        row, column = index.row(), index.column()
        if role in {int(ROLE.DisplayRole), int(ROLE.EditRole)}:
            return self.rows[row][column]
        if role == int(ROLE.AccessibleTextRole):
            return f"{self.rows[row][0]} {self.heads[column]}：{self.rows[row][column] or '0'}"
        if role == int(ROLE.BackgroundRole) and not self.editable(row, column):
            return QBrush(QColor(theme.GROUND))
        if role == int(ROLE.TextAlignmentRole) and self.centred(column):
            return Qt.AlignmentFlag.AlignCenter
        if role == int(ROLE.FontRole) and self.rows[row][0] == TOTAL:
            return self.bold
        return None

    def centred(self, column: int) -> bool:
        """Return whether a column holds numbers."""
        return column > 0

    def setData(self, index: Index, value: Any, role: int = int(ROLE.EditRole)) -> bool:  # noqa: ANN401, ARG002 - Qt's contract
        """Take a typed number; a refusal is told, and the cell stays as it was."""
        if not self.editable(index.row(), index.column()):
            return False
        try:
            body = self.typed(index.row(), index.column(), number_of(value))
        except RuleError as fault:
            self.faulted.emit(sentence(fault))
            return False
        self.body, self.rows = body, self.lines(body)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.heads) - 1))
        self.faulted.emit("")
        self.changed.emit()
        return True


class PeriodsModel(GridModel):
    """Periods a week by subject and grade, with the totals of grades and of subjects."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = ("学科", *(f"{w}年级" for w in curricula.GRADE_WORDS), "合计", "任课")

    def lines(self, body: Body) -> list[list[str]]:
        """Return the totals, and a line a subject."""
        totals = curricula.grade_totals(body)
        sums = [str(plain(totals[grade])) for grade in curricula.GRADES]
        made = [[TOTAL, *sums, str(plain(sum(totals.values()))), ""]]
        for row in curricula.curriculum_table(body):
            cells = [str(row[f"grade{grade}"] or "") for grade in curricula.GRADES]
            taught = "各科教师兼上" if row["shared"] else "专任教师"
            made.append([str(row["subject"]), *cells, str(row["total"]), taught])
        return made

    def editable(self, row: int, column: int) -> bool:
        """Return whether a cell is that of a subject in a grade."""
        return row > 0 and 1 <= column <= len(curricula.GRADES)

    def typed(self, row: int, column: int, value: float) -> Body:
        """Return the curriculum with other periods."""
        return curricula.with_periods(self.body, self.rows[row][0], column, value)


class LoadsModel(GridModel):
    """Full weeks by stage and subjects."""

    heads_of_loads = ("学段", "学科", "周课时标准（节）", "另有折算")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = self.heads_of_loads

    def lines(self, body: Body) -> list[list[str]]:
        """Return a line a load."""
        return [
            [
                entry["stage"],
                "、".join(entry.get("subjects", ())) or "其余学科",
                str(plain(float(entry["periods"]))),
                f"每 {plain(float(entry['classes']))} 个班为满工作量" if "classes" in entry else "",
            ]
            for entry in body["load"]
        ]

    def editable(self, _row: int, column: int) -> bool:
        """Return whether a cell is a number of periods."""
        return column == 2

    def centred(self, column: int) -> bool:
        """Return whether a column holds numbers."""
        return column == 2

    def typed(self, row: int, _column: int, value: float) -> Body:
        """Return the loads with another full week."""
        if value <= 0:
            raise RuleError("周课时标准应大于 0。", code="not_a_number")
        return loads.with_load(self.body, row, value)


class Grid(QTableView):
    """A grid in which one types like in a sheet; blocks are copied and pasted."""

    def __init__(self, model: GridModel, name: str) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        self.setEditTriggers(
            QTableView.EditTrigger.AnyKeyPressed
            | QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
        )
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if isinstance(self.model(), LoadsModel):
            head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        else:
            for column in range(1, len(curricula.GRADES) + 1):
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and paste blocks, empty cells with Delete."""
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, GridModel):
            QGuiApplication.clipboard().setMimeData(block_mime([list(model.heads), *model.rows]))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(read_block(QGuiApplication.clipboard().mimeData()))
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            for index in self.selectedIndexes():
                model.setData(index, "0")
        else:
            super().keyPressEvent(event)

    def paste(self, block: list[list[str]]) -> None:
        """Put a block of numbers at the current cell; what is no number is left out."""
        start, model = self.currentIndex(), self.model()
        if not start.isValid():
            return
        for down, line in enumerate(block):
            for across, text in enumerate(line):
                index = model.index(start.row() + down, start.column() + across)
                if index.isValid():
                    model.setData(index, text)
