from __future__ import annotations

import random

from desktop.analysis.training.corpus import KINDS, LABELS, read_answers, split, vary
from desktop.analysis.training.measures import Coverage, agreement
from desktop.paths import assets_dir

FILES = sorted((assets_dir() / "star" / "corpus").glob("*.jsonl"))


def test_the_corpus_is_labelled_by_the_guide():
    answers = read_answers(FILES)
    assert len({a.id for a in answers}) == len(answers)
    stories = [a for a in answers if a.story == "story"]
    others = [a for a in answers if a.story != "story"]
    assert len(stories) >= 318
    assert len(others) >= 142
    for answer in answers:
        assert answer.story in KINDS
        assert set(answer.labels) <= set(LABELS)
        assert all(s.strip() for s in answer.sentences), answer.id
    assert all(set(a.labels) == {"O"} for a in others)


def test_no_answer_is_in_both_parts_and_growth_moves_nobody():
    answers = read_answers(FILES)
    train, test = split(answers)
    assert {a.id for a in train}.isdisjoint(a.id for a in test)
    assert 0.08 < len(test) / len(answers) < 0.2
    half = split(answers[::2])
    assert {a.id for a in half[1]} <= {a.id for a in test}


def test_variation_is_repeatable_and_keeps_texts_and_labels_together():
    answers = read_answers(FILES)
    for answer in answers[:80]:
        first = vary(answer, random.Random(7), answers)
        assert first == vary(answer, random.Random(7), answers)
        assert len(first.sentences) == len(first.labels) > 0
        assert first.story == answer.story


def test_agreement_of_known_sequences():
    same = agreement(["S", "A"], ["S", "A"], LABELS)
    assert (same.macro_f1, same.kappa) == (1.0, 1.0)
    half = agreement(["S", "S", "A", "A"], ["S", "A", "S", "A"], LABELS)
    assert (half.accuracy, half.kappa, half.f1["S"]) == (0.5, 0.0, 0.5)


def test_unclear_is_neither_found_nor_a_false_alarm():
    coverage = Coverage()
    for truth, guess in ((True, True), (True, None), (False, None), (False, True)):
        coverage.add(truth, guess)
    assert (coverage.recall, coverage.false_alarm, coverage.unclear) == (0.5, 0.5, 2)
