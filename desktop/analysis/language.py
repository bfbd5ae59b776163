"""Small facts about English words that several parts of the analysis share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|halved|"
    r"a quarter|a third|twice|doubled?|tripled?|zero|per ?cent|percentage)\b",
    re.IGNORECASE,
)
# Numbers that say who or when, not how much: "the two colleagues", "in 2019".
_NO_MEASURE = re.compile(
    r"\b(the|these|those|my|our|their|his|her|both) (other )?(two|three|four|five|six|\d)\b"
    r"(?! (times|per ?cent|hundred|thousand|million|pounds|euros|dollars|minutes|hours|days|weeks|"
    r"months))|"
    r"\b(in|since|by|of|until) (19|20)\d\d\b|\bone of the (two|three|four|five|six)\b",
    re.IGNORECASE,
)
_EXACT = re.compile(
    r"\b(not (\w+ )?(one|a) single|not one|every single (one)?|none of|no more than|no one else)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b[Ii]\b(?!\.\w)")
_WE = re.compile(r"\b(we|we'd|we've|we're|we'll)\b", re.IGNORECASE)
_SUBJECTLESS = re.compile(
    r"^(then |first |and )?(talked|called|made|fixed|wrote|built|asked|checked|set|took|went|told|"
    r"sent|got|put|met|ran|moved|tested|changed|organi[sz]ed|arranged|explained|started)\b",
    re.IGNORECASE,
)

_COMMON = """
a about after all also an and any are as at be because been before but by can could did
do for from get got had has have he her him his how i i'd i'm i've if in into is it it's
its just like me more my no not of on one or our out over really said she so some than
that that's the their them then there they this to two up us very was we we'd were what
when where which who will with work would you your
"""
FUNCTION_WORDS = frozenset(_COMMON.split())
"""Words that hold English sentences together; any real answer is full of them."""


def bare(word: str) -> str:
    """Return a word in lower case without surrounding punctuation."""
    return _EDGES.sub("", word).lower().replace("’", "'")


def has_number(text: str) -> bool:
    """Return whether a text says how much or how many.

    "One" alone does not count, nor a number that only names people or a year; "not one single"
    and the like do: they leave nothing open.
    """
    return bool(_EXACT.search(text) or _NUMBER.search(_NO_MEASURE.sub(" ", text)))


def says_i(text: str) -> bool:
    """Return whether the speaker is a subject in it ("I ...", or notes such as "Called him.")."""
    return bool(_FIRST_PERSON.search(text) or _SUBJECTLESS.search(text))


def says_we(text: str) -> bool:
    """Return whether "we" is a subject in it."""
    return bool(_WE.search(text.replace("’", "'")))


def pick(variants: Sequence[str], seed: str) -> str:
    """Return one of the variants: the same for the same seed on every machine."""
    return variants[zlib.crc32(seed.encode("utf-8")) % len(variants)]
