"""Stand-ins at the hardware's edge, around the real services, database and files."""

from __future__ import annotations

import time
import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from desktop.audio.devices import InputDevice
from desktop.audio.recorder import Take
from desktop.composition import build_services
from desktop.domain.attempt import StoppedBy
from desktop.domain.errors import DeviceError, StarlingError, StorageError
from desktop.domain.report import Delivery, Report
from desktop.domain.transcript import Transcript, Word
from desktop.paths import Home

RATE = 16000


def write_wav(path: Path, seconds: float, level: float = 0.2) -> None:
    """Write noise with a gap in it, as a voice would be."""
    count = int(seconds * RATE)
    sound = np.random.default_rng(1).standard_normal(count) * level
    sound[count // 2 : count // 2 + count // 5] *= 0.001
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


@dataclass
class Bench:
    """What the stand-in hardware does, set by a test.

    Attributes:
        calls: Everything the services did to hardware and worker, in order.
    """

    calls: list[str] = field(default_factory=list)
    seconds: float = 1.0
    elapsed: float = 0.0
    started: bool = True
    zeros: float = 0.0
    clipped: bool = False
    overflows: int = 0
    error: StarlingError | None = None
    fail_open: StarlingError | None = None
    fail_listen: StarlingError | None = None
    fail_stop: StarlingError | None = None
    stop_takes: float = 0.0
    open_takes: float = 0.0
    paths: list[Path] = field(default_factory=list)
    now_s: float = 100.0


class BenchRecorder:
    """Writes a real WAV of the length the bench says."""

    def __init__(self, bench: Bench, path: Path, device: InputDevice | None) -> None:
        self._bench = bench
        self.path = path
        self.device = device

    started = property(lambda self: self._bench.started)
    elapsed_s = property(lambda self: self._bench.elapsed)
    zeros_s = property(lambda self: self._bench.zeros)
    clipped = property(lambda self: self._bench.clipped)
    overflows = property(lambda self: self._bench.overflows)
    error = property(lambda self: self._bench.error)

    def level_dbfs(self) -> float:
        return -12.5

    def start(self) -> None:
        self._bench.calls.append("open")
        time.sleep(self._bench.open_takes)
        if self._bench.fail_open is not None:
            raise self._bench.fail_open
        self._bench.paths.append(self.path)
        write_wav(self.path, self._bench.seconds)

    def stop(self) -> Take:
        time.sleep(self._bench.stop_takes)
        self._bench.calls.append("stop")
        if self._bench.fail_stop is not None:
            raise self._bench.fail_stop
        error = self._bench.error
        reason = StoppedBy.USER
        if error is not None:
            reason = StoppedBy.DISK if isinstance(error, StorageError) else StoppedBy.DEVICE
        return Take(self.path, self._bench.seconds, RATE, self._bench.overflows, reason)

    def abort(self) -> None:
        self._bench.calls.append("abort")
        self.path.unlink(missing_ok=True)


class BenchMonitor:
    """A level without a file."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    zeros_s = property(lambda self: self._bench.zeros)
    error = property(lambda self: None)

    def level_dbfs(self) -> float:
        return -33.0

    def start(self) -> None:
        if self._bench.fail_listen is not None:
            raise self._bench.fail_listen
        self._bench.calls.append("listen")

    def stop(self) -> None:
        self._bench.calls.append("deafen")


class BenchTranscriber(QObject):
    """Hands out words when a test says so."""

    words = Signal(str, object)
    progress = Signal(str, float, float)
    done = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def warm(self) -> None:
        self._bench.calls.append("warm")

    def follow(self, attempt_id: str, path: Path) -> None:
        self._bench.calls.append(f"follow {path.name}")

    def finish(self, attempt_id: str) -> None:
        self._bench.calls.append(f"finish {attempt_id}")

    def transcribe(self, attempt_id: str, path: Path) -> None:
        self._bench.calls.append(f"transcribe {path.name}")

    def cancel(self, attempt_id: str) -> None:
        self._bench.calls.append(f"cancel {attempt_id}")

    def shutdown(self) -> None:
        self._bench.calls.append("shutdown")


class BenchMicrophone(QObject):
    """The default microphone."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def current(self) -> InputDevice | None:
        return InputDevice("Bench", "ALSA", 3, RATE, 1)

    def stop_check(self) -> None:
        self._bench.calls.append("stop check")

    def shutdown(self) -> None:
        self._bench.calls.append("microphone off")


class BenchAnalyser:
    """Counts words, and fails when a test says so."""

    def __init__(self) -> None:
        self.version = "bench 1"
        self.fail: Exception | None = None
        self.asked: list[tuple] = []

    def analyse(self, question, transcript, audio, target_s=None) -> Report:
        if self.fail is not None:
            raise self.fail
        self.asked.append((question, transcript, audio, target_s))
        return Report(
            kind=question.kind,
            finding=f"{len(transcript.words)} words.",
            judged=False,
            reason="bench",
            story=None,
            sentences=(),
            components=(),
            advice=(),
            follow_up="",
            follow_up_component="",
            delivery=Delivery(None, target_s, len(transcript.words), None, None),
            analyser=self.version,
        )


WORDS = Transcript(
    (Word("The", 0.1, 0.2, 0.9), Word("kettle", 0.2, 0.6, 0.9), Word("broke.", 0.6, 1.0, 0.8)),
    "tiny.en",
)


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def no_microphone():
    return DeviceError("There is no microphone.", todo="Plug one in.")


@pytest.fixture
def heard():
    return WORDS


@pytest.fixture
def make_wav():
    return write_wav


@pytest.fixture
def make_recorder(bench):
    return lambda path, device: BenchRecorder(bench, path, device)


@pytest.fixture
def analyser():
    return BenchAnalyser()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def build(qapp, bench, analyser, home, make_recorder):
    """Build services; whatever was built is shut down at the end."""
    built = []
    transcribers = []

    def make(**changes):
        def transcriber(_home, _settings):
            transcribers.append(BenchTranscriber(bench))
            return transcribers[-1]

        values = {
            "recorder_factory": make_recorder,
            "monitor_factory": lambda device: BenchMonitor(bench),
            "transcriber_factory": transcriber,
            "microphone_factory": lambda settings, lane: BenchMicrophone(bench),
            "player_factory": QObject,
            "analyser": analyser,
            "clock": lambda: bench.now_s,
        }
        services = build_services(home, **{**values, **changes})
        built.append(services)
        return services

    make.transcribers = transcribers
    yield make
    for services in built:
        services.shutdown()


@pytest.fixture
def services(build):
    made = build()
    made.settings.update(think_s=0)
    return made


@pytest.fixture
def practice(services):
    return services.practice


@pytest.fixture
def transcriber(build, services):
    return build.transcribers[-1]


@pytest.fixture
def record(qtbot, bench):
    """Answer the present question and return the attempt's id."""

    def go(services, seconds: float = 1.0) -> str:
        bench.seconds = bench.elapsed = seconds
        practice = services.practice
        practice.start()
        qtbot.waitUntil(lambda: practice.phase == "answering")
        with qtbot.waitSignal(practice.saved, timeout=5000) as saved:
            practice.stop()
        return saved.args[0]

    return go
