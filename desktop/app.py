"""Builds everything, opens the window, and takes it down again."""

from __future__ import annotations

import logging
import logging.handlers
import os
import shutil
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import __version__
from desktop.composition import build_services
from desktop.domain.errors import StarlingError
from desktop.paths import Home, assets_dir
from desktop.session.services import Services
from desktop.storage.settings import Settings
from desktop.transcription.models import ModelStore
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow

_log = logging.getLogger("desktop.app")
_LOG_BYTES = 500_000


def run(home: Home | None = None, argv: Sequence[str] | None = None) -> int:
    """Open Starling's window and wait until it is closed.

    Args:
        home: The user's data folder; the usual one by default.
        argv: Arguments for Qt, the program's name first.

    Returns:
        The exit status: 0, or 1 where the window could not open.
    """
    home = home or Home.default()
    app = application(argv)
    while True:
        wiped = _run_once(app, home)
        if isinstance(wiped, int):
            return wiped
        try:
            wipe(home)
        except OSError as error:
            _explain(
                f"Not everything could be erased: {error.strerror}.",
                f"What is left lies in {home.root}.",
            )
            return 1


def application(argv: Sequence[str] | None = None) -> QApplication:
    """Return the Qt application, named and with its icon."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(argv if argv is not None else sys.argv[:1]))
    app.setApplicationName("Starling")
    app.setApplicationDisplayName("Starling")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("starling")
    app.setWindowIcon(QIcon(str(assets_dir() / "icons" / "starling-app.svg")))
    return app


def make_look(settings: Settings) -> Look:
    """Return the look the user chose."""
    return Look(
        assets_dir(),
        settings.theme,
        settings.text_scale,
        "reduced" if settings.reduced_motion else "system",
    )


def _run_once(app: QApplication, home: Home) -> int | None:
    """Run one window; None when everything is to be erased and started anew."""
    try:
        services = build_services(home)
    except StarlingError as error:
        _explain(error.what, " ".join(part for part in (error.kept, error.todo) if part))
        return 1
    handler = _start_log(home)
    if not services.first:
        services.shutdown()
        _stop_log(handler)
        _explain("Starling is already open.", "Its window is the one that uses this folder.")
        return 1
    look = make_look(services.settings.settings)
    look.apply(app)
    window = MainWindow(services, look, ModelStore(home.models))
    erase = threading.Event()

    def erase_wanted() -> None:
        erase.set()
        window.close()

    window.erase_wanted.connect(erase_wanted)
    restore = _catch(lambda: _explain_bug(window, home))
    window.show()
    QTimer.singleShot(0, lambda: _after_start(window, services))
    try:
        status = app.exec()
    finally:
        restore()
        services.shutdown()
        window.deleteLater()
        app.processEvents()
        _stop_log(handler)
    return None if erase.is_set() else int(status)


def _after_start(window: MainWindow, services: Services) -> None:
    """Say what the start found, and read what was left unread."""
    window.tell_start()
    services.backlog.begin(services.unfinished)


def wipe(home: Home) -> None:
    """Erase everything of the user's, at once and for good; foreign files are left.

    Raises:
        OSError: Something could not be removed.
    """
    for folder in (home.recordings, home.packs, home.models, home.logs):
        if folder.is_dir():
            shutil.rmtree(folder)
    for named in (home.database, home.settings):
        for path in named.parent.glob(f"{named.name}*"):
            path.unlink(missing_ok=True)


# -- log and the last net ------------------------------------------------------------------------


def _start_log(home: Home) -> logging.Handler:
    handler = logging.handlers.RotatingFileHandler(
        home.logs / "starling.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
    _log.info("Starling %s on %s", __version__, sys.platform)
    return handler


def _stop_log(handler: logging.Handler) -> None:
    logging.getLogger().removeHandler(handler)
    handler.close()


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return an exception's kind and places, never its text, which may hold what was said."""
    places = [
        f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}"  # noqa: PTH119
        for frame in traceback.extract_tb(trace)
    ]
    return f"{kind.__name__} at " + " < ".join(reversed(places))


def _catch(tell: Callable[[], None]) -> Callable[[], None]:
    """Log what nobody caught and tell the user once; returns what takes the net away."""
    told = threading.Event()
    before, before_thread = sys.excepthook, threading.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.error("%s", describe(kind, trace))
        if os.environ.get("STARLING_DEBUG"):
            before(kind, error, trace)
        if not told.is_set():
            told.set()
            tell()

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        _log.error("in a thread: %s", describe(arguments.exc_type, arguments.exc_traceback))

    sys.excepthook, threading.excepthook = hook, thread_hook

    def restore() -> None:
        sys.excepthook, threading.excepthook = before, before_thread

    return restore


def _explain_bug(window: MainWindow, home: Home) -> None:
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Starling")
    box.setText("Something in Starling went wrong.")
    box.setInformativeText(
        "What you recorded is saved. You can go on; if it happens again, close Starling and open "
        f"it anew. Where it happened is in {home.logs / 'starling.log'}, without anything you said."
    )
    box.open()


def _explain(what: str, more: str) -> None:
    """Say in a dialog why there is no window."""
    box = QMessageBox()
    box.setWindowTitle("Starling")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(what)
    box.setInformativeText(more)
    box.exec()
