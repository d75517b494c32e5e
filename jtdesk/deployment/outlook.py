"""Reads that sum the rotation up: next year's shortfall, the bureau's statistics, the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import GROUP_SCOPE, Ask
from jtdesk.core.fields import Row
from jtdesk.deployment import words
from jtdesk.deployment.eligibility import next_start
from jtdesk.deployment.policies import BACKBONE, ROTATION
from jtdesk.deployment.ratios import Figure, gap, percent
from jtdesk.deployment.rotation import NEVER, Situation, counts, situation, verdicts_on
from jtdesk.deployment.tables import Placement, Scenario
from jtdesk.schools import queries as schools
from jtdesk.staff.words import COUNTY_AND_ABOVE

GROUP_TITLE = "集团合计"
Counts = dict[str, set[str]]


def rotation_outlook(session: Session, question: Ask) -> list[Row]:
    """Return per school and for the group the ratio today and as it will be on 1 September.

    The staff is taken as it is; on the first of September after the day some have served long
    enough, some come too near to retirement, and some placements have ended.
    """
    found = situation(session, question.as_of)
    upcoming = next_start(found.day)
    now, then = _eligible(found), _eligible(found, upcoming)
    away = _away(found.placements)
    still = _away([row for row in found.placements if counts(row, found.policy, upcoming)])
    ratio = found.policy.ratio(ROTATION)
    rows = []
    for scope in (GROUP_SCOPE, *found.names):
        before, after = now.get(scope, set()), then.get(scope, set())
        out, stay = away.get(scope, set()), still.get(scope, set())
        rows.append(
            _scope(found, scope)
            | {
                "eligible": len(before),
                "exchanged": len(out),
                "share": percent(len(out), len(before), 1),
                "gap": gap(len(out), len(before), ratio.threshold, ratio.operator),
                "next_day": upcoming,
                "newly_eligible": len(after - before),
                "no_longer_eligible": len(before - after),
                "eligible_next": len(after),
                "ending": len(out - stay),
                "exchanged_next": len(stay),
                "share_next": percent(len(stay), len(after), 1),
                "gap_next": gap(len(stay), len(after), ratio.threshold, ratio.operator),
                "threshold": ratio.threshold,
                "newcomers": _names(found, after - before),
                "policy": found.policy.title,
            }
        )
    return rows


def _scope(found: Situation, scope: str) -> Row:
    if scope == GROUP_SCOPE:
        return {"id": GROUP_SCOPE, "school": GROUP_TITLE, "level": words.WHOLE_GROUP}
    ids = {row["name"]: row["id"] for row in found.members}
    return {"id": ids[scope], "school": scope, "level": words.ONE_SCHOOL}


def _eligible(found: Situation, day: str | None = None) -> Counts:
    verdicts = found.verdicts if day is None else verdicts_on(found, day)
    counted: Counts = {}
    for person in found.people:
        if verdicts[person["id"]].eligible:
            for scope in (GROUP_SCOPE, person["school"]):
                counted.setdefault(scope, set()).add(person["id"])
    return counted


def _away(placements: Sequence[Row]) -> Counts:
    counted: Counts = {}
    for row in placements:
        key = row["person"] or row["id_number"] or row["name"]
        for scope in (GROUP_SCOPE, row["sender_name"]):
            counted.setdefault(scope, set()).add(key)
    return counted


def _names(found: Situation, ids: set[str]) -> list[str]:
    return [person["name"] for person in found.people if person["id"] in ids]


# --- the bureau's table (轮岗交流教师统计表) ----------------------------------------------------


def rotation_statistics(session: Session, question: Ask) -> list[Row]:
    """Return the rows of 交流轮岗统计表: a row a school, the group's last, from sums.

    The group's percentages are computed from its sums, never as a mean of the schools'.
    """
    found = situation(session, question.as_of)
    facts = {row["school_id"]: row for row in schools.school_facts(session, Ask(as_of=found.day))}
    by_scope: dict[tuple[str, str], Figure] = {
        (one.name, one.scope): one for one in found.figures()
    }
    sent, received = _moved(found, "from", "out"), _moved(found, "to", "in")
    eligible = _eligible(found)
    backbone = {p["id"] for p in found.people if p["backbone_level"] in COUNTY_AND_ABOVE}
    rows = []
    for member in found.members:
        name = member["name"]
        known = facts.get(member["id"], {})
        able = eligible.get(name, set())
        row: Row = _scope(found, name) | {
            "posts": known.get("posts"),
            "on_establishment": sum(
                p["school"] == name and p["establishment"] == "在编" for p in found.people
            ),
            "teachers": known.get("teachers"),
            "eligible": len(able),
            "eligible_backbone": len(able & backbone),
            **sent.get(name, {"out": 0, "out_backbone": 0}),
            **received.get(member["id"], {"in": 0, "in_backbone": 0}),
        }
        row["total"] = row["out"] + row["in"]
        rows.append(row | _shares(by_scope, name))
    return [*rows, _sum(rows) | _scope(found, GROUP_SCOPE) | _shares(by_scope, GROUP_SCOPE)]


SUMMED = (
    "posts", "on_establishment", "teachers", "eligible", "eligible_backbone", "out", "out_backbone",
    "in", "in_backbone", "total",
)  # fmt: skip


def _sum(rows: Sequence[Row]) -> Row:
    sums: Row = {}
    for name in SUMMED:
        known = [row[name] for row in rows if row[name] is not None]
        sums[name] = sum(known) if known else None
    return sums


def _shares(figures: Mapping[tuple[str, str], Figure], scope: str) -> Row:
    rotation, backbone = figures[ROTATION, scope], figures[BACKBONE, scope]
    verdicts = [one.met for one in (rotation, backbone) if one.met is not None]
    return {
        "rotation_share": percent(rotation.numerator, rotation.denominator, 1),
        "backbone_share": percent(backbone.numerator, backbone.denominator, 1),
        "met": all(verdicts) if verdicts else None,
    }


def _moved(found: Situation, end: str, way: str) -> dict[str, Row]:
    """Count distinct people, and of these the backbone, by the school at one end."""
    by_id = {p["id"]: p for p in found.people}
    moved: dict[str, dict[str, bool]] = {}
    for row in found.placements:
        known = by_id.get(row["person"])
        level = known["backbone_level"] if known else row["backbone_level"]
        school = row["sender_name"] if end == "from" else row["to_school_id"]
        if school is not None:
            key = row["person"] or row["id_number"] or row["name"]
            moved.setdefault(school, {})[key] = level in COUNTY_AND_ABOVE
    return {
        school: {way: len(keys), f"{way}_backbone": sum(keys.values())}
        for school, keys in moved.items()
    }


# --- the calendar of the year -----------------------------------------------------------------

# Whether the step falls into the calendar year after the school year's first.
NEXT_YEAR = frozenset({"midterm", "assessment"})
Done = Callable[[Sequence[Row], Sequence[Row], int], tuple[bool | None, str]]


def rotation_timeline(session: Session, question: Ask) -> list[Row]:
    """Return the steps of the school year with their last days, and what is done of them."""
    found = situation(session, question.as_of)
    today = question.as_of or clock.today().isoformat()
    year = clock.school_year(date.fromisoformat(today))
    placed = _placements_of_year(session, year)
    plans = _scenarios(session, year)
    rows = []
    for code, title, done in STEPS:
        due = f"{year + (code in NEXT_YEAR)}-{found.policy.timeline[code]}"
        ready, told = done(placed, plans, year)
        rows.append(
            {
                "id": f"{year}-{code}",
                "year": year,
                "code": code,
                "step": title,
                "due": due,
                "state": _state(ready, due, today),
                "detail": told,
            }
        )
    return sorted(rows, key=lambda row: row["due"])


def _state(ready: bool | None, due: str, today: str) -> str:
    if ready:
        return words.STEP_DONE
    if ready is None:
        return words.STEP_OVER if due < today else words.STEP_OPEN
    return words.STEP_LATE if due < today else words.STEP_OPEN


def _placements_of_year(session: Session, year: int) -> list[Row]:
    names = ("start", "end", "status", "mid_assessment", "assessment", "document_no")
    query = select(*(getattr(Placement, name) for name in names))
    rows = [dict(zip(names, values, strict=True)) for values in session.execute(query)]
    first, last = f"{year}-08", f"{year + 1}-07"
    return [
        row for row in rows
        if row["status"] != NEVER and row["start"] and first <= row["start"][:7] <= last
    ]  # fmt: skip


def _scenarios(session: Session, year: int) -> list[Row]:
    query = select(Scenario.name, Scenario.adopted_on).where(Scenario.year == year)
    return [{"name": name, "adopted_on": adopted} for name, adopted in session.execute(query)]


def _listed(_placed: Sequence[Row], _plans: Sequence[Row], _year: int) -> tuple[bool | None, str]:
    return None, "名单随时可从花名册算出，请打印公示。"


def _decided(placed: Sequence[Row], plans: Sequence[Row], year: int) -> tuple[bool | None, str]:
    adopted = [plan["name"] for plan in plans if plan["adopted_on"]]
    if adopted:
        return True, f"已采纳方案“{adopted[-1]}”。"
    if placed:
        return True, f"已登记 {year} 学年起派 {len(placed)} 人。"
    return False, f"有 {len(plans)} 个方案，还没有采纳。" if plans else "还没有方案。"


def _rostered(placed: Sequence[Row], _plans: Sequence[Row], year: int) -> tuple[bool | None, str]:
    if not placed:
        return False, f"台账里还没有 {year} 学年起派的人。"
    return None, f"台账里有 {year} 学年起派 {len(placed)} 人，请填报交流轮岗教师花名册。"


def _started(placed: Sequence[Row], _plans: Sequence[Row], _year: int) -> tuple[bool | None, str]:
    return (True, f"{len(placed)} 人到岗。") if placed else (False, "还没有起派的人。")


def _assessed(field: str, title: str) -> Done:
    def tell(placed: Sequence[Row], _plans: Sequence[Row], _year: int) -> tuple[bool | None, str]:
        if not placed:
            return False, "还没有起派的人。"
        done = sum(row[field] is not None for row in placed)
        return done == len(placed), f"{title} {done} / {len(placed)} 人。"

    return tell


STEPS: tuple[tuple[str, str, Done], ...] = (
    ("list", "排出符合交流条件名单", _listed),
    ("decision", "确定交流方案", _decided),
    ("roster", "报送交流轮岗教师花名册", _rostered),
    ("start", "交流教师到岗", _started),
    ("midterm", "中期检查", _assessed("mid_assessment", "已中期检查")),
    ("assessment", "接收学校年度考核", _assessed("assessment", "已考核")),
)
