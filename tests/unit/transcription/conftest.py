from __future__ import annotations

import pytest

from desktop.transcription.engine import WhisperEngine, use_threads
from tests.speech.models import kept_models


@pytest.fixture(scope="session")
def engine() -> WhisperEngine:
    """The real tiny.en, loaded once for all tests in this process."""
    engine = WhisperEngine.load(kept_models(), "tiny.en")
    use_threads()
    engine.warm()
    return engine
