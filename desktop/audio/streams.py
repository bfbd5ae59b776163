"""Opens a microphone: the hardware edge that tests replace."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from desktop.audio.devices import (
    InputDevice,
    find_input,
    how_to_allow,
    list_inputs,
    no_microphone,
    portaudio,
)
from desktop.domain.errors import DeviceError

log = logging.getLogger(__name__)

# How long a stream may take to close. A sound server that died can keep PortAudio for ever.
_CLOSE_S = 2.0

Block = npt.NDArray[np.float32]


class Status(Protocol):
    """What PortAudio says about a block."""

    @property
    def input_overflow(self) -> bool:
        """Whether sound was lost before this block."""
        ...


BlockCallback = Callable[[Block, int, Any, Status], None]


class InputStream(Protocol):
    """An open microphone."""

    rate_hz: int
    channels: int
    latency_s: float

    def start(self) -> None:
        """Begin to call back with blocks."""
        ...

    def active(self) -> bool:
        """Whether blocks can still come."""
        ...

    def close(self, *, abort: bool = False) -> None:
        """Stop and let the device go; with ``abort`` without waiting for the last blocks."""
        ...


class StreamFactory(Protocol):
    """Opens a device, the system's default for None."""

    def __call__(
        self, device: InputDevice | None, callback: BlockCallback, finished: Callable[[], None]
    ) -> InputStream:
        """Open the device.

        Raises:
            DeviceError: It cannot be opened.
        """
        ...


class PortAudioStream:
    """A microphone opened through PortAudio."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._closed = False
        self.rate_hz = round(float(stream.samplerate))
        self.channels = int(stream.channels)
        self.latency_s = float(stream.latency)

    def start(self) -> None:
        """Begin to call back with blocks."""
        self._stream.start()

    def active(self) -> bool:
        """Whether blocks can still come."""
        try:
            return bool(self._stream.active)
        except Exception:
            return False

    def close(self, *, abort: bool = False) -> None:
        """Stop and let the device go; waits two seconds at most."""
        if self._closed:
            return
        self._closed = True
        closer = threading.Thread(target=self._close, args=(abort,), daemon=True, name="mic-close")
        closer.start()
        closer.join(_CLOSE_S)
        if closer.is_alive():
            log.warning("The microphone did not close within %s s", _CLOSE_S)

    def _close(self, abort: bool) -> None:
        try:
            if abort:
                self._stream.abort()
            else:
                self._stream.stop()
            self._stream.close()
        except Exception:
            log.warning("The microphone did not close cleanly", exc_info=True)
        # Only a stream that is gone lets the device list be refreshed.
        portaudio.closed()


def resolve(device: InputDevice | None) -> InputDevice:
    """Return the device as it is listed now, or the system's default for None.

    Raises:
        DeviceError: There is no microphone, or this one is gone.
    """
    if device is None:
        default = next(iter(list_inputs()), None)
        if default is None:
            raise no_microphone()
        return default
    found = find_input(device.key)
    if found is None:
        raise DeviceError(
            f"{device.label} is not connected.",
            todo="Plug it in again, or choose another microphone in Settings.",
        )
    return found


def open_input(
    device: InputDevice | None, callback: BlockCallback, finished: Callable[[], None]
) -> InputStream:
    """Open a microphone at its native rate; a ``StreamFactory``.

    Takes from 20 ms to two seconds (Bluetooth).

    Raises:
        DeviceError: The device is missing, busy, refused or gone.
    """
    device = resolve(device)
    fault: Exception | None = None
    with portaudio.using() as sd:
        # Some drivers announce more channels than they open, so fewer are tried next.
        for channels in dict.fromkeys((device.channels, min(2, device.channels), 1)):
            try:
                stream = sd.InputStream(
                    device=device.index,
                    samplerate=device.rate_hz,
                    channels=channels,
                    # PortAudio's own conversion to 16 bit adds dither, which would hide the
                    # bit-exact zeros of a muted or refused microphone.
                    dtype="float32",
                    latency="high",
                    callback=callback,
                    finished_callback=finished,
                )
            except sd.PortAudioError as error:
                fault = error
            else:
                portaudio.opened()
                return PortAudioStream(stream)
    raise cannot_open(device, fault)


def cannot_open(device: InputDevice, error: Exception | None) -> DeviceError:
    """Return the error for a device that does not open."""
    todo = "Close other programs that record sound, or choose another microphone in Settings."
    if sys.platform in ("darwin", "win32"):
        # Both systems report a refused microphone as a fault of its format.
        todo = f"{todo} {how_to_allow()}"
    return DeviceError(f"{device.label} did not open ({error}).", todo=todo)
