"""The practice flow: a question, think time, an answer that is being recorded, a saved take."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.audio.devices import InputDevice
from desktop.domain.attempt import Attempt, PracticeSettings, StoppedBy
from desktop.domain.errors import DeviceError, StarlingError, StorageError
from desktop.session.jobs import Jobs
from desktop.session.ports import MonitorFactory, RecorderFactory
from desktop.session.questions import Questions
from desktop.session.review import Reviewer
from desktop.session.takes import Taker, TakeRun
from desktop.storage.attemptrows import Query
from desktop.storage.attempts import AttemptStore
from desktop.storage.deckstate import DeckStore
from desktop.storage.packs import PackLibrary
from desktop.storage.settings import SettingsStore

_TICK_MS = 250
_STARTING_MS = 20
_NO_SOUND_S = 6.0
_SILENCE_S = 2.0
QUIET_DBFS = -120.0

_SILENT = (
    "The microphone sends pure silence. It is muted, or Starling is not allowed to use it: "
    "look in the microphone check."
)
_CLIPPED = "You are very close to the microphone: parts of this take are distorted."


class Phase(StrEnum):
    """Where the practice flow is."""

    IDLE = "idle"
    THINKING = "thinking"
    STARTING = "starting"
    ANSWERING = "answering"
    SAVING = "saving"


def _local_now() -> datetime:
    return datetime.now(UTC).astimezone()


class Practice(Questions):
    """One question at a time, from drawing it to a take that is safe on disk.

    Calls that do not fit the phase (a second Space, Stop while starting) do nothing.

    Args:
        packs: The questions.
        deck: What the deck remembers.
        store: The attempts.
        settings: The user's settings.
        reviewer: Takes over when a take is saved.
        recordings: The folder of the recordings.
        recorder_factory: Makes a recorder for a path and a device.
        monitor_factory: Makes a level meter for think time.
        device: Says which microphone to use; None is the system's default.
        lane: Opens and closes devices: one thread, so that these never overtake each other. The
            microphone check shares it; ``shutdown`` closes it.
        clock: Seconds that only go forward.
        now: The time, with time zone.
        parent: Qt's owner.
    """

    phase_changed = Signal(object)
    tick = Signal(float)
    trouble_changed = Signal(str)
    saved = Signal(str)
    discarded = Signal(str)

    def __init__(
        self,
        packs: PackLibrary,
        deck: DeckStore,
        store: AttemptStore,
        settings: SettingsStore,
        reviewer: Reviewer,
        recordings: Path,
        recorder_factory: RecorderFactory,
        monitor_factory: MonitorFactory,
        device: Callable[[], InputDevice | None],
        lane: Jobs,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _local_now,
        parent: QObject | None = None,
    ) -> None:
        def answered(question_id: str) -> bool:
            return bool(store.all(Query(question_id=question_id)))

        super().__init__(packs, deck, answered, parent)
        self._settings = settings
        self._reviewer = reviewer
        self._recordings = recordings
        self._device = device
        self._clock = clock
        self._now = now
        self._lane = lane
        self._taker = Taker(store, recorder_factory, monitor_factory)
        self._phase = Phase.IDLE
        self._run: TakeRun | None = None
        self._since = 0.0
        self._trouble = ""
        self._mock_id = ""
        self._shut = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer)

    # What it is doing

    @property
    def phase(self) -> Phase:
        """Where the flow is."""
        return self._phase

    @property
    def attempt_id(self) -> str:
        """Id of the running take; empty where there is none."""
        return self._run.attempt.id if self._run is not None else ""

    @property
    def trouble(self) -> str:
        """What is wrong with the sound just now, for the user; empty where nothing is."""
        return self._trouble

    @property
    def mock_id(self) -> str:
        """Marks new takes as part of a mock interview; empty outside one."""
        return self._mock_id

    @mock_id.setter
    def mock_id(self, value: str) -> None:
        self._mock_id = value

    @property
    def settings(self) -> PracticeSettings:
        """The times; setting them saves them at once."""
        return self._settings.settings.practice

    @settings.setter
    def settings(self, value: PracticeSettings) -> None:
        self._settings.set_practice(value)

    # The answer

    def start(self) -> None:
        """Begin: think time where there is any, else the answer."""
        if self._phase is not Phase.IDLE or self._question is None or self._shut:
            return
        self._set_trouble("")
        self._reviewer.prepare()
        if self.settings.think_s <= 0:
            self._begin()
            return
        self._since = self._clock()
        self._enter(Phase.THINKING)
        device = self._device()
        self._lane.run(lambda: self._taker.listen(device), failed=self._on_monitor_failed)
        self._timer.start(_TICK_MS)
        self.tick.emit(float(self.settings.think_s))

    def ready(self) -> None:
        """End the think time early."""
        if self._phase is Phase.THINKING:
            self._begin()

    def stop(self) -> None:
        """End the answer and save it."""
        if self._phase is Phase.ANSWERING:
            self._finish(StoppedBy.USER)

    def start_over(self) -> None:
        """Put the running take in the bin and begin again without think time."""
        if self._phase is Phase.ANSWERING:
            self._drop(then=self._begin)

    def throw_away(self) -> None:
        """Put the running take in the bin, or leave think time; nothing runs afterwards."""
        if self._phase is Phase.THINKING:
            self._timer.stop()
            self._lane.run(self._taker.deafen)
            self._enter(Phase.IDLE)
        elif self._phase is Phase.STARTING:
            self._abandon(None)
        elif self._phase is Phase.ANSWERING:
            self._drop(then=lambda: self._enter(Phase.IDLE))

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS, -120 while nothing listens."""
        if self._phase is Phase.THINKING:
            return self._taker.monitor_level()
        recorder = self._run.recorder if self._run is not None else None
        if self._phase is Phase.ANSWERING and recorder is not None:
            return recorder.level_dbfs()
        return QUIET_DBFS

    def shutdown(self) -> None:
        """Keep a running take and let the device go; waits for both. Nothing starts afterwards."""
        self._shut = True
        self._timer.stop()
        run, self._run = self._run, None
        if run is not None and self._phase in (Phase.ANSWERING, Phase.STARTING):
            self._lane.run(lambda: self._taker.keep(run, StoppedBy.USER))
        self._lane.run(self._taker.deafen)
        self._lane.close()
        self._phase = Phase.IDLE

    def _begin(self) -> None:
        """Open the device; the attempt is in the database before the first sample."""
        question = self._question
        if question is None or self._shut:
            self._enter(Phase.IDLE)
            return
        attempt = Attempt(
            id=uuid.uuid4().hex,
            question_id=question.id,
            question_text=question.text,
            kind=question.kind,
            competency=question.competency,
            created_at=self._now(),
            target_s=self.settings.target_s,
            mock_id=self._mock_id,
        )
        run = TakeRun(attempt, self._recordings / f"{attempt.id}.wav")
        self._run = run
        self._since = self._clock()
        self._enter(Phase.STARTING)
        device = self._device()
        self._timer.start(_STARTING_MS)
        self._lane.run(
            lambda: self._taker.open(run, device),
            failed=lambda error: self._on_open_failed(run, error),
        )

    def _finish(self, reason: StoppedBy) -> None:
        run = self._run
        if run is None:
            return
        self._timer.stop()
        self._enter(Phase.SAVING)
        self._lane.run(
            lambda: self._taker.keep(run, reason),
            done=lambda kept: self._on_kept(run, kept),
            failed=lambda error: self._on_keep_failed(run, error),
        )

    def _drop(self, then: Callable[[], None]) -> None:
        """Save the running take into the bin and go on."""
        run = self._run
        if run is None:
            return
        self._timer.stop()
        self._reviewer.cancel(run.attempt.id)
        self._enter(Phase.SAVING)

        def dropped(kept: Attempt | None) -> None:
            self._run = None
            self._set_trouble("")
            then()
            if kept is not None:
                self.discarded.emit(kept.id)

        self._lane.run(
            lambda: self._taker.keep(run, StoppedBy.USER, binned_at=self._now()),
            done=dropped,
            failed=lambda error: self._on_keep_failed(run, error),
        )

    def _abandon(self, error: StarlingError | None) -> None:
        """Leave a start that came to nothing."""
        run, self._run = self._run, None
        self._timer.stop()
        if run is not None:
            self._lane.run(lambda: self._taker.abort(run))
        self._enter(Phase.IDLE)
        if error is not None:
            self.failed.emit(error)

    # What comes back

    def _on_timer(self) -> None:
        if self._phase is Phase.THINKING:
            left = self.settings.think_s - (self._clock() - self._since)
            self.tick.emit(max(0.0, left))
            if left <= 0:
                self._begin()
            elif self._taker.monitor_silent_s() >= _SILENCE_S:
                self._set_trouble(_SILENT)
        elif self._phase is Phase.STARTING:
            self._await_sound()
        elif self._phase is Phase.ANSWERING:
            self._watch()

    def _await_sound(self) -> None:
        """Go on when the first real block has come: the clock starts there."""
        run = self._run
        recorder = run.recorder if run is not None else None
        if run is None or recorder is None:
            return
        if recorder.started:
            self._timer.start(_TICK_MS)
            self._reviewer.follow(run.attempt.id, run.path)
            self._enter(Phase.ANSWERING)
            self.tick.emit(recorder.elapsed_s)
        elif recorder.error is not None:
            self._abandon(recorder.error)
        elif self._clock() - self._since > _NO_SOUND_S:
            self._abandon(
                DeviceError(
                    "The microphone was opened but sends nothing.",
                    todo="Unplug it and plug it in again, or choose another one in Settings.",
                )
            )

    def _watch(self) -> None:
        """Look after a running take."""
        recorder = self._run.recorder if self._run is not None else None
        if recorder is None:
            return
        elapsed = recorder.elapsed_s
        self.tick.emit(elapsed)
        error = recorder.error
        if error is not None:
            disk = isinstance(error, StorageError)
            self._set_trouble(f"{error.what} What you said until then is kept.")
            self._finish(StoppedBy.DISK if disk else StoppedBy.DEVICE)
        elif elapsed >= self.settings.hard_s:
            self._finish(StoppedBy.LIMIT)
        elif recorder.zeros_s >= _SILENCE_S:
            self._set_trouble(_SILENT)
        elif recorder.overflows:
            lost = recorder.overflows
            times = "once" if lost == 1 else f"{lost} times"
            self._set_trouble(f"The computer was too busy and lost a moment of sound {times}.")
        else:
            self._set_trouble(_CLIPPED if recorder.clipped else "")

    def _on_monitor_failed(self, error: StarlingError) -> None:
        if self._phase is Phase.THINKING:
            self._set_trouble(" ".join(part for part in (error.what, error.todo) if part))

    def _on_open_failed(self, run: TakeRun, error: StarlingError) -> None:
        if self._run is run and self._phase is Phase.STARTING:
            self._run = None
            self._timer.stop()
            self._enter(Phase.IDLE)
            self.failed.emit(error)

    def _on_kept(self, run: TakeRun, kept: Attempt | None) -> None:
        self._run = None
        self._enter(Phase.IDLE)
        if kept is None:
            self._reviewer.cancel(run.attempt.id)
            self.failed.emit(
                DeviceError(
                    "No sound reached Starling, so there is no take.",
                    todo="Look in the microphone check, then answer again.",
                )
            )
            return
        self.saved.emit(kept.id)
        self._reviewer.finish(kept.id)

    def _on_keep_failed(self, run: TakeRun, error: StarlingError) -> None:
        self._run = None
        self._reviewer.cancel(run.attempt.id)
        self._enter(Phase.IDLE)
        self.failed.emit(error)

    def _resting(self) -> bool:
        return self._phase is Phase.IDLE

    def _enter(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.phase_changed.emit(phase)

    def _set_trouble(self, text: str) -> None:
        if text != self._trouble:
            self._trouble = text
            self.trouble_changed.emit(text)
