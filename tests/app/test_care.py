"""Backup, restore, check: nothing acknowledged is lost."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jtdesk.app import backups, checks
from jtdesk.app.stores import new_store, open_existing
from jtdesk.core.errors import InputRefused, StoreError
from tests.app.worlds import Shell


def test_a_backup_is_the_store_again(jtdesk: Shell, group: Path, tmp_path: Path):
    made = jtdesk.document("backup", group, tmp_path / "U盘")
    before = jtdesk.document("list", group, "staff")
    jtdesk("undo", group)
    assert jtdesk.document("list", group, "staff") == []
    back = jtdesk.document("restore", made["backup"], group)
    assert jtdesk.code == 0
    assert jtdesk.document("list", group, "staff") == before
    aside = Path(back["aside"])
    assert jtdesk.document("list", aside, "staff") == []
    assert jtdesk.document("check", group)["ok"] is True


def test_a_backup_works_while_somebody_writes(group: Path):
    with open_existing(group):
        made = backups.backup(group)
    assert made.path.parent == group.parent / "备份"
    assert checks.check(made.path).ok


def test_only_the_agreed_number_stays(group: Path, clock):
    for day in range(1, 6):
        clock.set(f"2025-10-{day:02}")
        made = backups.backup(group, keep=3)
    kept = [path.name for path in backups.backups_of(group)]
    assert len(kept) == 3
    assert kept[0] == made.path.name
    other = group.parent / "备份" / "别的_2025-01-01_000000.jtd"
    other.write_bytes(b"x")
    backups.backup(group, keep=1)
    assert other.exists()


def test_two_backups_in_one_second_are_two_files(group: Path, clock):
    first, second = backups.backup(group), backups.backup(group)
    assert first.path != second.path
    assert backups.backups_of(group) == [second.path, first.path]


def flip(path: Path, count: int, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(count):
        at = dice.randrange(100, len(data))
        data[at] ^= 1 << dice.randrange(8)
    path.write_bytes(bytes(data))


def test_a_flipped_value_in_a_backup_is_seen(group: Path):
    made = backups.backup(group)
    with closing(sqlite3.connect(made.path)) as raw, raw:
        raw.execute("UPDATE teacher SET name = '李五' WHERE name = '李四'")
    before = group.read_bytes()
    with pytest.raises(StoreError, match="已损坏"):
        backups.restore(made.path, group)
    assert group.read_bytes() == before


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_replaces_the_store(group: Path, seed: int):
    made = backups.backup(group)
    whole = made.path.read_bytes()
    flip(made.path, 40, seed)
    before = group.read_bytes()
    try:
        backups.restore(made.path, group)
    except StoreError:
        assert group.read_bytes() == before
    else:
        # Damage in unused bytes only: what came back holds the same rows.
        with closing(sqlite3.connect(group)) as raw:
            assert backups.content_of(raw) == made.content
    assert whole


@pytest.mark.parametrize("seed", range(8))
def test_check_of_a_damaged_store_answers_plainly(jtdesk: Shell, group: Path, seed: int):
    flip(group, 60, seed)
    jtdesk("check", group)
    assert jtdesk.code in (0, 4)
    assert "Traceback" not in jtdesk.err


def test_restore_refuses_an_open_store(group: Path):
    made = backups.backup(group)
    with open_existing(group), pytest.raises(StoreError, match="使用"):
        backups.restore(made.path, group)


def test_restore_of_itself_and_into_nowhere(group: Path, tmp_path: Path):
    with pytest.raises(InputRefused):
        backups.restore(group, group)
    with pytest.raises(InputRefused):
        backups.restore(group, tmp_path / "none" / "a.jtd")
    assert backups.restore(group, tmp_path / "new.jtd") is None
    assert checks.check(tmp_path / "new.jtd").ok


def test_check_sees_a_row_the_journal_does_not_know(jtdesk: Shell, group: Path):
    with closing(sqlite3.connect(group)) as raw, raw:
        raw.execute("UPDATE teacher SET name = '改名' WHERE name = '张三'")
    found = jtdesk.document("check", group)
    assert jtdesk.code == 4
    assert found["ok"] is False
    assert any("不一致" in line for line in found["journal"])


def test_check_sees_a_lost_row_and_a_dangling_reference(group: Path):
    with closing(sqlite3.connect(group)) as raw, raw:
        raw.execute("DELETE FROM school WHERE name = '西岛小学'")
    found = checks.check(group)
    assert not found.ok
    assert found.foreign_keys
    assert any("少了 1 行" in line for line in found.journal)


def test_check_sees_a_broken_journal(group: Path):
    with closing(sqlite3.connect(group)) as raw, raw:
        raw.execute("UPDATE journal_change SET payload = x'00' WHERE number = 2")
        raw.execute("DELETE FROM journal_touch WHERE entry = 1")
    found = checks.check(group)
    assert any("无法读出" in line for line in found.journal)
    assert any("索引" in line for line in found.journal)


def test_the_empty_file_is_made_once_and_remade_when_altered(tmp_path: Path):
    cache = tmp_path / "cache"
    sites = set()
    for number in range(2):
        with new_store(tmp_path / f"{number}.jtd", cache=cache) as store:
            sites.add(store.site)
    assert len(sites) == 2
    template = next(cache.glob("empty-*.jtd"))
    template.write_bytes(b"altered")
    with new_store(tmp_path / "again.jtd", cache=cache) as store:
        assert not store.read_only
    assert template.read_bytes() != b"altered"


def test_a_cache_that_refuses_does_not_stop_a_new_store(tmp_path: Path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    with new_store(tmp_path / "a.jtd", cache=blocker / "cache") as store:
        assert store.site


def test_a_newer_store_is_refused_and_left_alone(jtdesk: Shell, group: Path):
    with closing(sqlite3.connect(group)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = group.read_bytes()
    for words in (("list", group, "staff"), ("check", group), ("undo", group)):
        assert jtdesk.document(*words)["error"]["code"] == "store_newer"
        assert jtdesk.code == 4
    assert group.read_bytes() == before
