"""The controls below the waveform: play, jump to the next part, filler or pause, speed, sound."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from desktop.ui.marks import paint_chip
from desktop.ui.parts import Part
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import DropDown, IconButton
from desktop.ui.widgets.text import Label
from desktop.ui.wording import clock, length, spoken

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
_WIDE, _MIDDLE = 680, 560  # at 100 %: below, the words of the jump row go, then the length


def speed_name(speed: float) -> str:
    """Return a speed as it is shown: "1.0×", "1.25×"."""
    text = f"{speed:.2f}"
    return f"{text[:-1] if text.endswith('0') else text}×"


class PlayButton(QAbstractButton):
    """The round button; play or pause.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._playing = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._restyle)
        self._restyle()
        self.set_playing(False)

    def set_playing(self, playing: bool) -> None:
        """Show pause while playing, else play."""
        self._playing = playing
        name = "Pause" if playing else "Play"
        self.setAccessibleName(name)
        self.setToolTip(f"{name} (Space)")
        self.update()

    def sizeHint(self) -> QSize:
        """Return 40 by 40."""
        side = self._look.px(40)
        return QSize(side, side)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the hover state."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw the rest state."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the disc and its sign."""
        theme = self._look.theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        ink = "text" if self.isEnabled() else "sunken"
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            ink = "muted" if self.isDown() else "accent_text"
        p.setBrush(theme.colour(ink))
        p.drawEllipse(QRectF(self.rect()))
        side = self._look.px(18)
        sign = QRectF(0, 0, side, side).toRect()
        sign.moveCenter(self.rect().center())
        if not self._playing:
            sign.translate(self._look.px(1), 0)
        name = "pause" if self._playing else "play"
        colour = "surface" if self.isEnabled() else "border_strong"
        self._look.icon(name, colour, 18, fill=True).paint(p, sign)

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


class JumpButton(QPushButton):
    """Goes to the next of something; wears that thing's mark.

    Args:
        look: Colours and sizes.
        name: What it jumps to ("Part").
        key: The key that presses it.
    """

    def __init__(self, look: Look, name: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._name = name
        self._part: Part | None = None
        self._narrow = False
        self.setProperty("small", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAccessibleName(f"Next {name.lower()}")
        self.setToolTip(f"Next {name.lower()} ({key}, Shift+{key} for the one before)")
        look.changed.connect(self.restyle)
        self.restyle()

    def set_part(self, part: Part | None) -> None:
        """Wear the chip of the part it goes to."""
        if part != self._part:
            self._part = part
            self.restyle()

    def set_narrow(self, narrow: bool) -> None:
        """Show the mark alone where there is no room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.restyle()

    def restyle(self) -> None:
        """Draw the mark in the present look."""
        look = self._look
        self.setFont(look.font("control_small"))
        self.setText("" if self._narrow else f" {self._name}")
        wide = look.px(18 if self._name == "Part" else 14 if self._name == "Pause" else 9)
        side = look.px(18)
        ratio = self.devicePixelRatioF() * 2
        picture = QPixmap(round(wide * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        p = QPainter(picture)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setFont(look.font("body"))
        ink = look.theme.colour("c0" if self.isEnabled() else "border_strong")
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        middle = side / 2
        if self._name == "Part":
            part = self._part
            letter, slot = (part.letter, part.slot) if part is not None else ("", 0)
            paint_chip(p, QRectF(0, 0, side, side), letter, slot, None, look.theme)
        elif self._name == "Filler":
            r = look.px(3.5)
            p.drawEllipse(QPointF(wide / 2, middle), r, r)
        else:
            p.drawRoundedRect(QRectF(0, middle - look.px(2), wide, look.px(4)), 1, 1)
        p.end()
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Disabled)
        self.setIcon(icon)
        self.setIconSize(QSize(wide, side))
        self.updateGeometry()


class TimeLabel(QWidget):
    """Where it plays; painted, because a label would lay out its row ten times a second.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = clock(0.0, tenths=True)
        look.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """What it shows."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a time."""
        longer = len(text) != len(self._text)
        self._text = text
        if longer:
            self._restyle()
        self.update()

    def _font(self) -> QFont:
        font = self._look.font("card_title", tabular=True)
        font.setPixelSize(self._look.px(15))
        return font

    def _restyle(self) -> None:
        metrics = QFontMetricsF(self._font())
        wide = metrics.horizontalAdvance("0" * len(self._text)) - self._look.px(4)
        self.setFixedSize(round(wide), self._look.px(24))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the time."""
        p = QPainter(self)
        p.setFont(self._font())
        p.setPen(self._look.theme.colour("text"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        p.drawText(self.rect(), flags, self._text)


class PlayerBar(QWidget):
    """Player controls; says what was pressed and shows what it is told.

    Args:
        look: Colours and sizes.
    """

    toggled = Signal()
    sentence = Signal(int)  # 1 next, -1 previous
    jumped = Signal(str)  # part, filler or pause
    speed_chosen = Signal(float)
    mute_toggled = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._duration = 0.0
        self._position = 0.0
        self.back = IconButton(look, "skip-back", "Sentence before", key="Shift Left")
        self.play = PlayButton(look)
        self.forward = IconButton(look, "skip-forward", "Next sentence", key="Shift Right")
        self._time = TimeLabel(look)
        self._length = Label(look, "", "body", "muted", tabular=True)
        self._jump = Label(look, "Jump to next", "second", "muted")
        self.part = JumpButton(look, "Part", "1")
        self.filler = JumpButton(look, "Filler", "2")
        self.pause = JumpButton(look, "Pause", "3")
        self.speed = DropDown(look, "Speed")
        self.speed.set_items([(speed_name(s), s) for s in SPEEDS], 1.0)
        self.speed.setToolTip("Speed (- slower, = faster)")
        self.mute = IconButton(look, "volume-2", "Mute", key="M")
        self.mute.setCheckable(True)
        self._row = QHBoxLayout(self)
        left: list[QWidget] = [self.back, self.play, self.forward, self._time, self._length]
        jumps: list[QWidget] = [self._jump, self.part, self.filler, self.pause]
        for widget in left:
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for widget in [*jumps, self.speed, self.mute]:
            self._row.addWidget(widget)
        self.back.clicked.connect(lambda: self.sentence.emit(-1))
        self.forward.clicked.connect(lambda: self.sentence.emit(1))
        self.play.clicked.connect(self.toggled)
        self.part.clicked.connect(lambda: self.jumped.emit("part"))
        self.filler.clicked.connect(lambda: self.jumped.emit("filler"))
        self.pause.clicked.connect(lambda: self.jumped.emit("pause"))
        self.speed.chosen.connect(lambda speed: self.speed_chosen.emit(float(speed)))
        self.mute.toggled.connect(self._muted)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_playing(self, playing: bool) -> None:
        """Show whether sound runs."""
        self.play.set_playing(playing)

    def set_duration(self, seconds: float) -> None:
        """Show the length of the recording."""
        self._duration = seconds
        self._length.setText(f"/ {length(seconds)}")
        self._tell()

    def set_position(self, seconds: float) -> None:
        """Show where it plays."""
        self._position = seconds
        text = clock(seconds, tenths=True)
        if text != self._time.text():
            self._time.set_text(text)
            self._tell()

    def _tell(self) -> None:
        self._time.setAccessibleName(f"{spoken(self._position)} of {spoken(self._duration)}")

    def set_speed(self, speed: float) -> None:
        """Show the speed; tells nobody."""
        items = sorted({*SPEEDS, round(speed, 2)})
        self.speed.set_items([(speed_name(s), s) for s in items], round(speed, 2))

    def set_jumps(self, parts: Sequence[Part], fillers: int, pauses: int) -> None:
        """Say what there is to jump to; the others are taken away."""
        self.part.setVisible(bool(parts))
        self.filler.setVisible(fillers > 0)
        self.pause.setVisible(pauses > 0)
        self._fit()

    def set_playable(self, playable: bool) -> None:
        """Say whether there is sound at all."""
        for widget in (self.back, self.play, self.forward, self.speed, self.mute):
            widget.setEnabled(playable)

    def _muted(self, muted: bool) -> None:
        self.mute.set_icon("volume-x" if muted else "volume-2")
        self.mute.set_tip("Sound on" if muted else "Mute")
        self.mute_toggled.emit(muted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where they do not fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width() / self._look.scale
        jumps = [self.part, self.filler, self.pause]
        shown = any(not b.isHidden() for b in jumps)
        self._jump.setVisible(shown and width >= _WIDE)
        for button in jumps:
            button.set_narrow(width < _WIDE - 20)
        self._length.setVisible(width >= _MIDDLE - 140)

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self._fit()
