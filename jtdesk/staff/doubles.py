"""Writes about two rows of one person: the remembered verdict, and the merging that keeps all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.schools.tables import Document
from jtdesk.staff import ledger, queries, words
from jtdesk.staff.tables import Honour, PersonPair, Posting, Teacher


@dataclass(frozen=True)
class PairVerdict:
    """Whether two rows are one person: 同一人 or 不同人."""

    first_id: str
    second_id: str
    verdict: str


@operation("staff.decide_pair", words.DECIDE_PAIR)
def decide_pair(session: Session, command: PairVerdict) -> None:
    """Remember a verdict; the pair is not asked about again."""
    if command.verdict not in {words.SAME_PERSON, words.NOT_SAME}:
        raise RuleError("判定只能是“同一人”或“不同人”。", code="unknown_code_word", at="verdict")
    first, second = sorted((command.first_id, command.second_id))
    names = [queries.teacher_image(session, person)["name"] for person in (first, second)]
    describe(session, f"{names[0]} 与 {names[1]}：{command.verdict}")
    known = queries.verdicts(session).get((first, second))
    if known is None:
        row = {"first_id": first, "second_id": second, "verdict": command.verdict}
        bulk.insert(session, PersonPair, [row])
    else:
        bulk.update(session, PersonPair, [(known[0], {"verdict": command.verdict})])


@dataclass(frozen=True)
class PersonMerge:
    """Two rows of one person become one.

    Attributes:
        keep_id: the row that stays; its values win.
        drop_id: the row that goes; it gives what the other lacks, and its ledgers.
    """

    keep_id: str
    drop_id: str


@operation("staff.merge_persons", words.MERGE_PERSONS)
def merge_persons(session: Session, command: PersonMerge) -> None:
    """Merge two rows of one person, keeping every posting, honour and document."""
    if command.keep_id == command.drop_id:
        raise RuleError("不能把一个人与自己合并。", code="same_person")
    keep, drop = (
        queries.teacher_image(session, command.keep_id),
        queries.teacher_image(session, command.drop_id),
    )
    decide_pair(session, PairVerdict(command.keep_id, command.drop_id, words.SAME_PERSON))
    both = {command.keep_id, command.drop_id}
    postings = queries.postings_by_person(session, both)
    change = ledger.merge_lines(
        postings.get(command.keep_id, []), postings.get(command.drop_id, []),
        keep["stated_on"], drop["stated_on"],
    )  # fmt: skip
    bulk.remove(session, Posting, change.removed)
    moved = {
        line["id"]: {"teacher_id": command.keep_id} for line in postings.get(command.drop_id, [])
    }
    for row_id, values in change.changed:
        moved.setdefault(row_id, {}).update(values)
    bulk.update(
        session, Posting, [(k, v) for k, v in moved.items() if k not in set(change.removed)]
    )
    honours = queries.honours_by_person(session, both)
    _move_honours(
        session, command.keep_id, honours.get(command.keep_id, []), honours.get(command.drop_id, [])
    )
    documents = session.scalars(
        select(Document.id).where(Document.owner_id == command.drop_id)
    ).all()
    bulk.update(session, Document, [(row, {"owner_id": command.keep_id}) for row in documents])
    _repoint(session, command.keep_id, command.drop_id)
    bulk.remove(session, Teacher, [command.drop_id])
    own = {
        n for n in drop if n not in {"revision", "origin", "stated_on", "left_on", "left_reason"}
    }
    gained = {name: drop[name] for name in own if keep[name] is None and drop[name] is not None}
    bulk.update(session, Teacher, [(command.keep_id, gained)])
    describe(session, f"{keep['name']}（并入 {drop['name']}）")


def _move_honours(
    session: Session, keep_id: str, kept: list[dict[str, Any]], given: list[dict[str, Any]]
) -> None:
    known = {(h["title"], h["level"], h["awarded_on"]) for h in kept}
    doubles = [h["id"] for h in given if (h["title"], h["level"], h["awarded_on"]) in known]
    bulk.remove(session, Honour, doubles)
    bulk.update(
        session,
        Honour,
        [(h["id"], {"teacher_id": keep_id}) for h in given if h["id"] not in doubles],
    )


def _repoint(session: Session, keep_id: str, drop_id: str) -> None:
    """Let the rows of other features that still name the one name the other (免于交流, 兼教)."""
    teacher = bulk.table_of(Teacher)
    for table in teacher.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not teacher:
                continue
            name = key.parent.name
            ids = session.scalars(select(table.c.id).where(table.c[name] == drop_id)).all()
            bulk.update_table(session, table, {row: {name: keep_id} for row in ids})
