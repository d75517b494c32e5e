"""The group's own workbooks against what must come out of them, compared value by value."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.datasets import Catalogue
from jtdesk.core.store import Store, open_store
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import read_sources, take_in

SCHOOLS = "成员校基本情况表.xlsx"
GOOD = (
    "教师花名册_分校汇总.xlsx",
    "教师花名册_城区镇区.xlsx",
    "横屿小学教职工一览表.xls",
    "横屿中学教职工一览表.xls",
    "长屿学校_沙岛教学点_导出.csv",
    "2024学年交流轮岗教师花名册.xlsx",
    "教师总课表_2025学年第一学期.xlsx",
)
BAD = "问题花名册_芦荡小学.xlsx"
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def everything(
    shared_data: Path, empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue, codes: Any,
) -> Iterator[tuple[Store, list[Report]]]:  # fmt: skip
    """A store that took in all good workbooks: schools first, the rest in any order."""
    path = tmp_path_factory.mktemp("truth") / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    rest = list(GOOD)
    random.Random(4).shuffle(rest)
    with open_store(path) as store:
        reports = []
        for name in (SCHOOLS, *rest):
            order = IntakeOrder(read_sources([shared_data / name]), catalogue, codes, year=2025)
            reports.append(store.do(take_in, order).value)
        yield store, reports


@pytest.fixture
def published(everything: tuple[Store, list[Report]], catalogue: Catalogue) -> Ask:
    from jtdesk.core.datasets import Ask as Question

    def read(dataset: str, as_of: str | None = None) -> list[dict[str, Any]]:
        found = catalogue.dataset(dataset)
        return everything[0].ask(lambda session: found.ask(session, Question(as_of=as_of)))

    return read


def differences(
    wanted: list[dict[str, Any]], got: list[dict[str, Any]], key: tuple[str, ...]
) -> list[str]:
    by_key = {tuple(row[name] for name in key): row for row in got}
    assert len(by_key) == len(got) == len(wanted)
    found = []
    for row in wanted:
        held = by_key.get(tuple(row[name] for name in key))
        if held is None:
            found.append(f"missing {row}")
            continue
        found += [
            f"{row[key[0]]} {name}: {value!r} but {held.get(name)!r}"
            for name, value in row.items()
            if held.get(name) != value
        ]
    return found


@pytest.mark.parametrize("as_of", [None, "2025-09-01"])
def test_every_field_of_every_teacher(published: Ask, truth: dict[str, Any], as_of: str) -> None:
    assert differences(truth["staff"], published("staff", as_of), ("id_number",)) == []


def test_every_school(published: Ask, truth: dict[str, Any]) -> None:
    plain = [
        {k: v for k, v in row.items() if k not in {"facts", "agreement"}}
        for row in truth["schools"]
    ]
    assert differences(plain, published("schools"), ("code",)) == []


def test_yearly_facts(published: Ask, truth: dict[str, Any]) -> None:
    wanted = [{"school": row["name"], **row["facts"]} for row in truth["schools"]]
    assert differences(wanted, published("school_facts"), ("school",)) == []


def test_agreements(published: Ask, truth: dict[str, Any]) -> None:
    wanted = [
        {"member_school": row["name"], "start": row["agreement"][0], "end": row["agreement"][1]}
        for row in truth["schools"]
        if row["agreement"]
    ]
    assert differences(wanted, published("agreements"), ("member_school",)) == []


def test_placements(published: Ask, truth: dict[str, Any]) -> None:
    got = published("placements")
    assert differences(truth["placements"], got, ("id_number", "start")) == []


def test_timetable(published: Ask, truth: dict[str, Any]) -> None:
    key = ("school", "name", "weekday", "period")
    assert differences(truth["timetable"], published("timetable"), key) == []


def test_nothing_was_rejected_and_all_rows_are_accounted_for(
    everything: tuple[Store, list[Report]],
) -> None:
    for report in everything[1]:
        for table in report.tables:
            assert table.rejections == []
            parts = [table.count(a) for a in ("created", "updated", "same", "rejected")]
            assert sum(parts) == table.rows == table.count("created")


def test_a_second_import_finds_all_the_same(
    everything: tuple[Store, list[Report]], shared_data: Path, catalogue: Catalogue, codes: Any
) -> None:
    sources = read_sources([shared_data / name for name in (SCHOOLS, *GOOD)])
    outcome = everything[0].do(take_in, IntakeOrder(sources, catalogue, codes, year=2025))
    assert outcome.changes.entry is None
    for table in outcome.value.tables:
        assert table.count("same") == table.rows


@pytest.mark.parametrize("stage", ["only the schools", "everything"])
def test_exactly_the_bad_rows_are_refused(
    stage: str, everything: tuple[Store, list[Report]], store: Store, shared_data: Path,
    truth: dict[str, Any], catalogue: Catalogue, codes: Any,
) -> None:  # fmt: skip
    target = everything[0]
    if stage == "only the schools":
        target = store
        sources = read_sources([shared_data / SCHOOLS])
        store.do(take_in, IntakeOrder(sources, catalogue, codes, year=2025))
    order = IntakeOrder(read_sources([shared_data / BAD]), catalogue, codes, year=2025)
    table = target.do(take_in, order, dry_run=True).value.tables[0]
    wanted = {row["row"]: row["code"] for row in truth["bad_rows"]["bad"]}
    assert {finding.row: finding.code for finding in table.rejections} == wanted
    assert len(table.rejections) == len(wanted) == table.count("rejected")
    action = "created" if stage == "only the schools" else "same"
    assert table.count(action) == len(truth["bad_rows"]["good"])
