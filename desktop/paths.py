"""Where Starling's own files and the user's data are."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "STARLING_HOME"


def data_root() -> Path:
    """Return the folder that holds ``assets`` and ``questions``.

    Looked for in order: a frozen app's bundle, the installed wheel's ``desktop/_data``, the
    checkout.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "desktop" / "_data"
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent


def assets_dir() -> Path:
    """Return the folder of icons, fonts, the sample answer and the STAR model."""
    return data_root() / "assets"


def questions_dir() -> Path:
    """Return the folder of the question packs that come with Starling."""
    return data_root() / "questions"


@dataclass(frozen=True, slots=True)
class Home:
    """The user's own data folder and what lies in it."""

    root: Path

    @classmethod
    def default(cls) -> Home:
        """Return the folder ``STARLING_HOME`` names, or the platform's usual one."""
        moved = os.environ.get(HOME_VARIABLE)
        if moved:
            return cls(Path(moved).expanduser())
        return cls(Path(platformdirs.user_data_dir("Starling", appauthor=False)))

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "starling.db"

    @property
    def recordings(self) -> Path:
        """Recordings, one file an attempt."""
        return self.root / "recordings"

    @property
    def packs(self) -> Path:
        """The user's own question packs."""
        return self.root / "questions"

    @property
    def models(self) -> Path:
        """Converted and downloaded speech models."""
        return self.root / "models"

    @property
    def logs(self) -> Path:
        """Log files; they never hold what was said."""
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.json"

    def create(self) -> Home:
        """Make the folders, readable by the user alone, and return self.

        Raises:
            OSError: A folder cannot be made.
        """
        for folder in (self.root, self.recordings, self.packs, self.models, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self
