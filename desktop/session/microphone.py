"""The microphones there are, the chosen one, and the check whether it can be used."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import QMediaDevices

from desktop.audio import devices as audio_devices
from desktop.audio.capture import SILENCE_DBFS
from desktop.audio.check import Code, Diagnosis, diagnose, last_spoken, no_device, out_of_order
from desktop.audio.devices import InputDevice
from desktop.audio.meter import Monitor
from desktop.audio.playback import Player
from desktop.audio.wav import GrowingWav
from desktop.domain.errors import StarlingError, StorageError

log = logging.getLogger(__name__)

# How often what was heard is judged, and how much of it.
_JUDGE_MS = 400
_JUDGED_S = 5.0
# A headset that is plugged in shows up in several steps.
_SETTLE_MS = 400
# The list cannot be read while a stream is open; asked again after this.
_RETRY_MS = 2000
_CARDS_MS = 2000
_HEAR_BACK_S = 2.0
# Said when nobody speaks: no news where a voice was judged before.
_NO_NEWS = frozenset({Code.WAITING, Code.NO_VOICE})


class MicrophoneSettings(Protocol):
    """What is remembered between runs."""

    def get_microphone(self) -> str:
        """Return the chosen microphone's key, empty for the system's default."""
        ...

    def set_microphone(self, key: str) -> None:
        """Save the chosen microphone's key."""
        ...

    def get_checked_at(self) -> datetime | None:
        """Return when a check last found the microphone good."""
        ...

    def set_checked_at(self, when: datetime | None) -> None:
        """Save when a check found the microphone good."""
        ...


class Runner(Protocol):
    """Runs slow work in order, away from the event loop; ``desktop.session.jobs.Jobs``."""

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[StarlingError], object] | None = None,
    ) -> None:
        """Run ``work``, then one of the callbacks in this thread."""
        ...


