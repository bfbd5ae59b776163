"""Audio files of every kind, whole and broken."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import socket
import struct
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from desktop.audio import files
from desktop.audio.files import duration_s, peaks, read_mono, repair_wav, to_flac
from desktop.audio.wav import HEADER_BYTES, header
from desktop.domain.errors import AudioFileError


def tone(seconds: float, rate: int, hz: float = 440.0, amplitude: float = 0.5) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def loudest_hz(samples: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()])


def av_file(path: Path, container: str, codec: str, rate: int = 48000) -> Path:
    import av

    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        samples = tone(1.0, rate)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return path


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("a.wav", 48000, 1, "PCM_16"),
        ("a.wav", 44100, 2, "PCM_24"),
        ("a.wav", 16000, 1, "PCM_16"),
        ("a.wav", 8000, 1, "PCM_U8"),
        ("a.wav", 192000, 1, "FLOAT"),
        ("a.wav", 48000, 8, "PCM_16"),
        ("a.wav", 8000, 1, "ULAW"),
        ("a.flac", 48000, 1, "PCM_16"),
        ("a.ogg", 44100, 1, "VORBIS"),
        ("a.opus", 48000, 1, "OPUS"),
        ("a.mp3", 44100, 2, "MPEG_LAYER_III"),
        ("a.aiff", 22050, 1, "PCM_16"),
    ],
)
def test_every_format_becomes_the_same_tone(tmp_path, name, rate, channels, subtype):
    path = tmp_path / name
    format_ = "OGG" if name.endswith(".opus") else None
    sound = np.repeat(tone(1.0, rate)[:, None], channels, axis=1)
    sf.write(str(path), sound, rate, subtype=subtype, format=format_)
    heard = read_mono(path)
    assert heard.dtype == np.float32
    assert heard.ndim == 1
    assert len(heard) / 16000 == pytest.approx(1.0, abs=0.06)
    assert loudest_hz(heard, 16000) == pytest.approx(440.0, abs=2.0)
    assert float(np.abs(heard[2000:-2000]).max()) == pytest.approx(0.5, abs=0.03)
    assert duration_s(path) == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize(
    ("name", "container", "codec"),
    [("a.m4a", "mp4", "aac"), ("a.webm", "webm", "libopus"), ("a.mka", "matroska", "aac")],
)
def test_what_libsndfile_cannot_read_comes_through_pyav(tmp_path, name, container, codec):
    path = av_file(tmp_path / name, container, codec)
    heard = read_mono(path)
    assert len(heard) / 16000 == pytest.approx(1.0, abs=0.06)
    assert loudest_hz(heard, 16000) == pytest.approx(440.0, abs=2.0)
    assert duration_s(path) == pytest.approx(1.0, abs=0.06)
    # The first parts hold the codec's overshoot at the start of the tone.
    assert peaks(path, 10)[4:8, 1] == pytest.approx([0.5] * 4, abs=0.05)


@pytest.fixture
def listener():
    """An address on this computer's network, and who called it."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller:
                        calls.append(caller.recv(200))

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("name", ["a.m4a", "a.aac", "a.webm"])
def test_a_playlist_in_disguise_reaches_neither_the_network_nor_other_files(
    tmp_path, listener, name
):
    address, calls = listener
    sf.write(str(tmp_path / "private.wav"), tone(1.0, 16000), 16000)
    av_file(tmp_path / "private.ts", "mpegts", "aac")
    path = tmp_path / name
    for playlist in (
        "ffconcat version 1.0\nfile private.wav\n",
        f"ffconcat version 1.0\nfile '{address}/a.wav'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nprivate.ts\n#EXT-X-ENDLIST\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}/a.ts\n#EXT-X-ENDLIST\n",
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 {address}\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    ):
        path.write_text(playlist, encoding="utf-8")
        for read in (read_mono, duration_s, lambda one: peaks(one, 10)):
            with pytest.raises(AudioFileError, match=name):
                read(path)
    assert calls == []


