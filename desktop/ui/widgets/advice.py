"""What to do in the next take, each with the place in the recording it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.report import Advice
from desktop.ui.marks import paint_play, paint_tick
from desktop.ui.theme import Look
from desktop.ui.widgets.text import Label, TextBlock
from desktop.ui.widgets.transcript_layout import cursor_x
from desktop.ui.wording import clock, spoken

_HOLD = "\u00a0"


def lead_of(advice: Advice) -> str:
    """Return the bold beginning, closed with a full stop where a new sentence follows it."""
    lead, text = advice.lead.strip(), advice.text.strip()
    if lead and text[:1].isupper() and lead[-1] not in ".?…:”":
        return f"{lead}."
    return lead


class AdviceItem(QAbstractButton):
    """One piece of advice; pressed, it plays its place.

    Args:
        look: Colours and sizes.
        advice: What it says.
        number: Shown in the ring; praise wears a tick instead.
        seconds: Its place in the recording; None where it has none.
    """

    def __init__(
        self,
        look: Look,
        advice: Advice,
        number: int,
        seconds: float | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.advice = advice
        self._number = number
        self.seconds = seconds
        self._heights: dict[int, int] = {}  # a layout asks many times over
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        said = f"{lead_of(advice)} {advice.text}".strip()
        if seconds is not None:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(f"Play from {clock(seconds)}")
            said = f"{said} Plays from {spoken(seconds)}."
        self.setAccessibleName(said)
        look.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        return self._look.px(32)

    def _lay_out(self, width: int) -> tuple[QTextLayout, int, int]:
        """Return the text, its height and where the time begins in it (-1 without one)."""
        look = self._look
        lead = lead_of(self.advice)
        text = f"{lead} {self.advice.text}".strip()
        time_at = -1
        if self.seconds is not None:
            time_at = len(text.encode("utf-16-le")) // 2 + 1
            text += f" {_HOLD}{clock(self.seconds)}"
        layout = QTextLayout(text, look.font("body"))
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, len(lead.encode("utf-16-le")) // 2
        bold.format = QTextCharFormat()
        bold.format.setFont(look.font("strong"))
        formats = [bold]
        if time_at >= 0:
            room = QTextLayout.FormatRange()
            room.start, room.length = time_at, 1
            room.format = QTextCharFormat()
            room.format.setFontLetterSpacingType(look.font("body").SpacingType.AbsoluteSpacing)
            room.format.setFontLetterSpacing(look.px(8))
            time = QTextLayout.FormatRange()
            time.start, time.length = time_at + 1, len(text) - time_at
            time.format = QTextCharFormat()
            time.format.setFont(look.font("body", tabular=True))
            time.format.setForeground(look.theme.colour("accent_text"))
            time.format.setFontUnderline(self.underMouse())
            formats += [room, time]
        layout.setFormats(formats)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        height = look.line("body")
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(look.px(80), width - self._indent()))
            line.setPosition(QPointF(0, lines * height + (height - line.height()) / 2))
            lines += 1
        layout.endLayout()
        return layout, lines * height, time_at

    def hasHeightForWidth(self) -> bool:
        """It is as high as its lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width in pixels."""
        if width not in self._heights:
            high = self._lay_out(width)[1] + self._look.px(2)
            self._heights[width] = max(self._look.px(24), high)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        width = self.width() if self.width() > 100 else self._look.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a few words."""
        return QSize(self._look.px(160), self._look.px(24))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the hover state."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw the rest state."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ring, text and time."""
        look, theme = self._look, self._look.theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(0.5, 0.5, look.px(22) - 1, look.px(22) - 1)
        if self.advice.praise:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.colour("sunken"))
            p.drawEllipse(ring)
            side = look.px(13)
            tick = QRectF(0, 0, side, side)
            tick.moveCenter(ring.center())
            paint_tick(p, tick, theme.colour("text"))
        else:
            p.setPen(QPen(theme.colour("border_strong"), max(1.0, look.scale)))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawEllipse(ring)
            p.setFont(look.font("caption_strong", tabular=True))
            p.setPen(theme.colour("text"))
            p.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self._number))
        layout, _, time_at = self._lay_out(self.width())
        p.setPen(theme.colour("text"))
        origin = QPointF(self._indent(), look.px(1))
        layout.draw(p, origin)
        if time_at >= 0:
            line = layout.lineForTextPosition(time_at)
            x = cursor_x(line, time_at)
            side = look.px(8)
            sign = QRectF(0, 0, side * 0.75, side)
            middle = line.y() + line.height() / 2
            sign.moveCenter(QPointF(origin.x() + x + side * 0.6, origin.y() + middle))
            paint_play(p, sign, theme.colour("accent_text"))


class AdviceList(QWidget):
    """Advice, most valuable first, then what to keep.

    Args:
        look: Colours and sizes.
    """

    play_at = Signal(object)  # the Advice pressed

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._waiting = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.items: list[AdviceItem] = []
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._column.setSpacing(self._look.px(8))
        self.setMinimumHeight(self._look.px(96) if self._waiting else 0)

    def set_advice(self, advice: Sequence[tuple[Advice, float | None]]) -> None:
        """Show advice with each one's place in seconds."""
        self._clear()
        self._waiting = False
        number = 0
        for one, seconds in advice:
            number += 0 if one.praise else 1
            item = AdviceItem(self._look, one, number, seconds)
            if seconds is not None:
                item.clicked.connect(lambda _=False, a=one: self.play_at.emit(a))
            self.items.append(item)
            self._column.addWidget(item)
        self._restyle()
        self.update()

    def set_waiting(self) -> None:
        """Show still grey bars while the answer is being read."""
        self._clear()
        self._waiting = True
        self._restyle()
        self.update()

    def _clear(self) -> None:
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self.items = []

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the grey bars while waiting."""
        if not self._waiting:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._look.theme.colour("sunken"))
        px = self._look.px
        for row, share in enumerate((0.9, 0.7, 0.8)):
            top = px(34) * row
            p.drawEllipse(QRectF(0, top, px(22), px(22)))
            wide = (self.width() - px(32)) * share
            p.drawRoundedRect(QRectF(px(32), top + px(6), wide, px(10)), px(3), px(3))


class FollowUpCard(QFrame):
    """The question an interviewer would ask next.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = Label(look, "They might ask next", "second", "muted")
        self._question = TextBlock(look, (("strong", 99),))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._question)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_question(self, text: str) -> None:
        """Show a question; nothing is shown where there is none."""
        self._question.setText(text)
        self.setAccessibleName(f"They might ask next: {text}")
        self.setVisible(bool(text))

    def question(self) -> str:
        """What it asks."""
        return self._question.text()

    def _restyle(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(13), px(10), px(13), px(12))
        self._column.setSpacing(px(2))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        p.setPen(QPen(theme.colour("border"), 1))
        p.setBrush(theme.colour("background"))
        radius = self._look.px(12)
        p.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
