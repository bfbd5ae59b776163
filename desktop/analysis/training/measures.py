"""Figures that say how well labels, components and story kinds were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far predicted labels agree with the true ones.

    Attributes:
        f1: F1 a label, 0 to 1.
        macro_f1: Their plain mean over the labels that occur in the truth.
        accuracy: Share of equal labels.
        kappa: Cohen's kappa.
        count: Number of labels compared.
    """

    f1: dict[str, float]
    macro_f1: float
    accuracy: float
    kappa: float
    count: int


def agreement(truth: Sequence[str], guess: Sequence[str], labels: Sequence[str]) -> Agreement:
    """Compare two label sequences of the same length."""
    count = len(truth)
    f1 = {}
    for label in labels:
        both = sum(t == g == label for t, g in zip(truth, guess, strict=True))
        seen = truth.count(label) + guess.count(label)
        f1[label] = 2 * both / seen if seen else 0.0
    present = [label for label in labels if label in truth]
    equal = sum(t == g for t, g in zip(truth, guess, strict=True)) / max(count, 1)
    chance = sum(truth.count(x) * guess.count(x) for x in labels) / max(count, 1) ** 2
    return Agreement(
        f1,
        sum(f1[x] for x in present) / max(len(present), 1),
        equal,
        (equal - chance) / (1 - chance) if chance < 1 else 1.0,
        count,
    )


@dataclass(slots=True)
class Coverage:
    """Counts of one component's verdicts against the truth."""

    there: int = 0
    found: int = 0
    absent: int = 0
    false_alarms: int = 0
    unclear: int = 0

    def add(self, truth: bool, guess: bool | None) -> None:
        """Count one answer; an unclear verdict is neither found nor a false alarm."""
        if truth:
            self.there += 1
            self.found += guess is True
        else:
            self.absent += 1
            self.false_alarms += guess is True
        self.unclear += guess is None

    @property
    def recall(self) -> float:
        """Share of the answers that have the component in which it was found."""
        return self.found / self.there if self.there else float("nan")

    @property
    def false_alarm(self) -> float:
        """Share of the answers without the component in which it was found all the same."""
        return self.false_alarms / self.absent if self.absent else float("nan")
