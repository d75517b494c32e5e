"""Plain rows made ready for a table: texts, sort order, filter and facets, without Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jtdesk.core.identity import mask_id, mask_phone
from jtdesk.core.jobs import Job
from jtdesk.core.text import fold

Row = dict[str, Any]
Align = Literal["left", "right", "center"]
BLANK = "（空白）"
SEPARATOR = "\x1f"
RIGHT = frozenset({"integer", "decimal", "percent"})
CENTRE = frozenset({"boolean", "date", "month"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        name: key of the value in a row.
        title: Chinese heading.
        kind: as `core.datasets.Field.kind`; decides text, alignment and masking.
        width: characters wanted; 0 lets a sample of the rows decide.
        align: overrides what the kind says.
        text: cell text where the value does not say it.
        sort_key: comparable key of a row (None sorts last) where the text does not say it.
        order: rank of each word, e.g. from a code list: words sort in bureau order.
        tooltip: of a cell; the whole text where it is missing.
        mark: ``good``, ``caution`` or ``bad`` for a cell that needs a look, else empty.
        shown: among the first columns a user sees.
        sensitive: masked unless the user asked to see it.
        unit: told in the heading.
    """

    name: str
    title: str
    kind: str = "text"
    width: int = 0
    align: Align | None = None
    text: Callable[[Row], str] | None = None
    sort_key: Callable[[Row], Any] | None = None
    order: Mapping[str, int] | None = None
    tooltip: Callable[[Row], str] | None = None
    mark: Callable[[Row], str] | None = None
    shown: bool = True
    sensitive: bool = False
    unit: str = ""

    @property
    def alignment(self) -> Align:
        """Where the text stands in its cell."""
        if self.align is not None:
            return self.align
        return "right" if self.kind in RIGHT else "center" if self.kind in CENTRE else "left"

    @property
    def heading(self) -> str:
        """Title with its unit."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    def show(self, row: Row, *, revealed: bool = False) -> str:
        """Return the text of a cell."""
        if self.text is not None:
            return self.text(row)
        value = row.get(self.name)
        if self.sensitive and not revealed and isinstance(value, str):
            return mask_phone(value) if self.kind == "phone" else mask_id(value)
        return plain(value, self.kind)


def plain(value: object, kind: str = "text") -> str:
    """Return a value as people write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(plain(one) for one in value)
    if isinstance(value, float):
        return f"{value:.1%}" if kind == "percent" else f"{value:.10g}"
    return str(value)


@dataclass(frozen=True)
class Choice:
    """What the user wants to see of all rows.

    Attributes:
        words: typed filter; every word must occur.
        facets: allowed texts by column name.
        sort: ``(column name, descending)``, most important first.
        only: row ids, where a figure's rows are being looked at.
    """

    words: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: tuple[tuple[str, bool], ...] = ()
    only: frozenset[str] | None = None


