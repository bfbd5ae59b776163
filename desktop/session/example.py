"""The example that comes with Starling, taken in as an attempt, so that everything can be tried."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.audio.files import duration_s
from desktop.domain.attempt import Attempt, Stage
from desktop.domain.errors import StarlingError, StorageError
from desktop.domain.question import QuestionKind
from desktop.session.jobs import Jobs
from desktop.storage.atomic import write_atomic
from desktop.storage.attempts import AttemptStore

EXAMPLE_QUESTION = "starling-example"
"""Id of the question it answers; in no pack, so the deck and its counts do not know it."""
EXAMPLE_ID = "57a1e11e57a1e11e57a1e11e57a1e11e"
"""Id of the attempt; always the same, so that there is never a second one."""


class Example(QObject):
    """Takes the sample answer in: its recording is copied, words and report are made as for any.

    Args:
        store: The attempts.
        recordings: The folder of the recordings.
        sample: The folder of the sample answer.
        jobs: For copying.
        now: The time, with time zone.
        parent: Qt's owner.
    """

    taken_in = Signal(str, bool)
    """Attempt id, and whether it is new or came back; ``Reviewer.ensure`` makes its words."""
    failed = Signal(object)
    """StarlingError: why it cannot be shown."""

    def __init__(
        self,
        store: AttemptStore,
        recordings: Path,
        sample: Path,
        jobs: Jobs,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._recordings = recordings
        self._sample = sample
        self._jobs = jobs
        self._now = now

    def open(self) -> None:
        """Take it in where it is not there yet, whole, and out of the bin; then tell."""
        self._jobs.run(
            self._take_in,
            lambda fresh: self.taken_in.emit(EXAMPLE_ID, fresh),
            self.failed.emit,
        )

    def _take_in(self) -> bool:
        """Return whether the list of attempts changed."""
        fresh = not self._store.exists(EXAMPLE_ID)
        attempt = self._read() if fresh else self._store.get(EXAMPLE_ID)
        if fresh:
            # The attempt first: without its recording it is mended by the next press, while a
            # recording without an attempt would look like a take that crashed.
            self._store.add(attempt)
        elif attempt.deleted_at is not None:
            self._store.restore(EXAMPLE_ID)
            fresh = True
        copy = self._recordings / attempt.recording
        if not copy.is_file():
            self._copy(copy)
        return fresh

    def _read(self) -> Attempt:
        try:
            said = tomllib.loads((self._sample / "sample.toml").read_text("utf-8"))
            return Attempt(
                id=EXAMPLE_ID,
                question_id=EXAMPLE_QUESTION,
                question_text=str(said["question"]),
                kind=QuestionKind(said["kind"]),
                competency=str(said["competency"]),
                created_at=self._now(),
                duration_s=duration_s(self._sample / "answer.flac"),
                recording=f"{EXAMPLE_ID}.flac",
                stage=Stage.RECORDED,
            )
        except (OSError, KeyError, ValueError, StarlingError) as error:
            raise StorageError(
                "The example is not in this copy of Starling.", todo="Install Starling again."
            ) from error

    def _copy(self, copy: Path) -> None:
        try:
            write_atomic(copy, (self._sample / "answer.flac").read_bytes())
        except OSError as error:
            raise StorageError(
                f"The example could not be copied: {error.strerror or error}.",
                todo="See that there is room on the disk, then try again.",
            ) from error
