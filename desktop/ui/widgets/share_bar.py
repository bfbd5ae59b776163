"""A component's share of the speaking time against its usual range."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.marks import paint_fill
from desktop.ui.theme import Look, Theme

FULL = 0.7
"""Share at the right edge: a little over the longest usual part."""


def paint_share(
    p: QPainter,
    rect: QRectF,
    share: float,
    slot: int,
    band: tuple[float, float] | None,
    theme: Theme,
    scale: float = 1.0,
    full: float = FULL,
) -> None:
    """Draw a share as a bar with the usual range as a bracket below it.

    Args:
        p: Painter; its state is kept.
        rect: Bar and bracket together; the bar takes 8 of every 14 px.
        share: 0 to 1.
        slot: Drawing slot.
        band: Usual share, low and high; None draws no bracket.
        theme: Colours.
        scale: The user's text scale.
        full: The share at the right edge.
    """
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    bar = QRectF(rect.left(), rect.top(), rect.width(), 8 * scale)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.colour("sunken"))
    p.drawRoundedRect(bar, 3 * scale, 3 * scale)
    width = min(1.0, share / full) * bar.width()
    if width > 0:
        piece = QRectF(bar.left(), bar.top(), max(4.0 * scale, width), bar.height())
        paint_fill(p, piece, slot, theme, scale=scale, radius=3 * scale)
    if band is not None:
        left = bar.left() + min(1.0, band[0] / full) * bar.width()
        right = bar.left() + min(1.0, band[1] / full) * bar.width()
        top, bottom = bar.bottom() + 2 * scale, bar.bottom() + 5.5 * scale
        path = QPainterPath(QPointF(left, top))
        for point in (QPointF(left, bottom), QPointF(right, bottom), QPointF(right, top)):
            path.lineTo(point)
        p.setPen(QPen(theme.colour("border_strong"), 1.5 * scale))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPath(path)
    p.restore()


class ShareBar(QWidget):
    """A share with its usual range.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._share = 0.0
        self._slot = 0
        self._band: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_share(self, share: float, slot: int, band: tuple[float, float] | None) -> None:
        """Show a share (0 to 1) in a slot's fill, with its usual range where one is known."""
        self._share, self._slot, self._band = share, slot, band
        self.setAccessibleName(share_words(share, band))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        p = QPainter(self)
        paint_share(
            p, QRectF(self.rect()), self._share, self._slot, self._band, self._look.theme,
            self._look.scale,
        )  # fmt: skip

    def _restyle(self) -> None:
        self.setFixedHeight(self._look.px(15))
        self.update()


def share_words(share: float, band: tuple[float, float] | None) -> str:
    """Return a share and its usual range in words, for tooltips and screen readers."""
    said = f"{round(share * 100)} % of what you said"
    if band is None:
        return said
    return f"{said}, usually {round(band[0] * 100)} to {round(band[1] * 100)} %"
