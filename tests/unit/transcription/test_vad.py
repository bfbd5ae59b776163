"""The real silero-vad: speech is speech, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.transcription.vad import RATE_HZ, WINDOW, SileroVad
from tests.speech import texts
from tests.speech.synth import room_noise, say

pytestmark = pytest.mark.real
TEN_SECONDS = 10 * RATE_HZ // WINDOW * WINDOW


@pytest.mark.parametrize("what", ["silence", "noise", "hum", "tone"])
def test_what_is_no_speech_is_not_taken_for_it(what: str) -> None:
    at = np.arange(TEN_SECONDS, dtype=np.float32) / RATE_HZ
    samples = {
        "silence": np.zeros(TEN_SECONDS, np.float32),
        "noise": room_noise(TEN_SECONDS, -26),
        "hum": np.sin(2 * np.pi * 50 * at) * np.float32(0.1),
        "tone": np.sin(2 * np.pi * 440 * at) * np.float32(0.3),
    }[what]
    assert SileroVad().feed(samples.astype(np.float32)).max() < 0.5


def test_speech_is_found_where_it_is_and_blocks_do_not_matter(tmp_path: Path) -> None:
    spoken = say(
        f"{texts.SHORT} [1.5] {texts.SHORT}", tmp_path / "a.wav", rate_hz=RATE_HZ, lead_s=1
    )
    samples, _ = soundfile.read(spoken.path, dtype="float32")
    samples = samples[: len(samples) // WINDOW * WINDOW]
    whole = SileroVad().feed(samples)
    stream = SileroVad()
    blocks = np.split(samples, np.arange(1, 12) * 7 * WINDOW)
    assert np.allclose(np.concatenate([stream.feed(b) for b in blocks]), whole, atol=1e-5)

    at = (np.arange(len(whole)) + 0.5) * WINDOW / RATE_HZ
    inside = np.zeros(len(whole), bool)
    for stretch in spoken.stretches:
        inside |= (at > stretch.start) & (at < stretch.end)
    assert np.mean(whole[inside] > 0.5) > 0.9
    assert np.mean(whole[~inside] < 0.5) > 0.85
