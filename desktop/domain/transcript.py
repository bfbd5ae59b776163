"""What was said: words with times, and the text they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard.

    Attributes:
        text: The word with its punctuation, without surrounding space.
        start: Seconds from the start of the recording; None for a typed transcript.
        end: Seconds from the start of the recording; None for a typed transcript.
        probability: The model's, 0 to 1; None for a typed transcript.
    """

    text: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one attempt in order.

    ``text`` is the words joined by single spaces, so a word's place in it follows from the words.

    Attributes:
        words: In order of speaking.
        model: Name of the speech model, empty for a typed transcript.
        language: ISO 639-1 code.
        corrected: Whether the user changed it.
    """

    words: tuple[Word, ...]
    model: str = ""
    language: str = "en"
    corrected: bool = False

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def timed(self) -> bool:
        """Whether every word carries times."""
        return bool(self.words) and all(
            w.start is not None and w.end is not None for w in self.words
        )

    def char_spans(self) -> tuple[tuple[int, int], ...]:
        """Return each word's (start, end) character offsets into ``text``."""
        spans = []
        at = 0
        for word in self.words:
            spans.append((at, at + len(word.text)))
            at += len(word.text) + 1
        return tuple(spans)

    @classmethod
    def from_text(cls, text: str) -> Transcript:
        """Make an untimed transcript of typed text, white space folded."""
        return cls(tuple(Word(part) for part in _SPACE.split(text.strip()) if part))

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storage."""
        return {
            "model": self.model,
            "language": self.language,
            "corrected": self.corrected,
            "words": [
                {"text": w.text, "start": w.start, "end": w.end, "probability": w.probability}
                for w in self.words
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Transcript:
        """Read what ``to_json`` wrote.

        Raises:
            KeyError, TypeError: The data is not a transcript.
        """
        return cls(
            words=words_from_json(data["words"]),
            model=str(data.get("model", "")),
            language=str(data.get("language", "en")),
            corrected=bool(data.get("corrected", False)),
        )


def words_from_json(items: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    """Read words from plain data (a stored transcript or a worker's message)."""
    return tuple(
        Word(str(i["text"]), i.get("start"), i.get("end"), i.get("probability")) for i in items
    )
