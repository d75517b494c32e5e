from __future__ import annotations

import gc
import threading
import weakref

from jtdesk.core import garbage
from jtdesk.core.jobs import uncollected


def test_the_last_hold_lets_the_collector_go_on():
    assert gc.isenabled()
    garbage.hold()
    with uncollected():
        assert not gc.isenabled()
    assert not gc.isenabled(), "somebody else still holds it"
    garbage.release()
    assert gc.isenabled()


def test_whoever_had_it_off_finds_it_off():
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_holds_of_several_threads_add_up():
    threads = [threading.Thread(target=_work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert gc.isenabled()


def _work() -> None:
    for _ in range(500):
        with uncollected():
            assert not gc.isenabled()


def test_what_was_made_meanwhile_is_not_looked_through_as_the_youngest():
    garbage.hold()
    made = [[number] for number in range(5000)]
    garbage.release()
    young = {id(one) for one in gc.get_objects(generation=0)}
    assert not [one for one in made if id(one) in young]


def test_a_circle_made_meanwhile_is_still_collected():
    class Node:
        pass

    garbage.hold()
    one = Node()
    one.itself = one
    gone = weakref.ref(one)
    del one
    garbage.release()
    gc.collect()
    assert gone() is None
