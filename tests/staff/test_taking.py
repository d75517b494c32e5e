from __future__ import annotations

from typing import Any

import pytest

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.staff import queries, taking
from jtdesk.staff.tables import Honour, Posting
from tests.builders import a_school, an_id

take = operation("tests.take_staff", "导入")(
    lambda session, command: taking.write(session, *command)
)
EARLY, DAY, LATER = "2024-09-01", "2025-09-01", "2026-09-01"

ROW: dict[str, Any] = {
    "name": "曾三", "id_number": an_id("1980-05-17", 11), "gender": "男", "birth_date": "1980-05-17",
    "work_since": "2001-08", "school": "甲校", "school_since": "2010-08", "position": "校长",
    "establishment": "在编", "education": "研究生", "education_as_written": "硕士研究生",
    "title": "一级教师", "stage": "小学", "subject": "语文", "other_subjects": ["数学"],
    "weekly_periods": 12, "backbone_level": "县级", "phone": "19900000001",
}  # fmt: skip


@pytest.fixture
def world(store: Store) -> Store:
    for name in ("甲校", "乙校"):
        a_school(store, name, joined_on="2018-09")
    return store


def take_in(store: Store, rows: list[dict[str, Any]], day: str) -> None:
    """Compare as intake does and write what is new or different."""
    known = {row["id_number"]: row for row in store.ask(lambda s: taking.current(s, day))}
    writes = []
    for row in rows:
        old = known.get(row["id_number"])
        if old is None:
            writes.append(Write(None, row))
            continue
        changed = {
            name: value for name, value in row.items() if value is not None and old[name] != value
        }
        if changed:
            writes.append(Write(old["id"], changed))
    store.do(take, (writes, day))


def one(store: Store, day: str | None) -> dict[str, Any]:
    rows = store.ask(lambda s: queries.staff(s, Ask(as_of=day)))
    assert len(rows) == 1
    return rows[0]


def test_a_new_row_comes_back_as_it_was(world):
    take_in(world, [ROW], DAY)
    for day in (DAY, None):
        person = one(world, day)
        assert {name: person[name] for name in ROW} == ROW
        assert person["initials"] == "zs"
        assert type(person["weekly_periods"]) is int
    assert [h["title"] for h in world.ask(lambda s: queries.honours(s, Ask()))] == ["骨干教师"]
    assert [p["kind"] for p in world.ask(lambda s: queries.postings(s, Ask()))] == ["编制"]


def test_the_same_rows_again_change_nothing(world):
    take_in(world, [ROW], DAY)
    before = world.ask(content_hash)
    take_in(world, [ROW], DAY)
    take_in(world, [ROW], LATER)
    assert world.ask(content_hash) == before


def test_next_year_does_not_touch_last_year(world):
    take_in(world, [ROW], DAY)
    last = world.ask(lambda s: queries.staff(s, Ask(as_of=DAY)))
    take_in(
        world,
        [
            ROW
            | {
                "school": "乙校",
                "school_since": "2026-08",
                "title": "高级教师",
                "weekly_periods": 8.5,
                "backbone_level": "市级",
            }
        ],
        LATER,
    )
    now = one(world, LATER)
    assert (now["school"], now["school_since"], now["title"], now["weekly_periods"], now["backbone_level"]) == (
        "乙校", "2026-08", "高级教师", 8.5, "市级",
    )  # fmt: skip
    again = world.ask(lambda s: queries.staff(s, Ask(as_of=DAY)))
    for row in (*last, *again):
        row.pop("stated_on")
    assert again == last
    assert one(world, "2026-08-15")["school"] == "乙校"


def test_a_correction_of_the_same_day_rewrites_it(world):
    take_in(world, [ROW], DAY)
    take_in(
        world,
        [
            ROW
            | {
                "school": "乙校",
                "title": "高级教师",
                "backbone_level": "校级",
                "education": "本科",
                "education_as_written": None,
            }
        ],
        DAY,
    )
    person = one(world, DAY)
    assert (person["school"], person["title"], person["backbone_level"]) == (
        "乙校",
        "高级教师",
        "校级",
    )
    assert person["education_as_written"] is None
    assert world.ask(lambda s: len(queries.postings(s, Ask()))) == 1
    assert world.ask(lambda s: len(queries.honours(s, Ask()))) == 1


