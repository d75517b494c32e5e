"""Which dataset a table holds, what its columns mean, which school and date it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from jtdesk.core.datasets import Catalogue, Dataset, Intake
from jtdesk.core.text import fold
from jtdesk.excel.context import school_year, statistics_date
from jtdesk.excel.dates import parse_range
from jtdesk.excel.grid import CellValue, Grid
from jtdesk.excel.headers import find_in_book
from jtdesk.excel.parsed import is_empty
from jtdesk.excel.tables import FoundTable, SkippedSheet
from jtdesk.excel.vocabulary import Vocabulary
from jtdesk.intake import weekly
from jtdesk.intake.headings import Headings, assign
from jtdesk.intake.rules import (
    ColumnMatch,
    IntakeOrder,
    Remembered,
    Source,
    TableChoice,
    TableKey,
    fingerprint,
)
from jtdesk.intake.week_sheets import TOLD, WeekSheets, is_weekly, names_people
from jtdesk.intake.week_teachers import Teachers
from jtdesk.intake.week_view import WeekSheet

AFFIXES = ("教师", "教职工", "教工", "本人", "现", "最高", "所在", "任教")
# Last signs of the headings that the families of fields describe.
TAILS = "名号码位校园所区构称间月期段科目程时节数量级别层次等务岗历始起止束钟"
# What weighs beside a mapped heading: a word in the title, words in the headings, and two schools
# in every row: a ledger between schools is no roster, however much it says about the persons.
HINT = 2.0
HEADINGS_COUNT = 3
LEDGER = 8.0
FILLED = 0.6
SAMPLE = 60
# So many columns that only a roster has make it one, whatever its title says.
OWN = 2


@dataclass(frozen=True)
class Recognised:
    """A table with what it holds.

    Attributes:
        key: where it is.
        grid: its sheet.
        table: rows and headings.
        dataset: what it holds.
        matches: what its columns mean.
        texts: everything written around it, nearest first: title, lines above, sheet, file.
        score: how well the dataset fits, for comparing datasets.
        remembered: its layout was met before.
        chosen: a person decided something about it.
        week: the timetables on the sheet, where it is laid out by class, teacher or weekday.
        teachers: who teaches what, by tables and legends beside them.
    """

    key: TableKey
    grid: Grid
    table: FoundTable
    dataset: Dataset
    matches: tuple[ColumnMatch, ...]
    texts: tuple[str, ...]
    score: float
    remembered: bool = False
    chosen: bool = False
    week: WeekSheet | None = None
    teachers: Teachers = field(default_factory=Teachers)

    @property
    def intake(self) -> Intake:
        """How its rows come in."""
        if self.dataset.intake is None:  # pragma: no cover - only datasets with one are recognised
            raise TypeError(self.dataset.name)
        return self.dataset.intake

    @property
    def layout(self) -> str:
        """Fingerprint of its headings."""
        return fingerprint([column.heading for column in self.table.columns])


@dataclass(frozen=True)
class Unrecognised:
    """A sheet or table that is left out, and why."""

    key: TableKey
    why: str
    table: FoundTable | None = None


def vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Return the heading words of everything that can come in."""
    words: list[str] = []
    families: list[str] = []
    for dataset in catalogue.datasets.values():
        if dataset.intake is not None:
            for f in dataset.intake.fields:
                words += [f.title, *f.aliases, *([f.group] if f.group else [])]
                families += f.patterns
    return Vocabulary.of(words, AFFIXES, families, TAILS)


