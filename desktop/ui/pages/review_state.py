"""What the review page says about an attempt: pure rules, no widgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.audio import AudioFacts
from desktop.domain.question import QuestionKind
from desktop.domain.report import Report, StoryKind
from desktop.domain.transcript import Transcript
from desktop.session.example import EXAMPLE_QUESTION
from desktop.session.library import AttemptView
from desktop.ui.wording import clock, length, when

READING = "Reading your answer"
NO_SPEECH = "No speech heard."
LISTEN = "The recording is kept: listen, or check the microphone."
SAVED_NO_WORDS = "Your take is saved. The words could not be made."
SAVED_NO_REVIEW = "Your take and its words are saved. The review could not be made."

_CLIPPED = 0.001  # share of samples at full scale that can be heard
_QUIET_DBFS = -42.0
_CLEAR = 0.72  # mean word probability from which the model heard what was said


class Mode(Enum):
    """What there is to show."""

    WAITING = auto()
    FAILED = auto()
    NO_WORDS = auto()
    NOT_JUDGED = auto()
    NO_STORY = auto()
    JUDGED = auto()


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The head of the page.

    Attributes:
        mode: What there is to show.
        finding: The sentence that opens the page.
        detail: A second line, or empty.
    """

    mode: Mode
    finding: str
    detail: str = ""

    @property
    def cards(self) -> bool:
        """Whether verdict cards are shown."""
        return self.mode in {Mode.WAITING, Mode.NO_STORY, Mode.JUDGED}


def state_of(view: AttemptView) -> ReviewState:
    """Return what an attempt's page shows."""
    attempt, report = view.attempt, view.report
    if view.transcript is not None and not view.transcript.words and attempt.stage in {
        Stage.TRANSCRIBED, Stage.REVIEWED,
    }:  # fmt: skip
        help_ = silence_help(view.facts)
        if report is None:
            return ReviewState(Mode.NO_WORDS, NO_SPEECH, help_ or LISTEN)
        return ReviewState(Mode.NO_WORDS, report.finding, help_ or _reason(report))
    if attempt.stage is Stage.FAILED and report is None:
        said = SAVED_NO_REVIEW if view.transcript is not None else SAVED_NO_WORDS
        return ReviewState(Mode.FAILED, said, attempt.error)
    if report is None:
        return ReviewState(Mode.WAITING, READING)
    if not report.judged:
        return ReviewState(Mode.NOT_JUDGED, report.finding, _reason(report))
    # Only a behavioural question asks for a story; the others are answered without one.
    story = report.story if report.kind is QuestionKind.BEHAVIOURAL else None
    if story is not None and story.kind is not StoryKind.STORY:
        return ReviewState(Mode.NO_STORY, report.finding)
    return ReviewState(Mode.JUDGED, report.finding)


def _reason(report: Report) -> str:
    """Return why an answer was not judged, or empty where the finding says it all."""
    return report.reason if report.reason.strip() != report.finding.strip() else ""


def silence_help(facts: AudioFacts | None) -> str:
    """Return what to do about the microphone; empty where it sent sound or nobody measured."""
    if facts is not None and facts.zeros:
        return (
            "The microphone sent pure silence. It is muted, or Starling may not use it yet. "
            "Check the microphone, then answer again."
        )
    if facts is not None and (facts.silent or facts.level_dbfs < _QUIET_DBFS):
        return (
            "The recording is very quiet. Move closer to the microphone or raise its level, "
            "then answer again."
        )
    return ""


def heard(transcript: Transcript | None, facts: AudioFacts | None) -> str:
    """Return how well the answer could be heard, or empty where nobody knows."""
    if transcript is None or not transcript.timed:
        return ""
    if facts is not None and facts.clipped_share > _CLIPPED:
        return "too loud in places"
    sure = [w.probability for w in transcript.words if w.probability is not None]
    if not sure:
        return ""
    if sum(sure) / len(sure) < _CLEAR:
        return "hard to hear"
    if facts is not None and facts.level_dbfs < _QUIET_DBFS:
        return "quiet"
    return "heard clearly"


def about(view: AttemptView, takes: Sequence[Attempt], now: datetime) -> str:
    """Return the line below the question: take, time, length, how well it was heard."""
    attempt = view.attempt
    parts = []
    ids = [take.id for take in takes]
    if is_example(attempt):
        parts.append("Example")
    elif attempt.id in ids:
        parts.append(f"Take {ids.index(attempt.id) + 1} of {len(ids)}")
    parts.append(when(attempt.created_at, now))
    if attempt.duration_s > 0:
        parts.append(length(attempt.duration_s))
    clear = heard(view.transcript, view.facts)
    if clear:
        parts.append(clear)
    return "  ·  ".join(parts)


def is_example(attempt: Attempt) -> bool:
    """Whether an attempt is the example that comes with Starling, not the user's own."""
    return attempt.question_id == EXAMPLE_QUESTION


def notices(view: AttemptView, recovered: Collection[str]) -> list[str]:
    """Return what happened to the recording that the user should know."""
    attempt = view.attempt
    said = []
    if is_example(attempt):
        said.append("This is the example that comes with Starling, spoken by a synthetic voice.")
    end = clock(attempt.duration_s)
    if attempt.id in recovered or attempt.stopped_by is StoppedBy.CRASH:
        said.append(
            f"Starling closed while you spoke. What you said until {end} was kept and is here."
        )
    elif attempt.stopped_by is StoppedBy.LIMIT:
        said.append(f"The recording stopped by itself at {end}, the end you set.")
    elif attempt.stopped_by is StoppedBy.DEVICE:
        said.append(f"The microphone went away at {end}. What you said until then is here.")
    elif attempt.stopped_by is StoppedBy.DISK:
        said.append(f"The disk was full at {end}. What you said until then is here.")
    if attempt.overflows:
        gaps = "a small gap" if attempt.overflows == 1 else f"{attempt.overflows} small gaps"
        said.append(f"The recording has {gaps}: the computer was too busy for a moment.")
    if view.recording is None and attempt.recording:
        said.append("The recording is not in its folder any more. The words are kept.")
    return said
