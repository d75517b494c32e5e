"""The order in which Tab walks the window: as one reads it, pane by pane, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

LEVEL = 4  # pixels by which the next line may begin before the last one ends


def stops(root: QWidget) -> list[QWidget]:
    """Return what Tab can reach inside a widget, in reading order."""
    return list(_stops(root))


def _stops(widget: QWidget) -> Iterator[QWidget]:
    inside = [
        one
        for one in widget.children()
        if isinstance(one, QWidget) and not one.isWindow() and one.isVisibleTo(widget)
    ]
    for one in _in_lines(inside):
        if _takes_tab(one):
            yield one
        yield from _stops(one)


def _takes_tab(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isEnabled() and widget.focusProxy() is None


def _in_lines(widgets: Sequence[QWidget]) -> list[QWidget]:
    ordered: list[QWidget] = []
    line: list[QWidget] = []
    ends = 0
    for one in sorted(widgets, key=lambda w: w.y()):
        if line and one.y() >= ends - LEVEL:
            ordered += sorted(line, key=lambda w: w.x())
            line = []
        ends = max(ends, one.y() + one.height()) if line else one.y() + one.height()
        line.append(one)
    return ordered + sorted(line, key=lambda w: w.x())


def step(root: QWidget, *, forward: bool) -> bool:
    """Move the focus one stop on inside a widget, from the last stop to the first one again.

    Returns:
        Whether the focus has moved.
    """
    found, now = stops(root), QApplication.focusWidget()
    if not found:
        return False
    if now in found:
        to = found[(found.index(now) + (1 if forward else -1)) % len(found)]
    else:  # a page as a whole has the focus: begin inside it
        inside = [one for one in found if now is not None and now.isAncestorOf(one)] or found
        to = inside[0 if forward else -1]
    to.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True
