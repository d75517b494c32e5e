"""How a scheme enters from a workbook, and how rounds do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.evaluation import naming, queries, rounds, scheme_reads, schemes
from jtdesk.evaluation.periods import heading, period_of
from jtdesk.evaluation.sheet_scheme import FillDown, body_of
from jtdesk.schools.queries import school_ids

WANTED = ("考核", "评价", "评估", "指标", "方案", "细则", "标准")


def current(_session: Session, _as_of: str) -> list[Row]:
    """Return nothing: a scheme comes in whole, its version tells whether it is new."""
    return []


def around(texts: Sequence[str]) -> Row:
    """Return the name of the scheme from what stands around the table."""
    return {"scheme": heading(texts, WANTED)}


def filled(_session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return what gives each line the parents above it."""
    fill = FillDown()

    def check(row: Row) -> list[Fault]:
        fill(row)
        if any(row.get(name) for name in ("first", "second", "third", "point")):
            return []
        return [Fault("name_missing", "first", "这一行没有写指标名称。")]

    return check


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Keep the lines as the newest version of their scheme; the same again changes nothing."""
    by_scheme: dict[str, list[Row]] = {}
    for one in writes:
        by_scheme.setdefault(one.values.get("scheme") or "考核方案", []).append(dict(one.values))
    for title, rows in by_scheme.items():
        schemes.put_version(session, title, body_of(title, rows), edited=True)


# --- rounds -----------------------------------------------------------------------------------


def current_rounds(session: Session, _as_of: str) -> list[Row]:
    """Return the rounds by what a workbook may say of them."""
    names = ("id", "name", "start", "end")
    return [{name: one.row[name] for name in names} for one in queries.all_rounds(session)]


def round_check(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that scheme, raters and schools of a round are known."""
    known = school_ids(session)

    def check(row: Row) -> list[Fault]:
        scheme = row.pop("scheme", None)
        going_by = scheme_reads.newest(session, scheme)
        if going_by is None:
            return [
                Fault(
                    "unknown_scheme", "scheme", "没有这套考核方案，请先导入或选用。", scheme or ""
                )
            ]
        strange = [one for one in row.get("schools") or () if one not in known]
        if strange:
            message = f"集团内没有学校“{'、'.join(strange)}”，请改正名称。"
            return [Fault("unknown_school", "schools", message, strange[0])]
        try:
            for one in row.get("raters") or ():
                naming.rater_code(going_by.scheme, one)
        except RuleError as fault:
            return [Fault(fault.code, fault.at, fault.message)]
        row["scheme"] = going_by.id
        if row.get("start") and row.get("end") and row["start"] > row["end"]:
            message = f"考核时段的止 {row['end']} 早于起 {row['start']}。"
            return [Fault("date_order", "end", message, row["end"])]
        return []

    return check


def write_rounds(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Open new rounds; of those that are there, name and period change."""
    known = school_ids(session)
    for one in writes:
        values = dict(one.values)
        if one.id is not None:
            changed: Row = {name: values[name] for name in ("start", "end") if name in values}
            if changed:
                rounds.edit_round(session, rounds.RoundEdit(one.id, changed))
            continue
        going_by = scheme_reads.version(session, values["scheme"])
        year = clock.school_year(date.fromisoformat(as_of))
        start, end = period_of(values["name"], going_by.scheme, year)
        named = values.get("schools")
        rounds.open_round(
            session,
            rounds.RoundDraft(
                name=values["name"], scheme_id=going_by.id, start=values.get("start") or start,
                end=values.get("end") or end, raters=values.get("raters") or None,
                schools=[known[name] for name in named] if named else None,
            ),
        )  # fmt: skip
