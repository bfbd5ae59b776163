"""Turns a stretch of speech into words with openai-whisper, in the worker process only."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from desktop.domain.errors import ModelError
from desktop.domain.transcript import Word
from desktop.transcription.dtw import dtw
from desktop.transcription.models import ModelStore

RATE_HZ = 16_000
"""Sampling rate of everything an engine hears, in Hz."""

Samples = npt.NDArray[np.float32]

_MAX_THREADS = 8
_NO_SPEECH = 0.6
_POOR_LOGPROB = -1.0
_LOOPING = 2.4
# One word or phrase this often in a row is the model looping, not a person speaking.
_LOOP_REPEATS = 4
_LOOP_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine made of one stretch.

    Attributes:
        words: With times in seconds of the recording, in order.
        logprob: Average log probability of the tokens; 0 where there are none.
        suspect: Whether the model seems to have looped or guessed.
    """

    words: tuple[Word, ...]
    logprob: float = 0.0
    suspect: bool = False


class Engine(Protocol):
    """A speech model ready to hear."""

    @property
    def name(self) -> str:
        """The model's name."""

    def transcribe(self, samples: Samples, offset_s: float) -> Heard:
        """Return the words of at most 30 seconds of 16 kHz mono sound.

        Args:
            samples: The sound, -1 to 1.
            offset_s: Where in the recording it starts, in seconds.
        """


class WhisperEngine:
    """openai-whisper with settings that give the same words for the same sound.

    Args:
        model: A loaded ``whisper.model.Whisper``.
        name: The model's name.
    """

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self._name = name

    @classmethod
    def load(cls, store: ModelStore, name: str) -> WhisperEngine:
        """Load a model from the store; the bundled one is converted on first use.

        Raises:
            ModelError: The model is missing or damaged.
        """
        path = store.checked(name)
        import torch  # noqa: PLC0415 - two seconds, and only the worker may import it
        import whisper  # noqa: PLC0415

        try:
            checkpoint = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
            model = whisper.model.Whisper(whisper.model.ModelDimensions(**checkpoint["dims"]))
            model.load_state_dict(checkpoint["model_state_dict"])
        except Exception as error:  # torch and pickle raise nearly anything for a bad file
            raise ModelError(
                f"The speech model “{name}” cannot be loaded: {error}",
                todo=f"Delete {path} and try again.",
            ) from error
        # Word times come from these heads; openai-whisper sets them only when it downloads itself.
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])
        whisper.timing.dtw_cpu = dtw
        model.encoder = _encode_once(model.encoder)
        model.eval()
        return cls(model, name)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    def warm(self) -> None:
        """Run once over silence, so that the first real words come sooner."""
        import torch  # noqa: PLC0415

        with torch.inference_mode():
            dims = self._model.dims
            sound = self._model.embed_audio(torch.zeros(1, dims.n_mels, 2 * dims.n_audio_ctx))
            self._model.logits(torch.zeros(1, 1, dtype=torch.long), sound)

    def transcribe(self, samples: Samples, offset_s: float) -> Heard:
        """Return the words of at most 30 seconds of 16 kHz mono sound (see ``Engine``)."""
        import torch  # noqa: PLC0415

        with torch.inference_mode():
            result = self._model.transcribe(
                np.ascontiguousarray(samples, dtype=np.float32),
                language="en",
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=True,
                fp16=False,
                verbose=None,
                no_speech_threshold=_NO_SPEECH,
                logprob_threshold=_POOR_LOGPROB,
            )
        return heard_from(result["segments"], offset_s, len(samples) / RATE_HZ)


def _encode_once(encoder: Any) -> Any:
    """Return an encoder that remembers its last sound.

    openai-whisper encodes each sound twice, for the words and again for their times; encoding is
    more than half of the work.
    """
    import torch  # noqa: PLC0415

    class EncodeOnce(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.last: tuple[Any, Any] | None = None

        def forward(self, mel: Any) -> Any:
            if self.last is None or not torch.equal(self.last[0], mel):
                self.last = (mel, self.encoder(mel))
            return self.last[1]

    return EncodeOnce()


def use_threads() -> int:
    """Let torch use the processors there are, within reason; return how many."""
    import torch  # noqa: PLC0415

    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    count = min(_MAX_THREADS, max(1, available or 1))
    torch.set_num_threads(count)
    return count


def heard_from(segments: Sequence[Mapping[str, Any]], offset_s: float, length_s: float) -> Heard:
    """Return openai-whisper's segments as plain words, without what the model made up.

    Args:
        segments: As ``whisper.transcribe`` returns them.
        offset_s: Where in the recording the stretch starts, in seconds.
        length_s: Its length in seconds; no word may lie outside.
    """
    words: list[Word] = []
    weights, logprobs, suspect = [], [], False
    for segment in segments:
        if segment["no_speech_prob"] > _NO_SPEECH and segment["avg_logprob"] < _POOR_LOGPROB:
            continue
        found = _words(segment.get("words") or (), offset_s, length_s)
        kept = without_loops(found)
        suspect |= (
            len(kept) < len(found)
            or segment["compression_ratio"] > _LOOPING
            or segment["avg_logprob"] < _POOR_LOGPROB
        )
        words += kept
        weights.append(max(1, len(segment["tokens"])))
        logprobs.append(float(segment["avg_logprob"]))
    logprob = float(np.average(logprobs, weights=weights)) if weights else 0.0
    return Heard(tuple(without_loops(words)), logprob, suspect)


def _words(items: Sequence[Mapping[str, Any]], offset_s: float, length_s: float) -> list[Word]:
    words: list[Word] = []
    for item in items:
        raw = str(item["word"])
        text = raw.strip()
        start = offset_s + min(max(0.0, float(item["start"])), length_s)
        end = offset_s + min(max(0.0, float(item["end"])), length_s)
        probability = float(item["probability"])
        if not text:
            continue
        if words and not raw.startswith(" "):
            # "40" and "%", "well" and "-known" come apart but are one word on the page.
            last = words[-1]
            words[-1] = Word(
                last.text + text, last.start, end, min(last.probability or 0.0, probability)
            )
        else:
            words.append(Word(text, start, max(start, end), probability))
    return [word for word in words if any(c.isalnum() for c in word.text)]


def without_loops(words: Sequence[Word]) -> list[Word]:
    """Return the words with each run of one phrase, four times or more, said once.

    Speech models get caught in such runs; people say "very, very, very".
    """
    out: list[Word] = []
    folded = [word.text.lower().strip(".,!?;:") for word in words]
    at = 0
    while at < len(words):
        for length in range(1, _LOOP_LONGEST + 1):
            phrase = folded[at : at + length]
            repeats = 1
            while folded[at + repeats * length : at + (repeats + 1) * length] == phrase:
                repeats += 1
            if repeats >= _LOOP_REPEATS and len(phrase) == length:
                out += words[at : at + length]
                at += repeats * length
                break
        else:
            out.append(words[at])
            at += 1
    return out
