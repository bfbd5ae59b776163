"""What goes wrong while someone speaks: the real program, a real sound server, real signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import soundfile

from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript
from desktop.paths import Home
from desktop.storage.attemptrows import Query
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database
from desktop.storage.settings import SettingsStore
from tests.e2e.display import display
from tests.sound.server import VirtualSound
from tests.speech.models import kept_models
from tests.speech.synth import Spoken, say
from tests.speech.wer import wer

pytestmark = [pytest.mark.e2e, pytest.mark.real, pytest.mark.timeout(120)]
ROOT = Path(__file__).parents[2]

STORY = """
Last winter the boiler in our school broke on the coldest morning of the year. [0.7] I was the
caretaker, so I had to keep the children warm until the engineer came. [0.8] I moved all six classes
into the sports hall, and I borrowed heaters from the church across the road.
"""


@dataclass(frozen=True)
class Kept:
    """What is in the data folder about one attempt, read after the program has ended."""

    attempt: Attempt
    transcript: Transcript | None
    report: Report | None
    recording: Path


class Starling:
    """The program, running; what it says about itself is in ``state``."""

    def __init__(self, home: Home, environment: dict[str, str]) -> None:
        self.home = home
        self.state: dict[str, Any] = {}
        self._environment = os.environ | environment
        self._errors = home.root.with_suffix(".log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.driven", str(home.root)],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.until("the window", lambda s: s["page"] == "practice", 30)
        # There is no window manager on this display to give the window the keyboard.
        self._xdotool("windowfocus", "--sync", str(self.state["window"]))

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with suppress(ValueError):
                self.state = json.loads(line)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=20)

    def press(self, key: str) -> None:
        self._xdotool("key", "--clearmodifiers", key)

    def until(self, what: str, holds: Callable[[dict[str, Any]], bool], timeout_s: float) -> None:
        end = time.monotonic() + timeout_s
        while not (self.state and holds(self.state)):
            if self.process.poll() is not None or time.monotonic() > end:
                log = self.home.root.with_suffix(".log").read_text(errors="replace")[-3000:]
                ended = self.process.poll()
                pytest.fail(f"no {what}; exit {ended}; state {self.state}\n{log}")
            time.sleep(0.02)

    def answer(self, seconds: float) -> str:
        """Start an answer and wait until so much of it is recorded; returns the attempt's id."""
        self.press("space")
        self.until("recording", lambda s: s["phase"] == "answering", 20)
        attempt_id: str = self.state["attempt"]
        self.until("sound", lambda s: s["seconds"] >= seconds, seconds + 15)
        return attempt_id

    def report(self, attempt_id: str) -> None:
        self.until("report", lambda s: attempt_id in s["ready"], 60)

    def close(self) -> None:
        """Close the window as its button does, and see that nothing stays behind."""
        worker = self.state["worker"]
        assert self.process.stdin is not None
        self.process.stdin.write("close\n")
        self.process.stdin.flush()
        assert self.process.wait(15) == 0
        assert self.state["calls"] == []
        assert not alive(worker)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._errors.close()

    def kept(self, attempt_id: str) -> Kept:
        database = Database(self.home.database)
        try:
            store = AttemptStore(database, self.home.recordings)
            attempt = store.get(attempt_id)
            return Kept(
                attempt,
                store.transcript(attempt_id),
                store.report(attempt_id),
                self.home.recordings / attempt.recording,
            )
        finally:
            database.close()

    def all(self, *, binned: bool = False) -> list[Attempt]:
        database = Database(self.home.database)
        try:
            return AttemptStore(database, self.home.recordings).all(Query(binned=binned))
        finally:
            database.close()


def alive(process_id: int) -> bool:
    """Return whether a process is there and not only waiting to be buried."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return process_id > 0 and stat.rsplit(")", 1)[1].split()[0] != "Z"


def internet_sockets(process_id: int) -> list[str]:
    """Return the process's sockets that could lead to another computer."""
    listed = {
        line.split()[9]
        for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
        for line in Path(f"/proc/{process_id}/net/{name}").read_text().splitlines()[1:]
    }
    targets = []
    for entry in Path(f"/proc/{process_id}/fd").iterdir():
        with suppress(OSError):
            targets.append(str(entry.readlink()))
    return [t for t in targets if t.startswith("socket:[") and t[8:-1] in listed]


