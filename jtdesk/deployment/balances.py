"""Need and availability side by side: cells of school, stage and subject, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment import curricula, needs
from jtdesk.deployment.availability import Availability, Cell, Part, World
from jtdesk.deployment.loads import STAGES

NAMED = 4


@dataclass(frozen=True)
class Balance:
    """One cell: what a subject needs in a stage of a school, and who is there.

    Attributes:
        school_id, school, stage, subject: the cell.
        need: exact teachers, None where it cannot be reckoned (see ``why``).
        whole: the need in whole teachers, half up.
        available: full teachers there.
        staffed: the subject has teachers of its own; others are left out of gap and surplus.
        classes: of the stage, None where unknown.
        parts: who stands behind ``available``.
        why: need and availability as a sentence.
    """

    school_id: str
    school: str
    stage: str
    subject: str
    need: float | None
    whole: int | None
    available: float
    staffed: bool
    classes: float | None
    parts: tuple[Part, ...]
    why: str

    @property
    def id(self) -> str:
        """Stable id of the cell."""
        return f"{self.school_id}/{self.stage}/{self.subject}"

    @property
    def balance(self) -> float | None:
        """Available less need: above 0 surplus, below 0 shortage."""
        return None if self.need is None else self.available - self.need

    @property
    def gap(self) -> float:
        """Full teachers short, 0 where there are enough or the subject is shared by all."""
        return max(0.0, -(self.balance or 0)) if self.staffed else 0.0

    @property
    def surplus(self) -> float:
        """Full teachers too many, 0 where there are not or the subject is shared by all."""
        return max(0.0, self.balance or 0) if self.staffed else 0.0


def balances(
    world: World, needed: Mapping[Cell, needs.Need], found: Availability
) -> dict[Cell, Balance]:
    """Return every cell that is taught or has people, in the order of schools and curriculum."""
    there = found.by_cell()
    cells: dict[Cell, Balance] = {}
    rest: dict[tuple[str, str], list[str]] = {}
    for school_id, stage, subject in there:
        rest.setdefault((school_id, stage), []).append(subject)
    for school in world.schools.values():
        stages = [s for s in STAGES if s in school.stages or (school.id, s) in rest]
        lacking = needs.missing(school)
        for stage in stages:
            taught = world.curriculum.subjects(stage)
            extra = sorted(set(rest.get((school.id, stage), ())) - set(taught))
            for subject in (*taught, *extra):
                cell = (school.id, stage, subject)
                cells[cell] = _cell(
                    world, school, cell, needed.get(cell), there.get(cell, []), lacking
                )
    return cells


def _cell(
    world: World,
    school: needs.School,
    cell: Cell,
    need: needs.Need | None,
    parts: Sequence[Part],
    lacking: Sequence[str],
) -> Balance:
    _, stage, subject = cell
    staffed = subject not in world.curriculum.shared
    available = sum(part.amount for part in parts)
    if need is not None:
        why = need.why
    elif stage not in curricula.TAUGHT_STAGES:
        why = f"{stage}没有课程表，只列现有教师，不算需求。"
    elif stage not in school.stages:
        why = f"{school.name}没有{stage}，这些人的学段请核对。"
    elif subject not in world.curriculum.subjects(stage):
        why = f"课程计划的{stage}没有{subject}，不算需求，也不计富余。"
    else:
        why = lacking[0] if lacking else f"{school.name}的{stage}算不出需求。"
    if not staffed:
        why += "一般由各科教师兼任，不计入学科余缺。"
    return Balance(
        school.id, school.name, stage, subject,
        None if need is None else float(need.teachers),
        None if need is None else need.whole,
        available, staffed, None if need is None else float(need.classes),
        tuple(parts), why + _present(available, parts),
    )  # fmt: skip


def _present(available: float, parts: Sequence[Part]) -> str:
    """Say who is there: how many, and those who do not simply count as one."""
    if not parts:
        return "现有 0 人。"
    special = [f"{part.name} {_short(part.amount)}（{part.why}）" for part in parts if part.why]
    more = f"等 {len(special)} 人" if len(special) > NAMED else ""
    told = f"，其中{'、'.join(special[:NAMED])}{more}" if special else ""
    return f"现有 {len(parts)} 人，折合 {_short(available)}{told}。"


def _short(number: float) -> str:
    return str(plain(rounded(number, 2)))


def findings(members: Iterable[needs.School], day: str) -> Iterable[str]:
    """Yield what a school lacks, which figures are more than a year old or only spread."""
    for school in members:
        yield from needs.missing(school)
        if school.as_of is not None and _old(school.as_of, day):
            yield f"{school.name}最近的年度数据是 {school.as_of} 的，已过一年，请更新。"
        spreads = needs.by_grade(school.stages, school.classes)
        through = [s for s, spread in spreads.items() if spread.basis == needs.BY_SCHOOL]
        if through:
            note = spreads[through[0]].note
            yield f"{school.name}没有分学段班级数，先把{note}估算；请补填分学段或分年级班级数。"


def _old(as_of: str, day: str) -> bool:
    return f"{int(as_of[:4]) + 1}{as_of[4:]}" < day


def need_row(one: Balance, facts_as_of: str | None) -> Row:
    """Return a cell as the dataset publishes it; people by name, ids beside."""
    return {
        "id": one.id,
        "school_id": one.school_id,
        "school": one.school,
        "stage": one.stage,
        "subject": one.subject,
        "need": _published(one.need),
        "need_rounded": one.whole,
        "available": _published(one.available),
        "balance": _published(one.balance),
        "classes": _published(one.classes),
        "staffed": one.staffed,
        "people": [
            part.name if not part.why else f"{part.name} {_short(part.amount)}"
            for part in one.parts
        ],
        "people_ids": [part.person for part in one.parts],
        "facts_as_of": facts_as_of,
        "explanation": one.why,
    }


def _published(number: float | None) -> float | None:
    return None if number is None else plain(rounded(number, 4))


@dataclass(frozen=True)
class MatrixCell:
    """One cell of the matrix: stages together, or the stage asked for.

    Attributes:
        need, available, balance: full teachers; None where the need is unknown.
        staffed: counts as gap or surplus.
        rows: ids of the rows of `staffing_need` behind it.
        people: ids of the people (of placements for people not on the list).
        why: the sentences of the rows.
    """

    need: float | None
    available: float
    balance: float | None
    staffed: bool
    rows: tuple[str, ...]
    people: tuple[str, ...]
    why: tuple[str, ...]


def together(own: Sequence[Balance]) -> MatrixCell:
    """Return several cells as one of the matrix."""
    known = [one for one in own if one.need is not None]
    need = sum(one.need or 0 for one in known) if known else None
    available = sum(one.available for one in own)
    return MatrixCell(
        need=_published(need),
        available=_published(available) or 0,
        # People of a stage without a need are shown, and count as no surplus.
        balance=_published(sum(one.balance or 0 for one in known)) if known else None,
        staffed=any(one.staffed for one in own),
        rows=tuple(one.id for one in own),
        people=tuple(part.person for one in own for part in one.parts),
        why=tuple(f"{one.stage}：{one.why}" for one in own),
    )
