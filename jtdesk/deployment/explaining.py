"""Why this person, who else, why not more, and what if this one says no.

Every figure is the exact difference between the plan and the plan with one exchange made: the
whole objective recomputed, nothing solved anew. "Without this move" takes it out and leaves all
else; an alternative takes it out and puts the substitute's move in.

Codes of reasons
  of a move: ``pinned`` (a pin asks for it), ``together`` (goes with somebody pinned to them),
    ``serves_quota`` (without it more people would be missing), ``closes_gap`` (without it the
    subject there would be short by more), ``balances`` (without it backbone shares differ more),
    ``worth`` (always: without it the plan is dearer by that much), ``spare`` (home has days to
    spare before the plan), ``near``, ``wish``, ``years``.
  of something unmet: ``no_surplus`` (nobody in the group has days of the subject to spare),
    ``none_able`` (spare there is, but nobody who may be asked), ``costs_more`` (the cheapest who
    could would open a gap or a cost at least as large elsewhere), ``budget_used``, ``floor``,
    ``pin`` (the cheapest who would pay is kept by that rule), ``clash`` (hard rules clash),
    ``unfinished`` (the time limit cut the search before this was settled), ``left_alone`` (a plan
    made again after a refusal leaves it as it was, to change few others).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jtdesk.deployment.exchanges import Exchange, Exchanges
from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.problem import (
    DAYS,
    FULL,
    GO,
    SECOND,
    TOGETHER,
    Alternative,
    Clash,
    Move,
    Reason,
    Unmet,
)
from jtdesk.deployment.worth import differences, missing

ENOUGH = 3
"""Alternatives named for each move."""


class Explainer:
    """Finds the reasons of one plan."""

    def __init__(self, ground: Ground, moves: Iterable[Move]) -> None:
        self.ground = ground
        self.problem = ground.problem
        self.exchanges = Exchanges(ground, moves)
        self.worth = self.exchanges.worth

    def moves(self) -> tuple[Move, ...]:
        """Return the moves with their reasons and alternatives."""
        return tuple(self._explained(move) for move in self.worth.moves)

    def _explained(self, move: Move) -> Move:
        found = self.exchanges.substitutes(move)
        others: dict[str, Alternative] = {}
        for one in found:
            for person in one.crowd:
                if len(others) < ENOUGH and person.id not in others:
                    others[person.id] = self._alternative(one, person.id)
        fewer = ""
        if len(others) < ENOUGH:
            fewer = self._fewer(move, len(others))
        reasons = tuple(self._reasons(move))
        return replace(move, reasons=reasons, alternatives=tuple(others.values()), fewer=fewer)

    def _fewer(self, move: Move, count: int) -> str:
        where = f"{self._school(move.school)}{move.subject}"
        if not count:
            return f"除此之外，全集团没有其他条件相符、还没有安排的教师可以承担{where}。"
        return f"除此之外，全集团只有 {count} 位条件相符、还没有安排的教师可以承担{where}。"

    def _alternative(self, found: Exchange, person: str) -> Alternative:
        job = found.into[0]
        name = self.ground.people[person].name
        home = self._school(job.home)
        way = {
            FULL: "全职交流",
            DAYS: f"每周走教 {job.days} 天",
            SECOND: f"在本校兼教 {job.share:g} 个岗位",
        }[job.kind]
        words = f"也可由{home}{name}{way}" if job.kind != SECOND else f"也可由本校{name}{way}"
        words += f"，{differences(found.parts)}{self._against(found)}"
        shown = {name: round(value, 6) + 0.0 for name, value in found.parts.items()}
        return Alternative(
            person, job.kind, job.school, job.subject, job.days, job.share, found.cost, shown,
            words + "。",
        )  # fmt: skip

    def _against(self, found: Exchange) -> str:
        rules = self.exchanges.against(found)
        if not rules:
            return ""
        pins = {pin.id for pin in self.problem.pins}
        if any(one in pins for one in rules):
            return "（需先取消相关指定）"
        return "（需先提高人数上限）" if "budget" in rules else "（需先放宽骨干教师底线）"

    # --- why this person ------------------------------------------------------------------------

    def _reasons(self, move: Move) -> Iterable[Reason]:
        person = self.ground.people[move.person]
        without = self.exchanges.without(move)
        yield from self._pins(move)
        yield from self._quotas(move)
        closed = self._closed(move)
        if closed > 0:
            where = f"{self._school(move.school)}{move.subject}"
            yield Reason("closes_gap", _about((move.school, person.stage, move.subject)),
                         {"fte": closed}, f"为{where}补上 {closed:g} 个岗位的缺口。")  # fmt: skip
        even = round(without.parts["unevenness"], 6)
        if even > 0:
            words = f"使各校骨干教师更均衡（不去则偏差增加 {_number(even)} 人）。"
            yield Reason("balances", move.school, {"people": even}, words)
        yield from self._own(move)
        words = f"不作这项安排，{differences(without.parts)}。"
        if without.cost <= 0:
            words = "这项安排由指定决定。"
        yield Reason("worth", move.person, {"cost": without.cost}, words)

    def _pins(self, move: Move) -> Iterable[Reason]:
        for pin in self.problem.pins:
            if pin.kind == GO and pin.person == move.person:
                yield Reason("pinned", pin.id, {}, "按指定必须交流。")
            elif pin.kind == TOGETHER and move.person in {pin.person, pin.other}:
                other = pin.other if pin.person == move.person else pin.person
                name = self.ground.people[other or ""].name
                yield Reason("together", pin.id, {}, f"按指定与{name}同行。")

    def _quotas(self, move: Move) -> Iterable[Reason]:
        if move.kind == SECOND or (move.kind == DAYS and not self.problem.days_count):
            return
        person = self.ground.people[move.person]
        rest = [one for one in self.exchanges.plan[move.person] if one != move]
        if rest:
            return  # still counted by the other days
        school = move.school if move.kind == FULL else ""
        for number, up, down in self.ground.memberships(person):
            quota = self.problem.quotas[number]
            above, below = self.worth.above[number], self.worth.below[number]
            up_there = up and self.ground.counts(number, school, up=True)
            down_there = down and self.ground.counts(number, school, up=False)
            more = missing(quota, above - up_there, below - down_there)
            more -= missing(quota, above, below)
            if up_there and more > 0:
                figures = {"above": float(above), "below": float(below), "people": float(more)}
                words = f"计入“{quota.title}”：本方案为 {above}/{below}，少这一位缺额多 {more} 人。"
                yield Reason("serves_quota", quota.code, figures, words)

    def _closed(self, move: Move) -> float:
        person = self.ground.people[move.person]
        node = (move.school, person.stage, move.subject)
        after = self.worth.balance.get(node)
        if after is None or node not in self.ground.balance:
            return 0.0
        before = after - self.worth.days(move)
        return (max(0, -before) - max(0, -after)) / 5

    def _own(self, move: Move) -> Iterable[Reason]:
        person = self.ground.people[move.person]
        home = (person.home, person.stage, person.subject)
        spare = self.ground.balance.get(home, 0) / 5
        if spare > 0:
            words = f"{self._school(person.home)}{person.subject}富余 {spare:g} 个岗位。"
            yield Reason("spare", _about(home), {"fte": spare}, words)
        if move.kind != SECOND:
            if move.minutes is not None:
                words = f"单程 {move.minutes} 分钟。"
                yield Reason("near", move.school, {"minutes": float(move.minutes)}, words)
            if move.kind == FULL and move.school in person.wishes:
                yield Reason("wish", move.school, {}, "本人有到该校的意愿。")
        if person.years > 0:
            words = f"在本校任教 {person.years:g} 年。"
            yield Reason("years", person.id, {"years": float(person.years)}, words)

    # --- why not more ---------------------------------------------------------------------------

    def unmet(self, *, again: bool = False) -> tuple[Unmet, ...]:
        """Return the quotas and needs the plan does not meet, each with its reasons.

        Args:
            again: the plan was made again after a refusal, with few changes on purpose.
        """
        found = []
        for number, quota in enumerate(self.problem.quotas):
            people = missing(quota, self.worth.above[number], self.worth.below[number])
            if people:
                words = f"“{quota.title}”还缺 {people} 人。"
                why = self._why_quota(number, again=again)
                found.append(Unmet("quota", quota.code, people, words, (why,)))
        for node in sorted(self.ground.balance):
            short = -self.worth.balance[node] / 5
            if short > 0:
                words = f"{self._school(node[0])}{node[1]}{node[2]}还缺 {short:g} 个岗位。"
                why = self._why_need(node, again=again)
                found.append(Unmet("need", _about(node), short, words, (why,)))
        return tuple(found)

    def _why_quota(self, number: int, *, again: bool) -> Reason:
        found = self.exchanges.joiners(number)
        if not found:
            words = "能计入的教师都已安排，没有其他符合条件的教师可以交流。"
            kept = self._kept(number)
            if kept:
                words = f"还有 {kept} 位能计入的教师没有安排，但没有学校可以派他们去"
                words += "（路程没有填写、没有相应的学段或学科，或已指定留下）。"
            return Reason("none_able", self.problem.quotas[number].code, {}, words)
        return self._cheapest(found, again=again)

    def _kept(self, number: int) -> int:
        """Count who would count above the line, is free and eligible, and yet goes nowhere."""
        return sum(
            one.eligible and not one.running and one.id not in self.exchanges.plan
            for one in map(self.ground.people.get, self.problem.quotas[number].numerator.people)
            if one is not None
        )

    def _why_need(self, node: Node, *, again: bool) -> Reason:
        found = self.exchanges.additions(node)
        if found:
            return self._cheapest(found, again=again)
        _school, stage, subject = node
        spare = sum(
            max(0, days)
            for other, days in self.worth.balance.items()
            if other[1:] == (stage, subject) and other != node
        )
        figures = {"fte": spare / 5}
        if not spare:
            words = f"全集团{stage}{subject}都没有富余的教师。"
            return Reason("no_surplus", _about(node), figures, words)
        words = f"其他学校{stage}{subject}还富余 {spare / 5:g} 个岗位，"
        if self._cut_off(node):
            words += "但从那里到这里的路程没有填写，不能安排。"
        else:
            words += "但没有可以安排到这里的教师"
            words += "（不符合交流条件、路程不明、当天不能往返、已有安排或已指定留下）。"
        return Reason("none_able", _about(node), figures, words)

    def _cut_off(self, node: Node) -> bool:
        """Say whether no way is known from any school that has something to spare."""
        school, stage, subject = node
        ways = [
            self.ground.ways.get((other[0], school))
            for other, days in self.worth.balance.items()
            if other[1:] == (stage, subject) and days > 0
        ]
        return all(way is None or way.minutes is None for way in ways)

    def _cheapest(self, found: list[Exchange], *, again: bool) -> Reason:
        """Say why the cheapest addition was not made: it does not pay, or a rule forbids it."""
        best = found[0]
        job = best.into[0]
        person = self.ground.people[job.person]
        figures = {"cost": best.cost, "days": float(self.worth.days(job))}
        who = f"{self._school(person.home)}{person.name}"
        if best.cost > -1e-6:
            words = f"最合适的人选是{who}，但抽调后别处的缺口或代价更大"
            words += f"（{differences(best.parts, 2)}）。"
            return Reason("costs_more", _job(job), figures, words)
        rules = self.exchanges.against(best)
        floors = {floor.id for floor in self.problem.floors}
        if "budget" in rules:
            words = f"调动人数上限 {self.problem.budget} 人已用完，否则可安排{who}。"
            return Reason("budget_used", _job(job), figures, words)
        if any(one in floors for one in rules):
            return Reason("floor", _job(job), figures, f"{who}要留下来保证骨干教师底线。")
        if rules:
            return Reason("pin", _job(job), figures, f"{who}因指定不能安排。")
        if again:
            words = f"还可安排{who}；为少改动其他人，这次没有调整。"
            return Reason("left_alone", _job(job), figures, words)
        return Reason("unfinished", _job(job), figures, f"时限内没有算完，{who}也许可以安排。")

    def _school(self, school: str) -> str:
        return self.ground.schools[school].name


def broken(unmet: Iterable[Unmet], clashes: tuple[Clash, ...]) -> tuple[Unmet, ...]:
    """Give each broken rule the clashes it takes part in as its reason."""
    found = []
    for one in unmet:
        reasons = tuple(
            Reason("clash", str(number), {}, clash.text)
            for number, clash in enumerate(clashes)
            if any(rule.about == one.about for rule in clash.rules)
        )
        found.append(replace(one, reasons=reasons))
    return tuple(found)


def _about(node: Node) -> str:
    return "/".join(node)


def _job(job: Move) -> str:
    return "/".join((job.person, job.kind, job.school, job.subject))


def _number(value: float) -> str:
    if abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:,.1f}".removesuffix(".0")
