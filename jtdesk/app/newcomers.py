"""Ways a store comes onto this desk: a new group, the practice group, a file, a backup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from jtdesk.app import backups, groups
from jtdesk.app.start import NewGroupDialog
from jtdesk.app.stores import SUFFIX, new_store
from jtdesk.core import clock, paths
from jtdesk.core.demo import DemoOrder
from jtdesk.core.errors import JtdeskError
from jtdesk.ui.ops import Ops, sentence
from jtdesk.ui.prompts import STORES, Prompts

PRACTICE_FILE = "演练集团"


class Newcomers(QObject):
    """Makes stores and lets the user pick them.

    Signals:
        made: the path of a store to open.
    """

    made = Signal(object)

    def __init__(self, ops: Ops, prompts: Prompts, parent: QWidget) -> None:
        super().__init__(parent)
        self.ops = ops
        self._prompts = prompts
        self._window = parent

    def new_group(self) -> None:
        """Ask for name, year and place of a new group, make its store."""
        dialog = NewGroupDialog(clock.school_year(clock.today()), self._window)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        name, year = dialog.name.text().strip(), dialog.year.value()
        dialog.deleteLater()
        if not agreed:
            return
        path = self._prompts.save_path(
            "集团数据存在哪里", f"{_file_name(name)}{SUFFIX}", filters=[STORES]
        )
        if path is None:
            return
        self._make(path.with_suffix(SUFFIX), name, year)

    def _make(self, path: Path, name: str, year: int) -> None:
        try:
            with new_store(path) as store:
                groups.found(store, name=name, year=year)
        except JtdeskError as fault:
            self._prompts.report("没有建成", fault.message, kind="fault")
            return
        self.made.emit(path)

    def practice(self) -> None:
        """Make the practice group where none is yet, and open it."""
        folder = paths.user_data_dir()
        path = folder / f"{PRACTICE_FILE}{SUFFIX}"
        if path.is_file():
            choice = self._prompts.choose(
                "演练集团",
                "这台电脑上已经有一个演练集团。继续用它，还是重新建立？",
                [("keep", "继续使用"), ("new", "重新建立")],
            )
            if choice is None:
                return
            if choice == "keep":
                self.made.emit(path)
                return
            try:
                path.unlink()
            except OSError:
                self._prompts.report("演练集团", "演练集团正在使用，请先关闭它。", kind="warning")
                return
        folder.mkdir(parents=True, exist_ok=True)
        order = DemoOrder(year=clock.school_year(clock.today()))
        self.ops.compute(
            lambda _job: groups.practice(path, order),
            lambda _counts: self.made.emit(path),
            self._failed,
            self,
            title="建立演练集团",
        )

    def choose_store(self) -> Path | None:
        """Let the user pick a store."""
        return self._prompts.open_file("打开集团文件", filters=[STORES])

    def choose_backup(self, store: Path | None) -> Path | None:
        """Let the user pick a backup and agree to its replacing the open store."""
        if store is not None and (store.parent / backups.FOLDER).is_dir():
            self._prompts.folder = str(store.parent / backups.FOLDER)
        source = self._prompts.open_file("选择备份文件", filters=[STORES])
        if source is None or store is None:
            return source
        agreed = self._prompts.confirm(
            "从备份恢复",
            f"用 {source.name} 替换当前的 {store.name}？现在的内容会另存一份，不会丢失。",
            yes="恢复",
            danger=True,
        )
        return source if agreed else None

    def restore(self, source: Path, store: Path | None) -> Path | None:
        """Put a backup in a store's place; ask for the place where none was open."""
        if store is None:
            chosen = self._prompts.save_path("恢复到哪里", source.name, filters=[STORES])
            if chosen is None:
                return None
            store = chosen.with_suffix(SUFFIX)
        try:
            backups.restore(source, store)
        except JtdeskError as fault:
            self._prompts.report("没有恢复", fault.message, kind="fault")
            return store if store.is_file() else None
        return store

    def _failed(self, fault: Exception) -> None:
        self._prompts.report("没有建成", sentence(fault), kind="fault")


def _file_name(name: str) -> str:
    """Return a group's name as a file name: without the marks Windows forbids."""
    return "".join("_" if mark in '<>:"/\\|?*' or ord(mark) < 32 else mark for mark in name).strip(
        ". "
    )
