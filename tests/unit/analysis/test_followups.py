from __future__ import annotations

import pytest

from desktop.analysis.followups import quote
from desktop.domain.report import Sentence


def sentence(text: str) -> Sentence:
    count = len(text.split())
    return Sentence(text, 0, len(text), 0, count - 1, None, None, "action", 0.9)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Um, so, and then I rang the supplier myself.", "I rang the supplier myself"),
        ("The pump had failed twice that week.", "the pump had failed twice that week"),
        ("Okonkwo had already left the site.", "Okonkwo had already left the site"),
        (
            "I asked her to stop the van at once, and she did, although there were three parcels "
            "left on it.",
            "I asked her to stop the van at once, and she did",
        ),
        (
            "The van could cost at most 1,200 euros in the first year, and no more than that in "
            "the second.",
            "the van could cost at most 1,200 euros in the first year",
        ),
        ("So-called experts looked at the roof.", "So-called experts looked at the roof"),
        ("In March we lost two drivers.", "in March we lost two drivers"),
    ],
)
def test_a_clause_is_repeated_as_it_was_said(text: str, quoted: str):
    assert quote(sentence(text)) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "It worked.",
        "We had, we had a leak in the, um, in the roof.",
        "I I rang him twice that day.",
        "There was a long list of things that nobody in the whole of that building had ever looked "
        "at before that week began",
        "“Stop it,” he said to both of us.",
    ],
)
def test_what_does_not_read_well_is_not_repeated(text: str):
    assert quote(sentence(text)) == ""


def test_words_that_may_be_misheard_are_not_put_in_a_mouth():
    said = sentence("The pump had failed twice that week.")
    assert quote(said, {3}) == ""
    assert quote(said, {40})
