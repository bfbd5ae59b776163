"""Closing the window leaves nothing behind that would still ask for the services."""

from __future__ import annotations

from PySide6.QtTest import QTest


def test_a_search_just_typed_does_not_outlive_the_window(qtbot, window, rigged):
    window.go("history")
    page = window._page("history")
    page.field.setText("freezer")
    assert page._wait.isActive()
    window.close()
    assert not page._wait.isActive()
    rigged.shutdown()
    # An error in the event loop fails the test.
    QTest.qWait(400)


def test_closing_ends_the_preparing_of_pages(qtbot, open_window, rigged):
    window = open_window(rigged)
    assert not window.ahead.done
    window.close()
    rigged.shutdown()
    QTest.qWait(600)
    assert not window.ahead.done
