"""Turn labelled answers into padded batches of token windows with their targets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from desktop.analysis.language import stripped
from desktop.analysis.training.corpus import KINDS, LABELS, Answer
from desktop.analysis.windows import Window, make_windows, plain_window

NOTHING = -100
FAR = -10000.0


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its targets; -100 where there is nothing to learn.

    Attributes:
        window: The tokens.
        labels: A label number a sentence.
        kind: A story-kind number.
        soft: A teacher's label probabilities a sentence, or empty.
        soft_kind: A teacher's kind probabilities, or empty.
    """

    window: Window
    labels: tuple[int, ...]
    kind: int
    soft: tuple[tuple[float, ...], ...] = ()
    soft_kind: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors: tokens, attention bias, pooling weights and the targets."""

    ids: Tensor
    bias: Tensor
    pool: Tensor
    labels: Tensor
    kinds: Tensor
    soft: Tensor | None
    soft_kinds: Tensor | None


def examples(answers: Sequence[Answer], tokenizer: Tokenizer) -> list[Example]:
    """Return the answers as windows with numbered targets."""
    found = []
    for answer in answers:
        encoded = tokenizer.encode_batch(list(answer.sentences), add_special_tokens=False)
        kind = KINDS.index(answer.story) if answer.story else NOTHING
        for window in make_windows([e.ids for e in encoded]):
            labels = tuple(LABELS.index(answer.labels[i]) for i, _, _ in window.spans)
            found.append(Example(window, labels, kind))
    return found


def collate(batch: Sequence[Example]) -> Batch:
    """Return the examples padded to the longest."""
    ids, bias = _padded([e.window.ids for e in batch])
    count = max(len(e.labels) for e in batch)
    pool = torch.zeros(len(batch), count, ids.shape[1])
    labels = torch.full((len(batch), count), NOTHING, dtype=torch.long)
    taught = bool(batch[0].soft)
    soft = torch.zeros(len(batch), count, len(LABELS)) if taught else None
    for row, example in enumerate(batch):
        for at, (_, first, end) in enumerate(example.window.spans):
            pool[row, at, first:end] = 1.0 / (end - first)
        labels[row, : len(example.labels)] = torch.tensor(example.labels)
        if soft is not None:
            soft[row, : len(example.labels)] = torch.tensor(example.soft)
    kinds = torch.tensor([e.kind for e in batch])
    soft_kinds = torch.tensor([e.soft_kind for e in batch]) if taught else None
    return Batch(ids, bias, pool, labels, kinds, soft, soft_kinds)


def batches(items: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Return the examples in batches; those of like length together, as padding costs too."""
    mixed = list(items)
    rng.shuffle(mixed)
    found: list[list[Example]] = []
    for at in range(0, len(mixed), size * 12):
        pool = sorted(mixed[at : at + size * 12], key=lambda e: len(e.window.ids))
        found.extend(pool[i : i + size] for i in range(0, len(pool), size))
    rng.shuffle(found)
    return found


def run_together(
    answers: Sequence[Answer], tokenizer: Tokenizer
) -> tuple[Tensor, Tensor, Tensor] | None:
    """Return (ids, bias, targets) of answers without capitals, punctuation and sentences.

    A target is 1 where a word begins a sentence, 0 where it does not, -100 within words, at the
    answer's first word and in the padding.
    """
    rows: list[tuple[tuple[int, ...], list[int]]] = []
    for answer in answers:
        words: list[str] = []
        begins: list[bool] = []
        for sentence in answer.sentences:
            bare = stripped(sentence).split()
            words.extend(bare)
            begins.extend(i == 0 for i in range(len(bare)))
        if len(words) < 2:
            continue
        encoded = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        targets = [NOTHING] * len(encoded.ids)
        before = None
        for at, word in enumerate(encoded.word_ids):
            if word is not None and word != before and word > 0:
                targets[at] = int(begins[word])
            before = word
        window = plain_window(encoded.ids)
        rows.append((window, [NOTHING, *targets[: len(window) - 2], NOTHING]))
    if not rows:
        return None
    ids, bias = _padded([own for own, _ in rows])
    wanted = torch.full(ids.shape, NOTHING, dtype=torch.long)
    for row, (own, targets) in enumerate(rows):
        wanted[row, : len(own)] = torch.tensor(targets)
    return ids, bias, wanted


def _padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return token ids padded to the longest row, and the attention bias that hides the padding."""
    length = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    bias = torch.full((len(rows), 1, 1, length), FAR)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        bias[number, 0, 0, : len(row)] = 0.0
    return ids, bias
