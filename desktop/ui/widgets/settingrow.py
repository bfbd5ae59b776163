"""Rows and cards of the Settings page: a name, what it does, and its control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.text import Label, rule

_WORDS = 260
"""With less room than this for its words at 100 %, a row's control moves below them."""


class SettingRow(QWidget):
    """One setting: name and explanation at the left, its control at the right.

    Args:
        look: Theme and sizes.
        name: What it is.
        what: What it does, one sentence; may be empty.
        control: Changes it; None for a row that only tells.
    """

    def __init__(self, look: Look, name: str, what: str, control: QWidget | None = None) -> None:
        super().__init__()
        self._look = look
        self._control = control
        self.name = Label(look, name, "strong", wrap=True)
        self.what = Label(look, what, "second", "muted", wrap=True)
        self.what.setVisible(bool(what))
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.what)
        self._box.addLayout(words, 1)
        if control is not None:
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            self._box.addWidget(control, 0, side)
        look.changed.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        px = self._look.px
        self._box.setContentsMargins(px(18), px(12), px(18), px(12))
        self._box.setSpacing(px(12))

    def set_what(self, text: str) -> None:
        """Change the explanation."""
        self.what.setText(text)
        self.what.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack where it is narrow."""
        super().resizeEvent(event)
        taken = self._control.sizeHint().width() if self._control is not None else 0
        narrow = self.width() - taken < self._look.px(_WORDS)
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)


class SettingCard(QFrame):
    """A card of rows with hairlines between them.

    Args:
        rows: The rows in order.
    """

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self.fill(rows)

    def fill(self, rows: tuple[QWidget, ...] | list[QWidget]) -> None:
        """Show these rows instead."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(row)
