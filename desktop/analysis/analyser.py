"""Read one attempt and say what was there: the one function the app calls."""

from __future__ import annotations

from pathlib import Path

from desktop.analysis.advice import advise
from desktop.analysis.delivery import measure
from desktop.analysis.findings import finding_for
from desktop.analysis.followups import ask_next
from desktop.analysis.model import Prediction, StarModel
from desktop.analysis.reliability import (
    NOT_ENGLISH,
    OTHER_KIND,
    Unjudged,
    unsure_words,
    why_not_judged,
)
from desktop.analysis.sentences import cut
from desktop.analysis.story import judge, read_story
from desktop.analysis.verdicts import Weights, plain_sentences, weigh
from desktop.domain.audio import AudioFacts
from desktop.domain.question import Question, QuestionKind
from desktop.domain.report import Report, Sentence
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Transcript

STRANGE_TOKENS = 0.2


class Analyser:
    """Makes reports; holds the STAR model, which loads with the first behavioural answer.

    Args:
        assets: The assets folder; the model lies in ``star`` below it.
    """

    def __init__(self, assets: Path) -> None:
        self._model = StarModel(assets / "star")

    @property
    def version(self) -> str:
        """Name and version of what makes the reports; one that differs is made again."""
        return self._model.version

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
        why = why_not_judged(transcript, audio)
        if why is None and question.kind is not QuestionKind.BEHAVIOURAL:
            why = OTHER_KIND
        cuts = cut(transcript, None if why else self._model.begins)
        plain = plain_sentences(transcript, cuts)
        if why is not None:
            return self._unjudged(question, transcript, plain, audio, target_s, why)
        prediction = self._model.predict([s.text for s in plain])
        if prediction.unknown > STRANGE_TOKENS:
            return self._unjudged(question, transcript, plain, audio, target_s, NOT_ENGLISH)
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
        why: Unjudged,
    ) -> Report:
        return Report(
            kind=question.kind,
            finding=why.finding,
            judged=False,
            reason=why.reason,
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
        thresholds = self._model.thresholds
        story = read_story(self._model.kinds, prediction.kinds, thresholds)
        sentences, components = judge(
            story, plain, prediction, self._model.labels, weights, rubric, thresholds
        )
        delivery = measure(transcript, sentences, audio, target_s)
        unsure = unsure_words(transcript)
        key, follow_up = ask_next(
            question, rubric, story, components, sentences, transcript.text, frozenset(unsure)
        )
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
            unsure_words=unsure,
            analyser=self._model.version,
        )