@pytest.fixture(scope="module")
def screen() -> Iterator[dict[str, str]]:
    with display(1280, 800) as environment:
        yield environment


@pytest.fixture(scope="module")
def server() -> Iterator[VirtualSound]:
    with VirtualSound() as started:
        yield started


@pytest.fixture
def sound(server: VirtualSound) -> Iterator[VirtualSound]:
    if not server.running:
        server.start_server()
    server.mute(False)
    yield server
    server.hush()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    return say(STORY, tmp_path_factory.mktemp("story") / "story.wav", lead_s=0.4, tail_s=0.4)


@pytest.fixture
def open_starling(
    tmp_path: Path, screen: dict[str, str], sound: VirtualSound
) -> Iterator[Callable[..., Starling]]:
    """Open the program on one data folder, as someone who has been here before."""
    opened: list[Starling] = []
    home = Home(tmp_path / "home")
    home.create()
    home.models.rmdir()
    home.models.symlink_to(kept_models().folder, target_is_directory=True)
    settings = SettingsStore(home.settings)
    settings.update(think_s=0, welcomed=True, microphone_checked_at=datetime.now(UTC))

    def open_(**changes: Any) -> Starling:
        settings.update(**changes)
        opened.append(Starling(home, screen))
        return opened[-1]

    yield open_
    for starling in opened:
        starling.kill()


@contextmanager
def speaking(sound: VirtualSound, spoken: Spoken) -> Iterator[subprocess.Popen[bytes]]:
    yield sound.say(spoken.path, wait=False)
    sound.hush()


