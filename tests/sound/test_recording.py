"""The recorder on a real sound server: nothing lost, nothing late, nothing invented."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from desktop.audio.check import Code, diagnose
from desktop.audio.devices import default_input, list_inputs
from desktop.audio.facts import measure
from desktop.audio.files import duration_s, read_mono, to_flac
from desktop.audio.meter import Monitor
from desktop.audio.recorder import Recorder
from desktop.domain.attempt import StoppedBy
from desktop.domain.errors import DeviceError, StorageError
from tests.sound.server import VirtualSound

pytestmark = pytest.mark.real

RATE = 48000
CLICKS = 7
CLICK_HZ = 1500.0


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def clicks(path: Path) -> Path:
    """Seven beeps of 20 ms, one every 0.4 s; the first and the last at the very edges."""
    sound = np.zeros(int(RATE * (0.4 * (CLICKS - 1) + 0.02)), dtype=np.float32)
    beep = 0.5 * np.sin(2 * np.pi * CLICK_HZ * np.arange(int(0.02 * RATE)) / RATE)
    for number in range(CLICKS):
        start = int(number * 0.4 * RATE)
        sound[start : start + len(beep)] = beep
    sf.write(str(path), sound, RATE, subtype="PCM_16")
    return path


def starts_of_beeps(path: Path) -> np.ndarray:
    heard, rate = sf.read(str(path))
    loud = np.flatnonzero(np.abs(heard) > 0.15)
    first = np.concatenate(([True], np.diff(loud) > 0.1 * rate))
    return loud[first] / rate


def test_every_beep_is_recorded_from_the_first_to_the_last(sound: VirtualSound, tmp_path):
    source = clicks(tmp_path / "source.wav")
    recorder = Recorder(tmp_path / "take.wav")
    recorder.start()
    until(lambda: recorder.started)
    # Said at the first block, stopped at the last sample: the edges are where takers cut.
    sound.say(source)
    take = recorder.stop()
    beeps = starts_of_beeps(take.path)
    assert len(beeps) == CLICKS
    assert np.diff(beeps) == pytest.approx([0.4] * (CLICKS - 1), abs=0.003)
    assert take.stopped_by is StoppedBy.USER
    assert take.overflows == 0
    device = default_input()
    assert device is not None
    info = sf.info(str(take.path))
    assert info.samplerate == take.rate_hz == device.rate_hz
    assert (info.channels, info.subtype) == (1, "PCM_16")
    assert info.duration == pytest.approx(take.duration_s)
    last, _ = sf.read(str(take.path), start=int(beeps[-1] * take.rate_hz))
    spectrum = np.abs(np.fft.rfft(last[: int(0.02 * take.rate_hz)]))
    assert spectrum.argmax() / 0.02 == pytest.approx(CLICK_HZ, abs=60)


def test_speech_comes_through_as_it_was_said(sound: VirtualSound, tmp_path):
    """Noise shaped like speech, so that one lost block would ruin the correlation."""
    rng = np.random.default_rng(11)
    at = np.arange(3 * 16000) / 16000
    dull = np.convolve(rng.normal(0, 0.3, len(at)), np.hanning(16) / 8, mode="same")
    said = dull * (0.5 + 0.5 * np.sin(2 * np.pi * 3 * at))
    sf.write(str(tmp_path / "said.wav"), said, 16000)
    recorder = Recorder(tmp_path / "take.wav")
    recorder.start()
    until(lambda: recorder.started)
    sound.say(tmp_path / "said.wav")
    take = recorder.stop()
    to_flac(take.path, tmp_path / "take.flac")
    heard = read_mono(tmp_path / "take.flac")
    assert duration_s(tmp_path / "take.flac") == pytest.approx(take.duration_s)
    size = 1 << 18
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)))
    lag = int(match.argmax())
    cut = heard[lag : lag + len(said)]
    assert len(cut) == len(said)
    assert np.corrcoef(cut, said)[0, 1] > 0.95
    # Two clocks and no lost block: the end fits as well as the beginning.
    assert np.corrcoef(cut[-8000:], said[-8000:])[0, 1] > 0.95


def test_the_meter_follows_the_voice(sound: VirtualSound, tmp_path):
    at = np.arange(2 * RATE) / RATE
    tone = 0.5 * np.sin(2 * np.pi * 440 * at)
    sf.write(str(tmp_path / "tone.wav"), tone, RATE)
    monitor = Monitor()
    monitor.start()
    until(lambda: monitor.elapsed_s > 0.3)
    assert monitor.level_dbfs() < -45
    playing = sound.say(tmp_path / "tone.wav", wait=False)
    time.sleep(1.0)
    levels = [monitor.level_dbfs() for _ in range(5) if time.sleep(0.1) is None]
    assert levels == pytest.approx([-6.0] * 5, abs=1.0)
    playing.wait()
    time.sleep(0.4)
    assert monitor.level_dbfs() < -45
    monitor.stop()
    assert np.abs(monitor.last(2.0)).max() > 12000


def test_a_muted_microphone_is_told_from_a_quiet_room(sound: VirtualSound, tmp_path):
    recorder = Recorder(tmp_path / "room.wav")
    recorder.start()
    until(lambda: recorder.elapsed_s > 1.2)
    assert recorder.zeros_s < 0.1
    sound.mute()
    until(lambda: recorder.zeros_s > 0.6)
    sound.mute(False)
    until(lambda: recorder.zeros_s < 0.1)
    recorder.stop()
    sound.mute()
    monitor = Monitor()
    monitor.start()
    until(lambda: monitor.elapsed_s > 1.3)
    assert monitor.zeros_s == pytest.approx(monitor.elapsed_s, abs=0.1)
    monitor.stop()
    assert diagnose(monitor.last(2.0), monitor.rate_hz).code is Code.PERMISSION
    assert measure(monitor.last(2.0), monitor.rate_hz).zeros


def test_losing_the_sound_server_keeps_what_was_said(sound: VirtualSound, tmp_path):
    source = clicks(tmp_path / "source.wav")
    recorder = Recorder(tmp_path / "take.wav")
    recorder.start()
    until(lambda: recorder.started)
    sound.say(source, wait=False)
    until(lambda: recorder.elapsed_s > 1.5)
    sound.kill_server()
    until(lambda: recorder.ended, 5.0)
    assert isinstance(recorder.error, DeviceError)
    take = recorder.stop()
    assert take.stopped_by is StoppedBy.DEVICE
    assert take.duration_s > 1.3
    assert sf.info(str(take.path)).duration == pytest.approx(take.duration_s)
    assert len(starts_of_beeps(take.path)) >= 3
    # And the next take works as soon as there is a microphone again.
    sound.start_server()
    list_inputs(refresh=True)
    again = Recorder(tmp_path / "again.wav")
    again.start()
    until(lambda: again.elapsed_s > 0.3)
    assert again.stop().stopped_by is StoppedBy.USER


def test_no_sound_server_is_no_microphone(sound: VirtualSound, tmp_path):
    sound.kill_server()
    list_inputs(refresh=True)
    with pytest.raises(DeviceError) as caught:
        Recorder(tmp_path / "take.wav").start()
    assert caught.value.todo
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_grow_keeps_what_fitted(sound: VirtualSound, tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    recorder = Recorder(tmp_path / "take.wav")
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_001, before[1]))
    try:
        recorder.start()
        until(lambda: recorder.ended)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(recorder.error, StorageError)
    take = recorder.stop()
    assert take.stopped_by is StoppedBy.DISK
    assert 0.4 < take.duration_s < 0.75
    assert sf.info(str(take.path)).duration == pytest.approx(take.duration_s)


def test_six_seconds_lose_nothing(sound: VirtualSound, tmp_path):
    recorder = Recorder(tmp_path / "take.wav")
    recorder.start()
    until(lambda: recorder.started)
    began = time.monotonic()
    time.sleep(6)
    said_s = time.monotonic() - began
    take = recorder.stop()
    assert take.overflows == 0
    assert take.duration_s == pytest.approx(said_s + 0.1, abs=0.25)
