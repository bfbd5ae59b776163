"""Deck state, favourites and mock interviews across restarts."""

from __future__ import annotations

import pytest

from desktop.domain.deck import DeckFilter, draw
from desktop.domain.question import Level, QuestionKind
from desktop.storage.database import Database
from desktop.storage.deckstate import DeckStore, MockStore


@pytest.fixture
def reopen(tmp_path):
    opened = []

    def open_again() -> Database:
        for database in opened:
            database.close()
        opened.append(Database(tmp_path / "starling.db"))
        return opened[-1]

    yield open_again
    for database in opened:
        database.close()


def test_the_bag_goes_on_after_a_restart(reopen):
    ids = [f"q{n}" for n in range(8)]
    drawn = []
    for _ in range(8):
        store = DeckStore(reopen())
        chosen, state = draw(store.state(), ids)
        store.save_state(state)
        drawn.append(chosen)
    assert sorted(drawn) == ids
    assert DeckStore(reopen()).state() == state


def test_what_was_seen_outlives_a_damaged_state(reopen):
    database = reopen()
    store = DeckStore(database)
    _, state = draw(store.state(), ["a", "b"])
    store.save_state(state)
    with database.write() as db:
        db.execute("UPDATE deck SET value = '{broken'")
    assert DeckStore(reopen()).state().seen == state.seen


def test_filter_and_favourites_are_kept(reopen):
    store = DeckStore(reopen())
    assert store.filters() == DeckFilter(kind=QuestionKind.BEHAVIOURAL)
    wanted = DeckFilter(kind=QuestionKind.CASE, level=Level.LEAD, favourites_only=True)
    store.save_filters(wanted)
    store.set_favourite("a", True)
    store.set_favourite("b", True)
    store.set_favourite("b", True)
    store.set_favourite("a", False)
    store = DeckStore(reopen())
    assert store.filters() == wanted
    assert store.favourites() == {"b"}


def test_a_mock_interview_is_taken_up_where_it_was_left(reopen):
    store = MockStore(reopen())
    assert store.unfinished() is None
    store.add("one", ["a", "b"])
    store.move("one", 1, finished=False)
    store = MockStore(reopen())
    left = store.unfinished()
    assert left is not None
    assert (left.id, left.questions, left.position, left.finished) == ("one", ("a", "b"), 1, False)
    store.move("one", 2, finished=True)
    assert store.unfinished() is None
    assert store.get("one").finished
    assert store.get("two") is None
