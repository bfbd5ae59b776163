"""Measure the STAR model on labelled answers: ``python -m desktop.analysis.evaluate [FILE]``."""

from __future__ import annotations

import argparse
import functools
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.analysis.model import StarModel
from desktop.analysis.training.baseline import Labeller, bag_of_words, keyword_labels
from desktop.analysis.training.corpus import (
    COMPONENTS,
    KINDS,
    LABELS,
    PARTS,
    Answer,
    read_answers,
    read_part,
)
from desktop.analysis.training.measures import (
    Spread,
    accuracy,
    calibration_error,
    f1_of,
    false_alarms_of,
    fold,
    kappa,
    macro_f1,
    recall_of,
    spread,
)
from desktop.analysis.training.scoring import Scores, score, score_labeller
from desktop.domain.errors import InputError
from desktop.paths import assets_dir

HEARD = "-heard"
"""Ends the ids of answers in the recogniser's words."""

Row = tuple[str, Spread]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop.analysis.evaluate", description=__doc__
    )
    parser.add_argument("file", nargs="*", type=Path, help="JSON lines; else the test part")
    parser.add_argument("--model", type=Path, default=assets_dir() / "star")
    parser.add_argument("--part", default="test", choices=PARTS, help="instead of a file")
    parser.add_argument("--no-words", action="store_true", help="leave out the bag of words")
    parser.add_argument("--errors", action="store_true", help="print every wrong sentence")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args(arguments)
    star = assets_dir() / "star"
    try:
        answers = read_answers(options.file) if options.file else read_part(star, options.part)
        if not answers:
            raise InputError("There is no answer to measure on.")
        words = None if options.no_words else bag_of_words(read_part(star, "corpus"))
    except InputError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except ImportError:
        print("The bag of words needs scikit-learn; leave it out with --no-words.", file=sys.stderr)
        return 2
    figures = evaluate(StarModel(options.model), answers, words, errors=options.errors)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def evaluate(
    model: StarModel,
    answers: Sequence[Answer],
    words: Labeller | None = None,
    *,
    errors: bool = False,
) -> dict[str, Any]:
    """Print the model's figures beside the baselines' and return them.

    Args:
        model: To measure.
        answers: Labelled; those whose ids end in "-heard" are measured apart.
        words: The bag-of-words baseline, None to leave it out.
        errors: Whether to print every wrong sentence.
    """
    written = [a for a in answers if not a.id.endswith(HEARD)]
    heard = [a for a in answers if a.id.endswith(HEARD)]
    figures: dict[str, Any] = {}
    groups = [("as written", written, False), ("lower case, no marks", written, True)]
    groups.append(("as Whisper heard it", heard, False))
    for name, group, bare in groups:
        if group:
            scores = score(model, group, bare=bare)
            figures[name] = _report(name, group, scores, full=not bare)
            if errors:
                _print_errors(scores)
    rivals: list[tuple[str, Labeller]] = [("keyword rule", keyword_labels)]
    if words is not None:
        rivals.append(("bag of words", words))
    for name, labeller in rivals if written else []:
        counts = score_labeller(labeller, written)
        rows = [("macro-F1", spread(counts, macro_f1)), ("kappa", spread(counts, kappa))]
        figures[name] = _print_rows(name, rows)
    return figures


def _report(name: str, answers: Sequence[Answer], scores: Scores, *, full: bool) -> dict[str, Any]:
    counts = scores.sentences
    each = scores.seconds / len(answers) * 1000
    total = sum(int(c.sum()) for c in counts)
    print(f"\n{name}: {len(answers)} answers, {total} sentences, {each:.0f} ms each")
    rows: list[Row] = [
        ("macro-F1", spread(counts, macro_f1)),
        ("macro-F1, S and T as one", spread([fold(c, 0, 1) for c in counts], macro_f1)),
        ("accuracy", spread(counts, accuracy)),
        ("kappa", spread(counts, kappa)),
    ]
    rows += [
        (f"F1 {label}", spread(counts, functools.partial(f1_of, at=at)))
        for at, label in enumerate(LABELS)
    ]
    for letter in COMPONENTS:
        cover = scores.covered[letter]
        rows.append((f"{letter} found when there", spread(cover, recall_of)))
        rows.append((f"{letter} found when not there", spread(cover, false_alarms_of)))
    if any(scores.no_story.values()):
        rows += [
            (f"{c} found where no story", spread(scores.no_story[c], false_alarms_of))
            for c in COMPONENTS
        ]
    figures = _print_rows(None, rows)
    unclear = {c: int(sum(k[4] for k in scores.covered[c])) for c in COMPONENTS}
    print(f"  unclear verdicts: {unclear}")
    told = sum(scores.told) / len(scores.told)
    print(f"  story or not: {told:.2f}")
    right = sum(a == b for a, b in scores.kinds)
    if scores.kinds:
        print(f"  story kind: {right}/{len(scores.kinds)}")
        for kind in KINDS:
            own = [b for a, b in scores.kinds if a == kind]
            if own and len(own) < len(scores.kinds):
                print(f"    {kind}: {sum(b == kind for b in own)}/{len(own)}")
    error = calibration_error(scores.chances, scores.right) if full and scores.chances else None
    if error is not None:
        print(f"  calibration error: {error:.3f}")
    return figures | {
        "unclear": unclear,
        "story or not": told,
        "story kind": right / len(scores.kinds) if scores.kinds else None,
        "calibration error": error,
    }


def _print_rows(title: str | None, rows: Sequence[Row]) -> dict[str, Any]:
    if title:
        print(f"\n{title}")
    for name, found in rows:
        print(f"  {name:26} {found}")
    return {
        name: [None if math.isnan(x) else round(x, 4) for x in (s.value, s.low, s.high)]
        for name, s in rows
    }


def _print_errors(scores: Scores) -> None:
    for name, true, read, sentences in scores.wrong:
        print(f"{name}: {true} read as {read}")
        for is_, guess, text in sentences:
            print(f"    {is_} read as {guess}: {text}")


if __name__ == "__main__":
    sys.exit(main())