class MonitorLike(Protocol):
    """A level without a file; ``desktop.audio.meter.Monitor``."""

    @property
    def rate_hz(self) -> int:
        """Sample rate in Hz."""

    @property
    def elapsed_s(self) -> float:
        """Seconds heard so far."""

    @property
    def error(self) -> StarlingError | None:
        """Why it ended by itself, or None."""

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS."""

    def start(self) -> None:
        """Open the device; may wait."""

    def stop(self) -> None:
        """Let the device go; may wait."""

    def last(self, seconds: float) -> npt.NDArray[np.int16]:
        """Return the last seconds."""


def _open_monitor(device: InputDevice | None) -> MonitorLike:
    return Monitor(device, keep_s=10.0)


class Microphone(QObject):
    """Lists, remembers and checks microphones; the device is open only while checking.

    Args:
        settings: Remembers the choice and the last good check.
        jobs: Opens and closes devices, one job at a time. Share it with whatever records, so that
            the check has let the device go before a recording opens it.
        list_inputs: Lists the microphones.
        refresh: Makes the list new; False while a stream is open.
        sound_cards: Says which sound cards there are, in any words; asked every two seconds.
        monitor_factory: Listens to a device.
        player_factory: Plays back what was heard.
        parent: Qt's owner.
    """

    devices_changed = Signal()
    diagnosis_changed = Signal(object)
    checking_changed = Signal(bool)

    def __init__(
        self,
        settings: MicrophoneSettings,
        jobs: Runner,
        *,
        list_inputs: Callable[[], list[InputDevice]] = audio_devices.list_inputs,
        refresh: Callable[[], bool] = audio_devices.renew,
        sound_cards: Callable[[], str] = audio_devices.sound_cards,
        monitor_factory: Callable[[InputDevice | None], MonitorLike] = _open_monitor,
        player_factory: Callable[[], Player] = Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._jobs = jobs
        self._list_inputs = list_inputs
        self._refresh_list = refresh
        self._sound_cards = sound_cards
        self._cards_seen = sound_cards()
        self._monitor_factory = monitor_factory
        self._player_factory = player_factory
        self._player: Player | None = None
        self._folder: Path | None = None
        self._inputs: list[InputDevice] = []
        self._listed = False
        self._fault: StarlingError | None = None
        self._key = settings.get_microphone()
        self._monitor: MonitorLike | None = None
        self._heard: MonitorLike | None = None
        self._checking = False
        self._diagnosis: Diagnosis | None = None
        self._noted = False
        self._judge = QTimer(self)
        self._judge.setInterval(_JUDGE_MS)
        self._judge.timeout.connect(self._look)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self.refresh)
        self._media = QMediaDevices(self)
        self._media.audioInputsChanged.connect(lambda: self._settle.start(_SETTLE_MS))
        self._cards = QTimer(self)
        self._cards.setInterval(_CARDS_MS)
        self._cards.timeout.connect(self._count_cards)
        self._cards.start()
        self._jobs.run(self._list_inputs, self._listing, self._no_listing)

    # -- which microphone ---------------------------------------------------------------------

    @property
    def listed(self) -> bool:
        """Whether the microphones are known yet; ``devices_changed`` says when."""
        return self._listed

    def inputs(self) -> list[InputDevice]:
        """Return the microphones, the system's default first; empty until ``listed``."""
        return list(self._inputs)

    def current(self) -> InputDevice | None:
        """Return the chosen microphone, or the default while that is away; None without any."""
        chosen = next((device for device in self._inputs if device.key == self._key), None)
        return chosen or next(iter(self._inputs), None)

    @property
    def away(self) -> str:
        """Name of the chosen microphone while it is not there; empty otherwise."""
        if not self._key or any(device.key == self._key for device in self._inputs):
            return ""
        return self._key.partition(": ")[2] or self._key

    def choose(self, key: str) -> None:
        """Use a microphone from now on and remember it; "" for the system's default."""
        self._key = key
        try:
            self._settings.set_microphone(key)
        except StorageError as error:
            # It holds for this run; the next one starts from the old choice.
            log.warning("The choice of microphone was not saved: %s", error)
        self._diagnosis = None
        again = self._checking
        self.stop_check()
        self.devices_changed.emit()
        if again:
            self.start_check()

    def refresh(self) -> None:
        """Look for microphones that came or went; happens by itself when the system says so."""
        self._jobs.run(self._renew, self._renewed, self._no_listing)

    def _count_cards(self) -> None:
        cards = self._sound_cards()
        if cards != self._cards_seen:
            self._cards_seen = cards
            self._settle.start(_SETTLE_MS)

    def _renew(self) -> list[InputDevice] | None:
        return self._list_inputs() if self._refresh_list() else None

    def _renewed(self, found: list[InputDevice] | None) -> None:
        if found is None:
            self._settle.start(_RETRY_MS)
        else:
            self._listing(found)

    def _listing(self, found: list[InputDevice]) -> None:
        self._fault = None
        changed = found != self._inputs or not self._listed
        self._inputs = found
        self._listed = True
        if changed:
            self.devices_changed.emit()

    def _no_listing(self, error: StarlingError) -> None:
        self._fault = error
        self._inputs = []
        self._listed = True
        self.devices_changed.emit()
        self._tell(out_of_order(error))

    # -- the check ----------------------------------------------------------------------------

    @property
    def checking(self) -> bool:
        """Whether the check runs; the device is open or being opened."""
        return self._checking

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What the check found last."""
        return self._diagnosis

    @property
    def checked_at(self) -> datetime | None:
        """When a check last found the microphone good."""
        return self._settings.get_checked_at()

    def start_check(self) -> None:
        """Open the device and listen; findings come as ``diagnosis_changed``."""
        if self._checking:
            return
        if self._listed and not self._inputs:
            self._diagnosis = None
            self._tell(out_of_order(self._fault) if self._fault else no_device())
            return
        self._quiet()
        self._diagnosis = None
        self._noted = False
        monitor = self._monitor_factory(self.current())
        self._monitor = self._heard = monitor
        self._checking = True
        self.checking_changed.emit(True)
        self._jobs.run(
            monitor.start,
            lambda _: self._opened(monitor),
            lambda error: self._closed(monitor, error),
        )

    def stop_check(self) -> None:
        """Let the device go; what was heard last can still be played back."""
        monitor, self._monitor = self._monitor, None
        if monitor is None:
            return
        self._judge.stop()
        self._jobs.run(monitor.stop)
        self._checking = False
        self.checking_changed.emit(False)

    def level_dbfs(self) -> float:
        """Return the peak of the last 50 ms in dBFS, -120 while nothing listens."""
        return self._monitor.level_dbfs() if self._monitor is not None else SILENCE_DBFS

    def _opened(self, monitor: MonitorLike) -> None:
        if monitor is self._monitor:
            self._judge.start()

    def _closed(self, monitor: MonitorLike, error: StarlingError) -> None:
        """Tell why the device could not be opened or went away, and look what is left."""
        if monitor is not self._monitor:
            return
        self.stop_check()
        self._tell(out_of_order(error))
        self._settle.start(_SETTLE_MS)

    def _look(self) -> None:
        monitor = self._monitor
        if monitor is None:
            return
        if monitor.error is not None:
            self._closed(monitor, monitor.error)
            return
        samples = monitor.last(_JUDGED_S)
        if not len(samples):
            return
        found = diagnose(samples, monitor.rate_hz, listened_s=monitor.elapsed_s)
        judged = self._diagnosis is not None and self._diagnosis.code not in _NO_NEWS
        silent_before = self._diagnosis is not None and self._diagnosis.code is Code.PERMISSION
        if found.code in _NO_NEWS and judged and not silent_before:
            return
        if found.good and not self._noted:
            self._noted = True
            with contextlib.suppress(StorageError):
                self._settings.set_checked_at(datetime.now(UTC))
        self._tell(found)

    def _tell(self, found: Diagnosis) -> None:
        if found != self._diagnosis:
            self._diagnosis = found
            self.diagnosis_changed.emit(found)

    # -- hear it back -------------------------------------------------------------------------

    def play_back(self) -> None:
        """Play the last two seconds of voice; the check ends, so that it does not hear itself."""
        heard = self._heard
        if heard is None:
            return
        samples = last_spoken(heard.last(10.0), heard.rate_hz or 1, _HEAR_BACK_S)
        self.stop_check()
        if not len(samples):
            return
        try:
            path = self._save(samples, heard.rate_hz)
        except (StorageError, OSError) as error:
            what = error if isinstance(error, StorageError) else StorageError(str(error))
            self._tell(out_of_order(what))
            return
        if self._player is None:
            self._player = self._player_factory()
            self._player.failed.connect(self._not_played)
        self._player.load(path)
        self._player.play()

    def shutdown(self) -> None:
        """Let everything go; what was heard is removed."""
        self.stop_check()
        self._settle.stop()
        self._cards.stop()
        self._quiet()
        self._heard = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _save(self, samples: npt.NDArray[np.int16], rate_hz: int) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="starling-check-"))
        self._quiet()
        wav = GrowingWav(self._folder / "heard.wav", rate_hz)
        wav.append(samples)
        wav.close()
        return wav.path

    def _quiet(self) -> None:
        """Stop playing and remove what was played."""
        if self._player is not None:
            self._player.unload()
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / "heard.wav").unlink(missing_ok=True)

    def _not_played(self, text: str) -> None:
        log.warning("The check could not be played back: %s", text)
        self._tell(Diagnosis(Code.DEVICE, "What you said could not be played.", text))
