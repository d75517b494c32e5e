"""The slot finder against trying everything; the term scheduler against bare HiGHS and a clerk."""

from __future__ import annotations

import time
from functools import cache

import pytest

from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.problem import Problem, Schedule
from jtdesk.lessonprep.schedule_checker import check
from jtdesk.lessonprep.scheduler import solve
from jtdesk.lessonprep.slots import best_slots
from tests.lessonprep.schedule_rivals import bare, clerk
from tests.lessonprep.schedule_worlds import TERM, world
from tests.lessonprep.slot_cases import case, plain
from tests.lessonprep.slots_brute import best

CASES = 500
SECONDS = 60
SIZES = [(20, 40, 10), (111, 300, 8)]


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a benchmark prints


@pytest.mark.bench
def test_slots_equal_to_trying_everything() -> None:
    ours = brute = 0.0
    differing = 0
    for seed in range(CASES):
        made = case(seed, most=12, spans=(30, 150))
        asked = made.asked()
        for school in made.world.schools:  # which day is what is known to both
            made.world.calendar.days(TERM, school, "小学")
        start = time.perf_counter()
        found = best_slots(made.free(), made.question)
        ours += time.perf_counter() - start
        start = time.perf_counter()
        expected = best(**asked)
        brute += time.perf_counter() - start
        differing += [plain(made.question, one) for one in found] != expected
    say(
        f"\nslots: {CASES} cases, {differing} differ from trying everything (target 0); "
        f"{ours:.2f} s against {brute:.2f} s: {ours / brute:.1%} of its time (target <= 10 %)"
    )
    assert differing == 0


@pytest.mark.bench
def test_free_time_in_bulk() -> None:
    made = world(100, 250, cluster=10, double=0)
    people = made.people[:10_000]
    days = [row.day for row in made.problem.calendars[0] if row.teaching][:100]
    start = time.perf_counter()
    free = FreeTime(made.calendar, made.bells, people, made.ways)
    ids = [one.id for one in people]
    first = free.free(ids, days, 500, 590, "s000")
    ready = time.perf_counter() - start
    start = time.perf_counter()
    for begin in range(500, 900, 50):
        free.free(ids, days, begin, begin + 90, "s001")
    say(
        f"\nfree time: {first.shape[0]} people x {first.shape[1]} days ready in {ready:.2f} s, "
        f"then 8 hours in {time.perf_counter() - start:.3f} s"
    )


@cache
def scheduled(size: tuple[int, int, int]) -> tuple[Problem, Schedule, float]:
    schools, groups, cluster = size
    problem = world(schools, groups, cluster=cluster, per_week=3).problem
    start = time.perf_counter()
    found = solve(problem, seconds=SECONDS)
    return problem, found, time.perf_counter() - start


@pytest.mark.bench
@pytest.mark.parametrize("size", SIZES)
def test_a_term_of_many_groups(size: tuple[int, int, int]) -> None:
    problem, found, seconds = scheduled(size)
    start = time.perf_counter()
    wrong = check(problem, found)
    checked = time.perf_counter() - start
    say(
        f"\nschedule {size[0]} x {size[1]}: {len(problem.dues)} due, {len(found.unplaced)} without "
        f"place, gap {found.gap:.3%} (proven: {found.proven}) in {seconds:.1f} s with the start of "
        f"the child (target <= {SECONDS}); {len(wrong)} faults by the checker in {checked:.1f} s "
        f"(target 0)"
    )
    assert wrong == []
    assert seconds <= SECONDS


@pytest.mark.bench
@pytest.mark.parametrize("size", SIZES)
def test_margin_over_a_clerks_way(size: tuple[int, int, int]) -> None:
    problem, found, _ = scheduled(size)
    other = clerk(problem)
    say(
        f"\nschedule {size[0]} x {size[1]}: {found.objective:.0f} against {other.total:.0f} by "
        f"research weekday, last two periods, hosts in turn: "
        f"{1 - found.objective / other.total:.1%} better (target >= 0)"
    )
    assert found.objective <= other.total


@pytest.mark.bench
@pytest.mark.parametrize("size", [(6, 6, 5), (8, 10, 6)])
def test_against_bare_highs_at_one_go(size: tuple[int, int, int]) -> None:
    schools, groups, cluster = size
    problem = world(schools, groups, cluster=cluster, double=0, hosts_per_day=2).problem
    start = time.perf_counter()
    found = solve(problem, seconds=SECONDS)
    ours = time.perf_counter() - start
    other = bare(problem, 300)
    say(
        f"\nschedule {schools} x {groups}: total {found.objective:.0f} (bound {found.bound:.0f}) "
        f"against {other.total:.0f} (bound {other.bound:.0f}, proven {other.proven}) of bare HiGHS "
        f"at one go; {ours:.2f} s against {other.seconds:.2f} s of its run alone: "
        f"{ours / other.seconds:.2f}x (target <= 3)"
    )
    assert found.bound <= other.total + 0.01
    assert found.objective >= other.bound - 0.01
