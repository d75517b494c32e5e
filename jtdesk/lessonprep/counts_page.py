"""统计: due, held, person-times, hosted and absent; every number leads to its dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.feature import PageSpec
from jtdesk.core.fields import Field, Row
from jtdesk.lessonprep import count_figures, counting, facilities, measures, session_fields
from jtdesk.lessonprep.counting import GROUP, Count, Fact, Sign
from jtdesk.schools import queries as schools
from jtdesk.ui.chart_spec import FigureSpec
from jtdesk.ui.chart_view import ChartGrid
from jtdesk.ui.filters import Count as StripCount
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Section, Step, practice_step
from jtdesk.ui.panels import Fact as Line

CALENDAR = "lessonprep.calendar"
FACETS = ("school", "subject")
FIGURES = 4
NUMBERS: Mapping[str, tuple[str, str]] = {
    "due": ("应开展", "次"), "held": ("已开展", "次"), "cancelled": ("已取消", "次"),
    "hosted": ("承办", "次"), "came": ("参加", "人次"), "remote": ("其中线上", "人次"),
    "excused": ("请假", "人次"), "absent": ("缺席", "人次"), "unsaid": ("没有登记", "人次"),
}  # fmt: skip
OF_DATES = ("due", "held", "cancelled", "hosted")


@dataclass(frozen=True)
class CountDetail:
    """What was counted for a line, with the sessions behind every number."""

    title: str
    count: Count
    sessions: Mapping[str, tuple[str, ...]]


class CountsPage(ListPage):
    """统计: figures first, then the lists they come from."""

    reads = (
        "prep_session", "prep_group", "prep_member", "attendance", "school", "membership",
        "teacher", "posting", "term_dates", "day_rule",
    )  # fmt: skip
    title = "教研活动统计表"
    unit = "行"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns_of(session_fields.STATISTICS_FIELDS, context.codes), context.settings,
            "lessonprep.counts", facets=FACETS, counting=counts, empty="这个学年还没有活动。",
        )  # fmt: skip
        self.set_up(
            panel,
            EmptyPage(
                "开展了几次、来了多少人、谁承办",
                "排了活动、登记了签到，这里就按学校和学科统计应开展、已开展、参加人次、承办和缺席，"
                "每个数都能点开看是哪几次；教研活动统计表从“报送”里填。",
                (Step("去排活动", lambda: context.navigate(CALENDAR), "calendar"),),
                icon="chart",
                aside=practice_step(context),
            ),
        )
        self.tabs.setTabText(0, "按学校和学科")
        self.charts = ChartGrid(context, FIGURES)
        self.charts.rows_asked.connect(self.show_dates)
        self._charts.append(self.charts)
        self.chart_tab = self.add_tab(
            "图表", self.charts,
            lambda: self.ask(
                lambda session: chart_specs(session, self.day), self.charts.show_figures,
                key="charts",
            ),
        )  # fmt: skip
        self.months = self._list(
            "months", session_fields.MONTH_FIELDS, measures.prep_months, "按月"
        )
        self.people = self._list(
            "people", session_fields.PEOPLE_FIELDS, measures.prep_people, "按人"
        )
        for number in range(1, self.drawer.tabs.count()):
            self.drawer.tabs.setTabVisible(number, False)  # a figure has neither past nor papers
        self._behind: Mapping[str, tuple[str, ...]] = {}
        self.drawer.details.link_clicked.connect(self._on_link)

    def _list(
        self,
        name: str,
        fields: Sequence[Field],
        query: Callable[[Session, Ask], list[Row]],
        title: str,
    ) -> ListPanel:
        panel = ListPanel(
            columns_of(fields, self.context.codes), self.context.settings,
            f"lessonprep.counts_{name}", empty="这个学年还没有活动。",
        )  # fmt: skip

        def load() -> None:
            question = Ask(as_of=self.day)

            def rows(session: Session) -> Any:  # noqa: ANN401 - a RowSet
                with remembering(session):
                    return panel.rowset(query(session, question))

            self.ask(rows, panel.show_rows, key=name)

        self.add_tab(title, panel, load)
        return panel

    def adopt(self, spec: PageSpec) -> None:
        """Offer no import: what is counted is entered on the calendar."""
        super().adopt(spec)
        self._of_list["导入"].setVisible(False)

    # ---------------------------------------------------------------- loading

    @property
    def day(self) -> str:
        """The day until which the school year of the window is counted."""
        frame = self.context.frame
        return facilities.counted_until(frame.year, frame.as_of)

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:  # noqa: ARG002
        """Return counts by school and subject, and of the whole group; nothing where nothing is."""
        with remembering(session):
            found = measures.prep_statistics(session, Ask(as_of=self.day))
        if not any(row["due"] for row in found):
            return []
        for row in found:
            row["school"] = row["school"] or "全集团"
        return found

    def fetch_detail(
        self,
        session: Session,
        row_id: str,
        as_of: str | None,  # noqa: ARG002
    ) -> CountDetail | None:
        """Return one line with the sessions behind its numbers."""
        with remembering(session):
            return detail_of(session, row_id, self.day)

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show what a line counts, every number with its sessions."""
        self._behind = detail.sessions
        facts = []
        for name, (title, unit) in NUMBERS.items():
            ids = getattr(detail.count, name)
            link = name if detail.sessions.get(name) else ""
            facts.append(Line(title, f"{len(ids)} {unit}", link=link, link_text="看是哪几次"))
        rates = (
            Line("完成率", _percent(detail.count.completion)),
            Line("出席率", _percent(detail.count.attendance)),
            Line("校外", f"{detail.count.guests} 人次" if detail.count.guests else ""),
        )
        self.drawer.show_record(
            detail.title,
            "",
            [Section("", tuple(facts)), Section("比率", rates, count_figures.NOTE)],
        )

    def _on_link(self, link: str) -> None:
        self.show_dates(self._behind.get(link, ()), NUMBERS.get(link, ("", ""))[0])

    def show_dates(self, ids: Sequence[str], title: str = "") -> None:
        """Show the sessions behind a number on the calendar."""
        self.context.navigate(CALENDAR, ids=list(ids), title=title)

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the tabs worth a picture."""

        def tab(number: int) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(number)

        return [(f"tab{number}", tab(number)) for number in (1, 2, 3)]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:g}%"


def counts(rows: Sequence[Row]) -> list[StripCount]:
    """Return the sums over the rows shown; a session counts at every school that takes part."""
    own = [row for row in rows if row["scope"] != "集团"]
    whole = next((row for row in rows if row["scope"] == "集团"), None)
    if whole is not None:
        own = [whole]
    return [
        StripCount(f"应开展 {sum(row['due'] for row in own)} 次"),
        StripCount(f"已开展 {sum(row['held'] for row in own)} 次"),
        StripCount(f"参加 {sum(row['person_times'] for row in own)} 人次"),
        StripCount(f"承办 {sum(row['hosted'] for row in own)} 次"),
        StripCount(f"未到 {sum(row['missed'] for row in own)} 人次", "请假和缺席都算"),
    ]


def detail_of(session: Session, row_id: str, day: str) -> CountDetail | None:
    """Return what was counted for a line of the statistics."""
    base = measures.ground(session, day)
    names = schools.school_names(session, day)
    if row_id == "group":
        count = counting.by_school(base.facts, base.signs).get(GROUP, Count())
        return CountDetail("全集团", count, _sessions(count, base.signs))
    for key, count in counting.by_school_and_subject(base.facts, base.signs).items():
        if f"{key[0]}{key[1]}" == row_id:
            title = f"{names.get(key[0], '')} {key[1] or ''}".strip()
            return CountDetail(title, count, _sessions(count, base.signs))
    return None


def _sessions(count: Count, signs: Sequence[Sign]) -> dict[str, tuple[str, ...]]:
    """Return the sessions behind every number: of lines of people those they were asked to."""
    of_line = {one.id: one.session_id for one in signs}
    found = {name: tuple(getattr(count, name)) for name in OF_DATES}
    for name in NUMBERS:
        if name not in OF_DATES:
            ids = (of_line.get(one, one) for one in getattr(count, name))
            found[name] = tuple(dict.fromkeys(ids))
    return found


def chart_specs(session: Session, as_of: str | None) -> list[FigureSpec]:
    """Return the figures of the page."""
    with remembering(session):
        base = measures.ground(session, as_of)
        names = schools.school_names(session, as_of)
        by_school = counting.by_school(base.facts, base.signs)
        own = {names[key]: by_school[key] for key in names if key in by_school}
        source = f"来源：活动和签到登记，{base.first} 至 {base.last}"
        return count_figures.figures(
            own, _by_subject(base.facts, base.signs), counting.by_month(base.facts, base.signs),
            by_school.get(GROUP, Count()), source,
        )  # fmt: skip


def _by_subject(facts: Sequence[Fact], signs: Sequence[Sign]) -> dict[str, Count]:
    return counting.tally(
        facts, signs,
        lambda fact: (fact.subject or "不分学科",),
        lambda _sign, fact: (fact.subject or "不分学科",),
        lambda fact: (fact.subject or "不分学科",),
    )  # fmt: skip
