"""A component's verdict as a card that leads to its evidence."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.domain.report import ComponentVerdict, Verdict
from desktop.domain.rubric import Component
from desktop.ui.marks import paint_chip, paint_state
from desktop.ui.theme import Look
from desktop.ui.widgets.share_bar import FULL, paint_share, share_words
from desktop.ui.wording import VERDICT_WORDS, count, length, spoken

_FAIRLY_SURE = 0.75  # below this the card says so; unclear verdicts say it by themselves


class VerdictCard(QAbstractButton):
    """One component: chip, name and time; share; verdict and note. Checked, its evidence shows.

    Args:
        look: Colours and sizes.
        component: The component it speaks of.
        number: Its place, 1 to 4; Alt with it presses the card.
    """

    def __init__(
        self, look: Look, component: Component, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.component = component
        self._number = number
        self._verdict: ComponentVerdict | None = None
        self._bars = True
        self._full = FULL
        self._folded = False
        self.setCheckable(True)
        self.setProperty("kind", "cardbutton")  # the focus ring takes its radius from it
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self.set_verdict(None)

    @property
    def verdict(self) -> ComponentVerdict | None:
        """What the card shows; None while the answer is being read."""
        return self._verdict

    def set_verdict(
        self, verdict: ComponentVerdict | None, *, bars: bool = True, full: float = FULL
    ) -> None:
        """Show a verdict, or grey bars while there is none.

        Args:
            verdict: What to show.
            bars: Whether the share is drawn.
            full: The share at the bar's right edge, the same for all cards of an answer.
        """
        self._verdict, self._bars, self._full = verdict, bars, full
        self.setEnabled(verdict is not None)
        if verdict is None:
            self.setChecked(False)
            self.setAccessibleName(f"{self.component.name}, reading your answer")
            self.setToolTip("")
        else:
            self.setAccessibleName(self._in_words(verdict))
            self.setToolTip(self._tip(verdict))
        self.setAccessibleDescription(self.component.covered_when)
        self._restyle()

    def set_folded(self, folded: bool) -> None:
        """Leave out the bar and the time on small windows."""
        if folded != self._folded:
            self._folded = folded
            self._restyle()

    def note_text(self) -> str:
        """Return the words after the verdict: the report's note, or how many sentences."""
        verdict = self._verdict
        if verdict is None:
            return ""
        note = verdict.note
        if not note and verdict.verdict is not Verdict.NOT_FOUND:
            note = count(len(verdict.evidence), "sentence", digits=True)
        sure = verdict.verdict in (Verdict.UNCLEAR,) or verdict.confidence >= _FAIRLY_SURE
        return note if sure else ", ".join(part for part in (note, "fairly sure") if part)

    def _in_words(self, verdict: ComponentVerdict) -> str:
        parts = [self.component.name, VERDICT_WORDS[verdict.verdict].lower()]
        if verdict.seconds is not None and verdict.verdict is not Verdict.NOT_FOUND:
            parts.append(spoken(verdict.seconds))
        if verdict.evidence:
            parts.append(count(len(verdict.evidence), "sentence"))
        if verdict.note:
            parts.append(verdict.note)
        return ", ".join(parts)

    def _tip(self, verdict: ComponentVerdict) -> str:
        lines = [f"{self.component.name} (Alt+{self._number}): {self.component.covered_when}"]
        if verdict.note:
            lines.append(f"{VERDICT_WORDS[verdict.verdict]}: {verdict.note}.")
        if verdict.verdict is not Verdict.NOT_FOUND:
            lines.append(f"{share_words(verdict.share, self.component.band)}.")
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        """Return 190 by 90, folded 150 by 58."""
        px = self._look.px
        return QSize(px(150), px(58)) if self._folded else QSize(px(190), px(90))

    def minimumSizeHint(self) -> QSize:
        """Return the least that holds chip, name and verdict."""
        name = QFontMetricsF(self._look.font("strong")).horizontalAdvance(self.component.name)
        return QSize(round(name) + self._look.px(52), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the hover state."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Draw the rest state."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(p)
        theme, px = self._look.theme, self._look.px
        pad = px(11 if self._folded else 12)
        side = px(20 if self._folded else 22)
        chip = QRectF(pad, px(9) if self._folded else px(12), side, side)
        verdict = self._verdict
        p.setFont(self._look.font("strong"))
        if verdict is None:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.colour("sunken"))
            p.drawRoundedRect(chip, px(4), px(4))
            p.setPen(theme.colour("muted"))
            p.setFont(self._look.chip_font(side))
            p.drawText(chip, Qt.AlignmentFlag.AlignCenter, self.component.letter)
        else:
            slot = self.component.slot
            paint_chip(p, chip, self.component.letter, slot, verdict.verdict, theme)
        right = self.width() - pad
        row = QRectF(chip.right() + px(8), chip.top(), right - chip.right() - px(8), side)
        if verdict is not None and verdict.seconds is not None and not self._folded:
            p.setFont(self._look.font("body", tabular=True))
            p.setPen(theme.colour("muted"))
            time = length(verdict.seconds)
            room = QFontMetricsF(p.font()).horizontalAdvance(time) + px(8)
            if verdict.verdict is not Verdict.NOT_FOUND:
                p.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
                row.setRight(right - room)
        p.setFont(self._look.font("strong"))
        p.setPen(theme.colour("text"))
        p.drawText(row, Qt.AlignmentFlag.AlignVCenter, self._fit(p, self.component.name, row))
        if verdict is None:
            self._paint_waiting(p, pad)
        else:
            self._paint_verdict(p, verdict, pad)

    def _paint_ground(self, p: QPainter) -> None:
        theme, px = self._look.theme, self._look.px
        width, edge = 1.0, "border"
        if self.isChecked():
            width, edge = 2.0, "accent_text"
        elif self.isEnabled() and self.underMouse():
            edge = "border_strong"
        p.setPen(QPen(theme.colour(edge), width))
        p.setBrush(theme.colour("sunken" if self.isDown() else "surface"))
        half = width / 2
        p.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), px(12), px(12))

    def _paint_waiting(self, p: QPainter, pad: int) -> None:
        px = self._look.px
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._look.theme.colour("sunken"))
        width = self.width() - 2 * pad
        if not self._folded:
            p.drawRoundedRect(QRectF(pad, px(40), width, px(8)), px(3), px(3))
        top = px(36) if self._folded else px(65)
        p.drawRoundedRect(QRectF(pad, top, width * 0.55, px(10)), px(3), px(3))

    def _paint_verdict(self, p: QPainter, verdict: ComponentVerdict, pad: int) -> None:
        theme, px = self._look.theme, self._look.px
        width = self.width() - 2 * pad
        if self._bars and not self._folded:
            share = 0.0 if verdict.verdict is Verdict.NOT_FOUND else verdict.share
            paint_share(
                p, QRectF(pad, px(40), width, px(15)), share, self.component.slot,
                self.component.band, theme, self._look.scale, self._full,
            )  # fmt: skip
        middle = px(41) if self._folded else px(71)
        side = px(14 if self._folded else 15)
        state = QRectF(pad + px(1), middle - side / 2, side, side)
        p.setFont(self._look.font("second_strong"))
        paint_state(p, state, verdict.verdict, theme)
        word = VERDICT_WORDS[verdict.verdict]
        row = QRectF(state.right() + px(6), middle - px(10), width, px(20))
        row.setRight(self.width() - pad + px(6))  # a note may lean into the padding
        p.setPen(theme.colour("text"))
        p.drawText(row, Qt.AlignmentFlag.AlignVCenter, word)
        if self._folded:
            return
        row.setLeft(row.left() + QFontMetricsF(p.font()).horizontalAdvance(word) + px(6))
        p.setFont(self._look.font("second"))
        p.setPen(theme.colour("muted"))
        p.drawText(row, Qt.AlignmentFlag.AlignVCenter, self._fit(p, self.note_text(), row))

    def _fit(self, p: QPainter, text: str, row: QRectF) -> str:
        metrics = QFontMetricsF(p.font())
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, row.width() + 1)

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()
