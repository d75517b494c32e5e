"""Write a new migration from the difference between the models and the newest layout."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from jtdesk.migrations.layout import HERE, upgrade


def main(title: str) -> None:
    """Autogenerate ``versions/NNNN_title.py``; the number follows the newest one."""
    numbers = sorted(int(p.stem.split("_")[0]) for p in (HERE / "versions").glob("[0-9]*.py"))
    number = f"{(numbers[-1] if numbers else 0) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.jtd"
        if numbers:
            upgrade(path)
        config = Config()
        config.set_main_option("script_location", str(HERE))
        config.set_main_option("sqlalchemy.url", f"sqlite:///{path.as_posix()}")
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, message=title, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(sys.argv[1])
