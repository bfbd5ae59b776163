"""What every section of the settings has: a title, one sentence, and what is below."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.text import Label


class Section(QWidget):
    """One section: its title, one sentence, and what is below.

    Args:
        look: Theme and sizes.
        what: One sentence; may be empty.

    Attributes:
        name: Its key.
        title: Shown name.
        icon: Icon in the list.
    """

    name = ""
    title = ""
    icon = ""

    def __init__(self, look: Look, what: str) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._heading = Label(look, self.title, "name")
        self._what = Label(look, what, "body", "muted", wrap=True)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._heading)
        head.addWidget(self._what)
        self._column.addLayout(head)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets below each other."""
        for widget in widgets:
            self._column.addWidget(widget)

    def end(self) -> None:
        """Keep everything at the top."""
        self._column.addStretch(1)

    def arrange(self, edge: int) -> None:
        """Set the margin, in pixels."""
        self._column.setContentsMargins(edge, self._look.px(24), edge, self._look.px(28))
        self._column.setSpacing(self._look.px(12))

    def entered(self) -> None:
        """Called when it comes into view."""

    def left(self) -> None:
        """Called when it goes out of view."""
