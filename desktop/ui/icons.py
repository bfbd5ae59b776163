"""Icons drawn from the SVG files in assets/icons, in the colour and size a widget asks for."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE_PX = 1.5
"""Stroke of an outline icon at the size it is drawn, in pixels."""

_VIEW = 24.0
_RATIOS = (1.0, 2.0, 3.0)
_SMALL_BIRD = 40
_BIRD_BODY = "#173640"  # the one colour outside the theme: the bird's own, as drawn in its file
_SPECKLES = re.compile(r'<g class="speckles".*?</g>', re.DOTALL)
_FIVE = ((21.2, 19.4), (27.6, 23.2), (18.6, 26.6), (24.8, 29.6), (17.6, 33.4))


class IconSource:
    """Reads the icon files once and keeps what it has drawn.

    Args:
        folder: The folder of SVG files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._drawn: dict[tuple[str, str, str, int, bool], QIcon] = {}

    def icon(self, name: str, colour: QColor, disabled: QColor, side: int, *, fill: bool) -> QIcon:
        """Return an icon at ``side`` pixels in ``colour``, and in ``disabled`` when disabled.

        Raises:
            FileNotFoundError: There is no such icon.
        """
        key = (name, colour.name(), disabled.name(), side, fill)
        found = self._drawn.get(key)
        if found is None:
            found = QIcon()
            for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
                svg = tint(self._text(name), ink.name(), STROKE_PX * _VIEW / side, fill=fill)
                for ratio in _RATIOS:
                    found.addPixmap(_draw(svg, side, ratio), mode)
            self._drawn[key] = found
        return found

    def bird(self, dark: bool, body: QColor, side: int) -> QIcon:
        """Return the bird; on dark its body takes ``body`` and its speckles turn dark."""
        key = ("starling", body.name() if dark else "", "", side, dark)
        found = self._drawn.get(key)
        if found is None:
            svg = self._text("starling")
            if side < _SMALL_BIRD:
                dots = "".join(f'<circle cx="{x}" cy="{y}" r="1.75"/>' for x, y in _FIVE)
                svg = _SPECKLES.sub(f'<g class="speckles" fill="#fff">{dots}</g>', svg)
            if dark:
                svg = svg.replace(_BIRD_BODY, "BODY").replace('fill="#fff"', f'fill="{_BIRD_BODY}"')
                svg = svg.replace("BODY", body.name())
            found = QIcon()
            for ratio in _RATIOS:
                found.addPixmap(_draw(svg, side, ratio))
            self._drawn[key] = found
        return found

    def _text(self, name: str) -> str:
        text = self._texts.get(name)
        if text is None:
            text = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            self._texts[name] = text
        return text


def tint(svg: str, colour: str, stroke: float, *, fill: bool = False) -> str:
    """Return an outline icon's SVG with its colour and stroke width rewritten."""
    svg = svg.replace("currentColor", colour)
    svg = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{stroke:.3f}"', svg)
    return svg.replace('fill="none"', f'fill="{colour}"', 1) if fill else svg


def _draw(svg: str, side: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
