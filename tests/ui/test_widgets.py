"""The small parts: meter, clock line, buttons, segments, wrapping rows, undo."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.attempt import PracticeSettings
from desktop.domain.report import Delivery
from desktop.paths import assets_dir
from desktop.ui.pages.page import scroller
from desktop.ui.theme import LIGHT, Look
from desktop.ui.times import LONGEST_S, aimed_at, ended, softened
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.delivery import DeliveryPanel
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.speckles import Speckles, share
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.text import TextBlock
from desktop.ui.widgets.track import Track
from desktop.ui.widgets.undobar import UndoBar

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def look(qapp):
    look = Look(assets_dir(), "light", motion="reduced")
    look.apply(qapp)
    return look


@pytest.fixture
def shown(qtbot):
    def show(widget, width=560, height=60):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show


def test_a_level_fills_the_meter_evenly_in_decibels():
    assert share(-math.inf) == share(-60) == share(math.nan) == 0
    assert share(0) == share(6) == 1
    assert share(-30) == pytest.approx(0.5)


def test_the_meter_rises_at_once_and_falls_slowly(look, shown, monkeypatch):
    now = [10.0]
    monkeypatch.setattr("desktop.ui.widgets.speckles.time.monotonic", lambda: now[0])
    meter = shown(Speckles(look))
    meter.set_level(0)
    assert meter.lit() == 43
    now[0] += 0.1
    meter.set_level(-120)
    assert 20 < meter.lit() < 43
    now[0] += 0.2
    meter.set_level(-120)
    assert meter.lit() == 0


def test_the_meter_shows_clipping_at_its_ends(look, shown):
    meter = shown(Speckles(look), 560, 20)
    meter.set_level(-0.1)
    image = meter.grab().toImage()
    assert image.pixelColor(3, 10).name() == LIGHT.danger.lower()
    assert image.pixelColor(280, 10).name() == LIGHT.accent_text.lower()


def test_the_meter_asks_only_while_seen(look, shown, qtbot):
    asked = []
    meter = shown(Speckles(look, lambda: asked.append(1) or -20.0))
    meter.start()
    qtbot.waitUntil(lambda: bool(asked), timeout=2000)
    meter.hide()
    asked.clear()
    QTest.qWait(300)
    assert not asked


def test_the_track_is_filled_up_to_the_time(look, shown):
    track = shown(Track(look), 560, 44)
    track.set_times(120, 150, 180)
    track.set_elapsed(90)
    image = track.grab().toImage()
    assert image.pixelColor(200, 11).name() == LIGHT.accent_text.lower()
    assert image.pixelColor(300, 11).name() == LIGHT.sunken.lower()
    assert track.accessibleDescription() == "Aim 2:00, stops at 3:00"


def test_a_busy_button_ignores_presses_and_says_what_it_does(look, shown, qtbot):
    pressed = []
    button = shown(Button(look, "Stop", "square", kind="primary", key="Space"), 200, 52)
    button.clicked.connect(lambda: pressed.append(1))
    button.set_busy("Saving")
    qtbot.mouseClick(button, LEFT)
    assert not pressed
    button.set_busy("")
    qtbot.mouseClick(button, LEFT)
    assert pressed == [1]
    assert button.toolTip() == "Stop (Space)"


def test_a_drop_down_tells_only_changes_and_names_its_choice(look, shown, qtbot):
    drop = shown(DropDown(look, "Kind"), 200, 36)
    drop.set_items([("All", None), ("Case & task", 2)], None)
    told = []
    drop.chosen.connect(told.append)
    actions = drop.menu_of_choices().actions()
    assert actions[1].text() == "Case && task"
    actions[0].trigger()
    actions[1].trigger()
    assert told == [2]
    assert drop.accessibleName() == "Kind: Case & task"


def test_segments_are_exclusive_and_move_by_arrow(look, shown, qtbot):
    choice = shown(Segmented(look, "Think", [("No", 0), ("10 s", 10), ("30 s", 30)], 10))
    told = []
    choice.chosen.connect(told.append)
    qtbot.mouseClick(choice.buttons()[2], LEFT)
    assert (choice.value, told) == (30, [30])
    choice.step()
    assert (choice.value, told) == (0, [30, 0])
    choice.set_value(77)
    assert choice.value is None
    choice.buttons()[0].setFocus(Qt.FocusReason.TabFocusReason)
    choice.set_value(0)
    qtbot.keyClick(choice.buttons()[0], Qt.Key.Key_Right)
    assert choice.value == 10
    assert told == [30, 0, 10]


def test_a_row_wraps_instead_of_cutting(look, shown):
    row = FlowRow()
    buttons = [Button(look, f"A rather long button {n}") for n in range(3)]
    row.add(*buttons)
    shown(row, 900, 40)
    assert len({b.y() for b in buttons}) == 1
    row.resize(400, row.heightForWidth(400))
    QTest.qWait(10)
    assert len({b.y() for b in buttons}) > 1
    assert all(b.geometry().right() <= 400 for b in buttons)
    assert row.heightForWidth(400) > row.heightForWidth(900)
    buttons[1].hide()
    QTest.qWait(10)
    assert row.heightForWidth(900) == buttons[0].height()


def test_text_takes_the_largest_role_that_fits(look, shown):
    block = shown(TextBlock(look, (("question", 2), ("question_small", 3), ("body", 99))), 500, 200)
    block.setText("Short")
    assert block.role() == "question"
    assert block.heightForWidth(500) == 46
    block.setText("one two three four five six seven eight nine ten " * 2)
    assert block.role(500) != "question"
    assert block.accessibleName().startswith("one two")


def test_a_switch_turns_by_space_and_by_mouse(look, shown, qtbot):
    switch = shown(Switch(look, "Read aloud"), 40, 30)
    qtbot.mouseClick(switch, LEFT)
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


def test_undo_can_be_taken_once_and_closes_by_itself(look, shown, qtbot):
    parent = shown(QWidget(), 800, 600)
    bar = UndoBar(look, parent)
    undone = []
    bar.offer("That take is gone.", lambda: undone.append(1))
    assert bar.isVisible()
    assert parent.rect().contains(bar.geometry())
    bar.undo()
    bar.undo()
    assert undone == [1]
    assert not bar.isVisible()
    bar.offer("Again.", lambda: undone.append(2))
    bar._timer.setInterval(10)
    bar._timer.start()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)
    assert not bar.active
    assert undone == [1]
    parent.resize(300, 200)
    bar.offer("A sentence that is a good deal longer than the window is wide, and goes on.", None)
    assert bar.x() >= 0
    assert QPoint(bar.geometry().right(), 0).x() <= 300


def test_times_stay_in_order():
    usual = PracticeSettings()
    assert aimed_at(usual, 60) == PracticeSettings(30, 60, 90, 120)
    assert aimed_at(usual, 300) == PracticeSettings(30, 300, 330, 360)
    assert softened(usual, 60).soft_s == 120
    assert softened(usual, 240) == PracticeSettings(30, 120, 240, 240)
    assert ended(usual, 90).hard_s == 150
    far = aimed_at(PracticeSettings(0, 60, 900, 1800), 1200)
    assert far.hard_s == LONGEST_S


def test_the_delivery_panel_gets_narrow_again(look, shown):
    """Two columns, once placed, must not hold a column open that has become narrower."""
    delivery = Delivery(84.0, 120.0, 119, 80.0, 85.0, (), (), (), 4, 4)
    panel = DeliveryPanel(look)
    panel.set_delivery(delivery)
    area = shown(scroller(panel), 420, 300)
    QTest.qWait(30)
    area.resize(230, 300)
    QTest.qWait(60)
    assert panel.width() <= area.viewport().width()
    assert panel.fact("Says “I”") == "4 of 4 actions"
