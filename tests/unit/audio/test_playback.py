"""The player where there is nothing to play, or nothing to play it on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtMultimedia import QAudioDevice

from desktop.audio import playback
from desktop.audio.playback import Player


@pytest.fixture
def player(qtbot):
    made = Player()
    yield made
    made.unload()


@pytest.fixture
def recording(tmp_path) -> Path:
    path = tmp_path / "take.flac"
    sf.write(str(path), np.zeros(48000), 16000)
    return path


def test_a_recording_that_is_gone_is_named(player, qtbot, tmp_path):
    with qtbot.waitSignal(player.failed) as blocker:
        player.load(tmp_path / "take.flac")
    assert "take.flac" in blocker.args[0]
    assert not player.playing
    player.play()
    assert not player.playing


def test_what_is_not_sound_is_named(player, qtbot, tmp_path):
    path = tmp_path / "notes.flac"
    path.write_text("not sound at all " * 50, encoding="utf-8")
    with qtbot.waitSignal(player.failed, timeout=5000) as blocker:
        player.load(path)
    assert "notes.flac" in blocker.args[0]


def test_loading_tells_the_length_and_seeking_the_place(player, qtbot, recording):
    with qtbot.waitSignal(player.ready, timeout=5000) as blocker:
        player.load(recording)
    assert blocker.args == [pytest.approx(3.0, abs=0.05)]
    with qtbot.waitSignal(player.position_changed) as blocker:
        player.seek(1.5)
    assert blocker.args == [1.5]
    assert player.position_s == pytest.approx(1.5)
    player.seek(99.0)
    assert player.position_s == pytest.approx(3.0, abs=0.05)
    player.seek(-1.0)
    assert player.position_s == 0.0


def test_a_seek_before_it_is_loaded_is_kept(player, qtbot, recording):
    with qtbot.waitSignal(player.ready, timeout=5000):
        player.load(recording)
        player.seek(2.0)
        assert player.position_s == 2.0
    assert player.position_s == pytest.approx(2.0)


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.5), (0.75, 0.75), (5.0, 2.0)])
def test_the_speed_has_its_limits(player, asked, given):
    player.set_rate(asked)
    assert player.rate == pytest.approx(given)


def test_it_can_be_muted_and_stays_so_for_the_next_recording(player, qtbot, recording):
    assert not player.muted
    player.set_muted(True)
    with qtbot.waitSignal(player.ready, timeout=5000):
        player.load(recording)
    assert player.muted
    player.set_muted(False)
    assert not player.muted


def test_without_a_speaker_play_says_so(player, qtbot, recording, monkeypatch):
    monkeypatch.setattr(
        playback.QMediaDevices, "defaultAudioOutput", staticmethod(lambda: QAudioDevice())
    )
    with qtbot.waitSignal(player.ready, timeout=5000):
        player.load(recording)
    with qtbot.waitSignal(player.failed) as blocker:
        player.play()
    assert "headphones" in blocker.args[0]
    assert not player.playing


def test_another_recording_takes_the_place_of_the_first(player, qtbot, recording, tmp_path):
    other = tmp_path / "other.wav"
    sf.write(str(other), np.zeros(16000), 16000)
    with qtbot.waitSignal(player.ready, timeout=5000):
        player.load(recording)
    player.seek(2.0)
    with qtbot.waitSignal(player.ready, timeout=5000) as blocker:
        player.load(other)
    assert blocker.args == [pytest.approx(1.0, abs=0.05)]
    assert player.position_s == 0.0
