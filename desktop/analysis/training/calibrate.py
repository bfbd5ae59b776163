"""Fit the temperatures that make the exported model's probabilities mean what they say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop.analysis.model import StarModel
from desktop.analysis.training.corpus import Answer

# Not below 0.8: the test part resembles the training part more than real answers will, so the
# best temperature there would promise too much elsewhere.
STEPS = tuple(round(0.8 + 0.05 * i, 2) for i in range(25))


def calibrate(folder: Path, answers: Sequence[Answer]) -> tuple[float, float]:
    """Write the best label and kind temperature into ``star.json`` and return them.

    Args:
        folder: Holds a model exported with both temperatures at 1.
        answers: Answers it was not trained on.
    """
    model = StarModel(folder)
    labels: list[tuple[np.ndarray, int]] = []
    kinds: list[tuple[np.ndarray, int]] = []
    for answer in answers:
        found = model.predict(answer.sentences)
        if answer.story is not None:
            kinds.append((np.log(found.kinds + 1e-12), model.kinds.index(answer.story)))
        if answer.story == "story":
            for row, label in zip(found.labels, answer.labels, strict=True):
                labels.append((np.log(row + 1e-12), model.labels.index(label)))
    facts = dict(model.facts)
    facts["label_temperature"] = _best(labels)
    facts["kind_temperature"] = _best(kinds)
    text = json.dumps(facts, indent=2) + "\n"
    (folder / "star.json").write_text(text, encoding="utf-8")
    return facts["label_temperature"], facts["kind_temperature"]


def _best(cases: Sequence[tuple[np.ndarray, int]]) -> float:
    logits = np.stack([c[0] for c in cases])
    truth = np.array([c[1] for c in cases])

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        top = scaled.max(axis=1, keepdims=True)
        sums = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        return float((sums - scaled[np.arange(len(truth)), truth]).mean())

    return min(STEPS, key=loss)
