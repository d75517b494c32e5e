"""Which record of the store a row speaks of: ordered rules, and ambiguous ones stop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from jtdesk.core.datasets import Intake
from jtdesk.core.fields import Field, Row
from jtdesk.core.identity import mask_id
from jtdesk.intake.rules import says_no_more

Key = tuple[int, Any]  # number of the rule, values of its fields
_DATED = frozenset({"date", "month"})
MATCHED_BY_NAME = "matched_by_name"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        record: the record, None for a new one or where the search stopped.
        code: why it stopped (``ambiguous_person``, ``conflicts_with_store``), or a warning.
        message: Chinese sentence for the code.
        candidates: records it may be.
        may_be_new: none of them bears the row's own identity number.
    """

    record: Row | None = None
    code: str = ""
    message: str = ""
    candidates: tuple[Row, ...] = ()
    may_be_new: bool = False

    @property
    def stopped(self) -> bool:
        """Whether a person has to decide."""
        return bool(self.code) and self.code != MATCHED_BY_NAME


NEW = Match()


class Matcher:
    """Finds records by the ordered key rules of a dataset.

    Args:
        intake: whose rules.
        current: records of the store.
    """

    def __init__(self, intake: Intake, current: Sequence[Row]) -> None:
        self._intake = intake
        self._current = current
        self._fields = {f.name: f for f in intake.fields}
        self._indexes: dict[int, dict[Any, list[Row]]] = {}
        self._names = [f.name for f in intake.fields if f.kind == "name" and f.required]
        self._takers = [_taker(keys, self._fields) for keys in intake.keys]
        # A rule resting on an identity number outweighs the name beside it.
        self._strong = [any(self._kind(name) == "id_number" for name in k) for k in intake.keys]
        self.alone = frozenset(n for n, keys in enumerate(intake.keys) if len(keys) == 1)
        self._named = [bool(set(self._names) & set(keys)) for keys in intake.keys]
        self._claimed: set[str] | None = None

    def _kind(self, name: str) -> str:
        f = self._fields.get(name)
        return f.kind if f is not None else ""

    @cached_property
    def people(self) -> bool:
        """Whether the records are persons."""
        return bool(self._names)

    def suffice(self, rows: Sequence[Row]) -> None:
        """Leave the weaker rules out where the strongest key decides every row of a new list."""
        take = self._takers[0]
        if not self._current and all(take(row) is not None for row in rows):
            self._takers = self._takers[: max(self.alone, default=0) + 1]

    def claim(self, rows: Sequence[Row], taken: Collection[str]) -> None:
        """Keep the records that some rows name by the strongest key from all other rows.

        The lessons of one teacher at one time are told apart by their classes; a row with another
        class changes a record that no row still speaks of, else it is a new one.

        Args:
            rows: of the table.
            taken: ids of the records that other tables of the run speak of.
        """
        take, index = self._takers[0], self._index(0) if self._current else {}
        self._claimed = {r["id"] for row in rows for r in index.get(take(row), ())} | set(taken)

    def keys(self, row: Mapping[str, Any]) -> list[Key]:
        """Return the keys of a row, one for each rule whose fields it has."""
        found = []
        for number, take in enumerate(self._takers):
            key = take(row)
            if key is not None:
                found.append((number, key))
        return found

    def find(self, row: Row, keys: Sequence[Key]) -> Match:
        """Find the record of a row."""
        if not self._current:
            return NEW
        if not keys:
            return self._by_name(row)
        for place, (number, key) in enumerate(keys):
            hits = [r for r in self._index(number).get(key, ()) if self._agrees(number, row, r)]
            hits = self._same_name(number, row, hits)
            if number and self._claimed is not None:
                hits = [r for r in hits if r["id"] not in self._claimed][:1]
                self._claimed |= {r["id"] for r in hits}
            if not hits:
                continue
            if place and self._stronger(keys[:place]):
                return self._weaker(row, hits, keys[:place])
            if len(hits) > 1:
                return self._ambiguous(hits)
            return self._checked(number, row, hits[0], keys[place + 1 :])
        return NEW

    @cached_property
    def _bearers(self) -> dict[str, list[Row]]:
        """Records by the name of the person."""
        found: dict[str, list[Row]] = {}
        for record in self._current:
            for name in self._names:
                if record.get(name):
                    found.setdefault(record[name], []).append(record)
        return found

    def alike(self, row: Row) -> list[Row]:
        """Return the records with the row's name, birth and school, whatever their number is."""
        found: list[Row] = []
        for number, key in self.keys(row):
            if self._named[number] and not self._strong[number]:
                hits = self._index(number).get(key, ())
                found += [r for r in hits if self._agrees(number, row, r) and r not in found]
        return found

    def _index(self, number: int) -> dict[Any, list[Row]]:
        index = self._indexes.get(number)
        if index is None:
            index = self._indexes[number] = {}
            take = self._takers[number]
            for record in self._current:
                key = take(record)
                if key is not None:
                    index.setdefault(key, []).append(record)
        return index

    def _agrees(self, number: int, row: Row, record: Row) -> bool:
        """Compare the dates of a rule as far as both sides are precise."""
        for name in self._intake.keys[number]:
            if self._kind(name) in _DATED:
                one, two = row[name], record[name]
                if one != two and not says_no_more(one, two) and not says_no_more(two, one):
                    return False
        return True

    def _same_name(self, number: int, row: Row, hits: list[Row]) -> list[Row]:
        """A staff number given to somebody else by now is no match; an identity number is."""
        if self._strong[number] or self._named[number]:
            return hits
        names = [name for name in self._names if row.get(name) is not None]
        return [r for r in hits if all(r.get(name) in {None, row[name]} for name in names)]

    def _stronger(self, before: Sequence[Key]) -> bool:
        """Tell whether an earlier key of the row outweighs what a later rule finds."""
        return any(self._strong[number] or not self.people for number, _key in before)

    def _weaker(self, row: Row, hits: list[Row], before: Sequence[Key]) -> Match:
        """Decide on records found by a weaker rule when a stronger key of the row is unknown."""
        free = [r for r in hits if all(self._open(n, row, r) for n, _key in before)]
        if len(free) == 1:
            return Match(free[0])
        if len(free) > 1:
            return self._ambiguous(free)
        clash = next(n for n, _key in before if not self._open(n, row, hits[0]))
        return self._conflict(row, hits, self._intake.keys[clash])

    def _open(self, number: int, row: Row, record: Row) -> bool:
        keys = self._intake.keys[number]
        return all(record.get(name) in {None, row.get(name)} for name in keys)

    def _checked(self, number: int, row: Row, record: Row, later: Sequence[Key]) -> Match:
        clash = [n for n in self._names if row.get(n) and record.get(n) not in {None, row[n]}]
        if clash and self._strong[number]:
            return self._conflict(row, [record], tuple(clash))
        for other, key in later:
            # The row would turn this record into the double of another one.
            rivals = [r for r in self._index(other).get(key, ()) if r is not record]
            if self._takers[other](record) == key or self._named[other] != self.people:
                continue
            if any(self._agrees(other, row, r) for r in rivals):
                return self._conflict(row, rivals, self._intake.keys[other])
        return Match(record)

    def _by_name(self, row: Row) -> Match:
        """Match a person without any key as the only bearer of the name in the school."""
        name = next((n for n in self._names if row.get(n)), None)
        if name is None:
            return NEW
        known = {n for keys in self._intake.keys for n in keys} & row.keys()
        hits = [
            r
            for r in self._bearers.get(row[name], ())
            if all(self._near(n, row[n], r.get(n)) for n in known)
        ]
        if not hits:
            return NEW
        if len(hits) == 1 and len(known) > 1:
            message = f"只凭姓名和学校认定为库中的“{row[name]}”，建议补充身份证号或出生日期"
            return Match(hits[0], MATCHED_BY_NAME, message)
        return self._ambiguous(hits)

    def _near(self, name: str, value: Any, held: Any) -> bool:  # noqa: ANN401 - values of any field
        if value is None or held is None or value == held:
            return True
        return self._kind(name) in _DATED and (
            says_no_more(value, held) or says_no_more(held, value)
        )

    def _ambiguous(self, hits: Sequence[Row]) -> Match:
        who = "、".join(self.label(record) for record in hits[:3])
        message = (
            f"库中有 {len(hits)} 条记录都符合（{who}），不能确定是哪一条。"
            "请补充身份证号后重新导入。"
        )
        return Match(None, "ambiguous_person", message, tuple(hits), may_be_new=True)

    def _conflict(self, row: Row, hits: Sequence[Row], fields: Sequence[str]) -> Match:
        held = hits[0]
        differs = [n for n in fields if row.get(n) != held.get(n)] or list(fields)
        words = "、".join(
            f"{self._fields[n].title}表中为“{self._show(n, row.get(n))}”，"
            f"库中为“{self._show(n, held.get(n))}”"
            for n in differs
        )
        message = f"与库中记录 {self.label(held)} 不一致：{words}。请核对后决定以哪边为准。"
        unique = [
            n
            for n, f in self._fields.items()
            if f.kind == "id_number" or (not self.people and (n,) in self._intake.keys)
        ]
        free = all(row.get(n) is None or r.get(n) != row[n] for r in hits for n in unique)
        return Match(None, "conflicts_with_store", message, tuple(hits), may_be_new=free)

    def _show(self, name: str, value: object) -> str:
        if value is None:
            return "空"
        f = self._fields[name]
        return mask_id(str(value)) if f.sensitive else str(value)

    def label(self, record: Row) -> str:
        """Return words for a record by which a person recognises it."""
        names = list(dict.fromkeys([*self._names, *(n for k in self._intake.keys for n in k)]))
        parts = [self._show(n, record[n]) for n in names if record.get(n) is not None]
        return " ".join(parts[:4])


