"""Reads sound for the speech model: a WAV that is still being written, or a whole file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from desktop.domain.errors import AudioFileError
from desktop.transcription.vad import RATE_HZ

Samples = npt.NDArray[np.float32]

# Read at most so much at once, so that the worker hears requests in between.
_BLOCK_S = 10.0
_PCM, _EXTENSIBLE = 1, 0xFFFE
_HEADER_LIMIT = 1 << 16


class Sound(Protocol):
    """A source of 16 kHz mono sound."""

    def read(self) -> Samples:
        """Return the next samples; none where there are none yet, or no more."""

    def finish(self) -> None:
        """Say that nothing more will be written."""

    @property
    def ended(self) -> bool:
        """Whether everything was read and nothing more will come."""

    @property
    def duration_s(self) -> float:
        """Seconds there are so far."""


class WholeFile:
    """A finished sound file of any kind Starling reads.

    Raises:
        AudioFileError: The file is missing or no sound.
    """

    def __init__(self, path: Path) -> None:
        from desktop.audio.files import read_mono  # noqa: PLC0415 - only where it is needed

        self._samples: Samples = read_mono(path, RATE_HZ)
        self._at = 0

    def read(self) -> Samples:
        """Return the next ten seconds."""
        block = self._samples[self._at : self._at + int(_BLOCK_S * RATE_HZ)]
        self._at += len(block)
        return block

    def finish(self) -> None:
        """Do nothing: the file is whole."""

    @property
    def ended(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._samples)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self._samples) / RATE_HZ


class GrowingWav:
    """A 16-bit WAV followed while somebody else appends to it.

    The sizes in its header count for nothing until ``finish``: what is in the file is read. The
    file is open only while it is read, so its owner can rename or delete it in between. Where it
    became a FLAC of the same name meanwhile, the rest is read from there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._format: _Format | None = None
        self._frames = 0
        self._finished = False
        self._ended = False
        self._resampler: _Resampler | None = None

    def read(self) -> Samples:
        """Return what was added since the last call, at most ten seconds of it.

        Raises:
            AudioFileError: The file is no 16-bit WAV, or it was finished and is not there.
        """
        if self._ended:
            return np.zeros(0, np.float32)
        sound, more = self._read_frames()
        self._ended = self._finished and not more
        if self._resampler is None:
            return sound
        return self._resampler.feed(sound, last=self._ended)

    def finish(self) -> None:
        """Say that the file is whole."""
        self._finished = True

    @property
    def ended(self) -> bool:
        """Whether the whole file was read."""
        return self._ended

    @property
    def duration_s(self) -> float:
        """Seconds read so far."""
        return self._frames / self._format.rate_hz if self._format else 0.0

    def _read_frames(self) -> tuple[Samples, bool]:
        """Return new frames at the file's own rate, and whether there are more already."""
        nothing = np.zeros(0, np.float32)
        try:
            with self._path.open("rb") as file:
                if self._format is None:
                    self._format = _read_format(file, self._path)
                    if self._format is None:
                        if self._finished:
                            raise _no_sound(self._path)
                        return nothing, False
                    self._resampler = _Resampler(self._format.rate_hz)
                return self._read_from(file, self._format)
        except FileNotFoundError:
            if not self._finished:
                return nothing, False
            flac = self._path.with_suffix(".flac")
            if flac.is_file():
                return self._read_flac(flac), False
            raise _no_sound(self._path) from None
        except OSError as error:
            raise AudioFileError(
                f"The recording “{self._path.name}” cannot be read: {error.strerror}.",
                todo="Check that the disk is there, then try again.",
            ) from error

    def _read_from(self, file: BinaryIO, form: _Format) -> tuple[Samples, bool]:
        frame_bytes = 2 * form.channels
        size = file.seek(0, 2) - form.data_start
        if self._finished:
            # The header is true now: behind the sound there may be other things.
            file.seek(form.data_start - 4)
            (told,) = struct.unpack("<I", file.read(4))
            if self._frames * frame_bytes <= told < size and told:
                size = told
        frames = max(0, size // frame_bytes - self._frames)
        take = min(frames, int(_BLOCK_S * form.rate_hz))
        file.seek(form.data_start + self._frames * frame_bytes)
        data = file.read(take * frame_bytes)
        got = len(data) // frame_bytes
        self._frames += got
        raw = np.frombuffer(data[: got * frame_bytes], "<i2").reshape(-1, form.channels)
        return raw.mean(axis=1, dtype=np.float32) / np.float32(32768), take < frames

    def _read_flac(self, path: Path) -> Samples:
        import soundfile  # noqa: PLC0415 - rarely needed

        try:
            with soundfile.SoundFile(path) as file:
                if self._resampler is None:
                    self._format = _Format(file.samplerate, file.channels, 0)
                    self._resampler = _Resampler(file.samplerate)
                file.seek(min(self._frames, file.frames))
                sound = file.read(dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioFileError(
                f"The recording “{path.name}” cannot be read: {error}",
                todo="Try again once it has been saved.",
            ) from error
        self._frames += len(sound)
        return np.asarray(sound.mean(axis=1), np.float32)


class _Format:
    """What a WAV's header says about its sound."""

    def __init__(self, rate_hz: int, channels: int, data_start: int) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.data_start = data_start


class _Resampler:
    """Brings a stream to 16 kHz; the result does not depend on how the stream is cut."""

    def __init__(self, rate_hz: int) -> None:
        import soxr  # noqa: PLC0415 - keeps the import of this module light

        self._stream = (
            None
            if rate_hz == RATE_HZ
            else soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="HQ")
        )

    def feed(self, sound: Samples, *, last: bool) -> Samples:
        """Return the next samples at 16 kHz."""
        if self._stream is None or not (len(sound) or last):
            return sound
        return np.asarray(self._stream.resample_chunk(sound, last=last), np.float32)


def _read_format(file: BinaryIO, path: Path) -> _Format | None:
    """Return the format a WAV's header tells, or None where the header is not written yet.

    Raises:
        AudioFileError: It is not a 16-bit WAV.
    """
    head = file.read(_HEADER_LIMIT)
    if head[:4] != b"RIFF"[: len(head)] or head[8:12] != b"WAVE"[: max(0, len(head) - 8)]:
        raise _not_wav(path)
    at, form = 12, None
    while len(head) >= at + 8:
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            if form is None:
                raise _not_wav(path)
            return _Format(*form, at)
        if name == b"fmt " and len(head) >= at + 16:
            kind, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", head[at : at + 16])
            if kind not in (_PCM, _EXTENSIBLE) or bits != 16 or not channels or not rate_hz:
                raise _not_wav(path)
            form = (rate_hz, channels)
        at += size + size % 2
    if len(head) == _HEADER_LIMIT:
        raise _not_wav(path)
    return None


def _not_wav(path: Path) -> AudioFileError:
    return AudioFileError(
        f"“{path.name}” is not a 16-bit WAV recording.", todo="Open it as a finished file instead."
    )


def _no_sound(path: Path) -> AudioFileError:
    return AudioFileError(
        f"The recording “{path.name}” holds no sound.",
        todo="Check the microphone in Settings, then answer again.",
    )
