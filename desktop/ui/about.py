"""The small dialog that says what this is and whose parts are in it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import __version__
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.text import Label


class AboutDialog(QDialog):
    """Name, version, licences.

    Args:
        look: Theme and sizes.
        parent: The window.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Starling")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(28), look.px(24), look.px(28), look.px(20))
        column.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Icon(look, "starling", 64))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Label(look, "Starling", "finding"))
        words.addWidget(Label(look, f"Version {__version__}", "second", "muted"))
        words.addStretch(1)
        head.addLayout(words, 1)
        column.addLayout(head)
        for text in (
            "Rehearse interview answers aloud. What you say stays on this computer.",
            "Starling is free software under the MIT licence. Words are made by OpenAI Whisper, "
            "pauses are found by Silero VAD. Icons by Lucide (ISC), type by Inter (OFL), the "
            "window by Qt (LGPL).",
        ):
            label = Label(look, text, "body", "muted", wrap=True)
            label.setMinimumWidth(look.px(380))
            column.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        close = Button(look, "Close", kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)
