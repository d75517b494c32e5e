"""What the timetables of one run share: read once, compared table by table, written together.

A group's timetable has a sheet for each school or each class; reading all lessons and the whole
staff for every sheet would take longer than the import itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from jtdesk.core.class_names import class_key
from jtdesk.core.datasets import Dataset, Intake, Together, Write
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.intake.comparison import TableComparer
from jtdesk.intake.matching import Seen
from jtdesk.intake.rules import Finding, IntakeOrder, TableReport
from jtdesk.intake.typed_rows import TypedRows

Check = Callable[[Row], list[Fault]]


class WeekRun:
    """The timetables of one dataset in one run.

    Args:
        session: of the running operation.
        order: what to take in.
        dataset: whose rows they are.
        check: called often; raises when the user has pressed cancel.
    """

    def __init__(
        self, session: Session, order: IntakeOrder, dataset: Dataset, check: Callable[[], None]
    ) -> None:
        if dataset.intake is None:  # pragma: no cover - only datasets with one come here
            raise TypeError(dataset.name)
        self._session = session
        self._order = order
        self._intake: Intake = dataset.intake
        self._check = check
        self._seen = Seen()
        self._current: dict[str, list[Row]] = {}
        self._checks: dict[str, tuple[Check | None, Check | None]] = {}
        self._together: Together | None = self._intake.together and self._intake.together()
        self._classes: dict[tuple[str | None, str], str] = {}
        self._kept: set[str] = set()
        self._said: dict[str, list[TableReport]] = {}
        self._writes: dict[str, list[Write]] = {}

    def people(self) -> frozenset[str]:
        """Return the names by which cells are understood."""
        return frozenset(self._intake.people(self._session) if self._intake.people else ())

    def table(self, rows: TypedRows, as_of: str) -> TableReport:
        """Compare one table; what it changes is written with the others by `finish`."""
        current = self._held(as_of)
        against, beside = self._checks[as_of]
        self._spell(rows)
        self._go_together(rows)
        comparer = TableComparer(
            rows, current, self._seen, self._order, self._check, against, beside, self._kept
        )
        report = comparer.report(as_of)
        self._kept |= {change.record for change in report.changes if change.record}
        self._said.setdefault(rows.by, []).append(report)
        self._writes.setdefault(as_of, []).extend(
            Write(change.record, change.new, change.old, change.row)
            for change in report.changes
            if change.action != "same"
        )
        return report

    def finish(self) -> None:
        """Write all lessons, and tell what the store still holds of those who were spoken of."""
        for by, reports in self._said.items():
            self._left(by, reports)
        for as_of, writes in self._writes.items():
            if writes:
                self._intake.write(self._session, writes, as_of)

    def _held(self, as_of: str) -> list[Row]:
        if as_of not in self._current:
            intake, session = self._intake, self._session
            self._current[as_of] = held = intake.current(session, as_of)
            self._checks[as_of] = (
                intake.against(session, as_of) if intake.against else None,
                intake.beside(session, as_of) if intake.beside else None,
            )
            for row in held:
                self._spelled(row)
        return self._current[as_of]

    def _spell(self, rows: TypedRows) -> None:
        """Write each class as the store or an earlier table does: 四（2）班 is 四(2)."""
        for row in rows.rows:
            if isinstance(row.get("class_name"), str):
                row["class_name"] = self._spelled(row)

    def _spelled(self, row: Row) -> str:
        written = row["class_name"]
        key = (row.get("school"), class_key(written))
        return self._classes.setdefault(key, written)

    def _go_together(self, rows: TypedRows) -> None:
        """Warn of rows that do not go together, such as two lessons at one time."""
        if self._together is None:
            return
        number, where, _place = rows.found.key
        if len(self._order.sources) > 1:
            where = f"{self._order.sources[number].name} {where}"
        columns = [place[0] for place in rows.places] or [0] * len(rows.rows)
        cells = [(where, n, column) for n, column in zip(rows.numbers, columns, strict=True)]
        sound = [{} if index in rows.refusals else row for index, row in enumerate(rows.rows)]
        for index, faults in self._together(sound, cells).items():
            for fault in faults:
                rows.warn(index, fault)

    def _left(self, by: str, reports: Sequence[TableReport]) -> None:
        last = next((report for report in reversed(reports) if report.changes), None)
        if self._intake.left is None or last is None:
            return
        said = [dict(change.said) for report in reports for change in report.changes]
        held = self._current[last.as_of]
        for fault in self._intake.left(held, said, frozenset(self._kept), by):
            row = last.changes[0].row
            last.warnings.append(Finding(row, "", fault.value, fault.code, fault.message))
