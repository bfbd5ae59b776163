"""A switch: on or off, at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui.theme import Look


class Switch(QAbstractButton):
    """Turns one thing on or off; Space or a click changes it.

    Args:
        look: Theme and sizes.
        name: What it turns on, for assistive tools.
    """

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """A target of 30 px around a track of 40 by 22."""
        return QSize(self._look.px(40), self._look.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and knob; the knob's side and a tick both say which way it is."""
        px, theme = self._look.px, self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0.5, (self.height() - px(22)) / 2 + 0.5, px(40) - 1, px(22) - 1)
        on = self.isChecked()
        edge = "text" if self.underMouse() and self.isEnabled() else "border_strong"
        if on:
            edge = "accent_text"
        painter.setPen(QPen(theme.colour(edge if self.isEnabled() else "border_strong"), 1))
        fill = (
            "accent_text" if on and self.isEnabled() else ("sunken" if self.isDown() else "surface")
        )
        painter.setBrush(theme.colour(fill))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        size = px(14)
        x = track.right() - px(4) - size if on else track.left() + px(4)
        knob = QRectF(x, track.center().y() - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface" if on else "border_strong"))
        painter.drawEllipse(knob)
        if on:
            pen = QPen(theme.colour("accent_text"), 1.5 * self._look.scale)
            painter.setPen(pen)
            c, unit = knob.center(), size / 14
            painter.drawPolyline(
                [
                    QPointF(c.x() - 3 * unit, c.y()),
                    QPointF(c.x() - 0.8 * unit, c.y() + 2.4 * unit),
                    QPointF(c.x() + 3.2 * unit, c.y() - 2.4 * unit),
                ]
            )
