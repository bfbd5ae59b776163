"""Turn sentence probabilities into labelled sentences and one verdict a component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.analysis.delivery import speaking_seconds
from desktop.analysis.language import has_number, says_i, says_we
from desktop.analysis.model import FloatArray
from desktop.analysis.sentences import Cut
from desktop.domain.report import ComponentVerdict, Sentence, Verdict
from desktop.domain.rubric import OTHER, Rubric
from desktop.domain.transcript import Transcript

LETTER_KEYS: Mapping[str, str] = {
    "S": "situation",
    "T": "task",
    "A": "action",
    "R": "result",
    "O": OTHER,
}
COVERED = 0.55
MAYBE = 0.3
EVIDENCE = 0.4
LEAST_WORDS = 3
THIN_WORDS: Mapping[str, int] = {"situation": 8, "task": 5, "action": 20, "result": 6}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of the answer each sentence takes: seconds, or words where it has no times."""

    sizes: tuple[float, ...]
    seconds: bool

    def share(self, indices: Sequence[int]) -> float:
        """Return the share of the whole that some sentences take, 0 to 1."""
        total = sum(self.sizes)
        return sum(self.sizes[i] for i in indices) / total if total > 0 else 0.0


def weigh(transcript: Transcript, cuts: Sequence[Cut]) -> Weights:
    """Return the sentences' sizes in seconds of speech, or in words for a typed transcript."""
    if transcript.timed:
        sizes = tuple(speaking_seconds(transcript.words[c.first : c.last + 1]) for c in cuts)
        if sum(sizes) > 0:
            return Weights(sizes, seconds=True)
    return Weights(tuple(float(c.last - c.first + 1) for c in cuts), seconds=False)


def plain_sentences(transcript: Transcript, cuts: Sequence[Cut]) -> tuple[Sentence, ...]:
    """Return the sentences with no component, for an answer that is not judged."""
    text = transcript.text
    spans = transcript.char_spans()
    return tuple(
        Sentence(
            text=text[spans[c.first][0] : spans[c.last][1]],
            start_char=spans[c.first][0],
            end_char=spans[c.last][1],
            first_word=c.first,
            last_word=c.last,
            start=transcript.words[c.first].start,
            end=transcript.words[c.last].end,
            component=OTHER,
            confidence=0.0,
        )
        for c in cuts
    )


def judge_components(
    rubric: Rubric,
    sentences: Sequence[Sentence],
    probabilities: FloatArray,
    letters: Sequence[str],
    weights: Weights,
    doubtful: bool,
) -> tuple[ComponentVerdict, ...]:
    """Return one verdict a component of a story.

    Args:
        rubric: Names the components and their order.
        sentences: Labelled sentences.
        probabilities: Label probabilities (sentences, labels).
        letters: Label letters in column order.
        weights: The sentences' sizes.
        doubtful: Whether it is uncertain that this is a story: then only strong evidence counts.
    """
    columns = {LETTER_KEYS[letter]: i for i, letter in enumerate(letters)}
    verdicts = []
    for component in rubric.components:
        key = component.key
        belief = [
            float(p) if s.last_word - s.first_word + 1 >= LEAST_WORDS else float(p) * 0.5
            for p, s in zip(probabilities[:, columns[key]], sentences, strict=True)
        ]
        own = [i for i, s in enumerate(sentences) if s.component == key]
        best = max(range(len(belief)), key=belief.__getitem__)
        covered = bool(own) and belief[best] >= (COVERED + 0.2 if doubtful else COVERED)
        share = weights.share(own)
        if covered:
            words = sum(sentences[i].last_word - sentences[i].first_word + 1 for i in own)
            verdict = Verdict.THIN if words < THIN_WORDS[key] else Verdict.COVERED
            confidence = belief[best]
            evidence = tuple(i for i in own if belief[i] >= EVIDENCE)
        elif belief[best] >= MAYBE:
            verdict, confidence, evidence = Verdict.UNCLEAR, belief[best], (best,)
        else:
            verdict, confidence, evidence = Verdict.NOT_FOUND, 1.0 - belief[best], ()
        verdicts.append(
            ComponentVerdict(
                key=key,
                verdict=verdict,
                confidence=round(confidence, 4),
                share=round(share, 4),
                seconds=round(sum(weights.sizes[i] for i in own), 3) if weights.seconds else None,
                evidence=evidence,
                note=_note(key, verdict, [sentences[i].text for i in own], share),
            )
        )
    return tuple(verdicts)


def nothing_found(
    rubric: Rubric, confidence: float, weights: Weights
) -> tuple[ComponentVerdict, ...]:
    """Return the verdicts on an answer that is no story: no component was found."""
    return tuple(
        ComponentVerdict(
            key=c.key,
            verdict=Verdict.NOT_FOUND,
            confidence=round(confidence, 4),
            share=0.0,
            seconds=0.0 if weights.seconds else None,
            note="no story yet",
        )
        for c in rubric.components
    )


def only_we(texts: Sequence[str]) -> bool:
    """Return whether the actions are all "we" and never "I"."""
    return any(says_we(t) for t in texts) and not any(says_i(t) for t in texts)


def _note(key: str, verdict: Verdict, texts: Sequence[str], share: float) -> str:
    if verdict is Verdict.NOT_FOUND:
        return {"result": "how did it end?", "task": "what was yours?"}.get(key, "not heard")
    if verdict is Verdict.UNCLEAR:
        return "could be this; say it plainly"
    if key == "result" and not any(has_number(t) for t in texts):
        return "no number yet"
    if key == "action" and only_we(texts):
        return "“we”, never “I”"
    if verdict is Verdict.THIN:
        return "very short"
    if key == "situation" and share > 0.35:
        return f"long: {share:.0%} of the answer"
    return ""
