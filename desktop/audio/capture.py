"""Takes sound from a microphone to a sink and notices when it stops coming."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from desktop.audio.devices import InputDevice
from desktop.audio.streams import Block, InputStream, Status, StreamFactory
from desktop.audio.wav import Samples
from desktop.domain.errors import DeviceError, StarlingError

log = logging.getLogger(__name__)

SILENCE_DBFS = -120.0
FULL_SCALE = 32767
# No block for this long after the first: the device is gone.
LOST_S = 2.0
# Bluetooth headsets take a second or two to send their first block.
FIRST_BLOCK_S = 10.0
_LEVEL_S = 0.05
_TURN_S = 0.05
# A channel that never got above this (-80 dBFS) carries nothing and is left out of the mix.
_CHANNEL_ALIVE = 1e-4


def dbfs(amplitude: float) -> float:
    """Return an amplitude of 0 to 1 in dBFS, -120 at the lowest."""
    return max(SILENCE_DBFS, 20.0 * float(np.log10(max(amplitude, 1e-7))))


class Sink(Protocol):
    """Where the sound goes."""

    def open(self, rate_hz: int) -> None:
        """Get ready for samples at this rate in Hz."""
        ...

    def write(self, samples: Samples) -> None:
        """Take the next samples."""
        ...

    def close(self) -> None:
        """No more samples come."""
        ...


class Mixer:
    """Mixes the channels that carry sound down to one of 16 bits.

    A headset microphone often arrives as the left channel of a stereo pair; averaging in the dead
    channel would halve its level. A channel counts from its first sound on.
    """

    def __init__(self, channels: int) -> None:
        self._alive = np.zeros(channels, dtype=bool)

    def mix(self, block: Block) -> Samples:
        """Return one channel of 16-bit samples for a block of shape (frames, channels)."""
        if block.shape[1] == 1:
            mono = block[:, 0]
        else:
            if not self._alive.all() and len(block):
                self._alive |= np.abs(block).max(axis=0) > _CHANNEL_ALIVE
            mono = (block[:, self._alive] if self._alive.any() else block).mean(axis=1)
        scaled: npt.NDArray[np.float32] = np.rint(mono * 32768.0)
        return np.clip(scaled, -32768, FULL_SCALE).astype(np.int16)


class Capture:
    """Sound from one device into one sink, from ``start`` to ``stop``.

    The sound system's callback only copies and enqueues. Everything else happens on the thread
    this object owns; the properties may be read from any thread.

    Args:
        device: The microphone; None for the system's default.
        sink: Where the sound goes.
        stream_factory: Opens the device.
    """

    def __init__(
        self, device: InputDevice | None, sink: Sink, stream_factory: StreamFactory
    ) -> None:
        self._device = device
        self._sink = sink
        self._factory = stream_factory
        self._queue: SimpleQueue[tuple[Block, bool] | None] = SimpleQueue()
        self._stream: InputStream | None = None
        self._thread: threading.Thread | None = None
        self._finished = threading.Event()
        self._stopping = threading.Event()
        self._gate = threading.Lock()
        self._done = threading.Event()
        self._levels: deque[tuple[int, int]] = deque()
        self._level: tuple[float, float] = (SILENCE_DBFS, 0.0)
        self._received = 0
        self._zeros = 0
        self._latency_s = 0.0
        self.rate_hz = 0
        self.overflows = 0
        self.clipped = False
        self.error: StarlingError | None = None

    @property
    def started(self) -> bool:
        """Whether the first real block has come."""
        return self._received > 0

    @property
    def ended(self) -> bool:
        """Whether nothing more comes: stopped, device lost or disk full."""
        return self._done.is_set()

    @property
    def elapsed_s(self) -> float:
        """Seconds of sound so far, from the first real block."""
        return self._received / self.rate_hz if self.rate_hz else 0.0

    @property
    def zeros_s(self) -> float:
        """Seconds of bit-exact zeros up to now; 0 as soon as there is any sound."""
        return self._zeros / self.rate_hz if self.rate_hz else 0.0

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS, -120 where nothing comes."""
        level, at = self._level
        return level if time.monotonic() - at < 0.5 else SILENCE_DBFS

    def start(self) -> None:
        """Open the device and begin. Takes up to two seconds.

        Raises:
            DeviceError: There is no device or it cannot be opened.
            StorageError: The sink cannot be opened.
        """
        with self._gate:
            if self._stopping.is_set():
                # Stopped before it began, from another thread.
                return
            self._open()

    def _open(self) -> None:
        stream = self._factory(self._device, self._callback, self._finished.set)
        self._stream = stream
        self.rate_hz = stream.rate_hz
        self._latency_s = stream.latency_s
        try:
            self._sink.open(stream.rate_hz)
        except StarlingError:
            stream.close(abort=True)
            self._done.set()
            raise
        self._thread = threading.Thread(target=self._run, daemon=True, name="microphone")
        self._thread.start()
        try:
            stream.start()
        except Exception as error:
            self._stopping.set()
            stream.close(abort=True)
            self._queue.put(None)
            self._thread.join()
            raise DeviceError(
                f"The microphone did not start ({error}).",
                todo="Close other programs that record sound, or choose another microphone.",
            ) from error

    def stop(self, *, keep_tail: bool = True) -> None:
        """End it; what was said before the call is in the sink when it returns.

        Takes 0.1 to 3 s.

        Args:
            keep_tail: Wait for the sound that is still on its way through the sound system.
        """
        with self._gate:
            thread = self._thread
            if thread is None:
                self._stopping.set()
                self._done.set()
                return
        if keep_tail and not self.ended and self.started:
            self._wait_for_tail()
        self._stopping.set()
        if self._stream is not None and not self.ended:
            self._stream.close(abort=not keep_tail)
        self._queue.put(None)
        thread.join()

    def _wait_for_tail(self) -> None:
        # Blocks arrive one latency after they were spoken, and the last may be half full.
        wanted = self._received + int((self._latency_s + _TURN_S) * self.rate_hz)
        deadline = time.monotonic() + min(self._latency_s, 0.5) + 0.3
        while self._received < wanted and time.monotonic() < deadline and not self.ended:
            time.sleep(0.005)

    def _callback(self, block: Block, frames: int, times: Any, status: Status) -> None:
        self._queue.put((block.copy(), bool(status.input_overflow)))

    def _run(self) -> None:
        try:
            self._pump()
        except StarlingError as error:
            self.error = error
        except Exception as error:
            # A take must end in words for the user even where this code is at fault.
            log.exception("the microphone's thread ended")
            self.error = DeviceError(
                f"The recording stopped by itself ({error}).",
                kept="What you said until then is kept." if self.started else "",
                todo="Answer again; the log in Starling's data folder says more.",
            )
        finally:
            self._end()

    def _pump(self) -> None:
        mixer: Mixer | None = None
        last = time.monotonic()
        while True:
            blocks, stop = self._take()
            if blocks:
                last = time.monotonic()
                mixer = mixer or Mixer(blocks[0][0].shape[1])
                self.overflows += sum(overflow for _, overflow in blocks)
                samples = np.concatenate([mixer.mix(block) for block, _ in blocks])
                self._sink.write(samples)
                self._measure(samples)
            if stop:
                return
            if not blocks and not self._stopping.is_set():
                self._check(time.monotonic() - last)

    def _take(self) -> tuple[list[tuple[Block, bool]], bool]:
        """Return the waiting blocks and whether to stop after them."""
        blocks: list[tuple[Block, bool]] = []
        try:
            item = self._queue.get(timeout=_TURN_S)
            while True:
                if item is None:
                    return blocks, True
                blocks.append(item)
                item = self._queue.get_nowait()
        except Empty:
            return blocks, False

    def _check(self, quiet_s: float) -> None:
        gone = self._finished.is_set() or (
            self.started and self._stream is not None and not self._stream.active()
        )
        if gone or quiet_s > (LOST_S if self.started else FIRST_BLOCK_S):
            raise self._lost()

    def _lost(self) -> DeviceError:
        todo = "Plug it in again, or choose another microphone in Settings."
        if not self.started:
            return DeviceError("The microphone opened but sent no sound.", todo=todo)
        return DeviceError(
            f"The microphone went away after {self.elapsed_s:.0f} seconds.",
            kept="What you said until then is kept.",
            todo=todo,
        )

    def _measure(self, samples: Samples) -> None:
        # 32-bit, because the absolute value of -32768 does not fit in 16.
        loud = np.abs(samples.astype(np.int32))
        self._levels.append((len(loud), int(loud.max(initial=0))))
        held = sum(n for n, _ in self._levels)
        while len(self._levels) > 1 and held - self._levels[0][0] >= _LEVEL_S * self.rate_hz:
            held -= self._levels.popleft()[0]
        self._level = (dbfs(max(p for _, p in self._levels) / 32768.0), time.monotonic())
        if not self.clipped and int((loud >= FULL_SCALE).sum()) >= 3:
            self.clipped = True
        nonzero = np.flatnonzero(loud)
        self._zeros = len(loud) - 1 - int(nonzero[-1]) if len(nonzero) else self._zeros + len(loud)
        self._received += len(samples)

    def _end(self) -> None:
        if self.error is not None and self._stream is not None:
            self._stream.close(abort=True)
        try:
            self._sink.close()
        except StarlingError as error:
            self.error = self.error or error
        self._level = (SILENCE_DBFS, 0.0)
        self._done.set()


class Listening:
    """What a recorder and a meter both tell of their capture; any thread, at once.

    Args:
        capture: The device at work.
    """

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    @property
    def started(self) -> bool:
        """Whether the first real block has come; the clock runs from there."""
        return self._capture.started

    @property
    def ended(self) -> bool:
        """Whether nothing more comes, by ``stop`` or by itself."""
        return self._capture.ended

    @property
    def elapsed_s(self) -> float:
        """Seconds of sound, from the first real block; 0.0 before."""
        return self._capture.elapsed_s

    @property
    def rate_hz(self) -> int:
        """Sample rate in Hz; 0 before ``start``."""
        return self._capture.rate_hz

    @property
    def zeros_s(self) -> float:
        """Seconds of bit-exact zeros up to now; 0 as soon as there is any sound.

        Equal to ``elapsed_s`` where the microphone never sent anything else: it is muted or
        Starling may not use it.
        """
        return self._capture.zeros_s

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS, -120 where nothing comes."""
        return self._capture.level_dbfs()
