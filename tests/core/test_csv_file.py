from __future__ import annotations

from pathlib import Path

import pytest

from jtdesk.core.csv_file import guarded, write_csv
from jtdesk.core.errors import InputRefused


def test_a_csv_never_holds_a_live_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    cells = ["=1+1", "+86", "-x", "@a", "-3.5", None, True, 1.5, 12.0, ["语文", "数学"]]
    write_csv(path, ["甲"], [[cell] for cell in cells])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines == [
        "甲", "\t=1+1", "\t+86", "\t-x", "\t@a", "-3.5", '""', "是", "1.5", "12", "语文、数学"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["19957056352", "11010519491231002X", "007", "3131010011200"])
def test_long_digits_and_leading_zeros_stay_text(text: str) -> None:
    assert guarded(text) == "\t" + text


@pytest.mark.parametrize("text", ["010-1", "2025-09", "7", "张三", "0", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_csv_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="无法写入"):
        write_csv(tmp_path / "missing" / "a.csv", ["一"], [["二"]])
