"""Cut a transcript into sentences: by punctuation, then by the model, pauses and lengths."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.transcript import Transcript, Word

LONG_SENTENCE = 40
PAUSE_S = 0.6
RUN_ON_REST = 26
LEAST_WORDS = 4
USUAL_WORDS = 16
# With fewer sentence ends than one in so many words, punctuation tells nothing.
SPARSE_WORDS = 40
# Longer pieces are shown to the model, and cut where it is surer than this (log odds). Without
# punctuation three in ten is enough: a sentence cut in two is read better than two run together.
ASK_SPARSE, SURE_SPARSE = 11, -0.8
ASK_PUNCTUATED, SURE_PUNCTUATED = 30, 1.4
PAUSE_ODDS = 1.5
COMMA_ODDS = 0.4
HANGING_ODDS = 3.0

_END = re.compile(r"[.!?…]+[\"'”’)\]]*$")
_ELLIPSIS = re.compile(r"(\.{2,}|…)[\"'”’)\]]*$")
_ABBREVIATION = re.compile(
    r"^[(\"'“‘]*(mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|approx|dept|inc|ltd|jr|sr|[a-z])\.$",
    re.IGNORECASE,
)
_NUMERO = re.compile(r"^no\.$", re.IGNORECASE)
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


Begins = Callable[[Sequence[str]], Sequence[float]]
"""Takes words, returns for each the probability that a sentence begins with it."""


def cut(transcript: Transcript, begins: Begins | None = None) -> tuple[Cut, ...]:
    """Return the sentences of a transcript as word ranges that cover it without gaps.

    Args:
        transcript: The words.
        begins: The model's view of where sentences begin, asked only where punctuation leaves
            long pieces; None goes by pauses and by words that open a clause.
    """
    words = transcript.words
    pieces = list(_by_punctuation(words))
    ends = sum(bool(_END.search(words[p.last].text)) for p in pieces)
    sparse = ends * SPARSE_WORDS < len(words)
    ask = ASK_SPARSE if sparse else ASK_PUNCTUATED
    if begins is None or all(p.last - p.first + 1 <= ask for p in pieces):
        return tuple(part for piece in pieces for part in _without_model(words, piece))
    chances = begins([w.text for w in words])
    sure = SURE_SPARSE if sparse else SURE_PUNCTUATED
    found: list[Cut] = []
    for piece in pieces:
        if piece.last - piece.first + 1 <= ask:
            found.append(piece)
        else:
            found.extend(_by_model(words, piece, chances, sure))
    return tuple(found)


def _without_model(words: Sequence[Word], piece: Cut) -> Iterator[Cut]:
    if piece.last - piece.first + 1 <= LONG_SENTENCE:
        yield piece
        return
    for part in _by_pauses(words, piece):
        yield from _by_length(words, part)


def _by_model(
    words: Sequence[Word], piece: Cut, chances: Sequence[float], sure: float
) -> list[Cut]:
    """Cut a piece where the model, a pause and a comma together say that a sentence begins."""
    odds = {i: _odds(words, chances, i) for i in range(piece.first + 1, piece.last + 1)}
    done: list[Cut] = []
    # The surest place first, then both sides on their own: no short scrap beside it can win.
    waiting = [piece]
    while waiting:
        part = waiting.pop()
        places = range(part.first + LEAST_WORDS, part.last - LEAST_WORDS + 2)
        best = max(places, key=odds.__getitem__, default=None)
        long = part.last - part.first + 1 > LONG_SENTENCE
        if best is None or (odds[best] < sure and not long):
            done.append(part)
        elif odds[best] < sure:
            done.extend(_without_model(words, part))
        else:
            waiting += [Cut(part.first, best - 1), Cut(best, part.last)]
    return sorted(done, key=lambda c: c.first)


def _odds(words: Sequence[Word], chances: Sequence[float], index: int) -> float:
    chance = min(max(chances[index], 1e-6), 1 - 1e-6)
    odds = math.log(chance / (1 - chance))
    if words[index - 1].text.lower().strip(",") in _OPENERS:
        # "and | then I": the clause began a word earlier.
        odds -= HANGING_ODDS
    end, start = words[index - 1].end, words[index].start
    if end is not None and start is not None and start - end >= PAUSE_S:
        odds += PAUSE_ODDS
    return odds + (COMMA_ODDS if words[index - 1].text.endswith((",", ";", ":")) else 0.0)


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
    if _NUMERO.match(text) and following[:1].isdigit():
        return False
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
