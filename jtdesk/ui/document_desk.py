"""What the documents tab of a drawer does: files in and out of the store, off the main thread."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.core.jobs import Job
from jtdesk.core.operations import Operation
from jtdesk.core.reasons import reason
from jtdesk.ui.documents import DocumentLine, DocumentsPanel
from jtdesk.ui.page import Page

LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class DocumentDoors:
    """How documents are kept; given by the page, so that the kit knows no feature.

    Attributes:
        attach: the operation that keeps a file.
        draft: makes its command from owner id, file name and bytes.
        remove: the operation that removes a file by id.
        content: reads the bytes of a file.
    """

    attach: Operation[Any, Any]
    draft: Callable[[str, str, bytes], Any]
    remove: Operation[str, Any]
    content: Callable[[Session, str], bytes]


class DocumentDesk(QObject):
    """Serves a documents panel for the record in front."""

    def __init__(self, page: Page, panel: DocumentsPanel, doors: DocumentDoors) -> None:
        super().__init__(page)
        self._page, self._panel, self._doors = page, panel, doors
        self._owner = ""
        self._names: dict[str, str] = {}
        # Files opened for reading live here until the page goes.
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        page.destroyed.connect(self.clean)
        panel.add_asked.connect(self._on_add)
        panel.dropped.connect(self.attach)
        panel.open_asked.connect(self._on_open)
        panel.save_asked.connect(self._on_save)
        panel.remove_asked.connect(self._on_remove)

    def show(self, owner: str, rows: Sequence[Row]) -> None:
        """Show the files of a record."""
        self._owner = owner
        self._names = {str(row["id"]): str(row["name"]) for row in rows}
        lines = [
            DocumentLine(row["id"], row["name"], row["size"], row["added_on"] or "") for row in rows
        ]
        self._panel.show_documents(lines, writable=not self._page.context.read_only)

    def attach(self, paths: Sequence[Path]) -> None:
        """Read files and keep them with the record in front."""
        owner = self._owner

        def read(_job: Job) -> list[tuple[str, bytes]]:
            return [(path.name, _bytes_of(path)) for path in paths]

        def keep(files: list[tuple[str, bytes]]) -> None:
            for name, content in files:
                command = self._doors.draft(owner, name, content)
                self._page.do(self._doors.attach, command, done=f"已添加附件 {name}。")

        self._page.context.ops.compute(read, keep, owner=self, title="读取附件")

    def _on_add(self) -> None:
        paths = self._page.context.prompts.open_files("选择要添加的文件", filters=("所有文件 (*)",))
        if paths:
            self.attach(paths)

    def _content(self, document: str, then: Callable[[bytes], object]) -> None:
        content = self._doors.content
        self._page.context.ops.ask(lambda session: content(session, document), then, self)

    def _on_open(self, document: str) -> None:
        def opened(content: bytes) -> None:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="jtdesk-")
            folder = Path(self._folder.name) / document
            folder.mkdir(exist_ok=True)
            path = folder / Path(self._names[document]).name
            path.write_bytes(content)
            if not self._page.context.prompts.open_outside(path):
                self._page.context.bus.tell(
                    f"这台电脑没有能打开 {path.name} 的程序，可以用“另存为”。", "warning"
                )

        self._content(document, opened)

    def _on_save(self, document: str) -> None:
        name = self._names[document]
        path = self._page.context.prompts.save_path("另存附件", name)
        if path is None:
            return

        def write(content: bytes) -> None:
            try:
                path.write_bytes(content)
            except OSError as fault:
                self._page.context.bus.tell(f"无法写入 {path.name}：{reason(fault)}。", "fault")
            else:
                self._page.context.bus.tell(f"附件已存为 {path.name}。", "done")

        self._content(document, write)

    def _on_remove(self, document: str) -> None:
        name = self._names[document]
        if self._page.context.prompts.confirm(
            "删除附件", f"要删除附件“{name}”吗？可以撤销。", yes="删除", danger=True
        ):
            self._page.do(self._doors.remove, document, done=f"已删除附件 {name}。")

    def clean(self) -> None:
        """Remove the files opened for reading."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise InputRefused(
                f"{path.name} 超过 20 MB，不能作附件。请压缩或拆分后再添加。", code="file_too_large"
            )
        return path.read_bytes()
    except OSError as fault:
        raise InputRefused(
            f"无法读取 {path.name}：{reason(fault)}。", code="file_missing"
        ) from fault
