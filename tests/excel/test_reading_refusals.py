from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from jtdesk.core.errors import InputRefused
from jtdesk.excel import reading
from jtdesk.excel.grid import Book
from jtdesk.excel.reading import DEFAULT, Limits, read_book
from tests.excel import files
from tests.excel.test_reading import ods_bytes


def refused(path: Path, code: str, limits: Limits = DEFAULT) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(InputRefused) as fault:
        read_book(path, limits=limits)
    assert fault.value.code == code
    assert path.name in fault.value.message
    assert re.search(r"请", fault.value.message)
    assert not re.search(r"Traceback|Error|None|\{", fault.value.message)
    assert not path.is_file() or path.read_bytes() == before
    return fault.value.message


def write(folder: Path, data: bytes, name: str = "花名册.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def office_zip(part: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(part, "<x/>")
    return target.getvalue()


def test_missing_file_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "没有.xlsx", "file_missing")
    refused(tmp_path, "file_folder")


@pytest.mark.parametrize("data", [b"", b"\x00" * 4096, b" \r\n\t\n", "\ufeff \n".encode()])
def test_empty_files(tmp_path: Path, data: bytes) -> None:
    refused(write(tmp_path, data), "file_empty")


def test_a_workbook_without_a_single_cell(tmp_path: Path) -> None:
    refused(write(tmp_path, files.xlsx_bytes(lambda book: book.create_sheet("空"))), "file_empty")


@pytest.mark.parametrize(
    "data",
    [
        files.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}),
        files.protected_xls(),
    ],
    ids=["xlsx", "xls"],
)
def test_passwords(tmp_path: Path, data: bytes) -> None:
    assert "密码" in refused(write(tmp_path, data, "花名册.xls"), "file_encrypted")


def test_protected_open_document(tmp_path: Path) -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    data = files.with_parts(ods_bytes(), {"META-INF/manifest.xml": manifest})
    refused(write(tmp_path, data, "花名册.ods"), "file_encrypted")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off_workbooks(tmp_path: Path, share: float) -> None:
    rows = [[f"教师{i}", i, "男"] for i in range(500)]
    for name, whole in (("a.xlsx", files.roster_xlsx(rows)), ("a.xls", files.roster_xls(rows))):
        refused(write(tmp_path, whole[: int(len(whole) * share)], name), "file_truncated")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "JPG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
        (office_zip("word/document.xml"), "Word"),
        (office_zip("ppt/presentation.xml"), "演示文稿"),
        (files.compound({"WordDocument": b"x"}), "Word"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 99, "解压"),
        (b'{"name": [1, 2]}', "JSON"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"<html><body>login</body></html>", "网页"),
        (random.Random(5).randbytes(5000), "文字"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes, words: str) -> None:
    for name in ("花名册.xlsx", "花名册.xls"):
        assert words in refused(write(tmp_path, data, name), "file_unknown")


