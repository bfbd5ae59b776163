"""The review page's top bar: back, question, facts of the take, and where to go next."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.text import EndElidedLabel

_BOTH_BUTTONS = 700  # at 100 %: below, Next question moves into the menu


class QuestionLabel(EndElidedLabel):
    """The question, 15 px and strong."""

    def _restyle(self) -> None:
        font = self._look.font("read")
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)


class ReviewTop(QWidget):
    """Top bar of the review page.

    Args:
        look: Theme and sizes.
    """

    back = Signal()
    next_question = Signal()
    answer_again = Signal()
    copy_transcript = Signal()
    show_recording = Signal()
    delete = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._has_words = False
        self._has_recording = False
        self.setProperty("kind", "topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._back = IconButton(look, "chevron-left", "Back", key="Alt Left")
        self._question = QuestionLabel(look)
        self._about = EndElidedLabel(look, "", "second", "muted", tabular=True)
        self.more = IconButton(look, "ellipsis", "More")
        self.next = Button(look, "Next question", tip="Next question", key="Ctrl N")
        self.again = Button(
            look, "Answer again", "mic", kind="primary", tip="Answer again", key="Ctrl R"
        )
        self._words = QVBoxLayout()
        self._words.addStretch(1)
        self._words.addWidget(self._question)
        self._words.addWidget(self._about)
        self._words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._back)
        self._row.addLayout(self._words, 1)
        for button in (self.more, self.next, self.again):
            self._row.addWidget(button)
        self._back.clicked.connect(self.back)
        self.next.clicked.connect(self.next_question)
        self.again.clicked.connect(self.answer_again)
        self.more.clicked.connect(self._open_menu)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_attempt(self, question: str, about: str) -> None:
        """Show whose review this is."""
        self._question.setText(question)
        self._about.setText(about)

    def set_example(self, example: bool) -> None:
        """Ask for the user's own answer below the example, instead of another take of it."""
        text = "Answer one yourself" if example else "Answer again"
        self.again.setText(text)
        self.again.set_tip(text)
        self.again.updateGeometry()

    def about(self) -> str:
        """What the second line says."""
        return self._about.text()

    def set_can(self, *, words: bool, recording: bool) -> None:
        """Say what the menu offers."""
        self._has_words, self._has_recording = words, recording

    def menu(self) -> QMenu:
        """Return the menu of everything else one can do."""
        look = self._look
        menu = QMenu(self)
        if self.next.isHidden():
            menu.addAction("Next question").triggered.connect(self.next_question)
            menu.addSeparator()
        copy = menu.addAction(look.icon("copy"), "Copy the transcript")
        copy.triggered.connect(self.copy_transcript)
        copy.setEnabled(self._has_words)
        folder = menu.addAction(look.icon("folder-open"), "Show the recording in its folder")
        folder.triggered.connect(self.show_recording)
        folder.setEnabled(self._has_recording)
        menu.addSeparator()
        menu.addAction(look.icon("trash-2"), "Delete this take").triggered.connect(self.delete)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(self.more.width() - menu.sizeHint().width(), self.more.height() + 4)
        menu.popup(self.more.mapToGlobal(corner))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the primary button, give up the other first."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.next.setVisible(self.width() >= _BOTH_BUTTONS * self._look.scale)

    def _restyle(self) -> None:
        px = self._look.px
        self.setFixedHeight(px(60))
        self._row.setContentsMargins(px(16), 0, px(24), 0)
        self._row.setSpacing(px(8))
        self._words.setContentsMargins(px(8), 0, px(8), 0)
        self._words.setSpacing(px(1))
        self._fit()
