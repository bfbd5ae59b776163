"""Work away from the event loop, with the result brought back to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain.errors import StarlingError

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Jobs(QObject):
    """Runs functions in threads; callbacks come in the thread that made this object.

    With one thread, jobs run in the order they were given.

    Args:
        threads: How many jobs may run at once.
        name: Of the threads, for the log.
        parent: Qt's owner.
    """

    _settled = Signal(object)

    def __init__(self, threads: int = 1, name: str = "jobs", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._pending = 0
        self._open = True
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits, or its callback has not been called yet."""
        return self._pending > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[StarlingError], object] | None = None,
    ) -> None:
        """Run a function in the background.

        Args:
            work: The function.
            done: Called with what it returned.
            failed: Called with what it raised; anything but a ``StarlingError`` is logged and
                wrapped in one.
        """
        if not self._open:
            return
        self._pending += 1
        self._pool.submit(self._work, work, done, failed)

    def close(self) -> None:
        """Wait for the jobs given so far; their callbacks are not called any more."""
        self._open = False
        self._pool.shutdown(wait=True)

    def _work(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None,
        failed: Callable[[StarlingError], object] | None,
    ) -> None:
        call: Callable[[], object] | None = None
        try:
            result = work()
            if done is not None:
                call = _bound(done, result)
        except StarlingError as error:
            call = _bound(failed, error) if failed is not None else _bound(_log_failure, error)
        except Exception as error:
            _log.exception("a background job failed")
            if failed is not None:
                call = _bound(failed, wrap(error))
        # The window may be gone by the time a job ends.
        if self._open:
            self._settled.emit(call)

    @Slot(object)
    def _deliver(self, call: Callable[[], object] | None) -> None:
        self._pending -= 1
        if call is not None and self._open:
            call()


def wrap(error: Exception) -> StarlingError:
    """Word a failure nobody foresaw."""
    return StarlingError(
        f"Something went wrong inside Starling ({type(error).__name__}: {error}).",
        kept="What was recorded is safe.",
        todo="Try again; the log in Starling's data folder says more.",
    )


def _log_failure(error: StarlingError) -> None:
    _log.error("a background job failed: %s", error)


def _bound(call: Callable[[Any], object], value: Any) -> Callable[[], object]:
    return lambda: call(value)
