"""Measure the STAR model on labelled answers: ``python -m desktop.analysis.evaluate [FILE]``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from desktop.analysis.model import StarModel
from desktop.analysis.sentences import Cut
from desktop.analysis.story import judge, read_story
from desktop.analysis.training.baseline import keyword_labels
from desktop.analysis.training.corpus import KINDS, LABELS, Answer, read_answers, split
from desktop.analysis.training.measures import Agreement, Coverage, agreement
from desktop.analysis.verdicts import LETTER_KEYS, plain_sentences, weigh
from desktop.domain.question import QuestionKind
from desktop.domain.report import StoryKind
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Transcript
from desktop.paths import assets_dir

COMPONENTS = ("S", "T", "A", "R")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop.analysis.evaluate", description=__doc__
    )
    parser.add_argument("file", nargs="*", type=Path, help="JSON lines; else the test part")
    parser.add_argument("--model", type=Path, default=assets_dir() / "star")
    parser.add_argument("--errors", action="store_true", help="print every wrong sentence")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args(arguments)
    model = StarModel(options.model)
    if options.file:
        answers = read_answers(options.file)
    else:
        corpus = assets_dir() / "star" / "corpus"
        answers = split(read_answers(sorted(corpus.glob("*.jsonl"))))[1]
    figures = evaluate(model, answers, errors=options.errors)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def evaluate(
    model: StarModel, answers: Sequence[Answer], *, errors: bool = False
) -> dict[str, float]:
    """Print the model's figures beside the keyword rule's and return the main ones."""
    truth: list[str] = []
    guess: list[str] = []
    rule: list[str] = []
    coverage = {c: Coverage() for c in COMPONENTS}
    kinds: list[tuple[str, str]] = []
    story_hits = story_count = 0
    letters = {key: letter for letter, key in LETTER_KEYS.items()}
    began = time.perf_counter()
    for answer in answers:
        prediction = model.predict(answer.sentences)
        story = read_story(model.kinds, prediction.kinds)
        is_story = story.kind is StoryKind.STORY
        transcript, cuts = _as_transcript(answer)
        sentences, verdicts = judge(
            story,
            plain_sentences(transcript, cuts),
            prediction,
            model.labels,
            weigh(transcript, cuts),
            RUBRICS[QuestionKind.BEHAVIOURAL],
        )
        labels = [letters[s.component] for s in sentences]
        for letter in COMPONENTS:
            verdict = next(v for v in verdicts if v.key == LETTER_KEYS[letter])
            coverage[letter].add(letter in answer.labels, verdict.covered)
        told = answer.story == "story"
        story_hits += told == is_story
        story_count += 1
        if answer.story is not None:
            kinds.append((answer.story, story.kind.value))
        if errors:
            _print_errors(answer, labels, story.kind.value)
        truth.extend(answer.labels)
        guess.extend(labels)
        rule.extend(keyword_labels(answer.sentences))
    seconds = time.perf_counter() - began
    ours, theirs = agreement(truth, guess, LABELS), agreement(truth, rule, LABELS)
    folded = agreement(_fold(truth), _fold(guess), ("S", "A", "R", "O"))
    each = seconds / max(len(answers), 1) * 1000
    print(f"{len(answers)} answers, {len(truth)} sentences, {each:.0f} ms each")
    _print_agreement("model", ours)
    _print_agreement("S+T folded", folded)
    _print_agreement("keyword rule", theirs)
    for letter, counts in coverage.items():
        print(
            f"  {letter} covered: recall {counts.recall:.2f} of {counts.there}, "
            f"false alarm {counts.false_alarm:.2f} of {counts.absent}, unclear {counts.unclear}"
        )
    right = sum(a == b for a, b in kinds)
    print(f"  story or not: {story_hits}/{story_count}; story kind: {right}/{len(kinds)}")
    for kind in KINDS:
        own = [b for a, b in kinds if a == kind]
        if own and len({a for a, _ in kinds}) > 1:
            print(f"    {kind}: {sum(b == kind for b in own)}/{len(own)}")
    return {
        "macro_f1": ours.macro_f1,
        "macro_f1_folded": folded.macro_f1,
        "macro_f1_keywords": theirs.macro_f1,
        "kappa": ours.kappa,
        "story_or_not": story_hits / max(story_count, 1),
        "story_kind": right / max(len(kinds), 1),
        **{f"f1_{label}": ours.f1[label] for label in LABELS},
        **{f"recall_{c}": coverage[c].recall for c in COMPONENTS},
        **{f"false_alarm_{c}": coverage[c].false_alarm for c in COMPONENTS},
    }


def _as_transcript(answer: Answer) -> tuple[Transcript, list[Cut]]:
    """Return the answer as a typed transcript cut exactly as its author cut it."""
    cuts = []
    first = 0
    for text in answer.sentences:
        count = len(text.split())
        cuts.append(Cut(first, first + count - 1))
        first += count
    return Transcript.from_text(" ".join(answer.sentences)), cuts


def _fold(labels: Sequence[str]) -> list[str]:
    return ["S" if label == "T" else label for label in labels]


def _print_agreement(name: str, found: Agreement) -> None:
    each = "  ".join(f"{label} {value:.2f}" for label, value in found.f1.items())
    print(
        f"  {name:13} macro-F1 {found.macro_f1:.3f}  accuracy {found.accuracy:.3f}  "
        f"kappa {found.kappa:.3f}  F1: {each}"
    )


def _print_errors(answer: Answer, guess: Sequence[str], kind: str) -> None:
    print(f"{answer.id}: {answer.story} read as {kind}")
    for text, is_, read in zip(answer.sentences, answer.labels, guess, strict=True):
        if is_ != read:
            print(f"    {is_} read as {read}: {text}")


if __name__ == "__main__":
    sys.exit(main())
