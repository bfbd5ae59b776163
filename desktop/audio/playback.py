"""Plays recordings, with a smooth position and an unchanged pitch at any speed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

SLOWEST = 0.5
FASTEST = 2.0
# About 30 times a second: smooth for a playhead, and only while something plays.
_TICK_MS = 33
# The backend reports every 50 to 100 ms; a guess may not run further ahead than this.
_GUESS_S = 0.25
# Playing without a report for this long: the output died without a word.
_STALLED_MS = 2500
_NO_OUTPUT = "No speaker or headphones were found. Plug some in, then press play again."
_STALLED = "The speaker or headphones stopped playing. Check them, then press play again."


def _look_for_overrides_now(*objects: QObject) -> None:
    """Let PySide find out, in this thread, that these objects have no methods of Python's.

    WORKAROUND (PySide6 6.11): the first time Qt disconnects a signal of an object made in Python,
    PySide takes Python's lock to look for an override of ``disconnectNotify``. Qt's sound thread
    does that while it holds a lock of Qt's, for which this thread may be waiting inside a call
    from Python, Python's lock in hand: the window would freeze for ever. What was found is
    remembered, so doing it once here takes the danger away.
    """

    def nothing() -> None: ...

    for item in objects:
        item.objectNameChanged.connect(nothing)
        item.objectNameChanged.disconnect(nothing)


class Player(QObject):
    """One recording at a time, on the system's default output.

    All calls return at once. Positions are in seconds.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)
    ready = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._ready = False
        self._wanted = False
        self._was_playing = False
        self._end: float | None = None
        self._seek: float | None = None
        self._reported = 0.0
        self._shown = 0.0
        self._since = QElapsedTimer()
        self._report_age = QElapsedTimer()
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._outputs_changed)
        self._output = QAudioOutput(QMediaDevices.defaultAudioOutput(), self)
        self._media = QMediaPlayer(self)
        _look_for_overrides_now(self._output, self._media, self._devices)
        self._media.setAudioOutput(self._output)
        self._media.setPitchCompensation(True)
        self._media.positionChanged.connect(self._position_reported)
        self._media.playbackStateChanged.connect(self._state_changed)
        self._media.mediaStatusChanged.connect(self._status_changed)
        self._media.errorOccurred.connect(self._error_occurred)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Whether sound is being played."""
        return self._media.playbackState() is QMediaPlayer.PlaybackState.PlayingState

    @property
    def duration_s(self) -> float:
        """Length of what is loaded in seconds; 0 before ``ready``."""
        return self._media.duration() / 1000.0

    @property
    def rate(self) -> float:
        """Speed; 1.0 is as spoken."""
        return self._media.playbackRate()

    @property
    def muted(self) -> bool:
        """Whether playing makes no sound."""
        return self._output.isMuted()

    def set_muted(self, muted: bool) -> None:
        """Play on without sound, or with it again; the position runs either way."""
        self._output.setMuted(muted)

    @property
    def position_s(self) -> float:
        """Where it plays, between the backend's reports worked out from the clock."""
        if self._seek is not None:
            return self._seek
        if not self.playing or not self._since.isValid():
            return self._reported
        guess = min(self._since.elapsed() / 1000.0 * self.rate, _GUESS_S * self.rate)
        now = min(self._reported + guess, self.duration_s)
        # A report that is a little behind the guess must not make the playhead jump back.
        if now < self._shown < now + _GUESS_S * self.rate:
            return self._shown
        return now

    def load(self, path: Path) -> None:
        """Open a recording, ready to play from the start; emits ``ready`` or ``failed``."""
        self.unload()
        self._name = path.name
        if not path.is_file():
            self.failed.emit(f"{path.name} is not there any more, so it cannot be played.")
            return
        self._media.setSource(QUrl.fromLocalFile(str(path.resolve())))

    def unload(self) -> None:
        """Stop and let go of the file, so that it can be moved or removed."""
        self._forget()
        self._wanted = False
        # Stopping reports the media as loaded once more, which must not look like a new one.
        self._media.stop()
        self._media.setSource(QUrl())
        self._ready = False
        self._at(0.0)

    def play(self) -> None:
        """Play on from the position, or from the start when it is at the end."""
        self._end = None
        self._play()

    def play_range(self, start: float, end: float) -> None:
        """Play from ``start`` and pause at ``end``."""
        self.seek(start)
        self._end = end
        self._play()

    def pause(self) -> None:
        """Pause; the position stays."""
        self._wanted = False
        self._end = None
        if self.playing:
            here = self.position_s
            self._media.pause()
            self._at(here)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing or self._wanted:
            self.pause()
        else:
            self.play()

    def seek(self, seconds: float) -> None:
        """Go to a position, playing or not; outside the recording means its start or end."""
        self._end = None
        target = max(0.0, min(seconds, self.duration_s) if self._ready else seconds)
        if not self._ready:
            self._seek = target
            return
        self._media.setPosition(round(target * 1000))
        self._at(target)

    def set_rate(self, rate: float) -> None:
        """Set the speed, 0.5 to 2.0; voices keep their pitch."""
        self._reported = self.position_s
        self._since.start()
        self._media.setPlaybackRate(max(SLOWEST, min(rate, FASTEST)))

    def _play(self) -> None:
        if QMediaDevices.defaultAudioOutput().isNull():
            self._wanted = False
            self.failed.emit(_NO_OUTPUT)
            return
        if not self._ready:
            # Played as soon as it is loaded.
            self._wanted = not self._media.source().isEmpty()
            return
        if self._media.mediaStatus() is QMediaPlayer.MediaStatus.EndOfMedia and (
            self._reported >= self.duration_s - 0.02
        ):
            self._media.setPosition(0)
            self._at(0.0)
        self._media.play()

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.LoadedMedia and not self._ready:
            if self.duration_s <= 0.0:
                self._wanted = False
                self.failed.emit(f"{self._name} holds no sound to play.")
                return
            self._ready = True
            # Paused, the backend has decoded the first sound and play starts at once.
            self._media.pause()
            if self._seek is not None:
                target, self._seek = self._seek, None
                end = self._end
                self.seek(target)
                self._end = end
            self.ready.emit(self.duration_s)
            if self._wanted:
                self._wanted = False
                self._play()
        elif status is QMediaPlayer.MediaStatus.EndOfMedia:
            self._end = None
            self._at(self.duration_s)

    def _state_changed(self) -> None:
        playing = self.playing
        if playing == self._was_playing:
            return
        self._was_playing = playing
        if playing:
            self._since.start()
            self._report_age.start()
            self._timer.start()
        else:
            self._timer.stop()
        self.playing_changed.emit(playing)

    def _position_reported(self, milliseconds: int) -> None:
        if not self._ready:
            return
        self._report_age.start()
        self._reported = milliseconds / 1000.0
        self._since.start()
        if not self.playing:
            self._show(self._reported)

    def _tick(self) -> None:
        if self._report_age.elapsed() > _STALLED_MS:
            self.pause()
            self.failed.emit(_STALLED)
            return
        now = self.position_s
        if self._end is not None and now >= self._end:
            end = self._end
            self.pause()
            self._media.setPosition(round(end * 1000))
            self._at(end)
            return
        self._show(now)

    def _outputs_changed(self) -> None:
        device = QMediaDevices.defaultAudioOutput()
        if not device.isNull():
            if device != self._output.device():
                self._output.setDevice(device)
        elif self.playing:
            self.pause()
            self.failed.emit(_NO_OUTPUT)

    def _error_occurred(self, error: QMediaPlayer.Error, text: str) -> None:
        self._wanted = False
        self._timer.stop()
        self.failed.emit(f"{self._name} could not be played ({text or error.name}).")

    def _forget(self) -> None:
        self._end = None
        self._seek = None

    def _at(self, seconds: float) -> None:
        """Take a position as the truth and show it."""
        self._reported = seconds
        self._shown = seconds
        self._since.start()
        self.position_changed.emit(seconds)

    def _show(self, seconds: float) -> None:
        if seconds != self._shown:
            self._shown = seconds
            self.position_changed.emit(seconds)
