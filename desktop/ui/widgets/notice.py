"""A notice at the top of a page: what happened, what is safe, and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.text import Label


class Notice(QFrame):
    """Stays until it is closed or replaced.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._act: Callable[[], None] | None = None
        self.setProperty("kind", "notice")
        self.setAccessibleName("Notice")
        self._sign = Icon(look, "triangle-alert", 20, "warning")
        self._what = Label(look, "", "strong", wrap=True)
        self._more = Label(look, "", "body", "muted", wrap=True)
        self._button = Button(look, "", size="small")
        self._button.clicked.connect(self._press)
        close = IconButton(look, "x", "Close", icon_size=16)
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), look.px(10), look.px(10), look.px(10))
        row.setSpacing(look.px(12))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        self.hide()

    def tell(
        self,
        what: str,
        more: str = "",
        *,
        button: str = "",
        act: Callable[[], None] | None = None,
        good: bool = False,
    ) -> None:
        """Show a notice.

        Args:
            what: What happened.
            more: What is safe and what to do.
            button: Label of the one button; empty for none.
            act: What the button does.
            good: Whether it is good news.
        """
        self._sign.set_icon(
            "circle-check" if good else "triangle-alert", "success" if good else "warning"
        )
        self._what.setText(what)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._button.updateGeometry()
        self._act = act
        self.show()

    def text(self) -> str:
        """What it says."""
        return " ".join(part for part in (self._what.text(), self._more.text()) if part)

    def _press(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()
