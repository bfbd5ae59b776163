"""Read the labelled answers, keep a part apart for testing, and vary the rest."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

LABELS = ("S", "T", "A", "R", "O")
KINDS = ("story", "habitual", "hypothetical", "opinion", "self_description", "none")
TEST_EVERY = 7

_PUNCTUATION = re.compile(r"[.,;:!?\"“”—–]+")
_FILLERS = ("um", "uh", "er", "like", "you know", "so", "well", "basically", "I mean", "okay")
_JOINTS = ("and", "and then", "so", "but")


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled answer.

    Attributes:
        id: Unique over the corpus.
        sentences: Their texts in order.
        labels: One of S, T, A, R, O for each.
        story: Story kind; None where nobody judged it.
    """

    id: str
    sentences: tuple[str, ...]
    labels: tuple[str, ...]
    story: str | None


def read_answers(paths: Iterable[Path]) -> list[Answer]:
    """Read JSON-lines files of labelled answers.

    A line holds ``id`` and ``sentences`` (``text``, ``label``), and ``story`` where it was judged;
    without it an answer whose sentences are all O and whose ``kind`` says so has none judged.
    """
    answers = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            row = json.loads(line)
            labels = tuple(s["label"] for s in row["sentences"])
            no_story = str(row.get("kind", "")).startswith("not")
            story = row.get("story") or (None if no_story else "story")
            answers.append(
                Answer(row["id"], tuple(s["text"] for s in row["sentences"]), labels, story)
            )
    return answers


def split(answers: Sequence[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Return (training part, test part), chosen by each id's hash so that growth moves nobody."""
    train: list[Answer] = []
    test: list[Answer] = []
    for answer in answers:
        mark = int(hashlib.sha256(answer.id.encode()).hexdigest()[:8], 16)
        (test if mark % TEST_EVERY == 0 else train).append(answer)
    return train, test


def vary(answer: Answer, rng: random.Random, others: Sequence[Answer]) -> Answer:
    """Return the answer as it might have been heard or told: the labels stay true."""
    if answer.story == "story":
        answer = _retell(answer, rng, others)
    pairs = list(zip(answer.sentences, answer.labels, strict=True))
    if rng.random() < 0.3:
        pairs = _run_on(pairs, rng)
    if rng.random() < 0.3:
        pairs = [
            (_with_filler(text, rng) if rng.random() < 0.35 else text, lb) for text, lb in pairs
        ]
    if rng.random() < 0.3:
        pairs = [(_PUNCTUATION.sub("", text).lower(), lb) for text, lb in pairs]
    pairs = [(text, lb) for text, lb in pairs if text.strip()]
    return replace(
        answer, sentences=tuple(t for t, _ in pairs), labels=tuple(lb for _, lb in pairs)
    )


def _retell(answer: Answer, rng: random.Random, others: Sequence[Answer]) -> Answer:
    pairs = list(zip(answer.sentences, answer.labels, strict=True))
    chance = rng.random()
    if chance < 0.08:
        pairs = _result_first(pairs)
    elif chance < 0.13:
        pairs = _background_late(pairs)
    elif chance < 0.20:
        gone = rng.choice("SST")
        kept = [p for p in pairs if p[1] != gone]
        pairs = kept if len(kept) >= 3 else pairs
    elif chance < 0.38:
        # Told without an ending: the last thing said is not a result because it comes last.
        kept = [p for p in pairs if p[1] not in "RO"]
        kept = kept[: len(kept) - rng.randrange(2)]
        pairs = kept if len(kept) >= 3 else pairs
    elif chance < 0.42 and len(pairs) > 6:
        pairs = pairs[rng.randrange(1, 3) :]
    elif chance < 0.52 and len(pairs) > 4:
        # Short and partial tellings are stories too.
        length = rng.randrange(2, 5)
        first = rng.randrange(len(pairs) - length + 1)
        part = pairs[first : first + length]
        pairs = part if any(label != "O" for _, label in part) else pairs
    loose = [o for o in others if o.story not in ("story", None)]
    if loose and rng.random() < 0.12:
        other = rng.choice(loose)
        lead = other.sentences[: rng.randrange(1, 4)]
        pairs = [(text, "O") for text in lead] + pairs
    if loose and rng.random() < 0.08:
        other = rng.choice(loose)
        pairs = pairs + [(text, "O") for text in other.sentences[-rng.randrange(1, 3) :]]
    return replace(
        answer, sentences=tuple(t for t, _ in pairs), labels=tuple(lb for _, lb in pairs)
    )


def _result_first(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    last = len(pairs)
    while last > 0 and pairs[last - 1][1] == "O":
        last -= 1
    first = last
    while first > 0 and pairs[first - 1][1] == "R":
        first -= 1
    return pairs[first:last] + pairs[:first] + pairs[last:]


def _background_late(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    head = 0
    while head < len(pairs) and pairs[head][1] in "SO":
        head += 1
    tail = head
    while tail < len(pairs) and pairs[tail][1] == "T":
        tail += 1
    return pairs[head:tail] + pairs[:head] + pairs[tail:]


def _run_on(pairs: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for text, label in pairs:
        if joined and joined[-1][1] == label and rng.random() < 0.35:
            before = joined[-1][0].rstrip(".!? ")
            if len((before + text).split()) < 60:
                joined[-1] = (f"{before} {rng.choice(_JOINTS)} {text}", label)
                continue
        joined.append((text, label))
    return joined


def _with_filler(text: str, rng: random.Random) -> str:
    words = text.split()
    at = 0 if rng.random() < 0.4 else rng.randrange(len(words) + 1)
    return " ".join([*words[:at], f"{rng.choice(_FILLERS)},", *words[at:]])
