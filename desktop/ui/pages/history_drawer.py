"""History's drawer: the chosen attempt with its words, the search hit in its place."""

from __future__ import annotations

import html
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.transcript import Transcript
from desktop.session.library import HistoryRow
from desktop.ui.pages.history_model import state_words, topic
from desktop.ui.pages.page import scroller
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, IconButton
from desktop.ui.widgets.lasttake import Chips
from desktop.ui.widgets.strip import Strip
from desktop.ui.widgets.text import Label, TextBlock
from desktop.ui.wording import length, when

_BEFORE, _SHOWN = 160, 620  # characters before a hit, and in all


class HistoryDrawer(QWidget):
    """One attempt beside the list.

    Args:
        look: Theme and sizes.
    """

    play = Signal()
    review = Signal()
    put_away = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: tuple[str, str] = ("", "")
        self._question = TextBlock(look, (("card_title", 99),))
        self._about = Label(look, "", "second", "muted", tabular=True, wrap=True)
        self._strip = Strip(look)
        self._chips = Chips(look)
        self._finding = TextBlock(look, (("body", 99),))
        self._extract = QLabel()
        self._extract.setWordWrap(True)
        self._extract.setTextFormat(Qt.TextFormat.RichText)
        self._extract.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.review_button = Button(look, "Review", kind="primary", tip="Review", key="Enter")
        self.play_button = Button(look, "Play", "play", filled=True, tip="Play", key="Space")
        self.bin_button = IconButton(look, "trash-2", "Delete", key="Del")
        content = QWidget()
        self._column = QVBoxLayout(content)
        for widget in (
            self._question, self._about, self._strip, self._chips, self._finding, self._extract,
        ):  # fmt: skip
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.review_button)
        self._buttons.addWidget(self.play_button)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.bin_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        self._area = scroller(content)
        # The scroll bar takes its room from the margin, not from the words.
        self._area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._margins())
        outer.addWidget(self._area, 1)
        outer.addLayout(self._buttons)
        self.review_button.clicked.connect(self.review)
        self.play_button.clicked.connect(self.play)
        self.bin_button.clicked.connect(self.put_away)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_row(
        self, row: HistoryRow, transcript: Transcript | None, wanted: str, now: datetime
    ) -> None:
        """Show an attempt.

        Args:
            row: The attempt.
            transcript: Its words.
            wanted: What was searched for; its first place is shown.
            now: For "today".
        """
        attempt = row.attempt
        self._question.setText(attempt.question_text)
        self._about.setText(
            f"{topic(row)}  ·  {when(attempt.created_at, now)}  ·  {length(attempt.duration_s)}"
        )
        self._strip.set_answer(row.report, attempt.duration_s, target_s=attempt.target_s)
        self._chips.set_report(row.report)
        judged = row.report is not None and row.report.judged
        self._chips.setVisible(judged)
        self._finding.setText(row.report.finding if row.report is not None else state_words(row))
        self._shown = (transcript.text if transcript is not None else "", wanted.strip())
        self._write_extract()
        self.play_button.setVisible(bool(attempt.recording))
        binned = attempt.deleted_at is not None
        self.review_button.setText("Put back" if binned else "Review")
        self.review_button.set_tip("Take it out of the bin" if binned else "Review")
        self.bin_button.setVisible(not binned)

    def set_playing(self, playing: bool) -> None:
        """Show pause while it plays."""
        self.play_button.setText("Pause" if playing else "Play")
        self.play_button.set_icon("pause" if playing else "play", filled=True)

    def extract_text(self) -> str:
        """Return the extract as markup."""
        return self._extract.text()

    def _write_extract(self) -> None:
        text, wanted = self._shown
        theme = self._look.theme
        at = text.casefold().find(wanted.casefold()) if wanted else -1
        start = 0
        if at > _BEFORE:
            start = text.rfind(" ", 0, at - _BEFORE) + 1
        end = min(len(text), start + _SHOWN)
        if end < len(text):
            end = max(text.rfind(" ", start, end), start + 1)
        if at >= 0:
            hit = (
                f'<span style="background-color:{theme.warning_soft};'
                f'text-decoration:underline">{html.escape(text[at : at + len(wanted)])}</span>'
            )
            shown = f"{html.escape(text[start:at])}{hit}{html.escape(text[at + len(wanted) : end])}"
        else:
            shown = html.escape(text[start:end])
        lead = "… " if start else ""
        tail = " …" if end < len(text) else ""
        self._extract.setText(
            f'<div style="line-height:{self._look.line("read")}px">{lead}{shown}{tail}</div>'
        )
        self._extract.setAccessibleName(text[start:end])

    def _restyle(self) -> None:
        px = self._look.px
        self._margins()
        self._column.setSpacing(px(10))
        self._buttons.setContentsMargins(px(20), px(12), px(20), px(16))
        self._buttons.setSpacing(px(8))
        self._extract.setFont(self._look.font("read"))
        self._write_extract()
        self.update()

    def _margins(self) -> None:
        px = self._look.px
        right = px(8) if self._area.verticalScrollBar().maximum() > 0 else px(20)
        self._column.setContentsMargins(px(20), px(20), right, px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line to the list."""
        p = QPainter(self)
        p.fillRect(self.rect(), self._look.theme.colour("surface"))
        p.fillRect(QRectF(0, 0, 1, self.height()), self._look.theme.colour("border"))
