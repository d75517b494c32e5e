"""The command line: what goes out where, and with which exit code."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jtdesk.app.cli_arguments import parser
from jtdesk.core.version import VERSION
from tests.app.worlds import PEOPLE, SCHOOLS, Shell, staff_sheet, write


def outside(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "jtdesk", *map(str, words)],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
    )


def test_version_loads_next_to_nothing():
    code = (
        "import sys; from jtdesk.__main__ import main; main(['--version']);"
        "print([m for m in ('PySide6', 'sqlalchemy', 'openpyxl', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines() == [f"jtdesk {VERSION}", "[]"]


def test_commands_load_no_qt():
    code = (
        "import sys; from jtdesk.app import cli_data, cli_store, cli_care, cli_forms;"
        "print([m for m in ('PySide6', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_chinese_comes_out_as_utf8_under_the_c_locale(group: Path):
    done = outside(
        "list", group, "schools", "--json", LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 0, done.stderr
    assert [row["name"] for row in json.loads(done.stdout.decode("utf-8"))] == [
        s[0] for s in SCHOOLS
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("frob",),
        ("plan", "x.jtd"),
        ("plan", "x.jtd", "--year", "26"),
        ("plan", "x.jtd", "--year", "2026", "--max-changes", "-1"),
        ("list",),
        ("list", "x.jtd", "staff", "--json", "--csv", "a.csv"),
        ("list", "x.jtd", "staff", "--as-of", "gestern"),
        ("list", "x.jtd", "staff", "--as-of", "2025-02-30"),
        ("list", "x.jtd", "subsidies", "--as-of", "9999-12-31"),
        ("list", "x.jtd", "subsidies", "--as-of", "0001-01-01"),
        ("plan", "x.jtd", "--year", "2026", "--save", " "),
        ("list", "x.jtd", "staff", "--where", "school"),
        ("new", "x.jtd"),
        ("new", "x.jtd", "--name", "甲", "--year", "25"),
        ("demo", "x.jtd", "--schools", "many"),
        ("shots", "d", "--size", "big"),
        ("shots", "d", "--scale", "9"),
        ("fill", "x.jtd", "group-roster"),
        ("fill", "x.jtd", "--template", "a.xlsx", "-o", "b.xlsx"),
        ("--frob",),
    ],
)
def test_wrong_usage_is_2_and_chinese(jtdesk: Shell, words: tuple[str, ...]):
    jtdesk(*words)
    assert jtdesk.code == 2
    assert any("一" <= mark <= "鿿" for mark in jtdesk.err)
    assert "argument" not in jtdesk.err
    assert "Traceback" not in jtdesk.err
    assert all(line.endswith("。") for line in jtdesk.err.splitlines())


def test_usage_faults_are_a_document_too(jtdesk: Shell):
    found = jtdesk.document("list")
    assert jtdesk.code == 2
    assert found["error"]["code"] == "usage"
    assert found["error"]["message"] in jtdesk.err


def test_every_command_explains_itself(jtdesk: Shell):
    jtdesk("--help")
    assert jtdesk.code == 0
    commands = next(a for a in parser()._actions if a.dest == "command").choices
    assert set(commands) >= {"new", "demo", "import", "list", "fill", "undo", "check", "shots"}
    for name in commands:
        assert name in jtdesk.out or jtdesk("--help")
        shown = jtdesk(name, "--help")
        assert jtdesk.code == 0
        assert shown.startswith("用法：")
        assert "usage" not in shown
        assert "optional arguments" not in shown


@pytest.mark.parametrize("command", ["list", "check", "undo", "backup", "measures"])
def test_no_store_is_4(jtdesk: Shell, tmp_path: Path, command: str):
    words = [command, tmp_path / "无.jtd", *(["staff"] if command == "list" else [])]
    found = jtdesk.document(*words)
    assert jtdesk.code == 4
    assert found["error"]["code"] == "store_missing"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no store", os.urandom(5000)])
def test_a_file_that_is_no_store_is_4(jtdesk: Shell, tmp_path: Path, content: bytes):
    path = tmp_path / "假.jtd"
    path.write_bytes(content)
    jtdesk("list", path, "staff")
    assert jtdesk.code == 4
    assert "已损坏" in jtdesk.err
    assert path.read_bytes() == content


def test_new_never_overwrites(jtdesk: Shell, group: Path):
    before = group.read_bytes()
    jtdesk("new", group, "--name", "别的")
    assert jtdesk.code == 3
    assert group.read_bytes() == before


def test_import_reports_and_undoes(jtdesk: Shell, group: Path, tmp_path: Path):
    changed = ((*PEOPLE[0][:5], "一级教师"), ("", "男", "1990-01", "东湖学校", "语文", "二级教师"))
    sheet = staff_sheet(tmp_path, changed)
    dry = jtdesk.document("import", group, sheet, "--dry-run", "--year", "2026")
    assert dry["entry"] is None
    real = jtdesk.document("import", group, sheet, "--year", "2026")
    assert jtdesk.code == 1
    assert real["entry"] is not None
    assert {**real, "entry": None} == dry
    table = real["files"][0]["tables"][0]
    assert table["rows"] == table["created"] + table["updated"] + table["same"] + table["rejected"]
    assert (table["updated"], table["rejected"]) == (1, 1)
    assert [r["code"] for r in table["rejections"]] == ["name_missing"]
    undone = jtdesk.document("undo", group)
    assert undone["undone"] == real["entry"]
    rows = jtdesk.document("list", group, "staff", "--where", "name=张三")
    assert [row["title"] for row in rows] == ["二级教师"]


def test_a_file_that_cannot_be_read_leaves_the_store(jtdesk: Shell, group: Path, tmp_path: Path):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0 broken")
    before = jtdesk.document("undo", group, "--list")
    found = jtdesk.document(
        "import", group, staff_sheet(tmp_path, (("新人", *PEOPLE[0][1:]),)), bad
    )
    assert jtdesk.code == 3
    assert "坏.xlsx" in found["error"]["message"]
    assert jtdesk.document("undo", group, "--list") == before


def test_list_conditions_dates_and_masks(jtdesk: Shell, group: Path, tmp_path: Path):
    sheet = write(
        tmp_path / "号.csv",
        ("姓名", "身份证号", "现任学校"),
        (("王五", "11010519491231002X", "东湖学校"),),
    )
    jtdesk("import", group, sheet)
    rows = jtdesk.document(
        "list", group, "staff", "--where", "school=西岛小学", "--where", "gender=女"
    )
    assert [row["name"] for row in rows] == ["赵思"]
    assert "id" not in rows[0]
    hidden = jtdesk.document("list", group, "staff", "--where", "name=王五")[0]["id_number"]
    assert hidden.startswith("110")
    assert "*" in hidden
    steps = len(jtdesk.document("undo", group, "--list"))
    told = jtdesk.document("list", group, "staff", "--where", "name=王五", "--reveal")[0][
        "id_number"
    ]
    assert told == "11010519491231002X"
    entries = jtdesk.document("undo", group, "--list")
    assert len(entries) == steps + 1
    assert entries[-1]["operation"] == "core.reveal_data"
    assert jtdesk.document("undo", group)["label"] != entries[-1]["label"]
    assert len(jtdesk.document("list", group, "staff", "--as-of", "2025-09-01")) == 3


def test_revealing_is_refused_where_it_cannot_be_written_down(jtdesk: Shell, group: Path):
    from jtdesk.app.stores import open_existing

    with open_existing(group):
        found = jtdesk.document("list", group, "staff", "--reveal")
        assert jtdesk.code == 4
        assert found["error"]["code"] == "read_only"
        assert jtdesk.document("list", group, "staff")


def test_unknown_dataset_and_field_are_usage(jtdesk: Shell, group: Path):
    assert jtdesk.document("list", group, "dogs")["error"]["code"] == "unknown_dataset"
    assert jtdesk.code == 2
    found = jtdesk.document("list", group, "staff", "--where", "dog=1")
    assert found["error"]["code"] == "unknown_field"
    assert jtdesk.code == 2


def test_csv_opens_as_text_and_comes_back_the_same(jtdesk: Shell, group: Path, tmp_path: Path):
    sheet = write(
        tmp_path / "号.csv",
        ("姓名", "身份证号", "现任学校"),
        (("王五", "11010519491231002X", "东湖学校"),),
    )
    jtdesk("import", group, sheet)
    target = tmp_path / "导出.csv"
    jtdesk("list", group, "staff", "--reveal", "--csv", target)
    assert jtdesk.code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [r["身份证号"] for r in rows if r["姓名"] == "王五"] == ["\t11010519491231002X"]
    table = jtdesk.document("import", group, target)["files"][0]["tables"][0]
    assert (table["rows"], table["same"]) == (4, 4), table


def test_tables_line_up_with_chinese(jtdesk: Shell, group: Path):
    from jtdesk.app.cli_output import columns_of

    lines = jtdesk("list", group, "schools").splitlines()
    assert columns_of(lines[2].split("东湖学校")[0]) == columns_of(lines[3].split("西岛小学")[0])
    assert lines[-1] == "共 2 行。"


def test_measures_tell_group_and_schools(jtdesk: Shell, group: Path):
    printed = jtdesk.document("measures", group, "--year", "2025")
    assert (printed["policy"], printed["as_of"]) == ("national", "2025-09-01")
    rows = {(one["name"], one["scope"]): one for one in printed["measures"]}
    counts = {scope: one["value"] for (name, scope), one in rows.items() if name == "staff.count"}
    assert counts == {"group": 3, "东湖学校": 1, "西岛小学": 2}
    assert rows["staff.count", "group"]["rule"]
    wanted = {
        "name", "scope", "value", "numerator", "denominator", "threshold", "met", "gap", "source",
    }  # fmt: skip
    assert all(wanted <= set(one) for one in rows.values())
    for name in ("eligible_count", "rotation_share", "backbone_share"):
        scopes = {scope for found, scope in rows if found == f"deployment.{name}"}
        assert scopes == {"group", "东湖学校", "西岛小学"}
    assert rows["staff.backbone_share", "group"]["denominator"] == 3
    assert rows["staff.count", "group"]["threshold"] is None


def test_measures_by_another_policy(jtdesk: Shell, group: Path):
    printed = jtdesk.document("measures", group, "--policy", "tianjin", "--year", "2025")
    assert printed["policy"] == "tianjin"
    share = next(
        one for one in printed["measures"]
        if (one["name"], one["scope"]) == ("deployment.backbone_share", "group")
    )  # fmt: skip
    assert (share["threshold"], share["operator"]) == (50, ">")
    before = group.read_bytes()
    jtdesk("measures", group, "--policy", "mars")
    assert jtdesk.code == 2
    assert "没有代码为 mars 的交流轮岗政策" in jtdesk.err
    assert "suzhou" in jtdesk.err
    assert group.read_bytes() == before
    assert "交流轮岗教师占符合交流条件教师比例" in jtdesk("measures", group)


def test_the_eligible_list_has_a_row_a_person(jtdesk: Shell, group: Path):
    found = jtdesk.document("list", group, "eligibility", "--as-of", "2025-09-01")
    assert len(found) == 3
    wanted = {"id_number", "name", "school", "stage", "subject", "eligible", "reasons"}
    assert all(wanted <= set(row) for row in found)
    assert all(row["eligible"] or row["reasons"] for row in found)


def test_forms_are_listed_and_filled(jtdesk: Shell, group: Path, tmp_path: Path):
    codes = [form["code"] for form in jtdesk.document("forms")]
    assert "group-roster" in codes
    target = tmp_path / "花名册.xlsx"
    receipt = jtdesk.document("fill", group, "group-roster", "-o", target)
    assert jtdesk.code in (0, 1), jtdesk.err
    assert receipt["rows"] == 3
    assert target.stat().st_size > 1000
    jtdesk("fill", group, "no-such-form", "-o", target)
    assert jtdesk.code == 2
    jtdesk("fill", group, "group-roster", "-o", tmp_path / "none" / "a.xlsx")
    assert jtdesk.code == 3


def test_undo_goes_back_step_by_step_and_stops(jtdesk: Shell, group: Path):
    steps = len(jtdesk.document("undo", group, "--list"))
    for _ in range(steps):
        jtdesk("undo", group)
        assert jtdesk.code == 0, jtdesk.err
    assert jtdesk.document("undo", group)["error"]["code"] == "nothing_to_undo"
    assert jtdesk.code == 3
    assert jtdesk.document("list", group, "schools") == []


def test_an_inner_fault_is_a_sentence_and_a_report(jtdesk: Shell, group: Path, monkeypatch):
    from jtdesk.app import checks

    def broken(_path: Path) -> None:
        raise ZeroDivisionError("张三 " + str(330102199001011233 + 1))

    monkeypatch.setattr(checks, "check", broken)
    found = jtdesk.document("check", group)
    assert jtdesk.code == 3
    assert found["error"]["code"] == "inner_fault"
    assert "Traceback" not in jtdesk.err
    report = Path(found["error"]["message"].split("详情已存为 ")[1].split("，")[0])
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "330102199001011234" not in text


def test_an_import_that_wrote_nothing_offers_no_undo(jtdesk: Shell, group: Path, tmp_path: Path):
    path = tmp_path / "学期起止.csv"
    path.write_text("学期,第1周起算日,开学,放假\n2025-1,,2025-09-01,2026-01-23\n", encoding="utf-8")
    jtdesk("import", group, path)
    assert (jtdesk.code, "没有要写入的内容" in jtdesk.out, "undo" in jtdesk.out) == (1, True, False)
