"""Measures how long the window's event loop is kept from its work when pages open.

xvfb-run -a .venv/bin/python -m tests.benchmarks.gaps [--stacks]

Real window, analyser, database and player (on a private sound server); recorder, microphone and
speech worker are the tests' stand-ins, so that only the window's own work is measured. With
``--stacks`` it writes where the main thread was each time it was late.
"""

from __future__ import annotations

import argparse
import collections
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QEventLoop, QTimer

from desktop.app import application, make_look
from desktop.audio.playback import Player
from desktop.paths import Home
from desktop.session.practice import Phase
from desktop.ui.window import MainWindow
from tests.sound.server import VirtualSound
from tests.ui.fakes import Models, Rig, RigTranscriber, make_services

_LATE_S = 0.015


class Gap:
    """The longest time between two beats of a 2 ms timer."""

    def __init__(self, stacks: bool) -> None:
        self.longest = 0.0
        self.last = time.perf_counter()
        self.seen: collections.Counter[str] = collections.Counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(2)
        if stacks:
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, 0.004, 0.004)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self.last)
        self.last = now

    def reset(self) -> None:
        self.longest, self.last = 0.0, time.perf_counter()
        self.seen.clear()

    def _look(self, _number: int, frame: FrameType | None) -> None:
        if time.perf_counter() - self.last > _LATE_S and frame is not None:
            lines = traceback.extract_stack(frame)[-9:]
            places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in lines]
            self.seen[" > ".join(places)] += 1


class LateTranscriber(RigTranscriber):
    """Has the words a moment after the take is whole, as the real worker does."""

    def finish(self, attempt_id: str) -> None:
        QTimer.singleShot(300, lambda: super(LateTranscriber, self).finish(attempt_id))


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait(ready: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("it did not come")
        spin(0.01)


def measure(home: Home, stacks: bool) -> None:
    rig = Rig()
    app = application(["starling"])
    began = time.perf_counter()
    services = make_services(
        rig,
        home,
        player_factory=Player,
        transcriber_factory=lambda home, settings: LateTranscriber(rig),
    )
    services.settings.update(
        welcomed=True, think_s=10, microphone_checked_at=datetime.now(UTC), theme="light"
    )
    look = make_look(services.settings.settings)
    look.apply(app)
    window = MainWindow(services, look, Models())
    window.show()
    gap = Gap(stacks)
    print(f"start to window {time.perf_counter() - began:.3f} s", flush=True)

    def show(name: str) -> None:
        print(f"{name:<28} {gap.longest * 1000:6.0f} ms", flush=True)
        for place, number in gap.seen.most_common(9):
            print(f"    {number * 4:4d} ms  {place}")

    def step(name: str, act: Callable[[], object], live_s: float) -> None:
        spin(0.3)
        gap.reset()
        act()
        spin(live_s)
        show(name)

    practice, ready = services.practice, []
    services.reviewer.ready.connect(ready.append)
    rig.elapsed = 84.0
    step("after the start", lambda: None, 4.0)
    step("think time begins", practice.start, 3.0)
    step("recording begins", practice.ready, 1.5)
    assert practice.phase is Phase.ANSWERING

    def stop() -> None:
        practice.stop()
        wait(lambda: window.page == "review")

    step("Stop", stop, 0.15)
    gap.reset()
    wait(lambda: bool(ready))
    spin(0.5)
    show("words and report arriving")
    assert window.page == "review"
    step("History", lambda: window.go("history"), 1.0)
    step("Settings", lambda: window.go("settings"), 1.0)
    step("back to Practice", lambda: window.go("practice"), 1.0)
    step("Review again", lambda: window.open_review(ready[0]), 1.0)
    step("History again", lambda: window.go("history"), 1.0)
    step("Mock interview", lambda: (window.go("practice"), window._open_mock()), 0.5)
    window.close()
    services.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stacks", action="store_true")
    stacks = parser.parse_args().stacks
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with VirtualSound(), tempfile.TemporaryDirectory() as folder:
        measure(Home(Path(folder) / "starling"), stacks)


if __name__ == "__main__":
    main()
