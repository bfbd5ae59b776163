"""The keys of the review page: they work wherever the focus is, but not while someone writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.ui.pages.review import ReviewPage

_REPEATING = frozenset({"Left", "Right", "Up", "Down", "-", "=", "+"})


def install_keys(page: QWidget, keys: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Give a page its keys; text fields keep the ones they write with.

    Args:
        page: Where the keys work: in it and everything inside it.
        keys: Key sequences and what they do.
    """
    for key, call in keys:
        shortcut = QShortcut(QKeySequence(key), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(key in _REPEATING)
        shortcut.activated.connect(call)


def keys_of(page: ReviewPage) -> list[tuple[str, Callable[[], object]]]:
    """Return the review page's keys and what they do, but for Space, Enter and Esc."""
    dock, view = page.dock, page.transcript
    keys: list[tuple[str, Callable[[], object]]] = [
        ("Left", partial(dock.step, -5)),
        ("Right", partial(dock.step, 5)),
        ("Shift+Left", partial(dock.jump_sentence, -1)),
        ("Shift+Right", partial(dock.jump_sentence, 1)),
        ("-", partial(dock.step_speed, -1)),
        ("=", partial(dock.step_speed, 1)),
        ("+", partial(dock.step_speed, 1)),
        ("M", dock.bar.mute.click),
        ("Up", partial(view.move_selection, -1)),
        ("Down", partial(view.move_selection, 1)),
        ("Ctrl+F", page.body.transcript.open_search),
        ("Ctrl+Shift+F", page.body.transcript.follow.toggle),
        ("Ctrl+R", page.again),
        ("Ctrl+N", page.next),
        ("Alt+Left", page.leave),
    ]
    for number, kind in enumerate(("part", "filler", "pause"), 1):
        keys.append((str(number), partial(dock.jump, kind)))
        keys.append((f"Shift+{number}", partial(dock.jump, kind, -1)))
    for number in range(1, 5):
        keys.append((f"Alt+{number}", partial(page.press_card, number)))
    return keys
