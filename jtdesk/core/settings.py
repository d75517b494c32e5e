"""Settings of this machine: declared once as dataclasses, kept in one TOML file of the user's."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, cast

from jtdesk.core.reasons import reason

Plain = str | int | float | bool | list[str]
MEMORY = "memory"
_DECLARED = "jtdesk.setting"


class Section(Protocol):
    """A settings dataclass: frozen, every field made by `setting`."""

    SECTION: ClassVar[str]
    TITLE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a setting says about itself; the preferences dialog is generated from it.

    Attributes:
        name: key in the file.
        default: also tells the type.
        title: Chinese label.
        help: one Chinese sentence.
        minimum, maximum: bounds of a number.
        choices: the only values allowed, where given, each with its Chinese label.
        kind: ``text``, ``folder`` or ``file`` for texts; empty otherwise.
    """

    name: str
    default: Plain
    title: str
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[Plain, str], ...] = ()
    kind: str = ""

    def fault(self, value: object) -> str:
        """Return a sentence on what is wrong with a value, empty where nothing is."""
        wanted = (int, float) if isinstance(self.default, float) else (type(self.default),)
        if not isinstance(value, wanted) or (
            isinstance(value, bool) is not isinstance(self.default, bool)
        ):
            return f"“{self.title}”的值类型不对。"
        if self.choices and value not in [choice for choice, _label in self.choices]:
            labels = "、".join(label for _choice, label in self.choices)
            return f"“{self.title}”只能是：{labels}。"
        if isinstance(value, int | float) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                return f"“{self.title}”不能小于 {self.minimum:g}。"
            if self.maximum is not None and value > self.maximum:
                return f"“{self.title}”不能大于 {self.maximum:g}。"
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            return f"“{self.title}”应是文字列表。"
        return ""


def setting(
    default: Plain,
    title: str,
    help: str = "",  # noqa: A002 - the word the declaration reads best with
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: Sequence[tuple[Plain, str]] = (),
    kind: str = "",
) -> Any:  # noqa: ANN401 - like dataclasses.field, typed by the annotation beside it
    """Declare one field of a settings dataclass."""
    declared = Declared(
        name="",
        default=default,
        title=title,
        help=help,
        minimum=minimum,
        maximum=maximum,
        choices=tuple(choices),
        kind=kind,
    )
    metadata = {_DECLARED: declared}
    if isinstance(default, list):
        return dataclasses.field(default_factory=lambda: list(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def declared(kind: type[Section]) -> list[Declared]:
    """Return the declarations of a settings dataclass, in order."""
    return [
        dataclasses.replace(field.metadata[_DECLARED], name=field.name)
        for field in dataclasses.fields(kind)
        if _DECLARED in field.metadata
    ]


class Settings:
    """The settings file of this machine, read once and written whole.

    Keys this program does not know stay in the file. A file that cannot be read is set aside under
    another name and the defaults are used; `notices` then holds a sentence for the user.

    Args:
        path: the TOML file; None keeps everything in memory only.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.notices: list[str] = []
        self._data: dict[str, Any] = {}
        self._dirty = False
        if path is not None and path.is_file():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            self._data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as fault:
            self.notices.append(f"无法读取设置文件 {path}（{reason(fault)}），已改用默认设置。")
        except ValueError:
            aside = path.with_name(f"{path.stem}.损坏{path.suffix}")
            with contextlib.suppress(OSError):
                path.replace(aside)
            self.notices.append(f"设置文件已损坏，另存为 {aside.name}，已改用默认设置。")

    def get(self, kind: type[S]) -> S:
        """Return a section; a value of the wrong type or out of bounds gives way to its default."""
        found = self._table(kind.SECTION)
        values: dict[str, Any] = {}
        for one in declared(kind):
            value = found.get(one.name, one.default)
            if one.fault(value):
                continue
            values[one.name] = float(value) if isinstance(one.default, float) else value
        return kind(**values)

    def put(self, section: Section) -> None:
        """Keep a section and write the file.

        Raises:
            ValueError: a value breaks its declaration; the message is a Chinese sentence.
        """
        values: dict[str, Plain] = {}
        for one in declared(type(section)):
            value = getattr(section, one.name)
            sentence = one.fault(value)
            if sentence:
                raise ValueError(sentence)
            values[one.name] = value
        self._data[section.SECTION] = {**self._table(section.SECTION), **values}
        self._dirty = True
        self.save()

    def recall(self, key: str, default: str = "") -> str:
        """Return what a window, table or dialog remembered under a key."""
        value = self._table(MEMORY).get(key, default)
        return value if isinstance(value, str) else default

    def remember(self, key: str, value: str) -> None:
        """Remember a word under a key; reaches the file with the next `save`."""
        memory = self._table(MEMORY)
        if memory.get(key) != value:
            self._data[MEMORY] = {**memory, key: value}
            self._dirty = True

    def save(self) -> bool:
        """Write the file whole or not at all; False when the folder refuses."""
        if self.path is None or not self._dirty:
            return True
        beside = self.path.with_name(self.path.name + ".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(dump(self._data))
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(self.path)
        except OSError as fault:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            self.notices.append(f"无法保存设置到 {self.path}（{reason(fault)}）。")
            return False
        self._dirty = False
        return True

    def _table(self, name: str) -> dict[str, Any]:
        found = self._data.get(name)
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def dump(data: dict[str, Any]) -> str:
    """Return data as TOML text: plain values first, tables after them."""
    lines: list[str] = []
    _dump_table(data, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _dump_table(table: dict[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and (plain or not table):
        lines += ["", f"[{'.'.join(_key(part) for part in path)}]"]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        if isinstance(value, dict):
            _dump_table(value, (*path, key), lines)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else _text(name)


def _text(text: str) -> str:
    # JSON strings are TOML basic strings, but for DEL, which TOML wants escaped.
    whole = text.encode("utf-8", "replace").decode("utf-8")  # file names may hold half characters
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return "{" + inner + "}"
    if isinstance(value, float):
        return repr(value)
    return str(value)  # integers; dates read from the file print as TOML writes them
