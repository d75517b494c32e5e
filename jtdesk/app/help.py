"""The help window: the Chinese help page of the page in front."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from jtdesk.core import paths
from jtdesk.core.feature import PageSpec
from jtdesk.ui import theme

CHAPTER = 2
GENERAL = "start.md"
MISSING = "# 帮助\n\n这一页还没有说明。"


class HelpWindow(QDialog):
    """Shows ``resources/help/*.md``; stays open beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        theme.size_to(self, 860, 600)
        self.topics = QListWidget()
        self.topics.setFixedWidth(170)
        self.topics.setAccessibleName("帮助目录")
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("帮助内容")
        self.text.anchorClicked.connect(self._on_link)
        row = QHBoxLayout(self)
        row.addWidget(self.topics)
        row.addWidget(self.text, 1)
        self._files = topics()
        self.topics.addItems([title for _name, title in self._files])
        self.topics.currentRowChanged.connect(self._on_row)

    def show_page(self, spec: PageSpec | None) -> None:
        """Show what there is to say about a page, the general page where there is none."""
        if spec is not None and spec.help:
            self.show_topic(spec.help, spec.tab or spec.title)
        else:
            self.show_topic(GENERAL)

    def show_topic(self, name: str, chapter: str = "") -> None:
        """Show a page of the help, from a chapter on, and bring the window to the front."""
        names = [one for one, _title in self._files]
        if name in names:
            self.topics.setCurrentRow(names.index(name))
        else:
            self.text.setMarkdown(MISSING)
        self.show()
        self.raise_()
        self.activateWindow()
        self._turn_to(chapter)

    def _turn_to(self, chapter: str) -> None:
        """Put the heading of a chapter at the top; without one the page begins at its top."""
        block, top = self.text.document().begin(), 0.0
        while block.isValid():
            if block.blockFormat().headingLevel() == CHAPTER and block.text().strip() == chapter:
                top = self.text.document().documentLayout().blockBoundingRect(block).top()
                break
            block = block.next()
        self.text.verticalScrollBar().setValue(int(top))

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._files):
            self.text.setMarkdown(read_topic(self._files[row][0]))

    def _on_link(self, url: QUrl) -> None:
        name = url.fileName()
        if name in [one for one, _title in self._files]:
            self.show_topic(name)


def topics() -> list[tuple[str, str]]:
    """Return ``(file, title)`` of every help page; the general one comes first."""
    folder = paths.resources_dir() / "help"
    found = []
    for path in sorted(folder.glob("*.md"), key=lambda one: (one.name != GENERAL, one.name)):
        first = path.read_text(encoding="utf-8").lstrip().partition("\n")[0]
        found.append((path.name, first.lstrip("# ").strip()))
    return found


def read_topic(name: str) -> str:
    """Return the text of a help page."""
    path = paths.resources_dir() / "help" / name
    return path.read_text(encoding="utf-8") if path.is_file() else MISSING
