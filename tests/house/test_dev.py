"""The tasks of dev.py: what they say when something is missing, and that set-up is done once."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev():
    """dev.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def made(dev, tmp_path, monkeypatch):
    """A set-up whose steps are written down instead of done."""
    steps = []
    bin_folder = tmp_path / ("Scripts" if os.name == "nt" else "bin")

    def make_venv(venv):
        steps.append("venv")
        bin_folder.mkdir(exist_ok=True)
        dev.tool(venv, "python").write_bytes(b"")

    monkeypatch.setattr(dev, "make_venv", make_venv)
    monkeypatch.setattr(dev, "usable", lambda _python: False)
    monkeypatch.setattr(dev, "install", lambda _venv, lock: steps.append(lock))
    monkeypatch.setattr(dev, "link_program", lambda _venv: steps.append("link"))
    monkeypatch.setattr(dev, "set_up_system", lambda retry: steps.append("system") or True)
    return steps


def dev_py(*words, **environment):
    return subprocess.run(
        [sys.executable, ROOT / "dev.py", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        check=False,
    )


def test_alone_it_lists_the_tasks(dev):
    done = dev_py()
    assert done.returncode == 0
    for name in dev.TASKS:
        assert f"\n  {name} " in done.stdout


def test_an_unknown_task_is_named_with_the_known_ones():
    done = dev_py("biuld")
    assert done.returncode == 2
    assert "biuld" in done.stderr
    assert "build" in done.stderr


def test_an_old_python_gets_a_sentence():
    old = "import sys; sys.version_info = (3, 9, 2); sys.argv[1:] = ['run'];"
    run = f"import runpy; runpy.run_path({str(ROOT / 'dev.py')!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", old + run], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("jtdesk needs Python 3.11 or newer; this is Python 3.9")
    assert "Traceback" not in done.stderr


def test_set_up_is_done_once_and_again_when_a_lock_changes(dev, made, tmp_path, monkeypatch):
    locks = tmp_path / "locks"
    locks.mkdir()
    for name in ("run.txt", "dev.txt"):
        (locks / name).write_text(name)
    monkeypatch.setattr(dev, "LOCKS", locks)
    dev.set_up("run.txt", tmp_path)
    assert made == ["system", "venv", "run.txt", "link"]
    dev.set_up("run.txt", tmp_path)
    assert len(made) == 4
    dev.set_up("dev.txt", tmp_path)
    assert made[4:] == ["system", "dev.txt", "link"]
    dev.set_up("run.txt", tmp_path)
    assert len(made) == 7
    (locks / "run.txt").write_text("newer")
    dev.set_up("run.txt", tmp_path)
    assert made[7:] == ["system", "run.txt", "link"]


def test_an_environment_whose_python_is_gone_is_made_anew(dev, made, tmp_path):
    dev.set_up("run.txt", tmp_path)
    stamp = tmp_path / "jtdesk-set-up.json"
    content = json.loads(stamp.read_text("utf-8")) | {"base": str(tmp_path / "gone")}
    stamp.write_text(json.dumps(content), "utf-8")
    made.clear()
    dev.set_up("run.txt", tmp_path)
    assert "venv" in made


def test_without_the_right_to_install_the_command_is_printed(dev, monkeypatch, capsys):
    monkeypatch.setattr(dev, "apt_prefix", lambda: None)
    assert dev.apt_install(["libegl1"], "Why") is False
    said = capsys.readouterr().err
    assert "apt-get install -y --no-install-recommends libegl1" in said


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ((), True),
        (("group.jtd",), True),
        (("list", "group.jtd", "staff"), False),
        (("--version",), False),
        (("forms",), False),
    ],
)
def test_only_the_window_needs_a_display(dev, arguments, window):
    assert dev.needs_display(arguments) is window


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux goes without a display"
)
def test_without_a_display_run_says_so(dev, monkeypatch, capsys, tmp_path):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "set_up", lambda **_: tmp_path)
    assert dev.main(["run"]) == 2
    said = capsys.readouterr().err
    assert "没有可用的显示器" in said
    assert "import" in said
