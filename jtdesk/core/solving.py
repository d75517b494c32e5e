"""A long search in a process of its own, for any feature: progress, cancel at once, a clock."""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

from jtdesk.core.errors import JtdeskError, RuleError
from jtdesk.core.jobs import Job

SOLVER_ARGUMENT = "--jtdesk-solver"
TASKS: Mapping[str, str] = {
    "plan": "jtdesk.deployment.solver:answered",
    "schedule": "jtdesk.lessonprep.scheduler:answered",
}
"""What the process can be asked: dotted functions ``(asked, tell) -> answer``, all plain JSON."""
Tell = Callable[[dict[str, Any]], None]
"""Tells the asking program of progress."""
GRACE = 60.0
"""Seconds the process may take beyond the time of the search itself."""
_BOOTSTRAP = "import sys; sys.path += sys.argv[1:]; from jtdesk.core.solving import main; main()"
_PATIENCE = 0.05


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the user is told when there is no answer.

    Attributes:
        died: the process ended by itself.
        slow: it took longer than ``{:g}`` seconds.
        code: of the fault, such as ``plan``: gives ``plan_failed`` and ``plan_timeout``.
    """

    died: str
    slow: str
    code: str


def ask(
    task: str,
    asked: dict[str, Any],
    *,
    seconds: float,
    job: Job,
    told: Callable[[dict[str, Any]], None],
    sentences: Sentences,
) -> Any:  # noqa: ANN401 - JSON
    """Have a task done in a child process and return its answer.

    Args:
        task: one of `TASKS`.
        asked: the question as JSON.
        seconds: time of the search; the process is ended `GRACE` later.
        job: its cancel ends the process at once.
        told: takes what the task tells of its progress, in the thread that asks.
        sentences: for the user.

    Raises:
        RuleError: the task refuses the question, the process died or took too long.
        Cancelled: the job was cancelled.
    """
    child = _Child(child_command(), {"task": task, "asked": asked}, sentences)
    try:
        for line in child.lines(seconds + GRACE, job):
            if "progress" in line:
                told(line["progress"])
            elif "fault" in line:
                raise RuleError(line["fault"], code=line["code"])
            else:
                return line["answer"]
    finally:
        child.close()
    raise RuleError(sentences.died, code=f"{sentences.code}_failed")


def child_command() -> list[str]:
    """Return the command that starts the solving process, also inside a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SOLVER_ARGUMENT]
    # No site, no user folder, no current folder: quick, and deaf to files lying about.
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOTSTRAP, *_import_folders()]


def _import_folders() -> list[str]:
    folders = [str(Path(__file__).resolve().parents[2])]
    for package in ("highspy", "numpy"):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            folders.append(str(Path(spec.origin).resolve().parents[1]))
    return list(dict.fromkeys(folders))


class _Child:
    """One solving process."""

    def __init__(self, command: Sequence[str], asked: dict[str, Any], sentences: Sentences) -> None:
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._sentences = sentences
        try:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_no_console(),
            )
        except OSError as fault:
            raise RuleError(sentences.died, code=f"{sentences.code}_failed") from fault
        data = json.dumps(asked, ensure_ascii=False).encode()
        self._threads = (
            threading.Thread(target=self._feed, args=(data,), daemon=True),
            threading.Thread(target=self._collect, daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def lines(self, patience: float, job: Job) -> Iterator[dict[str, Any]]:
        """Yield what the process says, line by line, until it ends.

        Raises:
            Cancelled: the job was cancelled.
            RuleError: it takes too long.
        """
        deadline = time.monotonic() + patience
        while True:
            job.check()
            if time.monotonic() > deadline:
                code = f"{self._sentences.code}_timeout"
                raise RuleError(self._sentences.slow.format(patience), code=code)
            try:
                line = self._lines.get(timeout=_PATIENCE)
            except queue.Empty:
                continue
            if line is None:
                return
            yield json.loads(line)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    def _feed(self, data: bytes) -> None:
        pipe = self._process.stdin
        try:
            if pipe is not None:
                with pipe:
                    pipe.write(data)
        except OSError:  # the process is gone; the other thread finds out
            return

    def _collect(self) -> None:
        pipe = self._process.stdout
        if pipe is not None:
            with pipe:
                for line in pipe:
                    if line.endswith(b"\n"):
                        self._lines.put(line)
        self._lines.put(None)


def _no_console() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


# --- the child ------------------------------------------------------------------------------


def main() -> NoReturn:
    """Read one question from standard input, write progress and the answer as JSON lines."""
    pipe = _private_output()

    def say(line: dict[str, Any]) -> None:
        pipe.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        pipe.flush()

    try:
        with os.fdopen(0, "rb", closefd=False) as source:
            wanted = json.loads(source.read())
        module, _, name = TASKS[wanted["task"]].partition(":")
        task = getattr(import_module(module), name)
        say({"answer": task(wanted["asked"], lambda told: say({"progress": told}))})
    except JtdeskError as fault:
        say({"fault": fault.message, "code": fault.code})
    # Everything is said; taking the program down piece by piece is time for nothing.
    os._exit(0)


def _private_output() -> IO[bytes]:
    """Keep the pipe for lines alone; HiGHS greets on standard output."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe
