"""From the store to the scheduler's question: what is due, what stands, what is in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.lessonprep import joint_reads, regime, words
from jtdesk.lessonprep.availability import Taken
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.problem import (
    Belongs,
    DayRow,
    Due,
    Group,
    Limits,
    Place,
    Problem,
    Standing,
    WayRow,
    faults,
)
from jtdesk.lessonprep.regime import Regime
from jtdesk.lessonprep.schedule_dues import (
    SHIPPED,
    SeriesOf,
    Wanted,
    of_regime,
    of_stored,
    read_regime_file,
    refuse_unknown,
    regimes,
)
from jtdesk.lessonprep.schedule_ground import NAMED, TermGround, term_ground
from jtdesk.lessonprep.slots import ONLINE
from jtdesk.lessonprep.term_rules import term_title

STORED = "本学期的系列"


@dataclass(frozen=True)
class ScheduleRequest:
    """What a schedule is asked for.

    Attributes:
        term: code of the term.
        regime: what is due; None for the stored series that name no dates, without such the regime
            that ships.
        since: what is planned before this day stays as it is.
    """

    term: str
    regime: Regime | None = None
    since: date | None = None


@dataclass(frozen=True)
class Basis:
    """The scheduler's question with what its ids stand for.

    Attributes:
        title: of the regime.
        series: of every demand, by its id.
        standing: stored sessions that fulfil demands, by the id of the demand.
        notes: sentences on what the data leaves open.
    """

    request: ScheduleRequest
    title: str
    ground: TermGround
    problem: Problem
    series: Mapping[str, SeriesOf]
    standing: Mapping[str, JointDate]
    notes: tuple[str, ...]

    @cached_property
    def dues(self) -> Mapping[str, Due]:
        """Demands by id."""
        return {one.id: one for one in self.problem.dues}

    @cached_property
    def groups(self) -> Mapping[str, Row]:
        """Rows of the groups by id."""
        return {row["id"]: row for row in self.ground.groups}

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Id of the school where each person of the problem teaches."""
        return {one.id: one.school_id for one in self.problem.people}


def basis(session: Session, request: ScheduleRequest) -> Basis:
    """Read everything a schedule of a term rests on.

    Raises:
        InputRefused: the term, the regime or the data make it no question.
    """
    ground = term_ground(session, request.term)
    rules, notes = request.regime, list(ground.notes)
    asked = of_stored(session, ground) if rules is None else None
    if not asked:
        rules = rules or read_regime_file(regimes()[SHIPPED])
        refuse_unknown(rules, ground)
        asked = of_regime(session, rules, ground)
    rules = rules or replace(read_regime_file(regimes()[SHIPPED]), title=STORED, source="")
    dues, owner = _dues(asked)
    standing, outside = _matched(session, request, dues, owner)
    problem = _problem(ground, rules, [due for due, _ in dues], standing, outside, request)
    if not problem.dues and not any(
        day.teaching for stage in sorted({row["stage"] for row in ground.groups}, key=str)
        for day in ground.calendar.days(ground.term, None, stage)
    ):  # fmt: skip
        raise InputRefused(
            f"按校历，{term_title(ground.term)}没有一天上课，排不出活动。"
            "请在“校历”里核对放假和停课。",
            code="no_days",
        )
    wrong = faults(problem)
    if wrong:
        raise InputRefused("".join(wrong[:NAMED]), code="schedule_problem")
    notes += _pair_notes(rules, ground, problem)
    return Basis(request, rules.title, ground, problem, owner, standing, tuple(notes))


# --- what is due ---------------------------------------------------------------------------


def _pair_notes(rules: Regime, ground: TermGround, problem: Problem) -> Iterable[str]:
    taught = {(row["stage"], row["subject"]) for row in ground.groups}
    idle = [
        one for rule in rules.series for one in rule.subjects
        if not any(rule.binds(stage, one) for stage, subject in taught if subject == one)
    ]  # fmt: skip
    if idle:
        shown = "、".join(list(dict.fromkeys(idle))[:NAMED])
        yield f"制度里的{shown}没有备课组，没有排。"
    paired = any(rule.schools == regime.NEIGHBOURS for rule in rules.series)
    if paired and not any(len(due.schools) == 2 for due in problem.dues):
        yield (
            "各校之间的路程没有填写，推不出哪些学校相邻，没有排相邻两校的活动。"
            "请在“成员校”里填写路程，或在制度里写明 neighbours。"
        )
    unknown = sum(way.minutes is None for way in ground.ways.values()) // 2
    if unknown:
        yield f"有 {unknown} 对学校不知道路程，这些学校之间不安排老师过去。"


def _dues(wanted: Sequence[Wanted]) -> tuple[list[tuple[Due, SeriesOf]], dict[str, SeriesOf]]:
    made: list[tuple[Due, SeriesOf]] = []
    for one in wanted:
        rule, demand = one.series.rule, one.demand
        due = Due(
            id=demand.id, series=demand.series, group=demand.group_id, schools=demand.schools,
            hosts=demand.hosts, days=demand.window.days, periods=rule.periods, form=rule.form,
            title=demand.window.title,
        )  # fmt: skip
        made.append((due, one.series))
    return made, {due.id: own for due, own in made}


