"""The frame: moving about, folding, keys, the focus ring, notices, what start and end say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea

from desktop.domain.errors import DeviceError, StorageError
from desktop.ui.pages.settings import SECTIONS
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.sidebar import NETWORK_LINE

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key where the window would get it from the system."""
    QTest.keyClick(window.windowHandle(), key, modifiers)
    QApplication.processEvents()


def test_it_opens_on_practice_with_its_places(window):
    assert window.page == "practice"
    assert [b.text() for b in window.sidebar.findChildren(QAbstractButton)] == [
        "Practice", "History", "Settings",
    ]  # fmt: skip
    assert NETWORK_LINE == "Offline. What you say stays on this computer."


@pytest.mark.parametrize(
    ("key", "page"), [(Key.Key_2, "history"), (Key.Key_Comma, "settings"), (Key.Key_1, "practice")]
)
def test_pages_open_by_key(window, key, page):
    press(window, key, CTRL)
    assert window.page == page
    assert window.sidebar.button(page).isChecked()


def test_pages_open_by_mouse(window, qtbot):
    for name in ("history", "settings", "practice"):
        qtbot.mouseClick(window.sidebar.button(name), Qt.MouseButton.LeftButton)
        assert window.page == name


@pytest.mark.parametrize(
    ("size", "scale", "rail"),
    [((1280, 800), 1.0, False), ((1024, 640), 1.0, True), ((1280, 690), 1.0, True),
     ((1280, 800), 2.0, True)],
)  # fmt: skip
def test_it_folds_by_effective_size(open_window, rigged, size, scale, rail):
    window = open_window(rigged, size=size, scale=scale)
    assert window.sidebar.rail is rail
    assert window.practice.folded is rail
    assert window.sidebar.width() == round((64 if rail else 208) * scale)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640), (640, 480), (480, 400)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_page_scrolls_sideways(open_window, rigged, size, scale):
    window = open_window(rigged, size=size, scale=scale)
    for page in ("practice", "check", "mock", "settings", "welcome"):
        window.go(page)
        QApplication.processEvents()
        assert window.width() == size[0], page
        assert window._pages[page].width() <= size[0], page
        assert size[0] < 640 or cut_off(window) == [], page
    for section in SECTIONS:
        window.go("settings")
        window._settings_page.show_section(section.name)
        QApplication.processEvents()
        assert size[0] < 640 or cut_off(window) == [], section.name


def cut_off(window):
    """What is wider than the area it scrolls in; the height is what scrolls."""
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible()]
    return [
        (area.widget().width(), area.viewport().width())
        for area in areas
        if area.widget().width() > area.viewport().width()
    ]


def test_a_button_gives_up_its_key_before_its_label(window, qtbot):
    button = Button(window._look, "Start answering", "mic", size="big", key="Space")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    written = []
    button._contents = lambda *args, cap: written.append((args[2], cap))
    button.grab()
    button.resize(button.width() - 40, button.height())
    button.grab()
    button.resize(100, button.height())
    button.grab()
    assert written[0] == ("Start answering", True)
    assert written[1] == ("Start answering", False)
    assert "…" in written[2][0]


def test_question_mark_and_f1_open_the_shortcuts(window):
    press(window, Key.Key_F1)
    assert window.page == "settings"
    assert window._settings_page.shown == "shortcuts"
    window.go("practice")
    window._settings_page.show_section("practice")
    QTest.keyClicks(window, "?")
    assert window._settings_page.shown == "shortcuts"


def test_ctrl_f_searches_the_answers(window):
    press(window, Key.Key_F, CTRL)
    assert window.page == "history"
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_enter_presses_the_control_with_the_focus(window, rigged):
    window.practice._draw.setFocus(Qt.FocusReason.TabFocusReason)
    before = rigged.practice.question
    press(window, Key.Key_Return)
    assert rigged.practice.question != before
    assert window.page == "practice"


def test_letters_go_to_a_text_field_that_has_the_focus(window, qtbot):
    window.go("settings")
    window._settings_page.show_section("data")
    field = window._settings_page.findChild(QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "dm?")
    assert field.text() == "dm?"
    assert window.page == "settings"
    assert window._settings_page.shown == "data"


def test_the_ring_follows_the_keyboard_and_hides_for_the_mouse(window, qtbot):
    assert window.ring.ringed is None
    press(window, Key.Key_Tab)
    first = window.ring.ringed
    assert first is QApplication.focusWidget()
    assert window.ring.isVisible()
    press(window, Key.Key_Tab)
    assert window.ring.ringed is not first
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=window.rect().center())
    assert window.ring.ringed is None
    assert not window.ring.isVisible()


def test_space_presses_the_ringed_control_not_the_page(window, rigged):
    for _ in range(30):
        press(window, Key.Key_Tab)
        if getattr(QApplication.focusWidget(), "text", str)() == "Draw another":
            break
    before = rigged.practice.question
    press(window, Key.Key_Space)
    assert rigged.practice.question != before
    assert rigged.practice.phase == "idle"


def test_every_control_can_be_named(window):
    for page in ("practice", "check", "mock", "settings", "history", "welcome"):
        window.go(page)
        for control in window._pages[page].findChildren(QAbstractButton):
            name = control.accessibleName() or control.text()
            assert name or not control.isVisible(), (page, control)


def test_an_error_is_told_in_place_with_its_way_out(window, rigged, qtbot):
    rigged.practice.failed.emit(DeviceError("The microphone is gone.", todo="Plug it in again."))
    assert window.notice.isVisible()
    assert window.notice.text() == "The microphone is gone. Plug it in again."
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert window.page == "check"
    assert not window.notice.isVisible()
    window.tell_error(StorageError("The disk is full.", kept="Your take is saved."))
    assert window.notice.text() == "The disk is full. Your take is saved."


def test_escape_closes_what_opened_last(window, rigged):
    window.tell_error(StorageError("The disk is full."))
    window.undo_bar.offer("That take is gone.", lambda: None)
    press(window, Key.Key_Escape)
    assert not window.undo_bar.isVisible()
    assert window.notice.isVisible()
    press(window, Key.Key_Escape)
    assert not window.notice.isVisible()


def test_a_broken_pack_is_told_at_the_start(open_window, rigged, qtbot):
    (rigged.home.packs / "broken.toml").write_text("title = 1", "utf-8")
    rigged.packs.reload()
    window = open_window(rigged)
    window.tell_start()
    assert "broken.toml" in window.notice.text()
    qtbot.mouseClick(window.notice._button, Qt.MouseButton.LeftButton)
    assert window._settings_page.shown == "questions"


def test_a_first_run_welcomes_once(open_window, rigged, qtbot):
    rigged.settings.update(welcomed=False)
    window = open_window(rigged)
    assert window.page == "welcome"
    press(window, Key.Key_Return)
    assert window.page == "practice"
    assert rigged.settings.settings.welcomed
    assert open_window(rigged).page == "practice"
