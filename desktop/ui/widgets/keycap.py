"""Key caps: the small outlined key names inside and beside buttons."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.ui.theme import Look

_PAD = 6.5
_HEIGHT = 22
_MAC = {"Ctrl": "⌘", "Alt": "⌥", "Shift": "⇧"}


def key_text(key: str) -> str:
    """Return a key's name as this system writes it ("Ctrl R" is "⌘ R" on macOS)."""
    if sys.platform != "darwin":
        return key
    return " ".join(_MAC.get(part, part) for part in key.split(" "))


def keycap_size(look: Look, key: str) -> QSizeF:
    """Return the size of a key cap in pixels."""
    metrics = QFontMetricsF(look.font("caption_strong"))
    width = metrics.horizontalAdvance(key_text(key)) + 2 * look.px(_PAD)
    return QSizeF(max(width, look.px(_HEIGHT)), look.px(_HEIGHT))


def paint_keycap(
    painter: QPainter, rect: QRectF, key: str, look: Look, ink: QColor, line: QColor
) -> None:
    """Draw a key cap.

    Args:
        painter: Where to.
        rect: Its outline.
        key: Key name, parts divided by spaces ("Ctrl R").
        look: Fonts and sizes.
        ink: Colour of the name.
        line: Colour of the outline.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
    painter.setPen(ink)
    painter.setFont(look.font("caption_strong"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key_text(key))
    painter.restore()
