"""The command that writes certificates of teaching in the country as a PDF, a page for each."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from jtdesk.app.assembly import whole_catalogue
from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.deployment import rural, words
from jtdesk.deployment.experience import Certificate

DONE = 0
SUFFIX = ".pdf"
# Whoever has no such months stands in the register of staff alone.
LISTS = ("rural_experience", "staff")


def certify(given: argparse.Namespace, output: Output) -> int:
    """Write the certificates of some people."""
    _refuse_target(given)

    def read(session: Session) -> list[Certificate]:
        question = Ask(as_of=given.as_of, where=dict(given.where))
        for name in LISTS:
            rows = whole_catalogue().dataset(name).ask(session, question)
            if rows:
                people = [str(row["id"]) for row in rows]
                return rural.certificates_of(session, people, given.as_of, whole=given.reveal)
        raise InputRefused("没有符合条件的教师，没有写文件。请核对 --where 的条件。", code="nobody")

    with open_existing(given.store, write=given.reveal) as store:
        found = store.ask(read)
        if given.reveal:
            store.do(reveal_data, Reveal(words.RURAL_EXPERIENCE, len(found), "命令行 certify"))
    pages = _write(found, given)
    output.document({"certificates": len(found), "pages": pages, "file": given.output.name})
    output.say(
        f"已写{words.RURAL_EXPERIENCE}证明 {len(found)} 份、{pages} 页，存到 {given.output}。"
    )
    return DONE


def _refuse_target(given: argparse.Namespace) -> None:
    if given.output.suffix.lower() != SUFFIX:
        raise InputRefused(
            f"证明只能存成 PDF，请把“{given.output.name}”改成“{given.output.stem}{SUFFIX}”。",
            code="output_refused",
        )
    if given.output.is_dir() or not given.output.parent.is_dir():
        raise InputRefused(
            f"无法写入 {given.output}：请给出已有文件夹里的文件名，如 证明.pdf。",
            code="file_unwritable",
        )


def _write(found: list[Certificate], given: argparse.Namespace) -> int:
    if sys.platform not in {"win32", "darwin"}:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - loads Qt

    from jtdesk.deployment import certificates  # noqa: PLC0415

    kept = QApplication.instance() or QApplication(sys.argv[:1])  # letters need one
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / f"made{SUFFIX}"
        pages = certificates.to_pdf(found, made)
        try:
            given.output.write_bytes(made.read_bytes())
        except OSError as fault:
            raise InputRefused(
                f"无法写入 {given.output}（{reason(fault)}）。", code="file_unwritable"
            ) from fault
    del kept
    return pages
