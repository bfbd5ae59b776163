"""Makes pages ready before they are asked for, a short step at a time, while nothing else is due.

A page costs most the first time: its modules are read, its widgets made, styled and laid out. Done
at the moment someone presses Stop, that would hold the window up.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

_PAUSE_MS = 15
"""Between two steps: keys and drawing come first."""

_UI = "desktop.ui."
_MODULES = (
    "encodings.utf_16_le",
    "PySide6.QtMultimedia",
    "desktop.audio.playback",
    f"{_UI}marks",
    f"{_UI}parts",
    f"{_UI}pages.review_state",
    f"{_UI}widgets.transcript_text",
    f"{_UI}widgets.transcript_layout",
    f"{_UI}widgets.transcript_paint",
    f"{_UI}widgets.transcript_scroll",
    f"{_UI}widgets.transcript_view",
    f"{_UI}pages.review_transcript",
    f"{_UI}widgets.verdict_card",
    f"{_UI}pages.review_body",
    f"{_UI}widgets.rating",
    f"{_UI}widgets.advice",
    f"{_UI}widgets.delivery",
    f"{_UI}pages.review_side",
    f"{_UI}widgets.waveform",
    f"{_UI}widgets.player_bar",
    f"{_UI}pages.review_dock",
    f"{_UI}pages.review_top",
    f"{_UI}pages.review_keys",
    f"{_UI}pages.review",
    f"{_UI}pages.history_model",
    f"{_UI}pages.history_delegate",
    f"{_UI}pages.history_drawer",
    f"{_UI}pages.history_list",
    f"{_UI}pages.history",
    "PySide6.QtTextToSpeech",
)
"""What the pages read, the innermost first, so that each step is short."""

Step = Callable[[], object]


class Ahead(QObject):
    """Takes one step after the other from an iterator, with the event loop in between.

    Args:
        steps: What there is to do, in order.
        parent: Qt's owner.
    """

    def __init__(self, steps: Iterator[Step], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._done = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self._done

    def begin(self, after_ms: int) -> None:
        """Begin in so many milliseconds."""
        self._timer.start(after_ms)

    def stop(self) -> None:
        """Leave the rest; it is done when it is needed."""
        self._timer.stop()

    def _next(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._done = True
            return
        step()
        self._timer.start(_PAUSE_MS)


def modules() -> Iterator[Step]:
    """Yield steps that import what the pages need; one that is missing here is left to its user."""
    for name in _MODULES:
        yield partial(_import, name)


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError:
        return


def styled(page: QWidget, size: QSize) -> Iterator[Step]:
    """Yield steps that style, lay out and draw a page that is not shown yet.

    Args:
        page: The page.
        size: The size it will have.
    """
    widgets = [page, *page.findChildren(QWidget)]
    for start in range(0, len(widgets), 12):
        yield partial(_polish, widgets[start : start + 12])
    yield lambda: _draw(page, size)


def _polish(widgets: list[QWidget]) -> None:
    for widget in widgets:
        try:
            widget.ensurePolished()
        except RuntimeError:
            continue  # it went away between two steps


def _draw(page: QWidget, size: QSize) -> None:
    """Draw it where nobody sees it: fonts, icons and sizes are known afterwards."""
    if page.isVisible():
        return
    page.resize(size)
    canvas = QPixmap(size)
    page.render(canvas)
