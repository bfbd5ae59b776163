"""A transcript cut into paragraphs, with what is marked on it: plain data, no painting."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.report import Report
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Word

LONG_PAUSE_S = 1.0
"""A pause longer than this gets its time in the margin."""

_PARAGRAPH_WORDS = 110  # a paragraph ends at the next sentence after so many words
_MOST_WORDS = 200  # and here without one, so that no paragraph is slow to lay out
_TAIL = re.compile(r"[^\w'’]+$")


@dataclass(frozen=True, slots=True)
class SentenceMark:
    """A sentence's words and how it is drawn."""

    first: int
    last: int
    slot: int
    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit: words and the characters it takes of the first and the last one."""

    first: int
    last: int
    start: int
    end: int


class TranscriptText:
    """Words, sentences and marks of one attempt.

    Args:
        words: In order of speaking.
        report: Gives sentences, fillers, unsure words and pauses; None while there is none.
    """

    def __init__(self, words: Sequence[Word], report: Report | None = None) -> None:
        self.words = tuple(words)
        self.sentences = _marks(report, len(self.words)) if report is not None else ()
        self.fillers = (
            frozenset(f.word for f in report.delivery.fillers) if report else frozenset[int]()
        )
        self.unsure = frozenset(report.unsure_words) if report else frozenset[int]()
        self._firsts = [s.first for s in self.sentences]
        self._starts = [w.start if w.start is not None else -1.0 for w in self.words]
        self.timed = bool(self.words) and all(w.start is not None for w in self.words)
        pauses = report.delivery.long_pauses if report is not None else ()
        self.after_pause = self._words_after_pauses(pauses)
        self.paragraphs = self._cut()
        self._paragraph_firsts = [first for first, _ in self.paragraphs]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(w.text for w in self.words)

    def sentence_at(self, word: int) -> int | None:
        """Return the index of the sentence a word belongs to."""
        index = bisect_right(self._firsts, word) - 1
        if index >= 0 and word <= self.sentences[index].last:
            return index
        return None

    def paragraph_at(self, word: int) -> int:
        """Return the index of the paragraph a word belongs to."""
        return max(0, bisect_right(self._paragraph_firsts, word) - 1)

    def word_at(self, seconds: float) -> int | None:
        """Return the word being spoken at a time, or None before the first and in long gaps."""
        if not self.timed:
            return None
        index = bisect_right(self._starts, seconds + 1e-6) - 1
        if index < 0:
            return None
        end = self.words[index].end
        return index if end is not None and seconds <= end + 0.35 else None

    def chip_at(self, word: int, paragraph_first: int) -> SentenceMark | None:
        """Return the mark whose letter stands before a word: at a change and a new paragraph."""
        index = self.sentence_at(word)
        if index is None:
            return None
        mark = self.sentences[index]
        if mark.slot == 0:
            return None
        if word == paragraph_first:
            return mark
        if word == mark.first and (index == 0 or self.sentences[index - 1].name != mark.name):
            return mark
        return None

    def find(self, wanted: str) -> tuple[Hit, ...]:
        """Return every place of a text, upper and lower case alike."""
        wanted = " ".join(wanted.split())
        if not wanted:
            return ()
        starts = []
        at = 0
        for word in self.words:
            starts.append(at)
            at += len(word.text) + 1
        hits = []
        for match in re.finditer(re.escape(wanted), self.text, re.IGNORECASE):
            first = bisect_right(starts, match.start()) - 1
            last = max(first, bisect_left(starts, match.end()) - 1)
            hits.append(Hit(first, last, match.start() - starts[first], match.end() - starts[last]))
        return tuple(hits)

    def split_tail(self, word: int) -> tuple[str, str]:
        """Return a word's text and the punctuation after it."""
        text = self.words[word].text
        match = _TAIL.search(text)
        if match is None or match.start() == 0:
            return text, ""
        return text[: match.start()], text[match.start() :]

    def _words_after_pauses(self, pauses: Sequence[tuple[float, float]]) -> frozenset[int]:
        if not self.timed:
            return frozenset()
        found = set()
        if pauses:
            for start, stop in pauses:
                index = bisect_left(self._starts, (start + stop) / 2)
                if stop - start > LONG_PAUSE_S and 0 < index < len(self.words):
                    found.add(index)
        else:
            for index in range(1, len(self.words)):
                end = self.words[index - 1].end
                if end is not None and self._starts[index] - end > LONG_PAUSE_S:
                    found.add(index)
        return frozenset(found)

    def _cut(self) -> tuple[tuple[int, int], ...]:
        """Cut at sentences that follow a long pause, and where a paragraph grows too long."""
        sentence_starts = frozenset(self._firsts)
        free = not self.sentences
        paragraphs: list[tuple[int, int]] = []
        first = 0
        for index in range(1, len(self.words)):
            size = index - first
            may = free or index in sentence_starts
            if (may and (index in self.after_pause or size >= _PARAGRAPH_WORDS)) or (
                size >= _MOST_WORDS
            ):
                paragraphs.append((first, index - 1))
                first = index
        if self.words:
            paragraphs.append((first, len(self.words) - 1))
        return tuple(paragraphs)


def _marks(report: Report, words: int) -> tuple[SentenceMark, ...]:
    rubric = RUBRICS[report.kind]
    marks = []
    for sentence in report.sentences:
        part = rubric.component(sentence.component) if report.judged else None
        last = min(sentence.last_word, words - 1)
        if sentence.first_word > last:
            continue
        if part is None:
            marks.append(SentenceMark(sentence.first_word, last, 0, "", "Other"))
        else:
            marks.append(SentenceMark(sentence.first_word, last, part.slot, part.letter, part.name))
    return tuple(marks)
