"""Single input fields: code words, schools by pinyin, dates, lists of words, masked numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QToolButton, QWidget

from jtdesk.core.fields import Field
from jtdesk.core.identity import mask_id, mask_phone
from jtdesk.core.initials import place_initials
from jtdesk.ui.filters import FacetPopup
from jtdesk.ui.typed import NO, YES, Codes, text_of, typed_value

SEARCH = int(Qt.ItemDataRole.UserRole) + 1


class CalmCombo(QComboBox):
    """A combo box the mouse wheel does not change while a form is scrolled."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()


class PinyinCompleter(QCompleter):
    """Offers entries by any part of their name or by their pinyin initials."""

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        model = QStandardItemModel(self)
        for name in names:
            item = QStandardItem(name)
            item.setData(f"{name} {place_initials(name)}", SEARCH)
            model.appendRow(item)
        self.setModel(model)
        self.setCompletionRole(SEARCH)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802
        """Return the name itself for the line, not the text that was searched."""
        return str(index.data(int(Qt.ItemDataRole.DisplayRole)))


def school_combo(names: Sequence[str], parent: QWidget | None = None) -> QComboBox:
    """Return a combo box of schools that is searched by name or pinyin initials."""
    combo = CalmCombo(parent)
    combo.setEditable(True)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    combo.addItem("")
    combo.addItems(list(names))
    combo.setCompleter(PinyinCompleter(names, combo))
    line = combo.lineEdit()
    if line is not None:
        line.setPlaceholderText("学校名称或拼音首字母")
    return combo


class WordsLine(QWidget):
    """A line of words with a button that opens the list to tick.

    Signals:
        textChanged: the line holds another text.
    """

    textChanged = Signal(str)  # noqa: N815 - as QLineEdit has it

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = tuple(words)
        self.line = QLineEdit()
        self.line.setPlaceholderText("可填多个，用顿号隔开")
        self.line.textChanged.connect(self.textChanged)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        if self._words:
            button = QToolButton()
            button.setText("勾选")
            button.setToolTip("从列表中勾选")
            button.clicked.connect(self.open)
            layout.addWidget(button)

    def open(self) -> FacetPopup:
        """Open the list of words."""
        ticked = frozenset(part for part in self.line.text().split("、") if part)
        popup = FacetPopup([(word, None) for word in self._words], ticked, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.picked.connect(self._on_picked)
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        popup.show()
        return popup

    def _on_picked(self, words: object) -> None:
        if isinstance(words, frozenset):
            known = [word for word in self._words if word in words]
            self.line.setText("、".join([*known, *sorted(words - set(self._words))]))


class Input:
    """One input field with the widget that fits its kind.

    Args:
        field: what is asked for.
        codes: code lists by name.
        schools: ids by name of school.
        value: shown at first.
        masked: sensitive values are shown masked and stay as they are unless typed over.
    """

    def __init__(
        self,
        field: Field,
        codes: Codes,
        schools: Mapping[str, str],
        value: object = None,
        *,
        masked: bool = False,
    ) -> None:
        self.field = field
        self.initial = value
        self._codes, self._schools = codes, schools
        self.masked_text = ""
        self.widget = self._made()
        self.widget.setAccessibleName(field.title)
        if field.help:
            self.widget.setToolTip(field.help)
        text = text_of(field, value)
        if masked and field.sensitive and isinstance(value, str) and value:
            text = self.masked_text = masked_text(field, value)
            self.widget.setToolTip("已遮盖；不改动即保持原值，要更换请重新填写。")
        self.set_text(text)

    def _made(self) -> QWidget:
        kind = self.field.kind
        if kind == "boolean":
            return self._combo(("", YES, NO))
        if kind == "code" and self.field.codes in self._codes:
            combo = self._combo(("", *self._codes[self.field.codes].values))
            combo.setEditable(self.field.open)
            return combo
        if kind == "school":
            return school_combo(tuple(self._schools))
        if kind == "words":
            words = self._codes.get(self.field.codes)
            return WordsLine(words.values if words else ())
        line = QLineEdit()
        if kind in {"date", "month"}:
            line.setPlaceholderText("如 2025-09" if kind == "month" else "如 2025-09-01 或 2025.9")
            line.editingFinished.connect(lambda: self._tidy(line))
        elif kind in {"integer", "decimal", "percent"}:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        elif kind == "id_number":
            line.setPlaceholderText("18 位")
        return line

    def _combo(self, words: Sequence[str]) -> CalmCombo:
        combo = CalmCombo()
        combo.addItems(list(words))
        combo.setMaxVisibleItems(16)
        return combo

    def _tidy(self, line: QLineEdit) -> None:
        value, fault = self.read()
        if value and not fault:
            line.setText(str(value))

    def text(self) -> str:
        """Return what stands in the field."""
        if isinstance(self.widget, QComboBox):
            return self.widget.currentText()
        if isinstance(self.widget, WordsLine):
            return self.widget.line.text()
        return self.widget.text() if isinstance(self.widget, QLineEdit) else ""

    def set_text(self, text: str) -> None:
        """Put a text into the field; a word the list does not have is added to it."""
        if isinstance(self.widget, QComboBox):
            if self.widget.findText(text) < 0:
                self.widget.addItem(text)
            self.widget.setCurrentText(text)
        elif isinstance(self.widget, WordsLine):
            self.widget.line.setText(text)
        elif isinstance(self.widget, QLineEdit):
            self.widget.setText(text)

    def read(self) -> tuple[Any, str]:
        """Return value and fault sentence; a mask left alone gives the value behind it."""
        text = self.text()
        if self.masked_text and text == self.masked_text:
            return self.initial, ""
        return typed_value(self.field, text, self._codes, self._schools)

    def set_fault(self, *, on: bool) -> None:
        """Colour the field at fault."""
        line = self.widget.line if isinstance(self.widget, WordsLine) else self.widget
        if line.property("fault") != on:
            line.setProperty("fault", on)
            line.style().unpolish(line)
            line.style().polish(line)

    def on_change(self, run: Any) -> None:  # noqa: ANN401 - a slot
        """Call ``run`` whenever the text changes."""
        if isinstance(self.widget, QComboBox):
            self.widget.currentTextChanged.connect(run)
        elif isinstance(self.widget, WordsLine | QLineEdit):
            self.widget.textChanged.connect(run)


def masked_text(field: Field, value: str) -> str:
    """Return the mask of a sensitive value."""
    return mask_id(value) if field.kind == "id_number" else mask_phone(value)
