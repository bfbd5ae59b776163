"""The one place where the services are built and joined; the window and the tests start here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject

from desktop.audio.meter import Monitor
from desktop.audio.recorder import Recorder
from desktop.domain.attempt import Stage
from desktop.domain.errors import StorageError
from desktop.paths import Home, assets_dir, questions_dir
from desktop.session.backlog import Backlog
from desktop.session.example import Example
from desktop.session.jobs import Jobs
from desktop.session.library import Library
from desktop.session.mock import MockInterview
from desktop.session.ports import (
    AnalyserLike,
    MonitorFactory,
    RecorderFactory,
    TranscriberLike,
)
from desktop.session.practice import Phase, Practice
from desktop.session.recovery import recover
from desktop.session.review import Reviewer
from desktop.session.services import Services
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database
from desktop.storage.deckstate import DeckStore, MockStore
from desktop.storage.packs import PackLibrary
from desktop.storage.settings import SettingsStore

if TYPE_CHECKING:
    from desktop.audio.playback import Player
    from desktop.session.microphone import Microphone

_log = logging.getLogger(__name__)


def build_services(
    home: Home,
    *,
    recorder_factory: RecorderFactory = Recorder,
    monitor_factory: MonitorFactory = Monitor,
    transcriber_factory: Callable[[Home, SettingsStore], TranscriberLike] | None = None,
    microphone_factory: Callable[[SettingsStore, Jobs], Microphone] | None = None,
    player_factory: Callable[[], Player] | None = None,
    analyser: AnalyserLike | None = None,
    clock: Callable[[], float] = time.monotonic,
    now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    parent: QObject | None = None,
) -> Services:
    """Open the user's data folder and build every service on it.

    Args:
        home: The user's data folder; made where it is missing.
        recorder_factory: Makes a recorder for a path and a device.
        monitor_factory: Makes a level meter for a device.
        transcriber_factory: Makes the speech worker's client; the real one by default.
        microphone_factory: Makes the microphone service; the real one by default.
        player_factory: Makes a player; the real one by default.
        analyser: Makes reports; the real one by default.
        clock: Seconds that only go forward.
        now: The time, with time zone.
        parent: Qt's owner of what is made here.

    Returns:
        The services; call ``shutdown`` before the program ends.

    Raises:
        StorageError: The data folder or the database cannot be used.
    """
    try:
        home.create()
    except OSError as error:
        raise StorageError(
            f"Starling's data folder {home.root} cannot be made: {error.strerror}.",
            todo="Check that you may write there, or set STARLING_HOME to another folder.",
        ) from error
    lock = QLockFile(str(home.root / "starling.lock"))
    lock.setStaleLockTime(0)  # only a process that is gone makes it stale, never its age
    first = lock.tryLock(0)
    database: Database | None = None
    try:
        database = Database(home.database)
        settings = SettingsStore(home.settings)
        store = AttemptStore(database, home.recordings)
        recovered: tuple[str, ...] = ()
        if first:
            # What another Starling records at this moment would look like a crash.
            recovered = recover(store, home.recordings)
            store.purge()
        deck = DeckStore(database)
        packs = PackLibrary((questions_dir(), home.packs))
        for problem in packs.problems:
            _log.warning("%s", problem)
        transcriber, choose_model = _speech(transcriber_factory, home, settings)
        lane = Jobs(1, "microphone", parent)
        microphone = (microphone_factory or _microphone)(settings, lane)
        reviewer = Reviewer(
            store,
            home.recordings,
            transcriber,
            analyser or _analyser(),
            packs.question,
            choose_model,
            parent,
        )
        practice = Practice(
            packs,
            deck,
            store,
            settings,
            reviewer,
            home.recordings,
            recorder_factory,
            monitor_factory,
            microphone.current,
            lane,
            clock,
            now,
            parent,
        )
    except BaseException:
        if database is not None:
            database.close()
        lock.unlock()
        raise
    jobs = Jobs(1, "library", parent)
    library = Library(store, home.recordings, jobs, now, parent)
    example = Example(store, home.recordings, assets_dir() / "sample", jobs, now, parent)
    example.taken_in.connect(
        lambda attempt_id, fresh: library.announce_new(attempt_id) if fresh else None
    )
    mock = MockInterview(practice, packs, deck, MockStore(database), parent=parent)
    backlog = Backlog(practice, reviewer, parent)
    _join(practice, reviewer, library, microphone)
    library.warm()
    unfinished = _left_over(store, reviewer) if first else ()
    opened = database

    def shutdown() -> None:
        backlog.stop()
        microphone.shutdown()
        practice.shutdown()
        reviewer.shutdown()
        jobs.close()
        opened.close()
        lock.unlock()

    return Services(
        home=home,
        settings=settings,
        packs=packs,
        practice=practice,
        mock=mock,
        microphone=microphone,
        library=library,
        reviewer=reviewer,
        example=example,
        recovered=recovered,
        unfinished=unfinished,
        backlog=backlog,
        player_factory=player_factory or _player,
        first=first,
        shutdown=shutdown,
    )


def _left_over(store: AttemptStore, reviewer: Reviewer) -> tuple[str, ...]:
    """Take up recordings that were not compressed; returns what lacks words or report."""
    recorded, transcribed = store.at_stage(Stage.RECORDED), store.at_stage(Stage.TRANSCRIBED)
    for attempt in (*transcribed, *store.at_stage(Stage.REVIEWED)):
        if attempt.recording.endswith(".wav"):
            reviewer.compress(attempt.id)
    waiting = [a for a in (*recorded, *transcribed) if a.deleted_at is None]
    waiting.sort(key=lambda attempt: attempt.created_at, reverse=True)
    return tuple(attempt.id for attempt in waiting)


def _join(practice: Practice, reviewer: Reviewer, library: Library, microphone: Microphone) -> None:
    """Let each service hear of what the others did, before any page does."""

    def let_device_go(phase: Phase) -> None:
        # The check and a take cannot both hold the microphone everywhere.
        if phase in (Phase.THINKING, Phase.STARTING):
            microphone.stop_check()

    practice.phase_changed.connect(let_device_go)
    practice.saved.connect(library.announce_new)
    practice.discarded.connect(library.announce_new)
    reviewer.ready.connect(library.announce)
    reviewer.kept.connect(library.announce)
    reviewer.failed.connect(lambda attempt_id, _error: library.announce(attempt_id))
    # A take thrown away never got its words; they are made when it comes back.
    library.restored.connect(reviewer.ensure)


def _speech(
    factory: Callable[[Home, SettingsStore], TranscriberLike] | None,
    home: Home,
    settings: SettingsStore,
) -> tuple[TranscriberLike, Callable[[], None]]:
    """Return the speech worker's client, and what keeps it at the model the user chose."""
    if factory is not None:
        return factory(home, settings), lambda: None
    from desktop.session.transcriber import Transcriber  # noqa: PLC0415
    from desktop.transcription.models import ModelStore  # noqa: PLC0415

    real = Transcriber(ModelStore(home.models), settings.settings.speech_model)
    return real, lambda: real.set_model(settings.settings.speech_model)


def _microphone(settings: SettingsStore, lane: Jobs) -> Microphone:
    from desktop.session.microphone import Microphone  # noqa: PLC0415

    return Microphone(settings, lane)


def _player() -> Player:
    from desktop.audio.playback import Player  # noqa: PLC0415

    return Player()


def _analyser() -> AnalyserLike:
    from desktop.analysis.analyser import Analyser  # noqa: PLC0415

    return Analyser(assets_dir())
