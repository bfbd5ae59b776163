"""What the deck remembers between starts, the favourites, and mock interviews under way."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.deck import DeckFilter, DeckState
from desktop.domain.question import QuestionKind
from desktop.storage.database import Database


class DeckStore:
    """Keeps deck state, filter and favourites in the database.

    Every method raises ``StorageError`` where the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def state(self) -> DeckState:
        """Return what the deck remembers; a new one has a seed of its own."""
        with self._db.read() as db:
            row = db.execute("SELECT value FROM deck WHERE name = 'state'").fetchone()
            seen = [r["question_id"] for r in db.execute("SELECT question_id FROM seen")]
        if row is not None:
            try:
                return DeckState.from_json({**json.loads(row["value"]), "seen": seen})
            except (KeyError, TypeError, ValueError):
                pass  # only the order is lost
        return DeckState(seen=frozenset(seen), seed=random.randrange(2**31))

    def save_state(self, state: DeckState) -> None:
        """Keep what the deck remembers."""
        data = state.to_json()
        seen = data.pop("seen")
        now = time.time()
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO deck (name, value) VALUES ('state', ?)",
                (json.dumps(data),),
            )
            db.executemany(
                "INSERT OR IGNORE INTO seen (question_id, first_utc) VALUES (?, ?)",
                [(item, now) for item in seen],
            )

    def filters(self) -> DeckFilter:
        """Return the filter used last; at first behavioural questions, the second interview's."""
        with self._db.read() as db:
            row = db.execute("SELECT value FROM deck WHERE name = 'filter'").fetchone()
        if row is None:
            return DeckFilter(kind=QuestionKind.BEHAVIOURAL)
        try:
            return DeckFilter.from_json(json.loads(row["value"]))
        except (TypeError, ValueError):
            return DeckFilter()

    def save_filters(self, filters: DeckFilter) -> None:
        """Keep the filter for the next start."""
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO deck (name, value) VALUES ('filter', ?)",
                (json.dumps(filters.to_json()),),
            )

    def favourites(self) -> frozenset[str]:
        """Return the ids of the user's favourites."""
        with self._db.read() as db:
            rows = db.execute("SELECT question_id FROM favourites").fetchall()
        return frozenset(row["question_id"] for row in rows)

    def set_favourite(self, question_id: str, favourite: bool) -> None:
        """Make a question a favourite, or not."""
        with self._db.write() as db:
            if favourite:
                db.execute(
                    "INSERT OR IGNORE INTO favourites (question_id, since_utc) VALUES (?, ?)",
                    (question_id, time.time()),
                )
            else:
                db.execute("DELETE FROM favourites WHERE question_id = ?", (question_id,))


@dataclass(frozen=True, slots=True)
class MockRecord:
    """A mock interview as it is kept.

    Attributes:
        id: Also in its attempts.
        questions: Ids in the order they are asked.
        position: Index of the present one; as many as there are when all were asked.
        finished: Whether it came to its end.
    """

    id: str
    questions: tuple[str, ...]
    position: int
    finished: bool


class MockStore:
    """Keeps mock interviews, so that one can be left and taken up again.

    Every method raises ``StorageError`` where the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, mock_id: str, questions: Sequence[str]) -> None:
        """Keep a mock interview that begins."""
        with self._db.write() as db:
            db.execute(
                "INSERT INTO mocks (id, started_utc, questions, position, finished) "
                "VALUES (?, ?, ?, 0, 0)",
                (mock_id, time.time(), json.dumps(list(questions))),
            )

    def move(self, mock_id: str, position: int, finished: bool) -> None:
        """Keep how far a mock interview is."""
        with self._db.write() as db:
            db.execute(
                "UPDATE mocks SET position = ?, finished = ? WHERE id = ?",
                (position, int(finished), mock_id),
            )

    def get(self, mock_id: str) -> MockRecord | None:
        """Return a mock interview, or None where there is none."""
        with self._db.read() as db:
            row = db.execute("SELECT * FROM mocks WHERE id = ?", (mock_id,)).fetchone()
        if row is None:
            return None
        return MockRecord(
            row["id"], tuple(json.loads(row["questions"])), row["position"], bool(row["finished"])
        )

    def unfinished(self) -> MockRecord | None:
        """Return the latest mock interview where it was left before its end."""
        with self._db.read() as db:
            row = db.execute(
                "SELECT id, finished FROM mocks ORDER BY started_utc DESC, rowid DESC LIMIT 1"
            ).fetchone()
        return None if row is None or row["finished"] else self.get(row["id"])
