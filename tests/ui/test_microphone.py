"""The microphone panel and page: device, level, diagnosis, hearing it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.audio.devices import InputDevice
from tests.ui.fakes import HEADSET, YETI

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(window, rigged):
    window._open_check(then_record=False)
    return window.check.panel


def test_the_page_listens_at_once_and_stops_when_left(window, panel, rigged, rig):
    assert rigged.microphone.checking
    assert panel._meter.running
    assert panel._toggle.text() == "Stop the check"
    window.go("practice")
    assert not rigged.microphone.checking
    assert rig.calls[-1] == "deafen"


@pytest.mark.parametrize(
    ("voice", "says"),
    [("voice", "We hear you well."), ("zeros", "pure silence"), ("faint", "faintly"),
     ("loud", "too loud"), ("room", "no voice")],
)  # fmt: skip
def test_one_line_says_what_it_is_and_its_fix(panel, rig, qtbot, voice, says):
    rig.voice = voice
    qtbot.waitUntil(lambda: says in panel._line.text(), timeout=5000)
    assert bool(panel._fix.text()) is (voice != "voice")
    assert panel._fix.isVisible() is (voice != "voice")


def test_the_meter_rises_at_once_and_is_lit_from_the_middle(panel, rig, qtbot):
    rig.level = -6.0
    qtbot.waitUntil(lambda: panel._meter.lit() > 30, timeout=2000)
    assert panel._meter.lit() % 2 == 1
    panel.stop()
    assert panel._meter.lit() == 0


def test_devices_follow_plugging(panel, rigged, rig):
    assert [label for label, _ in panel._device.items] == ["Blue Yeti", "Headset"]
    rig.devices.append(InputDevice("Desk mic", "ALSA", 5, 44100, 1))
    rigged.microphone.refresh()
    assert [label for label, _ in panel._device.items][-1] == "Desk mic"
    panel.stop()
    rig.devices.clear()
    rigged.microphone.refresh()
    assert panel._device.text() == "No microphone"
    assert not panel._toggle.isEnabled()
    assert "No microphone was found." in panel._line.text()


def test_choosing_another_one_remembers_it_and_listens_on(panel, rigged):
    next(a for a in panel._device.menu_of_choices().actions() if a.text() == "Headset").trigger()
    assert rigged.settings.settings.microphone == HEADSET.key
    assert rigged.microphone.current() == HEADSET
    assert panel._device.text() == "Headset"
    assert rigged.microphone.checking
    assert YETI.key != HEADSET.key


def test_hear_it_back_plays_and_stops_listening(panel, rigged, rig, qtbot):
    qtbot.waitUntil(lambda: panel._hear.isEnabled(), timeout=5000)
    qtbot.mouseClick(panel._hear, LEFT)
    assert "play" in rig.calls
    assert not rigged.microphone.checking
    assert panel._hear.busy
    assert rig.calls.count("play") == 1
    qtbot.mouseClick(panel._hear, LEFT)
    assert rig.calls.count("play") == 1


def test_the_settings_section_listens_only_when_asked(window, rigged, qtbot):
    window.go("settings")
    page = window._settings_page
    page.show_section("microphone")
    section = page.section("microphone")
    assert not rigged.microphone.checking
    assert section.panel._line.text() == "The microphone is off."
    qtbot.mouseClick(section.panel._toggle, LEFT)
    assert rigged.microphone.checking
    QTest.qWait(10)
    page.show_section("questions")
    assert not rigged.microphone.checking
