"""Journalled bulk write against a bare SQLAlchemy Core insert of the same rows."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.db import new_ids, writer
from jtdesk.core.operations import operation
from jtdesk.core.store import create
from jtdesk.migrations.layout import upgrade
from jtdesk.staff.tables import Teacher
from tests.bench.ratios import compare, seconds

ROWS = [
    {
        "name": f"教师{i}", "id_number": f"3101991980{i:08d}", "gender": "男",
        "birth_date": "1980-01-01", "work_since": "2000-09", "establishment": "在编",
        "position": "专任教师", "education": "本科", "title": "一级教师", "stage": "小学",
        "subject": "语文", "weekly_periods": 12, "phone": f"138{i:08d}", "initials": "js",
        "stated_on": "2025-09-01",
    }
    for i in range(50_000)
]  # fmt: skip


@operation("bench.write", "批量写入")
def write_rows(session: Session, _command: None) -> None:
    bulk.insert(session, Teacher, ROWS)


@pytest.mark.bench
def test_journalled_bulk_write(tmp_path: Path) -> None:
    numbers = count()

    def journalled() -> float:
        with create(tmp_path / f"{next(numbers)}.jtd", migrate=upgrade) as store:
            return seconds(lambda: store.do(write_rows, None))

    def bare() -> float:
        path = tmp_path / f"{next(numbers)}.jtd"
        create(path, migrate=upgrade).close()
        rows = [
            {**row, "id": row_id, "revision": 1, "origin": "bench"}
            for row, row_id in zip(ROWS, new_ids(len(ROWS)), strict=True)
        ]
        engine = writer(path)

        def run() -> None:
            with engine.begin() as connection:
                connection.execute(Teacher.__table__.insert(), rows)

        taken = seconds(run)
        engine.dispose()
        return taken

    ratio = compare(
        "journalled bulk write of 50,000 rows / bare Core insert (time)",
        journalled,
        bare,
        target="<= 2.0, half the rate",
    )
    assert ratio > 0
