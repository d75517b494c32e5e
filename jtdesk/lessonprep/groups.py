"""Joint groups (备课组, 教研组): who belongs to them on a day, and how they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.sql import rows
from jtdesk.lessonprep import words
from jtdesk.lessonprep.membership import (
    Member,
    bureau_order,
    group_order,
    members_among,
    on_duty,
    school_of,
    schools_of,
    subjects_of,
)
from jtdesk.lessonprep.tables import PrepGroup, PrepMember, PrepSeries, PrepSession
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

Values = Mapping[str, Any]
OWN = (
    "name", "kind", "stage", "subject", "grade", "team", "leader_id", "schools", "weekday", "note",
)  # fmt: skip
LEAST_SCHOOLS = 2
SHOWN = 3


def groups(session: Session) -> list[Row]:
    """Return every group with ids and names: ``school_ids schools leader_id leader`` ...

    ``school_ids`` are None where all schools of the stage take part.
    """
    found = rows(reads_of(session), "prep_group", ("id", *OWN), lists=("schools",))
    names = schools.school_names(session)
    leaders = teacher_names(session, {row["leader_id"] for row in found})
    for row in found:
        ids = row["schools"]
        row["school_ids"] = None if ids is None else [one for one in names if one in set(ids)]
        row["schools"] = None if ids is None else [names[one] for one in row["school_ids"]]
        row["leader"] = leaders.get(row["leader_id"])
    return sorted(found, key=group_order)


def teacher_names(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    """Return the names of some people by id."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    read = reads_of(session)('SELECT "id", "name" FROM "teacher"')
    return {row_id: name for row_id, name in read if row_id in wanted}


def members(session: Session, day: str) -> dict[str, list[Member]]:
    """Return who belongs to each group on a day, by group id, in bureau order of the schools."""
    return members_of(session, groups(session), day)


def members_of(session: Session, asked: Sequence[Row], day: str) -> dict[str, list[Member]]:
    """Return who belongs to some groups on a day (see `members`)."""
    people = [one for one in staff.staff(session, Ask(as_of=day)) if on_duty(one)]
    stages = stages_of_members(session, day)
    by_hand = _by_hand(session)
    by_subject: dict[str | None, list[Row]] = {}
    for person in people:
        for subject in subjects_of(person):
            by_subject.setdefault(subject, []).append(person)
    found = {}
    for group in asked:
        own = by_hand.get(group["id"], {})
        among = people
        if group["subject"] and not own:
            among = by_subject.get(group["subject"], [])
        found[group["id"]] = members_among(group, among, own, schools_of(group, stages))
    return found


def stages_of_members(session: Session, day: str | None) -> dict[str, list[str]]:
    """Return the stages of the member schools of a day by id, in bureau order."""
    return {row["id"]: row["stages"] or [] for row in schools.schools(session, Ask(as_of=day))}


def _by_hand(session: Session) -> dict[str, dict[str, Row]]:
    names = ("id", "group_id", "teacher_id", "left_out", "required", "role")
    read = rows(reads_of(session), "prep_member", names, flags=("left_out", "required"))
    found: dict[str, dict[str, Row]] = {}
    for row in read:
        found.setdefault(row["group_id"], {})[row["teacher_id"]] = row
    return found


def prep_groups(session: Session, question: Ask) -> list[Row]:
    """Return groups with how many belong to them as of a date and how many sessions they have."""
    day = question.as_of or clock.today().isoformat()
    found = groups(session)
    belonging = members_of(session, found, day)
    stages = stages_of_members(session, day)
    names = schools.school_names(session, question.as_of)
    counts = {
        group_id: (planned, held)
        for group_id, planned, held in reads_of(session)(
            'SELECT "group_id", SUM("status" <> ?), SUM("status" = ?) FROM "prep_session" '
            'WHERE "day" <= ? OR ? IS NULL GROUP BY "group_id"',
            words.CANCELLED, words.HELD, question.as_of, question.as_of,
        )
    }  # fmt: skip
    for row in found:
        people = belonging[row["id"]]
        row["members"] = len(people)
        row["required"] = sum(one.required for one in people)
        row["schools"] = [names[one] for one in schools_of(row, stages)]
        row["sessions"], row["held"] = counts.get(row["id"], (0, 0))
    return found


