"""Read one attempt and say what was there: the one function the app calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.analysis.advice import advise, ask_next
from desktop.analysis.delivery import measure
from desktop.analysis.findings import finding_for, finding_unjudged
from desktop.analysis.model import Prediction, StarModel
from desktop.analysis.reliability import unsure_words, why_not_judged
from desktop.analysis.sentences import cut
from desktop.analysis.verdicts import (
    LETTER_KEYS,
    Weights,
    judge_components,
    nothing_found,
    plain_sentences,
    weigh,
)
from desktop.domain.audio import AudioFacts
from desktop.domain.question import Question, QuestionKind
from desktop.domain.report import Report, Sentence, Story, StoryKind
from desktop.domain.rubric import OTHER, RUBRICS
from desktop.domain.transcript import Transcript

OTHER_KIND = (
    "Starling reads STAR in behavioural answers; for this kind it shows your words and delivery."
)
STRANGE_TOKENS = 0.2
SURE_OF_NO_STORY = 0.65
SURE_OF_STORY = 0.5


class Analyser:
    """Makes reports; holds the STAR model, which loads with the first behavioural answer.

    Args:
        assets: The assets folder; the model lies in ``star`` below it.
    """

    def __init__(self, assets: Path) -> None:
        self._model = StarModel(assets / "star")

    def analyse(
        self,
        question: Question,
        transcript: Transcript,
        audio: AudioFacts | None = None,
        target_s: float | None = None,
    ) -> Report:
        """Return the report on one attempt; the same words always give the same report.

        Args:
            question: What was asked; its kind names the rubric.
            transcript: What was said.
            audio: Measurements of the sound, None for a typed transcript.
            target_s: Seconds the user aimed for, None where there was no target.

        Raises:
            ModelError: The STAR model is missing or damaged.
        """
        cuts = cut(transcript)
        plain = plain_sentences(transcript, cuts)
        reason = why_not_judged(transcript, audio)
        if not reason and question.kind is not QuestionKind.BEHAVIOURAL:
            reason = OTHER_KIND
        if reason:
            return self._unjudged(question, transcript, plain, audio, target_s, reason)
        prediction = self._model.predict([s.text for s in plain])
        if prediction.unknown > STRANGE_TOKENS:
            reason = "These words do not read like English sentences, so nothing is judged."
            return self._unjudged(question, transcript, plain, audio, target_s, reason)
        return self._judged(
            question, transcript, plain, weigh(transcript, cuts), prediction, audio, target_s
        )

    def _unjudged(
        self,
        question: Question,
        transcript: Transcript,
        sentences: tuple[Sentence, ...],
        audio: AudioFacts | None,
        target_s: float | None,
        reason: str,
    ) -> Report:
        return Report(
            kind=question.kind,
            finding=finding_unjudged(reason, transcript),
            judged=False,
            reason=reason,
            story=None,
            sentences=sentences,
            components=(),
            advice=(),
            follow_up="",
            follow_up_component="",
            delivery=measure(transcript, sentences, audio, target_s),
            unsure_words=unsure_words(transcript),
            analyser=self._model.version,
        )

    def _judged(
        self,
        question: Question,
        transcript: Transcript,
        plain: tuple[Sentence, ...],
        weights: Weights,
        prediction: Prediction,
        audio: AudioFacts | None,
        target_s: float | None,
    ) -> Report:
        rubric = RUBRICS[question.kind]
        story = self._story(prediction)
        if story.kind is StoryKind.STORY:
            sentences = self._label(plain, prediction)
            doubtful = story.confidence < SURE_OF_STORY
            components = judge_components(
                rubric, sentences, prediction.labels, self._model.labels, weights, doubtful
            )
        else:
            sentences = tuple(replace(s, confidence=story.confidence) for s in plain)
            components = nothing_found(rubric, story.confidence, weights)
        delivery = measure(transcript, sentences, audio, target_s)
        key, follow_up = ask_next(question, rubric, components, sentences, transcript.text)
        return Report(
            kind=question.kind,
            finding=finding_for(story, components, sentences, transcript.text),
            judged=True,
            reason="",
            story=story,
            sentences=sentences,
            components=components,
            advice=advise(story, components, sentences, delivery, transcript.text),
            follow_up=follow_up,
            follow_up_component=key,
            delivery=delivery,
            unsure_words=unsure_words(transcript),
            analyser=self._model.version,
        )

    def _story(self, prediction: Prediction) -> Story:
        kinds = [StoryKind(k) for k in self._model.kinds]
        chances = dict(zip(kinds, (float(p) for p in prediction.kinds), strict=True))
        best = max(kinds, key=chances.__getitem__)
        # To call a told story "no story" is the worse mistake, so it needs more than a majority.
        if best is not StoryKind.STORY and 1.0 - chances[StoryKind.STORY] < SURE_OF_NO_STORY:
            best = StoryKind.STORY
        return Story(best, round(chances[best], 4))

    def _label(self, plain: tuple[Sentence, ...], prediction: Prediction) -> tuple[Sentence, ...]:
        letters = self._model.labels
        labelled = []
        for sentence, row in zip(plain, prediction.labels, strict=True):
            best = int(row.argmax())
            key = LETTER_KEYS.get(letters[best], OTHER)
            labelled.append(replace(sentence, component=key, confidence=round(float(row[best]), 4)))
        return tuple(labelled)
