"""From a recording to words to a report, each step kept before it is announced."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.audio.facts import measure
from desktop.audio.files import read_mono, to_flac
from desktop.domain.attempt import Attempt, Stage
from desktop.domain.audio import AudioFacts
from desktop.domain.errors import AudioFileError, StarlingError, TranscriptionError
from desktop.domain.question import Question
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript, Word
from desktop.session.jobs import Jobs
from desktop.session.ports import AnalyserLike, TranscriberLike
from desktop.storage.attempts import AttemptStore

_log = logging.getLogger(__name__)
_RATE_HZ = 16000

WRITING = "Writing down your words"
READING = "Reading your answer"


def measure_file(path: Path, overflows: int) -> AudioFacts:
    """Measure a recording's sound.

    Raises:
        AudioFileError: It cannot be read.
    """
    return measure(read_mono(path, _RATE_HZ), _RATE_HZ, overflows)


class Reviewer(QObject):
    """Takes attempts from their recording to their report.

    Every step is in the database before the next begins, so that one that was broken off goes on
    from there: ``ensure`` does that when an attempt is opened, ``retry`` when the user asks.

    Args:
        store: The attempts.
        recordings: The folder of the recordings.
        transcriber: The speech worker's client.
        analyser: Makes reports.
        question: Finds a question by its id, None where its pack is gone.
        choose_model: Called before words are asked for: the user may have chosen another model.
        parent: Qt's owner.
    """

    words = Signal(str, object)
    """Attempt id, the words so far; for the review page only, never shown while answering."""
    progress = Signal(str, str, float)
    """Attempt id, what is being done, share 0 to 1 or -1 where it is not known."""
    ready = Signal(str)
    """The report is in the database."""
    failed = Signal(str, object)
    """Attempt id, what went wrong; the take is kept."""
    kept = Signal(str)
    """Something of the attempt was kept: its words, or the finished recording."""

    def __init__(
        self,
        store: AttemptStore,
        recordings: Path,
        transcriber: TranscriberLike,
        analyser: AnalyserLike,
        question: Callable[[str], Question | None],
        choose_model: Callable[[], None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._recordings = recordings
        self._transcriber = transcriber
        self._analyser = analyser
        self._question = question
        self._choose_model = choose_model
        # One thread: the order of steps is the order they were asked for.
        self._jobs = Jobs(1, "review", self)
        self._heard: dict[str, tuple[Word, ...]] = {}
        self._active: set[str] = set()
        self._growing: set[str] = set()
        transcriber.words.connect(self._on_words)
        transcriber.progress.connect(self._on_progress)
        transcriber.done.connect(self._on_done)
        transcriber.failed.connect(self._on_failed)

    def prepare(self) -> None:
        """Warm the speech worker while the user thinks."""
        self._choose_model()
        self._transcriber.warm()

    def busy(self, attempt_id: str) -> bool:
        """Return whether words or report of an attempt are being made."""
        return attempt_id in self._active

    @property
    def working(self) -> bool:
        """Whether anything is being made or kept."""
        return bool(self._active) or self._jobs.busy

    def words_so_far(self, attempt_id: str) -> tuple[Word, ...]:
        """Return what was heard so far of an attempt being transcribed."""
        return self._heard.get(attempt_id, ())

    def follow(self, attempt_id: str, path: Path) -> None:
        """Begin with the words while the recording still grows."""
        self._active.add(attempt_id)
        self._growing.add(attempt_id)
        self._heard[attempt_id] = ()
        self._choose_model()
        self._transcriber.follow(attempt_id, path)

    def finish(self, attempt_id: str) -> None:
        """Go on to the end: the recording is whole and saved."""
        self._growing.discard(attempt_id)
        if attempt_id not in self._active:
            self.ensure(attempt_id)
            return
        self.progress.emit(attempt_id, WRITING, -1.0)
        self._transcriber.finish(attempt_id)

    def cancel(self, attempt_id: str) -> None:
        """Stop making the words of an attempt; what comes of it late is ignored."""
        if attempt_id in self._active:
            self._forget(attempt_id)
            self._transcriber.cancel(attempt_id)

    def retry(self, attempt_id: str) -> None:
        """Make what is missing again: the words, or only the report where there are words."""
        if attempt_id in self._active:
            return
        self._active.add(attempt_id)
        self.progress.emit(attempt_id, WRITING, -1.0)

        def look() -> tuple[bool, Path]:
            attempt = self._store.get(attempt_id)
            has_words = self._store.transcript(attempt_id) is not None
            path = self._path(attempt)
            if not has_words and path is None:
                raise AudioFileError(
                    f"The recording {attempt.recording or attempt_id} is not there any more.",
                    todo="Answer the question again.",
                )
            stage = Stage.TRANSCRIBED if has_words else Stage.RECORDED
            self._store.change(attempt_id, durable=False, stage=stage, error="")
            return has_words, path or self._recordings

        def go(found: tuple[bool, Path]) -> None:
            has_words, path = found
            if attempt_id not in self._active:
                return
            if has_words:
                self._analyse(attempt_id)
            else:
                self._heard[attempt_id] = ()
                self._choose_model()
                self._transcriber.transcribe(attempt_id, path)

        self._jobs.run(look, go, lambda error: self._give_up(attempt_id, error))

    def ensure(self, attempt_id: str) -> None:
        """Make what an opened attempt lacks, or what a better analyser would say otherwise.

        Does nothing for one that is complete, being worked on, or failed (the user decides about
        that).
        """
        if attempt_id in self._active:
            return

        def lacks() -> bool:
            attempt = self._store.get(attempt_id)
            if attempt.stage in (Stage.RECORDING, Stage.FAILED):
                return False
            if attempt.stage is Stage.RECORDED and self._path(attempt) is None:
                return False
            report = self._store.report(attempt_id)
            version = getattr(self._analyser, "version", None)
            return report is None or (version is not None and report.analyser != version)

        def go(lacking: bool) -> None:
            if lacking:
                self.retry(attempt_id)

        self._jobs.run(lacks, go, lambda error: self.failed.emit(attempt_id, error))

    def compress(self, attempt_id: str) -> None:
        """Replace an attempt's WAV by a checked FLAC; the WAV goes last."""
        self._jobs.run(
            lambda: self._to_flac(attempt_id),
            lambda done: self.kept.emit(attempt_id) if done else None,
        )

    def shutdown(self) -> None:
        """Wait for what is being written; nothing starts afterwards."""
        self._active.clear()
        self._transcriber.shutdown()
        self._jobs.close()

    # From the speech worker

    def _on_words(self, attempt_id: str, words: tuple[Word, ...]) -> None:
        if attempt_id in self._active:
            self._heard[attempt_id] = (*self._heard.get(attempt_id, ()), *words)
            self.words.emit(attempt_id, self._heard[attempt_id])

    def _on_progress(self, attempt_id: str, done_s: float, total_s: float) -> None:
        if attempt_id in self._active:
            share = min(1.0, done_s / total_s) if total_s > 0 else -1.0
            self.progress.emit(attempt_id, WRITING, share)

    def _on_done(self, attempt_id: str, transcript: Transcript) -> None:
        if attempt_id not in self._active:
            return
        self._heard[attempt_id] = transcript.words
        self.words.emit(attempt_id, transcript.words)

        def keep() -> None:
            self._store.save_transcript(attempt_id, transcript)
            self._store.change(attempt_id, stage=Stage.TRANSCRIBED, error="")

        def go(_: None) -> None:
            self.kept.emit(attempt_id)
            self._analyse(attempt_id)

        self._jobs.run(keep, go, lambda error: self._give_up(attempt_id, error))

    def _on_failed(self, attempt_id: str, error: StarlingError) -> None:
        if attempt_id in self._growing:
            # Nobody is disturbed while speaking: ``finish`` begins anew from the whole file.
            _log.warning("no words while recording: %s", error)
            self._forget(attempt_id)
        elif attempt_id in self._active:
            self._give_up(attempt_id, error)

    # The report

    def _analyse(self, attempt_id: str) -> None:
        self.progress.emit(attempt_id, READING, -1.0)
        self._jobs.run(
            lambda: self._report(attempt_id),
            lambda _: self._complete(attempt_id),
            lambda error: self._give_up(attempt_id, error),
        )

    def _report(self, attempt_id: str) -> Report:
        """Measure the sound where that was not done, and judge the words."""
        attempt = self._store.get(attempt_id)
        transcript = self._store.transcript(attempt_id)
        if transcript is None:
            raise TranscriptionError(
                "The words of this take are not there.",
                kept="The recording is kept.",
                todo="Try again.",
            )
        facts = self._store.facts(attempt_id)
        path = self._path(attempt)
        if facts is None and path is not None:
            try:
                facts = measure_file(path, attempt.overflows)
                self._store.save_facts(attempt_id, facts)
            except AudioFileError as error:
                # The words can be judged without the sound's measurements.
                _log.warning("cannot measure %s: %s", path.name, error)
        question = self._question(attempt.question_id) or Question(
            attempt.question_id, attempt.question_text, attempt.kind, attempt.competency
        )
        report = self._analyser.analyse(question, transcript, facts, float(attempt.target_s))
        self._store.save_report(attempt_id, report)
        self._store.change(attempt_id, stage=Stage.REVIEWED, error="")
        return report

    def _complete(self, attempt_id: str) -> None:
        self._forget(attempt_id)
        self.ready.emit(attempt_id)
        self.compress(attempt_id)

    def _give_up(self, attempt_id: str, error: StarlingError) -> None:
        """Keep why it failed, then tell; the take itself is safe."""
        if attempt_id not in self._active:
            return
        self._forget(attempt_id)

        def keep() -> None:
            if self._store.exists(attempt_id):
                self._store.change(attempt_id, stage=Stage.FAILED, error=str(error))

        def tell(_: object) -> None:
            self.failed.emit(attempt_id, error)

        self._jobs.run(keep, tell, tell)

    def _to_flac(self, attempt_id: str) -> bool:
        """Convert and keep; False where there is nothing to convert."""
        attempt = self._store.get(attempt_id)
        wav = self._recordings / attempt.recording
        if not attempt.recording.endswith(".wav") or not wav.is_file():
            return False
        flac = wav.with_suffix(".flac")
        to_flac(wav, flac)
        try:
            self._store.change(attempt_id, recording=flac.name)
        except StarlingError:
            if not self._store.exists(attempt_id):
                flac.unlink(missing_ok=True)  # the user deleted the attempt meanwhile
            raise
        # Where a player holds it open (Windows), it goes at the next start.
        with contextlib.suppress(OSError):
            wav.unlink()
        return True

    def _path(self, attempt: Attempt) -> Path | None:
        path = self._recordings / attempt.recording if attempt.recording else None
        return path if path is not None and path.is_file() else None

    def _forget(self, attempt_id: str) -> None:
        self._active.discard(attempt_id)
        self._growing.discard(attempt_id)
        self._heard.pop(attempt_id, None)
