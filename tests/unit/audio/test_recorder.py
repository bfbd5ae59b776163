"""The recorder, with a fake microphone at the hardware edge and real files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from desktop.audio import capture
from desktop.audio.files import repair_wav
from desktop.audio.recorder import NEEDED_BYTES, Recorder
from desktop.domain.attempt import StoppedBy
from desktop.domain.errors import DeviceError, StorageError
from tests.sound.fakes import DEVICE, FakeMicrophone

RATE = 16000


def ramp(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise whose every sample is a whole 16-bit number."""
    rng = np.random.default_rng(seed)
    return (rng.integers(-9000, 9000, int(seconds * RATE)) / 32768.0).astype(np.float32)


def until(condition, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def record(path: Path, microphone: FakeMicrophone) -> Recorder:
    recorder = Recorder(path, DEVICE, microphone)
    recorder.start()
    until(lambda: microphone.all_sent)
    return recorder


def test_every_sample_arrives_unchanged_and_the_header_is_true(tmp_path):
    samples = ramp(1.234)
    microphone = FakeMicrophone(samples)
    take = record(tmp_path / "a.wav", microphone).stop()
    heard, rate = sf.read(take.path, dtype="int16")
    assert rate == RATE
    assert np.array_equal(heard, (samples * 32768).astype(np.int16))
    assert take.duration_s == pytest.approx(1.234)
    assert take.stopped_by is StoppedBy.USER
    assert sf.info(str(take.path)).frames == len(samples)
    assert take.path.stat().st_size == 44 + 2 * len(samples)
    assert microphone.open_streams == 0
    assert microphone.devices == [DEVICE]


def test_nothing_said_before_stop_is_lost(tmp_path):
    microphone = FakeMicrophone(ramp(3.0), real_time=True, latency_s=0.04)
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    recorder.start()
    until(lambda: recorder.elapsed_s > 0.3)
    sent = microphone.opened[0].sent_frames
    take = recorder.stop()
    assert take.duration_s * RATE >= sent + 0.04 * RATE
    heard, _ = sf.read(take.path, dtype="int16")
    assert np.array_equal(heard, (microphone.samples * 32768).astype(np.int16)[: len(heard)])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(0.5, 0.0, 0.5), (0.0, 0.25, 0.25), (0.5, 0.25, 0.375)],
)
def test_a_dead_channel_does_not_halve_the_level(tmp_path, left, right, expected):
    both = np.tile(np.array([[left, right]], dtype=np.float32), (3200, 1))
    take = record(tmp_path / "a.wav", FakeMicrophone(both)).stop()
    heard, _ = sf.read(take.path)
    assert heard.ndim == 1
    assert np.allclose(heard, expected, atol=1e-4)


def test_the_clock_starts_with_the_first_real_block(tmp_path):
    microphone = FakeMicrophone(ramp(0.5), wait_s=0.25)
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    recorder.start()
    time.sleep(0.1)
    assert not recorder.started
    assert recorder.elapsed_s == 0.0
    until(lambda: recorder.started)
    until(lambda: recorder.elapsed_s == pytest.approx(0.5))
    recorder.stop()


def test_the_growing_file_can_be_read_within_a_quarter_second(tmp_path):
    recorder = record(tmp_path / "a.wav", FakeMicrophone(ramp(0.8)))
    until(lambda: sf.info(str(recorder.path)).frames == int(0.8 * RATE), 0.25)
    heard, _ = sf.read(recorder.path)
    assert len(heard) == int(0.8 * RATE)
    recorder.stop()


def test_overflows_are_counted(tmp_path):
    recorder = record(tmp_path / "a.wav", FakeMicrophone(ramp(0.4), overflows=(2, 3, 7)))
    assert recorder.stop().overflows == 3


