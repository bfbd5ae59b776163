"""The transcript view with very long texts, odd words and no times."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.report import Sentence
from desktop.domain.transcript import Transcript, Word
from desktop.paths import assets_dir
from desktop.ui.theme import Look
from desktop.ui.widgets.transcript_text import TranscriptText
from desktop.ui.widgets.transcript_view import TranscriptView
from tests.ui import review_fakes as fakes

LONG_STORY = fakes.STORY * 380


@pytest.fixture
def look(qapp):
    look = Look(assets_dir(), "light", motion="reduced")
    look.apply(qapp)
    return look


@pytest.fixture
def view(qtbot, look):
    view = TranscriptView(look)
    qtbot.addWidget(view)
    view.resize(796, 360)
    view.show()
    return view


def painted(view) -> float:
    """Seconds one repaint takes."""
    began = time.perf_counter()
    view.viewport().grab()
    return time.perf_counter() - began


def test_fifty_thousand_words_stay_fluid(view) -> None:
    words = fakes.make_words(LONG_STORY)
    report = fakes.make_report(LONG_STORY, words)
    assert len(words) > 50_000
    began = time.perf_counter()
    view.set_words(words, report)
    shown = time.perf_counter() - began
    bar = view.verticalScrollBar()
    worst = 0.0
    for place in range(0, bar.maximum(), bar.maximum() // 20):
        began = time.perf_counter()
        bar.setValue(place)
        painted(view)
        worst = max(worst, time.perf_counter() - began)
    # Generous: a slow machine under load still has to be well below what one notices.
    assert worst < 0.2
    assert shown < 3.0
    assert len(view._layouts) <= 80


def test_a_far_word_is_brought_into_view(view) -> None:
    words = fakes.make_words(fakes.STORY * 40)
    view.set_words(words, fakes.make_report(fakes.STORY * 40, words))
    for index in (len(words) - 1, 17, len(words) // 2):
        view.show_word(index)
        place = view.word_centre(index)
        assert 0 <= place.y() <= view.viewport().height()
        assert view.word_under(place) == index


def test_every_word_is_found_where_it_is_drawn(view) -> None:
    words = fakes.make_words()
    view.set_words(words, fakes.make_report())
    view.resize(430, 900)
    for index in range(len(words)):
        assert view.word_under(view.word_centre(index)) == index


def test_characters_of_two_units_do_not_shift_marks(view) -> None:
    told = (("situation", "We 😀 shipped 😀 the 😀 thing."), ("task", "It was up to me."))
    words = fakes.make_words(told)
    view.set_words(words, replace(fakes.make_report(told, words), components=()))
    for index in range(len(words)):
        assert view.word_under(view.word_centre(index)) == index


def test_a_word_longer_than_the_line_wraps(view) -> None:
    view.resize(300, 300)
    view.set_words((Word("Donau" * 60, 0.0, 2.0, 0.9), Word("ends.", 2.1, 2.4, 0.9)))
    assert view.word_under(view.word_centre(1)) == 1
    assert painted(view) < 1.0


def test_typed_words_have_no_times_and_do_not_follow(view) -> None:
    text = Transcript.from_text("I asked the cooks. They agreed.")
    view.set_words(text.words)
    view.set_position(3.0)
    assert view.spoken_word is None
    assert view.copy_text() == "I asked the cooks. They agreed."


def test_nothing_at_all_can_be_shown(view) -> None:
    view.set_words(())
    view.move_selection(1)
    view.search("x")
    view.next_hit()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    assert view.selected_sentence is None
    assert painted(view) < 1.0


def test_search_finds_across_words_and_keeps_the_characters() -> None:
    text = TranscriptText(fakes.make_words())
    (hit,) = text.find("HALF  past twel")
    assert [w.text for w in text.words[hit.first : hit.last + 1]] == ["half", "past", "twelve,"]
    assert (hit.start, hit.end) == (0, 4)
    assert len(text.find("trays")) == 2
    assert text.find("  ") == ()


def test_a_pause_inside_a_sentence_gets_a_time_not_a_paragraph() -> None:
    words = (
        Word("We", 0.0, 0.2, 1.0), Word("waited", 0.3, 0.7, 1.0), Word("and", 2.9, 3.0, 1.0),
        Word("went.", 3.1, 3.4, 1.0),
    )  # fmt: skip
    base = fakes.make_report()
    one = Sentence("We waited and went.", 0, 19, 0, 3, 0.0, 3.4, "action", 0.9)
    pauses = replace(base.delivery, long_pauses=((0.75, 2.85),), fillers=())
    text = TranscriptText(words, replace(base, sentences=(one,), delivery=pauses, unsure_words=()))
    assert text.paragraphs == ((0, 3),)
    assert text.after_pause == {2}


def test_the_theme_can_change_while_it_is_shown(view, look) -> None:
    view.set_words(fakes.make_words(), fakes.make_report())
    before = view.grab().toImage().pixelColor(3, 3).name().upper()
    look.set_choice("contrast")
    after = view.grab().toImage().pixelColor(3, 3).name().upper()
    look.set_choice("light")
    assert (before, after) == ("#FFFFFF", "#000000")
