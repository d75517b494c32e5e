"""Content lines of calendar files (RFC 5545 3.1) from other programs, within limits.

Lines are unfolded as bytes, for some programs fold in the middle of a character. What is no
calendar, an old vCalendar 1.0, too large or nested too deep is refused with a sentence.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jtdesk.core.errors import InputRefused

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES, MOST_DEPTH, LONGEST_LINE = 400_000, 6, 1_000_000
_FOLD = re.compile(rb"\r?\n[ \t]|\r[ \t](?!\n)")
_BREAK = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)(?:=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*))?')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One content line: name, parameters and value, with its number in the unfolded file."""

    name: str
    parameters: dict[str, str]
    value: str
    number: int

    @property
    def text(self) -> str:
        """The value as text, escapes undone."""
        return unescaped(self.value)


@dataclass(slots=True)
class Component:
    """A component with its lines and inner components."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    inner: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """Return the first line of a name."""
        return next((one for one in self.lines if one.name == name), None)

    def every(self, name: str) -> list[Line]:
        """Return all lines of a name."""
        return [one for one in self.lines if one.name == name]

    def text(self, name: str) -> str:
        """Return a text of the component, empty where there is none."""
        line = self.first(name)
        return line.text.strip() if line else ""


def unescaped(value: str) -> str:
    """Return a text value without its escapes."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def calendars(data: bytes, name: str) -> list[Component]:
    """Return the calendars of a file.

    Args:
        data: the file.
        name: what it is called, for the sentence of a refusal.

    Raises:
        InputRefused: it is none this program reads.
    """
    if len(data) > MOST_BYTES:
        raise InputRefused(
            f"{name} 有 {len(data) / 1_048_576:.1f} MB，超过日历文件的上限 "
            f"{MOST_BYTES // 1_048_576} MB。请在原来的日历里只导出一个学期再导入。",
            code="file_too_large",
        )
    roots = _tree(_lines(_decoded(data, name), name), name)
    found = [root for root in roots if root.name == "VCALENDAR"]
    if not found:
        raise InputRefused(
            f"{name} 不是日历文件（里面没有 VCALENDAR）。请选择 .ics 文件。", code="not_a_calendar"
        )
    for root in found:
        version = root.text("VERSION")
        if version.startswith("1."):
            raise InputRefused(
                f"{name} 是旧式的 vCalendar {version} 文件，不能导入。"
                "请在原来的日历里另存为 iCalendar（.ics，2.0 版）再导入。",
                code="old_calendar",
            )
    return found


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            data = data[len(mark) :].decode(encoding, errors="replace").encode("utf-8")
            break
    data = _FOLD.sub(b"", data.lstrip())
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputRefused(
        f"{name} 的文字编码无法识别。请在原来的日历里重新导出，编码选 UTF-8。", code="bad_encoding"
    )


def _lines(text: str, name: str) -> Iterator[Line]:
    rows = _BREAK.split(text)
    if len(rows) > MOST_LINES:
        raise _too_much(name, f"有 {len(rows)} 行")
    number = 0
    while number < len(rows):
        row, at = rows[number], number + 1
        number += 1
        if not row.strip():
            continue
        if len(row) > LONGEST_LINE:
            raise _too_much(name, f"第 {at} 行有 {len(row)} 个字")
        line = _parsed(row, at)
        if line is None:
            continue
        if line.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            value = line.value
            while value.endswith("=") and number < len(rows):  # a soft line break
                value = value[:-1] + rows[number]
                number += 1
            line = Line(line.name, line.parameters, _printed(value), at)
        yield line


def _parsed(row: str, number: int) -> Line | None:
    found = _NAME.match(row)
    if found is None:
        return None
    at = found.end()
    parameters: dict[str, str] = {}
    while part := _PARAMETER.match(row, at):
        parameters[part[1].upper()] = (part[2] or "").replace('"', "")
        at = part.end()
    if at >= len(row) or row[at] != ":":
        return None
    return Line(found[1].upper(), parameters, row[at + 1 :], number)


def _printed(value: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _tree(lines: Iterator[Line], name: str) -> list[Component]:
    roots: list[Component] = []
    open_ones: list[Component] = []
    for line in lines:
        if line.name == "BEGIN":
            one = Component(line.value.strip().upper(), line.number)
            (open_ones[-1].inner if open_ones else roots).append(one)
            open_ones.append(one)
            if len(open_ones) > MOST_DEPTH:
                raise _too_much(name, f"第 {line.number} 行起嵌套超过 {MOST_DEPTH} 层")
        elif line.name == "END":
            # A program that forgot to close something inside is forgiven.
            names = [one.name for one in open_ones]
            wanted = line.value.strip().upper()
            if wanted in names:
                del open_ones[len(names) - 1 - names[::-1].index(wanted) :]
        elif open_ones:
            open_ones[-1].lines.append(line)
    return roots


def _too_much(name: str, what: str) -> InputRefused:
    return InputRefused(
        f"{name} {what}，不像正常的日历文件，没有导入。请在原来的日历里只导出一个学期再试。",
        code="file_too_large",
    )
