"""How a rubric's components and verdicts are drawn: pure painters that every widget shares."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.domain.report import Verdict
from desktop.ui.theme import Theme

RADIUS = 3.0
"""Corner radius of a mark at 100 %."""

CHIP_RADIUS = 0.22
"""Corner radius of a chip as a share of its side."""

_DASH = (6.0, 4.0)  # on, off
_DASH_WIDTH = 2.0
_DOUBLE_WIDTH, _DOUBLE_GAP = 1.25, 3.0
_DOT, _DOT_STEP = 3.0, 6.0
_SLANT_WIDTH, _SLANT_STEP = 2.2, 6.0
_LEVEL_WIDTH, _LEVEL_STEP = 1.6, 4.0
_SPECKLE_R, _SPECKLE_STEP = 1.15, 5.0


def paint_fill(
    p: QPainter,
    rect: QRectF,
    slot: int,
    theme: Theme,
    *,
    scale: float = 1.0,
    radius: float = RADIUS,
) -> None:
    """Fill a rectangle with a slot's pattern, outlined where it is patterned.

    Args:
        p: Painter; its state is kept.
        rect: What to fill, in logical pixels.
        slot: 0 (other) to 4.
        theme: Colours.
        scale: The user's text scale; patterns grow with it.
        radius: Corner radius in pixels.
    """
    if rect.width() <= 0 or rect.height() <= 0:
        return
    radius = min(radius, rect.width() / 2, rect.height() / 2)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    if slot in (0, 1):
        p.fillPath(path, theme.ink(1) if slot else theme.tint(0))
        p.restore()
        return
    p.fillPath(path, theme.tint(slot))
    p.save()
    p.setClipPath(path, Qt.ClipOperation.IntersectClip)
    _PATTERNS[slot](p, rect, theme.ink(slot), scale)
    p.restore()
    p.setPen(QPen(theme.ink(slot), max(1.0, scale)))
    p.setBrush(Qt.BrushStyle.NoBrush)
    half = max(1.0, scale) / 2
    inner = rect.adjusted(half, half, -half, -half)
    if inner.width() > 0:
        p.drawRoundedRect(inner, max(0.0, radius - half), max(0.0, radius - half))
    p.restore()


def _slants(p: QPainter, rect: QRectF, ink: QColor, scale: float) -> None:
    p.setPen(QPen(ink, _SLANT_WIDTH * scale * 0.72))
    step = _SLANT_STEP * scale * 2**0.5
    # Anchored to the window rather than the rectangle, so that neighbours line up.
    at = (rect.left() // step) * step
    while at < rect.right() + rect.height():
        p.drawLine(QLineF(at, rect.bottom(), at + rect.height(), rect.top()))
        at += step
    at = (rect.left() // step) * step - step
    while at + rect.height() > rect.left():
        p.drawLine(QLineF(at, rect.bottom(), at + rect.height(), rect.top()))
        at -= step


def _levels(p: QPainter, rect: QRectF, ink: QColor, scale: float) -> None:
    step = _LEVEL_STEP * scale
    rows = max(1, int((rect.height() - 2 * scale) // step))
    at = rect.center().y() - (rows - 1) * step / 2
    p.setPen(QPen(ink, _LEVEL_WIDTH * scale))
    for _ in range(rows):
        p.drawLine(QLineF(rect.left(), at, rect.right(), at))
        at += step


def _speckles(p: QPainter, rect: QRectF, ink: QColor, scale: float) -> None:
    step, r = _SPECKLE_STEP * scale, _SPECKLE_R * scale
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(ink)
    row, y = 0, rect.top() + step / 4
    while y < rect.bottom() + r:
        x = rect.left() + (step / 4 if row % 2 == 0 else step * 3 / 4)
        while x < rect.right() + r:
            p.drawEllipse(QPointF(x, y), r, r)
            x += step
        y += step / 2
        row += 1


_PATTERNS = {2: _slants, 3: _levels, 4: _speckles}


def paint_underline(
    p: QPainter, line: QLineF, slot: int, theme: Theme, *, scale: float = 1.0
) -> None:
    """Draw a slot's underline; ``line`` runs along the middle of a 3 px high place for it."""
    if slot == 0 or line.length() <= 0:
        return
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = theme.ink(slot)
    pen = QPen(ink, _DASH_WIDTH * scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if slot == 2:
        # A dash pattern counts in pen widths.
        pen.setDashPattern([part / _DASH_WIDTH for part in _DASH])
    if slot == 3:
        pen.setWidthF(_DOUBLE_WIDTH * scale)
        p.setPen(pen)
        gap = _DOUBLE_GAP * scale / 2
        p.drawLine(line.translated(0, -gap))
        p.drawLine(line.translated(0, gap))
    elif slot == 4:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        r = _DOT * scale / 2
        x = line.x1() + r
        while x + r <= line.x2() + 0.5:
            p.drawEllipse(QPointF(x, line.y1()), r, r)
            x += _DOT_STEP * scale
    else:
        p.setPen(pen)
        p.drawLine(line)
    p.restore()


def paint_chip(
    p: QPainter,
    rect: QRectF,
    letter: str,
    slot: int,
    verdict: Verdict | None,
    theme: Theme,
) -> None:
    """Draw a component's letter chip; without a verdict it is solid.

    Solid says covered, an outline with the left half tinted thin, dashes not found, an outline
    with "?" not clear.
    """
    side = rect.height()
    radius = max(RADIUS, side * CHIP_RADIUS)
    ink = theme.ink(slot)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    text = ink
    width = max(1.0, side / 18)
    inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    if verdict is None or verdict is Verdict.COVERED:
        p.setBrush(ink)
        p.drawRoundedRect(rect, radius, radius)
        text = theme.colour("on_c")
    else:
        pen = QPen(ink, width)
        if verdict is Verdict.NOT_FOUND:
            pen = QPen(theme.colour("border_strong"), width)
            pen.setDashPattern([2.6, 2.0])
            text = theme.colour("muted")
        elif verdict is Verdict.THIN:
            path = QPainterPath()
            path.addRoundedRect(rect, radius, radius)
            p.save()
            p.setClipPath(path, Qt.ClipOperation.IntersectClip)
            p.fillRect(QRectF(rect.left(), rect.top(), rect.width() / 2, side), theme.tint(slot))
            p.restore()
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(inner, radius - width / 2, radius - width / 2)
    _letter(p, rect, letter, 0.6 * side, text)
    if verdict is Verdict.UNCLEAR:
        badge = QRectF(0, 0, side * 0.5, side * 0.5)
        badge.moveCenter(QPointF(rect.right() - side * 0.06, rect.top() + side * 0.08))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour("surface"))
        p.drawEllipse(badge)
        _letter(p, badge, "?", 0.46 * side, ink)
    p.restore()


