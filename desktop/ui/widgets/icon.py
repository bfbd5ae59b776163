"""An icon that stands alone."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Look


class Icon(QWidget):
    """An icon alone, drawn from the look; "starling" is the bird.

    Args:
        look: Theme and sizes.
        name: Icon name.
        size: Side at 100 %.
        ink: Colour token.
        tile: Whether it stands on a 40 px tile of soft accent.
    """

    def __init__(
        self, look: Look, name: str, size: int = 18, ink: str = "muted", *, tile: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._size = size
        self._ink = ink
        self._tile = tile
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_icon(self, name: str, ink: str = "muted") -> None:
        """Show another icon or colour."""
        self._name, self._ink = name, ink
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's own size, or the tile's."""
        side = self._look.px(40 if self._tile else self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw tile and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = self.rect()
        if self._tile:
            painter.setPen(self._look.theme.colour("accent_soft"))
            painter.setBrush(self._look.theme.colour("accent_soft"))
            painter.drawRoundedRect(spot, self._look.px(10), self._look.px(10))
            gap = (self.width() - self._look.px(self._size)) // 2
            spot = spot.adjusted(gap, gap, -gap, -gap)
        if self._name == "starling":
            self._look.bird(self._size).paint(painter, spot)
        else:
            self._look.icon(self._name, self._ink, self._size).paint(painter, spot)
