"""Pack the program for this platform, start the result, and say how big it came out."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stamp import version

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FOLDER = ROOT / "dist" / "jtdesk"
WINDOWS = os.name == "nt"
PROGRAM = FOLDER / ("jtdesk-cli.exe" if WINDOWS else "jtdesk")
SECONDS = 120
WITH_WARNINGS = 1


def pack() -> None:
    """Run PyInstaller over our spec."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build" / "pyinstaller")]
    subprocess.run([*command, str(HERE / "jtdesk.spec")], cwd=ROOT, check=True)


def start(*words: str, home: Path) -> str:
    """Run the packed program from a foreign folder and return what it printed."""
    environment = {**os.environ, "JTDESK_HOME": str(home / "own"), "PYTHONUTF8": "1"}
    environment["PYTHONTZPATH"] = ""  # only the time zones that were packed, as on Windows
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        environment.pop(name, None)
    began = time.monotonic()
    done = subprocess.run(
        [str(PROGRAM), *words],
        cwd=home,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    if done.returncode > WITH_WARNINGS:
        sys.exit(
            f"jtdesk {' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        )
    print(f"  jtdesk {' '.join(words):45} ok, {time.monotonic() - began:.1f} s")
    return done.stdout


def try_out() -> None:
    """Start the packed program: version, data that ships, a store, workbooks in and out, a plan."""
    print("Starting the result:")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        printed = start("--version", home=home)
        if version() not in printed:
            sys.exit(f"the packed program says {printed!r}, expected version {version()}")
        if not json.loads(start("forms", "--json", home=home)):
            sys.exit("the packed program ships no forms")
        start("new", "试.jtd", "--name", "试用集团", home=home)
        (home / "成员校.csv").write_text(
            "学校标识码,学校名称,办学类型\n2133000001,示范小学,小学\n", encoding="utf-8"
        )
        start("import", "试.jtd", "成员校.csv", "--json", home=home)
        listed = json.loads(start("list", "试.jtd", "schools", "--json", home=home))
        if "示范小学" not in json.dumps(listed, ensure_ascii=False):
            sys.exit("the packed program did not keep the school it imported")
        start("fill", "试.jtd", "group-schools", "-o", "情况表.xlsx", home=home)
        if not (home / "情况表.xlsx").is_file():
            sys.exit("the packed program filled no form")
        start("demo", "演练.jtd", home=home)
        # The solving process is the packed program once more, started by itself.
        plan = json.loads(start("plan", "演练.jtd", "--year", "2026", "--json", home=home))
        if not plan["moves"] or not plan["proven"]:
            sys.exit("the packed program proved no plan for the practice group")
        terms = json.loads(start("list", "演练.jtd", "terms", "--json", home=home))
        term = max(row["term"] for row in terms if row["term"].endswith("-1"))
        words = ("schedule", "演练.jtd", "--term", term, "--json")
        if not json.loads(start(*words, home=home))["sessions"]:
            sys.exit("the packed program scheduled no term of the practice group")
        start("calendar", "演练.jtd", "--term", term, "-o", "教研.ics", home=home)
        if "TZID:Asia/Shanghai" not in (home / "教研.ics").read_text("utf-8"):
            sys.exit("the packed program wrote no calendar file")
        start("shots", "图", home=home)
        if not list((home / "图").glob("*.png")):
            sys.exit("the packed program drew no pages")


def weigh() -> None:
    """Print size and number of files, biggest first."""
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink()]
    sizes = sorted(((path.stat().st_size, path) for path in files), reverse=True)
    print(
        f"{FOLDER.relative_to(ROOT)}: {sum(s for s, _ in sizes) / 1e6:.0f} MB, {len(files)} files"
    )
    for size, path in sizes[:8]:
        print(f"  {size / 1e6:6.1f} MB  {path.relative_to(FOLDER).as_posix()}")


def make_installer() -> None:
    """Compile the set-up program where Inno Setup is there (Windows only)."""
    beside = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "Inno Setup 6" / "ISCC.exe"
    compiler = shutil.which("ISCC") or (str(beside) if beside.is_file() else None)
    if not WINDOWS or compiler is None:
        print("No Inno Setup here: the folder is ready, the set-up program was not made.")
        return
    subprocess.run([compiler, f"/DVersion={version()}", str(HERE / "jtdesk.iss")], check=True)


if __name__ == "__main__":
    pack()
    weigh()
    try_out()
    make_installer()
