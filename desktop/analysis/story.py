"""Read the model's probabilities: was it a story, what is each sentence, what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.analysis.model import FloatArray, Prediction
from desktop.analysis.verdicts import LETTER_KEYS, Weights, judge_components, nothing_found
from desktop.domain.report import ComponentVerdict, Sentence, Story, StoryKind
from desktop.domain.rubric import OTHER, Rubric

SURE_OF_NO_STORY = 0.65
SURE_OF_STORY = 0.5


def read_story(names: Sequence[str], chances: FloatArray) -> Story:
    """Return the story kind.

    To call a told story "no story" is the worse mistake, so it needs more than a majority.

    Args:
        names: Story kinds in column order.
        chances: Their probabilities.
    """
    by_kind = {StoryKind(n): float(p) for n, p in zip(names, chances, strict=True)}
    best = max(by_kind, key=by_kind.__getitem__)
    if best is not StoryKind.STORY and 1.0 - by_kind[StoryKind.STORY] < SURE_OF_NO_STORY:
        best = StoryKind.STORY
    return Story(best, round(by_kind[best], 4))


def judge(
    story: Story,
    plain: Sequence[Sentence],
    prediction: Prediction,
    letters: Sequence[str],
    weights: Weights,
    rubric: Rubric,
) -> tuple[tuple[Sentence, ...], tuple[ComponentVerdict, ...]]:
    """Return the labelled sentences and the verdicts; none is found where there is no story.

    Args:
        story: As ``read_story`` gave it.
        plain: Sentences without a component.
        prediction: What the model believes of them.
        letters: Label letters in column order.
        weights: The sentences' sizes.
        rubric: Names the components.
    """
    if story.kind is not StoryKind.STORY:
        sentences = tuple(replace(s, component=OTHER, confidence=story.confidence) for s in plain)
        return sentences, nothing_found(rubric, story.confidence, weights)
    labelled = []
    for sentence, row in zip(plain, prediction.labels, strict=True):
        best = int(row.argmax())
        key = LETTER_KEYS[letters[best]]
        labelled.append(replace(sentence, component=key, confidence=round(float(row[best]), 4)))
    doubtful = story.confidence < SURE_OF_STORY
    components = judge_components(rubric, labelled, prediction.labels, letters, weights, doubtful)
    return tuple(labelled), components
