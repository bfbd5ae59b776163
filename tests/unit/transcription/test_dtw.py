"""The path is openai-whisper's own, step for step."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.transcription.dtw import dtw


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (7, 40), (40, 7), (60, 400)])
def test_the_path_is_the_librarys(shape: tuple[int, int]) -> None:
    from whisper.timing import dtw_cpu

    random = np.random.default_rng(shape[0])
    for cost in (random.standard_normal(shape), random.integers(0, 3, shape).astype(float)):
        # The plain Python function behind the compiled one.
        assert np.array_equal(dtw(cost), dtw_cpu.py_func(cost))
