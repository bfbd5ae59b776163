"""First run: what Starling does, and whether this computer is ready for the first answer."""

from __future__ import annotations

import math
import random
import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.errors import StarlingError
from desktop.domain.question import QuestionKind
from desktop.domain.rubric import RUBRICS
from desktop.ui.marks import paint_chip
from desktop.ui.pages.page import Page, plain, scroller
from desktop.ui.pages.settings_data import readable
from desktop.ui.pages.settings_speech import SpeechModels, model_title
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.microphone import MicrophonePanel
from desktop.ui.widgets.text import Label, TextBlock, card, rule

if TYPE_CHECKING:
    from desktop.session.services import Services

_RIGHT = 456
_RIGHT_FOLDED = 380
_PICTURE = (664, 190)
_ONE_COLUMN_BELOW = 860
_LOW_SPACE = 500_000_000


class Picture(QWidget):
    """The bird, its speckles flying out and settling into four parts.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._share = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What you say is sorted into Situation, Task, Action and Result")
        look.changed.connect(self.updateGeometry)

    def set_share(self, share: float) -> None:
        """Draw it smaller or larger; 1 is full size."""
        self._share = share
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Its full size times the share."""
        width, height = _PICTURE
        return QSize(self._look.px(width * self._share), self._look.px(height * self._share))

    def minimumSizeHint(self) -> QSize:
        """It may be narrower than it wants; it is scaled then."""
        return QSize(self._look.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bird, speckles and parts in a fixed frame, scaled to the widget."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _PICTURE[0], self.height() / _PICTURE[1])
        painter.scale(scale, scale)
        self._look.bird(160).paint(painter, QRect(-8, 18, 168, 168))
        theme = self._look.theme
        tips = (22.0, 72.0, 122.0, 172.0)
        counts = (40, 30, 110, 34)
        chance = random.Random(7)  # the same drawing each time
        painter.setPen(Qt.PenStyle.NoPen)
        for slot, (tip, number) in enumerate(zip(tips, counts, strict=True), 1):
            for _ in range(number):
                along = chance.random() ** 0.8
                x = 168 + along * 375
                ease = along * along * (3 - 2 * along)
                wide = 5 + 34 * math.sin(math.pi * min(1.0, along * 1.05)) * (1 - along * 0.55)
                y = 68 + (tip - 68) * ease + chance.gauss(0, 0.42) * wide
                ink = theme.ink(slot) if along > 0.62 else theme.colour("accent_text")
                colour = QColor(ink)
                colour.setAlphaF(min(1.0, 0.45 + along * 0.7))
                painter.setBrush(colour)
                size = 1.6 + 1.7 * chance.random()
                painter.drawEllipse(QPointF(x, y), size, size)
        painter.setFont(self._unscaled_font())
        for component, tip in zip(RUBRICS[QuestionKind.BEHAVIOURAL].components, tips, strict=True):
            spot = QRectF(562, tip - 13, 26, 26)
            painter.setFont(self._look.chip_font(26))
            paint_chip(painter, spot, component.letter, component.slot, None, theme)
            painter.setFont(self._unscaled_font())
            painter.setPen(theme.colour("text"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(600, tip - 13, 90, 26), flags, component.name)

    def _unscaled_font(self) -> QFont:
        font = self._look.font("control")
        font.setPixelSize(15)
        return font


class FoundRow(QWidget):
    """One thing the app needs: what was found, and whether it is ready.

    Args:
        look: Theme and sizes.
        icon: Icon name.
        name: What it is.
    """

    def __init__(self, look: Look, icon: str, name: str) -> None:
        super().__init__()
        self._icon = Icon(look, icon, 20, "accent_text", tile=True)
        self._what = Label(look, "", "second", "muted", wrap=True)
        self._tick = Icon(look, "check", 16, "success")
        self._state = Label(look, "", "control_small", "success")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(look, name, "strong", wrap=True))
        words.addWidget(self._what)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(12), 0, look.px(12))
        row.setSpacing(look.px(12))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._tick)
        row.addWidget(self._state)

    def show_found(self, what: str, ready: bool) -> None:
        """Say what was found."""
        self._what.setText(what)
        self._tick.set_icon(
            "check" if ready else "triangle-alert", "success" if ready else "warning"
        )
        self._state.setText("Ready" if ready else "Look here")
        self._state.set_ink("success" if ready else "warning")


