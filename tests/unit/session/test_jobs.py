"""Background jobs: results and failures come back to the thread that asked."""

from __future__ import annotations

import threading
import time

import pytest

from desktop.domain.errors import StarlingError, StorageError
from desktop.session.jobs import Jobs


@pytest.fixture
def jobs(qapp):
    made = Jobs(1)
    yield made
    made.close()


def test_the_result_comes_back_to_the_asking_thread(qtbot, jobs):
    seen = []
    jobs.run(
        lambda: threading.current_thread(),
        lambda worker: seen.append((worker, threading.current_thread())),
    )
    assert jobs.busy
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert here is threading.current_thread()
    assert worker is not here
    assert not jobs.busy


def test_one_thread_keeps_the_order(qtbot, jobs):
    seen = []
    for number in range(20):
        jobs.run(lambda n=number: n, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_a_failure_for_the_user_comes_as_it_is(qtbot, jobs):
    error = StorageError("The disk is full.")
    seen = []

    def work() -> None:
        raise error

    jobs.run(work, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [error]


def test_a_failure_nobody_foresaw_is_worded_and_logged(qtbot, jobs, caplog):
    seen = []
    jobs.run(lambda: {}["x"], failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], StarlingError)
    assert "KeyError" in seen[0].what
    assert "a background job failed" in caplog.text


def test_a_failure_nobody_asked_about_is_logged(qtbot, jobs, caplog):
    def work() -> None:
        raise StorageError("The disk is full.")

    jobs.run(work)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert "The disk is full" in caplog.text


def test_closing_waits_for_the_work_and_calls_nobody(qtbot, qapp):
    jobs = Jobs(1)
    done, told = [], []

    def work() -> None:
        time.sleep(0.1)
        done.append(1)

    jobs.run(work, told.append)
    jobs.close()
    jobs.run(lambda: done.append(2))
    qtbot.wait(30)
    assert done == [1]
    assert told == []
