"""Reads, converts and repairs audio files."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from desktop.audio.wav import HEADER_BYTES, header
from desktop.domain.errors import AudioFileError

log = logging.getLogger(__name__)

Mono = npt.NDArray[np.float32]

# Formats libsndfile does not read and PyAV does.
_NEEDS_AV = frozenset({".m4a", ".mp4", ".aac", ".webm", ".mkv", ".mov", ".wma", ".3gp", ".amr"})
# FFmpeg also reads playlists, which name other files and addresses on the network: only containers
# that hold their sound themselves, from the file that was named.
_AV_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,matroska,aac,asf,amr,amrnb,amrwb,avi,flv,mpegts,mpeg,caf,ac3,eac3,"
    "mp3,ogg,flac,wav,aiff,wv,ape",
}
_BLOCK_FRAMES = 1 << 18
_PICK_ANOTHER = "Choose another file: WAV, FLAC, Ogg, MP3, M4A or WebM."


def read_mono(path: Path, rate_hz: int = 16000) -> Mono:
    """Return a sound file as one channel of float samples between -1 and 1.

    Channels are averaged and the rate is converted. A file cut short gives the sound it has. Slow
    (about 0.1 s a minute of sound): run it as a background job.

    Args:
        path: Any format libsndfile reads; with PyAV installed M4A, WebM and video files as well.
        rate_hz: The sample rate wanted in Hz.

    Raises:
        AudioFileError: Not there, not sound, damaged or without sound; names the file.
    """
    path = Path(path)
    _check_there(path)
    try:
        samples, rate = _read_sndfile(path)
    except sf.LibsndfileError as error:
        samples, rate = _read_av(path, error)
    if not len(samples):
        raise AudioFileError(f"{path.name} holds no sound.", todo=_PICK_ANOTHER)
    samples = np.nan_to_num(samples, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
    if rate != rate_hz:
        samples = soxr.resample(samples, rate, rate_hz, quality="HQ")
    return np.ascontiguousarray(samples, dtype=np.float32)


def duration_s(path: Path) -> float:
    """Return the length of a sound file in seconds. Quick for what libsndfile reads.

    Raises:
        AudioFileError: Not there, not sound or damaged; names the file.
    """
    path = Path(path)
    _check_there(path)
    try:
        info = sf.info(str(path))
    except sf.LibsndfileError as error:
        samples, rate = _read_av(path, error)
        return len(samples) / rate
    return float(info.frames) / float(info.samplerate)


def peaks(path: Path, buckets: int) -> Mono:
    """Return the lowest and highest sample of equal parts of a file, for a waveform.

    Three minutes take about 20 ms from a WAV and 100 to 200 ms from a FLAC: run it as a
    background job.

    Args:
        path: The sound file.
        buckets: How many parts; every part of an empty file is 0.

    Returns:
        Array of shape (buckets, 2), each row (low, high) between -1 and 1.

    Raises:
        AudioFileError: Not there, not sound or damaged; names the file.
    """
    path = Path(path)
    _check_there(path)
    try:
        with sf.SoundFile(str(path)) as sound:
            return _peaks(_blocks(sound), int(sound.frames), buckets)
    except sf.LibsndfileError as error:
        samples, _ = _read_av(path, error)
        scaled = np.clip(samples * 32768, -32768, 32767).astype(np.int16)
        return _peaks(iter([scaled]), len(scaled), buckets)


def to_flac(wav: Path, flac: Path) -> float:
    """Make a FLAC of a recording, check it sample by sample, and only then give it its name.

    About 0.4 s for three minutes: run it as a background job. The WAV is left alone.

    Returns:
        The length in seconds.

    Raises:
        AudioFileError: The WAV cannot be read or the FLAC not written; the WAV is untouched.
    """
    kept = "The recording itself is untouched."
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=flac.parent, prefix=f".{flac.stem}-", suffix=".flac")
        os.close(handle)
        part = Path(name)
        with sf.SoundFile(str(wav)) as source:
            rate, channels = int(source.samplerate), int(source.channels)
            with sf.SoundFile(
                str(part), "w", rate, channels, subtype="PCM_16", format="FLAC"
            ) as target:
                for block in source.blocks(_BLOCK_FRAMES, dtype="int16"):
                    target.write(block)
        frames = _same(wav, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(flac)
    except (OSError, sf.LibsndfileError, ValueError) as error:
        raise AudioFileError(
            f"{flac.name} could not be made from {wav.name}: {_why(error)}.",
            kept=kept,
            todo="Check that the disk has room, then try again.",
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return frames / rate


def repair_wav(path: Path) -> float:
    """Give a WAV that a crash left open the true length in its header.

    Args:
        path: A recording of ours: 16-bit mono with a header of 44 bytes.

    Returns:
        Its length in seconds; 0.0 where the crash came before the first sound.

    Raises:
        AudioFileError: Not a recording of ours; it is left as it is.
    """
    try:
        with path.open("rb+") as file:
            head = file.read(HEADER_BYTES)
            if not head:
                return 0.0
            rate = _rate_of_ours(path, head)
            size = os.fstat(file.fileno()).st_size
            data = (size - HEADER_BYTES) // 2 * 2
            wanted = header(rate, data)
            if head != wanted or size != HEADER_BYTES + data:
                file.truncate(HEADER_BYTES + data)
                file.seek(0)
                file.write(wanted)
                file.flush()
                os.fsync(file.fileno())
            return data / 2 / rate
    except OSError as error:
        raise AudioFileError(
            f"{path.name} could not be repaired: {_why(error)}.", kept="It is left as it is."
        ) from error


def _rate_of_ours(path: Path, head: bytes) -> int:
    ours = len(head) == HEADER_BYTES and (head[:4], head[8:16], head[36:40]) == (
        b"RIFF",
        b"WAVEfmt ",
        b"data",
    )
    if ours:
        _, kind, channels, rate, _, _, bits = struct.unpack("<IHHIIHH", head[16:36])
        if (kind, channels, bits) == (1, 1, 16) and rate > 0:
            return int(rate)
    raise AudioFileError(
        f"{path.name} is not a recording of Starling's.", kept="It is left as it is."
    )


def _check_there(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise AudioFileError(
            f"{path.name} could not be opened: {_why(error)}.", todo="Check its name and folder."
        ) from error
    if path.is_dir():
        raise AudioFileError(f"{path.name} is a folder, not a sound file.")
    if size == 0:
        raise AudioFileError(f"{path.name} is empty.", todo=_PICK_ANOTHER)


def _read_sndfile(path: Path) -> tuple[Mono, int]:
    """Return the average of the channels and the rate."""
    parts: list[Mono] = []
    with sf.SoundFile(str(path)) as sound:
        rate = int(sound.samplerate)
        while True:
            try:
                block = sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
            except sf.LibsndfileError:
                # Cut short or damaged in the middle: what came before is still worth having.
                if not parts:
                    raise
                log.warning("A sound file is damaged after %s blocks", len(parts))
                break
            if not len(block):
                break
            parts.append(block.mean(axis=1, dtype=np.float32))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32), rate


def _read_av(path: Path, error: Exception) -> tuple[Mono, int]:
    """Read what libsndfile cannot through PyAV."""
    if importlib.util.find_spec("av") is None:
        if path.suffix.lower() in _NEEDS_AV:
            raise AudioFileError(
                f"{path.name} is in a format that Starling reads only with PyAV installed.",
                todo="Install it with: pip install av. Or save the file as WAV, FLAC or MP3.",
            ) from error
        raise _not_sound(path, error) from error
    av: Any = importlib.import_module("av")
    parts: list[Mono] = []
    try:
        with av.open(str(path.absolute()), options=dict(_AV_OPTIONS)) as container:
            if not container.streams.audio:
                raise _not_sound(path, error) from error
            rate = int(container.streams.audio[0].rate or 0)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            frames = _until_damaged(container.decode(audio=0), parts, av.FFmpegError)
            for frame in frames:
                parts.extend(out.to_ndarray()[0] for out in resampler.resample(frame))
            parts.extend(out.to_ndarray()[0] for out in resampler.resample(None))
    except (av.FFmpegError, ValueError, OSError) as fault:
        raise _not_sound(path, fault) from fault
    samples = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
    return samples.astype(np.float32, copy=False), rate


def _until_damaged(
    frames: Iterator[Any], parts: list[Mono], fault: type[Exception]
) -> Iterator[Any]:
    """Yield decoded frames up to damage; damage before the first is the caller's."""
    try:
        yield from frames
    except fault:
        if not parts:
            raise
        log.warning("A sound file is damaged after %s parts", len(parts))


