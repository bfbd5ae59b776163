"""Words of a recording while it grows: the same as of the whole file, and in time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.domain.transcript import Word
from desktop.transcription.engine import RATE_HZ, Heard, WhisperEngine
from desktop.transcription.follow import Following, in_order
from desktop.transcription.sound import GrowingWav, WholeFile
from desktop.transcription.vad import SileroVad
from tests.speech import texts
from tests.speech.synth import room_noise, say
from tests.speech.wer import wer
from tests.unit.transcription.test_segment import LoudnessVad, sound
from tests.unit.transcription.test_sound import wav_header


def run(following: Following) -> str:
    while not following.done:
        following.step()
    return " ".join(word.text for word in following.words)


@pytest.mark.real
def test_a_growing_answer_gives_the_whole_files_words_and_ends_at_once(
    engine: WhisperEngine, tmp_path: Path
) -> None:
    spoken = say(texts.BAKERY, tmp_path / "whole.wav", tail_s=1.2)
    samples, rate = soundfile.read(spoken.path, dtype="int16")
    growing = tmp_path / "growing.wav"
    growing.write_bytes(wav_header(rate))
    following = Following(GrowingWav(growing), engine, SileroVad())
    told: list[Word] = []
    block = rate // 2
    for at in range(0, len(samples), block):
        with growing.open("ab") as file:
            file.write(samples[at : at + block].tobytes())
        told += following.step()
        assert told == following.words  # append-only
    assert following.until_s > 45
    passes = following.passes
    following.finish()
    heard = run(following)
    # The speaker had stopped: the last piece's words were made in that pause.
    assert following.passes == passes
    assert tuple(told) == tuple(following.words[: len(told)])

    whole = run(Following(WholeFile(spoken.path), engine, SileroVad()))
    assert wer(whole, heard) <= 0.02
    assert wer(spoken.text, heard) < 0.12

    words = following.words
    assert all(a.end <= b.start for a, b in pairwise(words))
    assert all(0 <= w.start <= w.end <= spoken.duration_s for w in words)
    quality = following.quality()
    assert quality.probability > 0.8
    assert quality.speech_s == pytest.approx(sum(s.end - s.start for s in spoken.stretches), abs=4)


@pytest.mark.real
def test_breathless_speech_loses_and_doubles_nothing_at_the_joints(
    engine: WhisperEngine, tmp_path: Path
) -> None:
    spoken = say(texts.BREATHLESS, tmp_path / "breathless.wav")
    following = Following(WholeFile(spoken.path), engine, SileroVad())
    assert wer(spoken.text, run(following)) < 0.12
    assert following.passes == 2


@pytest.mark.real
@pytest.mark.parametrize("what", ["silence", "noise", "tone", "clicks"])
def test_without_speech_there_are_no_words_and_no_work(
    engine: WhisperEngine, tmp_path: Path, what: str
) -> None:
    count = 8 * RATE_HZ
    at = np.arange(count) / RATE_HZ
    clicks = np.zeros(count)
    clicks[:: RATE_HZ // 2] = 0.9
    samples = {
        "silence": np.zeros(count),
        "noise": room_noise(count, -30),
        "tone": 0.3 * np.sin(2 * np.pi * 440 * at),
        "clicks": clicks,
    }[what]
    path = tmp_path / "quiet.wav"
    soundfile.write(path, samples, RATE_HZ)
    following = Following(WholeFile(path), engine, SileroVad())
    assert run(following) == ""
    assert following.passes == 0
    assert following.quality().probability == 0.0


class Scripted:
    """An engine that gives prepared answers, in order, and notes what it was given."""

    name = "scripted"

    def __init__(self, *answers: Heard) -> None:
        self.answers = list(answers)
        self.given: list[tuple[float, float]] = []

    def transcribe(self, samples: np.ndarray, offset_s: float) -> Heard:
        self.given.append((offset_s, len(samples) / RATE_HZ))
        return self.answers.pop(0)


def following_of(tmp_path: Path, engine: Scripted, *parts: tuple[str, float]) -> Following:
    path = tmp_path / "a.wav"
    soundfile.write(path, sound(*parts), RATE_HZ)
    return Following(WholeFile(path), engine, LoudnessVad())


def said(text: str, start: float) -> Heard:
    return Heard(
        tuple(Word(w, start + i, start + i + 0.5, 0.9) for i, w in enumerate(text.split()))
    )


def test_words_made_of_the_silence_behind_the_speech_are_dropped(tmp_path: Path) -> None:
    heard = Heard((Word("Yes.", 1.1, 1.4, 0.9), Word("Thanks", 2.3, 2.4, 0.4)))
    engine = Scripted(heard)
    following = following_of(tmp_path, engine, ("pause", 1), ("speech", 1), ("pause", 1))
    assert run(following) == "Yes."


def test_speech_the_model_skipped_is_heard_again(tmp_path: Path) -> None:
    engine = Scripted(said("a b", 0.0), said("c d", 2.0))
    following = following_of(tmp_path, engine, ("speech", 5), ("pause", 3))
    assert run(following) == "a b c d"
    assert engine.given[1] == (pytest.approx(1.5), pytest.approx(3.75, abs=0.1))


def test_a_piece_in_which_the_model_looped_is_heard_in_halves(tmp_path: Path) -> None:
    looped = Heard(said("no", 0.0).words, -0.4, suspect=True)
    engine = Scripted(looped, said("a b c d", 0.0), said("e f g h", 5.0))
    parts = ("speech", 4.8), ("pause", 0.13), ("speech", 5), ("pause", 3)
    following = following_of(tmp_path, engine, *parts)
    assert run(following) == "a b c d e f g h"
    assert engine.given[1][1] + engine.given[2][1] == pytest.approx(engine.given[0][1])
    assert following.quality().suspect_pieces == 0


def test_halves_that_are_no_better_leave_the_first_hearing(tmp_path: Path) -> None:
    looped = Heard(said("a b c d e f g h i", 0.0).words, -0.4, suspect=True)
    engine = Scripted(looped, looped, looped)
    following = following_of(tmp_path, engine, ("speech", 9.9), ("pause", 3))
    assert run(following) == "a b c d e f g h i"
    assert following.quality().suspect_pieces == 1


def test_a_guess_is_thrown_away_when_the_speaker_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    engine = Scripted(said("we", 0.0), said("we went", 0.0))
    path.write_bytes(wav_header(RATE_HZ))
    following = Following(GrowingWav(path), engine, LoudnessVad())
    for part in (("speech", 1.0), ("pause", 0.8), ("speech", 1.0)):
        with path.open("ab") as file:
            file.write((sound(part) * 32767).astype("<i2").tobytes())
        assert following.step() == ()
    following.finish()
    assert run(following) == "we went"
    assert len(engine.given) == 2


def test_times_never_run_backwards_or_leave_the_bounds() -> None:
    words = [Word("a", 0.9, 1.5), Word("b", 1.2, 1.1), Word("c", None, 9.0)]
    assert [(w.start, w.end) for w in in_order(words, 1.0, 3.0)] == [
        (1.0, 1.5),
        (1.5, 1.5),
        (1.5, 3.0),
    ]
