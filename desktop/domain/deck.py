"""What is drawn from: filters over the questions and a bag that does not repeat itself."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.domain.question import Asker, Level, Question, QuestionKind


@dataclass(frozen=True, slots=True)
class DeckFilter:
    """Which questions may be drawn; None means any."""

    kind: QuestionKind | None = None
    competency: str | None = None
    favourites_only: bool = False
    level: Level | None = None
    asked_by: Asker | None = None

    def accepts(self, question: Question, favourites: Iterable[str] = ()) -> bool:
        """Return whether a question passes.

        Args:
            question: The question.
            favourites: Ids of the user's favourites; a set, where it is called often.
        """
        return (
            (self.kind is None or question.kind is self.kind)
            and (self.competency is None or question.competency == self.competency)
            and (self.level is None or question.level is self.level)
            and (self.asked_by is None or self.asked_by in question.asked_by)
            and (not self.favourites_only or question.id in favourites)
        )

    def apply(
        self, questions: Iterable[Question], favourites: Iterable[str] = ()
    ) -> tuple[Question, ...]:
        """Return the questions that pass, in their order."""
        starred = frozenset(favourites)
        return tuple(q for q in questions if self.accepts(q, starred))

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storage."""
        return {
            "kind": self.kind,
            "competency": self.competency,
            "favourites_only": self.favourites_only,
            "level": self.level,
            "asked_by": self.asked_by,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DeckFilter:
        """Read what ``to_json`` wrote.

        Raises:
            ValueError: A value is not known.
        """
        kind, level, asker = data.get("kind"), data.get("level"), data.get("asked_by")
        competency = data.get("competency")
        return cls(
            kind=QuestionKind(kind) if kind else None,
            competency=str(competency) if competency else None,
            favourites_only=bool(data.get("favourites_only", False)),
            level=Level(level) if level else None,
            asked_by=Asker(asker) if asker else None,
        )


@dataclass(frozen=True, slots=True)
class DeckState:
    """What the deck remembers between draws.

    One set of drawn questions serves every filter: what was asked under "Conflict" does not come
    back under "any" before the rest of "any" was asked.

    Attributes:
        seen: Ids ever drawn or chosen.
        used: Ids out of the bag: they wait until what else passes the filter was drawn.
        last: Id drawn last, or empty.
        draws: How many draws were made; with the seed it fixes the next one.
        seed: Fixes the order for tests; the app picks one at random, once.
    """

    seen: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    last: str = ""
    draws: int = 0
    seed: int = field(default=0)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storage."""
        return {
            "seen": sorted(self.seen),
            "used": sorted(self.used),
            "last": self.last,
            "draws": self.draws,
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DeckState:
        """Read what ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: The data is not a deck's state.
        """
        return cls(
            seen=frozenset(str(item) for item in data["seen"]),
            used=frozenset(str(item) for item in data["used"]),
            last=str(data["last"]),
            draws=int(data["draws"]),
            seed=int(data["seed"]),
        )


def draw(state: DeckState, ids: Sequence[str]) -> tuple[str | None, DeckState]:
    """Draw the next question of a shuffle bag.

    Questions never seen come first; none comes again before the bag is empty; the first one out
    of a refilled bag is not the last one of the bag before.

    Args:
        state: What the deck remembers.
        ids: Ids of the questions that pass the filter.

    Returns:
        The id drawn (None where there is nothing to draw from) and the new state.
    """
    pool = sorted(set(ids))
    if not pool:
        return None, state
    used = state.used
    left = [item for item in pool if item not in used]
    if not left:
        used = used - frozenset(pool)
        left = [item for item in pool if item != state.last] or pool
    fresh = [item for item in left if item not in state.seen]
    # A generator for each draw keeps the state small and the order the same after a restart.
    chosen = random.Random(f"{state.seed}:{state.draws}").choice(fresh or left)
    return chosen, _take(replace(state, used=used), chosen)


def take(state: DeckState, question_id: str) -> DeckState:
    """Return the state after a question was chosen by hand instead of drawn."""
    return _take(state, question_id)


def _take(state: DeckState, question_id: str) -> DeckState:
    return replace(
        state,
        seen=state.seen | {question_id},
        used=state.used | {question_id},
        last=question_id,
        draws=state.draws + 1,
    )


def unseen(state: DeckState, ids: Iterable[str]) -> int:
    """Return how many of the questions were never drawn or chosen."""
    return len(frozenset(ids) - state.seen)


def spread(count: int, weights: Mapping[QuestionKind, int]) -> dict[QuestionKind, int]:
    """Share a number of questions out over kinds by weight (largest remainder).

    Args:
        count: How many questions in all.
        weights: Weight of each kind; those of 0 or less get none.

    Returns:
        How many of each kind, in the order of the weights; they add up to ``count`` where any
        weight is positive.
    """
    wanted = {kind: weight for kind, weight in weights.items() if weight > 0}
    total = sum(wanted.values())
    if total == 0 or count <= 0:
        return {}
    shares = {kind: count * weight // total for kind, weight in wanted.items()}
    missing = count - sum(shares.values())
    by_remainder = sorted(wanted, key=lambda kind: -(count * wanted[kind] % total))
    for kind in by_remainder[:missing]:
        shares[kind] += 1
    return {kind: share for kind, share in shares.items() if share}
