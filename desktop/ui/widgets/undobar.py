"""The bar that says what was just put away, with Undo for ten seconds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.text import Label

SHOWN_MS = 10_000
"""How long Undo is offered, in milliseconds."""


class UndoBar(QFrame):
    """A card at the foot of the window; it closes by itself.

    Args:
        look: Theme and sizes.
        parent: The window's content; the bar stays centred above its lower edge.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._undo: Callable[[], None] | None = None
        self.setProperty("kind", "card")
        self._text = Label(look, role="body")
        self._button = Button(look, "Undo", kind="link", key="Ctrl Z")
        self._button.clicked.connect(self.undo)
        self._close = IconButton(look, "x", "Close", icon_size=16)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), look.px(6), look.px(6), look.px(6))
        row.setSpacing(look.px(16))
        row.addWidget(self._text)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        parent.installEventFilter(self)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether something can be undone now."""
        return self._undo is not None

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def offer(self, text: str, undo: Callable[[], None] | None) -> None:
        """Say what happened and offer to take it back.

        Args:
            text: One sentence.
            undo: Takes it back; None where the bar only tells.
        """
        self._text.setText(text)
        self._undo = undo
        self._button.setVisible(undo is not None)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def undo(self) -> None:
        """Take it back, once."""
        undo, self._undo = self._undo, None
        self.dismiss()
        if undo is not None:
            undo()

    def dismiss(self) -> None:
        """Close; what was offered is no longer."""
        self._undo = None
        self._timer.stop()
        self.hide()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.adjustSize()
        width = min(self.width(), parent.width() - 2 * self._look.px(16))
        self.resize(width, self.height())
        self.move(
            (parent.width() - width) // 2, parent.height() - self.height() - self._look.px(72)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
