"""The term scheduler: checked by other code, equal to bare HiGHS, the same again, calm changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from jtdesk.core.errors import Cancelled, RuleError
from jtdesk.core.jobs import Job
from jtdesk.lessonprep.problem import DayRow, Problem, Schedule, Standing
from jtdesk.lessonprep.schedule_checker import check
from jtdesk.lessonprep.scheduler import propose, solve
from tests.lessonprep.schedule_rivals import bare
from tests.lessonprep.schedule_worlds import world


def timeless(found: Schedule) -> Schedule:
    return replace(found, seconds=0)


def standing(found: Schedule, fixed: tuple[str, ...] = ()) -> tuple[Standing, ...]:
    return tuple(
        Standing(one.due, one.day, one.start_period, one.start, one.end, one.host, one.due in fixed)
        for one in found.placed
    )


def without_days(problem: Problem, *days: date) -> Problem:
    """Suspend school on some days."""

    def shut(row: DayRow) -> DayRow:
        if row.day not in days:
            return row
        return replace(row, kind="suspended", teaching=False, lessons=None, lesson_week=None)

    calendars = tuple(tuple(map(shut, own)) for own in problem.calendars)
    return replace(problem, calendars=calendars)


@pytest.mark.parametrize("seed", range(3))
def test_equal_to_bare_highs_on_all_hours_of_all_groups_at_once(seed: int):
    problem = world(4, 2, seed=seed, double=0).problem
    found, other = propose(problem), bare(problem, 120)
    assert found.proven
    assert other.proven
    assert found.objective == pytest.approx(other.total, abs=0.01)
    assert check(problem, found) == []


def test_the_bound_holds_where_hosts_are_short():
    problem = world(4, 4, seed=1, double=0, hosts_per_day=1).problem
    found, other = propose(problem), bare(problem, 120)
    assert check(problem, found) == []
    assert other.proven
    assert found.objective == pytest.approx(other.total, rel=0.01)
    assert found.bound <= other.total + 0.01


@pytest.mark.parametrize(
    "values",
    [
        {"per_week": 1},
        {"hosts_per_day": 1, "double": 0.3},
        {"form": "线上线下结合", "latest": 16 * 60 + 20},
        {"form": "线上", "double": 0.2},
        {"every": "two_weeks"},
        {"every": "week", "double": 0.5, "per_week": 3},
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_wrong_with_a_schedule(values: dict[str, object], seed: int):
    problem = world(6, 6, cluster=5, seed=seed, **values).problem  # type: ignore[arg-type]
    found = propose(problem)
    assert check(problem, found) == []
    assert len(found.placed) + len(found.unplaced) == len(problem.dues)


def test_the_child_answers_as_this_process_does_and_tells_of_progress():
    problem = world(5, 4).problem
    told: list[tuple[int, int, str]] = []
    found = solve(problem, seconds=30, job=Job(lambda *one: told.append(one)))
    assert timeless(found) == timeless(propose(problem))
    assert any("备课组" in text for _done, _total, text in told)


def test_cancel_ends_the_process():
    job = Job(lambda *_: job.cancel())
    with pytest.raises(Cancelled):
        solve(world(12, 40, cluster=8).problem, seconds=30, job=job)


def test_a_question_that_is_none_is_refused():
    problem = world(4, 1).problem
    with pytest.raises(RuleError, match="没有要排的活动"):
        solve(replace(problem, dues=()))
    with pytest.raises(RuleError, match="编号相同"):
        solve(replace(problem, dues=(*problem.dues, problem.dues[0])))


def test_a_second_of_time_gives_a_whole_schedule_with_its_gap():
    problem = world(12, 24, cluster=8).problem
    found = propose(problem, seconds=0.5)
    assert check(problem, found) == []
    assert not found.proven
    assert 0 < found.gap < 1


def test_what_stands_stays():
    problem = world(6, 6, cluster=5).problem
    first = propose(problem)
    again = propose(replace(problem, standing=standing(first)))
    assert check(replace(problem, standing=standing(first)), again) == []
    assert [(p.due, p.day, p.start, p.host) for p in again.placed] == [
        (p.due, p.day, p.start, p.host) for p in first.placed
    ]


def test_a_suspension_moves_what_it_hits_and_nothing_else():
    problem = world(6, 6, cluster=5, double=0).problem
    first = propose(problem)
    days = sorted({one.day for one in first.placed})
    shut = (days[3], days[10], days[11])
    hit = {one.due for one in first.placed if one.day in shut}
    asked = replace(without_days(problem, *shut), standing=standing(first))
    again = propose(asked)
    assert check(asked, again) == []
    assert {one.due for one in again.placed if one.changed} == hit
    assert not again.unplaced


def test_pinned_sessions_are_kept_even_on_a_bad_day():
    problem = world(5, 3).problem
    first = propose(problem)
    pinned = tuple(one.due for one in first.placed[:6])
    moved = tuple(
        replace(one, day=date(2025, 10, 3)) if one.fixed else one for one in standing(first, pinned)
    )
    asked = replace(problem, standing=moved)
    again = propose(asked)
    assert check(asked, again) == []
    kept = {one.due: one for one in again.placed if one.fixed}
    assert set(kept) == set(pinned)
    assert all(one.day == date(2025, 10, 3) and not one.come for one in kept.values())


def test_hosts_rotate_within_one_of_even():
    problem = world(6, 6, cluster=5).problem
    found = propose(problem)
    dues = {one.id: one for one in problem.dues}
    turns: dict[str, dict[str, int]] = {}
    for one in found.placed:
        due = dues[one.due]
        own = turns.setdefault(due.series, dict.fromkeys(due.hosts, 0))
        own[one.host or ""] += 1
    assert all(max(own.values()) - min(own.values()) <= 1 for own in turns.values())


@cache
def busy() -> tuple[Problem, Schedule]:
    problem = world(5, 4, load=16).problem
    return problem, propose(problem)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: replace(one, day=one.day.replace(day=one.day.day % 28 + 1)), ""),
        (lambda one: replace(one, come=one.come[1:]), "people of"),
        (lambda one: replace(one, host="s000" if one.host != "s000" else "s001"), ""),
        (lambda one: replace(one, start_period=4), "bell"),
        (lambda one: replace(one, come=(*one.come, *(a.person for a in one.away)), away=()),
         "cannot come"),
        (lambda one: replace(one, tier=4 - one.tier if one.tier != 2 else 1), "tier"),
        (lambda one: replace(one, travel=one.travel + 1), "travel"),
        (lambda one: replace(one, changed=True), "changed or not"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong(change, said: str):  # type: ignore[no-untyped-def]
    problem, found = busy()
    number = next(n for n, one in enumerate(found.placed) if one.away)
    placed = list(found.placed)
    placed[number] = change(placed[number])
    wrong = check(problem, replace(found, placed=tuple(placed)))
    assert any(said in one for one in wrong), wrong


def test_the_checker_sees_wrong_figures_and_reasons():
    problem = world(6, 6, cluster=5, per_week=1).problem
    found = propose(problem)
    assert found.unplaced
    assert check(problem, replace(found, objective=found.objective - 1))
    assert check(problem, replace(found, bound=found.objective + 1))
    lost = replace(found.unplaced[0], rules=())
    assert check(problem, replace(found, unplaced=(lost, *found.unplaced[1:])))
    assert check(problem, replace(found, unplaced=found.unplaced[1:]))
    assert check(problem, replace(found, placed=found.placed[1:]))
