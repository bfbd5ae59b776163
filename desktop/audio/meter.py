"""Measures a microphone's level without a file and keeps the last seconds to hear back."""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
import numpy.typing as npt

from desktop.audio.capture import Capture, Listening
from desktop.audio.devices import InputDevice
from desktop.audio.streams import StreamFactory, open_input
from desktop.audio.wav import Samples
from desktop.domain.errors import StarlingError


class _Ring:
    """The last seconds of sound."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._wanted = 0
        self._held = 0
        self._blocks: deque[Samples] = deque()
        self._lock = threading.Lock()

    def open(self, rate_hz: int) -> None:
        self._wanted = int(self._keep_s * rate_hz)

    def write(self, samples: Samples) -> None:
        with self._lock:
            self._blocks.append(samples)
            self._held += len(samples)
            while self._held - len(self._blocks[0]) >= self._wanted:
                self._held -= len(self._blocks.popleft())

    def close(self) -> None:
        """Keep what is there, to be heard back."""

    def last(self, samples: int) -> Samples:
        with self._lock:
            if not self._blocks or samples <= 0:
                return np.zeros(0, dtype=np.int16)
            return np.concatenate(self._blocks)[-min(samples, self._wanted) :]


class Monitor(Listening):
    """The level of a microphone, for the check and while the user thinks; used once.

    ``start`` and ``stop`` wait for the sound system (up to seconds): call them away from the event
    loop.

    Args:
        device: The microphone; None for the system's default.
        stream_factory: Opens the device.
        keep_s: Seconds to keep.
    """

    def __init__(
        self,
        device: InputDevice | None = None,
        stream_factory: StreamFactory = open_input,
        keep_s: float = 5.0,
    ) -> None:
        self._ring = _Ring(keep_s)
        super().__init__(Capture(device, self._ring, stream_factory))

    @property
    def error(self) -> StarlingError | None:
        """Why it ended by itself, or None."""
        return self._capture.error

    def start(self) -> None:
        """Open the device and begin; up to two seconds.

        Raises:
            DeviceError: There is no microphone or it cannot be opened.
        """
        self._capture.start()

    def stop(self) -> None:
        """Let the device go; what was heard stays to be heard back."""
        self._capture.stop(keep_tail=False)

    def last(self, seconds: float) -> npt.NDArray[np.int16]:
        """Return up to the last ``seconds`` as 16-bit samples at ``rate_hz``."""
        return self._ring.last(int(seconds * self.rate_hz))
