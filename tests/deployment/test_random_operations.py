"""Deployment operations in random order: refusals leave no trace, undo and redo lead back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jtdesk.app.assembly import whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import JtdeskError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import Store, open_store
from jtdesk.core.undo import entries, undo_state
from jtdesk.deployment import (
    duties,
    exemptions,
    mentoring,
    pins,
    queries,
    scenarios,
    service,
    shares,
    standards,
    workshops,
)
from jtdesk.deployment.planning import PlanRequest, basis
from jtdesk.deployment.problem import DAYS, FULL, SECOND, Move, Objective, Proposal
from jtdesk.schools import service as schools
from jtdesk.schools.queries import school_ids
from jtdesk.staff import doubles
from jtdesk.staff import queries as staff
from jtdesk.staff import service as people
from tests.builders import a_group, a_school, a_teacher, an_id

YEAR = 2026
DATES = ("2024-09", "2025-09", "2026-09", "2026-09-01", "2027-07", "2030-07", None)
SUBJECTS = ("语文", "数学", "英语", "美术", None)
READ = (
    "eligibility", "rotation_clock", "rotation_outlook", "rotation_statistics", "exemptions",
    "staffing_need", "subject_shares", "pins", "floors", "scenarios", "duties", "subsidies",
    "term_subsidies", "rural_experience", "rural_spans", "mentorships", "workshops",
    "workshop_members", "workshop_sessions", "placements",
)  # fmt: skip


def fill(store: Store) -> None:
    """Three schools and a dozen people, some without an id number, a subject or a stage."""
    a_group(store)
    for name, role in (("城校", "核心校"), ("乡校", "成员校"), ("岛校", "成员校")):
        school = a_school(store, name, kind="小学", role=role, island=name == "岛校",
                          ownership="公办", travel_minutes=0 if role == "核心校" else 40)  # fmt: skip
        facts = {"classes": 6, "students": 240, "posts": 12}
        store.do(schools.set_facts, schools.FactsEntry(school, "2025-09-01", facts))
    for number in range(12):
        known: dict[str, Any] = {"establishment": "在编", "school_since": "2010-09"}
        if number % 3:
            known["id_number"] = an_id("1985-05-03", 100 + 2 * number)
            known["gender"] = "女"
        if number % 4:
            known |= {"stage": "小学", "subject": SUBJECTS[number % 4]}
        if number % 5 == 0:
            known["backbone_level"] = "县级"
        a_teacher(store, f"甲{number}", ("城校", "乡校", "岛校")[number % 3], **known)


class Hand:
    """Somebody who presses anything anywhere."""

    def __init__(self, store: Store, pick: random.Random) -> None:
        self.store, self.pick = store, pick
        self.number = self.first = 0

    def rows(self, ask: Callable[..., list[dict[str, Any]]]) -> list[dict[str, Any]]:
        return self.store.ask(lambda session: ask(session, Ask()))

    def some(self, ask: Callable[..., list[dict[str, Any]]]) -> str:
        return self.pick.choice([row["id"] for row in self.rows(ask)] or ["没有"])

    def person(self) -> str:
        return self.some(staff.staff)

    def school(self) -> str:
        return self.pick.choice(list(self.store.ask(school_ids)))

    def school_id(self) -> str:
        return self.pick.choice(list(self.store.ask(school_ids).values()))

    def term(self) -> dict[str, Any]:
        return {"start": self.pick.choice(DATES), "end": self.pick.choice(DATES)}

    def placement(self) -> dict[str, Any]:
        row = self.pick.choice(self.rows(staff.staff))
        return {
            "name": row["name"], "id_number": row["id_number"], "from_school": row["school"],
            "to_school": self.pick.choice([self.school(), None]),
            "mode": self.pick.choice(["定期轮岗", "支教", "走教", "跟岗", "调动", None]),
            "subject": self.pick.choice(SUBJECTS), **self.term(),
        }  # fmt: skip

    def moves(self) -> tuple[Move, ...]:
        made = []
        people = self.rows(staff.staff)
        for row in self.pick.sample(people, min(2, len(people))):  # all but one may have left
            kind = self.pick.choice([FULL, DAYS, SECOND])
            target = row["school_id"] if kind == SECOND else self.school_id()
            made.append(Move(row["id"], kind, row["school_id"] or "", target, "美术",
                             days=2 if kind == DAYS else 0, share=0.4, minutes=40,
                             pinned=False))  # fmt: skip
        return tuple(made)

    def proposal(self) -> Proposal:
        worth = Objective(1.0, 0, 0, 0.0, 120.0, 60.0, 0.0, 0.0, {})
        return Proposal(self.moves(), (), (), worth, 1.0, 0.0, proven=True, seconds=0.1)

    def steps(self) -> list[tuple[Any, Any]]:
        """Return one command of every kind, as the store stands."""
        pick, n = self.pick, self.number
        placements, members = queries.placements, workshops.workshop_members
        workshop = {"name": f"工作室{pick.randint(1, 4)}", "school": self.school(), **self.term()}
        member = {"workshop": f"工作室{pick.randint(1, 4)}", "name": f"甲{n % 5}", **self.term()}
        held = {"workshop": f"工作室{pick.randint(1, 4)}", "held_on": pick.choice(DATES)}
        pair = {"mentor_name": f"甲{n % 4}", "apprentice_name": f"甲{n % 3}", **self.term()}
        exempt = {"reason": "孕期", "from_date": pick.choice(DATES), "until": pick.choice(DATES)}
        kind = pick.choice(["留任", "派往", "同行", "不派"])
        body = standards.standard("policies", "national").body | {"title": f"口径{n}"}
        return [
            (service.add_placement, service.PlacementDraft(self.placement())),
            (service.add_placements, service.PlacementList([self.placement()] * pick.randint(1, 2))),
            (service.add_team, service.TeamOrder({"team": "队", "to_school": self.school()}, [self.placement(), self.placement()])),
            (service.edit_placement, service.PlacementEdit(self.some(placements), self.term())),
            (service.end_placement, service.PlacementEnd(self.some(placements), "2026-09")),
            (service.assess_placement, service.Assessment(self.some(placements), pick.choice(["mid", "final"]), "优秀", "2026-07")),
            (service.remove_placement, self.some(placements)),
            (duties.mark_duty, duties.DutyMark(self.some(placements), pick.choice(service.words.DUTY_KINDS), "2026-10")),
            (duties.unmark_duty, duties.DutyUnmark(self.some(placements), service.words.DUTY_KINDS[0])),
            (exemptions.add_exemption, exemptions.ExemptionDraft(self.person(), exempt)),
            (exemptions.edit_exemption, exemptions.ExemptionEdit(self.some(exemptions.rotation.exemptions), {"until": "2026-01"})),
            (exemptions.remove_exemption, self.some(exemptions.rotation.exemptions)),
            (shares.add_share, shares.ShareDraft(self.person(), pick.choice(["语文", "美术", "乱"]), pick.choice([2, 0, 50]), pick.choice([None, "2025-09-01"]))),
            (shares.edit_share, shares.ShareEdit(self.some(shares.subject_shares), {"periods": n})),
            (shares.remove_share, self.some(shares.subject_shares)),
            (pins.add_pin, pins.PinDraft(YEAR, kind, self.person(), self.person() if kind == "同行" else None, pick.choice([None, self.school_id()]))),
            (pins.remove_pin, self.some(pins.pins)),
            (pins.set_floor, pins.FloorDraft(YEAR, self.school_id(), n % 7 - 1, pick.choice(SUBJECTS))),
            (pins.remove_floor, self.some(pins.floors)),
            (scenarios.keep_scenario, scenarios.ScenarioDraft(YEAR, f"方案{n % 7}", {}, "国家", self.proposal())),
            (scenarios.rename_scenario, scenarios.ScenarioRename(self.some(scenarios.scenarios), f"方案{n % 7}")),
            (scenarios.remove_scenario, self.some(scenarios.scenarios)),
            (scenarios.adopt_plan, scenarios.Adoption(YEAR, self.moves(), scenario_id=pick.choice([None, self.some(scenarios.scenarios)]))),
            (standards.choose_standard, standards.Choice("policies", pick.randint(2024, 2027), "suzhou")),
            (standards.edit_standard, standards.StandardEdit("policies", pick.randint(2024, 2027), body)),
            (standards.drop_standard, standards.StandardDrop("policies", pick.randint(2024, 2027))),
            (mentoring.add_mentorship, mentoring.MentorshipDraft(pair)),
            (mentoring.end_mentorship, mentoring.MentorshipEnd(self.some(mentoring.mentorships), "2026-01")),
            (mentoring.remove_mentorship, self.some(mentoring.mentorships)),
            (workshops.add_workshop, workshops.Draft(workshop)),
            (workshops.end_workshop, workshops.End(self.some(workshops.workshops), "2026-01")),
            (workshops.remove_workshop, self.some(workshops.workshops)),
            (workshops.add_member, workshops.Draft(member)),
            (workshops.end_member, workshops.End(self.some(members), "2026-01")),
            (workshops.remove_member, self.some(members)),
            (workshops.add_session, workshops.Draft(held)),
            (workshops.edit_session, workshops.Edit(self.some(workshops.workshop_sessions), {"people": n})),
            (workshops.remove_session, self.some(workshops.workshop_sessions)),
            (people.move_teacher, people.TeacherMove(self.person(), self.school_id(), pick.choice(["2025-10-01", "2026-09-01"]))),
            (people.record_leaving, people.Leaving(self.person(), "2026-03-01")),
            (doubles.merge_persons, doubles.PersonMerge(self.person(), self.person())),
            (schools.leave_group, schools.GroupLeave(self.school_id(), "2026-08-01")),
            (schools.join_group, schools.GroupJoin(self.school_id(), "2026-09-01")),
        ]  # fmt: skip

    def press(self) -> None:
        """Do one thing; what is refused leaves no trace."""
        self.number += 1
        steps = self.steps()
        rare = (people.record_leaving, doubles.merge_persons, schools.leave_group)
        operation, command = self.pick.choice(steps)
        few = len(self.rows(staff.staff)) < 6
        if operation in rare and (few or self.pick.random() < 0.7):
            return
        before = self.store.ask(content_hash)
        said = refusal(lambda: self.store.do(operation, command))
        if said is not None:
            assert self.store.ask(content_hash) == before, (operation, command)
            assert said.endswith("。"), (operation, command, said)
            assert re.search("[0-9a-f]{20}|[a-z]_[a-z]", said) is None, (operation, command, said)

    def back_and_forth(self) -> None:
        """Undo one of the last ten entries, whichever; it goes or is refused, never halfway."""
        numbers = self.store.ask(lambda s: undo_state(entries(s))).undoable[self.first :][-10:]
        if not numbers:
            return
        before = self.store.ask(content_hash)
        try:
            done = self.store.undo(self.pick.choice(numbers), label="撤销")
        except JtdeskError:
            assert self.store.ask(content_hash) == before
            return
        if done.changes.entry is not None and self.pick.random() < 0.5:
            self.store.undo(done.changes.entry, label="重做", redo=True)
            assert self.store.ask(content_hash) == before

    def look(self) -> None:
        """Read every list there is, on any day, and the planner's question."""
        catalogue = whole_catalogue()
        day = self.pick.choice([None, "2025-11-01", "2026-09-01", "2027-01-01", "1900-01-01"])
        for name in READ:
            self.store.ask(lambda s, n=name: catalogue.dataset(n).ask(s, Ask(as_of=day)))
        said = refusal(lambda: self.store.ask(lambda s: basis(s, PlanRequest(year=YEAR))))
        assert said is None or said.endswith("。"), said
        assert re.search("[0-9a-f]{20}", said or "") is None, said


