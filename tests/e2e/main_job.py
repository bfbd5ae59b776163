"""Does the main job in the real window, as a user would, and writes down what happened.

python -m tests.e2e.main_job FOLDER

Runs on a display (Xvfb in the tests) with a sound server of its own: a synthesised answer is played
into a virtual microphone, the window is driven by key presses, Whisper's real weights make the
words, and what playback plays is heard on a virtual speaker. Screenshots and ``result.json`` go
into FOLDER.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import application, make_look
from desktop.composition import build_services
from desktop.domain.question import QuestionKind
from desktop.paths import Home
from desktop.session.library import HistoryFilter
from desktop.session.practice import Phase
from desktop.transcription.models import ModelStore
from desktop.ui.window import MainWindow
from tests.e2e.answers import HELLO, SHOP
from tests.sound.server import VirtualSound
from tests.speech.synth import say


class Gap:
    """The longest time the event loop was kept from its work, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def reset(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait(what: str, condition: Callable[[], bool], timeout_s: float) -> float:
    """Let the window live until something is so; returns how long it took in seconds."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > timeout_s:
            raise TimeoutError(f"waited {timeout_s} s for: {what}")
        spin(0.02)
    return time.monotonic() - began


def press(key: str) -> None:
    """Press a key on the display itself, not on a widget."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True, timeout=10)
    spin(0.15)


def click(window: MainWindow, x: int, y: int) -> None:
    """Click a point of the window, in its own coordinates."""
    corner = window.mapToGlobal(window.rect().topLeft())
    place = [str(corner.x() + x), str(corner.y() + y)]
    subprocess.run(["xdotool", "mousemove", *place, "click", "1"], check=True, timeout=10)
    spin(0.15)


def main(folder: Path) -> None:
    result: dict[str, Any] = {}
    answer = say(SHOP, folder / "answer.wav", lead_s=0.6, tail_s=0.6)
    hello = say(HELLO, folder / "hello.wav", lead_s=0.1, tail_s=0.1)
    result["script"] = answer.text
    result["script_s"] = answer.duration_s
    home = Home(folder / "home")
    with VirtualSound() as sound:
        app = application(["starling"])
        services = build_services(home)
        look = make_look(services.settings.settings)
        look.apply(app)
        window = MainWindow(services, look, ModelStore(home.models))
        window.show()
        window.activateWindow()
        spin(1.0)
        subprocess.run(
            ["xdotool", "windowfocus", "--sync", str(int(window.winId()))], check=True, timeout=20
        )
        gap = Gap()

        def shot(name: str) -> None:
            spin(0.2)
            screen = window.screen()
            assert screen is not None
            screen.grabWindow(window.winId()).save(str(folder / f"{name}.png"))
            gap.reset()

        # The first start: welcome, then Practice with a question drawn.
        assert window.page == "welcome", window.page
        shot("1-welcome")
        press("Return")
        wait("Practice", lambda: window.page == "practice", 5)
        practice = services.practice
        assert practice.question is not None
        first = practice.question.id
        press("d")
        wait("another question", lambda: practice.question.id != first, 5)
        assert practice.question.kind is QuestionKind.BEHAVIOURAL
        result["question"] = practice.question.text
        shot("2-practice")

        # The first recording goes by way of the microphone check.
        press("space")
        wait("the microphone check", lambda: window.page == "check", 10)
        spin(1.0)
        sound.say(hello.path, wait=False)
        wait("a good microphone", lambda: services.microphone.checked_at is not None, 20)
        shot("3-microphone")
        sound.hush()
        press("space")
        wait("think time", lambda: practice.phase is Phase.THINKING, 10)
        shot("4-thinking")
        press("space")
        wait("the recording", lambda: practice.phase is Phase.ANSWERING, 15)

        # The answer, spoken into the microphone while the clock runs.
        gap.reset()
        talk = threading.Thread(target=lambda: sound.say(answer.path))
        talk.start()
        spin(answer.duration_s / 2)
        result["gap_answering_s"] = gap.longest
        shot("5-answering")
        levels = []
        while talk.is_alive():
            levels.append(practice.level_dbfs())
            spin(0.05)
        result["level_max_dbfs"] = max(levels)
        spin(0.3)
        ready: list[str] = []
        services.reviewer.ready.connect(ready.append)
        gap.reset()
        stopped = time.monotonic()
        press("space")
        wait("Review", lambda: window.page == "review", 10)
        result["stop_to_review_page_s"] = time.monotonic() - stopped
        wait("the report", lambda: bool(ready), 120)
        result["stop_to_report_s"] = time.monotonic() - stopped
        result["gap_review_s"] = gap.longest
        shot("6-review")
        attempt_id = ready[0]
        wait(
            "the finished recording",
            lambda: services.library.view(attempt_id).attempt.recording.endswith(".flac"),
            30,
        )
        view = services.library.view(attempt_id)
        assert view.transcript is not None
        assert view.report is not None
        assert view.facts is not None
        result["attempt"] = {
            "duration_s": view.attempt.duration_s,
            "recording": view.attempt.recording,
            "stage": view.attempt.stage,
            "stopped_by": view.attempt.stopped_by,
            "overflows": view.attempt.overflows,
        }
        result["words"] = [asdict(word) for word in view.transcript.words]
        result["text"] = view.transcript.text
        result["report"] = view.report.to_json()
        result["facts"] = view.facts.to_json()
        result["files"] = sorted(
            str(path.relative_to(home.root)) for path in home.root.rglob("*") if path.is_file()
        )

        # Listening to it: what the speaker plays is the answer.
        with sound.listening(folder / "heard.wav"):
            press("space")
            spin(6.0)
            shot("7-playing")
            press("space")
        spin(0.3)

        # It is in History, can be searched, deleted and brought back.
        press("ctrl+2")
        wait("History", lambda: window.page == "history", 5)
        shot("8-history")
        result["history_rows"] = len(services.library.rows(HistoryFilter()))
        result["search_rows"] = len(services.library.rows(HistoryFilter(text="freezer")))
        result["search_none"] = len(services.library.rows(HistoryFilter(text="submarine")))
        press("ctrl+comma")
        wait("Settings", lambda: window.page == "settings", 5)
        shot("9-settings")
        result["heavy_modules"] = [
            name for name in ("torch", "whisper", "silero_vad") if name in sys.modules
        ]
        worker = children()
        window.close()
        services.shutdown()
        spin(0.5)
        result["children_before"] = len(worker)
        result["children_after"] = len(children())
    (folder / "result.json").write_text(json.dumps(result, indent=1), "utf-8")


def children() -> list[str]:
    """Return the command lines of this process's worker processes."""
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-a"], capture_output=True, text=True, check=False
    )
    return [line for line in found.stdout.splitlines() if "worker" in line]


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    finally:
        running = QApplication.instance()
        if running is not None:
            running.processEvents()
