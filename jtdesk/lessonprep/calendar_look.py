"""How dates and days look on the calendar: colours, signs, the words on and behind a chip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from jtdesk.lessonprep import day_notes, words
from jtdesk.lessonprep.calendar_layout import all_day
from jtdesk.lessonprep.day_notes import DayNote
from jtdesk.lessonprep.joint_dates import JointDate, brief_title, clock
from jtdesk.ui import theme

BAR = 4.0
INSET = 3.0
RADIUS = 3.0
NARROW = 6  # a chip of fewer characters a line wraps its title
HELD, ONLINE, BOTH = "✓", "线上", "线上+线下"
HARD, SOFT = "hard", "soft"
SIGNS = {HARD: "✕", SOFT: "△"}
# One hue a family of kinds; the title says the kind itself, so colour carries nothing alone.
HUES: Mapping[str, str] = {
    words.JOINT_RESEARCH: theme.SERIES[0],
    words.LESSON_PREP: theme.SERIES[2],
    words.BEFORE_LESSON: theme.SERIES[2],
    words.AFTER_LESSON: theme.SERIES[2],
    words.SYNCHRONOUS: theme.SERIES[3],
    words.DELIVERED: theme.SERIES[3],
    words.VISITING: theme.SERIES[1],
    words.MEETING: theme.SERIES[6],
    words.PUPILS: theme.SERIES[5],
}
OTHER_HUE = theme.SERIES[6]
GROUNDS: Mapping[str, str] = {
    day_notes.OPEN: theme.PAPER,
    day_notes.FREE: theme.PANEL,
    day_notes.MADE_UP: theme.GOOD_SOFT,
    day_notes.EXAMS: theme.CAUTION_SOFT,
    day_notes.STOPPED: theme.BAD_SOFT,
    day_notes.OUTSIDE: theme.GROUND,
}
INKS: Mapping[str, str] = {
    day_notes.OPEN: theme.INK,
    day_notes.FREE: theme.FAINT,
    day_notes.MADE_UP: theme.GOOD,
    day_notes.EXAMS: theme.CAUTION,
    day_notes.STOPPED: theme.BAD,
    day_notes.OUTSIDE: theme.FAINT,
}
CUT = "\u2002"  # what follows is left out first where there is no room
LEAD = "\u2009"  # then what stands before this, but for the sign of a conflict
GAP = "&nbsp;" * 3
LEGEND = "✓ 已开展", "✕ 有冲突", "△ 请留意", "◆ 已固定"
EDGES = "左边的色条是类型：点线是线上，实线加点线是线上线下结合；带删除线的已取消。"


def legend(kinds: Iterable[str]) -> tuple[str, str]:
    """Return what the signs mean and which kinds the colours are: a line of rich text, a tip."""
    used = set(kinds)
    by_hue: dict[str, list[str]] = {}
    for kind in words.SESSION_KINDS:
        if kind in used:
            by_hue.setdefault(hue(kind).name(), []).append(kind)
    colours = (
        f"<span style='color:{colour}'>■</span>&nbsp;{one[0]}{'等' if len(one) > 1 else ''}"
        for colour, one in by_hue.items()
    )
    told = "\n".join("、".join(one) + ("同一种颜色" if one[1:] else "") for one in by_hue.values())
    return GAP.join((*LEGEND, *colours)), f"{EDGES}\n{told}".rstrip()


def hue(kind: str) -> QColor:
    """Return the full colour of a kind."""
    return QColor(HUES.get(kind, OTHER_HUE))


@cache
def soft(kind: str) -> QColor:
    """Return the ground of a chip: the colour of its kind on white paper."""
    full = hue(kind)
    parts = (255 + (one - 255) * 0.15 for one in (full.red(), full.green(), full.blue()))
    return QColor(*(round(part) for part in parts))


def ground(note: DayNote | None) -> QColor:
    """Return the ground of a day."""
    return QColor(GROUNDS[note.kind] if note else theme.PAPER)


def ink(note: DayNote | None) -> QColor:
    """Return the ink in which a day is told."""
    return QColor(INKS[note.kind] if note else theme.INK)


def span_words(one: JointDate) -> str:
    """Return from when to when a date lasts, with its periods where it has any."""
    if all_day(one):
        return "全天"
    times = f"{clock(one.start)}—{clock(one.end)}"
    if one.start_period is None:
        return times
    last = one.start_period + (one.periods or 1) - 1
    periods = f"第{one.start_period}节" if last == one.start_period else (
        f"第{one.start_period}—{last}节"
    )  # fmt: skip
    return f"{times}（{periods}）"


def place_words(one: JointDate) -> str:
    """Return where a date is held: host and place, or that it is online."""
    parts = [part for part in (one.host, one.place) if part]
    if words.FORMS[1] == one.form and not parts:
        return ONLINE
    form = {words.FORMS[1]: ONLINE, words.FORMS[2]: BOTH}.get(one.form, "")
    return " ".join(parts) + (f"（{form}）" if form and parts else form)


def head_words(one: JointDate) -> str:
    """Return the title with its status sign."""
    sign = {words.HELD: HELD}.get(one.status, "")
    return f"{sign}{one.title}" if sign else one.title


def brief_words(one: JointDate) -> str:
    """Return the short title with its status sign, what may be left out behind a `CUT`."""
    sign = HELD if one.status == words.HELD else ""
    return f"{sign}{brief_title(one, CUT)}"


def without_lead(text: str) -> str:
    """Return a line without what may be left out at its beginning; a sign stays."""
    lead, mark, rest = text.rpartition(LEAD)
    sign = lead.partition(" ")[0]
    return f"{sign} {rest}" if mark and sign in SIGNS.values() else rest


def spoken(one: JointDate, mark: str = "") -> str:
    """Return all that is to be known of a date at a glance, for tool tips and screen readers."""
    week = f"第{one.week}周" if one.week else ""
    lines = [
        f"{one.title}（{one.kind}，{one.status}）",
        f"{day_notes.day_words(one.day)} {week} {span_words(one)}".replace("  ", " "),
        f"承办与地点：{place_words(one) or '没有写'}",
        f"参加：{listed(one.schools)}" if one.schools else "",
        f"主题：{one.theme}" if one.theme else "",
        f"主备人：{one.lead_planner}" if one.lead_planner else "",
        "已固定，自动排期不动它。" if one.pinned else "",
        mark,
    ]
    return "\n".join(line for line in lines if line)


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return names in a row, the rest by their number."""
    shown = "、".join(names[:most])
    return shown if len(names) <= most else f"{shown}等 {len(names)} 所"


