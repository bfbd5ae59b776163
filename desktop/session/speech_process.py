"""One run of the speech worker: starts it, reads its events, and says when and how it ended."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop.transcription.launch import worker_environment
from desktop.transcription.protocol import (
    VERSION,
    Hello,
    ProtocolError,
    Request,
    decode,
    encode,
)

log = logging.getLogger(__name__)

_CLOSE_GRACE_MS = 1000
_LONGEST_LINE = 64 * 1024 * 1024
_LINES_KEPT = 50


class SpeechProcess(QObject):
    """A worker process; requests wait until it has said hello in our version of the protocol.

    Args:
        command: Program and arguments.
        parent: Owner.
    """

    received = Signal(object)
    """A ``protocol`` event other than hello."""
    ended = Signal()
    """It stopped by itself after it had said hello."""
    unusable = Signal(str)
    """It could not be started or spoken to, and why; no use trying again."""

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._greeted = False
        self._closed = False
        self._out = bytearray()
        self._waiting: list[Request] = []
        self._said: deque[str] = deque(maxlen=_LINES_KEPT)
        self._process = process = QProcess(self)
        process.setProgram(command[0])
        process.setArguments(list(command[1:]))
        environment = QProcessEnvironment()
        for name, value in worker_environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._listen)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        # Queued: a program that is not there says so inside start(), before anybody listens.
        QTimer.singleShot(0, process, process.start)

    @property
    def process_id(self) -> int:
        """The process's id; 0 before it runs."""
        return int(self._process.processId())

    def send(self, request: Request) -> None:
        """Send a request, now or once the worker has said hello."""
        if self._greeted:
            self._process.write(encode(request))
        else:
            self._waiting.append(request)

    def close(self) -> None:
        """End the process; nothing is announced any more."""
        self._closed = True
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(_CLOSE_GRACE_MS)
        self.deleteLater()

    def _read(self) -> None:
        self._out += self._process.readAllStandardOutput().data()
        while not self._closed and (end := self._out.find(b"\n")) >= 0:
            line = bytes(self._out[:end])
            del self._out[: end + 1]
            self._take(line)
        if len(self._out) > _LONGEST_LINE:
            log.warning("The speech worker sent a line without an end")
            self._process.kill()

    def _take(self, line: bytes) -> None:
        try:
            event = decode(line)
        except ProtocolError as error:
            log.warning("The speech worker sent a line that is no event: %s", error)
            return
        if not isinstance(event, Hello):
            self.received.emit(event)
        elif event.version != VERSION:
            self._give_up("The speech worker belongs to another version of Starling.")
        else:
            self._greeted = True
            for request in self._waiting:
                self.send(request)
            self._waiting.clear()

    def _listen(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        for line in filter(None, map(str.strip, text.splitlines())):
            self._said.append(line)
            log.debug("speech worker: %s", line)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            why = self._process.errorString()
            self._give_up(f"The speech worker could not be started: {why}.")

    def _on_finished(self, code: int) -> None:
        if self._closed:
            return
        self._read()
        self._listen()
        log.warning("The speech worker stopped (code %s): %s", code, "; ".join(self._said))
        if self._greeted:
            self.ended.emit()
            return
        # It never came up, so it would not the next time either.
        said = f" It said: {self._said[-1]}" if self._said else ""
        self._give_up(f"The speech worker could not be started.{said}")

    def _give_up(self, why: str) -> None:
        if not self._closed:
            self.unusable.emit(why)
