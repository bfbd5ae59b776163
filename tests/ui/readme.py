"""The README's eight pictures: four pages in light and dark, with a week of invented answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import make_look
from desktop.paths import Home
from desktop.ui.window import MainWindow
from tests.ui.fakes import Models, Rig, make_services
from tests.ui.stories import CUSTOMER, EARLIER, Told

SIZE = QSize(1280, 800)


def wait(ready: Callable[[], bool], seconds: float = 30.0) -> None:
    """Let the window live until something is so."""
    timer = QElapsedTimer()
    timer.start()
    while not ready():
        if timer.elapsed() > seconds * 1000:
            raise TimeoutError("it did not come")
        QTest.qWait(20)


class Album:
    """A window of someone who has practised for some days.

    Args:
        app: The application.
        theme: light or dark.
        folder: Where the pictures go.
    """

    def __init__(self, app: QApplication, theme: str, folder: Path) -> None:
        self._theme, self._folder = theme, folder
        self._rig = Rig(level=-21.0)
        self._temp = tempfile.TemporaryDirectory()
        self._today = datetime.now().astimezone()
        self._now = self._today
        self.services = make_services(
            self._rig, Home(Path(self._temp.name) / "starling"), now=lambda: self._now
        )
        self.services.settings.update(
            theme=theme, welcomed=True, think_s=0, reduced_motion=True,
            microphone_checked_at=self._today,
        )  # fmt: skip
        for told in EARLIER:
            self._answer(told)
        look = make_look(self.services.settings.settings)
        look.apply(app)
        self.window = MainWindow(self.services, look, Models())
        self.window.resize(SIZE)
        self.window.show()
        self.last = self._answer(CUSTOMER)
        self.services.settings.update(think_s=30)

    def _answer(self, told: Told) -> str:
        """Give one answer, from its question to its report; returns the attempt's id."""
        day = self._today - timedelta(days=told.days_ago)
        self._now = day.replace(hour=int(told.hour), minute=round(told.hour % 1 * 60))
        words = told.transcript()
        self._rig.words, self._rig.elapsed = words, (words.words[-1].end or 0.0) + 1.1
        practice, library = self.services.practice, self.services.library
        practice.choose(told.question)
        practice.start()
        wait(lambda: practice.phase == "answering")
        attempt_id = practice.attempt_id
        practice.stop()
        wait(lambda: library.view(attempt_id).report is not None)
        wait(lambda: library.view(attempt_id).attempt.recording.endswith(".flac"))
        library.rate(attempt_id, told.rating)
        return attempt_id

    def _shot(self, name: str) -> None:
        QTest.qWait(400)
        picture = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        picture.save(str(self._folder / f"{name}-{self._theme}.png"), "PNG", 0)

    def take_pictures(self) -> None:
        """Write the four pictures."""
        window, practice = self.window, self.services.practice
        window.open_review(self.last)
        page = window._review
        page.press_card(4)
        verdict = page.body.cards[3].verdict
        report = self.services.library.view(self.last).report
        start = report.sentences[verdict.evidence[0]].start or 0.0
        page.dock.seek(start + 1.0)
        page.transcript.verticalScrollBar().setValue(0)
        page._left.verticalScrollBar().setValue(0)
        self._shot("review")
        window.go("history")
        self._shot("history")
        window.go("practice")
        self._shot("practice")
        self._rig.elapsed = 74.0
        practice.start()
        practice.ready()
        wait(lambda: practice.phase == "answering")
        QTest.qWait(600)
        self._shot("answering")
        practice.throw_away()
        wait(lambda: practice.phase == "idle")

    def close(self) -> None:
        """Take the window down and erase the invented answers."""
        self.window.close()
        self.services.shutdown()
        self.window.deleteLater()
        QTest.qWait(50)
        self._temp.cleanup()


def write(app: QApplication, folder: Path) -> None:
    """Write all eight pictures into a folder."""
    for theme in ("light", "dark"):
        album = Album(app, theme, folder)
        album.take_pictures()
        album.close()
