"""The question on the table: drawn from the deck or chosen, with filters and favourites."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.domain.deck import DeckFilter
from desktop.domain.question import Question
from desktop.session.asker import Asker
from desktop.storage.deckstate import DeckStore
from desktop.storage.packs import PackLibrary


class Questions(QObject):
    """The half of the practice flow that is about which question is asked.

    The question stays while something is done with it (``_resting`` is false).

    Args:
        packs: The questions.
        deck: What the deck remembers.
        answered: Says whether a question was answered before.
        parent: Qt's owner.
    """

    question_changed = Signal(object)
    deck_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        packs: PackLibrary,
        deck: DeckStore,
        answered: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._packs = packs
        self._asker = Asker(packs, deck, self.failed.emit)
        self._question = self._asker.first(answered)

    def _resting(self) -> bool:
        """Return whether the question may be changed now."""
        return True

    @property
    def question(self) -> Question | None:
        """The present question, or None where none passes the filters."""
        return self._question

    @property
    def filters(self) -> DeckFilter:
        """Which questions are drawn."""
        return self._asker.filters

    def set_filters(self, filters: DeckFilter) -> None:
        """Choose which questions are drawn; draws one where the present one does not pass."""
        if filters == self._asker.filters:
            return
        self._asker.set_filters(filters)
        if self._resting() and not self._asker.passes(self._question):
            self._show(self._asker.draw())
        self.deck_changed.emit()

    def counts(self) -> tuple[int, int]:
        """Return how many questions pass the filters: (not yet asked, all)."""
        return self._asker.counts()

    def reload(self) -> None:
        """Take up questions that were added or removed since the start."""
        self._packs.reload()
        if self._resting():
            present = self._question
            found = self._packs.question(present.id) if present is not None else None
            self._show(found or self._asker.draw())
        self.deck_changed.emit()

    def draw(self) -> None:
        """Show the next question of the deck."""
        if self._resting():
            self._show(self._asker.draw())
            self.deck_changed.emit()

    def choose(self, question_id: str) -> None:
        """Show a question chosen by hand, whether or not it passes the filters."""
        question = self._packs.question(question_id)
        if self._resting() and question is not None:
            self._asker.take(question_id)
            self._show(question)
            self.deck_changed.emit()

    def is_favourite(self) -> bool:
        """Return whether the present question is a favourite."""
        return self._question is not None and self._asker.is_favourite(self._question.id)

    def toggle_favourite(self) -> None:
        """Make the present question a favourite, or not."""
        if self._question is not None and self._asker.toggle_favourite(self._question.id):
            self.deck_changed.emit()

    def _show(self, question: Question | None) -> None:
        if question != self._question:
            self._question = question
            self.question_changed.emit(question)
