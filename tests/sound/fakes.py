"""A microphone that is not there: blocks from an array, through the real callback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from desktop.audio.devices import InputDevice
from desktop.audio.streams import BlockCallback, InputStream
from desktop.domain.errors import DeviceError

DEVICE = InputDevice("Test microphone", "Test", 0, 16000, 1)


@dataclass
class FakeStatus:
    """PortAudio's flags for a block."""

    input_overflow: bool = False


@dataclass
class FakeMicrophone:
    """A ``StreamFactory`` whose streams send the given samples.

    Attributes:
        samples: Shape (frames,) or (frames, channels), floats between -1 and 1.
        rate_hz: Sample rate in Hz.
        block: Frames a block.
        then: What happens after the last block: "quiet" (no more blocks), "finish" (the device
            goes away) or "zeros" (for ever).
        real_time: Send blocks at the pace of sound, else at once.
        wait_s: Before the first block.
        overflows: Blocks that report lost sound.
        refuse: Raised instead of opening.
        fail_start: Raised by ``start``.
    """

    samples: np.ndarray
    rate_hz: int = 16000
    block: int = 320
    then: str = "quiet"
    real_time: bool = False
    wait_s: float = 0.0
    overflows: tuple[int, ...] = ()
    refuse: DeviceError | None = None
    fail_start: Exception | None = None
    latency_s: float = 0.0
    opened: list[FakeStream] = field(default_factory=list)
    devices: list[InputDevice | None] = field(default_factory=list)

    def __call__(
        self, device: InputDevice | None, callback: BlockCallback, finished: Callable[[], None]
    ) -> InputStream:
        """Open a stream."""
        self.devices.append(device)
        if self.refuse is not None:
            raise self.refuse
        stream = FakeStream(self, callback, finished)
        self.opened.append(stream)
        return stream

    @property
    def all_sent(self) -> bool:
        """Whether the last stream has sent every sample."""
        return bool(self.opened) and self.opened[-1].all_sent.is_set()

    @property
    def open_streams(self) -> int:
        """How many streams were not closed."""
        return sum(not stream.closed for stream in self.opened)


class FakeStream:
    """One open fake microphone."""

    def __init__(
        self, source: FakeMicrophone, callback: BlockCallback, finished: Callable[[], None]
    ) -> None:
        self._source = source
        self._callback: Any = callback
        self._finished = finished
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.closed = False
        self.all_sent = threading.Event()
        self.sent_frames = 0
        self.rate_hz = source.rate_hz
        self.latency_s = source.latency_s
        data = np.asarray(source.samples, dtype=np.float32)
        self._data = data[:, None] if data.ndim == 1 else data
        self.channels = self._data.shape[1]

    def start(self) -> None:
        """Begin to send."""
        if self._source.fail_start is not None:
            raise self._source.fail_start
        self._thread.start()

    def active(self) -> bool:
        """Whether blocks can still come."""
        return self._thread.is_alive()

    def close(self, *, abort: bool = False) -> None:
        """Stop sending."""
        self.closed = True
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        self._stop.wait(self._source.wait_s)
        size = self._source.block
        began = time.monotonic()
        # PortAudio reuses its buffer, so a callback that keeps a reference is caught.
        buffer = np.zeros((size, self.channels), dtype=np.float32)
        number = 0
        while not self._stop.is_set():
            chunk = self._data[number * size : (number + 1) * size]
            if not len(chunk):
                self.all_sent.set()
                if self._source.then != "zeros":
                    break
                chunk = np.zeros((size, self.channels), dtype=np.float32)
            if self._source.real_time:
                due = began + (number + 1) * size / self.rate_hz
                self._stop.wait(max(0.0, due - time.monotonic()))
            buffer[: len(chunk)] = chunk
            lost = FakeStatus(number in self._source.overflows)
            self._callback(buffer[: len(chunk)], len(chunk), None, lost)
            self.sent_frames += len(chunk)
            number += 1
            buffer[:] = 0.77
        if self._source.then == "quiet":
            self._stop.wait()
        self._finished()
