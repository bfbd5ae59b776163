"""Stand-ins at the hardware's edge for tests of the window; everything above them is real."""

from __future__ import annotations

import time
import wave
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import soundfile
from PySide6.QtCore import QObject, Signal

from desktop.audio.devices import InputDevice
from desktop.audio.recorder import Take
from desktop.composition import build_services
from desktop.domain.attempt import StoppedBy
from desktop.domain.transcript import Transcript, Word
from desktop.paths import Home
from desktop.session.microphone import Microphone
from desktop.storage.settings import SettingsStore
from tests.ui.stories import write_speech

RATE = 16000
YETI = InputDevice("Blue Yeti", "ALSA", 1, 48000, 1)
HEADSET = InputDevice("Headset", "ALSA", 2, 16000, 1)

STORY = (
    "So this was last spring, at the returns desk of a furniture shop. We had a new colleague, "
    "and he was quick, but one in five of his forms came back with mistakes. I was shift lead, so "
    "it was up to me to raise it with him before the June audit. First I went through his last "
    "forty forms, and nearly all the mistakes were in the same two fields. Then I asked him for a "
    "coffee away from the desk, because I did not want the others to hear it. I showed him the "
    "forms and asked what was going on there. I sat next to him for two shifts and we made a "
    "little card with the codes. After that it went a lot better, and the audit was fine."
)


def said(text: str, seconds: float) -> Transcript:
    """Return a transcript with even word times over a length."""
    parts = text.split()
    step = seconds / max(1, len(parts))
    return Transcript(
        tuple(Word(part, i * step + 0.05, (i + 0.9) * step, 0.95) for i, part in enumerate(parts)),
        "tiny.en",
    )


def write_wav(path: Path, seconds: float) -> None:
    """Write a tone that comes and goes like speech."""
    t = np.arange(int(seconds * RATE)) / RATE
    sound = 0.3 * np.sin(2 * np.pi * 180 * t) * (np.sin(2 * np.pi * 0.7 * t) > -0.6)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())


@dataclass
class Rig:
    """What the hardware does, set by a test.

    Attributes:
        devices: The microphones there are.
        level: dBFS they send.
        elapsed: Seconds the running take has.
        voice: What the check hears: "voice", "zeros", "faint", "loud" or "room".
        text: What the take's words will be.
        words: The same with times, instead; the sound then has their rhythm.
        calls: What was done to the hardware, in order.
    """

    devices: list[InputDevice] = field(default_factory=lambda: [YETI, HEADSET])
    level: float = -22.0
    elapsed: float = 0.0
    started: bool = True
    zeros: float = 0.0
    clipped: bool = False
    voice: str = "voice"
    text: str = STORY
    words: Transcript | None = None
    seconds: float = 84.0
    error: Exception | None = None
    calls: list[str] = field(default_factory=list)


class RigRecorder:
    """Writes a real WAV when it stops."""

    def __init__(self, rig: Rig, path: Path) -> None:
        self._rig, self._path = rig, path
        self.overflows = 0

    started = property(lambda self: self._rig.started)
    elapsed_s = property(lambda self: self._rig.elapsed)
    zeros_s = property(lambda self: self._rig.zeros)
    clipped = property(lambda self: self._rig.clipped)
    error = property(lambda self: None)

    def level_dbfs(self) -> float:
        return self._rig.level

    def start(self) -> None:
        if self._rig.error is not None:
            raise self._rig.error
        self._rig.calls.append("record")
        write_wav(self._path, 0.5)

    def stop(self) -> Take:
        self._rig.calls.append("stop")
        length = self._rig.elapsed or self._rig.seconds
        if self._rig.words is not None:
            write_speech(self._path, self._rig.words.words, length)
        else:
            write_wav(self._path, length)
        return Take(self._path, length, RATE, 0, StoppedBy.USER)

    def abort(self) -> None:
        self._rig.calls.append("abort")
        self._path.unlink(missing_ok=True)


