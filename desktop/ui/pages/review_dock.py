"""The review page's foot: waveform and player, kept in step with one recording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.report import Report, Sentence
from desktop.session.peaks import Peaks, PeaksLoader
from desktop.ui.parts import Part, parts_of
from desktop.ui.theme import Look
from desktop.ui.widgets.player_bar import SPEEDS, PlayerBar
from desktop.ui.widgets.text import Label
from desktop.ui.widgets.waveform import Waveform

_BUCKETS = 1200
_BEFORE_FILLER_S = 0.8  # a filler or pause is heard with what led to it
_BEFORE_PAUSE_S = 0.5
_NEAR_S = 0.05
_BACK_S = 1.0  # "the one before" means this one again when it began longer ago


class ReviewDock(QWidget):
    """Waveform and controls of one recording.

    Args:
        look: Theme and sizes.
        player: Plays recordings (the calls in docs/architecture.md).
        peaks: Reads waveforms in the background.
        speed: Playback speed to start with.
    """

    position_changed = Signal(float, bool)  # seconds, playing
    speed_changed = Signal(float)

    def __init__(
        self,
        look: Look,
        player: Any,
        peaks: PeaksLoader,
        speed: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._player = player
        self._peaks = peaks
        self._path: Path | None = None
        self._next_path: Path | None = None  # the same sound, taken up when it next pauses
        self._speed = speed
        self._sentences: tuple[Sentence, ...] = ()
        self._parts: tuple[Part, ...] = ()
        self._fillers: tuple[float, ...] = ()
        self._pauses: tuple[tuple[float, float], ...] = ()
        self._folded = False
        self._low = False
        self.setProperty("kind", "dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.waveform = Waveform(look)
        self.bar = PlayerBar(look)
        self._trouble = Label(look, "", "second", "warning", wrap=True)
        self._trouble.hide()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.waveform)
        self._column.addWidget(self._trouble)
        self._column.addWidget(self.bar)
        player.position_changed.connect(self._moved)
        player.playing_changed.connect(self._playing_changed)
        player.ready.connect(self._ready)
        player.failed.connect(self._failed)
        self.waveform.seek.connect(self.seek)
        self.bar.toggled.connect(self.toggle)
        self.bar.sentence.connect(self.jump_sentence)
        self.bar.jumped.connect(self.jump)
        self.bar.speed_chosen.connect(self.set_speed)
        self.bar.mute_toggled.connect(player.set_muted)
        self.bar.set_speed(speed)
        look.changed.connect(self.arrange)
        self.arrange()

    # -- content --------------------------------------------------------------------------

    @property
    def speed(self) -> float:
        """Playback speed."""
        return self._speed

    def open(self, recording: Path | None, duration_s: float) -> None:
        """Show and load another recording.

        Args:
            recording: The sound; None where there is none.
            duration_s: Its length in seconds, until the player knows better.
        """
        self._next_path = None
        self._player.pause()
        self._path = recording
        self.set_report(None)
        self._trouble.hide()
        self.waveform.set_recording(duration_s)
        self.bar.set_duration(duration_s)
        self.bar.set_position(0.0)
        self.bar.set_playing(False)
        self.setVisible(recording is not None)
        self.bar.set_playable(recording is not None)
        if recording is not None:
            self._player.load(recording)
            self._player.set_rate(self._speed)
            self._peaks(recording, _BUCKETS, lambda found: self._show_peaks(recording, found))

    def replace(self, recording: Path | None) -> None:
        """Take the same sound from another file (once a take has been packed), at its place."""
        if recording is None or recording == self._path:
            return
        if self._player.playing:
            self._next_path = recording
            return
        self._path, self._next_path = recording, None
        at = self._player.position_s
        self._player.load(recording)
        self._player.set_rate(self._speed)
        self._player.seek(at)

    def _show_peaks(self, recording: Path, found: Peaks) -> None:
        if recording == self._path and len(found):
            self.waveform.set_peaks(found)

    def set_report(self, report: Report | None) -> None:
        """Show a report's parts, fillers and pauses."""
        timed = report is not None and all(s.start is not None for s in report.sentences)
        if report is None or not timed:
            self._sentences, self._parts, self._fillers, self._pauses = (), (), (), ()
        else:
            self._sentences = report.sentences
            self._parts = parts_of(report) if report.judged else ()
            fillers = report.delivery.fillers
            self._fillers = tuple(f.start for f in fillers if f.start is not None)
            self._pauses = report.delivery.long_pauses
        fillers = report.delivery.fillers if report is not None and timed else ()
        self.waveform.set_marks(self._parts, fillers, self._pauses)
        named = [part for part in self._parts if part.slot]
        self.bar.set_jumps(named, len(self._fillers), len(self._pauses))
        self._show_next_part(self._player.position_s)

    # -- playing --------------------------------------------------------------------------

    @property
    def position(self) -> float:
        """Where it plays, in seconds."""
        return float(self._player.position_s)

    def toggle(self) -> None:
        """Play or pause."""
        if self._path is not None:
            self._player.toggle()

    def pause(self) -> None:
        """Pause."""
        self._player.pause()

    def seek(self, seconds: float) -> None:
        """Go to a place, playing or not."""
        if self._path is None:
            return
        seconds = max(0.0, min(seconds, self.waveform.duration))
        self._player.seek(seconds)
        self._show(seconds)

    def play_from(self, seconds: float) -> None:
        """Play from a place."""
        if self._path is not None:
            self.seek(seconds)
            self._player.play()

    def play_range(self, start: float, end: float) -> None:
        """Play one stretch."""
        if self._path is not None:
            self._player.play_range(start, end)

    def step(self, seconds: float) -> None:
        """Go so many seconds on, or back."""
        self.seek(self.position + seconds)

    def jump_sentence(self, step: int) -> None:
        """Go to the next (1) sentence, or (-1) to the beginning of this or the one before."""
        starts = [s.start for s in self._sentences if s.start is not None]
        self._jump_among(starts or [0.0, self.waveform.duration], step, 0.0)

    def jump(self, kind: str, step: int = 1) -> None:
        """Go to the next (1) or previous (-1) part, filler or pause; round the end."""
        if kind == "part":
            self._jump_among([p.start for p in self._parts if p.slot], step, 0.0, wrap=True)
        elif kind == "filler":
            self._jump_among(self._fillers, step, _BEFORE_FILLER_S, wrap=True)
        else:
            starts = [start for start, _ in self._pauses]
            self._jump_among(starts, step, _BEFORE_PAUSE_S, wrap=True)

    def _jump_among(
        self, starts: Sequence[float], step: int, lead: float, *, wrap: bool = False
    ) -> None:
        if not starts:
            return
        here = self.position + lead
        if step > 0:
            later = [s for s in starts if s > here + _NEAR_S]
            target = later[0] if later else (starts[0] if wrap else None)
        else:
            back = _BACK_S if self._player.playing else _NEAR_S
            earlier = [s for s in starts if s < here - back]
            target = earlier[-1] if earlier else (starts[-1] if wrap else starts[0])
        if target is not None:
            self.seek(target - lead)

    def set_speed(self, speed: float) -> None:
        """Set the speed and say so."""
        if speed != self._speed:
            self._speed = speed
            self._player.set_rate(speed)
            self.bar.set_speed(speed)
            self.speed_changed.emit(speed)

    def step_speed(self, step: int) -> None:
        """Go one step faster (1) or slower (-1)."""
        if step > 0:
            faster = [s for s in SPEEDS if s > self._speed + 0.01]
            self.set_speed(faster[0] if faster else self._speed)
        else:
            slower = [s for s in SPEEDS if s < self._speed - 0.01]
            self.set_speed(slower[-1] if slower else self._speed)

    # -- told by the player ---------------------------------------------------------------

    def _moved(self, seconds: float) -> None:
        self._show(seconds)

    def _show(self, seconds: float) -> None:
        self.waveform.set_position(seconds)
        self.bar.set_position(seconds)
        self._show_next_part(seconds)
        self.position_changed.emit(seconds, bool(self._player.playing))

    def _show_next_part(self, seconds: float) -> None:
        named = [part for part in self._parts if part.slot]
        later = [part for part in named if part.start > seconds + _NEAR_S]
        self.bar.part.set_part(later[0] if later else (named[0] if named else None))

    def _playing_changed(self, playing: bool) -> None:
        self.bar.set_playing(playing)
        if playing:
            self._trouble.hide()
        elif self._next_path is not None:
            self.replace(self._next_path)

    def _ready(self, duration: float) -> None:
        self.waveform.set_duration(duration)
        self.bar.set_duration(duration)
        self._trouble.hide()

    def _failed(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def trouble(self) -> str:
        """What is wrong with the sound, or empty."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    # -- layout ---------------------------------------------------------------------------

    def fold(self, folded: bool, *, low: bool = False) -> None:
        """Lay out for a small window, or for a very low one."""
        self._folded, self._low = folded, low
        self.arrange()

    def arrange(self) -> None:
        """Set sizes for the fold and the text scale."""
        px = self._look.px
        side = px(20 if self._folded else 24)
        self._column.setContentsMargins(side, px(11 if self._folded else 13), side, px(8))
        self._column.setSpacing(px(4))
        self.waveform.set_folded(self._folded, low=self._low)
