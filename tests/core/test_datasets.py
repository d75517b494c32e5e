from __future__ import annotations

import pytest

from jtdesk.core.datasets import once, remembering
from jtdesk.core.errors import UsageError


def test_a_read_is_remembered_only_while_asked_to(store):
    calls = []

    def read():
        calls.append(1)
        return list(calls)

    def work(session):
        assert once(session, ("a",), read) == [1]
        with remembering(session):
            first = once(session, ("a",), read)
            assert once(session, ("a",), read) is first
            assert once(session, ("b",), read) is not first
        once(session, ("a",), read)

    store.ask(work)
    assert len(calls) == 4


def test_a_fault_ends_the_remembering(store):
    def fail(session):
        with remembering(session):
            raise UsageError("错", code="usage")

    def work(session):
        with pytest.raises(UsageError):
            fail(session)
        assert once(session, ("a",), lambda: 1) == 1
        assert once(session, ("a",), lambda: 2) == 2

    store.ask(work)