# --- what stands --------------------------------------------------------------------------------


def _matched(
    session: Session,
    request: ScheduleRequest,
    dues: Sequence[tuple[Due, SeriesOf]],
    owner: Mapping[str, SeriesOf],
) -> tuple[dict[str, JointDate], list[JointDate]]:
    """Return the stored sessions that fulfil demands, and those that are something else."""
    dates = [
        one
        for one in joint_reads.joint_dates(session, term=request.term)
        if one.status != words.CANCELLED
    ]
    open_dues: dict[tuple[str, str, frozenset[str]], list[Due]] = defaultdict(list)
    for due, own in dues:
        open_dues[due.group, own.rule.kind, frozenset(due.schools)].append(due)
    found: dict[str, JointDate] = {}
    outside = []
    for one in dates:
        key = (one.group_id or "", one.kind, frozenset(one.school_ids))
        fitting = [
            due
            for due in open_dues.get(key, ())
            if due.id not in found
            and due.days[0] <= (one.recurs_on or one.day) <= due.days[-1]
            and one.series_id in {None, owner[due.id].id}
        ]
        if fitting:
            found[fitting[0].id] = one
        else:
            outside.append(one)
    return found, outside


def _standing(due: str, one: JointDate, request: ScheduleRequest) -> Standing:
    past = request.since is not None and one.day < request.since
    return Standing(
        due=due, day=one.day, start_period=one.start_period, start=one.start, end=one.end,
        host=one.host_id, fixed=one.pinned or one.status == words.HELD or past,
    )  # fmt: skip


def _taken(outside: Iterable[JointDate], people: set[str]) -> Iterable[Taken]:
    for one in outside:
        host = None if one.form == ONLINE else one.host_id
        for person in one.people:
            if person in people and one.end > one.start:
                yield Taken(person, one.day, one.start, one.end, host, one.title)


# --- the question -------------------------------------------------------------------------------


def _problem(
    ground: TermGround,
    rules: Regime,
    dues: Sequence[Due],
    standing: Mapping[str, JointDate],
    outside: Sequence[JointDate],
    request: ScheduleRequest,
) -> Problem:
    if request.since is not None:
        dues = [_from_day(due, request.since, due.id in standing) for due in dues]
        dues = [due for due in dues if due.days or due.id in standing]
    wanted = {due.group for due in dues}
    groups = tuple(
        Group(
            row["id"], row["name"], row["stage"],
            tuple(
                Belongs(one.teacher_id, one.school_id, one.required)
                for one in ground.members[row["id"]]
                if one.school_id
            ),
            row["weekday"] or rules.weekday(row["stage"], row["subject"]),
        )
        for row in ground.groups
        if row["id"] in wanted
    )  # fmt: skip
    asked = {one.person for group in groups for one in group.members}
    people = tuple(one for one in ground.persons if one.id in asked)
    calendars, bells, places = _places(ground, {one.stage for one in people}, groups)
    return Problem(
        term=ground.term,
        calendars=calendars,
        bells=bells,
        places=places,
        people=people,
        ways=tuple(
            WayRow(*pair, way.minutes, way.first_arrival, way.last_departure, way.reckoned)
            for pair, way in ground.ways.items()
        ),
        groups=groups,
        dues=tuple(dues),
        standing=tuple(_standing(due, one, request) for due, one in standing.items()),
        taken=tuple(_taken(outside, asked)),
        hosted=tuple((one.host_id, one.day) for one in outside if one.host_id),
        limits=Limits(rules.per_week, rules.hosts_per_day, rules.latest),
    )


def _from_day(due: Due, since: date, stands: bool) -> Due:
    """Leave the days before a day out of what may be planned."""
    days = tuple(day for day in due.days if day >= since)
    return replace(due, days=days or due.days[-1:] if stands else days)


def _places(
    ground: TermGround, stages: set[str | None], groups: Iterable[Group]
) -> tuple[
    tuple[tuple[DayRow, ...], ...], tuple[tuple[tuple[int, int, int], ...], ...], tuple[Place, ...]
]:
    calendars: dict[tuple[DayRow, ...], int] = {}
    bells: dict[tuple[tuple[int, int, int], ...], int] = {}
    places = []
    for stage in sorted({*stages, *(one.stage for one in groups)}, key=str):
        for school in ground.names:
            days = tuple(
                DayRow(one.day, one.week, one.kind, one.teaching, one.lessons, one.lesson_week,
                       one.name, one.unsettled)
                for one in ground.calendar.days(ground.term, school, stage)
            )  # fmt: skip
            bell = tuple((p, *span) for p, span in ground.bells.periods(school, stage).items())
            places.append(
                Place(
                    school, stage, calendars.setdefault(days, len(calendars)),
                    bells.setdefault(bell, len(bells)),
                )
            )  # fmt: skip
    return tuple(calendars), tuple(bells), tuple(places)
