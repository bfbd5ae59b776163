"""Attempts with their words and reports: kept, found again, put in the bin and purged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.domain.attempt import Attempt, Stage
from desktop.domain.audio import AudioFacts
from desktop.domain.errors import StorageError
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript
from desktop.storage.attemptrows import (
    COLUMNS,
    Found,
    Query,
    conditions,
    from_row,
    outline,
    to_row,
)
from desktop.storage.database import Database
from desktop.storage.searchtext import MARK_END, MARK_START, fts_query, locate, read_snippet

BIN_DAYS = 30
"""How long an attempt stays in the bin."""

_EXTRACT_CHARS = 160


class AttemptStore:
    """Keeps attempts in the database and their recordings in a folder.

    Every method raises ``StorageError`` where the database cannot be read or written.

    Args:
        database: The open database.
        recordings: The folder of the recordings; purging deletes files there.
    """

    def __init__(self, database: Database, recordings: Path) -> None:
        self._db = database
        self._recordings = recordings

    # Attempts

    def add(self, attempt: Attempt) -> None:
        """Insert a new attempt; forced to disk."""
        row = to_row(attempt)
        names = ", ".join(COLUMNS)
        marks = ", ".join(f":{name}" for name in COLUMNS)
        with self._db.write(durable=True) as db:
            db.execute(f"INSERT INTO attempts ({names}) VALUES ({marks})", row)

    def update(self, attempt: Attempt, durable: bool = True) -> None:
        """Replace an attempt's facts by new ones.

        Args:
            attempt: The whole new state.
            durable: Whether to wait until the disk has it.

        Raises:
            StorageError: There is no such attempt, or it cannot be written.
        """
        row = to_row(attempt)
        assignments = ", ".join(f"{name} = :{name}" for name in COLUMNS if name != "id")
        with self._db.write(durable=durable) as db:
            done = db.execute(f"UPDATE attempts SET {assignments} WHERE id = :id", row)
            if done.rowcount == 0:
                raise _gone(attempt.id)

    def change(self, attempt_id: str, durable: bool = True, **changes: Any) -> Attempt:
        """Change some facts of an attempt, reading and writing in one transaction.

        Args:
            attempt_id: The attempt.
            durable: Whether to wait until the disk has it.
            **changes: Fields of ``Attempt`` with their new values.

        Returns:
            The attempt as it is now.

        Raises:
            StorageError: There is no such attempt, or it cannot be written.
        """
        with self._db.write(durable=durable) as db:
            changed = replace(self._fetch(db, attempt_id), **changes)
            row = to_row(changed)
            names = {"deleted_utc" if name == "deleted_at" else name for name in changes}
            assignments = ", ".join(f"{name} = :{name}" for name in sorted(names))
            db.execute(f"UPDATE attempts SET {assignments} WHERE id = :id", row)
        return changed

    def get(self, attempt_id: str) -> Attempt:
        """Return an attempt, in the bin or not.

        Raises:
            StorageError: There is no such attempt.
        """
        with self._db.read() as db:
            return self._fetch(db, attempt_id)

    def exists(self, attempt_id: str) -> bool:
        """Return whether there is such an attempt, in the bin or not."""
        with self._db.read() as db:
            row = db.execute("SELECT 1 FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
        return row is not None

    def all(self, query: Query | None = None) -> list[Attempt]:
        """Return attempts, newest first."""
        return [found.attempt for found in self.find(query or Query())]

    def at_stage(self, stage: Stage) -> list[Attempt]:
        """Return the attempts at a stage, in the bin or not, oldest first."""
        with self._db.read() as db:
            rows = db.execute(
                "SELECT * FROM attempts WHERE stage = ? ORDER BY number", (stage,)
            ).fetchall()
        return [from_row(row) for row in rows]

    def recordings(self) -> dict[str, str]:
        """Return every attempt's recording file by attempt id."""
        with self._db.read() as db:
            rows = db.execute("SELECT id, recording FROM attempts").fetchall()
        return {row["id"]: row["recording"] for row in rows}

    # Finding

    def search(self, text: str) -> list[Found]:
        """Return the attempts whose question, words or notes hold all words of a text."""
        return self.find(Query(text=text))

    def find(self, query: Query) -> list[Found]:
        """Return attempts with an extract of their words, newest first."""
        where, values = conditions(query)
        match = fts_query(query.text)
        with self._db.read() as db:
            if match is None:
                return self._plain(db, where, values)
            try:
                return self._matching(db, where, values, match)
            except sqlite3.OperationalError:
                # No text the user types may break the list; slower, but never wrong.
                return self._containing(db, where, values, query.text)

    def _plain(self, db: sqlite3.Connection, where: str, values: list[Any]) -> list[Found]:
        rows = db.execute(
            f"SELECT a.*, substr(t.plain, 1, {_EXTRACT_CHARS * 2}) AS extract FROM attempts a "
            f"LEFT JOIN transcripts t ON t.attempt = a.number WHERE {where} "
            "ORDER BY a.created_utc DESC, a.number DESC",
            values,
        ).fetchall()
        return [Found(from_row(row), _shorten(row["extract"] or ""), None) for row in rows]

    def _matching(
        self, db: sqlite3.Connection, where: str, values: list[Any], match: str
    ) -> list[Found]:
        rows = db.execute(
            "SELECT a.*, snippet(search, 1, ?, ?, '…', 24) AS extract FROM search "
            f"JOIN attempts a ON a.number = search.rowid WHERE search MATCH ? AND {where} "
            "ORDER BY a.created_utc DESC, a.number DESC",
            [MARK_START, MARK_END, match, *values],
        ).fetchall()
        return [Found(from_row(row), *read_snippet(row["extract"] or "")) for row in rows]

    def _containing(
        self, db: sqlite3.Connection, where: str, values: list[Any], text: str
    ) -> list[Found]:
        rows = db.execute(
            "SELECT a.*, coalesce(t.plain, '') AS plain FROM attempts a "
            f"LEFT JOIN transcripts t ON t.attempt = a.number WHERE {where} "
            "ORDER BY a.created_utc DESC, a.number DESC",
            values,
        ).fetchall()
        found = []
        for row in rows:
            attempt = from_row(row)
            wanted = text.casefold().split()
            held = f"{attempt.question_text}\n{row['plain']}\n{attempt.notes}".casefold()
            if all(word in held for word in wanted):
                found.append(Found(attempt, *locate(row["plain"], wanted[0], _EXTRACT_CHARS)))
        return found

    # What belongs to an attempt

    def save_transcript(self, attempt_id: str, transcript: Transcript) -> None:
        """Keep an attempt's words; a corrected transcript is kept beside the one heard."""
        body = _dump(transcript.to_json())
        with self._db.write(durable=True) as db:
            number = self._number(db, attempt_id)
            if transcript.corrected:
                db.execute(
                    "INSERT INTO transcripts (attempt, heard, corrected, plain) "
                    "VALUES (:n, :body, :body, :plain) ON CONFLICT (attempt) DO UPDATE SET "
                    "corrected = excluded.corrected, plain = excluded.plain",
                    {"n": number, "body": body, "plain": transcript.text},
                )
            else:
                db.execute(
                    "INSERT INTO transcripts (attempt, heard, corrected, plain) "
                    "VALUES (:n, :body, NULL, :plain) ON CONFLICT (attempt) DO UPDATE SET "
                    "heard = excluded.heard, corrected = NULL, plain = excluded.plain",
                    {"n": number, "body": body, "plain": transcript.text},
                )

    def transcript(self, attempt_id: str) -> Transcript | None:
        """Return an attempt's words, as corrected where they were; None where there are none."""
        body = self._body("coalesce(corrected, heard)", "transcripts", attempt_id)
        return None if body is None else Transcript.from_json(body)

    def save_facts(self, attempt_id: str, facts: AudioFacts) -> None:
        """Keep what was measured in an attempt's recording."""
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO audio_facts (attempt, body) VALUES (?, ?)",
                (self._number(db, attempt_id), _dump(facts.to_json())),
            )

    def facts(self, attempt_id: str) -> AudioFacts | None:
        """Return what was measured in an attempt's recording; None where nothing was."""
        body = self._body("body", "audio_facts", attempt_id)
        if body is None:
            return None
        try:
            return AudioFacts.from_json(body)
        except (KeyError, TypeError, ValueError):
            return None  # written by another version; it is measured again

    def save_report(self, attempt_id: str, report: Report) -> None:
        """Keep an attempt's report, with a lighter outline of it for lists."""
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO reports (attempt, analyser, body, outline) "
                "VALUES (?, ?, ?, ?)",
                (
                    self._number(db, attempt_id),
                    report.analyser,
                    _dump(report.to_json()),
                    _dump(outline(report).to_json()),
                ),
            )

    def report(self, attempt_id: str) -> Report | None:
        """Return an attempt's report; None where there is none that can be read."""
        return _report(self._body("body", "reports", attempt_id))

    def outlines(self, attempt_ids: Iterable[str] | None = None) -> dict[str, Report]:
        """Return reports without texts and curves, quick enough for long lists.

        Args:
            attempt_ids: Of which attempts; None for all.
        """
        wanted = None if attempt_ids is None else set(attempt_ids)
        found: dict[str, Report] = {}
        if wanted is not None and not wanted:
            return found
        with self._db.read() as db:
            rows = db.execute(
                "SELECT a.id, r.outline FROM reports r JOIN attempts a ON a.number = r.attempt"
            ).fetchall()
        for row in rows:
            if wanted is None or row["id"] in wanted:
                report = _report(json.loads(row["outline"]))
                if report is not None:
                    found[row["id"]] = report
        return found

    # The bin

    def bin(self, attempt_id: str, at: datetime | None = None) -> Attempt:
        """Put an attempt in the bin, from where it can be restored."""
        return self.change(attempt_id, durable=False, deleted_at=at or datetime.now(UTC))

    def restore(self, attempt_id: str) -> Attempt:
        """Take an attempt out of the bin."""
        return self.change(attempt_id, durable=False, deleted_at=None)

    def purge(self, before: datetime | None = None) -> list[str]:
        """Delete for good what was put in the bin before a time, recordings included.

        Args:
            before: With time zone; by default 30 days ago.

        Returns:
            Ids of the attempts deleted. One whose recording cannot be deleted now stays in the
            bin until the next time.
        """
        limit = before if before is not None else datetime.now(UTC) - timedelta(days=BIN_DAYS)
        with self._db.read() as db:
            rows = db.execute(
                "SELECT id, recording FROM attempts WHERE deleted_utc <= ?", (limit.timestamp(),)
            ).fetchall()
        # The sound goes first: a row without sound can be purged again, sound without a row
        # would stay for good.
        gone = {
            row["id"]: row["recording"]
            for row in rows
            if self._delete_sound(row["id"], row["recording"])
        }
        self.delete(gone)
        for attempt_id, recording in gone.items():
            # Once more: a conversion may have been finished in between.
            self._delete_sound(attempt_id, recording)
        return list(gone)

    def delete(self, attempt_ids: Iterable[str]) -> None:
        """Delete attempts for good, without their recordings."""
        ids = [(item,) for item in attempt_ids]
        if not ids:
            return
        with self._db.write(durable=True) as db:
            db.executemany("DELETE FROM attempts WHERE id = ?", ids)
            # Otherwise the words of a deleted answer stay in the search index for a while.
            db.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _delete_sound(self, attempt_id: str, recording: str) -> bool:
        names = {name for name in (recording, f"{attempt_id}.wav", f"{attempt_id}.flac") if name}
        try:
            for name in names:
                (self._recordings / Path(name).name).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    # Rows

    @staticmethod
    def _fetch(db: sqlite3.Connection, attempt_id: str) -> Attempt:
        row = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
        if row is None:
            raise _gone(attempt_id)
        return from_row(row)

    @staticmethod
    def _number(db: sqlite3.Connection, attempt_id: str) -> int:
        row = db.execute("SELECT number FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
        if row is None:
            raise _gone(attempt_id)
        return int(row["number"])

    def _body(self, column: str, table: str, attempt_id: str) -> Any:
        with self._db.read() as db:
            row = db.execute(
                f"SELECT {column} AS body FROM {table} x JOIN attempts a ON a.number = x.attempt "
                "WHERE a.id = ?",
                (attempt_id,),
            ).fetchone()
        return None if row is None else json.loads(row["body"])


def _report(body: Any) -> Report | None:
    if body is None:
        return None
    try:
        return Report.from_json(body)
    except (KeyError, TypeError, ValueError):
        return None  # written by another version; it is made again


def _gone(attempt_id: str) -> StorageError:
    return StorageError(
        f"The attempt {attempt_id} is not there any more.", todo="Open History to see what is."
    )


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _shorten(text: str) -> str:
    """Cut a text at a space near the usual length of an extract."""
    if len(text) <= _EXTRACT_CHARS:
        return text
    cut = text.rfind(" ", 0, _EXTRACT_CHARS)
    return text[: cut if cut > 0 else _EXTRACT_CHARS] + "…"
