"""Failures the user can do something about, worded for them."""

from __future__ import annotations


class StarlingError(Exception):
    """A failure explained to the user: what happened, what was kept, what to do.

    Args:
        what: What happened, naming the file or device, as a sentence.
        kept: What is safe ("Your take is saved."), or empty where nothing was at stake.
        todo: What to do next, as a sentence, or empty.
    """

    exit_code = 2

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        self.what = what
        self.kept = kept
        self.todo = todo
        super().__init__(" ".join(part for part in (what, kept, todo) if part))


class PackError(StarlingError):
    """A question pack that cannot be read; names file, question id and field.

    Args:
        what: What is wrong, as a sentence that already names the places below.
        kept: As in ``StarlingError``.
        todo: As in ``StarlingError``.
        file: Name of the pack's file.
        question: Id (or place) of the question, empty where it is about the whole pack.
        field: Name of the field, empty where it is about the whole file.
    """

    def __init__(
        self,
        what: str,
        *,
        kept: str = "",
        todo: str = "",
        file: str = "",
        question: str = "",
        field: str = "",
    ) -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.file = file
        self.question = question
        self.field = field


class AudioFileError(StarlingError):
    """An audio file that cannot be read or written."""


class DeviceError(StarlingError):
    """A microphone or speaker that is missing, refused or lost."""


class ModelError(StarlingError):
    """A speech or STAR model that is missing, damaged or cannot be loaded."""


class TranscriptionError(StarlingError):
    """Words could not be made from a recording."""


class StorageError(StarlingError):
    """The data folder or database cannot be read or written."""


class InputError(StarlingError):
    """A file or argument given on the command line that cannot be used."""
