"""Practice and answering, by keyboard and mouse, from a drawn question to its review."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.deck import DeckFilter
from desktop.domain.question import QuestionKind
from desktop.session.practice import Phase
from desktop.ui.pages.answering_layout import SAVED_LINE
from tests.ui.fakes import HEADSET, YETI

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.windowHandle(), key, modifiers)
    QApplication.processEvents()


@pytest.fixture
def practice(rigged):
    return rigged.practice


@pytest.fixture
def until(qtbot, practice):
    def wait(phase):
        qtbot.waitUntil(lambda: practice.phase is phase, timeout=5000)

    return wait


def test_the_question_is_shown_with_its_competency(window, rigged, practice):
    question = next(q for q in rigged.packs.questions if q.competency == "feedback")
    practice.choose(question.id)
    page = window.practice
    assert page._question.text() == question.text
    assert page._tag.text() == "Feedback"
    assert "often asked by" in page._asker.text()
    assert page._start.isVisible()
    assert not page._case.isVisible()
    left, total = practice.counts()
    assert page.filters.left.text() == f"{left} of {total} not yet asked"


def test_a_long_question_takes_a_smaller_size_and_more_lines(window, rigged, practice):
    block = window.practice._question
    block.setText("Short.")
    assert block.role() == "question"
    block.setText("word " * 70)
    assert block.role() == "question_smallest"
    assert block.heightForWidth(760) > block.heightForWidth(1400)


def test_d_draws_and_b_keeps(window, practice):
    before = practice.question
    press(window, Key.Key_D)
    assert practice.question not in (None, before)
    press(window, Key.Key_B)
    assert practice.is_favourite()
    assert window.practice._heart.isChecked()
    assert "Remove from favourites" in window.practice._heart.toolTip()
    press(window, Key.Key_B)
    assert not practice.is_favourite()


def test_t_goes_through_the_think_times(window, practice):
    seen = []
    for _ in range(4):
        press(window, Key.Key_T)
        seen.append(practice.settings.think_s)
    assert seen == [10, 30, 60, 0]


def test_the_aim_is_a_menu_and_moves_the_limits(window, practice):
    menu = window.practice._aim.menu_of_choices()
    texts = [a.text() for a in menu.actions()]
    assert texts[:3] == ["1:00", "1:30", "2:00"]
    menu.actions()[texts.index("3:00")].trigger()
    now = practice.settings
    assert (now.target_s, now.soft_s, now.hard_s) == (180, 210, 240)
    assert window.practice._aim.text() == "3:00"


def test_filters_narrow_the_deck(window, rigged, practice):
    kinds = window.practice.filters.kind.menu_of_choices().actions()
    next(a for a in kinds if a.text() == "Motivation").trigger()
    assert practice.filters.kind is QuestionKind.MOTIVATION
    assert practice.question.kind is QuestionKind.MOTIVATION
    total = sum(q.kind is QuestionKind.MOTIVATION for q in rigged.packs.questions)
    assert practice.counts()[1] == total


def test_nothing_that_matches_says_so_and_clears(window, practice, qtbot):
    practice.set_filters(DeckFilter(favourites_only=True))
    page = window.practice
    assert page._empty.isVisible()
    assert page._empty.text() == "No questions match."
    assert not page._start.isVisible()
    qtbot.mouseClick(page._clear, LEFT)
    assert practice.question is not None
    assert page._start.isVisible()


def test_a_case_shows_its_material_here_and_while_answering(window, rigged, practice, until):
    case = next(q for q in rigged.packs.questions if q.kind is QuestionKind.CASE and q.material)
    practice.choose(case.id)
    QApplication.processEvents()
    material = window.practice._material
    assert material.isVisible()
    assert case.brief.split()[0] in material.toPlainText()
    assert material.height() >= material.document().size().height()
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    assert window.answering._case.isVisible()


def test_space_records_and_space_saves_and_review_opens(window, practice, rig, until, qtbot):
    rig.elapsed = 20.0
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    assert window.page == "answering"
    page = window.answering
    assert page._state.text() == "Recording"
    assert page._side.text() == SAVED_LINE
    assert page._meter.running
    qtbot.waitUntil(lambda: page._clock.text() == "0:20", timeout=2000)
    qtbot.waitUntil(lambda: page._meter.lit() > 1, timeout=2000)
    press(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.page == "review", timeout=5000)
    assert not page._meter.running
    assert window.sidebar.rail


def test_the_last_take_is_on_its_question(window, practice, rig, until, qtbot, rigged):
    rig.elapsed = 84.0
    question = practice.question
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    press(window, Key.Key_Return)
    qtbot.waitUntil(lambda: window.page == "review", timeout=5000)
    taken = rigged.library.takes(question.id)[-1].id
    qtbot.waitUntil(lambda: rigged.library.view(taken).report is not None, timeout=20000)
    press(window, Key.Key_1, CTRL)
    assert window.practice._last.isVisible()
    assert "1:24" in window.practice._last.accessibleName()
    press(window, Key.Key_Return)
    assert window.page == "review"


def test_thinking_counts_down_with_a_live_meter(window, practice, rig, until, qtbot):
    press(window, Key.Key_T)
    press(window, Key.Key_Space)
    until(Phase.THINKING)
    page = window.answering
    assert page._state.text() == "Not recording yet"
    assert page._clock.text() == "0:10"
    assert page._go.text() == "I am ready"
    assert not page._over.isVisible()
    qtbot.waitUntil(lambda: page._meter.lit() > 1, timeout=2000)
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    assert "record" in rig.calls


def test_escape_while_thinking_leaves_without_a_trace(window, practice, rig, until, rigged):
    press(window, Key.Key_T)
    press(window, Key.Key_Space)
    until(Phase.THINKING)
    press(window, Key.Key_Escape)
    assert window.page == "practice"
    assert not rigged.library.takes(practice.question.id)
    assert not window.undo_bar.isVisible()


def test_starting_waits_for_the_first_sound(window, practice, rig, until):
    rig.started = False
    press(window, Key.Key_Space)
    until(Phase.STARTING)
    page = window.answering
    assert page._state.text() == "Waiting for the microphone"
    assert not page._go.isEnabled()
    rig.started = True
    until(Phase.ANSWERING)
    assert page._go.isEnabled()


def test_past_the_aim_and_the_soft_limit(window, practice, rig, until, qtbot):
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    page = window.answering
    assert page._finish.text() == ""
    light = page._clock.font().weight()
    rig.elapsed = 121.0
    qtbot.waitUntil(lambda: page._clock.text() == "2:01", timeout=2000)
    assert page._clock.font().weight() > light
    assert page._finish.text() == ""
    rig.elapsed = 151.0
    qtbot.waitUntil(lambda: page._finish.text() == "Finish your thought", timeout=2000)
    rig.elapsed = 180.0
    qtbot.waitUntil(lambda: window.page == "review", timeout=5000)


def test_trouble_takes_the_place_of_saved(window, rig, until, qtbot):
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    page = window.answering
    rig.zeros = 3.0
    qtbot.waitUntil(lambda: "pure silence" in page._side.text(), timeout=2000)
    assert page._sign.isVisible()
    rig.zeros = 0.0
    qtbot.waitUntil(lambda: page._side.text() == SAVED_LINE, timeout=2000)
    assert not page._sign.isVisible()


def test_throw_away_offers_undo(window, practice, rig, until, qtbot, rigged):
    rig.elapsed = 12.0
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    press(window, Key.Key_Escape)
    qtbot.waitUntil(lambda: window.undo_bar.isVisible(), timeout=5000)
    assert window.page == "practice"
    assert window.undo_bar.text() == "That take is gone."
    assert not rigged.library.takes(practice.question.id)
    press(window, Key.Key_Z, CTRL)
    assert len(rigged.library.takes(practice.question.id)) == 1
    assert not window.undo_bar.isVisible()


def test_start_over_begins_again(window, practice, rig, until, qtbot):
    rig.elapsed = 12.0
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    first = practice.attempt_id
    press(window, Key.Key_R, CTRL)
    qtbot.waitUntil(
        lambda: practice.phase is Phase.ANSWERING and practice.attempt_id != first, timeout=5000
    )
    assert window.page == "answering"


def test_pages_do_not_open_while_answering(window, until):
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    press(window, Key.Key_2, CTRL)
    assert window.page == "answering"


def test_without_a_microphone_the_check_opens(open_window, rigged, rig):
    rig.devices.clear()
    rigged.microphone.refresh()
    window = open_window(rigged)
    assert window.practice.foot.device.text() == "No microphone found."
    press(window, Key.Key_Space)
    assert window.page == "check"
    assert rigged.practice.phase is Phase.IDLE
    assert not window.check._go.isEnabled()


def test_the_very_first_recording_goes_by_the_check(open_window, rigged, rig, until, qtbot):
    rigged.settings.update(microphone_checked_at=None)
    window = open_window(rigged)
    assert "Not checked yet." in window.practice.foot.checked.text()
    press(window, Key.Key_Space)
    assert window.page == "check"
    qtbot.waitUntil(lambda: window.check._go.text() == "Start answering", timeout=5000)
    assert rigged.microphone.checked_at is not None
    press(window, Key.Key_Space)
    until(Phase.ANSWERING)
    assert window.page == "answering"


def test_listening_is_offered_only_with_a_voice(window, practice, monkeypatch):
    assert not window.practice._listen.isVisible()
    said = []
    monkeypatch.setattr(type(window.reader), "available", property(lambda self: True))
    monkeypatch.setattr(window.reader, "say", said.append)
    window.reader.available_changed.emit(True)
    assert window.practice._listen.isVisible()
    press(window, Key.Key_L)
    assert said == [practice.question.text]


def test_a_short_page_does_not_scroll_after_a_long_one(window, rigged, qtbot):
    case = next(q for q in rigged.packs.questions if q.material)
    window.resize(640, 480)
    rigged.practice.choose(case.id)
    qtbot.wait(30)
    window.resize(1280, 800)
    qtbot.wait(30)
    bar = window.practice._area.verticalScrollBar()
    assert bar.maximum() > 0
    rigged.practice.set_filters(DeckFilter(favourites_only=True))
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_a_missing_speech_model_is_said_and_leads_to_the_models(window, qtbot):
    window.practice._speech.available = list
    window.go("history")
    window.go("practice")
    assert window.practice.foot.lacks_words()
    window.practice.models_wanted.emit()
    assert window.page == "settings"
    assert window._settings_page.shown == "speech"


def test_a_chosen_microphone_that_is_away_is_named(window, rig, rigged, qtbot):
    rigged.microphone.choose(HEADSET.key)
    assert window.practice.foot.device.text() == "Headset"
    rig.devices = [YETI]
    rigged.microphone.refresh()
    assert window.practice.foot.device.text() == "Blue Yeti"
    assert window.practice.foot.checked.text() == "Headset is not plugged in, so this one is used."
