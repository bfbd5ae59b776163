"""The worker as a process: its pipes, its end, and what it never does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.transcription.launch import WORKER_FLAG, worker_command, worker_environment
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
    Progress,
    Ready,
    Request,
    Transcribe,
    Warm,
    decode,
    encode,
)
from tests.speech import texts
from tests.speech.models import kept_models
from tests.speech.synth import say

# What libraries do to a program's stdout, done on purpose, before the worker runs as ever.
NOISY = """
import sys, threading, time, os
from desktop.transcription import worker
def chatter():
    while True:
        print("Loading | 37%", flush=True)
        os.write(1, b"raw bytes\\n")
        time.sleep(0.01)
real = worker.Worker.handle
def handle(self, request):
    threading.Thread(target=chatter, daemon=True).start()
    return real(self, request)
worker.Worker.handle = handle
sys.exit(worker.main(sys.argv[1:]))
"""


class Process:
    """A real worker and its pipes."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=worker_environment(),
        )  # fmt: skip

    def tell(self, *requests: Request) -> None:
        for request in requests:
            self.tell_bytes(encode(request))

    def tell_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def event(self) -> Event:
        assert self.process.stdout is not None
        return decode(self.process.stdout.readline())

    def until(self, kind: type[Event]) -> Event:
        while not isinstance(event := self.event(), kind):
            assert not isinstance(event, Failed), event
        return event

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def worker() -> Iterator[Process]:
    process = Process(worker_command(kept_models().folder))
    yield process
    process.close()


def test_a_worker_says_hello_and_ends_with_its_stdin(worker: Process) -> None:
    assert worker.event() == Hello(VERSION, worker.process.pid)
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(timeout=1) == 0


def test_a_missing_model_or_file_is_told_and_garbage_is_ignored(tmp_path: Path) -> None:
    worker = Process(worker_command(tmp_path))
    try:
        worker.event()
        worker.tell_bytes(b'garbage\n{"kind": "dance"}\n\xff\n')
        worker.tell(Warm("small.en"), Follow("a", str(tmp_path / "a.wav"), "base.en"))
        worker.tell(Finish("nobody"), Cancel("nobody"))
        failed = worker.event()
        assert isinstance(failed, Failed)
        assert (failed.job, failed.error) == ("", "ModelError")
        assert "small.en" in failed.what
        failed = worker.event()
        assert isinstance(failed, Failed)
        assert (failed.job, failed.error) == ("a", "ModelError")
        assert worker.event() == Cancelled("nobody")
    finally:
        worker.close()


@pytest.mark.real
def test_a_worker_works_amid_noise_drops_and_dies_with_its_parent_when_busy(tmp_path: Path) -> None:
    short = say(texts.SHORT, tmp_path / "short.flac")
    long = say(texts.BREATHLESS, tmp_path / "long.wav")
    models = str(kept_models().folder)
    worker = Process([sys.executable, "-c", NOISY, "--models", models])
    try:
        worker.event()
        worker.tell(Transcribe("gone", str(tmp_path / "gone.wav"), "tiny.en"))
        assert isinstance(worker.event(), Ready)
        failed = worker.event()
        assert isinstance(failed, Failed)
        assert (failed.job, failed.error) == ("gone", "AudioFileError")
        assert "gone.wav" in failed.what

        worker.tell(Transcribe("a", str(short.path), "tiny.en"))
        done = worker.until(Done)
        assert isinstance(done, Done)
        assert [w.text for w in done.words] == texts.SHORT.split()
        assert (done.model, done.language) == ("tiny.en", "en")

        worker.tell(Transcribe("binned", str(long.path), "tiny.en"))
        worker.until(Progress)
        worker.tell(Cancel("binned"), Transcribe("c", str(short.path), "tiny.en"))
        assert worker.until(Cancelled) == Cancelled("binned")
        done = worker.until(Done)
        assert isinstance(done, Done)
        assert done.job == "c"  # and nothing of the other before or after

        worker.tell(Transcribe("b", str(long.path), "tiny.en"))
        time.sleep(0.7)  # by now it is inside the model
        assert worker.process.stdin is not None
        worker.process.stdin.close()
        began = time.monotonic()
        worker.process.wait(timeout=5)
        assert time.monotonic() - began < 1.0
    finally:
        worker.close()


def test_the_worker_makes_no_connections() -> None:
    code = """
import socket, sys, urllib.request
from desktop.transcription import worker
sys.addaudithook(worker._stay_offline)
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: urllib.request.urlopen("http://localhost/"),
    lambda: socket.getaddrinfo("localhost", 80),
):
    try:
        attempt()
    except (PermissionError, urllib.error.URLError) as error:
        print("makes no connections" in str(error))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=worker_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "True"]


def test_the_command_line_is_the_frozen_apps_own_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker_command(tmp_path)[1:] == [
        "-P", "-m", "desktop.transcription.worker", "--models", str(tmp_path),
    ]  # fmt: skip
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command(tmp_path) == [sys.executable, WORKER_FLAG, "--models", str(tmp_path)]


def test_a_file_in_the_current_folder_shadows_nothing(tmp_path: Path) -> None:
    (tmp_path / "queue.py").write_text("raise SystemExit(3)")
    process = subprocess.Popen(
        worker_command(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path,
        env=worker_environment({"PATH": "/usr/bin:/bin"}),
    )  # fmt: skip
    out, _ = process.communicate(timeout=60)
    assert json.loads(out.splitlines()[0])["kind"] == "hello"
