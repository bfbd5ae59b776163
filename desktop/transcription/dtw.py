"""Dynamic time warping in NumPy, with which openai-whisper finds the times of words.

openai-whisper compiles its own at first use, which takes seconds at every start; this one finds the
same path in a few hundredths of a second.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_DIAGONAL, _UP, _LEFT = 0, 1, 2


def dtw(cost: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the cheapest monotonic path through a matrix, as (2, steps) row and column numbers.

    Args:
        cost: What it costs to be at a row and column.
    """
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0
    trace = np.full((rows + 1, columns + 1), -1, np.int8)
    # All cells of an anti-diagonal depend on the two before it alone, so they go at once.
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        both, up, left = total[i - 1, j - 1], total[i - 1, j], total[i, j - 1]
        # As in openai-whisper, a tie of the other two goes left.
        step = np.full(len(i), _LEFT, np.int8)
        step[(up < both) & (up < left)] = _UP
        step[(both < up) & (both < left)] = _DIAGONAL
        before = np.choose(step, (both, up, left))
        total[i, j] = cost[i - 1, j - 1] + before
        trace[i, j] = step
    return _path_back(trace)


def _path_back(trace: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    trace[0, :] = _LEFT
    trace[:, 0] = _UP
    i, j = trace.shape[0] - 1, trace.shape[1] - 1
    steps = []
    while i > 0 or j > 0:
        steps.append((i - 1, j - 1))
        step = trace[i, j]
        i -= step in (_DIAGONAL, _UP)
        j -= step in (_DIAGONAL, _LEFT)
    return np.array(steps[::-1], np.int64).reshape(-1, 2).T