class RowSet:
    """All rows of a list with what sorting and filtering need, each built once when first asked.

    Build it in the worker and call `prepare` there, so that the first keystroke in the filter line
    finds the texts ready.

    Args:
        rows: with an ``id`` each, and ``initials`` (pinyin) where there is a name.
        columns: all columns of the table.
    """

    def __init__(self, rows: Sequence[Row] = (), columns: Sequence[Column] = ()) -> None:
        self.rows = list(rows)
        self.columns = tuple(columns)
        self.by_name = {column.name: column for column in self.columns}
        self._hay: list[str] | None = None
        self._ranks: dict[str, list[int | None]] = {}
        self._facets: dict[str, list[tuple[str, ...]]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def prepare(self) -> RowSet:
        """Build the texts the filter searches; returns self for use in a query."""
        self._haystack()
        return self

    def warm(self, job: Job) -> None:
        """Build texts and orders of every column, in a thread, so that sorting is quick."""
        self._haystack()
        for number, column in enumerate(self.columns):
            job.report(number, len(self.columns))
            self._rank(column.name)

    def _haystack(self) -> list[str]:
        if self._hay is None:
            plain_names = [c.name for c in self.columns if c.text is None]
            special = [c for c in self.columns if c.text is not None]
            self._hay = [_hay(row, plain_names, special) for row in self.rows]
        return self._hay

    # ---------------------------------------------------------------- choosing

    def choose(self, choice: Choice) -> Sequence[int]:
        """Return the positions of the rows wanted, in the order wanted."""
        found = self._filtered(choice, without="")
        for name, descending in reversed(choice.sort):
            if name in self.by_name:
                found = self._sorted(found, name, descending=descending)
        return found

    def _filtered(self, choice: Choice, *, without: str) -> Sequence[int]:
        found: Sequence[int] = range(len(self.rows))  # nothing is listed while all are wanted
        if choice.only is not None:
            only = choice.only
            found = [i for i in found if self.rows[i].get("id") in only]
        for name, allowed in choice.facets.items():
            if name == without or not allowed or name not in self.by_name:
                continue
            texts = self._facet_texts(name)
            found = [i for i in found if not allowed.isdisjoint(texts[i])]
        for word in choice.words.split():
            hay, key = self._haystack(), fold(word)
            found = [i for i in found if key in hay[i]]
        return found

    def _sorted(self, found: Sequence[int], name: str, *, descending: bool) -> Sequence[int]:
        ranks = self._rank(name)
        known = list(found) if None not in ranks else [i for i in found if ranks[i] is not None]
        blank = [i for i in found if ranks[i] is None] if len(known) < len(found) else []
        known.sort(key=ranks.__getitem__, reverse=descending)  # type: ignore[arg-type]
        return known + blank

    def _rank(self, name: str) -> list[int | None]:
        """Return the rank of every row by one column; equal values share one, blanks have none."""
        if name not in self._ranks:
            keys = self._keys(self.by_name[name])
            distinct = set(keys)
            distinct.discard(None)
            distinct.discard("")
            ordered = _ordered(distinct)
            rank = dict(zip(ordered, range(len(ordered)), strict=True))
            self._ranks[name] = list(map(rank.get, keys))
        return self._ranks[name]

    def _keys(self, column: Column) -> list[Any]:
        if column.sort_key is not None:
            return list(map(column.sort_key, self.rows))
        if column.text is not None:
            return list(map(column.text, self.rows))
        values = [row.get(column.name) for row in self.rows]
        if column.order is not None:
            last = len(column.order)
            ranks: dict[Any, int | None] = {None: None}
            ranks |= {v: column.order.get(v, last) for v in _hashable(values) if v is not None}
            return [ranks[v] if v.__hash__ else plain(v) for v in values]
        if list not in set(map(type, values)):
            return values
        return [plain(v) if isinstance(v, list) else v for v in values]

    # ----------------------------------------------------------------- facets

    def _facet_texts(self, name: str) -> list[tuple[str, ...]]:
        if name not in self._facets:
            column = self.by_name[name]
            values: list[Any] = (
                [row.get(name) for row in self.rows]
                if column.text is None
                else list(map(column.text, self.rows))
            )
            known = {v: (plain(v, column.kind) or BLANK,) for v in _hashable(values)}
            self._facets[name] = [
                tuple(map(plain, v)) or (BLANK,) if isinstance(v, list) else known[v]
                for v in values
            ]
        return self._facets[name]

    def counts(self, name: str, choice: Choice) -> list[tuple[str, int]]:
        """Count the words of a facet among the rows all *other* filters leave."""
        if name not in self.by_name:
            return []
        texts = self._facet_texts(name)
        counter: Counter[str] = Counter()
        for i in self._filtered(choice, without=name):
            counter.update(texts[i])
        order = self.by_name[name].order or {}
        return sorted(
            counter.items(),
            key=lambda item: (item[0] == BLANK, order.get(item[0], len(order)), _chinese(item[0])),
        )

    def positions(self, ids: Collection[str]) -> list[int]:
        """Return where the rows of some ids stand in `rows`."""
        wanted = set(ids)
        return [i for i, row in enumerate(self.rows) if row.get("id") in wanted]


def _hay(row: Row, names: Sequence[str], special: Sequence[Column]) -> str:
    parts = []
    for name in names:
        value = row.get(name)
        if value is not None:
            parts.append(value if isinstance(value, str) else plain(value))
    parts.extend(column.show(row) for column in special)
    parts.append(row.get("initials") or "")
    return SEPARATOR.join(parts).casefold()


def _hashable(values: Sequence[Any]) -> set[Any]:
    try:
        return set(values)
    except TypeError:
        return {value for value in values if not isinstance(value, list)}


def _ordered(distinct: set[Any]) -> list[Any]:
    """Sort distinct keys: numbers by size, text in pinyin order, numbers before text."""
    kinds = set(map(type, distinct))
    if kinds == {str}:
        # Plain ASCII (ids, dates) needs no key, which makes a long column several times faster.
        return sorted(distinct) if "".join(distinct).isascii() else _in_pinyin_order(distinct)
    return sorted(distinct, key=None if kinds <= {int, float, bool} else _mixed)


def _in_pinyin_order(distinct: set[str]) -> list[str]:
    # One call encodes a whole column: a call for each text takes longer than the sorting.
    texts = list(distinct)
    keys = _chinese("\n".join(texts)).split(b"\n")
    if len(keys) != len(texts):  # a text of several lines
        return sorted(texts, key=_chinese)
    return [texts[place] for place in sorted(range(len(texts)), key=keys.__getitem__)]


def _chinese(text: str) -> bytes:
    # GB 18030 keeps the common characters in pinyin order, which is how name lists are read.
    return text.encode("gb18030", "replace")


def _mixed(key: object) -> tuple[int, float, bytes]:
    if isinstance(key, int | float):
        return (0, float(key), b"")
    return (1, 0.0, _chinese(str(key)))