# --- writes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ByHand:
    """A person added to a group by hand, or left out of it."""

    teacher_id: str
    left_out: bool = False
    required: bool = True
    role: str | None = None


@dataclass(frozen=True)
class GroupDraft:
    """A new group, or what changes of one.

    Attributes:
        values: columns of `PrepGroup` by name; ids for leader and schools.
        id: of the group that changes, None for a new one.
        members: all who are added or left out by hand; None leaves them as they are.
    """

    values: Values
    id: str | None = None
    members: Sequence[ByHand] | None = None


@operation("lessonprep.save_group", words.SAVE_GROUP)
def save_group(session: Session, command: GroupDraft) -> str:
    """Add or change a group; return its id.

    Raises:
        RuleError: no name, a name another group has, an unknown word, school or person.
    """
    before = dict.fromkeys(OWN) if command.id is None else _image(session, command.id)
    after = {**before, **command.values}
    after["name"] = str(after["name"] or "").strip()
    _refuse(session, after, command.id)
    changed = {name: after[name] for name in command.values if name in OWN}
    describe(session, after["name"])
    if command.id is None:
        group_id = bulk.insert(session, PrepGroup, [changed | {"name": after["name"]}])[0]
    else:
        group_id = command.id
        bulk.update(session, PrepGroup, [(group_id, changed)])
    if command.members is not None:
        _write_by_hand(session, group_id, command.members)
    return group_id


def _image(session: Session, group_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(PrepGroup), [group_id]).get(group_id)
    if found is None:
        raise RuleError("这个备课组已不存在，请刷新后重试。", code="gone")
    return found


def _refuse(session: Session, values: Values, own_id: str | None) -> None:
    name = values["name"]
    if not name:
        raise RuleError("请填写备课组名称。", code="name_missing", at="name")
    query = select(PrepGroup.id).where(PrepGroup.name == name)
    if any(row_id != own_id for row_id in session.scalars(query)):
        raise RuleError(
            f"已有名为“{name}”的备课组，请改那一个，或换个名称。",
            code="conflicts_with_store", at="name",
        )  # fmt: skip
    known: Mapping[str, Collection[str]] = {
        "kind": words.GROUP_KINDS,
        "team": words.TEAMS,
        "stage": bureau_order("stage"),
    }
    for at, allowed in known.items():
        if values[at] is not None and values[at] not in allowed:
            raise RuleError(
                f"“{values[at]}”不在可选的词里，请从{'、'.join(allowed)}中选。",
                code="unknown_code_word", at=at,
            )  # fmt: skip
    _refuse_numbers(values)
    refuse_schools(session, values["schools"])
    if values["leader_id"] is not None:
        staff.teacher_image(session, values["leader_id"])


def _refuse_numbers(values: Values) -> None:
    for at, most, title in (("weekday", 7, "教研日"), ("grade", 12, "年级")):
        value = values[at]
        if value is not None and (not isinstance(value, int) or not 1 <= value <= most):
            raise RuleError(f"{title}“{value}”应是 1 到 {most}。", code="not_a_number", at=at)


def refuse_schools(session: Session, ids: Sequence[str] | None) -> None:
    """Refuse an empty list of schools and ids of no school."""
    if ids is None:
        return
    if not ids:
        raise RuleError(
            "没有选学校。请至少选一所；各校都参加时不用选。", code="no_schools", at="schools"
        )
    known = schools.school_names(session)
    if any(one not in known for one in ids):
        raise RuleError(
            "所选学校中有一所已不在名册里，请重新选择。", code="unknown_school", at="schools"
        )


def _write_by_hand(session: Session, group_id: str, wanted: Sequence[ByHand]) -> None:
    before = _by_hand(session).get(group_id, {})
    ids = [one.teacher_id for one in wanted]
    if len(set(ids)) < len(ids):
        raise RuleError("同一个人写了两次，请去掉一行。", code="duplicate", at="members")
    for teacher_id in ids:
        if teacher_id not in before:
            staff.teacher_image(session, teacher_id)
    kept = {
        one.teacher_id: {"left_out": one.left_out, "required": one.required, "role": one.role}
        for one in wanted
    }
    bulk.remove(session, PrepMember, [r["id"] for who, r in before.items() if who not in kept])
    known = [(before[who]["id"], row) for who, row in kept.items() if who in before]
    bulk.update(session, PrepMember, known)
    fresh = [
        {"group_id": group_id, "teacher_id": who, **row}
        for who, row in kept.items()
        if who not in before
    ]
    bulk.insert(session, PrepMember, fresh)


