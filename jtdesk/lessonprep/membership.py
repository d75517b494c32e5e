"""Who a joint group takes in: stage, subject, grade, title of the team, schools; as plain rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jtdesk.core import paths
from jtdesk.core.codes import read_code_list
from jtdesk.core.fields import Row
from jtdesk.lessonprep import words


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a group on a day.

    Attributes:
        school_id: school where the person teaches on the day.
        required: whether a date is good for the group only when this person can come.
        role: 组长, or what was written for a person added by hand.
        by_hand: added by hand, not by the group's rule.
    """

    teacher_id: str
    name: str
    school_id: str | None
    required: bool
    role: str
    school: str = ""
    title: str = ""
    subject: str = ""
    by_hand: bool = False


@cache
def bureau_order(codes: str) -> Mapping[str, int]:
    """Return the rank of each word of a list of codes, as bureaus order them."""
    return read_code_list(paths.schemas_dir() / "codes" / f"{codes}.toml").order


def group_order(row: Row) -> tuple[int, int, int, str]:
    """Return the sort key of a group: stage and subject as bureaus list them, grade, name."""
    stages, subjects = bureau_order("stage"), bureau_order("subject")
    return (
        stages.get(row["stage"], len(stages)),
        subjects.get(row["subject"], len(subjects)),
        row["grade"] or 0,
        row["name"],
    )


def fits(group: Row, person: Row) -> bool:
    """Whether the rule of a group takes a person in; schools are not looked at."""
    if group["stage"] and person["stage"] != group["stage"]:
        return False
    if group["subject"] and group["subject"] not in subjects_of(person):
        return False
    if group["grade"] and not _teaches_grade(person, int(group["grade"])):
        return False
    if group["team"]:
        return (person["title"] or words.NO_TITLE) in words.TEAMS.get(group["team"], ())
    # A group that names neither stage nor subject has only the people added by hand.
    return bool(group["stage"] or group["subject"])


def subjects_of(person: Row) -> set[str | None]:
    """Return all subjects a person teaches."""
    return {person["subject"], *(person["other_subjects"] or ())}


def _teaches_grade(person: Row, grade: int) -> bool:
    written = person["grades"] or ()
    # Where a roster does not say which grades somebody teaches, nobody is left out for it.
    return not written or any(str(one) in grade_words(grade) for one in written)


def grade_words(grade: int) -> frozenset[str]:
    """Return how rosters write a grade."""
    found = {str(grade), f"{grade}年级"}
    if grade <= 9:
        sign = "一二三四五六七八九"[grade - 1]
        found |= {sign, f"{sign}年级"}
    if 7 <= grade <= 9:
        found |= {f"初{'一二三'[grade - 7]}"}
    if 10 <= grade <= 12:
        found |= {f"高{'一二三'[grade - 10]}", f"高{'一二三'[grade - 10]}年级"}
    return frozenset(found)


def on_duty(person: Row) -> bool:
    """Whether a person is there to be asked; away at another school counts for that school."""
    state = person["duty_status"]
    if state in words.ELSEWHERE:
        return person["teaching_school_id"] is not None
    return state not in words.OFF_DUTY


def school_of(person: Row) -> str | None:
    """Return the id of the school where a person teaches."""
    school: str | None = person["teaching_school_id"] or person["school_id"]
    return school


def schools_of(group: Row, stages: Mapping[str, Sequence[str]]) -> list[str]:
    """Return ids of the schools that take part in a group, of the members with their stages."""
    if group["school_ids"] is not None:
        return [one for one in stages if one in set(group["school_ids"])]
    stage = group["stage"]
    return [one for one, taught in stages.items() if stage is None or stage in (taught or ())]


def members_among(
    group: Row, people: Sequence[Row], own: Mapping[str, Row], taking_part: Sequence[str]
) -> list[Member]:
    """Return who of some people belongs to a group.

    Args:
        group: the group.
        people: staff of a day.
        own: rows of people added or left out by hand, by id of the person.
        taking_part: ids of the schools that take part.
    """
    at = set(taking_part)
    found = []
    for person in people:
        line = own.get(person["id"])
        if line is None:
            if school_of(person) in at and fits(group, person):
                found.append(_member(group, person, None))
        elif not line["left_out"]:
            found.append(_member(group, person, line))
    return found


def _member(group: Row, person: Row, own: Row | None) -> Member:
    leads = person["id"] == group["leader_id"]
    return Member(
        teacher_id=person["id"],
        name=person["name"],
        school_id=school_of(person),
        required=True if own is None else bool(own["required"]),
        role=words.LEADER if leads else (own or {}).get("role") or "",
        school=person["teaching_school"] or person["school"] or "",
        title=person["title"] or "",
        subject=person["subject"] or "",
        by_hand=own is not None,
    )
