"""A folder of speech models for the tests, converted once and kept between runs."""

from __future__ import annotations

from desktop.transcription.models import ModelStore
from tests.speech.synth import CACHE


def kept_models() -> ModelStore:
    """Return a store whose bundled model is converted by whoever needs it first."""
    return ModelStore(CACHE / "models")