def refusal(act: Callable[[], Any]) -> str | None:
    """Return the sentence in which something is refused, None where it is done."""
    try:
        act()
    except JtdeskError as fault:
        return fault.message
    return None


def play(path: Path, seed: int, length: int) -> None:
    """Press at random over three openings, undo everything, redo everything."""
    pick = random.Random(seed)
    with open_store(path) as store:
        fill(store)
        start = store.ask(content_hash)
        first = len(store.ask(lambda s: undo_state(entries(s))).undoable)
    number = 0
    for _ in range(3):
        with open_store(path) as store:
            hand = Hand(store, pick)
            hand.number, hand.first = number, first
            for step in range(length // 3):
                hand.press()
                if step % 9 == 4:
                    hand.back_and_forth()
                if step % 20 == 19:
                    hand.look()
            number = hand.number
    with open_store(path) as store:
        full = store.ask(content_hash)
        done = 0
        while len(known := store.ask(lambda s: undo_state(entries(s))).undoable) > first:
            store.undo(known[-1], label="撤销")
            done += 1
        assert store.ask(content_hash) == start
    with open_store(path) as store:
        for _ in range(done):
            state = store.ask(lambda s: undo_state(entries(s)))
            store.undo(state.redoable[-1], label="重做", redo=True)
        assert store.ask(content_hash) == full


@pytest.mark.parametrize("seed", [1, 2])
def test_random_deployment_operations_undone_and_redone_across_restarts(
    store_path: Path, seed: int
) -> None:
    play(store_path, seed, 60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 40))
def test_many_random_deployment_operations(store_path: Path, seed: int) -> None:
    play(store_path, seed, 300)
