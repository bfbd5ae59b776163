"""After a crash: the take is mended and offered, nothing else is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.audio.files import duration_s, read_mono
from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.question import QuestionKind
from desktop.session.recovery import recover
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "recordings"
    path.mkdir()
    return path


@pytest.fixture
def store(tmp_path, folder):
    database = Database(tmp_path / "starling.db")
    yield AttemptStore(database, folder)
    database.close()


def _attempt(letter: str, **fields: object) -> Attempt:
    values: dict[str, object] = {
        "id": letter * 32,
        "question_id": "conflict-01",
        "question_text": "When did you disagree?",
        "kind": QuestionKind.BEHAVIOURAL,
        "competency": "conflict",
        "created_at": datetime(2026, 5, 6, tzinfo=UTC),
    }
    return Attempt(**{**values, **fields})  # type: ignore[arg-type]


def _cut_off(path: Path, make_wav, seconds: float) -> None:
    """Leave a WAV as a crash does: sound at the end, a header that says there is none."""
    make_wav(path, seconds)
    data = bytearray(path.read_bytes())
    data[4:8] = (36).to_bytes(4, "little")
    data[40:44] = (0).to_bytes(4, "little")
    path.write_bytes(bytes(data) + b"\x01")


def test_a_take_that_was_cut_off_is_mended_and_offered(store, folder, make_wav):
    store.add(_attempt("a"))
    _cut_off(folder / f"{'a' * 32}.wav", make_wav, 3.0)
    assert recover(store, folder) == ("a" * 32,)
    attempt = store.get("a" * 32)
    assert attempt.stage is Stage.RECORDED
    assert attempt.stopped_by is StoppedBy.CRASH
    assert attempt.duration_s == pytest.approx(3.0, abs=0.01)
    assert len(read_mono(folder / attempt.recording)) == pytest.approx(48000, abs=10)
    assert recover(store, folder) == ()


def test_a_take_without_sound_leaves_no_trace(store, folder):
    store.add(_attempt("a"))
    store.add(_attempt("b"))
    (folder / f"{'b' * 32}.wav").write_bytes(b"")
    assert recover(store, folder) == ()
    assert store.all() == []
    assert list(folder.iterdir()) == []


def test_a_recording_that_cannot_be_read_is_kept_and_told(store, folder):
    store.add(_attempt("a"))
    path = folder / f"{'a' * 32}.wav"
    path.write_bytes(b"not a recording at all, but something of the user's" * 10)
    assert recover(store, folder) == ()
    attempt = store.get("a" * 32)
    assert attempt.stage is Stage.FAILED
    assert path.name in attempt.error
    assert path.exists()


def test_complete_attempts_are_left_alone(store, folder, make_wav):
    done = _attempt("a", stage=Stage.REVIEWED, recording=f"{'a' * 32}.wav", duration_s=1.0)
    store.add(done)
    make_wav(folder / done.recording, 1.0)
    before = (folder / done.recording).read_bytes()
    assert recover(store, folder) == ()
    assert store.get(done.id) == done
    assert (folder / done.recording).read_bytes() == before


def test_recordings_nothing_points_to_are_taken_in(store, folder, make_wav):
    _cut_off(folder / f"{'c' * 32}.wav", make_wav, 2.0)
    make_wav(folder / "my own music.wav", 1.0)
    assert recover(store, folder) == ("c" * 32,)
    attempt = store.get("c" * 32)
    assert "not known" in attempt.question_text
    assert attempt.duration_s == pytest.approx(2.0, abs=0.01)
    assert (folder / "my own music.wav").exists()


def test_a_wav_whose_flac_is_kept_goes_and_half_a_conversion_too(store, folder, make_wav):
    store.add(_attempt("a", stage=Stage.REVIEWED, recording=f"{'a' * 32}.flac"))
    make_wav(folder / f"{'a' * 32}.wav", 1.0)
    (folder / f"{'a' * 32}.flac").write_bytes(b"fLaC")
    (folder / f".{'a' * 32}-x1.flac").write_bytes(b"half")
    assert recover(store, folder) == ()
    assert [p.name for p in folder.iterdir()] == [f"{'a' * 32}.flac"]


def test_a_take_in_the_bin_is_mended_but_not_offered(store, folder, make_wav):
    store.add(replace(_attempt("a"), deleted_at=datetime.now(UTC)))
    _cut_off(folder / f"{'a' * 32}.wav", make_wav, 1.0)
    assert recover(store, folder) == ()
    assert store.get("a" * 32).stage is Stage.RECORDED


_SPEAKER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from desktop.audio.wav import GrowingWav
from desktop.domain.attempt import Attempt
from desktop.domain.question import QuestionKind
from desktop.paths import Home
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database
home = Home(Path(sys.argv[1])).create()
store = AttemptStore(Database(home.database), home.recordings)
store.add(Attempt("d" * 32, "conflict-01", "Q", QuestionKind.BEHAVIOURAL, "conflict",
                  datetime.now(UTC)))
wav = GrowingWav(home.recordings / ("d" * 32 + ".wav"), 16000)
for _ in range(1000):
    wav.append(np.full(1600, 900, dtype=np.int16))
    print("said", flush=True)
    time.sleep(0.01)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process the POSIX way")
def test_a_killed_process_loses_at_most_a_second_of_sound(qtbot, build, home):
    speaker = subprocess.Popen(
        [sys.executable, "-c", _SPEAKER, str(home.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = 0
    for _ in range(25):
        assert speaker.stdout.readline() == "said\n"
        said += 1
    speaker.send_signal(signal.SIGKILL)
    said += speaker.communicate()[0].count("said")
    services = build()
    assert services.recovered == ("d" * 32,)
    view = services.library.view("d" * 32)
    assert view.attempt.stage is Stage.RECORDED
    assert view.attempt.duration_s > said * 0.1 - 1.0
    assert duration_s(view.recording) == pytest.approx(view.attempt.duration_s)


def test_a_second_starling_does_not_touch_what_the_first_records(qtbot, build, bench, home):
    services = build()
    services.settings.update(think_s=0)
    services.practice.start()
    qtbot.waitUntil(lambda: services.practice.phase == "answering")
    attempt_id = services.practice.attempt_id
    script = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication, QObject\n"
        "from desktop.paths import Home\n"
        "from desktop.composition import build_services\n"
        "app = QCoreApplication([])\n"
        "from tests_bench import parts\n"
        "services = build_services(Home(Path(sys.argv[1])), **parts())\n"
        "print(services.first, services.recovered)\n"
        "services.shutdown()\n"
    )
    helper = home.root.parent / "tests_bench.py"
    helper.write_text(
        "from PySide6.QtCore import QObject, Signal\n"
        "class T(QObject):\n"
        "    words = Signal(str, object); progress = Signal(str, float, float)\n"
        "    done = Signal(str, object); failed = Signal(str, object)\n"
        "    def shutdown(self): pass\n"
        "class M(QObject):\n"
        "    def current(self): return None\n"
        "    def stop_check(self): pass\n"
        "def parts():\n"
        "    return dict(transcriber_factory=lambda h, s: T(),\n"
        "                microphone_factory=lambda s, lane: M(), analyser=object())\n"
    )
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", script, str(home.root)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(helper.parent), *sys.path])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stdout.strip() == "False ()", result.stderr
    assert time.monotonic() - started < 30
    with qtbot.waitSignal(services.practice.saved):
        services.practice.stop()
    assert services.library.view(attempt_id).attempt.stage is Stage.RECORDED
