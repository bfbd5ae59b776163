"""Run the STAR model and the app's verdicts over labelled answers, and count."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.analysis.language import stripped
from desktop.analysis.model import StarModel
from desktop.analysis.sentences import Cut, cut
from desktop.analysis.story import judge, read_story
from desktop.analysis.training.baseline import Labeller
from desktop.analysis.training.carry import majority, owners
from desktop.analysis.training.corpus import COMPONENTS, LABELS, Answer
from desktop.analysis.training.measures import Counts, confusion, coverage
from desktop.analysis.verdicts import LETTER_KEYS, plain_sentences, weigh
from desktop.domain.question import QuestionKind
from desktop.domain.report import StoryKind
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Transcript

_LETTERS = {key: letter for letter, key in LETTER_KEYS.items()}


@dataclass(slots=True)
class Scores:
    """Counts an answer, ready to be summed and drawn from.

    Attributes:
        sentences: True against guessed labels.
        covered: For each component its verdicts against the truth.
        no_story: The same, of the answers that are no story alone.
        kinds: (true, guessed) story kinds of the answers where one was judged.
        told: Whether story and no story were told apart.
        chances: The probability of each guessed label in answers read as stories.
        right: Whether it was the true one.
        seconds: For all answers.
        wrong: (id, true kind, guessed kind, wrong sentences as true, guessed, text).
    """

    sentences: list[Counts] = field(default_factory=list)
    covered: dict[str, list[Counts]] = field(default_factory=lambda: {c: [] for c in COMPONENTS})
    no_story: dict[str, list[Counts]] = field(default_factory=lambda: {c: [] for c in COMPONENTS})
    kinds: list[tuple[str, str]] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    seconds: float = 0.0
    wrong: list[tuple[str, str, str, list[tuple[str, str, str]]]] = field(default_factory=list)


def score(model: StarModel, answers: Sequence[Answer], *, bare: bool = False) -> Scores:
    """Return the counts of the model's verdicts on labelled answers.

    Args:
        model: Ready to predict.
        answers: Labelled.
        bare: Take capitals, punctuation and sentences away first and cut as the app does; a true
            sentence then has the label that most of its words were given. Otherwise the answer
            is read in the sentences its author cut.
    """
    scores = Scores()
    began = time.perf_counter()
    for answer in answers:
        _count(scores, model, answer, bare=bare)
    scores.seconds = time.perf_counter() - began
    return scores


def score_labeller(labeller: Labeller, answers: Sequence[Answer]) -> list[Counts]:
    """Return true against guessed labels, an array an answer, of one that reads sentences alone."""
    return [confusion(a.labels, labeller(a.sentences), LABELS) for a in answers]


def _count(scores: Scores, model: StarModel, answer: Answer, *, bare: bool) -> None:
    transcript, cuts = _without_marks(model, answer) if bare else _as_cut(answer)
    plain = plain_sentences(transcript, cuts)
    prediction = model.predict([s.text for s in plain])
    story = read_story(model.kinds, prediction.kinds, model.thresholds)
    sentences, verdicts = judge(
        story,
        plain,
        prediction,
        model.labels,
        weigh(transcript, cuts),
        RUBRICS[QuestionKind.BEHAVIOURAL],
        model.thresholds,
    )
    labels = [_LETTERS[s.component] for s in sentences]
    if bare:
        labels = _given_back(answer, [w.text for w in transcript.words], cuts, labels)
    scores.sentences.append(confusion(answer.labels, labels, LABELS))
    is_story = story.kind is StoryKind.STORY
    # A published answer with parts in it is a story, whether or not somebody wrote that down.
    told = answer.story == "story" if answer.story else any(x != "O" for x in answer.labels)
    scores.told.append(told == is_story)
    if answer.story is not None:
        scores.kinds.append((answer.story, story.kind.value))
    for letter in COMPONENTS:
        verdict = next(v for v in verdicts if v.key == LETTER_KEYS[letter])
        counts = coverage(letter in answer.labels, verdict.covered)
        scores.covered[letter].append(counts)
        if not told:
            scores.no_story[letter].append(counts)
    if is_story and not bare:
        scores.chances.extend(s.confidence for s in sentences)
        scores.right.extend(t == g for t, g in zip(answer.labels, labels, strict=True))
    missed = [
        (t, g, text)
        for t, g, text in zip(answer.labels, labels, answer.sentences, strict=True)
        if t != g
    ]
    if missed or told != is_story:
        scores.wrong.append((answer.id, str(answer.story), story.kind.value, missed))


def _as_cut(answer: Answer) -> tuple[Transcript, list[Cut]]:
    """Return the answer as a typed transcript cut exactly as its author cut it."""
    cuts = []
    first = 0
    for text in answer.sentences:
        count = len(text.split())
        cuts.append(Cut(first, first + count - 1))
        first += count
    return Transcript.from_text(" ".join(answer.sentences)), cuts


def _without_marks(model: StarModel, answer: Answer) -> tuple[Transcript, Sequence[Cut]]:
    transcript = Transcript.from_text(stripped(" ".join(answer.sentences)))
    return transcript, cut(transcript, model.begins)


def _given_back(
    answer: Answer, words: Sequence[str], cuts: Sequence[Cut], labels: Sequence[str]
) -> list[str]:
    by_word = [
        label for c, label in zip(cuts, labels, strict=True) for _ in range(c.first, c.last + 1)
    ]
    votes: list[list[str]] = [[] for _ in answer.sentences]
    for owner, label in zip(owners(answer.sentences, words), by_word, strict=True):
        votes[owner].append(label)
    return [majority(own) if own else "O" for own in votes]
