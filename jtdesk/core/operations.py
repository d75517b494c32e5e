"""Operations: the only way in. One transaction, one journal entry, one outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from jtdesk.core.changes import Changes
from jtdesk.core.jobs import Job

C = TypeVar("C")
T = TypeVar("T")
JOB = "job"


@dataclass(frozen=True)
class Operation(Generic[C, T]):
    """A named write.

    Rules for the author: the function loads, calls rules and changes rows through the session or
    through `core.bulk`; it never commits, never shows text and knows no Qt. It may call
    `core.journal.describe` to leave a sentence for the history page, and `job_of(session).report`
    in long loops, which is also where a cancel arrives. Whatever it raises rolls everything back.

    Attributes:
        code: ``feature.verb_noun``.
        label: Chinese name on the history page and in the undo menu.
        function: ``(session, command) -> value``.
        silent: leaves an entry without data (looking at masked values); never undone.
    """

    code: str
    label: str
    function: Callable[[Session, C], T]
    silent: bool = False

    def __call__(self, session: Session, command: C) -> T:
        """Run inside an operation that is already open, as a part of it."""
        return self.function(session, command)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What an operation returned and what it changed."""

    value: T
    changes: Changes


def operation(
    code: str, label: str, *, silent: bool = False
) -> Callable[[Callable[[Session, C], T]], Operation[C, T]]:
    """Declare a function ``(session, command)`` as an operation."""

    def wrap(function: Callable[[Session, C], T]) -> Operation[C, T]:
        return Operation(code, label, function, silent)

    return wrap


def job_of(session: Session) -> Job:
    """Return the job of the running operation, for progress and cancel."""
    found = session.info.get(JOB)
    return found if isinstance(found, Job) else Job()
