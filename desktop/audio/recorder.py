"""Records one take from a microphone into a WAV that grows as the user speaks."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.audio.capture import Capture, Listening
from desktop.audio.devices import InputDevice
from desktop.audio.streams import StreamFactory, open_input
from desktop.audio.wav import GrowingWav, Opener, Samples, open_unbuffered
from desktop.domain.attempt import StoppedBy
from desktop.domain.errors import DeviceError, StarlingError, StorageError

# Ten minutes at 48 kHz, and then the finished copy of it.
NEEDED_BYTES = 100 * 2**20


@dataclass(frozen=True, slots=True)
class Take:
    """A finished recording.

    Attributes:
        path: The WAV.
        duration_s: Its length in seconds.
        rate_hz: Its sample rate in Hz.
        overflows: Blocks the sound system lost.
        stopped_by: USER, DEVICE or DISK.
        clipped: Whether samples reached full scale.
    """

    path: Path
    duration_s: float
    rate_hz: int
    overflows: int
    stopped_by: StoppedBy
    clipped: bool = False


def free_bytes(folder: Path) -> int:
    """Return the bytes free on the folder's disk."""
    return shutil.disk_usage(folder).free


class _WavSink:
    """Appends to a WAV that is made when the device's rate is known."""

    def __init__(self, path: Path, opener: Opener) -> None:
        self.path = path
        self._opener = opener
        self.wav: GrowingWav | None = None

    def open(self, rate_hz: int) -> None:
        self.wav = GrowingWav(self.path, rate_hz, self._opener)

    def write(self, samples: Samples) -> None:
        if self.wav is not None:
            self.wav.append(samples)

    def close(self) -> None:
        if self.wav is not None:
            self.wav.close()


class Recorder(Listening):
    """One take, from ``start`` to ``stop``; used once.

    ``start``, ``stop`` and ``abort`` wait for the sound system (up to seconds): call them away from
    the event loop. Everything else answers at once and may be polled from any thread. When the
    device goes away or the disk fills, the take ends by itself: ``ended`` turns true, ``error``
    says why, and ``stop`` returns what was kept.

    Args:
        path: The WAV to write; its folder exists.
        device: The microphone; None for the system's default.
        stream_factory: Opens the device.
        space: Says how many bytes are free in a folder.
        opener: Opens the file.
    """

    def __init__(
        self,
        path: Path,
        device: InputDevice | None = None,
        stream_factory: StreamFactory = open_input,
        *,
        space: Callable[[Path], int] = free_bytes,
        opener: Opener = open_unbuffered,
    ) -> None:
        self.path = path
        self._space = space
        self._sink = _WavSink(path, opener)
        super().__init__(Capture(device, self._sink, stream_factory))
        self._take: Take | None = None

    @property
    def clipped(self) -> bool:
        """Whether any samples reached full scale."""
        return self._capture.clipped

    @property
    def overflows(self) -> int:
        """Blocks the sound system lost so far."""
        return self._capture.overflows

    @property
    def error(self) -> DeviceError | StorageError | None:
        """Why the take ended by itself, or None."""
        error = self._capture.error
        return error if isinstance(error, (DeviceError, StorageError)) else None

    def start(self) -> None:
        """Open the device and begin; up to two seconds.

        Raises:
            DeviceError: There is no microphone or it cannot be opened.
            StorageError: The disk has no room or cannot be written. Nothing is left behind.
        """
        try:
            free = self._space(self.path.parent)
        except OSError as error:
            raise StorageError(
                f"The folder for recordings cannot be used: {error.strerror or error}.",
                todo="Check that the folder of your Starling data is there and can be written.",
            ) from error
        if free < NEEDED_BYTES:
            raise StorageError(
                f"There is only {free / 2**20:.0f} MB of room left on the disk for a recording.",
                todo=f"Free at least {NEEDED_BYTES / 2**20:.0f} MB, then start again.",
            )
        try:
            self._capture.start()
        except StarlingError:
            if self._sink.wav is not None:
                self._remove()
            raise

    def stop(self) -> Take:
        """End the take and return it; 0.1 to 3 s. Nothing said before the call is lost.

        Called again it returns the same take.
        """
        if self._take is None:
            self._capture.stop()
            wav = self._sink.wav
            self._take = Take(
                path=self.path,
                duration_s=wav.duration_s if wav else 0.0,
                rate_hz=self.rate_hz,
                overflows=self.overflows,
                stopped_by=self._stopped_by(),
                clipped=self.clipped,
            )
        return self._take

    def abort(self) -> None:
        """End the take and remove its file."""
        self._capture.stop(keep_tail=False)
        if self._sink.wav is not None:
            self._remove()

    def _stopped_by(self) -> StoppedBy:
        if isinstance(self.error, StorageError):
            return StoppedBy.DISK
        return StoppedBy.DEVICE if self.error is not None else StoppedBy.USER

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
