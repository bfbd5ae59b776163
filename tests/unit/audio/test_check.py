"""The diagnosis of a microphone, one sound each."""

from __future__ import annotations

import re

import numpy as np
import pytest

from desktop.audio.check import (
    Code,
    diagnose,
    last_spoken,
    no_device,
    out_of_order,
    pure_silence,
)
from desktop.domain.errors import DeviceError
from tests.unit.audio.test_facts import noise, speechlike

RATE = 16000


def heard(amplitude: float, room_dbfs: float = -75.0) -> np.ndarray:
    rest = np.zeros(RATE)
    sound = np.concatenate([rest, speechlike(2.5, amplitude), rest])
    return np.clip(sound + noise(len(sound), room_dbfs), -1, 1).astype(np.float32)


@pytest.mark.parametrize(
    ("sound", "listened_s", "code"),
    [
        (np.zeros(2 * RATE), 2.0, Code.PERMISSION),
        (np.zeros(RATE // 4), 0.25, Code.WAITING),
        (noise(RATE, -70), 1.0, Code.WAITING),
        (noise(5 * RATE, -70), 6.0, Code.NO_VOICE),
        (heard(0.004), 5.0, Code.TOO_QUIET),
        (heard(0.2), 5.0, Code.GOOD),
        (heard(0.2, -32.0), 5.0, Code.NOISY),
        (heard(1.6), 5.0, Code.CLIPPING),
    ],
)
def test_each_fault_has_its_own_finding(sound, listened_s, code):
    found = diagnose(sound.astype(np.float32), RATE, listened_s=listened_s)
    assert found.code is code
    assert found.good is (code is Code.GOOD)
    assert found.message
    assert bool(found.fix) is (code not in (Code.GOOD, Code.WAITING))


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_silence_says_where_to_allow_it(platform):
    assert pure_silence(platform).code is Code.PERMISSION
    assert "pure silence" in pure_silence(platform).message
    assert re.search("mute|Privacy", pure_silence(platform).fix)
    assert no_device(platform).fix


def test_a_broken_device_keeps_its_own_words():
    found = out_of_order(DeviceError("It is busy.", todo="Close the other program."))
    assert (found.code, found.message, found.fix) == (
        Code.DEVICE,
        "It is busy.",
        "Close the other program.",
    )


def test_what_is_heard_back_ends_with_the_last_voice():
    sound = np.concatenate([np.zeros(RATE), speechlike(3.0, 0.3), np.zeros(4 * RATE)])
    sound = ((sound + noise(len(sound), -75)) * 32767).astype(np.int16)
    back = last_spoken(sound, RATE, 2.0)
    assert len(back) == 2 * RATE
    assert np.abs(back[: RATE // 2]).max() > 1000
    assert np.abs(back[-1600:]).max() < 300


def test_without_a_voice_the_last_seconds_are_heard_back():
    room = (noise(5 * RATE, -60) * 32767).astype(np.int16)
    assert np.array_equal(last_spoken(room, RATE, 2.0), room[-2 * RATE :])
    assert len(last_spoken(np.zeros(0, dtype=np.int16), RATE)) == 0
