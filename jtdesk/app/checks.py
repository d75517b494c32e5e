"""Checking a store: the file, its references, and whether its journal explains every row."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Table, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from jtdesk.core.db import Base, reader
from jtdesk.core.errors import StoreError
from jtdesk.core.fingerprint import content_hash, record_tables
from jtdesk.core.journal import journal_change, journal_entry, journal_touch, unpack
from jtdesk.core.store_file import damaged, look
from jtdesk.migrations import layout, schema

MANY = 20
Images = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True)
class Findings:
    """What a check found.

    Attributes:
        ok: nothing is wrong.
        layout: of the file; ``newest_layout`` is the one of this program.
        integrity, foreign_keys, journal: sentences, empty where all is well.
        rows: rows by table.
        entries: journal entries.
        content: hash over the records.
    """

    ok: bool = True
    layout: str = ""
    newest_layout: str = ""
    integrity: list[str] = field(default_factory=list)
    foreign_keys: list[str] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    content: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the document of ``check --json``."""
        return asdict(self)


def check(path: Path) -> Findings:
    """Check a store from outside, read-only.

    Raises:
        StoreError: no store at all, so broken that it cannot be read, or newer than the program.
    """
    found = Findings(layout=look(path), newest_layout=layout.newest())
    if found.layout not in layout.known():
        raise StoreError(
            f"{path.name} 由更新版本的 jtdesk 保存，本机程序版本较旧，无法检查。",
            code="store_newer",
        )
    schema.load()
    engine = reader(path)
    try:
        with Session(engine) as session:
            _file(session, found)
            if not found.integrity and found.layout == found.newest_layout:
                _journal(session, found)
                found.content = content_hash(session)
    except (DatabaseError, UnicodeDecodeError) as fault:
        raise damaged(path) from fault
    finally:
        engine.dispose()
    found.ok = not (found.integrity or found.foreign_keys or found.journal)
    return found


def _file(session: Session, found: Findings) -> None:
    lines = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check"))]
    if lines != ["ok"]:
        found.integrity = [f"数据文件损坏：{line}" for line in lines[:MANY]]
        return
    broken = Counter(
        (str(row[0]), str(row[2])) for row in session.execute(text("PRAGMA foreign_key_check"))
    )
    found.foreign_keys = [
        f"{table} 有 {count} 行引用的 {parent} 记录不存在"
        for (table, parent), count in sorted(broken.items())
    ]
    names = {
        str(row[0])
        for row in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
    }
    for name in record_tables():
        if name in names:
            table = Base.metadata.tables[name]
            found.rows[name] = session.scalar(select(func.count()).select_from(table)) or 0


def _journal(session: Session, found: Findings) -> None:
    """Replay the journal: it must be whole and lead to exactly the rows that stand there."""
    numbers = session.execute(
        select(journal_entry.c.number, journal_entry.c.undoes).order_by(journal_entry.c.number)
    ).all()
    found.entries = len(numbers)
    for number, undoes in numbers:
        if undoes is not None and undoes >= number:
            found.journal.append(f"第 {number} 步撤销的是更晚的第 {undoes} 步")
    images: Images = {}
    touched = _replay(session, found, images)
    known = {
        (row.record_id, row.entry)
        for row in session.execute(select(journal_touch.c.record_id, journal_touch.c.entry))
    }
    if known != touched:
        found.journal.append(f"操作记录的索引与内容相差 {len(known ^ touched)} 条")
    for name in record_tables():
        _compare(session, Base.metadata.tables[name], images.get(name, {}), found)
    del found.journal[MANY:]


def _replay(session: Session, found: Findings, images: Images) -> set[tuple[str, int]]:
    touched: set[tuple[str, int]] = set()
    c = journal_change.c
    query = select(c.entry, c.table_name, c.kind, c.count, c.payload).order_by(c.number)
    for entry, table, kind, count, payload in session.execute(query):
        rows = images.setdefault(table, {})
        try:
            changes = list(unpack(table, kind, payload))
        except (ValueError, KeyError, TypeError, zlib.error):
            found.journal.append(f"第 {entry} 步的操作记录无法读出（{table}）")
            continue
        if len(changes) != count:
            found.journal.append(f"第 {entry} 步的操作记录行数不符（{table}）")
        for change in changes:
            touched.add((change.id, entry))
            if change.after is None:
                rows.pop(change.id, None)
            elif kind == "insert":
                rows[change.id] = dict(change.after)
            else:
                rows.setdefault(change.id, {}).update(change.after)
    return touched


def _compare(
    session: Session, table: Table, images: dict[str, dict[str, Any]], found: Findings
) -> None:
    lists = [column.name for column in table.columns if isinstance(column.type, JSON)]
    booleans = [column.name for column in table.columns if isinstance(column.type, Boolean)]
    missing = different = 0
    for row in session.execute(select(table)):
        image = dict(row._mapping)  # noqa: SLF001 - the documented way to a mapping
        wanted = images.pop(image.pop("id"), None)
        if wanted is None:
            missing += 1
            continue
        for name in booleans:
            image[name] = None if image[name] is None else bool(image[name])
        for name in lists:
            with contextlib.suppress(TypeError, ValueError):
                image[name] = json.loads(json.dumps(image[name]))
        # A column added by a later layout is not in older images.
        different += any(name in wanted and wanted[name] != image[name] for name in image)
    if missing:
        found.journal.append(f"{table.name} 有 {missing} 行没有操作记录")
    if different:
        found.journal.append(f"{table.name} 有 {different} 行与操作记录不一致")
    if images:
        found.journal.append(f"{table.name} 少了 {len(images)} 行，操作记录里没有删除")
