"""The speech worker's client: starts it, hands it recordings, and gets over its crashes."""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop.domain.errors import StarlingError, TranscriptionError
from desktop.domain.transcript import Transcript
from desktop.transcription.launch import worker_command, worker_environment
from desktop.transcription.models import ModelStore
from desktop.transcription.protocol import (
    VERSION,
    Cancel,
    Cancelled,
    Done,
    Failed,
    Finish,
    Follow,
    Hello,
    Message,
    Progress,
    ProtocolError,
    Ready,
    Request,
    Transcribe,
    Warm,
    Words,
    decode,
    encode,
)

log = logging.getLogger(__name__)

# Without a sign of life for so long the worker hangs; a long file takes time to be opened.
_PATIENCE_S = 120.0
_PATIENCE_PER_SECOND_OF_SOUND = 0.5
_ROUGH_BYTES_A_SECOND = 32_000
# A worker asked to drop a job may finish the piece it is at: that is quicker than a new worker
# loading the model. One that takes longer is killed.
_CANCEL_GRACE_S = 8.0
_CLOSE_GRACE_MS = 1000
_LONGEST_LINE = 64 * 1024 * 1024
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


@dataclass(slots=True)
class _Run:
    """One worker process."""

    process: QProcess
    hello: bool = False
    out: bytearray = field(default_factory=bytearray)
    waiting: list[Request] = field(default_factory=list)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=50))


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
        self._run: _Run | None = None
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
        return self._run is not None

    @property
    def process_id(self) -> int:
        """The worker's process id; 0 without one."""
        return int(self._run.process.processId()) if self._run else 0

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
            if self._run is not None:
                self._dropped.add(job.wire)
                self._send(Cancel(job.wire))
                self._grace.start()
        self._watch_if_needed()

    def shutdown(self) -> None:
        """End the worker; nothing is announced after this."""
        self._closed = True
        self._jobs.clear()
        self._stop_run()

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

    def _fail_all(self, error: StarlingError) -> None:
        jobs = list(self._jobs.values())
        self._jobs.clear()
        self._watch_if_needed()
        for job in jobs:
            self.failed.emit(job.id, error)
        if not jobs:
            self.failed.emit("", error)

    # -- the process ------------------------------------------------------------------------------

    def _send(self, request: Request) -> None:
        if self._closed:
            return
        if self._run is None:
            self._run = self._start()
        run = self._run
        if run.hello:
            run.process.write(encode(request))
        else:
            run.waiting.append(request)

    def _start(self) -> _Run:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        environment = QProcessEnvironment()
        for name, value in worker_environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        run = _Run(process)
        process.readyReadStandardOutput.connect(lambda: self._read(run))
        process.readyReadStandardError.connect(lambda: self._listen(run))
        process.finished.connect(lambda *_: self._ended(run))
        process.errorOccurred.connect(lambda error: self._trouble(run, error))
        self._silent_s = 0.0
        # Queued: a program that cannot be started says so inside start().
        QTimer.singleShot(0, process, process.start)
        return run

    def _stop_run(self) -> None:
        """End the worker process without a word about it."""
        run, self._run = self._run, None
        self._dropped.clear()
        self._grace.stop()
        self._watchdog.stop()
        if run is None:
            return
        process = run.process
        for signal in (
            process.readyReadStandardOutput,
            process.readyReadStandardError,
            process.finished,
            process.errorOccurred,
        ):
            signal.disconnect()
        if process.state() != QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(_CLOSE_GRACE_MS)
        process.deleteLater()

    def _read(self, run: _Run) -> None:
        run.out += run.process.readAllStandardOutput().data()
        while run is self._run and (end := run.out.find(b"\n")) >= 0:
            line = bytes(run.out[:end])
            del run.out[: end + 1]
            try:
                event = decode(line)
            except ProtocolError as error:
                log.warning("The speech worker sent a line that is no event: %s", error)
                continue
            self._silent_s = 0.0
            self._take(run, event)
        if len(run.out) > _LONGEST_LINE:
            log.warning("The speech worker sent a line without an end")
            run.process.kill()

    def _listen(self, run: _Run) -> None:
        text = bytes(run.process.readAllStandardError().data()).decode("utf-8", "replace")
        for line in text.splitlines():
            if line.strip():
                run.said.append(line.strip())
                log.debug("speech worker: %s", line.strip())

    def _trouble(self, run: _Run, error: QProcess.ProcessError) -> None:
        if run is self._run and error == QProcess.ProcessError.FailedToStart:
            why = run.process.errorString()
            self._stop_run()
            self._fail_all(
                TranscriptionError(
                    f"The speech worker could not be started: {why}.",
                    kept=_SAFE,
                    todo="Install Starling again, then try once more.",
                )
            )

    def _ended(self, run: _Run) -> None:
        if run is not self._run:
            return
        self._read(run)
        self._listen(run)
        code = run.process.exitCode()
        log.warning("The speech worker stopped (code %s): %s", code, "; ".join(run.said))
        self._stop_run()
        if not run.hello:
            # It never came up, so it would not the next time either.
            said = f" It said: {run.said[-1]}" if run.said else ""
            self._fail_all(
                TranscriptionError(
                    f"The speech worker could not be started.{said}",
                    kept=_SAFE,
                    todo="Install Starling again, then try once more.",
                )
            )
            return
        self._retry_or_fail("The words could not be made: the speech worker stopped twice.")

    # -- events -----------------------------------------------------------------------------------

    def _take(self, run: _Run, event: Message) -> None:
        match event:
            case Hello(version):
                self._greet(run, version)
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

    def _greet(self, run: _Run, version: int) -> None:
        if version != VERSION:
            self._stop_run()
            self._fail_all(
                TranscriptionError(
                    "The speech worker belongs to another version of Starling.",
                    kept=_SAFE,
                    todo="Install Starling again, then restart it.",
                )
            )
            return
        run.hello = True
        for request in run.waiting:
            run.process.write(encode(request))
        run.waiting.clear()

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
            self._stop_run()
            self._retry_or_fail("The words could not be made: the speech worker hung twice.")

    def _drop_by_force(self) -> None:
        """Kill a worker that is too busy to drop a job; its other jobs go on in a new one."""
        log.info("The speech worker was too busy to cancel and is replaced")
        self._stop_run()
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
