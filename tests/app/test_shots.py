"""Pictures of every page, from the command line, without a display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from jtdesk.app import cli_shots, shots, stores
from jtdesk.app.context import page_spec
from jtdesk.app.shots import FULL, Photographer, uncaught
from jtdesk.core.store import Store
from jtdesk.features import FEATURES
from jtdesk.ui import chart_view
from tests.app.worlds import Shell


def test_every_page_full_and_empty(group: Path, tmp_path: Path):
    folder = tmp_path / "图"
    words = ["shots", folder, group, "--size", "1366x768", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "jtdesk", *map(str, words)],
        capture_output=True,
        check=False,
        timeout=240,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DISPLAY": ""},
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    taken = set(json.loads(done.stdout)["pictures"])
    for feature in FEATURES:
        for page in feature.pages:
            assert {f"{page.code}-full.png", f"{page.code}-empty.png"} <= taken
    assert {"window.start.png", "window.search.png", "window.help.png"} <= taken
    image = QImage(str(folder / f"{FEATURES[0].pages[0].code}-full.png"))
    assert (image.width(), image.height()) == (1366, 768)
    colours = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(colours) > 20


def findings(store: Path, folder: Path, page: str) -> list[str]:
    """Photograph one page with its further looks; return what was found wrong."""
    photographer = Photographer(folder, (1366, 768))
    with (
        pytest.MonkeyPatch.context() as only,
        uncaught(photographer.on_raised),
        stores.open_existing(store) as opened,
    ):
        only.setattr(shots, "page_specs", lambda: [page_spec(page)])
        photographer.pages(opened, FULL)
    return photographer.faults


def test_a_figure_that_is_not_drawn_is_a_finding(
    qtbot: Any, group: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = chart_view.render_image

    def broken(spec: Any, *size: Any) -> Any:
        if spec.kind == "pyramid":
            raise RuntimeError("no ink")
        return real(spec, *size)

    monkeypatch.setattr(chart_view, "render_image", broken)
    faults = findings(group, tmp_path, "staff.teachers")
    assert [one for one in faults if one.startswith("staff.teachers-charts: 图没有画出来")]
    assert all(one.startswith("staff.teachers-charts: ") for one in faults)


def test_a_page_that_tells_a_fault_is_a_finding(
    qtbot: Any, group: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from jtdesk.staff.page import StaffPage

    def broken(*_given: Any) -> Any:
        raise RuntimeError("no rows")

    monkeypatch.setattr(StaffPage, "fetch", broken)
    faults = findings(group, tmp_path, "staff.teachers")
    assert any(one.startswith("staff.teachers-full: 程序内部出错") for one in faults)


def test_a_page_that_raises_while_it_shows_rows_is_a_finding(
    qtbot: Any, group: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from jtdesk.schools.page import SchoolsPage

    def broken(*_given: Any) -> None:
        raise ValueError("no drawer")

    monkeypatch.setattr(SchoolsPage, "show_detail", broken)
    with qtbot.captureExceptions():
        faults = findings(group, tmp_path, "schools.members")
    assert any(one.startswith("schools.members: ValueError") for one in faults)


def test_findings_end_the_command_with_three(
    jtdesk: Shell, group: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def taken(folder: Path, store: Store, **_size: object) -> Photographer:
        made = Photographer(folder, (1, 1))
        made.scene = "staff.teachers-charts"
        made.find("图没有画出来")
        return made

    monkeypatch.setattr(cli_shots, "take_all", taken)
    jtdesk("shots", tmp_path, group)
    assert jtdesk.code == 3
    assert "staff.teachers-charts" in jtdesk.err
