"""The window on real services, with stand-ins at the hardware's edge alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from desktop.paths import Home, assets_dir
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow
from tests.ui.fakes import Models, Rig, make_services


@pytest.fixture
def rig():
    return Rig()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "starling")


@pytest.fixture
def rigged(rig, home, qapp):
    """Real services on the rig, of someone who was here before."""
    made = make_services(rig, home)
    made.settings.update(
        think_s=0, theme="light", welcomed=True, microphone_checked_at=datetime.now(UTC)
    )
    yield made
    # As in the app: the window goes before what it shows.
    for shown in qapp.topLevelWidgets():
        if isinstance(shown, MainWindow):
            shown.close()
    made.shutdown()


@pytest.fixture
def open_window(qtbot, qapp):
    """Open a window on services; it is closed at the end."""

    def make(services, size=(1280, 800), **look_changes):
        values = {"choice": "light", "motion": "reduced", **look_changes}
        look = Look(assets_dir(), **values)
        look.apply(qapp)
        window = MainWindow(services, look, Models())
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    return make


@pytest.fixture
def window(open_window, rigged):
    return open_window(rigged)
