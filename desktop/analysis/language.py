"""Small facts about English words that several parts of the analysis share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_MARKS = re.compile(r"[^\w'’%€£$&/+-]+")
_NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|halved|"
    r"a quarter|(a|one|two) (third|fifth)s?|a (sixth|eighth|tenth)|twice (as|the|a|what)|doubled|"
    r"double (the|what|as)|tripled|zero|per ?cent|percentage)\b",
    re.IGNORECASE,
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_HOURS = r"\d{1,2}([.:]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# Numbers that say who or when, not how much: "the two colleagues", "in 2019", "the 30th", "by 3".
_NO_MEASURE = re.compile(
    r"\b(the|these|those|my|our|their|his|her|both) (other )?(two|three|four|five|six|\d)\b"
    r"(?! (times|per ?cent|hundred|thousand|million|pounds|euros|dollars|minutes|hours|days|weeks|"
    r"months))|"
    r"\b(in|since|until|summer|spring|autumn|winter) (of )?(19|20)\d\d\b(?! \w+s\b)|"
    r"\bone of the (two|three|four|five|six)\b|"
    # The name of a thing, not a measure of it.
    r"\b(room|act|page|line|channel|platform|gate|ward|floor|unit|number|bay|dock|route|bus|table|"
    r"bed|lane|stage|phase|version|section|chapter|class|grade|level|block|building|door|track|"
    r"pump|machine|station|round|part|step|option|plan) (\d+|one|two|three|four|five|six)\b|"
    r"\b\d{1,2}(st|nd|rd|th)\b|"
    rf"\b\d{{1,2}}( of)? ({_MONTHS})\b|\b({_MONTHS}) \d{{1,2}}\b|"
    rf"\b({_HOURS})( ?[ap]\.?m\b| o'?clock| in the (morning|evening|afternoon|night))|"
    rf"\b(half past|quarter past|quarter to|twenty past|ten past|ten to|twenty to) ({_HOURS})\b|"
    rf"\b(at|till|until) ({_HOURS})(?=[,.;!?]|$)",
    re.IGNORECASE,
)
_EXACT = re.compile(
    r"\b(not (\w+ )?(one|a) single|not one|every single (one)?|none of|no more than|no one else)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(less|fewer|faster|quicker|sooner|shorter|longer|higher|lower|cheaper|bigger|smaller|"
    r"increas\w*|reduc\w*|improv\w*|dropped|fell|rose|grew|growth|saved|saving|sales|turnover|"
    r"profits?|costs?|errors|mistakes|complaints|"
    r"more (customers|guests|orders|sales|people|visitors|members|users|time|money|business)|"
    r"most of|a lot of|many|several) ?",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"%|\bper ?cent\b|[£$€]\s?\d|\b(pounds|euros?|dollars|crore|lakh|kroner|złoty|francs)\b|"
    r"\b(out of|instead of|all of|from .{1,40} to|all \d+|\d+ of|a (month|week|day|year)|in total|"
    r"within|ahead|still|since)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(and |so |in the end,? |finally,? |at the end,? |overall,? |luckily,? |eventually,? )*"
    r"(it|everything|all|things?|that|the (project|event|presentation|day|meeting|whole thing)) "
    r"(all )?(went|worked|turned|came|was|ended|ran)\b( out| off| up)?"
    r"( (really|very|quite|pretty|so|all|just|a|great|big|real))*"
    r"( (well|fine|good|great|okay|ok|right|success|successful(ly)?|"
    r"perfect(ly)?|nice(ly)?))?( in the end| for (us|me|everyone|everybody))?[.!]?$",
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
    return straight(_EDGES.sub("", word).lower())


def stripped(word: str) -> str:
    """Return a word as the STAR model sees one that came without capitals and punctuation."""
    return " ".join(_MARKS.sub(" ", word).lower().split())


def has_number(text: str) -> bool:
    """Return whether a text says how much or how many.

    "One" alone does not count, nor a number that only names people or a year; "not one single"
    and the like do: they leave nothing open.
    """
    return bool(_EXACT.search(text) or _NUMBER.search(_NO_MEASURE.sub(" ", text)))


def straight(text: str) -> str:
    """Return a text with straight apostrophes, as the patterns here write them."""
    return text.replace("’", "'")


def counts_outcome(text: str) -> bool:
    """Return whether a text has a number that measures what came of something."""
    return has_number(text) and bool(_MEASURED.search(text) or says_change(text))


def says_change(text: str) -> bool:
    """Return whether a result speaks of a change that could be measured ("fewer complaints")."""
    return bool(_CHANGE.search(text))


def is_vague(text: str) -> bool:
    """Return whether a result says no more than that it went well."""
    return bool(_VAGUE.match(text.strip()))


def says_i(text: str) -> bool:
    """Return whether the speaker is a subject in it ("I ...", or notes such as "Called him.")."""
    return bool(_FIRST_PERSON.search(text) or _SUBJECTLESS.search(text))


def says_we(text: str) -> bool:
    """Return whether "we" is a subject in it."""
    return bool(_WE.search(straight(text)))


def pick(variants: Sequence[str], seed: str) -> str:
    """Return one of the variants: the same for the same seed on every machine."""
    return variants[zlib.crc32(seed.encode("utf-8")) % len(variants)]
