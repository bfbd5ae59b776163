"""Drives a real player in a process of its own: Qt looks for the sound server only once.

Reads a JSON list of steps from standard input, such as ``["seek", 2.0]`` or ``["wait", 0.5]``, and
prints what the player said as a JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from desktop.audio.playback import Player


def spin(seconds: float) -> None:
    """Let events happen for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    """Do the steps and print what came of them."""
    steps: list[list[Any]] = json.load(sys.stdin)
    app = QCoreApplication([])
    player = Player()
    began = time.monotonic()
    said: dict[str, list[Any]] = {"ready": [], "playing": [], "failed": [], "at": [], "asked": []}
    player.ready.connect(lambda length: said["ready"].append(length))
    player.failed.connect(lambda text: said["failed"].append(text))
    player.playing_changed.connect(
        lambda on: said["playing"].append([on, time.monotonic() - began])
    )
    player.position_changed.connect(
        lambda at: said["at"].append([time.monotonic() - began, at, player.playing])
    )
    for name, *arguments in steps:
        if name == "wait":
            spin(arguments[0])
        elif name == "load":
            player.load(Path(arguments[0]))
        elif name == "ask":
            said["asked"].append([player.position_s, player.duration_s, player.playing])
        elif name == "tell":
            # Says to the test that the next thing may happen.
            print(json.dumps(arguments[0]), flush=True)
        else:
            before = time.monotonic()
            getattr(player, name)(*arguments)
            cost = time.monotonic() - before
            assert cost < 0.1, f"{name} held up the event loop for {cost:.3f} s"
    player.unload()
    print(json.dumps(said))
    app.processEvents()


if __name__ == "__main__":
    main()
