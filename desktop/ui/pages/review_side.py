"""The review page's right column: the next take, delivery, and the user's own words on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.report import Advice, Report
from desktop.ui.pages.page import scroller
from desktop.ui.theme import Look
from desktop.ui.widgets.advice import AdviceList, FollowUpCard
from desktop.ui.widgets.delivery import DeliveryPanel
from desktop.ui.widgets.rating import Rating
from desktop.ui.widgets.text import Label

_SAVE_AFTER_MS = 600


class ReviewSide(QWidget):
    """Advice, follow-up, delivery, self-rating and notes.

    Args:
        look: Theme and sizes.
    """

    play_at = Signal(object)  # Advice
    rated = Signal(object)  # 1 to 5, or None
    noted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._edge = True
        self._folded = False
        self._advice_title = Label(look, "For the next take", "card_title")
        self.advice = AdviceList(look)
        self.follow_up = FollowUpCard(look)
        self.delivery = DeliveryPanel(look)
        self._rating_title = Label(look, "How did it feel?", "card_title")
        self.rating = Rating(look)
        self._notes_title = Label(look, "Notes", "card_title")
        self.notes = QPlainTextEdit()
        self.notes.setPlaceholderText("For yourself: what you want to say next time")
        self.notes.setAccessibleName("Notes")
        self.notes.setTabChangesFocus(True)
        self.notes.installEventFilter(self)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.addWidget(self._advice_title)
        self._column.addSpacing(look.px(3))
        self._column.addWidget(self.advice)
        self._column.addSpacing(look.px(4))
        self._column.addWidget(self.follow_up)
        self._column.addSpacing(look.px(4))
        self._column.addWidget(self.delivery)
        self._column.addSpacing(look.px(10))
        self._column.addWidget(self._rating_title)
        self._column.addWidget(self.rating)
        self._column.addSpacing(look.px(6))
        self._column.addWidget(self._notes_title)
        self._column.addWidget(self.notes)
        self._column.addStretch(1)
        self.area: QScrollArea = scroller(self._content)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self.area)
        # The scroll bar takes its room from the margin, not from the words.
        self.area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self.arrange())
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(_SAVE_AFTER_MS)
        self._save.timeout.connect(self.flush)
        self._saved = ""
        self.notes.textChanged.connect(self._save.start)
        self.advice.play_at.connect(self.play_at)
        self.rating.rated.connect(self.rated)
        look.changed.connect(self.arrange)
        self.arrange()

    def set_waiting(self) -> None:
        """Show grey bars for the advice, and nothing for what is not known yet."""
        self._advice_title.show()
        self.advice.show()
        self.advice.set_waiting()
        self.follow_up.set_question("")
        self.delivery.hide()

    def set_nothing(self) -> None:
        """Show only what the user adds: there is no report to come."""
        self._advice_title.hide()
        self.advice.hide()
        self.advice.set_advice(())
        self.follow_up.set_question("")
        self.delivery.hide()

    def set_report(self, report: Report, advice: Sequence[tuple[Advice, float | None]]) -> None:
        """Show a report.

        Args:
            report: Its follow-up and delivery.
            advice: Its advice with each one's place in seconds.
        """
        self._advice_title.setVisible(bool(advice))
        self.advice.setVisible(bool(advice))
        self.advice.set_advice(advice)
        self.follow_up.set_question(report.follow_up)
        self.delivery.show()
        self.delivery.set_delivery(report.delivery, judged=report.judged)

    def set_own(self, rating: int | None, notes: str) -> None:
        """Show the user's own rating and notes; what is being written is left alone."""
        self.rating.set_value(rating)
        if self._save.isActive() or self.notes.hasFocus() or notes == self.notes.toPlainText():
            return
        self._load_notes(notes)

    def start_with(self, rating: int | None, notes: str) -> None:
        """Show another attempt's rating and notes."""
        self.rating.set_value(rating)
        self._load_notes(notes)
        self.area.verticalScrollBar().setValue(0)

    def _load_notes(self, notes: str) -> None:
        self._saved = notes
        self.notes.blockSignals(True)
        self.notes.setPlainText(notes)
        self.notes.blockSignals(False)
        self._save.stop()

    def flush(self) -> None:
        """Save the notes now."""
        self._save.stop()
        text = self.notes.toPlainText()
        if text != self._saved:
            self._saved = text
            self.noted.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save the notes when one goes elsewhere."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def fold(self, folded: bool, *, edge: bool) -> None:
        """Lay out for a small window; ``edge`` draws the line to the left column."""
        self._folded, self._edge = folded, edge
        self.arrange()

    def arrange(self) -> None:
        """Set sizes for the fold and the text scale."""
        px = self._look.px
        side = px(16 if self._folded else 20)
        bar = self.area.verticalScrollBar()
        right = side - px(12) if bar.maximum() > 0 else side
        self._column.setContentsMargins(side, px(16 if self._folded else 20), right, px(24))
        self._column.setSpacing(px(9))
        self.notes.setFixedHeight(px(96))
        self.notes.setFont(self._look.font("body"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line to the left column."""
        p = QPainter(self)
        p.fillRect(self.rect(), self._look.theme.colour("surface"))
        if self._edge:
            p.fillRect(QRectF(0, 0, 1, self.height()), self._look.theme.colour("border"))
