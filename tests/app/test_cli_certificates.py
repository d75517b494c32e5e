"""The command that writes certificates: pages, whose, what is revealed, what is refused."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.worlds import Shell

PLACED = """姓名,派出学校,接收学校,交流形式,起,止
张三,东湖学校,西岛小学,支教,2023-09,2024-07
"""


@pytest.fixture
def store(jtdesk: Shell, group: Path, tmp_path: Path) -> Path:
    """The small group with one teacher who has taught on the island."""
    path = tmp_path / "交流轮岗台账.csv"
    path.write_text(PLACED, encoding="utf-8-sig")
    schools = tmp_path / "成员校城乡.csv"
    schools.write_text(
        "学校名称,城乡类别,是否海岛\n西岛小学,乡村,是\n东湖学校,城区,否\n", encoding="utf-8-sig"
    )
    jtdesk("import", group, schools, "--dataset", "schools")
    assert jtdesk.code in (0, 1), jtdesk.err
    jtdesk("import", group, path, "--dataset", "placements")
    assert jtdesk.code in (0, 1), jtdesk.out + jtdesk.err
    return group


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_everybody_with_such_months_gets_a_page(jtdesk: Shell, store: Path, tmp_path: Path):
    path = tmp_path / "证明.pdf"
    found = jtdesk.document("certify", store, "--as-of", "2025-09-01", "-o", path)
    assert jtdesk.code == 0, jtdesk.err
    listed = jtdesk.document("list", store, "rural_experience", "--as-of", "2025-09-01")
    assert len(listed) >= 1
    assert found == {"certificates": len(listed), "pages": len(listed), "file": "证明.pdf"}
    assert pages(path) == len(listed)


def test_one_is_chosen_and_revealing_is_written_down(jtdesk: Shell, store: Path, tmp_path: Path):
    path = tmp_path / "证明.pdf"
    jtdesk("certify", store, "--where", "name=张三", "-o", path, "--as-of", "2025-09-01")
    assert jtdesk.code == 0, jtdesk.err
    assert pages(path) == 1
    before = json.loads(jtdesk("undo", store, "--list", "--json"))
    jtdesk("certify", store, "--where", "name=张三", "-o", path, "--reveal")
    assert jtdesk.code == 0, jtdesk.err
    after = json.loads(jtdesk("undo", store, "--list", "--json"))
    assert str(after).count("农村任教经历") == str(before).count("农村任教经历") + 1


def test_somebody_without_such_months_gets_one_that_says_so(
    jtdesk: Shell, group: Path, tmp_path: Path
):
    path = tmp_path / "证明.pdf"
    found = jtdesk.document("certify", group, "--where", "name=张三", "-o", path)
    assert (jtdesk.code, found["certificates"], pages(path)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "证明.xlsx"), 3, "证明只能存成 PDF，请把“证明.xlsx”改成“证明.pdf”"),
        (("-o", "不在/证明.pdf"), 3, "请给出已有文件夹里的文件名"),
        (("-o", "证明.pdf", "--where", "name=谁"), 3, "没有符合条件的教师"),
        (("-o", "证明.pdf", "--where", "谁=谁"), 2, "没有字段 谁"),
        ((), 2, "缺少参数"),
    ],
)
def test_what_cannot_be_certified_is_said(
    jtdesk: Shell, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...], code: int, said: str,
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    before = store.read_bytes()
    jtdesk("certify", store, *words)
    assert (jtdesk.code, said in jtdesk.err) == (code, True), jtdesk.err
    assert store.read_bytes() == before
    assert not (tmp_path / "证明.pdf").exists()


def test_no_display_is_needed(store: Path, tmp_path: Path):
    path = tmp_path / "证明.pdf"
    bare = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "jtdesk", "certify", str(store), "-o", str(path)],
        capture_output=True, check=False, timeout=60, cwd=Path(__file__).parents[2], env=bare,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert pages(path) >= 1
