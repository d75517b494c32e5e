"""The old container of Office files (OLE): names and contents of the streams inside."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping

from jtdesk.excel.refusals import Refusal

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # every sector number from here on is a marker
_ENTRY = 128
_STREAM = 2
_ROOT = 5


def streams_of(data: bytes) -> Mapping[str, bytes]:
    """Return the streams of a compound file by name; of two equal names the first wins.

    Raises:
        Refusal: the container is broken or cut off.
    """
    try:
        return _Container(data).streams()
    except (struct.error, IndexError, ValueError) as fault:
        raise Refusal("file_truncated", "旧式 Office 文件的内部目录缺损") from fault


class _Container:
    """One compound file: sector tables read once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or not 2 <= mini_shift <= shift:
            raise ValueError("sector size")
        self.size = 1 << shift
        self.mini_size = 1 << mini_shift
        self.directory_start, self.cutoff = struct.unpack_from("<I4xI", data, 48)
        self.mini_fat_start = struct.unpack_from("<I", data, 60)[0]
        self.fat = self._sector_table()

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise ValueError("the file ends before its contents do")
        return self.data[start : start + self.size]

    def _sector_table(self) -> array[int]:
        difat = array("I", self.data[76:512])
        following, count = struct.unpack_from("<II", self.data, 68)
        for _ in range(min(count, len(self.data) // self.size + 1)):
            if following >= _END:
                break
            more = array("I", self._sector(following))
            following = more.pop()
            difat.extend(more)
        table = array("I")
        for number in difat:
            if number < _END:
                table.frombytes(self._sector(number))
        if len(table) * table.itemsize % self.size:
            raise ValueError("the table of sectors is cut off")
        return table

    def _chain(self, start: int) -> bytes:
        parts = []
        number = start
        room = len(self.fat) + 1
        while number < _END:
            room -= 1
            if room < 0 or number >= len(self.fat):
                raise ValueError("broken chain")
            parts.append(self._sector(number))
            number = self.fat[number]
        return b"".join(parts)

    def streams(self) -> dict[str, bytes]:
        directory = self._chain(self.directory_start)
        if not directory or len(directory) % self.size:
            raise ValueError("the directory is cut off")
        mini_fat = array("I", self._chain(self.mini_fat_start))
        mini_data = b""
        found: dict[str, bytes] = {}
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, offset + 64)
            start, size = struct.unpack_from("<II", directory, offset + 116)
            name = directory[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                mini_data = self._chain(start)
            elif kind == _STREAM and name not in found:
                found[name] = (
                    self._mini_chain(mini_fat, mini_data, start, size)
                    if size < self.cutoff
                    else self._whole(start, size)
                )
        return found

    def _whole(self, start: int, size: int) -> bytes:
        content = self._chain(start)[:size]
        if len(content) < size:
            raise Refusal("file_truncated", "文件尾部缺失")
        return content

    def _mini_chain(self, table: array[int], data: bytes, start: int, size: int) -> bytes:
        parts = []
        number = start
        for _ in range(-(-size // self.mini_size)):
            if number >= _END:
                break
            parts.append(data[number * self.mini_size : (number + 1) * self.mini_size])
            number = table[number]
        return b"".join(parts)[:size]
