"""Renders the pages off screen with real widgets; run as a script, look at the pictures.

python -m tests.ui.screenshots FOLDER [scene or theme ...]    every page in every look
python -m tests.ui.screenshots docs/screenshots readme         the README's eight pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from datetime import UTC, datetime

from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import application, make_look
from desktop.paths import Home
from desktop.ui.pages.settings import SECTIONS
from desktop.ui.window import MainWindow
from tests.ui import readme
from tests.ui.fakes import Models, Rig, make_services

SIZES = {"1280": (1280, 800), "1024": (1024, 640), "640": (640, 480)}


class Studio:
    """One window on fresh data, and a camera."""

    def __init__(self, app: QApplication, folder: Path, theme: str, scale: float = 1.0) -> None:
        self.folder = folder
        self.rig = Rig()
        self._temp = tempfile.TemporaryDirectory()
        home = Home(Path(self._temp.name) / "starling")
        self.services = make_services(self.rig, home)
        self.services.settings.update(
            theme=theme, text_scale=scale, welcomed=True, think_s=30,
            microphone_checked_at=datetime.now(UTC),
        )  # fmt: skip
        self.look = make_look(self.services.settings.settings)
        self.look.apply(app)
        self.window = MainWindow(self.services, self.look, Models())
        self.window.show()
        self.theme = theme

    def shot(self, name: str, size: str = "1280") -> None:
        self.window.resize(*SIZES[size])
        settle()
        settle()
        self.window.grab().save(str(self.folder / f"{name}-{size}-{self.theme}.png"))

    def choose(self, start: str) -> None:
        question = next(q for q in self.services.packs.questions if q.text.startswith(start))
        self.services.practice.choose(question.id)

    def longest(self) -> None:
        question = max(self.services.packs.questions, key=lambda q: len(q.text))
        self.services.practice.choose(question.id)

    def case(self) -> None:
        question = next(q for q in self.services.packs.questions if q.material)
        self.services.practice.choose(question.id)

    def answer(self, seconds: float) -> None:
        """Answer the present question with the rig's story."""
        self.rig.elapsed = seconds
        self.window.start()
        self.services.practice.ready()
        wait(lambda: self.services.practice.phase == "answering")
        self.services.practice.stop()
        wait(lambda: self.services.practice.phase == "idle")

    def close(self) -> None:
        self.window.close()
        self.services.shutdown()
        self.window.deleteLater()
        settle()
        self._temp.cleanup()


def settle(ms: int = 60) -> None:
    QTest.qWait(ms)


def wait(ready, seconds: float = 10.0) -> None:
    timer = QElapsedTimer()
    timer.start()
    while not ready():
        if timer.elapsed() > seconds * 1000:
            raise TimeoutError("it did not come")
        QTest.qWait(20)


def practice(studio: Studio) -> None:
    studio.window.go("practice")
    for size in SIZES:
        studio.shot("practice", size)
    studio.longest()
    studio.shot("practice-long", "1024")
    studio.shot("practice-long", "640")
    studio.case()
    studio.shot("practice-case")
    studio.services.practice.set_filters(
        type(studio.services.practice.filters)(favourites_only=True)
    )
    settle(300)
    studio.shot("practice-none")
    studio.services.practice.set_filters(type(studio.services.practice.filters)())


def answering(studio: Studio) -> None:
    studio.choose("Tell me")
    studio.rig.level = -24.0
    studio.window.start()
    settle(200)
    for size in SIZES:
        studio.shot("thinking", size)
    studio.rig.started = False
    studio.services.practice.ready()
    settle()
    studio.shot("starting")
    studio.rig.elapsed, studio.rig.started = 84.0, True
    settle(500)
    for size in SIZES:
        studio.shot("answering", size)
    studio.rig.elapsed, studio.rig.clipped = 155.0, True
    studio.rig.level = -0.2
    settle(500)
    studio.shot("answering-late")
    studio.services.practice.throw_away()
    wait(lambda: studio.services.practice.phase == "idle")
    studio.rig.clipped = False
    studio.rig.level = -24.0
    studio.shot("thrown-away")
    studio.case()
    studio.window.start()
    settle(300)
    studio.shot("answering-case")
    studio.shot("answering-case", "1024")
    studio.services.practice.throw_away()
    wait(lambda: studio.services.practice.phase == "idle")


