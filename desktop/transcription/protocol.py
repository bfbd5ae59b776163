"""What the window and the speech worker say to each other: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from desktop.domain.errors import (
    AudioFileError,
    ModelError,
    StarlingError,
    TranscriptionError,
)
from desktop.domain.transcript import Word, words_from_json

VERSION = 1
"""Raised whenever a message changes; a worker of another version is not spoken to."""


class ProtocolError(ValueError):
    """A line that is no message."""


# -- requests: window to worker -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Warm:
    """Load the model now."""

    kind: ClassVar[str] = "warm"
    model: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Make the words of a recording that is still growing."""

    kind: ClassVar[str] = "follow"
    job: str
    path: str
    model: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The recording of a followed job is whole."""

    kind: ClassVar[str] = "finish"
    job: str


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Make the words of a finished file."""

    kind: ClassVar[str] = "transcribe"
    job: str
    path: str
    model: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget a job before its next piece."""

    kind: ClassVar[str] = "cancel"
    job: str


Request = Warm | Follow | Finish | Transcribe | Cancel


# -- events: worker to window ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The first line of a worker."""

    kind: ClassVar[str] = "hello"
    version: int
    pid: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A model is loaded and was run once."""

    kind: ClassVar[str] = "ready"
    model: str
    load_s: float


@dataclass(frozen=True, slots=True)
class Words:
    """More words of a job; they come after all those before.

    Attributes:
        until_s: Everything said up to here, in seconds of the recording, is in the words so far.
    """

    kind: ClassVar[str] = "words"
    job: str
    words: tuple[Word, ...]
    until_s: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, in seconds of the recording; also the worker's sign of life."""

    kind: ClassVar[str] = "progress"
    job: str
    done_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a recording could be heard.

    Attributes:
        duration_s: Length of the recording in seconds.
        speech_s: Seconds of speech in it.
        probability: Mean probability of the words, 0 to 1.
        unsure_share: Share of the words with a probability under a half, 0 to 1.
        logprob: Mean log probability of the tokens.
        suspect_pieces: Pieces in which the model looped or guessed.
    """

    duration_s: float = 0.0
    speech_s: float = 0.0
    probability: float = 0.0
    unsure_share: float = 0.0
    logprob: float = 0.0
    suspect_pieces: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """All words of a job."""

    kind: ClassVar[str] = "done"
    job: str
    words: tuple[Word, ...]
    model: str
    language: str
    quality: Quality


@dataclass(frozen=True, slots=True)
class Failed:
    """A job, or with an empty job the loading of the model, could not be done.

    Attributes:
        error: Name of the error's class in ``domain.errors``.
        what: What happened, for the user.
        kept: What is safe, for the user.
        todo: What to do, for the user.
    """

    kind: ClassVar[str] = "failed"
    job: str
    error: str
    what: str
    kept: str
    todo: str

    @classmethod
    def of(cls, job: str, error: StarlingError) -> Failed:
        """Return the message for an error."""
        return cls(job, type(error).__name__, error.what, error.kept, error.todo)

    def to_error(self) -> StarlingError:
        """Return the error the message tells of."""
        kind = _ERRORS.get(self.error, TranscriptionError)
        return kind(self.what, kept=self.kept, todo=self.todo)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A job was forgotten on request."""

    kind: ClassVar[str] = "cancelled"
    job: str


Event = Hello | Ready | Words | Progress | Done | Failed | Cancelled
Message = Request | Event

_ERRORS: Mapping[str, type[StarlingError]] = {
    kind.__name__: kind for kind in (AudioFileError, ModelError, TranscriptionError)
}
_REQUESTS: tuple[type[Message], ...] = (Warm, Follow, Finish, Transcribe, Cancel)
_EVENTS: tuple[type[Message], ...] = (Hello, Ready, Words, Progress, Done, Failed, Cancelled)
_KINDS: Mapping[str, type[Message]] = {kind.kind: kind for kind in (*_REQUESTS, *_EVENTS)}
_SCALARS: Mapping[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (float, int)}


def encode(message: Message) -> bytes:
    """Return a message as one line, ended by a newline."""
    data = {"kind": message.kind, **asdict(message)}
    return json.dumps(data, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """Return the message of one line.

    Raises:
        ProtocolError: The line is no message of this protocol.
    """
    try:
        data = json.loads(line)
        kind = _KINDS[data.pop("kind")]
        wanted = {field.name: str(field.type) for field in fields(kind)}
        if set(data) != set(wanted):
            raise ProtocolError("wrong fields")
        return kind(**{name: _value(wanted[name], value) for name, value in data.items()})
    except ProtocolError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProtocolError(f"no message: {type(error).__name__}") from error


def _value(wanted: str, value: Any) -> Any:
    if wanted in _SCALARS:
        if not isinstance(value, _SCALARS[wanted]) or isinstance(value, bool):
            raise ProtocolError(f"not a {wanted}")
        return value
    if wanted == "Quality":
        return Quality(**value)
    return words_from_json(value)
