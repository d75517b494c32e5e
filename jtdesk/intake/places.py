"""Schools as people write them -> the name the store keeps, or the closest names to offer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jtdesk.core.text import fold
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import NOTHING, Parsed, is_empty, shown, written
from jtdesk.intake.rules import SchoolName

_AUTHORITY = re.compile(r"[\u4e00-\u9fff]{1,14}(省|市|区|县|旗|州|盟|镇|乡|街道|集团|共同体|联盟)")
_SIGNS = re.compile(r"[()\[\]【】〔〕\-—·.,、:\"'“”]+")
CLOSE, OFFERED = 45, 3


class Schools:
    """Finds schools of the store by what a workbook calls them."""

    def __init__(self, schools: Iterable[SchoolName]) -> None:
        self._schools = tuple(schools)
        self._exact: dict[str, str] = {}
        ambiguous: set[str] = set()
        for school in self._schools:
            for word in (school.short_name, school.code):
                if word:
                    key = _key(word)
                    if self._exact.setdefault(key, school.name) != school.name:
                        ambiguous.add(key)
        for key in ambiguous:
            del self._exact[key]
        self._exact |= {_key(school.name): school.name for school in self._schools}
        self._names = {_key(school.name): school.name for school in self._schools}

    @property
    def names(self) -> list[str]:
        """The names the store keeps."""
        return [school.name for school in self._schools]

    def words(self) -> dict[str, str]:
        """Return every word that may name a school in running text, with its school."""
        found = {s.short_name: s.name for s in self._schools if s.short_name}
        return found | {school.name: school.name for school in self._schools}

    def read(self, value: CellValue) -> Parsed:
        """Read a cell that names a school."""
        if is_empty(value):
            return NOTHING
        key = _key(written(value))
        exact = self._exact.get(key)
        if exact is not None:
            return Parsed(exact)
        assumed = self._under_authority(key)
        if assumed is not None:
            message = f"“{shown(value)}”按“{assumed}”处理，请核对。"
            return Parsed(assumed, "school_assumed", message, warning=True)
        return Parsed(None, "unknown_school", self._sentence(value))

    def _under_authority(self, key: str) -> str | None:
        """Find a name written with its county or group before it, or kept so and written bare."""
        longer = [n for n in self._names if key.endswith(n) and _authority(key[: -len(n)])]
        if longer:
            return self._names[max(longer, key=len)]
        shorter = [n for n in self._names if n.endswith(key) and _authority(n[: -len(key)])]
        return self._names[shorter[0]] if len(shorter) == 1 and len(key) >= 4 else None

    def _sentence(self, value: CellValue) -> str:
        if not self._schools:
            return f"“{shown(value)}”还没有登记，请先导入成员校基本情况表。"
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a name nobody knows

        near = process.extract(
            fold(written(value)), self.names, scorer=fuzz.ratio, limit=OFFERED, score_cutoff=CLOSE
        )
        offered = "、".join(str(found[0]) for found in near)
        hint = f"是否为：{offered}?" if offered else ""
        return f"集团内没有学校“{shown(value)}”。{hint}请改正名称，或先在成员校中登记。"


def _key(text: str) -> str:
    return _SIGNS.sub("", fold(text))


def _authority(prefix: str) -> bool:
    return bool(_AUTHORITY.fullmatch(prefix))