class Recogniser:
    """Recognises the tables of an order.

    Args:
        order: what to take in.
        remembered: layouts met before, by fingerprint.
    """

    def __init__(self, order: IntakeOrder, remembered: Mapping[str, Remembered]) -> None:
        self._order = order
        self._remembered = remembered
        self._vocabulary = vocabulary(order.catalogue)
        self._headings = [
            Headings(dataset)
            for dataset in order.catalogue.datasets.values()
            if dataset.intake is not None
        ]

    def source(self, number: int, source: Source) -> list[Recognised | Unrecognised]:
        """Recognise every table of one file."""
        found: list[Recognised | Unrecognised] = []
        if source.book is None:
            return found
        grids = {grid.name: grid for grid in source.book.sheets}
        sheets = self._sheets(number, source)
        places: dict[str, int] = {}
        for table in find_in_book(source.book, self._vocabulary):
            place = places.get(table.sheet, 0)
            key = (number, table.sheet, place)
            if isinstance(table, SkippedSheet):
                found.append(Unrecognised(key, table.why))
                continue
            places[table.sheet] = place + 1
            texts = (table.title, *table.above, table.sheet, source.name.rsplit(".", 1)[0])
            given = tuple(text for text in texts if text)
            if sheets is not None and table.sheet in sheets.weeks and not names_people(table):
                found.append(Unrecognised(key, "", table))  # a timetable, see below
            else:
                found.append(self.table(key, grids[table.sheet], table, given))
        return found if sheets is None else self._weeks(sheets, source, found)

    def _sheets(self, number: int, source: Source) -> WeekSheets | None:
        """Return the timetables of a file, None where nobody wants any."""
        timetable = next((h.dataset for h in self._headings if is_weekly(h.dataset)), None)
        if timetable is None or self._order.dataset not in {None, timetable.name}:
            return None
        away = {
            key[1]
            for key, choice in self._order.choices.items()
            if key[0] == number and choice.dataset not in {None, timetable.name}
        }
        return WeekSheets(source, timetable, self._order.codes.get("subject"), away)

    def _weeks(
        self, sheets: WeekSheets, source: Source, found: list[Recognised | Unrecognised]
    ) -> list[Recognised | Unrecognised]:
        """Put the timetables in place of what their sheets were taken for."""
        sheets.leave(
            {e.key[1] for e in found if isinstance(e, Recognised) and is_weekly(e.dataset)}
        )
        made: list[Recognised | Unrecognised] = []
        for entry in found:
            sheet = entry.key[1]
            if sheet in sheets.weeks:
                if entry.key[2] == 0:
                    made.append(self._week(entry.key, sheets, source))
            elif sheet in sheets.told and isinstance(entry, Unrecognised):
                made.append(Unrecognised(entry.key, TOLD, entry.table))
            else:
                made.append(entry)
        return made

    def _week(self, key: TableKey, sheets: WeekSheets, source: Source) -> Recognised:
        week = sheets.weeks[key[1]]
        table = sheets.table(key[1])
        matches = tuple(
            ColumnMatch(column.column, column.heading, (), 1.0, "grid") for column in table.columns
        )
        texts = (*week.titles[0], key[1], source.name.rsplit(".", 1)[0])
        return Recognised(
            key, sheets.grids[key[1]], table, sheets.dataset, matches, tuple(dict.fromkeys(texts)),
            float(len(matches)), chosen=key in self._order.choices, week=week,
            teachers=sheets.teachers(key[1]),
        )  # fmt: skip

    def table(
        self, key: TableKey, grid: Grid, table: FoundTable, texts: tuple[str, ...]
    ) -> Recognised | Unrecognised:
        """Recognise one table: by the user's choice, by memory, else by its headings."""
        choice = self._order.choices.get(key, TableChoice())
        if choice.dataset == "":
            return Unrecognised(key, "已选择不导入", table)
        forced = choice.dataset or self._order.dataset
        layout = fingerprint([column.heading for column in table.columns])
        memory = self._remembered.get(layout)
        if memory is not None and forced not in {None, memory.dataset}:
            memory = None
        wanted = forced or (memory.dataset if memory else None)
        best: Recognised | None = None
        foreign: list[Recognised] = []
        for headings in self._headings:
            if wanted is not None and headings.dataset.name != wanted:
                continue
            found = self._as(headings, key, grid, table, texts)
            if memory is not None:
                found = _recalled(found, memory, headings)
            if choice.columns:
                found = _overridden(found, choice.columns, headings)
            if wanted is None and _foreign(found):
                foreign.append(found)
                continue
            fits = _signed(found) or (wanted is not None and _touches(found))
            if fits and (best is None or found.score > best.score):
                best = found
        if best is None:
            return Unrecognised(key, _why_not(self._headings, table, foreign), table)
        return best

    def _as(
        self,
        headings: Headings,
        key: TableKey,
        grid: Grid,
        table: FoundTable,
        texts: tuple[str, ...],
    ) -> Recognised:
        matches = assign(headings, table.columns, _Ranges(grid, table))
        intake = headings.dataset.intake
        score = sum(match.confidence for match in matches)
        if intake is not None and intake.weekly_grid:
            cells = weekly.cells(table)
            if cells:
                matches = [
                    replace(m, fields=(), confidence=1.0, how="grid", guess="")
                    if m.column in cells
                    else m
                    for m in matches
                ]
                score += len(cells)
        score += _hints(headings, table, texts)
        found = Recognised(key, grid, table, headings.dataset, tuple(matches), texts, score)
        return replace(found, score=score + LEDGER) if _ledger(found, headings) else found


class _Ranges:
    """Tells of a table's columns whether their cells hold a start and an end each."""

    def __init__(self, grid: Grid, table: FoundTable) -> None:
        self._grid = grid
        self._table = table
        self._lines: list[Sequence[CellValue]] | None = None

    def __call__(self, place: int) -> bool:
        """Look at the first cells of the column at a place."""
        if self._lines is None:
            self._lines = list(islice(self._table.values(self._grid), SAMPLE))
        cells = [line[place] for line in self._lines if not is_empty(line[place])]
        return bool(cells) and sum(map(_is_range, cells)) >= FILLED * len(cells)


def _is_range(cell: CellValue) -> bool:
    if not isinstance(cell, str):
        return False
    start, end = parse_range(cell)
    open_end = end.code is None and cell.strip().endswith(("今", "现在"))
    return start.value is not None and (end.value is not None or open_end)


