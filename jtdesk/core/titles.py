"""The Chinese names of tables and fields, and stored values as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.feature import Feature
from jtdesk.core.identity import mask_id, mask_phone

NOTHING = "空"
PAST = {"past_value": "以前的情况"}
PAST_FIELDS = {
    "past_value.record_id": "所属记录",
    "past_value.table_name": "所属名单",
    "past_value.field": "项目",
    "past_value.value": "原来的值",
    "past_value.until": "截止日期",
}
LONG = 60


@dataclass(frozen=True)
class Titles:
    """Names of tables, and of fields by ``table.field`` or, for all tables, by ``field``.

    Attributes:
        tables: Chinese name by table.
        fields: Chinese name by field.
        values: Chinese word by ``(table.field, stored value)``.
        sensitive: kind (``id_number``, ``phone``) of the fields that are masked.
        self_named: tables whose rows are called by their own name alone.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    sensitive: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    self_named: frozenset[str] = frozenset()

    def table(self, name: str) -> str:
        """Return the name of a table."""
        return self.tables.get(name, "数据")

    def field(self, table: str, name: str) -> str:
        """Return the name of a field; one nobody named is a detail of the record."""
        return self.fields.get(f"{table}.{name}") or self.fields.get(name) or "其他内容"

    def named(self, table: str, name: str) -> bool:
        """Whether a field has a name, hence is worth showing."""
        return f"{table}.{name}" in self.fields or name in self.fields

    def readable(self, table: str, name: str, value: Any) -> str:  # noqa: ANN401 - stored values
        """Return a stored value in words, personal numbers masked."""
        kind = self.sensitive.get(f"{table}.{name}") or self.sensitive.get(name)
        if kind and isinstance(value, str) and value:
            return mask_id(value) if kind == "id_number" else mask_phone(value)
        if isinstance(value, str) and (f"{table}.{name}", value) in self.values:
            return self.values[f"{table}.{name}", value]
        return in_words(value)


def in_words(value: object) -> str:
    """Return a stored value as people read it."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(in_words(item) for item in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def titles_of(features: Sequence[Feature]) -> Titles:
    """Collect the names that features give; a field's own name in a dataset is the fall-back."""
    tables, fields = dict(PAST), dict(PAST_FIELDS)
    sensitive: dict[str, str] = {}
    for feature in features:
        tables |= dict(feature.table_titles)
        for dataset in feature.datasets:
            extra = dataset.intake.fields if dataset.intake else ()
            for one in (*dataset.fields, *extra):
                fields.setdefault(one.name, one.title)
                if one.sensitive:
                    sensitive.setdefault(one.name, one.kind)
    for feature in features:
        fields |= dict(feature.field_titles)
    values = {(at, value): word for feature in features for at, value, word in feature.value_titles}
    self_named = frozenset(table for feature in features for table in feature.self_named)
    return Titles(tables, fields, sensitive, values, self_named)
