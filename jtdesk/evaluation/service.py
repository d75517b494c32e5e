"""Writes of evaluation: schemes, rounds, scores, what is published of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core.operations import operation
from jtdesk.evaluation import (
    appeals,
    cases,
    matrix_taking,
    publishing,
    round_file,
    rounds,
    schemes,
    scoring_desk,
    words,
)
from jtdesk.evaluation.appeals import AppealDecided, AppealFiled, decide_appeal, file_appeal
from jtdesk.evaluation.cases import (
    AppliesChoice,
    VetoLift,
    VetoSet,
    lift_veto,
    set_applies,
    set_veto,
)
from jtdesk.evaluation.publishing import (
    Publication,
    Reopening,
    SchoolSettings,
    lock_round,
    publish_round,
    reopen_round,
    set_school,
)
from jtdesk.evaluation.rounds import (
    OfRound,
    RoundDraft,
    RoundEdit,
    edit_round,
    open_round,
    remove_round,
    start_scoring,
)
from jtdesk.evaluation.schemes import (
    Adoption,
    SchemeEdit,
    SchemeEnd,
    adopt_scheme,
    edit_scheme,
    remove_scheme,
)
from jtdesk.evaluation.scoring_desk import (
    Entries,
    Entry,
    MeasuresWanted,
    ScoresGone,
    enter_scores,
    remove_scores,
    take_auto_measures,
)


@operation("evaluation.open_round_file", words.OPEN_ROUND)
def open_round_file(session: Session, body: Mapping[str, Any]) -> str:
    """Open the round of a file (see `round_file`); return its id."""
    return round_file.open_from(session, body)


OPERATIONS = (
    *schemes.OPERATIONS, *rounds.OPERATIONS, open_round_file, *scoring_desk.OPERATIONS,
    *matrix_taking.OPERATIONS, *cases.OPERATIONS, *publishing.OPERATIONS, *appeals.OPERATIONS,
)  # fmt: skip

__all__ = [
    "OPERATIONS", "Adoption", "AppealDecided", "AppealFiled", "AppliesChoice", "Entries", "Entry",
    "MeasuresWanted", "OfRound", "Publication", "Reopening", "RoundDraft", "RoundEdit",
    "SchemeEdit", "SchemeEnd", "SchoolSettings", "ScoresGone", "VetoLift", "VetoSet",
    "adopt_scheme", "decide_appeal", "edit_round", "edit_scheme", "enter_scores", "file_appeal",
    "lift_veto", "lock_round", "open_round", "open_round_file", "publish_round", "remove_round",
    "remove_scheme",
    "remove_scores", "reopen_round", "set_applies", "set_school", "set_veto", "start_scoring",
    "take_auto_measures",
]  # fmt: skip
