"""The microphone as the pages see it, with a fake one at the hardware edge."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import QObject, Signal

from desktop.audio.check import Code
from desktop.audio.devices import InputDevice
from desktop.audio.meter import Monitor
from desktop.domain.errors import DeviceError, StarlingError, StorageError
from desktop.session.jobs import Jobs
from desktop.session.microphone import Microphone
from tests.sound.fakes import FakeMicrophone
from tests.unit.audio.test_facts import noise, speechlike

RATE = 16000
BUILT_IN = InputDevice("Built-in", "ALSA", 0, RATE, 1)
HEADSET = InputDevice("Headset", "ALSA", 1, RATE, 1)


class Remembered:
    """Settings in memory."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.checked: datetime | None = None
        self.full = False

    def get_microphone(self) -> str:
        return self.key

    def set_microphone(self, key: str) -> None:
        if self.full:
            raise StorageError("The disk is full.")
        self.key = key

    def get_checked_at(self) -> datetime | None:
        return self.checked

    def set_checked_at(self, when: datetime | None) -> None:
        self.checked = when


class Speaker(QObject):
    """Stands in for the player; keeps what it was given."""

    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.played: list[np.ndarray] = []
        self.path: Path | None = None

    def load(self, path: Path) -> None:
        self.path = path
        self.sound, self.rate = sf.read(str(path), dtype="int16")

    def play(self) -> None:
        self.played.append(self.sound)

    def unload(self) -> None:
        self.path = None


