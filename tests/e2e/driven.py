"""The real program, run as a user runs it, that also says on stdout what it is doing.

python -m tests.e2e.driven FOLDER

Nothing is replaced: the window, the services, the sound and the speech worker are the real ones.
Added are a line of JSON on stdout whenever something changed, a refusal of every connection that is
not to this computer's own display or sound server, and a line on stdin that closes the window, as
there is no window manager on a test's display to do it.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import application, run
from desktop.paths import Home
from desktop.ui.window import MainWindow

_EVERY_MS = 50


class NoNetworkError(OSError):
    """Starling tried to reach another computer."""


class Told:
    """Writes down what the window does; what it says is only ever added to or replaced whole."""

    def __init__(self) -> None:
        self._window: MainWindow | None = None
        self._last = ""
        self._seen: dict[str, list[Any]] = {
            "saved": [],
            "discarded": [],
            "ready": [],
            "failed": [],
            "troubles": [],
            "calls": [],
        }
        self._close = threading.Event()
        threading.Thread(target=self._await_close, daemon=True).start()
        self._timer = QTimer()
        self._timer.timeout.connect(self.tell)
        self._timer.start(_EVERY_MS)

    def refuse(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook: sockets may lead to files of this computer only."""
        if event == "socket.getaddrinfo" or (
            event in ("socket.connect", "socket.sendto") and not isinstance(arguments[1], str)
        ):
            self._seen["calls"].append(str(arguments[1:]))
            raise NoNetworkError(str(arguments[1:]))

    def _await_close(self) -> None:
        if sys.stdin.readline():
            self._close.set()

    def tell(self) -> None:
        """Say how things are, where that changed."""
        if self._window is None and not self._find():
            return
        window = self._window
        assert window is not None
        if self._close.is_set():
            self._close.clear()
            window.close()
        services = window._services
        practice = services.practice
        recorder = practice._run.recorder if practice._run is not None else None
        transcriber: Any = services.reviewer._transcriber
        state = {
            "window": int(window.winId()),
            "page": window.page,
            "phase": practice.phase,
            "attempt": practice.attempt_id,
            "seconds": round(recorder.elapsed_s, 2) if recorder is not None else 0.0,
            "trouble": practice.trouble,
            "worker": transcriber.process_id,
            "loaded": self._loaded,
            "recovered": list(services.recovered),
            "undo": window.undo_bar.isVisible(),
            "notice": window.notice.isVisible(),
            **self._seen,
        }
        line = json.dumps(state)
        if line != self._last:
            self._last = line
            print(line, flush=True)

    def _find(self) -> bool:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        if not windows or not windows[0].isVisible():
            return False
        self._window = windows[0]
        self._loaded = False
        services = self._window._services
        practice, reviewer = services.practice, services.reviewer
        practice.saved.connect(self._seen["saved"].append)
        practice.discarded.connect(self._seen["discarded"].append)
        practice.failed.connect(lambda error: self._seen["failed"].append(str(error)))
        practice.trouble_changed.connect(self._seen["troubles"].append)
        reviewer.ready.connect(self._seen["ready"].append)
        reviewer.failed.connect(lambda _id, error: self._seen["failed"].append(str(error)))
        transcriber: Any = reviewer._transcriber
        transcriber.ready.connect(self._is_loaded)
        return True

    def _is_loaded(self) -> None:
        self._loaded = True


def main(folder: Path) -> int:
    application(["starling"])
    told = Told()
    sys.addaudithook(told.refuse)
    return run(Home(folder))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