def _letter(p: QPainter, rect: QRectF, letter: str, size: float, colour: QColor) -> None:
    font = p.font()
    font.setPixelSize(max(6, round(size)))
    font.setBold(True)
    p.setFont(font)
    p.setPen(colour)
    p.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def paint_state(p: QPainter, rect: QRectF, verdict: Verdict, theme: Theme) -> None:
    """Draw a verdict's shape in ink: tick, half disc, dashed ring, ring with "?"."""
    side = rect.height()
    ink = theme.colour("text")
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    if verdict is Verdict.COVERED:
        paint_tick(p, rect, ink)
        p.restore()
        return
    width = side * 0.1
    ring = QRectF(rect.left(), rect.top(), side, side).adjusted(
        side * 0.1, side * 0.1, -side * 0.1, -side * 0.1
    )
    pen = QPen(ink if verdict is not Verdict.NOT_FOUND else theme.colour("muted"), width)
    if verdict is Verdict.NOT_FOUND:
        pen.setDashPattern([1.9, 1.6])
    p.setPen(pen)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawEllipse(ring)
    if verdict is Verdict.THIN:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        p.drawPie(ring, 90 * 16, 180 * 16)
    elif verdict is Verdict.UNCLEAR:
        _letter(p, ring, "?", side * 0.58, ink)
    p.restore()


def paint_tick(p: QPainter, rect: QRectF, ink: QColor) -> None:
    """Draw a tick that fills a square."""
    side = rect.height()
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink, side * 0.13)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    p.setPen(pen)
    path = QPainterPath()
    path.moveTo(rect.left() + side * 0.16, rect.top() + side * 0.54)
    path.lineTo(rect.left() + side * 0.4, rect.top() + side * 0.77)
    path.lineTo(rect.left() + side * 0.86, rect.top() + side * 0.25)
    p.drawPath(path)
    p.restore()


def paint_play(p: QPainter, rect: QRectF, ink: QColor) -> None:
    """Draw the small triangle of a jump time."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.moveTo(rect.topLeft())
    path.lineTo(rect.right(), rect.center().y())
    path.lineTo(rect.bottomLeft())
    path.closeSubpath()
    p.fillPath(path, ink)
    p.restore()