def _not_sound(path: Path, error: Exception) -> AudioFileError:
    return AudioFileError(
        f"{path.name} is not a sound file Starling can read, or it is damaged.", todo=_PICK_ANOTHER
    )


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".")


def _blocks(sound: sf.SoundFile) -> Iterator[npt.NDArray[np.int16]]:
    """Yield a file's channels averaged, in blocks."""
    while True:
        block = sound.read(_BLOCK_FRAMES, dtype="int16", always_2d=True)
        if not len(block):
            return
        yield block[:, 0] if block.shape[1] == 1 else block.mean(axis=1).astype(np.int16)


def _peaks(blocks: Iterator[npt.NDArray[np.int16]], frames: int, buckets: int) -> Mono:
    found = np.zeros((buckets, 2), dtype=np.float32)
    if frames == 0 or buckets == 0:
        return found
    samples = np.concatenate(list(blocks) or [np.zeros(1, dtype=np.int16)])
    if len(samples) < buckets:
        # Fewer samples than parts: each part shows the sample it falls on.
        values = samples[np.arange(buckets) * len(samples) // buckets]
        found[:, 0] = found[:, 1] = values / 32768.0
        return found
    starts = np.arange(buckets) * len(samples) // buckets
    found[:, 0] = np.minimum.reduceat(samples, starts) / 32768.0
    found[:, 1] = np.maximum.reduceat(samples, starts) / 32768.0
    return found


def _same(wav: Path, flac: Path) -> int:
    """Return the frames of two files that hold the same samples.

    Raises:
        ValueError: They differ.
    """
    frames = 0
    with sf.SoundFile(str(wav)) as one, sf.SoundFile(str(flac)) as two:
        while True:
            left = one.read(_BLOCK_FRAMES, dtype="int16")
            right = two.read(_BLOCK_FRAMES, dtype="int16")
            if not np.array_equal(left, right):
                raise ValueError("the copy differs from the recording")
            if not len(left):
                return frames
            frames += len(left)