def test_a_zip_of_workbooks_must_be_unpacked_first(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("甲校.xlsx", files.roster_xlsx())
    assert "解压" in refused(write(tmp_path, target.getvalue(), "各校.zip"), "file_unknown")


def test_the_lock_file_of_an_open_workbook(tmp_path: Path) -> None:
    data = b"\x05admin" + b" " * 49 + b"\x05\x00a\x00" + b" " * 100
    assert "临时文件" in refused(write(tmp_path, data, "~$花名册.xlsx"), "file_unknown")


def test_old_wps_format(tmp_path: Path) -> None:
    data = files.compound({"ETExtData": b"x", "Contents": b"y"})
    for name in ("花名册.et", "花名册.xls"):
        message = refused(write(tmp_path, data, name), "et_unsupported")
        assert "请在 WPS 中另存为 xlsx" in message


def test_four_kilobytes_that_kill_the_library(tmp_path: Path) -> None:
    data = files.hostile_xlsx()
    assert len(data) < 8192
    message = refused(write(tmp_path, data), "sheet_absurd")
    assert "XFD1048576" in message


def test_rows_out_of_order_cannot_hide_the_extent(tmp_path: Path) -> None:
    data = files.sheet_xlsx(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
    )
    assert "XFD1048576" in refused(write(tmp_path, data), "sheet_absurd")


def test_a_large_sheet_that_kills_the_library_names_its_farthest_cell(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 250_000))
    data = files.sheet_xlsx(rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert "XFD1048576" in refused(write(tmp_path, data), "sheet_absurd")


def test_a_zip_bomb(tmp_path: Path) -> None:
    data = files.sheet_xlsx("<row r='1'/>" + " " * (64 << 20))
    limits = Limits(unpacked_bytes=32 << 20)
    refused(write(tmp_path, data), "file_too_large", limits)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(files.sheet_xlsx("<row r='1'/>" + " " * (64 << 20)))
    size = len(files.part_of(bytes(data), "xl/worksheets/sheet1.xml")).to_bytes(4, "little")
    lie = (1000).to_bytes(4, "little")
    place = data.find(size)
    while place >= 0:
        data[place : place + 4] = lie
        place = data.find(size)
    with pytest.raises(InputRefused):
        read_book(write(tmp_path, bytes(data)), limits=Limits(unpacked_bytes=32 << 20))


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    refused(write(tmp_path, files.roster_xlsx()), "file_too_large", Limits(file_bytes=100))


def test_too_little_memory(tmp_path: Path) -> None:
    rows = [[f"教师{i}"] * 20 for i in range(100_000)]
    path = write(tmp_path, "\n".join(",".join(row) for row in rows).encode(), "a.csv")
    with pytest.raises(InputRefused) as fault:
        read_book(path, limits=Limits(memory_bytes=96 << 20))
    assert fault.value.code in {"file_too_large", "reader_failed"}


def test_too_little_time(tmp_path: Path) -> None:
    refused(write(tmp_path, files.roster_xlsx()), "reader_timeout", Limits(seconds=0.0))


def test_a_reader_that_dies_or_babbles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    path = write(tmp_path, files.roster_xlsx())
    for script in (
        "import os; os.abort()",
        "",
        "import sys; sys.stdout.buffer.write(b'B\\x04\\0\\0\\0abcd')",
        "import sys; sys.stdout.buffer.write(b'E\\xff\\0\\0\\0{')",
        "import sys; sys.stdout.buffer.write(b'E\\x01\\0\\0\\0{')",
    ):
        command = [sys.executable, "-I", "-S", "-c", script]
        monkeypatch.setattr(reading, "child_command", lambda command=command: command)
        refused(path, "reader_failed")


def mutants(data: bytes, count: int, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 3, 20, 200))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.2:
            del changed[chance.randrange(len(changed)) :]
        found.append(bytes(changed))
    return found


@pytest.mark.parametrize("kind", ["xlsx", "stored", "xls", "ods", "xlsb", "html", "text", "xml"])
def test_damaged_bytes_give_a_book_or_a_sentence(tmp_path: Path, kind: str) -> None:
    whole = {
        "xlsx": files.roster_xlsx,
        "stored": stored_xlsx,
        "xls": files.roster_xls,
        "ods": ods_bytes,
        "xlsb": files.roster_xlsb,
        "html": lambda: files.html_page("<table><tr><td colspan=2>姓名</td></tr></table>" * 9),
        "text": lambda: "姓名\t性别\n张三\t男\n".encode("gbk") * 9,
        "xml": lambda: files.SPREADSHEET_ML.format(encoding="utf-8").encode(),
    }[kind]()
    for data in mutants(whole, 25, seed=len(kind)):
        result = outcome(write(tmp_path, data))
        assert isinstance(result, Book) or "花名册.xlsx" in result.message


def outcome(path: Path) -> Book | InputRefused:
    try:
        return read_book(path)
    except InputRefused as refusal:
        return refusal


def stored_xlsx() -> bytes:
    """A workbook packed without compression, so that damage reaches the XML itself."""
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(files.roster_xlsx()))
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for entry in source.infolist():
            package.writestr(entry.filename, source.read(entry))
    return target.getvalue()
