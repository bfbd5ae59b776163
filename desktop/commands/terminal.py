"""What the commands need of a terminal: colour, width and a progress bar that knows its place."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

from desktop.export.reviewed import clock

# Shorter work needs no bar, and one that flashes by is worse than none.
_SHOW_AFTER_S = 0.7
_REDRAW_S = 0.2
_BAR_COLUMNS = 24
_GUESS_FROM = 0.05
_CLEAR = "\r\x1b[K"


def wants_colour(stream: TextIO) -> bool:
    """Return whether to colour: only on a terminal, and not where NO_COLOR asks for none."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and _understands_colour()


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person is looking at this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _understands_colour() -> bool:
    """Windows' own terminals read ANSI colours once they are asked to."""
    if sys.platform != "win32":
        return True
    import ctypes  # noqa: PLC0415 - only here on Windows

    kernel = ctypes.windll.kernel32
    handle = kernel.GetStdHandle(-11)
    mode = ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | 4))


def width(stream: TextIO) -> int:
    """Return how many columns to wrap to: the terminal's, or 80 where there is none."""
    return shutil.get_terminal_size().columns if is_terminal(stream) else 80


class Bar:
    """One line on stderr that says what is going on and how long it will take.

    Draws nothing where stderr is no terminal, nothing for the first 0.7 s, and takes its line away
    at the end. It redraws by itself, so that a long step shows that time passes.

    Args:
        label: What is going on, in the user's words.
        waiting: Shown until the first ``update``; the label where empty.
        stream: Where to draw; stderr where None.
        now: The clock, for tests.
    """

    def __init__(
        self,
        label: str,
        waiting: str = "",
        stream: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._label = label
        self._waiting = waiting or label
        self._now = now
        self._began = now()
        self._working = self._updated = self._began
        self._done = self._total = 0.0
        self._drawn = False
        self._live = is_terminal(self._stream)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Bar:
        if self._live:
            self._thread = threading.Thread(target=self._keep_drawing, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        if self._drawn:
            self._write(_CLEAR)
            self._drawn = False

    def update(self, done: float, total: float) -> None:
        """Say how far it is.

        Args:
            done: What is done, in the unit of ``total``.
            total: All there is to do.
        """
        self._updated = self._now()
        if self._total <= 0 < total:
            # What came before was waiting, and says nothing about the speed of the work.
            self._working = self._updated
        self._done, self._total = done, total

    def draw(self) -> None:
        """Draw the line as things are now."""
        now = self._now()
        if not self._live or now - self._began < _SHOW_AFTER_S:
            return
        columns = max(20, shutil.get_terminal_size().columns - 1)
        self._drawn = True
        self._write(_CLEAR + self._line(now)[:columns])

    def _keep_drawing(self) -> None:
        while not self._over.wait(_REDRAW_S):
            self.draw()

    def _line(self, now: float) -> str:
        if self._total <= 0:
            return f"{self._waiting} ... {clock(now - self._began)}"
        share = min(1.0, max(0.0, self._done / self._total))
        filled = round(share * _BAR_COLUMNS)
        bar = "#" * filled + "." * (_BAR_COLUMNS - filled)
        left = ""
        if share > _GUESS_FROM:
            # Guessed at the last update and counted down from there.
            guess = (self._updated - self._working) / share * (1 - share)
            seconds = guess - (now - self._updated)
            left = f"  {clock(seconds + 0.5)} left" if seconds > 0 else ""
        return f"{self._label}  [{bar}] {share * 100:3.0f} %{left}"

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._live = False
