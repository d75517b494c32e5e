"""How many teachers each subject needs at a school: classes by grade x periods / weekly load."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property

from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.curricula import (
    GRADES_OF_STAGE,
    TAUGHT_STAGES,
    Curriculum,
)
from jtdesk.deployment.loads import Load, Loads, Place

# How the classes of a grade are known: stated, or spread evenly from a coarser figure.
BY_GRADE, BY_STAGE, BY_SCHOOL = "年级", "学段", "全校"
KINDERGARTEN_YEARS = 3


@dataclass(frozen=True)
class Figures:
    """Classes or pupils of a school as its yearly facts state them.

    Attributes:
        total: of the whole school.
        stages, grades: the parts that are known.
    """

    total: int | None = None
    stages: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class School:
    """What the need of a school is reckoned from.

    Attributes:
        id, name, kind, area, stages: of the school.
        classes, students: newest figures; empty where nobody has stated any.
        as_of: statistics date of the figures.
    """

    id: str
    name: str
    kind: str | None = None
    area: str | None = None
    stages: tuple[str, ...] = ()
    classes: Figures = Figures()
    students: Figures = Figures()
    as_of: str | None = None

    @cached_property
    def place(self) -> Place:
        """What adjustments of the load ask about."""
        return Place(self.area, self.kind, self.classes.total)


@dataclass(frozen=True)
class Need:
    """Teachers one subject needs in one stage of one school.

    Attributes:
        teachers: exact.
        classes: of the stage.
        why: the reckoning as a sentence.
    """

    school_id: str
    stage: str
    subject: str
    teachers: Fraction
    classes: Fraction
    why: str

    @property
    def whole(self) -> int:
        """Whole teachers, half up (取整)."""
        return half_up(self.teachers)


@dataclass(frozen=True)
class Spread:
    """Figures by grade of one stage, and how they are known."""

    grades: Mapping[int, Fraction]
    basis: str
    note: str = ""

    @cached_property
    def total(self) -> Fraction:
        """Of the whole stage."""
        return sum(self.grades.values(), Fraction(0))


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves up as bureaus do (2.5 is 3)."""
    return math.floor(value + Fraction(1, 2))


def direct_sum(needs: Iterable[Need]) -> Fraction:
    """Add needs as they are (直接求和)."""
    return sum((need.teachers for need in needs), Fraction(0))


def rounded_sum(needs: Iterable[Need]) -> int:
    """Round every need half up, then add (取整求和), as the Baiyun bureau tool does."""
    return sum(need.whole for need in needs)


def by_grade(stages: Sequence[str], figures: Figures, unit: str = "个班") -> dict[str, Spread]:
    """Return the figures of a school by stage and grade.

    Grades that are known stand as stated. The rest of a stage is spread evenly over its other
    grades; the figure of the whole school, where only that is known, over the grades of all
    stages that have none of their own. A stage nothing is known of is left out.

    Args:
        stages: of the school.
        figures: classes or pupils.
        unit: of the figures, for the notes.
    """
    found: dict[str, Spread] = {}
    for stage in stages:
        own = {g: figures.grades[g] for g in _grades(stage) if g in figures.grades}
        total = figures.stages.get(stage)
        if own or total is not None:
            found[stage] = _stage_spread(stage, own, total, _alone(stages, figures), unit)
    open_stages = [stage for stage in stages if stage not in found]
    if figures.total is None or not open_stages:
        return found
    left = figures.total - sum((spread.total for spread in found.values()), Fraction(0))
    years = sum(len(_grades(stage)) for stage in open_stages)
    for stage in open_stages:
        share = max(left, Fraction(0)) / years
        basis = BY_STAGE if len(open_stages) == 1 else BY_SCHOOL
        note = _spread_note(basis, stage, left, years, unit)
        found[stage] = Spread(dict.fromkeys(_grades(stage), share), basis, note)
    return found


def _alone(stages: Sequence[str], figures: Figures) -> int | None:
    """Return the figure of a school with one stage, which is that of the stage."""
    return figures.total if len(stages) == 1 else None


def _grades(stage: str) -> range:
    # Kindergarten years stand before the first grade: 小班 is -2.
    return GRADES_OF_STAGE.get(stage, range(1 - KINDERGARTEN_YEARS, 1))


