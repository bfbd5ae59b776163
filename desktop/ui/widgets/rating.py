"""How it felt, by the user's own reckoning: five speckles with words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Look

WORDS = (
    "Not rated yet",
    "I lost the thread",
    "Shaky, but I got there",
    "It held together",
    "I was sure of it",
    "I would say it just like that",
)
"""What each rating says, 0 for none."""

_STEP, _R = 30, 8


class Rating(QWidget):
    """One to five speckles; the keys 1 to 5, the arrows, and 0 or Delete for none.

    Args:
        look: Colours and sizes.
    """

    rated = Signal(object)  # 1 to 5, or None

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._value = 0
        self._hover = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()
        self.set_value(None)

    @property
    def value(self) -> int | None:
        """The rating, or None."""
        return self._value or None

    def set_value(self, value: int | None) -> None:
        """Show a rating; tells nobody."""
        self._value = value or 0
        said = f"{self._value} of 5, {WORDS[self._value]}" if self._value else WORDS[0]
        self.setAccessibleName(f"How it felt: {said}")
        self.update()

    def _rate(self, value: int) -> None:
        value = max(0, min(5, value))
        if value != self._value:
            self.set_value(value)
            self.rated.emit(self.value)

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the speckles and the words."""
        return QSize(self._look.px(300), self._look.px(32))

    def _at(self, x: float) -> int:
        number = int(x // self._look.px(_STEP)) + 1
        return number if 1 <= number <= 5 else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the speckles and the words of the rating."""
        look, theme = self._look, self._look.theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._hover or self._value
        middle = self.height() / 2
        radius = look.px(_R)
        for number in range(1, 6):
            centre = QPointF(look.px(_STEP) * (number - 1) + radius + look.px(3), middle)
            if number <= shown:
                ink = theme.colour("accent_text")
                if self._hover and number > self._value:
                    ink.setAlphaF(0.55)
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(ink)
                p.drawEllipse(centre, radius, radius)
            else:
                p.setPen(QPen(theme.colour("border_strong"), 1.5 * look.scale))
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawEllipse(centre, radius - 0.75, radius - 0.75)
        left = look.px(_STEP) * 5 + look.px(8)
        p.setFont(look.font("second"))
        p.setPen(theme.colour("text" if self._value and not self._hover else "muted"))
        row = QRectF(left, 0, self.width() - left, self.height())
        text = p.fontMetrics().elidedText(
            WORDS[shown], Qt.TextElideMode.ElideRight, int(row.width())
        )
        p.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)

    def event(self, event: QEvent) -> bool:
        """Keep the digits and arrows from the page's shortcuts while it has focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._wanted(event) is not None:
                event.accept()
                return True
        elif event.type() == QEvent.Type.Leave and self._hover:
            self._hover = 0
            self.update()
        return super().event(event)

    def _wanted(self, event: QKeyEvent) -> int | None:
        """Return the rating a key asks for, or None where it is not for this."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            return int(key) - int(Qt.Key.Key_0)
        steps = {
            Qt.Key.Key_Right: self._value + 1, Qt.Key.Key_Left: self._value - 1,
            Qt.Key.Key_Delete: 0, Qt.Key.Key_Backspace: 0,
        }  # fmt: skip
        return steps.get(Qt.Key(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate by key."""
        wanted = self._wanted(event)
        if wanted is None:
            event.ignore()
        else:
            self._rate(wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would say."""
        hover = self._at(event.position().x())
        if hover != self._hover:
            self._hover = hover
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Rate; a click on the present rating takes it away."""
        number = self._at(event.position().x())
        if number and event.button() == Qt.MouseButton.LeftButton:
            self._hover = 0
            self._rate(0 if number == self._value else number)
