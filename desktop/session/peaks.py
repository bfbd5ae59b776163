"""Reads a recording's waveform in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.audio.files import peaks
from desktop.domain.errors import StarlingError
from desktop.session.jobs import Jobs

Peaks = Sequence[Sequence[float]]
PeaksLoader = Callable[[Path, int, Callable[[Peaks], None]], None]
"""Called with a recording, how many stretches, and who gets (lowest, highest) of each."""


class BackgroundPeaks(QObject):
    """Reads waveforms one after the other, without holding up the window.

    Args:
        parent: Its owner.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(1, "peaks", self)

    def __call__(self, path: Path, buckets: int, callback: Callable[[Peaks], None]) -> None:
        """Read a recording's waveform.

        Args:
            path: The recording.
            buckets: How many equal stretches.
            callback: Gets the stretches on the main thread; none where the file cannot be read.
        """

        def work() -> Peaks:
            return [(float(low), float(high)) for low, high in peaks(path, buckets)]

        def failed(_error: StarlingError) -> None:
            # No waveform then; the player says what is wrong with the file.
            callback([])

        self._jobs.run(work, callback, failed)
