"""Cut an answer's sentences into windows of tokens that the STAR model can take in at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLS = 101
SEP = 102
MASK = 103
MAX_TOKENS = 512
MAX_SENTENCE_TOKENS = 160
OVERLAP_TOKENS = 170


@dataclass(frozen=True, slots=True)
class Window:
    """A run of whole sentences as token ids.

    Attributes:
        ids: Token ids: [CLS], then every sentence with a [SEP] behind it.
        spans: Per sentence its (index, first token, one past the last token), [SEP] included.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


def plain_window(tokens: Sequence[int]) -> tuple[int, ...]:
    """Return [CLS], the tokens and one [SEP], cut to what the model can take in."""
    return (CLS, *tokens[: MAX_TOKENS - 2], SEP)


def make_windows(sentences: Sequence[Sequence[int]]) -> list[Window]:
    """Pack tokenised sentences into windows of at most 512 tokens that overlap by a third.

    Args:
        sentences: Token ids of each sentence, without special tokens.

    Returns:
        Windows that together hold every sentence at least once, in order.
    """
    cut = [tuple(s[:MAX_SENTENCE_TOKENS]) for s in sentences]
    windows: list[Window] = []
    first = 0
    while first < len(cut):
        ids = [CLS]
        spans: list[tuple[int, int, int]] = []
        last = first
        while last < len(cut) and len(ids) + len(cut[last]) + 1 <= MAX_TOKENS:
            start = len(ids)
            ids.extend(cut[last])
            ids.append(SEP)
            spans.append((last, start, len(ids)))
            last += 1
        windows.append(Window(tuple(ids), tuple(spans)))
        if last >= len(cut):
            break
        again = last
        tokens = 0
        while again - 1 > first and tokens + len(cut[again - 1]) + 1 <= OVERLAP_TOKENS:
            again -= 1
            tokens += len(cut[again]) + 1
        first = again
    return windows
