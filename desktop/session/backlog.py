"""Attempts that were left without a report when Starling ended, taken up one at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

from desktop.session.practice import Phase, Practice
from desktop.session.review import Reviewer

_LOOK_MS = 300


class Backlog(QObject):
    """Makes words and reports that are missing while nothing else is done.

    One at a time, because after the loss of a database there may be hundreds; and never beside an
    answer, whose words come first.

    Args:
        practice: Says whether someone answers.
        reviewer: Makes words and reports.
        parent: Qt's owner.
    """

    def __init__(
        self, practice: Practice, reviewer: Reviewer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._practice = practice
        self._reviewer = reviewer
        self._waiting: deque[str] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._go_on)

    def begin(self, attempt_ids: Iterable[str]) -> None:
        """Take up attempts, in this order."""
        self._waiting.extend(attempt_ids)
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """Leave what is left for the next start."""
        self._waiting.clear()
        self._timer.stop()

    def _go_on(self) -> None:
        if not self._waiting:
            self._timer.stop()
        elif self._practice.phase is Phase.IDLE and not self._reviewer.working:
            self._reviewer.ensure(self._waiting.popleft())
