"""Which question comes next: the deck, its filters and the favourites, kept as they change."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.deck import DeckFilter, draw, take, unseen
from desktop.domain.errors import StarlingError, StorageError
from desktop.domain.question import Question
from desktop.storage.deckstate import DeckStore
from desktop.storage.packs import PackLibrary


class Asker:
    """Draws questions and remembers what was drawn.

    A change that cannot be kept is told, and holds until Starling ends: it is not worth stopping
    for.

    Args:
        packs: The questions.
        store: What the deck remembers.
        tell: Called with what could not be kept.
    """

    def __init__(
        self, packs: PackLibrary, store: DeckStore, tell: Callable[[StarlingError], object]
    ) -> None:
        self._packs = packs
        self._store = store
        self._tell = tell
        self._state = store.state()
        self._filters = store.filters()
        self._favourites = store.favourites()

    @property
    def filters(self) -> DeckFilter:
        """Which questions are drawn."""
        return self._filters

    def set_filters(self, filters: DeckFilter) -> None:
        """Choose which questions are drawn."""
        self._filters = filters
        self._keep(lambda: self._store.save_filters(filters))

    def passes(self, question: Question | None) -> bool:
        """Return whether there is a question and it passes the filters."""
        return question is not None and self._filters.accepts(question, self._favourites)

    def counts(self) -> tuple[int, int]:
        """Return how many questions pass the filters: (not yet asked, all)."""
        ids = self._ids()
        return unseen(self._state, ids), len(ids)

    def first(self, answered: Callable[[str], bool]) -> Question | None:
        """Return the question shown last where it was not answered, else a new one."""
        last = self._packs.question(self._state.last)
        if last is not None and self.passes(last) and not answered(last.id):
            return last
        return self.draw()

    def draw(self) -> Question | None:
        """Return the next question of the deck, None where none passes the filters."""
        chosen, state = draw(self._state, self._ids())
        if chosen is None:
            return None
        self._state = state
        self._keep(lambda: self._store.save_state(state))
        return self._packs.question(chosen)

    def take(self, question_id: str) -> None:
        """Note that a question was chosen by hand."""
        state = self._state = take(self._state, question_id)
        self._keep(lambda: self._store.save_state(state))

    def is_favourite(self, question_id: str) -> bool:
        """Return whether a question is a favourite."""
        return question_id in self._favourites

    def toggle_favourite(self, question_id: str) -> bool:
        """Make a question a favourite, or not; False where that could not be kept."""
        wanted = question_id not in self._favourites
        if not self._keep(lambda: self._store.set_favourite(question_id, wanted)):
            return False
        self._favourites = self._favourites ^ {question_id}
        return True

    def _ids(self) -> list[str]:
        return [q.id for q in self._filters.apply(self._packs.questions, self._favourites)]

    def _keep(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except StorageError as error:
            self._tell(error)
            return False
        return True
