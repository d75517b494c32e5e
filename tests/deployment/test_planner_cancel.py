"""Stopping a planner run in the real window: no process left over, the store as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core import solving
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import open_store
from tests.app.test_window import desk, settle  # noqa: F401 - the fixture
from tests.deployment.test_planning import YEAR, world  # noqa: F401 - the fixture

CODE = "deployment.planner"
PROPOSE = "deployment.planner.propose"
# A solving process that tells of its progress and never comes to an end.
ENDLESS = """
import json, os, sys, time
sys.stdin.buffer.read()
open(sys.argv[1] + "/" + str(os.getpid()), "w").close()
told = {"step": "part", "incumbent": 5.0, "bound": 4.0, "seconds": 1.0}
while True:
    print(json.dumps({"progress": told}), flush=True)
    time.sleep(0.02)
"""


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The solving processes that were started and still live, by process id."""
    folder = tmp_path / "processes"
    folder.mkdir()
    command = [sys.executable, "-S", "-c", ENDLESS, str(folder)]
    monkeypatch.setattr(solving, "child_command", lambda: command)

    def alive() -> list[int]:
        return [int(one.name) for one in folder.iterdir() if _alive(int(one.name))]

    yield alive
    for number in alive():
        os.kill(number, signal.SIGTERM)


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except OSError:
        return False
    return True


@pytest.fixture
def planning(desk: Any, world: Any, qtbot: Any) -> Any:  # noqa: F811
    """The window with the planner in front, on a group with a plan to be made."""
    desk.before = world.ask(content_hash)
    world.close()
    desk.begin(world.path)
    settle(qtbot, desk)
    desk.workplace.frame.set(year=YEAR - 1, as_of=None)
    desk.show_page(CODE)
    settle(qtbot, desk)
    return desk


def start(desk: Any, qtbot: Any, running: Any) -> None:  # noqa: F811
    desk.current.commands[PROPOSE].trigger()
    qtbot.waitUntil(lambda: len(running()) == 1 and desk.window.status.cancel.isVisible())


def test_cancel_stops_the_process_and_leaves_the_page_usable(
    planning: Any, qtbot: Any, running: Any, monkeypatch: pytest.MonkeyPatch
):
    page, status = planning.current, planning.window.status
    start(planning, qtbot, running)
    qtbot.waitUntil(lambda: "正在找一个好方案" in status.text.text())
    assert not page.commands[PROPOSE].isEnabled()
    page.act_propose()  # by a way that does not look whether it may
    assert len(planning.workplace.ops.writing) == 1
    person = next(one for one in page.found.problem.people if one.name == "甲0")
    target = next(one.id for one in page.found.problem.schools if one.id != person.home)
    page.send(person.id, target, 0)  # the plan on its way would wipe it out unasked
    assert page.moves == ()
    assert "请等它算完" in planning.window.notices.text.text()
    status.cancel.click()
    settle(qtbot, planning)
    assert running() == []
    assert not status.cancel.isVisible()
    assert "已取消" in planning.window.notices.text.text()
    assert page.moves == ()
    page.send(person.id, target, 0)
    assert [one.person for one in page.moves] == [person.id]
    monkeypatch.undo()
    page.commands[PROPOSE].trigger()
    settle(qtbot, planning)
    assert page.proposal.proven
    assert page.moves
    assert planning.workplace.store.ask(content_hash) == planning.before


def test_closing_the_window_during_a_run_ends_the_process(
    planning: Any, qtbot: Any, running: Any, prompts: Any
):
    start(planning, qtbot, running)
    path = planning.workplace.store.path
    prompts.answers += [False]
    planning.window.close()
    assert planning.window.isVisible()
    assert len(running()) == 1, "the user wanted to wait"
    prompts.answers += [True]
    planning.window.close()
    qtbot.waitUntil(lambda: not planning.window.isVisible())
    assert running() == []
    assert [title for _kind, title, _text in prompts.asked] == ["还有工作在进行"] * 2
    with open_store(path) as again:
        assert again.ask(content_hash) == planning.before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a child with its job object")
def test_a_killed_program_leaves_no_solving_process_behind(tmp_path: Path):
    """The real solving process of a large group, whose parent dies: it finds nobody to tell."""
    code = (
        "from jtdesk.core import solving\n"
        "from jtdesk.deployment import solver\n"
        "from tests.deployment.planner_worlds import world\n"
        "real = solving.subprocess.Popen\n"
        "def started(*a, **k):\n"
        "    child = real(*a, **k)\n"
        "    print(child.pid, flush=True)\n"
        "    return child\n"
        "solving.subprocess.Popen = started\n"
        "solver.solve(world(40, 2500, 3, budget=60), seconds=120)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)
