"""How it was said: pace on its usual band, length, fillers, pauses and "I"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.report import Delivery
from desktop.ui.theme import Look
from desktop.ui.widgets.text import Label
from desktop.ui.wording import clock, length

USUAL = (110.0, 160.0)
"""The usual pace in words a minute."""

_SHOWN_PAUSES = 3


class PaceChart(QWidget):
    """Words a minute along the answer, on the band of what is usual.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._points: tuple[tuple[float, float], ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_pace(self, points: Sequence[tuple[float, float]]) -> None:
        """Show (seconds, words a minute) points."""
        self._points = tuple(points)
        if points:
            low, high = min(v for _, v in points), max(v for _, v in points)
            self.setAccessibleName(
                f"Pace, {round(low)} to {round(high)} words a minute, usually 110 to 160"
            )
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of band and axis."""
        return QSize(self._look.px(300), self._look.px(66))

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _plot(self) -> QRectF:
        px = self._look.px
        return QRectF(0, px(5), self.width() - px(31), px(36))

    def _range(self) -> tuple[float, float]:
        """Lowest and highest value drawn: the band, more where the pace leaves it."""
        values = [v for _, v in self._points]
        low, high = min([USUAL[0], *values]), max([USUAL[1], *values])
        if low < USUAL[0]:
            low -= 4
        if high > USUAL[1]:
            high += 4
        return low, high

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw band, line and axis."""
        if not self._points:
            return
        look, theme = self._look, self._look.theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        low, high = self._range()

        def y(value: float) -> float:
            return plot.bottom() - (value - low) / (high - low) * plot.height()

        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour("sunken"))
        band = QRectF(plot.left(), y(USUAL[1]), plot.width(), y(USUAL[0]) - y(USUAL[1]))
        p.drawRoundedRect(band, look.px(3), look.px(3))
        first, last = self._points[0][0], self._points[-1][0]
        span = max(1e-6, last - first)
        path = QPainterPath()
        for number, (seconds, value) in enumerate(self._points):
            point = QPointF(plot.left() + (seconds - first) / span * plot.width(), y(value))
            if number:
                path.lineTo(point)
            else:
                path.moveTo(point)
        ink = theme.colour("accent_text")
        if len(self._points) == 1:
            p.setBrush(ink)
            p.drawEllipse(QPointF(plot.center().x(), y(self._points[0][1])), 3, 3)
        p.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(ink, 1.8 * look.scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        p.setPen(pen)
        p.drawPath(path)
        self._paint_axis(p, plot, y(USUAL[0]), y(USUAL[1]), theme.colour("muted"))

    def _paint_axis(self, p: QPainter, plot: QRectF, low: float, high: float, ink: QColor) -> None:
        look = self._look
        p.setFont(look.font("caption", tabular=True))
        p.setPen(ink)
        metrics = QFontMetricsF(p.font())
        half = metrics.height() / 2
        right = plot.right() + look.px(7)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        # Kept apart where a wild pace squeezes the band.
        high = min(high, low - 2 * half + 2)
        for middle, value in ((high, USUAL[1]), (low, USUAL[0])):
            spot = QRectF(right, middle - half, look.px(40), 2 * half)
            p.drawText(spot, flags, str(round(value)))
        under = QRectF(plot.left(), plot.bottom() + look.px(8), plot.width(), 2 * half)
        p.drawText(under, Qt.AlignmentFlag.AlignLeft, clock(self._points[0][0]))
        if len(self._points) > 1:
            p.drawText(under, Qt.AlignmentFlag.AlignRight, clock(self._points[-1][0]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the pace under the mouse."""
        if not self._points:
            return
        plot = self._plot()
        share = max(0.0, min(1.0, event.position().x() / max(1.0, plot.width())))
        first, last = self._points[0][0], self._points[-1][0]
        wanted = first + share * (last - first)
        seconds, value = min(self._points, key=lambda point: abs(point[0] - wanted))
        self.setToolTip(f"{clock(seconds)}: {round(value)} words a minute")


class LengthLine(QWidget):
    """The length against the aim as a short track.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._length = 0.0
        self._target = 0.0
        look.changed.connect(self._restyle)
        self._restyle()

    def set_length(self, seconds: float, target: float | None) -> None:
        """Show a length and its aim, both in seconds."""
        self._length, self._target = seconds, target or 0.0
        self.setVisible(bool(target))
        self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(self._look.px(12))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, what was used of it, and the aim."""
        theme, scale = self._look.theme, self._look.scale
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        full = max(self._target * 1.5, self._length, 1.0)
        middle = self.height() / 2
        bar = QRectF(0, middle - 2 * scale, self.width(), 4 * scale)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour("sunken"))
        p.drawRoundedRect(bar, 2 * scale, 2 * scale)
        p.setBrush(theme.colour("accent_text"))
        bar.setWidth(self._length / full * self.width())
        p.drawRoundedRect(bar, 2 * scale, 2 * scale)
        x = self._target / full * self.width()
        p.setPen(QPen(theme.colour("text"), 1.5 * scale))
        p.drawLine(QLineF(x, 0, x, self.height()))


class DeliveryPanel(QWidget):
    """Pace, length, fillers, pauses and first person of one answer.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = Label(look, "Delivery", "card_title")
        self._pace = Label(look, "", "second", "muted", tabular=True)
        self.chart = PaceChart(look)
        self._facts: dict[str, tuple[Label, Label]] = {}
        self._grid = QGridLayout()
        for name in ("Length", "Fillers", "Long pauses", "Says “I”"):
            label = Label(look, name, "second", "muted")
            self._facts[name] = (label, Label(look, "", "second", tabular=True))
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._pace)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.chart)
        self._column.addLayout(self._grid)
        look.changed.connect(self._restyle)
        self._restyle()

    def fact(self, name: str) -> str:
        """Return what stands beside a fact's name."""
        return self._facts[name][1].text()

    def pace_text(self) -> str:
        """Return the pace as shown."""
        return self._pace.text()

    def set_delivery(self, delivery: Delivery, *, judged: bool = True) -> None:
        """Show one answer's delivery.

        Args:
            delivery: What was measured.
            judged: Whether its sentences were; without that nobody knows what is an action.
        """
        pace = delivery.words_per_minute
        self._pace.setText(f"{round(pace)} words a minute" if pace is not None else "")
        # A curve needs a few points; one or two would show chance.
        self.chart.set_pace(delivery.pace if len(delivery.pace) > 2 else ())
        self.chart.setVisible(len(delivery.pace) > 2)
        self._set("Length", _length(delivery))
        heard = len(delivery.fillers)
        self._set("Fillers", f"at least {heard}" if heard else "none heard")
        self._facts["Fillers"][1].setToolTip(
            "A lower bound: the speech model leaves many fillers out."
        )
        self._set("Long pauses", _pauses(delivery.long_pauses) if delivery.duration_s else "")
        actions = delivery.actions if judged else 0
        thing = "action" if actions == 1 else "actions"
        self._set("Says “I”", f"{delivery.first_person} of {actions} {thing}" if actions else "")
        self._place()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: two columns must not keep the panel from getting narrow again."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts in two columns or one."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Two facts a row where they fit, else one."""
        px = self._look.px
        widths = [
            [part.sizeHint().width() for part in self._facts[name] if not part.isHidden()]
            for name in self._facts
        ]
        sums = [sum(pair) + px(10) for pair in widths]
        room = max(sums[0], sums[2]) + max(sums[1], sums[3]) + px(14)
        # Columns are as wide as their widest cell, whichever row that is in.
        columns = 2 if room <= self.width() else 1
        top = Qt.AlignmentFlag.AlignTop
        for number, (label, value) in enumerate(self._facts.values()):
            row, column = divmod(number, columns)
            value.setWordWrap(columns == 1)
            self._grid.addWidget(label, row, column * 2, top)
            self._grid.addWidget(value, row, column * 2 + 1, top)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1 if columns == 2 else 0)

    def _set(self, name: str, text: str) -> None:
        label, value = self._facts[name]
        value.setText(text)
        value.setAccessibleName(f"{name}: {text}")
        label.setVisible(bool(text))
        value.setVisible(bool(text))

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(3))
        self._place()


def _length(delivery: Delivery) -> str:
    if delivery.duration_s is None:
        return f"{delivery.words} words"
    if not delivery.target_s:
        return length(delivery.duration_s)
    return f"{length(delivery.duration_s)} of {length(delivery.target_s)}"


def _pauses(pauses: Sequence[tuple[float, float]]) -> str:
    if not pauses:
        return "none"
    longest = sorted(pauses, key=lambda p: p[0] - p[1])[:_SHOWN_PAUSES]
    said = ", ".join(f"{end - start:.1f} s" for start, end in sorted(longest))
    more = len(pauses) - len(longest)
    return f"{said} and {more} more" if more else said
