"""What the program needs is declared, and a wheel carries its data along."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"jtdesk", "tests", "stamp"}
PACKED = ("jtdesk", "installer", "resources", "schemas", "pyproject.toml", "README.md")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", name)[0]).lower()


def imported(files) -> dict[str, set[str]]:
    """Return the distributions the files import, each with the files that do."""
    homes = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in {name.split(".")[0] for name in names} - OURS:
                if name not in sys.stdlib_module_names:
                    for home in homes.get(name, [name]):
                        found.setdefault(plain(home), set()).add(path.relative_to(ROOT).as_posix())
    return found


def pinned(lock: str) -> set[str]:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    return {plain(line) for line in re.findall(r"^\S+==", text, re.MULTILINE)}


def test_the_program_imports_only_what_it_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {plain(line) for line in project["dependencies"]}
    # shiboken6 is the half of PySide6 that cannot be asked for alone.
    needed = imported((ROOT / "jtdesk").rglob("*.py"))
    undeclared = {name: sorted(where)[:3] for name, where in needed.items() if name not in declared}
    undeclared.pop("shiboken6", None)
    assert undeclared == {}
    assert declared <= pinned("run.txt")


def test_tests_import_only_what_their_lock_holds():
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "bench" not in path.parts]
    unlocked = {k: sorted(v) for k, v in imported(tests).items() if k not in pinned("dev.txt")}
    assert unlocked == {}
    bench = imported((ROOT / "tests" / "bench").rglob("*.py"))
    assert set(bench) <= pinned("bench.txt")


def test_a_wheel_finds_its_data_anywhere(tmp_path):
    source, out, site = (tmp_path / name for name in ("source", "out", "site"))
    source.mkdir()
    for name in PACKED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    build = "from setuptools import build_meta as b; import sys; b.build_wheel(sys.argv[1])"
    out.mkdir()
    subprocess.run([sys.executable, "-c", build, out], cwd=source, check=True, capture_output=True)
    (wheel,) = out.glob("jtdesk-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    ask = (
        "import json; from jtdesk.core import paths; from jtdesk.migrations import layout;"
        "print(json.dumps([str(paths.schemas_dir()), str(paths.resources_dir()), layout.newest()]))"
    )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", ask],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    schemas, resources, newest = json.loads(answer.stdout)
    assert newest
    for found, ours in ((schemas, ROOT / "schemas"), (resources, ROOT / "resources")):
        assert Path(found).is_relative_to(site)
        wanted = {
            path.relative_to(ours)
            for path in ours.rglob("*")
            if path.is_file()
            and not path.name.startswith((".", "~$"))
            and "__pycache__" not in path.parts
        }
        assert wanted
        assert wanted <= {path.relative_to(found) for path in Path(found).rglob("*")}
