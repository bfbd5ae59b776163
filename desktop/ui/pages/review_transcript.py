"""The transcript as a card: title, search, follow, and the marked words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.text import Label
from desktop.ui.widgets.transcript_view import TranscriptView

_WIDE_HEAD = 240  # of the card at 100 %: narrower, its name gives way to what can be done
_WIDE_SEARCH = 560  # at 100 %: below, the title makes room for the search field


class TranscriptCard(QWidget):
    """Head and words; its lower edge runs below the player.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._has_words = True
        self.view = TranscriptView(look)
        self._title = Label(look, "Transcript", "second_strong")
        self.find_button = IconButton(
            look, "search", "Search the transcript", key="Ctrl F", icon_size=17
        )
        self.follow = Button(
            look, "Follow", "locate-fixed", kind="quiet", size="small",
            tip="Scroll with the spoken word (Ctrl+Shift+F)",
        )  # fmt: skip
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search in your words")
        self.field.setAccessibleName("Search the transcript")
        self.field.installEventFilter(self)
        self.found = Label(look, "", "second", "muted", tabular=True)
        self.before = IconButton(look, "chevron-up", "Place before", key="Shift Enter")
        self.after = IconButton(look, "chevron-down", "Next place", key="Enter")
        self._close = IconButton(look, "x", "Close the search", key="Esc", icon_size=16)
        self._search_row = (self.field, self.found, self.before, self.after, self._close)
        self._head = QHBoxLayout()
        shown: list[QWidget] = [self._title, self.find_button, self.follow]
        for widget in shown:
            self._head.addWidget(widget)
        self._head.addStretch(1)
        for widget in self._search_row:
            self._head.addWidget(widget)
            widget.hide()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.view, 1)
        self.find_button.clicked.connect(self.open_search)
        self._close.clicked.connect(self.close_search)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.field.textChanged.connect(self._search)
        self.follow.toggled.connect(self.view.set_follow)
        self.view.follow_changed.connect(self.follow.setChecked)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_has_words(self, has_words: bool) -> None:
        """Offer search and follow only where there are words."""
        if not has_words and self.searching:
            self.close_search()
        self._has_words = has_words
        self.find_button.setVisible(has_words and not self.searching)
        self._fit()

    @property
    def searching(self) -> bool:
        """Whether the search is open."""
        return not self.field.isHidden()

    def open_search(self) -> None:
        """Open the search and write in it."""
        if not self._has_words:
            return
        for widget in self._search_row:
            widget.show()
        self.find_button.hide()
        self._fit()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._search(self.field.text())

    def close_search(self) -> None:
        """Close the search; its marks go."""
        for widget in self._search_row:
            widget.hide()
        self.find_button.setVisible(self._has_words)
        self._fit()
        self.view.search("")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self, text: str) -> None:
        self.view.search(text)
        self._count()

    def _step(self, step: int) -> None:
        self.view.next_hit(step)
        self._count()

    def _count(self) -> None:
        hits = self.view.hits
        wanted = bool(self.field.text().strip())
        said = f"{self.view.hit + 1} of {hits}" if hits else ("none" if wanted else "")
        self.found.setText(said)
        for button in (self.before, self.after):
            button.setEnabled(hits > 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on in the search, Shift+Enter back, Esc closes it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self._step(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_search()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: object) -> None:
        """Make room for the search field."""
        self._fit()

    def _fit(self) -> None:
        narrow = self.searching and self.width() < _WIDE_SEARCH * self._look.scale
        self._title.setVisible(not narrow and self.width() >= _WIDE_HEAD * self._look.scale)
        self.follow.setVisible(not narrow and self._has_words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, open below, and the line under its head."""
        theme = self._look.theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(theme.colour("border"), 1))
        p.setBrush(theme.colour("surface"))
        radius = self._look.px(12)
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, radius * 2)
        p.drawRoundedRect(card, radius, radius)
        y = self._look.px(44) + 0.5
        p.drawLine(0, round(y), self.width(), round(y))

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(1, 1, 1, 0)
        self._head.setContentsMargins(px(16), 0, px(10), 0)
        self._head.setSpacing(px(6))
        head = px(44)
        self.follow.setFixedHeight(px(30))
        self.field.setFixedHeight(px(32))
        self._title.setFixedHeight(head)
        self.find_button.setFixedSize(px(36), px(36))
        self.field.setFixedWidth(px(210))
        self.field.setFont(self._look.font("second"))
        self._fit()
