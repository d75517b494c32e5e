#!/usr/bin/env python3
"""The tasks of this project: they set up what they need by themselves, standard library only."""

import ctypes
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(
        f"jtdesk needs Python 3.11 or newer; this is Python {sys.version_info[0]}."
        f"{sys.version_info[1]} ({sys.executable}). Install a newer one and start dev.py "
        "with it, for example: python3.12 dev.py run"
    )

ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
DEBIAN_LIKE = shutil.which("apt-get") is not None

# Shared library Qt loads -> the Debian and Ubuntu package that carries it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libcups.so.2": "libcups2",
}
FONT_WORDS = (
    "cjk",
    "wqy",
    "hans",
    "simsun",
    "simhei",
    "msyh",
    "uming",
    "ukai",
    "droidsansfallback",
)
FONT = "fonts-noto-cjk"
OFFICE = "libreoffice-calc-nogui"
# Locks that hold all of another one.
CONTAINS = {"dev.txt": ("run.txt",), "bench.txt": ("dev.txt", "run.txt")}
NO_DISPLAY = (
    "没有可用的显示器，窗口打不开；不需要显示器的命令照常可用：jtdesk new / import / list / fill / "
    "shots …\n"
    "No display was found, so the window cannot open; these work without one: "
    "python3 dev.py run new|import|list|measures|forms|fill|undo|check|shots ..."
)


class Stop(Exception):
    """A task cannot go on; carries the sentence for the person at the keyboard."""


def say(*words):
    """Tell the person at the keyboard what is being done, without touching standard output."""
    print(*words, file=sys.stderr, flush=True)


# --- system packages ------------------------------------------------------------------------


def missing_libraries():
    """Return the packages whose libraries Qt would not find here."""
    missing = []
    for soname, package in LIBRARIES.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(package)
    return missing


def has_chinese_font():
    """Say whether a font with Chinese characters is installed."""
    lister = shutil.which("fc-list")
    if lister:
        found = subprocess.run([lister, ":lang=zh", "file"], capture_output=True, check=False)
        if found.stdout.strip():
            return True
    home = Path.home()
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", home / ".fonts"]
    folders += [home / ".local/share/fonts", "/System/Library/Fonts"]
    return any(
        word in path.name.lower().replace("-", "")
        for folder in folders
        for path in Path(folder).rglob("*.[ot]t[fc]")
        for word in FONT_WORDS
    )


