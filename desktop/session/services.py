"""What the window is given: every service it may call, built in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.paths import Home
from desktop.session.backlog import Backlog
from desktop.session.example import Example
from desktop.session.library import Library
from desktop.session.mock import MockInterview
from desktop.session.practice import Practice
from desktop.session.review import Reviewer
from desktop.storage.packs import PackLibrary
from desktop.storage.settings import SettingsStore

if TYPE_CHECKING:
    from desktop.audio.playback import Player
    from desktop.session.microphone import Microphone


@dataclass(frozen=True)
class Services:
    """The services of one running Starling.

    Attributes:
        home: The user's data folder.
        settings: The user's settings; ``settings.messages`` holds what was wrong with the file.
        packs: The questions; ``packs.problems`` holds what is wrong with packs.
        practice: Question, think time, answer.
        mock: The mock interview.
        microphone: Devices and the check.
        library: Attempts.
        reviewer: Recording to report.
        example: The answer that comes with Starling.
        recovered: Ids of attempts recovered at the start.
        unfinished: Ids of all attempts that lack words or report, newest first; for ``backlog``.
        backlog: Makes what they lack.
        player_factory: Makes a player.
        first: Whether this is the only Starling using the folder.
        shutdown: Keeps a running take, ends the worker and closes the database.
    """

    home: Home
    settings: SettingsStore
    packs: PackLibrary
    practice: Practice
    mock: MockInterview
    microphone: Microphone
    library: Library
    reviewer: Reviewer
    example: Example
    recovered: tuple[str, ...]
    unfinished: tuple[str, ...]
    backlog: Backlog
    player_factory: Callable[[], Player]
    first: bool
    shutdown: Callable[[], None]
