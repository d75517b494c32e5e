"""Reading form.toml into forms, tying them to the catalogue, and the library of all forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Catalogue
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.fields import Field, Kind
from jtdesk.core.reasons import reason
from jtdesk.core.toml_file import TomlFault, read_toml
from jtdesk.submissions.fields import TYPES, grammar_faults
from jtdesk.submissions.rules import (
    Check,
    ColumnSpec,
    Count,
    FormSpec,
    Join,
    LayoutSpec,
    Line,
    Part,
    Ratio,
    SheetSpec,
)
from jtdesk.submissions.words import DATE_PATTERNS, names_in

FILE = "form.toml"
TEXT_NAMES = ("unit", "year", "school_year", "as_of")


def read_form(path: Path, *, own: bool = False) -> FormSpec:
    """Read one form.toml.

    Raises:
        InputRefused: the file cannot be read or breaks the grammar.
    """
    try:
        data = read_toml(path)
    except OSError as fault:
        raise refused(path, [f"无法读取（{reason(fault)}）"]) from fault
    except TomlFault as fault:
        raise refused(path, [f"不是合规的 TOML，请检查引号、括号和等号（{fault}）"]) from fault
    faults = grammar_faults(data)
    if not faults:
        form = _form(data, own=own)
        faults = _inner_faults(form)
        if not faults:
            return form
    raise refused(path, faults)


def refused(path: Path, faults: Sequence[str]) -> InputRefused:
    """Return the refusal of a form file with its first faults."""
    more = f"；另有 {len(faults) - 5} 处" if len(faults) > 5 else ""
    where = "/".join(path.parts[-3:])
    return InputRefused(
        f"报表说明 {where} 不合规：{'；'.join(faults[:5])}{more}。请改正该文件后重试。",
        code="bad_form",
    )


def _form(data: Mapping[str, Any], *, own: bool) -> FormSpec:
    plain = {name: value for name, value in data.items() if name != "sheet"}
    return FormSpec(**plain, sheets=tuple(_sheet(sheet) for sheet in data["sheet"]), own=own)


def _sheet(data: Mapping[str, Any]) -> SheetSpec:
    return SheetSpec(
        name=data["name"],
        dataset=data["dataset"],
        columns=tuple(_column(column) for column in data["columns"]),
        layout=_layout(data.get("layout", {})),
        where=_words(data.get("where", {})),
        without=_words(data.get("without", {})),
        during=data.get("during", "as_of"),
        sort=tuple(data.get("sort", ())),
        joins=tuple(_join(join) for join in data.get("joins", ())),
        checks=tuple(
            Check(**{**check, "of": tuple(check.get("of", ()))}) for check in data.get("checks", ())
        ),
    )


def _join(data: Mapping[str, Any]) -> Join:
    return Join(**{**data, "on": _texts(data["on"]), "key": _texts(data["key"])})


def _layout(data: Mapping[str, Any]) -> LayoutSpec:
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
    landscape = plain.pop("orientation", "landscape") == "landscape"
    plain["total_row"] = _words(plain.get("total_row", {}))
    plain["card"] = tuple(
        Line(tuple(line["cells"]), line.get("height", 0.0)) for line in plain.get("card", ())
    )
    plain["summary"] = tuple(
        Part(**{**part, "where": tuple(part.get("where", ()))}) for part in plain.get("summary", ())
    )
    if plain.get("kind") == "card":
        plain.setdefault("body_size", 12.0)  # 小四, as cards are written
    return LayoutSpec(**plain, landscape=landscape)


def _column(data: Mapping[str, Any]) -> ColumnSpec:
    ours = {"group", "count", "type", "enum", "ratio"}
    plain = {name: value for name, value in data.items() if name not in ours}
    count = data.get("count")
    return ColumnSpec(
        **plain,
        ratio=Ratio(**data["ratio"]) if "ratio" in data else None,
        group=_texts(data.get("group", ())),
        count=Count(**{**count, "where": _words(count.get("where", {}))}) if count else None,
        kind=TYPES[data["type"]] if "type" in data else _usual_kind(data),
        typed="type" in data,
        enum=data.get("enum", "").removeprefix("codes/"),
    )


def _usual_kind(data: Mapping[str, Any]) -> Kind:
    if "ratio" in data:
        return "percent"
    return "integer" if "count" in data or data.get("serial") else "text"


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _words(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: _texts(value) for name, value in data.items()}


def _inner_faults(form: FormSpec) -> list[str]:
    names = [sheet.name for sheet in form.sheets]
    faults = [f"工作表名“{name}”重复" for name in dict.fromkeys(names) if names.count(name) > 1]
    for sheet in form.sheets:
        faults += [f"{sheet.name}{fault}" for fault in _sheet_faults(sheet)]
    plain = {name for sheet in form.sheets for name in sheet.datasets[sheet.during != "as_of" :]}
    faults += [
        f"数据集 {name} 不能既按统计时点取、又按学年取，请分成两张报表"
        for name in form.ledgers
        if name in plain
    ]
    return faults


def _sheet_faults(sheet: SheetSpec) -> list[str]:
    faults = [
        f"/{column.heading}:name、serial、count、value、ratio 只能写一个"
        for column in sheet.columns
        if sum(map(bool, (column.name, column.serial, column.count, column.value, column.ratio)))
        > 1
    ]
    faults += [
        f"/{c.heading}:total 写了 ratio，却没有写 ratio 是哪两列"
        for c in sheet.columns
        if c.total == "ratio" and c.ratio is None
    ]
    headings = [column.heading for column in sheet.columns]
    faults += [
        f":{where}的列“{name}”不存在，表头的写法是 上级/本级"
        for where, name in _named_columns(sheet)
        if name not in headings
    ]
    faults += [
        f"：检查“{check.rule}”缺少 {'than' if check.rule == 'not_greater' else 'of'}"
        for check in sheet.checks
        if not (check.than if check.rule == "not_greater" else check.of)
    ]
    faults += [
        f"：旁边的数据集 {join.dataset} 的 on 与 key 个数不同"
        for join in sheet.joins
        if len(join.on) != len(join.key)
    ]
    layout = sheet.layout
    if (layout.kind == "card") != bool(layout.card):
        faults.append(':kind = "card" 与 card 各行要一起写')
    if any(not line.cells for line in layout.card):
        faults.append(":card 的每一行至少要有一格")
    if any(column.total == "row" for column in sheet.columns) and not layout.total_row:
        faults.append(":total 写了 row，却没有在版式里写 total_row 是哪一行")
    return faults + [
        f"：不认识的 {{{name}}},可用 {'、'.join(TEXT_NAMES)}"
        for text in sheet.texts
        for name in names_in(text)
        if name not in TEXT_NAMES and not layout.total_row
    ]


def _named_columns(sheet: SheetSpec) -> list[tuple[str, str]]:
    """Return every heading the sheet names in another place than the column itself."""
    layout = sheet.layout
    found = [("检查中", name) for c in sheet.checks for name in (c.on, c.than, *c.of)]
    found += [
        ("比例中", name) for c in sheet.columns if c.ratio for name in (c.ratio.of, c.ratio.to)
    ]
    found += [("合计句中", part.of) for part in layout.summary]
    found += [("卡片中", name) for line in layout.card for name in line.cells]
    found += [("小计", layout.subtotal), ("named_by ", layout.named_by)]
    return [(where, name) for where, name in found if name]


def bound(form: FormSpec, catalogue: Catalogue, codes: Mapping[str, CodeList]) -> FormSpec:
    """Return the form with the kind and code list of every column taken from the catalogue.

    Raises:
        InputRefused: the form names a dataset, field or code list that there is not.
    """
    missing = [name for name in form.datasets if name not in catalogue.datasets]
    if missing:
        raise refused(Path(form.code), [f"没有数据集 {'、'.join(missing)}"])
    faults: list[str] = []
    sheets = []
    for sheet in form.sheets:
        faults += _unknown_names(sheet, catalogue)
        columns = tuple(_bound_column(column, sheet, catalogue, codes) for column in sheet.columns)
        faults += [
            f"{sheet.name}/{column.heading}：没有代码表 {column.enum}"
            for column in columns
            if column.enum and column.enum not in codes
        ]
        faults += [
            f"{sheet.name}/{column.heading}：日期写法只能是 {'、'.join(DATE_PATTERNS)}"
            for column in columns
            if column.kind in {"date", "month"} and column.format not in {"", *DATE_PATTERNS}
        ]
        sheets.append(replace(sheet, columns=columns))
    if faults:
        raise refused(Path(form.code), faults)
    return replace(form, sheets=tuple(sheets))


def field_of(name: str, sheet: SheetSpec, catalogue: Catalogue) -> Field | None:
    """Return the field a column name stands for, None where there is none."""
    dataset, dot, field = name.partition(".")
    if not dot:
        return catalogue.dataset(sheet.dataset).by_name.get(name)
    if dataset not in {join.dataset for join in sheet.joins}:
        return None
    return catalogue.dataset(dataset).by_name.get(field)


def _bound_column(
    column: ColumnSpec, sheet: SheetSpec, catalogue: Catalogue, codes: Mapping[str, CodeList]
) -> ColumnSpec:
    field = field_of(column.name, sheet, catalogue) if column.name else None
    if field is None:
        return column
    return replace(
        column,
        kind=column.kind if column.typed else field.kind,
        enum=column.enum or (field.codes if field.kind == "code" and field.codes in codes else ""),
    )


def _named_in_texts(sheet: SheetSpec) -> list[str]:
    """Return the fields that texts of the sheet name in braces."""
    return [name for text in sheet.texts for name in names_in(text) if name not in TEXT_NAMES]


def _unknown_names(sheet: SheetSpec, catalogue: Catalogue) -> list[str]:
    own = catalogue.dataset(sheet.dataset).by_name
    faults = [
        f"{sheet.name}/{column.heading}：数据集没有字段 {column.name}"
        for column in sheet.columns
        if column.name and field_of(column.name, sheet, catalogue) is None
    ]
    keys = [name for join in sheet.joins for name in join.key]
    names = [*sheet.where, *sheet.without, *sheet.layout.total_row, *keys]
    if sheet.layout.freeze:
        names.append(sheet.layout.freeze)
    if sheet.during != "as_of":
        names += ["start", "end"]
    faults += [f"{sheet.name}：数据集没有字段 {name}" for name in names if name not in own]
    faults += [
        f"{sheet.name}：数据集没有字段 {name}"
        for name in (*sheet.sort, *_named_in_texts(sheet))
        if field_of(name, sheet, catalogue) is None
    ]
    for join in sheet.joins:
        there = catalogue.dataset(join.dataset).by_name
        faults += [
            f"{sheet.name}：数据集 {join.dataset} 没有字段 {name}"
            for name in (*join.on, join.newest)
            if name and name not in there
        ]
    for column in sheet.columns:
        if column.count is not None:
            there = catalogue.dataset(column.count.dataset).by_name
            faults += [
                f"{sheet.name}/{column.heading}：数据集 {column.count.dataset} 没有字段 {name}"
                for name in (column.count.on, *column.count.where)
                if name not in there
            ]
            if column.count.key not in own:
                faults.append(f"{sheet.name}/{column.heading}：数据集没有字段 {column.count.key}")
    return faults


@dataclass(frozen=True)
class Library:
    """All forms that can be filled.

    Attributes:
        forms: newest year of a form first, forms in the order of their titles' folders.
        faults: sentences on files that could not be taken in.
    """

    forms: tuple[FormSpec, ...]
    faults: tuple[str, ...] = ()

    def form(self, code: str, year: int | None = None) -> FormSpec:
        """Return the form that is valid in a school year.

        Raises:
            UsageError: there is none of that code, or only of later years.
        """
        named = [form for form in self.forms if form.code == code]
        if not named:
            known = "、".join(dict.fromkeys(form.code for form in self.forms))
            raise UsageError(f"没有名为 {code} 的报表。可用：{known}。", code="unknown_form")
        if year is None:
            return named[0]
        # A form of a later year fills earlier years too where there is no older one.
        return next((form for form in named if form.year <= year), named[-1])


def library(folders: Iterable[Path]) -> Library:
    """Read every ``<folder>/<name>/<year>/form.toml``.

    Args:
        folders: those that ship first, then the user's own, whose forms replace others of the
            same code and year.
    """
    found: dict[tuple[str, int], FormSpec] = {}
    faults: list[str] = []
    for number, folder in enumerate(folders):
        for path in sorted(folder.glob(f"*/*/{FILE}")):
            try:
                form = read_form(path, own=number > 0)
            except InputRefused as fault:
                faults.append(fault.message)
                continue
            found[form.code, form.year] = form
    order = {code: rank for rank, code in enumerate(dict.fromkeys(code for code, _ in found))}
    forms = sorted(found.values(), key=lambda form: (order[form.code], -form.year))
    return Library(tuple(forms), tuple(faults))
