"""What stands on screen is set as Chinese is: full-width signs between Chinese characters."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "jtdesk"
MODULES = sorted(PACKAGE.rglob("*.py"))
HELP = sorted((PACKAGE.parent / "resources" / "help").glob("*.md"))
HALF = re.compile(r"[\u4e00-\u9fff”」』）》][,;:?!][\u4e00-\u9fff“「『（《]")
# Patterns of headings and cells are read by machines.
PATTERN = re.compile(r"\(\?|\\[dswb]|\[\^|\.\*|\|")
# In prose no half-width sign stands beside a Chinese character, bold or not; parentheses never.
PROSE = re.compile(r"[\u4e00-\u9fff*”」』）》][,;:?!]|[,;:?!][\u4e00-\u9fff“「『（《]|[()]")
CODE_OR_LINK = re.compile(r"`[^`]*`|\]\([^)]*\)")


def texts(path: Path) -> list[tuple[int, str]]:
    """Return line and text of every literal, the pieces of an f-string joined by a stand-in."""
    found = []
    tree = ast.parse(path.read_text("utf-8"))
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            pieces = [
                part.value if isinstance(part, ast.Constant) else "一" for part in node.values
            ]
            found.append((node.lineno, "".join(map(str, pieces))))
    found += [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    ]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_signs_between_chinese_characters_are_full_width(path: Path):
    wrong = [
        (line, text)
        for line, text in texts(path)
        if "。" in text and HALF.search(text) and not PATTERN.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", HELP, ids=lambda path: path.name)
def test_help_is_set_in_full_width_signs(path: Path):
    lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
    assert [line for line in lines if PROSE.search(CODE_OR_LINK.sub("", line[1]))] == []


SHOWN = re.compile(r'^(?:title|source|note) = "(.*)"$', re.MULTILINE)
SHELVES = (
    "policies",
    "curricula",
    "loads",
    "establishment",
    "subsidies",
    "experience",
    "regimes",
    "indicators",
)
STANDARDS = [
    path
    for shelf in SHELVES
    for path in sorted((PACKAGE.parent / "schemas" / shelf).rglob("*.toml"))
]
BESIDE = re.compile(r"[\u4e00-\u9fff”》）][,;:?!(]|[,;:?!)][\u4e00-\u9fff“《（]")


@pytest.mark.parametrize("path", STANDARDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_standard_says_of_itself_is_set_in_full_width_signs(path: Path):
    assert [text for text in SHOWN.findall(path.read_text("utf-8")) if BESIDE.search(text)] == []
