"""The door between interface and store: threads, callbacks, faults, cancel, shutdown."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from jtdesk.core.errors import InputRefused
from jtdesk.core.jobs import Job
from jtdesk.core.operations import job_of
from jtdesk.core.operations import operation as declare
from jtdesk.schools import queries
from jtdesk.schools.service import SchoolDraft, add_school
from jtdesk.ui.bus import Bus
from jtdesk.ui.ops import UNEXPECTED, Ops


@pytest.fixture
def bus(qtbot):
    return Bus()


@pytest.fixture
def ops(store, bus):
    made = Ops(store, bus)
    yield made
    made.close()


def settled(qtbot, ops):
    qtbot.waitUntil(lambda: not ops.busy, timeout=5000)


def test_answers_come_to_the_interface_thread_in_order(qtbot, ops):
    seen = []
    for number in range(5):
        ops.ask(
            lambda _session, n=number: n, lambda n: seen.append((n, threading.current_thread()))
        )
    settled(qtbot, ops)
    assert [n for n, _ in seen] == [0, 1, 2, 3, 4]
    assert {thread for _, thread in seen} == {threading.main_thread()}


def test_a_kept_operation_is_broadcast_before_its_callback(qtbot, ops, bus):
    order = []
    bus.changed.connect(lambda changes: order.append(sorted(changes.tables)))
    ops.do(
        add_school, SchoolDraft({"name": "堡南小学"}), lambda outcome: order.append(outcome.value)
    )
    settled(qtbot, ops)
    assert "school" in order[0]
    names = ops.store.ask(queries.school_names)
    assert names == {order[1]: "堡南小学"}


def test_a_dry_run_changes_and_tells_nothing(qtbot, ops, bus):
    told, outcomes = [], []
    bus.changed.connect(told.append)
    ops.do(add_school, SchoolDraft({"name": "堡南小学"}), outcomes.append, dry_run=True)
    settled(qtbot, ops)
    assert told == []
    assert outcomes[0].changes.counts
    assert ops.store.ask(queries.school_names) == {}


def test_undo_through_the_door(qtbot, ops, bus):
    changes = []
    bus.changed.connect(changes.append)
    ops.do(add_school, SchoolDraft({"name": "堡南小学"}))
    settled(qtbot, ops)
    ops.undo(changes[0].entry, label="撤销：新增学校")
    settled(qtbot, ops)
    assert ops.store.ask(queries.school_names) == {}


def test_a_refusal_becomes_a_notice_or_goes_to_the_caller(qtbot, ops, bus):
    notices, caught = [], []
    bus.notice.connect(notices.append)

    def refuse(_session):
        raise InputRefused("文件是空的。")

    ops.ask(refuse, lambda _rows: pytest.fail("no answer"))
    ops.ask(refuse, lambda _rows: pytest.fail("no answer"), failed=caught.append)
    settled(qtbot, ops)
    assert [(n.text, n.kind) for n in notices] == [("文件是空的。", "fault")]
    assert isinstance(caught[0], InputRefused)


def test_an_unexpected_fault_is_a_plain_sentence_and_a_log_line(qtbot, ops, bus, caplog):
    notices = []
    bus.notice.connect(notices.append)
    ops.ask(lambda _session: 1 / 0, lambda _rows: None)
    settled(qtbot, ops)
    assert notices[0].text == UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_for_a_page_that_is_gone_is_dropped(qtbot, ops):
    owner, seen, gate = QWidget(), [], threading.Event()
    ops.ask(lambda _session: gate.wait(5), lambda _rows: None)
    ops.ask(lambda _session: 1, seen.append, owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: owner_gone(owner), timeout=2000)
    gate.set()
    settled(qtbot, ops)
    assert seen == []


def owner_gone(owner):
    import shiboken6

    return not shiboken6.isValid(owner)


def test_a_change_is_told_even_when_the_asking_page_is_gone(qtbot, ops, bus):
    changes, owner, gate = [], QObject(), threading.Event()
    bus.changed.connect(changes.append)
    ops.ask(lambda _session: gate.wait(5), lambda _rows: None)
    ops.do(
        add_school, SchoolDraft({"name": "堡南小学"}), lambda _outcome: pytest.fail("gone"), owner
    )
    owner.deleteLater()
    qtbot.waitUntil(lambda: owner_gone(owner), timeout=2000)
    gate.set()
    settled(qtbot, ops)
    assert len(changes) == 1


def test_cancel_leaves_the_store_as_it_was(qtbot, ops, bus):
    notices, entered = [], threading.Event()
    bus.notice.connect(notices.append)

    @declare("schools.slow", "慢慢新增")
    def slow(session, command):
        add_school(session, SchoolDraft({"name": command}))
        entered.set()
        for step in range(1000):
            job_of(session).report(step, 1000, "正在写入")
            time.sleep(0.005)

    work = ops.do(slow, "堡南小学")
    entered.wait(5)
    qtbot.waitUntil(lambda: work.total == 1000, timeout=3000)
    work.cancel()
    settled(qtbot, ops)
    assert ops.store.ask(queries.school_names) == {}
    assert "取消" in notices[0].text


def test_long_work_reports_progress_and_runs_beside_the_store(qtbot, ops):
    started, ended, gate = [], [], threading.Event()
    ops.started.connect(lambda work: started.append(work.title))
    ops.ended.connect(lambda work: ended.append((work.done, work.finished)))
    progress = []
    ops.progressed.connect(lambda work: progress.append(work.text))

    def long(job: Job):
        job.report(1, 3, "第一份")
        gate.wait(5)
        return "完"

    answers = []
    ops.compute(long, answers.append, title="读取文件")
    ops.ask(lambda _session: "快", answers.append)
    qtbot.waitUntil(lambda: answers == ["快"], timeout=3000)
    qtbot.waitUntil(lambda: progress == ["第一份"], timeout=3000)
    gate.set()
    settled(qtbot, ops)
    assert answers == ["快", "完"]
    assert started == ["读取文件"]
    assert ended == [(1, True)]


def test_closing_cancels_joins_and_delivers_nothing(qtbot, store, bus):
    ops = Ops(store, bus)
    seen = []

    def long(job: Job):
        while True:
            job.check()
            time.sleep(0.002)

    ops.compute(long, seen.append, title="长活")
    ops.ask(lambda _session: 1, seen.append)
    ops.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("jtdesk")]
    qtbot.wait(20)
    assert seen == []
    with pytest.raises(RuntimeError):
        ops.ask(lambda _session: 1, seen.append)


def test_without_a_store_only_compute_works(qtbot, bus):
    ops = Ops(None, bus)
    with pytest.raises(RuntimeError):
        ops.ask(lambda _session: 1, lambda _rows: None)
    seen = []
    ops.compute(lambda _job: 7, seen.append)
    settled(qtbot, ops)
    ops.close()
    assert seen == [7]


def test_no_garbage_is_collected_while_a_thread_works(qtbot, store):
    """A collector in the worker would destroy widgets in the wrong thread."""
    ops = Ops(store, Bus())
    seen = []
    assert gc.isenabled()
    ops.ask(lambda _session: seen.append(gc.isenabled()), lambda _rows: None)
    ops.compute(lambda _job: seen.append(gc.isenabled()), lambda _rows: None)
    qtbot.waitUntil(lambda: not ops.busy)
    assert seen == [False, False]
    assert gc.isenabled()
    ops.ask(lambda _session: None, lambda _rows: None)
    ops.close()
    assert gc.isenabled()


def test_whoever_asked_is_let_go_in_the_interface_thread(qtbot, store):
    ops = Ops(store, Bus())
    gone = []

    class Asker:
        def query(self, _session):
            return 1

        def then(self, _rows):
            return None

    asker = Asker()
    weakref.finalize(asker, lambda: gone.append(threading.current_thread()))
    ops.ask(asker.query, asker.then)
    del asker
    qtbot.waitUntil(lambda: not ops.busy)
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.main_thread()]
    ops.close()
