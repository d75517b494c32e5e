"""Typed rows against the records of the store: created, updated field by field, same, rejected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.intake import words
from jtdesk.intake.columns import MASKED
from jtdesk.intake.matching import NEW, Match, Matcher, Seen
from jtdesk.intake.rows import missing
from jtdesk.intake.rules import (
    Finding,
    IntakeOrder,
    RowChange,
    TableReport,
    difference,
)
from jtdesk.intake.typed_rows import TypedRows

PATIENCE = 1000  # rows between two looks at the cancel button
TAKE, NEW_RECORD, KEEP = "take", "new", "keep"
LOST = "id_precision_lost"


class TableComparer:
    """Compares the rows of one table with the store.

    Args:
        rows: the table, read.
        current: records of the store as of the table's date.
        seen: rows of the same file taken so far.
        order: strictness and decisions.
        check: called often; raises when the user has pressed cancel.
        against: rules of the dataset that need the store, None where it has none.
        beside: findings of the dataset that need the store, None where it has none.
        taken: ids of records that other tables of the run speak of.
    """

    def __init__(
        self,
        rows: TypedRows,
        current: Sequence[Row],
        seen: Seen,
        order: IntakeOrder,
        check: Callable[[], None],
        against: Callable[[Row], list[Fault]] | None = None,
        beside: Callable[[Row], list[Fault]] | None = None,
        taken: Collection[str] = (),
    ) -> None:
        self._against = against
        self._beside = beside
        self._cancelled = check
        self._rows = rows
        self._matcher = Matcher(rows.found.intake, current)
        self._matcher.suffice(rows.rows)
        if rows.found.intake.weekly_grid:
            self._matcher.claim(rows.rows, taken)
        self._by_id = {record["id"]: record for record in current} if order.decisions else {}
        self._seen = seen
        self._order = order
        self._intake = rows.found.intake
        self._settle = self._intake.settle
        file, sheet, _place = rows.found.key
        # The timetables of all files of a run are compared as one.
        self._where = f"{file} {sheet}" if self._intake.weekly_grid else sheet
        mapped = set(rows.matches)
        self._unmapped = [f for f in self._intake.fields if f.required and f.name not in mapped]

    def report(self, as_of: str) -> TableReport:
        """Compare every row and return what becomes of it."""
        rows, found = self._rows, self._rows.found
        report = TableReport(
            key=found.key,
            sheet=found.table.sheet,
            dataset=found.dataset.name,
            heading_rows=found.table.heading_rows,
            matches=found.matches,
            unheaded=found.table.unheaded,
            skipped=found.table.skipped,
            as_of=as_of,
            school=rows.school,
            rows=len(rows.rows),
            fields=self._intake.fields,
        )
        rejected: list[int] = []
        for index in range(len(rows.rows)):
            if index % PATIENCE == 0:
                self._cancelled()
            change = self._row(index)
            if change is None:
                rejected.append(rows.numbers[index])
                report.rejections += rows.refusals[index]
            else:
                report.changes.append(change)
                report.warnings += rows.warnings.get(index, ())
        # One row of a weekly grid is many lessons; its finding is told once.
        report.rejections = folded(dict.fromkeys(report.rejections))
        report.warnings = folded(dict.fromkeys(report.warnings))
        report.rejected_rows = tuple(rejected)
        self._homeless(report)
        return report

    def _homeless(self, report: TableReport) -> None:
        """Warn once of new people whom no cell, title, sheet or file name gives a school."""
        school = next((f for f in self._intake.fields if f.name == "school"), None)
        if school is None or school.kind != "school" or self._order.strict:
            return
        if school.blank:
            return  # a cell left blank says all schools
        rows = [c.row for c in report.changes if c.action == "created" and "school" not in c.new]
        if rows:
            message = (
                f"有 {len(rows)} 行没有写明学校（从第 {rows[0]} 行起），"
                "已按未注明学校导入，请补充。"
            )
            report.warnings.append(Finding(rows[0], "", "", "school_missing", message))

    def _row(self, index: int) -> RowChange | None:
        rows = self._rows
        row = rows.rows[index]
        decision = self._decision(index)
        if index in rows.refusals:
            self._propose(index, row, decision)
        if index not in rows.refusals:
            self._check(index, row)
        if index in rows.refusals:
            return None
        keys = self._matcher.keys(row)
        twin = self._seen.twin(keys, self._matcher.alone)
        if twin is not None:
            if self._intake.weekly_grid and twin[0] != self._where:
                # A workbook that holds the timetables by class and by teacher says all twice.
                return RowChange(rows.numbers[index], "same", {}, {}, None, row)
            self._twice(index, twin)
            return None
        match = self._decided(self._matcher.find(row, keys), decision)
        if match.stopped:
            self._stop(index, match)
            return None
        change = self._change(index, row, match)
        if change is not None:
            self._seen.add(keys, self._where, rows.numbers[index], change.record)
        return change

    def _decision(self, index: int) -> str:
        if not self._order.decisions:
            return ""
        file, sheet, _place = self._rows.found.key
        return self._order.decisions.get((file, sheet, self._rows.numbers[index]), "")

    def _check(self, index: int, row: Row) -> None:
        for fault in self._intake.check(row):
            self._rows.refuse(index, fault)
        if self._against is not None and index not in self._rows.refusals:
            for fault in self._against(row):
                self._rows.refuse(index, fault)
        for fault in self._intake.warn(row):
            self._rows.warn(index, fault)
        if self._beside is not None and index not in self._rows.refusals:
            for fault in self._beside(row):
                self._rows.warn(index, fault)
        if self._order.strict and index in self._rows.warnings:
            self._rows.refusals.setdefault(index, []).extend(self._rows.warnings.pop(index))

    def _decided(self, match: Match, decision: str) -> Match:
        if not decision or not match.stopped:
            return match
        if decision == TAKE and len(match.candidates) == 1:
            return Match(match.candidates[0])
        if decision == NEW_RECORD:
            return NEW if match.may_be_new else match
        record = self._by_id.get(decision)
        return Match(record) if record is not None else match

    def _stop(self, index: int, match: Match) -> None:
        told = self._rows.told(index, Fault(match.code, self._at(match), match.message))
        offered = tuple((r["id"], self._matcher.label(r)) for r in match.candidates)
        self._rows.refusals[index] = [
            replace(told, candidates=offered, may_be_new=match.may_be_new)
        ]

    def _at(self, match: Match) -> str:
        """Return the field to mark: the first key field for a conflict, the name otherwise."""
        mapped = self._rows.matches
        for keys in self._intake.keys:
            if match.code == "conflicts_with_store" and keys[0] in mapped:
                return keys[0]
        return "name" if "name" in mapped else ""

    def _twice(self, index: int, twin: tuple[str, int]) -> None:
        sheet, row = twin
        same = sheet == self._where
        place = f"第 {row} 行" if same else f"工作表“{sheet}”第 {row} 行"
        at = next((n for keys in self._intake.keys for n in keys if n in self._rows.matches), "")
        message = f"与{place}重复，只导入了前一行。请删去多余的一行。"
        self._rows.refuse(index, Fault("duplicate_in_file", at, message))

    def _change(self, index: int, row: Row, match: Match) -> RowChange | None:
        rows = self._rows
        number = rows.numbers[index]
        if match.code:
            rows.warn(index, Fault(match.code, "name", match.message))
            if self._order.strict:
                rows.refusals[index] = rows.warnings.pop(index)
                return None
        if self._settle is not None and not self._settled(index, row, match.record):
            return None
        if match.record is None:
            for f in self._unmapped:
                if row.get(f.name) is None:
                    rows.refuse(index, missing(f))
            if index in rows.refusals:
                return None
            return RowChange(number, "created", row, {}, None, row)
        record = match.record
        twin = self._seen.twin_record(record["id"])
        if twin is not None:
            self._twice(index, twin)
            return None
        self._forgive_masks(index)
        new, old = difference(row, record)
        return RowChange(number, "updated" if new else "same", new, old, record["id"], row)

    def _settled(self, index: int, row: Row, record: Row | None) -> bool:
        """Take out of a row what has no place; tell whether the row may still go in."""
        found = self._settle(row, record) if self._settle is not None else ()
        for fault in found:
            self._rows.warn(index, fault)
        if found and self._order.strict:
            self._rows.refusals[index] = self._rows.warnings.pop(index)
            return False
        return True

    def _forgive_masks(self, index: int) -> None:
        """A masked number of a person who was found anyway needs no word."""
        held = self._rows.warnings.get(index)
        if held:
            kept = [finding for finding in held if finding.code != MASKED]
            if kept:
                self._rows.warnings[index] = kept
            else:
                del self._rows.warnings[index]

    def _propose(self, index: int, row: Row, decision: str) -> None:
        """Where an id lost its digits, look the person up otherwise and propose, never repair."""
        refusals = self._rows.refusals[index]
        lost = [finding for finding in refusals if finding.code == LOST]
        if len(lost) != 1:
            return
        alike = self._matcher.alike(row)
        if not alike:
            return
        who = "；".join(self._matcher.label(record) for record in alike[:3])
        found = replace(
            lost[0],
            message=f"{lost[0].message}库中同名、同生日、同校的是 {who}，请核对后补填。",
            candidates=tuple((record["id"], self._matcher.label(record)) for record in alike),
        )
        refusals[refusals.index(lost[0])] = found
        taken = (decision == TAKE and len(alike) == 1) or decision in {r["id"] for r in alike}
        if taken and len(refusals) == 1:
            # The person said who it is; the number itself stays as the store has it.
            del self._rows.refusals[index]


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """Tell once what many rows have in common, and of many alike only the first ones."""
    kept: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    alike: dict[str, int] = {}
    for found in findings:
        if found.code in words.ONCE:
            key = (found.code, found.value)
            if key in seen:
                continue
            seen[key] = len(kept)
        if found.code in words.MANY:
            alike[found.code] = alike.get(found.code, 0) + 1
            if alike[found.code] > words.SHOWN:
                continue
        kept.append(found)
    for code, count in alike.items():
        if count > words.SHOWN:
            last = max(place for place, one in enumerate(kept) if one.code == code)
            more = f"{kept[last].message}（同类问题共 {count} 处，只列出前 {words.SHOWN} 处。）"
            kept[last] = replace(kept[last], message=more)
    return kept


__all__ = ["KEEP", "NEW_RECORD", "TAKE", "TableComparer"]
