"""A form with lines and, below them, boxes for long texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from jtdesk.core.fields import Field
from jtdesk.ui import theme
from jtdesk.ui.fields import Check, FieldForm
from jtdesk.ui.inputs import PinyinCompleter
from jtdesk.ui.typed import Codes

LINES = 3


class LongForm(FieldForm):
    """A form whose last fields are boxes of several lines.

    Args:
        fields: lines, as in `FieldForm`.
        texts: ``(name, title)`` of the boxes.
        codes, schools, values, check, columns: as in `FieldForm`.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        texts: Sequence[tuple[str, str]],
        codes: Codes,
        schools: Mapping[str, str],
        values: Mapping[str, Any] | None = None,
        *,
        check: Check | None = None,
        columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        known = dict(values or {})
        self.boxes: dict[str, QPlainTextEdit] = {}
        self._before = {name: str(known.pop(name, None) or "") for name, _title in texts}
        super().__init__(
            fields, codes, schools, known, check=check or (lambda _row: []), columns=columns,
            parent=parent,
        )  # fmt: skip
        body = self.widget()
        layout = body.layout() if body is not None else None
        if not isinstance(layout, QVBoxLayout):
            raise TypeError("the form has no body")
        for name, title in texts:
            label = QLabel(title)
            box = QPlainTextEdit(self._before[name])
            box.setAccessibleName(title)
            box.setTabChangesFocus(True)
            box.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES + 16)
            label.setBuddy(box)
            self.boxes[name] = box
            layout.insertWidget(layout.count() - 1, label)
            layout.insertWidget(layout.count() - 1, box)
            layout.setSpacing(theme.SMALL)

    def values(self) -> dict[str, Any]:
        """Return all typed values, those of the boxes among them."""
        texts = {name: box.toPlainText().strip() or None for name, box in self.boxes.items()}
        return super().values() | texts

    def changed_values(self) -> dict[str, Any]:
        """Return the values that differ from those shown at first."""
        now = self.values()
        return {
            name: value
            for name, value in now.items()
            if (value != self.inputs[name].initial if name in self.inputs else
                (value or "") != self._before[name].strip())
        }  # fmt: skip


def searchable(form: FieldForm, name: str, offered: Sequence[str]) -> None:
    """Let a field with a long list of words be searched by any part or by pinyin initials."""
    widget = form.inputs[name].widget
    if isinstance(widget, QComboBox):
        text = widget.currentText()
        widget.setEditable(True)
        widget.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        widget.setCompleter(PinyinCompleter(tuple(offered), widget))
        widget.setCurrentText(text)
