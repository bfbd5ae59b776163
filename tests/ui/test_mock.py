"""The mock interview: set-up, question after question without feedback, then the reviews."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.question import QuestionKind
from desktop.session.practice import Phase

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.windowHandle(), key, modifiers)
    QApplication.processEvents()


@pytest.fixture
def answering(qtbot, rigged):
    def wait():
        qtbot.waitUntil(lambda: rigged.practice.phase is Phase.ANSWERING, timeout=5000)

    return wait


@pytest.fixture
def three(window, qtbot):
    press(window, Key.Key_M)
    qtbot.mouseClick(window.mock._count.buttons()[0], LEFT)
    return window


def test_set_up_says_how_long_it_takes(window, qtbot):
    press(window, Key.Key_M)
    page = window.mock
    assert window.page == "mock"
    assert page._count_row.what.text() == "About 10 minutes."
    qtbot.mouseClick(page._count.buttons()[3], LEFT)
    assert page._count_row.what.text() == "About 19 minutes."
    assert not page._resume.isVisible()
    press(window, Key.Key_Escape)
    assert window.page == "practice"


def test_a_mix_is_what_is_asked(three, rigged, answering, qtbot):
    next(
        a for a in three.mock._mix.menu_of_choices().actions() if a.text() == "Behavioural"
    ).trigger()
    press(three, Key.Key_Space)
    answering()
    assert rigged.mock.question.kind is QuestionKind.BEHAVIOURAL
    assert rigged.mock.total == 3


def test_three_questions_in_one_go(three, rigged, rig, answering, qtbot):
    page = three.answering
    rig.elapsed = 30.0
    press(three, Key.Key_Space)
    for number in (1, 2, 3):
        answering()
        assert three.page == "answering"
        assert page._place.text() == f"{number} of 3"
        assert page._go.text() == ("Stop and review" if number == 3 else "Stop and go on")
        assert page._question.text() == rigged.mock.question.text
        press(three, Key.Key_Space)
        if number < 3:
            qtbot.waitUntil(lambda: page.resting, timeout=5000)
            assert page._question.text() == "Next question"
            assert not page._track.isVisible()
            press(three, Key.Key_Space)
    qtbot.waitUntil(lambda: three.page == "mock", timeout=5000)
    assert three.mock._title.text() == "That was three answers."
    rows = three.mock.rows()
    assert len(rows) == 3
    qtbot.waitUntil(
        lambda: all("Reading" not in row._state.text() for row in three.mock.rows()), timeout=20000
    )
    assert three.mock.rows()[0].height() >= 62
    qtbot.mouseClick(three.mock.rows()[1], LEFT)
    assert three.page == "review"


def test_the_rest_ends_by_itself(three, rigged, rig, answering, qtbot):
    three.answering._rest.setInterval(5)
    press(three, Key.Key_Space)
    answering()
    press(three, Key.Key_Space)
    qtbot.waitUntil(lambda: rigged.mock.index == 1, timeout=5000)
    answering()


def test_leaving_keeps_what_was_said_and_can_be_taken_up(three, rigged, rig, answering, qtbot):
    press(three, Key.Key_Space)
    answering()
    press(three, Key.Key_Space)
    qtbot.waitUntil(lambda: three.answering.resting, timeout=5000)
    press(three, Key.Key_Escape)
    assert three.page == "mock"
    assert not rigged.mock.running
    assert len(rigged.library.mock(rigged.mock.mock_id)) == 1
    assert three.mock._resume.isVisible()
    qtbot.mouseClick(three.mock._resume, LEFT)
    answering()
    assert three.answering._place.text() == "2 of 3"


def test_p_pauses_the_think_time_and_goes_on(three, rigged, rig, qtbot):
    rigged.settings.update(think_s=30)
    press(three, Key.Key_Space)
    page = three.answering
    assert rigged.practice.phase is Phase.THINKING
    assert page._pause.isVisible()
    asked = rigged.mock.question
    press(three, Key.Key_P)
    assert rigged.mock.paused
    assert rigged.practice.phase is Phase.IDLE
    assert (page._state.text(), page._go.text()) == ("Paused", "Go on")
    assert not page._pause.isVisible()
    press(three, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert three.page == "answering"
    press(three, Key.Key_P)
    assert rigged.practice.phase is Phase.THINKING
    assert rigged.mock.question == asked
    assert page._finish.text() == ""


def test_p_pauses_between_two_questions(three, rigged, rig, answering, qtbot):
    three.answering._rest.setInterval(20)
    press(three, Key.Key_Space)
    answering()
    press(three, Key.Key_P)
    assert rigged.practice.phase is Phase.ANSWERING
    press(three, Key.Key_Space)
    qtbot.waitUntil(lambda: three.answering.resting, timeout=5000)
    press(three, Key.Key_P)
    qtbot.wait(200)
    assert rigged.mock.index == 0
    assert three.answering._state.text() == "Paused"
    press(three, Key.Key_Space)
    answering()
    assert three.answering._place.text() == "2 of 3"


def test_a_take_thrown_away_is_asked_again(three, rigged, rig, answering, qtbot):
    press(three, Key.Key_Space)
    answering()
    asked = rigged.mock.question
    press(three, Key.Key_Escape)
    qtbot.waitUntil(lambda: rigged.practice.phase is Phase.IDLE, timeout=5000)
    assert three.page == "answering"
    assert three.answering._state.text() == "Paused"
    assert three.undo_bar.active
    press(three, Key.Key_Space)
    answering()
    assert rigged.mock.question == asked
    press(three, Key.Key_Escape)
    qtbot.waitUntil(lambda: three.answering.paused, timeout=5000)
    press(three, Key.Key_Escape)
    assert three.page == "mock"
    assert not rigged.mock.running