class WelcomePage(Page):
    """The first minute with Starling.

    Args:
        services: The session.
        look: Theme and sizes.
        speech: The speech models there are.
    """

    done = Signal()
    example_wanted = Signal()

    def __init__(self, services: Services, look: Look, speech: SpeechModels) -> None:
        super().__init__(look)
        self._services = services
        self._speech = speech
        self.setProperty("kind", "surface")
        self._build_left()
        self._build_right()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._left, 1)
        self._box.addWidget(self._side)
        content = QWidget()
        content.setLayout(self._box)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroller(content))
        services.example.failed.connect(self._no_example)
        look.changed.connect(self.arrange)
        self.arrange()

    def _build_left(self) -> None:
        look = self._look
        self._picture = Picture(look)
        self._name = Label(look, "Starling", "card_title", "accent")
        self._claim = TextBlock(look, (("welcome", 2), ("welcome_small", 99)))
        self._claim.setText("Say it out loud before it counts.")
        self._what = TextBlock(look, (("lead", 99),))
        self._what.setText(
            "Starling asks an interview question, listens while you answer, and shows you which "
            "parts of your story were there."
        )
        shield = QHBoxLayout()
        shield.addWidget(Icon(look, "shield-check", 20))
        shield.addWidget(
            Label(
                look, "Your voice stays on this computer. No account, nothing is sent.", "read",
                "muted", wrap=True,
            ),
            1,
        )  # fmt: skip
        self._start = Button(look, "Ask me a question", "mic", kind="primary", size="big")
        self._start.set_tip("Ask me a question (Enter)")
        self._start.clicked.connect(self.done)
        row = FlowRow(12, 12)
        self._example = Button(look, "Show me an example", "circle-play", size="big", key="E")
        self._example.set_tip("Show me an example (E)")
        self._example.clicked.connect(self._show_example)
        row.add(self._start, self._example)
        self._left = QWidget()
        self._words = QVBoxLayout(self._left)
        self._words.addStretch(1)
        self._words.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._words.addWidget(self._name)
        self._words.addWidget(self._claim)
        self._words.addWidget(self._what)
        self._words.addSpacing(4)
        self._words.addLayout(shield)
        self._words.addSpacing(20)
        self._words.addWidget(row)
        self._trouble = Label(look, "", "second", "warning", wrap=True)
        self._trouble.hide()
        self._words.addWidget(self._trouble)
        self._words.addStretch(1)
        self._words.addWidget(
            Label(
                look, "Questions and feedback are in English for now.", "second", "muted",
                wrap=True,
            )
        )  # fmt: skip

    def _build_right(self) -> None:
        look = self._look
        self._side = QFrame()
        self._side.setProperty("kind", "aside")
        self._right = QVBoxLayout(self._side)
        self.panel = MicrophonePanel(look, self._services.microphone, 29)
        self._model = FoundRow(look, "audio-lines", "Speech model")
        self._speaker = FoundRow(look, "volume-2", "Speaker")
        self._room = FoundRow(look, "hard-drive", "Room for recordings")
        found = card()
        rows = QVBoxLayout(found)
        rows.setContentsMargins(look.px(18), look.px(4), look.px(18), look.px(4))
        rows.setSpacing(0)
        for number, row in enumerate((self._model, self._speaker, self._room)):
            if number:
                rows.addWidget(rule())
            rows.addWidget(row)
        self._right.addStretch(1)
        self._right.addWidget(self.panel)
        self._right.addWidget(found)
        self._right.addStretch(1)

    def arrange(self) -> None:
        """Two columns, or one below the other."""
        px = self._look.px
        width = self.width() / self._look.scale
        narrow = width < _ONE_COLUMN_BELOW
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        edge = px(24 if narrow else 40 if self.folded else 64)
        self._words.setContentsMargins(edge, px(24), edge, px(28))
        self._words.setSpacing(px(12))
        self._picture.set_share(0.72 if self.folded or narrow else 1.0)
        self._claim.set_steps(
            (("welcome_small", 99),) if self.folded else (("welcome", 2), ("welcome_small", 99))
        )
        self._side.setMinimumWidth(0)
        self._side.setMaximumWidth(16777215)
        if not narrow:
            self._side.setFixedWidth(px(_RIGHT_FOLDED if self.folded else _RIGHT))
        side = px(24 if narrow or self.folded else 40)
        self._right.setContentsMargins(side, px(24), side, px(24))
        self._right.setSpacing(px(16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold with the width."""
        super().resizeEvent(event)
        self.arrange()

    def entered(self) -> None:
        """Look what there is."""
        self._show_model()
        speaker = QMediaDevices.defaultAudioOutput()
        self._speaker.show_found(
            "System default"
            if not speaker.isNull()
            else "None found. You can record all the same.",
            not speaker.isNull(),
        )
        root = self._services.home.root
        free = shutil.disk_usage(root).free
        self._room.show_found(f"{readable(free)} free, about 1 MB a minute", free > _LOW_SPACE)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_model(self) -> None:
        try:
            models = {m.name: m for m in self._speech.available() if m.installed}
            name = self._services.settings.settings.speech_model or self._speech.default_name()
        except StarlingError as error:
            self._model.show_found(error.what, False)
            return
        if name in models:
            came = ", came with Starling" if name == "tiny.en" else ""
            self._model.show_found(f"{model_title(name)}{came}", True)
        else:
            self._model.show_found("None yet. You can record and listen without one.", False)

    def _show_example(self) -> None:
        if self._example.busy:
            return
        self._trouble.hide()
        self._example.set_busy("Opening the example")
        self.example_wanted.emit()

    def _no_example(self, error: object) -> None:
        self._example.set_busy("")
        self._trouble.setText(str(error))
        self._trouble.show()

    def trouble(self) -> str:
        """Why the example is not shown, or empty."""
        return self._trouble.text()

    def left(self) -> None:
        """Close the microphone."""
        self.panel.stop()
        self._example.set_busy("")

    def key(self, event: QKeyEvent) -> bool:
        """Enter goes on; E shows the example; Space starts the check, then hears it back."""
        if not plain(event):
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.done.emit()
        elif event.key() == Qt.Key.Key_E:
            self._example.click()
        elif event.key() == Qt.Key.Key_Space:
            if self.panel.diagnosis is None:
                self.panel.toggle()
            else:
                self.panel.hear()
        else:
            return False
        return True
