"""Finds the microphones and keeps PortAudio's own list of them fresh."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.errors import DeviceError

_Got = TypeVar("_Got")

# Names ALSA gives to its own plumbing. They are not microphones and confuse a list of them.
_ALSA_PLUMBING = frozenset(
    {
        "sysdefault",
        "samplerate",
        "speexrate",
        "lavrate",
        "upmix",
        "vdownmix",
        "speex",
        "jack",
        "oss",
    }
)
# More channels than any microphone has: a software device that takes whatever it is asked for.
_MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A microphone as the sound system names it.

    Attributes:
        name: The sound system's name for it.
        host_api: The sound system, such as "ALSA" or "Core Audio".
        index: PortAudio's index; changes when devices come and go.
        rate_hz: Native sample rate in Hz.
        channels: Channels to open it with.
    """

    name: str
    host_api: str
    index: int
    rate_hz: int
    channels: int

    @property
    def key(self) -> str:
        """What settings remember: indices change, names stay."""
        return f"{self.host_api}: {self.name}"

    @property
    def label(self) -> str:
        """What the user reads."""
        return "System default" if self.name == "default" else self.name


class _PortAudio:
    """PortAudio's process-wide state: loaded once, its device list frozen while streams are open.

    PortAudio itself is one per process, so the counter of open streams has to be as well.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open = 0

    def module(self) -> Any:
        """Return the sounddevice module.

        Raises:
            DeviceError: PortAudio is not installed, or sounddevice is not.
        """
        try:
            return importlib.import_module("sounddevice")
        except (OSError, ImportError) as error:
            raise missing_portaudio(error) from error

    @contextmanager
    def using(self) -> Iterator[Any]:
        """Keep the device list from being refreshed while a stream is opened."""
        with self._lock:
            _join_com()
            yield self.module()

    def opened(self) -> None:
        with self._lock:
            self._open += 1

    def closed(self) -> None:
        with self._lock:
            self._open = max(0, self._open - 1)

    def refresh(self) -> bool:
        """Read the device list again; False when an open stream forbids it."""
        with self._lock:
            sd = self.module()
            if self._open:
                return False
            # Restarting PortAudio is the only way to a new list, and it kills every open stream.
            sd._terminate()
            sd._initialize()
            return True


portaudio = _PortAudio()


def _join_com() -> None:
    """Let this thread talk to WASAPI, which needs COM on every thread that opens a device."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        ctypes.windll.ole32.CoInitializeEx(None, 0)


def missing_portaudio(error: BaseException, platform: str = sys.platform) -> DeviceError:
    """Return the error that says how to get PortAudio on this system."""
    if platform.startswith("linux"):
        todo = (
            "Install PortAudio (Debian and Ubuntu: sudo apt install libportaudio2; Fedora: "
            "sudo dnf install portaudio), then start Starling again."
        )
    else:
        todo = "Install it again with: pip install --force-reinstall sounddevice"
    return DeviceError(f"Starling could not reach the sound system ({error}).", todo=todo)


def no_microphone(platform: str = sys.platform) -> DeviceError:
    """Return the error for a computer without a microphone."""
    return DeviceError("No microphone was found.", todo=how_to_connect(platform))


def how_to_connect(platform: str = sys.platform) -> str:
    """Return what to do when no microphone is listed."""
    plug = "Plug in a microphone or headset"
    if platform == "darwin":
        return f"{plug}, or choose one in System Settings, Sound, Input."
    if platform == "win32":
        return f"{plug}, or turn one on in Settings, System, Sound, Input."
    return f"{plug}, or choose one in your desktop's sound settings under Input."


def how_to_allow(platform: str = sys.platform) -> str:
    """Return where this system lets Starling use the microphone."""
    if platform == "darwin":
        return (
            "Open System Settings, Privacy & Security, Microphone, and turn on Starling (or the "
            "terminal you started it from). Then start Starling again."
        )
    if platform == "win32":
        return (
            "Open Settings, Privacy & security, Microphone, and turn on “Let desktop apps access "
            "your microphone”. Check the mute key on the keyboard or headset too."
        )
    return (
        "Check the mute key on the keyboard or headset and the Input page of your sound settings. "
        "Installed as a Snap or Flatpak, Starling also needs leave to record sound."
    )


def list_inputs(refresh: bool = False) -> list[InputDevice]:
    """Return the microphones, the system's default first.

    Args:
        refresh: Read PortAudio's list again, to see what was plugged in since. Takes 10 to 500 ms;
            does nothing while a stream is open.

    Raises:
        DeviceError: PortAudio is missing or cannot start.
    """
    if refresh:
        renew()
    return _asked(_list)


def renew() -> bool:
    """Read PortAudio's list of devices again; 10 to 500 ms.

    Returns:
        False where an open stream forbids it.

    Raises:
        DeviceError: PortAudio is missing or cannot start.
    """
    return _asked(portaudio.refresh)


def default_input() -> InputDevice | None:
    """Return the microphone the system would use, or None where there is none.

    Raises:
        DeviceError: PortAudio is missing or cannot start.
    """
    return next(iter(list_inputs()), None)


def find_input(key: str) -> InputDevice | None:
    """Return the microphone with this key if it is connected.

    Raises:
        DeviceError: PortAudio is missing or cannot start.
    """
    return next((device for device in list_inputs() if device.key == key), None)


def sound_cards(listing: Path = Path("/proc/asound/cards")) -> str:
    """Return the sound cards Linux knows, as text to be compared; empty elsewhere. Instant.

    Qt tells of new microphones but, through PulseAudio, not of those that went away.
    """
    try:
        return listing.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _asked(call: Callable[[], _Got]) -> _Got:
    try:
        return call()
    except DeviceError:
        raise
    except Exception as error:
        # sounddevice raises its own PortAudioError, which cannot be named before it is imported.
        raise DeviceError(
            f"The sound system did not answer ({error}).",
            todo="Close other programs that use sound, then try again.",
        ) from error


def _list() -> list[InputDevice]:
    with portaudio.using() as sd:
        apis = list(sd.query_hostapis())
        devices = list(sd.query_devices())
    return choose_inputs(devices, apis, sys.platform)


def choose_inputs(
    devices: list[dict[str, Any]], apis: list[dict[str, Any]], platform: str
) -> list[InputDevice]:
    """Return the microphones among PortAudio's devices, the default first, none twice.

    Args:
        devices: What ``sounddevice.query_devices()`` returns.
        apis: What ``sounddevice.query_hostapis()`` returns.
        platform: ``sys.platform``.
    """
    found: list[InputDevice] = []
    for index, device in enumerate(devices):
        channels = int(device["max_input_channels"])
        name = str(device["name"]).strip()
        if channels < 1 or name in _ALSA_PLUMBING:
            continue
        found.append(
            InputDevice(
                name=name,
                host_api=str(apis[int(device["hostapi"])]["name"]),
                index=index,
                rate_hz=round(float(device["default_samplerate"])) or 44100,
                channels=channels if channels <= _MOST_CHANNELS else 1,
            )
        )
    if platform == "win32":
        # Windows lists every microphone once for each of its sound systems.
        found = [d for d in found if d.host_api == "Windows WASAPI"] or found
    used = {device.host_api for device in found}
    defaults = [int(api["default_input_device"]) for api in apis if api["name"] in used]
    found.sort(key=lambda d: defaults.index(d.index) if d.index in defaults else len(defaults))
    unique: dict[str, InputDevice] = {}
    for microphone in found:
        unique.setdefault(microphone.key, microphone)
    return list(unique.values())
