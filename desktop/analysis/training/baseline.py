"""The keyword rule that the STAR model has to beat: cue words and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CUES = (
    (
        "T",
        r"\b(my (task|job|goal|role|responsibility)|responsible for|had to|needed to|tasked|"
        r"asked to|assigned)\b",
    ),
    (
        "R",
        r"\b(as a result|in the end|result(ed)?|increased|reduced|improved|saved|percent|"
        r"successfully)\b|%",
    ),
    (
        "A",
        r"\b(i|we) (\w+ed|made|took|went|told|sent|got|put|wrote|built|led|spoke|ran|met|first|"
        r"then)\b",
    ),
    ("S", r"\b(was|were|had|when|during|last year|at my|while|working)\b"),
)
_RULES = tuple((label, re.compile(cue, re.IGNORECASE)) for label, cue in _CUES)


def keyword_labels(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the label of the first rule each sentence matches, "O" where none does."""
    return tuple(
        next((label for label, rule in _RULES if rule.search(text)), "O") for text in sentences
    )
