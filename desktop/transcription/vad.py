"""Tells speech from everything else, 32 milliseconds at a time, with silero-vad."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

WINDOW = 512
"""Samples one probability stands for."""
RATE_HZ = 16_000

Samples = npt.NDArray[np.float32]


class SpeechProbability(Protocol):
    """Gives the probability of speech, 0 to 1, for each window of one stream."""

    def feed(self, samples: Samples) -> Samples:
        """Return one probability a window; ``samples`` is a whole number of windows long."""


class SileroVad:
    """silero-vad over one stream; it remembers what it heard before, so each stream has its own."""

    def __init__(self) -> None:
        import silero_vad  # noqa: PLC0415 - it imports torch, and sets torch to one thread
        import torch  # noqa: PLC0415

        threads = torch.get_num_threads()
        self._model = silero_vad.load_silero_vad(onnx=False)
        torch.set_num_threads(threads)

    def feed(self, samples: Samples) -> Samples:
        """Return the probability of speech for each window of 512 samples at 16 kHz."""
        import torch  # noqa: PLC0415

        sound = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
        with torch.inference_mode():
            found = [self._model(part, RATE_HZ).item() for part in sound.split(WINDOW)]
        return np.asarray(found, np.float32)
