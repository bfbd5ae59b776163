"""What the user types in a search field, made safe for full-text search, and hits read back."""

from __future__ import annotations

MARK_START, MARK_END = "\x02", "\x03"
"""Put around hits by the search; no transcript holds them."""


def fts_query(text: str) -> str | None:
    """Return a full-text query for what the user typed, or None where it holds no word.

    Each piece is quoted, so that none of it is read as query language; the last one may be the
    start of a word, because the user may still be typing.
    """
    pieces = []
    for piece in text.replace("\x00", " ").split():
        bare = piece.replace('"', "")
        if any(character.isalnum() for character in bare):
            pieces.append(f'"{bare}"')
    if not pieces:
        return None
    return " ".join(pieces) + "*"


def read_snippet(marked: str) -> tuple[str, tuple[int, int] | None]:
    """Return a snippet without its marks, and where its first hit is."""
    start = marked.find(MARK_START)
    plain = marked.replace(MARK_START, "").replace(MARK_END, "")
    if start < 0:
        return plain, None
    # Up to the first mark nothing was taken out; the end mark stands one mark further.
    end = marked.index(MARK_END, start) - 1
    return plain, (start, end)


def locate(text: str, word: str, width: int) -> tuple[str, tuple[int, int] | None]:
    """Return the part of a text around a word, and where the word is in it.

    Args:
        text: The whole text.
        word: What to look for, whatever its case.
        width: Length of the part in characters.
    """
    at = text.lower().find(word.lower())
    if at < 0:
        return text[:width], None
    begin = max(0, at - width // 2)
    return text[begin : begin + width], (at - begin, at - begin + len(word))
