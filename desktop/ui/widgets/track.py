"""The clock line: elapsed time against the aim, the soft limit and the end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Look
from desktop.ui.wording import clock


class Track(QWidget):
    """A line that fills with time, with three marks below it.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._target = 120.0
        self._soft = 150.0
        self._hard = 180.0
        self._elapsed = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time")
        look.changed.connect(self._restyle)

    def set_times(self, target: float, soft: float, hard: float) -> None:
        """Set aim, soft limit and end in seconds; the line is as long as the end."""
        self._target, self._soft, self._hard = target, soft, max(1.0, hard)
        self.setAccessibleDescription(f"Aim {clock(target)}, stops at {clock(hard)}")
        self.update()

    def set_elapsed(self, seconds: float) -> None:
        """Fill the line up to a time."""
        if seconds != self._elapsed:
            self._elapsed = seconds
            self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Line, marks and labels."""
        return QSize(self._look.px(560), self._look.px(44))

    def minimumSizeHint(self) -> QSize:
        """The three labels need this much."""
        return QSize(self._look.px(240), self._look.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, fill, marks and labels."""
        px, theme = self._look.px, self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = px(11)
        line = QRectF(0, middle - px(3), self.width(), px(6))
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(line, px(3), px(3))
        if theme.name == "contrast":
            painter.setPen(QPen(theme.colour("border_strong"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
            painter.setPen(Qt.PenStyle.NoPen)
        done = self.width() * min(1.0, self._elapsed / self._hard)
        if done > 0:
            painter.setBrush(theme.colour("accent_text"))
            painter.drawRoundedRect(QRectF(0, line.top(), max(done, px(6)), px(6)), px(3), px(3))
        self._marks(painter, middle)

    def _marks(self, painter: QPainter, middle: int) -> None:
        px, theme = self._look.px, self._look.theme
        marks = [(self._hard, f"{clock(self._hard)} stops", "muted", "caption")]
        if self._soft < self._hard:
            marks.append((self._soft, clock(self._soft), "muted", "caption"))
        if self._target < self._hard:
            marks.append((self._target, f"{clock(self._target)} aim", "text", "caption_strong"))
        taken: list[tuple[float, float]] = []
        # The end is placed first, then the aim: the soft limit gives way where they are too close.
        for seconds, label, ink, role in sorted(marks, key=lambda m: m[0] == self._soft):
            at = min(self.width() - 0.75, self.width() * seconds / self._hard)
            painter.setPen(QPen(theme.colour("text" if ink == "text" else "border_strong"), 1.5))
            painter.drawLine(QPointF(at, middle - px(9)), QPointF(at, middle + px(9)))
            font = self._look.font(role, tabular=True)
            width = QFontMetrics(font).horizontalAdvance(label) + 1
            left = min(max(0.0, at - width / 2), self.width() - width)
            if any(left < end + px(6) and start < left + width + px(6) for start, end in taken):
                continue
            taken.append((left, left + width))
            painter.setFont(font)
            painter.setPen(theme.colour(ink))
            box = QRectF(left, middle + px(14), width, px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
