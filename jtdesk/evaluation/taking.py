"""How scores enter from workbooks: one line a school, indicator and rater."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.text import fold
from jtdesk.evaluation import cases, naming, queries, rounds, scheme_reads, scoring_desk, words
from jtdesk.evaluation.periods import bare, heading, period_of
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.scheme import Scheme
from jtdesk.evaluation.scheme_reads import Version, stored
from jtdesk.evaluation.scoring_desk import Entry
from jtdesk.evaluation.tables import VetoCase
from jtdesk.schools.queries import school_ids, school_names

NAMED = ("考核", "评价", "评估", "学年", "年度")
WORTH = ("points", "value")
TEXTS = ("comment", "evidence")


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every score as a workbook states it."""
    names = ("id", "round", "school", "indicator", "rater", *WORTH, *TEXTS)
    found = [{name: row[name] for name in names} for row in queries.scores(session, Ask())]
    return [*found, *_vetoes(session, names)]


def _vetoes(session: Session, names: Sequence[str]) -> list[Row]:
    """Return the vetoes that were entered, as lines of a score sheet."""
    schools = school_names(session)
    return [
        dict.fromkeys(names)
        | {
            "id": row["id"], "round": one.name, "school": schools[row["school_id"]],
            "indicator": row["veto"], "rater": words.VETO, "comment": row["reason"],
        }
        for one in queries.all_rounds(session)
        for row in stored(session, VetoCase, VetoCase.round_id == one.id)
    ]  # fmt: skip


def around(texts: Sequence[str]) -> Row:
    """Return what stands around the table and may name the round."""
    return {"told": bare(heading(texts, NAMED))}


def new_round_name(session: Session, written: str | None, told: str, as_of: str) -> str:
    """Return which round a line speaks of: one that is there, or the name of a new one.

    Raises:
        RuleError: the line names none and there are several.
    """
    known = queries.all_rounds(session)
    text = written or told
    exactly = [one for one in known if one.name == text]
    near = [one for one in known if text and (text in one.name or one.name in text)]
    if exactly or len(near) == 1:
        return (exactly or near)[0].name
    if written:
        return written
    taking = [one for one in known if one.state == words.OPEN]
    if len(taking) == 1:
        return taking[0].name
    if known:
        raise RuleError(
            f"没有写是哪一轮的评分。请加一栏“轮次”，可写：{'、'.join(one.name for one in known)}。",
            code="unknown_round", at="round",
        )  # fmt: skip
    return f"{clock.school_year(date.fromisoformat(as_of))}学年考核"


@dataclass
class _Reader:
    """Understands lines of scores; each round is looked up once."""

    session: Session
    as_of: str
    known: dict[str, Round]
    going_by: Version | None
    finders: dict[str, naming.Leaves] = field(default_factory=dict)
    names: dict[tuple[str | None, str], str] = field(default_factory=dict)

    def __call__(self, row: Row) -> list[Fault]:
        try:
            self._understand(row)
        except RuleError as fault:
            value = row.get(fault.at)
            shown = "" if value is None else str(value)
            return [Fault(fault.code, fault.at, fault.message, shown)]
        return []

    def _understand(self, row: Row) -> None:
        told = row.pop("told", "") or ""
        asked = (row.get("round"), told)
        if asked not in self.names:
            self.names[asked] = new_round_name(self.session, *asked, self.as_of)
        name = row["round"] = self.names[asked]
        one = self.known.get(name)
        if one is not None and one.state != words.OPEN:
            raise RuleError(
                f"“{name}”{words.STATES[one.state]}，不再接收评分。", code="wrong_state", at="round"
            )
        scheme = self._scheme(one, name)
        if self._veto(scheme, row):
            return
        if scheme.code not in self.finders:
            self.finders[scheme.code] = naming.Leaves(scheme)
        finder = self.finders[scheme.code]
        leaf = finder.find(str(row["indicator"]))
        row["indicator"] = leaf.code
        rater = scoring_desk.rater_of(scheme, one, leaf, row.get("rater") or "")
        row["rater"] = scheme.rater(rater).title
        if all(row.get(at) is None for at in WORTH):
            raise RuleError("没有写得分。", code="not_a_number", at="points")
        entry = Entry("", leaf.code, row["rater"], row.get("points"), row.get("value"))
        scoring_desk.refuse_entry(scheme, leaf, rater, entry)

    def _veto(self, scheme: Scheme, row: Row) -> bool:
        """Tell whether a line speaks of a veto, which happened where it is written down."""
        written = fold(str(row["indicator"]))
        veto = next((v for v in scheme.vetoes if written in {fold(v.title), fold(v.code)}), None)
        if veto is None:
            return False
        if row.pop("points", None) not in {None, 1}:
            raise RuleError(
                f"“{veto.title}”是一票否决，发生了才写，得分栏留空或写 1。",
                code="bad_score", at="points",
            )  # fmt: skip
        row["indicator"], row["rater"] = veto.code, words.VETO
        return True

    def _scheme(self, one: Round | None, name: str) -> Scheme:
        if one is not None:
            return one.scheme
        if self.going_by is None:
            raise RuleError(
                f"没有名为“{name}”的考核轮次，也没有考核方案。请先导入或选用考核方案。",
                code="unknown_round", at="round",
            )  # fmt: skip
        return self.going_by.scheme


