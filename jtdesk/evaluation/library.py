"""Schemes and rules of binding as files: those that ship, the user's own, one somebody names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jtdesk.core import paths
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.reasons import reason
from jtdesk.core.toml_file import read_toml
from jtdesk.evaluation import binding_rules, scheme_file, words
from jtdesk.evaluation.binding_rules import BindingRule, binding_rule

Body = dict[str, Any]
SAID = 5


def told(found: Sequence[str]) -> str:
    """Return faults as one sentence, of many only the first."""
    more = f"；另有 {len(found) - SAID} 处" if len(found) > SAID else ""
    return "；".join(found[:SAID]) + more


def files() -> dict[str, Path]:
    """Return the newest file of each scheme by code; the user's own override those that ship."""
    folders = (paths.schemas_dir() / "indicators", paths.user_data_dir() / "schemas/indicators")
    return {
        path.parent.name: path for folder in folders for path in sorted(folder.glob("*/*.toml"))
    }


def library() -> dict[str, Body]:
    """Return every usable scheme by code; files that break the grammar are left out."""
    found = {}
    for code, path in files().items():
        try:
            found[code] = read_scheme(path)
        except InputRefused:
            continue
    return found


def shipped_scheme(code: str) -> Body:
    """Return a scheme of the library.

    Raises:
        RuleError: there is none of that code.
        InputRefused: its file breaks the grammar.
    """
    known = files()
    if code not in known:
        raise RuleError(
            f"没有代码为 {code} 的考核方案。可用：{'、'.join(known)}。", code="unknown_scheme"
        )
    return read_scheme(known[code])


def read_scheme(path: Path) -> Body:
    """Read and check a scheme file.

    Raises:
        InputRefused: it cannot be read or breaks the grammar; the sentence names file and key.
    """
    return _read(path, words.SCHEMES, scheme_file.faults)


def read_rule(path: Path) -> Body:
    """Read and check a file of a binding rule.

    Raises:
        InputRefused: it cannot be read or breaks the grammar; the sentence names file and key.
    """
    return _read(path, words.RULE, binding_rules.faults)


def _read(path: Path, what: str, faults: Callable[[Body], list[str]]) -> Body:
    try:
        body = read_toml(path)
    except OSError as fault:
        raise InputRefused(
            f"无法读取{what}文件 {path}（{reason(fault)}）。", code="file_unreadable"
        ) from fault
    except ValueError as fault:
        raise InputRefused(
            f"{what}文件 {path.name} 不是合规的 TOML，请检查引号、括号和等号（{fault}）。",
            code="bad_rule_file",
        ) from fault
    found = faults(body)
    if found:
        raise InputRefused(
            f"{what}文件 {path.name} 不合规：{told(found)}。请改正后重试。", code="bad_rule_file"
        )
    return body


def rule_of(code: str, body: Body) -> BindingRule:
    """Return the rule of a body somebody gave.

    Raises:
        RuleError: it breaks the grammar.
    """
    found = binding_rules.faults(body)
    if found:
        raise RuleError(f"捆绑规则不合规：{told(found)}。", code="bad_rule")
    return binding_rule(code, body)
