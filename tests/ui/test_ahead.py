"""Pages are ready before they are asked for, and what was made ahead is what is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from desktop.ui import ahead
from desktop.ui.pages.settings import SECTIONS


def test_steps_leave_room_for_the_event_loop(qtbot, qapp):
    seen = []
    steps = iter([lambda n=n: seen.append(n) for n in range(3)])
    runner = ahead.Ahead(steps)
    runner.begin(0)
    QTimer.singleShot(10, lambda: seen.append("between"))
    qtbot.waitUntil(lambda: runner.done)
    assert [item for item in seen if item != "between"] == [0, 1, 2]
    assert "between" in seen[:-1]


def test_what_is_stopped_stays_undone(qtbot, qapp):
    seen = []
    runner = ahead.Ahead(iter([lambda: seen.append(1)]))
    runner.begin(20)
    runner.stop()
    qtbot.wait(60)
    assert seen == []
    assert not runner.done


def test_a_module_that_is_missing_is_passed_over(monkeypatch, qapp):
    monkeypatch.setattr(ahead, "_MODULES", ("no.such.module", "json"))
    for step in ahead.modules():
        step()


def test_a_page_is_styled_and_laid_out_where_nobody_sees_it(qapp):
    page = QWidget()
    column = QVBoxLayout(page)
    label = QLabel("Here")
    column.addWidget(label)
    for step in ahead.styled(page, QSize(300, 200)):
        step()
    assert page.size() == QSize(300, 200)
    assert label.width() > 200
    assert not page.isVisible()


def test_the_window_makes_its_pages_by_itself(window, rigged, qtbot):
    qtbot.waitUntil(lambda: window.ahead.done, timeout=20_000)
    assert {"review", "history", "settings"} <= set(window._pages)
    made = window._pages["review"]
    assert window.page == "practice"
    assert [name for name, page in window._pages.items() if page.isVisible()] == ["practice"]
    assert len(window._settings_page._made) == len(SECTIONS)
    window.go("review")
    QApplication.processEvents()
    assert window._pages["review"] is made
    assert made.isVisible()
