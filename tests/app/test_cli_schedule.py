"""The scheduling command on the group's workbooks: contract, workbook, adopting, faults."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jtdesk.core.store import open_store
from jtdesk.lessonprep.terms import TermDraft, save_term
from tests.app.worlds import Shell

FILES = (
    "成员校基本情况表.xlsx", "教师花名册_城区镇区.xlsx", "教师花名册_分校汇总.xlsx",
    "横屿中学教职工一览表.xls", "横屿小学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv",
    "2024学年交流轮岗教师花名册.xlsx", "教师总课表_2025学年第一学期.xlsx",
)  # fmt: skip
SESSION = {
    "uid", "group", "stage", "subject", "date", "week", "weekday", "timetable_weekday",
    "start_period", "end_period", "start", "end", "host", "schools", "people",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole_group(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from jtdesk.__main__ import main

    path = tmp_path_factory.mktemp("schedule") / "集团.jtd"
    assert main(["new", str(path), "--name", "瀛东教育集团", "--year", "2025"]) == 0
    main(["import", str(path), *(str(shared_data / name) for name in FILES), "--year", "2025"])
    with open_store(path) as store:
        for stage, end in (("小学", "2026-01-16"), ("初中", "2026-01-23")):
            values = {"term": "2025-1", "stage": stage, "week1": "2025-09-01",
                      "first_weekday": 1, "start": "2025-09-01", "end": end}  # fmt: skip
            store.do(save_term, TermDraft(values))
    return path


@pytest.fixture
def store(whole_group: Path, tmp_path: Path) -> Path:
    path = tmp_path / "集团.jtd"
    path.write_bytes(whole_group.read_bytes())
    return path


def schedule(jtdesk: Shell, store: Path, *words: object) -> dict[str, Any]:
    jtdesk("schedule", store, "--term", "2025-1", "--json", *words)
    assert jtdesk.code in (0, 1), jtdesk.err
    found: dict[str, Any] = json.loads(jtdesk.out)
    return found


def test_the_regime_of_six_schools_on_the_whole_group(
    jtdesk: Shell, store: Path, shared_data: Path
):
    found = schedule(jtdesk, store, "--reveal")
    assert jtdesk.code == 0
    assert found["unplaced"] == []
    assert (found["proven"], found["gap"]) == (True, 0)
    assert all(one.keys() >= SESSION for one in found["sessions"])
    _counts_as_the_rule_demands(found["sessions"])
    _hosts_in_turn(found["sessions"])
    truth = json.loads((shared_data / "truth.json").read_text(encoding="utf-8"))
    _no_hard_conflict(found["sessions"], truth)


def _counts_as_the_rule_demands(sessions: list[dict[str, Any]]) -> None:
    months = Counter((one["group"], tuple(one["schools"]), one["date"][:7]) for one in sessions)
    assert set(months.values()) == {1}
    whole = {(one["group"], one["date"][:7]) for one in sessions if one["kind"] == "联合教研"}
    groups = {one["group"] for one in sessions}
    assert len(groups) == 23
    assert len(whole) == len(groups) * 5
    chinese = [one for one in sessions if one["group"] == "初中语文教研组"]
    assert Counter(len(one["schools"]) for one in chinese) == {6: 5, 2: 25}


def _hosts_in_turn(sessions: list[dict[str, Any]]) -> None:
    turns: dict[Any, Counter[str]] = {}
    for one in sessions:
        own = turns.setdefault((one["group"], tuple(one["schools"])), Counter())
        own[one["host"]] += 1
    for (_, schools), own in turns.items():
        times = [own[school] for school in schools]
        assert max(times) - min(times) <= 1


def _no_hard_conflict(sessions: list[dict[str, Any]], truth: dict[str, Any]) -> None:
    """Nobody required has a lesson then or is in two places, by the truth file's timetable."""
    numbers: dict[tuple[str, str], set[str]] = {}
    for person in truth["staff"]:
        key = (person.get("teaching_school") or person["school"], person["name"])
        numbers.setdefault(key, set()).add(person["id_number"])
    busy = {
        (next(iter(own)), lesson["weekday"], lesson["period"])
        for lesson in truth["timetable"]
        if len(own := numbers.get((lesson["school"], lesson["name"]), set())) == 1
    }
    assert len(busy) > 5000
    taken: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in sessions:
        for person in one["people"]:
            if not person["required"]:
                continue
            number = person["id_number"]
            for period in range(one["start_period"], one["end_period"] + 1):
                assert (number, one["timetable_weekday"], period) not in busy
            taken.setdefault((number, one["date"]), []).append((one["start"], one["end"]))
    for spans in taken.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_adopted_listed_undone(jtdesk: Shell, store: Path, tmp_path: Path):
    path = tmp_path / "安排.xlsx"
    found = schedule(jtdesk, store, "--adopt", "-o", path)
    assert found["adopted"] == len(found["sessions"]) == 700
    held = jtdesk.document("list", store, "prep_sessions")
    assert {one["uid"] for one in found["sessions"]} == {row["uid"] for row in held}
    sheets = load_workbook(path).sheetnames
    assert sheets == ["活动安排", "没有排上的"]
    again = schedule(jtdesk, store)
    assert not any(one["changed"] for one in again["sessions"])
    jtdesk("undo", store)
    assert jtdesk.document("list", store, "prep_sessions") == []


