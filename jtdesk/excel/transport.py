"""The wire between the reading process and the program: sheets as compact columns, no pickles."""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from jtdesk.excel.grid import CellValue

BLOCK_ROWS = 8192
_SEPARATOR = "\x1f"
_UTF8 = ("utf-8", "surrogatepass")
_SAMPLE = 256
_FEW = 96
# Beyond this Excel itself has lost digits; such numbers stay floats so that it can be told.
_EXACT = 1e15
_COLUMN = struct.Struct("<cI")
_BLOCK = struct.Struct("<II")

Column = Sequence[CellValue]


class WireError(ValueError):
    """Bytes that no reading process of ours writes."""


def encode_block(columns: Sequence[Sequence[Any]], height: int) -> bytes:
    """Return columns, cut to a height, as bytes; blank columns at the end are left out.

    Blank texts go as empty cells, whole numbers as int, midnights as dates.
    """
    encoded = [_encode_column(column[:height]) for column in columns]
    while encoded and encoded[-1][0] == b"N":
        encoded.pop()
    parts = [_BLOCK.pack(height, len(encoded))]
    for tag, payload in encoded:
        parts += (_COLUMN.pack(tag, len(payload)), payload)
    return b"".join(parts)


def decode_block(data: bytes | memoryview) -> list[tuple[CellValue, ...]]:
    """Return the rows of a block.

    Raises:
        WireError: the bytes are not a block.
    """
    try:
        height, width = _BLOCK.unpack_from(data)
        _believe(height)
        position = _BLOCK.size
        columns: list[Column] = []
        for _ in range(width):
            tag, size = _COLUMN.unpack_from(data, position)
            position += _COLUMN.size
            payload = bytes(data[position : position + size])
            position += size
            columns.append(_DECODERS[tag](payload, height))
        return list(zip(*columns, strict=True)) if columns else [()] * height
    except (KeyError, ValueError, IndexError, TypeError, struct.error) as fault:
        raise WireError(str(fault)) from fault


def _believe(height: int) -> None:
    if height > BLOCK_ROWS:  # else a few bytes could ask this process for gigabytes
        raise WireError(f"a block of {height} rows")


def _encode_column(column: Sequence[Any]) -> tuple[bytes, bytes]:
    try:
        joined = _SEPARATOR.join(column)  # also the quickest way to learn that all are texts
    except TypeError:
        return _encode_values([_SETTLE.get(type(value), _same)(value) for value in column])
    if len(set(column[:_SAMPLE])) < _FEW:
        return _encode_words(column)
    if joined.count(_SEPARATOR) != len(column) - 1:
        return b"J", _to_json([_text(value) for value in column])
    if any(map(str.isspace, column)):
        joined = _SEPARATOR.join(_text(value) or "" for value in column)
    return b"S", joined.encode(*_UTF8)


def _encode_words(column: Sequence[str]) -> tuple[bytes, bytes]:
    """Encode a column of few different texts as the texts and their places."""
    words = dict(zip(dict.fromkeys(column), range(len(column)), strict=False))
    kept = [_text(word) or "" for word in words]
    if not any(kept):
        return b"N", b""
    if any(_SEPARATOR in word for word in kept):
        return b"J", _to_json([_text(value) for value in column])
    places = array("H", map(words.__getitem__, column))
    return b"W", places.tobytes() + _SEPARATOR.join(kept).encode(*_UTF8)


def _encode_values(column: list[Any]) -> tuple[bytes, bytes]:
    kinds = set(map(type, column))
    if kinds <= {type(None)}:
        return b"N", b""
    if kinds == {float}:
        return b"F", array("d", column).tobytes()
    if kinds == {int}:
        return b"I", array("q", column).tobytes()
    if kinds <= {date, type(None)}:
        return b"D", array("I", [day.toordinal() if day else 0 for day in column]).tobytes()
    if kinds <= {str, type(None)}:
        return _encode_column([text or "" for text in column])
    return b"J", _to_json(column)


def _same(value: CellValue) -> CellValue:
    return value


def _text(value: str) -> str | None:
    return None if not value or value.isspace() else value


def _number(value: float) -> int | float | None:
    if value.is_integer():
        return int(value) if -_EXACT < value < _EXACT else value
    return value if value - value == 0 else None


def _integer(value: int) -> int | float:
    return value if -_EXACT < value < _EXACT else float(value)


def _moment(value: datetime) -> date | datetime:
    midnight = not (value.hour or value.minute or value.second or value.microsecond)
    return value.date() if midnight else value


_SETTLE: dict[type, Callable[[Any], CellValue]] = {
    str: _text,
    float: _number,
    int: _integer,
    datetime: _moment,
}


def _decode_words(payload: bytes, height: int) -> Column:
    indexes = array("H")
    indexes.frombytes(payload[: 2 * height])
    words = [word or None for word in payload[2 * height :].decode(*_UTF8).split(_SEPARATOR)]
    return list(map(words.__getitem__, indexes))


def _decode_text(payload: bytes, _height: int) -> Column:
    texts = payload.decode(*_UTF8).split(_SEPARATOR)
    return [text or None for text in texts] if "" in texts else texts


def _decode_floats(payload: bytes, _height: int) -> Column:
    numbers = array("d")
    numbers.frombytes(payload)
    return numbers.tolist()


def _decode_integers(payload: bytes, _height: int) -> Column:
    numbers = array("q")
    numbers.frombytes(payload)
    return numbers.tolist()


def _decode_days(payload: bytes, _height: int) -> Column:
    days = array("I")
    days.frombytes(payload)
    known = {day: date.fromordinal(day) if day else None for day in set(days)}
    return list(map(known.__getitem__, days))


def _to_json(column: Sequence[CellValue]) -> bytes:
    return json.dumps(column, default=_tagged, ensure_ascii=False).encode(*_UTF8)


def _tagged(value: object) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.toordinal()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        return {"e": [value.days, value.seconds, value.microseconds]}
    raise TypeError(f"no cell holds a {type(value).__name__}")


_UNTAG: dict[str, Callable[[Any], CellValue]] = {
    "m": datetime.fromisoformat,
    "d": date.fromordinal,
    "t": time.fromisoformat,
    "e": lambda parts: timedelta(*parts),
}


def _untagged(tagged: dict[str, Any]) -> CellValue:
    ((tag, value),) = tagged.items()
    return _UNTAG[tag](value)


def _decode_json(payload: bytes, _height: int) -> Column:
    cells = json.loads(payload.decode(*_UTF8), object_hook=_untagged)
    if not isinstance(cells, list):
        raise WireError("a column is a list")
    return cells


_DECODERS: dict[bytes, Callable[[bytes, int], Column]] = {
    b"N": lambda _payload, height: [None] * height,
    b"W": _decode_words,
    b"S": _decode_text,
    b"F": _decode_floats,
    b"I": _decode_integers,
    b"D": _decode_days,
    b"J": _decode_json,
}
