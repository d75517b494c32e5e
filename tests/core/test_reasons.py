"""What the system refuses, told in Chinese alone."""

from __future__ import annotations

import errno
import re
import sqlite3

import pytest

from jtdesk.core.reasons import UNKNOWN, reason


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (FileExistsError(errno.EEXIST, "File exists"), "同名文件已存在"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "所在的盘是只读的"),
        (OSError("something odd"), UNKNOWN),
        (OSError(99999, "Unheard of"), UNKNOWN),
        (
            sqlite3.OperationalError("attempt to write a readonly database"),
            "文件是只读的或没有权限",
        ),
        (sqlite3.OperationalError("database or disk is full"), "磁盘已满"),
        (sqlite3.OperationalError("something odd"), UNKNOWN),
    ],
)
def test_reasons(fault: OSError | sqlite3.Error, said: str) -> None:
    assert reason(fault) == said


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_reason_carries_a_word_of_english(number: int) -> None:
    found = reason(OSError(number, "the system's own words"))
    assert not re.search("[a-z]", found)
