"""From openai-whisper's segments to plain words, and the real model on real speech."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from desktop.domain.errors import ModelError
from desktop.domain.transcript import Word
from desktop.transcription.engine import RATE_HZ, WhisperEngine, heard_from, without_loops
from desktop.transcription.models import ModelStore
from tests.speech import texts
from tests.speech.synth import say
from tests.speech.wer import wer


def segment(*words: str, **other: float) -> dict[str, Any]:
    return {
        "words": [
            {"word": w, "start": np.float64(i), "end": np.float64(i + 0.5), "probability": p}
            for i, (w, p) in enumerate(zip(words, np.linspace(0.9, 0.8, 11), strict=False))
        ],
        "tokens": list(range(len(words))), "no_speech_prob": 0.0, "avg_logprob": -0.3,
        "compression_ratio": 1.2, **other,
    }  # fmt: skip


def texts_of(words: Any) -> list[str]:
    return [word.text for word in words]


def test_words_are_plain_and_in_recording_time() -> None:
    heard = heard_from([segment(" I", " went.")], 100.0, 20.0)
    assert heard.words == (Word("I", 100.0, 100.5, 0.9), Word("went.", 101.0, 101.5, 0.89))
    assert all(type(w.start) is float and type(w.probability) is float for w in heard.words)
    assert not heard.suspect


def test_parts_of_one_word_are_joined() -> None:
    heard = heard_from([segment(" 40", "%", " of", " well", "-known", " -")], 0.0, 20.0)
    assert texts_of(heard.words) == ["40%", "of", "well-known"]
    assert heard.words[0].end == 1.5


def test_no_word_lies_outside_the_sound() -> None:
    heard = heard_from([segment(" a", " b", " c", " d")], 10.0, 2.2)
    assert [(w.start, w.end) for w in heard.words][-2:] == [(12.0, 12.2), (12.2, 12.2)]


def test_a_silent_segment_says_nothing() -> None:
    silent = segment(" Thank", " you.", no_speech_prob=0.9, avg_logprob=-1.3)
    assert heard_from([silent], 0.0, 20.0).words == ()


@pytest.mark.parametrize("sign", [{"compression_ratio": 3.0}, {"avg_logprob": -1.5}])
def test_a_strange_segment_is_suspect(sign: dict[str, float]) -> None:
    assert heard_from([segment(" one", " two", **sign)], 0.0, 20.0).suspect


def test_loops_are_said_once_and_emphasis_is_left_alone() -> None:
    def said(text: str) -> list[str]:
        return texts_of(without_loops([Word(w) for w in text.split()]))

    assert said("it was very, very, very good") == ["it", "was", "very,", "very,", "very", "good"]
    assert said("so I I I I I I went") == ["so", "I", "went"]
    assert said("we did it. " * 9 + "Then") == ["we", "did", "it.", "Then"]
    assert said("") == []


def test_a_loop_makes_its_segment_suspect() -> None:
    heard = heard_from([segment(*[" no"] * 9)], 0.0, 20.0)
    assert texts_of(heard.words) == ["no"]
    assert heard.suspect


@pytest.mark.real
def test_real_speech_is_heard_with_times(engine: WhisperEngine, tmp_path: Path) -> None:
    spoken = say(texts.SHORT, tmp_path / "short.wav", rate_hz=RATE_HZ, lead_s=0.8)
    samples, _ = soundfile.read(spoken.path, dtype="float32")
    heard = engine.transcribe(samples, 50.0)
    assert wer(texts.SHORT, " ".join(texts_of(heard.words))) == 0
    (stretch,) = spoken.stretches
    assert heard.words[0].start == pytest.approx(50 + stretch.start, abs=0.3)
    assert heard.words[-1].end == pytest.approx(50 + stretch.end, abs=0.3)
    assert min(w.probability or 0 for w in heard.words) > 0.3
    assert engine.transcribe(samples, 50.0) == heard


@pytest.mark.real
def test_the_official_alignment_heads_are_set(engine: WhisperEngine) -> None:
    heads = engine._model.alignment_heads.to_dense().nonzero().tolist()
    assert heads == [[1, 0], [2, 0], [2, 5], [3, 0], [3, 1], [3, 2], [3, 3], [3, 4]]


def test_a_checkpoint_that_is_none_is_refused(tmp_path: Path) -> None:
    class Careless(ModelStore):
        def checked(self, name: str) -> Path:
            return self.path(name)

    (tmp_path / "tiny.en.pt").write_bytes(b"PK\3\4 not a checkpoint")
    with pytest.raises(ModelError, match="cannot be loaded"):
        WhisperEngine.load(Careless(tmp_path), "tiny.en")
