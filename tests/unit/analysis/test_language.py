from __future__ import annotations

import pytest

from desktop.analysis.language import has_number


@pytest.mark.parametrize(
    "text",
    [
        "We sold all 40 tickets.",
        "It took half the time.",
        "By the Monday we had not missed one single dose.",
        "Complaints went down by a third.",
        "It saved her about two thousand pounds.",
        "The two hours it used to take became ten minutes.",
    ],
)
def test_a_measure_is_a_number(text):
    assert has_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "The two colleagues asked to keep it.",
        "They were happy with it.",
        "It has been like that since 2019.",
        "One of the three managers thanked me.",
        "Everyone said it was a good one.",
    ],
)
def test_who_and_when_are_no_measures(text):
    assert not has_number(text)
