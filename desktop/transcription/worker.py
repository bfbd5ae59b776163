"""The speech worker: a child process that takes requests on stdin and gives events."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from desktop.domain.errors import StarlingError, TranscriptionError
from desktop.transcription.engine import WhisperEngine, use_threads
from desktop.transcription.follow import Following
from desktop.transcription.models import ModelStore
from desktop.transcription.protocol import (
    VERSION,
    Cancel,
    Cancelled,
    Done,
    Event,
    Failed,
    Finish,
    Follow,
    Hello,
    Message,
    Progress,
    ProtocolError,
    Ready,
    Transcribe,
    Warm,
    Words,
    decode,
    encode,
)
from desktop.transcription.sound import GrowingWav, Sound, WholeFile
from desktop.transcription.vad import SileroVad

log = logging.getLogger("starling.worker")

# How often a growing file is looked at, in seconds.
_LOOK_EVERY_S = 0.25
# How often a job that waits for more sound says that the worker is alive, in seconds.
_ALIVE_EVERY_S = 1.0


@dataclass(slots=True)
class _Job:
    following: Following
    told_at: float = field(default_factory=time.monotonic)


class Worker:
    """Answers requests with events; one model is loaded at a time.

    Args:
        store: The models.
        send: Takes each event.
    """

    def __init__(self, store: ModelStore, send: Callable[[Event], None]) -> None:
        self._store = store
        self._send = send
        self._engine: WhisperEngine | None = None
        self._jobs: dict[str, _Job] = {}

    def run(self, requests: queue.Queue[Message]) -> None:
        """Work until the process ends."""
        while True:
            with contextlib.suppress(queue.Empty):
                self.handle(requests.get(timeout=self._wait_s()))
                while True:
                    self.handle(requests.get_nowait())
            for name in list(self._jobs):
                self._step(name)

    def handle(self, request: Message) -> None:
        """Take one request."""
        match request:
            case Warm(model):
                with self._telling(""):
                    self._load(model)
            case Follow(job, path, model):
                self._begin(job, model, lambda: GrowingWav(Path(path)))
            case Transcribe(job, path, model):
                self._begin(job, model, lambda: WholeFile(Path(path)))
            case Finish(job) if job in self._jobs:
                self._jobs[job].following.finish()
            case Cancel(job):
                self._jobs.pop(job, None)
                self._send(Cancelled(job))
            case _:
                log.warning("Ignored a %s", request.kind)

    def _wait_s(self) -> float | None:
        if not self._jobs:
            return None
        idle = all(job.following.idle for job in self._jobs.values())
        return _LOOK_EVERY_S if idle else 0.001

    def _load(self, model: str) -> WhisperEngine:
        if self._engine is None or self._engine.name != model:
            began = time.monotonic()
            self._engine = None  # two models at once may not fit into memory
            engine = WhisperEngine.load(self._store, model)
            use_threads()
            engine.warm()
            self._engine = engine
            log.info("Loaded %s in %.1f s", model, time.monotonic() - began)
            self._send(Ready(model, round(time.monotonic() - began, 3)))
        return self._engine

    def _begin(self, job: str, model: str, open_sound: Callable[[], Sound]) -> None:
        with self._telling(job):
            engine = self._load(model)
            self._jobs[job] = _Job(Following(open_sound(), engine, SileroVad()))

    def _step(self, name: str) -> None:
        job = self._jobs[name]
        following = job.following
        with self._telling(name):
            words = following.step()
            if words:
                self._send(Words(name, words, following.until_s))
            if following.done:
                del self._jobs[name]
                self._send(self._done(name, following))
            elif words or time.monotonic() - job.told_at >= _ALIVE_EVERY_S:
                job.told_at = time.monotonic()
                self._send(Progress(name, following.until_s, following.duration_s))

    @staticmethod
    def _done(name: str, following: Following) -> Done:
        log.info("%s done in %s passes", name, following.passes)
        words = tuple(following.words)
        return Done(name, words, following.model, "en", following.quality())

    @contextlib.contextmanager
    def _telling(self, job: str) -> Any:
        """Turn whatever goes wrong into an event; the worker lives on."""
        try:
            yield
        except StarlingError as error:
            self._jobs.pop(job, None)
            self._send(Failed.of(job, error))
        except Exception as error:
            log.exception("Failed")
            self._jobs.pop(job, None)
            told = TranscriptionError(
                f"The words could not be made: {type(error).__name__} in the speech model.",
                kept="The recording is safe.",
                todo="Try again; if it happens again, use another speech model.",
            )
            self._send(Failed.of(job, told))


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return private ends of stdin and stdout, and leave harmless ones in their place.

    A library that prints would break the stream of events, so what goes to stdout now goes to
    stderr. And on Windows a DLL that looks at stdin while a thread reads it waits for ever.
    """
    requests = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return requests, events


def _read_requests(pipe: BinaryIO, requests: queue.Queue[Message]) -> None:
    """Hand on each request; when the window closes the pipe or dies, end at once."""
    with contextlib.suppress(OSError):
        for line in pipe:
            try:
                requests.put(decode(line))
            except ProtocolError as error:
                log.warning("Ignored a line: %s", error)
    os._exit(0)


def _stay_offline(event: str, _: Any) -> None:
    """Refuse every connection: nothing that is said leaves the computer."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise PermissionError("the speech worker makes no connections")


def _be_modest() -> None:
    """Let recording and window go first."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import ctypes  # noqa: PLC0415 - Windows only

            below_normal = 0x4000
            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
        else:
            os.nice(3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worker; it ends when its stdin is closed."""
    parser = argparse.ArgumentParser(prog="starling --transcription-worker")
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args(arguments)

    pipe, events = _take_over_pipes()
    sys.addaudithook(_stay_offline)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    _be_modest()

    def send(event: Event) -> None:
        data = memoryview(encode(event))
        try:
            while data:
                data = data[events.write(data) or 0 :]
        except OSError:
            os._exit(0)  # nobody listens any more

    requests: queue.Queue[Message] = queue.Queue()
    send(Hello(VERSION, os.getpid()))
    threading.Thread(target=_read_requests, args=(pipe, requests), daemon=True).start()
    Worker(ModelStore(options.models), send).run(requests)
    return 0


if __name__ == "__main__":
    sys.exit(main())
