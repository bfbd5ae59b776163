"""Runs the microphone check in a process of its own: Qt looks for the sound server only once.

Prints a JSON line whenever something happens and does what it is told on standard input, a word a
line: ``start``, ``stop``, ``back``, ``quit``.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop.audio.check import Diagnosis
from desktop.session.jobs import Jobs
from desktop.session.microphone import Microphone


class Remembered:
    """Settings in memory."""

    def __init__(self) -> None:
        self.key = ""
        self.checked: datetime | None = None

    def get_microphone(self) -> str:
        """Return the key."""
        return self.key

    def set_microphone(self, key: str) -> None:
        """Keep the key."""
        self.key = key

    def get_checked_at(self) -> datetime | None:
        """Return when it was good."""
        return self.checked

    def set_checked_at(self, when: datetime | None) -> None:
        """Keep when it was good."""
        self.checked = when


class Orders(QObject):
    """Brings lines from standard input to the event loop."""

    given = Signal(str)

    def read(self) -> None:
        """Read until the end."""
        for line in sys.stdin:
            self.given.emit(line.strip())
        self.given.emit("quit")


def say(what: str, **more: object) -> None:
    """Print one line for the test."""
    print(json.dumps({"what": what, **more}), flush=True)


def main() -> None:
    """Serve until told to quit."""
    app = QCoreApplication([])
    jobs = Jobs(1, "microphone")
    microphone = Microphone(Remembered(), jobs)
    lists = 0

    def found(diagnosis: Diagnosis) -> None:
        say("diagnosis", code=str(diagnosis.code), fix=diagnosis.fix)

    def renewed(devices: object) -> None:
        nonlocal lists
        lists += 1
        say("renewed", times=lists)

    def obey(order: str) -> None:
        began = time.monotonic()
        match order:
            case "start":
                microphone.start_check()
            case "stop":
                microphone.stop_check()
            case "back":
                microphone.play_back()
            case "level":
                say("level", dbfs=microphone.level_dbfs())
            case "quit":
                microphone.shutdown()
                jobs.close()
                app.quit()
        say("done", order=order, cost=time.monotonic() - began)

    microphone.devices_changed.connect(
        lambda: say("devices", keys=[device.key for device in microphone.inputs()])
    )
    microphone.diagnosis_changed.connect(found)
    microphone.checking_changed.connect(lambda on: say("checking", on=on))
    real = microphone._renewed
    microphone._renewed = lambda devices: (renewed(devices), real(devices))  # type: ignore[assignment, method-assign, func-returns-value]
    orders = Orders()
    orders.given.connect(obey)
    threading.Thread(target=orders.read, daemon=True).start()
    QTimer.singleShot(60_000, app.quit)
    app.exec()


if __name__ == "__main__":
    main()
