"""Following a file that somebody else writes: nothing is lost, doubled or waited for in vain."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from desktop.domain.errors import AudioFileError
from desktop.transcription.sound import GrowingWav, WholeFile

UNKNOWN = 0xFFFFFFFF


def wav_header(
    rate: int, channels: int = 1, size: int = UNKNOWN, bits: int = 16, extra: bytes = b""
) -> bytes:
    block = channels * bits // 8
    return (
        b"RIFF" + struct.pack("<I", UNKNOWN) + b"WAVE" + extra
        + b"fmt " + struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * block, block, bits)
        + b"data" + struct.pack("<I", size)
    )  # fmt: skip


def tone(seconds: float, rate: int) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * 300 * at) * 12000 * (0.2 + at / seconds)).astype("<i2")


def drain(sound: GrowingWav | WholeFile) -> np.ndarray:
    parts = []
    while len(part := sound.read()):
        parts.append(part)
    return np.concatenate([np.zeros(0, np.float32), *parts])


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_a_file_written_in_odd_bits_is_heard_as_a_whole_one(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "take.wav"
    samples = tone(3.3, rate)
    data = wav_header(rate) + samples.tobytes()
    sound = GrowingWav(path)
    heard = [drain(sound)]
    at = 0
    for size in (10, 20, 31, 4001, 50_000, 7, 90_001, len(data)):
        path.write_bytes(data[: (at := min(at + size, len(data)))])
        heard.append(drain(sound))
        assert not sound.ended
    sound.finish()
    heard.append(drain(sound))
    assert sound.ended
    whole = samples.astype(np.float32) / 32768
    wanted = whole if rate == 16_000 else soxr.resample(whole, rate, 16_000)
    got = np.concatenate(heard)
    assert abs(len(got) - len(wanted)) <= 2
    count = min(len(got), len(wanted))
    assert np.abs(got[:count] - wanted[:count]).max() < 2e-3
    assert sound.duration_s == pytest.approx(3.3, abs=1e-3)


def test_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    left = tone(0.5, 16_000)
    both = np.stack([left, np.zeros_like(left)], axis=1)
    path.write_bytes(wav_header(16_000, channels=2) + both.tobytes() + b"\1\0\1")
    sound = GrowingWav(path)
    assert np.allclose(drain(sound), left / np.float32(65536), atol=1e-6)


def test_other_chunks_before_the_sound_are_stepped_over(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    junk = b"JUNK" + struct.pack("<I", 5) + b"data!\0"
    path.write_bytes(wav_header(16_000, extra=junk) + tone(0.5, 16_000).tobytes())
    assert len(drain(GrowingWav(path))) == 8000


def test_what_stands_behind_the_sound_of_a_finished_file_is_not_heard(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    samples = tone(0.5, 16_000)
    path.write_bytes(
        wav_header(16_000, size=samples.nbytes) + samples.tobytes() + b"LIST\4\0\0\0abcd"
    )
    sound = GrowingWav(path)
    sound.finish()
    assert len(drain(sound)) == 8000
    assert sound.ended


def test_a_header_left_open_by_a_crash_does_no_harm(tmp_path: Path) -> None:
    for size in (UNKNOWN, 0):
        path = tmp_path / f"take{size}.wav"
        path.write_bytes(wav_header(16_000, size=size) + tone(0.5, 16_000).tobytes())
        sound = GrowingWav(path)
        sound.finish()
        assert len(drain(sound)) == 8000


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    sound = GrowingWav(tmp_path / "take.wav")
    assert len(sound.read()) == 0
    assert not sound.ended
    sound.finish()
    with pytest.raises(AudioFileError, match=r"take\.wav.* no sound"):
        sound.read()


def test_a_recording_that_became_a_flac_is_heard_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    samples = tone(2.0, 16_000)
    path.write_bytes(wav_header(16_000) + samples[:10_000].tobytes())
    sound = GrowingWav(path)
    first = drain(sound)
    soundfile.write(path.with_suffix(".flac"), samples, 16_000)
    path.unlink()
    assert len(sound.read()) == 0
    sound.finish()
    heard = np.concatenate([first, drain(sound)])
    assert sound.ended
    assert np.allclose(heard, samples / np.float32(32768), atol=1e-6)


@pytest.mark.parametrize(
    "data",
    [b"OggS" + bytes(60), wav_header(16_000, bits=24), b"RIFF\0\0\0\0AVI " + bytes(60)],
    ids=["ogg", "24 bits", "avi"],
)
def test_what_cannot_be_followed_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(data)
    with pytest.raises(AudioFileError, match=r"take\.wav"):
        GrowingWav(path).read()


def test_a_whole_file_comes_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    samples = tone(25.0, 16_000)
    soundfile.write(path, samples, 16_000)
    sound = WholeFile(path)
    assert len(sound.read()) == 160_000
    assert not sound.ended
    assert len(drain(sound)) == 240_000
    assert sound.ended
    assert sound.duration_s == 25.0
