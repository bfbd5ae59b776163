"""Figures that say how well labels, components and story kinds were found, with their spread."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
DRAWS = 1000
BINS = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure with its bootstrap interval.

    Attributes:
        value: Over all answers.
        low: Lower end of the 95 % interval.
        high: Its upper end.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if math.isnan(self.value):
            return "no such case"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def confusion(truth: Sequence[str], guess: Sequence[str], labels: Sequence[str]) -> Counts:
    """Return counts (true label, guessed label)."""
    places = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for t, g in zip(truth, guess, strict=True):
        counts[places[t], places[g]] += 1
    return counts


def f1_of(counts: Counts, at: int) -> float:
    """Return the F1 of one label, 0 where it is neither there nor guessed."""
    seen = int(counts[at].sum() + counts[:, at].sum())
    return 2 * int(counts[at, at]) / seen if seen else 0.0


def macro_f1(counts: Counts) -> float:
    """Return the plain mean of F1 over the labels that are there."""
    there = [i for i in range(len(counts)) if counts[i].sum()]
    return sum(f1_of(counts, i) for i in there) / max(len(there), 1)


def accuracy(counts: Counts) -> float:
    """Return the share of equal labels."""
    return float(np.trace(counts)) / max(int(counts.sum()), 1)


def kappa(counts: Counts) -> float:
    """Return Cohen's kappa (Cohen 1960): agreement beyond what chance would give."""
    total = max(int(counts.sum()), 1)
    chance = float(counts.sum(axis=1) @ counts.sum(axis=0)) / total**2
    return (accuracy(counts) - chance) / (1 - chance) if chance < 1 else 1.0


def fold(counts: Counts, into: int, away: int) -> Counts:
    """Return the counts with one label taken as another."""
    folded = counts.copy()
    folded[into] += folded[away]
    folded[:, into] += folded[:, away]
    return np.delete(np.delete(folded, away, axis=0), away, axis=1)


def calibration_error(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error over ten equal bins (Naeini et al. 2015)."""
    if not chances:
        return float("nan")
    own = np.asarray(chances)
    hits = np.asarray(right, dtype=float)
    bins = np.minimum((own * BINS).astype(int), BINS - 1)
    parts = [bins == b for b in range(BINS)]
    gaps = [p.sum() * abs(own[p].mean() - hits[p].mean()) for p in parts if p.any()]
    return float(sum(gaps) / len(own))


def spread(
    per_answer: Sequence[Counts], figure: Callable[[Counts], float], seed: int = 1
) -> Spread:
    """Return a figure of summed counts with its interval.

    Whole answers are drawn, with replacement: sentences of one answer are no independent cases.

    Args:
        per_answer: One array of counts an answer, all of one shape.
        figure: Made of their sum.
        seed: Of the draws.
    """
    stacked = np.stack(per_answer)
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(0, len(stacked), len(stacked)), minlength=len(stacked))
        drawn.append(figure(np.tensordot(times, stacked, axes=1)))
    known = [x for x in drawn if not math.isnan(x)]
    low, high = np.percentile(known, (2.5, 97.5)) if known else (float("nan"), float("nan"))
    return Spread(figure(stacked.sum(axis=0)), float(low), float(high))


def recall_of(counts: Counts) -> float:
    """Return the share found of (there and found, there, false alarms, absent, unclear)."""
    return float(counts[0] / counts[1]) if counts[1] else float("nan")


def false_alarms_of(counts: Counts) -> float:
    """Return the false-alarm rate of (there and found, there, false alarms, absent, unclear)."""
    return float(counts[2] / counts[3]) if counts[3] else float("nan")


def coverage(there: bool, found: bool | None) -> Counts:
    """Return (there and found, there, false alarms, absent, unclear) of one verdict.

    An unclear verdict (None) is neither found nor a false alarm.
    """
    hit = found is True
    return np.array([there and hit, there, not there and hit, not there, found is None], np.int64)
