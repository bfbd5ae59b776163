"""Attempts for the pages: lists, one attempt with all that belongs to it, rating, notes, bin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.domain.attempt import Attempt
from desktop.domain.audio import AudioFacts
from desktop.domain.question import QuestionKind
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript
from desktop.session.jobs import Jobs
from desktop.storage.attemptrows import Query
from desktop.storage.attempts import AttemptStore


@dataclass(frozen=True)
class AttemptView:
    """One attempt with everything that belongs to it.

    Attributes:
        attempt: Its facts.
        transcript: Its words, as corrected where they were.
        facts: What was measured in the recording.
        report: What the analyser made of it.
        recording: The sound file; None where it is not there.
    """

    attempt: Attempt
    transcript: Transcript | None
    facts: AudioFacts | None
    report: Report | None
    recording: Path | None


@dataclass(frozen=True)
class HistoryFilter:
    """Which attempts History shows; None means any."""

    text: str = ""
    kind: QuestionKind | None = None
    competency: str | None = None
    since: datetime | None = None
    binned: bool = False


@dataclass(frozen=True)
class HistoryRow:
    """One line of History.

    Attributes:
        attempt: Its facts.
        report: An outline: sentences without their text, delivery without the pace curve.
        extract: First words, or those around the search hit.
        hit: (start, end) of the hit in ``extract``; None where there is none.
    """

    attempt: Attempt
    report: Report | None
    extract: str
    hit: tuple[int, int] | None


class Library(QObject):
    """Attempts as the pages see them. Methods raise ``StorageError``.

    Args:
        store: Where they are kept.
        recordings: The folder of the recordings.
        jobs: For deleting files.
        clock: Gives the time, with time zone.
        parent: Qt's owner.
    """

    changed = Signal(str)
    """One attempt changed (its id)."""
    listed = Signal()
    """Attempts were added, binned, restored or deleted."""
    restored = Signal(str)
    """An attempt came back from the bin (its id)."""

    def __init__(
        self,
        store: AttemptStore,
        recordings: Path,
        jobs: Jobs,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._recordings = recordings
        self._jobs = jobs
        self._clock = clock
        self._outlines: dict[str, Report] = {}
        self._touched: set[str] = set()

    def warm(self) -> None:
        """Read the reports' outlines in the background, so that the first long list comes fast."""

        def take_in(outlines: dict[str, Report]) -> None:
            for attempt_id, report in outlines.items():
                if attempt_id not in self._touched:
                    self._outlines.setdefault(attempt_id, report)

        self._jobs.run(self._store.outlines, take_in)

    def rows(self, wanted: HistoryFilter) -> list[HistoryRow]:
        """Return attempts that pass a filter, newest first."""
        found = self._store.find(
            Query(
                text=wanted.text,
                kind=wanted.kind,
                competency=wanted.competency,
                since=wanted.since,
                binned=wanted.binned,
            )
        )
        missing = [item.attempt.id for item in found if item.attempt.id not in self._outlines]
        self._outlines.update(self._store.outlines(missing))
        return [
            HistoryRow(item.attempt, self._outlines.get(item.attempt.id), item.extract, item.hit)
            for item in found
        ]

    def view(self, attempt_id: str) -> AttemptView:
        """Return one attempt with everything that belongs to it."""
        attempt = self._store.get(attempt_id)
        path = self._recordings / attempt.recording if attempt.recording else None
        return AttemptView(
            attempt,
            self._store.transcript(attempt_id),
            self._store.facts(attempt_id),
            self._store.report(attempt_id),
            path if path is not None and path.is_file() else None,
        )

    def takes(self, question_id: str) -> list[Attempt]:
        """Return all attempts at a question that are not in the bin, oldest first."""
        return self._store.all(Query(question_id=question_id))[::-1]

    def mock(self, mock_id: str) -> list[Attempt]:
        """Return the attempts of a mock interview that are not in the bin, oldest first."""
        return self._store.all(Query(mock_id=mock_id))[::-1]

    def rate(self, attempt_id: str, rating: int | None) -> None:
        """Keep the user's own rating, 1 to 5, or none."""
        self._store.change(attempt_id, durable=False, rating=rating)
        self.changed.emit(attempt_id)

    def note(self, attempt_id: str, text: str) -> None:
        """Keep the user's notes."""
        self._store.change(attempt_id, durable=False, notes=text)
        self.changed.emit(attempt_id)

    def bin(self, attempt_id: str) -> None:
        """Put an attempt in the bin; it is deleted after 30 days."""
        self._store.bin(attempt_id, self._clock())
        self.changed.emit(attempt_id)
        self.listed.emit()

    def restore(self, attempt_id: str) -> None:
        """Take an attempt out of the bin."""
        self._store.restore(attempt_id)
        self.changed.emit(attempt_id)
        self.listed.emit()
        self.restored.emit(attempt_id)

    def empty_bin(self) -> None:
        """Delete what is in the bin for good, recordings included; ``listed`` when done."""
        # A moment ahead, so that what was binned just now goes too.
        limit = self._clock() + timedelta(seconds=1)
        self._jobs.run(lambda: self._store.purge(limit), lambda _gone: self.listed.emit())

    @Slot(str)
    def announce(self, attempt_id: str) -> None:
        """Tell the pages that the practice flow changed an attempt."""
        self._outlines.pop(attempt_id, None)
        self._touched.add(attempt_id)
        self.changed.emit(attempt_id)

    @Slot(str)
    def announce_new(self, attempt_id: str) -> None:
        """Tell the pages that there is a new attempt."""
        self.announce(attempt_id)
        self.listed.emit()
