"""A handful of real operations over real tables, for tests of the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, timeline
from jtdesk.core.operations import operation
from jtdesk.schools.tables import School
from jtdesk.staff.tables import Posting, Teacher


@operation("test.add_school", "新增学校")
def add_school(session: Session, name: str) -> str:
    school = School(name=name, island=False, stages=["小学"])
    session.add(school)
    session.flush()
    return school.id


@operation("test.rename_school", "改名")
def rename_school(session: Session, change: tuple[str, str]) -> None:
    school = session.get_one(School, change[0])
    school.name = change[1]
    school.stages = ["初中"]


@operation("test.twice", "改两次")
def rename_twice(session: Session, change: tuple[str, str]) -> None:
    school = session.get_one(School, change[0])
    school.name = change[1]
    session.flush()
    school.name = change[1] + "二"
    session.flush()


@operation("test.remove_school", "删除学校")
def remove_school(session: Session, school_id: str) -> None:
    session.delete(session.get_one(School, school_id))


@dataclass(frozen=True)
class Staffing:
    school_id: str
    names: tuple[str, ...]


@operation("test.add_teachers", "新增教师")
def add_teachers(session: Session, command: Staffing) -> list[str]:
    ids = bulk.insert(
        session,
        Teacher,
        [{"name": name, "stated_on": "2024-09-01", "grades": [1, 2]} for name in command.names],
    )
    bulk.insert(
        session,
        Posting,
        [{"teacher_id": i, "school_id": command.school_id, "kind": "编制"} for i in ids],
    )
    return ids


@operation("test.edit_teachers", "修改教师")
def edit_teachers(session: Session, changes: dict[str, dict[str, Any]]) -> int:
    return bulk.update(session, Teacher, changes.items())


@operation("test.state_teachers", "自某日起变动")
def state_teachers(session: Session, command: tuple[str, dict[str, dict[str, Any]]]) -> None:
    on, changes = command
    timeline.state(
        session, Teacher, list(changes.items()), on=on, identity=frozenset({"name", "id_number"})
    )


@operation("test.remove_teachers", "删除教师")
def remove_teachers(session: Session, ids: list[str]) -> None:
    postings = session.scalars(select(Posting.id).where(Posting.teacher_id.in_(ids))).all()
    bulk.remove(session, Posting, list(postings))
    bulk.remove(session, Teacher, ids)


@operation("test.nothing", "什么也不做")
def do_nothing(session: Session, _command: None) -> None:
    return None


@operation("test.fails", "半途失败")
def fail_half_way(session: Session, name: str) -> None:
    session.add(School(name=name))
    session.flush()
    raise RuntimeError("half way")
