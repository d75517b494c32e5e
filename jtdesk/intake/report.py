"""The preview as plain rows: tables, headings, created, updated field by field, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.fields import Field
from jtdesk.excel.parsed import written
from jtdesk.intake import words
from jtdesk.intake.comparison import NEW_RECORD, TAKE
from jtdesk.intake.recognition import Recognised, Unrecognised
from jtdesk.intake.rules import (
    ColumnMatch,
    Finding,
    IntakeOrder,
    Report,
    RowChange,
    TableKey,
    TableReport,
    masks,
)

Row = dict[str, Any]
SAMPLES = 3
WARNINGS = "warnings"
CERTAIN, LIKELY = 0.95, 0.8


@dataclass
class Preview:
    """Everything the preview shows, by tab.

    Attributes:
        order: what was asked.
        found: tables as recognised, by key.
        report: what would happen.
        tables: one row a table or left-out sheet.
        tabs: rows of each tab.
    """

    order: IntakeOrder
    found: Mapping[TableKey, Recognised | Unrecognised]
    report: Report
    tables: list[Row] = field(default_factory=list)
    tabs: dict[str, list[Row]] = field(default_factory=dict)


def preview(order: IntakeOrder, report: Report) -> Preview:
    """Lay a report out for the screen."""
    found = [entry for entry in report.found if isinstance(entry, Recognised | Unrecognised)]
    made = Preview(order, {entry.key: entry for entry in found}, report)
    made.tabs = {name: [] for name in (*words.ACTION_TITLES, WARNINGS)}
    titles = {name: dataset.title for name, dataset in order.catalogue.datasets.items()}
    for table in report.tables:
        file = order.sources[table.key[0]].name
        made.tables.append(_table_row(table, file, titles[table.dataset]))
        _spread(table, file, made.tabs)
    made.tables += _left_out(order, found)
    place = {entry.key: number for number, entry in enumerate(found)}
    made.tables.sort(key=lambda row: (row["key"][0], place.get(row["key"], -1)))
    rank = {
        title: number for number, title in enumerate((*words.TO_DO.values(), words.TO_DO_OTHER))
    }
    made.tabs[words.REJECTED].sort(key=lambda row: rank[row["to_do"]])
    return made


def table_id(key: TableKey) -> str:
    """Return the id of a table's row."""
    return f"{key[0]}|{key[1]}|{key[2]}"


def _table_row(table: TableReport, file: str, title: str) -> Row:
    return {
        "id": table_id(table.key),
        "key": table.key,
        "file": file,
        "sheet": table.sheet,
        "dataset": title,
        "rows": table.rows,
        **{action: table.count(action) for action in words.ACTION_TITLES},
        "why": table.school or "",
    }


def _left_out(order: IntakeOrder, found: Sequence[Recognised | Unrecognised]) -> Iterator[Row]:
    for number, source in enumerate(order.sources):
        if source.fault is not None:
            yield _silent((number, "", -1), source.name, "", source.fault.message)
    for entry in found:
        if isinstance(entry, Unrecognised):
            yield _silent(entry.key, order.sources[entry.key[0]].name, entry.key[1], entry.why)


def _silent(key: TableKey, file: str, sheet: str, why: str) -> Row:
    return {
        "id": table_id(key),
        "key": key,
        "file": file,
        "sheet": sheet,
        "dataset": "",
        "why": why,
    }


def _spread(table: TableReport, file: str, tabs: dict[str, list[Row]]) -> None:
    fields = {f.name: f for f in table.fields}
    shown = masks(table.fields)
    base = {"table": table_id(table.key), "file": file, "sheet": table.sheet}
    for change in table.changes:
        row = {**base, "row": change.row, "who": _label(change, fields)}
        if change.action == words.CREATED:
            row["what"] = _summary(change.new, fields, shown)
            tabs[words.CREATED].append(_numbered(row, tabs[words.CREATED]))
        elif change.action == words.UPDATED:
            for name, value in change.new.items():
                before, after = _said(change.old.get(name), name, shown), _said(value, name, shown)
                line = {**row, "field": fields[name].title, "before": before, "after": after}
                tabs[words.UPDATED].append(_numbered(line, tabs[words.UPDATED]))
        else:
            tabs[words.SAME].append(_numbered(row, tabs[words.SAME]))
    hidden = {m.column for m in table.matches if any(name in shown for name in m.fields)}
    for finding in table.rejections:
        line = _finding_row(finding, base, hidden)
        line |= {"key": table.key, "candidates": finding.candidates}
        line["may_be_new"] = finding.may_be_new
        tabs[words.REJECTED].append(_numbered(line, tabs[words.REJECTED]))
    for finding in table.warnings:
        tabs[WARNINGS].append(_numbered(_finding_row(finding, base, hidden), tabs[WARNINGS]))