@dataclass(frozen=True)
class GroupEnd:
    """A group is removed.

    Attributes:
        id: of the group.
        into: group that takes over its sessions and series; None where it has none.
    """

    id: str
    into: str | None = None


@operation("lessonprep.remove_group", words.REMOVE_GROUP)
def remove_group(session: Session, command: GroupEnd) -> None:
    """Remove a group; its sessions and series go to another group, without one it is refused.

    Raises:
        RuleError: sessions or series hang on it and no other group takes them.
    """
    name = _image(session, command.id)["name"]
    hanging = {
        model: list(session.scalars(select(model.id).where(model.group_id == command.id)))
        for model in (PrepSession, PrepSeries)
    }
    if command.into is None and any(hanging.values()):
        dates, series = (len(ids) for ids in hanging.values())
        raise RuleError(
            f"“{name}”还有 {dates} 次活动、{series} 个系列，不能直接删除。"
            "请先把它们并入另一个组，或先删除这些活动和系列。",
            code="still_used",
        )  # fmt: skip
    into = ""
    if command.into is not None:
        if command.into == command.id:
            raise RuleError("不能并入要删除的组本身，请另选一个组。", code="same_group", at="into")
        into = f"，并入{_image(session, command.into)['name']}"
        for model, ids in hanging.items():
            bulk.update(session, model, [(one, {"group_id": command.into}) for one in ids])
    describe(session, f"{name}{into}")
    query = select(PrepMember.id).where(PrepMember.group_id == command.id)
    bulk.remove(session, PrepMember, list(session.scalars(query)))
    bulk.remove(session, PrepGroup, [command.id])


@dataclass(frozen=True)
class GroupsWanted:
    """Groups are made from the staff register as of a day; no stages: all."""

    day: str
    stages: Sequence[str] = ()
    kind: str = words.GROUP_KINDS[1]


def derivable(session: Session, command: GroupsWanted) -> list[Row]:
    """Return the groups that could be made and are not there yet, as columns."""
    taught: dict[tuple[str, str], set[str]] = {}
    for person in staff.staff(session, Ask(as_of=command.day)):
        stage, subject, school = person["stage"], person["subject"], school_of(person)
        if stage and subject and school and on_duty(person):
            taught.setdefault((stage, subject), set()).add(school)
    there = {
        (row["stage"], row["subject"])
        for row in groups(session)
        if not row["grade"] and not row["team"]
    }
    names = set(session.scalars(select(PrepGroup.name)))
    fresh = [
        {"name": f"{stage}{subject}{command.kind}", "kind": command.kind, "stage": stage,
         "subject": subject}
        for (stage, subject), at in taught.items()
        if len(at) >= LEAST_SCHOOLS
        and (stage, subject) not in there
        and (not command.stages or stage in command.stages)
    ]  # fmt: skip
    fresh = [row for row in fresh if row["name"] not in names]
    fresh.sort(key=lambda row: group_order({"grade": None, **row}))
    return fresh


@operation("lessonprep.derive_groups", words.DERIVE_GROUPS)
def derive_groups(session: Session, command: GroupsWanted) -> list[str]:
    """Make a group for each stage and subject taught in two schools; return the new ids.

    Stages and subjects that have a group of all grades and teams already get no second one.
    """
    fresh = derivable(session, command)
    if not fresh:
        raise RuleError(
            f"截至 {command.day}，没有还缺教研组的学段学科：要有两所以上学校开设。"
            "请先导入教师花名册，或手工新增。",
            code="nothing_new",
        )
    more = f"等 {len(fresh)} 个" if len(fresh) > SHOWN else ""
    describe(session, "、".join(row["name"] for row in fresh[:SHOWN]) + more)
    return bulk.insert(session, PrepGroup, fresh)


OPERATIONS = (save_group, remove_group, derive_groups)
