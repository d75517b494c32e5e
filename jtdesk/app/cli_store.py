"""Commands that make a store or take its last step back: new, demo, undo."""

from __future__ import annotations

import argparse

from jtdesk.app import groups
from jtdesk.app.assembly import silent_operations
from jtdesk.app.cli_output import Output
from jtdesk.app.stores import new_store, open_existing
from jtdesk.core import clock, undo
from jtdesk.core.demo import DemoOrder
from jtdesk.core.errors import InputRefused
from jtdesk.core.store import Store
from jtdesk.history import words

DONE = 0


def new(given: argparse.Namespace, output: Output) -> int:
    """Make an empty store for a group."""
    year = given.year or clock.school_year(clock.today())
    with new_store(given.store) as store:
        groups.found(store, name=given.name, year=year)
        output.say(f"已建立 {given.store}：{given.name}，{year} 学年。")
        output.document({"store": str(given.store), "name": given.name, "year": year})
    return DONE


def demo(given: argparse.Namespace, output: Output) -> int:
    """Make the practice group."""
    year = clock.school_year(clock.today())
    order = DemoOrder(schools=given.schools, staff=given.staff, seed=given.seed, year=year)
    counts = groups.practice(given.store, order)
    output.say(f"已建立演练集团 {given.store}（虚构数据，可随意修改）。")
    output.document({"store": str(given.store), "rows": counts})
    return DONE


def undo_last(store: Store) -> tuple[undo.EntryRow, int | None]:
    """Undo the newest step of a store; return the step and the number of the new entry.

    Raises:
        InputRefused: there is nothing to undo, or a later change stands in the way.
    """
    rows = store.ask(undo.entries)
    state = undo.undo_state(rows, silent=silent_operations())
    if not state.undoable:
        raise InputRefused("没有可以撤销的操作。", code="nothing_to_undo")
    step = next(row for row in rows if row.number == state.undoable[-1])
    outcome = store.undo(step.number, label=f"{words.TAKEN_BACK}：{words.plain(step.label)}")
    return step, outcome.changes.entry


def undo_command(given: argparse.Namespace, output: Output) -> int:
    """Undo the newest step, or list all steps."""
    with open_existing(given.store, write=not given.list) as store:
        if given.list:
            _list_steps(store, output)
            return DONE
        step, entry = undo_last(store)
        output.say(f"已撤销第 {step.number} 步：{step.label} {step.summary}".rstrip())
        output.document(
            {"undone": step.number, "label": step.label, "summary": step.summary, "entry": entry}
        )
    return DONE


def _list_steps(store: Store, output: Output) -> None:
    rows = store.ask(undo.entries)
    state = undo.undo_state(rows, silent=silent_operations())
    output.document(
        [
            {
                "entry": row.number,
                "at": row.at,
                "actor": row.actor,
                "operation": row.operation,
                "label": row.label,
                "summary": row.summary,
                "undoes": row.undoes,
                "undone": row.number in state.undone,
            }
            for row in rows
        ]
    )
    output.table(
        ("序号", "时间", "操作人", "操作", "说明", "状态"),
        [
            (
                str(row.number),
                clock.local(row.at),
                row.actor,
                row.label,
                row.summary,
                "已撤销" if row.number in state.undone else "",
            )
            for row in rows
        ],
    )
