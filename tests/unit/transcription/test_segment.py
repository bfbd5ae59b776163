"""Cutting at pauses: every word's sound is in exactly one piece, whatever the speaker does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.transcription.segment import Piece, Segmenter
from desktop.transcription.vad import RATE_HZ, WINDOW

VOICE, QUIET = 0.25, 0.001


class LoudnessVad:
    """Calls a window speech when it is loud; enough to test where cuts fall."""

    def feed(self, samples: np.ndarray) -> np.ndarray:
        level = np.abs(samples.reshape(-1, WINDOW)).max(axis=1)
        return np.where(level > 0.1, 0.95, 0.02).astype(np.float32)


def sound(*parts: tuple[str, float]) -> np.ndarray:
    """Return a stream of ("speech" or "pause", seconds)."""
    out = []
    for kind, seconds in parts:
        count = round(seconds * RATE_HZ / WINDOW) * WINDOW
        out.append(np.full(count, VOICE if kind == "speech" else QUIET, np.float32))
    return np.concatenate(out)


def cut(samples: np.ndarray, block: int = 4000) -> list[Piece]:
    segmenter = Segmenter(LoudnessVad())
    pieces = []
    for at in range(0, len(samples), block):
        pieces += segmenter.feed(samples[at : at + block])
    return pieces + segmenter.finish()


def spans(pieces: list[Piece]) -> list[tuple[float, float]]:
    return [(p.start_s, p.start_s + len(p.samples) / RATE_HZ) for p in pieces]


def test_silence_gives_nothing() -> None:
    assert cut(sound(("pause", 60))) == []


def test_a_click_is_not_speech() -> None:
    assert cut(sound(("pause", 1), ("speech", 0.064), ("pause", 3))) == []


def test_a_short_word_is_kept_whole_with_a_margin() -> None:
    (piece,) = cut(sound(("pause", 5), ("speech", 0.32), ("pause", 5)))
    start, end = spans([piece])[0]
    assert start == pytest.approx(4.75, abs=0.07)
    assert end == pytest.approx(5.57, abs=0.07)
    assert piece.speech_end_s == pytest.approx(5.32, abs=0.04)


def test_a_pause_ends_a_piece_once_enough_was_said() -> None:
    said = (
        ("speech", 4),
        ("pause", 0.7),
        ("speech", 5),
        ("pause", 0.7),
        ("speech", 3),
        ("pause", 1),
    )
    first, second = spans(cut(sound(*said)))
    assert first == pytest.approx((0.0, 9.95), abs=0.1)
    assert second == pytest.approx((10.15, 13.65), abs=0.1)


def test_a_long_pause_always_ends_a_piece() -> None:
    assert len(cut(sound(("speech", 1), ("pause", 2.5), ("speech", 1), ("pause", 2.5)))) == 2


def test_endless_speech_is_cut_at_its_quietest_place() -> None:
    samples = sound(("speech", 70))
    samples[round(22 * RATE_HZ) : round(22.1 * RATE_HZ)] *= 0.5
    pieces = cut(samples)
    assert all(len(p.samples) <= 28.5 * RATE_HZ for p in pieces)
    assert spans(pieces)[0][1] == pytest.approx(22.05, abs=0.05)
    assert sum(len(p.samples) for p in pieces) == len(samples)


def test_the_pieces_come_while_the_speaker_goes_on() -> None:
    segmenter = Segmenter(LoudnessVad())
    assert segmenter.feed(sound(("speech", 9), ("pause", 0.4))) == []
    assert len(segmenter.feed(sound(("pause", 0.2), ("speech", 0.2)))) == 1


def test_a_guess_in_a_pause_is_what_the_end_then_gives() -> None:
    segmenter = Segmenter(LoudnessVad())
    segmenter.feed(sound(("pause", 1), ("speech", 3), ("pause", 0.3)))
    assert segmenter.guess() is None
    segmenter.feed(sound(("pause", 0.4)))
    guess = segmenter.guess()
    assert guess is not None
    segmenter.feed(sound(("pause", 0.9)))
    (piece,) = segmenter.finish()
    assert guess.key == piece.key
    assert np.array_equal(guess.samples, piece.samples)


def test_seconds_of_speech_are_counted_once() -> None:
    segmenter = Segmenter(LoudnessVad())
    segmenter.feed(sound(("speech", 40), ("pause", 3), ("speech", 2)))
    segmenter.finish()
    assert segmenter.speech_s == pytest.approx(42, abs=0.2)


talk = st.lists(
    st.tuples(st.floats(0.2, 35), st.sampled_from([0.1, 0.25, 0.4, 0.6, 1.2, 3.0])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(talk, st.integers(100, 60_000))
def test_all_speech_is_in_exactly_one_piece(said: list[tuple[float, float]], block: int) -> None:
    parts = [p for speech, pause in said for p in (("speech", speech), ("pause", pause))]
    samples = sound(*parts)
    pieces = cut(samples, block)
    covered = np.zeros(len(samples) + WINDOW, np.int8)
    for piece in pieces:
        covered[piece.start : piece.start + len(piece.samples)] += 1
        assert len(piece.samples) <= 28.5 * RATE_HZ
    assert covered.max(initial=0) <= 1
    assert covered[: len(samples)][samples == np.float32(VOICE)].all()
    assert [p.key for p in cut(samples, 7777)] == [p.key for p in pieces]
