"""Choosing a person of the staff in a form: by name or pinyin initials; other fields fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.text import fold
from jtdesk.staff import queries as staff
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.inputs import masked_text
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import plain

MOST = 40  # entries offered at once
HINT = "输入姓名或拼音首字母，从名册中选择"


@dataclass(frozen=True, slots=True)
class People:
    """The staff made ready to be searched.

    Attributes:
        rows: of the staff register.
        hays: what each row is searched by: name and pinyin initials.
        names: numbers of the rows by name.
    """

    rows: tuple[Row, ...] = ()
    hays: tuple[str, ...] = ()
    names: Mapping[str, tuple[int, ...]] | None = None

    def found(self, text: str) -> list[Row]:
        """Return the people a typed text may mean, those whose name begins so first."""
        key = fold(text)
        if not key:
            return []
        hits = [number for number, hay in enumerate(self.hays) if key in hay]
        hits.sort(key=lambda number: not self.hays[number].startswith(key))
        return [self.rows[number] for number in hits[:MOST]]

    def only(self, name: str) -> Row | None:
        """Return the person of this name, None where there is none or more than one."""
        numbers = (self.names or {}).get(name, ())
        return self.rows[numbers[0]] if len(numbers) == 1 else None


def people(session: Session, as_of: str | None) -> People:
    """Return the staff as of a date, ready to be searched."""
    rows = tuple(staff.staff(session, Ask(as_of=as_of)))
    names: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        names[row["name"]] = (*names.get(row["name"], ()), number)
    return People(rows, tuple(fold(f"{r['name']} {r['initials'] or ''}") for r in rows), names)


def described(row: Row) -> str:
    """Return a person as a list offers it: ``张三  横屿小学 · 数学``."""
    parts = " · ".join(part for part in (row["school"], row["subject"]) if part)
    return f"{row['name']}  {parts}" if parts else str(row["name"])


class _Offers(QCompleter):
    """Offers whole descriptions and puts the bare name into the line."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.texts = QStringListModel(self)
        self.rows: list[Row] = []
        self.setModel(self.texts)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)

    def offer(self, rows: Sequence[Row]) -> None:
        """Offer other people."""
        self.rows = list(rows)
        self.texts.setStringList([described(row) for row in self.rows])

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802
        """Return the name for the line."""
        number = index.row()
        return str(self.rows[number]["name"]) if 0 <= number < len(self.rows) else ""


class PersonChoice(QObject):
    """Makes a line one in which a person of the staff is chosen.

    A name that only one person has counts as chosen when the line is left.

    Args:
        context: of the page; the staff is read off the interface thread.
        line: in which the name is typed.

    Signals:
        chosen: a row of the staff register.
        unchosen: the name was changed after somebody had been chosen.
    """

    chosen = Signal(object)
    unchosen = Signal()

    def __init__(self, context: PageContext, line: QLineEdit) -> None:
        super().__init__(line)
        self.line = line
        self.people = People()
        self.person: Row | None = None
        self._offers = _Offers(self)
        line.setPlaceholderText(HINT)
        line.setToolTip("如输入 zs 找张三；不在名册中的人可以直接填写姓名。")
        line.setCompleter(self._offers)
        line.textEdited.connect(self._on_edited)
        line.editingFinished.connect(self._on_left)
        self._offers.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        as_of = context.frame.as_of
        context.ops.ask(lambda session: people(session, as_of), self.show_people, self)

    def show_people(self, found: People) -> None:
        """Take the staff that is offered."""
        self.people = found

    def choose(self, person: Row) -> None:
        """Take a person."""
        self.person = person
        self.line.setText(str(person["name"]))
        self.chosen.emit(person)

    def clear(self) -> None:
        """Forget the person and empty the line."""
        self.person = None
        self.line.clear()

    def _on_edited(self, text: str) -> None:
        self._offers.offer(self.people.found(text))
        if self.person is not None and text != self.person["name"]:
            self.person = None
            self.unchosen.emit()

    def _on_activated(self, index: QModelIndex) -> None:
        number = index.row()
        if 0 <= number < len(self._offers.rows):
            self.choose(self._offers.rows[number])

    def _on_left(self) -> None:
        popup = self._offers.popup()
        if self.person is None and not (popup is not None and popup.isVisible()):
            person = self.people.only(self.line.text().strip())
            if person is not None:
                self.choose(person)


def fill_from_staff(
    context: PageContext, form: FieldForm, name: str, fills: Mapping[str, str]
) -> PersonChoice:
    """Let a form fill fields from the person chosen in its field ``name``.

    Args:
        context: of the page.
        form: is filled.
        name: field in which the name is typed.
        fills: key of the staff row by field of the form.

    Returns:
        The choice; a number filled in stays masked on screen and is kept whole.
    """
    line = form.inputs[name].widget
    assert isinstance(line, QLineEdit)  # noqa: S101 - a name is typed into a line
    choice = PersonChoice(context, line)

    def filled(person: Row) -> None:
        for field, key in fills.items():
            put(form, field, person[key])

    def emptied() -> None:
        for field in fills:
            if form.inputs[field].field.sensitive:  # nobody else's number under another name
                put(form, field, None)

    choice.chosen.connect(filled)
    choice.unchosen.connect(emptied)
    return choice


def put(form: FieldForm, name: str, value: object) -> None:
    """Put a value into a field; one that must not be looked at is shown masked."""
    one = form.inputs[name]
    if one.field.sensitive and isinstance(value, str) and value:
        one.initial, one.masked_text = value, masked_text(one.field, value)
        one.set_text(one.masked_text)
    else:
        one.masked_text = ""
        one.set_text(plain(value, one.field.kind))
