"""A process killed while the lists of exchange are taken in: all of the lists are there, or none."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.app.listing import write_list
from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.fingerprint import content_hash, record_counts
from jtdesk.core.store import Store, open_store
from jtdesk.deployment import demo as deployment
from jtdesk.schools import demo as schools
from jtdesk.schools.service import GroupSettings, set_group
from jtdesk.staff import demo as staff
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import columns_of

SHORT, LONG = 4, 40
ORDER = DemoOrder(schools=8, staff=600, seed=3, year=2025)
LISTS = (
    "placements", "exemptions", "subject_shares", "floors", "duties", "mentorships", "workshops",
    "workshop_members", "workshop_sessions",
)  # fmt: skip
TABLES = {
    "placement", "exemption", "subject_share", "school_floor", "duty", "mentorship", "workshop",
    "workshop_member", "workshop_session",
}  # fmt: skip
CHILD = """
import sys
from pathlib import Path
from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.core.store import open_store
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
store = open_store(Path(sys.argv[1]))
order = IntakeOrder(read_sources([Path(sys.argv[2])]), whole_catalogue(), code_lists(), year=2025)
print("go", flush=True)
store.do(take_in, order)
print("done", flush=True)
store.close()
"""


def populated(path: Path, empty: Path, *features: object) -> Store:
    path.write_bytes(empty.read_bytes())
    store = open_store(path)
    store.do(set_group, GroupSettings("演练教育集团", 2025))
    for feature in (schools, staff, *features):
        feature.populate(store, ORDER)  # type: ignore[attr-defined]
    return store


def many(name: str, rows: list[Row], people: list[Row], members: list[Row]) -> list[Row]:
    """Return the rows of a list, with made-up ones where the practice group has few."""
    if name == "exemptions":
        own = ("name", "id_number", "school")
        return [
            {key: one[key] for key in own}
            | {"reason": "其他", "evidence": f"证明{n}", "from_date": "2025-09-01"}
            for n, one in enumerate(people)
        ]
    if name == "subject_shares":
        own = ("name", "id_number", "school")
        return [
            {key: one[key] for key in own}
            | {"subject": "劳动", "periods": 2, "from_date": "2025-09-01"}
            for one in people
            if one["subject"] not in {None, "劳动"}
        ]
    if name == "floors":
        return [{"school": one["name"], "year": 2026, "backbone": 1} for one in members]
    return [row for row in rows if name != "duties" or row["done"]]


@pytest.fixture(scope="module")
def lists(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook of every list, as the window writes them."""
    folder = tmp_path_factory.mktemp("lists")
    catalogue, codes = whole_catalogue(), code_lists()
    source = tmp_path_factory.mktemp("practice") / "group.jtd"
    with populated(source, empty_store_file, deployment) as store:

        def rows(name: str) -> list[Row]:
            found: list[Row] = store.ask(lambda s: catalogue.dataset(name).ask(s, Ask()))
            return found

        people, members = rows("staff"), rows("schools")
        for number, name in enumerate(LISTS):
            dataset = catalogue.dataset(name)
            listed = tuple(many(name, rows(name), people, members))
            assert listed, name
            fields = dataset.intake.fields or dataset.fields if dataset.intake else dataset.fields
            columns = tuple(columns_of(fields, codes))
            export = ListExport(title=dataset.title, columns=columns, rows=listed, revealed=None)
            write_list(folder / f"{number}{dataset.title}.xlsx", export)
    return folder


@pytest.fixture
def bare(empty_store_file: Path, tmp_path: Path) -> Path:
    """A closed store with schools and staff, without any of the lists."""
    path = tmp_path / "集团.jtd"
    populated(path, empty_store_file).close()
    return path


def kill_at_random_moments(path: Path, lists: Path, times: int) -> None:
    rng = random.Random(times)
    with open_store(path) as store:
        empty, none = store.ask(content_hash), counts(store)
    assert set(none.values()) == {0}
    before = path.read_bytes()
    whole: Mapping[str, int] = {}
    span, killed = 0.0, 0
    for number in range(times):
        path.write_bytes(before)
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(lists)],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        with child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "go"
            began = time.monotonic()
            if number == 0:
                assert child.stdout.readline().strip() == "done"
                span = time.monotonic() - began
            else:
                time.sleep(span * (number - rng.random()) / (times - 1))
                child.kill()
        with open_store(path) as store:
            found = counts(store)
            if number == 0:
                whole = found
                assert all(whole.values()), f"every list is to be there: {whole}"
            assert found in (none, whole)
            if found == none:
                killed += 1
                assert store.ask(content_hash) == empty
            assert (
                store.ask(
                    lambda s: s.connection().exec_driver_sql("pragma integrity_check").scalar()
                )
                == "ok"
            )
    assert killed


def counts(store: Store) -> dict[str, int]:
    found: dict[str, int] = store.ask(record_counts)
    return {name: found[name] for name in TABLES}


def test_a_few_kills(bare: Path, lists: Path) -> None:
    kill_at_random_moments(bare, lists, SHORT)


@pytest.mark.slow
def test_forty_kills(bare: Path, lists: Path) -> None:
    kill_at_random_moments(bare, lists, LONG)
