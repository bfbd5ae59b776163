"""What the commands need of a terminal: colour, width and a progress bar that knows its place."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from desktop.export.reviewed import clock

# Shorter work needs no bar, and one that flashes by is worse than none.
_SHOW_AFTER_S = 0.7
_REDRAW_S = 0.1
_BAR_COLUMNS = 24


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
    at the end.

    Args:
        label: What is going on, in the user's words.
        stream: Where to draw; stderr where None.
        now: The clock, for tests.
    """

    def __init__(
        self,
        label: str,
        stream: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._label = label
        self._now = now
        self._began = now()
        self._drawn_at = float("-inf")
        self._drawn = False
        self._live = is_terminal(self._stream)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def update(self, done: float, total: float) -> None:
        """Show how far it is.

        Args:
            done: What is done, in the unit of ``total``.
            total: All there is to do; 0 or less where that is not known yet.
        """
        now = self._now()
        if not self._live or now - self._began < _SHOW_AFTER_S:
            return
        if now - self._drawn_at < _REDRAW_S:
            return
        self._drawn_at = now
        self._drawn = True
        columns = max(20, shutil.get_terminal_size().columns - 1)
        self._write("\r\x1b[K" + self._line(done, total, now)[:columns])

    def _line(self, done: float, total: float, now: float) -> str:
        if total <= 0:
            return f"{self._label} … {clock(now - self._began)}"
        share = min(1.0, max(0.0, done / total))
        filled = round(share * _BAR_COLUMNS)
        bar = "#" * filled + "." * (_BAR_COLUMNS - filled)
        left = ""
        if share > 0.05:
            left = f"  {clock((now - self._began) / share * (1 - share) + 0.5)} left"
        return f"{self._label}  [{bar}] {share * 100:3.0f} %{left}"

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError, UnicodeError):
            self._live = False
