"""The reading process: takes a file's bytes on its input, gives sheets on its output, and ends."""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, NoReturn

from jtdesk.excel.confinement import confine
from jtdesk.excel.grid import CellValue
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits
from jtdesk.excel.transport import BLOCK_ROWS, encode_block

FRAME = struct.Struct("<cI")
_PIECE = 1 << 20


def main() -> NoReturn:
    """Read one file from standard input and write it to standard output as frames."""
    gc.disable()  # a short life; collecting costs more than it frees
    write = _private_output()
    header, data = _read_input()
    limits = Limits(**{name: header["limits"][name] for name in _limit_names()})
    confine(limits.memory_bytes, limits.seconds)
    try:
        # Loaded under the limits: everything that touches a stranger's bytes.
        from jtdesk.excel.sniffing import open_book  # noqa: PLC0415

        _send_book(open_book(data, header["name"], limits), write)
    except Refusal as refusal:
        write(b"R", json.dumps([refusal.code, refusal.found]).encode())
    except MemoryError:
        write(b"R", json.dumps(["file_too_large", "读取所需的内存超出上限"]).encode())
    except RecursionError:
        write(b"R", json.dumps(["reader_failed", "内部结构嵌套过深"]).encode())
    except BaseException as fault:  # a damaged file breaks any reader anywhere, Rust panics too
        words = f"内部结构已损坏({type(fault).__name__})"
        write(b"R", json.dumps(["reader_failed", words]).encode())
    # Everything is sent; taking a million cells down one by one is time for nothing.
    os._exit(0)


def _limit_names() -> list[str]:
    return [one.name for one in fields(Limits)]


def _private_output() -> Callable[[bytes, bytes], None]:
    """Keep the pipe for frames alone; whatever a library prints goes to the error output."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    pipe = os.fdopen(os.dup(1), "wb", buffering=_PIECE)
    os.dup2(2, 1)

    def write(kind: bytes, payload: bytes) -> None:
        pipe.write(FRAME.pack(kind, len(payload)))
        pipe.write(payload)
        if kind in b"ER":
            pipe.flush()

    return write


def _read_input() -> tuple[dict[str, Any], bytes]:
    with os.fdopen(0, "rb", closefd=False) as pipe:
        size = struct.unpack("<I", pipe.read(4))[0]
        return json.loads(pipe.read(size)), pipe.read()


def _send_book(book: FoundBook, write: Callable[[bytes, bytes], None]) -> None:
    sent = 0
    for sheet in book.sheets:
        sent += _send_sheet(sheet, write)
    if not sent:
        raise Refusal("file_empty", "每个工作表都没有内容")
    write(b"E", json.dumps([book.kind, book.notes]).encode())


def _send_sheet(sheet: FoundSheet, write: Callable[[bytes, bytes], None]) -> int:
    """Send a sheet; return how many blocks of rows it has."""
    blocks = 0
    for blocks, block in enumerate(_filled_blocks(sheet.rows), 1):  # noqa: B007
        write(b"B", block)
    places = array("I", [part for place in sorted(sheet.scan.formulas) for part in place])
    write(b"F", places.tobytes())
    merges = [
        [one.first_row, one.first_column, one.last_row, one.last_column]
        for one in sheet.scan.merges
    ]
    write(b"S", json.dumps([sheet.name, sheet.visible, merges]).encode())
    return blocks


def _filled_blocks(rows: Sequence[Sequence[CellValue]]) -> Iterator[bytes]:
    """Yield the rows in blocks, blank rows at the end of the sheet left out."""
    waiting: list[bytes] = []
    for start in range(0, len(rows), BLOCK_ROWS):
        part = rows[start : start + BLOCK_ROWS]
        height = len(part)
        columns = list(zip(*part, strict=True))
        filled = _last_filled(part)
        if filled:
            yield from waiting
            waiting.clear()
            yield encode_block(columns, filled)
        if filled < height:
            waiting.append(encode_block([], height - filled))


def _last_filled(rows: Sequence[Sequence[CellValue]]) -> int:
    height = len(rows)
    while height and not any(map(_is_filled, rows[height - 1])):
        height -= 1
    return height


def _is_filled(value: CellValue) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


if __name__ == "__main__":
    main()
