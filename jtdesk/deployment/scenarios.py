"""Plans kept for comparison, and the adoption of one: placements and second subjects at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.numbers import rounded
from jtdesk.core.operations import operation
from jtdesk.core.spans import overlap
from jtdesk.deployment import loads, queries, rotation, rules, standards, words
from jtdesk.deployment.loads import Place
from jtdesk.deployment.problem import DAYS, SECOND, Move, Proposal, to_json
from jtdesk.deployment.staffing import subject_shares
from jtdesk.deployment.tables import Placement, Scenario, SubjectShare
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

MOST_SCENARIOS = 5
COLUMNS = ("id", "year", "name", "made_on", "adopted_on", "body", "note")
ROTATION, VISITING = "定期轮岗", "走教"
NAMED = 3


# --- reads ------------------------------------------------------------------------------------


def stored_scenarios(session: Session, year: int | None = None) -> list[Row]:
    """Return kept plans with their whole body, oldest first."""
    query = select(*(getattr(Scenario, name) for name in COLUMNS)).order_by(Scenario.id)
    if year is not None:
        query = query.where(Scenario.year == year)
    return [dict(zip(COLUMNS, one, strict=True)) for one in session.execute(query)]


def scenarios(session: Session, question: Ask) -> list[Row]:
    """Return kept plans by their figures: all, or of the school year of a date."""
    year = None if question.as_of is None else rotation.school_year(question.as_of)
    return [figures(row) for row in stored_scenarios(session, year)]


def figures(row: Row) -> Row:
    """Return what a kept plan comes to, in the words of the dataset."""
    proposal = row["body"]["proposal"]
    worth = proposal["objective"]
    return {name: row[name] for name in COLUMNS if name != "body"} | {
        "policy": row["body"]["policy"],
        "changes": len(proposal["moves"]),
        "missing": worth["missing"],
        "short": rounded(worth["short"], 2),
        "travel": rounded(worth["travel"], 1),
        "unevenness": rounded(worth["unevenness"], 2),
        "proven": proposal["proven"],
    }


# --- operations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScenarioDraft:
    """A plan to be kept.

    Attributes:
        request: what was asked, by the field names of `planning.PlanRequest`.
        policy: title of the policy.
    """

    year: int
    name: str
    request: Mapping[str, Any]
    policy: str
    proposal: Proposal
    note: str | None = None


@operation("deployment.keep_scenario", words.KEEP_SCENARIO)
def keep_scenario(session: Session, command: ScenarioDraft) -> str:
    """Keep a plan beside the others of its year; return its id.

    Raises:
        RuleError: there are five already, or the name is taken.
    """
    describe(session, f"{command.name.strip()}（{command.year} 学年）")
    return _keep(session, command)


def _keep(session: Session, command: ScenarioDraft) -> str:
    held = stored_scenarios(session, command.year)
    if len(held) >= MOST_SCENARIOS:
        raise RuleError(
            f"{command.year} 学年已保存 {MOST_SCENARIOS} 个方案。请先删除一个再保存。",
            code="too_many_scenarios",
        )
    _refuse_name(command.name, held)
    row = {
        "year": command.year,
        "name": command.name.strip(),
        "made_on": clock.today().isoformat(),
        "body": {
            "request": dict(command.request),
            "policy": command.policy,
            "proposal": to_json(command.proposal),
        },
        "note": command.note,
    }
    return bulk.insert(session, Scenario, [row])[0]


@dataclass(frozen=True)
class ScenarioRename:
    """Another name for a kept plan."""

    id: str
    name: str


@operation("deployment.rename_scenario", words.RENAME_SCENARIO)
def rename_scenario(session: Session, command: ScenarioRename) -> None:
    """Call a kept plan otherwise."""
    image = _scenario(session, command.id)
    others = [r for r in stored_scenarios(session, image["year"]) if r["id"] != command.id]
    _refuse_name(command.name, others)
    describe(session, f"{image['name']} → {command.name}")
    bulk.update(session, Scenario, [(command.id, {"name": command.name.strip()})])


@operation("deployment.remove_scenario", words.REMOVE_SCENARIO)
def remove_scenario(session: Session, command: str) -> None:
    """Remove a kept plan, by id; placements adopted from it stay."""
    image = _scenario(session, command)
    describe(session, f"{image['name']}（{image['year']} 学年）")
    bulk.remove(session, Scenario, [command])


def _scenario(session: Session, row_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Scenario), [row_id]).get(row_id)
    if found is None:
        raise RuleError("这个方案已不存在，请刷新后重试。", code="gone")
    return found


def _refuse_name(name: str, others: Sequence[Row]) -> None:
    if not name.strip():
        raise RuleError("请给方案起一个名称。", code="name_missing", at="name")
    if any(row["name"] == name.strip() for row in others):
        raise RuleError(f"已有名为“{name.strip()}”的方案，请换一个。", code="name_taken", at="name")


# --- adoption ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Adoption:
    """A plan to be carried out.

    Attributes:
        moves: of the proposal, or of what the board made of it.
        term: school years the placements last.
        scenario_id: the kept plan it comes from.
        document_no: of the order, where there is one already.
        keep: the plan itself, to be kept in the same step; for ``scenario_id``.
    """

    year: int
    moves: tuple[Move, ...]
    term: int = 1
    scenario_id: str | None = None
    document_no: str | None = None
    keep: ScenarioDraft | None = None

    @property
    def start(self) -> str:
        """First month."""
        return f"{self.year}-09"

    @property
    def end(self) -> str:
        """Last month."""
        return f"{self.year + self.term}-07"


@operation("deployment.adopt_plan", words.ADOPT_PLAN)
def adopt_plan(session: Session, command: Adoption) -> int:
    """Write the placements and second subjects of a plan in one step; return how many.

    Raises:
        RuleError: somebody has moved, left or been placed since the plan was made, or it cannot
            be kept by that name; nothing is written.
    """
    if not command.moves:
        raise RuleError("方案里没有变动，不用采纳。", code="empty_plan")
    if command.keep is not None:
        command = replace(command, scenario_id=_keep(session, command.keep))
    if command.scenario_id is not None:
        _scenario(session, command.scenario_id)
    people = {r["id"]: r for r in staff.staff(session, Ask(as_of=f"{command.start}-01"))}
    _refuse_changed(session, command, people)
    moves = [move for move in command.moves if move.kind != SECOND]
    bulk.insert(session, Placement, [_placement(move, people, command) for move in moves])
    seconds = [move for move in command.moves if move.kind == SECOND]
    bulk.insert(session, SubjectShare, _shares(session, seconds, people, command))
    if command.scenario_id is not None:
        adopted = {"adopted_on": clock.today().isoformat()}
        bulk.update(session, Scenario, [(command.scenario_id, adopted)])
    told = [f"交流 {len(moves)} 人"] if moves else []
    told += [f"兼教 {len(seconds)} 人"] if seconds else []
    kept = f"，存为方案“{command.keep.name.strip()}”" if command.keep is not None else ""
    describe(session, f"{command.year} 学年：{'、'.join(told)}{kept}")
    return len(command.moves)


def _refuse_changed(session: Session, command: Adoption, people: Mapping[str, Row]) -> None:
    names = schools.school_names(session)
    stale = [
        f"{people[move.person]['name']}已不在{names.get(move.home, '原来的学校')}"
        for move in command.moves
        if move.person in people and people[move.person]["school_id"] != move.home
    ]
    gone = sum(move.person not in people for move in command.moves)
    stale += [f"有 {gone} 人已不在名册"] if gone else []
    members = schools.member_ids(session, f"{command.start}-01")
    left = dict.fromkeys(m.school for m in command.moves if m.school not in members)
    stale += [f"{names.get(school, '接收学校')}已不在集团" for school in left]
    stale += _already_away(session, command, people, names)
    stale += _already_taught(session, command, people)
    if stale:
        more = f"等 {len(stale)} 处" if len(stale) > NAMED else ""
        raise RuleError(
            f"方案做好以后名册有变化：{'；'.join(stale[:NAMED])}{more}。请重新生成方案再采纳。",
            code="plan_stale",
        )


def _already_away(
    session: Session, command: Adoption, people: Mapping[str, Row], names: Mapping[str, str]
) -> list[str]:
    """Say who is placed at that time, in the ledger or by another move of this very plan."""
    held = [
        row
        for row in queries.placements(session, Ask())
        if row["status"] != words.CANCELLED
        and overlap(row["start"], row["end"], command.start, command.end)
    ]
    by_name: dict[str, list[Row]] = {}
    by_number: dict[str, list[Row]] = {}
    for row in held:
        by_name.setdefault(row["name"], []).append(row)
        by_number.setdefault(row["id_number"] or "", []).append(row)
    found, days = [], dict.fromkeys(people, 0.0)
    for move in command.moves:
        if move.kind == SECOND or move.person not in people:
            continue
        person = people[move.person]
        own = {n: person[n] for n in ("name", "id_number")} | {"from_school": names.get(move.home)}
        likely = [*by_name.get(person["name"], ()), *by_number.get(person["id_number"] or "-", ())]
        away = next((row for row in likely if rules.same_person(own, row)), None)
        if away is not None:
            where = away["to_school"] or "集团外"
            found.append(f"{person['name']}在这段时间已有交流（到{where}）")
        days[move.person] += move.days if move.kind == DAYS else rules.WEEK_DAYS
        if days[move.person] > rules.WEEK_DAYS:
            found.append(f"{person['name']}在方案里安排了两次")
    return found


def _already_taught(session: Session, command: Adoption, people: Mapping[str, Row]) -> list[str]:
    """Say who teaches the proposed second subject at that time already."""
    day = f"{command.start}-01"
    held = {(r["teacher_id"], r["subject"]) for r in subject_shares(session, Ask(as_of=day))}
    found = []
    for move in command.moves:
        if move.kind == SECOND and move.person in people:
            if (move.person, move.subject) in held:
                found.append(f"{people[move.person]['name']}已兼教{move.subject}")
            held.add((move.person, move.subject))
    return found


def _placement(move: Move, people: Mapping[str, Row], command: Adoption) -> dict[str, Any]:
    person = people[move.person]
    days = move.kind == DAYS
    return {
        "name": person["name"],
        "id_number": person["id_number"],
        "from_school_id": move.home,
        "to_school_id": move.school,
        "mode": VISITING if days else ROTATION,
        "subject": move.subject,
        "start": command.start,
        "end": command.end,
        "relation_moved": False,
        "backbone_level": person["backbone_level"],
        "status": words.PLANNED,
        "document_no": command.document_no,
        "days": float(move.days) if days else None,
        "scenario_id": command.scenario_id,
    }


def _shares(
    session: Session, moves: Sequence[Move], people: Mapping[str, Row], command: Adoption
) -> list[dict[str, Any]]:
    if not moves:
        return []
    standard = loads.loads(standards.standard_in_force(session, "loads", command.year).body)
    day = f"{command.start}-01"
    places = {
        row["id"]: Place(row["area"], row["kind"])
        for row in schools.schools(session, Ask(as_of=day))
    }
    made = []
    for move in moves:
        stage = people[move.person]["stage"]
        load, _ = standard.load(stage, move.subject, places[move.school])
        if load is None:
            raise RuleError(
                f"教师工作量标准里没有{stage or '这个学段'}的课时，算不出兼教{move.subject}几节。"
                "请先补填标准。",
                code="no_load",
            )
        made.append(
            {
                "teacher_id": move.person,
                "subject": move.subject,
                "periods": rounded(move.share * load.periods, 1),
                "from_date": day,
                "to_date": f"{command.year + command.term}-09-01",
                "scenario_id": command.scenario_id,
            }
        )
    return made


OPERATIONS = (keep_scenario, rename_scenario, remove_scenario, adopt_plan)
