"""The Qt binding must not give away references to None: an abort in mid-answer would follow."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage, QPainter

CALLS = 2000


class Bell(QObject):
    rings = Signal(float)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_nothing_keep_none_alive(qapp):
    painter = QPainter(image := QImage(8, 8, QImage.Format.Format_ARGB32))
    bell = Bell()
    bell.rings.connect(lambda _: None)
    colour = QColor(0, 0, 0)
    painter.setBrush(colour)
    bell.rings.emit(1.0)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        painter.setBrush(colour)
        bell.rings.emit(1.0)
    after = sys.getrefcount(None), sys.getrefcount(True)
    painter.end()
    assert image.width() == 8
    assert after[0] > before[0] - CALLS / 2
    assert after[1] > before[1] - CALLS / 2
