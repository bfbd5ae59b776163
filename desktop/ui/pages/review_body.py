"""The review page's left column: finding, what happened, verdict cards, transcript."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.report import Report
from desktop.domain.rubric import Component
from desktop.ui.pages.review_state import Mode, ReviewState
from desktop.ui.pages.review_transcript import TranscriptCard
from desktop.ui.parts import verdicts_of
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.share_bar import FULL
from desktop.ui.widgets.text import Label, TextBlock
from desktop.ui.widgets.verdict_card import VerdictCard

_ONE_ROW = 520  # at 100 %: narrower, the cards take two rows


class Notice(QWidget):
    """One thing the user should know, with an icon.

    Args:
        look: Theme and sizes.
        text: What happened and what was kept.
    """

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(Icon(look, "info", 16), 0, Qt.AlignmentFlag.AlignTop)
        words = TextBlock(look, (("second", 99),), ink="muted")
        words.setText(text)
        row.addWidget(words, 1)


class ReviewBody(QWidget):
    """Finding, notices, cards and transcript.

    Args:
        look: Theme and sizes.
    """

    card_toggled = Signal(int, bool)
    try_again = Signal()
    check_microphone = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._folded = False
        self._progress_text = ""
        self.setProperty("kind", "clear")
        self.finding = TextBlock(look, (("finding_review", 2), ("finding_small", 99)))
        self._warning = Icon(look, "triangle-alert", 22, "warning")
        self._detail = TextBlock(look, (("body", 99),), ink="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Reading your answer")
        self._wait = Label(look, "", "second", "muted", tabular=True)
        self._retry = Button(look, "Try again", "refresh-cw")
        self._microphone = Button(look, "Check the microphone", "mic")
        self._notices = QVBoxLayout()
        self._cards = QGridLayout()
        self.cards: list[VerdictCard] = []
        self.transcript = TranscriptCard(look)
        self._head = QHBoxLayout()
        self._head.addWidget(self._warning, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.finding, 1)
        self._progress = QHBoxLayout()
        self._progress.addWidget(self._bar, 1, Qt.AlignmentFlag.AlignVCenter)
        self._progress.addWidget(self._wait)
        self._actions = QHBoxLayout()
        self._actions.addWidget(self._retry)
        self._actions.addWidget(self._microphone)
        self._actions.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addLayout(self._progress)
        self._column.addWidget(self._detail)
        self._column.addLayout(self._actions)
        self._column.addLayout(self._notices)
        self._column.addLayout(self._cards)
        self._column.addWidget(self.transcript, 1)
        self._retry.clicked.connect(self.try_again)
        self._microphone.clicked.connect(self.check_microphone)
        look.changed.connect(self.arrange)
        self.arrange()

    # -- content --------------------------------------------------------------------------

    def set_state(self, state: ReviewState, notices: Sequence[str]) -> None:
        """Show the finding and what belongs to it."""
        waiting, failed = state.mode is Mode.WAITING, state.mode is Mode.FAILED
        self.finding.setText(state.finding)
        self._detail.setText(state.detail)
        self._detail.setVisible(bool(state.detail))
        self._warning.setVisible(failed)
        self._retry.setVisible(failed)
        self._retry.set_busy("")
        self._microphone.setVisible(state.mode is Mode.NO_WORDS)
        self._bar.setVisible(waiting)
        self._wait.setVisible(waiting)
        if waiting:
            self.set_progress("", -1.0)
        while (item := self._notices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for text in notices:
            self._notices.addWidget(Notice(self._look, text))
        self.arrange()

    def set_progress(self, text: str, share: float) -> None:
        """Say how far reading is; a share below 0 is unknown."""
        # A moving bar would draw attention to itself: unknown is an empty bar with words.
        self._bar.setRange(0, 100)
        self._bar.setValue(max(0, min(100, round(share * 100))))
        self._wait.setText(text)

    def progress_text(self) -> str:
        """What is said about the progress."""
        return self._wait.text()

    def set_retrying(self) -> None:
        """Say that another try is under way."""
        self._retry.set_busy("Trying again")

    def set_cards(self, components: Sequence[Component]) -> None:
        """Show one card a component, without verdicts yet."""
        if [card.component for card in self.cards] == list(components):
            for card in self.cards:
                card.setChecked(False)
                card.set_verdict(None)
            return
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for number, component in enumerate(components, 1):
            card = VerdictCard(self._look, component, number)
            card.clicked.connect(lambda checked, i=number - 1: self._pressed(i, checked))
            self.cards.append(card)
        self.arrange()

    def set_verdicts(self, report: Report, *, bars: bool) -> None:
        """Show the verdicts of a report on the cards."""
        found = {component.key: verdict for component, verdict in verdicts_of(report)}
        full = max([FULL, *(verdict.share for verdict in found.values())])
        for card in self.cards:
            card.set_verdict(found.get(card.component.key), bars=bars, full=full)

    def _pressed(self, index: int, checked: bool) -> None:
        for number, card in enumerate(self.cards):
            if number != index:
                card.setChecked(False)
        self.card_toggled.emit(index, checked)

    def release_cards(self) -> None:
        """Let go of the card that shows its evidence."""
        for card in self.cards:
            card.setChecked(False)

    # -- layout ---------------------------------------------------------------------------

    def fold(self, folded: bool) -> None:
        """Lay out for a small window."""
        self._folded = folded
        self.arrange()

    def arrange(self) -> None:
        """Set sizes for the fold and the text scale, and place the cards."""
        px = self._look.px
        side, top = (px(20), px(14)) if self._folded else (px(24), px(18))
        self._column.setContentsMargins(side, top, side, 0)
        self._column.setSpacing(px(10 if self._folded else 14))
        self._head.setSpacing(px(10))
        self._progress.setSpacing(px(12))
        self._actions.setSpacing(px(8))
        self._notices.setSpacing(px(6))
        self._cards.setSpacing(px(8 if self._folded else 12))
        steps = (("finding_small", 99),)
        self.finding.set_steps(steps if self._folded else (("finding_review", 2), *steps))
        columns = len(self.cards)
        if columns == 4 and self.width() < _ONE_ROW * self._look.scale:
            columns = 2
        for number, card in enumerate(self.cards):
            card.set_folded(self._folded)
            row, column = divmod(number, max(1, columns))
            self._cards.addWidget(card, row, column)
        for column in range(self._cards.columnCount()):
            self._cards.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards in one row or two."""
        super().resizeEvent(event)
        limit = _ONE_ROW * self._look.scale
        if (event.oldSize().width() < limit) != (event.size().width() < limit):
            self.arrange()
