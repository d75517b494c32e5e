"""Recorded prompts: nobody clicks away a dialog, the question is written down and answered."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

from jtdesk.ui.prompts import Prompts


class RecordedPrompts(Prompts):
    """Answers from ``answers``, in order; a question nobody expected fails the test."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked: list[tuple[str, str, str]] = []
        self.answers: deque[Any] = deque()

    def _answer(self, kind: str, title: str, text: str = "") -> Any:
        self.asked.append((kind, title, text))
        if not self.answers:
            raise AssertionError(f"unexpected question: {kind} {title} {text}")
        return self.answers.popleft()

    def confirm(self, title: str, text: str, **_: Any) -> bool:
        return self._answer("confirm", title, text)

    def choose(self, title: str, text: str, options: Any, **_: Any) -> str | None:
        return self._answer("choose", title, text)

    def report(self, title: str, text: str, **_: Any) -> None:
        self.asked.append(("report", title, text))

    def ask_text(self, title: str, label: str, **_: Any) -> str | None:
        return self._answer("ask_text", title, label)

    def open_files(self, title: str, **_: Any) -> list[Path]:
        return self._answer("open_files", title)

    def open_file(self, title: str, **_: Any) -> Path | None:
        return self._answer("open_file", title)

    def open_folder(self, title: str, **_: Any) -> Path | None:
        return self._answer("open_folder", title)

    def save_path(self, title: str, name: str, **_: Any) -> Path | None:
        return self._answer("save_path", title, name)

    def open_outside(self, path: Path) -> bool:
        self.asked.append(("open_outside", path.name, ""))
        return True
