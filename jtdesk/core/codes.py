"""Code lists: the words a field may hold, and the other words people write for them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jtdesk.core.errors import JtdeskError
from jtdesk.core.text import fold


@dataclass(frozen=True)
class Code:
    """One word of a list.

    Attributes:
        value: the word the store keeps and the dictionary publishes.
        aliases: other spellings, abbreviations, old names and numeric codes.
    """

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A closed list of words with their aliases.

    Attributes:
        name: file stem under ``schemas/codes``.
        title: Chinese name of the list.
        codes: in bureau order, which is also the order for sorting.
        nothing: words that say "none" (stored as null).
        strip: affixes dropped before the second look-up (e.g. ``骨干教师`` in ``市级骨干教师``).
        source: where the list comes from.
    """

    name: str
    title: str
    codes: tuple[Code, ...]
    nothing: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
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
        key = fold(word)
        if key in self._lookup:
            return True, self._lookup[key]
        for affix in self.strip:
            shorter = key.replace(fold(affix), "")
            if shorter != key and shorter in self._lookup:
                return True, self._lookup[shorter]
        return False, None


def read_code_list(path: Path) -> CodeList:
    """Read one ``codes/*.toml`` file.

    Raises:
        JtdeskError: the file is not a code list.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        codes = tuple(
            Code(entry["value"], tuple(entry.get("aliases", ()))) for entry in data["codes"]
        )
        return CodeList(
            name=path.stem,
            title=data["title"],
            codes=codes,
            nothing=tuple(data.get("nothing", ())),
            strip=tuple(data.get("strip", ())),
            source=data.get("source", ""),
        )
    except (KeyError, TypeError, ValueError, OSError) as fault:
        raise JtdeskError(f"代码表文件 {path.name} 不合规:{fault}", code="bad_code_list") from fault


def read_code_lists(folders: Iterable[Path]) -> dict[str, CodeList]:
    """Read every list of the given folders; a later folder overrides an earlier one."""
    lists: dict[str, CodeList] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            lists[path.stem] = read_code_list(path)
    return lists
