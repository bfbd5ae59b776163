"""Makes the words of finished files without a window, in the same worker process."""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.domain.errors import StarlingError, TranscriptionError
from desktop.domain.transcript import Transcript
from desktop.transcription.launch import worker_command, worker_environment
from desktop.transcription.models import ModelStore
from desktop.transcription.protocol import (
    VERSION,
    Done,
    Failed,
    Hello,
    Message,
    Progress,
    ProtocolError,
    Quality,
    Transcribe,
    decode,
    encode,
)

OnProgress = Callable[[float, float], None]


class _WorkerDiedError(Exception):
    """The worker ended before the job was done."""


class BatchTranscriber:
    """One worker for any number of files; use it in a ``with`` statement.

    Args:
        store: The models.
        model: The model's name; empty for the store's default.
        command: The worker's command line; None for the real one.
    """

    def __init__(
        self, store: ModelStore, model: str = "", command: Sequence[str] | None = None
    ) -> None:
        self._model = model or store.default_name()
        self._command = list(command) if command else worker_command(store.folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._said: deque[str] = deque(maxlen=50)
        self.quality = Quality()
        """Of the last file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def transcribe(self, path: Path, on_progress: OnProgress | None = None) -> Transcript:
        """Return the words of a sound file; a worker that dies is replaced once.

        Args:
            path: Any format Starling reads.
            on_progress: Called with the seconds done and the seconds there are.

        Raises:
            AudioFileError: The file is missing or no sound.
            ModelError: The model is missing or damaged.
            TranscriptionError: The worker failed.
        """
        for _ in range(2):
            try:
                return self._ask(path, on_progress or (lambda done_s, total_s: None))
            except (_WorkerDiedError, OSError):
                self.close()
        raise TranscriptionError(
            f"The words of {path.name} could not be made: the speech worker stopped twice.",
            kept="The file is unchanged.",
            todo=f"Its last words were: {self._said[-1]}" if self._said else "Try again.",
        )

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, path: Path, on_progress: OnProgress) -> Transcript:
        process = self._started()
        assert process.stdin is not None
        process.stdin.write(encode(Transcribe("file", str(path.resolve()), self._model)))
        process.stdin.flush()
        while True:
            match self._next(process):
                case Progress(_, done_s, total_s):
                    on_progress(done_s, total_s)
                case Done(_, words, model, language, quality):
                    self.quality = quality
                    on_progress(quality.duration_s, quality.duration_s)
                    return Transcript(words, model, language)
                case Failed() as failed:
                    raise failed.to_error()
                case _:
                    continue

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._process = process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=worker_environment(),
        )
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        hello = self._next(process)
        if not isinstance(hello, Hello) or hello.version != VERSION:
            self.close()
            raise other_version()
        return process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                self._said.append(line.decode("utf-8", "replace").strip())

    @staticmethod
    def _next(process: subprocess.Popen[bytes]) -> Message:
        assert process.stdout is not None
        for line in process.stdout:
            try:
                return decode(line)
            except ProtocolError:
                continue
        raise _WorkerDiedError


def other_version() -> StarlingError:
    """Return the error for a worker that speaks another version of the protocol."""
    return TranscriptionError(
        "The speech worker belongs to another version of Starling.",
        kept="The recording is safe.",
        todo="Install Starling again, then restart it.",
    )


def transcribe_file(
    path: Path, model: str, store: ModelStore, on_progress: OnProgress | None = None
) -> Transcript:
    """Return the words of one sound file, made in a worker process.

    Args:
        path: Any format Starling reads.
        model: The model's name; empty for the store's default.
        store: The models.
        on_progress: Called with the seconds done and the seconds there are.

    Raises:
        AudioFileError: The file is missing or no sound.
        ModelError: The model is missing or damaged.
        TranscriptionError: The worker failed.
    """
    with BatchTranscriber(store, model) as batch:
        return batch.transcribe(path, on_progress)
