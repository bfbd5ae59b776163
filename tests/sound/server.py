"""A private sound server with a microphone to speak into and a speaker to listen to."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

import numpy as np

_SCRIPT = """\
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=mic_sink rate={rate} channels=1 {hint}=Mic_sink
load-module module-null-sink sink_name=speaker rate={rate} channels=2 {hint}=Virtual_speaker
load-module module-remap-source master=mic_sink.monitor source_name=test_mic {source_hint}
set-default-sink speaker
set-default-source test_mic
"""

# PortAudio reaches the server through ALSA's own plug-in.
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""

_WAIT_S = 15.0

# Nothing of this may outlive the test's process, not even when that is killed.
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()


class VirtualSound:
    """A sound server of our own: what is said into it comes out of its microphone.

    ``with VirtualSound() as sound:`` changes this process's environment (and so that of the
    processes it starts) for as long as the block runs. PortAudio and Qt read it when they are first
    used, so a test that records or plays in its own process has to be inside before that; other
    tests pass ``sound.environment`` to a subprocess.

    The room is faintly noisy (``noise_dbfs``, RMS; None for bit-exact zeros), as real ones are.
    Needs the programs pulseaudio, pactl, paplay, pacat and parec, and ALSA's pulse plug-in.
    """

    def __init__(self, rate_hz: int = 48000, noise_dbfs: float | None = -66.0) -> None:
        self.rate_hz = rate_hz
        self.noise_dbfs = noise_dbfs
        self.folder = Path()
        self._server: subprocess.Popen[bytes] | None = None
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._speakers: list[subprocess.Popen[bytes]] = []
        self._kept: dict[str, str | None] = {}

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a program to this server."""
        return {
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "PULSE_RUNTIME_PATH": str(self.folder / "run" / "pulse"),
            "PULSE_STATE_PATH": str(self.folder / "state"),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "ALSA_CONFIG_PATH": str(self.folder / "asound.conf"),
        }

    @property
    def _socket(self) -> Path:
        return self.folder / "native"

    def __enter__(self) -> VirtualSound:
        # Below /tmp whatever TMPDIR says: a socket's path may have 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="starling-sound-", dir="/tmp"))
        try:
            (self.folder / "run" / "pulse").mkdir(parents=True, mode=0o700)
            (self.folder / "run").chmod(0o700)
            (self.folder / "asound.conf").write_text(_ALSA, encoding="utf-8")
            (self.folder / "cookie").write_bytes(os.urandom(256))
            for name, value in self.environment.items():
                self._kept[name] = os.environ.get(name)
                os.environ[name] = value
            self.start_server()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        try:
            self.hush()
            self.kill_server()
        finally:
            for name, value in self._kept.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            shutil.rmtree(self.folder, ignore_errors=True)

    def start_server(self) -> None:
        """Start the server, for the first time or after ``kill_server``."""
        script = self.folder / "server.pa"
        script.write_text(
            _SCRIPT.format(
                socket=self._socket,
                rate=self.rate_hz,
                hint="sink_properties=device.description",
                source_hint="source_properties=device.description=Virtual_microphone",
            ),
            encoding="utf-8",
        )
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *(*_DIES_WITH_US, "pulseaudio", "-n", "-F", str(script), "--daemonize=no"),
                    *("--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit"),
                    "--log-target=stderr",
                ],
                stdout=log,
                stderr=log,
                env=self._environ() | {"HOME": str(self.folder)},
            )
        deadline = time.monotonic() + _WAIT_S
        while "test_mic" not in self._pactl("info", check=False):
            if self._server.poll() is not None or time.monotonic() > deadline:
                log_text = (self.folder / "server.log").read_text(errors="replace")
                raise RuntimeError(f"the sound server did not start:\n{log_text}")
            time.sleep(0.05)
        # With no one in a hurry a null sink takes and hands on sound in blocks of two seconds. Real
        # devices do not, and what is played just before someone listens would be lost.
        first: list[subprocess.Popen[bytes]] = []
        for monitor in ("mic_sink.monitor", "speaker.monitor"):
            hurry = ["parec", f"--device={monitor}", "--latency-msec=20"]
            self._background(hurry, stdout=subprocess.DEVNULL)
            first.append(self._background(hurry, stdout=subprocess.PIPE))
        for listener in first:
            assert listener.stdout is not None
            listener.stdout.read(4096)
            listener.kill()
        if self.noise_dbfs is not None:
            self._make_noise(self.noise_dbfs)

    def _background(self, command: list[str], **pipes: int) -> subprocess.Popen[bytes]:
        started = subprocess.Popen(
            [*_DIES_WITH_US, *command],
            stderr=subprocess.DEVNULL,
            env=self._environ(),
            bufsize=0,
            **pipes,
        )
        self._helpers.append(started)
        return started

    def _make_noise(self, dbfs: float) -> None:
        """Let the room be heard: a real microphone never sends bit-exact zeros."""
        second = np.random.default_rng(7).normal(0, 32768 * 10 ** (dbfs / 20), self.rate_hz)
        data = np.rint(second).astype("<i2").tobytes()
        format_ = ["--format=s16le", f"--rate={self.rate_hz}", "--channels=1"]
        command = ["pacat", "--device=mic_sink", "--latency-msec=200", *format_]
        player = self._background(command, stdin=subprocess.PIPE)

        def feed() -> None:
            assert player.stdin is not None
            with contextlib.suppress(OSError, ValueError):
                while True:
                    player.stdin.write(data)

        threading.Thread(target=feed, daemon=True, name="room-noise").start()

    def kill_server(self) -> None:
        """End the server at once, as a crash or an unplugged interface would."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait()
        self._server = None
        for helper in self._helpers:
            helper.kill()
            helper.wait()
        self._helpers.clear()
        self._socket.unlink(missing_ok=True)

    @property
    def running(self) -> bool:
        """Whether the server is there."""
        return self._server is not None and self._server.poll() is None

    def unplug(self) -> None:
        """Take the microphone away; the server goes on."""
        self._pactl("unload-module", "module-remap-source")

    def plug(self) -> None:
        """Bring the microphone back."""
        self._pactl(
            "load-module",
            "module-remap-source",
            "master=mic_sink.monitor",
            "source_name=test_mic",
            "source_properties=device.description=Virtual_microphone",
        )
        self._pactl("set-default-source", "test_mic")

    def mute(self, muted: bool = True) -> None:
        """Mute the microphone; it then sends bit-exact zeros."""
        self._pactl("set-source-mute", "test_mic", "1" if muted else "0")

    def say(self, path: Path, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """Play a WAV or FLAC file into the microphone.

        Args:
            path: The file.
            wait: Return when it has been said; else at once.
        """
        speaker = subprocess.Popen(
            [*_DIES_WITH_US, "paplay", "--device=mic_sink", "--latency-msec=50", str(path)],
            env=self._environ(),
        )
        self._speakers.append(speaker)
        if wait and speaker.wait() != 0:
            raise RuntimeError(f"paplay ended with {speaker.returncode}")
        return speaker

    def hush(self) -> None:
        """Stop whatever is being said."""
        for speaker in self._speakers:
            if speaker.poll() is None:
                speaker.kill()
            speaker.wait()
        self._speakers.clear()

    @contextlib.contextmanager
    def listening(self, path: Path) -> Iterator[Path]:
        """Record what the speaker plays into a WAV for as long as the block runs."""
        command = ["parec", "--device=speaker.monitor", "--file-format=wav", "--latency-msec=50"]
        command += [f"--rate={self.rate_hz}", "--channels=1", "--format=s16le", str(path)]
        ear = subprocess.Popen([*_DIES_WITH_US, *command], env=self._environ())
        try:
            deadline = time.monotonic() + _WAIT_S
            while not path.exists() or path.stat().st_size < 4096:
                if ear.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("parec heard nothing at all")
                time.sleep(0.02)
            yield path
            # What was played last is still on its way.
            time.sleep(0.3)
        finally:
            ear.send_signal(signal.SIGINT)
            try:
                ear.wait(5)
            except subprocess.TimeoutExpired:
                ear.kill()
                ear.wait()

    def heard(self, seconds: float, path: Path | None = None) -> Path:
        """Record the speaker for some seconds and return the WAV."""
        path = path or self.folder / f"heard-{time.monotonic_ns()}.wav"
        with self.listening(path):
            time.sleep(seconds)
        return path

    def _pactl(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["pactl", *arguments],
            env=self._environ() | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            timeout=_WAIT_S,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def _environ(self) -> Mapping[str, str]:
        return {**os.environ, **self.environment}
