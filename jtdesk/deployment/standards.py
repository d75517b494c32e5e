"""Standards as data: the files under ``schemas/<kind>``, and which one a group goes by."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, paths
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.reasons import reason
from jtdesk.deployment import words
from jtdesk.deployment.tables import Standard

Body = dict[str, Any]
# The grammar of each kind: a pure function ``faults(body) -> list[str]``, sentences that name the
# key. A kind without a line here is held to the common heads alone.
GRAMMARS: Mapping[str, str] = {
    "policies": "jtdesk.deployment.policies:faults",
    "curricula": "jtdesk.deployment.curricula:faults",
    "loads": "jtdesk.deployment.loads:faults",
    "establishment": "jtdesk.deployment.establishment:faults",
    "subsidies": "jtdesk.deployment.subsidy_grammar:faults",
    "experience": "jtdesk.deployment.experience:faults",
}
# Heads that every file of every kind has, and what they hold.
HEADS: Mapping[str, type] = {"title": str, "source": str, "note": str, "default": bool, "code": str}
NEEDED = ("title", "source")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A standard and where it comes from.

    Attributes:
        kind: folder under ``schemas/``.
        code: stem of its file.
        title: Chinese name.
        body: the content, in the words of the file.
        year: school year from which the group goes by it, None where nobody has chosen and the
            default that ships holds.
        edited: the group keeps its own edited copy.
    """

    kind: str
    code: str
    title: str
    body: Body
    year: int | None = None
    edited: bool = False

    @property
    def source(self) -> str:
        """The document it rests on."""
        return str(self.body["source"])


def folders(kind: str) -> tuple[Path, Path]:
    """Return the folder that ships and the user's own, which may not exist.

    Raises:
        RuleError: there is no such kind.
    """
    if kind not in words.STANDARD_KINDS:
        known = "、".join(words.STANDARD_KINDS)
        raise RuleError(f"没有名为 {kind} 的标准类别。可用：{known}", code="unknown_standard_kind")
    return paths.schemas_dir() / kind, paths.user_data_dir() / "schemas" / kind


def files(kind: str) -> dict[str, Path]:
    """Return the files of a kind by code; the user's own override those that ship."""
    return {path.stem: path for folder in folders(kind) for path in sorted(folder.glob("*.toml"))}


def library(kind: str) -> dict[str, Body]:
    """Return every standard of a kind by code, the default first.

    Raises:
        InputRefused: a file breaks the grammar; the sentence names file and key.
    """
    found = {code: read_standard(path, kind) for code, path in files(kind).items()}
    return dict(sorted(found.items(), key=lambda item: not item[1].get("default", False)))


def standard(kind: str, code: str) -> Chosen:
    """Return one standard of the library.

    Raises:
        RuleError: there is none of that code.
        InputRefused: its file breaks the grammar.
    """
    known = files(kind)
    if code not in known:
        raise RuleError(
            f"没有代码为 {code} 的{words.STANDARD_KINDS[kind]}。可用：{'、'.join(known)}",
            code="unknown_standard", at="code",
        )  # fmt: skip
    body = read_standard(known[code], kind)
    return Chosen(kind, code, body["title"], body)


def default_standard(kind: str) -> Chosen:
    """Return the standard that holds where nobody has chosen one: the shipped ``default = true``.

    Raises:
        InputRefused: none of the files that ship is marked so.
    """
    shipped, _own = folders(kind)
    for path in sorted(shipped.glob("*.toml")):
        if _parsed(path).get("default") is True:
            return standard(kind, path.stem)
    raise InputRefused(
        f"{words.STANDARD_KINDS[kind]}的文件夹 {shipped} 中没有写 default = true 的文件，"
        "请重新安装本程序。",
        code="no_default_standard",
    )


def read_standard(path: Path, kind: str) -> Body:
    """Read and check one file.

    Raises:
        InputRefused: it cannot be read or breaks the grammar; the sentence names file and key.
    """
    body = _parsed(path)
    found = faults(kind, body)
    if body.get("code", path.stem) != path.stem:
        found.append(f"code 应与文件名一致，写作 {path.stem}")
    if found:
        raise InputRefused(
            f"{words.STANDARD_KINDS[kind]}文件 {path.name} 不合规：{'；'.join(found)}。"
            "请改正后重试。",
            code="bad_standard",
        )
    return body


def faults(kind: str, body: Body) -> list[str]:
    """Return what is wrong with a body: the common heads, then the kind's own grammar."""
    found = [f"缺少 {name}" for name in NEEDED if not str(body.get(name, "")).strip()]
    found += [
        f"{name} 应是{'文字' if wanted is str else ' true 或 false'}"
        for name, wanted in HEADS.items()
        if name in body and not isinstance(body[name], wanted)
    ]
    return found or _grammar(kind)(body)


