"""The focus ring: shown around the control that has the focus, after keyboard use only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from desktop.ui.theme import Look

_WIDTH = 2
_OUTSIDE = 2
_RADII = {"segment": 6, "big": 10, "cardbutton": 12, "link": 3}
_DEFAULT_RADIUS = 8
_MOVING = frozenset(
    {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up,
     Qt.Key.Key_Down}
)  # fmt: skip


class _RingStyle(QProxyStyle):
    """Makes room for the ring outside the control."""

    def __init__(self, look: Look) -> None:
        super().__init__("Fusion")
        self._look = look

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Return the ring's margins; everything else as usual."""
        if metric in {
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        }:
            return self._look.px(_OUTSIDE) + self._look.px(_WIDTH)
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Draw above everything: in its own parent a tight row would cut the ring off."""
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returned)


class FocusRing(QFocusFrame):
    """Follows the focus of one window.

    A control without a ring of its own says ``setProperty("ring", False)``.

    Args:
        look: Theme and sizes.
        window: The window whose controls it rings.
    """

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._handle: QWindow | None = None
        self._keyboard = False
        self._style = _RingStyle(look)
        self.setStyle(self._style)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)
        window.installEventFilter(self)
        look.changed.connect(self.update)

    @property
    def ringed(self) -> QWidget | None:
        """The control that wears the ring now."""
        return self.widget() if self._keyboard else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See which of keyboard and mouse was used last, on the window's own events."""
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.Show and self._handle is None:
                self._handle = self._window.windowHandle()
                if self._handle is not None:
                    self._handle.installEventFilter(self)
        elif watched is self._handle:
            if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
                if event.key() in _MOVING and not self._keyboard:
                    self._keyboard = True
                    self._moved(None, QApplication.focusWidget())
            elif kind == QEvent.Type.MouseButtonPress:
                self._keyboard = False
                self._wear(None)
        return super().eventFilter(watched, event)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not self._keyboard or new is None or new.window() is not self._window:
            self._wear(None)
            return
        wanted = new.property("ring") is not False and new.focusPolicy() != Qt.FocusPolicy.NoFocus
        self._wear(new if wanted else None)

    def _wear(self, widget: QWidget | None) -> None:
        self.setWidget(widget)  # type: ignore[arg-type]  # None hides the frame

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring two pixels outside the control."""
        widget = self.widget()
        if widget is None:
            return
        kind = str(widget.property("kind") or "")
        radius = self._look.px(_RADII.get(kind, _DEFAULT_RADIUS) + 4)
        width = self._look.px(_WIDTH)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.theme.colour("focus"), width))
        half = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), radius - half, radius - half
        )
