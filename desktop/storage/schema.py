"""The database's tables, as numbered steps that each run once."""

from __future__ import annotations

from collections.abc import Mapping

SCHEMA_VERSION = 1

# Facts (attempts, transcripts, mocks, deck, seen, favourites) cannot be made again. What is
# derived from them (audio_facts, reports, search) can, and lies in tables of its own.
_FIRST = """
CREATE TABLE attempts (
    number        INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    question_id   TEXT NOT NULL,
    question_text TEXT NOT NULL,
    kind          TEXT NOT NULL,
    competency    TEXT NOT NULL,
    created_at    TEXT NOT NULL,
    created_utc   REAL NOT NULL,
    duration_s    REAL NOT NULL,
    target_s      INTEGER NOT NULL,
    recording     TEXT NOT NULL,
    stage         TEXT NOT NULL,
    stopped_by    TEXT NOT NULL,
    overflows     INTEGER NOT NULL,
    error         TEXT NOT NULL,
    rating        INTEGER CHECK (rating BETWEEN 1 AND 5),
    notes         TEXT NOT NULL,
    mock_id       TEXT NOT NULL,
    deleted_utc   REAL
);
CREATE INDEX attempts_by_time ON attempts (created_utc DESC);
CREATE INDEX attempts_by_question ON attempts (question_id, created_utc);
CREATE INDEX attempts_by_mock ON attempts (mock_id) WHERE mock_id <> '';

CREATE TABLE transcripts (
    attempt   INTEGER PRIMARY KEY REFERENCES attempts (number) ON DELETE CASCADE,
    heard     TEXT NOT NULL,
    corrected TEXT,
    plain     TEXT NOT NULL
);

CREATE TABLE audio_facts (
    attempt INTEGER PRIMARY KEY REFERENCES attempts (number) ON DELETE CASCADE,
    body    TEXT NOT NULL
);

CREATE TABLE reports (
    attempt  INTEGER PRIMARY KEY REFERENCES attempts (number) ON DELETE CASCADE,
    analyser TEXT NOT NULL,
    body     TEXT NOT NULL,
    outline  TEXT NOT NULL
);

CREATE VIRTUAL TABLE search USING fts5 (
    question, words, notes, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER search_add AFTER INSERT ON attempts BEGIN
    INSERT INTO search (rowid, question, words, notes)
    VALUES (new.number, new.question_text, '', new.notes);
END;
CREATE TRIGGER search_change AFTER UPDATE OF question_text, notes ON attempts BEGIN
    UPDATE search SET question = new.question_text, notes = new.notes WHERE rowid = new.number;
END;
CREATE TRIGGER search_remove AFTER DELETE ON attempts BEGIN
    DELETE FROM search WHERE rowid = old.number;
END;
CREATE TRIGGER search_words_add AFTER INSERT ON transcripts BEGIN
    UPDATE search SET words = new.plain WHERE rowid = new.attempt;
END;
CREATE TRIGGER search_words_change AFTER UPDATE OF plain ON transcripts BEGIN
    UPDATE search SET words = new.plain WHERE rowid = new.attempt;
END;
CREATE TRIGGER search_words_remove AFTER DELETE ON transcripts BEGIN
    UPDATE search SET words = '' WHERE rowid = old.attempt;
END;

CREATE TABLE mocks (
    id          TEXT PRIMARY KEY,
    started_utc REAL NOT NULL,
    questions   TEXT NOT NULL,
    position    INTEGER NOT NULL,
    finished    INTEGER NOT NULL
);

CREATE TABLE deck (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE seen (
    question_id TEXT PRIMARY KEY,
    first_utc   REAL NOT NULL
);
CREATE TABLE favourites (
    question_id TEXT PRIMARY KEY,
    since_utc   REAL NOT NULL
);
"""

MIGRATIONS: Mapping[int, str] = {1: _FIRST}
"""SQL that brings a database from the version before to this one."""
