"""Read the labelled answers of each part, and vary those that are trained on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.analysis.language import stripped
from desktop.domain.errors import InputError

COMPONENTS = ("S", "T", "A", "R")
LABELS = (*COMPONENTS, "O")
KINDS = ("story", "habitual", "hypothetical", "opinion", "self_description", "none")
PARTS = ("corpus", "development", "test")
"""Folders below ``assets/star``: trained on, tuned on, measured on; no author is in two."""

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

    A line holds ``id``, ``sentences`` (``text``, ``label``) and ``story``. Where that last one is
    missing, ``kind`` decides: one that begins with "not" leaves the story kind unjudged, any other
    makes it a story.

    Raises:
        InputError: A file or a line of it cannot be used; names the file, the line and the field.
    """
    answers = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read: {error}.") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                answers.append(_read_line(line, f"{path}, line {number}"))
    return answers


def _read_line(line: str, place: str) -> Answer:
    try:
        row = json.loads(line)
        labels = tuple(s["label"] for s in row["sentences"])
        texts = tuple(str(s["text"]) for s in row["sentences"])
        name = str(row["id"])
    except ValueError as error:
        raise InputError(f"{place} is no JSON: {error}.") from error
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{place}: the field {error} is missing or of the wrong kind.",
            todo="A line needs id and sentences, each with text and label.",
        ) from error
    wrong = next((x for x in labels if x not in LABELS), None)
    if wrong is not None:
        raise InputError(f"{place}: the label {wrong!r} is none of {', '.join(LABELS)}.")
    if not texts or not all(text.strip() for text in texts):
        raise InputError(f"{place}: the field 'sentences' is empty or holds an empty text.")
    no_story = str(row.get("kind", "")).startswith("not")
    story = row.get("story") or (None if no_story else "story")
    if story is not None and story not in KINDS:
        raise InputError(f"{place}: the story {story!r} is none of {', '.join(KINDS)}.")
    return Answer(name, texts, labels, story)


def read_part(star: Path, part: str) -> list[Answer]:
    """Return the answers of a part.

    Args:
        star: The folder ``assets/star``.
        part: One of ``PARTS``.
    """
    return read_answers(sorted((star / part).glob("*.jsonl")))


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
    if rng.random() < 0.2:
        pairs = [(_misheard(text, rng, others), lb) for text, lb in pairs]
    if rng.random() < 0.3:
        pairs = [(stripped(text), lb) for text, lb in pairs]
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
        gone = rng.choice("SSTTA")
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


def _misheard(text: str, rng: random.Random, others: Sequence[Answer]) -> str:
    """Return a sentence with a word in twenty-five lost or taken for one said elsewhere."""
    words = []
    for word in text.split():
        chance = rng.random()
        if chance < 0.015:
            continue
        if chance < 0.04:
            elsewhere = rng.choice(rng.choice(others).sentences).split()
            words.append(rng.choice(elsewhere))
        else:
            words.append(word)
    return " ".join(words) or text
