"""Settings of the window and of the care for stores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from jtdesk.core import paths
from jtdesk.core.settings import Settings, setting

FILE = "settings.toml"


@dataclass(frozen=True, kw_only=True)
class LookSettings:
    """How the window looks."""

    SECTION: ClassVar[str] = "look"
    TITLE: ClassVar[str] = "外观"

    scale: float = setting(
        1.0,
        "文字大小",
        "界面文字和间距放大多少，重新打开程序后生效。",
        choices=((1.0, "标准"), (1.15, "稍大"), (1.3, "大"), (1.5, "很大"), (2.0, "特大")),
    )
    open_last: bool = setting(True, "启动时打开上次的文件", "关闭后，每次启动先显示开始页。")


@dataclass(frozen=True, kw_only=True)
class CareSettings:
    """How stores are cared for."""

    SECTION: ClassVar[str] = "care"
    TITLE: ClassVar[str] = "备份"

    backup_folder: str = setting(
        "", "备份文件夹", "留空时存到数据文件旁边的“备份”文件夹。", kind="folder"
    )
    backups_kept: int = setting(
        20, "保留份数", "同一个数据文件最多保留几份备份，更早的自动删除。", minimum=1, maximum=500
    )
    backup_on_close: bool = setting(
        True, "关闭时自动备份", "关闭窗口时，如果数据有改动，自动备份一份。"
    )


SECTIONS = (LookSettings, CareSettings)


def machine_settings() -> Settings:
    """Read the settings file of this machine."""
    return Settings(paths.user_config_dir() / FILE)


def backup_folder(settings: Settings) -> Path | None:
    """Return the chosen folder for backups, None for the one beside the store."""
    chosen = settings.get(CareSettings).backup_folder
    return Path(chosen) if chosen else None
