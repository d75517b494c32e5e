"""The rules of the house that no stock linter can say."""

import ast
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "jtdesk"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MODULES = sorted(PACKAGE.rglob("*.py"))
FEATURES = tuple(
    contract["containers"][0]
    for contract in CONFIG["tool"]["importlinter"]["contracts"]
    if contract["name"].startswith("The inside of ")
)
FACE = {"words", "tables", "sql", "queries", "service", "feature"}
MOST_LINES = 450
NOBODYS_ROOMS = {"utils", "util", "common", "misc", "helpers", "helper", "manager", "managers"}
BANNED_API_HOMES = {"excel", "ui/prompts.py", "core/clock.py"}


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees(paths=MODULES):
    return [(path, ast.parse(path.read_text("utf-8"))) for path in paths]


def feature_of(module: str) -> str | None:
    return next((name for name in FEATURES if module.startswith(f"{name}.")), None)


def hidden_doors(arrows):
    """Return the arrows that reach into a feature past its face."""
    found = []
    for importer, imported in arrows:
        target = feature_of(imported)
        if target is None or feature_of(importer) in (None, target):
            continue
        if imported.removeprefix(f"{target}.").split(".")[0] not in FACE:
            found.append(f"{importer} -> {imported}")
    return found


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("jtdesk", cache_dir=None)


def test_features_show_only_their_face(graph):
    arrows = [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    ]
    assert len(arrows) > 100
    assert hidden_doors(arrows) == []


def test_hidden_doors_would_be_seen():
    first, second = FEATURES[0], FEATURES[1]
    assert hidden_doors([(f"{second}.service", f"{first}.rules")])
    assert hidden_doors([(f"{second}.page", f"{first}.page")])
    assert not hidden_doors([(f"{second}.service", f"{first}.queries")])
    assert not hidden_doors([(f"{first}.service", f"{first}.rules")])


def test_every_feature_folder_is_under_the_inner_contract():
    faced = {path.parent.name for path in PACKAGE.glob("*/feature.py")} - {"core"}
    assert faced <= {name.split(".")[1] for name in FEATURES}


def test_only_core_opens_the_bare_connection():
    found = [
        f"{place(path)}:{node.lineno}"
        for path, tree in trees()
        if not path.is_relative_to(PACKAGE / "core")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connection"
    ]
    assert found == []


def test_no_room_without_a_subject():
    found = [place(p) for p in PACKAGE.rglob("*") if p.stem.strip("_") in NOBODYS_ROOMS]
    assert found == []


def test_no_file_outgrows_its_subject():
    long = {
        place(path): lines
        for path in MODULES
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_packages_open_with_a_docstring_and_nothing_else():
    found = [
        place(path)
        for path, tree in trees(sorted(PACKAGE.rglob("__init__.py")))
        if len(tree.body) != 1 or not ast.get_docstring(tree)
    ]
    assert found == []


def test_no_type_only_back_doors():
    found = [place(path) for path in MODULES if "TYPE_CHECKING" in path.read_text("utf-8")]
    assert found == []


def test_banned_names_are_not_let_in_by_a_comment():
    found = [
        place(path)
        for path in MODULES
        if "TID251" in path.read_text("utf-8")
        and not any(
            path.relative_to(PACKAGE).as_posix().startswith(home) for home in BANNED_API_HOMES
        )
    ]
    assert found == []


def test_types_have_no_exemption_list():
    assert CONFIG["tool"]["mypy"]["strict"] is True
    loosened = [
        (entry["module"], key)
        for entry in CONFIG["tool"]["mypy"].get("overrides", [])
        for key in entry
        if key not in ("module", "ignore_missing_imports")
    ]
    assert loosened == []