def test_zeros_are_counted_until_there_is_sound(tmp_path):
    silent = FakeMicrophone(np.zeros(RATE, dtype=np.float32))
    recorder = record(tmp_path / "a.wav", silent)
    until(lambda: recorder.elapsed_s == 1.0)
    assert recorder.zeros_s == 1.0
    assert recorder.level_dbfs() == -120.0
    recorder.stop()
    spoken = np.zeros(RATE, dtype=np.float32)
    spoken[RATE // 2] = 0.1
    recorder = record(tmp_path / "b.wav", FakeMicrophone(spoken))
    until(lambda: recorder.elapsed_s == 1.0)
    assert recorder.zeros_s == pytest.approx(0.5, abs=1e-3)
    recorder.stop()


def test_the_level_is_the_peak_of_the_last_moment(tmp_path):
    loud_then_soft = np.concatenate([np.full(RATE, 0.9), np.full(RATE // 10, 0.1)])
    recorder = record(tmp_path / "a.wav", FakeMicrophone(loud_then_soft))
    until(lambda: recorder.elapsed_s == pytest.approx(1.1))
    assert recorder.level_dbfs() in (pytest.approx(-20.0, abs=0.1), pytest.approx(-0.9, abs=0.1))
    recorder.stop()
    assert recorder.level_dbfs() == -120.0


def test_the_level_falls_when_the_voice_does(tmp_path):
    samples = np.concatenate([np.full(RATE // 2, 0.5), np.full(RATE // 2, 0.01)])
    recorder = Recorder(tmp_path / "a.wav", DEVICE, FakeMicrophone(samples, real_time=True))
    recorder.start()
    until(lambda: recorder.elapsed_s > 0.3)
    assert recorder.level_dbfs() == pytest.approx(-6.0, abs=0.1)
    until(lambda: recorder.elapsed_s > 0.8)
    assert recorder.level_dbfs() == pytest.approx(-40.0, abs=0.2)
    recorder.stop()


@pytest.mark.parametrize(("amplitude", "clipped"), [(0.98, False), (1.0, True), (-1.0, True)])
def test_clipping_is_noticed(tmp_path, amplitude, clipped):
    samples = np.full(1600, amplitude, dtype=np.float32)
    recorder = record(tmp_path / "a.wav", FakeMicrophone(samples))
    take = recorder.stop()
    assert take.clipped is clipped


def test_a_device_that_goes_away_keeps_what_was_said(tmp_path):
    samples = ramp(0.7)
    microphone = FakeMicrophone(samples, then="finish")
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    recorder.start()
    until(lambda: recorder.ended)
    assert isinstance(recorder.error, DeviceError)
    assert "kept" in recorder.error.kept
    take = recorder.stop()
    assert take.stopped_by is StoppedBy.DEVICE
    heard, _ = sf.read(take.path, dtype="int16")
    assert np.array_equal(heard, (samples * 32768).astype(np.int16))
    assert microphone.open_streams == 0


def test_a_device_that_falls_silent_without_a_word_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(capture, "LOST_S", 0.15)
    recorder = Recorder(tmp_path / "a.wav", DEVICE, FakeMicrophone(ramp(0.3)))
    recorder.start()
    until(lambda: recorder.ended)
    take = recorder.stop()
    assert take.stopped_by is StoppedBy.DEVICE
    assert take.duration_s == pytest.approx(0.3)
    assert sf.info(str(take.path)).duration == pytest.approx(0.3)


def test_a_device_that_never_sends_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(capture, "FIRST_BLOCK_S", 0.1)
    recorder = Recorder(tmp_path / "a.wav", DEVICE, FakeMicrophone(ramp(0.1), wait_s=9.0))
    recorder.start()
    until(lambda: recorder.ended)
    assert recorder.error is not None
    assert "sent no sound" in recorder.error.what
    assert recorder.stop().duration_s == 0.0


class FullDisk:
    """A file on a disk with room for so many bytes."""

    def __init__(self, path: Path, room: int) -> None:
        self._file = path.open("wb", buffering=0)
        self._room = room

    def write(self, data) -> int:
        position = self._file.tell()
        if position >= self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._file.write(bytes(data)[: self._room - position])

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self._file.close()


def test_a_full_disk_keeps_what_fitted(tmp_path):
    samples = ramp(2.0)
    microphone = FakeMicrophone(samples, real_time=False)
    # An odd number of bytes: the last sample is cut in half and must go.
    recorder = Recorder(
        tmp_path / "a.wav", DEVICE, microphone, opener=lambda path: FullDisk(path, 40_001)
    )
    recorder.start()
    until(lambda: recorder.ended)
    assert isinstance(recorder.error, StorageError)
    assert "disk is full" in recorder.error.what
    take = recorder.stop()
    assert take.stopped_by is StoppedBy.DISK
    heard, _ = sf.read(take.path, dtype="int16")
    assert len(heard) == round(take.duration_s * RATE)
    assert np.array_equal(heard, (samples * 32768).astype(np.int16)[: len(heard)])
    assert take.path.stat().st_size == 44 + 2 * len(heard)
    assert microphone.open_streams == 0


def test_too_little_room_is_told_before_the_device_opens(tmp_path):
    microphone = FakeMicrophone(ramp(0.1))
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone, space=lambda _: NEEDED_BYTES - 1)
    with pytest.raises(StorageError, match="room"):
        recorder.start()
    assert microphone.opened == []
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(StorageError, match="folder"):
        Recorder(tmp_path / "gone" / "a.wav", DEVICE, FakeMicrophone(ramp(0.1))).start()


@pytest.mark.parametrize(
    "microphone",
    [
        FakeMicrophone(np.zeros(10), refuse=DeviceError("It is busy.")),
        FakeMicrophone(np.zeros(10), fail_start=RuntimeError("no")),
    ],
    ids=["refused", "does not start"],
)
def test_a_device_that_does_not_open_leaves_nothing_behind(tmp_path, microphone):
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    with pytest.raises(DeviceError):
        recorder.start()
    assert list(tmp_path.iterdir()) == []
    assert microphone.open_streams == 0
    assert recorder.stop().duration_s == 0.0


def test_a_file_that_cannot_be_made_lets_the_device_go(tmp_path):
    microphone = FakeMicrophone(ramp(0.1))
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(StorageError):
        Recorder(tmp_path / "a.wav", DEVICE, microphone).start()
    assert microphone.open_streams == 0
    assert (tmp_path / "a.wav").is_dir()


def test_abort_removes_the_file(tmp_path):
    microphone = FakeMicrophone(ramp(0.2), then="zeros", real_time=True)
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    recorder.start()
    until(lambda: recorder.started)
    recorder.abort()
    assert list(tmp_path.iterdir()) == []
    assert microphone.open_streams == 0


def test_stopping_twice_gives_the_same_take(tmp_path):
    recorder = record(tmp_path / "a.wav", FakeMicrophone(ramp(0.2)))
    assert recorder.stop() is recorder.stop()


def test_stopping_before_the_start_opens_nothing(tmp_path):
    microphone = FakeMicrophone(ramp(0.2))
    recorder = Recorder(tmp_path / "a.wav", DEVICE, microphone)
    assert recorder.stop().duration_s == 0.0
    recorder.start()
    assert microphone.opened == []


KILLED = """
import sys, time, numpy as np
from pathlib import Path
from desktop.audio.recorder import Recorder
from tests.sound.fakes import DEVICE, FakeMicrophone
t = np.arange(16000 * 20) % 20000
r = Recorder(Path(sys.argv[1]), DEVICE, FakeMicrophone((t / 32768.0).astype("f4"), real_time=True))
r.start()
while True:
    time.sleep(0.02)
    print(r.elapsed_s, flush=True)
"""


def test_a_killed_process_loses_less_than_a_quarter_second(tmp_path):
    path = tmp_path / "a.wav"
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    for line in child.stdout:
        if float(line) > 0.7:
            break
    child.kill()
    rest = child.stdout.read().split()
    child.wait()
    said = float(rest[-1]) if rest else float(line)
    seconds = repair_wav(path)
    assert seconds > said - 0.25
    heard, _ = sf.read(path, dtype="int16")
    assert len(heard) == round(seconds * RATE)
    assert np.array_equal(heard, np.arange(len(heard)) % 20000)


def test_the_callback_costs_next_to_nothing(tmp_path):
    sink = capture.Capture(DEVICE, None, FakeMicrophone(np.zeros(1)))  # type: ignore[arg-type]
    block = np.zeros((512, 2), dtype=np.float32)
    status = type("Status", (), {"input_overflow": False})()
    costs = []
    for _ in range(2000):
        began = time.perf_counter()
        sink._callback(block, 512, None, status)
        costs.append(time.perf_counter() - began)
    # A block of 512 frames lasts 10.7 ms.
    assert float(np.median(costs)) < 0.0002
