"""History's list view, and what stands in its place where there are no rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from desktop.ui.pages.page import plain
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.text import Label


class HistoryList(QListView):
    """The list; Enter opens, Space plays, and letters do not search in it."""

    space = Signal()
    entered_row = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep moving keys; give Enter and Space their meaning, others to the page."""
        key = event.key()
        if key == Qt.Key.Key_Space and plain(event):
            self.space.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_row.emit(self.currentIndex())
        elif key in {
            Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
            Qt.Key.Key_Home, Qt.Key.Key_End,
        }:  # fmt: skip
            super().keyPressEvent(event)
        else:
            event.ignore()


class Nothing(QWidget):
    """What is shown where there are no rows.

    Args:
        look: Theme and sizes.
    """

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bird = Icon(look, "starling", 96)
        self.text = Label(look, "", "lead", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(look, "")
        self.first = Button(look, "Ask me a question", "mic", kind="primary")
        self.example = Button(look, "Show me an example", kind="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(28), look.px(28), look.px(28), look.px(60))
        column.setSpacing(look.px(16))
        column.addStretch(1)
        column.addWidget(self._bird, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.text)
        for button in (self.button, self.first, self.example):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.button.clicked.connect(self.pressed)
        self.first.clicked.connect(self.pressed)

    def say(self, text: str, button: str = "") -> None:
        """Say why there is nothing, and offer the way out; without one, the very first step."""
        self.text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.first.setVisible(not button)
        self.example.setVisible(not button)
        self._bird.setVisible(not button)
