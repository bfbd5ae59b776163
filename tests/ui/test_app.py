"""The start and the end of the program."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import app
from desktop.paths import HOME_VARIABLE
from desktop.ui.window import MainWindow
from tests.ui.fakes import make_services


@pytest.fixture
def on_the_rig(monkeypatch, rig, qapp):
    monkeypatch.setattr(app, "build_services", lambda home: make_services(rig, home))
    monkeypatch.setattr(app, "application", lambda argv=None: qapp)


def windows():
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
    ]


def test_it_opens_and_closes_cleanly(on_the_rig, home, qtbot):
    seen = []

    def look_and_close():
        seen.extend(w.page for w in windows())
        windows()[0].close()

    QTimer.singleShot(300, look_and_close)
    assert app.run(home) == 0
    assert seen == ["welcome"]
    assert "Starling" in (home.logs / "starling.log").read_text("utf-8")


def test_erasing_starts_anew(on_the_rig, home, qtbot):
    opened = []

    def erase():
        window = windows()[0]
        opened.append(window.page)
        if len(opened) == 1:
            window._welcomed()
            window.erase_wanted.emit()
            QTimer.singleShot(500, erase)
        else:
            window.close()

    QTimer.singleShot(300, erase)
    assert app.run(home) == 0
    assert opened == ["welcome", "welcome"]


def test_a_second_window_on_the_same_folder_says_so(on_the_rig, home, rigged, monkeypatch):
    said = []
    monkeypatch.setattr(app, "_explain", lambda what, more: said.append(what))
    assert app.run(home) == 1
    assert said == ["Starling is already open."]


def test_a_bug_is_told_once_and_logged_without_its_text(qtbot, caplog):
    told = []
    restore = app._catch(lambda: told.append(1))
    try:
        for _ in range(2):
            try:
                raise ValueError("my secret story")
            except ValueError:
                with caplog.at_level(logging.ERROR):
                    sys.excepthook(*sys.exc_info())
    finally:
        restore()
    assert told == [1]
    assert "ValueError at test_app.py" in caplog.text
    assert "secret" not in caplog.text


def test_the_bug_dialog_is_small_and_says_where(window, home, qtbot):
    app._explain_bug(window, home)
    box = window.findChild(QMessageBox)
    assert "saved" in box.informativeText()
    assert "starling.log" in box.informativeText()
    box.close()


def test_the_windows_process_never_loads_torch(tmp_path):
    code = (
        "import sys; from PySide6.QtCore import QTimer; import desktop.app as a;"
        "app = a.application(['starling']);"
        "QTimer.singleShot(1500, app.closeAllWindows);"
        "status = a.run(); bad = {'torch', 'whisper', 'silero_vad'} & set(sys.modules);"
        "print(status, sorted(bad))"
    )
    import os

    env = {**os.environ, HOME_VARIABLE: str(tmp_path / "home")}
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout.strip().endswith("0 []"), done.stdout + done.stderr
