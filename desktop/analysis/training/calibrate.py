"""Fit what the development part decides: temperatures, and where "unclear" begins."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from desktop.analysis.arrays import FloatArray
from desktop.analysis.model import StarModel
from desktop.analysis.order import Order, softmax
from desktop.analysis.training.corpus import COMPONENTS, Answer
from desktop.analysis.verdicts import beliefs

# Not below 0.8: our own answers resemble the training part more than other people's will, so the
# best temperature there would promise too much elsewhere.
TEMPERATURES = tuple(round(0.8 + 0.05 * i, 2) for i in range(25))
COVERED = tuple(round(0.5 + 0.01 * i, 2) for i in range(36))
# Where one story in five lacks the part, so many of a hundred "covered" must be true.
LACKING = 0.2
TRUE_ENOUGH = 0.94
NO_STORY = tuple(round(0.5 + 0.01 * i, 2) for i in range(41))
UNTUNED: dict[str, Any] = {
    "label_temperature": 1.0,
    "kind_temperature": 1.0,
    "no_story": 0.65,
    "covered": dict.fromkeys(COMPONENTS, 0.55),
}
# To take somebody's story for none is twice as bad as to look for parts where there is no story.
STORY_LOST = 2.0


def calibrate(folder: Path, answers: Sequence[Answer]) -> dict[str, Any]:
    """Write temperatures and thresholds into ``star.json`` and return them.

    Args:
        folder: Holds an exported model.
        answers: The development part: by other authors than the training part.
    """
    # Half-finished facts must never lie where the app looks for them.
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("star.onnx", "star.json", "tokenizer.json"):
            shutil.copy(folder / name, scratch)
        found = _calibrate(Path(scratch), answers)
        shutil.copy(Path(scratch) / "star.json", folder / "star.json")
    return found


def _calibrate(folder: Path, answers: Sequence[Answer]) -> dict[str, Any]:
    path = folder / "star.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    order = Order.from_json(facts["order"])
    # Each sentence by itself, as the network said it.
    alone = {**UNTUNED, **facts, "label_temperature": 1.0, "kind_temperature": 1.0}
    alone["order"] = replace(order, weight=0.0).to_json()
    _write(path, alone)
    model = StarModel(folder)
    stories = [a for a in answers if a.story == "story"]
    plain = [model.predict(a.sentences) for a in answers]
    kinds = [(np.log(p.kinds + 1e-12), a) for p, a in zip(plain, answers, strict=True)]
    logits = [
        np.log(p.labels + 1e-12) for p, a in zip(plain, answers, strict=True) if a.story == "story"
    ]
    truth = [np.array([model.labels.index(x) for x in a.labels]) for a in stories]
    facts["kind_temperature"] = min(
        TEMPERATURES,
        key=lambda t: _loss(
            [(softmax(k[None] / t), np.array([model.kinds.index(str(a.story))])) for k, a in kinds]
        ),
    )
    facts["label_temperature"] = min(
        TEMPERATURES,
        key=lambda t: _loss(
            [(order.applied(x / t), y) for x, y in zip(logits, truth, strict=True)]
        ),
    )
    _write(path, {**UNTUNED, **facts})
    model = StarModel(folder)
    found = [model.predict(a.sentences) for a in answers]
    told = [a.story == "story" for a in answers]
    facts["no_story"] = _least_loss(
        [1.0 - float(p.kinds[model.kinds.index("story")]) for p in found], told
    )
    rates = {}
    facts["covered"] = {}
    whole = [a for a in stories if set(COMPONENTS) <= set(a.labels)]
    for letter in COMPONENTS:
        at = model.labels.index(letter)
        without = [a for a in stories if letter not in a.labels]
        without += [_less(a, letter) for a in whole]
        there = [_belief(model, a, at) for a in stories if letter in a.labels]
        absent = [_belief(model, a, at) for a in without]
        facts["covered"][letter], rates[letter] = _covered(there, absent)
    _write(path, facts)
    told_of = ("label_temperature", "kind_temperature", "no_story", "covered")
    return {k: facts[k] for k in told_of} | {"in development stories": rates}


def _loss(cases: Sequence[tuple[FloatArray, Any]]) -> float:
    """Return the mean negative log likelihood of the true columns of (probabilities, truth)."""
    right = [rows[np.arange(len(truth)), truth] for rows, truth in cases]
    return float(-np.log(np.concatenate(right) + 1e-12).mean())


def _least_loss(none: Sequence[float], told: Sequence[bool]) -> float:
    """Return how sure it must be that an answer is no story."""

    def loss(threshold: float) -> float:
        called = [chance >= threshold for chance in none]
        lost = sum(c and t for c, t in zip(called, told, strict=True))
        missed = sum(not c and not t for c, t in zip(called, told, strict=True))
        return STORY_LOST * lost + missed

    # Of equally good ones the highest: in doubt it was a story.
    return min(NO_STORY, key=lambda t: (loss(t), -t))


def _less(answer: Answer, letter: str) -> Answer:
    """Return a story as it would be told without one of its parts."""
    kept = [i for i, label in enumerate(answer.labels) if label != letter]
    return replace(
        answer,
        sentences=tuple(answer.sentences[i] for i in kept),
        labels=tuple(answer.labels[i] for i in kept),
    )


def _belief(model: StarModel, answer: Answer, at: int) -> float:
    lengths = [len(text.split()) for text in answer.sentences]
    return float(beliefs(model.predict(answer.sentences).labels[:, at], lengths).max())


def _covered(there: Sequence[float], absent: Sequence[float]) -> tuple[float, dict[str, float]]:
    """Return the least belief from which "covered" is true often enough, and the rates there.

    Args:
        there: The strongest belief in each story that has the component.
        absent: The same in each that lacks it; parts taken out of whole stories among them.
    """

    def share(beliefs: Sequence[float], threshold: float) -> float:
        return sum(belief >= threshold for belief in beliefs) / len(beliefs)

    def true(threshold: float) -> float:
        right = (1 - LACKING) * share(there, threshold)
        return right / max(right + LACKING * share(absent, threshold), 1e-9)

    threshold = next((t for t in COVERED if true(t) >= TRUE_ENOUGH), COVERED[-1])
    return threshold, {
        "found when there": round(share(there, threshold), 3),
        "found when not there": round(share(absent, threshold), 3),
        "of": len(absent),
    }


def _write(path: Path, facts: dict[str, Any]) -> None:
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
