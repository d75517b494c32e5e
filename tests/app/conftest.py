from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.worlds import Shell, school_sheet, staff_sheet


@pytest.fixture
def jtdesk(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def group(jtdesk: Shell, tmp_path: Path) -> Path:
    """A store with two schools and three people, made by the command line itself."""
    path = tmp_path / "集团.jtd"
    jtdesk("new", path, "--name", "试验集团", "--year", "2025")
    assert jtdesk.code == 0, jtdesk.err
    jtdesk("import", path, school_sheet(tmp_path))
    assert jtdesk.code == 0, jtdesk.out + jtdesk.err
    jtdesk("import", path, staff_sheet(tmp_path))
    assert jtdesk.code in (0, 1), jtdesk.err
    return path
