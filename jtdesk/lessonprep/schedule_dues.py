"""What a regime or the stored series of a term demand, with the series every session belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from jtdesk.core import paths
from jtdesk.core.codes import CodeLists
from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.core.reasons import reason
from jtdesk.core.toml_file import read_toml
from jtdesk.lessonprep import regime, series, words
from jtdesk.lessonprep.neighbours import neighbours
from jtdesk.lessonprep.regime import Demand, GroupPart, Regime, SeriesRule
from jtdesk.lessonprep.schedule_ground import NAMED, TermGround
from jtdesk.lessonprep.slots import ONLINE

SHIPPED = "six-schools"
SAID = 5


@dataclass(frozen=True)
class SeriesOf:
    """The series a demand belongs to.

    Attributes:
        key: group and number of the rule.
        id: of the stored series, None where there is none yet.
    """

    key: tuple[str, int]
    rule: SeriesRule
    id: str | None = None


@dataclass(frozen=True)
class Wanted:
    """A demand with its series."""

    demand: Demand
    series: SeriesOf


def of_regime(session: Session, rules: Regime, ground: TermGround) -> list[Wanted]:
    """Return what a regime demands of a term."""
    parts = [_part(row, ground, rules) for row in ground.groups]
    near = {part.id: _near(rules, part, ground) for part in parts}
    stored = {
        (row["group_id"], row["topology"], row["kind"], row["every"]): row["id"]
        for row in series.stored(session)
        if row["term"] == ground.term and row["rrule"] is None
    }
    found = []
    for part in parts:
        asked = regime.Asked(
            ground.calendar, ground.term, (part,), ground.names, {part.stage: near[part.id]}
        )
        for one in regime.demands(rules, asked):
            rule = rules.series[one.rule]
            known = stored.get((part.id, topology(rule), rule.kind, rule.every))
            found.append(Wanted(one, SeriesOf((part.id, one.rule), rule, known)))
    return found


def of_stored(session: Session, ground: TermGround) -> list[Wanted]:
    """Return what the stored series of the term demand that leave their dates to the scheduler."""
    rows = {row["id"]: row for row in ground.groups}
    found = []
    names = ground.names
    for number, row in enumerate(series.stored(session)):
        group = rows.get(row["group_id"])
        if row["term"] != ground.term or row["rrule"] is not None or row["start"] or not group:
            continue
        rule = _stored_rule(row, names)
        part = _part(group, ground, None)
        pairs = row["schools"] if row["topology"] == "pairs" and row["schools"] else None
        near = [(one, other) for one, other in pairs] if pairs else _near(None, part, ground)
        rules = Regime(rule.title, "", (rule,), least_days=10)
        asked = regime.Asked(ground.calendar, ground.term, (part,), names, {part.stage: near})
        for one in regime.demands(rules, asked):
            renumbered = replace(one, rule=number, series=f"{row['id']}|{'+'.join(one.schools)}")
            found.append(Wanted(renumbered, SeriesOf((part.id, number), rule, row["id"])))
    return found


def _stored_rule(row: Row, names: Mapping[str, str]) -> SeriesRule:
    schools: str | tuple[str, ...] = regime.ALL
    if row["topology"] == "pairs":
        schools = regime.NEIGHBOURS
    elif row["topology"] == "listed":
        schools = tuple(names[one] for one in row["schools"] or () if one in names)
    form = row["form"] or words.FORMS[0]
    host = row["host_rule"] or regime.ROTATE
    return SeriesRule(
        title=row["title"], kind=row["kind"], stages=(), subjects=(), schools=schools,
        every=row["every"], periods=row["periods"] or 2, form=form,
        host=regime.NONE if form == ONLINE else host, host_school=names.get(row["host_id"] or ""),
    )  # fmt: skip


def topology(rule: SeriesRule) -> str:
    """Return the stored word for who meets."""
    if rule.schools == regime.ALL:
        return "all"
    return "pairs" if rule.schools == regime.NEIGHBOURS else "listed"


def _part(row: Row, ground: TermGround, rules: Regime | None) -> GroupPart:
    homes = {one.school_id for one in ground.members[row["id"]]}
    here = tuple(one for one in ground.names if one in homes)
    weekday = row["weekday"] or (rules.weekday(row["stage"], row["subject"]) if rules else None)
    return GroupPart(row["id"], row["name"], row["stage"], row["subject"], here, weekday)


def _near(rules: Regime | None, part: GroupPart, ground: TermGround) -> list[tuple[str, str]]:
    """Return the neighbouring pairs of a group, as the regime says or by travel time."""
    said = (rules.neighbours.get(part.stage) or rules.neighbours.get(None)) if rules else None
    if said:
        ids = {name: one for one, name in ground.names.items()}
        return [(ids[one], ids[other]) for one, other in said]
    return neighbours(ground.minutes, ground.part[part.id])


def refuse_unknown(rules: Regime, ground: TermGround) -> None:
    """Refuse a regime that speaks of schools, stages or subjects nobody knows."""
    for title, name, said in (
        ("学段", "stage", [one for rule in rules.series for one in rule.stages]),
        ("学科", "subject", [one for rule in rules.series for one in rule.subjects]),
        ("学段", "stage", [*rules.neighbours, *(stage for stage, _ in rules.weekdays)]),
        ("学科", "subject", [subject for _, subject in rules.weekdays]),
    ):
        taught = {row[name] for row in ground.groups}
        known = _lists()[name].values
        strange = [one for one in dict.fromkeys(said) if one and one not in (*known, *taught)]
        if strange:
            raise InputRefused(
                f"制度里的{title}“{'”“'.join(strange[:NAMED])}”不认识。"
                f"请改成花名册里用的{title}名称，如{'、'.join(known[1:3])}。",
                code="unknown_code_word",
            )
    unknown = regime.unknown_schools(rules, ground.names.values())
    if unknown:
        raise InputRefused(
            f"制度里的{'、'.join(unknown[:NAMED])}不在本集团的学校名单里，请核对学校名称。",
            code="unknown_school",
        )


def regimes() -> dict[str, Path]:
    """Return the files of regimes by code; the user's own override those that ship."""
    folders = (paths.schemas_dir() / "regimes", paths.user_data_dir() / "schemas" / "regimes")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def read_regime_file(path: Path) -> Regime:
    """Return the regime a file states.

    Raises:
        InputRefused: it cannot be read or breaks the grammar; says where and what to do.
    """
    try:
        body = read_toml(path)
    except OSError as fault:
        raise InputRefused(
            f"无法读取制度文件 {path}（{reason(fault)}），请核对文件名。", code="regime_unreadable"
        ) from fault
    except ValueError as fault:
        raise InputRefused(
            f"制度文件 {path} 不是合规的 TOML：{fault}。请改正后重试。", code="bad_regime"
        ) from fault
    wrong = regime.faults(body)
    if wrong:
        more = f"另有 {len(wrong) - SAID} 处。" if len(wrong) > SAID else ""
        raise InputRefused(
            f"制度文件 {path} 不合规：{''.join(wrong[:SAID])}{more}可参照自带的 {SHIPPED}.toml。",
            code="bad_regime",
        )
    return _spelled(regime.read_regime(body))


def _lists() -> CodeLists:
    return CodeLists([paths.schemas_dir() / "codes", paths.user_data_dir() / "schemas/codes"])


def _spelled(rules: Regime) -> Regime:
    """Return a regime with stages and subjects under the names the register has (道法, 小学部)."""
    lists = _lists()

    def named(kind: str, written: str) -> str:
        known, value = lists[kind].find(written)
        return value if known and value else written

    def stage(written: str | None) -> str | None:
        return None if written is None else named("stage", written)

    return replace(
        rules,
        series=tuple(
            replace(
                rule,
                stages=tuple(named("stage", one) for one in rule.stages),
                subjects=tuple(named("subject", one) for one in rule.subjects),
            )
            for rule in rules.series
        ),
        weekdays={
            (stage(at), named("subject", subject)): weekday
            for (at, subject), weekday in rules.weekdays.items()
        },
        neighbours={stage(at): pairs for at, pairs in rules.neighbours.items()},
    )
