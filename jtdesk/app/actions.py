"""Menus, shortcuts and the cheat sheet: the window's own actions and those of the page in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jtdesk.app.window import EDIT, FILE, GO, HELP, PAGE, Window
from jtdesk.core import paths
from jtdesk.core.version import VERSION
from jtdesk.ui import theme
from jtdesk.ui.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """What the actions call."""

    new_group: Callable[[], object]
    choose_store: Callable[[], object]
    practice: Callable[[], object]
    back_up: Callable[[], object]
    restore: Callable[[], object]
    preferences: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]
    search: Callable[[], object]
    reload: Callable[[], object]
    show_help: Callable[[], object]
    show_page: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Own:
    """One action of the window itself.

    Attributes:
        code: object name.
        title: Chinese.
        keys: shortcut.
        icon: name.
        run: what it does.
        menu: title of the menu it stands in.
        stores: only while a store is open.
    """

    code: str
    title: str
    keys: str
    icon: str
    run: Callable[[], object]
    menu: str
    stores: bool = True


class WindowActions:
    """Builds the menu bar and keeps it in step with the page in front."""

    def __init__(self, window: Window, driver: Driver) -> None:
        self._window = window
        self._driver = driver
        self._page: Page | None = None
        self.made: dict[str, QAction] = {}
        self._own = _own(window, driver, self.show_cheat_sheet)
        self._menus = window.menus()
        for own in self._own:
            self._menus[own.menu].addAction(self._make(own))
        self._pages: list[QAction] = []

    def _make(self, own: Own) -> QAction:
        action = QAction(theme.icon(own.icon), own.title, self._window)
        action.setObjectName(own.code)
        if own.keys:
            action.setShortcut(QKeySequence(own.keys))
        action.triggered.connect(lambda _on=False, run=own.run: run())
        self.made[own.code] = action
        return action

    def show_pages(self, pages: Sequence[tuple[str, str]]) -> None:
        """List the pages in the menu, with Ctrl+1 to Ctrl+9."""
        menu = self._menus[GO]
        for action in self._pages:
            menu.removeAction(action)
            action.deleteLater()
        self._pages = []
        for at, (code, title) in enumerate(pages, 1):
            action = QAction(title, self._window)
            action.setObjectName(f"go.{code}")
            if at < 10:
                action.setShortcut(QKeySequence(f"Ctrl+{at}"))
            action.triggered.connect(lambda _on=False, code=code: self._driver.show_page(code))
            menu.addAction(action)
            self._pages.append(action)

    def show_page(self, page: Page | None) -> None:
        """Put the actions of the page in front into the menu."""
        self._page = page
        menu = self._menus[PAGE]
        menu.clear()
        if page is not None:
            menu.addActions(list(page.commands.values()))
        menu.menuAction().setVisible(bool(page and page.commands))
        self._menus[GO].menuAction().setVisible(page is not None)
        self._menus[EDIT].menuAction().setVisible(page is not None)
        for own in self._own:
            if own.stores:
                self.made[own.code].setEnabled(page is not None)
        if page is None:
            self.show_steps("", "")

    def show_steps(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do; empty switches them off."""
        for code, verb, label in (("window.undo", "撤销", undo), ("window.redo", "重做", redo)):
            action = self.made[code]
            action.setText(f"{verb}：{label}" if label else verb)
            action.setEnabled(bool(label))

    def offered(self) -> list[tuple[str, str, Callable[[], object]]]:
        """Return what the search can start: ``(title, keys, run)`` of every enabled action."""
        actions = [*self._pages, *(self._page.commands.values() if self._page else ())]
        actions += [self.made[own.code] for own in self._own if own.code != "window.search"]
        return [
            (action.text(), action.shortcut().toString(), action.trigger)
            for action in actions
            if action.isEnabled()
        ]

    def shortcuts(self) -> list[tuple[str, str, str]]:
        """Return ``(where, title, keys)`` of every action that has keys."""
        rows = [(own.menu, own.title, own.keys) for own in self._own if own.keys]
        rows += [
            (GO, action.text(), action.shortcut().toString())
            for action in self._pages
            if not action.shortcut().isEmpty()
        ]
        if self._page is not None:
            rows += [
                (PAGE, action.text(), action.shortcut().toString())
                for action in self._page.commands.values()
                if not action.shortcut().isEmpty()
            ]
        return rows

    def cheat_sheet(self) -> CheatSheet:
        """Return the dialog with all shortcuts."""
        return CheatSheet(self.shortcuts(), self._window)

    def show_cheat_sheet(self) -> None:
        """Show all shortcuts."""
        dialog = self.cheat_sheet()
        dialog.exec()
        dialog.deleteLater()


def _own(window: Window, driver: Driver, cheat_sheet: Callable[[], None]) -> tuple[Own, ...]:
    def open_log() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_dir())))

    def about() -> None:
        window.notices.dismiss()
        window.statusBar().showMessage(f"教育集团工作台 jtdesk {VERSION}", 10000)

    return (
        Own("window.new", "新建集团…", "", "add", driver.new_group, FILE, stores=False),
        Own(
            "window.open", "打开文件…", "Ctrl+O", "folder", driver.choose_store, FILE,
            stores=False,
        ),
        Own("window.practice", "打开演练集团…", "", "school", driver.practice, FILE, stores=False),
        Own("window.backup", "立即备份", "Ctrl+B", "backup", driver.back_up, FILE),
        Own("window.restore", "从备份恢复…", "", "history", driver.restore, FILE, stores=False),
        Own(
            "window.preferences", "首选项…", "Ctrl+,", "settings", driver.preferences, FILE,
            stores=False,
        ),
        Own("window.quit", "退出", "Ctrl+Q", "close", window.close, FILE, stores=False),
        Own("window.undo", "撤销", "Ctrl+Z", "undo", driver.undo, EDIT),
        Own("window.redo", "重做", "Ctrl+Y", "redo", driver.redo, EDIT),
        Own("window.search", "搜索…", "Ctrl+K", "search", driver.search, EDIT),
        Own("window.reload", "刷新本页", "F5", "refresh", driver.reload, EDIT),
        Own("window.help", "本页帮助", "F1", "help", driver.show_help, HELP, stores=False),
        Own("window.keys", "快捷键一览", "Ctrl+/", "keyboard", cheat_sheet, HELP, stores=False),
        Own("window.log", "打开日志文件夹", "", "folder", open_log, HELP, stores=False),
        Own("window.about", "版本", "", "info", about, HELP, stores=False),
    )  # fmt: skip


class CheatSheet(QDialog):
    """All shortcuts on one page."""

    def __init__(self, rows: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键一览")
        theme.size_to(self, 480, 560)
        table = QTableWidget(len(rows), 3)
        table.setAccessibleName("快捷键")
        table.setHorizontalHeaderLabels(["位置", "功能", "按键"])
        table.verticalHeader().setVisible(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                table.setItem(at, column, item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        buttons.rejected.connect(self.reject)
        column_box = QVBoxLayout(self)
        column_box.addWidget(table)
        column_box.addWidget(buttons)
