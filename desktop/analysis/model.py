"""Run the STAR model: sentences in, label and story-kind probabilities out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.analysis.arrays import FloatArray
from desktop.analysis.language import stripped
from desktop.analysis.order import Order, softmax
from desktop.analysis.verdicts import Thresholds
from desktop.analysis.windows import (
    MAX_SENTENCE_TOKENS,
    MAX_TOKENS,
    Window,
    make_windows,
    plain_window,
)
from desktop.domain.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

THREADS = 2
UNKNOWN = 100
NEEDED = {
    "name", "version", "labels", "kinds", "sha256", "order", "covered", "no_story",
    "label_temperature", "kind_temperature",
}  # fmt: skip
# Tokens at the start of a later window of run-together words that the earlier one decides on.
MARGIN_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model believes.

    Attributes:
        labels: Probabilities (sentences, labels), columns in the model's label order.
        kinds: Probabilities of the story kinds, in the model's kind order.
        unknown: Share of the answer's tokens that are not in the model's vocabulary.
    """

    labels: FloatArray
    kinds: FloatArray
    unknown: float


class StarModel:
    """The fine-tuned encoder with its tokenizer; loaded by the first prediction.

    Args:
        folder: Holds ``star.onnx``, ``star.json`` and ``tokenizer.json``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._facts: dict[str, Any] | None = None
        self._order: Order | None = None
        self._session: onnxruntime.InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The sentence labels in column order."""
        return tuple(self.facts["labels"])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The story kinds in column order."""
        return tuple(self.facts["kinds"])

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return f"{self.facts['name']} {self.facts['version']}"

    @property
    def thresholds(self) -> Thresholds:
        """From where on its word is taken."""
        return Thresholds(self.facts["covered"], float(self.facts["no_story"]))

    @property
    def order(self) -> Order:
        """What usually follows what."""
        if self._order is None:
            self._order = Order.from_json(self.facts["order"])
        return self._order

    @property
    def facts(self) -> dict[str, Any]:
        """What ``star.json`` says.

        Raises:
            ModelError: The file is missing or damaged.
        """
        if self._facts is None:
            try:
                facts = json.loads((self._folder / "star.json").read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise self._broken() from error
            if not isinstance(facts, dict) or not facts.keys() >= NEEDED:
                raise self._broken()
            self._facts = facts
        return self._facts

    def predict(self, sentences: Sequence[str]) -> Prediction:
        """Label the sentences of one answer, each in the context of the whole.

        Args:
            sentences: In order; none may be missing, because the context counts.

        Raises:
            ModelError: The model's files are missing or damaged.
        """
        session, tokenizer = self._load()
        encoded = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        tokens = [e.ids for e in encoded]
        count = sum(len(t) for t in tokens)
        strange = sum(i == UNKNOWN for t in tokens for i in t)
        logits = np.zeros((len(tokens), len(self.labels)))
        centred = np.full(len(tokens), -1.0)
        kinds = np.zeros(len(self.kinds))
        windows = make_windows(tokens)
        for window in windows:
            window_labels, window_kinds = self._run(session, window)
            kinds += window_kinds * len(window.ids)
            for row, (index, first, end) in enumerate(window.spans):
                # Where windows overlap, the one with more context around the sentence decides.
                margin = min(first, len(window.ids) - end)
                if margin > centred[index]:
                    centred[index] = margin
                    logits[index] = window_labels[row]
        total = sum(len(w.ids) for w in windows)
        return Prediction(
            self.order.applied(logits / float(self.facts["label_temperature"])),
            softmax(kinds / max(total, 1) / float(self.facts["kind_temperature"])),
            strange / count if count else 1.0,
        )

    def begins(self, words: Sequence[str]) -> list[float]:
        """Return for each word the probability that a sentence begins with it.

        Capitals and punctuation are not looked at: this is for words that came without them.

        Args:
            words: Of one answer, in order.

        Raises:
            ModelError: The model's files are missing or damaged.
        """
        session, tokenizer = self._load()
        bare = [stripped(word) for word in words]
        encoded = tokenizer.encode_batch(bare, add_special_tokens=False)
        tokens = [e.ids[:MAX_SENTENCE_TOKENS] for e in encoded]
        chances = [1.0 if i == 0 else 0.0 for i in range(len(words))]
        first = 0
        while first < len(words):
            end = first
            ids: list[int] = []
            places: list[tuple[int, int]] = []
            while end < len(words) and len(ids) + len(tokens[end]) <= MAX_TOKENS - 2:
                if tokens[end]:
                    places.append((end, len(ids) + 1))
                ids.extend(tokens[end])
                end += 1
            starts = self._starts(session, ids)
            for index, at in places:
                # The first words of a later window have no context: the earlier one's word stands.
                if index > 0 and (first == 0 or at > MARGIN_TOKENS):
                    chances[index] = float(1 / (1 + np.exp(-starts[at])))
            if end >= len(words):
                break
            first = max(first + 1, _step_back(tokens, end))
        return chances

    def _starts(self, session: onnxruntime.InferenceSession, ids: Sequence[int]) -> FloatArray:
        window = plain_window(ids)
        pool = np.full((1, 1, len(window)), 1 / len(window), dtype=np.float32)
        inputs = {"ids": np.asarray([window], dtype=np.int64), "pool": pool}
        return np.asarray(session.run(["starts"], inputs)[0][0], dtype=np.float64)

    def _run(
        self, session: onnxruntime.InferenceSession, window: Window
    ) -> tuple[FloatArray, FloatArray]:
        ids = np.asarray([window.ids], dtype=np.int64)
        pool = np.zeros((1, len(window.spans), len(window.ids)), dtype=np.float32)
        for row, (_, first, end) in enumerate(window.spans):
            pool[0, row, first:end] = 1.0 / (end - first)
        labels, kinds = session.run(["labels", "kinds"], {"ids": ids, "pool": pool})
        return np.asarray(labels[0], dtype=np.float64), np.asarray(kinds[0], dtype=np.float64)

    def _load(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        if self._session is None or self._tokenizer is None:
            # Imported here so that opening the window does not pay for it.
            import onnxruntime  # noqa: PLC0415
            from tokenizers import Tokenizer  # noqa: PLC0415

            try:
                weights = (self._folder / "star.onnx").read_bytes()
                vocabulary = (self._folder / "tokenizer.json").read_text(encoding="utf-8")
            except OSError as error:
                raise self._broken() from error
            if hashlib.sha256(weights).hexdigest() != self.facts.get("sha256"):
                raise self._broken()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            # Spinning threads would steal the second core from the speech model.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = onnxruntime.InferenceSession(
                weights, options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_str(vocabulary)
        return self._session, self._tokenizer

    def _broken(self) -> ModelError:
        return ModelError(
            f"The STAR model in {self._folder} is missing or damaged.",
            kept="Your recordings and words are safe.",
            todo="Install Starling again to restore it.",
        )


def _step_back(tokens: Sequence[Sequence[int]], end: int) -> int:
    """Return where the next window begins: so far back that what it decides has context."""
    count = 0
    while end > 0 and count < 2 * MARGIN_TOKENS:
        end -= 1
        count += len(tokens[end])
    return end
