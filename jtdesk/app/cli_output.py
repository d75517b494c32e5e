"""The voice of the command line: Chinese sentences for people, one JSON document for programs."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

from jtdesk.core.text import visible

GUARDED = ("=", "+", "-", "@")
GAP = "  "


class Output:
    """Where a command writes: results to standard output, sentences of trouble to standard error.

    With ``as_json`` standard output carries exactly one JSON document.
    """

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool = False) -> None:
        self._out = out
        self._err = err
        self.as_json = as_json

    def say(self, text: str) -> None:
        """Write a line for people; silent where a document is wanted."""
        if not self.as_json:
            self._out.write(visible(text) + "\n")

    def document(self, value: object) -> None:
        """Write the JSON document; silent where people read."""
        if self.as_json:
            self._out.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")

    def complain(self, text: str) -> None:
        """Write a sentence of trouble."""
        self._err.write(visible(text) + "\n")

    def refuse(self, message: str, code: str) -> None:
        """Write a fault: the sentence for people, and the document where one is wanted."""
        self.complain(message)
        self.document({"error": {"code": code, "message": visible(message)}})

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write an aligned table for people."""
        if self.as_json:
            return
        widths = [
            max([columns_of(heading), *(columns_of(row[at]) for row in rows)])
            for at, heading in enumerate(headings)
        ]
        for row in (headings, ["-" * width for width in widths], *rows):
            cells = [pad(visible(cell), width) for cell, width in zip(row, widths, strict=True)]
            self._out.write(GAP.join(cells).rstrip() + "\n")


def standard(*, as_json: bool = False) -> Output:
    """Return the output on the process's own streams, UTF-8 whatever the locale says."""
    return Output(_utf8(sys.stdout), _utf8(sys.stderr), as_json=as_json)


def _utf8(stream: TextIO | None) -> TextIO:
    if stream is None:  # a windowed program has no streams
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        # Half characters of odd file names become escapes, which JSON understands too.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def columns_of(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def pad(text: str, width: int) -> str:
    """Return a text filled with spaces up to a number of terminal columns."""
    return text + " " * (width - columns_of(text))
