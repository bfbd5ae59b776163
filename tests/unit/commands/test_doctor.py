import json
import sys

import pytest

from desktop import cli
from desktop.audio.devices import InputDevice
from desktop.commands import doctor
from desktop.domain.errors import DeviceError
from desktop.paths import Home, assets_dir
from desktop.storage.database import Database
from tests.sound.server import VirtualSound

BLUE = InputDevice("Blue one", "ALSA", 3, 48000, 1)
RED = InputDevice("Red one", "ALSA", 4, 44100, 2)


class Listening:
    """Stands in for the microphone's device."""

    def __init__(self, elapsed_s=2.0, zeros_s=0.0, error=None):
        self.elapsed_s, self.zeros_s, self.error = elapsed_s, zeros_s, error
        self.stopped = False

    def start(self):
        pass

    def stop(self):
        self.stopped = True


def microphone(listening, chosen="", devices=(BLUE, RED)):
    return doctor.check_microphone(chosen, lambda: list(devices), lambda device: listening)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STARLING_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def test_a_microphone_that_sends_sound():
    listening = Listening()
    found = microphone(listening)
    assert found.ok
    assert found.detail == "Blue one (48 kHz), 1 more"
    assert listening.stopped


def test_the_chosen_microphone_is_the_one_that_is_checked():
    assert microphone(Listening(), chosen="ALSA: Red one").detail == "Red one (44.1 kHz), 1 more"
    gone = microphone(Listening(), chosen="ALSA: Green one")
    assert "ALSA: Green one, is not connected" in gone.detail


def test_a_microphone_that_sends_only_zeros_is_a_matter_of_permission():
    found = microphone(Listening(elapsed_s=1.5, zeros_s=1.5))
    assert not found.ok
    assert "pure silence" in found.detail
    assert found.todo


def test_a_microphone_that_sends_nothing(monkeypatch):
    monkeypatch.setattr(doctor, "_LISTEN_AT_MOST_S", 0.1)
    listening = Listening(elapsed_s=0.0)
    found = microphone(listening)
    assert not found.ok
    assert "nothing comes from it" in found.detail
    assert listening.stopped


def test_a_microphone_that_is_pulled_out_while_it_is_checked():
    listening = Listening(elapsed_s=0.3, error=DeviceError("The microphone went away."))
    with pytest.raises(DeviceError):
        microphone(listening)
    assert listening.stopped


def test_no_microphone_says_what_to_do():
    found = doctor._careful("Microphone", lambda: microphone(Listening(), devices=()))
    assert not found.ok
    assert found.detail == "No microphone was found."
    assert "Plug in" in found.todo


def test_a_check_that_breaks_is_a_finding():
    found = doctor._careful("Storage", lambda: doctor.Finding("x", 1 // 0 == 0, ""))
    assert found.name == "Storage"
    assert not found.ok
    assert "ZeroDivisionError" in found.detail


def test_the_models_and_questions_are_there(home):
    assert doctor.check_star_model(assets_dir()).ok
    speech = doctor.check_speech_model(home)
    assert speech.ok
    assert speech.detail.startswith("tiny.en, whole")
    assert doctor.check_questions(home).ok


def test_a_missing_star_model_is_told(tmp_path):
    found = doctor._careful("STAR model", lambda: doctor.check_star_model(tmp_path))
    assert not found.ok
    assert found.detail


def test_a_broken_pack_of_the_users_own_is_told_but_not_fatal(home):
    home.create()
    (home.packs / "mine.toml").write_text("[pack", "utf-8")
    found = doctor.check_questions(home)
    assert not found.ok
    assert not found.needed
    assert "mine.toml" in found.detail


def test_a_new_folder_is_not_made_by_looking(home):
    found = doctor.check_storage(home)
    assert found.ok
    assert "free" in found.detail
    assert not home.root.exists()


def test_the_database_is_checked(home):
    home.create()
    Database(home.database).close()
    assert "database in order" in doctor.check_storage(home).detail
    home.database.write_bytes(b"this is no database, whatever its name says" * 100)
    found = doctor._careful("Storage", lambda: doctor.check_storage(home))
    assert not found.ok
    assert "damaged" in found.detail


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    found = doctor.check_storage(Home(tmp_path / "file" / "home"))
    assert not found.ok
    assert "STARLING_HOME" in found.todo


def test_too_little_room_is_told(home, monkeypatch):
    monkeypatch.setattr(doctor, "_LITTLE_ROOM", 1 << 80)
    found = doctor.check_storage(home)
    assert not found.ok
    assert found.todo.startswith("Make room")


def test_qt_starts_and_a_missing_display_is_told(monkeypatch):
    assert doctor.check_qt().ok
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    found = doctor.check_display()
    assert not found.ok
    assert "starling review" in found.todo


def test_a_display_that_qt_cannot_use_is_told(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    found = doctor.check_display()
    assert not found.ok
    assert "no-such-platform" in found.detail


def test_what_is_only_nice_to_have_does_not_count(monkeypatch, capsys):
    nice = doctor.Finding("Sound output", False, "None.", "Plug some in.", needed=False)
    fine = doctor.Finding("Storage", True, "Here.")
    bad = doctor.Finding("Microphone", False, "None.", "Plug one in.")
    monkeypatch.setattr(doctor, "checks", lambda home: [("a", lambda: nice), ("b", lambda: fine)])
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("optional  Sound output  None.\n" + " " * 24 + "Plug some in.\nok  ")
    assert out.endswith("\n\nEverything Starling needs is there.\n")
    monkeypatch.setattr(doctor, "checks", lambda home: [("a", lambda: bad), ("b", lambda: fine)])
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("\n\n1 thing is missing.\n")
    assert cli.main(["doctor", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert data["checks"][0] == {
        "name": "Microphone", "ok": False, "detail": "None.", "todo": "Plug one in.",
        "needed": True,
    }  # fmt: skip


@pytest.mark.real
def test_a_real_sound_system_muted_and_not(tmp_path):
    from tests.unit.test_cli import starling

    with VirtualSound() as sound:
        env = {**sound.environment, "STARLING_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
        done = starling("doctor", "--json", cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stdout
        data = json.loads(done.stdout)
        assert data["ok"] is True
        assert all(check["ok"] for check in data["checks"])
        sound.mute()
        done = starling("doctor", cwd=tmp_path, env=env)
        assert done.returncode == 1
        assert "pure silence" in " ".join(done.stdout.split())