def _numbered(row: Row, rows: list[Row]) -> Row:
    row["id"] = f"{row['table']}#{len(rows)}"
    return row


def _finding_row(finding: Finding, base: Row, hidden: set[int]) -> Row:
    value = finding.value
    if finding.place in hidden and len(value) > 7 and value.isalnum():
        value = value[:3] + "*" * (len(value) - 7) + value[-4:]
    return {
        **base,
        "row": finding.row,
        "to_do": words.to_do(finding.code),
        "column": finding.column,
        "value": value,
        "message": finding.message.partition(":")[2] or finding.message,
        "code": finding.code,
        "decide": words.DECIDE if finding.candidates else "",
    }


def _label(change: RowChange, fields: Mapping[str, Field]) -> str:
    said = change.said
    who = said.get("name") or next(
        (str(said[n]) for n, f in fields.items() if f.required and said.get(n)), ""
    )
    place = said.get("school") or said.get("to_school")
    return f"{who} {place}" if place else str(who)


def _summary(
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
    shown: Mapping[str, Callable[[str], str]],
) -> str:
    parts = [
        f"{fields[name].title} {_said(value, name, shown)}"
        for name, value in values.items()
        if name in fields and value is not None and name not in {"name", "school"}
    ]
    return " · ".join(parts)


def _said(value: object, name: str, shown: Mapping[str, Callable[[str], str]]) -> str:
    if isinstance(value, str) and name in shown:
        return shown[name](value)
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    if value is None:
        return ""
    if isinstance(value, str | int | float | bool):
        return written(value)
    return str(value)


def heading_rows(found: Recognised) -> list[Row]:
    """Return one row a column of a table: heading, samples, field and how sure that is."""
    fields = {f.name: f for f in found.intake.fields}
    samples = _samples(found)
    return [_heading_row(match, fields, samples.get(match.column, "")) for match in found.matches]


def _heading_row(match: ColumnMatch, fields: Mapping[str, Field], sample: str) -> Row:
    titles = "、".join(field_title(fields[name]) for name in match.fields)
    if match.how == "grid":
        titles = words.LESSONS
    guess = fields[match.guess].title if match.guess in fields else ""
    return {
        "id": str(match.column),
        "column": match.column,
        "heading": match.heading,
        "sample": sample,
        "field": titles or (f"{words.PERHAPS}{guess}" if guess else ""),
        "sure": sureness(match),
        "how": words.HOW_TITLES.get(match.how, ""),
    }


def sureness(match: ColumnMatch) -> str:
    """Return how sure a mapping is, in a word."""
    if not match.fields and match.how != "grid":
        return words.UNUSED
    if match.confidence >= CERTAIN:
        return words.SURE
    return words.LIKELY if match.confidence >= LIKELY else words.CHECK


def field_title(f: Field) -> str:
    """Return a field's title with its group where the title alone says little."""
    return f"{f.group}·{f.title}" if f.group and len(f.title) <= 2 else f.title


def _samples(found: Recognised) -> dict[int, str]:
    hidden = {m.column for m in found.matches for f in found.intake.fields if f.sensitive and f.name in m.fields}  # fmt: skip  # noqa: E501
    texts: dict[int, list[str]] = {}
    for number in found.table.rows[:40]:
        for match in found.matches:
            held = texts.setdefault(match.column, [])
            text = written(found.grid.cell(number, match.column)).strip()
            if text and len(held) < SAMPLES and text not in held:
                held.append(text)
    return {
        column: "、".join(f"{t[:3]}****{t[-4:]}" if column in hidden else t[:20] for t in held)
        for column, held in texts.items()
    }


def decisions_for(row: Row) -> list[tuple[str, str]]:
    """Return the ``(decision, label)`` a person may take on a rejected row."""
    candidates = row.get("candidates") or ()
    code = row.get("code", "")
    options: list[tuple[str, str]] = []
    if code == "ambiguous_person":
        options = [(record, words.IT_IS.format(label)) for record, label in candidates[:4]]
    elif code == "conflicts_with_store" and len(candidates) == 1:
        options = [(TAKE, words.SHEET_IS_RIGHT)]
    elif code == "id_precision_lost":
        options = [(record, words.KEEP_NUMBER.format(label)) for record, label in candidates[:4]]
    if row.get("may_be_new"):
        options.append((NEW_RECORD, words.SOMEBODY_ELSE))
    return options


def telling_tab(total: Row, made: Preview) -> str:
    """Return the tab that tells most: refused rows first, then what changes."""
    for name in (words.REJECTED, words.UPDATED, words.CREATED, words.SAME):
        if total[name]:
            return name
    return WARNINGS if made.tabs[WARNINGS] else ""
