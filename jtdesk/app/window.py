"""The main window's frame: sidebar, top bar, page stack, status line; it knows no store.

Nothing here loads the database layer, so that the frame is painted first; `desk` fills it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jtdesk.app.family import FamilyStrip
from jtdesk.app.noticebar import NoticeBar, Strip
from jtdesk.app.sidebar import Sidebar
from jtdesk.app.statusline import StatusLine
from jtdesk.app.topbar import TopBar
from jtdesk.core.settings import Settings
from jtdesk.ui import reading, theme

TITLE = "教育集团工作台"
GEOMETRY = "window.geometry"
LAST_PAGE = "window.page"
FIRST_SIZE = (1366, 768)
STORE_SUFFIX = ".jtd"
FILE, EDIT, PAGE, GO, HELP = "文件", "编辑", "本页", "前往", "帮助"


class Window(QMainWindow):
    """The frame.

    Signals:
        files_dropped: paths of workbooks or folders let fall anywhere on the window.
        store_dropped: path of a store let fall on the window.
        close_asked: the user wants to leave; whoever listens may call `agree_to_close`.
    """

    files_dropped = Signal(list)
    store_dropped = Signal(object)
    close_asked = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._menus: dict[str, QMenu] = {}
        self.guarded = False
        self.setWindowTitle(TITLE)
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 440)  # 1366x768 at 150 % leaves 910x470
        self.sidebar = Sidebar()
        self.topbar = TopBar()
        self.banner = Strip()
        self.banner.button.setVisible(False)
        self.notices = NoticeBar()
        self.family = FamilyStrip()
        self.stack = QStackedWidget()
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self.setCentralWidget(self._lay_out())
        self.setStyleSheet(frame_style())
        self._restore_geometry()

    def _lay_out(self) -> QWidget:
        centre = QWidget()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.setContentsMargins(0, 0, 0, 0)
        line = QFrame()
        line.setObjectName("topline")
        line.setFixedHeight(1)
        for widget in (self.topbar, line, self.banner, self.notices, self.family):
            right.addWidget(widget)
        right.addWidget(self.stack, 1)
        whole = QHBoxLayout(centre)
        whole.setSpacing(0)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.sidebar)
        whole.addLayout(right, 1)
        self.sidebar.setVisible(False)
        return centre

    def show_banner(self, text: str) -> None:
        """Show a standing sentence under the top bar; empty takes it away."""
        self.banner.paint_as("warning")
        self.banner.text.setText(text)
        self.banner.setVisible(bool(text))

    def menus(self) -> dict[str, QMenu]:
        """Return the menus by title; the first call puts them into the menu bar."""
        if not self._menus:
            bar = self.menuBar()
            self._menus = {title: bar.addMenu(title) for title in (FILE, EDIT, PAGE, GO, HELP)}
        return self._menus

    # ------------------------------------------------------------ dropping files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand a store or workbooks on."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        stores = [path for path in paths if path.suffix.lower() == STORE_SUFFIX]
        if stores:
            self.store_dropped.emit(stores[0])
        elif paths:
            self.files_dropped.emit(paths)
        event.acceptProposedAction()

    # ------------------------------------------------------------------ closing

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk the window as one reads it, whatever was built or moved first."""
        return reading.step(self, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first where something is guarded, then remember place and size."""
        if self.guarded:
            event.ignore()
            self.close_asked.emit()
            return
        self._settings.remember(GEOMETRY, bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        self._settings.save()
        super().closeEvent(event)

    def agree_to_close(self) -> None:
        """Close now, nothing is guarded any more."""
        self.guarded = False
        self.close()

    def appear(self) -> None:
        """Show the window; the first time on a small screen as large as the screen."""
        room = self.screen().availableSize()
        fresh = not self._settings.recall(GEOMETRY)
        if fresh and (room.width() < FIRST_SIZE[0] + 60 or room.height() < FIRST_SIZE[1] + 60):
            self.showMaximized()
        else:
            self.show()

    def _restore_geometry(self) -> None:
        self.resize(*FIRST_SIZE)
        kept = self._settings.recall(GEOMETRY)
        if kept:
            self.restoreGeometry(QByteArray.fromHex(QByteArray(kept.encode("ascii", "ignore"))))
        if self.windowState() & Qt.WindowState.WindowMinimized:
            self.setWindowState(Qt.WindowState.WindowNoState)


def frame_style() -> str:
    """Return the style sheet of the frame's own parts."""
    return f"""
    #sidebar {{ background: {theme.PANEL}; padding: 6px 4px; outline: 0; }}
    #sidebar::item {{ border-radius: 4px; padding-left: 6px; color: {theme.INK}; }}
    #sidebar::item:hover {{ background: #dde4ea; }}
    #sidebar::item:selected {{ background: {theme.PAPER}; color: {theme.ACCENT};
        border-left: 4px solid {theme.ACCENT}; font-weight: 600; }}
    #topbar {{ background: {theme.PAPER}; }}
    #topline {{ background: {theme.LINE}; }}
    #family::tab {{ padding: 5px 14px; border: 0; border-bottom: 3px solid transparent; }}
    #family::tab:selected {{ color: {theme.ACCENT}; border-bottom-color: {theme.ACCENT};
        font-weight: 600; }}
    #family::tab:hover {{ background: {theme.PANEL}; }}
    #group_name {{ font-size: 12pt; font-weight: 600; }}
    QToolButton[due="true"] {{ color: {theme.CAUTION}; }}
    """
