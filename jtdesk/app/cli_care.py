"""Commands that keep a store safe: backup, restore, check."""

from __future__ import annotations

import argparse

from jtdesk.app import backups, checks, own_settings
from jtdesk.app.cli_output import Output
from jtdesk.core.csv_file import shown

DONE = 0
DAMAGED = 4


def back_up(given: argparse.Namespace, output: Output) -> int:
    """Make a verified copy."""
    settings = own_settings.machine_settings()
    folder = given.folder or own_settings.backup_folder(settings)
    keep = settings.get(own_settings.CareSettings).backups_kept
    made = backups.backup(given.store, folder, keep=keep)
    output.say(f"已备份到 {made.path}，内容核对一致。")
    for old in made.dropped:
        output.say(f"已删除较早的备份 {old.name}。")
    output.document(
        {
            "backup": str(made.path),
            "content": made.content,
            "dropped": [str(old) for old in made.dropped],
        }
    )
    return DONE


def bring_back(given: argparse.Namespace, output: Output) -> int:
    """Restore a backup."""
    aside = backups.restore(given.backup, given.store)
    output.say(f"已从 {given.backup.name} 恢复到 {given.store}。")
    if aside is not None:
        output.say(f"原来的文件另存为 {aside.name}。")
    output.document({"store": str(given.store), "aside": None if aside is None else str(aside)})
    return DONE


def examine(given: argparse.Namespace, output: Output) -> int:
    """Check a store."""
    found = checks.check(given.store)
    output.document(found.to_json())
    for finding in (*found.integrity, *found.foreign_keys, *found.journal):
        output.say(f"- {finding}")
    total = sum(found.rows.values())
    if found.ok:
        output.say(
            f"{given.store.name} 完好：{shown(total)} 行数据，{found.entries} 步操作，"
            f"引用和操作记录都一致。"
        )
        return DONE
    output.complain(f"{given.store.name} 有问题，请用 jtdesk restore 从备份恢复。")
    return DAMAGED
