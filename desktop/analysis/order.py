"""Let neighbouring sentences have a say: what usually follows what, weighed lightly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from desktop.analysis.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Order:
    """How much likelier a label is in a place than anywhere, as log ratios.

    Attributes:
        first: Of the first sentence (labels,).
        following: Of a sentence behind another: row the label before, column its own.
        last: Of the last sentence (labels,).
        weight: How much of it counts, 0 to 1. Low, because people who tell their story in another
            order need to be heard most.
    """

    first: FloatArray
    following: FloatArray
    last: FloatArray
    weight: float

    @classmethod
    def count(cls, answers: Sequence[Sequence[int]], labels: int, weight: float) -> Order:
        """Return the order of labelled stories, every pair seen once more than it was.

        Args:
            answers: Label numbers of each story's sentences.
            labels: How many labels there are.
            weight: As above.
        """
        first, last = np.ones(labels), np.ones(labels)
        following = np.ones((labels, labels))
        for answer in answers:
            first[answer[0]] += 1
            last[answer[-1]] += 1
            np.add.at(following, (list(answer[:-1]), list(answer[1:])), 1)
        usual = np.log(following.sum(axis=0) / following.sum())
        return cls(
            np.log(first / first.sum()) - usual,
            np.log(following / following.sum(axis=1, keepdims=True)) - usual,
            np.log(last / last.sum()) - usual,
            weight,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Order:
        """Read what ``to_json`` wrote."""
        return cls(
            np.asarray(data["first"], dtype=np.float64),
            np.asarray(data["following"], dtype=np.float64),
            np.asarray(data["last"], dtype=np.float64),
            float(data["weight"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "first": self.first.round(4).tolist(),
            "following": self.following.round(4).tolist(),
            "last": self.last.round(4).tolist(),
            "weight": self.weight,
        }

    def applied(self, logits: FloatArray) -> FloatArray:
        """Return label probabilities of one answer's sentences, each in view of the others.

        It is the forward-backward pass of a linear chain (Rabiner 1989) whose steps are weighed.

        Args:
            logits: What each sentence says by itself (sentences, labels).
        """
        count = len(logits)
        if count == 0:
            return logits
        step = self.weight * self.following
        ahead = logits.copy()
        behind = np.zeros_like(logits)
        ahead[0] += self.weight * self.first
        behind[-1] = self.weight * self.last
        for i in range(1, count):
            ahead[i] += np.logaddexp.reduce(ahead[i - 1][:, None] + step, axis=0)
        for i in range(count - 2, -1, -1):
            behind[i] = np.logaddexp.reduce(step + (logits[i + 1] + behind[i + 1])[None, :], axis=1)
        return softmax(ahead + behind)


def softmax(logits: FloatArray) -> FloatArray:
    """Return probabilities along the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)