def voice(seconds: float = 2.0, amplitude: float = 0.2) -> np.ndarray:
    sound = np.concatenate([np.zeros(RATE // 2), speechlike(seconds, amplitude)])
    return (sound + noise(len(sound), -75)).astype(np.float32)


@pytest.fixture
def made(qtbot):
    """Make a microphone; everything is closed afterwards."""
    jobs = Jobs(1, "test")
    made: list[Microphone] = []

    def make(
        source: FakeMicrophone | None = None,
        inputs: Callable[[], list[InputDevice]] = lambda: [BUILT_IN, HEADSET],
        settings: Remembered | None = None,
        refresh: Callable[[], bool] = lambda: True,
        sound_cards: Callable[[], str] = lambda: "",
        speaker: Speaker | None = None,
    ) -> Microphone:
        source = source or FakeMicrophone(voice())
        microphone = Microphone(
            settings or Remembered(),
            jobs,
            list_inputs=inputs,
            refresh=refresh,
            sound_cards=sound_cards,
            monitor_factory=lambda device: Monitor(device, source, keep_s=10.0),
            player_factory=lambda: speaker or Speaker(),  # type: ignore[arg-type, return-value]
        )
        made.append(microphone)
        qtbot.waitUntil(lambda: microphone.listed)
        return microphone

    yield make
    for microphone in made:
        microphone.shutdown()
    jobs.close()


def test_the_default_is_used_until_another_is_chosen(made):
    settings = Remembered()
    microphone = made(settings=settings)
    assert microphone.inputs() == [BUILT_IN, HEADSET]
    assert microphone.current() == BUILT_IN
    microphone.choose(HEADSET.key)
    assert microphone.current() == HEADSET
    assert settings.key == "ALSA: Headset"
    microphone.choose("")
    assert microphone.current() == BUILT_IN


def test_the_choice_is_remembered_while_the_headset_is_away(made, qtbot):
    there = [BUILT_IN]
    microphone = made(inputs=lambda: list(there), settings=Remembered(HEADSET.key))
    assert microphone.current() == BUILT_IN
    there.append(HEADSET)
    with qtbot.waitSignal(microphone.devices_changed):
        microphone.refresh()
    assert microphone.current() == HEADSET


def test_a_choice_that_cannot_be_saved_still_holds(made):
    settings = Remembered()
    settings.full = True
    microphone = made(settings=settings)
    microphone.choose(HEADSET.key)
    assert microphone.current() == HEADSET


def test_the_system_saying_so_makes_the_list_new(made, qtbot):
    there = [BUILT_IN]
    microphone = made(inputs=lambda: list(there))
    there.append(HEADSET)
    with qtbot.waitSignal(microphone.devices_changed, timeout=3000):
        microphone._media.audioInputsChanged.emit()
    assert microphone.inputs() == [BUILT_IN, HEADSET]


def test_a_headset_that_is_unplugged_leaves_the_list(made, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.session.microphone._CARDS_MS", 30)
    there, cards = [BUILT_IN, HEADSET], ["0 built-in, 1 headset"]
    microphone = made(inputs=lambda: list(there), sound_cards=lambda: cards[0])
    there.remove(HEADSET)
    cards[0] = "0 built-in"
    with qtbot.waitSignal(microphone.devices_changed, timeout=3000):
        pass
    assert microphone.inputs() == [BUILT_IN]


def test_a_list_that_is_held_by_a_stream_is_read_later(made, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.session.microphone._RETRY_MS", 30)
    answers = iter([False, False, True])
    there = [BUILT_IN]
    microphone = made(inputs=lambda: list(there), refresh=lambda: next(answers))
    there.append(HEADSET)
    with qtbot.waitSignal(microphone.devices_changed, timeout=3000):
        microphone.refresh()
    assert microphone.inputs() == [BUILT_IN, HEADSET]
    assert next(answers, None) is None


def test_a_good_voice_is_found_good_and_remembered(made, qtbot):
    settings = Remembered()
    microphone = made(settings=settings)
    found = []
    microphone.diagnosis_changed.connect(found.append)
    before = datetime.now(UTC)
    with qtbot.waitSignal(microphone.checking_changed) as blocker:
        microphone.start_check()
    assert blocker.args == [True]
    qtbot.waitUntil(lambda: bool(found) and found[-1].good)
    assert microphone.checked_at is not None
    assert before <= microphone.checked_at <= datetime.now(UTC)
    with qtbot.waitSignal(microphone.checking_changed) as blocker:
        microphone.stop_check()
    assert blocker.args == [False]
    assert microphone.level_dbfs() == -120.0


def test_good_stays_good_when_nobody_speaks_any_more(made, qtbot):
    sound = np.concatenate([voice(), noise(9 * RATE, -75).astype(np.float32)])
    source = FakeMicrophone(voice(), then="quiet")
    microphone = made(source)
    microphone.start_check()
    qtbot.waitUntil(lambda: microphone.diagnosis is not None and microphone.diagnosis.good)
    monitor = microphone._monitor
    monitor.last = lambda seconds: (sound[-int(seconds * RATE) :] * 32767).astype(np.int16)
    qtbot.wait(900)
    assert microphone.diagnosis.good


@pytest.mark.parametrize(
    ("samples", "code"),
    [
        (np.zeros(3 * RATE), Code.PERMISSION),
        (voice(amplitude=0.004), Code.TOO_QUIET),
        (np.clip(voice(amplitude=2.0), -1, 1), Code.CLIPPING),
        (noise(6 * RATE, -70), Code.NO_VOICE),
    ],
)
def test_faults_are_diagnosed(made, qtbot, samples, code):
    settings = Remembered()
    microphone = made(FakeMicrophone(samples), settings=settings)
    microphone.start_check()
    qtbot.waitUntil(lambda: microphone.diagnosis is not None)
    assert microphone.diagnosis.code is code
    assert settings.checked is None


def test_no_microphone_is_told_at_once(made, qtbot):
    microphone = made(inputs=list)
    assert microphone.current() is None
    with qtbot.waitSignal(microphone.diagnosis_changed) as blocker:
        microphone.start_check()
    assert blocker.args[0].code is Code.NO_DEVICE
    assert not microphone.checking
    # Asked again it says so again.
    with qtbot.waitSignal(microphone.diagnosis_changed):
        microphone.start_check()


def test_a_missing_library_is_told(made):
    def missing() -> list[InputDevice]:
        raise DeviceError("PortAudio is not there.", todo="Install it.")

    microphone = made(inputs=missing)
    assert microphone.inputs() == []
    microphone.start_check()
    assert microphone.diagnosis.message == "PortAudio is not there."
    assert microphone.diagnosis.fix == "Install it."


def test_a_device_that_does_not_open_ends_the_check(made, qtbot):
    source = FakeMicrophone(np.zeros(10), refuse=DeviceError("It is busy.", todo="Close it."))
    microphone = made(source)
    microphone.start_check()
    assert microphone.checking
    qtbot.waitUntil(lambda: not microphone.checking)
    assert microphone.diagnosis.code is Code.DEVICE
    assert microphone.diagnosis.message == "It is busy."


def test_a_device_that_goes_away_ends_the_check(made, qtbot):
    microphone = made(FakeMicrophone(voice(), then="finish"))
    microphone.start_check()
    qtbot.waitUntil(lambda: not microphone.checking)
    assert microphone.diagnosis.code is Code.DEVICE


def test_choosing_while_checking_checks_the_other(made, qtbot):
    source = FakeMicrophone(voice(), then="zeros", real_time=True)
    microphone = made(source)
    microphone.start_check()
    qtbot.waitUntil(lambda: len(source.opened) == 1)
    microphone.choose(HEADSET.key)
    qtbot.waitUntil(lambda: len(source.opened) == 2)
    assert source.devices == [BUILT_IN, HEADSET]
    assert microphone.checking
    qtbot.waitUntil(lambda: source.open_streams == 1)
    microphone.stop_check()
    qtbot.waitUntil(lambda: source.open_streams == 0)


def test_the_last_voice_is_heard_back_and_removed_afterwards(made, qtbot):
    speaker = Speaker()
    microphone = made(FakeMicrophone(voice(3.0)), speaker=speaker)
    microphone.start_check()
    qtbot.waitUntil(lambda: microphone.diagnosis is not None and microphone.diagnosis.good)
    microphone.play_back()
    assert not microphone.checking
    assert len(speaker.played) == 1
    assert 1.9 < len(speaker.played[0]) / speaker.rate <= 2.0
    assert np.abs(speaker.played[0]).max() > 2000
    folder = speaker.path.parent
    assert folder.exists()
    microphone.play_back()
    assert len(speaker.played) == 2
    microphone.shutdown()
    assert not folder.exists()


def test_hearing_back_before_anything_was_said_is_harmless(made):
    speaker = Speaker()
    microphone = made(speaker=speaker)
    microphone.play_back()
    assert speaker.played == []


def test_playing_that_does_not_work_is_told(made, qtbot):
    speaker = Speaker()
    microphone = made(speaker=speaker)
    microphone.start_check()
    qtbot.waitUntil(lambda: microphone.diagnosis is not None)
    microphone.play_back()
    speaker.failed.emit("No speaker.")
    assert microphone.diagnosis.fix == "No speaker."


class Slow:
    """A monitor that takes a while to open."""

    rate_hz = RATE
    elapsed_s = 0.0
    error: StarlingError | None = None

    def __init__(self, log: list[str]) -> None:
        self._log = log

    def start(self) -> None:
        time.sleep(0.3)
        self._log.append("open")

    def stop(self) -> None:
        self._log.append("closed")

    def level_dbfs(self) -> float:
        return -30.0

    def last(self, seconds: float) -> np.ndarray:
        return np.zeros(0, dtype=np.int16)


def test_a_slow_device_does_not_hold_up_the_window(qtbot):
    jobs, log = Jobs(1, "test"), []
    microphone = Microphone(
        Remembered(), jobs, list_inputs=lambda: [BUILT_IN], monitor_factory=lambda _: Slow(log)
    )
    qtbot.waitUntil(lambda: microphone.listed)
    began = time.monotonic()
    microphone.start_check()
    microphone.stop_check()
    microphone.start_check()
    assert time.monotonic() - began < 0.1
    qtbot.waitUntil(lambda: log.count("open") == 2)
    assert log == ["open", "closed", "open"]
    assert microphone.level_dbfs() == -30.0
    microphone.shutdown()
    jobs.close()
    assert log[-1] == "closed"
