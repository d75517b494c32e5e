"""A year such as 003-40 tells of (40 events, 3,000 person-times), counted anew by plain loops."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest

from jtdesk.app.assembly import whole_catalogue
from jtdesk.core import bulk, paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.operations import operation
from jtdesk.lessonprep import measures, sessions, words
from jtdesk.lessonprep.tables import Attendance
from jtdesk.submissions.formspec import library
from jtdesk.submissions.service import FillOrder, filled_form, write
from tests.lessonprep.prep_world import a_world
from tests.lessonprep.test_calendar_page import settle

EVENTS, PEOPLE = 40, 90
NAMES = ("东校", "西校", "北校", "岛校")
SUBJECTS = ("语文", "数学", "英语")
LAST = "2026-07-31"


@operation("test.year", "测试")
def write_year(session, command):
    rows, lines = command
    ids = sessions.write_sessions(session, rows)
    bulk.insert(session, Attendance, [{**line, "session_id": ids[at]} for at, line in lines])
    return ids


def made_up(world, seed):
    """Return rows of sessions and ``(number of the session, line)`` as a clerk would enter them."""
    dice = random.Random(seed)
    rows, lines = [], []
    for number in range(EVENTS):
        status = dice.choices(words.STATUSES, (2, 36, 2))[0]
        part = dice.sample(NAMES, dice.choice((2, 4)))
        day = date(2025, 9, 2) + timedelta(days=7 * number)
        rows.append({
            "kind": dice.choice(words.PREP_KINDS[:2]), "title": f"活动{number}", "day": day.isoformat(),
            "start_period": 6, "periods": 2, "subject": dice.choice(SUBJECTS), "stage": "小学",
            "host_id": world.schools[part[0]], "schools": [world.schools[one] for one in part],
            "status": status, "theme": f"主题{number}",
        })  # fmt: skip
        for person in range(PEOPLE):
            school = dice.choice(part)
            status = dice.choices((*words.ATTENDANCES, None), (90, 3, 4, 2, 1))[0]
            lines.append((number, {
                "name": f"{school}{person}", "school_id": world.schools[school], "status": status,
                "teacher_id": world.people[f"{school[0]}甲"], "required": True,
            }))  # fmt: skip
    for number, kind in enumerate((words.MEETING, words.PUPILS, words.SYNCHRONOUS)):
        rows.append({
            "kind": kind, "title": kind, "day": f"2025-10-1{number}", "start_period": 1, "periods": 1,
            "host_id": world.schools["东校"], "status": words.HELD, "pupils": 50,
        })  # fmt: skip
        lines.append((EVENTS + number, {
            "name": "不计", "school_id": world.schools["东校"], "status": words.PRESENT, "required": True,
        }))  # fmt: skip
    return rows, lines


def recount(world, rows, lines):
    """Return ``(due, held, hosted, person-times, missed)`` by school and subject, and of the whole."""
    by = {school_id: name for name, school_id in world.schools.items()}
    due, held, hosted, came, missed = (Counter() for _ in range(5))
    whole = Counter()
    for number, row in enumerate(rows):
        if row["kind"] not in ("联合教研", "集体备课", "课前导研", "课后返研"):
            continue
        whole["due"] += 1
        happened = row["status"] == "已开展"
        whole["held"] += happened
        for school in row["schools"]:
            due[by[school], row["subject"]] += 1
            held[by[school], row["subject"]] += happened
        if happened:
            hosted[by[row["host_id"]], row["subject"]] += 1
            for at, line in lines:
                if at == number:
                    key = by[line["school_id"]], row["subject"]
                    came[key] += line["status"] in ("出席", "线上出席")
                    missed[key] += line["status"] in ("请假", "缺席")
    whole["came"], whole["missed"] = sum(came.values()), sum(missed.values())
    return due, held, hosted, came, missed, whole


@pytest.fixture
def year(store, clock):
    world = a_world(store)
    rows, lines = made_up(world, 40)
    store.do(write_year, (rows, lines))
    return world, rows, recount(world, rows, lines)


def filled(store, form, path, **order):
    codes = read_code_lists([paths.schemas_dir() / "codes"])
    found = library([paths.schemas_dir() / "forms"]).form(form, 2025)
    asked = FillOrder(form=found, year=2025, **order)
    made = store.ask(lambda s: filled_form(s, asked, whole_catalogue(), codes))
    write(made, path)
    return made, openpyxl.load_workbook(path)


def test_the_year_is_of_the_size_the_source_tells_of(year):
    *_, whole = year[2]
    assert whole["due"] == EVENTS
    assert 2800 <= whole["came"] <= 3200


def test_the_list_counts_the_year_as_plain_loops_do(store, year):
    _, _, (due, held, hosted, came, missed, whole) = year
    rows = store.ask(lambda s: measures.prep_statistics(s, Ask(LAST)))
    last = rows.pop()
    assert {(r["school"], r["subject"]) for r in rows} == set(due)
    for row in rows:
        key = row["school"], row["subject"]
        expected = tuple(counts[key] for counts in (due, held, hosted, came, missed))
        assert (
            tuple(row[n] for n in ("due", "held", "hosted", "person_times", "missed")) == expected
        )
        assert row["completion"] == round(held[key] / due[key], 3)
    assert (last["due"], last["held"]) == (whole["due"], whole["held"])
    assert (last["person_times"], last["missed"]) == (whole["came"], whole["missed"])
    months = store.ask(lambda s: measures.prep_months(s, Ask(LAST)))
    assert sum(row["person_times"] for row in months) == whole["came"]
    people = store.ask(lambda s: measures.prep_people(s, Ask(LAST)))
    assert sum(row["person_times"] for row in people) == whole["came"]


def test_the_measures_say_the_same_with_their_rows(store, year):
    _, _, (due, held, hosted, came, missed, whole) = year
    catalogue = whole_catalogue()

    def ask(name, school):
        with store.reading() as session, remembering(session):
            return catalogue.measures[f"lessonprep.{name}"].compute(session, LAST, school)

    for school in (None, *NAMES):
        total = {
            name: sum(n for key, n in counts.items() if school in {None, key[0]})
            for name, counts in (("due", due), ("held", held), ("came", came), ("missed", missed))
        }
        if school is None:
            total |= {"due": whole["due"], "held": whole["held"]}
        assert ask("sessions_due", school).value == total["due"]
        assert ask("sessions_held", school).value == total["held"]
        times = ask("person_times", school)
        assert times.value == total["came"] == len(times.rows)
        rate = ask("attendance_rate", school)
        assert rate.parts == {"分子": total["came"], "分母": total["came"] + total["missed"]}
        assert len(rate.rows) == total["came"] + total["missed"]
        assert abs(rate.value - 100 * total["came"] / rate.parts["分母"]) <= 0.05
        assert rate.why.endswith("。")
        assert ask("completion_rate", school).parts == {"分子": total["held"], "分母": total["due"]}
    for school in NAMES:
        wanted = sum(n for key, n in hosted.items() if key[0] == school)
        assert ask("hosted", school).value == wanted
    assert all(one.rule.endswith("。") for one in measures.PREP_MEASURES)


def test_the_year_in_the_three_forms(store, year, tmp_path):
    _, rows, (due, held, hosted, came, missed, whole) = year
    made, book = filled(store, "lessonprep-statistics", tmp_path / "统计.xlsx")
    shown = {}
    school = None
    for line in made.sheets[0].rows:
        school = line[1] or school
        shown[school, line[2]] = tuple(line[3:8])
    assert shown == {key: (due[key], held[key], came[key], hosted[key], missed[key]) for key in due}
    text = "".join(
        str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line if cell.value
    )
    assert f"应开展 {whole['due']} 次，实际 {whole['held']} 次，参加 {whole['came']} 人次" in text

    made, book = filled(store, "lessonprep-record", tmp_path / "记录.xlsx")
    records = made.sheets[0].rows
    assert len(records) == whole["held"] == len(book.sheetnames) - ("代码" in book.sheetnames)
    at = [column.heading for column in made.form.sheets[0].columns].index("出席人数")
    assert sum(line[at] for line in records) == whole["came"]

    made, _ = filled(store, "lessonprep-plan", tmp_path / "安排.xlsx")
    cancelled = sum(r["status"] == words.CANCELLED for r in rows[:EVENTS])
    first, second = (sheet.rows for sheet in made.sheets)
    assert len(first) + len(second) == EVENTS - cancelled
    autumn = sum(r["day"] < "2026-02-01" and r["status"] != words.CANCELLED for r in rows[:EVENTS])
    assert len(first) == autumn
    assert [line[1] for line in first][:2] == ["第一周", "第二周"]


def test_the_page_shows_the_year_as_plain_loops_count_it(year, page, context, qtbot, monkeypatch):
    _, _, (due, held, hosted, came, missed, whole) = year
    monkeypatch.setattr(context.frame, "as_of", LAST)
    made = page("lessonprep.counts")
    settle(qtbot, context, made)
    qtbot.waitUntil(lambda: bool(made._behind), timeout=10000)
    *rows, last = made.panel.model.rowset.rows
    names = ("due", "held", "hosted", "person_times", "missed")
    assert {(r["school"], r["subject"]): tuple(r[n] for n in names) for r in rows} == {
        key: tuple(counts[key] for counts in (due, held, hosted, came, missed)) for key in due
    }
    assert (last["due"], last["held"]) == (whole["due"], whole["held"])
    assert (last["person_times"], last["missed"]) == (whole["came"], whole["missed"])
    made.tabs.setCurrentIndex(made.chart_tab)
    settle(qtbot, context, made)
    qtbot.waitUntil(lambda: not made.charts.drawing, timeout=20000)
    titles = [view.spec.title for view in made.charts.views if view.spec is not None]
    assert titles[0].startswith(f"应开展 {whole['due']} 次，已开展 {whole['held']} 次")
    assert any(title.startswith(f"参加 {whole['came']} 人次") for title in titles)
