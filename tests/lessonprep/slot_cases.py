"""Generated questions to the slot finder, for the tests and the bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from jtdesk.lessonprep.free_time import FreeTime, Taken
from jtdesk.lessonprep.slots import Asked, Question, Slot
from tests.lessonprep.schedule_worlds import World, world

FORMS = ("线下", "线下", "线上线下结合", "线上")


@dataclass
class Case:
    world: World
    question: Question
    taken: list[Taken]

    def free(self) -> FreeTime:
        w = self.world
        return FreeTime(w.calendar, w.bells, w.people, w.ways, self.taken)

    def asked(self) -> dict[str, Any]:
        """The same question as the brute force takes it."""
        q = self.question
        return {
            "problem": self.world.problem,
            "members": [(one.person_id, one.required) for one in q.members],
            "hosts": list(q.hosts), "days": list(q.days), "periods": q.periods, "form": q.form,
            "weekday": q.weekday, "latest": q.latest,
            "taken": tuple((t.person_id, t.day, t.start, t.end, t.host_id) for t in self.taken),
        }  # fmt: skip


def case(seed: int, *, most: int = 6, spans: tuple[int, ...] = (7, 30, 150)) -> Case:
    """Make a question: a group of a small world, some sessions standing, any form and length."""
    dice = Random(f"slot/{seed}")
    load = dice.choice((4, 8, 12, 16))
    made = world(dice.randint(most // 3, most), dice.randint(1, 3), seed=seed, load=load)
    group = dice.choice(made.groups)
    members = {one.person: one for one in group.members}
    homes = sorted({one.school for one in members.values()})
    days = tuple(row.day for row in made.problem.calendars[0])
    span = min(dice.choice(spans), len(days))
    first = dice.randint(0, len(days) - span)
    days = days[first : first + span]
    taken = [
        Taken(person, dice.choice(days), at, at + 80, dice.choice([None, *made.schools]))
        for person in dice.sample(sorted(members), min(3, len(members)))
        for at in (dice.choice((500, 600, 850)),)
    ]
    question = Question(
        stage="小学",
        members=tuple(Asked(one.person, one.school, one.required) for one in members.values()),
        hosts=tuple(dice.sample(homes, dice.randint(1, len(homes)))),
        days=tuple(days),
        periods=dice.choice((1, 2, 2, 3)),
        form=dice.choice(FORMS),
        weekday=dice.choice((None, 1, 2, 3, 4, 5)),
        latest=dice.choice((None, None, 17 * 60)),
    )
    return Case(made, question, taken)


def plain(question: Question, slot: Slot) -> tuple[Any, ...]:
    """A slot as the brute force says it."""
    required = {one.person_id for one in question.members if one.required}
    lost = [one for one, _ in slot.cannot]
    missing = sum(one in required for one in lost)
    return (
        slot.day, slot.start_period, slot.host_id, missing, len(lost) - missing, slot.tier,
        len(slot.remote), slot.travel, slot.can,
    )  # fmt: skip


def days_of(made: World) -> list[date]:
    return [row.day for row in made.problem.calendars[0]]
