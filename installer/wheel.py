"""How a wheel takes the top-level folders of data along: they land in jtdesk/_data."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

FOLDERS = ("resources", "schemas")
LEAVE_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "~$*", ".*")


class BuildWithData(build_py):
    """The usual build, with resources/ and schemas/ copied into the package."""

    def run(self) -> None:
        """Build, then copy the data folders; an editable install finds them beside the package."""
        super().run()
        if self.editable_mode:
            return
        for folder in FOLDERS:
            target = Path(self.build_lib) / "jtdesk" / "_data" / folder
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target, ignore=LEAVE_OUT)

    def get_source_files(self) -> list[str]:
        """Name the data files too, so that a source archive holds what a wheel needs."""
        data = [
            str(path) for folder in FOLDERS for path in Path(folder).rglob("*") if path.is_file()
        ]
        return [*super().get_source_files(), *data, "installer/wheel.py"]
