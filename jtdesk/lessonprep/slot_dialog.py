"""找时间: the best times of a group with who can and who cannot; pressing one makes the session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.dates import first_day, typed_date
from jtdesk.lessonprep import words
from jtdesk.lessonprep.day_notes import day_words
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.slot_finding import FoundSlots, SlotOrder
from jtdesk.lessonprep.slots import Slot
from jtdesk.ui import theme
from jtdesk.ui.flowing import FlowLayout
from jtdesk.ui.inputs import CalmCombo, PinyinCompleter

NOW = "就是现在的时间"
ANY_HOST = "哪所学校都行"
MOST_NAMED = 8
TIERS = {1: "学科教研日", 2: "一般时间", 3: "尽量避开：头一节、末一节、周五末两节或考试日"}
START = "选好备课组、形式和日期，按“找最好的五个时间”；看好了再定，定以前什么也不改。"


class SlotCard(QFrame):
    """One time: when, where, who can and who cannot.

    Signals:
        taken: the button was pressed.
    """

    taken = Signal()

    def __init__(self, number: int, slot: Slot, found: FoundSlots, verb: str) -> None:
        super().__init__()
        self.setObjectName("slot_card")
        self.setStyleSheet(
            f"#slot_card {{ background: {theme.PAPER}; border: 1px solid {theme.LINE};"
            " border-radius: 5px; }"
        )
        head = QLabel(
            f"<b>{number}. {escape(when(slot))}</b>　{escape(where(slot, found))}"
            f"　<span style='color:{theme.FAINT}'>{TIERS.get(slot.tier, '')}</span>"
        )
        head.setWordWrap(True)
        body = QLabel(who(slot, found))
        body.setWordWrap(True)
        body.setTextFormat(Qt.TextFormat.RichText)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        button = QPushButton(verb)
        button.setAccessibleName(f"{verb}：{when(slot)}")
        button.clicked.connect(self.taken)
        self.button = button
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(head)
        texts.addWidget(body)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(texts, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def when(slot: Slot) -> str:
    """Return day and time of a slot."""
    periods = f"第{slot.start_period}"
    if slot.end_period != slot.start_period:
        periods += f"—{slot.end_period}"
    return f"{day_words(slot.day)} {periods}节 {clock(slot.start)}—{clock(slot.end)}"


def where(slot: Slot, found: FoundSlots) -> str:
    """Return the host of a slot and the way there."""
    if slot.host_id is None:
        return "线上"
    way = f"，各校路程合计 {slot.travel} 分钟" if slot.travel else ""
    return f"{found.schools.get(slot.host_id, '')}承办{way}"


def who(slot: Slot, found: FoundSlots) -> str:
    """Return who can and who cannot come, as rich text."""
    whole = len(slot.can) + len(slot.cannot)
    good, bad = theme.GOOD, theme.BAD
    if not slot.cannot:
        return f"<span style='color:{good}'>✓ {whole} 人都能来</span>"
    online = f"（其中线上 {len(slot.remote)} 人）" if slot.remote else ""
    said = "、".join(
        f"{escape(found.people.get(person, ''))}"
        f"<span style='color:{theme.FAINT}'>（{escape(block.words)}）</span>"
        for person, block in slot.cannot[:MOST_NAMED]
    )
    rest = f"等 {len(slot.cannot)} 人" if len(slot.cannot) > MOST_NAMED else ""
    must = sum(person in found.required for person, _block in slot.cannot)
    lead = f"✕ 来不了 {len(slot.cannot)} 人" + (f"（必须到的 {must} 人）" if must else "")
    return (
        f"<span style='color:{good}'>✓ 能来 {len(slot.can)} / {whole} 人{online}</span>　"
        f"<span style='color:{bad}'>{lead}</span>：{said}{rest}"
    )


class SlotDialog(QDialog):
    """Asks what a time is looked for, and shows the best ones.

    Args:
        groups: names by id.
        schools: names by id.
        order: what is asked at first.
        verb: on the button of a time.
        title: of the window.
        may: a time can be taken, the store can be written.

    Signals:
        asked: a `SlotOrder` is to be answered.
        taken: a `Slot` was chosen.
    """

    asked = Signal(object)
    taken = Signal(object)

    def __init__(
        self,
        groups: dict[str, str],
        schools: dict[str, str],
        order: SlotOrder,
        *,
        verb: str = "定在这里",
        title: str = "找时间",
        may: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._may = may
        self.now: tuple[date, int, str | None] | None = None
        self.setWindowTitle(title)
        self._order, self._verb = order, verb
        self.group = self._combo("备课组", groups, order.group_id)
        self.group.setEnabled(order.session_id is None)
        self.host = self._combo("承办学校", {"": ANY_HOST, **schools}, order.host_id or "")
        self.form = CalmCombo()
        self.form.setAccessibleName("形式")
        self.form.addItems(list(words.FORMS))
        self.form.setCurrentText(order.form)
        self.periods = QSpinBox()
        self.periods.setRange(1, 6)
        self.periods.setValue(order.periods)
        self.periods.setPrefix("共 ")
        self.periods.setSuffix(" 节")
        self.periods.setAccessibleName("节数")
        self.first = self._line("从", order.first)
        self.last = self._line("到", order.last)
        self.seek = QPushButton(theme.icon("search"), "找最好的五个时间")
        self.seek.clicked.connect(self.ask)
        self.say = QLabel()
        self.say.setWordWrap(True)
        self._say(START, "faint")
        self.cards: list[SlotCard] = []
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(1)
        self._lay_out()
        theme.size_to(self, 980, 620)

    def _combo(self, name: str, titles: dict[str, str], current: str) -> QComboBox:
        made = CalmCombo()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setEditable(True)
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for key, title in titles.items():
            made.addItem(title, key)
        made.setCompleter(PinyinCompleter(tuple(titles.values()), made))
        made.setCurrentIndex(max(made.findData(current), 0))
        made.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 11)
        return made

    def _line(self, name: str, day: date) -> QLineEdit:
        made = QLineEdit(day.isoformat())
        made.setAccessibleName(f"{name}哪天")
        made.setMaximumWidth(self.fontMetrics().horizontalAdvance("2025-09-01") + 36)
        made.returnPressed.connect(self.ask)
        return made

    def _lay_out(self) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, theme.SMALL)
        for widget in (
            self.group, self.form, self.periods, self.host, QLabel("从"), self.first, QLabel("到"),
            self.last, self.seek,
        ):  # fmt: skip
            flow.addWidget(widget)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._body)
        close = QPushButton("关闭")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(holder)
        layout.addWidget(self.say)
        layout.addWidget(area, 1)
        layout.addLayout(foot)

    # ------------------------------------------------------------------ asking

    def order(self) -> SlotOrder | str:
        """Return what is asked for, or the sentence on what is wrong."""
        days = []
        for name, line in (("从", self.first), ("到", self.last)):
            written = typed_date(line.text())
            if written is None or len(first_day(written)) != 10:
                return f"{name}“{line.text()}”不是日期，请写成 2025-10-15。"
            days.append(date.fromisoformat(first_day(written)))
        if days[1] < days[0]:
            return "结束的日期早于开始的日期，请核对。"
        group = self.group.findText(self.group.currentText())
        if group < 0:
            return "请从列表中选择备课组。"
        host = self.host.findText(self.host.currentText())
        return SlotOrder(
            group_id=str(self.group.itemData(group)),
            term=self._order.term,
            first=days[0],
            last=days[1],
            periods=self.periods.value(),
            form=self.form.currentText(),
            host_id=(str(self.host.itemData(host)) or None) if host > 0 else None,
            session_id=self._order.session_id,
        )

    def ask(self) -> None:
        """Ask for the times."""
        order = self.order()
        if isinstance(order, str):
            self.show_fault(order)
            return
        self.seek.setEnabled(False)
        self._say("正在按课表、路程和船班找时间……", "faint")
        self.asked.emit(order)

    def show_fault(self, text: str) -> None:
        """Say why no times can be found."""
        self.seek.setEnabled(True)
        self.show_slots(None)
        self._say(text, "fault")

    def show_slots(self, found: FoundSlots | None) -> None:
        """Show the times that were found."""
        self.seek.setEnabled(True)
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        slots: Sequence[Slot] = found.slots if found is not None else ()
        for number, slot in enumerate(slots, start=1):
            if found is None:
                break
            card = SlotCard(number, slot, found, self._verb)
            card.taken.connect(lambda slot=slot: self.taken.emit(slot))
            card.button.setVisible(self._may)
            if (slot.day, slot.start_period, slot.host_id) == self.now:
                card.button.setText(NOW)
                card.button.setEnabled(False)
            self._column.insertWidget(self._column.count() - 1, card)
            self.cards.append(card)
        if found is not None:
            self._say(found.said, "plain" if slots else "caution")

    def _say(self, text: str, role: str) -> None:
        self.say.setProperty("role", role)
        self.say.style().unpolish(self.say)
        self.say.style().polish(self.say)
        self.say.setText(text)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return not self.seek.isEnabled()
