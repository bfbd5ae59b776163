"""The microphone check on a real sound server: diagnosis, hear it back, plugging in."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from tests.sound.server import VirtualSound
from tests.unit.audio.test_facts import speechlike

pytestmark = pytest.mark.real


class Check:
    """The check in its own process."""

    def __init__(self, sound: VirtualSound) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.sound.check_microphone"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **sound.environment, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._said.put(json.loads(line))

    def order(self, word: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(word + "\n")
        self._child.stdin.flush()
        assert self.next("done")["cost"] < 0.15

    def next(self, what: str, **wanted: Any) -> dict[str, Any]:
        """Return the next thing of this kind with these values."""
        while True:
            said = self._said.get(timeout=15)
            if said["what"] == what and all(said[k] == v for k, v in wanted.items()):
                return said

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        try:
            assert self._child.wait(15) == 0
        finally:
            self._child.kill()


@pytest.fixture
def check(sound: VirtualSound) -> Iterator[Check]:
    """A check that knows its microphones."""
    started = Check(sound)
    assert "ALSA: default" in started.next("devices")["keys"]
    yield started
    started.close()


def test_a_voice_is_found_good_and_heard_back(check, sound, tmp_path):
    voice = speechlike(3.0, 0.25)
    sf.write(str(tmp_path / "voice.wav"), voice, 16000)
    check.order("start")
    saying = sound.say(tmp_path / "voice.wav", wait=False)
    check.next("diagnosis", code="good")
    saying.wait()
    with sound.listening(tmp_path / "heard.wav"):
        check.order("back")
        threading.Event().wait(2.8)
    heard, rate = sf.read(str(tmp_path / "heard.wav"))
    loud = np.flatnonzero(np.abs(heard) > 0.05)
    assert (loud[-1] - loud[0]) / rate == pytest.approx(1.8, abs=0.35)


def test_a_muted_microphone_is_diagnosed(check, sound):
    sound.mute()
    check.order("start")
    assert check.next("diagnosis", code="permission")["fix"]
    sound.mute(False)
    check.order("stop")


def test_plugging_in_makes_the_list_new(check, sound):
    sound.unplug()
    sound.plug()
    assert check.next("renewed")["times"] >= 1
