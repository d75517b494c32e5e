"""Faults as sentences: what a user meets says what was found, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


class JtdeskError(Exception):
    """A fault with a sentence for the user.

    Args:
        message: Chinese sentence: what was found, where, what to do.
        code: stable short name for programs and tests, e.g. ``file_empty``.
    """

    exit_code = 3

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class UsageError(JtdeskError):
    """The command or its arguments are wrong (exit 2)."""

    exit_code = 2


class InputRefused(JtdeskError):
    """A file or value cannot be read or taken; the store is untouched (exit 3)."""

    exit_code = 3


class StoreError(JtdeskError):
    """The store is damaged, locked or newer than the program (exit 4)."""

    exit_code = 4


class Cancelled(JtdeskError):
    """The user pressed cancel; the store is as it was."""

    exit_code = 1

    def __init__(self, message: str = "已取消，数据没有变化。") -> None:
        super().__init__(message, code="cancelled")


class RuleError(JtdeskError):
    """A rule of the field refuses a value; where it ends a command, nothing was done (exit 3).

    Args:
        message: Chinese sentence for the user.
        code: rule code such as ``id_check_digit``.
        at: name of the field at fault, empty where the whole row is.
    """

    def __init__(self, message: str, *, code: str, at: str = "") -> None:
        super().__init__(message, code=code)
        self.at = at


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding on one row: refused value or warning.

    Attributes:
        code: rejection code of product.md 3, e.g. ``bad_date``.
        at: field name, empty for the row as a whole.
        message: Chinese sentence: what was found and what was expected.
        value: the value as found, as text.
    """

    code: str
    at: str
    message: str
    value: str = ""
