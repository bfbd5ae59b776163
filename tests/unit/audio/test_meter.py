"""The level without a file."""

from __future__ import annotations

import time

import numpy as np
import pytest

from desktop.audio.meter import Monitor
from desktop.domain.errors import DeviceError
from tests.sound.fakes import DEVICE, FakeMicrophone


def wait(condition) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_the_last_seconds_are_kept_and_no_more():
    samples = (np.arange(16000 * 4) % 30000 / 32768.0).astype(np.float32)
    monitor = Monitor(DEVICE, FakeMicrophone(samples), keep_s=1.5)
    monitor.start()
    wait(lambda: monitor.elapsed_s == 4.0)
    monitor.stop()
    last = monitor.last(1.0)
    assert np.array_equal(last, (np.arange(48000, 64000) % 30000).astype(np.int16))
    assert len(monitor.last(60.0)) == 24000
    assert len(monitor.last(0.0)) == 0
    assert monitor.rate_hz == 16000


def test_level_and_zeros():
    monitor = Monitor(DEVICE, FakeMicrophone(np.zeros(16000), then="zeros", real_time=True))
    assert monitor.level_dbfs() == -120.0
    assert len(monitor.last(1.0)) == 0
    monitor.start()
    wait(lambda: monitor.elapsed_s > 0.2)
    assert monitor.zeros_s == pytest.approx(monitor.elapsed_s, abs=0.05)
    monitor.stop()
    assert monitor.ended


def test_a_lost_device_is_told():
    monitor = Monitor(DEVICE, FakeMicrophone(np.full(3200, 0.1), then="finish"))
    monitor.start()
    wait(lambda: monitor.ended)
    assert isinstance(monitor.error, DeviceError)
    assert len(monitor.last(1.0)) == 3200


def test_stopping_twice_or_before_the_start_is_harmless():
    microphone = FakeMicrophone(np.zeros(100))
    monitor = Monitor(DEVICE, microphone)
    monitor.stop()
    monitor.start()
    monitor.stop()
    assert microphone.opened == []
