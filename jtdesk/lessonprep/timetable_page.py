"""教师课表: every lesson of the schools' timetables, who of them nobody on staff is, one week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.lessonprep import queries, rules, service, words
from jtdesk.lessonprep.fields import FIELDS
from jtdesk.lessonprep.timetable_drawer import WeekView, scrolled
from jtdesk.lessonprep.timetable_week import Week, week_of
from jtdesk.ui.filters import Count
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Fact, Section, Step, practice_step
from jtdesk.ui.rows import Column

FACETS = ("term_words", "school", "day_words", "subject", "known")
FOUND, STRANGER, NAMESAKES = "已对上", "名册里没有", "有同名教师"
_KNOWN_ORDER = {STRANGER: 0, NAMESAKES: 1, FOUND: 2}
_DAY_ORDER = {f"星期{sign}": day for day, sign in enumerate(rules.DAYS, start=1)}
_WEEK = "week"


@dataclass(frozen=True, slots=True)
class Person:
    """The week of the teacher of one lesson, for the drawer."""

    row: Row
    week: Week
    rows: list[Row]


def term_words(term: str) -> str:
    """Return 2025-1 as 2025学年第一学期."""
    year, _, number = term.partition("-")
    return f"{year}学年第{'二' if number == '2' else '一'}学期"


def columns(context: PageContext) -> list[Column]:
    """Return the columns: who, what, when, where."""
    made = {
        one.name: one
        for one in columns_of(
            [f for f in FIELDS if f.name in {"name", "school", "subject", "class_name"}],
            context.codes,
        )
    }
    return [
        made["name"],
        made["school"],
        made["subject"],
        Column(name="day_words", title="星期", width=6, order=_DAY_ORDER),
        Column(name="period", title="节次", kind="integer", width=5),
        replace(made["class_name"], text=lambda row: rules.class_words(row["class_name"])),
        Column(name="weeks_words", title="周次"),
        Column(
            name="known", title="名册", width=8, order=_KNOWN_ORDER,
            mark=lambda row: "" if row["known"] == FOUND else "caution", tooltip=_known_tip,
        ),
        Column(name="term_words", title="学期", width=12),
    ]  # fmt: skip


def _known_tip(row: Row) -> str:
    if row["known"] == STRANGER:
        return "名册里没有这个人，排活动时不会避开这节课。请核对姓名，或先导入花名册。"
    if row["known"] == NAMESAKES:
        return "这所学校有几位同名教师，分不清是谁的课。请在课表里写上学科后再导入。"
    return ""


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the rows shown."""
    if not rows:
        return [Count("0 节")]
    teachers = {(row["school"], row["name"]) for row in rows}
    strangers = {(row["school"], row["name"]) for row in rows if row["known"] != FOUND}
    classes = {(row["school"], row["class_name"]) for row in rows}
    made = [
        Count(f"{len(rows)} 节"),
        Count(f"{len(teachers)} 位教师", f"平均每人 {len(rows) / len(teachers):.1f} 节"),
        Count(f"{len(classes)} 个班"),
        Count(f"{len({row['school'] for row in rows})} 所学校"),
    ]
    if strangers:
        made.append(
            Count(
                f"{len(strangers)} 位没有对上名册",
                "排活动时不会避开这些人的课；单击只看这些课",
                {"known": frozenset({STRANGER, NAMESAKES})},
                mark="caution",
            )
        )
    return made


