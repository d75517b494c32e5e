"""The filters over the calendar: stage, subject, group, school, kind, form, status, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from jtdesk.lessonprep.calendar_layout import CalendarIndex, Choice
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui import theme
from jtdesk.ui.filters import FacetPopup, FilterLine
from jtdesk.ui.flowing import FlowLayout

TITLES: Mapping[str, str] = {
    "stages": "学段", "subjects": "学科", "groups": "备课组", "schools": "学校", "kinds": "类型",
    "forms": "形式", "statuses": "状态",
}  # fmt: skip
NAMED = {"groups", "schools"}  # facets whose words stand for ids


class CalendarFilters(QWidget):
    """One button a facet, and a line to type in.

    Signals:
        changed: other dates are wanted.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = CalendarIndex()
        self._names: dict[str, Mapping[str, str]] = {"groups": {}, "schools": {}}
        self._ticked: dict[str, frozenset[str]] = {}
        self._only: frozenset[str] | None = None
        self.buttons: dict[str, QToolButton] = {}
        layout = FlowLayout(self, theme.SMALL)
        for name, title in TITLES.items():
            button = QToolButton()
            button.setAccessibleName(f"按{title}筛选")
            button.clicked.connect(lambda _=False, name=name: self.open(name))
            self.buttons[name] = button
            layout.addWidget(button)
        self.clear_button = QToolButton()
        self.clear_button.setText("清除筛选")
        self.clear_button.setIcon(theme.icon("close"))
        self.clear_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear_button.clicked.connect(self.clear)
        layout.addWidget(self.clear_button)
        self.line = FilterLine("筛选：名称、主题、地点、主备人")
        self.line.setToolTip("输入活动名称、主题、承办学校、地点或主备人里的字")
        self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 17)
        self.line.filtered.connect(lambda _words: self.changed.emit())
        layout.addWidget(self.line)
        self._show()

    def offer(
        self, index: CalendarIndex, groups: Mapping[str, str], schools: Mapping[str, str]
    ) -> None:
        """Count in other dates; what was chosen stays."""
        self._index = index
        self._names = {"groups": groups, "schools": schools}
        self._show()

    def choice(self, person: str = "") -> Choice:
        """Return what is wanted."""
        ids = {
            name: frozenset(self._ids(name, self._ticked.get(name, frozenset()))) for name in NAMED
        }
        plain = {name: self._ticked.get(name, frozenset()) for name in TITLES if name not in NAMED}
        words = self.line.text().strip()
        return Choice(**plain, **ids, person=person, words=words, only=self._only)

    def _ids(self, name: str, titles: Iterable[str]) -> Iterable[str]:
        wanted = set(titles)
        return (row_id for row_id, title in self._names[name].items() if title in wanted)

    @property
    def ticked(self) -> dict[str, frozenset[str]]:
        """The chosen words by facet."""
        return dict(self._ticked)

    def tick(self, name: str, titles: Iterable[str]) -> None:
        """Choose words of a facet."""
        self._ticked[name] = frozenset(titles)
        self._show()
        self.changed.emit()

    def show_only(self, ids: Iterable[str] | None) -> None:
        """Show only some dates, by id; None shows all again."""
        self._only = None if ids is None else frozenset(ids)
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """Lift every filter."""
        self._ticked, self._only = {}, None
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._show()
        self.changed.emit()

    def open(self, name: str) -> FacetPopup:
        """Open the words of a facet with how many dates have each."""
        popup = FacetPopup(self._counts(name), self._ticked.get(name, frozenset()), self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.picked.connect(lambda words, name=name: self.tick(name, words))
        button = self.buttons[name]
        popup.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        popup.show()
        (popup.search if popup.search.isVisible() else popup.list).setFocus()
        return popup

    def _counts(self, name: str) -> list[tuple[str, int | None]]:
        counts: Counter[str] = Counter()
        for one in self._index.dates:
            counts.update(_words_of(name, one))
        if name == "schools":
            return [(title, counts[key]) for key, title in self._names[name].items()]
        if name == "groups":
            return [(title, counts[key]) for key, title in self._names[name].items() if counts[key]]
        return [(word, count) for word, count in sorted(counts.items()) if word]

    def _show(self) -> None:
        for name, button in self.buttons.items():
            words = self._ticked.get(name, frozenset())
            said = "" if not words else f"：{next(iter(words))}"
            if len(words) > 1:
                said = f"：{len(words)} 项"
            button.setText(f"{TITLES[name]}{said}{theme.OPENS}")
            full = f"{TITLES[name]}：{'、'.join(sorted(words))}"
            button.setToolTip(full if words else f"按{TITLES[name]}筛选")
            button.setCheckable(bool(words))
            button.setChecked(bool(words))
        self.clear_button.setVisible(bool(any(self._ticked.values()) or self._only is not None))
        alone = self._only is not None
        self.clear_button.setText(self._only_words() if alone else "清除筛选")
        self.clear_button.setToolTip(
            "只显示了一部分活动，单击显示全部" if alone else "去掉全部筛选条件"
        )

    def _only_words(self) -> str:
        """Say how many dates are shown alone, and how many of them another term holds."""
        only = self._only or frozenset()
        here = sum(one in self._index.places for one in only)
        rest = f"，另有 {len(only) - here} 次在别的学期" if here < len(only) else ""
        return f"只看选出的 {here} 次{rest}"


def _words_of(name: str, one: JointDate) -> Iterable[str]:
    if name == "schools":
        return {*one.school_ids, one.host_id or ""}
    value = {
        "stages": one.stage, "subjects": one.subject, "groups": one.group_id, "kinds": one.kind,
        "forms": one.form, "statuses": one.status,
    }[name]  # fmt: skip
    return (value or "",)
