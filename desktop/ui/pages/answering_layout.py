"""The answering page's widgets and where they stand at each size of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.pages.page import Page, emptied, scroller
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.material import Material
from desktop.ui.widgets.speckles import Speckles
from desktop.ui.widgets.text import ElidedLabel, Label, TextBlock, card
from desktop.ui.widgets.track import Track

SAVED_LINE = "Saved to this computer as you speak"
_QUESTION = 720
_LINE = 560
_LINES = 3
_SIDE_BY_SIDE = 1000
"""From this width at 100 % a case's material stands beside the clock."""
_TINY_HEIGHT = 480


class Dot(QWidget):
    """The record dot: solid while recording, a ring otherwise.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_on(self, on: bool) -> None:
        """Light it or not."""
        self._on = on
        self.update()

    def sizeHint(self) -> QSize:
        """Ten pixels."""
        return QSize(self._look.px(10), self._look.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        if self._on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("danger"))
            painter.drawEllipse(self.rect())
        else:
            painter.setPen(QPen(theme.colour("border_strong"), 1.5))
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class AnsweringLayout(Page):
    """The question, the clock, the level and the buttons, and nothing of what they do.

    Args:
        look: Theme and sizes.
        level: Gives the level of the microphone in dBFS.
    """

    def __init__(self, look: Look, level: Callable[[], float]) -> None:
        super().__init__(look)
        self._level = level
        self.setProperty("kind", "surface")
        self._build()
        look.changed.connect(self.arrange)
        self.arrange()

    def _build(self) -> None:
        self._build_header()
        self._build_clock()
        self._build_buttons()
        self._build_columns()

    def _build_header(self) -> None:
        look = self._look
        self._dot = Dot(look)
        self._state = Label(look, "", "control_small")
        self._place = Label(look, "", "second", "muted", tabular=True)
        self._sign = Icon(look, "triangle-alert", 16, "warning")
        self._side = ElidedLabel(look, SAVED_LINE, "second", "muted")
        self._side.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._header = QHBoxLayout()
        for widget in (self._dot, self._state, self._place):
            self._header.addWidget(widget)
        self._header.addStretch(1)
        self._header.addWidget(self._sign)
        self._header.addWidget(self._side)

    def _build_clock(self) -> None:
        look = self._look
        self._question = TextBlock(look, (("asked", 99),), centred=True)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._question)
        self._question_area = scroller(holder)
        self._clock = Label(look, "0:00", "clock")
        self._clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clock.setAccessibleName("Time")
        self._track = Track(look)
        self._finish = Label(look, "", "control")
        self._finish.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._meter = Speckles(look, self._level)
        for quiet in (self._track, self._meter):
            policy = quiet.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # nothing moves between two questions
            quiet.setSizePolicy(policy)

    def _build_columns(self) -> None:
        look = self._look
        upper = QWidget()
        self._middle = QVBoxLayout(upper)
        self._middle.setSpacing(0)
        self._main = QWidget()
        self._lower = QVBoxLayout(self._main)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.setSpacing(0)
        self._lower.addWidget(scroller(upper), 1)
        self._lower.addWidget(self._go, 0, Qt.AlignmentFlag.AlignHCenter)
        self._lower.addSpacing(self._look.px(8))
        self._lower.addLayout(self._quiet)
        self._case = card()
        case = QVBoxLayout(self._case)
        case.setContentsMargins(18, 16, 8, 16)
        self._material = Material(look, grow=False)
        case.addWidget(self._material)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._case, 1)
        self._body.addWidget(self._main, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._header)
        self._column.addLayout(self._body, 1)

    def _build_buttons(self) -> None:
        look = self._look
        self._go = Button(
            look, "Stop and review", "square", kind="primary", size="big", key="Space", filled=True
        )
        self._over = Button(look, "Start over", kind="quiet", key="Ctrl R")
        self._over.set_tip("Put this take in the bin and start again")
        self._away = Button(look, "Throw away", kind="quiet", key="Esc")
        self._pause = Button(look, "Pause", kind="quiet", key="P")
        self._pause.set_tip("Pause the mock interview")
        self._listen = Button(look, "Listen", "volume-2", kind="quiet", key="L")
        self._quiet = QHBoxLayout()
        self._quiet.addStretch(1)
        for button in (self._over, self._pause, self._away, self._listen):
            self._quiet.addWidget(button)
        self._quiet.addStretch(1)

    # -- layout -------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Set sizes and gaps for the fold."""
        px = self._look.px
        height = self.height() / self._look.scale
        tiny = height < _TINY_HEIGHT
        self._column.setContentsMargins(px(28), px(20), px(28), px(10 if tiny else 28))
        self._header.setSpacing(px(9))
        self._header.setContentsMargins(0, 0, 0, px(8))
        self._clock.set_role("clock_tiny" if tiny else "clock_small" if self.folded else "clock")
        gap = px(4 if tiny else 12 if self.folded else 24)
        emptied(self._middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.addStretch(5)
        self._add_centred(self._question_area, px(_QUESTION))
        self._middle.addSpacing(gap * 2)
        self._middle.addWidget(self._clock)
        self._middle.addSpacing(gap)
        self._add_centred(self._track, px(_LINE))
        self._middle.addSpacing(px(4))
        self._middle.addWidget(self._finish)
        self._finish.setFixedHeight(px(22))
        self._middle.addSpacing(gap // 2)
        self._add_centred(self._meter, px(_LINE))
        self._meter.setFixedHeight(px(16))
        self._middle.addSpacing(gap)
        self._middle.addStretch(5)
        self._quiet.setSpacing(px(12))
        self._body.setSpacing(px(28))
        beside = self.width() / self._look.scale >= _SIDE_BY_SIDE
        ways = QBoxLayout.Direction
        self._body.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._fit_question()

    def _add_centred(self, widget: QWidget, widest: int) -> None:
        widget.setMaximumWidth(widest)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(widget, 1000)
        row.addStretch(1)
        self._middle.addLayout(row)

    def _fit_question(self) -> None:
        """The question scrolls within three lines."""
        width = min(self._look.px(_QUESTION), max(120, self.width() - 2 * self._look.px(28)))
        wanted = self._question.heightForWidth(width)
        most = _LINES * self._look.line("asked")
        self._question_area.setFixedHeight(min(wanted, most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gaps follow the height."""
        super().resizeEvent(event)
        self.arrange()
