"""Random timetables in random shapes: every lesson written comes in, once, as it was meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jtdesk.intake.rules import Report
from tests.intake.timetables import DAYS, workbook

Take = Callable[..., Report]
Rows = Callable[..., list[dict[str, Any]]]
SUBJECTS = ("语文", "数学", "英语", "科学", "音乐", "美术", "书法", "劳动")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", "伟芳娜敏静丽强磊军洋勇艳"
CELLS: tuple[Callable[[str, str], str], ...] = (
    lambda s, n: f"{s} {n}", lambda s, n: f"{n}\n{s}", lambda s, n: f"{s}（{n}）",
    lambda s, n: f"{s}/{n}", lambda s, n: f"{s}{n}", lambda s, n: f"{n}老师 {s}",
    lambda s, n: f"{s}：{n}",
)  # fmt: skip
CLASSES: tuple[Callable[[int, int], str], ...] = (
    lambda g, n: f"{'一二三四五六七八九'[g - 1]}（{n}）班", lambda g, n: f"{g}0{n}",
    lambda g, n: f"{'一二三四五六七八九'[g - 1]}年级{n}班", lambda g, n: f"{'一二三四五六七八九'[g - 1]}({n})",
)  # fmt: skip
Plan = dict[
    tuple[str, int, int], tuple[str, str, str]
]  # class, weekday, period -> who, what, weeks


class Maker:
    """A school's plan and its workbook."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        names = {dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN) for _ in range(12)}
        self.names = sorted(names)
        spelling = dice.choice(CLASSES)
        grade = dice.randint(1, 8)
        self.classes = [spelling(grade, n) for n in range(1, dice.randint(2, 5))]
        self.days = DAYS[: dice.randint(3, 5)]
        self.periods = dice.randint(2, 8)
        self.cell = dice.choice(CELLS)
        self.teacher = {(c, s): dice.choice(self.names) for c in self.classes for s in SUBJECTS}
        self.plan: Plan = {}
        busy: set[tuple[str, int, int]] = set()
        for c in self.classes:
            for day in range(1, len(self.days) + 1):
                for period in range(1, self.periods + 1):
                    subject = dice.choice(SUBJECTS)
                    name = self.teacher[c, subject]
                    if dice.random() < 0.6 and (name, day, period) not in busy:
                        busy.add((name, day, period))
                        weeks = dice.choice(("every",) * 8 + ("odd", "even"))
                        self.plan[c, day, period] = (name, subject, weeks)

    def text(self, key: tuple[str, int, int]) -> str | None:
        if key not in self.plan:
            return self.dice.choice((None, None, "/", "—"))
        name, subject, weeks = self.plan[key]
        side = {"every": "", "odd": "（单周）", "even": "(双)"}[weeks]
        return self.cell(subject, name) + side

    def label(self, period: int) -> Any:
        return self.dice.choice((period, f"第{period}节", f"第{'一二三四五六七八'[period - 1]}节"))

    def line(self, c: str, period: int) -> list[str | None]:
        return [self.text((c, day, period)) for day in range(1, len(self.days) + 1)]

    def slots(self) -> list[tuple[int, int]]:
        days, periods = range(1, len(self.days) + 1), range(1, self.periods + 1)
        return [(day, period) for day in days for period in periods]

    def block(self, c: str) -> list[list[Any]]:
        periods = range(1, self.periods + 1)
        return [["节次", *self.days], *([self.label(p), *self.line(c, p)] for p in periods)]

    def sheets(self) -> tuple[dict[str, list[list[Any]]], dict[str, list[str]]]:
        shape = self.dice.choice(("sheets", "stacked", "rows", "across", "down", "teachers"))
        title = "潮音小学2025学年第一学期课程表"
        if shape == "sheets":
            return {
                c.replace("/", ""): [[f"{title} {c}"], *self.block(c)] for c in self.classes
            }, {}
        if shape == "stacked":
            lines: list[list[Any]] = [[title]]
            for c in self.classes:
                lines += [[f"{c}课程表"], *self.block(c), []]
            return {"课表": lines}, {}
        return {"课表": [[title], *getattr(self, shape)()]}, {"课表": self.merges(shape)}

    def heads(self, first: str) -> list[list[Any]]:
        head: list[Any] = [first]
        for day in self.days:
            head += [day, *[None] * (self.periods - 1)]
        return [head, [None, *(period for _day, period in self.slots())]]

    def rows(self) -> list[list[Any]]:
        return [
            *self.heads("班级"),
            *([c, *(self.text((c, d, p)) for d, p in self.slots())] for c in self.classes),
        ]

    def across(self) -> list[list[Any]]:
        return [
            ["星期", "节次", *self.classes],
            *(
                [self.days[d - 1] if p == 1 else None, p]
                + [self.text((c, d, p)) for c in self.classes]
                for d, p in self.slots()
            ),
        ]

    def down(self) -> list[list[Any]]:
        return [
            ["班级", "节次", *self.days],
            *(
                [c if p == 1 else None, self.label(p), *self.line(c, p)]
                for c in self.classes
                for p in range(1, self.periods + 1)
            ),
        ]

    def teachers(self) -> list[list[Any]]:
        """Rows of teachers, as the old grids have them."""
        held = {}
        for (c, d, p), (name, _subject, weeks) in self.plan.items():
            held[name, d, p] = c + {"every": "", "odd": "（单周）", "even": "(双)"}[weeks]
        self.plan = {k: (name, "", weeks) for k, (name, _, weeks) in self.plan.items()}
        return [
            *self.heads("姓名"),
            *([name, *(held.get((name, d, p)) for d, p in self.slots())] for name in self.names),
        ]

    def merges(self, shape: str) -> list[str]:
        from openpyxl.utils import get_column_letter as letter

        n = self.periods
        if shape in {"rows", "teachers"}:
            spans = [
                f"{letter(2 + k * n)}2:{letter(1 + k * n + n)}2" for k in range(len(self.days))
            ]
            return ["A2:A3", *(spans if n > 1 else [])]
        count = len(self.days) if shape == "across" else len(self.classes)
        return [f"A{3 + k * n}:A{2 + k * n + n}" for k in range(count)]