def _stage_spread(
    stage: str, own: Mapping[int, int], total: int | None, alone: int | None, unit: str
) -> Spread:
    total = alone if total is None else total
    grades = {grade: Fraction(number) for grade, number in own.items()}
    blank = [grade for grade in _grades(stage) if grade not in grades]
    left = Fraction(0) if total is None else total - sum(grades.values(), Fraction(0))
    share = max(left, Fraction(0)) / len(blank) if blank else Fraction(0)
    grades |= dict.fromkeys(blank, share)
    ordered = {grade: grades[grade] for grade in _grades(stage)}
    if not blank or (own and not share):
        return Spread(ordered, BY_GRADE)
    return Spread(ordered, BY_STAGE, _spread_note(BY_STAGE, stage, left, len(blank), unit))


def _spread_note(basis: str, stage: str, left: Fraction, years: int, unit: str) -> str:
    whole = "全校" if basis == BY_SCHOOL else stage
    return f"{whole} {plain(float(left))} {unit}平均分到 {years} 个年级"


def missing(school: School) -> list[str]:
    """Say what is missing to reckon the need of a school; empty where nothing is."""
    if not school.stages:
        return [f"{school.name}没有填办学类型或学段，算不出需求：请在成员校里填写。"]
    known = by_grade(school.stages, school.classes)
    lacking = [stage for stage in school.stages if stage in TAUGHT_STAGES and stage not in known]
    if not lacking:
        return []
    what = "班级数" if len(lacking) == len(school.stages) else f"{'、'.join(lacking)}班级数"
    until = f"{school.as_of} 的年度数据里没有" if school.as_of else "没有填过"
    return [f"{school.name}{until}{what}，算不出需求：请在成员校里填写或导入基本情况表。"]


def untaught(school: School) -> list[str]:
    """Say which stages of a school have no curriculum, so that no need is reckoned for them."""
    return [
        f"{school.name}的{stage}没有课程表，只列现有教师，不算需求。"
        for stage in school.stages
        if stage not in TAUGHT_STAGES
    ]


def needs(school: School, curriculum: Curriculum, loads: Loads) -> Iterator[Need]:
    """Yield the need of every subject taught in the stages of a school whose classes are known."""
    pupils = by_grade(school.stages, school.students)
    for stage, spread in by_grade(school.stages, school.classes).items():
        if stage not in TAUGHT_STAGES:
            continue
        sizes = _sizes(spread, pupils.get(stage))
        for subject in curriculum.subjects(stage):
            yield _need(school, stage, subject, spread, sizes, curriculum, loads)


def _sizes(classes: Spread, pupils: Spread | None) -> dict[int, float]:
    """Return pupils per class by grade, where both are known."""
    if pupils is None:
        return {}
    return {
        grade: rounded(float(pupils.grades[grade] / number), 4)
        for grade, number in classes.grades.items()
        if number
    }


def _need(
    school: School,
    stage: str,
    subject: str,
    spread: Spread,
    sizes: Mapping[int, float],
    curriculum: Curriculum,
    loads: Loads,
) -> Need:
    # Added up by load first: one division a load instead of one a grade.
    weeks: dict[tuple[Load, tuple[str, ...]], Fraction] = {}
    taught: dict[tuple[Load, tuple[str, ...]], Fraction] = {}
    for grade, classes in spread.grades.items():
        weekly = curriculum.weekly(subject, grade)
        load, changed = loads.load(stage, subject, school.place, sizes.get(grade))
        if not weekly or load is None:
            continue
        key = (load, changed)
        weeks[key] = weeks.get(key, Fraction(0)) + classes * exact(weekly)
        taught[key] = taught.get(key, Fraction(0)) + classes
    teachers = Fraction(0)
    for key, periods in weeks.items():
        full = key[0]
        if full.classes is None:
            teachers += periods / exact(full.periods)
        else:
            teachers += taught[key] / exact(full.classes)
    titles = dict.fromkeys(title for _, changed in weeks for title in changed)
    why = _why(spread, weeks, teachers, titles)
    return Need(school.id, stage, subject, teachers, spread.total, why)


@cache
def exact(number: float) -> Fraction:
    """Return a decimal as people write it: 0.1 is one tenth."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def _why(
    spread: Spread,
    weeks: Mapping[tuple[Load, tuple[str, ...]], Fraction],
    teachers: Fraction,
    titles: Iterable[str],
) -> str:
    parts = [
        f"每周 {_short(periods)} 节，{load.sentence()}" for (load, _), periods in weeks.items()
    ]
    told = f"{_short(spread.total)} 个班，{'；'.join(parts)}，需 {_short(teachers)} 人"
    notes = [*titles, *([spread.note] if spread.note else [])]
    return told + (f"（{'；'.join(notes)}）" if notes else "") + "。"


def _short(value: Fraction) -> str:
    return str(plain(rounded(float(value), 2)))
