"""The planner page with a real window: propose, move by hand, refuse, pin, keep, adopt, faults."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu

from jtdesk.core.datasets import Ask
from jtdesk.deployment import pins, queries, scenarios
from jtdesk.deployment.board import TEACHER, SchoolCard
from jtdesk.deployment.board_state import key
from tests.deployment.test_planning import YEAR, world  # noqa: F401 - the fixture

CODE = "deployment.planner"


@pytest.fixture
def planner(world, page, context, qtbot):  # noqa: F811
    context.frame.set(year=YEAR - 1, as_of=None)
    made = page(CODE)
    made.view.set_seconds(20)
    return made


def settle(qtbot, context):
    qtbot.waitUntil(lambda: not context.ops.busy, timeout=60000)


def propose(planner, qtbot, context):
    planner.act_propose()
    settle(qtbot, context)


def person(planner, name):
    return next(p for p in planner.found.problem.people if p.name == name)


def notices(context):
    told = []
    context.bus.notice.connect(lambda notice: told.append(notice.text))
    return told


def choose(planner, name):
    planner.view.candidates.select_ids([person(planner, name).id])


def test_a_plan_is_proposed_with_reasons_and_shown_on_the_board(planner, qtbot, context):
    assert planner.view.headline.text().startswith("还没有变动：比例还差")
    propose(planner, qtbot, context)
    assert planner.proposal.proven
    assert planner.moves
    assert "各项比例都达到" in planner.view.headline.text()
    shown = [e.text() for card in planner.view.board.cards for e in _items(card)]
    away = sum(m.kind != "second" for m in planner.moves)
    assert len(shown) == len(planner.moves) + away  # a second subject is no way out of the school
    rows = planner.lists.changes.model.rowset.rows
    assert len(rows) == len(planner.moves)
    assert all(row["why"] for row in rows)
    planner.show_change(key(planner.moves[0]))
    text = planner.view.details.toPlainText()
    assert "为什么是这个人" in text
    assert "还可以换谁" in text


def _items(card: SchoolCard):
    return [card.entries.item(at) for at in range(card.entries.count())]


def test_a_teacher_dropped_on_a_school_changes_every_figure_at_once(planner, qtbot, context, world):  # noqa: F811
    card = next(c for c in planner.view.board.cards if c.school == world.ids["乡校"])
    data = QMimeData()
    data.setData(TEACHER, QByteArray(person(planner, "甲0").id.encode()))
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    card.dragEnterEvent(enter)
    assert enter.isAccepted()
    before = planner.worth
    card.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.MoveAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    menu = next(m for m in planner.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.text() == "全职交流").trigger()
    menu.close()
    assert [(m.person, m.school) for m in planner.moves] == [
        (person(planner, "甲0").id, world.ids["乡校"])
    ]
    assert planner.by_hand
    assert planner.worth.short < before.short
    assert planner.worth.missing < before.missing
    assert planner.view.about.text().startswith("甲0")
    planner.take_out(key(planner.moves[0]))
    assert planner.moves == ()
    assert planner.worth == before


def test_what_cannot_be_is_said_and_changes_nothing(planner, context, world):  # noqa: F811
    told = notices(context)
    planner.send(person(planner, "乙新").id, world.ids["岛校"], 0)
    assert planner.moves == ()
    assert "乙新不符合交流条件" in told[-1]


def test_moves_by_hand_stay_when_the_rest_is_planned(planner, qtbot, context, world):  # noqa: F811
    planner.send(person(planner, "甲6").id, world.ids["岛校"], 0)
    propose(planner, qtbot, context)
    assert (person(planner, "甲6").id, world.ids["岛校"]) in {
        (m.person, m.school) for m in planner.moves
    }
    assert any(key(m) in planner.by_hand for m in planner.moves)


def test_after_a_refusal_somebody_else_goes(planner, qtbot, context):
    propose(planner, qtbot, context)
    first = next(m for m in planner.moves if m.kind == "full")
    others = {key(m) for m in planner.moves if m.person != first.person}
    planner.refuse(first.person)
    settle(qtbot, context)
    assert all(m.person != first.person for m in planner.moves)
    assert len(others - {key(m) for m in planner.moves}) <= 1


def test_an_alternative_takes_the_place(planner, qtbot, context):
    propose(planner, qtbot, context)
    move = next(m for m in planner.moves if m.alternatives)
    other = move.alternatives[0]
    planner._on_link(f"swap:{move.person}>0")
    assert other.person in {m.person for m in planner.moves}
    assert move.person not in {m.person for m in planner.moves}


def test_a_pin_a_floor_and_their_removal(planner, qtbot, context, world):  # noqa: F811
    choose(planner, "甲0")
    dialog = planner.act_pin()
    dialog.form.inputs["kind"].set_text("留任")
    dialog.submitted.emit()
    settle(qtbot, context)
    assert [p.kind for p in planner.found.problem.pins] == ["stay"]
    propose(planner, qtbot, context)
    assert person(planner, "甲0").id not in {m.person for m in planner.moves}
    dialog = planner.act_floor()
    dialog.form.inputs["school"].set_text("城校")
    dialog.form.inputs["backbone"].set_text("2")
    dialog.submitted.emit()
    settle(qtbot, context)
    assert [f.least for f in planner.found.problem.floors] == [2]
    planner.tabs.setCurrentIndex(planner.pins_tab)
    settle(qtbot, context)
    rows = planner.lists.decided.model.rowset.rows
    assert [(r["what"], r["who"], r["decided"]) for r in rows] == [
        ("指定", "甲0", "留任"), ("底线", "城校", "各科骨干教师至少 2 人"),
    ]  # fmt: skip
    for row in list(rows):
        planner.lists.decided.table.select_ids([row["id"]])
        planner.act_undecide()
        settle(qtbot, context)
    assert planner.found.problem.pins == ()
    assert planner.found.problem.floors == ()


def test_clashing_rules_are_named_with_a_way_out(planner, qtbot, context, world):  # noqa: F811
    year, ids = YEAR, world.ids
    for name in ("甲0", "甲1"):
        world.do(
            pins.add_pin,
            pins.PinDraft(year, "派往", person(planner, name).id, school_id=ids["岛校"]),
        )
    world.do(pins.set_floor, pins.FloorDraft(year, ids["城校"], 1))
    planner.reload()
    settle(qtbot, context)
    propose(planner, qtbot, context)
    assert planner.proposal.clashes
    text = planner.view.details.toPlainText()
    assert "条件相互矛盾" in text
    rule = next(
        r for c in planner.proposal.clashes for r in c.rules if r.relaxation.kind == "lower_floor"
    )
    planner._on_link(f"relax:{rule.relaxation.kind}/{rule.relaxation.about}")
    settle(qtbot, context)
    propose(planner, qtbot, context)
    assert planner.proposal.clashes == ()


def test_plans_are_kept_compared_opened_and_carried_out(planner, qtbot, context, prompts):
    propose(planner, qtbot, context)
    moves = planner.moves
    prompts.answers += ["方案一"]
    planner.act_save()
    settle(qtbot, context)
    planner.act_clear()
    assert planner.moves == ()
    planner.tabs.setCurrentIndex(planner.kept_tab)
    settle(qtbot, context)
    rows = planner.lists.kept.model.rowset.rows
    assert [(r["name"], r["changes"]) for r in rows] == [("方案一", len(moves))]
    planner.lists.kept.table.select_ids([rows[0]["id"]])
    planner.act_load()
    settle(qtbot, context)
    assert planner.moves == moves
    prompts.answers += [True]
    planner.act_adopt()
    settle(qtbot, context)
    store = context.ops.store
    placed = store.ask(lambda s: queries.placements(s, Ask()))
    assert {r["status"] for r in placed} == {"拟派"}
    assert len(placed) == len([m for m in moves if m.kind != "second"])
    assert store.ask(lambda s: scenarios.scenarios(s, Ask()))[0]["adopted_on"]
    assert planner.moves == ()


def test_a_year_without_data_says_so_on_the_page(planner, qtbot, context):
    planner.view._year.setValue(2035)
    planner.reload()
    settle(qtbot, context)
    assert "离 2035 学年超过一年" in planner.view.headline.text()
    assert planner.view.board.cards == [] or not any(
        c.isVisible() for c in planner.view.board.cards
    )


def test_an_empty_store_offers_the_next_step(page, context):
    made = page(CODE)
    assert made.stack.currentIndex() == 1


def test_the_keyboard_alone_sends_somebody(planner, qtbot, context, world):  # noqa: F811
    choose(planner, "甲2")
    dialog = planner.act_send()
    dialog.form.inputs["school"].set_text("乡校")
    dialog.form.inputs["days"].set_text("2 天")
    dialog.submitted.emit()
    assert [(m.kind, m.days) for m in planner.moves] == [("days", 2)]


def test_the_reasons_have_room_and_the_board_half_of_it(planner, qtbot):
    panes = planner.view._panes
    for wide in (1180, 730):
        planner.resize(wide, 560)
        qtbot.waitUntil(lambda wide=wide: abs(sum(panes.sizes()) - wide) < 40)
        left, board, right = panes.sizes()
        assert min(left, right) >= 180
        assert board >= 0.4 * wide
    planner.view._panes.splitterMoved.emit(300, 1)  # from now on the user's own parting stands
    panes.setSizes([300, 200, 230])
    planner.resize(738, 560)
    assert panes.sizes()[0] > 280


def test_a_ratio_of_a_stage_is_called_by_the_stage(planner):
    from dataclasses import replace

    from jtdesk.deployment.plan_view import called

    _worth, states = planner.board.worth(())
    state = states[0]
    stage = replace(state.quota, code="rotation_share:学段：小学")
    assert called(replace(state, quota=stage)) == "小学交流比例"
