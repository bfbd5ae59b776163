"""Cut a transcript into sentences: by punctuation, then pauses, then sensible lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.transcript import Transcript, Word

LONG_SENTENCE = 40
PAUSE_S = 0.6
RUN_ON_REST = 26
LEAST_WORDS = 4
USUAL_WORDS = 16

_END = re.compile(r"[.!?…]+[\"'”’)\]]*$")
_ELLIPSIS = re.compile(r"(\.{2,}|…)[\"'”’)\]]*$")
_ABBREVIATION = re.compile(
    r"^[(\"'“‘]*(mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|approx|dept|inc|ltd|jr|sr|no|[a-z])\.$",
    re.IGNORECASE,
)
# How well a new sentence can begin at a word, given the one after it.
_PAIR_CUES = {
    ("and", "then"), ("so", "i"), ("so", "we"), ("and", "i"), ("and", "we"), ("but", "i"),
    ("but", "we"), ("then", "i"), ("then", "we"), ("after", "that"), ("in", "the"), ("and", "so"),
    ("so", "the"), ("and", "he"), ("and", "she"), ("and", "they"), ("so", "they"), ("at", "that"),
}  # fmt: skip
_CUES = {"so": 1.2, "but": 1.2, "then": 1.3, "and": 1.0, "because": 0.6, "when": 0.6, "i": 0.6,
         "we": 0.6, "which": 0.4, "after": 0.5, "eventually": 1.4, "finally": 1.4}  # fmt: skip

_OPENERS = frozenset({"and", "so", "but", "then", "because", "when"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence as a range of words, last word inclusive."""

    first: int
    last: int


def cut(transcript: Transcript) -> tuple[Cut, ...]:
    """Return the sentences of a transcript as word ranges that cover it without gaps."""
    words = transcript.words
    found: list[Cut] = []
    for piece in _by_punctuation(words):
        if piece.last - piece.first + 1 <= LONG_SENTENCE:
            found.append(piece)
            continue
        for part in _by_pauses(words, piece):
            found.extend(_by_length(words, part))
    return tuple(found)


def _by_punctuation(words: Sequence[Word]) -> Iterator[Cut]:
    first = 0
    for index, word in enumerate(words):
        last_word = index == len(words) - 1
        following = "" if last_word else words[index + 1].text
        if last_word or _ends(word.text, following):
            yield Cut(first, index)
            first = index + 1


def _ends(text: str, following: str) -> bool:
    if not _END.search(text):
        return False
    if _ELLIPSIS.search(text):
        return following[:1].isupper() and following.lower() not in ("i", "i'd", "i'm", "i've")
    # "I." at the end of a sentence is rarer than an initial, but it is a word of its own here.
    return not (_ABBREVIATION.match(text) and text.lower() != "i.")


def _by_pauses(words: Sequence[Word], piece: Cut) -> Iterator[Cut]:
    first = piece.first
    for index in range(piece.first, piece.last):
        end, start = words[index].end, words[index + 1].start
        if end is None or start is None or start - end < PAUSE_S:
            continue
        if index - first + 1 >= LEAST_WORDS and piece.last - index >= LEAST_WORDS:
            yield Cut(first, index)
            first = index + 1
    yield Cut(first, piece.last)


def _by_length(words: Sequence[Word], piece: Cut) -> Iterator[Cut]:
    first = piece.first
    limit = LONG_SENTENCE
    while piece.last - first + 1 > limit:
        places = range(first + 8, min(first + 30, piece.last - LEAST_WORDS + 2))
        at = max(places, key=lambda i: (_cue(words, i) - abs(i - first - USUAL_WORDS) * 0.06, -i))
        yield Cut(first, at - 1)
        first = at
        # Once it is known to be a run-on, its last part is one too.
        limit = RUN_ON_REST
    yield Cut(first, piece.last)


def _cue(words: Sequence[Word], index: int) -> float:
    here = words[index].text.lower().strip(",")
    after = words[index + 1].text.lower().strip(",") if index + 1 < len(words) else ""
    before = words[index - 1].text
    score = 1.8 if (here, after) in _PAIR_CUES else _CUES.get(here, 0.0)
    if before.lower() in _OPENERS:
        # "and | then I": the clause began a word earlier.
        score -= 1.5
    return score + (0.7 if before.endswith((",", ";", ":")) else 0.0)
