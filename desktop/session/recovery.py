"""Putting right, at the start, what a crash or a power cut left half done."""

from __future__ import annotations

import contextlib
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

from desktop.audio.files import duration_s, repair_wav
from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.errors import StarlingError
from desktop.domain.question import QuestionKind
from desktop.storage.attempts import AttemptStore

_log = logging.getLogger(__name__)
_OURS = re.compile(r"[0-9a-f]{32}")
ORPHAN_TEXT = "A recovered recording (which question it answered is not known)"


def recover(store: AttemptStore, recordings: Path) -> tuple[str, ...]:
    """Mend recordings that were cut off and take in those nothing points to.

    To be called while nobody records: no other Starling may use this folder.

    Args:
        store: The attempts.
        recordings: The folder of the recordings.

    Returns:
        Ids of the attempts recovered, oldest first.

    Raises:
        StorageError: The database cannot be read or written.
    """
    recovered = [
        attempt.id
        for attempt in store.at_stage(Stage.RECORDING)
        if _mend(store, attempt, recordings)
    ]
    for path in recordings.glob(".*.flac"):
        _remove(path)  # a conversion that never got its name
    known = store.recordings()
    strays = (p for p in recordings.iterdir() if p.suffix in (".wav", ".flac") and p.is_file())
    for path in sorted(strays, key=lambda p: p.stat().st_mtime):
        if path.stem in known:
            _drop_double(path, known[path.stem])
        elif _OURS.fullmatch(path.stem) and _adopt(store, path):
            known[path.stem] = path.name
            recovered.append(path.stem)
    return tuple(recovered)


def _mend(store: AttemptStore, attempt: Attempt, recordings: Path) -> bool:
    """Bring an attempt that was being recorded to a whole state; False where nothing is left."""
    path = recordings / f"{attempt.id}.wav"
    try:
        seconds = repair_wav(path) if path.is_file() else 0.0
    except StarlingError as error:
        _log.error("cannot repair a recording: %s", error)
        store.change(
            attempt.id,
            stage=Stage.FAILED,
            stopped_by=StoppedBy.CRASH,
            recording=path.name,
            error=f"Starling ended while this was recorded, and {path.name} cannot be read.",
        )
        return False
    if seconds <= 0:
        _remove(path)
        store.delete([attempt.id])
        return False
    store.change(
        attempt.id,
        stage=Stage.RECORDED,
        stopped_by=StoppedBy.CRASH,
        recording=path.name,
        duration_s=seconds,
    )
    return attempt.deleted_at is None


def _adopt(store: AttemptStore, path: Path) -> bool:
    """Make an attempt for a recording of ours that has none (a database that was lost)."""
    try:
        seconds = repair_wav(path) if path.suffix == ".wav" else duration_s(path)
    except StarlingError as error:
        _log.error("cannot take in a recording: %s", error)
        return False
    if seconds <= 0:
        _remove(path)
        return False
    store.add(
        Attempt(
            id=path.stem,
            question_id="",
            question_text=ORPHAN_TEXT,
            kind=QuestionKind.BEHAVIOURAL,
            competency="",
            created_at=datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(),
            duration_s=seconds,
            recording=path.name,
            stage=Stage.RECORDED,
            stopped_by=StoppedBy.CRASH,
        )
    )
    return True


def _drop_double(path: Path, recording: str) -> None:
    """Remove a WAV whose checked FLAC the attempt already points to."""
    if path.suffix == ".wav" and recording == f"{path.stem}.flac":
        flac = path.with_suffix(".flac")
        if flac.is_file() and flac.stat().st_size > 0:
            _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
