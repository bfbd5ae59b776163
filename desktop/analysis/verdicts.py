"""Turn sentence probabilities into labelled sentences and one verdict a component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.analysis.arrays import FloatArray
from desktop.analysis.delivery import speaking_seconds
from desktop.analysis.language import has_number, is_vague, says_change, says_i, says_we
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
BY_VALUE = ("result", "action", "task", "situation")
"""The components, what is worth most in an answer first."""

MAYBE = 0.3
EVIDENCE = 0.4
DOUBTFUL = 0.15
HAZY = 0.4
LONG_SITUATION = 0.35
LONG_SITUATION_WORDS = 60
LEAST_WORDS = 3
THIN_WORDS: Mapping[str, int] = {"situation": 8, "task": 5, "action": 20, "result": 6}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on the model's word is taken; chosen on the development part.

    Attributes:
        covered: For each label letter the belief from which its component is covered; below it
            the verdict is "unclear", and far below "not found".
        no_story: How sure it must be that an answer is no story.
    """

    covered: Mapping[str, float]
    no_story: float


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
    thresholds: Thresholds,
    doubtful: bool,
) -> tuple[ComponentVerdict, ...]:
    """Return one verdict a component of a story.

    Args:
        rubric: Names the components and their order.
        sentences: Labelled sentences.
        probabilities: Label probabilities (sentences, labels).
        letters: Label letters in column order.
        weights: The sentences' sizes.
        thresholds: From where on a component is covered.
        doubtful: Whether it is uncertain that this is a story: then only strong evidence counts.
    """
    columns = {LETTER_KEYS[letter]: i for i, letter in enumerate(letters)}
    lengths = [s.last_word - s.first_word + 1 for s in sentences]
    verdicts = []
    for component in rubric.components:
        key = component.key
        belief = [float(b) for b in beliefs(probabilities[:, columns[key]], lengths)]
        own = [i for i, s in enumerate(sentences) if s.component == key]
        enough = thresholds.covered[letters[columns[key]]] + (DOUBTFUL if doubtful else 0.0)
        # Its own sentences decide whether it is covered; only for a doubt may another speak.
        best = max(own, key=belief.__getitem__, default=0)
        covered = bool(own) and belief[best] >= enough
        if not covered:
            best = max(range(len(belief)), key=belief.__getitem__)
        share = weights.share(own)
        if covered:
            words = sum(sentences[i].last_word - sentences[i].first_word + 1 for i in own)
            verdict = Verdict.THIN if words < THIN_WORDS[key] else Verdict.COVERED
            confidence = belief[best]
            evidence = tuple(i for i in own if belief[i] >= EVIDENCE or i == best)
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
                note=_note(key, verdict, sentences, share),
            )
        )
    return tuple(verdicts)


def beliefs(probabilities: FloatArray, lengths: Sequence[int]) -> FloatArray:
    """Return how much each sentence speaks for a component: one or two words prove little.

    Args:
        probabilities: Of the component's label, one a sentence.
        lengths: The sentences' lengths in words.
    """
    enough = np.asarray([n >= LEAST_WORDS for n in lengths])
    return np.where(enough, probabilities, probabilities * 0.5)


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


def of_component(sentences: Sequence[Sentence], key: str) -> list[Sentence]:
    """Return the sentences of one component, in order."""
    return [s for s in sentences if s.component == key]


def unsized(sentences: Sequence[Sentence]) -> int | None:
    """Return the result that speaks of a change whose size is never told, or None.

    A reaction, a signature or a cup of tea is a result too, and needs no number. Any number from
    the first outcome on may be the measure.

    Args:
        sentences: As labelled.
    """
    results = [i for i, s in enumerate(sentences) if s.component == "result"]
    if not results or any(has_number(s.text) for s in sentences[results[0] :]):
        return None
    return next((i for i in reversed(results) if says_change(sentences[i].text)), None)


def hazy(verdict: ComponentVerdict) -> bool:
    """Return whether a component is so unclear that it is worth a word.

    Nearly covered is not: what we doubt in such a case is our ear, not the speaker.
    """
    return verdict.verdict is Verdict.UNCLEAR and verdict.confidence < HAZY


def long_scene(share: float, scene: Sequence[Sentence]) -> bool:
    """Return whether a scene is too long, by its words too: in a short answer a lean one is not.

    Args:
        share: Of the answer.
        scene: The situation's sentences.
    """
    words = sum(s.last_word - s.first_word + 1 for s in scene)
    return share > LONG_SITUATION and words >= LONG_SITUATION_WORDS and len(scene) > 1


def only_vague(sentences: Sequence[Sentence]) -> bool:
    """Return whether there is a result, and it says no more than that it went well."""
    results = of_component(sentences, "result")
    return bool(results) and all(is_vague(s.text) for s in results)


def only_we(sentences: Sequence[Sentence]) -> bool:
    """Return whether there are several actions, all of them "we" and never "I"."""
    texts = [s.text for s in of_component(sentences, "action")]
    return len(texts) > 1 and any(says_we(t) for t in texts) and not any(says_i(t) for t in texts)


def _note(key: str, verdict: Verdict, sentences: Sequence[Sentence], share: float) -> str:
    if verdict is Verdict.NOT_FOUND:
        return {"result": "the ending?", "task": "your part?"}.get(key, "not heard")
    if verdict is Verdict.UNCLEAR:
        return "perhaps this sentence"
    if key == "result" and unsized(sentences) is not None:
        return "no number yet"
    if key == "action" and only_we(sentences):
        return "“we”, never “I”"
    if verdict is Verdict.THIN:
        return "very short"
    if key == "situation" and long_scene(share, of_component(sentences, key)):
        return f"long: {share:.0%} of the answer"
    return ""
