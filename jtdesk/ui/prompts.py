"""Questions to the user and file pickers: the only file with message boxes and file dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

WORKBOOKS = "表格文件 (*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.csv *.tsv *.txt *.htm *.html)"
STORES = "集团数据文件 (*.jtd)"
ANY = "所有文件 (*)"


class Prompts:
    """Asks the user; handed to pages by the window, replaced by a recorder in tests.

    Args:
        parent: the window the questions belong to.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent
        self.folder = ""

    def confirm(
        self,
        title: str,
        text: str,
        *,
        yes: str = "确定",
        no: str = "取消",
        details: str = "",
        danger: bool = False,
    ) -> bool:
        """Ask a yes/no question; False on Esc.

        Args:
            title: of the box.
            text: the question with what it leads to.
            yes: label of the button that agrees, a verb.
            no: label of the other one.
            details: longer text behind a button.
            danger: Enter means no.
        """
        box = self._box(QMessageBox.Icon.Warning if danger else QMessageBox.Icon.Question, title)
        box.setText(text)
        if details:
            box.setDetailedText(details)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(reject)
        box.setDefaultButton(reject if danger else accept)
        box.exec()
        agreed = box.clickedButton() is accept
        box.deleteLater()
        return agreed

    def choose(
        self, title: str, text: str, options: Sequence[tuple[str, str]], *, cancel: str = "取消"
    ) -> str | None:
        """Let the user pick one of a few ``(code, label)``; None on cancel."""
        box = self._box(QMessageBox.Icon.Question, title)
        box.setText(text)
        buttons = {
            box.addButton(label, QMessageBox.ButtonRole.AcceptRole): code for code, label in options
        }
        box.setEscapeButton(box.addButton(cancel, QMessageBox.ButtonRole.RejectRole))
        box.exec()
        chosen = next((c for b, c in buttons.items() if b is box.clickedButton()), None)
        box.deleteLater()
        return chosen

    def report(
        self,
        title: str,
        text: str,
        *,
        details: str = "",
        kind: Literal["info", "warning", "fault"] = "info",
    ) -> None:
        """Tell something that must be read before going on."""
        icons = {
            "info": QMessageBox.Icon.Information,
            "warning": QMessageBox.Icon.Warning,
            "fault": QMessageBox.Icon.Critical,
        }
        box = self._box(icons[kind], title)
        box.setText(text)
        if details:
            box.setDetailedText(details)
        box.setEscapeButton(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
        box.exec()
        box.deleteLater()

    def ask_text(self, title: str, label: str, *, initial: str = "") -> str | None:
        """Ask for one line of text; None on cancel."""
        dialog = QInputDialog(self.parent)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(initial)
        dialog.setOkButtonText("确定")
        dialog.setCancelButtonText("取消")
        agreed = bool(dialog.exec())
        text = dialog.textValue().strip()
        dialog.deleteLater()
        return text if agreed else None

    def open_files(self, title: str, *, filters: Sequence[str] = (WORKBOOKS, ANY)) -> list[Path]:
        """Let the user pick existing files; empty on cancel."""
        names, _ = QFileDialog.getOpenFileNames(self.parent, title, self.folder, ";;".join(filters))
        return [self._remember(Path(name)) for name in names]

    def open_file(self, title: str, *, filters: Sequence[str] = (ANY,)) -> Path | None:
        """Let the user pick one existing file; None on cancel."""
        name, _ = QFileDialog.getOpenFileName(self.parent, title, self.folder, ";;".join(filters))
        return self._remember(Path(name)) if name else None

    def open_folder(self, title: str) -> Path | None:
        """Let the user pick a folder; None on cancel."""
        name = QFileDialog.getExistingDirectory(self.parent, title, self.folder)
        return Path(name) if name else None

    def save_path(self, title: str, name: str, *, filters: Sequence[str] = (ANY,)) -> Path | None:
        """Let the user name a file to write; None on cancel.

        Args:
            title: of the dialog.
            name: proposed file name with its suffix.
            filters: kinds of file, e.g. ``Excel 工作簿 (*.xlsx)``.
        """
        start = str(Path(self.folder) / name) if self.folder else name
        chosen, _ = QFileDialog.getSaveFileName(self.parent, title, start, ";;".join(filters))
        if not chosen:
            return None
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(Path(name).suffix)
        return self._remember(path)

    def open_outside(self, path: Path) -> bool:
        """Open a file with the program the system has for it; False when there is none."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _remember(self, path: Path) -> Path:
        self.folder = str(path.parent)
        return path

    def _box(self, icon: QMessageBox.Icon, title: str) -> QMessageBox:
        box = QMessageBox(self.parent)
        box.setIcon(icon)
        box.setWindowTitle(title)
        return box
