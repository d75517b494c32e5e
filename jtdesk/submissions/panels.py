"""A filled sheet in the window: a table with its totals, or one card after the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QLabel, QListWidget, QScrollArea, QSplitter, QVBoxLayout, QWidget

from jtdesk.excel.card_look import CardSpec
from jtdesk.submissions import report
from jtdesk.submissions.service import FilledSheet
from jtdesk.ui import card_printing, printing
from jtdesk.ui.card_printing import PrintCards
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

LIST_WIDTH = 130
NARROWEST, WIDEST = 420, 900


def print_preview(sheet: FilledSheet, parent: QWidget) -> QPrintPreviewDialog:
    """Return the print preview of a sheet."""
    if isinstance(sheet.spec, CardSpec):
        return card_printing.preview(report.print_cards(sheet.spec, sheet.rows), parent)
    return printing.preview(report.print_table(sheet.spec, sheet.rows), parent)


class SheetPreview(QWidget):
    """Shows a filled sheet as it will be written.

    Args:
        sheet: with at least one row.
    """

    def __init__(self, sheet: FilledSheet) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table: TableView | None = None
        self.cards: CardView | None = None
        self.totals = QLabel()
        self.totals.setWordWrap(True)
        self.totals.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if isinstance(sheet.spec, CardSpec):
            self.cards = CardView(report.print_cards(sheet.spec, sheet.rows))
            column.addWidget(self.cards, 1)
            self.totals.hide()
            return
        model = RowsModel(report.preview_columns(sheet.spec, sheet.rows))
        model.replace(report.preview_rows(sheet.spec, sheet.rows))
        self.table = TableView(model)
        model.setParent(self.table)
        self.table.setAccessibleName("报表预览")
        self.table.verticalHeader().setVisible(False)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)
        self.totals.setText(report.totals_line(sheet.spec, sheet.rows))
        self.totals.setVisible(bool(self.totals.text()))


class CardView(QSplitter):
    """The names of all cards, and the chosen card as it looks on paper.

    Args:
        cards: to look at.
    """

    def __init__(self, cards: PrintCards) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._cards = cards
        self.names = QListWidget()
        self.names.setAccessibleName("各张卡片")
        self.names.addItems([name or "（未填姓名）" for name in cards.names])
        self.paper = QLabel()
        self.paper.setAccessibleName("卡片预览")
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.frame = QScrollArea()
        self.frame.setWidgetResizable(True)
        self.frame.setWidget(self.paper)
        self.addWidget(self.names)
        self.addWidget(self.frame)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self.setSizes([LIST_WIDTH, WIDEST])
        self.names.setCurrentRow(0)
        self.names.currentRowChanged.connect(self._show)
        self.splitterMoved.connect(lambda *_moved: self._show())
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the card anew for the width there is now."""
        super().resizeEvent(event)
        self._show()

    def _show(self, _row: int = 0) -> None:
        room = self.frame.viewport().width() - 12
        ratio = self.devicePixelRatioF()
        wide = round(min(max(room, NARROWEST), WIDEST) * ratio)
        image = card_printing.picture(self._cards, max(self.names.currentRow(), 0), wide)
        pixels = QPixmap.fromImage(image)
        pixels.setDevicePixelRatio(ratio)
        self.paper.setPixmap(pixels)
