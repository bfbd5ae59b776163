"""What the practice flow needs from the hardware's side, so that tests can stand in for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from desktop.audio.devices import InputDevice
from desktop.audio.recorder import Take
from desktop.domain.audio import AudioFacts
from desktop.domain.errors import StarlingError
from desktop.domain.question import Question
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript


class RecorderLike(Protocol):
    """One take; ``desktop.audio.recorder.Recorder`` is the real one."""

    @property
    def started(self) -> bool:
        """Whether the first real block has come."""

    @property
    def elapsed_s(self) -> float:
        """Seconds recorded."""

    @property
    def zeros_s(self) -> float:
        """Seconds of bit-exact zeros up to now."""

    @property
    def clipped(self) -> bool:
        """Whether any samples reached full scale."""

    @property
    def overflows(self) -> int:
        """Blocks lost so far."""

    @property
    def error(self) -> StarlingError | None:
        """Why the take ended by itself, or None."""

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS."""

    def start(self) -> None:
        """Open the device and begin; may wait."""

    def stop(self) -> Take:
        """End the take; may wait."""

    def abort(self) -> None:
        """End the take and remove its file; may wait."""


class MonitorLike(Protocol):
    """A level without a file; ``desktop.audio.meter.Monitor`` is the real one."""

    @property
    def zeros_s(self) -> float:
        """Seconds of bit-exact zeros up to now."""

    @property
    def error(self) -> StarlingError | None:
        """Why it ended by itself, or None."""

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS."""

    def start(self) -> None:
        """Open the device; may wait."""

    def stop(self) -> None:
        """Let the device go; may wait."""


RecorderFactory = Callable[[Path, InputDevice | None], RecorderLike]
MonitorFactory = Callable[[InputDevice | None], MonitorLike]


class TranscriberLike(Protocol):
    """The speech worker's client; ``desktop.session.transcriber.Transcriber`` is the real one.

    The attributes are signals: ``words(str, tuple)`` with the words that come after those before,
    ``progress(str, float, float)``, ``done(str, Transcript)``, ``failed(str, StarlingError)``.
    """

    words: Any
    progress: Any
    done: Any
    failed: Any

    def warm(self) -> None:
        """Start the worker and load the model."""

    def follow(self, attempt_id: str, path: Path) -> None:
        """Transcribe a recording while it grows."""

    def finish(self, attempt_id: str) -> None:
        """Say that the recording is whole."""

    def transcribe(self, attempt_id: str, path: Path) -> None:
        """Transcribe a whole recording."""

    def cancel(self, attempt_id: str) -> None:
        """Stop working on a recording."""

    def shutdown(self) -> None:
        """End the worker."""


class AnalyserLike(Protocol):
    """Words to report; ``desktop.analysis.analyser.Analyser`` is the real one."""

    def analyse(
        self,
        question: Question,
        transcript: Transcript,
        audio: AudioFacts | None,
        target_s: float | None = None,
    ) -> Report:
        """Make a report."""
