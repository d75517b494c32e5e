"""Questions and answers as plain data: frozen dataclasses to JSON and back."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_Read = Callable[[Any], Any]


def to_json(thing: object) -> Any:  # noqa: ANN401 - JSON is any of its five kinds
    """Return dataclasses, tuples, days, numbers and text as plain lists, dicts, numbers, text."""
    if is_dataclass(thing):
        return {name: to_json(getattr(thing, name)) for name in _names(thing.__class__)}
    if isinstance(thing, (tuple, list)):
        return [to_json(one) for one in thing]
    return thing.isoformat() if isinstance(thing, date) else thing


def from_json(kind: type[T], data: Any) -> T:  # noqa: ANN401 - JSON is any of its five kinds
    """Return the value that `to_json` made plain.

    Keys this version does not know are left out, missing ones take their default.
    """
    return typing.cast("T", _reader_of(typing.cast("Hashable", kind))(data))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@cache
def _reader_of(kind: Any) -> _Read:  # noqa: ANN401 - a dataclass
    hints = typing.get_type_hints(kind)
    readers = {one: _reader(hints[one]) for one in _names(kind)}

    def read(data: dict[str, Any]) -> Any:  # noqa: ANN401
        known = {one: readers[one](value) for one, value in data.items() if one in readers}
        return kind(**known)

    return read


def _reader(hint: Any) -> _Read:  # noqa: ANN401 - a type as annotations write it
    if isinstance(hint, type) and is_dataclass(hint):
        return _reader_of(hint)
    if hint is date:
        return date.fromisoformat
    inside = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return _tuple_reader(inside)
    if isinstance(hint, types.UnionType):
        some = _reader(inside[0])
        return _as_is if some is _as_is else lambda data: None if data is None else some(data)
    return _as_is


def _tuple_reader(inside: tuple[Any, ...]) -> _Read:
    if inside[-1] is Ellipsis:
        one = _reader(inside[0])
        return tuple if one is _as_is else lambda data: tuple([one(item) for item in data])
    parts = [_reader(part) for part in inside]
    return lambda data: tuple([read(item) for read, item in zip(parts, data, strict=True)])


def _as_is(data: Any) -> Any:  # noqa: ANN401
    return data
