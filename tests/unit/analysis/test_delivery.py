from __future__ import annotations

import pytest

from desktop.analysis.delivery import find_fillers, measure, pace_curve
from desktop.domain.audio import AudioFacts, Pause
from desktop.domain.report import Sentence
from desktop.domain.transcript import Transcript, Word


def spoken(count: int, every: float) -> tuple[Word, ...]:
    return tuple(Word(f"w{i}", i * every, i * every + every * 0.6, 0.9) for i in range(count))


def test_pace_is_words_a_minute_over_fifteen_seconds():
    points = pace_curve(spoken(120, 0.5))
    assert len(points) > 5
    assert points[0][0] == pytest.approx(7.65, abs=0.1)
    assert all(rate == pytest.approx(120, abs=5) for _, rate in points)


def test_a_slow_second_half_shows_in_the_curve():
    fast = spoken(90, 0.33)
    slow = tuple(Word("w", 30 + i * 0.8, 30.3 + i * 0.8, 0.9) for i in range(40))
    points = pace_curve(fast + slow)
    assert points[0][1] > 170
    assert points[-1][1] < 85


def test_fillers_are_sounds_and_set_off_words_only():
    text = (
        "Um, I was, like, tired and I like tea, you know, and do you know him, er, yes. Like this."
    )
    found = find_fillers(Transcript.from_text(text).words)
    assert [f.text for f in found] == ["um", "like", "you know", "er"]


def test_long_pauses_come_from_the_sound_and_do_not_slow_the_pace():
    facts = AudioFacts(
        40.0,
        -20.0,
        -3.0,
        -60.0,
        0.0,
        20.0,
        (Pause(0.5, 1.9), Pause(10.0, 10.6), Pause(15.0, 17.0)),
        2.0,
    )
    words = tuple(Word("w", 2.0 + i * 0.5, 2.3 + i * 0.5, 0.9) for i in range(50))
    delivery = measure(Transcript(words), (), facts, 120.0)
    assert delivery.long_pauses == ((15.0, 17.0),)
    # 24.8 s from the first word to the last, 2 s of them a long pause.
    assert delivery.speaking_s == pytest.approx(22.8)
    assert delivery.words_per_minute == pytest.approx(50 / 22.8 * 60)
    assert (delivery.duration_s, delivery.target_s, delivery.words) == (40.0, 120.0, 50)


def test_a_typed_answer_has_no_times():
    delivery = measure(Transcript.from_text("I did it and we went home."), (), None, None)
    assert delivery.duration_s is None
    assert delivery.words_per_minute is None
    assert delivery.pace == ()


def test_first_person_counts_actions_only():
    def sentence(text: str, component: str) -> Sentence:
        return Sentence(text, 0, len(text), 0, 1, None, None, component, 0.9)

    told = (
        sentence("I was a cook.", "situation"),
        sentence("I rang the owner.", "action"),
        sentence("We moved the tables.", "action"),
        sentence("Called the vet.", "action"),
    )
    delivery = measure(Transcript.from_text("one two"), told, None, None)
    assert (delivery.first_person, delivery.actions) == (2, 3)
