from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.windows import CLS, MAX_TOKENS, SEP, make_windows


def test_a_short_answer_is_one_window_with_separators():
    (window,) = make_windows([[7, 8], [9]])
    assert window.ids == (CLS, 7, 8, SEP, 9, SEP)
    assert window.spans == ((0, 1, 4), (1, 4, 6))


@given(st.lists(st.integers(0, 400), max_size=60))
def test_every_sentence_is_in_a_window_that_fits_and_windows_overlap(lengths):
    windows = make_windows([[5] * n for n in lengths])
    seen = {index for w in windows for index, _, _ in w.spans}
    assert seen == set(range(len(lengths)))
    assert all(len(w.ids) <= MAX_TOKENS for w in windows)
    for before, after in pairwise(windows):
        assert after.spans[0][0] <= before.spans[-1][0] + 1
        assert after.spans[-1][0] > before.spans[-1][0]
