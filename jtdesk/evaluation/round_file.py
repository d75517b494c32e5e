"""A round as a file: ``[round]`` keys that open one, checked like every data file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.core.toml_file import read_toml
from jtdesk.evaluation import binding_rules, library, queries, rounds, scheme_reads, schemes
from jtdesk.evaluation.key_checks import LIST, TABLE, TEXT, keys, needed
from jtdesk.schools.queries import school_ids

KNOWN = {
    "name": TEXT, "scheme": TEXT, "start": TEXT, "end": TEXT, "schools": LIST, "raters": LIST,
    "base": TEXT, "note": TEXT, "rule": TABLE,
}  # fmt: skip


def read_round(path: Path) -> dict[str, Any]:
    """Read and check a file of a round.

    Raises:
        InputRefused: it cannot be read or breaks the grammar.
    """
    try:
        body = read_toml(path)
    except OSError as fault:
        raise InputRefused(
            f"无法读取轮次文件 {path}（{reason(fault)}）。", code="file_unreadable"
        ) from fault
    except ValueError as fault:
        raise InputRefused(
            f"轮次文件 {path.name} 不是合规的 TOML，请检查引号、括号和等号（{fault}）。",
            code="bad_rule_file",
        ) from fault
    found = keys(body, KNOWN) + needed(body, ("name", "scheme", "start", "end"), "")
    if not found and "rule" in body:
        found = [f"rule：{one}" for one in binding_rules.faults(body["rule"])]
    if found:
        raise InputRefused(
            f"轮次文件 {path.name} 不合规：{library.told(found)}。请改正后重试。",
            code="bad_rule_file",
        )
    return body


def draft_of(session: Session, body: Mapping[str, Any]) -> rounds.RoundDraft:
    """Return the round of a file; a scheme of the library is adopted where it is not yet.

    Raises:
        InputRefused: a school nobody knows.
        JtdeskError: an unknown scheme or base round.
    """
    going_by = scheme_reads.newest(session, body["scheme"])
    if going_by is None:
        made = schemes.adopt_scheme(session, schemes.Adoption(body["scheme"]))
        going_by = scheme_reads.version(session, made)
    known = school_ids(session)
    named = body.get("schools")
    strange = [one for one in named or () if one not in known]
    if strange:
        raise InputRefused(
            f"集团内没有学校“{'、'.join(strange)}”。请改正轮次文件里的 schools。",
            code="unknown_school",
        )
    base = queries.find_round(session, body["base"]).id if "base" in body else None
    rule = body.get("rule")
    return rounds.RoundDraft(
        name=body["name"], scheme_id=going_by.id, start=body["start"], end=body["end"], rule=rule,
        rule_code=rule.get("code", rule["method"]) if rule else rounds.DEFAULT_RULE,
        schools=[known[one] for one in named] if named else None, raters=body.get("raters"),
        base_id=base, note=body.get("note"),
    )  # fmt: skip


def open_from(session: Session, body: Mapping[str, Any]) -> str:
    """Open the round of a file as part of an operation; return its id."""
    return rounds.open_round(session, draft_of(session, body))
