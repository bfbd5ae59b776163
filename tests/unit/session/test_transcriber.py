"""The worker's client: words in time, and every way in which a worker can go wrong."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AudioFileError, ModelError, StarlingError, TranscriptionError
from desktop.domain.transcript import Transcript, Word
from desktop.session.transcriber import Transcriber
from desktop.transcription.models import ModelStore
from desktop.transcription.protocol import Quality
from tests.speech import texts
from tests.speech.models import kept_models
from tests.speech.synth import say
from tests.speech.wer import wer

LONG = 120_000


class Log:
    """Everything a transcriber announced, in order."""

    def __init__(self, transcriber: Transcriber) -> None:
        self.all: list[tuple[str, str, object]] = []
        transcriber.words.connect(lambda i, words: self.all.append(("words", i, words)))
        transcriber.measured.connect(lambda i, quality: self.all.append(("measured", i, quality)))
        transcriber.done.connect(lambda i, transcript: self.all.append(("done", i, transcript)))
        transcriber.failed.connect(lambda i, error: self.all.append(("failed", i, error)))

    def of(self, kind: str, attempt_id: str) -> list[object]:
        return [what for k, i, what in self.all if (k, i) == (kind, attempt_id)]

    def words(self, attempt_id: str) -> tuple[Word, ...]:
        return tuple(w for part in self.of("words", attempt_id) for w in part)

    def transcript(self, attempt_id: str) -> Transcript:
        (transcript,) = self.of("done", attempt_id)
        assert isinstance(transcript, Transcript)
        return transcript

    def error(self, attempt_id: str) -> StarlingError:
        (error,) = self.of("failed", attempt_id)
        assert isinstance(error, StarlingError)
        return error


@pytest.fixture(scope="module")
def warmed(qapp: object) -> Iterator[Transcriber]:
    """One real transcriber for this file."""
    transcriber = Transcriber(kept_models())
    transcriber.warm()
    yield transcriber
    transcriber.shutdown()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.real
def test_an_answer_is_followed_while_it_is_recorded(
    warmed: Transcriber, qtbot: QtBot, tmp_path: Path
) -> None:
    spoken = say(texts.OPENING, tmp_path / "whole.wav", tail_s=1.5)
    sound, rate = soundfile.read(spoken.path, dtype="int16")
    data = spoken.path.read_bytes()[:44] + sound.tobytes()
    growing = tmp_path / "growing.wav"
    log = Log(warmed)
    warmed.follow("one", growing)  # before the recorder has made the file
    at = 0
    with growing.open("wb", buffering=0) as file:
        while at < len(data):
            file.write(data[at : at + rate])  # half a second
            at += rate
            qtbot.wait(50)
        # While the recording still runs, the words up to the last long pause come.
        qtbot.waitUntil(lambda: len(log.words("one")) > 20, timeout=LONG)
    assert log.of("done", "one") == []
    with qtbot.waitSignal(warmed.done, timeout=LONG):
        warmed.finish("one")
    transcript = log.transcript("one")
    assert wer(spoken.text, transcript.text) < 0.12
    assert transcript.words == log.words("one")
    (quality,) = log.of("measured", "one")
    assert isinstance(quality, Quality)
    assert quality.duration_s == pytest.approx(spoken.duration_s, abs=0.1)
    assert not warmed.busy


@pytest.mark.real
def test_a_killed_worker_costs_a_retry_and_no_word_is_told_twice(
    warmed: Transcriber, qtbot: QtBot, tmp_path: Path
) -> None:
    spoken = say(texts.OPENING, tmp_path / "opening.flac")
    log = Log(warmed)
    with qtbot.waitSignal(warmed.words, timeout=LONG):
        warmed.transcribe("one", spoken.path)
    before = len(log.words("one"))
    killed = warmed.process_id
    with qtbot.waitSignal(warmed.done, timeout=LONG):
        os.kill(killed, signal.SIGKILL)
    assert warmed.process_id != killed
    assert not alive(killed)
    assert log.of("failed", "one") == []
    assert before > 10
    assert log.words("one") == log.transcript("one").words
    assert wer(spoken.text, log.transcript("one").text) < 0.12


@pytest.mark.real
def test_a_recording_thrown_away_is_not_heard_of_and_the_next_goes_on(
    warmed: Transcriber, qtbot: QtBot, tmp_path: Path
) -> None:
    long = say(texts.BREATHLESS, tmp_path / "long.wav")
    short = say(texts.SHORT, tmp_path / "short.wav")
    silent = say("[3]", tmp_path / "silent.wav")
    log = Log(warmed)
    warmed.follow("binned", long.path)
    qtbot.wait(300)
    warmed.cancel("binned")
    warmed.cancel("never heard of")
    warmed.transcribe("silent", silent.path)
    warmed.transcribe("lost", tmp_path / "lost.wav")
    with qtbot.waitSignal(warmed.done, check_params_cb=lambda i, _: i == "next", timeout=LONG):
        warmed.transcribe("next", short.path)
    assert {i for _, i, _ in log.all} == {"silent", "lost", "next"}
    assert log.transcript("next").text == texts.SHORT
    assert log.transcript("silent").words == ()
    assert isinstance(log.error("lost"), AudioFileError)
    assert "lost.wav" in log.error("lost").what


# -- workers that misbehave, played by scripts that speak the protocol ----------------------------

PLAY = """
import json, os, sys, time
def say(**event): print(json.dumps(event), flush=True)
def hear():
    line = sys.stdin.readline()
    if not line: sys.exit(0)
    return json.loads(line)