def understood(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that round, indicator and rater are known and the points fit."""
    known = {one.name: one for one in queries.all_rounds(session)}
    return _Reader(session, as_of, known, scheme_reads.newest(session))


def beside(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return what is told of rounds that are opened and schools that join by this import."""
    known = {one.name: one for one in queries.all_rounds(session)}
    members = {
        (name, row["school"])
        for name, one in known.items()
        for row in queries.round_schools(session, one.id)
    }
    going_by = scheme_reads.newest(session)
    told: set[tuple[str, str]] = set()

    def check(row: Row) -> list[Fault]:
        name, school = row["round"], row.get("school")
        if name not in known:
            if (name, "") in told or going_by is None:
                return []
            told.add((name, ""))
            message = (
                f"没有名为“{name}”的考核轮次，已按“{going_by.scheme.title}”新开一轮，"
                "捆绑规则用常用比例，可以修改。"
            )
            return [Fault("round_opened", "round", message, name)]
        if school is None or (name, school) in members | told:
            return []
        told.add((name, school))
        message = f"{school}原来不在“{name}”的参评学校中，已加入。"
        return [Fault("school_joined", "school", message, school)]

    return check


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write scores; a round nobody has opened is opened by the newest scheme."""
    ids = school_ids(session)
    held = {row["id"]: row for row in current(session, as_of)} if any(w.id for w in writes) else {}
    by_round: dict[str, list[Row]] = {}
    for each in writes:
        row = {**held.get(each.id or "", {}), **each.values}
        by_round.setdefault(row["round"], []).append(row)
    for name, rows in by_round.items():
        named = list(dict.fromkeys(ids[row["school"]] for row in rows))
        one = _opened(session, name, named, as_of)
        there = {row["school_id"] for row in queries.round_schools(session, one.id)}
        joining = [school for school in named if school not in there]
        rounds.add_schools(session, one.id, joining, one.row["end"])
        _put_vetoes(session, one, [row for row in rows if row["rater"] == words.VETO], ids)
        entries = [
            Entry(ids[row["school"]], row["indicator"], row["rater"],
                  **{at: row.get(at) for at in (*WORTH, *TEXTS)})
            for row in rows if row["rater"] != words.VETO
        ]  # fmt: skip
        finder = naming.Leaves(one.scheme)
        columns = [scoring_desk.columns_of(one, finder, entry) for entry in entries]
        scoring_desk.put_scores(session, one.id, columns)


def _put_vetoes(
    session: Session, one: Round, rows: Sequence[Row], ids: Mapping[str, str]
) -> None:  # fmt: skip
    for row in rows:
        reason = row.get("comment") or words.UNTOLD
        veto = cases.VetoSet(one.id, ids[row["school"]], row["indicator"], reason)
        cases.set_veto(session, veto)


def _opened(session: Session, name: str, ids: Sequence[str], as_of: str) -> Round:
    found = next((one for one in queries.all_rounds(session) if one.name == name), None)
    if found is not None:
        return found
    going_by = scheme_reads.newest(session)
    if going_by is None:  # pragma: no cover - refused before
        raise RuleError("没有考核方案。", code="unknown_scheme")
    year = clock.school_year(date.fromisoformat(as_of))
    start, end = period_of(name, going_by.scheme, year)
    draft = rounds.RoundDraft(name, going_by.id, start, end, schools=ids)
    return queries.round_of(session, rounds.open_round(session, draft))