class TimetablePage(ListPage):
    """教师课表: the lessons of all schools."""

    reads = ("lesson", "school", "teacher", "posting", "membership")
    title = words.TIMETABLE
    unit = "节"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns(context), context.settings, "lessonprep.timetable", facets=FACETS,
            counting=counts, empty="还没有课表。把各校的课表拖进窗口导入。",
        )  # fmt: skip
        self.set_up(panel, self._empty())
        self.week = WeekView()
        self.drawer.tabs.setTabVisible(self.drawer.tabs.count() - 1, False)  # no documents here
        self.drawer.add_tab(_WEEK, "周课表", scrolled(self.week))
        self.drawer.show_tab(_WEEK)
        self._rows: dict[str, Row] = {}
        self._opened = False

    def _empty(self) -> EmptyPage:
        return EmptyPage(
            "这里是各校教师的课表",
            "有了课表，找时间和自动排期就知道谁哪一节有课，不用再挨个问。\n"
            "把各校的课表拖进窗口就行：教师总课表、班级课表、一人一张或一班一张的课表、"
            "带周次的课程清单都认得，一个文件里有几张表也可以，表头不用改。\n"
            "班级课表的格子里没有写教师的，请把任课教师表放在同一个工作簿里。",
            (Step("导入课表", lambda: self.context.navigate(IMPORT_PAGE), "import"),),
            icon="table",
            aside=practice_step(self.context),
        )

    # ---------------------------------------------------------------- loading

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the lessons of all terms, or of the term of a date, with who of them is known."""
        finder = queries.lesson_people(session, as_of)
        rows = queries.lessons(session, as_of)
        letters = {name: initials(name) for name in {row["name"] for row in rows}}
        for row in rows:
            found = finder.candidates(row)
            row["known"] = FOUND if len(found) == 1 else NAMESAKES if found else STRANGER
            row["person"] = found[0]["id"] if len(found) == 1 else None
            row["day_words"] = f"星期{rules.DAYS[row['weekday'] - 1]}"
            row["weeks_words"] = rules.weeks_words(row["weeks"])
            row["term_words"] = term_words(row["term"])
            row["initials"] = letters[row["name"]]
        return sorted(
            rows, key=lambda r: (r["term"], r["school"], r["name"], r["weekday"], r["period"])
        )

    def rows_shown(self) -> None:
        """Keep the rows at hand; of several terms the present one is in front at first."""
        rows = self.panel.model.rowset.rows
        self._rows = {row["id"]: row for row in rows}
        terms = sorted({row["term"] for row in rows})
        if not self._opened and len(terms) > 1:
            now = rules.term_of(self.day)
            front = now if now in terms else terms[-1]
            self.panel.facets.set({"term_words": frozenset({term_words(front)})})
        self._opened = self._opened or bool(terms)

    def fetch_detail(
        self,
        session: Session,  # noqa: ARG002 - the rows are at hand
        row_id: str,
        as_of: str | None,  # noqa: ARG002
    ) -> Person | None:
        """Return the week of the teacher of a lesson."""
        row = self._rows.get(row_id)
        if row is None:
            return None
        own = [one for one in self._rows.values() if one["term"] == row["term"] and _same(one, row)]
        return Person(row, week_of(own, own=row["school"], subject=row["subject"]), own)

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one teacher's week in the drawer."""
        row, rows = detail.row, detail.rows
        schools = list(dict.fromkeys(one["school"] for one in rows))
        subjects = list(dict.fromkeys(one["subject"] for one in rows if one["subject"]))
        classes = sorted({rules.class_words(one["class_name"]) for one in rows})
        mark = "" if row["known"] == FOUND else "caution"
        facts = (
            Fact("学校", "、".join(schools)),
            Fact("学科", "、".join(subjects)),
            Fact("课时", f"每周 {len(rows)} 格"),
            Fact("班级", "、".join(classes)),
            Fact("学期", row["term_words"]),
            Fact("名册", row["known"], mark=mark),
        )
        note = _known_tip(row)
        self.drawer.show_record(
            row["name"],
            " · ".join((schools[0], *subjects[:1], row["term_words"])),
            [Section("教师", facts, note=note)],
        )
        self.week.show_week(detail.week)

    # ----------------------------------------------------------------- actions

    def act_clear(self) -> None:
        """Remove the timetable of the school and term of the selected lesson."""
        row = self.panel.table.current_row()
        if row is None:
            return
        school, term = row["school"], row["term"]
        count = sum(
            one["school_id"] == row["school_id"] and one["term"] == term
            for one in self._rows.values()
        )
        text = (
            f"清除{school} {term_words(term)}的全部 {count} 节课？"
            "换新课表时先清除，再导入新的。清除后可以撤销。"
        )
        if not self.context.prompts.confirm("清除课表", text, yes="清除", danger=True):
            return
        command = service.TimetableOf(row["school_id"], term)
        self.do(service.clear_lessons, command, done=f"已清除{school}的 {count} 节课。")


def _same(one: Row, other: Row) -> bool:
    """Tell whether two lessons are of one teacher: by who they are, else by name and school."""
    if other["person"] is not None:
        return bool(one["person"] == other["person"])
    return one["person"] is None and (one["school"], one["name"]) == (
        other["school"],
        other["name"],
    )
