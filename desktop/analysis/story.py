"""Read the model's probabilities: was it a story, what is each sentence, what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.analysis.arrays import FloatArray
from desktop.analysis.model import Prediction
from desktop.analysis.verdicts import (
    LETTER_KEYS,
    Thresholds,
    Weights,
    judge_components,
    nothing_found,
)
from desktop.domain.report import ComponentVerdict, Sentence, Story, StoryKind
from desktop.domain.rubric import OTHER, Rubric

SURE_OF_STORY = 0.5


def read_story(names: Sequence[str], chances: FloatArray, thresholds: Thresholds) -> Story:
    """Return the story kind.

    To call a told story "no story" is the worse mistake, so it needs more than a majority.

    Args:
        names: Story kinds in column order.
        chances: Their probabilities.
        thresholds: How sure it must be that it is none.
    """
    by_kind = {StoryKind(n): float(p) for n, p in zip(names, chances, strict=True)}
    best = max(by_kind, key=by_kind.__getitem__)
    if 1.0 - by_kind[StoryKind.STORY] < thresholds.no_story:
        best = StoryKind.STORY
    elif best is StoryKind.STORY:
        best = max((k for k in by_kind if k is not StoryKind.STORY), key=by_kind.__getitem__)
    return Story(best, round(by_kind[best], 4))


def judge(
    story: Story,
    plain: Sequence[Sentence],
    prediction: Prediction,
    letters: Sequence[str],
    weights: Weights,
    rubric: Rubric,
    thresholds: Thresholds,
) -> tuple[tuple[Sentence, ...], tuple[ComponentVerdict, ...]]:
    """Return the labelled sentences and the verdicts; none is found where there is no story.

    Args:
        story: As ``read_story`` gave it.
        plain: Sentences without a component.
        prediction: What the model believes of them.
        letters: Label letters in column order.
        weights: The sentences' sizes.
        rubric: Names the components.
        thresholds: From where on a component is covered.
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
    components = judge_components(
        rubric, labelled, prediction.labels, letters, weights, thresholds, doubtful
    )
    return tuple(labelled), components
