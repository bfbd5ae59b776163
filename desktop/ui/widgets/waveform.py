"""The recording as a line of time: parts band, waveform, markers, axis and playhead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.report import Filler
from desktop.ui.marks import paint_fill
from desktop.ui.parts import Part, merged
from desktop.ui.theme import Look
from desktop.ui.wording import clock, length, spoken

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)
_BAR_STEP, _BAR = 4.0, 2.4
_AHEAD = 0.5  # opacity of what has not been played yet


class Waveform(QWidget):
    """The recording with its parts; a click or drag seeks.

    Painted rather than plotted: its parts, patterns and bars have to match the marks of the other
    widgets to the pixel, and one cached picture redraws in well under a millisecond.

    Args:
        look: Colours and sizes.
    """

    seek = Signal(float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._peaks: list[float] = []
        self._parts: tuple[Part, ...] = ()
        self._fillers: tuple[Filler, ...] = ()
        self._pauses: tuple[tuple[float, float], ...] = ()
        self._duration = 0.0
        self._position = 0.0
        self._hover: float | None = None
        self._folded = False
        self._low = False
        self._picture: QPixmap | None = None  # the bars
        self._ground: QPixmap | None = None  # all else that does not move
        self._dragging = False
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Recording")
        look.changed.connect(self._restyle)
        self._restyle()

    # -- content --------------------------------------------------------------------------

    @property
    def duration(self) -> float:
        """Length of the recording in seconds."""
        return self._duration

    @property
    def position(self) -> float:
        """Where the playhead stands, in seconds."""
        return self._position

    @property
    def has_peaks(self) -> bool:
        """Whether the waveform is there yet."""
        return bool(self._peaks)

    def set_recording(self, duration_s: float) -> None:
        """Start with a new recording of this length; its waveform may come later."""
        self._duration = max(0.0, duration_s)
        self._peaks, self._parts, self._fillers, self._pauses = [], (), (), ()
        self._position = 0.0
        self._redraw()

    def set_duration(self, duration_s: float) -> None:
        """Correct the length, once the player knows it."""
        if duration_s > 0 and abs(duration_s - self._duration) > 0.02:
            self._duration = duration_s
            self._redraw()

    def set_peaks(self, peaks: Sequence[Sequence[float]]) -> None:
        """Show the waveform.

        Args:
            peaks: Lowest and highest sample of each of any number of equal stretches, -1 to 1.
        """
        heights = [max(abs(float(low)), abs(float(high))) for low, high in peaks]
        # A quiet take still fills the lane: what matters is where one spoke.
        loudest = max(heights, default=0.0)
        self._peaks = [h / loudest for h in heights] if loudest > 1e-4 else [0.0] * len(heights)
        self._redraw()

    def set_marks(
        self,
        parts: Sequence[Part],
        fillers: Sequence[Filler] = (),
        pauses: Sequence[tuple[float, float]] = (),
    ) -> None:
        """Show parts, fillers heard and long pauses, all in seconds."""
        self._parts = tuple(parts)
        self._fillers = tuple(f for f in fillers if f.start is not None)
        self._pauses = tuple(pauses)
        said = [f"{p.name} {clock(p.start)} to {clock(p.end)}" for p in parts if p.slot]
        self.setAccessibleDescription(", ".join([spoken(self._duration), *said]))
        self._redraw()

    def set_position(self, seconds: float) -> None:
        """Move the playhead."""
        before = round(self.x_of(self._position))
        self._position = max(0.0, seconds)
        if round(self.x_of(self._position)) != before:
            self.update()

    def set_folded(self, folded: bool, *, low: bool = False) -> None:
        """Take less height on small windows; on very low ones leave out markers and axis."""
        if (folded, low) != (self._folded, self._low):
            self._folded, self._low = folded, low
            self._restyle()

    # -- places ---------------------------------------------------------------------------

    def x_of(self, seconds: float) -> float:
        """Return where a time is, in pixels from the left."""
        return seconds / self._duration * self.width() if self._duration else 0.0

    def time_at(self, x: float) -> float:
        """Return the time at a place, within the recording."""
        if self.width() <= 0:
            return 0.0
        return max(0.0, min(self._duration, x / self.width() * self._duration))

    def _rows(self) -> tuple[QRectF, QRectF, float, float]:
        """Band, wave, middle of the markers, middle of the axis."""
        px, width = self._look.px, self.width()
        if self._low:
            return QRectF(0, 0, width, px(12)), QRectF(0, px(16), width, px(26)), -1.0, -1.0
        if self._folded:
            return (
                QRectF(0, 0, width, px(14)), QRectF(0, px(19), width, px(36)), px(62), px(75),
            )  # fmt: skip
        return QRectF(0, 0, width, px(18)), QRectF(0, px(24), width, px(48)), px(80), px(96)

    def sizeHint(self) -> QSize:
        """Return the height the rows take."""
        high = 45 if self._low else 83 if self._folded else 106
        return QSize(self._look.px(600), self._look.px(high))

    # -- painting -------------------------------------------------------------------------

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._redraw()

    def _redraw(self) -> None:
        self._picture = self._ground = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again for the new width."""
        self._picture = self._ground = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cached picture, pale after the playhead, and the playhead."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self._look.theme, self._look.px
        _, wave, _, _ = self._rows()
        p.drawPixmap(0, 0, self._still())
        if self._peaks and self._duration:
            picture = self._bars(wave)
            x = self.x_of(self._position)
            p.save()
            p.setClipRect(QRectF(0, wave.top(), x, wave.height()))
            p.drawPixmap(wave.topLeft(), picture)
            p.setClipRect(QRectF(x, wave.top(), self.width() - x, wave.height()))
            p.setOpacity(_AHEAD)
            p.drawPixmap(wave.topLeft(), picture)
            p.restore()
        if self._hover is not None and not self._dragging:
            p.setPen(QPen(theme.colour("border_strong"), 1))
            x = self.x_of(self._hover)
            p.drawLine(QLineF(x, wave.top(), x, wave.bottom()))
        if self._duration:
            self._paint_playhead(p, wave, px(6))

    def _blank(self, width: float, height: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _still(self) -> QPixmap:
        """Return band, grounds, markers and axis as a picture, drawn once a size."""
        if self._ground is None:
            self._ground = self._blank(self.width(), self.height())
            band, wave, _, _ = self._rows()
            p = QPainter(self._ground)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_band(p, band)
            self._paint_ground(p, wave)
            if not self._low:
                self._paint_markers(p)
                self._paint_axis(p)
            p.end()
        return self._ground

    def _paint_playhead(self, p: QPainter, wave: QRectF, half: float) -> None:
        ink = self._look.theme.colour("text")
        x = max(1.0, min(self.width() - 1.0, self.x_of(self._position)))
        top = wave.top() - half * 1.3
        p.setPen(QPen(ink, max(2.0, 2 * self._look.scale)))
        p.drawLine(QLineF(x, top + half, x, wave.bottom() + self._look.px(2)))
        x = max(half, min(self.width() - half, x))
        flag = QPainterPath(QPointF(x - half, top))
        for point in ((x + half, top), (x + half, top + half * 0.7), (x, top + half * 1.6)):
            flag.lineTo(*point)
        flag.lineTo(x - half, top + half * 0.7)
        flag.closeSubpath()
        p.setPen(Qt.PenStyle.NoPen)
        p.fillPath(flag, ink)

    def _lanes(self) -> list[tuple[float, float, int, str]]:
        """Start, end, slot and letter of each piece of the band, with what lies before it."""
        per = self._duration / max(1, self.width())
        pieces: list[tuple[float, float, int, str]] = []
        if self._parts and self._parts[0].start > per * 4:
            pieces.append((0.0, self._parts[0].start, 0, ""))
        for part in merged(self._parts, per):
            pieces.append((part.start, part.end, part.slot, part.letter))
        return pieces

    def _paint_band(self, p: QPainter, band: QRectF) -> None:
        theme, scale = self._look.theme, self._look.scale
        if not self._parts or not self._duration:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.colour("sunken"))
            p.drawRoundedRect(band, 3 * scale, 3 * scale)
            return
        font = self._look.chip_font(band.height() * 0.95)
        for start, end, slot, letter in self._lanes():
            left, right = self.x_of(start), self.x_of(end)
            piece = QRectF(left, band.top(), max(2.0, right - left - 1.5), band.height())
            paint_fill(p, piece, slot, theme, scale=scale)
            room = self._look.px(21 if self._folded else 22)
            if not letter or piece.width() < room * 0.8:
                continue
            cap = QRectF(piece.left(), piece.top(), min(room, piece.width()), piece.height())
            p.save()
            path = QPainterPath()
            path.addRoundedRect(piece, 3, 3)
            p.setClipPath(path)
            p.fillRect(cap, theme.ink(slot))
            p.restore()
            p.setFont(font)
            p.setPen(theme.colour("on_c"))
            p.drawText(cap, Qt.AlignmentFlag.AlignCenter, letter)

    def _paint_ground(self, p: QPainter, wave: QRectF) -> None:
        theme, scale = self._look.theme, self._look.scale
        p.setPen(Qt.PenStyle.NoPen)
        if not self._parts:
            colour = theme.colour("sunken")
            colour.setAlphaF(0.5)
            p.setBrush(colour)
            p.drawRoundedRect(wave, 3 * scale, 3 * scale)
        for start, end, slot, _ in self._lanes() if self._duration else []:
            colour = theme.tint(slot)
            colour.setAlphaF(0.7 if slot else 0.4)
            p.setBrush(colour)
            left, right = self.x_of(start), self.x_of(end)
            piece = QRectF(left, wave.top(), max(2.0, right - left - 1.5), wave.height())
            p.drawRoundedRect(piece, 3 * scale, 3 * scale)

    def _bars(self, wave: QRectF) -> QPixmap:
        """Return the waveform as a picture in the parts' inks, drawn once a size."""
        if self._picture is not None:
            return self._picture
        picture = self._blank(wave.width(), wave.height())
        p = QPainter(picture)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scale = self._look.theme, self._look.scale
        step, thick = _BAR_STEP * scale, _BAR * scale
        count = max(1, int(wave.width() / step))
        middle, reach = wave.height() / 2, wave.height() / 2 - 5 * scale
        lanes = self._lanes()
        rest = theme.colour("muted")
        at = 0
        for bar in range(count):
            x = (bar + 0.5) * step
            time = self.time_at(x)
            while at < len(lanes) and lanes[at][1] < time:
                at += 1
            inside = at < len(lanes) and lanes[at][0] <= time
            slot = lanes[at][2] if inside else 0
            low = bar * len(self._peaks) // count
            high = max(low + 1, (bar + 1) * len(self._peaks) // count)
            loud = max(self._peaks[low:high], default=0.0)
            tall = max(thick, loud**0.8 * reach * 2)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.ink(slot) if slot else rest)
            wide = thick if tall > thick * 1.6 else thick * 0.85
            tall = max(tall, wide)
            rect = QRectF(x - wide / 2, middle - tall / 2, wide, tall)
            p.drawRoundedRect(rect, wide / 2, wide / 2)
        p.end()
        self._picture = picture
        return picture

    def _paint_markers(self, p: QPainter) -> None:
        _, _, middle, _ = self._rows()
        ink = self._look.theme.colour("c0")
        scale = self._look.scale
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        for start, end in self._pauses:
            left, right = self.x_of(start), self.x_of(end)
            width = max(6 * scale, right - left)
            p.drawRoundedRect(QRectF(left, middle - 2 * scale, width, 4 * scale), 1, 1)
        for filler in self._fillers:
            if filler.start is not None:
                p.drawEllipse(QPointF(self.x_of(filler.start), middle), 3.5 * scale, 3.5 * scale)

    def _paint_axis(self, p: QPainter) -> None:
        if not self._duration:
            return
        _, _, _, middle = self._rows()
        font = self._look.font("chart")
        if not self._folded:
            font = self._look.font("caption", tabular=True)
        metrics = QFontMetricsF(font)
        least = metrics.horizontalAdvance("00:00") * 2.2
        wanted = self._duration * least / max(1, self.width())
        step = next((s for s in _STEPS if s >= wanted), _STEPS[-1])
        if step < 15 <= self._duration / 6 and self.width() / (self._duration / 15) < least * 4:
            step = 15
        p.setFont(font)
        p.setPen(self._look.theme.colour("muted"))
        height = metrics.height()
        end = length(self._duration)
        end_left = self.width() - metrics.horizontalAdvance(end)
        p.drawText(QPointF(end_left, middle + height / 2 - metrics.descent()), end)
        time = 0
        while time < self._duration:
            text = clock(time)
            wide = metrics.horizontalAdvance(text)
            x = max(0.0, self.x_of(time) - wide / 2)
            if x + wide + 8 < end_left:
                p.drawText(QPointF(x, middle + height / 2 - metrics.descent()), text)
            time += step

    # -- mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek to the place pressed."""
        if event.button() == Qt.MouseButton.LeftButton and self._duration:
            self._dragging = True
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek while dragging, else show the time under the mouse."""
        if self._dragging:
            self._seek(event.position().x())
            return
        self._hover = self.time_at(event.position().x()) if self._duration else None
        if self._hover is not None:
            self.setToolTip(clock(self._hover, tenths=True))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._dragging = False

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover line away."""
        self._hover = None
        self.update()

    def _seek(self, x: float) -> None:
        time = self.time_at(x)
        self.set_position(time)
        self.seek.emit(time)
