"""Undo and redo: the inverse of an entry, written as a new entry that names the one it undoes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.db import Base
from jtdesk.core.errors import InputRefused
from jtdesk.core.journal import PLUMBING, RowChange, entry_changes, journal_entry, sequences


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One journal entry as pages and the command line show it."""

    number: int
    at: str
    actor: str
    site: str
    operation: str
    label: str
    summary: str
    undoes: int | None


def entries(session: Session) -> list[EntryRow]:
    """Return all entries, oldest first."""
    c = journal_entry.c
    query = select(
        c.number, c.at, c.actor, c.site, c.operation, c.label, c.summary, c.undoes
    ).order_by(c.number)
    return [EntryRow(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Ctrl+Z and Ctrl+Y would do: entry numbers, newest last."""

    undoable: tuple[int, ...]
    redoable: tuple[int, ...]
    undone: frozenset[int]


def undo_state(rows: list[EntryRow], *, silent: frozenset[str] = frozenset()) -> UndoState:
    """Replay the log into the two stacks.

    Args:
        rows: all entries, oldest first.
        silent: operations that change no data (looking at masked values) and are passed over.
    """
    undoable: list[int] = []
    redoable: list[int] = []
    undone: set[int] = set()
    kind: dict[int, str] = {}
    for row in rows:
        if row.operation in silent:
            continue
        if row.undoes is None:
            kind[row.number] = "do"
            undoable.append(row.number)
            redoable.clear()
            continue
        undone.add(row.undoes)
        if kind.get(row.undoes) == "undo":
            # Undoing an undo: the work stands again and can be undone again.
            kind[row.number] = "do"
            if row.undoes in redoable:
                redoable.remove(row.undoes)
            undoable.append(row.number)
        else:
            kind[row.number] = "undo"
            if row.undoes in undoable:
                undoable.remove(row.undoes)
            redoable.append(row.number)
    return UndoState(tuple(undoable), tuple(redoable), frozenset(undone))


def invert(session: Session, number: int) -> None:
    """Apply the inverse of an entry.

    Raises:
        InputRefused: the entry is unknown, or a later operation changed the same rows.
    """
    changes = entry_changes(session, number)
    if not changes:
        raise InputRefused(f"操作记录里没有第 {number} 步，或这一步没有改动数据。", code="no_entry")
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for run in reversed(sequences(changes)):
        _invert_run(session, run)


def still_referenced() -> InputRefused:
    """Return the refusal for rows that later rows refer to."""
    return InputRefused(
        "无法撤销：后来录入的数据还在引用这一步建立的记录。请先在操作记录里撤销后来的那一步。",
        code="undo_referenced",
    )


def _invert_run(session: Session, run: list[RowChange]) -> None:
    table = Base.metadata.tables[run[0].table]
    # One row may stand several times in a run of updates: the last one goes back first.
    by_round: list[dict[str, RowChange]] = []
    for change in reversed(run):
        for taken in by_round:
            if change.id not in taken:
                taken[change.id] = change
                break
        else:
            by_round.append({change.id: change})
    for taken in by_round:
        # Of an update only what it changed is looked at.
        concerned = (
            {name for change in taken.values() for name in change.after or ()}
            if run[0].kind == "update"
            else ()
        )
        current = bulk.images(session, table, list(taken), concerned)
        for row_id, change in taken.items():
            _refuse_if_changed(change, current.get(row_id))
        if run[0].kind == "insert":
            bulk.remove_from(session, table, list(reversed(taken)))
        elif run[0].kind == "delete":
            bulk.restore(session, table, {row_id: c.before or {} for row_id, c in taken.items()})
        else:
            bulk.update_table(
                session, table, {row_id: c.before or {} for row_id, c in taken.items()}
            )


def _refuse_if_changed(change: RowChange, current: dict[str, object] | None) -> None:
    if change.after is None or current is None:
        same = change.after is None and current is None
    else:
        # The image of an insert leaves out fields that were null.
        names = current if change.kind == "insert" else change.after
        same = all(
            current.get(name) == change.after.get(name) for name in names if name not in PLUMBING
        )
    if not same:
        raise InputRefused(
            "无法撤销：这一步改过的记录后来又被改动。请先在操作记录里撤销后来的那一步。",
            code="undo_conflict",
        )