def test_last_years_roster_after_this_years(world):
    take_in(world, [ROW], DAY)
    take_in(
        world,
        [
            ROW
            | {
                "school": "乙校",
                "school_since": "2009-08",
                "title": "二级教师",
                "backbone_level": "校级",
            }
        ],
        EARLY,
    )
    assert {name: one(world, DAY)[name] for name in ROW} == ROW
    past = one(world, EARLY)
    assert (past["school"], past["title"], past["backbone_level"]) == ("乙校", "二级教师", "校级")


def test_an_explicit_none_ends_the_honour_from_the_day(world):
    take_in(world, [ROW], DAY)
    person = one(world, DAY)
    world.do(take, ([Write(person["id"], {"backbone_level": None})], LATER))
    assert one(world, LATER)["backbone_level"] is None
    assert one(world, DAY)["backbone_level"] == "县级"


def test_teaching_elsewhere(world):
    take_in(world, [ROW | {"teaching_school": "乙校"}], DAY)
    assert one(world, DAY)["teaching_school"] == "乙校"
    take_in(world, [ROW | {"teaching_school": "甲校"}], LATER)
    assert one(world, LATER)["teaching_school"] is None
    assert one(world, DAY)["teaching_school"] == "乙校"


def test_somebody_without_a_known_start_has_no_made_up_one(world):
    row = ROW | {"school_since": None}
    take_in(world, [row], DAY)
    take_in(world, [row | {"school": "乙校"}], LATER)
    assert one(world, LATER)["school_since"] is None
    assert one(world, DAY)["school_since"] is None


def test_import_is_undone_and_redone_whole(world):
    empty = world.ask(content_hash)
    take_in(
        world,
        [
            ROW,
            ROW
            | {
                "name": "李四",
                "id_number": an_id("1991-01-02", 24),
                "gender": "女",
                "birth_date": "1991-01-02",
            },
        ],
        DAY,
    )
    full = world.ask(content_hash)
    first = world.ask(lambda s: queries.staff(s, Ask()))[0]
    entry = world.do(
        take,
        ([Write(first["id"], {"school": "乙校", "backbone_level": "市级", "phone": None})], LATER),
    ).changes.entry
    world.undo(entry, label="撤销")
    assert world.ask(content_hash) == full
    world.undo(entry - 1, label="撤销")
    assert world.ask(content_hash) == empty
    world.undo(entry + 2, label="重做", redo=True)
    assert world.ask(content_hash) == full


def test_many_people_and_no_lost_row(world):
    rows = [
        ROW
        | {
            "name": f"教师{n}",
            "id_number": an_id("1985-03-04", n),
            "school": "甲校" if n % 2 else "乙校",
            "backbone_level": None if n % 3 else "市级",
        }
        for n in range(700)
    ]
    take_in(world, rows, DAY)
    found = {row["id_number"]: row for row in world.ask(lambda s: queries.staff(s, Ask(as_of=DAY)))}
    assert len(found) == 700
    for row in rows:
        assert {name: found[row["id_number"]][name] for name in row} == row
    moved = [row | {"school": "乙校"} for row in rows]
    take_in(world, moved, LATER)
    schools = {row["school"] for row in world.ask(lambda s: queries.staff(s, Ask(as_of=LATER)))}
    assert schools == {"乙校"}

    def lines(session):
        table = bulk.table_of(Posting)
        return session.execute(table.select()).all(), session.execute(
            bulk.table_of(Honour).select()
        ).all()

    postings, honours = world.ask(lines)
    assert len(postings) == 700 + 350
    assert len(honours) == 234


def test_rosters_from_the_newest_to_the_oldest_all_stay_true(world):
    titles = {
        "2026-09-01": "高级教师",
        "2025-09-01": "一级教师",
        "2024-09-01": "一级教师",
        "2023-09-01": "二级教师",
        "2022-09-01": "三级教师",
    }
    for day, title in titles.items():
        take_in(world, [ROW | {"title": title}], day)
    assert {day: one(world, day)["title"] for day in titles} == titles
    take_in(world, [ROW | {"title": "未取得职称"}], "2023-09-01")
    assert {day: one(world, day)["title"] for day in titles} == titles | {
        "2023-09-01": "未取得职称"
    }
