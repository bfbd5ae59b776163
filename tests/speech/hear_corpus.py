"""Write labelled answers down as Whisper hears them, spoken by several voices.

Makes the recogniser's part of the STAR corpus:
``python -m tests.speech.hear_corpus IN.jsonl OUT.jsonl [--most N] [--seed N]``. It goes on where a
broken-off run stopped. Needs the extras test and train, and espeak-ng.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr

from desktop.analysis.training.carry import carry_over, kept_share
from desktop.analysis.training.corpus import read_answers
from desktop.transcription.engine import RATE_HZ, WhisperEngine
from tests.speech.models import kept_models
from tests.speech.synth import piper_voice

ESPEAK = ("en-gb", "en-us+f3", "en-gb-scotland+m3", "en-gb-x-rp+f2", "en-us+m7", "en-029+m1")
# Below this a reader could not label what was heard either.
LEAST_KEPT = 0.7


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--most", type=int, default=10**6)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    import torch

    torch.set_num_threads(options.threads)
    lines = options.source.read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row for row in (json.loads(line) for line in lines if line.strip())}
    answers = read_answers([options.source])
    random.Random(options.seed).shuffle(answers)
    done = set()
    if options.target.exists():
        done = {
            json.loads(line)["id"]
            for line in options.target.read_text(encoding="utf-8").splitlines()
        }
    kept_models().ensure_bundled()
    engine = WhisperEngine.load(kept_models(), "tiny.en")
    with options.target.open("a", encoding="utf-8") as out:
        for answer in answers[: options.most]:
            if f"{answer.id}-heard" in done:
                continue
            rng = random.Random(f"{options.seed} {answer.id}")
            sound, voice = spoken(answer.sentences, rng)
            text = heard(engine, sound)
            if kept_share(answer.sentences, text) < LEAST_KEPT:
                print(f"{answer.id}: too little heard right with {voice}", file=sys.stderr)
                continue
            carried = carry_over(answer, text)
            row = dict(rows[answer.id])
            row["id"] = f"{answer.id}-heard"
            row["voice"] = voice
            row["sentences"] = [
                {"text": t, "label": lb}
                for t, lb in zip(carried.sentences, carried.labels, strict=True)
            ]
            row["covered"] = "".join(c for c in "STAR" if c in carried.labels)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
    return 0


def spoken(sentences: tuple[str, ...], rng: random.Random) -> tuple[np.ndarray, str]:
    """Return an answer as 16 kHz sound, with pauses and room noise, and the voice's name."""
    voice = rng.choice(("joe", "heart", "joe", "heart", "joe", "heart", rng.choice(ESPEAK)))
    speed = rng.uniform(0.9, 1.25)
    parts = [np.zeros(RATE_HZ // 4, np.float32)]
    for sentence in sentences:
        parts.append(_say(sentence, voice, speed))
        parts.append(np.zeros(int(RATE_HZ * rng.uniform(0.15, 0.9)), np.float32))
    sound = np.concatenate(parts)
    level = 10 ** (rng.choice((-70.0, -60.0, -50.0, -42.0)) / 20)
    noise = np.random.default_rng(rng.randrange(2**31)).standard_normal(len(sound)) * level
    return (sound + noise).astype(np.float32), voice


def heard(engine: WhisperEngine, sound: np.ndarray) -> str:
    """Return Whisper's text of the whole sound in one go; the app hears it in stretches."""
    import torch

    with torch.inference_mode():
        result = engine._model.transcribe(
            sound,
            language="en",
            temperature=0.0,
            condition_on_previous_text=False,
            fp16=False,
            verbose=None,
        )
    return " ".join(str(result["text"]).split())


def _say(sentence: str, voice: str, speed: float) -> np.ndarray:
    if voice == "joe":
        from piper.config import SynthesisConfig

        config = SynthesisConfig(length_scale=1.0 / speed)
        chunks = list(piper_voice().synthesize(sentence, config))
        sound, rate = np.concatenate([c.audio_float_array for c in chunks]), chunks[0].sample_rate
    elif voice == "heart":
        sound, rate = _heart()(sentence, speed=speed), 24_000
    else:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            pace = str(round(165 * speed))
            subprocess.run(
                ["espeak-ng", "-v", voice, "-s", pace, "-w", file.name, "--", sentence], check=True
            )
            sound, rate = soundfile.read(file.name, dtype="float32")
    if len(sound) == 0:
        return np.zeros(0, np.float32)
    sound = soxr.resample(np.asarray(sound, np.float32), rate, RATE_HZ)
    return sound / max(float(np.abs(sound).max()), 1e-6) * 0.5


@functools.cache
def _heart():
    from hibari import Hibari

    return Hibari()


if __name__ == "__main__":
    sys.exit(main())
