"""What Starling says about one attempt, in the order a coach would say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from desktop.domain.question import QuestionKind


class StoryKind(StrEnum):
    """What kind of answer it was (after Bangerter et al. 2014, doi 10.1007/s10869-014-9350-0)."""

    STORY = "story"
    HABITUAL = "habitual"
    HYPOTHETICAL = "hypothetical"
    OPINION = "opinion"
    SELF_DESCRIPTION = "self_description"
    NONE = "none"


class Verdict(StrEnum):
    """How well one component was covered."""

    COVERED = "covered"
    THIN = "thin"
    NOT_FOUND = "not_found"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the transcript and the component it belongs to.

    Attributes:
        text: As in the transcript's text.
        start_char: Offset into the transcript's text.
        end_char: Offset one past its last character.
        first_word: Index of its first word.
        last_word: Index of its last word, inclusive.
        start: Seconds, None for a typed transcript.
        end: Seconds, None for a typed transcript.
        component: A component key of the rubric, or "other".
        confidence: The analyser's, 0 to 1.
    """

    text: str
    start_char: int
    end_char: int
    first_word: int
    last_word: int
    start: float | None
    end: float | None
    component: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ComponentVerdict:
    """The verdict on one component with what proves it.

    Attributes:
        key: Component key.
        verdict: Covered, thin, not found or unclear.
        confidence: 0 to 1.
        share: Share of the speaking time (or of the words, untimed), 0 to 1.
        seconds: Time spent on it, None for a typed transcript.
        evidence: Indices of the sentences that prove it.
        note: A few words for the card ("no number yet"), or empty.
    """

    key: str
    verdict: Verdict
    confidence: float
    share: float
    seconds: float | None
    evidence: tuple[int, ...] = ()
    note: str = ""

    @property
    def covered(self) -> bool | None:
        """True, False, or None where it is unclear; thin counts as covered."""
        if self.verdict is Verdict.UNCLEAR:
            return None
        return self.verdict is not Verdict.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Story:
    """Whether the answer was a story, and if not, what it was."""

    kind: StoryKind
    confidence: float


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do in the next take (or, with ``praise``, to keep).

    Attributes:
        id: Stable name of the rule that gave it ("result_without_number").
        lead: Its first words, shown bold ("Put a number on it").
        text: The rest, one line.
        sentence: Index of the sentence it is about, or None.
        praise: Whether it is something to keep.
    """

    id: str
    lead: str
    text: str
    sentence: int | None = None
    praise: bool = False


@dataclass(frozen=True, slots=True)
class Filler:
    """A filler word as heard; ``word`` is its index in the transcript."""

    word: int
    text: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it was said; times in seconds, None where there was no sound.

    Attributes:
        duration_s: Length of the recording.
        target_s: What the user aimed for, None where there was no target.
        words: Number of words.
        speaking_s: Seconds from the first word to the last without pauses of a second or more.
        words_per_minute: Over the speaking time.
        pace: Rolling pace as (seconds, words a minute) points.
        long_pauses: (start, end) of pauses of at least 1 s after the first word.
        fillers: Fillers heard: a lower bound, because Whisper leaves many out.
        first_person: Action sentences with "I" as their subject.
        actions: Action sentences in all.
    """

    duration_s: float | None
    target_s: float | None
    words: int
    speaking_s: float | None
    words_per_minute: float | None
    pace: tuple[tuple[float, float], ...] = ()
    long_pauses: tuple[tuple[float, float], ...] = ()
    fillers: tuple[Filler, ...] = ()
    first_person: int = 0
    actions: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything derived from one attempt's words and sound.

    Attributes:
        kind: The question's kind; its rubric names the components.
        finding: One sentence that opens the review, at most 70 characters where it can.
        judged: False where the transcript is too poor or there is no analyser for the kind.
        reason: Why it was not judged, for the user; empty when judged.
        story: Story kind; None where it was not judged.
        sentences: The whole transcript, cut into sentences in order.
        components: One verdict a component in rubric order; empty when not judged.
        advice: At most three, most valuable first, then at most one praise.
        follow_up: The question an interviewer would ask next, or empty.
        follow_up_component: Key of the component it is about, or empty.
        unsure_words: Indices of words the model was not sure of.
        analyser: Name and version of what made the report.
    """

    kind: QuestionKind
    finding: str
    judged: bool
    reason: str
    story: Story | None
    sentences: tuple[Sentence, ...]
    components: tuple[ComponentVerdict, ...]
    advice: tuple[Advice, ...]
    follow_up: str
    follow_up_component: str
    delivery: Delivery
    unsure_words: tuple[int, ...] = ()
    analyser: str = field(default="")

    def component(self, key: str) -> ComponentVerdict | None:
        """Return the verdict on a component, or None where it was not judged."""
        return next((c for c in self.components if c.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storage; ``from_json`` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Read what ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: The data is not a report.
        """
        delivery = dict(data["delivery"])
        delivery["pace"] = tuple((p[0], p[1]) for p in delivery["pace"])
        delivery["long_pauses"] = tuple((p[0], p[1]) for p in delivery["long_pauses"])
        delivery["fillers"] = tuple(Filler(**f) for f in delivery["fillers"])
        story = data["story"]
        return cls(
            kind=QuestionKind(data["kind"]),
            finding=data["finding"],
            judged=data["judged"],
            reason=data["reason"],
            story=Story(StoryKind(story["kind"]), story["confidence"]) if story else None,
            sentences=tuple(Sentence(**s) for s in data["sentences"]),
            components=tuple(
                ComponentVerdict(
                    **{
                        **c,
                        "verdict": Verdict(c["verdict"]),
                        "evidence": tuple(c["evidence"]),
                    }
                )
                for c in data["components"]
            ),
            advice=tuple(Advice(**a) for a in data["advice"]),
            follow_up=data["follow_up"],
            follow_up_component=data["follow_up_component"],
            delivery=Delivery(**delivery),
            unsure_words=tuple(data["unsure_words"]),
            analyser=data["analyser"],
        )
