"""Code lists: the words a field may hold, and the other words people write for them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from jtdesk.core.errors import JtdeskError
from jtdesk.core.reasons import reason
from jtdesk.core.text import fold
from jtdesk.core.toml_file import TomlFault, read_toml


@dataclass(frozen=True)
class Code:
    """One word of a list.

    Attributes:
        value: the word the store keeps and the dictionary publishes.
        aliases: other spellings, abbreviations, old names and numeric codes.
    """

    value: str
    aliases: tuple[str, ...] = ()


Several = Literal["", "first", "highest"]


@dataclass(frozen=True)
class Pattern:
    """A rule for a whole family of written words, such as a place name before 骨干教师.

    Attributes:
        match: regular expression for the whole folded word.
        value: the word of the list it stands for; empty where it says nothing about this list.
    """

    match: re.Pattern[str]
    value: str


@dataclass(frozen=True)
class CodeList:
    """A closed list of words with their aliases.

    Attributes:
        name: file stem under ``schemas/codes``.
        title: Chinese name of the list.
        codes: in bureau order, which is also the order for sorting.
        nothing: words that say "none" (stored as null).
        strip: affixes dropped before the second look-up (e.g. ``骨干教师`` in ``市级骨干教师``).
        patterns: rules for words that no look-up knows, the first that fits decides.
        several: what several words in one cell say: the ``first`` one, the ``highest`` one in the
            order of the list, or nothing that can be taken (empty).
        beside: words of other lists that may stand beside a word of this one in the same cell.
        source: where the list comes from.
    """

    name: str
    title: str
    codes: tuple[Code, ...]
    nothing: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    several: Several = ""
    beside: tuple[str, ...] = ()
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The words themselves, in order."""
        return tuple(code.value for code in self.codes)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Rank of each word, for sorting."""
        return {value: rank for rank, value in enumerate(self.values)}

    @cached_property
    def _lookup(self) -> Mapping[str, str | None]:
        table: dict[str, str | None] = {fold(word): None for word in self.nothing}
        for code in self.codes:
            for word in code.aliases:
                table.setdefault(fold(word), code.value)
        # A canonical word always wins over somebody else's alias.
        table.update({fold(code.value): code.value for code in self.codes})
        return table

    def find(self, word: str) -> tuple[bool, str | None]:
        """Look a written word up.

        Returns:
            ``(known, value)``: ``(True, None)`` for a word that says "none".
        """
        known, value = self.named(word)
        return (known, value) if known else self.fitting(word)

    def named(self, word: str) -> tuple[bool, str | None]:
        """Look a written word up among the words and aliases alone."""
        key = fold(word)
        if key in self._lookup:
            return True, self._lookup[key]
        bare = key
        for affix in map(fold, self.strip):
            for shorter in (key.replace(affix, ""), bare := bare.replace(affix, "")):
                if shorter != key and shorter in self._lookup:
                    return True, self._lookup[shorter]
        return False, None

    def fitting(self, word: str) -> tuple[bool, str | None]:
        """Look a written word up among the rules for families of words."""
        key = fold(word)
        for pattern in self.patterns:
            if pattern.match.fullmatch(key):
                return True, pattern.value or None
        return False, None

    def says_none(self, word: str) -> bool:
        """Tell whether a word states that there is none, which is more than naming nothing."""
        return self.named(word) == (True, None)

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(map(fold, self.beside))

    def accompanies(self, word: str) -> bool:
        """Tell whether a word may stand beside one of this list without being of it."""
        return fold(word) in self._beside


def read_code_list(path: Path) -> CodeList:
    """Read one ``codes/*.toml`` file.

    Raises:
        JtdeskError: the file is not a code list.
    """
    try:
        data = read_toml(path)
        codes = tuple(
            Code(entry["value"], tuple(entry.get("aliases", ()))) for entry in data["codes"]
        )
        return CodeList(
            name=path.stem,
            title=data["title"],
            codes=codes,
            nothing=tuple(data.get("nothing", ())),
            strip=tuple(data.get("strip", ())),
            patterns=_patterns(data, {code.value for code in codes}),
            several=_several(data),
            beside=tuple(data.get("beside", ())),
            source=data.get("source", ""),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OSError, re.error) as fault:
        raise JtdeskError(
            f"代码表文件 {path.name} 不合规（{_why(fault)}）。请改正后重试。", code="bad_code_list"
        ) from fault


def _why(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return reason(fault)
    if isinstance(fault, KeyError):
        return f"缺少 {fault.args[0]}"
    if isinstance(fault, TomlFault):
        return str(fault)
    if isinstance(fault, re.error):
        return "patterns 中有一条 match 写错了"
    return "应有 title 和几段 [[codes]]，值都写成文字"


def _several(data: Mapping[str, Any]) -> Several:
    said: Several = data.get("several", "")
    if said not in get_args(Several):
        raise ValueError(f"several = {said}")
    return said


def _patterns(data: Mapping[str, Any], values: set[str]) -> tuple[Pattern, ...]:
    """Read the rules of a list; ``<name>`` in one stands for the part of that name."""
    found = []
    for entry in data.get("patterns", ()):
        match, value = entry["match"], entry["value"]
        if value and value not in values:
            raise ValueError(f"pattern value {value}")
        for name, part in reversed(data.get("parts", {}).items()):
            match = match.replace(f"<{name}>", f"(?:{part})")
        found.append(Pattern(re.compile(match), value))
    return tuple(found)


def read_code_lists(folders: Iterable[Path]) -> dict[str, CodeList]:
    """Read every list of the given folders; a later folder overrides an earlier one."""
    lists: dict[str, CodeList] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            lists[path.stem] = read_code_list(path)
    return lists


class CodeLists(Mapping[str, CodeList]):
    """The lists of some folders, each file read when its list is first asked for.

    Args:
        folders: a later one overrides an earlier one.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._files = {
            path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))
        }
        self._read: dict[str, CodeList] = {}
        self._reading = threading.Lock()

    def __getitem__(self, name: str) -> CodeList:
        with self._reading:
            if name not in self._read:
                self._read[name] = read_code_list(self._files[name])
            return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def read_all(self) -> CodeLists:
        """Read every file now; returns self.

        Raises:
            JtdeskError: one is not a code list.
        """
        for name in self:
            self[name]
        return self


class WordOrder(Mapping[str, int]):
    """The rank of each word of a list; the list is read when a rank is first asked for."""

    def __init__(self, lists: Mapping[str, CodeList], name: str) -> None:
        self._lists, self._name = lists, name

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return self._lists[self._name].order

    def __getitem__(self, word: str) -> int:
        return self._ranks[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ranks)

    def __len__(self) -> int:
        return len(self._ranks)
