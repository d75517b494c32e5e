"""How the sheets of a form look: the words of form.toml turned into tables and cards."""

from __future__ import annotations

from collections.abc import Mapping

from jtdesk.core.codes import CodeList
from jtdesk.excel.card_look import POINTS_PER_MILLIMETRE, CardCell, CardLine, CardSpec
from jtdesk.excel.table_look import SummaryPart, TableColumn, TableSpec, shown
from jtdesk.submissions.rules import Cell, ColumnSpec, SheetSpec
from jtdesk.submissions.words import filled_text


def look(
    sheet: SheetSpec,
    codes: Mapping[str, CodeList],
    texts: Mapping[str, str],
    whole: Mapping[str, Cell] | None = None,
) -> TableSpec | CardSpec:
    """Return the look of a sheet.

    Args:
        sheet: the specification.
        codes: code lists, for drop-downs.
        texts: put in for the names in braces.
        whole: what the dataset says of all rows together, by field, for the total row.
    """
    if sheet.layout.kind == "card":
        return _cards(sheet, codes, texts)
    layout = sheet.layout
    names = [column.name for column in sheet.columns]
    places = _places(sheet)
    return TableSpec(
        sheet=sheet.name,
        title=filled_text(layout.title or sheet.name, texts),
        annex=filled_text(layout.annex, texts),
        above=_filled(layout.above, texts),
        notes=_filled(layout.notes, texts),
        signature=_filled(layout.signature, texts),
        total_label=layout.total_label,
        subtotal_by=places[layout.subtotal] if layout.subtotal else None,
        summary=tuple(
            SummaryPart(
                text=part.text,
                column=places[part.of],
                total=part.total,
                words=part.where,
                unit=part.unit,
            )
            for part in layout.summary
        ),
        paper=layout.paper,
        landscape=layout.landscape,
        body_size=layout.body_size,
        row_height=layout.row_height * POINTS_PER_MILLIMETRE,
        freeze_after=names.index(layout.freeze) + 1 if layout.freeze in names else 0,
        columns=tuple(
            _table_column(column, codes, places, whole or {}) for column in sheet.columns
        ),
    )


def _places(sheet: SheetSpec) -> dict[str, int]:
    return {column.heading: at for at, column in enumerate(sheet.columns)}


def _filled(parts: tuple[str, ...], texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filled_text(part, texts) for part in parts)


def _choices(column: ColumnSpec, codes: Mapping[str, CodeList]) -> tuple[str, ...]:
    return codes[column.enum].values if column.enum in codes else ()


def _table_column(
    column: ColumnSpec,
    codes: Mapping[str, CodeList],
    places: Mapping[str, int],
    whole: Mapping[str, Cell],
) -> TableColumn:
    dated = column.kind in {"date", "month"}
    ratio = column.ratio
    return TableColumn(
        title=column.title,
        groups=column.group,
        kind=column.kind,
        code=column.code,
        choices=_choices(column, codes),
        total="text" if column.total == "row" else column.total,
        total_text=shown(whole.get(column.name)) if column.total == "row" else "",
        ratio=(places[ratio.of], places[ratio.to]) if ratio else None,
        number_format="" if dated else column.format,
        width=column.width,
        align=column.align,
        serial=column.serial,
        merge=column.merge,
    )


def _cards(sheet: SheetSpec, codes: Mapping[str, CodeList], texts: Mapping[str, str]) -> CardSpec:
    layout, places = sheet.layout, _places(sheet)
    cells = {
        column.heading: CardCell(
            label=column.title,
            at=places[column.heading],
            kind=column.kind,
            foot=filled_text(column.foot, texts),
            align=column.align,
            choices=_choices(column, codes),
        )
        for column in sheet.columns
    }
    return CardSpec(
        sheet=sheet.name,
        title=filled_text(layout.title or sheet.name, texts),
        annex=filled_text(layout.annex, texts),
        above=_filled(layout.above, texts),
        notes=_filled(layout.notes, texts),
        signature=_filled(layout.signature, texts),
        lines=tuple(
            CardLine(cells=tuple(cells[name] for name in line.cells), height=line.height)
            for line in layout.card
        ),
        apart=layout.per == "sheet",
        named_by=places.get(layout.named_by, 0),
        body_size=layout.body_size,
    )
