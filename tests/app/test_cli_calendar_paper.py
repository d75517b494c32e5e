"""``jtdesk calendar`` as workbook and PDF, without a window."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from jtdesk.core.store import open_store
from tests.lessonprep.prep_world import a_world


def run(*words: str) -> int:
    from jtdesk.app.cli import main

    return main([str(word) for word in words])


def test_a_term_and_a_schools_extract_are_written(
    store_path: Path, tmp_path: Path, capsys, qapp
) -> None:
    with open_store(store_path) as store:
        world = a_world(store)
        world.session(day="2025-10-22", host_id=world.schools["东校"])
    plan, extract = tmp_path / "plan.xlsx", tmp_path / "east.pdf"
    assert run("calendar", store_path, "--term", "2025-1", "-o", plan) == 0
    texts = {str(c.value) for row in load_workbook(plan).active.iter_rows() for c in row}
    assert any("★东校" in text for text in texts)
    capsys.readouterr()
    code = run(
        "calendar", store_path, "--term", "2025-1", "--school", "东校", "-o", extract, "--json"
    )
    assert code == 0
    assert json.loads(capsys.readouterr().out)["sessions"] == 1
    assert extract.read_bytes().startswith(b"%PDF")


def test_a_term_without_dates_is_a_sentence(store_path: Path, tmp_path: Path, capsys, qapp) -> None:
    with open_store(store_path) as store:
        a_world(store, terms=False)
    assert run("calendar", store_path, "--term", "2025-1", "-o", tmp_path / "plan.pdf") == 3
    assert "还没有填写起止日期和第一周" in capsys.readouterr().err
    assert not (tmp_path / "plan.pdf").exists()
