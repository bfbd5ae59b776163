"""Every shortcut of the window, as the Shortcuts section lists them."""

from __future__ import annotations

import sys
from typing import NamedTuple

_MOD = "⌘" if sys.platform == "darwin" else "Ctrl"


class KeyRow(NamedTuple):
    """Keys and what they do."""

    keys: str
    what: str


KEYS: dict[str, tuple[KeyRow, ...]] = {
    "Everywhere": (
        KeyRow(f"{_MOD}+1, {_MOD}+2", "Practice, History"),
        KeyRow(f"{_MOD}+,", "Settings"),
        KeyRow(f"{_MOD}+F", "Search"),
        KeyRow(f"{_MOD}+Z", "Undo what was just put away"),
        KeyRow("? or F1", "Shortcuts"),
        KeyRow("Esc", "Close what opened last"),
    ),
    "Practice": (
        KeyRow("Space", "Start answering"),
        KeyRow("D", "Draw another question"),
        KeyRow("B", "Add to favourites, or remove"),
        KeyRow("L", "Listen to the question"),
        KeyRow("T", "Next think time"),
        KeyRow("M", "Mock interview"),
        KeyRow("Enter", "Review the last take"),
    ),
    "Thinking and answering": (
        KeyRow("Space or Enter", "I am ready; stop and review"),
        KeyRow(f"{_MOD}+R", "Start over"),
        KeyRow("Esc", "Throw away"),
    ),
    "Review": (
        KeyRow("Space", "Play and pause"),
        KeyRow("Left, Right", "Back and forward five seconds"),
        KeyRow("Shift+Left, Shift+Right", "Back and forward one sentence"),
        KeyRow("1, 2, 3", "Next part, filler, pause"),
        KeyRow("- and =", "Slower and faster"),
        KeyRow(f"{_MOD}+R", "Answer again"),
        KeyRow(f"{_MOD}+N", "Next question"),
    ),
    "History": (
        KeyRow("/", "Search"),
        KeyRow("Up, Down", "Move in the list"),
        KeyRow("Enter", "Review"),
        KeyRow("Del", "Move to the bin"),
    ),
}
"""Place to its keys, in the order they are shown."""
