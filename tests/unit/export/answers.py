"""Hand-made answers for the tests of the exports."""

from __future__ import annotations

from desktop.domain.question import Question, QuestionKind
from desktop.domain.report import (
    Advice,
    ComponentVerdict,
    Delivery,
    Filler,
    Report,
    Sentence,
    Story,
    StoryKind,
    Verdict,
)
from desktop.domain.transcript import Transcript, Word
from desktop.export.reviewed import Reviewed

QUESTION = Question("test-01", "Tell me about a time you gave a colleague difficult feedback.")

TOLD = (
    ("situation", 3.0, "So this was last spring at the returns desk of a furniture shop."),
    ("situation", 9.0, "We had a new colleague and one in five of his forms came back."),
    ("task", 16.5, "It was up to me to raise it before the June audit."),
    ("action", 31.0, "First I went through his last 40 forms."),
    ("action", 37.0, "Then I asked him for a coffee away from the desk, um, in private."),
    ("action", 46.0, "I showed him the two boxes where the mistakes were."),
    ("result", 62.0, "After that it went a lot better."),
    ("other", 68.0, "I think what I learned is to look at the work together."),
)


def timed_answer(**changes: object) -> Reviewed:
    """Return an answer that was spoken, all four parts there, the result thin."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    at = 0
    for component, start, text in TOLD:
        first = len(words)
        for number, part in enumerate(text.split()):
            begin = round(start + number * 0.4, 2)
            words.append(Word(part, begin, round(begin + 0.35, 2), 0.93))
        sentences.append(
            Sentence(
                text=text,
                start_char=at,
                end_char=at + len(text),
                first_word=first,
                last_word=len(words) - 1,
                start=words[first].start,
                end=words[-1].end,
                component=component,
                confidence=0.88,
            )
        )
        at += len(text) + 1
    fields: dict[str, object] = {
        "kind": QuestionKind.BEHAVIOURAL,
        "finding": "A real story, and clearly your own. The result needs its number.",
        "judged": True,
        "reason": "",
        "story": Story(StoryKind.STORY, 0.97),
        "sentences": tuple(sentences),
        "components": (
            ComponentVerdict("situation", Verdict.COVERED, 0.95, 0.27, 10.0, (0, 1)),
            ComponentVerdict("task", Verdict.COVERED, 0.6, 0.12, 4.4, (2,)),
            ComponentVerdict("action", Verdict.COVERED, 0.97, 0.45, 15.0, (3, 4, 5)),
            ComponentVerdict("result", Verdict.THIN, 0.9, 0.08, 2.8, (6,), "no number yet"),
        ),
        "advice": (
            Advice("result_without_number", "Put a number on “a lot better”",
                   "One form in five became what?", 6),
            Advice("long_start", "Come to your part sooner", "The story starts at your task.", 2),
            Advice("keep_own_steps", "Keep", "counting the forms before you spoke to him.", 3,
                   praise=True),
        ),
        "follow_up": "How did you know it had worked?",
        "follow_up_component": "result",
        "delivery": Delivery(
            duration_s=74.0,
            target_s=120.0,
            words=len(words),
            speaking_s=44.0,
            words_per_minute=128.4,
            pace=((5.0, 120.0), (20.0, 150.0), (40.0, 118.0), (70.0, 131.0)),
            long_pauses=((22.0, 31.0), (50.5, 62.0)),
            fillers=(Filler([w.text for w in words].index("um,"), "um", 42.0, 42.3),),
            first_person=3,
            actions=3,
        ),
        "analyser": "test 1",
    }  # fmt: skip
    fields.update(changes)
    return Reviewed(
        "take.flac", QUESTION, Transcript(tuple(words), "tiny.en"), Report(**fields)  # type: ignore[arg-type]
    )  # fmt: skip


def typed_answer(
    text: str = "I was late. I rang them.", component: str = "action", name: str = "notes.txt"
) -> Reviewed:
    """Return a typed answer: no times anywhere; one sentence a full stop."""
    transcript = Transcript.from_text(text)
    whole = transcript.text
    sentences: list[Sentence] = []
    at = word = 0
    for piece in whole.split(". "):
        part = piece if piece.endswith(".") or at + len(piece) == len(whole) else piece + "."
        count = len(part.split())
        sentences.append(
            Sentence(part, at, at + len(part), word, word + count - 1, None, None, component, 0.7)
        )
        at += len(part) + 1
        word += count
    everything = tuple(range(len(sentences)))
    report = Report(
        kind=QuestionKind.BEHAVIOURAL,
        finding="A start. Say how it ended.",
        judged=True,
        reason="",
        story=Story(StoryKind.STORY, 0.8),
        sentences=tuple(sentences),
        components=(
            ComponentVerdict("situation", Verdict.NOT_FOUND, 0.9, 0.0, None),
            ComponentVerdict("task", Verdict.UNCLEAR, 0.4, 0.0, None),
            ComponentVerdict("action", Verdict.COVERED, 0.9, 1.0, None, everything),
            ComponentVerdict("result", Verdict.NOT_FOUND, 0.9, 0.0, None),
        ),
        advice=(Advice("no_result", "Say how it ended", "One sentence would do it."),),
        follow_up="",
        follow_up_component="",
        delivery=Delivery(None, None, len(transcript.words), None, None),
    )
    return Reviewed(name, QUESTION, transcript, report)


def unjudged_answer() -> Reviewed:
    """Return an answer of silence: no words, nothing judged."""
    report = Report(
        kind=QuestionKind.BEHAVIOURAL,
        finding="No speech heard.",
        judged=False,
        reason="The recording holds no speech. Check the microphone and try again.",
        story=None,
        sentences=(),
        components=(),
        advice=(),
        follow_up="",
        follow_up_component="",
        delivery=Delivery(5.0, 120.0, 0, 0.0, None),
    )
    return Reviewed("silence.wav", QUESTION, Transcript((), "tiny.en"), report)
