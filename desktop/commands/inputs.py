"""Looks at every file given to a review before the slow work begins."""

from __future__ import annotations

import codecs
import glob
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.audio import AudioFacts
from desktop.domain.errors import AudioFileError, InputError, StarlingError
from desktop.domain.transcript import Transcript

TEXT_SUFFIX = ".txt"
AUDIO_SUFFIXES = (
    ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".mp4", ".webm",
)  # fmt: skip
PAGE_SUFFIXES = (".html", ".htm")

_SUFFIXES_SAID = "WAV, FLAC, Ogg, MP3, M4A or WebM audio, or a .txt transcript"
_RATE_HZ = 16000
_MOST_TEXT = 2_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One input that can be reviewed.

    Attributes:
        name: As the user gave it.
        path: The file.
        transcript: The words of a typed answer; None for audio, whose words are still to be made.
        facts: Measurements of the sound; None for a typed answer.
    """

    name: str
    path: Path
    transcript: Transcript | None
    facts: AudioFacts | None


class InputsError(StarlingError):
    """One or more inputs that cannot be used, one sentence each."""

    def __init__(self, faults: Sequence[StarlingError]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def expanded(names: Sequence[str]) -> list[str]:
    """Return the names with patterns such as ``*.wav`` resolved, for shells that leave that to us.

    A pattern that matches nothing stays, and is named as a missing file later.
    """
    found: list[str] = []
    for name in names:
        pattern = any(sign in name for sign in "*?[") and not os.path.lexists(name)
        # Path.glob takes no patterns with a folder of their own in front.
        found += (sorted(glob.glob(name)) if pattern else []) or [name]  # noqa: PTH207
    return found


def read_answers(
    names: Sequence[str], progress: Callable[[float, float], None] = lambda done, total: None
) -> list[Answer]:
    """Read and check all inputs.

    Args:
        names: Paths as the user gave them.
        progress: Called with (inputs done, inputs in all).

    Raises:
        InputsError: At least one cannot be used; every one that cannot is named.
    """
    answers: list[Answer] = []
    faults: list[StarlingError] = []
    for number, name in enumerate(names):
        progress(number, len(names))
        try:
            answers.append(_read(name))
        except StarlingError as error:
            faults.append(error)
    if faults:
        raise InputsError(faults)
    return answers


def _read(name: str) -> Answer:
    path = Path(name)
    suffix = path.suffix.lower()
    _check_readable(name, path)
    if suffix == TEXT_SUFFIX:
        return Answer(name, path, _read_text(name, path), None)
    if suffix not in AUDIO_SUFFIXES:
        kind = f"“{path.suffix}” files" if path.suffix else "files without an ending"
        raise InputError(f"{name}: Starling does not read {kind}.", todo=f"Give {_SUFFIXES_SAID}.")
    return Answer(name, path, None, _measure(name, path))


def _check_readable(name: str, path: Path) -> None:
    try:
        if path.is_dir():
            raise InputError(f"{name} is a folder.", todo="Name the files in it one by one.")
        if path.exists() and not path.is_file():
            raise InputError(f"{name} is not an ordinary file.", todo=f"Give {_SUFFIXES_SAID}.")
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError as error:
        raise InputError(f"{name}: there is no such file.", todo="Check its name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{name} cannot be opened: {reason[:1].lower()}{reason[1:]}.",
            todo="Check that you may read it.",
        ) from error
    if not first:
        raise InputError(f"{name} is empty.", todo=f"Give {_SUFFIXES_SAID}.")


def _read_text(name: str, path: Path) -> Transcript:
    data = path.read_bytes()
    if len(data) > _MOST_TEXT:
        raise InputError(
            f"{name} is too long for an answer ({len(data) / 1e6:.1f} MB of text).",
            todo="Give one answer a file.",
        )
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # What is cut from another program often has one bad byte; what is no text has many.
        what = "is not UTF-8 text" if _looks_like_text(data) else "is not a text file"
        raise InputError(
            f"{name} {what} (byte {error.start + 1}).", todo="Save it as plain text in UTF-8."
        ) from error
    if not _holds_text(text):
        raise InputError(f"{name} is not a text file.", todo="Save it as plain text in UTF-8.")
    transcript = Transcript.from_text(text)
    if not any(c.isalnum() for word in transcript.words for c in word.text):
        raise InputError(f"{name} holds no words.", todo="Write down what was said.")
    return transcript


def _looks_like_text(data: bytes) -> bool:
    sample = data[:4096]
    odd = sum(1 for byte in sample if byte < 32 and byte not in b"\t\n\v\f\r")
    return odd == 0


def _holds_text(text: str) -> bool:
    """Return whether decoded text is text and not something that happened to decode."""
    odd = sum(1 for c in text if (c < " " and not c.isspace()) or c == "\x7f")
    return "\0" not in text and odd <= len(text) / 100


def _measure(name: str, path: Path) -> AudioFacts:
    # Imported here: the sound libraries take a third of a second that a typed answer need not wait.
    from desktop.audio.facts import measure  # noqa: PLC0415
    from desktop.audio.files import read_mono  # noqa: PLC0415

    try:
        samples = read_mono(path, _RATE_HZ)
    except AudioFileError as error:
        what = error.what
        if name != path.name and what.startswith(path.name):
            what = name + what.removeprefix(path.name)
        raise AudioFileError(what, kept=error.kept, todo=error.todo) from error
    return measure(samples, _RATE_HZ)


def check_page(out: str, inputs: Sequence[str]) -> Path:
    """Return where the HTML page goes, after trying whether it can be written there.

    Raises:
        InputError: It cannot; nothing was written.
    """
    path = Path(out)
    if path.suffix.lower() not in PAGE_SUFFIXES:
        # "review --html a.wav b.wav" must not write over a.wav.
        raise InputError(
            f"{out}: the page needs a name that ends in .html.", todo="Put one after --html."
        )
    try:
        if path.is_dir():
            raise InputError(f"{out} is a folder.", todo="Give the page a file name.")
        if any(path.resolve() == Path(name).resolve() for name in inputs):
            raise InputError(f"{out} is also an input.", todo="Give the page another name.")
        handle, probe = tempfile.mkstemp(prefix=".starling-", suffix=".part", dir=path.parent)
        os.close(handle)
        Path(probe).unlink()
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError(f"{out} may not be written.", todo="Give the page another name.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{out} cannot be written: {reason[:1].lower()}{reason[1:]}.",
            todo="Choose a folder that exists and that you may write to.",
        ) from error
    return path
