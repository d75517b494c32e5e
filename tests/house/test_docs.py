"""What the documents name exists: files, tasks, commands of the program."""

import ast
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from jtdesk.app.cli_arguments import parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md")
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".json", ".spec", ".iss", ".mako", ""}
KEPT = (".ci", "installer", "jtdesk", "requirements", "resources", "schemas", "tests")
# A path in a document that stands for a kind of file, or for something a build makes.
STANDS_FOR = re.compile(r"[<>*{}…]|^(?:dist|build|shots|\.venv)(?:/|$)|NAME")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def tasks() -> set[str]:
    """Return the tasks dev.py offers, read without running it."""
    for node in ast.parse(read("dev.py")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "TASKS":
            return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)} - {
                "TASKS",
                "task",
            }
    raise AssertionError("dev.py has no TASKS")


def house_files() -> list[Path]:
    inside = [path for folder in KEPT for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in [*ROOT.iterdir(), *inside]
        if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_named_in_documents_exist(document):
    named = re.findall(
        r"`([\w.\-/<>*{}…]+/[\w.\-/<>*{}…]*|[\w\-]+\.(?:md|toml|py|txt|iss|spec))`", read(document)
    )
    named += re.findall(r"\]\((?!https?:)([^)#]+)", read(document))
    homes = (ROOT, ROOT / "jtdesk", ROOT / "tests")
    kinds = {path.name for path in house_files()}
    kinds |= {f"{kind}.py" for kind in re.findall(r"\((\w+)\)", read("pyproject.toml"))}
    missing = [
        name
        for name in named
        if not STANDS_FOR.search(name)
        and name not in kinds
        and not any((home / name).exists() for home in homes)
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tasks_named_in_documents_exist(document):
    named = set(re.findall(r"dev\.py ([a-z]+)\b", read(document)))
    assert named <= tasks()


def test_the_contributors_page_names_every_task():
    named = set(re.findall(r"dev\.py ([a-z]+)\b", read("CONTRIBUTING.md")))
    assert named == tasks()


def test_readme_names_the_two_commands():
    assert {"run", "test"} <= set(re.findall(r"python3 dev\.py ([a-z]+)\b", read("README.md")))
    assert "py dev.py run" in read("README.md")


def test_commands_shown_in_the_readme_are_understood():
    shown = re.findall(r"^python3 dev\.py run (\w.+)$", read("README.md"), re.MULTILINE)
    assert len(shown) > 5
    for line in shown:
        given = parser().parse_args(shlex.split(line))
        assert given.run, line


def test_forms_named_in_the_readme_ship():
    named = re.findall(r"dev\.py run fill \S+ ([\w-]+) ", read("README.md"))
    assert named
    shipped = [
        tomllib.loads(path.read_text("utf-8"))["code"]
        for path in (ROOT / "schemas" / "forms").rglob("form.toml")
    ]
    assert set(named) <= set(shipped)


def test_every_release_opens_with_three_chinese_sentences():
    releases = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert releases
    for release in releases:
        opening = release.split("###")[0]
        assert opening.count("。") == 3, release.splitlines()[0]


def test_texts_name_no_machine():
    folders = ["/" + name + "/" for name in ("work", "tmp", "root", "home")]
    named = [
        f"{path.relative_to(ROOT).as_posix()}: {folder}"
        for path in house_files()
        for folder in folders
        if re.search(rf"(?<![\w/.>}}~*]){folder}", path.read_text("utf-8", errors="replace"))
    ]
    assert named == []


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_locks_pin_every_package_by_hash_and_name_no_index(lock):
    text = lock.read_text("utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert "index-url" not in text


def test_the_development_lock_holds_the_programs():
    pins = [
        re.findall(r"^\S+==.*$", read(f"requirements/{name}.txt"), re.MULTILINE)
        for name in ("run", "dev", "bench")
    ]
    assert set(pins[0]) <= set(pins[1]) <= set(pins[2])
