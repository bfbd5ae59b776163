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


class Rehearsal:
    """The window on a fresh data folder, and what is seen while it is used.

    Args:
        folder: Where pictures and sounds go.
        sound: The sound server whose microphone is spoken into.
    """

    def __init__(self, folder: Path, sound: VirtualSound) -> None:
        self.folder = folder
        self.sound = sound
        self.answer = say(SHOP, folder / "answer.wav", lead_s=0.6, tail_s=0.6)
        self.hello = say(HELLO, folder / "hello.wav", lead_s=0.1, tail_s=0.1)
        self.home = Home(folder / "home")
        self.result: dict[str, Any] = {
            "script": self.answer.text,
            "script_s": self.answer.duration_s,
        }
        app = application(["starling"])
        self.services = build_services(self.home)
        look = make_look(self.services.settings.settings)
        look.apply(app)
        self.window = MainWindow(self.services, look, ModelStore(self.home.models))
        self.window.show()
        self.window.activateWindow()
        spin(1.0)
        # There is no window manager on this display to give the window the keyboard.
        subprocess.run(
            ["xdotool", "windowfocus", "--sync", str(int(self.window.winId()))],
            check=True,
            timeout=20,
        )
        self.gap = Gap()

    def shot(self, name: str) -> None:
        spin(0.2)
        screen = self.window.screen()
        assert screen is not None
        screen.grabWindow(self.window.winId()).save(str(self.folder / f"{name}.png"))
        self.gap.reset()

    def page(self, name: str, timeout_s: float = 10) -> None:
        wait(name, lambda: self.window.page == name, timeout_s)

    def meet_a_question(self) -> None:
        """The first start: welcome, then Practice with a question drawn."""
        practice = self.services.practice
        assert self.window.page == "welcome", self.window.page
        self.shot("1-welcome")
        press("Return")
        self.page("practice")
        assert practice.question is not None
        first = practice.question.id
        press("d")
        wait("another question", lambda: practice.question.id != first, 5)
        assert practice.question.kind is QuestionKind.BEHAVIOURAL
        self.result["question"] = practice.question.text
        self.shot("2-practice")

    def check_the_microphone(self) -> None:
        """The first recording goes by way of the microphone check."""
        press("space")
        self.page("check")
        spin(1.0)
        self.sound.say(self.hello.path, wait=False)
        microphone = self.services.microphone
        wait("a good microphone", lambda: microphone.checked_at is not None, 20)
        self.shot("3-microphone")
        self.sound.hush()

    def speak(self) -> None:
        """Think for a moment, then answer aloud while the clock runs, and stop."""
        practice = self.services.practice
        press("space")
        wait("think time", lambda: practice.phase is Phase.THINKING, 10)
        self.shot("4-thinking")
        press("space")
        wait("the recording", lambda: practice.phase is Phase.ANSWERING, 15)
        self.gap.reset()
        talk = threading.Thread(target=lambda: self.sound.say(self.answer.path))
        talk.start()
        spin(self.answer.duration_s / 2)
        self.result["gap_answering_s"] = self.gap.longest
        self.shot("5-answering")
        levels = []
        while talk.is_alive():
            levels.append(practice.level_dbfs())
            spin(0.05)
        self.result["level_max_dbfs"] = max(levels)
        spin(0.3)

    def review(self) -> None:
        """Stop, wait for the report, and write down what was kept."""
        ready: list[str] = []
        self.services.reviewer.ready.connect(ready.append)
        self.gap.reset()
        stopped = time.monotonic()
        press("space")
        self.page("review")
        self.result["stop_to_review_page_s"] = time.monotonic() - stopped
        wait("the report", lambda: bool(ready), 120)
        self.result["stop_to_report_s"] = time.monotonic() - stopped
        self.result["gap_review_s"] = self.gap.longest
        self.shot("6-review")
        library = self.services.library
        wait(
            "the finished recording",
            lambda: library.view(ready[0]).attempt.recording.endswith(".flac"),
            30,
        )
        view = library.view(ready[0])
        assert view.transcript is not None
        assert view.report is not None
        assert view.facts is not None
        self.result |= {
            "attempt": {
                "duration_s": view.attempt.duration_s,
                "recording": view.attempt.recording,
                "stage": view.attempt.stage,
                "stopped_by": view.attempt.stopped_by,
                "overflows": view.attempt.overflows,
            },
            "words": [asdict(word) for word in view.transcript.words],
            "text": view.transcript.text,
            "report": view.report.to_json(),
            "facts": view.facts.to_json(),
            "files": sorted(
                str(path.relative_to(self.home.root))
                for path in self.home.root.rglob("*")
                if path.is_file()
            ),
        }

    def listen(self) -> None:
        """Play it; the speaker's sound is kept."""
        with self.sound.listening(self.folder / "heard.wav"):
            press("space")
            spin(6.0)
            self.shot("7-playing")
            press("space")
        spin(0.3)

    def look_back(self) -> None:
        """It is in History and can be searched."""
        press("ctrl+2")
        self.page("history")
        self.shot("8-history")
        rows = self.services.library.rows
        self.result |= {
            "history_rows": len(rows(HistoryFilter())),
            "search_rows": len(rows(HistoryFilter(text="freezer"))),
            "search_none": len(rows(HistoryFilter(text="submarine"))),
        }
        press("ctrl+comma")
        self.page("settings")
        self.shot("9-settings")

    def leave(self) -> None:
        """Close the window; nothing may stay behind."""
        self.result["heavy_modules"] = [
            name for name in ("torch", "whisper", "silero_vad") if name in sys.modules
        ]
        self.result["children_before"] = len(children())
        self.window.close()
        self.services.shutdown()
        spin(0.5)
        self.result["children_after"] = len(children())


def main(folder: Path) -> None:
    with VirtualSound() as sound:
        rehearsal = Rehearsal(folder, sound)
        rehearsal.meet_a_question()
        rehearsal.check_the_microphone()
        rehearsal.speak()
        rehearsal.review()
        rehearsal.listen()
        rehearsal.look_back()
        rehearsal.leave()
    (folder / "result.json").write_text(json.dumps(rehearsal.result, indent=1), "utf-8")


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
