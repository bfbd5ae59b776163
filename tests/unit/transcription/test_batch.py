"""Words of finished files for the command line."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.domain.errors import AudioFileError, ModelError, TranscriptionError
from desktop.transcription.batch import BatchTranscriber, transcribe_file
from desktop.transcription.models import ModelStore
from tests.speech import texts
from tests.speech.models import kept_models
from tests.speech.synth import say
from tests.speech.wer import wer


@pytest.mark.real
def test_files_are_heard_well_by_one_worker(tmp_path: Path) -> None:
    flac = say(texts.OPENING, tmp_path / "opening.flac", rate_hz=44_100)
    ogg = say(texts.SHORT, tmp_path / "kürz.ogg", rate_hz=16_000, speed=1.15)
    steps: list[tuple[float, float]] = []
    with BatchTranscriber(kept_models()) as batch:
        transcript = batch.transcribe(
            flac.path, lambda done_s, total_s: steps.append((done_s, total_s))
        )
        assert wer(flac.text, transcript.text) < 0.12
        assert (transcript.model, transcript.language) == ("tiny.en", "en")
        assert transcript.timed
        assert all(a.end <= b.start for a, b in pairwise(transcript.words))
        assert batch.quality.duration_s == pytest.approx(flac.duration_s, abs=0.01)
        assert batch.quality.unsure_share < 0.2
        assert len(steps) >= 3
        assert all(a[0] <= b[0] for a, b in pairwise(steps))
        assert steps[-1][0] == steps[-1][1] == pytest.approx(flac.duration_s, abs=0.01)

        with pytest.raises(AudioFileError, match=r"gone\.wav"):
            batch.transcribe(tmp_path / "gone.wav")
        (tmp_path / "text.wav").write_text("this is no sound")
        with pytest.raises(AudioFileError, match=r"text\.wav"):
            batch.transcribe(tmp_path / "text.wav")

        assert wer(ogg.text, batch.transcribe(ogg.path).text) < 0.15


def test_a_missing_model_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"base\.en"):
        transcribe_file(tmp_path / "a.wav", "base.en", ModelStore(tmp_path))


def worker_that(does: str) -> list[str]:
    return [sys.executable, "-c", f"import os, sys, json\n{does}"]


HELLO = 'print(json.dumps({"kind": "hello", "version": 1, "pid": 1}), flush=True)'


@pytest.mark.parametrize(
    "does",
    [
        "sys.exit('no such library')",
        f"{HELLO}\nsys.stdin.readline()\nsys.exit('no such library')",
    ],
    ids=["before hello", "at work"],
)
def test_a_worker_that_always_dies_is_given_up(tmp_path: Path, does: str) -> None:
    with (
        BatchTranscriber(ModelStore(tmp_path), command=worker_that(does)) as batch,
        pytest.raises(TranscriptionError, match=r"a\.wav.* stopped twice"),
    ):
        batch.transcribe(tmp_path / "a.wav")
    assert batch._process is None


def test_a_worker_of_another_version_is_not_spoken_to(tmp_path: Path) -> None:
    other = HELLO.replace('"version": 1', '"version": 99') + "\nsys.stdin.read()"
    with (
        BatchTranscriber(ModelStore(tmp_path), command=worker_that(other)) as batch,
        pytest.raises(TranscriptionError, match="another version"),
    ):
        batch.transcribe(tmp_path / "a.wav")


def test_a_worker_that_dies_once_is_replaced_without_a_word(tmp_path: Path) -> None:
    mark = tmp_path / "once"
    mark.write_text("")
    quality = dict.fromkeys(
        ("duration_s", "speech_s", "probability", "unsure_share", "logprob", "suspect_pieces"), 0
    )
    done = {"kind": "done", "job": "file", "model": "m", "language": "en", "quality": quality}
    word = {"text": "yes", "start": 0.1, "end": 0.2, "probability": 0.9}
    does = (
        f"{HELLO}\nsys.stdin.readline()\n"
        f"if os.path.exists({str(mark)!r}):\n    os.remove({str(mark)!r}); os._exit(9)\n"
        f"print('37%'); print(json.dumps({ {**done, 'words': [word]}!r}), flush=True)\n"
        "sys.stdin.read()"
    )
    with BatchTranscriber(ModelStore(tmp_path), command=worker_that(does)) as batch:
        assert batch.transcribe(tmp_path / "a.wav").text == "yes"
    assert not mark.exists()
