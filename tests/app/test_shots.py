"""Pictures of every page, from the command line, without a display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from jtdesk.features import FEATURES


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
