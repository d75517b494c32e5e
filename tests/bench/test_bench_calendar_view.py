"""The calendar with a term of 32,000 dates against one of 300: what is seen decides, not what is."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from jtdesk.lessonprep.calendar_view import AGENDA, MONTH, OVERVIEW, WEEK, CalendarView
from tests.bench.ratios import compare, seconds
from tests.lessonprep.test_calendar_view import TODAY, a_scene, at

FEW, MANY, GROUPS = 300, 32_000, 300
MOST = {
    OVERVIEW: 6.0,
    MONTH: 3.0,
    AGENDA: 3.0,
    WEEK: 8.0,
}  # a week of 1,600 dates is laid out whole


def shown(count: int) -> CalendarView:
    dice = Random(1)
    groups = {f"g{number}": f"第{number}教研组" for number in range(GROUPS)}
    dates = [
        at(n, date(2025, 9, 1) + timedelta(days=dice.randrange(140)),
           start=dice.choice((480, 600, 840, 930)), group_id=f"g{n % GROUPS}")
        for n in range(count)
    ]  # fmt: skip
    view = CalendarView(TODAY)
    view.resize(1180, 620)
    view.show()
    view.show_scene(a_scene(dates, groups=groups))
    return view


@pytest.mark.bench
@pytest.mark.parametrize("name", list(MOST))
def test_a_view_costs_what_is_seen(qtbot, name: str) -> None:
    views = {count: shown(count) for count in (FEW, MANY)}
    for view in views.values():
        qtbot.addWidget(view)

    def turned(count: int) -> float:
        view = views[count]

        def turn() -> None:
            view.show_view(name)
            view.go(TODAY)
            view.front.viewport().grab()

        return seconds(turn)

    compare(
        f"calendar view {name}, {MANY} dates against {FEW}", lambda: turned(MANY),
        lambda: turned(FEW), target=f"at most {MOST[name]:g}x",
    )  # fmt: skip
