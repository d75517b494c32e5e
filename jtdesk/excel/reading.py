"""Any file a school sends becomes grids of cells, read in a guarded process of its own."""

from __future__ import annotations

import importlib.util
import json
import queue
import struct
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO

from jtdesk.core.errors import Cancelled, InputRefused
from jtdesk.core.reasons import reason
from jtdesk.excel.child import FRAME
from jtdesk.excel.grid import Book, CellValue, Grid, Merge
from jtdesk.excel.refusals import refusal_sentence
from jtdesk.excel.sheets import DEFAULT, Limits
from jtdesk.excel.transport import WireError, decode_block

READER_ARGUMENT = "--jtdesk-reader"
_BOOTSTRAP = "import sys; sys.path += sys.argv[1:]; from jtdesk.excel.child import main; main()"
_PATIENCE = 0.05
_Frame = tuple[bytes, bytes]

__all__ = ["DEFAULT", "READER_ARGUMENT", "Limits", "child_command", "read_book"]


def read_book(
    path: Path, *, limits: Limits = DEFAULT, cancelled: Callable[[], bool] | None = None
) -> Book:
    """Read a file into grids; the file is only read, shared with whoever has it open.

    Args:
        path: the file, whatever its suffix claims.
        limits: what the file may ask of this machine.
        cancelled: asked often; when it says yes the reading ends at once.

    Raises:
        InputRefused: the file cannot be read; the sentence says why and what to do.
        Cancelled: ``cancelled`` said yes.
    """
    data = _bytes_of(path, limits)
    try:
        return _read(data, path.name, limits, cancelled)
    except _ReaderDiedError:
        pass
    try:
        return _read(data, path.name, replace(limits, careful=True), cancelled)
    except _ReaderDiedError as fault:
        words = "内容异常,读取时占用的内存过多或内部结构已损坏"
        raise refusal_sentence(path.name, "reader_failed", words) from fault


def _read(data: bytes, name: str, limits: Limits, cancelled: Callable[[], bool] | None) -> Book:
    book = _BookBuilder(name)
    reader = _Reader(data, name, limits)
    try:
        for kind, payload in reader.frames(cancelled):
            book.add(kind, payload)
    except (WireError, ValueError, struct.error) as fault:
        raise refusal_sentence(name, "reader_failed", "读取程序的回答不完整") from fault
    finally:
        reader.close()
    return book.finished()


def child_command() -> list[str]:
    """Return the command that starts the reading process, also inside a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_ARGUMENT]
    # No site, no user folder, no current folder: quick, and deaf to files lying about.
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOTSTRAP, *_import_folders()]


def _import_folders() -> list[str]:
    folders = [str(Path(__file__).resolve().parents[2])]
    for package in ("python_calamine", "lxml"):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            folders.append(str(Path(spec.origin).resolve().parents[1]))
    return list(dict.fromkeys(folders))


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise refusal_sentence(path.name, "file_folder")
        size = path.stat().st_size
        if size == 0:
            raise refusal_sentence(path.name, "file_empty", "0 字节")
        if size > limits.file_bytes:
            words = f"{size >> 20} MB,上限 {limits.file_bytes >> 20} MB"
            raise refusal_sentence(path.name, "file_too_large", words)
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise refusal_sentence(path.name, "file_missing") from fault
    except OSError as fault:
        raise refusal_sentence(path.name, "file_locked", reason(fault)) from fault


class _ReaderDiedError(Exception):
    """The reading process ended without a last word."""


class _Reader:
    """One reading process with its clock."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._frames: queue.Queue[_Frame | None] = queue.Queue()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                child_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_no_console(),
            )
        except OSError as fault:
            found = f"读取程序启动不了,{reason(fault)}"
            raise refusal_sentence(name, "reader_failed", found) from fault
        header = json.dumps({"name": name, "limits": asdict(limits)}).encode()
        message = struct.pack("<I", len(header)) + header
        self._threads = (
            threading.Thread(target=self._feed, args=(message, data), daemon=True),
            threading.Thread(target=self._collect, daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def frames(self, cancelled: Callable[[], bool] | None) -> Iterator[_Frame]:
        """Yield what the process answers, up to its last word.

        Raises:
            InputRefused: it refuses or takes too long.
            _ReaderDiedError: it died.
            Cancelled: the user gave up.
        """
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled
            if time.monotonic() > self._deadline:
                raise self._refused("reader_timeout", f"{self._limits.seconds:g}")
            try:
                frame = self._frames.get(timeout=_PATIENCE)
            except queue.Empty:
                continue
            if frame is None:
                raise self._death()
            if frame[0] == b"R":
                code, found = json.loads(frame[1])
                raise self._refused(code, found)
            yield frame
            if frame[0] == b"E":
                return

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _death(self) -> Exception:
        status = self._process.wait()
        if sys.platform != "win32":
            import signal  # noqa: PLC0415

            if status == -signal.SIGXCPU:
                return self._refused("reader_timeout", f"{self._limits.seconds:g}")
        return _ReaderDiedError()

    def _refused(self, code: str, found: str) -> InputRefused:
        return refusal_sentence(self._name, code, found)

    def _feed(self, message: bytes, data: bytes) -> None:
        pipe = self._process.stdin
        try:
            if pipe is not None:
                with pipe:
                    pipe.write(message)
                    pipe.write(data)
        except OSError:  # the process is gone; the other thread finds out why
            return

    def _collect(self) -> None:
        pipe = self._process.stdout
        if pipe is not None:
            with pipe:
                while frame := _next_frame(pipe):
                    self._frames.put(frame)
        self._frames.put(None)


def _next_frame(pipe: IO[bytes]) -> _Frame | None:
    head = pipe.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    kind, size = FRAME.unpack(head)
    payload = pipe.read(size)
    return (kind, payload) if len(payload) == size else None


def _no_console() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


class _BookBuilder:
    """Puts the frames of one file together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kind = ""
        self._notes: tuple[str, ...] = ()
        self._sheets: list[Grid] = []
        self._rows: list[tuple[CellValue, ...]] = []
        self._formulas: frozenset[tuple[int, int]] = frozenset()

    def add(self, kind: bytes, payload: bytes) -> None:
        """Take in one frame."""
        if kind == b"B":
            self._rows.extend(decode_block(payload))
        elif kind == b"F":
            places = array("I")
            places.frombytes(payload)
            self._formulas = frozenset(zip(places[::2], places[1::2], strict=True))
        elif kind == b"S":
            name, visible, merges = json.loads(payload)
            ranges = tuple(Merge(*merge) for merge in merges)
            self._sheets.append(Grid(name, self._rows, visible, ranges, self._formulas))
            self._rows, self._formulas = [], frozenset()
        elif kind == b"E":
            self._kind, notes = json.loads(payload)
            self._notes = tuple(notes)

    def finished(self) -> Book:
        """Return the book."""
        return Book(self._name, self._kind, tuple(self._sheets), self._notes)
