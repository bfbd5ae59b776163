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
        KeyRow(f"{_MOD}+F", "Search in your answers; in Review, in the transcript"),
        KeyRow(f"{_MOD}+Z", "Undo what was just put away"),
        KeyRow("? or F1", "Shortcuts"),
        KeyRow("Esc", "Close what opened last"),
    ),
    "Welcome": (
        KeyRow("Enter", "Ask me a question"),
        KeyRow("E", "Show me an example"),
        KeyRow("Space", "Check the microphone, then hear yourself"),
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
        KeyRow("L", "Listen to the question, while you think"),
        KeyRow(f"{_MOD}+R", "Start over"),
        KeyRow("Esc", "Throw away, or leave"),
        KeyRow("P", "Pause a mock interview, or go on"),
    ),
    "Mock interview": (
        KeyRow("Space", "Start"),
        KeyRow("Up, Down, Enter", "Choose an answer, review it"),
        KeyRow("Esc", "Back to Practice"),
    ),
    "Microphone check": (
        KeyRow("Space", "Go on"),
        KeyRow("H", "Hear yourself"),
        KeyRow("Esc", "Back"),
    ),
    "Review": (
        KeyRow("Space", "Play and pause"),
        KeyRow("Left, Right", "Back and forward five seconds"),
        KeyRow("Shift+Left, Shift+Right", "Back and forward one sentence"),
        KeyRow("Up, Down", "Choose a sentence"),
        KeyRow("Enter", "Play the chosen sentence"),
        KeyRow("1, 2, 3", "Next part, filler, pause"),
        KeyRow("Shift+1, 2, 3", "Part, filler, pause before"),
        KeyRow("Alt+1 to Alt+4", "What proves a part"),
        KeyRow("- and =", "Slower and faster"),
        KeyRow("M", "Mute"),
        KeyRow(f"{_MOD}+F", "Search in the transcript"),
        KeyRow(f"{_MOD}+Shift+F", "Follow the sound, or stay"),
        KeyRow(f"{_MOD}+R", "Answer again"),
        KeyRow(f"{_MOD}+N", "Next question"),
        KeyRow("Alt+Left", "Back"),
        KeyRow("Esc", "Close the search, let go of a sentence or a part"),
    ),
    "History": (
        KeyRow("/", "Search"),
        KeyRow("Up, Down", "Move in the list"),
        KeyRow("Space", "Play and pause"),
        KeyRow("Enter", "Review; in the bin, put back"),
        KeyRow("Del", "Move to the bin"),
        KeyRow("Esc", "Leave the search, then the bin"),
    ),
    "Settings": (KeyRow("Up, Down", "Section before, next section"),),
}
"""Place to its keys, in the order they are shown."""
