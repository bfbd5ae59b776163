"""The card that shows the last take of a question: when, how long, what was there."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.attempt import Attempt
from desktop.domain.report import ComponentVerdict, Report
from desktop.domain.rubric import Component
from desktop.ui.marks import paint_chip
from desktop.ui.parts import verdicts_of
from desktop.ui.theme import Look
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.strip import Strip
from desktop.ui.widgets.text import Label
from desktop.ui.wording import VERDICT_WORDS, day, length

_STRIP_FROM = 520
"""Narrower than this at 100 % the strip goes."""
_CHIPS_FROM = 360


class Chips(QWidget):
    """A report's verdicts as letter chips.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._report: Report | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_report(self, report: Report | None) -> None:
        """Show a report's verdicts, or nothing."""
        self._report = report
        said = [f"{c.name}: {VERDICT_WORDS[v.verdict]}" for c, v in self._verdicts()]
        self.setAccessibleName(", ".join(said))
        self.updateGeometry()
        self.update()

    def _verdicts(self) -> tuple[tuple[Component, ComponentVerdict], ...]:
        report = self._report
        return verdicts_of(report) if report is not None and report.judged else ()

    def sizeHint(self) -> QSize:
        """Chips of 22 px, 4 apart."""
        number = len(self._verdicts())
        return QSize(max(0, self._look.px(26 * number - 4)), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chips."""
        painter = QPainter(self)
        painter.setFont(self._look.chip_font(self._look.px(22)))
        side, step = self._look.px(22), self._look.px(26)
        for index, (component, verdict) in enumerate(self._verdicts()):
            spot = QRectF(index * step, (self.height() - side) / 2, side, side)
            paint_chip(
                painter, spot, component.letter, component.slot, verdict.verdict, self._look.theme
            )


class LastTake(QPushButton):
    """Opens the review of the last take.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "cardbutton")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)  # Enter presses it where it has the focus
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = Label(look, "Your last take", "strong")
        self._when = Label(look, "", "second", "muted", tabular=True)
        self._strip = Strip(look)
        self._strip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chips = Chips(look)
        self._go = Label(look, "Review", "control_small", "accent")
        self._arrow = Icon(look, "chevron-right", 16, "accent_text")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._when)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words)
        self._row.addSpacing(look.px(40))
        self._row.addWidget(self._strip, 1)
        self._row.addWidget(self._chips)
        self._row.addStretch(0)
        self._row.addWidget(self._go)
        self._row.addWidget(self._arrow)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_take(self, attempt: Attempt, report: Report | None, axis_s: float) -> None:
        """Show a take.

        Args:
            attempt: The take.
            report: Its report, or None while there is none.
            axis_s: Seconds at the right end of the strip.
        """
        moment = attempt.created_at.astimezone()
        when = day(moment, datetime.now().astimezone())
        self._when.setText(f"{when}, {length(attempt.duration_s)}")
        self._strip.set_answer(report, attempt.duration_s, target_s=attempt.target_s, axis_s=axis_s)
        self._chips.set_report(report)
        said = self._chips.accessibleName()
        self.setAccessibleName(f"Your last take, {self._when.text()}. {said}. Review".strip())
        self.setToolTip("Open its review (Enter)")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(12), px(16), px(12))
        self._row.setSpacing(px(16))
        self.setMinimumHeight(px(68))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A row of 68 px."""
        return QSize(self._look.px(480), self._look.px(68))

    def minimumSizeHint(self) -> QSize:
        """It gives up the strip first, then the chips."""
        return QSize(self._look.px(220), self._look.px(68))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        width = self.width() / self._look.scale
        self._strip.setVisible(width >= _STRIP_FROM)
        self._chips.setVisible(width >= _CHIPS_FROM)
