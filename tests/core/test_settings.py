"""Settings: kept, checked, never lost to a broken file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.settings import Settings, declared, dump, setting


@dataclass(frozen=True, kw_only=True)
class Look:
    SECTION: ClassVar[str] = "look"
    TITLE: ClassVar[str] = "外观"

    size: int = setting(10, "字号", minimum=8, maximum=20)
    scale: float = setting(1.0, "放大", choices=((1.0, "标准"), (1.5, "大")))
    folder: str = setting("", "文件夹")
    on: bool = setting(True, "打开")
    words: list[str] = setting(["甲"], "词")  # noqa: RUF009


def test_what_is_put_is_there_again(tmp_path: Path):
    path = tmp_path / "own" / "settings.toml"
    kept = Look(size=12, scale=1.5, folder="D:\\集团\\备份", on=False, words=["乙", '"引号"'])
    Settings(path).put(kept)
    assert Settings(path).get(Look) == kept


def test_defaults_without_a_file(tmp_path: Path):
    assert Settings(tmp_path / "none.toml").get(Look) == Look()
    assert [one.title for one in declared(Look)] == ["字号", "放大", "文件夹", "打开", "词"]


@pytest.mark.parametrize(
    "line", ['size = "large"', "size = 99", "size = true", "scale = 3.0", "on = 1", "words = [1]"]
)
def test_a_wrong_value_gives_way_to_its_default(tmp_path: Path, line: str):
    path = tmp_path / "settings.toml"
    path.write_text(f"[look]\nfolder = '/keep'\n{line}\n", encoding="utf-8")
    assert Settings(path).get(Look) == Look(folder="/keep")


def test_a_wrong_value_is_not_kept(tmp_path: Path):
    settings = Settings(tmp_path / "settings.toml")
    with pytest.raises(ValueError, match="字号"):
        settings.put(Look(size=3))
    assert not (tmp_path / "settings.toml").exists()


def test_unknown_keys_stay(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_text(
        "newer = 1\n[look]\nsize = 11\nunknown = 'x'\n[other.deep]\nday = 2025-09-01\nlist = [1, 2]\n",
        encoding="utf-8",
    )
    settings = Settings(path)
    settings.put(replace(settings.get(Look), size=9))
    data = tomllib.loads(path.read_text("utf-8"))
    assert data["newer"] == 1
    assert data["look"]["unknown"] == "x"
    assert data["look"]["size"] == 9
    assert data["other"]["deep"]["day"].isoformat() == "2025-09-01"
    assert data["other"]["deep"]["list"] == [1, 2]


def test_a_broken_file_is_set_aside_and_told(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"[look\xff\nsize")
    settings = Settings(path)
    assert settings.get(Look) == Look()
    assert "损坏" in settings.notices[0]
    assert (tmp_path / "settings.损坏.toml").read_bytes() == b"[look\xff\nsize"
    settings.put(Look(size=15))
    assert Settings(path).get(Look).size == 15


def test_a_folder_that_refuses_is_told_not_raised(tmp_path: Path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    settings = Settings(blocker / "settings.toml")
    settings.remember("a", "b")
    assert settings.save() is False
    assert "无法保存设置" in settings.notices[0]


def test_memory_is_written_with_the_next_save(tmp_path: Path):
    path = tmp_path / "settings.toml"
    settings = Settings(path)
    settings.remember("table.staff", "姓名\n性别")
    assert not path.exists()
    settings.save()
    assert Settings(path).recall("table.staff") == "姓名\n性别"
    assert Settings(path).recall("other", "none") == "none"


PLAIN = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
TREES = st.recursive(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        PLAIN | st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
    ),
    lambda inner: st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner | PLAIN),
    max_leaves=6,
)


@given(TREES)
def test_whatever_is_written_reads_back(data: dict[str, object]):
    assert tomllib.loads(dump(data)) == data
