from __future__ import annotations

import pytest

from desktop.analysis.language import has_number, is_vague


@pytest.mark.parametrize(
    "text",
    [
        "We sold all 40 tickets.",
        "It took half the time.",
        "By the Monday we had not missed one single dose.",
        "Complaints went down by a third.",
        "It saved her about two thousand pounds.",
        "Complaints fell by ten.",
        "The queue dropped by 15.",
        "We came down to about 40.",
        "We cut the cost by 2000 euros.",
        "It ended with sales of 2000 units.",
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
        "She moved into room 512.",
        "We opened on 1 September.",
        "I sent it in on the 30th.",
        "He was back at work by 3 o'clock.",
        "They rang at ten.",
        "We finished at half past seven.",
        "It has been like that since 2019.",
        "One of the three managers thanked me.",
        "Everyone said it was a good one.",
    ],
)
def test_who_and_when_are_no_measures(text):
    assert not has_number(text)


def test_an_ending_that_only_went_well_is_vague():
    for text in (
        "It went well.",
        "In the end everything worked out really well.",
        "It was a success.",
    ):
        assert is_vague(text)
    for text in ("It worked, and she thanked me.", "It was sold within a week.", "He signed."):
        assert not is_vague(text)
