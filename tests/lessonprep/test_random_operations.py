"""Operations on joint dates in random order: refusals leave no trace, undo and redo lead back."""

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
from jtdesk.core.operations import Operation
from jtdesk.core.store import Store, open_store
from jtdesk.core.undo import entries, undo_state
from jtdesk.lessonprep import (
    attendance,
    facilities,
    groups,
    joint_reads,
    recurrence,
    series,
    sessions,
    words,
)
from jtdesk.staff import queries as staff
from jtdesk.staff import service as people
from tests.lessonprep.prep_world import a_world

DAYS = ("2025-09-08", "2025-10-13", "2025-10-14", "2025-12-03", "2026-04-08")
READ = (
    "prep_groups", "prep_series", "prep_sessions", "attendance", "prep_findings", "prep_tasks",
    "prep_statistics", "prep_months", "prep_people", "activities", "facilities", "bookings",
)  # fmt: skip
RULES = (
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=4",
)


class Hand:
    """Somebody who presses anything anywhere."""

    def __init__(self, store: Store, pick: random.Random) -> None:
        self.store, self.pick = store, pick
        self.serial = pick.randrange(10**6)

    def some(self, ids: list[str]) -> str:
        return self.rare(ids, "nobody") if ids else "nobody"

    def rare(self, sound: Any, other: Any, share: float = 0.07) -> Any:
        """Return one of what is sound, now and then something else."""
        return other if self.pick.random() < share else self.pick.choice(list(sound))

    def ids(self, table: str) -> list[str]:
        with self.store.reading() as session:
            read = joint_reads.reads_of(session)(f'SELECT "id" FROM "{table}"')
        return [row[0] for row in read]

    def command(self) -> tuple[Operation[Any, Any], Any]:
        acts = [
            self.group, self.group_end, self.derive, self.series, self.place, self.following,
            self.end_series, self.session, self.session, self.move, self.cancel, self.resume,
            self.hold, self.pin, self.remove, self.invite, self.invite, self.uninvite, self.sign,
            self.finding, self.task, self.drop, self.facility, self.book, self.use, self.release,
            self.leave,
        ]  # fmt: skip
        return self.pick.choice(acts)()

    def group(self):
        pick = self.pick
        values = pick.choice([
            {"name": f"组{pick.randrange(4)}", "stage": "小学", "subject": pick.choice(["语文", "数学", None])},
            {"team": self.rare([*words.TEAMS, None], "先锋")}, {"weekday": self.rare([3, None], 9)},
            {"schools": pick.choice([None, [], pick.sample(self.ids("school"), 2)])},
            {"leader_id": self.some(self.ids("teacher"))},
        ])  # fmt: skip
        own = pick.choice([None, self.some(self.ids("prep_group"))])
        hand = [
            groups.ByHand(self.some(self.ids("teacher")), pick.random() < 0.5, pick.random() < 0.5)
            for _ in range(pick.randrange(3))
        ]
        return groups.save_group, groups.GroupDraft(values, own, pick.choice([None, hand]))

    def group_end(self):
        into = self.pick.choice([None, self.some(self.ids("prep_group"))])
        return groups.remove_group, groups.GroupEnd(self.some(self.ids("prep_group")), into)

    def derive(self):
        return groups.derive_groups, groups.GroupsWanted("2025-10-15")

    def series(self):
        pick = self.pick
        values = {
            "group_id": self.some(self.ids("prep_group")), "term": self.rare(["2025-1", "2025-2"], "x"),
            "every": pick.choice(list(words.INTERVALS)), "rrule": self.rare(RULES, "FREQ=SECONDLY"),
            "start_period": self.rare([1, 5], None), "topology": pick.choice([recurrence.ALL] * 3 + [recurrence.PAIRS]),
            "lesson_pair": pick.random() < 0.2, "host_rule": pick.choice([*words.HOST_RULES, None]),
            "start": self.rare([None, "2025-09-08"], "2026-12-01"), "until": pick.choice([None, None, "2025-11-30"]),
        }  # fmt: skip
        kept = dict(pick.sample(sorted(values.items()), pick.randrange(1, len(values) + 1)))
        own = pick.choice([None, None, self.some(self.ids("prep_series"))])
        if not self.ids("prep_group"):
            values["group_id"] = None
        return series.save_series, series.SeriesDraft(kept if own else values, own)

    def place(self):
        since = self.pick.choice([None, None, "2025-10-15"])
        return series.place_series, series.Placing(self.some(self.ids("prep_series")), since)

    def following(self):
        values = self.pick.choice([{"periods": 1}, {"start_period": 3}, {"rrule": RULES[1]}])
        day = self.pick.choice(["2025-09-01", "2025-10-15", "2026-01-05"])
        return series.change_following, series.Following(
            self.some(self.ids("prep_series")), day, values
        )

    def end_series(self):
        return series.remove_series, self.some(self.ids("prep_series"))

    def session(self):
        pick = self.pick
        values = {
            "kind": self.rare(words.SESSION_KINDS, "聚餐"), "title": self.rare(["活动"], ""),
            "day": self.rare(DAYS, "2025-02-30"), "start_period": self.rare([1, 6], 0), "periods": pick.choice([1, 2]),
            "group_id": pick.choice([None, self.some(self.ids("prep_group"))]),
            "host_id": pick.choice([None, self.some(self.ids("school"))]),
            "facility_id": pick.choice([None, None, self.some(self.ids("facility"))]),
            "form": pick.choice([None, *words.FORMS]), "pupils": self.rare([None, 30], -1),
            "lead_planner_id": pick.choice([None, self.some(self.ids("teacher"))]),
        }  # fmt: skip
        own = pick.choice([None, self.some(self.ids("prep_session"))])
        kept = dict(pick.sample(sorted(values.items()), pick.randrange(1, len(values) + 1)))
        return sessions.save_session, sessions.SessionDraft(kept if own else values, own)

    def move(self):
        pick = self.pick
        return sessions.move_session, sessions.Move(
            self.some(self.ids("prep_session")), pick.choice(DAYS), self.rare([None, 3], 25),
            pick.choice([None, self.some(self.ids("school"))]), self.rare([None, "14:10"], "23:59"),
        )  # fmt: skip

    def cancel(self):
        return sessions.cancel_session, sessions.Cancel(self.some(self.ids("prep_session")), "台风")

    def resume(self):
        return sessions.resume_session, self.some(self.ids("prep_session"))

    def hold(self):
        values = {"discussion": "略", "outsiders": self.rare([None, 3], -1)}
        return sessions.hold_session, sessions.Minutes(self.some(self.ids("prep_session")), values)

    def pin(self):
        found = [self.some(self.ids("prep_session"))]
        return sessions.pin_sessions, sessions.Pin(found, self.pick.random() < 0.5)

    def remove(self):
        return sessions.remove_session, self.some(self.ids("prep_session"))

    def invite(self):
        pick = self.pick
        return attendance.invite, attendance.Invitation(
            self.some(self.ids("prep_session")), members=pick.random() < 0.6,
            teams=pick.choice([(), ("卓越团队",)]), teacher_ids=pick.choice([(), (self.some(self.ids("teacher")),)]),
            guests=pick.choice([(), (attendance.Guest("客人", "县里"),)]),
        )  # fmt: skip

    def uninvite(self):
        return attendance.uninvite, [self.some(self.ids("attendance"))]

    def sign(self):
        known = self.store.ask(attendance.lines)
        row = self.pick.choice(known) if known else {"session_id": "nobody"}
        own = [one["id"] for one in known if one["session_id"] == row["session_id"]]
        signs = [
            attendance.Sign(self.some(own), self.pick.choice([*words.ATTENDANCES, None]), "因故")
            for _ in range(self.pick.randrange(4))
        ]
        return attendance.sign_in, attendance.SignIn(row["session_id"], signs)

    def finding(self):
        return attendance.save_finding, attendance.FindingDraft(
            self.some(self.ids("prep_session")), self.rare(words.ASPECTS, "饮食"), "多练",
            id=self.pick.choice([None, self.some(self.ids("finding"))]),
        )  # fmt: skip

    def task(self):
        return attendance.save_task, attendance.TaskDraft(
            self.some(self.ids("prep_session")), self.rare(["做完"], " "),
            done_on=self.rare([None, "2026-05-01"], "2024-01-01"), id=self.pick.choice([None, self.some(self.ids("follow_up"))]),
        )  # fmt: skip

    def drop(self):
        if self.pick.random() < 0.5:
            return attendance.remove_finding, self.some(self.ids("finding"))
        return attendance.remove_task, self.some(self.ids("follow_up"))

    def facility(self):
        pick = self.pick
        if pick.random() < 0.2:
            return facilities.remove_facility, self.some(self.ids("facility"))
        values = {
            "school_id": self.some(self.ids("school")), "name": f"室{pick.randrange(3)}",
            "capacity": self.rare([None, 40], 0),
        }  # fmt: skip
        return facilities.save_facility, facilities.FacilityDraft(values)

    def book(self):
        pick = self.pick
        start = self.rare(["08:00", "09:00", "11:30", "15:30"], "9点")
        values = {
            "facility_id": self.some(self.ids("facility")), "day": self.rare(DAYS, "2025-02-30"), "start": start,
            "end": pick.choice(["12:00", "16:30"]), "user": "张三", "people": self.rare([None, 30], 50),
        }  # fmt: skip
        own = pick.choice([None, None, self.some(self.ids("booking"))])
        return facilities.book, facilities.BookingDraft(values, own)

    def use(self):
        return facilities.use_booking, facilities.Use(self.some(self.ids("booking")), 20, "完好")

    def release(self):
        if self.pick.random() < 0.4:
            return facilities.remove_booking, self.some(self.ids("booking"))
        return facilities.release_booking, self.some(self.ids("booking"))

    def leave(self):
        known = self.store.ask(lambda s: staff.staff(s, Ask()))
        one = self.pick.choice(known)["id"] if len(known) > 6 else "nobody"
        return people.record_leaving, people.Leaving(one, "2025-11-01", "调出")

    def press(self) -> bool:
        before = self.store.ask(content_hash)
        operation, command = self.command()
        said = refusal(lambda: self.store.do(operation, command))
        if said is None:
            return True
        assert said.endswith("。"), said
        assert re.search("[0-9a-f]{20}", said) is None, said
        assert self.store.ask(content_hash) == before
        return False

    def look(self) -> None:
        """Read every list there is, on any day, and the dates themselves."""
        catalogue = whole_catalogue()
        day = self.pick.choice([None, "2025-11-01", "2026-07-31", "1900-01-01"])
        for name in READ:
            self.store.ask(lambda s, n=name: catalogue.dataset(n).ask(s, Ask(as_of=day)))
        self.store.ask(joint_reads.joint_dates)
        if (rows := self.store.ask(series.stored)) is not None:
            self.store.ask(lambda s: series.expandable(s, rows))


