"""The deck: filters, the bag that does not repeat itself, sharing questions out over kinds."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.deck import DeckFilter, DeckState, draw, spread, take, unseen
from desktop.domain.question import Asker, Level, Question, QuestionKind

_IDS = st.lists(st.text("abcdefgh", min_size=1, max_size=3), min_size=1, max_size=12, unique=True)


def _draw_many(state: DeckState, ids: list[str], count: int) -> tuple[list[str], DeckState]:
    drawn = []
    for _ in range(count):
        chosen, state = draw(state, ids)
        assert chosen is not None
        drawn.append(chosen)
    return drawn, state


@given(ids=_IDS, seed=st.integers(0, 2**31), rounds=st.integers(1, 4))
def test_every_bag_holds_each_question_once(ids, seed, rounds):
    drawn, _ = _draw_many(DeckState(seed=seed), ids, len(ids) * rounds)
    for start in range(0, len(drawn), len(ids)):
        assert sorted(drawn[start : start + len(ids)]) == sorted(ids)


@given(ids=_IDS, seed=st.integers(0, 2**31))
def test_no_question_follows_itself(ids, seed):
    drawn, _ = _draw_many(DeckState(seed=seed), ids, len(ids) * 4)
    if len(ids) > 1:
        assert all(a != b for a, b in pairwise(drawn))


@given(ids=_IDS, seed=st.integers(0, 2**31), data=st.data())
def test_unseen_questions_come_first(ids, seed, data):
    seen = data.draw(st.sets(st.sampled_from(ids)))
    fresh = set(ids) - seen
    drawn, _ = _draw_many(DeckState(seed=seed, seen=frozenset(seen)), ids, len(ids))
    assert set(drawn[: len(fresh)]) == fresh


@given(ids=_IDS, seed=st.integers(0, 2**31), cut=st.integers(0, 20))
def test_a_restart_changes_nothing(ids, seed, cut):
    whole, _ = _draw_many(DeckState(seed=seed), ids, 24)
    before, state = _draw_many(DeckState(seed=seed), ids, cut)
    restarted = DeckState.from_json(json.loads(json.dumps(state.to_json())))
    after, _ = _draw_many(restarted, ids, 24 - cut)
    assert before + after == whole


@given(ids=_IDS, seed=st.integers(0, 2**31), data=st.data())
def test_a_change_of_filter_does_not_bring_questions_back(ids, seed, data):
    part = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    early, state = _draw_many(DeckState(seed=seed), part, len(part))
    rest = len(ids) - len(part)
    late, _ = _draw_many(state, ids, rest)
    assert sorted(early + late) == sorted(ids)


def test_a_question_chosen_by_hand_leaves_the_bag():
    state = take(DeckState(seed=3), "b")
    drawn, _ = _draw_many(state, ["a", "b", "c"], 2)
    assert sorted(drawn) == ["a", "c"]


def test_new_questions_come_before_old_ones():
    drawn, state = _draw_many(DeckState(seed=1), ["a", "b"], 4)
    assert len(drawn) == 4
    assert draw(state, ["a", "b", "new"])[0] == "new"


def test_nothing_to_draw_from_leaves_the_state_alone():
    state = DeckState(seed=1)
    assert draw(state, []) == (None, state)


def test_seeds_give_different_orders():
    ids = [str(n) for n in range(20)]
    orders = {tuple(_draw_many(DeckState(seed=seed), ids, 20)[0]) for seed in range(5)}
    assert len(orders) == 5


def test_unseen_counts_what_was_never_drawn():
    _, state = draw(DeckState(), ["a", "b", "c"])
    assert unseen(state, ["a", "b", "c"]) == 2


def _question(question_id: str, **fields: object) -> Question:
    return Question(question_id, "Why?", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (DeckFilter(), ["a", "b", "c"]),
        (DeckFilter(kind=QuestionKind.CASE), ["b"]),
        (DeckFilter(competency="conflict"), ["a"]),
        (DeckFilter(level=Level.LEAD), ["c"]),
        (DeckFilter(asked_by=Asker.HR), ["a", "c"]),
        (DeckFilter(favourites_only=True), ["b", "c"]),
        (DeckFilter(favourites_only=True, asked_by=Asker.HR), ["c"]),
        (DeckFilter(kind=QuestionKind.CULTURE), []),
    ],
)
def test_filter_passes_what_it_says(wanted, expected):
    questions = [
        _question("a", competency="conflict", asked_by=(Asker.HR, Asker.PEER)),
        _question("b", kind=QuestionKind.CASE, asked_by=(Asker.PEER,)),
        _question("c", level=Level.LEAD, asked_by=(Asker.HR,)),
    ]
    assert [q.id for q in wanted.apply(questions, {"b", "c"})] == expected


@given(
    st.builds(
        DeckFilter,
        kind=st.none() | st.sampled_from(QuestionKind),
        competency=st.none() | st.sampled_from(["conflict", "failure"]),
        favourites_only=st.booleans(),
        level=st.none() | st.sampled_from(Level),
        asked_by=st.none() | st.sampled_from(Asker),
    )
)
def test_filter_survives_storage(wanted):
    assert DeckFilter.from_json(json.loads(json.dumps(wanted.to_json()))) == wanted


@given(
    st.integers(0, 40),
    st.dictionaries(st.sampled_from(QuestionKind), st.integers(0, 9)),
)
def test_spread_adds_up_and_is_fair(count, weights):
    shares = spread(count, weights)
    total = sum(weights.values())
    assert sum(shares.values()) == (count if total else 0)
    for kind, share in shares.items():
        assert abs(share - count * weights[kind] / total) < 1
