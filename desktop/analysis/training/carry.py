"""Carry labels from a written answer over to what a speech model heard of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from desktop.analysis.language import bare
from desktop.analysis.sentences import cut
from desktop.analysis.training.corpus import Answer
from desktop.domain.transcript import Transcript


def owners(written: Sequence[str], heard: Sequence[str]) -> list[int]:
    """Return for each heard word the number of the written sentence it comes from.

    Equal words are aligned; a misheard word belongs to the sentence of the words around it, by
    its place between them.

    Args:
        written: Sentences.
        heard: Words, in order.
    """
    words = _numbered(written)
    matcher = _matcher(words, heard)
    found: list[int] = [-1] * len(heard)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        for at in range(b0, b1):
            share = (at - b0 + 0.5) / (b1 - b0)
            place = a0 + (at - b0 if tag == "equal" else int(share * (a1 - a0)))
            found[at] = words[min(place, len(words) - 1)][1]
    return found


def kept_share(written: Sequence[str], heard: str) -> float:
    """Return the share of the written words that were heard as they are, 0 to 1."""
    words = _numbered(written)
    same = sum(block.size for block in _matcher(words, heard.split()).get_matching_blocks())
    return same / max(len(words), 1)


def carry_over(answer: Answer, heard: str) -> Answer:
    """Return the answer with its heard words, cut by their punctuation, and the labels they had.

    A heard sentence takes the label that most of its words had.

    Args:
        answer: As it was written and labelled.
        heard: The speech model's text; not empty.
    """
    transcript = Transcript.from_text(heard)
    words = [w.text for w in transcript.words]
    own = owners(answer.sentences, words)
    sentences, labels = [], []
    for piece in cut(transcript):
        span = range(piece.first, piece.last + 1)
        labels.append(majority([answer.labels[own[i]] for i in span]))
        sentences.append(" ".join(words[i] for i in span))
    return replace(answer, sentences=tuple(sentences), labels=tuple(labels))


def majority(votes: Sequence[str]) -> str:
    """Return the commonest vote; of two equal ones the later, as the labelling guide has it."""
    return max(reversed(votes), key=votes.count)


def _numbered(written: Sequence[str]) -> list[tuple[str, int]]:
    words = [(bare(w), i) for i, text in enumerate(written) for w in text.split()]
    return [(w, i) for w, i in words if w]


def _matcher(words: Sequence[tuple[str, int]], heard: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(a=[w for w, _ in words], b=[bare(w) for w in heard], autojunk=False)
