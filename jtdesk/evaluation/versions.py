"""Frozen schemes and rules: the text a round keeps, its fingerprint, and what a change changed.

A frozen text is the body of the file in one canonical form. A round that keeps it is recomputed
from it alone, whatever became of the file; a change of the file shows as another fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import exact


def canonical(body: Any) -> str:  # noqa: ANN401 - TOML is any of its kinds
    """Return a body as text: keys sorted, numbers exact, 10 and 10.0 alike."""
    return json.dumps(_plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def version(body: Mapping[str, Any]) -> str:
    """Return the short mark of a version, as sheets print it."""
    return fingerprint(body)[:8]


def thawed(text: str) -> dict[str, Any]:
    """Return the body that a canonical text holds, sealed or not."""
    body: dict[str, Any] = json.loads(text) if text.startswith("{") else opened(text)
    return body


def sealed(said: str, value: Any) -> str:  # noqa: ANN401 - any of JSON's kinds
    """Return a value as the store keeps it: a line for who meets it in the history, then the text.

    Args:
        said: what it is.
        value: the body.
    """
    return f"{said}：{words.SEALED}\n{canonical(value)}"


def opened(text: str) -> Any:  # noqa: ANN401
    """Return what was sealed."""
    return json.loads(text.partition("\n")[2])


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return what is different in a newer body, a sentence each, in the order of the new one."""
    before, after = dict(_flat(_plain(old), "")), dict(_flat(_plain(new), ""))
    found = []
    for place, value in after.items():
        if place not in before:
            found.append(f"新增 {place}：{value}")
        elif before[place] != value:
            found.append(f"{place} 由 {before[place]} 改为 {value}")
    return found + [
        f"删去 {place}：{value}" for place, value in before.items() if place not in after
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - TOML is any of its kinds
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and exact(value).denominator == 1:
        return int(value)
    return value


def _flat(value: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield every plain value with its place; rows are named by their title, not by number."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(one, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            title = one.get("title") if isinstance(one, dict) else None
            yield from _flat(one, f"{place}“{title}”" if title else f"{place} 第 {number} 项")
    else:
        yield place, str(value)
