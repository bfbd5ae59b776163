"""The review page by keyboard and mouse: words, evidence, sound, states."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.domain.attempt import Stage, StoppedBy
from desktop.domain.errors import TranscriptionError
from desktop.domain.question import QuestionKind
from desktop.domain.report import Advice, Story, StoryKind, Verdict
from desktop.domain.transcript import Transcript
from desktop.paths import assets_dir
from desktop.ui.pages.review import ReviewPage
from desktop.ui.pages.review_state import Mode
from desktop.ui.theme import Look
from desktop.ui.widgets.advice import lead_of
from desktop.ui.wording import when
from tests.ui import review_fakes as fakes

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def look(qapp):
    look = Look(assets_dir(), "light", motion="reduced")
    look.apply(qapp)
    return look


@pytest.fixture
def services():
    return fakes.make_services()


@pytest.fixture
def make_page(qtbot, look):
    def make(services, width=1216, height=800):
        page = ReviewPage(services, look, fakes.peaks, now=lambda: fakes.NOW)
        qtbot.addWidget(page)
        page.resize(width, height)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.open("a3")
        page.entered()
        return page

    return make


@pytest.fixture
def page(make_page, services):
    return make_page(services)


@pytest.fixture
def player(page, services):
    return services.players[0]


def word(page, text: str) -> int:
    return next(i for i, w in enumerate(page.transcript.text.words) if w.text == text)


def start_of(page, index: int) -> float:
    start = page.transcript.text.words[index].start
    assert start is not None
    return start


def press(page, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.transcript, key, modifier)


# -- the words ----------------------------------------------------------------------------


def test_a_click_on_a_word_plays_from_it(page, player) -> None:
    for text in ("autumn,", "Friday", "batch", "trays,"):
        index = word(page, text)
        page.transcript.show_word(index)
        player.calls.clear()
        QTest.mouseClick(
            page.transcript.viewport(), Qt.MouseButton.LeftButton,
            pos=page.transcript.word_centre(index),
        )  # fmt: skip
        assert player.calls[-1] == ("play",)
        name, seconds = player.calls[0]
        assert name == "seek"
        assert abs(seconds - start_of(page, index)) < 0.05, text


def test_the_spoken_word_follows_the_position(page, player) -> None:
    player.play()
    for index, spoken in enumerate(page.transcript.text.words):
        player.move((spoken.start + spoken.end) / 2)
        assert page.transcript.spoken_word == index
    player.move(0.5)
    assert page.transcript.spoken_word is None


def test_the_spoken_word_is_drawn_on_text_colour(page, player, look) -> None:
    index = word(page, "Friday")
    spot = page.transcript.word_centre(index)
    corner = QPoint(spot.x(), spot.y() - 11)
    before = page.transcript.viewport().grab().toImage().pixelColor(corner).name()
    player.move(start_of(page, index) + 0.05)
    after = page.transcript.viewport().grab().toImage().pixelColor(corner).name()
    assert before.upper() == look.theme.c1_tint
    assert after.upper() == look.theme.text


def test_dragging_selects_words_and_copies_them(page) -> None:
    view = page.transcript
    first, last = word(page, "kitchen"), word(page, "feeds")
    viewport = view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=view.word_centre(first))
    QTest.mouseMove(viewport, view.word_centre(last))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=view.word_centre(last))
    press(page, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "kitchen of a school that feeds"


def test_the_whole_transcript_is_copied_from_the_menu(page) -> None:
    menu = page.top.menu()
    next(a for a in menu.actions() if a.text() == "Copy the transcript").trigger()
    assert QGuiApplication.clipboard().text() == page.transcript.text.text


def test_a_new_paragraph_follows_each_long_pause(page) -> None:
    text = page.transcript.text
    firsts = [text.words[first].text for first, _ in text.paragraphs]
    assert firsts == ["So", "First", "And"]


def test_a_letter_stands_at_each_change_and_paragraph(page) -> None:
    text = page.transcript.text
    chips = [
        mark.letter
        for first, last in text.paragraphs
        for index in range(first, last + 1)
        if (mark := text.chip_at(index, first)) is not None
    ]
    assert chips == ["S", "T", "A", "A", "R"]


# -- search -------------------------------------------------------------------------------


def test_search_counts_and_goes_round(page) -> None:
    press(page, Key.Key_F, CTRL)
    card = page.body.transcript
    QTest.keyClicks(card.field, "the")
    expected = page.transcript.text.text.lower().count("the")
    assert expected > 5
    assert card.found.text() == f"1 of {expected}"
    QTest.keyClick(card.field, Key.Key_Return)
    assert card.found.text() == f"2 of {expected}"
    QTest.keyClick(card.field, Key.Key_Return, SHIFT)
    QTest.keyClick(card.field, Key.Key_Return, SHIFT)
    assert card.found.text() == f"{expected} of {expected}"
    card.field.setText("elephant")
    assert card.found.text() == "none"
    QTest.keyClick(card.field, Key.Key_Escape)
    assert not card.searching
    assert page.transcript.hits == 0


def test_letters_in_the_search_field_are_not_shortcuts(page, player) -> None:
    press(page, Key.Key_F, CTRL)
    player.calls.clear()
    field = page.body.transcript.field
    QTest.keyClicks(field, "half past 1-2")
    assert field.text() == "half past 1-2"
    assert player.calls == []
    assert page.dock.speed == 1.0


# -- verdicts -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_verdict_card_outlines_exactly_its_evidence(page, player, number) -> None:
    press(page, Key(Key.Key_0 + number), ALT)
    proof = fakes.VERDICTS[number - 1][4]
    assert page.transcript.evidence == frozenset(proof)
    report = page._view.report
    assert player.calls[-1] == ("seek", report.sentences[proof[0]].start)
    assert [card.isChecked() for card in page.body.cards].count(True) == 1
    press(page, Key(Key.Key_0 + number), ALT)
    assert page.transcript.evidence == frozenset()


def test_clicking_another_card_lets_go_of_the_first(page) -> None:
    for card in page.body.cards[:2]:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert [card.isChecked() for card in page.body.cards] == [False, True, False, False]
    assert page.transcript.evidence == {2}


def test_cards_say_everything_in_words(page) -> None:
    said = [card.accessibleName() for card in page.body.cards]
    assert said[1] == "Task, covered, 6 seconds, one sentence"
    assert said[3].startswith("Result, thin, ")
    assert said[3].endswith("one sentence, no number yet")


def test_an_unsure_verdict_says_so(make_page) -> None:
    view = fakes.make_view()
    parts = [replace(c, confidence=0.6) for c in view.report.components]
    services = fakes.make_services(
        replace(view, report=replace(view.report, components=tuple(parts)))
    )
    page = make_page(services)
    assert page.body.cards[0].note_text() == "2 sentences, fairly sure"


# -- sound --------------------------------------------------------------------------------


def test_space_plays_and_pauses(page, player) -> None:
    press(page, Key.Key_Space)
    assert player.playing
    press(page, Key.Key_Space)
    assert not player.playing


def test_arrows_move_five_seconds_within_the_recording(page, player) -> None:
    press(page, Key.Key_Right)
    press(page, Key.Key_Right)
    assert player.position_s == 10.0
    for _ in range(3):
        press(page, Key.Key_Left)
    assert player.position_s == 0.0


def test_shift_and_arrows_move_by_sentence(page, player) -> None:
    starts = [s.start for s in page._view.report.sentences]
    press(page, Key.Key_Right, SHIFT)
    press(page, Key.Key_Right, SHIFT)
    assert player.position_s == starts[1]
    press(page, Key.Key_Left, SHIFT)
    assert player.position_s == starts[0]


def test_one_two_three_go_to_part_filler_and_pause(page, player) -> None:
    report = page._view.report
    sentences = report.sentences
    press(page, Key.Key_1)
    assert player.position_s == sentences[0].start
    press(page, Key.Key_1)
    assert player.position_s == sentences[2].start
    press(page, Key.Key_1, SHIFT)
    assert player.position_s == sentences[0].start
    fillers = [f.start for f in report.delivery.fillers]
    player.move(0.0)
    for filler in (*fillers, fillers[0]):
        press(page, Key.Key_2)
        assert 0.3 < filler - player.position_s < 1.0
    player.move(0.0)
    press(page, Key.Key_3)
    assert 0.2 < report.delivery.long_pauses[0][0] - player.position_s < 0.8


def test_speed_steps_and_is_remembered(page, player, services) -> None:
    press(page, Key.Key_Minus)
    assert player.rate == 0.75
    for _ in range(7):
        press(page, Key.Key_Equal)
    assert player.rate == 2.0
    assert services.settings.settings.playback_rate == 2.0
    assert page.dock.bar.speed.text() == "2.0×"


def test_a_remembered_speed_is_used(make_page, services) -> None:
    services.settings.settings.playback_rate = 1.5
    make_page(services)
    assert services.players[0].rate == 1.5


def test_up_and_down_choose_sentences_and_enter_plays_one(page, player) -> None:
    press(page, Key.Key_Down)
    assert page.transcript.selected_sentence == 0
    press(page, Key.Key_Down)
    press(page, Key.Key_Down)
    press(page, Key.Key_Up)
    assert page.transcript.selected_sentence == 1
    press(page, Key.Key_Return)
    sentence = page._view.report.sentences[1]
    assert player.calls[-1] == ("range", sentence.start, sentence.end)
    press(page, Key.Key_Escape)
    assert page.transcript.selected_sentence is None


def test_a_click_in_the_waveform_seeks(page, player) -> None:
    wave = page.dock.waveform
    player.calls.clear()
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(wave.width() // 2, 40))
    name, seconds = player.calls[-1]
    assert name == "seek"
    assert abs(seconds - wave.duration / 2) < wave.duration / wave.width() + 0.01


def test_the_waveform_comes_from_the_recording(page) -> None:
    assert page.dock.waveform.has_peaks


def test_advice_plays_its_place_and_shows_its_sentence(page, player) -> None:
    item = page.side.advice.items[0]
    QTest.mouseClick(item, Qt.MouseButton.LeftButton)
    assert player.calls[-2:] == [("seek", page._view.report.sentences[8].start), ("play",)]
    assert page.transcript.evidence == {8}


def test_following_stops_when_one_scrolls_and_comes_back(page, player, qtbot) -> None:
    page.resize(900, 480)
    player.play()
    last = len(page.transcript.text.words) - 1
    player.move(start_of(page, last) + 0.01)
    shown = page.transcript.word_centre(last).y()
    assert 0 < shown < page.transcript.viewport().height()
    page.transcript.set_follow(False)
    assert not page.body.transcript.follow.isChecked()
    page.transcript.verticalScrollBar().setValue(0)
    player.move(start_of(page, last - 1) + 0.01)
    assert page.transcript.verticalScrollBar().value() == 0
    press(page, Key.Key_F, CTRL | SHIFT)
    assert page.transcript.verticalScrollBar().value() > 0


def test_trouble_with_the_sound_is_said_in_place(page, player) -> None:
    player.failed.emit("No speaker was found. Plug one in, then press play again.")
    assert page.dock.trouble().startswith("No speaker")
    player.play()
    assert page.dock.trouble() == ""


# -- the user's own -----------------------------------------------------------------------


def test_rating_by_key_and_mouse(page, services) -> None:
    rating = page.side.rating
    rating.setFocus()
    QTest.keyClick(rating, Key.Key_4)
    assert services.library.view("a3").attempt.rating == 4
    QTest.keyClick(rating, Key.Key_Left)
    assert services.library.view("a3").attempt.rating == 3
    assert "3 of 5" in rating.accessibleName()
    QTest.mouseClick(rating, Qt.MouseButton.LeftButton, pos=QPoint(75, rating.height() // 2))
    assert services.library.view("a3").attempt.rating is None


def test_notes_save_themselves(page, services, qtbot) -> None:
    QTest.keyClicks(page.side.notes, "count the trays first")
    qtbot.waitUntil(
        lambda: services.library.view("a3").attempt.notes == "count the trays first", timeout=2000
    )


def test_leaving_saves_the_notes_at_once(page, services, qtbot) -> None:
    QTest.keyClicks(page.side.notes, "half")
    with qtbot.waitSignal(page.back):
        page.leave()
    assert services.library.view("a3").attempt.notes == "half"


def test_another_attempt_shows_its_own_notes(page, services) -> None:
    QTest.keyClicks(page.side.notes, "for the third")
    page.open("a2")
    assert page.side.notes.toPlainText() == ""
    assert services.library.view("a3").attempt.notes == "for the third"
    assert services.library.view("a2").attempt.notes == ""


def test_deleting_bins_it_and_can_be_undone(page, services, qtbot) -> None:
    with qtbot.waitSignals([page.binned, page.back]):
        page.delete()
    assert services.library.view("a3").attempt.deleted_at is not None
    services.library.restore("a3")
    page.open("a3")
    assert page.top.about().startswith("Take 3 of 3")


def test_answer_again_and_next_question(page, qtbot) -> None:
    with qtbot.waitSignal(page.answer_again) as again:
        press(page, Key.Key_R, CTRL)
    assert again.args == ["q1"]
    with qtbot.waitSignal(page.next_question):
        press(page, Key.Key_N, CTRL)


# -- states -------------------------------------------------------------------------------


def test_the_head_says_which_take_it_is(page) -> None:
    assert page.top.about() == "Take 3 of 3  ·  today 18:40  ·  1:20  ·  heard clearly"
    assert page.body.finding.text().startswith("A real story")


def test_waiting_fills_in_place(make_page) -> None:
    services = fakes.make_services(fakes.waiting_view())
    page = make_page(services)
    whole = fakes.make_view()
    assert page.mode is Mode.WAITING
    assert services.reviewer.ensured == ["a3"]
    assert page.body.finding.text() == "Reading your answer"
    assert services.players[0].loaded == [Path("/recordings/a3.flac")]
    assert all(card.verdict is None for card in page.body.cards)
    services.reviewer.words.emit("other", whole.transcript.words[:9])
    assert page.transcript.text.words == ()
    services.reviewer.words.emit("a3", whole.transcript.words[:30])
    assert len(page.transcript.text.words) == 30
    services.reviewer.progress.emit("a3", "About 4 seconds left", 0.5)
    assert page.body.progress_text() == "About 4 seconds left"
    services.library.views["a3"] = whole
    services.reviewer.ready.emit("a3")
    assert page.mode is Mode.JUDGED
    assert page.transcript.text.words == whole.transcript.words
    assert page.body.cards[3].verdict.verdict is Verdict.THIN
    assert len(page.side.advice.items) == 4


def test_live_words_keep_the_place_scrolled_to(make_page) -> None:
    services = fakes.make_services(fakes.waiting_view())
    page = make_page(services, 700, 520)
    words = fakes.make_words(fakes.STORY * 6)
    services.reviewer.words.emit("a3", words[:400])
    bar = page.transcript.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = page.transcript.first_seen_word()
    assert before > 100
    services.reviewer.words.emit("a3", words[:460])
    assert page.transcript.first_seen_word() == before
    page.resize(760, 520)
    first, last = page.transcript.first_seen_word(), before
    assert abs(first - last) < 15


def test_not_judged_has_no_cards_but_words_and_sound(make_page) -> None:
    report = fakes.make_report(
        finding="We could not hear this well enough to judge it.", judged=False,
        reason="Only every third word came through.", components=(), advice=(), story=None,
    )  # fmt: skip
    page = make_page(fakes.make_services(fakes.make_view(report=report)))
    assert page.mode is Mode.NOT_JUDGED
    assert not any(card.isVisibleTo(page) for card in page.body.cards)
    assert page.body._detail.text() == "Only every third word came through."
    assert len(page.transcript.text.words) > 100
    assert all(mark.slot == 0 for mark in page.transcript.text.sentences)
    assert page.dock.isVisibleTo(page)


def test_no_story_shows_cards_without_bars(make_page) -> None:
    base = fakes.make_report()
    report = replace(
        base,
        story=Story(StoryKind.HABITUAL, 0.9),
        finding="You told us what you usually do. Pick one time it happened.",
        components=tuple(
            replace(c, verdict=Verdict.NOT_FOUND, evidence=(), note="") for c in base.components
        ),
    )
    page = make_page(fakes.make_services(fakes.make_view(report=report)))
    assert page.mode is Mode.NO_STORY
    assert "usually" in page.body.finding.text()
    assert all(card.accessibleName().endswith("not found") for card in page.body.cards)
    assert not any(card._bars for card in page.body.cards)


def test_no_words_helps_with_the_microphone(make_page, qtbot) -> None:
    view = fakes.make_view(report=None, transcript=Transcript(()))
    view = replace(
        view,
        attempt=replace(view.attempt, stage=Stage.TRANSCRIBED),
        facts=replace(fakes.FACTS, zeros=True),
    )
    page = make_page(fakes.make_services(view))
    assert page.mode is Mode.NO_WORDS
    assert page.body.finding.text() == "No speech heard."
    assert "pure silence" in page.body._detail.text()
    with qtbot.waitSignal(page.check_microphone):
        QTest.mouseClick(page.body._microphone, Qt.MouseButton.LeftButton)


SOUND = "We heard sound, but no English words in it. The recording is kept."


@pytest.mark.parametrize(
    ("facts", "finding", "said"),
    [
        ({}, "We heard sound, but no English words.", SOUND),
        ({"zeros": True}, "No speech heard.", "pure silence"),
        ({"silent": True}, "No speech heard.", "very quiet"),
    ],
)
def test_no_words_says_what_the_report_found(make_page, facts, finding, said) -> None:
    base = fakes.make_view()
    report = replace(base.report, judged=False, finding=finding, reason=SOUND)
    view = replace(
        base,
        report=report,
        transcript=Transcript(()),
        attempt=replace(base.attempt, stage=Stage.REVIEWED),
        facts=replace(fakes.FACTS, **facts),
    )
    page = make_page(fakes.make_services(view))
    assert page.mode is Mode.NO_WORDS
    assert page.body.finding.text() == finding
    assert said in page.body._detail.text()
    assert page.body._microphone.isVisibleTo(page)


def test_failed_says_what_is_safe_and_tries_again(make_page) -> None:
    services = fakes.make_services(fakes.waiting_view())
    page = make_page(services)
    view = fakes.waiting_view()
    failed = replace(view.attempt, stage=Stage.FAILED, error="The speech worker stopped twice.")
    services.library.views["a3"] = replace(view, attempt=failed)
    services.reviewer.failed.emit("a3", TranscriptionError("The speech worker stopped twice."))
    assert page.mode is Mode.FAILED
    assert page.body.finding.text() == "Your take is saved. The words could not be made."
    assert page.dock.isVisibleTo(page)
    QTest.mouseClick(page.body._retry, Qt.MouseButton.LeftButton)
    assert services.reviewer.retried == ["a3"]


def test_what_happened_to_the_recording_is_said(make_page) -> None:
    view = fakes.make_view()
    attempt = replace(view.attempt, stopped_by=StoppedBy.LIMIT, overflows=2)
    services = fakes.make_services(replace(view, attempt=attempt))
    page = make_page(services)
    assert page.body._notices.count() == 2
    services.recovered = ("a2",)
    page.open("a2")
    assert page.body._notices.count() == 1


def test_a_missing_recording_leaves_the_words(make_page) -> None:
    page = make_page(fakes.make_services(fakes.make_view(recording=None)))
    assert not page.dock.isVisibleTo(page)
    assert len(page.transcript.text.words) > 100
    assert page.body._notices.count() == 1


def test_the_packed_recording_is_taken_up_in_place(page, player, services) -> None:
    player.move(12.5)
    flac = replace(services.library.view("a3"), recording=Path("/recordings/a3-packed.flac"))
    player.play()
    services.library.put(flac)
    assert player.loaded == [Path("/recordings/a3.flac")]
    player.pause()
    assert player.loaded[-1] == Path("/recordings/a3-packed.flac")
    assert player.position_s == 12.5


# -- layout -------------------------------------------------------------------------------


def test_narrow_windows_get_tabs(page) -> None:
    page.resize(620, 560)
    assert page.tabs.isVisibleTo(page)
    assert page.transcript.isVisibleTo(page)
    assert not page.side.isVisibleTo(page)
    QTest.mouseClick(page.tabs.buttons()[1], Qt.MouseButton.LeftButton)
    assert page.side.isVisibleTo(page)
    assert not page.transcript.isVisibleTo(page)
    page.resize(1216, 800)
    assert page.side.isVisibleTo(page)
    assert page.transcript.isVisibleTo(page)


@pytest.mark.parametrize(("width", "height", "scale"), [(960, 640, 1.0), (1152, 800, 2.0)])
def test_nothing_is_wider_than_the_page(page, look, qapp, width, height, scale) -> None:
    look.set_scale(scale)
    page.fold(True)
    page.resize(width, height)
    qapp.processEvents()
    assert page.width() == width
    assert page.top.width() == width
    bar = page.dock.bar
    assert bar.mute.geometry().right() <= bar.width()
    look.set_scale(1.0)


def test_a_delivery_is_told_in_counts(page) -> None:
    delivery = page.side.delivery
    assert delivery.fact("Length") == "1:20 of 2:00"
    assert delivery.fact("Fillers") == "at least 2"
    assert delivery.fact("Says “I”") == "4 of 5 actions"
    assert delivery.pace_text() == "128 words a minute"


def test_old_takes_name_their_day(services) -> None:
    assert when(fakes.NOW - timedelta(days=3), fakes.NOW) == "Monday 18:44"


def test_the_bold_beginning_of_advice_is_closed_before_a_sentence() -> None:
    assert lead_of(Advice("a", "Keep this ending", "You say what you do now.")) == (
        "Keep this ending."
    )
    assert lead_of(Advice("a", "Keep", "counting before you speak.")) == "Keep"
    assert lead_of(Advice("a", "Put a number on it.", "One tray became what?")) == (
        "Put a number on it."
    )


def test_a_filler_of_the_report_is_drawn_as_a_pill(page) -> None:
    view = page.transcript
    pills = [view._paragraph(n).pills for n in range(len(view.text.paragraphs))]
    assert sum(len(found) for found in pills) == 2
    index = word(page, "um,")
    rect = view._paragraph(0).word_rects(index)[0]
    assert pills[0][0].contains(rect.center())


def test_only_a_behavioural_question_asks_for_a_story(make_page) -> None:
    told = tuple(
        (key, text) for (_, text), key in zip(fakes.STORY, ["now", "past"] * 5, strict=True)
    )
    words = fakes.make_words(told)
    report = fakes.make_report(
        told, words, kind=QuestionKind.INTRODUCTION, components=(),
        story=Story(StoryKind.SELF_DESCRIPTION, 0.9), finding="Who you are, and how you got here.",
    )  # fmt: skip
    view = fakes.make_view(report=report)
    view = replace(view, attempt=replace(view.attempt, kind=QuestionKind.INTRODUCTION))
    page = make_page(fakes.make_services(view))
    assert page.mode is Mode.JUDGED
    assert [card.component.letter for card in page.body.cards] == ["N", "P", "F"]
