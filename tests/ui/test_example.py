"""Show me an example: from Welcome and from an empty History, to a review of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.session.example import EXAMPLE_ID
from desktop.session.library import HistoryFilter

CTRL = Qt.KeyboardModifier.ControlModifier


def reviewed(window, services):
    return window.page == "review" and services.library.view(EXAMPLE_ID).report is not None


def test_e_on_welcome_opens_the_review_of_it(window, rigged, qtbot):
    window.go("welcome")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_E)
    qtbot.waitUntil(lambda: reviewed(window, rigged), timeout=10_000)
    page = window._review
    assert "Example" in page.top.about()
    assert "Take" not in page.top.about()
    assert page.top.again.text() == "Answer one yourself"
    page.leave()
    assert window.page == "practice"
    window.go("welcome")
    assert not window._pages["welcome"]._example.busy
    window._pages["welcome"]._example.click()
    qtbot.waitUntil(lambda: window.page == "review")
    assert len(rigged.library.rows(HistoryFilter())) == 1


def test_answer_one_yourself_leads_to_a_question_of_the_deck(window, rigged, qtbot):
    window.go("welcome")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_E)
    qtbot.waitUntil(lambda: reviewed(window, rigged), timeout=10_000)
    window._review.top.again.click()
    assert window.page == "practice"
    assert rigged.practice.phase == "idle"
    assert rigged.practice.question is not None


def test_an_empty_history_offers_it(window, rigged, qtbot):
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_2, CTRL)
    nothing = window._history.nothing
    assert nothing.isVisible()
    qtbot.mouseClick(nothing.example, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reviewed(window, rigged), timeout=10_000)
    window._review.leave()
    assert window.page == "history"
    assert window._history.model.attempts == 1


def test_without_it_the_window_says_so_and_stays(window, rigged, qtbot, tmp_path):
    rigged.example._sample = tmp_path
    window.go("welcome")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_E)
    page = window._pages["welcome"]
    qtbot.waitUntil(lambda: "not in this copy" in page.trouble())
    assert not page._example.busy
    assert window.page == "welcome"
