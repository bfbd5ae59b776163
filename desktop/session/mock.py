"""The mock interview: questions of several kinds one after the other, feedback at the end."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain.deck import spread
from desktop.domain.errors import StorageError
from desktop.domain.question import Question, QuestionKind
from desktop.session.practice import Phase, Practice
from desktop.storage.deckstate import DeckStore, MockStore
from desktop.storage.packs import PackLibrary

ORDER = (
    QuestionKind.INTRODUCTION,
    QuestionKind.MOTIVATION,
    QuestionKind.BEHAVIOURAL,
    QuestionKind.CULTURE,
    QuestionKind.CASE,
    QuestionKind.ASK_THEM,
)
"""The order kinds come in at a real interview."""

USUAL_MIX: Mapping[QuestionKind, int] = {
    QuestionKind.BEHAVIOURAL: 5,
    QuestionKind.MOTIVATION: 1,
    QuestionKind.INTRODUCTION: 1,
    QuestionKind.CULTURE: 1,
}
"""Weights where the user does not choose; no case, because one takes as long as all the others."""


@dataclass(frozen=True)
class MockPlan:
    """The questions of one mock interview, in the order they are asked."""

    questions: tuple[Question, ...]


class MockInterview(QObject):
    """Leads through the questions of a plan on top of ``Practice``.

    ``begin`` shows the first question. Each is answered by ``practice.start`` and so on; when its
    take is saved, ``between`` is true until ``next`` shows the next one. After the last take
    ``finished`` comes by itself.

    Args:
        practice: Asks and records.
        packs: The questions.
        deck: Says which questions were seen.
        store: Keeps how far a mock interview is.
        choose: Picks one of several; for tests.
        parent: Qt's owner.
    """

    changed = Signal()
    finished = Signal(str)

    def __init__(
        self,
        practice: Practice,
        packs: PackLibrary,
        deck: DeckStore,
        store: MockStore,
        choose: Callable[[Sequence[Question]], Question] = random.choice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._practice = practice
        self._packs = packs
        self._deck = deck
        self._store = store
        self._choose = choose
        self._questions: tuple[Question, ...] = ()
        self._index = 0
        self._between = False
        self._running = False
        self._paused = False
        self._mock_id = ""
        practice.saved.connect(self._on_saved)

    @property
    def index(self) -> int:
        """Index of the present question."""
        return self._index

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self._questions)

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._running

    @property
    def paused(self) -> bool:
        """Whether it is paused."""
        return self._paused

    @property
    def between(self) -> bool:
        """Whether the present question was answered and the next one waits."""
        return self._between

    @property
    def mock_id(self) -> str:
        """Id of the one under way or finished last; empty before the first."""
        return self._mock_id

    @property
    def question(self) -> Question | None:
        """The present question."""
        return self._questions[self._index] if self._index < self.total else None

    @property
    def unfinished(self) -> str:
        """Id of the one left before its end that ``resume`` takes up; empty where there is none."""
        if self._running:
            return self._mock_id
        record = self._store.unfinished()
        return record.id if record is not None else ""

    def plan(self, count: int, mix: Mapping[QuestionKind, int] | None = None) -> MockPlan:
        """Choose questions: unseen ones first, none twice, in the order of a real interview.

        Args:
            count: How many.
            mix: Weight of each kind; the usual mix by default.

        Returns:
            The plan; shorter where the kinds asked for have fewer questions.
        """
        shares = spread(count, mix or USUAL_MIX)
        seen = self._deck.state().seen
        chosen: list[Question] = []
        for kind in ORDER:
            chosen.extend(self._pick(kind, shares.get(kind, 0), seen))
        return MockPlan(tuple(chosen))

    def _pick(self, kind: QuestionKind, count: int, seen: frozenset[str]) -> list[Question]:
        """Choose questions of a kind, each of another competency as long as there are any."""
        left = [q for q in self._packs.questions if q.kind is kind]
        picked: list[Question] = []
        while left and len(picked) < count:
            used = {q.competency for q in picked}
            varied = [q for q in left if q.competency not in used] or left
            fresh = [q for q in varied if q.id not in seen] or varied
            question = self._choose(fresh)
            picked.append(question)
            left.remove(question)
        return picked

    def begin(self, plan: MockPlan) -> None:
        """Begin a mock interview; shows its first question.

        Raises:
            StorageError: It cannot be kept; nothing began.
        """
        if self._running or not plan.questions or self._practice.phase is not Phase.IDLE:
            return
        mock_id = uuid.uuid4().hex
        self._store.add(mock_id, [q.id for q in plan.questions])
        self._run(mock_id, plan.questions, 0)

    def next(self) -> None:
        """Show the next question; one that was not answered is left out."""
        if not self._running or self._paused or self._practice.phase is not Phase.IDLE:
            return
        self._between = False
        self._move(self._index + 1)

    def pause(self) -> None:
        """Pause; think time ends, a take under way is finished first."""
        if self._running and self._practice.phase in (Phase.IDLE, Phase.THINKING):
            self._practice.throw_away()
            self._paused = True
            self.changed.emit()

    def resume(self) -> None:
        """Go on after a pause, or take up the one that was left."""
        if self._running:
            if self._paused:
                self._paused = False
                self._show()
            return
        record = self._store.unfinished()
        if record is None or self._practice.phase is not Phase.IDLE:
            return
        # Where a pack went away meanwhile, its questions are left out.
        found = [self._packs.question(item) for item in record.questions]
        gone_before = sum(1 for q in found[: record.position] if q is None)
        questions = tuple(q for q in found if q is not None)
        position = record.position - gone_before
        if position >= len(questions):
            self._store.move(record.id, record.position, finished=True)
            return
        self._run(record.id, questions, position)

    def leave(self) -> None:
        """Leave; what was answered is kept, and ``resume`` takes it up again."""
        if not self._running:
            return
        if self._practice.phase in (Phase.THINKING, Phase.STARTING, Phase.ANSWERING):
            self._practice.throw_away()
        self._stop()
        self.changed.emit()

    def _run(self, mock_id: str, questions: tuple[Question, ...], index: int) -> None:
        self._mock_id, self._questions, self._index = mock_id, questions, index
        self._running, self._paused, self._between = True, False, False
        self._practice.mock_id = mock_id
        self._show()

    def _show(self) -> None:
        question = self.question
        if question is not None and not self._between:
            self._practice.choose(question.id)
        self.changed.emit()

    def _on_saved(self, _attempt_id: str) -> None:
        """Keep that the present question was answered."""
        if not self._running:
            return
        if self._index + 1 >= self.total:
            self._move(self.total)
            return
        self._between = True
        self._keep(self._index + 1, finished=False)
        self.changed.emit()

    def _move(self, index: int) -> None:
        self._index = index
        finished = index >= self.total
        self._keep(index, finished)
        if finished:
            self._stop()
            self.changed.emit()
            self.finished.emit(self._mock_id)
        else:
            self._show()

    def _keep(self, position: int, finished: bool) -> None:
        try:
            self._store.move(self._mock_id, position, finished)
        except StorageError as error:
            # The interview itself goes on; only taking it up later would start a question early.
            self._practice.failed.emit(error)

    def _stop(self) -> None:
        self._running = self._paused = self._between = False
        self._practice.mock_id = ""
