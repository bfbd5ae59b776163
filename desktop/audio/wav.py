"""Writes a WAV that can be read while it grows and after a crash."""

from __future__ import annotations

import errno
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from desktop.domain.errors import StorageError

HEADER_BYTES = 44
# What readers take for "to the end of the file"; with 0 they would find no sound in a growing one.
GROWING = 0xFFFFFFFF
_SYNC_S = 1.0

Samples = npt.NDArray[np.int16]
Opener = Callable[[Path], BinaryIO]


def header(rate_hz: int, data_bytes: int | None) -> bytes:
    """Return the header of a 16-bit mono WAV.

    Args:
        rate_hz: Sample rate in Hz.
        data_bytes: Bytes of sound; None while the file grows.
    """
    data = GROWING if data_bytes is None else min(data_bytes, GROWING - HEADER_BYTES)
    riff = GROWING if data_bytes is None else data + HEADER_BYTES - 8
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16, b"data", data),
    )


def open_unbuffered(path: Path) -> BinaryIO:
    """Open a file whose every write goes to the operating system at once."""
    return path.open("wb", buffering=0)


class GrowingWav:
    """A 16-bit mono WAV on disk that sound is appended to.

    Every append reaches the operating system at once and the disk about once a second, so a crash
    of Starling loses nothing appended and a power cut about a second.

    Args:
        path: The file; its folder exists.
        rate_hz: Sample rate in Hz.
        opener: Opens the file; tests give one whose disk is full.

    Raises:
        StorageError: The file cannot be made.
    """

    def __init__(self, path: Path, rate_hz: int, opener: Opener = open_unbuffered) -> None:
        self.path = path
        self.rate_hz = rate_hz
        self.frames = 0
        self._closed = False
        self._synced_at = time.monotonic()
        try:
            self._file = opener(path)
            self._write(header(rate_hz, None))
            self._sync()
            _sync_folder(path.parent)
        except OSError as error:
            raise cannot_write(path, error) from error

    @property
    def duration_s(self) -> float:
        """Seconds of sound in the file."""
        return self.frames / self.rate_hz

    def append(self, samples: Samples) -> None:
        """Add samples at the end.

        Raises:
            StorageError: The disk is full or gone; what was written before is kept.
        """
        try:
            self._write(samples.astype("<i2", copy=False).tobytes())
            self.frames += len(samples)
            if time.monotonic() - self._synced_at >= _SYNC_S:
                self._sync()
        except OSError as error:
            raise cannot_write(self.path, error, kept_s=self.duration_s) from error

    def close(self) -> None:
        """Write the true length into the header and close.

        Raises:
            StorageError: The disk is gone.
        """
        if self._closed:
            return
        self._closed = True
        try:
            with self._file:
                # A write that the full disk cut short leaves half a block; keep whole blocks.
                self._file.truncate(HEADER_BYTES + self.frames * 2)
                self._file.seek(0)
                self._write(header(self.rate_hz, self.frames * 2))
                self._sync()
        except OSError as error:
            raise cannot_write(self.path, error, kept_s=self.duration_s) from error

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = self._file.write(view)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            view = view[written:]

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced_at = time.monotonic()


def _sync_folder(folder: Path) -> None:
    """Make the new file's name survive a power cut where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some network file systems cannot sync a folder; the file itself is synced.
        return
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError, *, kept_s: float = 0.0) -> StorageError:
    """Return the error for a recording that cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    why = "the disk is full" if full else (error.strerror or str(error))
    kept = f"The first {kept_s:.0f} seconds are kept." if kept_s >= 1 else ""
    todo = "Free some space, then answer again." if full else "Check the disk, then answer again."
    return StorageError(
        f"The recording {path.name} could not be written: {why}.", kept=kept, todo=todo
    )
