"""Standards as data: the files under ``schemas/<kind>``, and which one a group goes by."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
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
from jtdesk.core.text import visible
from jtdesk.core.toml_file import read_toml
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
# What no standard needs more of; beyond it lies a slip or a file made to do harm.
LARGEST_NUMBER, LONGEST_TEXT, LONGEST_TITLE, LONGEST_LIST = 1_000_000, 2_000, 60, 2_000
DEEPEST = 5
SAID = 5


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
        raise RuleError(
            f"没有名为 {kind} 的标准类别。可用：{known}。", code="unknown_standard_kind"
        )
    return paths.schemas_dir() / kind, paths.user_data_dir() / "schemas" / kind


def files(kind: str) -> dict[str, Path]:
    """Return the files of a kind by code; the user's own override those that ship."""
    return {path.stem: path for folder in folders(kind) for path in sorted(folder.glob("*.toml"))}


def library(kind: str) -> dict[str, Body]:
    """Return every usable standard of a kind by code, the default first."""
    return shelf(kind)[0]


def shelf(kind: str) -> tuple[dict[str, Body], tuple[str, ...]]:
    """Return the usable standards as `library` does, and a sentence for every file that is not."""
    found: dict[str, Body] = {}
    broken = []
    for code, path in files(kind).items():
        try:
            found[code] = read_standard(path, kind)
        except InputRefused as fault:
            broken.append(fault.message)
    usable = sorted(found.items(), key=lambda item: not item[1].get("default", False))
    return dict(usable), tuple(broken)


def titles(library: Mapping[str, Body]) -> dict[str, str]:
    """Return the title of each standard by code; where two are alike the code stands behind."""
    written = [body["title"] for body in library.values()]
    return {
        code: f"{body['title']}（{code}）" if written.count(body["title"]) > 1 else body["title"]
        for code, body in library.items()
    }


def standard(kind: str, code: str) -> Chosen:
    """Return one standard of the library.

    Raises:
        RuleError: there is none of that code.
        InputRefused: its file breaks the grammar.
    """
    known = files(kind)
    if code not in known:
        raise RuleError(
            f"没有代码为 {code} 的{words.STANDARD_KINDS[kind]}。可用：{'、'.join(known)}。",
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
    broken = None
    for path in sorted(shipped.glob("*.toml")):
        try:
            marked = _parsed(path).get("default") is True
        except InputRefused as fault:
            broken = fault  # it may be another one that is marked
            continue
        if marked:
            return standard(kind, path.stem)
    if broken is not None:
        raise broken
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
            f"{words.STANDARD_KINDS[kind]}文件 {path.name} 不合规：{_told(found)}。请改正后重试。",
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
    found += _harmful(body)
    return found or _grammar(kind)(body)


def _told(found: list[str]) -> str:
    more = f"；另有 {len(found) - SAID} 处" if len(found) > SAID else ""
    return "；".join(found[:SAID]) + more


def _harmful(body: Body) -> list[str]:
    """Return sentences on what no kind of standard can hold: dates, endless numbers and texts."""
    found = [fault for name, value in body.items() for fault in _of_value(value, name, 0)]
    if len(str(body.get("title", ""))) > LONGEST_TITLE:
        found.append(f"title 超过 {LONGEST_TITLE} 个字")
    return found


def _of_value(value: object, name: str, depth: int) -> Iterator[str]:
    name = visible(name if len(name) <= LONGEST_TITLE else f"{name[:LONGEST_TITLE]}…")
    if isinstance(value, dict | list):
        yield from _of_many(value, name, depth)
    elif isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            yield f"{name} 超过 {LONGEST_TEXT} 个字"
        elif value != visible(value):
            yield f"{name} 里有看不见的控制字符"
    elif not isinstance(value, float | int):
        yield f"{name} 不能是日期或时间，请加引号写成文字"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{name} 应是普通的数，不能是 inf 或 nan"
    elif abs(value) > LARGEST_NUMBER:
        yield f"{name} 的数太大，应在 {LARGEST_NUMBER} 以内"


def _of_many(value: dict[str, Any] | list[Any], name: str, depth: int) -> Iterator[str]:
    if depth == DEEPEST:
        yield f"{name} 套得太深"
    elif len(value) > LONGEST_LIST:
        yield f"{name} 超过 {LONGEST_LIST} 项"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _of_value(item, f"{name}.{key}", depth + 1)
    else:
        for number, item in enumerate(value, 1):
            yield from _of_value(item, f"{name} 第 {number} 项", depth + 1)


def _grammar(kind: str) -> Callable[[Body], list[str]]:
    dotted = GRAMMARS.get(kind)
    if dotted is None:
        return lambda _body: []
    module, _, name = dotted.partition(":")
    check: Callable[[Body], list[str]] = getattr(import_module(module), name)
    return check


def _parsed(path: Path) -> Body:
    try:
        return read_toml(path)
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


def standard_to_start_from(session: Session, kind: str, year: int) -> tuple[Chosen, str]:
    """Return what a dialog starts from: what is in force, else the first usable one and why.

    Returns:
        the standard, and a sentence where what the group goes by cannot be used, else empty.

    Raises:
        InputRefused: not one file of the kind can be used.
    """
    try:
        return standard_in_force(session, kind, year), ""
    except InputRefused as fault:
        for code, body in library(kind).items():
            return Chosen(kind, code, body["title"], body), fault.message
        raise


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
        raise RuleError(f"{title}没有保存：{_told(found)}。", code="bad_standard")
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