def _hints(headings: Headings, table: FoundTable, texts: tuple[str, ...]) -> float:
    """Weigh words that speak for a dataset, around the table and in its own headings."""
    words = [fold(word) for word in headings.dataset.words]
    whole = fold("".join(texts))
    around = [len(word) for word in words if word in whole]
    inside = sum(any(word in fold(c.heading) for word in words) for c in table.columns)
    return (HINT + 0.1 * max(around) if around else 0.0) + min(inside, HEADINGS_COUNT)


def _ledger(found: Recognised, headings: Headings) -> bool:
    """Tell whether (nearly) every row names two schools, as the signature of a ledger wants."""
    places = {name: at for at, match in enumerate(found.matches) for name in match.fields}
    for signature in found.intake.signature:
        schools = [name for name in signature if headings.fields[name].kind == "school"]
        if len(schools) > 1 and places.keys() >= set(signature):
            rows = list(islice(found.table.values(found.grid), SAMPLE))
            told = [sum(not is_empty(row[places[name]]) for row in rows) for name in schools]
            return bool(rows) and min(told) >= FILLED * len(rows)
    return False


def _recalled(found: Recognised, memory: Remembered, headings: Headings) -> Recognised:
    matches = []
    for match in found.matches:
        fields = tuple(memory.mapping.get(match.heading, match.fields))
        known = tuple(name for name in fields if name in headings.fields)
        if match.how == "grid" or match.heading not in memory.mapping:
            matches.append(match)
        else:
            matches.append(
                replace(match, fields=known, confidence=1.0 if known else 0.0, how="remembered")
            )
    return replace(found, matches=_once(matches), remembered=True)


def _overridden(
    found: Recognised, columns: Mapping[int, str | None], headings: Headings
) -> Recognised:
    wanted = {name for name in columns.values() if name}
    matches = []
    for match in found.matches:
        if match.column in columns:
            name = columns[match.column]
            fields = (name,) if name in headings.fields and name is not None else ()
            matches.append(
                replace(match, fields=fields, confidence=1.0 if fields else 0.0, how="chosen")
            )
        elif wanted & set(match.fields):
            matches.append(replace(match, fields=(), confidence=0.0, how=""))
        else:
            matches.append(match)
    return replace(found, matches=_once(matches), chosen=True)


def _once(matches: list[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """Keep each field on one column: what was chosen or remembered wins, then the leftmost."""
    ranked = sorted(matches, key=lambda m: (m.how not in {"chosen", "remembered"}, m.column))
    taken: set[str] = set()
    kept: dict[int, ColumnMatch] = {}
    for match in ranked:
        clash = taken & set(match.fields)
        kept[match.column] = replace(match, fields=(), confidence=0.0, how="") if clash else match
        taken |= set() if clash else set(match.fields)
    return tuple(kept[match.column] for match in matches)


def _signed(found: Recognised) -> bool:
    mapped = {name for match in found.matches for name in match.fields}
    if any(match.how == "grid" for match in found.matches):
        return "name" in mapped
    return any(mapped.issuperset(fields) for fields in found.intake.signature)


def _touches(found: Recognised) -> bool:
    """Tell whether a table names anything its dataset knows records by."""
    mapped = {name for match in found.matches for name in match.fields}
    known = {name for keys in found.intake.keys for name in keys}
    return bool(mapped & (known | {f.name for f in found.intake.fields if f.required}))


def _foreign(found: Recognised) -> bool:
    """Tell whether a table is a list of something else that merely names people."""
    mapped = {name for match in found.matches for name in match.fields}
    return len(mapped & found.intake.own) < OWN and bool(_other_word(found))


def _other_word(found: Recognised) -> str:
    """Return the word that says a table is about something else, empty where none does."""
    table, intake = found.table, found.intake
    titled = (table.title, *table.above) if table.title else found.texts
    strange = [match.heading for match in found.matches if not match.fields]
    for words, texts in ((intake.others, titled), (intake.other_columns, strange)):
        whole = fold("\n".join(texts))
        word = next((word for word in words if fold(word) in whole), "")
        if word:
            return word
    return ""


def _why_not(headings: Sequence[Headings], table: FoundTable, foreign: Sequence[Recognised]) -> str:
    for found in foreign:
        return (
            f"未识别：表里写着“{_other_word(found)}”，像是另一种名单而不是{found.dataset.title}，"
            "没有当作名册导入；确实要导入的，请在导入页面手工指定"
        )
    shown = "、".join(column.leaf for column in table.columns[:6])
    titles = "、".join(h.dataset.title for h in headings)
    return f"未识别：标题为“{shown}”，不像{titles}中的任何一种，可在导入页面手工指定"


def spoken_date(found: Recognised, year: int | None, default_year: int) -> str:
    """Return the day the rows speak of: by the order's year, the workbook's words, the store."""
    if year is not None:
        return f"{year}-09-01"
    # The day a form was filled in is not the day its rows speak of.
    stated = statistics_date(found.texts, filled=False)
    if stated:
        return stated if len(stated) == 10 else f"{stated}-01"
    said = school_year(found.texts)
    return f"{said if said is not None else default_year}-09-01"
