from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.training.carry import carry_over, kept_share, owners
from desktop.analysis.training.corpus import Answer

WRITTEN = (
    "Last May our oven broke on a Friday night.",
    "I had to bake ninety loaves by six.",
    "I rang the school and used their kitchen.",
    "All ninety went out in time.",
)
ANSWER = Answer("a", WRITTEN, ("S", "T", "A", "R"), "story")


def test_misheard_words_belong_to_the_sentence_around_them():
    heard = [
        "Last",
        "May",
        "hour",
        "oven",
        "broke",
        "on",
        "Friday",
        "I",
        "had",
        "to",
        "back",
        "ninety",
        "loafs",
        "by",
        "six",
    ]
    found = owners(WRITTEN, heard)
    assert found[:7] == [0] * 7
    assert found[7:] == [1] * 8


def test_labels_follow_the_words_through_another_cutting():
    heard = (
        "Last May our oven broke on a Friday night, I had to bake 90 loaves by 6. I rang the "
        "school. And used their kitchen. All 90 went out in time."
    )
    carried = carry_over(ANSWER, heard)
    assert carried.labels == ("S", "A", "A", "R")
    assert " ".join(carried.sentences) == heard
    assert carried.story == "story"


def test_of_two_equal_halves_the_later_wins():
    answer = Answer("b", ("I saw the leak there.", "I closed the valve then."), ("S", "A"), "story")
    carried = carry_over(answer, "I saw the leak there I closed the valve then.")
    assert carried.labels == ("A",)


def test_how_much_was_heard_right():
    assert kept_share(WRITTEN, " ".join(WRITTEN)) == 1.0
    assert kept_share(WRITTEN, "something else altogether") == 0.0


@given(
    st.lists(
        st.sampled_from(["may", "oven", "I", "the", "loaves", "six", "school", "zebra"]), min_size=1
    )
)
def test_every_heard_word_has_an_owner(heard):
    assert all(0 <= i < len(WRITTEN) for i in owners(WRITTEN, heard))
