"""Reads questions aloud with a voice of the system, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

_NO_VOICE = frozenset({"mock", ""})
"""Engines that make no sound."""


class Reader(QObject):
    """Looks for a voice when asked to, so that the window opens without waiting for it."""

    available_changed = Signal(bool)
    speaking_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech: QTextToSpeech | None = None

    @property
    def available(self) -> bool:
        """Whether a voice was found."""
        return self._speech is not None

    @property
    def speaking(self) -> bool:
        """Whether it reads now."""
        if self._speech is None:
            return False
        return bool(self._speech.state() == type(self._speech).State.Speaking)

    def look_for_voice(self) -> None:
        """Find an engine with a voice; none leaves reading aloud off."""
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 - not at start
        except ImportError:
            return
        for engine in QTextToSpeech.availableEngines():
            if engine in _NO_VOICE:
                continue
            speech = QTextToSpeech(engine, self)
            if speech.state() != QTextToSpeech.State.Error and speech.availableVoices():
                speech.stateChanged.connect(lambda _: self.speaking_changed.emit(self.speaking))
                self._speech = speech
                self.available_changed.emit(True)
                return
            speech.deleteLater()

    def say(self, text: str) -> None:
        """Read a text aloud, instead of what is being read."""
        if self._speech is not None:
            self._speech.stop()
            self._speech.say(text)

    def stop(self) -> None:
        """Fall silent."""
        if self._speech is not None:
            self._speech.stop()
