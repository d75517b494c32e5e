"""Input forms made from `Field` declarations: checks while one types, faults under the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field
from jtdesk.ui import theme
from jtdesk.ui.inputs import Input
from jtdesk.ui.typed import Codes

Check = Callable[[dict[str, Any]], list[Fault]]
PAUSE = 250


def _no_faults(_row: dict[str, Any]) -> list[Fault]:
    return []


class FieldForm(QScrollArea):
    """A form of input fields, grouped as the fields are.

    Args:
        fields: what is asked for, in order.
        codes: code lists by name.
        schools: ids by name of school, in bureau order.
        values: shown at first.
        check: rules over the whole row; faults stop the form from being kept.
        warn: rules whose findings are only shown.
        columns: how many fields stand side by side.
        masked: sensitive values are shown masked.

    Signals:
        changed: something was typed and checked.
    """

    changed = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        codes: Codes,
        schools: Mapping[str, str],
        values: Mapping[str, Any] | None = None,
        *,
        check: Check = _no_faults,
        warn: Check = _no_faults,
        columns: int = 2,
        masked: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        known = values or {}
        self.inputs = {
            f.name: Input(f, codes, schools, known.get(f.name), masked=masked) for f in fields
        }
        self._extra = {name: value for name, value in known.items() if name not in self.inputs}
        self._check, self._warn = check, warn
        self._notes: dict[str, QLabel] = {}
        self._visited: set[str] = set()
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.recheck)
        self._build(columns)
        for name, one in self.inputs.items():
            one.on_change(lambda *_args, name=name: self._on_typed(name))

    def _build(self, columns: int) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setSpacing(theme.SMALL)
        self.general = QLabel()
        self.general.setWordWrap(True)
        self.general.setProperty("role", "fault")
        self.general.hide()
        outer.addWidget(self.general)
        for title, group in _groups([one.field for one in self.inputs.values()]):
            if title:
                label = QLabel(title)
                label.setProperty("role", "heading")
                outer.addSpacing(theme.SPACE)
                outer.addWidget(label)
            outer.addLayout(self._grid(group, columns))
        outer.addStretch(1)
        self.setWidget(body)

    def _grid(self, fields: Sequence[Field], columns: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(2)
        for place, field in enumerate(fields):
            line, column = divmod(place, columns)
            star = "*" if field.required else ""
            unit = f"（{field.unit}）" if field.unit else ""
            label = QLabel(f"{field.title}{unit}{star}")
            label.setBuddy(self.inputs[field.name].widget)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            note = QLabel()
            note.setWordWrap(True)
            note.setProperty("role", "fault")
            note.hide()
            self._notes[field.name] = note
            grid.addWidget(label, line * 2, column * 2)
            grid.addWidget(self.inputs[field.name].widget, line * 2, column * 2 + 1)
            grid.addWidget(note, line * 2 + 1, column * 2 + 1)
        for column in range(columns):
            grid.setColumnMinimumWidth(column * 2, self.fontMetrics().horizontalAdvance("汉") * 7)
            grid.setColumnStretch(column * 2 + 1, 1)
        return grid

    def wanted_height(self) -> int:
        """Return the height at which nothing needs to be scrolled."""
        body = self.widget()
        return body.sizeHint().height() if body is not None else 0

    # ----------------------------------------------------------------- values

    def values(self) -> dict[str, Any]:
        """Return all typed values, None where a field is empty or at fault."""
        return {name: one.read()[0] for name, one in self.inputs.items()}

    def changed_values(self) -> dict[str, Any]:
        """Return the values that differ from those shown at first."""
        return {
            name: value
            for name, value in self.values().items()
            if value != self.inputs[name].initial
        }

    def filled(self) -> dict[str, Any]:
        """Return the values of the fields that are not empty."""
        return {name: value for name, value in self.values().items() if value is not None}

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what was shown at first."""
        return bool(self.changed_values()) or any(
            one.read()[1] and one.text() for one in self.inputs.values()
        )

    def set_value(self, name: str, text: str) -> None:
        """Put a text into a field, as if typed."""
        self.inputs[name].set_text(text)

    def faults(self) -> dict[str, str]:
        """Return the sentences that stop the form, by field; ``""`` is the form as a whole."""
        found = {name: one.read()[1] for name, one in self.inputs.items()}
        faults = {name: text for name, text in found.items() if text}
        for fault in self._check(self._extra | self.values()):
            faults.setdefault(fault.at if fault.at in self.inputs else "", fault.message)
        return faults

    def complete(self) -> bool:
        """Check all, show every fault, and tell whether the form can be kept."""
        self._asked = True
        self.recheck()
        faults = self.faults()
        first = next((name for name in self.inputs if name in faults), "")
        if first:
            self.inputs[first].widget.setFocus()
            self.ensureWidgetVisible(self.inputs[first].widget)
        return not faults

    def show_fault(self, message: str, at: str = "") -> None:
        """Show a fault the store found."""
        if at in self._notes:
            self._show(at, message, "fault")
        else:
            self.general.setText(message)
            self.general.show()

    def recheck(self) -> None:
        """Show faults and findings as they are now."""
        self._timer.stop()
        faults = self.faults()
        findings = {f.at: f.message for f in self._warn(self._extra | self.values())}
        for name in self.inputs:
            wanted = name in faults and (self._asked or name in self._visited)
            finding = findings.get(name, "")
            self._show(name, faults[name] if wanted else finding, "fault" if wanted else "caution")
        whole = faults.get("", "")
        self.general.setText(whole)
        self.general.setVisible(bool(whole) and (self._asked or bool(self._visited)))
        self.changed.emit()

    def _show(self, name: str, message: str, role: str) -> None:
        note = self._notes[name]
        if note.property("role") != role:
            note.setProperty("role", role)
            note.style().unpolish(note)
            note.style().polish(note)
        sign = "✕" if role == "fault" else "△"
        note.setText(f"{sign} {message}" if message else "")
        note.setVisible(bool(message))
        self.inputs[name].set_fault(on=bool(message) and role == "fault")

    def _on_typed(self, name: str) -> None:
        self._visited.add(name)
        self._timer.start()


def _groups(fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    return list(groups.items())
