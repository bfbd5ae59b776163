"""The speech worker's client: starts it, hands it recordings, and gets over its crashes."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import TranscriptionError
from desktop.domain.transcript import Transcript
from desktop.session.speech_process import SpeechProcess
from desktop.transcription.launch import worker_command
from desktop.transcription.models import ModelStore
from desktop.transcription.protocol import (
    Cancel,
    Cancelled,
    Done,
    Failed,
    Finish,
    Follow,
    Message,
    Progress,
    Ready,
    Request,
    Transcribe,
    Warm,
    Words,
)

log = logging.getLogger(__name__)

# Without a sign of life for so long the worker hangs; a long file takes time to be opened.
_PATIENCE_S = 120.0
_PATIENCE_PER_SECOND_OF_SOUND = 0.5
_ROUGH_BYTES_A_SECOND = 32_000
# A worker asked to drop a job may finish the piece it is at: that is quicker than a new worker
# loading the model. One that takes longer is killed.
_CANCEL_GRACE_S = 8.0
_SAFE = "The recording is safe."


@dataclass(slots=True)
class _Job:
    """A recording whose words are wanted.

    Attributes:
        wire: Its name towards the worker; new for every try, so late events of an old one are
            recognised.
    """

    id: str
    path: Path
    growing: bool
    wire: str = ""
    retried: bool = False
    until_s: float = 0.0


class Transcriber(QObject):
    """Makes words of recordings in a child process, which starts when it is first needed.

    A crash or hang of the worker costs one silent retry of its jobs from their files; after a
    second one they fail. Words that were announced are not announced again.

    Args:
        store: The speech models.
        model: The model's name; empty for the store's default.
        command: The worker's command line; None for the real one.
        patience_s: Seconds without a sign of life after which the worker counts as hung.
        grace_s: Seconds a worker may take to drop a cancelled recording before it is killed.
    """

    ready = Signal()
    """The model is loaded."""
    words = Signal(str, object)
    """Attempt id, and the ``Word`` tuple that comes after those before."""
    progress = Signal(str, float, float)
    """Attempt id, seconds done, seconds there are."""
    measured = Signal(str, object)
    """Attempt id and ``protocol.Quality``, just before ``done``."""
    done = Signal(str, object)
    """Attempt id and ``Transcript``."""
    failed = Signal(str, object)
    """Attempt id and ``StarlingError``; the id is empty where only the model could not load."""

    def __init__(
        self,
        store: ModelStore,
        model: str = "",
        *,
        command: Sequence[str] | None = None,
        patience_s: float = _PATIENCE_S,
        grace_s: float = _CANCEL_GRACE_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._chosen = model
        self._command = list(command) if command else worker_command(store.folder)
        self._patience_s = patience_s
        self._process: SpeechProcess | None = None
        self._jobs: dict[str, _Job] = {}  # by wire name
        self._dropped: set[str] = set()  # wire names the worker was asked to drop
        self._numbers = itertools.count(1)
        self._closed = False
        self._silent_s = 0.0
        self._watchdog = QTimer(self)
        # Ticks, not the clock: a laptop that slept did not wait.
        self._watchdog.setInterval(min(1000, round(patience_s * 250)))
        self._watchdog.timeout.connect(self._watch)
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(round(grace_s * 1000))
        self._grace.timeout.connect(self._drop_by_force)

    # -- what the rest of Starling calls ----------------------------------------------------------

    @property
    def model(self) -> str:
        """Name of the speech model used for what is asked next."""
        return self._chosen or self._store.default_name()

    def set_model(self, name: str) -> None:
        """Use another model for what is asked next; empty for the store's default."""
        self._chosen = name

    @property
    def running(self) -> bool:
        """Whether there is a worker process."""
        return self._process is not None

    @property
    def process_id(self) -> int:
        """The worker's process id; 0 without one."""
        return self._process.process_id if self._process else 0

    @property
    def busy(self) -> bool:
        """Whether any recording's words are still being made."""
        return bool(self._jobs)

    def warm(self) -> None:
        """Start the worker and load the model, so that the first words come soon."""
        self._send(Warm(self.model))

    def follow(self, attempt_id: str, path: Path) -> None:
        """Make the words of a 16-bit WAV while it is being written.

        Keep the file until ``done`` or ``failed``, or replace it by a FLAC of the same name.
        """
        self._begin(_Job(attempt_id, path, growing=True))

    def finish(self, attempt_id: str) -> None:
        """Say that a followed recording is whole."""
        for job in self._of(attempt_id):
            if job.growing:
                job.growing = False
                self._send(Finish(job.wire))

    def transcribe(self, attempt_id: str, path: Path) -> None:
        """Make the words of a finished sound file."""
        self._begin(_Job(attempt_id, path, growing=False))

    def cancel(self, attempt_id: str) -> None:
        """Forget a recording at once: nothing more is announced about it.

        The worker drops it before its next piece; a worker too busy for that is killed.
        """
        for job in self._of(attempt_id):
            del self._jobs[job.wire]
            if self._process is not None:
                self._dropped.add(job.wire)
                self._send(Cancel(job.wire))
                self._grace.start()
        self._watch_if_needed()

    def shutdown(self) -> None:
        """End the worker; nothing is announced after this."""
        self._closed = True
        self._jobs.clear()
        self._stop_process()

    # -- jobs -------------------------------------------------------------------------------------

    def _of(self, attempt_id: str) -> list[_Job]:
        return [job for job in self._jobs.values() if job.id == attempt_id]

    def _begin(self, job: _Job) -> None:
        self.cancel(job.id)
        self._submit(job)

    def _submit(self, job: _Job) -> None:
        job.wire = f"{job.id}/{next(self._numbers)}"
        self._jobs[job.wire] = job
        if job.growing:
            self._send(Follow(job.wire, str(job.path.absolute()), self.model))
        else:
            self._send(Transcribe(job.wire, str(_as_it_is_now(job.path).absolute()), self.model))
        self._watch_if_needed()

    def _retry_or_fail(self, what: str) -> None:
        """Give every job its second try in a new worker, or fail it where it had that."""
        jobs = list(self._jobs.values())
        self._jobs.clear()
        for job in jobs:
            if job.retried:
                error = TranscriptionError(
                    what, kept=_SAFE, todo="Try again, or choose a smaller speech model."
                )
                self.failed.emit(job.id, error)
            else:
                job.retried = True
                self._submit(job)
        self._watch_if_needed()

    # -- the process ------------------------------------------------------------------------------

    def _send(self, request: Request) -> None:
        if self._closed:
            return
        if self._process is None:
            self._process = process = SpeechProcess(self._command, self)
            process.received.connect(self._take)
            process.ended.connect(self._on_ended)
            process.unusable.connect(self._on_unusable)
            self._silent_s = 0.0
        self._process.send(request)

    def _stop_process(self) -> None:
        """End the worker process without a word about it."""
        process, self._process = self._process, None
        self._dropped.clear()
        self._grace.stop()
        self._watchdog.stop()
        if process is not None:
            process.close()

    def _on_ended(self) -> None:
        self._stop_process()
        self._retry_or_fail("The words could not be made: the speech worker stopped twice.")

    def _on_unusable(self, why: str) -> None:
        self._stop_process()
        error = TranscriptionError(why, kept=_SAFE, todo="Install Starling again, then restart it.")
        jobs = list(self._jobs.values())
        self._jobs.clear()
        for job_id in [job.id for job in jobs] or [""]:
            self.failed.emit(job_id, error)

    # -- events -----------------------------------------------------------------------------------

    def _take(self, event: Message) -> None:
        self._silent_s = 0.0
        match event:
            case Ready():
                self.ready.emit()
            case Cancelled(wire):
                self._dropped.discard(wire)
                if not self._dropped:
                    self._grace.stop()
            case Failed("") as failed:
                self.failed.emit("", failed.to_error())
            case Words() | Progress() | Done() | Failed():
                job = self._jobs.get(event.job)
                if job is not None:
                    self._report(job, event)
            case _:
                log.warning("The speech worker sent a request")

    def _report(self, job: _Job, event: Words | Progress | Done | Failed) -> None:
        match event:
            case Words(_, words, until_s):
                # After a crash the recording is read from its start; what was told, was told.
                if until_s > job.until_s:
                    job.until_s = until_s
                    self.words.emit(job.id, words)
            case Progress(_, done_s, total_s):
                self.progress.emit(job.id, done_s, total_s)
            case Done(_, words, model, language, quality):
                self._forget(job)
                self.measured.emit(job.id, quality)
                self.done.emit(job.id, Transcript(words, model, language))
            case Failed():
                self._forget(job)
                self.failed.emit(job.id, event.to_error())

    def _forget(self, job: _Job) -> None:
        del self._jobs[job.wire]
        self._watch_if_needed()

    # -- hangs ------------------------------------------------------------------------------------

    def _watch_if_needed(self) -> None:
        if not self._jobs:
            self._watchdog.stop()
        elif not self._watchdog.isActive():
            self._silent_s = 0.0
            self._watchdog.start()

    def _watch(self) -> None:
        self._silent_s += self._watchdog.interval() / 1000
        sound_s = max(map(_rough_seconds, (job.path for job in self._jobs.values())), default=0.0)
        if self._silent_s > self._patience_s + sound_s * _PATIENCE_PER_SECOND_OF_SOUND:
            log.warning("The speech worker gave no sign for %.0f s", self._silent_s)
            self._stop_process()
            self._retry_or_fail("The words could not be made: the speech worker hung twice.")

    def _drop_by_force(self) -> None:
        """Kill a worker that is too busy to drop a job; its other jobs go on in a new one."""
        log.info("The speech worker was too busy to cancel and is replaced")
        self._stop_process()
        others = list(self._jobs.values())
        self._jobs.clear()
        for job in others:
            self._submit(job)
        if not others:
            self.warm()


def _as_it_is_now(path: Path) -> Path:
    """Return the path, or the FLAC the recording has become."""
    flac = path.with_suffix(".flac")
    return flac if not path.exists() and flac.exists() else path


def _rough_seconds(path: Path) -> float:
    try:
        return _as_it_is_now(path).stat().st_size / _ROUGH_BYTES_A_SECOND
    except OSError:
        return 0.0
