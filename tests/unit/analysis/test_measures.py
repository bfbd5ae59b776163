from __future__ import annotations

import math

import numpy as np
import pytest

from desktop.analysis.training.measures import (
    accuracy,
    calibration_error,
    confusion,
    coverage,
    f1_of,
    false_alarms_of,
    fold,
    kappa,
    macro_f1,
    recall_of,
    spread,
)

LABELS = ("S", "T", "A", "R", "O")


def test_figures_of_known_sequences():
    same = confusion(["S", "A"], ["S", "A"], LABELS)
    assert (macro_f1(same), kappa(same)) == (1.0, 1.0)
    half = confusion(["S", "S", "A", "A"], ["S", "A", "S", "A"], LABELS)
    assert (accuracy(half), kappa(half), f1_of(half, 0)) == (0.5, 0.0, 0.5)


def test_a_label_that_is_guessed_and_never_there_costs_only_the_others():
    counts = confusion(["S", "S"], ["S", "R"], LABELS)
    assert macro_f1(counts) == pytest.approx(2 / 3)


def test_situation_and_task_taken_as_one_cannot_be_confused():
    counts = fold(confusion(["S", "T", "A"], ["T", "S", "A"], LABELS), 0, 1)
    assert counts.shape == (4, 4)
    assert accuracy(counts) == 1.0


def test_unclear_is_neither_found_nor_a_false_alarm():
    verdicts = [(True, True), (True, None), (False, True), (False, None), (False, False)]
    counts = np.sum([coverage(there, found) for there, found in verdicts], axis=0)
    assert (recall_of(counts), false_alarms_of(counts), counts[4]) == (0.5, 1 / 3, 2)
    assert math.isnan(recall_of(coverage(False, False)))


def test_the_interval_holds_the_value_and_narrows_with_more_answers():
    one = [confusion(["S"], ["S"], LABELS), confusion(["S"], ["A"], LABELS)]
    few, many = spread(one * 5, accuracy), spread(one * 200, accuracy)
    for found in (few, many):
        assert found.value == 0.5
        assert found.low <= 0.5 <= found.high
    assert many.high - many.low < few.high - few.low
    assert spread(one * 5, accuracy) == few


def test_calibration_error_is_the_gap_between_promise_and_truth():
    assert calibration_error([0.95] * 10, [True] * 10) == pytest.approx(0.05)
    assert calibration_error([0.95] * 10, [False] * 10) == pytest.approx(0.95)
    assert math.isnan(calibration_error([], []))