def test_without_pyav_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    path = av_file(tmp_path / "a.m4a", "mp4", "aac")
    real = importlib.util.find_spec
    monkeypatch.setattr(
        files.importlib.util, "find_spec", lambda name: None if name == "av" else real(name)
    )
    with pytest.raises(AudioFileError) as caught:
        read_mono(path)
    assert "a.m4a" in caught.value.what
    assert "pip install av" in caught.value.todo
    (tmp_path / "a.txt").write_text("not sound", encoding="utf-8")
    with pytest.raises(AudioFileError, match=r"a\.txt is not a sound file"):
        read_mono(tmp_path / "a.txt")


def broken(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.wav"
    match kind:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("Situation: I was at work. " * 40, encoding="utf-8")
        case "header-only":
            path.write_bytes(header(16000, 0))
        case "half-header":
            path.write_bytes(header(16000, 100)[:20])
        case "folder":
            path.mkdir()
        case "picture":
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
        case "noise":
            path.write_bytes(np.random.default_rng(3).bytes(5000))
    return path


@pytest.mark.parametrize(
    "kind",
    ["missing", "empty", "text", "header-only", "half-header", "folder", "picture", "noise"],
)
@pytest.mark.parametrize("read", [read_mono, lambda path: peaks(path, 5)], ids=["read", "peaks"])
def test_a_broken_file_is_named(tmp_path, kind, read):
    path = broken(tmp_path, kind)
    if kind == "header-only" and read is not read_mono:
        assert not read(path).any()
        return
    with pytest.raises(AudioFileError) as caught:
        read(path)
    assert path.name in caught.value.what
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.ogg"])
def test_a_file_cut_short_gives_what_it_has(tmp_path, name):
    path = tmp_path / name
    sf.write(str(path), np.tile(tone(1.0, 44100), 30), 44100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    heard = read_mono(path)
    assert 10.0 < len(heard) / 16000 < 20.0
    assert loudest_hz(heard[:16000], 16000) == pytest.approx(440.0, abs=2.0)


def test_numbers_that_are_none_become_silence(tmp_path):
    sound = tone(0.1, 16000)
    sound[10] = np.nan
    sound[20] = np.inf
    sf.write(str(tmp_path / "a.wav"), sound, 16000, subtype="FLOAT")
    assert np.isfinite(read_mono(tmp_path / "a.wav")).all()


def test_resampling_keeps_what_is_below_and_drops_what_is_above(tmp_path):
    sf.write(str(tmp_path / "low.wav"), tone(1.0, 48000, 3000.0), 48000)
    sf.write(str(tmp_path / "high.wav"), tone(1.0, 48000, 12000.0), 48000)
    assert np.abs(read_mono(tmp_path / "low.wav")[500:-500]).max() == pytest.approx(0.5, abs=0.01)
    assert np.abs(read_mono(tmp_path / "high.wav")[500:-500]).max() < 0.001


def test_flac_holds_the_same_samples(tmp_path):
    wav, flac = tmp_path / "a.wav", tmp_path / "a.flac"
    sf.write(str(wav), tone(2.5, 44100), 44100, subtype="PCM_16")
    assert to_flac(wav, flac) == pytest.approx(2.5)
    one, rate = sf.read(str(wav), dtype="int16")
    two, rate2 = sf.read(str(flac), dtype="int16")
    assert rate == rate2
    assert np.array_equal(one, two)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.flac", "a.wav"]


def test_flac_that_came_out_wrong_is_not_kept(tmp_path, monkeypatch):
    wav, flac = tmp_path / "a.wav", tmp_path / "a.flac"
    sf.write(str(wav), tone(0.5, 44100), 44100, subtype="PCM_16")
    flac.write_bytes(b"the old one")
    real = sf.SoundFile.write
    # A disk that turns the sound into something else.
    monkeypatch.setattr(sf.SoundFile, "write", lambda self, data: real(self, data // 2))
    with pytest.raises(AudioFileError) as caught:
        to_flac(wav, flac)
    assert "differs" in caught.value.what
    assert "untouched" in caught.value.kept
    assert flac.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.flac", "a.wav"]


@pytest.mark.parametrize("kind", ["missing", "text", "empty"])
def test_flac_of_a_broken_recording_is_told(tmp_path, kind):
    with pytest.raises(AudioFileError):
        to_flac(broken(tmp_path, kind), tmp_path / "a.flac")
    assert not (tmp_path / "a.flac").exists()


def test_flac_into_a_missing_folder_is_told(tmp_path):
    sf.write(str(tmp_path / "a.wav"), tone(0.1, 16000), 16000)
    with pytest.raises(AudioFileError):
        to_flac(tmp_path / "a.wav", tmp_path / "gone" / "a.flac")


@pytest.mark.parametrize("extra", [0, 1])
def test_repair_gives_a_crashed_recording_its_length(tmp_path, extra):
    path = tmp_path / "a.wav"
    samples = (tone(1.5, 16000) * 32767).astype("<i2")
    path.write_bytes(header(16000, None) + samples.tobytes() + b"x" * extra)
    assert repair_wav(path) == pytest.approx(1.5)
    heard, _ = sf.read(str(path), dtype="int16")
    assert np.array_equal(heard, samples)
    before = path.read_bytes()
    assert before[:HEADER_BYTES] == header(16000, samples.nbytes)
    assert repair_wav(path) == pytest.approx(1.5)
    assert path.read_bytes() == before


def test_repair_of_a_recording_without_sound(tmp_path):
    (tmp_path / "a.wav").write_bytes(header(48000, None))
    assert repair_wav(tmp_path / "a.wav") == 0.0
    (tmp_path / "b.wav").write_bytes(b"")
    assert repair_wav(tmp_path / "b.wav") == 0.0


@pytest.mark.parametrize("kind", ["missing", "text", "half-header", "picture", "stereo"])
def test_repair_leaves_what_is_not_ours(tmp_path, kind):
    path = broken(tmp_path, kind)
    if kind == "stereo":
        sf.write(str(path), np.zeros((50, 2)), 16000, subtype="PCM_16")
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(AudioFileError):
        repair_wav(path)
    assert (path.read_bytes() if path.exists() else None) == before


def test_peaks_show_where_it_is_loud(tmp_path):
    sound = np.concatenate([tone(1.0, 16000, amplitude=a) for a in (0.1, 0.8, 0.0, 0.4)])
    sf.write(str(tmp_path / "a.flac"), sound, 16000)
    shape = peaks(tmp_path / "a.flac", 4)
    assert shape.shape == (4, 2)
    assert shape[:, 1] == pytest.approx([0.1, 0.8, 0.0, 0.4], abs=0.01)
    assert shape[:, 0] == pytest.approx([-0.1, -0.8, 0.0, -0.4], abs=0.01)


@pytest.mark.parametrize("buckets", [1, 3, 7, 1000])
def test_peaks_of_every_width_cover_the_whole_file(tmp_path, buckets):
    sound = np.zeros(100)
    sound[-1] = 0.5
    sf.write(str(tmp_path / "a.wav"), sound, 16000)
    shape = peaks(tmp_path / "a.wav", buckets)
    assert shape.shape == (buckets, 2)
    assert shape[-1, 1] == pytest.approx(0.5, abs=1e-3)
    assert shape.max() == shape[-1, 1]


def test_the_header_of_a_growing_file_is_understood_by_others(tmp_path):
    path = tmp_path / "a.wav"
    samples = (tone(0.5, 16000) * 32767).astype("<i2")
    path.write_bytes(header(16000, None) + samples.tobytes())
    assert struct.unpack("<I", path.read_bytes()[40:44]) == (0xFFFFFFFF,)
    assert np.array_equal(sf.read(str(path), dtype="int16")[0], samples)
    copy = shutil.copy(path, tmp_path / "b.wav")
    assert len(read_mono(Path(copy))) == len(samples)