def run(seeds: range, group: Take, rows: Rows, tmp_path: Path) -> None:
    for seed in seeds:
        made = Maker(seed)
        sheets, merges = made.sheets()
        book = workbook(tmp_path, sheets, merges, name="潮音小学.xlsx")
        report = group(book)
        assert report.count("rejected") == 0, (seed, [t.rejections[:2] for t in report.tables])
        said = {
            (d, p, change.said["class_name"], change.said["name"], change.said.get("subject") or "",
             change.said["weeks"])
            for table in report.tables
            for change in table.changes
            for d, p in [(change.said["weekday"], change.said["period"])]
        }  # fmt: skip
        wanted = {(d, p, c, *who) for (c, d, p), who in made.plan.items()}
        keyed = {(d, p, _bare(c), n, s, w) for d, p, c, n, s, w in said}
        assert keyed == {(d, p, _bare(c), n, s, w) for d, p, c, n, s, w in wanted}, seed
        assert sum(t.rows for t in report.tables) == len(made.plan), seed
        again = group(book)
        assert again.count("same") == len(made.plan), seed


def _bare(class_name: str) -> str:
    from jtdesk.core.class_names import class_key

    return class_key(class_name)


def test_every_lesson_comes_in(group: Take, rows: Rows, tmp_path: Path) -> None:
    run(range(1, 25), group, rows, tmp_path)


@pytest.mark.slow
def test_every_lesson_comes_in_of_three_hundred(group: Take, rows: Rows, tmp_path: Path) -> None:
    run(range(100, 400), group, rows, tmp_path)