def _taker(
    keys: Sequence[str], fields: Mapping[str, Field]
) -> Callable[[Mapping[str, Any]], Any | None]:
    """Return the function that takes a rule's key out of a row, None where a part is missing."""
    dated = frozenset(n for n in keys if n in fields and fields[n].kind in _DATED)
    if len(keys) == 1 and not dated:
        name = keys[0]
        return lambda row: row.get(name)
    take = itemgetter(*keys)
    if len(keys) == 1:
        name = keys[0]
        return lambda row: value[:7] if (value := row.get(name)) else None

    def several(row: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - values of any field
        try:
            values = take(row)
        except KeyError:
            return None
        if None in values:
            return None
        if not dated:
            return values
        return tuple(
            value[:7] if name in dated else value for name, value in zip(keys, values, strict=True)
        )

    return several


class Seen:
    """The rows of one file taken so far, to find the same one written twice."""

    def __init__(self) -> None:
        self._rows: dict[Key, tuple[str, int]] = {}
        self._weak: dict[Key, tuple[str, int]] = {}
        self._records: dict[str, tuple[str, int]] = {}

    def twin(
        self, keys: Sequence[Key], alone: frozenset[int] = frozenset()
    ) -> tuple[str, int] | None:
        """Return sheet and row where the same thing was written before.

        Args:
            keys: of the row.
            alone: numbers of the rules that name a thing by themselves, as the name of a school.
        """
        if not keys:
            return None
        for place, key in enumerate(keys):
            if place == 0 or key[0] in alone:
                first = self._rows.get(key)
                if first is not None:
                    return first
        if not self._weak:
            return None
        return next((self._weak[key] for key in keys[1:] if key in self._weak), None)

    def twin_record(self, record: str) -> tuple[str, int] | None:
        """Return sheet and row that changed the same record before."""
        return self._records.get(record)

    def add(self, keys: Sequence[Key], sheet: str, row: int, record: str | None) -> None:
        """Remember a row that was taken."""
        place = (sheet, row)
        for key in keys:
            self._rows.setdefault(key, place)
        if keys and keys[0][0] > 0:
            # Without the strongest key; a later row that has it may still be the same.
            for key in keys:
                self._weak.setdefault(key, place)
        if record is not None:
            self._records[record] = place
