"""One virtual sound server for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.audio import devices
from tests.sound.server import VirtualSound


@pytest.fixture(scope="module")
def server() -> Iterator[VirtualSound]:
    """A sound server that PortAudio knows of."""
    with VirtualSound() as started:
        assert devices.renew()
        yield started
    # The next test of this process must not meet devices that are gone.
    devices.renew()


@pytest.fixture
def sound(server: VirtualSound) -> VirtualSound:
    """The sound server with nothing said, muted or broken by the test before."""
    if not server.running:
        server.start_server()
    server.hush()
    server.mute(False)
    assert devices.renew()
    return server
