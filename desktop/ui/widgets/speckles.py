"""The level meter: a row of speckles lit from the middle."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Look

COUNT = 43
FLOOR_DBFS = -60.0
"""At this level and below only silence shows."""
CLIP_DBFS = -0.5
"""From here on the outer speckles turn to the danger colour."""
_FALL_S = 0.25
_PERIOD_MS = 50
_CALM_PERIOD_MS = 200


class Speckles(QWidget):
    """Shows a level in dBFS; rises at once and falls from full to nothing in a quarter second.

    Args:
        look: Theme, sizes, motion.
        source: Asked for the level in dBFS 20 times a second (5 with reduced motion) while the
            meter is visible and running.
        count: How many speckles.
    """

    def __init__(
        self,
        look: Look,
        source: Callable[[], float] | None = None,
        count: int = COUNT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._source = source
        self._count = count
        self._shown = 0.0
        self._level = -math.inf
        self._at = time.monotonic()
        self._running = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._poll)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Microphone level")
        look.changed.connect(self._restyle)

    # -- running ------------------------------------------------------------------------------

    def start(self) -> None:
        """Follow the source while visible."""
        self._running = True
        if self.isVisible():
            self._start_timer()

    def stop(self) -> None:
        """Stop following and show silence."""
        self._running = False
        self._timer.stop()
        self._shown = 0.0
        self._level = -math.inf
        self.update()

    @property
    def running(self) -> bool:
        """Whether it follows its source."""
        return self._running

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it was running."""
        if self._running:
            self._start_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody sees it."""
        self._timer.stop()

    def _start_timer(self) -> None:
        self._at = time.monotonic()
        self._timer.start(_CALM_PERIOD_MS if self._look.reduced_motion else _PERIOD_MS)

    def _poll(self) -> None:
        if self._source is not None:
            self.set_level(self._source())

    def _restyle(self) -> None:
        if self._timer.isActive():
            self._start_timer()
        self.updateGeometry()
        self.update()

    # -- the level ----------------------------------------------------------------------------

    def set_level(self, dbfs: float) -> None:
        """Show a level in dBFS; minus infinity is silence."""
        now = time.monotonic()
        fall = (now - self._at) / _FALL_S
        self._at = now
        self._level = dbfs
        self._shown = max(share(dbfs), self._shown - fall)
        self.update()

    def lit(self) -> int:
        """How many speckles are lit."""
        if self._shown <= 0:
            return 0
        half = self._count // 2
        return min(self._count, 1 + 2 * round(self._shown * half))

    # -- drawing ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A row of 13 px steps."""
        return QSize(self._look.px(self._count * 13), self._look.px(12))

    def minimumSizeHint(self) -> QSize:
        """Speckles may move closer."""
        return QSize(self._look.px(self._count * 3), self._look.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        size = min(float(self._look.px(7)), self.width() / self._count * 0.62)
        step = (self.width() - size) / (self._count - 1)
        middle = self._count // 2
        reach = (self.lit() - 1) // 2
        clipping = self._level >= CLIP_DBFS
        for index in range(self._count):
            token = "pressed"
            if abs(index - middle) <= reach and self.lit():
                outer = abs(index - middle) > middle - 3
                token = "danger" if clipping and outer else "accent_text"
            painter.setBrush(theme.colour(token))
            centre = QPointF(size / 2 + index * step, self.height() / 2)
            painter.drawEllipse(centre, size / 2, size / 2)


def share(dbfs: float) -> float:
    """Return how much of the meter a level fills, 0 to 1, even in decibels."""
    if math.isnan(dbfs) or dbfs <= FLOOR_DBFS:
        return 0.0
    return min(1.0, (dbfs - FLOOR_DBFS) / -FLOOR_DBFS)
