"""The preferences dialog, generated from the declarations of the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.settings import Declared, Section, Settings, declared
from jtdesk.ui.prompts import Prompts

Read = Callable[[], Any]
MOST = 2**31 - 1


class PreferencesDialog(QDialog):
    """One tab a section, one row a setting.

    Args:
        settings: where they are kept.
        sections: the settings dataclasses, in order.
        prompts: picks folders.
        parent: the window.
    """

    def __init__(
        self,
        settings: Settings,
        sections: Sequence[type[Section]],
        prompts: Prompts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("首选项")
        self.setMinimumWidth(520)
        self._settings = settings
        self._prompts = prompts
        self._reads: list[tuple[type[Section], dict[str, Read]]] = []
        self.tabs = QTabWidget()
        for kind in sections:
            self.tabs.addTab(self._section(kind), kind.TITLE)
        self.fault = QLabel()
        self.fault.setProperty("role", "fault")
        self.fault.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("保存")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs)
        column.addWidget(self.fault)
        column.addWidget(buttons)

    def _section(self, kind: type[Section]) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        values = self._settings.get(kind)
        reads: dict[str, Read] = {}
        for one in declared(kind):
            widget, reads[one.name] = self._widget(one, getattr(values, one.name))
            widget.setToolTip(one.help)
            form.addRow(one.title, widget)
            if one.help:
                words = QLabel(one.help)
                words.setWordWrap(True)
                words.setProperty("role", "faint")
                form.addRow("", words)
        self._reads.append((kind, reads))
        return page

    def _widget(self, one: Declared, value: Any) -> tuple[QWidget, Read]:  # noqa: ANN401
        if one.choices:
            combo = QComboBox()
            for choice, label in one.choices:
                combo.addItem(label, choice)
            combo.setCurrentIndex(max(combo.findData(value), 0))
            return _named(combo, one), combo.currentData
        if isinstance(one.default, bool):
            box = QCheckBox("是")
            box.setChecked(bool(value))
            return _named(box, one), box.isChecked
        if isinstance(one.default, int | float):
            return self._number(one, value)
        if isinstance(one.default, list):
            line = QLineEdit("、".join(value))
            return _named(line, one), lambda: [w for w in line.text().split("、") if w.strip()]
        line = QLineEdit(str(value))
        if one.kind == "folder":
            return self._folder(one, line)
        return _named(line, one), line.text

    def _number(self, one: Declared, value: float) -> tuple[QWidget, Read]:
        low = -MOST if one.minimum is None else one.minimum
        high = MOST if one.maximum is None else one.maximum
        if isinstance(one.default, int):
            spin = QSpinBox()
            spin.setRange(int(low), int(high))
            spin.setValue(int(value))
            return _named(spin, one), spin.value
        double = QDoubleSpinBox()
        double.setRange(low, high)
        double.setValue(value)
        return _named(double, one), double.value

    def _folder(self, one: Declared, line: QLineEdit) -> tuple[QWidget, Read]:
        _named(line, one)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        button = QPushButton("浏览…")

        def choose() -> None:
            folder = self._prompts.open_folder(one.title)
            if folder is not None:
                line.setText(str(folder))

        button.clicked.connect(choose)
        row.addWidget(line, 1)
        row.addWidget(button)
        return holder, line.text

    def _on_save(self) -> None:
        try:
            for kind, reads in self._reads:
                self._settings.put(kind(**{name: read() for name, read in reads.items()}))
        except ValueError as fault:
            self.fault.setText(str(fault))
            return
        self.accept()


def _named(widget: QWidget, one: Declared) -> QWidget:
    widget.setObjectName(one.name)
    widget.setAccessibleName(one.title)
    return widget
