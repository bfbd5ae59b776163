from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from desktop.analysis.order import Order, softmax

S, T, A, R, OTHER = range(5)
TOLD = [[S, S, T, A, A, R], [OTHER, S, T, A, A, A, R, OTHER], [S, A, A, R]] * 20
ORDER = Order.count(TOLD, 5, 0.4)


def test_a_doubtful_sentence_takes_its_place_and_a_plain_one_keeps_its_label():
    scene = [0.9, 0.03, 0.03, 0.02, 0.02]
    doubtful = np.log(np.array([scene, scene, [0.02, 0.02, 0.48, 0.46, 0.02]]))
    alone = softmax(doubtful)
    assert alone[2].argmax() == A
    assert ORDER.applied(doubtful)[2].argmax() == R
    # A result told first is still a result.
    plain = np.log(np.array([[0.05, 0.03, 0.03, 0.87, 0.02], scene, scene]))
    assert ORDER.applied(plain)[0].argmax() == R


def test_without_weight_each_sentence_speaks_for_itself():
    logits = np.random.default_rng(1).normal(size=(7, 5))
    assert ORDER.applied(logits) != pytest.approx(softmax(logits))
    assert replace(ORDER, weight=0.0).applied(logits) == pytest.approx(softmax(logits))


@given(arrays(np.float64, st.tuples(st.integers(0, 40), st.just(5)), elements=st.floats(-20, 20)))
def test_the_outcome_is_probabilities_and_the_input_stays(logits):
    before = logits.copy()
    found = ORDER.applied(logits)
    assert np.array_equal(logits, before)
    assert found.shape == logits.shape
    assert np.allclose(found.sum(axis=1), 1.0)


def test_it_is_kept_as_plain_data():
    again = Order.from_json(json.loads(json.dumps(ORDER.to_json())))
    assert again.weight == ORDER.weight
    assert np.allclose(again.following, ORDER.following, atol=1e-4)


def test_the_sum_over_all_labellings_gives_the_same():
    """Against the definition, by adding up every labelling of three sentences."""
    order = replace(ORDER, weight=0.7)
    logits = np.random.default_rng(2).normal(size=(3, 5))
    total = np.zeros((3, 5))
    for a in range(5):
        for b in range(5):
            for c in range(5):
                weight = np.exp(
                    logits[0, a] + logits[1, b] + logits[2, c]
                    + 0.7 * (order.first[a] + order.following[a, b] + order.following[b, c])
                    + 0.7 * order.last[c]
                )  # fmt: skip
                for place, label in enumerate((a, b, c)):
                    total[place, label] += weight
    assert np.allclose(order.applied(logits), total / total.sum(axis=1, keepdims=True))