class ChipPainter:
    """Paints dates as chips.

    Args:
        painter: of the canvas.
        font: of all texts.
        marks: ``hard`` or ``soft`` by id of a date with conflicts.
    """

    def __init__(self, painter: QPainter, font: QFont, marks: Mapping[str, str]) -> None:
        self.painter, self.marks = painter, marks
        self.font, self.bold, self.struck = QFont(font), QFont(font), QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.struck.setStrikeOut(True)
        self.metrics, self.bolder = QFontMetricsF(self.font), QFontMetricsF(self.bold)
        self.line = self.metrics.height()

    def chip(
        self, area: QRectF, one: JointDate, lines: Sequence[str], *, current: bool = False
    ) -> None:
        """Paint a date: the first line bold, the further ones as far as there is room."""
        painter = self.painter
        gone = one.status == words.CANCELLED
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.GROUND) if gone else soft(one.kind))
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        self._bar(area, one)
        self._corner(area, one)
        bars = 2 * BAR if one.form == words.FORMS[2] else BAR
        room = area.adjusted(bars + INSET, 0, -INSET, 0)
        top = area.top() + max((min(area.height(), self.line) - self.line) / 2, 0) + 1
        if area.height() < 2 * self.line + 2:
            top = area.top() + (area.height() - self.line) / 2
        alone = area.height() < 2 * self.line + 2  # one line: every character counts
        if not alone and room.width() < NARROW * self.metrics.horizontalAdvance("汉"):
            self._wrapped(room.adjusted(0, 1, 0, 0), lines[0], gone=gone)
            lines = ()
        for number, text in enumerate(lines):
            if number and top + self.line > area.bottom() + 1:
                break
            line = QRectF(room.left(), top, room.width(), self.line)
            self._text(line, text, bold=number == 0 and not alone, gone=gone)
            top += self.line
        if current:
            self._outline(area)

    def _outline(self, area: QRectF) -> None:
        self.painter.setPen(QPen(QColor(theme.INK), 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _wrapped(self, area: QRectF, text: str, *, gone: bool) -> None:
        """Write the title over all lines: where it stands says when, what it is must be read."""
        high = area.height() // self.line * self.line
        self.painter.setFont(self.struck if gone else self.font)
        self.painter.setPen(QColor(theme.FAINT if gone else theme.INK))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWrapAnywhere
        self.painter.drawText(QRectF(area.left(), area.top(), area.width(), high), int(flags), text)

    def _text(self, area: QRectF, text: str, *, bold: bool, gone: bool) -> None:
        metrics = self.bolder if bold else self.metrics
        self.painter.setFont(self.struck if gone else self.bold if bold else self.font)
        self.painter.setPen(QColor(theme.FAINT if gone else theme.INK))
        if metrics.horizontalAdvance(text) > area.width():
            text = text.partition(CUT)[0]
        if metrics.horizontalAdvance(text) > area.width():
            text = without_lead(text)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _bar(self, area: QRectF, one: JointDate) -> None:
        left = area.left() + BAR / 2
        dashed = one.form == words.FORMS[1]
        style = Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine
        pen = QPen(hue(one.kind), BAR, style, Qt.PenCapStyle.FlatCap)
        self.painter.setPen(pen)
        self.painter.drawLine(QPointF(left, area.top() + 1), QPointF(left, area.bottom() - 1))
        if one.form == words.FORMS[2]:  # both ways: a second, dotted bar
            self.painter.setPen(QPen(hue(one.kind), 1.5, Qt.PenStyle.DotLine))
            left += BAR
            self.painter.drawLine(QPointF(left, area.top() + 1), QPointF(left, area.bottom() - 1))

    def _corner(self, area: QRectF, one: JointDate) -> None:
        """Paint the sign of a pinned date; conflicts are told in front of the title."""
        if not one.pinned:
            return
        size = 4.0
        centre = QPointF(area.right() - size - 2, area.top() + size + 2)
        corners = [
            centre + QPointF(0, -size), centre + QPointF(size, 0),
            centre + QPointF(0, size), centre + QPointF(-size, 0),
        ]  # fmt: skip
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QBrush(QColor(theme.INK)))
        self.painter.drawPolygon(QPolygonF(corners))

    def more(self, area: QRectF, count: int, *, tall: bool = False, current: bool = False) -> None:
        """Paint how many dates there was no room for; the current one may be among them."""
        self.painter.setPen(QPen(QColor(theme.ACCENT), 1))
        self.painter.setBrush(QColor(theme.ACCENT_SOFT))
        self.painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self.painter.setFont(self.font)
        text = f"+{count}" if tall or area.width() < 5 * self.line else f"还有 {count} 项"
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
        if current:
            self._outline(area)

    def signed(self, one: JointDate, text: str) -> str:
        """Return a first line with the sign of a conflict in front."""
        sign = SIGNS.get(self.marks.get(one.id, ""), "")
        return f"{sign} {text}" if sign else text
