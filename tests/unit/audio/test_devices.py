"""Which microphones are offered, and what is said when there are none."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.audio import devices, streams
from desktop.audio.devices import InputDevice, choose_inputs, missing_portaudio, no_microphone
from desktop.domain.errors import DeviceError


def device(name: str, api: int, inputs: int, rate: float = 48000.0) -> dict:
    return {
        "name": name,
        "hostapi": api,
        "max_input_channels": inputs,
        "default_samplerate": rate,
    }


def api(name: str, default: int) -> dict:
    return {"name": name, "default_input_device": default}


def test_speakers_and_plumbing_are_left_out_and_the_default_comes_first():
    found = choose_inputs(
        [
            device("Built-in Audio: ALC257 (hw:0,0)", 0, 2),
            device("HDMI", 0, 0),
            device("sysdefault", 0, 128),
            device("USB Microphone (hw:1,0)", 0, 1, 44100.0),
            device("default", 0, 32, 44100.0),
        ],
        [api("ALSA", 4), api("OSS", -1)],
        "linux",
    )
    assert [d.name for d in found] == [
        "default",
        "Built-in Audio: ALC257 (hw:0,0)",
        "USB Microphone (hw:1,0)",
    ]
    assert [d.channels for d in found] == [1, 2, 1]
    assert [d.rate_hz for d in found] == [44100, 48000, 44100]
    assert found[0].key == "ALSA: default"
    assert found[0].label == "System default"
    assert found[2].index == 3


def test_windows_lists_each_microphone_once():
    found = choose_inputs(
        [
            device("Microsoft Sound Mapper - Input", 0, 2, 44100.0),
            device("Headset (Some long name tha", 0, 1, 44100.0),
            device("Primary Sound Capture Driver", 1, 2, 44100.0),
            device("Microphone Array", 2, 2),
            device("Headset (Some long name that fits)", 2, 1, 16000.0),
        ],
        [api("MME", 0), api("Windows DirectSound", 2), api("Windows WASAPI", 4)],
        "win32",
    )
    assert [d.name for d in found] == ["Headset (Some long name that fits)", "Microphone Array"]
    assert {d.host_api for d in found} == {"Windows WASAPI"}


def test_windows_without_wasapi_still_has_microphones():
    found = choose_inputs([device("Mic", 0, 1)], [api("MME", 0)], "win32")
    assert [d.name for d in found] == ["Mic"]


def test_two_of_a_name_are_one_choice():
    twins = [device("USB Mic", 0, 1), device("USB Mic", 0, 1)]
    found = choose_inputs(twins, [api("Core Audio", 1)], "darwin")
    assert [(d.key, d.index) for d in found] == [("Core Audio: USB Mic", 1)]


def test_none_at_all():
    assert choose_inputs([], [], "linux") == []
    assert choose_inputs([device("Speaker", 0, 0)], [api("Core Audio", -1)], "darwin") == []


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_system_gets_its_own_advice(platform):
    everything = [
        devices.how_to_allow(platform),
        devices.how_to_connect(platform),
        missing_portaudio(OSError("PortAudio library not found"), platform).todo,
        no_microphone(platform).todo,
    ]
    assert all(everything)
    assert all("!" not in text for text in everything)
    if platform != "linux":
        assert devices.how_to_allow(platform) != devices.how_to_allow("linux")
    else:
        assert "libportaudio2" in everything[2]


@pytest.mark.parametrize("fault", [OSError("PortAudio library not found"), ImportError("gone")])
def test_a_missing_library_is_told_with_its_cure(monkeypatch, fault):
    real = importlib.import_module

    def fail(name: str, *rest):
        if name == "sounddevice":
            raise fault
        return real(name, *rest)

    monkeypatch.setattr(devices.importlib, "import_module", fail)
    for call in (devices.list_inputs, devices.default_input, devices.renew):
        with pytest.raises(DeviceError) as caught:
            call()
        assert str(fault) in caught.value.what
        assert caught.value.todo
    with pytest.raises(DeviceError):
        streams.open_input(None, lambda *_: None, lambda: None)


def test_a_microphone_that_is_gone_is_named(monkeypatch):
    monkeypatch.setattr(streams, "find_input", lambda key: None)
    gone = InputDevice("USB Microphone", "ALSA", 3, 48000, 1)
    with pytest.raises(DeviceError, match="USB Microphone is not connected"):
        streams.resolve(gone)
    monkeypatch.setattr(streams, "list_inputs", list)
    with pytest.raises(DeviceError, match="No microphone"):
        streams.resolve(None)


def test_a_microphone_is_found_by_name_when_its_index_moved(monkeypatch):
    now = InputDevice("USB Microphone", "ALSA", 5, 48000, 1)
    monkeypatch.setattr(devices, "list_inputs", lambda: [now])
    before = InputDevice("USB Microphone", "ALSA", 3, 48000, 1)
    assert streams.resolve(before) is now


def test_sound_cards_are_text_to_compare(tmp_path):
    assert devices.sound_cards(tmp_path / "none") == ""
    (tmp_path / "cards").write_text(" 0 [PCH]: HDA-Intel\n", encoding="utf-8")
    assert "PCH" in devices.sound_cards(tmp_path / "cards")


class BrokenPortAudio:
    """PortAudio whose every device is busy."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        self.tried: list[int] = []
        self.restarts = 0

    def InputStream(self, *, channels: int, **_):
        self.tried.append(channels)
        raise self.PortAudioError("Device unavailable [PaErrorCode -9985]")

    def query_hostapis(self):
        raise self.PortAudioError("not initialised")

    query_devices = query_hostapis

    def _terminate(self) -> None:
        self.restarts += 1

    def _initialize(self) -> None:
        pass


def test_a_busy_device_is_tried_with_fewer_channels_and_then_named(monkeypatch):
    broken = BrokenPortAudio()
    monkeypatch.setattr(devices.portaudio, "module", lambda: broken)
    six = InputDevice("Interface", "ALSA", 3, 48000, 6)
    monkeypatch.setattr(streams, "resolve", lambda device: six)
    with pytest.raises(DeviceError, match="Interface did not open"):
        streams.open_input(six, lambda *_: None, lambda: None)
    assert broken.tried == [6, 2, 1]
    with pytest.raises(DeviceError, match="did not answer"):
        devices.list_inputs()


def test_the_list_is_left_alone_while_a_stream_is_open(monkeypatch):
    portaudio = devices._PortAudio()
    broken = BrokenPortAudio()
    monkeypatch.setattr(portaudio, "module", lambda: broken)
    portaudio.opened()
    assert portaudio.refresh() is False
    assert broken.restarts == 0
    portaudio.closed()
    assert portaudio.refresh() is True
    assert broken.restarts == 1


def test_importing_the_recorder_does_not_load_portaudio_or_qt():
    code = (
        "import sys, desktop.audio.recorder, desktop.audio.meter, desktop.audio.check, "
        "desktop.audio.files\n"
        "print([m for m in ('sounddevice', 'PySide6', 'torch', 'av') if m in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