def apt_prefix():
    """Return the words before apt-get that give the right to install, or None without it."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def apt_install(packages, why, attempt=True):
    """Install Debian packages; where that is not allowed print the command and go on.

    Returns:
        Whether the packages are there now.
    """
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = apt_prefix() if attempt else None
    if prefix is None:
        say(f"{why}: missing, and not to be installed from here. Please run once:")
        say("    sudo apt-get update && sudo " + shlex.join(install))
        return False
    say(f"{why}: installing {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (install, ["apt-get", "update"], install):
        done = subprocess.run(
            [*prefix, *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode == 0 and command is install:
            return True
    say((done.stderr or done.stdout).strip())
    say(f"{why}: that did not work. By hand: sudo " + shlex.join(install))
    return False


def set_up_system(retry):
    """Install the system libraries and the Chinese font Qt needs; missing rights are not fatal.

    Returns:
        Whether nothing is missing now.
    """
    if not sys.platform.startswith("linux"):
        return True
    wanted = missing_libraries() + ([] if has_chinese_font() else [FONT])
    if not wanted:
        return True
    if DEBIAN_LIKE:
        return apt_install(wanted, "System libraries and a Chinese font for the window", retry)
    say("The window needs these (Debian names): " + " ".join(wanted))
    return False


def set_up_office():
    """Give automatic checks LibreOffice; tests that open workbooks in it skip without it."""
    if os.environ.get("CI") and DEBIAN_LIKE and not shutil.which("soffice"):
        apt_install([OFFICE], "LibreOffice for the tests that open our workbooks")


# --- virtual environment --------------------------------------------------------------------


def tool(venv, name):
    """Return the path of an executable inside a virtual environment."""
    return venv / ("Scripts" if WINDOWS else "bin") / (name + (".exe" if WINDOWS else ""))


def make_venv(venv):
    """Create a virtual environment anew, fetching what Debian leaves out of Python."""
    try:
        __import__("ensurepip")
        __import__("venv")
    except ImportError:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not DEBIAN_LIKE or not apt_install([version], "Virtual environments"):
            raise Stop("Python's own module venv is missing; install it and start again.") from None
    say(f"Creating the virtual environment {venv.relative_to(ROOT)}")
    inside = Path(sys.prefix).resolve() == venv
    if inside:
        raise Stop(f"{venv} must be made anew: start dev.py with the system's Python.")
    command = [sys.executable, "-m", "venv", "--clear", venv]
    done = subprocess.run(command, stdout=sys.stderr, check=False)
    if done.returncode:
        raise Stop(f"The virtual environment {venv} could not be created (see above).")


def fingerprint(lock):
    """Return a hash that changes whenever the set-up of a lock would come out differently."""
    place = f"{ROOT}\n{sysconfig.get_platform()}\n"
    return hashlib.sha256(place.encode() + (LOCKS / lock).read_bytes()).hexdigest()


def usable(python):
    """Say whether an environment of unknown making starts, is new enough and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return (
            subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def sound(python, stamp):
    """Say whether the environment still hangs on the Python it was made with."""
    base = stamp.get("base")
    if not base or not python.exists() or not Path(base).exists():
        return False
    return WINDOWS or str(python.resolve()) == base


def install(venv, lock):
    """Install a lock with its hashes from whatever index pip is configured for."""
    say(f"Installing requirements/{lock} (a few minutes the first time)")
    pip = [tool(venv, "python"), "-m", "pip", "install", "-qq", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    pip += ["-r", LOCKS / lock]
    if subprocess.run(pip, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
        raise Stop(
            f"pip could not install requirements/{lock} (see above). "
            "Check the network or the package index pip is configured for, then start again."
        )


def link_program(venv):
    """Make this checkout importable in the environment and give it the command jtdesk."""
    python = tool(venv, "python")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True)
    (Path(site.stdout.strip()) / "jtdesk-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if WINDOWS:
        command = '@"%~dp0python.exe" -P -m jtdesk %*\r\n'
        (python.parent / "jtdesk.cmd").write_text(command, encoding="utf-8", newline="")
        return
    command = python.parent / "jtdesk"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m jtdesk "$@"\n', "utf-8")
    command.chmod(0o755)


def set_up(lock="run.txt", venv=VENV, draws=True):
    """Make the environment fit a lock; nothing to do costs milliseconds.

    Args:
        lock: file in requirements/.
        venv: folder of the environment.
        draws: the task draws, so it reminds of missing system libraries at every start.

    Returns:
        The interpreter of the environment.
    """
    python, stamp_file = tool(venv, "python"), venv / "jtdesk-set-up.json"
    try:
        stamp = json.loads(stamp_file.read_text("utf-8"))
    except (OSError, ValueError):
        stamp = {}
    fits = stamp.get(lock) == fingerprint(lock) and sound(python, stamp)
    if fits and (stamp.get("system") or not draws):
        return python
    started = time.monotonic()
    stamp["system"] = set_up_system(retry=not fits)
    if not fits:
        if not sound(python, stamp):
            if not usable(python):
                make_venv(venv)
            stamp = {"base": str(base_python(python)), "system": stamp["system"]}
        install(venv, lock)
        link_program(venv)
        stamp |= {part: fingerprint(part) for part in (lock, *CONTAINS.get(lock, ()))}
        say(f"Set-up done in {time.monotonic() - started:.0f} s.")
    stamp_file.write_text(json.dumps(stamp, indent=1), "utf-8")
    return python


def base_python(python):
    """Return the interpreter a new environment hangs on."""
    return Path(sys.executable) if WINDOWS else python.resolve()


# --- tasks ----------------------------------------------------------------------------------


def call(*command, **extra):
    """Run a command in the project folder and return its exit code."""
    environment = {**os.environ, **extra}
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def offscreen():
    """Return the settings that let Qt draw without a display."""
    return {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}


def needs_display(arguments):
    """Say whether these arguments open the window: none, or a store alone."""
    if len(arguments) == 1 and not arguments[0].startswith("-"):
        return arguments[0].lower().endswith(".jtd") or Path(arguments[0]).is_file()
    return not arguments


def has_display():
    """Say whether a window could be shown here."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def run(*arguments):
    """Start the program; ARGS are its command line (run [ARGS])."""
    window = needs_display(arguments)
    python = set_up(draws=window)
    if window and not has_display():
        raise Stop(NO_DISPLAY)
    command = [str(python), "-P", "-m", "jtdesk", *arguments]
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(command[0], command)  # signals and the exit code pass through
    return subprocess.run(command, check=False).returncode


def test(*arguments):
    """Run the tests (test [PYTEST ARGS])."""
    set_up_office()
    return call(set_up("dev.txt"), "-m", "pytest", *arguments, **offscreen())


def check(*arguments):
    """Check format, lint, arrows and types, then run the tests: what CI runs."""
    set_up_office()
    python = set_up("dev.txt")
    steps = {
        "format": ("-m", "ruff", "format", "--check"),
        "lint": ("-m", "ruff", "check"),
        "arrows": ("-c", "from importlinter.cli import lint_imports_command as c; c()"),
        "types": ("-m", "mypy"),
        "tests": ("-m", "pytest", *arguments),
    }
    for name, step in steps.items():
        say(f"== {name}")
        started = time.monotonic()
        code = call(python, *step, **offscreen())
        if code:
            raise Stop(f"check stopped at: {name} ({time.monotonic() - started:.1f} s)")
        if name != "tests":  # pytest's closing line stays the last one
            say(f"   {name}: {time.monotonic() - started:.1f} s")
    return 0


def bench(*arguments):
    """Measure speed side by side with bare libraries, printed as ratios."""
    python = set_up("bench.txt")
    return call(
        python, "-m", "pytest", "tests/bench", "-m", "bench", "-q", "-s", *arguments, **offscreen()
    )


def shots(folder="shots", *arguments):
    """Draw every page and main dialog as PNG, no display needed (shots [DIR])."""
    return call(
        set_up(), "-m", "jtdesk", "shots", Path(folder).absolute(), *arguments, **offscreen()
    )


def golden(*arguments):
    """Write the expected workbooks anew; look at the difference before you commit."""
    return call(
        set_up("dev.txt"),
        "-m",
        "pytest",
        "--golden-update",
        "-k",
        "golden",
        *arguments,
        **offscreen(),
    )


def migration(*words):
    """Write the next migration from the tables as they are now (migration NAME)."""
    if not words:
        raise Stop("A migration needs a name: python3 dev.py migration add_travel_means")
    return call(set_up("dev.txt"), "-m", "jtdesk.migrations.make", "_".join(words))


def build():
    """Pack the program for this platform and start the result."""
    python = set_up("build.txt", ROOT / "build" / "venv")
    return call(python, ROOT / "installer" / "build.py", **offscreen())


def lock():
    """Refresh the locks in requirements/ from pyproject.toml and the .in files there."""
    venv = ROOT / "build" / "lock-venv"
    python = set_up("lock.txt", venv)
    index = subprocess.run(
        [python, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    environment = {"UV_DEFAULT_INDEX": index} if index else {}
    uv = (tool(venv, "uv"), "pip", "compile", "--quiet", "--universal", "--generate-hashes")
    uv += ("--python-version", "3.11", "--no-header", "--no-annotate", "--upgrade")
    for name, sources in {
        "run.txt": ["pyproject.toml"],
        "dev.txt": ["pyproject.toml", "requirements/dev.in", "-c", "requirements/run.txt"],
        "bench.txt": ["requirements/dev.txt", "requirements/bench.in"],
        "build.txt": ["pyproject.toml", "requirements/build.in", "-c", "requirements/dev.txt"],
        "lock.txt": ["requirements/lock.in"],
    }.items():
        say(f"Locking requirements/{name}")
        code = call(*uv, *sources, "-o", f"requirements/{name}", **environment)
        if code:
            raise Stop(f"requirements/{name} could not be locked (see above).")
    return 0


TASKS = {
    task.__name__: task for task in (run, test, check, bench, shots, golden, migration, build, lock)
}


def main(arguments):
    """Start the task named first, or list the tasks."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(f"usage: {Path(sys.executable).stem} dev.py TASK\n")
        for name, task in TASKS.items():
            print(f"  {name:10} {task.__doc__}")
        return 0
    name, *rest = arguments
    if name not in TASKS:
        say(f"There is no task {name!r}; the tasks are: {', '.join(TASKS)}")
        return 2
    try:
        return TASKS[name](*rest)
    except Stop as stop:
        say(stop)
        return 2 if str(stop) == NO_DISPLAY else 1
    except KeyboardInterrupt:
        return 130
    except TypeError as fault:
        if "positional argument" not in str(fault):
            raise
        say(f"usage: dev.py {name} {TASKS[name].__doc__}")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