def test_free_slots(jtdesk: Shell, store: Path):
    found = jtdesk.document(
        "list", store, "free_slots", "--as-of", "2025-10-01", "--where", "group=初中数学教研组"
    )
    assert len(found) == 5
    assert {"rank", "day", "start_period", "host", "who_can", "who_cannot", "travel"} <= set(
        found[0]
    )
    assert all(len(row["who_can"]) + len(row["who_cannot"]) == 48 for row in found)


def test_a_regime_from_a_file(jtdesk: Shell, store: Path, tmp_path: Path):
    path = tmp_path / "制度.toml"
    path.write_text(
        'title = "数学双周"\nsource = "试验"\n[[series]]\ntitle = "联合教研"\nsubjects = ["数学"]\n'
        'stages = ["初中"]\nschools = "all"\nevery = "two_weeks"\nperiods = 3\n',
        encoding="utf-8",
    )
    found = schedule(jtdesk, store, "--regime", path)
    assert {one["group"] for one in found["sessions"]} == {"初中数学教研组"}
    assert len(found["sessions"]) == 10
    assert all(one["end_period"] - one["start_period"] == 2 for one in found["sessions"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--term", "2025"), 2, "不合规"),
        (("--term", "2031-1"), 3, "还没有起止日期"),
        (("--term", "2025-1", "--regime", "没有.toml"), 3, "无法读取制度文件"),
        (("--term", "2025-1", "-o", "没有/a.xlsx"), 3, "文件夹不存在"),
        ((), 2, "--term"),
    ],
)
def test_faults_are_sentences(
    jtdesk: Shell, store: Path, words: tuple[str, ...], code: int, said: str
):
    jtdesk("schedule", store, *words)
    assert jtdesk.code == code
    assert said in jtdesk.err


def test_a_schedule_is_a_workbook_and_warnings_are_1(jtdesk: Shell, store: Path, tmp_path: Path):
    jtdesk("schedule", store, "--term", "2025-1", "-o", tmp_path / "a.pdf")
    assert (jtdesk.code, "应以 .xlsx 结尾" in jtdesk.err) == (2, True)
    path = tmp_path / "制度.toml"
    path.write_text(
        'title = "俄语"\nsource = "试验"\n[[series]]\ntitle = "联合教研"\nschools = "all"\n'
        'stages = ["初中"]\nsubjects = ["数学", "俄语"]\nevery = "month"\n',
        encoding="utf-8",
    )
    jtdesk("schedule", store, "--term", "2025-1", "--regime", path)
    assert (jtdesk.code, "提醒 制度里的俄语没有备课组" in jtdesk.out) == (1, True)