def test_what_was_said_survives_a_killed_program(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling()
    with speaking(sound, story):
        attempt_id = starling.answer(9.0)
        worker, said = starling.state["worker"], starling.state["seconds"]
        os.kill(starling.process.pid, signal.SIGKILL)
        starling.process.wait()
    end = time.monotonic() + 10
    while alive(worker) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive(worker), "the speech worker outlived the window"

    again = open_starling()
    assert again.state["recovered"] == [attempt_id]
    assert again.state["notice"], "nobody is told that the take was recovered"
    again.report(attempt_id)
    again.close()
    kept = again.kept(attempt_id)
    assert kept.attempt.stopped_by is StoppedBy.CRASH
    assert kept.attempt.stage is Stage.REVIEWED
    assert kept.attempt.duration_s >= said - 1.0
    assert soundfile.info(kept.recording).duration == pytest.approx(
        kept.attempt.duration_s, abs=0.05
    )
    assert kept.transcript is not None
    assert "boiler" in kept.transcript.text
    assert "coldest morning" in kept.transcript.text
    assert kept.report is not None


def test_a_killed_speech_worker_costs_neither_the_answer_nor_its_words(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling()
    starling.press("space")
    starling.until("recording", lambda s: s["phase"] == "answering", 20)
    starling.until("model", lambda s: s["loaded"], 40)
    before = starling.state["seconds"]
    with speaking(sound, story) as voice:
        starling.until("sound", lambda s: s["seconds"] >= before + 6.0, 20)
        first, attempt_id = starling.state["worker"], starling.state["attempt"]
        os.kill(first, signal.SIGKILL)
        voice.wait(30)
        assert starling.state["phase"] == "answering"
        assert starling.state["failed"] == []
        starling.press("space")
    starling.report(attempt_id)
    assert starling.state["worker"] not in (0, first)
    assert starling.state["failed"] == []
    starling.close()
    kept = starling.kept(attempt_id)
    assert kept.transcript is not None
    assert wer(story.text, kept.transcript.text) < 0.15, kept.transcript.text
    assert kept.report is not None


def test_a_microphone_that_goes_away_ends_the_take_and_keeps_it(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling()
    with speaking(sound, story):
        attempt_id = starling.answer(8.0)
        said = starling.state["seconds"]
        sound.kill_server()
        starling.until("end of the take", lambda s: s["saved"] == [attempt_id], 20)
    assert any(
        "went away" in trouble and "kept" in trouble for trouble in starling.state["troubles"]
    )
    starling.until("review page", lambda s: s["page"] == "review", 5)
    starling.report(attempt_id)
    starling.close()
    kept = starling.kept(attempt_id)
    assert kept.attempt.stopped_by is StoppedBy.DEVICE
    assert kept.attempt.duration_s >= said - 0.5
    assert kept.transcript is not None
    assert "coldest morning" in kept.transcript.text
    assert kept.report is not None


def test_a_muted_microphone_gives_a_report_that_invents_nothing(
    open_starling: Callable[..., Starling], sound: VirtualSound
) -> None:
    starling = open_starling()
    sound.mute()
    attempt_id = starling.answer(4.0)
    starling.until("warning", lambda s: "pure silence" in s["trouble"], 5)
    starling.press("space")
    starling.report(attempt_id)
    starling.close()
    kept = starling.kept(attempt_id)
    assert kept.transcript is not None
    assert kept.transcript.words == ()
    assert kept.report is not None
    assert not kept.report.judged
    assert kept.report.components == ()
    assert kept.report.finding == "No speech heard."
    assert "pure silence" in kept.report.reason
    assert kept.report.advice == ()
    assert kept.report.sentences == ()


def test_start_over_and_throw_away_can_be_undone(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling()
    with speaking(sound, story):
        first = starling.answer(3.0)
        starling.press("ctrl+r")
        starling.until("another take", lambda s: s["attempt"] not in ("", first), 15)
        starling.until("recording", lambda s: s["phase"] == "answering", 15)
        second: str = starling.state["attempt"]
        assert starling.state["discarded"] == [first]
        starling.until("sound", lambda s: s["seconds"] >= 5.0, 20)
        starling.press("Escape")
        starling.until("undo", lambda s: s["phase"] == "idle" and s["undo"], 15)
    assert starling.state["discarded"] == [first, second]
    assert starling.state["page"] == "practice"
    assert {attempt.id for attempt in starling.all(binned=True)} == {first, second}
    starling.press("ctrl+z")
    # It never had its words made; they come with the undo.
    starling.report(second)
    starling.close()
    assert [attempt.id for attempt in starling.all()] == [second]
    assert [attempt.id for attempt in starling.all(binned=True)] == [first]
    kept = starling.kept(second)
    assert kept.recording.is_file()
    assert kept.transcript is not None
    assert kept.transcript.words
    assert starling.kept(first).recording.is_file()


def test_a_whole_practice_stops_at_the_limit_and_never_reaches_for_the_network(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling(target_s=5, soft_s=7, hard_s=10)
    with speaking(sound, story):
        attempt_id = starling.answer(5.0)
        own, worker = starling.process.pid, starling.state["worker"]
        assert internet_sockets(own) == []
        assert internet_sockets(worker) == []
        starling.until("end of the take", lambda s: s["saved"] == [attempt_id], 15)
    starling.report(attempt_id)
    starling.press("ctrl+2")
    starling.until("history", lambda s: s["page"] == "history", 5)
    assert internet_sockets(own) == []
    assert internet_sockets(worker) == []
    starling.close()
    kept = starling.kept(attempt_id)
    assert kept.attempt.stopped_by is StoppedBy.LIMIT
    assert kept.attempt.duration_s == pytest.approx(10.3, abs=0.6)
    assert kept.report is not None


def test_closing_the_window_while_answering_keeps_the_take(
    open_starling: Callable[..., Starling], sound: VirtualSound, story: Spoken
) -> None:
    starling = open_starling()
    with speaking(sound, story):
        attempt_id = starling.answer(6.0)
        said = starling.state["seconds"]
        starling.close()
    kept = starling.kept(attempt_id)
    assert kept.attempt.stage is Stage.RECORDED
    assert kept.attempt.stopped_by is StoppedBy.USER
    assert kept.attempt.duration_s >= said
    assert soundfile.info(kept.recording).duration == pytest.approx(
        kept.attempt.duration_s, abs=0.05
    )

    again = open_starling()
    assert again.state["recovered"] == []
    # What the end of the program interrupted is made now.
    again.report(attempt_id)
    again.close()
    words = again.kept(attempt_id).transcript
    assert words is not None
    assert "boiler" in words.text
