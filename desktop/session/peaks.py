"""Reads a recording's waveform in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from desktop.audio.files import peaks
from desktop.domain.errors import StarlingError

Peaks = Sequence[Sequence[float]]
PeaksLoader = Callable[[Path, int, Callable[[Peaks], None]], None]
"""Called with a recording, how many stretches, and who gets (lowest, highest) of each."""


class _Told(QObject):
    done = Signal(object)


class _Job(QRunnable):
    """Reads one file in the pool."""

    def __init__(self, path: Path, buckets: int) -> None:
        super().__init__()
        self.told = _Told()
        self._path, self._buckets = path, buckets

    def run(self) -> None:
        """Read; a file that cannot be read has no waveform, the player says why."""
        try:
            found = [(float(low), float(high)) for low, high in peaks(self._path, self._buckets)]
        except (StarlingError, OSError):
            found = []
        self.told.done.emit(found)


class BackgroundPeaks(QObject):
    """Reads waveforms one after the other, without holding up the window.

    Args:
        parent: Its owner; when that goes, running work is waited for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def __call__(self, path: Path, buckets: int, callback: Callable[[Peaks], None]) -> None:
        """Read a recording's waveform.

        Args:
            path: The recording.
            buckets: How many equal stretches.
            callback: Gets the stretches on the main thread; none where the file cannot be read.
        """
        job = _Job(path, buckets)
        job.told.setParent(self)
        told = job.told

        def done(found: Peaks) -> None:
            told.deleteLater()
            callback(found)

        told.done.connect(done)
        self._pool.start(job)
