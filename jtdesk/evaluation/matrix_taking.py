"""Scores from a table of schools by indicators, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import library, naming, queries, rounds, scoring_desk, words
from jtdesk.evaluation.amounts import written
from jtdesk.evaluation.score_grid import read_matrix
from jtdesk.evaluation.scoring_desk import Entries, Entry
from jtdesk.excel.grid import Book
from jtdesk.schools import queries as schools


@dataclass(frozen=True)
class MatrixBook:
    """A workbook of scores for a round; ``rater`` by title or code."""

    round: str
    book: Book
    rater: str = ""


@operation("evaluation.take_matrix", words.ENTER_SCORES)
def take_matrix(session: Session, command: MatrixBook) -> int:
    """Take in every table of schools by indicators of a workbook; return how many changed.

    Raises:
        InputRefused: there is none, or a cell does not fit; the sentence names the cells.
        JtdeskError: no such round, or it takes no scores.
    """
    one = queries.find_round(session, command.round)
    rater = naming.rater_code(one.scheme, command.rater)
    leaves, ids = naming.Leaves(one.scheme), schools.school_ids(session)
    called: dict[str, str] = {}
    for row in schools.schools(session, Ask()):
        called |= {word: row["name"] for word in (row["short_name"], row["name"]) if word}
    tables = [
        (grid.name, found)
        for grid in command.book.sheets
        if grid.visible and (found := read_matrix(grid.rows, leaves, called)) is not None
    ]
    name = command.book.name
    if not any(found.scores or found.faults for _sheet, found in tables):
        raise InputRefused(
            f"{name} 里没有找到“学校×指标”的评分表。请让一行写指标、一列写学校，或反过来。",
            code="nothing_recognised",
        )
    faults = [f"“{sheet}”{fault}" for sheet, found in tables for fault in found.faults]
    if faults:
        raise InputRefused(
            f"{name} 没有导入：{library.told([fault.rstrip('。') for fault in faults])}。",
            code="bad_score",
        )
    scores = [score for _sheet, found in tables for score in found.scores]
    there = {row["school_id"] for row in queries.round_schools(session, one.id)}
    joining = dict.fromkeys(ids[score.school] for score in scores)
    rounds.add_schools(
        session, one.id, [school for school in joining if school not in there], one.row["end"]
    )
    entries = [
        Entry(ids[score.school], score.leaf, rater, points=written(score.points))
        for score in scores
    ]
    changed = scoring_desk.enter_scores(session, Entries(one.id, entries))
    describe(session, f"{one.name} {name}，{one.scheme.rater(rater).title} {len(entries)} 条")
    return changed


OPERATIONS = (take_matrix,)