class RigMonitor:
    """A level, and the last seconds, without a device."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self.rate_hz = RATE
        self._since = time.monotonic()

    zeros_s = property(lambda self: self._rig.zeros)
    error = property(lambda self: None)
    elapsed_s = property(lambda self: 5.0)

    def level_dbfs(self) -> float:
        return self._rig.level

    def start(self) -> None:
        self._rig.calls.append("listen")

    def stop(self) -> None:
        self._rig.calls.append("deafen")

    def last(self, seconds: float) -> np.ndarray:
        count = int(min(seconds, 5.0) * RATE)
        chance = np.random.default_rng(3)
        noise = chance.standard_normal(count) * 0.0006
        t = np.arange(count) / RATE
        voiced = (np.sin(2 * np.pi * 0.9 * t) > -0.3) * np.sin(2 * np.pi * 170 * t)
        loud = {"voice": 0.2, "faint": 0.003, "loud": 3.0, "room": 0.0, "zeros": 0.0}
        sound = noise + voiced * loud[self._rig.voice]
        if self._rig.voice == "zeros":
            sound = np.zeros(count)
        return (np.clip(sound, -1, 1) * 32767).astype(np.int16)


class RigTranscriber(QObject):
    """Hands out the rig's words as soon as a take is whole."""

    words = Signal(str, object)
    progress = Signal(str, float, float)
    done = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self, rig: Rig) -> None:
        super().__init__()
        self._rig = rig

    def warm(self) -> None:
        self._rig.calls.append("warm")

    def follow(self, attempt_id: str, path: Path) -> None:
        self._rig.calls.append("follow")

    def finish(self, attempt_id: str) -> None:
        length = self._rig.elapsed or self._rig.seconds
        self.done.emit(attempt_id, self._rig.words or said(self._rig.text, length))

    def transcribe(self, attempt_id: str, path: Path) -> None:
        self.finish(attempt_id)

    def cancel(self, attempt_id: str) -> None:
        self._rig.calls.append("cancel")

    def shutdown(self) -> None:
        self._rig.calls.append("shutdown")


class RigPlayer(QObject):
    """Plays nothing, and says so."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)
    ready = Signal(float)

    def __init__(self, rig: Rig) -> None:
        super().__init__()
        self._rig = rig
        self.position_s = 0.0
        self.duration_s = 0.0
        self.playing = False

    def load(self, path: Path) -> None:
        self.duration_s = soundfile.info(str(path)).duration
        self.ready.emit(self.duration_s)

    def unload(self) -> None:
        self.playing = False

    def play(self) -> None:
        self._rig.calls.append("play")

    def pause(self) -> None:
        self.playing = False

    def toggle(self) -> None:
        self.play()

    def seek(self, seconds: float) -> None:
        self.position_s = seconds

    def set_muted(self, muted: bool) -> None:
        self._rig.calls.append("mute" if muted else "unmute")

    def set_rate(self, rate: float) -> None:
        self._rig.calls.append(f"rate {rate}")

    def play_range(self, start: float, end: float) -> None:
        self.play()


class NowJobs:
    """Runs work at once."""

    def run(self, work, done=None, failed=None) -> None:
        try:
            value = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        if done is not None:
            done(value)


class MicrophoneSettings:
    """The microphone's corner of the settings."""

    def __init__(self, store: SettingsStore) -> None:
        self._store = store

    def get_microphone(self) -> str:
        return self._store.settings.microphone

    def set_microphone(self, key: str) -> None:
        self._store.update(microphone=key)

    def get_checked_at(self) -> datetime | None:
        return self._store.settings.microphone_checked_at

    def set_checked_at(self, when: datetime | None) -> None:
        self._store.update(microphone_checked_at=when)


def make_microphone(rig: Rig, store: SettingsStore) -> Microphone:
    """Return the real microphone service on the rig."""
    return Microphone(
        MicrophoneSettings(store),
        NowJobs(),
        list_inputs=lambda: list(rig.devices),
        refresh=lambda: True,
        monitor_factory=lambda device: RigMonitor(rig),
        player_factory=lambda: RigPlayer(rig),
    )


def make_services(rig: Rig, home: Home, **changes):
    """Return real services on the rig."""
    values = {
        "recorder_factory": lambda path, device: RigRecorder(rig, path),
        "monitor_factory": lambda device: RigMonitor(rig),
        "transcriber_factory": lambda home, settings: RigTranscriber(rig),
        "microphone_factory": lambda settings, lane: make_microphone(rig, settings),
        "player_factory": lambda: RigPlayer(rig),
    }
    return build_services(home, **{**values, **changes})


class Models:
    """Two speech models on this computer."""

    def __init__(self, *names: str) -> None:
        self._names = names or ("tiny.en", "base.en")

    def available(self):
        sizes = {"tiny.en": 75_572_083, "base.en": 145_262_807}
        return [SimpleNamespace(name=n, size=sizes[n], installed=True) for n in self._names]

    def default_name(self) -> str:
        return self._names[0]