def refusal(act: Callable[[], Any]) -> str | None:
    """Return the sentence in which something is refused, None where it is done."""
    try:
        act()
    except JtdeskError as fault:
        return fault.message
    return None


def play(path: Path, seed: int, length: int) -> None:
    """Press at random over two openings, undo everything, redo everything."""
    pick = random.Random(seed)
    with open_store(path) as store:
        a_world(store)
        start = store.ask(content_hash)
        first = len(store.ask(lambda s: undo_state(entries(s))).undoable)
    done = 0
    for _ in range(2):
        with open_store(path) as store:
            hand = Hand(store, pick)
            for step in range(length // 2):
                done += hand.press()
                if step % 20 == 19:
                    hand.look()
    assert done > length // 8
    with open_store(path) as store:
        full = store.ask(content_hash)
        back = 0
        while len(known := store.ask(lambda s: undo_state(entries(s))).undoable) > first:
            store.undo(known[-1], label="撤销")
            back += 1
        assert store.ask(content_hash) == start
        for _ in range(back):
            state = store.ask(lambda s: undo_state(entries(s)))
            store.undo(state.redoable[-1], label="重做", redo=True)
        assert store.ask(content_hash) == full


@pytest.mark.parametrize("seed", [1, 2])
def test_random_operations_undone_and_redone_across_restarts(
    store_path: Path, clock: Any, seed: int
) -> None:
    play(store_path, seed, 120)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_many_random_operations(store_path: Path, clock: Any, seed: int) -> None:
    play(store_path, seed, 300)