def check(studio: Studio) -> None:
    studio.window._open_check(then_record=True)
    studio.rig.voice, studio.rig.level = "voice", -20
    settle(900)
    for size in SIZES:
        studio.shot("check", size)
    studio.window.check._leave(False)
    studio.rig.voice = "zeros"
    studio.window._open_check(then_record=True)
    settle(900)
    studio.shot("check-zeros")
    studio.rig.voice = "voice"
    studio.window.check._leave(False)


def mock(studio: Studio) -> None:
    studio.window._open_mock()
    for size in SIZES:
        studio.shot("mock", size)


def settings(studio: Studio) -> None:
    studio.window.go("settings")
    page = studio.window._settings_page
    for section in SECTIONS:
        page.show_section(section.name)
        settle(100)
        studio.shot(f"settings-{section.name}")
    page.show_section("data")
    studio.shot("settings-data", "1024")
    studio.shot("settings-data", "640")
    page.show_section("appearance")
    studio.shot("settings-appearance", "640")


def welcome(studio: Studio) -> None:
    studio.window.go("welcome")
    for size in SIZES:
        studio.shot("welcome", size)


def about(studio: Studio) -> None:
    from desktop.ui.about import AboutDialog

    dialog = AboutDialog(studio.look, studio.window)
    dialog.show()
    settle()
    dialog.grab().save(str(studio.folder / f"about-{studio.theme}.png"))
    dialog.close()


def flow(studio: Studio) -> None:
    studio.choose("Tell me")
    studio.answer(84.0)
    wait(lambda: studio.window.page == "review")
    taken = studio.services.library.takes(studio.services.practice.question.id)[-1].id
    wait(lambda: studio.services.library.view(taken).report is not None, 30)
    settle(500)
    studio.shot("review")
    studio.shot("review", "1024")
    studio.window.go("history")
    settle(300)
    studio.shot("history")
    studio.window.go("practice")
    settle(300)
    studio.shot("practice-last")
    studio.services.practice.draw()
    settle()
    service = studio.services.mock
    service.begin(service.plan(3))
    for number in range(3):
        studio.rig.elapsed = 60.0 + number
        studio.services.practice.start()
        studio.services.practice.ready()
        wait(lambda: studio.services.practice.phase == "answering")
        if number == 1:
            studio.shot("mock-answering")
        studio.services.practice.stop()
        wait(lambda: studio.services.practice.phase == "idle")
        if number == 0:
            settle(300)
            studio.shot("mock-between")
        if number < 2:
            studio.window.answering._end_rest()
            studio.services.practice.throw_away()
    mock_id = studio.services.mock.mock_id
    library = studio.services.library
    wait(lambda: all(library.view(a.id).report for a in library.mock(mock_id)), 30)
    settle(300)
    studio.shot("mock-answers")
    studio.shot("mock-answers", "640")


SCENES = (practice, answering, check, mock, settings, welcome, about, flow)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = arguments[1:]
    app = application(["starling"])
    if "readme" in wanted:
        readme.write(app, folder)
        return
    for theme, scale in (("light", 1.0), ("dark", 1.0), ("contrast", 1.0), ("light", 2.0)):
        label = theme if scale == 1.0 else f"{theme}200"
        if any(w in {"light", "dark", "contrast", "light200"} for w in wanted) and (
            label not in wanted
        ):
            continue
        studio = Studio(app, folder, theme, scale)
        studio.theme = label
        for scene in SCENES:
            names = {s.__name__ for s in SCENES}
            if names & set(wanted) and scene.__name__ not in wanted:
                continue
            scene(studio)
        studio.close()


if __name__ == "__main__":
    main(sys.argv[1:])
