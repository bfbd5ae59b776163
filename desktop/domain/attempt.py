"""One go at one question: the facts that are kept about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.question import QuestionKind


class Stage(StrEnum):
    """How far the derived facts of an attempt are."""

    RECORDING = "recording"
    RECORDED = "recorded"
    TRANSCRIBED = "transcribed"
    REVIEWED = "reviewed"
    FAILED = "failed"


class StoppedBy(StrEnum):
    """What ended a recording."""

    USER = "user"
    LIMIT = "limit"
    DEVICE = "device"
    DISK = "disk"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """Times of a practice, all in seconds.

    Attributes:
        think_s: Think time before the answer: 0, 10, 30 or 60; never judged.
        target_s: What the user aims for.
        soft_s: "Finish your thought" shows.
        hard_s: The recording stops by itself.
    """

    think_s: int = 30
    target_s: int = 120
    soft_s: int = 150
    hard_s: int = 180


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at one question.

    Attributes:
        id: Random hex id; also names its recording's file.
        question_id: The question's id; the text and kind are kept beside it, so that an attempt
            stays whole when its pack changes.
        created_at: Start of the recording, with time zone.
        duration_s: Length of the recording in seconds; 0 while it runs.
        recording: File name below the recordings folder; empty where there is none.
        stage: How far transcript and report are.
        error: Why the stage is FAILED, worded for the user.
        rating: The user's own, 1 to 5; None where not given.
        notes: The user's own.
        mock_id: Groups the attempts of one mock interview; empty otherwise.
        deleted_at: When it was put in the bin; None otherwise.
    """

    id: str
    question_id: str
    question_text: str
    kind: QuestionKind
    competency: str
    created_at: datetime
    duration_s: float = 0.0
    target_s: int = 120
    recording: str = ""
    stage: Stage = Stage.RECORDING
    stopped_by: StoppedBy = StoppedBy.USER
    overflows: int = 0
    error: str = ""
    rating: int | None = None
    notes: str = ""
    mock_id: str = ""
    deleted_at: datetime | None = None
