"""The widget of a figure: drawn off the interface thread, saved, copied, and asked for its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.jobs import Job
from jtdesk.ui import theme
from jtdesk.ui.chart import Hit, Rendered, render, render_image
from jtdesk.ui.chart_spec import FigureSpec
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import PageContext

IMAGES = ("图片 (*.png)", "矢量图 (*.svg)", "PDF 文件 (*.pdf)")
PAUSE = 140
LEAST = (400, 370)
LYING = frozenset({"bars", "stacked", "shares"})
LINE, AROUND = 17, 180  # pixels of a lying bar with its name, and of all that is around them
NOT_DRAWN = "图没有画出来。按 F5 再试一次。"


class Canvas(QWidget):
    """Paints the drawn picture; knows which bar is under the mouse.

    Signals:
        bar_clicked: series and category of a bar.
    """

    bar_clicked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 200)
        self.image = QImage()
        self.words = ""
        self.hits: tuple[Hit, ...] = ()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(520, 340)

    def show_picture(self, drawn: Rendered, scale: float) -> None:
        """Paint another picture."""
        image = QImage(
            drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888
        ).copy()
        image.setDevicePixelRatio(scale)
        self.image, self.hits, self.words = image, drawn.hits, ""
        self.update()

    def tell(self, words: str) -> None:
        """Say what is there instead of a picture."""
        self.image, self.hits, self.words = QImage(), (), words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, fitted until the right one is drawn."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self.image.isNull():
            ratio = self.image.devicePixelRatio()
            painter.drawImage(
                QRectF(0, 0, self.image.width() / ratio, self.image.height() / ratio), self.image
            )
        elif self.words:
            painter.setPen(QColor(theme.BAD))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()

    def hit(self, x: float, y: float) -> Hit | None:
        """Return the bar at a place of the widget."""
        ratio = self.image.devicePixelRatio() or 1.0
        x, y = x * ratio, y * ratio
        for one in self.hits:
            if one.left <= x <= one.right and one.top <= y <= one.bottom:
                return one
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a bar can be clicked."""
        over = self.hit(event.position().x(), event.position().y())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Announce the bar that was clicked."""
        over = self.hit(event.position().x(), event.position().y())
        if over is not None and event.button() == Qt.MouseButton.LeftButton:
            self.bar_clicked.emit(over.series, over.category)

    def event(self, event: QEvent) -> bool:
        """Tell which bar the mouse is on."""
        if isinstance(event, QHelpEvent):
            over = self.hit(event.pos().x(), event.pos().y())
            said = f"{over.category} {over.series}：单击查看明细" if over is not None else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)


class ChartView(QWidget):
    """A figure with its three buttons.

    Args:
        context: of the page it stands on.

    Signals:
        rows_asked: ids (tuple) behind the figure or the bar clicked.
        drawn: the picture is on the screen.
    """

    rows_asked = Signal(object)
    drawn = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.spec: FigureSpec | None = None
        self.canvas = Canvas()
        self.canvas.bar_clicked.connect(self._on_bar)
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._draw)
        self.save_button = QPushButton(theme.icon("save"), "存为图片")
        self.copy_button = QPushButton(theme.icon("copy"), "复制")
        self.rows_button = QPushButton(theme.icon("search"), "查看明细")
        self.save_button.clicked.connect(self.save)
        self.copy_button.clicked.connect(self.copy)
        self.rows_button.clicked.connect(self._on_rows)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.save_button, self.copy_button, self.rows_button):
            button.setFlat(True)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        layout.setSpacing(2)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(row)

    def show_figure(self, spec: FigureSpec) -> None:
        """Show another figure."""
        self.spec = spec
        self.setAccessibleName(spec.title)
        lines = [" ".join(cells) for cells in spec.table()]
        self.setAccessibleDescription(f"单位：{spec.unit}；" + "；".join(lines))
        self.rows_button.setEnabled(bool(spec.rows))
        for button in (self.save_button, self.copy_button):
            button.setEnabled(not spec.empty)
        self._draw()

    @property
    def drawing(self) -> bool:
        """Whether the picture on the screen is not yet that of the figure."""
        return self.spec is not None and (self._number > 0 or self._timer.isActive())

    @property
    def blank(self) -> bool:
        """Whether nothing is drawn although nothing is awaited any more."""
        return not self.drawing and self.canvas.image.isNull()

    def _draw(self) -> None:
        if self.spec is None or not self.isVisible():
            return
        spec, scale = self.spec, self.devicePixelRatioF()
        width, height = int(self.canvas.width() * scale), int(self.canvas.height() * scale)
        self._number += 1

        def shown(picture: Rendered) -> None:
            self._number -= 1
            if self._number == 0:
                self.canvas.show_picture(picture, scale)
                self.drawn.emit()

        def failed(fault: Exception) -> None:
            self._number -= 1
            if self._number == 0:
                self.canvas.tell(NOT_DRAWN)
            self.context.bus.tell(sentence(fault), "fault")

        def work(_job: Job) -> Rendered:
            return render_image(spec, width, height, scale)

        self.context.ops.compute(work, shown, failed, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again a moment after the last change of size."""
        super().resizeEvent(event)
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw when first seen."""
        super().showEvent(event)
        self._timer.start()

    def save(self) -> None:
        """Save the figure as PNG, SVG or PDF."""
        if self.spec is None:
            return
        spec = self.spec
        path = self.context.prompts.save_path("存为图片", f"{spec.name}.png", filters=IMAGES)
        if path is None:
            return

        def work(_job: Job) -> str:
            render(spec, path)
            return path.name

        self.context.ops.compute(
            work,
            lambda name: self.context.bus.tell(f"图已存为 {name}。", "done"),
            owner=self,
            title="保存图片",
        )

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.canvas.image)
        self.context.bus.tell("图已复制，可以粘贴到文档里。", "done")

    def _on_bar(self, series: str, category: str) -> None:
        rows = self.spec.rows.get((series, category)) if self.spec is not None else None
        if rows:
            self.rows_asked.emit(rows)

    def _on_rows(self) -> None:
        if self.spec is not None:
            self.rows_asked.emit(self.spec.all_rows())


class ChartGrid(QScrollArea):
    """Several figures side by side.

    Args:
        context: of the page.
        count: how many figures there will be.

    Signals:
        rows_asked: ids (tuple) and the title of the figure.
    """

    rows_asked = Signal(object, str)

    def __init__(self, context: PageContext, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, theme.SMALL, 0, 0)
        self._columns = 0
        self.views = [ChartView(context) for _ in range(count)]
        for view in self.views:
            view.setMinimumSize(*LEAST)
            view.rows_asked.connect(
                lambda ids, view=view: self.rows_asked.emit(
                    ids, view.spec.name if view.spec else ""
                )
            )
        self._arrange(2)
        self.setWidget(body)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for number, view in enumerate(self.views):
                self._grid.addWidget(view, *divmod(number, columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the figures one below the other where two do not fit side by side."""
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() >= 2 * LEAST[0] + theme.SPACE else 1)

    def show_figures(self, specs: Sequence[FigureSpec]) -> None:
        """Show figures in order."""
        for view, spec in zip(self.views, specs, strict=True):
            bars = len(spec.categories) if spec.kind in LYING else 0
            view.setMinimumHeight(max(LEAST[1], bars * LINE + AROUND))
            view.show_figure(spec)

    @property
    def drawing(self) -> bool:
        """Whether a picture on the screen is still to come."""
        return any(view.isVisible() and view.drawing for view in self.views)
