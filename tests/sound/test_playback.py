"""The player, heard on a real (virtual) speaker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from tests.sound.server import VirtualSound

pytestmark = pytest.mark.real

RATE = 48000
SECONDS = 8


def hz_of_second(second: int) -> float:
    """The tone that each second of the recording has, so that what is heard tells where it is."""
    return 400.0 + 100.0 * second


@pytest.fixture(scope="module")
def stairs(tmp_path_factory) -> Path:
    """Eight seconds, each a tone of its own, as FLAC."""
    at = np.arange(SECONDS * RATE) / RATE
    phase = 2 * np.pi * np.cumsum(hz_of_second(0) + 100.0 * np.floor(at)) / RATE
    path = tmp_path_factory.mktemp("stairs") / "stairs.flac"
    sf.write(str(path), 0.3 * np.sin(phase), RATE)
    return path


def start(steps: list[list[Any]], sound: VirtualSound) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.sound.play"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **sound.environment, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(steps))
    child.stdin.close()
    child.stdin = None
    return child


def play(steps: list[list[Any]], sound: VirtualSound) -> dict[str, list[Any]]:
    child = start(steps, sound)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    return json.loads(out.splitlines()[-1])


def heard_hz(path: Path) -> list[tuple[float, float]]:
    """Return the time and the tone of each tenth of a second in which something was heard."""
    heard, rate = sf.read(str(path))
    size = rate // 10
    tones = []
    for start_ in range(0, len(heard) - size, size):
        part = heard[start_ : start_ + size]
        if np.abs(part).max() > 0.1:
            spectrum = np.abs(np.fft.rfft(part * np.hanning(size), 8 * size))
            tones.append((start_ / rate, float(spectrum.argmax() * rate / (8 * size))))
    return tones


def test_a_flac_is_heard_and_the_playhead_runs_smoothly(sound, stairs, tmp_path):
    with sound.listening(tmp_path / "heard.wav"):
        said = play([["load", str(stairs)], ["play"], ["wait", 2.5], ["pause"], ["ask"]], sound)
    assert said["ready"] == [pytest.approx(SECONDS, abs=0.05)]
    assert said["failed"] == []
    assert [on for on, _ in said["playing"]] == [True, False]
    tones = [hz for _, hz in heard_hz(tmp_path / "heard.wav")]
    assert tones[2] == pytest.approx(hz_of_second(0), abs=6)
    assert tones[15] == pytest.approx(hz_of_second(1), abs=6)
    assert len(tones) / 10 == pytest.approx(2.5, abs=0.4)
    position, duration, playing = said["asked"][0]
    assert position == pytest.approx(2.5, abs=0.35)
    assert duration == pytest.approx(SECONDS, abs=0.05)
    assert playing is False
    at = [(when, where) for when, where, on in said["at"] if on]
    # About 30 a second, never backwards, and in step with the clock.
    assert 20 <= len(at) / 2.5 <= 36
    assert (np.diff([where for _, where in at]) >= 0).all()
    when, where = np.array(at[5:]).T
    drift = (where - where[0]) - (when - when[0])
    assert np.abs(drift).max() < 0.25


@pytest.mark.parametrize("target", [0.5, 3.5, 6.25])
def test_a_seek_lands_within_a_third_of_a_second(sound, stairs, tmp_path, target):
    steps = [["load", str(stairs)], ["wait", 0.3], ["seek", target], ["ask"]]
    steps += [["play"], ["wait", 1.2], ["ask"]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play(steps, sound)
    assert said["asked"][0][0] == pytest.approx(target, abs=0.001)
    tones = heard_hz(tmp_path / "heard.wav")
    assert tones[1][1] == pytest.approx(hz_of_second(int(target)), abs=8)
    # The tone changes at a full second: when it does, says where the player really was.
    began = tones[0][0]
    changed = next(at for at, hz in tones if abs(hz - hz_of_second(int(target) + 1)) < 30)
    assert int(target) + 1 - (changed - began) == pytest.approx(target, abs=0.3)


def test_while_playing_a_seek_moves_the_sound(sound, stairs, tmp_path):
    steps = [["load", str(stairs)], ["play"], ["wait", 0.8], ["seek", 5.1], ["wait", 0.7], ["ask"]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play(steps, sound)
    assert said["asked"][0][0] == pytest.approx(5.8, abs=0.3)
    tones = [hz for _, hz in heard_hz(tmp_path / "heard.wav")]
    assert tones[1] == pytest.approx(hz_of_second(0), abs=6)
    assert tones[-3] == pytest.approx(hz_of_second(5), abs=6)


@pytest.mark.parametrize("speed", [0.5, 1.5, 2.0])
def test_the_pitch_stays_at_every_speed(sound, stairs, tmp_path, speed):
    steps = [["load", str(stairs)], ["set_rate", speed], ["play_range", 2.0, 4.0], ["wait", 4.8]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play([*steps, ["ask"]], sound)
    assert said["asked"][0] == [4.0, pytest.approx(SECONDS, abs=0.05), False]
    (on, began), (off, ended) = said["playing"]
    assert (on, off) == (True, False)
    assert ended - began == pytest.approx(2.0 / speed, abs=0.35)
    tones = [hz for _, hz in heard_hz(tmp_path / "heard.wav")]
    quarter = len(tones) // 4
    assert tones[quarter] == pytest.approx(hz_of_second(2), abs=12)
    assert tones[-quarter - 1] == pytest.approx(hz_of_second(3), abs=12)


def test_muted_it_plays_on_without_a_sound(sound, stairs, tmp_path):
    steps = [["load", str(stairs)], ["set_muted", True], ["play"], ["wait", 1.5], ["ask"]]
    steps += [["set_muted", False], ["wait", 1.5], ["ask"]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play(steps, sound)
    assert said["asked"][0] == [pytest.approx(1.5, abs=0.35), pytest.approx(8.0, abs=0.05), True]
    tones = [hz for _, hz in heard_hz(tmp_path / "heard.wav")]
    assert len(tones) / 10 == pytest.approx(1.5, abs=0.4)
    assert tones[-3] == pytest.approx(hz_of_second(2), abs=8)


def test_a_range_stops_at_its_end(sound, stairs, tmp_path):
    steps = [["load", str(stairs)], ["play_range", 1.0, 2.0], ["wait", 1.8], ["ask"]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play(steps, sound)
    assert said["asked"][0][0] == 2.0
    tones = heard_hz(tmp_path / "heard.wav")
    assert len(tones) / 10 == pytest.approx(1.0, abs=0.3)
    assert all(abs(hz - hz_of_second(1)) < 15 for _, hz in tones[1:-3])


def test_the_end_is_told_and_play_begins_again(sound, stairs, tmp_path):
    steps = [["load", str(stairs)], ["seek", 7.4], ["play"], ["wait", 1.4], ["ask"], ["play"]]
    steps += [["wait", 0.6], ["ask"], ["toggle"], ["ask"]]
    with sound.listening(tmp_path / "heard.wav"):
        said = play(steps, sound)
    assert said["asked"][0] == [pytest.approx(SECONDS, abs=0.05), pytest.approx(8.0), False]
    assert said["asked"][1][0] == pytest.approx(0.6, abs=0.3)
    assert said["asked"][1][2] is True
    assert said["asked"][2][2] is False
    tones = [hz for _, hz in heard_hz(tmp_path / "heard.wav")]
    assert tones[1] == pytest.approx(hz_of_second(7), abs=8)
    assert tones[-2] == pytest.approx(hz_of_second(0), abs=8)


def test_a_speaker_that_dies_is_told(sound, stairs):
    child = start(
        [["load", str(stairs)], ["play"], ["wait", 0.5], ["tell", "now"], ["wait", 4.0], ["ask"]],
        sound,
    )
    assert child.stdout is not None
    assert json.loads(child.stdout.readline()) == "now"
    sound.kill_server()
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    said = json.loads(out.splitlines()[-1])
    assert len(said["failed"]) == 1
    assert "speaker" in said["failed"][0].lower()
    assert said["asked"][0][2] is False
