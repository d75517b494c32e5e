"""The archive of a new workbook: same content, same bytes; totals carry their value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MOMENT = (2000, 1, 1, 0, 0, 0)
_STAMP = b"2000-01-01T00:00:00Z"
_FORMULA = re.compile(
    rb'(?P<open><c r="(?P<cell>[A-Z]+[0-9]+)"[^>]*)(?P<formula>><f>[^<]*</f>)(?:<v ?/>|<v></v>)'
)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


class SteadyZip(ZipFile):
    """A zip whose members carry one fixed time and no trace of the machine.

    Args:
        path: of the workbook.
        totals: values of formula cells by member name and cell, e.g. ``{"C9": 12}``. A formula
            without a value shows empty in the previews of telephones and chat programs.
    """

    def __init__(self, path: Path, totals: Mapping[str, Mapping[str, float | str]]) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=6)
        self._totals = totals

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,  # noqa: ANN401 - as in the base class
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write a member from memory."""
        name = (
            zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        )
        body = data.encode("utf-8") if isinstance(data, str) else bytes(data)
        if name == "docProps/core.xml":
            body = _DATES.sub(rb"\g<1>" + _STAMP + rb"\g<2>", body)
        super().writestr(_info(name), body, compress_type, compresslevel)

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        compress_type: int | None = None,  # noqa: ARG002 - as in the base class
        compresslevel: int | None = None,  # noqa: ARG002
    ) -> None:
        """Write a member from a file."""
        path = Path(filename)
        name = str(arcname or path.name)
        totals = self._totals.get(name.lstrip("/"), {})
        if totals:
            self.writestr(name, _with_values(path.read_bytes(), totals))
            return
        with path.open("rb") as source, self.open(_info(name), "w", force_zip64=True) as target:
            while block := source.read(1 << 20):
                target.write(block)


def _info(name: str) -> ZipInfo:
    info = zipfile.ZipInfo(name.lstrip("/"), MOMENT)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    info.create_system = 0
    return info


def _with_values(sheet: bytes, totals: Mapping[str, float | str]) -> bytes:
    def valued(found: re.Match[bytes]) -> bytes:
        value = totals.get(found["cell"].decode())
        if value is None:
            return found[0]
        text = isinstance(value, str)
        kind = b' t="str"' if text else b""
        written = escape(value, quote=False) if isinstance(value, str) else repr(value)
        return b"%b%b%b<v>%b</v>" % (found["open"], kind, found["formula"], written.encode())

    return _FORMULA.sub(valued, sheet)
