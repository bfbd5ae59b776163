"""How attempts lie in the database's tables, and which of them a query means."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.question import QuestionKind
from desktop.domain.report import Report

COLUMNS = (
    "id", "question_id", "question_text", "kind", "competency", "created_at", "created_utc",
    "duration_s", "target_s", "recording", "stage", "stopped_by", "overflows", "error", "rating",
    "notes", "mock_id", "deleted_utc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """Which attempts to list; None means any.

    Attributes:
        text: Words to find in questions, transcripts and notes; all of them, in any order, the
            last one may be the start of a word.
        kind: Kind of question.
        competency: Slug of a competency.
        since: No older than this, with time zone.
        question_id: One question's attempts.
        mock_id: One mock interview's attempts.
        binned: Those in the bin instead of those that are not; None for both.
    """

    text: str = ""
    kind: QuestionKind | None = None
    competency: str | None = None
    since: datetime | None = None
    question_id: str | None = None
    mock_id: str | None = None
    binned: bool | None = False


@dataclass(frozen=True, slots=True)
class Found:
    """An attempt in a list, with some of its words.

    Attributes:
        attempt: The attempt.
        extract: The first words, or those around the first hit; empty where there are none.
        hit: (start, end) of the first hit in ``extract``; None where the words have none.
    """

    attempt: Attempt
    extract: str
    hit: tuple[int, int] | None


def outline(report: Report) -> Report:
    """Return a report without its sentences' text, its pace curve and its long lists."""
    return replace(
        report,
        sentences=tuple(replace(sentence, text="") for sentence in report.sentences),
        delivery=replace(report.delivery, pace=()),
        unsure_words=(),
    )


def conditions(query: Query) -> tuple[str, list[Any]]:
    """Return an SQL condition over ``attempts a`` and its values."""
    parts: list[str] = ["1"]
    values: list[Any] = []
    if query.binned is not None:
        parts.append(f"a.deleted_utc IS {'NOT ' if query.binned else ''}NULL")
    for column, value in (
        ("kind", query.kind),
        ("competency", query.competency),
        ("question_id", query.question_id),
        ("mock_id", query.mock_id),
    ):
        if value is not None:
            parts.append(f"a.{column} = ?")
            values.append(str(value))
    if query.since is not None:
        parts.append("a.created_utc >= ?")
        values.append(query.since.timestamp())
    return " AND ".join(parts), values


def to_row(attempt: Attempt) -> dict[str, Any]:
    """Return an attempt as a row of the table."""
    deleted = attempt.deleted_at
    return {
        "id": attempt.id,
        "question_id": attempt.question_id,
        "question_text": attempt.question_text,
        "kind": str(attempt.kind),
        "competency": attempt.competency,
        "created_at": attempt.created_at.isoformat(),
        "created_utc": attempt.created_at.timestamp(),
        "duration_s": attempt.duration_s,
        "target_s": attempt.target_s,
        "recording": attempt.recording,
        "stage": str(attempt.stage),
        "stopped_by": str(attempt.stopped_by),
        "overflows": attempt.overflows,
        "error": attempt.error,
        "rating": attempt.rating,
        "notes": attempt.notes,
        "mock_id": attempt.mock_id,
        "deleted_utc": None if deleted is None else deleted.timestamp(),
    }


def from_row(row: sqlite3.Row) -> Attempt:
    """Return the attempt in a row of the table."""
    deleted = row["deleted_utc"]
    return Attempt(
        id=row["id"],
        question_id=row["question_id"],
        question_text=row["question_text"],
        kind=QuestionKind(row["kind"]),
        competency=row["competency"],
        created_at=datetime.fromisoformat(row["created_at"]),
        duration_s=row["duration_s"],
        target_s=row["target_s"],
        recording=row["recording"],
        stage=Stage(row["stage"]),
        stopped_by=StoppedBy(row["stopped_by"]),
        overflows=row["overflows"],
        error=row["error"],
        rating=row["rating"],
        notes=row["notes"],
        mock_id=row["mock_id"],
        deleted_at=None if deleted is None else datetime.fromtimestamp(deleted, UTC),
    )
