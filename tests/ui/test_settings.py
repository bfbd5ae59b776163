"""Settings: each section changes its one thing at once."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from desktop.ui.keys import KEYS
from desktop.ui.pages.settings_data import readable
from desktop.ui.pages.settings_speech import model_title
from desktop.ui.theme import CONTRAST, DARK

OWN_PACK = """
[pack]
id = "own"
title = "My own"
language = "en"
version = 1

[[question]]
id = "own-01"
text = "What would you change first about the way your present place keeps its stock?"
kind = "behavioural"
competency = "change"
level = "starter"
asked_by = ["manager"]
shows = "Sees what could be better and says how."
[question.follow_ups]
situation = ["Where was that?"]
task = ["What was up to you?"]
action = ["What did you do?"]
result = ["What came of it?"]
"""
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def page(window):
    window.go("settings")
    return window._settings_page


def section(page, name):
    page.show_section(name)
    QApplication.processEvents()
    return page.section(name)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_sections_open_by_mouse_and_by_arrow(page, qtbot):
    assert page.shown == "practice"
    qtbot.mouseClick(page._buttons["appearance"], LEFT)
    assert page.shown == "appearance"
    QTest.keyClick(page, Key.Key_Down)
    assert page.shown == "data"
    QTest.keyClick(page, Key.Key_Up)
    QTest.keyClick(page, Key.Key_Up)
    assert page.shown == "questions"


def test_a_narrow_page_has_a_menu_of_sections(window, page):
    window.resize(640, 480)
    QApplication.processEvents()
    assert not page._side.isVisible()
    entry = next(a for a in page._pick.menu_of_choices().actions() if a.text() == "Questions")
    entry.trigger()
    assert page.shown == "questions"


def test_times_are_kept_in_order(page, rigged, qtbot):
    part = section(page, "practice")
    qtbot.mouseClick(part._think.buttons()[3], LEFT)
    assert rigged.settings.settings.think_s == 60

    def pick(drop, text):
        next(a for a in drop.menu_of_choices().actions() if a.text() == text).trigger()

    pick(part._hard, "4:00")
    pick(part._soft, "3:00")
    now = rigged.practice.settings
    assert (now.target_s, now.soft_s, now.hard_s) == (120, 180, 240)
    assert all(seconds >= 180 for _, seconds in part._hard.items)
    pick(part._aim, "5:00")
    now = rigged.practice.settings
    assert now.target_s < now.soft_s < now.hard_s


def test_the_speech_model_in_use_is_said_and_can_be_changed(page, rigged, qtbot):
    part = section(page, "speech")
    assert {"Tiny, English", "In use", "Base, English"} <= set(texts(part))
    from desktop.ui.widgets.buttons import Button

    use = next(b for b in part.findChildren(Button) if b.text() == "Use this")
    qtbot.mouseClick(use, LEFT)
    assert rigged.settings.settings.speech_model == "base.en"
    assert model_title("large-v3") == "Large v3"


def test_packs_are_listed_with_counts(page, rigged):
    part = section(page, "questions")
    shown = texts(part)
    assert f"{len(rigged.packs.questions)} questions in {len(rigged.packs.packs)} packs." in shown
    for pack in rigged.packs.packs:
        assert pack.title in shown
    assert not part._problems.isVisible()


def test_a_pack_is_added_by_the_file_dialog(page, rigged, tmp_path, monkeypatch, qtbot):
    own = tmp_path / "own.toml"
    own.write_text(OWN_PACK, "utf-8")
    before = len(rigged.packs.questions)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(own), ""))
    part = section(page, "questions")
    qtbot.mouseClick(part._add, LEFT)
    assert part._error.text() == "“My own” is in: one question."
    assert len(rigged.packs.questions) == before + 1
    assert (rigged.home.packs / "own.toml").exists()


def test_a_broken_pack_is_refused_in_place(page, rigged, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("nonsense = [", "utf-8")
    part = section(page, "questions")
    part.add_pack(broken)
    assert "broken.toml" in part._error.text()
    assert part._error.isVisible()
    assert not (rigged.home.packs / "broken.toml").exists()


def test_looks_apply_at_once_and_are_kept(window, page, rigged, qtbot):
    part = section(page, "appearance")
    qtbot.mouseClick(part._theme.buttons()[2], LEFT)
    assert window._look.theme is DARK
    qtbot.mouseClick(part._theme.buttons()[3], LEFT)
    assert window._look.theme is CONTRAST
    assert rigged.settings.settings.theme == "contrast"
    part._slider.setValue(15)
    assert window._look.scale == 1.5
    assert rigged.settings.settings.text_scale == 1.5
    assert part._percent.text() == "150 %"
    qtbot.mouseClick(part._motion.buttons()[0], LEFT)
    assert not rigged.settings.settings.reduced_motion
    qtbot.mouseClick(part._motion.buttons()[1], LEFT)
    assert window._look.reduced_motion


def test_data_says_folder_and_size(page, rigged):
    part = section(page, "data")
    assert str(rigged.home.root) in part._folder.what.text().replace("\u200b", "")
    assert readable(1_234_000_000) == "1.2 GB"
    assert readable(5) == "1 kB"
    assert not part._empty.isEnabled()


def test_everything_is_erased_only_with_the_word(window, page, qtbot):
    part = section(page, "data")
    assert not part._erase_button.isEnabled()
    with qtbot.assertNotEmitted(window.erase_wanted):
        qtbot.keyClick(part._word, Key.Key_Return)
        qtbot.mouseClick(part._erase_button, LEFT)
    qtbot.keyClicks(part._word, "Erase")
    with qtbot.waitSignal(window.erase_wanted, timeout=500):
        qtbot.mouseClick(part._erase_button, LEFT)


def test_every_shortcut_is_listed(page):
    shown = texts(section(page, "shortcuts"))
    for rows in KEYS.values():
        for row in rows:
            assert row.what in shown
            assert row.keys in shown


def test_the_wipe_leaves_foreign_files(rigged):
    from desktop.app import wipe

    foreign = rigged.home.root / "holiday.txt"
    foreign.write_text("keep me", "utf-8")
    rigged.shutdown()
    wipe(rigged.home)
    left = {path.name for path in rigged.home.root.iterdir()}
    assert "holiday.txt" in left
    assert not left & {"starling.db", "settings.json", "recordings", "questions", "logs"}
    shutil.rmtree(rigged.home.root)


def test_reading_aloud_is_offered_where_there_is_a_voice(window, rigged, page):
    section = page.section("practice")
    assert section._voice.isHidden()
    window.reader.available_changed.emit(True)
    assert not section._voice.isHidden()
    section._aloud.click()
    assert rigged.settings.settings.read_aloud
    said = []
    window.reader.say = said.append
    window.go("practice")
    rigged.practice.draw()
    assert said == [rigged.practice.question.text]
    rigged.settings.update(read_aloud=False)
    rigged.practice.draw()
    assert len(said) == 1


def test_the_shortcuts_name_every_key_of_review(page):
    listed = " ".join(row.keys for row in KEYS["Review"])
    for key in ("Up", "Alt+1", "Shift+1", "Ctrl+Shift+F", "Alt+Left", "M", "Ctrl+N"):
        assert key in listed
