"""Word error rate after folding the spellings that sound alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELLINGS = {
    "okay": "ok", "percent": "%", "favourite": "favorite", "organised": "organized",
    "realised": "realized", "programme": "program", "mr": "mister", "i'm": "i am", "it's": "it is",
    "didn't": "did not", "couldn't": "could not", "wasn't": "was not", "we'd": "we would",
    "i'd": "i would", "that's": "that is", "don't": "do not", "we're": "we are", "can't": "cannot",
}  # fmt: skip
_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[a-z]+(?:'[a-z]+)?")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}


def words_of(text: str) -> list[str]:
    """Return the words as they are compared: lower case, numbers spelt out, no punctuation."""
    text = text.lower().replace("’", "'").replace("$", " dollars ")
    for digits, word in _ORDINALS.items():
        text = text.replace(digits, word)
    found: list[str] = []
    for token in _WORD.findall(text):
        if token[0].isdigit():
            found += _spelt(token.replace(",", ""))
        else:
            found += _SPELLINGS.get(token, token).split()
    return ["percent" if word == "%" else word for word in found]


def _spelt(token: str) -> list[str]:
    whole, _, part = token.partition(".")
    out = _number(int(whole))
    return out + (["point", *(_ONES[int(digit)] for digit in part)] if part else [])


def _number(value: int) -> list[str]:
    if value < 20:
        return [_ONES[value]]
    if value < 100:
        return [_TENS[value // 10 - 2], *(_number(value % 10) if value % 10 else [])]
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = value % size
            return [*_number(value // size), name, *(_number(rest) if rest else [])]
    raise AssertionError(value)


def errors(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """Return the fewest words to change, add or drop that turn one list into the other."""
    row = list(range(len(heard) + 1))
    for i, want in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, got in enumerate(heard, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + (want != got))
            diagonal, row[j] = row[j], best
    return row[-1]


def wer(wanted: str, heard: str) -> float:
    """Return the word error rate, 0 for every word right."""
    reference = words_of(wanted)
    return errors(reference, words_of(heard)) / max(1, len(reference))