def hello(version=1): say(kind="hello", version=version, pid=os.getpid())
def words(job, text, at):
    say(kind="words", job=job, until_s=at + 1.0, words=[
        {"text": t, "start": at, "end": at + 0.5, "probability": 0.9} for t in text.split()])
def done(job):
    say(kind="done", job=job, words=[], model="tiny.en", language="en", quality={
        "duration_s": 1.0, "speech_s": 1.0, "probability": 0.9, "unsure_share": 0.0,
        "logprob": -0.2, "suspect_pieces": 0})
"""


@pytest.fixture
def played(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Transcriber]]:
    """Make transcribers whose worker is a script."""
    made = []

    def make(script: str, **times: float) -> Transcriber:
        command = [sys.executable, "-c", PLAY + script]
        made.append(Transcriber(ModelStore(tmp_path), command=command, **times))
        return made[-1]

    yield make
    for transcriber in made:
        transcriber.shutdown()


def test_garbage_on_the_pipe_is_stepped_over(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    transcriber = played(
        "hello(); job = hear()['job']\n"
        "print('Downloading 37%'); print('{\"kind\": \"dance\"}'); print('[]'); print('')\n"
        "sys.stdout.flush(); os.write(1, b'\\xff\\xfe\\x00\\n')\n"
        "say(kind='warm', model='x'); words('somebody else', 'no', 0.0)\n"
        "words(job, 'yes indeed', 0.0); done(job); hear()"
    )
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.done, timeout=5000):
        transcriber.transcribe("one", tmp_path / "a.wav")
    assert [w.text for w in log.words("one")] == ["yes", "indeed"]
    assert {i for _, i, _ in log.all} == {"one"}


def test_a_worker_that_crashes_twice_fails_the_recording_once(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    transcriber = played("hello(); words(hear()['job'], 'so', 0.0); os._exit(9)")
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.failed, timeout=5000):
        transcriber.transcribe("one", tmp_path / "a.wav")
    error = log.error("one")
    assert isinstance(error, TranscriptionError)
    assert "stopped twice" in error.what
    assert error.kept == "The recording is safe."
    assert [w.text for w in log.words("one")] == ["so"]
    assert not transcriber.running


def test_a_worker_that_hangs_is_replaced_and_a_second_hang_is_told(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    transcriber = played("hello(); hear(); time.sleep(60)", patience_s=0.4)
    log = Log(transcriber)
    transcriber.transcribe("one", tmp_path / "a.wav")
    qtbot.waitUntil(lambda: bool(transcriber.process_id), timeout=5000)
    first = transcriber.process_id
    qtbot.waitUntil(lambda: log.of("failed", "one") != [], timeout=10_000)
    assert "hung twice" in log.error("one").what
    assert not alive(first)


def test_signs_of_life_keep_a_slow_worker(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    transcriber = played(
        "hello(); job = hear()['job']\n"
        "for i in range(8):\n"
        "    say(kind='progress', job=job, done_s=float(i), total_s=8.0); time.sleep(0.2)\n"
        "done(job); hear()",
        patience_s=0.8,
    )
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.done, timeout=10_000):
        transcriber.transcribe("one", tmp_path / "a.wav")
    assert log.of("failed", "one") == []


def test_a_worker_too_busy_to_cancel_is_killed_and_others_are_done_again(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "once").write_text("")
    transcriber = played(
        f"hello(); mark = {str(tmp_path / 'once')!r}\n"
        "if os.path.exists(mark):\n"
        "    os.remove(mark); hear(); time.sleep(60)\n"
        "done(hear()['job']); hear()",
        grace_s=0.4,
    )
    log = Log(transcriber)
    transcriber.follow("stuck", tmp_path / "a.wav")
    transcriber.follow("other", tmp_path / "b.wav")
    qtbot.waitUntil(lambda: not (tmp_path / "once").exists(), timeout=5000)
    pid = transcriber.process_id
    with qtbot.waitSignal(transcriber.done, timeout=8000):
        transcriber.cancel("stuck")
    assert [(kind, i) for kind, i, _ in log.all] == [("measured", "other"), ("done", "other")]
    assert not alive(pid)


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("hello(version=99); hear()", "another version"),
        ("sys.exit('libtorch_cpu.so is missing')", "could not be started.* libtorch_cpu.so"),
    ],
)
def test_a_worker_that_cannot_work_is_told_at_once(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path, script: str, what: str
) -> None:
    transcriber = played(script)
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.failed, timeout=5000):
        transcriber.follow("one", tmp_path / "a.wav")
    assert re.search(what, log.error("one").what)
    assert not transcriber.running


def test_a_program_that_is_not_there_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    transcriber = Transcriber(ModelStore(tmp_path), command=[str(tmp_path / "nothing")])
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.failed, timeout=5000):
        transcriber.transcribe("one", tmp_path / "a.wav")
    assert "could not be started" in log.error("one").what
    assert not transcriber.running


def test_a_recording_that_became_a_flac_is_taken_from_there(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.flac").write_bytes(b"flac")
    transcriber = played(
        "hello(); request = hear(); words(request['job'], os.path.basename(request['path']), 0.0)\n"
        "done(request['job']); hear()"
    )
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.done, timeout=5000):
        transcriber.transcribe("one", tmp_path / "a.wav")
    assert [w.text for w in log.words("one")] == ["a.flac"]


def test_a_missing_model_is_told_when_warming(qtbot: QtBot, tmp_path: Path) -> None:
    transcriber = Transcriber(ModelStore(tmp_path), "small.en")
    log = Log(transcriber)
    with qtbot.waitSignal(transcriber.failed, timeout=20_000):
        transcriber.warm()
    assert isinstance(log.error(""), ModelError)
    transcriber.shutdown()


def test_nothing_runs_before_it_is_needed_or_after_shutdown(
    played: Callable[..., Transcriber], qtbot: QtBot, tmp_path: Path
) -> None:
    transcriber = played("hello(); hear(); time.sleep(60)")
    log = Log(transcriber)
    assert not transcriber.running
    transcriber.follow("one", tmp_path / "a.wav")
    qtbot.waitUntil(lambda: bool(transcriber.process_id), timeout=5000)
    pid = transcriber.process_id
    began = time.monotonic()
    transcriber.shutdown()
    assert time.monotonic() - began < 1.0
    assert not alive(pid)
    transcriber.warm()
    qtbot.wait(100)
    assert not transcriber.running
    assert log.all == []
