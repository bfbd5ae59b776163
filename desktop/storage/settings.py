"""The user's settings: a small JSON file that holds only what differs from the defaults."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.domain.attempt import PracticeSettings
from desktop.domain.errors import StorageError
from desktop.storage.atomic import write_atomic


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user can choose.

    Attributes:
        think_s: See ``PracticeSettings``; seconds, as are the next three.
        target_s: See ``PracticeSettings``.
        soft_s: See ``PracticeSettings``.
        hard_s: See ``PracticeSettings``.
        microphone: ``InputDevice.key`` of the chosen one; empty for the system's default.
        microphone_checked_at: When a check last found it good.
        theme: "system", "light", "dark" or "contrast".
        text_scale: 1.0 to 2.0.
        reduced_motion: Whether things jump instead of move.
        speech_model: Name of the speech model; empty for the one that is there.
        playback_rate: 0.5 to 2.0.
        read_aloud: Whether each new question is read aloud.
        welcomed: Whether the welcome was shown.
    """

    think_s: int = 30
    target_s: int = 120
    soft_s: int = 150
    hard_s: int = 180
    microphone: str = ""
    microphone_checked_at: datetime | None = None
    theme: str = "system"
    text_scale: float = 1.0
    reduced_motion: bool = False
    speech_model: str = ""
    playback_rate: float = 1.0
    read_aloud: bool = False
    welcomed: bool = False

    @property
    def practice(self) -> PracticeSettings:
        """The times of a practice."""
        return PracticeSettings(self.think_s, self.target_s, self.soft_s, self.hard_s)


_ALLOWED: Mapping[str, Callable[[Any], bool]] = {
    "think_s": lambda v: v in (0, 10, 30, 60),
    "target_s": lambda v: 5 <= v <= 3600,
    "soft_s": lambda v: 5 <= v <= 3600,
    "hard_s": lambda v: 10 <= v <= 3600,
    "theme": lambda v: v in ("system", "light", "dark", "contrast"),
    "text_scale": lambda v: 1.0 <= v <= 2.0,
    "playback_rate": lambda v: 0.5 <= v <= 2.0,
}


class SettingsStore:
    """Reads and writes the settings file.

    Keys it does not know are kept in the file, for another version that does. A file that cannot
    be read is set aside, never overwritten. ``messages`` says both, for the user.

    Args:
        path: The file; need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unknown: dict[str, Any] = {}
        self.messages: list[str] = []
        self._settings = self._read()

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def update(self, **changes: Any) -> Settings:
        """Change settings and save them.

        Args:
            **changes: Fields of ``Settings`` with their new values.

        Returns:
            The settings as they are now.

        Raises:
            StorageError: They cannot be saved; nothing was changed.
            ValueError: A value is not allowed.
            TypeError: There is no such setting.
        """
        known = {item.name for item in fields(Settings)}
        ready = {n: _revive(n, v) if n in known else v for n, v in changes.items()}
        changed = replace(self._settings, **ready)
        for name in changes:
            value = getattr(changed, name)
            if not _fits(name, value):
                raise ValueError(f"{name}: {value!r} is not allowed")
        if changed != self._settings:
            self._write(changed)
            self._settings = changed
        return changed

    def set_practice(self, practice: PracticeSettings) -> None:
        """Save the times of a practice.

        Raises:
            StorageError: They cannot be saved.
            ValueError: A value is not allowed.
        """
        self.update(
            think_s=practice.think_s,
            target_s=practice.target_s,
            soft_s=practice.soft_s,
            hard_s=practice.hard_s,
        )

    def get_microphone(self) -> str:
        """Return the chosen microphone's key, empty for the system's default."""
        return self._settings.microphone

    def set_microphone(self, key: str) -> None:
        """Save the chosen microphone's key.

        Raises:
            StorageError: It cannot be saved.
        """
        self.update(microphone=key)

    def get_checked_at(self) -> datetime | None:
        """Return when a check last found the microphone good."""
        return self._settings.microphone_checked_at

    def set_checked_at(self, when: datetime | None) -> None:
        """Save when a check found the microphone good.

        Raises:
            StorageError: It cannot be saved.
        """
        self.update(microphone_checked_at=when)

    def _write(self, settings: Settings) -> None:
        data = dict(self._unknown)
        for item in fields(Settings):
            value = getattr(settings, item.name)
            if value != item.default:
                data[item.name] = value.isoformat() if isinstance(value, datetime) else value
        text = json.dumps(data, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        try:
            write_atomic(self._path, text.encode("utf-8"))
        except OSError as error:
            raise StorageError(
                f"The settings could not be saved to {self._path}: {error.strerror}.",
                kept="The settings are as they were.",
                todo="Check that there is room on the disk and that the folder may be written.",
            ) from error

    def _read(self) -> Settings:
        try:
            text = self._path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return Settings()
        except (OSError, UnicodeDecodeError) as error:
            return self._set_aside(str(error))
        try:
            data = json.loads(text)
        except ValueError as error:
            return self._set_aside(str(error))
        if not isinstance(data, dict):
            return self._set_aside("it is not a JSON object")
        known = {item.name for item in fields(Settings)}
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name not in known:
                self._unknown[name] = value
                self.messages.append(
                    f"The setting “{name}” in {self._path.name} is not known to this version; "
                    "it was left as it is."
                )
                continue
            ready = _revive(name, value)
            if _fits(name, ready):
                values[name] = ready
            else:
                self.messages.append(
                    f"The setting “{name}” in {self._path.name} cannot be {value!r}; "
                    "the usual value is used."
                )
        return Settings(**values)

    def _set_aside(self, reason: str) -> Settings:
        """Move an unreadable file out of the way and start with the defaults."""
        aside = self._path.with_name(f"{self._path.name}.broken")
        number = 1
        while aside.exists():
            number += 1
            aside = self._path.with_name(f"{self._path.name}.broken-{number}")
        try:
            self._path.replace(aside)
            where = f"It is kept as {aside.name}."
        except OSError:
            where = "It could not be moved and is replaced at the next change."
        self.messages.append(
            f"The settings file {self._path} could not be read ({reason}). {where} "
            "Starling uses its usual settings."
        )
        return Settings()


def _kinds(name: str) -> tuple[type, ...]:
    """Return the types a setting's value may have."""
    hint = typing.get_type_hints(Settings)[name]
    return typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)


def _revive(name: str, value: Any) -> Any:
    """Turn a JSON value into the setting's own type where that is possible."""
    kinds = _kinds(name)
    if datetime in kinds and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    if kinds == (float,) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _fits(name: str, value: Any) -> bool:
    """Return whether a value has a setting's type and lies in its range."""
    kinds = _kinds(name)
    if isinstance(value, bool) and bool not in kinds:
        return False
    if not isinstance(value, kinds):
        return False
    return name not in _ALLOWED or _ALLOWED[name](value)