def _grammar(kind: str) -> Callable[[Body], list[str]]:
    dotted = GRAMMARS.get(kind)
    if dotted is None:
        return lambda _body: []
    module, _, name = dotted.partition(":")
    check: Callable[[Body], list[str]] = getattr(import_module(module), name)
    return check


def _parsed(path: Path) -> Body:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise InputRefused(
            f"无法读取标准文件 {path}（{reason(fault)}）。", code="unreadable_standard"
        ) from fault
    except ValueError as fault:
        raise InputRefused(
            f"标准文件 {path.name} 不是合规的 TOML，请检查引号、括号和等号（{fault}）。",
            code="bad_standard",
        ) from fault


def standard_in_force(session: Session, kind: str, year: int | None) -> Chosen:
    """Return what the group goes by in a school year.

    Args:
        session: any session.
        kind: folder under ``schemas/``.
        year: first calendar year of the school year; None for the newest choice.

    Raises:
        InputRefused: the chosen file is gone or breaks the grammar.
    """
    query = select(Standard.code, Standard.title, Standard.body, Standard.year).where(
        Standard.kind == kind
    )
    if year is not None:
        query = query.where(Standard.year <= year)
    row = session.execute(query.order_by(Standard.year.desc()).limit(1)).first()
    if row is None:
        return default_standard(kind)
    code, title, body, since = row
    if body is not None:
        return Chosen(kind, code, title or body["title"], body, since, edited=True)
    try:
        found = standard(kind, code)
    except RuleError as fault:
        raise InputRefused(
            f"{since} 学年起选用的{words.STANDARD_KINDS[kind]}“{title or code}”的文件 {code}.toml "
            "已不在，请把文件放回原处，或另选一份。",
            code="standard_gone",
        ) from fault
    return Chosen(kind, code, found.title, found.body, since)


def chosen_standards(session: Session, kind: str) -> list[dict[str, Any]]:
    """Return the choices of a kind, oldest first: ``id year code title edited``."""
    rows = session.execute(
        select(Standard.id, Standard.year, Standard.code, Standard.title, Standard.body)
        .where(Standard.kind == kind)
        .order_by(Standard.year)
    )
    return [
        {"id": row_id, "year": year, "code": code, "title": title, "edited": body is not None}
        for row_id, year, code, title, body in rows
    ]


@dataclass(frozen=True)
class Choice:
    """A group goes by a standard of the library from a school year on."""

    kind: str
    year: int
    code: str


@operation("deployment.choose_standard", words.CHOOSE_STANDARD)
def choose_standard(session: Session, command: Choice) -> str:
    """Choose a standard for a school year and those after it; return the id of the choice."""
    found = standard(command.kind, command.code)
    describe(session, f"{command.year} 学年起{words.STANDARD_KINDS[command.kind]}：{found.title}")
    return _put(session, command.kind, command.year, found, None)


@dataclass(frozen=True)
class StandardEdit:
    """The group's own copy of the standard of a year, whole, in the words of its file."""

    kind: str
    year: int
    body: Body


@operation("deployment.edit_standard", words.EDIT_STANDARD)
def edit_standard(session: Session, command: StandardEdit) -> str:
    """Keep an edited copy for a school year and those after it; return the id of the choice."""
    title = words.STANDARD_KINDS.get(command.kind, command.kind)
    folders(command.kind)
    found = faults(command.kind, command.body)
    if found:
        raise RuleError(f"{title}没有保存：{'；'.join(found)}。", code="bad_standard")
    before = standard_in_force(session, command.kind, command.year)
    describe(session, f"{command.year} 学年起{title}：{command.body['title']}（修改）")
    edited = Chosen(command.kind, before.code, command.body["title"], command.body)
    return _put(session, command.kind, command.year, edited, command.body)


@dataclass(frozen=True)
class StandardDrop:
    """The choice made for a school year is taken back; the one before it holds again."""

    kind: str
    year: int


@operation("deployment.drop_standard", words.DROP_STANDARD)
def drop_standard(session: Session, command: StandardDrop) -> None:
    """Take a choice back."""
    folders(command.kind)
    title = words.STANDARD_KINDS[command.kind]
    row_id = _row_id(session, command.kind, command.year)
    if row_id is None:
        raise RuleError(f"{command.year} 学年没有另选{title}，不用取消。", code="gone")
    describe(session, f"{command.year} 学年的{title}")
    bulk.remove(session, Standard, [row_id])


def _row_id(session: Session, kind: str, year: int) -> str | None:
    return session.scalar(select(Standard.id).where(Standard.kind == kind, Standard.year == year))


def _put(session: Session, kind: str, year: int, found: Chosen, body: Body | None) -> str:
    values = {"code": found.code, "title": found.title, "body": body}
    row_id = _row_id(session, kind, year)
    if row_id is not None:
        bulk.update(session, Standard, [(row_id, values)])
        return row_id
    return bulk.insert(session, Standard, [{"kind": kind, "year": year, **values}])[0]


OPERATIONS = (choose_standard, edit_standard, drop_standard)
