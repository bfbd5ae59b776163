"""The microphone check as a panel: device, level, hear it back, one line of diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.speckles import Speckles
from desktop.ui.widgets.text import Label

if TYPE_CHECKING:
    from desktop.session.microphone import Microphone

HEAR_BACK_S = 2.0
"""So much is played back, in seconds."""

_SIGNS = {"good": ("circle-check", "success"), "waiting": ("audio-lines", "muted")}
_NOTHING_HEARD = frozenset({"no_device", "device"})


class Finding(Protocol):
    """What a check found out about a microphone; the session gives it as a Diagnosis."""

    @property
    def code(self) -> str:
        """A stable name: good, waiting, no_device, ..."""

    @property
    def message(self) -> str:
        """What it is, for the user."""

    @property
    def fix(self) -> str:
        """What to do, or empty."""

    @property
    def good(self) -> bool:
        """Whether the microphone can be used as it is."""


class MicrophonePanel(QFrame):
    """Chooses a microphone and says whether it can be used.

    The device is open only between Start and Stop, and never while the panel is hidden.

    Args:
        look: Theme and sizes.
        microphone: The session's microphone.
        speckles: How many speckles the meter has.
    """

    checked = Signal(bool)

    def __init__(self, look: Look, microphone: Microphone, speckles: int = 43) -> None:
        super().__init__()
        self._look = look
        self._microphone = microphone
        self._diagnosis: Finding | None = None
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._title = Label(look, "Say a few words", "card_title")
        self._example = Label(
            look, "For example: “My name is, and I am ready to practise.”", "body", "muted",
            wrap=True,
        )  # fmt: skip
        self._device = DropDown(look, "Microphone", "mic", kind="field")
        self._device.chosen.connect(self._choose)
        self._meter = Speckles(look, microphone.level_dbfs, speckles)
        self._sign = Icon(look, "audio-lines", 18)
        self._line = Label(look, "", "second", "muted", wrap=True)
        self._fix = Label(look, "", "second", "muted", wrap=True)
        self._toggle = Button(look, "Start the check", "mic")
        self._toggle.clicked.connect(self.toggle)
        self._hear = Button(look, "Hear it back", "play", filled=True)
        self._hear.clicked.connect(self._play)
        self._build()
        self._playing = QTimer(self)
        self._playing.setSingleShot(True)
        self._playing.timeout.connect(lambda: self._hear.set_busy(""))
        microphone.devices_changed.connect(self.show_devices)
        microphone.diagnosis_changed.connect(self.show_diagnosis)
        microphone.checking_changed.connect(self._show_checking)
        look.changed.connect(self._arrange)
        self._arrange()
        self.show_devices()
        self._show_checking(False)

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._example)
        self._column.addLayout(head)
        self._column.addWidget(self._device)
        self._column.addWidget(self._meter)
        self._said = QWidget()
        row = QHBoxLayout(self._said)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._line)
        words.addWidget(self._fix)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        self._column.addWidget(self._said)
        self._buttons = FlowRow()
        self._buttons.add(self._toggle, self._hear)
        self._column.addWidget(self._buttons)

    def _arrange(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(22), px(20), px(22), px(20))
        self._column.setSpacing(px(14))
        self._meter.setFixedHeight(px(20))
        self._said.setMinimumHeight(px(40))

    # -- showing ------------------------------------------------------------------------------

    @property
    def diagnosis(self) -> Finding | None:
        """What the check found last, or None before one."""
        return self._diagnosis

    def show_devices(self) -> None:
        """List the microphones there are now."""
        devices = self._microphone.inputs()
        current = self._microphone.current()
        items = [(device.label, device.key) for device in devices]
        nothing = "No microphone" if self._microphone.listed else "Looking for microphones"
        self._device.set_items(items or [(nothing, "")], current.key if current else "")
        self._device.setEnabled(bool(devices))
        self._toggle.setEnabled(bool(devices))
        if not self._microphone.listed:
            self._say("mic", "muted", "Looking for microphones.", "")
        elif not devices:
            self._say(
                "triangle-alert", "warning", "No microphone was found.",
                "Plug one in, or allow Starling to use it. It shows up here by itself.",
            )  # fmt: skip
        elif self._diagnosis is None:
            self._rest()

    def show_diagnosis(self, diagnosis: object) -> None:
        """Show what the check found."""
        if diagnosis is None:
            return
        found = cast("Finding", diagnosis)
        self._diagnosis = found
        sign, ink = _SIGNS.get(found.code, ("triangle-alert", "warning"))
        self._say(sign, ink, found.message, found.fix)
        self._hear.setEnabled(found.code not in _NOTHING_HEARD)
        if found.code != "waiting":
            self.checked.emit(found.good)

    def _rest(self) -> None:
        self._say("mic-off", "muted", "The microphone is off.", "Start the check and speak.")

    def _say(self, sign: str, ink: str, line: str, fix: str) -> None:
        self._sign.set_icon(sign, ink)
        self._line.setText(line)
        self._line.set_ink("" if ink == "muted" else ink)
        self._fix.setText(fix)
        self._fix.setVisible(bool(fix))

    def _show_checking(self, on: bool) -> None:
        self._toggle.setText("Stop the check" if on else "Start the check")
        self._toggle.set_icon("mic-off" if on else "mic")
        self._toggle.updateGeometry()
        if on:
            self._diagnosis = None
            self._hear.setEnabled(False)
            self._say("audio-lines", "muted", "Listening. Say a few words.", "")
            self._meter.start()
            return
        self._meter.stop()
        if self._diagnosis is None:
            self._hear.setEnabled(False)
            self.show_devices()

    # -- doing --------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the microphone and listen."""
        if self._toggle.isEnabled() and not self._meter.running:
            self._microphone.start_check()

    def stop(self) -> None:
        """Close the microphone."""
        if self._meter.running:
            self._microphone.stop_check()

    def toggle(self) -> None:
        """Start the check, or stop it."""
        if self._meter.running:
            self.stop()
        else:
            self.start()

    def _choose(self, key: object) -> None:
        again = self._meter.running
        self.stop()
        self._diagnosis = None
        self._microphone.choose(str(key))
        self.show_devices()
        if again:
            self.start()

    def _play(self) -> None:
        self._hear.set_busy("Playing")
        self._playing.start(int(HEAR_BACK_S * 1000))
        self._microphone.play_back()

    def hear(self) -> None:
        """Play the last seconds back where there are some."""
        if self._hear.isEnabled() and not self._hear.busy:
            self._hear.click()

    def hideEvent(self, event: QHideEvent) -> None:
        """Never listen where nobody sees it."""
        self.stop()
        super().hideEvent(event)
