"""The slow half of practice: opening the microphone, ending a take, keeping it. No Qt."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.audio.devices import InputDevice
from desktop.audio.files import repair_wav
from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.errors import StarlingError, StorageError
from desktop.session.ports import MonitorFactory, MonitorLike, RecorderFactory, RecorderLike
from desktop.storage.attempts import AttemptStore


@dataclass
class TakeRun:
    """A take under way.

    Attributes:
        attempt: As it was when it began.
        path: The WAV that grows.
        recorder: Set when the device is open.
    """

    attempt: Attempt
    path: Path
    recorder: RecorderLike | None = None


class Taker:
    """Opens and closes the microphone; its slow methods are called from one thread.

    Args:
        store: The attempts.
        recorder_factory: Makes a recorder for a path and a device.
        monitor_factory: Makes a level meter for a device.
    """

    def __init__(
        self,
        store: AttemptStore,
        recorder_factory: RecorderFactory,
        monitor_factory: MonitorFactory,
    ) -> None:
        self._store = store
        self._recorder_factory = recorder_factory
        self._monitor_factory = monitor_factory
        self._monitor: MonitorLike | None = None

    def listen(self, device: InputDevice | None) -> None:
        """Open the device for its level alone.

        Raises:
            StarlingError: It cannot be opened.
        """
        self.deafen()
        monitor = self._monitor_factory(device)
        monitor.start()
        self._monitor = monitor

    def deafen(self) -> None:
        """Let the device go where it is open for its level."""
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            with contextlib.suppress(StarlingError):
                monitor.stop()

    def monitor_level(self) -> float:
        """Return the level in dBFS, -120 while nothing listens; any thread."""
        monitor = self._monitor
        return -120.0 if monitor is None else monitor.level_dbfs()

    def monitor_silent_s(self) -> float:
        """Return for how many seconds only zeros came; any thread."""
        monitor = self._monitor
        return 0.0 if monitor is None else monitor.zeros_s

    def open(self, run: TakeRun, device: InputDevice | None) -> None:
        """Keep the attempt, then begin to record it.

        Raises:
            StarlingError: It cannot be begun; no trace is left.
        """
        self.deafen()
        self._store.add(run.attempt)
        recorder = self._recorder_factory(run.path, device)
        try:
            recorder.start()
        except BaseException:
            self._forget(run)
            raise
        run.recorder = recorder

    def keep(
        self, run: TakeRun, reason: StoppedBy, binned_at: datetime | None = None
    ) -> Attempt | None:
        """End a take and keep what was recorded.

        Args:
            run: The take.
            reason: What ended it, where the recorder does not know better.
            binned_at: Puts it in the bin at once.

        Returns:
            The attempt as kept; None where there was no sound at all, and no trace is left.

        Raises:
            StorageError: The sound is on the disk but the database could not be told; it is
                taken in at the next start.
        """
        recorder = run.recorder
        if recorder is None:
            self._forget(run)
            return None
        try:
            made = recorder.stop()
            seconds, overflows = made.duration_s, made.overflows
            if made.stopped_by is not StoppedBy.USER:
                reason = made.stopped_by
        except StarlingError as error:
            # The samples are on the disk up to the failure; only the header may be wrong.
            seconds, overflows = self._mended(run.path), recorder.overflows
            reason = StoppedBy.DISK if isinstance(error, StorageError) else StoppedBy.DEVICE
        if seconds <= 0:
            self._forget(run)
            return None
        try:
            return self._store.change(
                run.attempt.id,
                stage=Stage.RECORDED,
                duration_s=seconds,
                recording=run.path.name,
                stopped_by=reason,
                overflows=overflows,
                deleted_at=binned_at,
            )
        except StorageError as error:
            raise StorageError(
                error.what,
                kept=f"Your take is on the disk as {run.path.name}; it is taken in at the next "
                "start.",
                todo=error.todo,
            ) from error

    def abort(self, run: TakeRun) -> None:
        """End a take that did not come to anything and leave no trace."""
        if run.recorder is not None:
            with contextlib.suppress(StarlingError):
                run.recorder.abort()
        self._forget(run)

    def _forget(self, run: TakeRun) -> None:
        with contextlib.suppress(OSError):
            run.path.unlink(missing_ok=True)
        with contextlib.suppress(StorageError):
            self._store.delete([run.attempt.id])

    @staticmethod
    def _mended(path: Path) -> float:
        try:
            return repair_wav(path)
        except StarlingError:
            return 0.0
