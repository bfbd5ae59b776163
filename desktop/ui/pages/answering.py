"""Practice while thinking and answering: the question, a clock, a level, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent

from desktop.session.practice import Phase
from desktop.ui.pages.answering_layout import SAVED_LINE, AnsweringLayout
from desktop.ui.pages.page import plain
from desktop.ui.reading import Reader
from desktop.ui.theme import Look
from desktop.ui.wording import clock

if TYPE_CHECKING:
    from desktop.session.services import Services

BETWEEN_S = 5
"""Rest between two questions of a mock interview, in seconds."""


class AnsweringPage(AnsweringLayout):
    """The whole window while someone thinks or speaks.

    Args:
        services: The session.
        look: Theme and sizes.
        reader: Reads aloud, while thinking only.
    """

    rested = Signal()
    left_mock = Signal()

    def __init__(self, services: Services, look: Look, reader: Reader) -> None:
        super().__init__(look, services.practice.level_dbfs)
        self._practice = services.practice
        self._mock = services.mock
        self._settings = services.settings
        self._reader = reader
        self._phase = Phase.IDLE
        self._resting = 0
        self._past_aim = False
        self._rest = QTimer(self)
        self._rest.setInterval(1000)
        self._rest.timeout.connect(self._rest_tick)
        self._connect()

    def _connect(self) -> None:
        self._go.clicked.connect(self.go)
        self._over.clicked.connect(self._practice.start_over)
        self._away.clicked.connect(self.throw_away)
        self._pause.clicked.connect(self.pause)
        self._listen.clicked.connect(self.listen)
        self._practice.phase_changed.connect(self._enter)
        self._practice.tick.connect(self._tick)
        self._practice.trouble_changed.connect(self._show_trouble)
        self._practice.question_changed.connect(lambda _: self._show_question())

    # -- phases -------------------------------------------------------------------------------

    def _show_question(self) -> None:
        question = self._practice.question
        self._question.setText(question.text if question is not None else "")
        self._material.set_question(question)
        self._case.setVisible(not self._material.empty)
        self._fit_question()

    def entered(self) -> None:
        """Show the present phase."""
        self._show_question()
        self._enter(self._practice.phase)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Fall silent and rest no longer."""
        self._rest.stop()
        self._resting = 0
        self._reader.stop()

    def _enter(self, phase: object) -> None:
        self._phase = Phase(str(phase))
        if self._phase is not Phase.THINKING:
            self._reader.stop()
        if self._phase is Phase.IDLE:
            self._meter.stop()
            if self.paused and not self._mock.between:
                self._show_paused()  # a take was thrown away: the same question waits
            return
        self._rest.stop()
        self._resting = 0
        times = self._practice.settings
        self._track.set_times(times.target_s, times.soft_s, times.hard_s)
        states = {
            Phase.THINKING: "Not recording yet",
            Phase.STARTING: "Waiting for the microphone",
            Phase.ANSWERING: "Recording",
            Phase.SAVING: "Saving",
        }
        self._state.setText(states[self._phase])
        self._dot.set_on(self._phase is Phase.ANSWERING)
        if self._phase in {Phase.THINKING, Phase.STARTING}:
            self._finish.setText("")
            self._track.set_elapsed(0)
            self._set_past_aim(False)
            self._show_trouble(self._practice.trouble)
        if self._phase is Phase.STARTING:
            self._clock.setText(clock(0))
        self._clock.set_ink("" if self._phase in {Phase.ANSWERING, Phase.SAVING} else "muted")
        if self._phase in {Phase.THINKING, Phase.ANSWERING}:
            self._meter.start()
        else:
            self._meter.stop()
        self._show_buttons()
        self._show_place()
        question = self._practice.question
        if self._phase is Phase.THINKING and self._mock.running and self._aloud() and question:
            self._reader.say(question.text)

    def _aloud(self) -> bool:
        return self._settings.settings.read_aloud

    def _show_buttons(self) -> None:
        thinking = self._phase is Phase.THINKING
        running = self._mock.running
        self._go.set_busy("Saving" if self._phase is Phase.SAVING else "")
        last = running and self._mock.index + 1 >= self._mock.total
        stop = "Stop and go on" if running and not last else "Stop and review"
        resting, paused = self._resting > 0, self.paused
        if paused:
            self._go.setText("Go on")
            self._go.set_icon("play", filled=True)
        elif resting or thinking:
            self._go.setText("Next question" if resting else "I am ready")
            self._go.set_icon("arrow-right" if resting else "mic")
        else:
            self._go.setText(stop)
            self._go.set_icon("square", filled=True)
        self._go.set_tip(self._go.text())
        self._go.setEnabled(self._phase is not Phase.STARTING)
        self._go.updateGeometry()
        answering = self._phase is Phase.ANSWERING
        self._over.setVisible(answering)
        self._away.setVisible(self._phase in {Phase.THINKING, Phase.STARTING} or answering)
        self._away.setText("Throw away" if answering else "Leave")
        self._away.updateGeometry()
        if running and not answering:
            self._away.setText("Leave the mock interview")
            self._away.setVisible(True)
        self._pause.setVisible(running and (thinking or resting) and not paused)
        self._listen.setVisible(thinking and self._reader.available)
        self._side.setVisible(not thinking and not resting and not paused)
        self._track.setVisible(not resting and not paused)
        self._meter.setVisible(not resting and not paused)

    def _show_place(self) -> None:
        running = self._mock.running
        self._place.setText(f"{self._mock.index + 1} of {self._mock.total}" if running else "")
        self._place.setVisible(running)

    def _tick(self, seconds: float) -> None:
        if self._phase is Phase.THINKING:
            self._clock.setText(clock(seconds + 0.999))
            return
        if self._phase is not Phase.ANSWERING:
            return
        times = self._practice.settings
        self._clock.setText(clock(seconds))
        self._track.set_elapsed(seconds)
        self._set_past_aim(seconds >= times.target_s)
        self._finish.setText("Finish your thought" if seconds >= times.soft_s else "")

    def _set_past_aim(self, past: bool) -> None:
        if past != self._past_aim:
            self._past_aim = past
            font = self._clock.font()
            font.setWeight(QFont.Weight.Medium if past else QFont.Weight.Light)
            self._clock.setFont(font)

    def _show_trouble(self, text: str) -> None:
        self._side.setText(text or SAVED_LINE)
        self._side.set_ink("warning" if text else "muted")
        self._sign.setVisible(bool(text))
        if text:
            self._side.show()

    # -- between two questions of a mock interview ----------------------------------------------

    def rest(self) -> None:
        """Wait five seconds, or for Space, before the next question; no feedback here."""
        self._resting = BETWEEN_S
        self._state.setText("Saved")
        self._dot.set_on(False)
        self._question.setText("Next question")
        self._material.set_question(None)
        self._case.hide()
        self._clock.set_ink("muted")
        self._set_past_aim(False)
        self._clock.setText(clock(self._resting))
        self._track.set_elapsed(0)
        self._finish.setText("")
        self._show_trouble("")
        self._show_place()
        self._show_buttons()
        self._rest.start()

    def _rest_tick(self) -> None:
        self._resting -= 1
        self._clock.setText(clock(self._resting))
        if self._resting <= 0:
            self._end_rest()

    def _end_rest(self) -> None:
        self._rest.stop()
        self._resting = 0
        self._show_question()
        self.rested.emit()

    # -- a mock interview that is paused --------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether a mock interview waits for the user, with nothing running."""
        if not self._mock.running or self._phase is not Phase.IDLE:
            return False
        return self._mock.paused or not self._resting

    def pause(self) -> None:
        """Pause the mock interview, or go on; not while speaking."""
        if not self._mock.running or self._phase not in {Phase.IDLE, Phase.THINKING}:
            return
        if self.paused:
            self.go()
            return
        self._rest.stop()
        self._mock.pause()
        self._show_paused()

    def _show_paused(self) -> None:
        self._reader.stop()
        self._state.setText("Paused")
        self._dot.set_on(False)
        self._clock.set_ink("muted")
        self._set_past_aim(False)
        self._clock.setText("")
        self._track.set_elapsed(0)
        self._finish.setText("Nothing is recorded while you pause.")
        self._show_trouble("")
        self._show_place()
        self._show_buttons()

    def _go_on(self) -> None:
        self._mock.resume()
        self._finish.setText("")
        if self._resting:
            self._end_rest()
        else:
            self._practice.start()

    @property
    def resting(self) -> bool:
        """Whether it waits between two questions."""
        return self._resting > 0

    # -- doing --------------------------------------------------------------------------------

    def go(self) -> None:
        """The one button: ready, stop, or on to the next question."""
        if self.paused:
            self._go_on()
        elif self._resting:
            self._end_rest()
        elif self._phase is Phase.THINKING:
            self._practice.ready()
        elif self._phase is Phase.ANSWERING:
            self._practice.stop()

    def throw_away(self) -> None:
        """Throw the take away; a mock interview is left where nothing is recorded."""
        if self._mock.running and self._phase is not Phase.ANSWERING:
            self._rest.stop()
            self._resting = 0
            if self._phase is not Phase.IDLE:
                self._practice.throw_away()
            self.left_mock.emit()
        else:
            self._practice.throw_away()

    def listen(self) -> None:
        """Read the question aloud; only while thinking."""
        question = self._practice.question
        if self._phase is Phase.THINKING and question is not None:
            self._reader.say(question.text)

    def key(self, event: QKeyEvent) -> bool:
        """Space or Enter: the button; Ctrl+R: start over; Esc: throw away; L: listen; P: pause."""
        pressed = event.key()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and pressed == Qt.Key.Key_R and not event.isAutoRepeat():
            self._practice.start_over()
            return True
        if not plain(event):
            return False
        if pressed in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go()
        elif pressed == Qt.Key.Key_Escape:
            self.throw_away()
        elif pressed == Qt.Key.Key_L:
            self.listen()
        elif pressed == Qt.Key.Key_P:
            self.pause()
        else:
            return False
        return True
