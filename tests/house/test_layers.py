"""What the layers inside a feature may know, read from the comments of their contracts."""

import re
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "pyproject.toml").read_text("utf-8")
SHOWS = ("the pages", "big widgets", "dialogs", "how painted figures look", "the list on screen")
PURE = ("pure", "Field declarations", "rules and tables", "words")
QT = ("PySide6", "matplotlib")
OUTSIDE = ("sqlalchemy", "openpyxl", "jtdesk.core.db")
CONTRACT = re.compile(r'name = "The inside of (\w+)"\n.*?layers = \[\n(.*?)\n\]\n', re.DOTALL)


def layers(block: str) -> list[tuple[str, list[str]]]:
    """Return what is said of each layer, and the files in it."""
    found, said = [], ""
    for part in re.split(r"\n(?=  [\"#])", block):
        written, _, beside = part.partition("#")
        if not written.strip():
            said = beside.strip()
            continue
        (names,) = tomllib.loads(f"names = [{written}]")["names"]
        found.append((beside.strip() or said, re.findall(r"\w+", names)))
    return found


INSIDES = {feature: layers(block) for feature, block in CONTRACT.findall(TEXT)}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    made = grimp.build_graph("jtdesk", include_external_packages=True, cache_dir=None)
    # A Dataset names the session its reader takes; who only holds the catalogue opens none.
    made.remove_import(importer="jtdesk.core.datasets", imported="sqlalchemy")
    return made


def reaching(graph: grimp.ImportGraph, outside: tuple[str, ...]) -> set[str]:
    return set().union(*(graph.find_downstream_modules(one) for one in outside))


def test_the_contracts_are_read():
    assert {"schools", "staff", "deployment", "lessonprep", "intake"} <= INSIDES.keys()
    for feature, found in INSIDES.items():
        files = {path.stem for path in (ROOT / "jtdesk" / feature).glob("*.py")} - {"__init__"}
        assert {name for _, names in found for name in names} == files
        assert all(said for said, _ in found), "each layer says what it is"


def test_what_reaches_out_would_be_seen(graph: grimp.ImportGraph):
    assert "jtdesk.lessonprep.calendar_page" in reaching(graph, QT)
    assert "jtdesk.lessonprep.groups" in reaching(graph, OUTSIDE)


@pytest.mark.parametrize("feature", INSIDES)
def test_only_what_shows_knows_qt(graph: grimp.ImportGraph, feature: str):
    knows = reaching(graph, QT)
    found = [
        name
        for said, names in INSIDES[feature]
        if not said.startswith(SHOWS)
        for name in (*names, "feature")
        if f"jtdesk.{feature}.{name}" in knows
    ]
    assert found == []


@pytest.mark.parametrize("feature", INSIDES)
def test_rules_are_pure(graph: grimp.ImportGraph, feature: str):
    knows = reaching(graph, OUTSIDE)
    found = [
        name
        for said, names in INSIDES[feature]
        if said.startswith(PURE)
        for name in names
        if name != "tables" and f"jtdesk.{feature}.{name}" in knows
    ]
    assert found == []
