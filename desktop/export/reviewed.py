"""What an export is made of, and the wording that all exports share."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.question import Question
from desktop.domain.report import Advice, ComponentVerdict, Report, StoryKind, Verdict
from desktop.domain.rubric import RUBRICS, Component
from desktop.domain.transcript import Transcript

VERDICT_WORDS = {
    Verdict.COVERED: "Covered",
    Verdict.THIN: "Thin",
    Verdict.NOT_FOUND: "Not found",
    Verdict.UNCLEAR: "Not clear",
}

STORY_WORDS = {
    StoryKind.STORY: "a story",
    StoryKind.HABITUAL: "what you usually do",
    StoryKind.HYPOTHETICAL: "what you would do",
    StoryKind.OPINION: "an opinion",
    StoryKind.SELF_DESCRIPTION: "a description of yourself",
    StoryKind.NONE: "no story",
}

# Above this a verdict needs no "fairly sure" beside it.
SURE = 0.75


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One answer with its report, as an export takes it.

    Attributes:
        name: The file's name as the user gave it.
        question: What was asked.
        transcript: What was said.
        report: What came of it; its kind is the question's.
        title: Shown in place of the name where that says little; empty otherwise.
    """

    name: str
    question: Question
    transcript: Transcript
    report: Report
    title: str = ""

    @property
    def duration_s(self) -> float | None:
        """Length of the recording in seconds, None for a typed transcript."""
        return self.report.delivery.duration_s


@dataclass(frozen=True, slots=True)
class Part:
    """One component's verdict beside the component it is about."""

    component: Component
    verdict: ComponentVerdict


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of sentences of one component on the answer's line of time.

    Attributes:
        key: Component key or "other".
        start: Share of the whole, 0 to 1.
        end: Share of the whole, 0 to 1.
    """

    key: str
    start: float
    end: float


def clock(seconds: float) -> str:
    """Return seconds as people read them on a clock ("1:05")."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def parts(report: Report) -> tuple[Part, ...]:
    """Return the judged components in rubric order; empty where the report was not judged."""
    rubric = RUBRICS[report.kind]
    return tuple(
        Part(component, verdict)
        for component in rubric.components
        if (verdict := report.component(component.key)) is not None
    )


def component_of(report: Report, key: str) -> Component | None:
    """Return the component of a sentence, or None for "other"."""
    return RUBRICS[report.kind].component(key)


def joined(advice: Advice) -> str:
    """Return a piece of advice as one line."""
    lead, text = advice.lead.strip(), advice.text.strip()
    if not lead or not text:
        return lead or text
    return f"{lead}{separator(advice)} {text}"


def separator(advice: Advice) -> str:
    """Return what stands between the bold lead and the rest.

    A lead that is a sentence of its own ends in a full stop; one that runs on into the text
    ("Keep" + "counting the forms") does not.
    """
    lead, text = advice.lead.strip(), advice.text.strip()
    if not lead or not text or lead[-1] in ".?:;,…":
        return ""
    return "" if text[0].islower() else "."


def verdict_note(verdict: ComponentVerdict) -> str:
    """Return the few quiet words beside a verdict: its note, and how sure it is."""
    words = [verdict.note] if verdict.note else []
    if verdict.verdict is not Verdict.UNCLEAR and verdict.confidence < SURE:
        words.append("fairly sure")
    return ", ".join(words)


def why_not(report: Report) -> str:
    """Return why nothing was judged, without what the finding says already; empty when judged."""
    return "" if report.judged else report.reason.removeprefix(report.finding).strip()


def when(report: Report, sentence: int | None) -> float | None:
    """Return the second at which a sentence starts, or None where there is none."""
    if sentence is None or not 0 <= sentence < len(report.sentences):
        return None
    return report.sentences[sentence].start


def stretches(reviewed: Reviewed) -> tuple[Stretch, ...]:
    """Return the answer as runs of sentences of one component, over time or over its letters."""
    sentences = reviewed.report.sentences
    if not sentences:
        return ()
    timed = all(s.start is not None and s.end is not None for s in sentences)
    length = reviewed.duration_s if timed else float(len(reviewed.transcript.text))
    last = sentences[-1].end if timed else float(sentences[-1].end_char)
    whole = max(length or 0.0, last or 0.0)
    if whole <= 0:
        return ()
    runs: list[Stretch] = []
    for sentence in sentences:
        start = (sentence.start if timed else float(sentence.start_char)) or 0.0
        end = (sentence.end if timed else float(sentence.end_char)) or 0.0
        if runs and runs[-1].key == sentence.component:
            runs[-1] = Stretch(runs[-1].key, runs[-1].start, min(1.0, end / whole))
        else:
            runs.append(Stretch(sentence.component, min(1.0, start / whole), min(1.0, end / whole)))
    return tuple(runs)


def delivery_facts(report: Report) -> tuple[tuple[str, str], ...]:
    """Return what there is to say about delivery as (name, value) pairs, in reading order."""
    said = report.delivery
    facts: list[tuple[str, str]] = []
    if said.duration_s is not None:
        aim = f" of {clock(said.target_s)}" if said.target_s else ""
        facts.append(("Length", f"{clock(said.duration_s)}{aim}"))
    facts.append(("Words", str(said.words)))
    if said.words_per_minute:
        facts.append(("Pace", f"{said.words_per_minute:.0f} words a minute"))
    if said.speaking_s is not None:
        longest = ", ".join(f"{end - start:.1f} s" for start, end in said.long_pauses[:4])
        more = len(said.long_pauses) - 4
        facts.append(
            ("Long pauses", (longest + (f" and {more} more" if more > 0 else "")) or "none")
        )
    if said.words:
        count = len(said.fillers)
        # Speech models leave fillers out, so what was heard is a lower bound.
        facts.append(("Fillers", f"at least {count}" if count else "none heard"))
    if said.actions:
        facts.append(("Says “I”", f"{said.first_person} of {said.actions} actions"))
    return tuple(facts)


def heading(reviewed: Reviewed) -> str:
    """Return the quiet line that says what this is: file, length, model."""
    words = [reviewed.title or reviewed.name]
    if reviewed.duration_s is not None:
        words.append(clock(reviewed.duration_s))
    words.append(f"heard by {reviewed.transcript.model}" if reviewed.transcript.model else "typed")
    return " · ".join(words)
