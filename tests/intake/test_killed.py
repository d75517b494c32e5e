"""A process killed in the middle of an import: the store opens, nothing is half imported."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import open_store
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from tests.intake.workbooks import HEADINGS, line, person

SHORT, LONG = 4, 50
PEOPLE = 1500
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


@pytest.fixture
def roster_file(tmp_path: Path) -> Path:
    rng = random.Random(2)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("花名册")
    sheet.append(list(HEADINGS))
    for number in range(PEOPLE):
        sheet.append(line(person(rng, number)))
    path = tmp_path / "花名册.xlsx"
    workbook.save(path)
    return path


def kill_at_random_moments(store_path: Path, roster_file: Path, times: int) -> None:
    rng = random.Random(times)
    with open_store(store_path) as store:
        empty = store.ask(content_hash)
    before = store_path.read_bytes()
    killed = finished = 0
    span = 0.0
    for number in range(times):
        store_path.write_bytes(before)
        for side in ("-wal", "-shm"):
            store_path.with_name(store_path.name + side).unlink(missing_ok=True)
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(store_path), str(roster_file)],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        with child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "go"
            began = time.monotonic()
            if number == 0:
                # The first one runs through: how long it takes tells when to strike.
                assert child.stdout.readline().strip() == "done"
                span = time.monotonic() - began
            else:
                time.sleep(span * (number - rng.random()) / (times - 1))
                child.kill()
        with open_store(store_path) as store:
            people = store.ask(
                lambda s: s.connection().exec_driver_sql("select count(*) from teacher").scalar()
            )
            assert people in {0, PEOPLE}
            if people == 0:
                killed += 1
                assert store.ask(content_hash) == empty
            else:
                finished += 1
            assert (
                store.ask(
                    lambda s: s.connection().exec_driver_sql("pragma integrity_check").scalar()
                )
                == "ok"
            )
    assert finished >= 1
    assert killed >= 1


def test_a_few_kills(group: object, store: object, store_path: Path, roster_file: Path) -> None:
    store.close()  # type: ignore[attr-defined]
    kill_at_random_moments(store_path, roster_file, SHORT)


@pytest.mark.slow
def test_fifty_kills(group: object, store: object, store_path: Path, roster_file: Path) -> None:
    store.close()  # type: ignore[attr-defined]
    kill_at_random_moments(store_path, roster_file, LONG)


def test_after_a_kill_the_same_import_goes_through(
    group: object,
    store: object,
    store_path: Path,
    roster_file: Path,
    catalogue: object,
    codes: object,
) -> None:
    order = IntakeOrder(read_sources([roster_file]), catalogue, codes, year=2025)  # type: ignore[arg-type]
    outcome = store.do(take_in, order)  # type: ignore[attr-defined]
    assert outcome.value.count("created") + outcome.value.count("rejected") == PEOPLE
