"""The encoder's building blocks, for the published encoders the STAR networks start from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

BUCKETS = 32
FAR_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The make-up of a published encoder.

    Attributes:
        width: Size of a token's vector.
        layers: Number of blocks.
        heads: Attention heads in each.
        inner: Width of the feed-forward part.
        words: Size of the vocabulary.
        positions: Number of position vectors.
        first_position: The row that the first token takes.
        first_word: What is added to a MiniLM token id to get this vocabulary's.
        epsilon: Of the layer norms.
        relative: Whether attention also knows the distance between two tokens.
    """

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    first_position: int
    first_word: int
    epsilon: float
    relative: bool


MINILM = Shape(384, 6, 12, 1536, 30522, 512, 0, 0, 1e-12, relative=False)
MPNET = Shape(768, 12, 12, 3072, 30527, 514, 2, 4, 1e-5, relative=True)


class Dropout(nn.Module):  # type: ignore[misc]
    """Dropout whose coin is thrown by numpy: torch's takes a third of the time on a processor.

    Args:
        share: Of the activations dropped while training, to the nearest 1/256.
        seed: Of the coin.
    """

    def __init__(self, share: float, seed: int) -> None:
        super().__init__()
        self.edge = round(share * 256)
        self.rng = np.random.Generator(np.random.SFC64(seed))

    def forward(self, x: Tensor) -> Tensor:
        """Return x with some of its values at zero and the others raised to make up for them."""
        if not self.training or self.edge == 0:
            return x
        coins = self.rng.integers(0, 256, size=x.numel(), dtype=np.uint8) >= self.edge
        kept = torch.from_numpy(coins).view(x.shape).to(x.dtype)
        return x * kept.mul_(256 / (256 - self.edge))


class Layer(nn.Module):  # type: ignore[misc]
    """One block of attention and feed-forward."""

    def __init__(self, shape: Shape, dropout: Dropout) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        self.out_norm = nn.LayerNorm(width, eps=shape.epsilon)
        self.up = nn.Linear(width, shape.inner)
        self.down = nn.Linear(shape.inner, width)
        self.down_norm = nn.LayerNorm(width, eps=shape.epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the block's output; ``bias`` is added to the attention scores."""
        batch, length, width = x.shape
        size = width // self.heads

        def heads(t: Tensor) -> Tensor:
            return t.reshape(batch, length, self.heads, size).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3)
        weights = torch.softmax(scores / math.sqrt(size) + bias, dim=-1)
        mixed = (weights @ heads(self.value(x))).transpose(1, 2).reshape(batch, length, width)
        x = self.out_norm(x + self.dropout(self.out(mixed)))
        inner = self.down(nn.functional.gelu(self.up(x)))
        return self.down_norm(x + self.dropout(inner))


def distance_buckets(length: int) -> Tensor:
    """Return MPNet's bucket number for each pair of tokens (length, length).

    Near distances have a bucket each, far ones share logarithmic buckets, and each direction has
    half of them (T5's scheme: Raffel et al. 2020, section 2.1).
    """
    half = BUCKETS // 2
    near = half // 2
    back = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    ahead = (back < 0).long() * half
    away = back.abs()
    grown = torch.log(away.clamp(min=1).float() / near) / math.log(FAR_TOKENS / near)
    far = (near + (grown * (half - near)).long()).clamp(max=half - 1)
    return ahead + torch.where(away < near, away, far)
