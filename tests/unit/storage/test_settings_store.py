"""Settings: overrides only, nothing lost, nothing fatal."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from desktop.domain.attempt import PracticeSettings
from desktop.domain.errors import StorageError
from desktop.storage.settings import Settings, SettingsStore


def test_without_a_file_there_are_the_defaults(tmp_path):
    store = SettingsStore(tmp_path / "settings.json")
    assert store.settings == Settings()
    assert store.settings.practice == PracticeSettings(30, 120, 150, 180)
    assert not (tmp_path / "settings.json").exists()


def test_only_what_differs_is_written_and_it_comes_back(tmp_path):
    path = tmp_path / "settings.json"
    when = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    store = SettingsStore(path)
    store.update(theme="dark", text_scale=2, microphone_checked_at=when, microphone="ALSA: Usb")
    store.update(theme="system")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "text_scale": 2.0,
        "microphone": "ALSA: Usb",
        "microphone_checked_at": "2026-03-04T05:06:00+00:00",
    }
    again = SettingsStore(path)
    assert again.settings == store.settings
    assert again.messages == []


def test_practice_times_are_saved(tmp_path):
    path = tmp_path / "settings.json"
    SettingsStore(path).set_practice(PracticeSettings(0, 60, 70, 80))
    assert SettingsStore(path).settings.practice == PracticeSettings(0, 60, 70, 80)


def test_keys_of_another_version_are_kept_and_told(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"glitter": [1, 2], "theme": "dark"}', encoding="utf-8")
    store = SettingsStore(path)
    assert store.settings.theme == "dark"
    assert len(store.messages) == 1
    assert "glitter" in store.messages[0]
    store.update(welcomed=True)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "glitter": [1, 2],
        "theme": "dark",
        "welcomed": True,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("text_scale", 9),
        ("text_scale", "big"),
        ("think_s", 7),
        ("think_s", True),
        ("welcomed", 1),
        ("microphone_checked_at", "yesterday"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_the_default_used(tmp_path, name, value):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value, "read_aloud": True}), encoding="utf-8")
    store = SettingsStore(path)
    assert store.settings == Settings(read_aloud=True)
    assert name in store.messages[0]


@pytest.mark.parametrize("text", ["{", "[]", "\x00\x01", '"dark"'])
def test_a_broken_file_is_set_aside(tmp_path, text):
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    store = SettingsStore(path)
    assert store.settings == Settings()
    assert "settings.json.broken" in store.messages[0]
    assert (tmp_path / "settings.json.broken").read_text(encoding="utf-8") == text
    store.update(theme="dark")
    assert SettingsStore(path).settings.theme == "dark"


def test_a_second_broken_file_does_not_overwrite_the_first(tmp_path):
    path = tmp_path / "settings.json"
    for text in ("{", "["):
        path.write_text(text, encoding="utf-8")
        SettingsStore(path)
    assert (tmp_path / "settings.json.broken").read_text(encoding="utf-8") == "{"
    assert (tmp_path / "settings.json.broken-2").read_text(encoding="utf-8") == "["


def test_what_is_not_allowed_is_refused_and_nothing_written(tmp_path):
    store = SettingsStore(tmp_path / "settings.json")
    with pytest.raises(ValueError, match="theme"):
        store.update(theme="pink")
    with pytest.raises(TypeError):
        store.update(glitter=1)
    assert store.settings == Settings()
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_file_and_settings_as_they_were(tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    store = SettingsStore(path)
    store.update(theme="dark")
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.storage.atomic.os.fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        store.update(theme="light")
    assert path.read_bytes() == before
    assert store.settings.theme == "dark"
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]
