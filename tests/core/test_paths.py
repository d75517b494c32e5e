"""Where things lie: shipped data, the user's folders, the portable copy."""

import sys
from pathlib import Path

import pytest

from jtdesk.core import paths

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_place(tmp_path, monkeypatch):
    """A program folder of its own and no JTDESK_HOME."""
    monkeypatch.delenv("JTDESK_HOME", raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "jtdesk.exe"))
    return tmp_path


def test_a_checkout_finds_its_own_data():
    assert paths.schemas_dir() == ROOT / "schemas"
    assert paths.resources_dir() == ROOT / "resources"
    assert (paths.schemas_dir() / "codes").is_dir()


def test_the_variable_names_one_home(tmp_path, monkeypatch):
    monkeypatch.setenv("JTDESK_HOME", str(tmp_path))
    folders = {paths.user_config_dir(), paths.user_data_dir(), paths.log_dir()}
    assert folders == {tmp_path / "settings", tmp_path / "data", tmp_path / "log"}


def test_a_relative_home_does_not_follow_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JTDESK_HOME", "own")
    assert paths.own_home() == tmp_path / "own"


def test_a_portable_copy_keeps_everything_beside_itself(own_place):
    (own_place / "portable.toml").touch()
    assert paths.user_config_dir() == own_place / "portable" / "settings"
    assert paths.user_data_dir() == own_place / "portable" / "data"
    assert paths.log_dir() == own_place / "portable" / "log"


def test_an_installed_copy_uses_the_persons_folders(own_place):
    folders = [paths.user_config_dir(), paths.user_data_dir(), paths.log_dir()]
    assert paths.own_home() is None
    assert all("jtdesk" in str(folder).lower() for folder in folders)
    assert not any(folder.is_relative_to(own_place) for folder in folders)
