"""Writes of schemes: adopting one, changing one, removing one nobody uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import library, scheme_file, scheme_reads, words
from jtdesk.evaluation.tables import EvaluationRound, SchemeVersion
from jtdesk.evaluation.versions import changes, fingerprint, sealed

Body = Mapping[str, Any]
SAID = 3


@dataclass(frozen=True)
class Adoption:
    """A scheme the group adopts: one of the library, or a body of its own.

    Attributes:
        code: of the library, or a name for the body.
        body: None takes that of the library.
    """

    code: str
    body: Body | None = None
    note: str | None = None


@operation("evaluation.adopt_scheme", words.ADOPT_SCHEME)
def adopt_scheme(session: Session, command: Adoption) -> str:
    """Adopt a scheme; return the id of its version.

    Raises:
        RuleError: unknown, against the grammar, or adopted already as it stands.
    """
    code = command.code.strip()
    if not code:
        raise RuleError("请填写方案代码。", code="name_missing", at="code")
    own = command.body is not None
    body = command.body if command.body is not None else library.shipped_scheme(code)
    scheme_id, made = put_version(session, code, body, edited=own, note=command.note)
    if not made:
        raise RuleError(f"“{body['title']}”已经选用，内容没有变化，不用再选。", code="same_scheme")
    return scheme_id


def put_version(
    session: Session, code: str, body: Body, *, edited: bool, note: str | None = None
) -> tuple[str, bool]:
    """Keep a body as the newest version of a code; return its id and whether it is new.

    Raises:
        RuleError: it breaks the grammar.
    """
    refuse_faulty(body)
    before = scheme_reads.newest(session, code)
    mark = fingerprint(body)
    if before is not None and before.fingerprint == mark:
        return before.id, False
    number = 1 if before is None else before.number + 1
    told = f"：{summary(before.body, body)}" if before is not None else ""
    describe(session, f"{body['title']} 第 {number} 版{told}")
    values = {
        "code": code if before is None else before.code, "number": number, "title": body["title"],
        "body": sealed(body["title"], body), "edited": edited,
        "adopted_on": clock.today().isoformat(), "note": note,
    }  # fmt: skip
    return bulk.insert(session, SchemeVersion, [values])[0], True


def refuse_faulty(body: Body) -> None:
    """Refuse a body that breaks the grammar of schemes.

    Raises:
        RuleError: with the first faults.
    """
    found = scheme_file.faults(body)
    if found:
        raise RuleError(f"考核方案没有保存：{library.told(found)}。", code="bad_scheme")


def summary(old: Body, new: Body) -> str:
    """Return in a sentence what is different."""
    found = changes(old, new)
    more = f"等 {len(found)} 处" if len(found) > SAID else ""
    return "；".join(found[:SAID]) + more


@dataclass(frozen=True)
class SchemeEdit:
    """The changed body of a version."""

    id: str
    body: Body
    note: str | None = None


@operation("evaluation.edit_scheme", words.EDIT_SCHEME)
def edit_scheme(session: Session, command: SchemeEdit) -> str:
    """Change a scheme; a version in use stays as it is and a new one is made. Return the id.

    Raises:
        RuleError: gone, against the grammar, nothing changed, or no longer the newest version.
    """
    refuse_faulty(command.body)
    before = scheme_reads.version(session, command.id)
    if fingerprint(command.body) == before.fingerprint:
        raise RuleError("方案没有变化，不用保存。", code="same_scheme")
    last = scheme_reads.newest(session, before.code)
    if last is not None and last.id != before.id:
        raise RuleError(
            f"“{before.scheme.title}”已有第 {last.number} 版，请在那一版上修改。", code="not_newest"
        )
    if before.frozen:
        return put_version(session, before.code, command.body, edited=True, note=command.note)[0]
    describe(session, f"{command.body['title']}：{summary(before.body, command.body)}")
    values = {
        "title": command.body["title"], "body": sealed(command.body["title"], command.body),
        "edited": True, "note": command.note,
    }  # fmt: skip
    bulk.update(session, SchemeVersion, [(before.id, values)])
    return before.id


@dataclass(frozen=True)
class SchemeEnd:
    """A version is removed."""

    id: str


@operation("evaluation.remove_scheme", words.REMOVE_SCHEME)
def remove_scheme(session: Session, command: SchemeEnd) -> None:
    """Remove a version no round goes by."""
    gone = scheme_reads.version(session, command.id)
    query = select(EvaluationRound.name).where(EvaluationRound.scheme_id == command.id)
    used = list(session.scalars(query))
    if used:
        raise RuleError(
            f"“{gone.scheme.title}”第 {gone.number} 版用于{'、'.join(used)}，不能删除。",
            code="still_used",
        )
    describe(session, f"{gone.scheme.title} 第 {gone.number} 版")
    bulk.remove(session, SchemeVersion, [command.id])


OPERATIONS = (adopt_scheme, edit_scheme, remove_scheme)
