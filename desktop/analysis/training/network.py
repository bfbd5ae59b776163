"""The STAR network: a published sentence encoder read over the whole answer, with three heads."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from desktop.analysis.training.layers import (
    BUCKETS,
    MINILM,
    Dropout,
    Layer,
    Shape,
    distance_buckets,
)
from desktop.analysis.windows import CLS, MASK, SEP

# Every other word piece stands four places further on.
MPNET_MARKS = {CLS: 0, SEP: 2, MASK: 30526}


class StarNetwork(nn.Module):  # type: ignore[misc]
    """Labels for every sentence, a story kind for the answer, and where sentences begin.

    Args:
        labels: Number of sentence labels.
        kinds: Number of story kinds.
        shape: The encoder's make-up.
        dropout: Share of activations dropped while training.
        seed: Of the dropout.
    """

    def __init__(
        self,
        labels: int,
        kinds: int,
        shape: Shape = MINILM,
        dropout: float = 0.1,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.shape = shape
        coin = Dropout(dropout, seed)
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.distances = nn.Embedding(BUCKETS, shape.heads) if shape.relative else None
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, coin) for _ in range(shape.layers))
        self.dropout = coin
        self.label_head = nn.Linear(shape.width, labels)
        self.kind_head = nn.Linear(2 * shape.width, kinds)
        self.start_head = nn.Linear(shape.width, 1)

    def encode(self, ids: Tensor, bias: Tensor) -> Tensor:
        """Return a vector a token (batch, tokens, width).

        Args:
            ids: MiniLM token ids (batch, tokens).
            bias: Attention bias (batch, 1, 1, tokens): 0 for tokens, very low for padding.
        """
        length = ids.shape[1]
        places = torch.arange(length, device=ids.device) + self.shape.first_position
        x = self.words(self._own(ids)) + self.positions(places)
        x = self.dropout(self.norm(x))
        if self.distances is not None:
            bias = bias + self.distances(distance_buckets(length)).permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def _own(self, ids: Tensor) -> Tensor:
        if self.distances is None:
            return ids
        own = ids + self.shape.first_word
        for minilm, mpnet in MPNET_MARKS.items():
            own = own.masked_fill(ids == minilm, mpnet)
        return own

    def forward(self, ids: Tensor, bias: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Return (sentence logits, kind logits).

        Args:
            ids: As ``encode`` takes them.
            bias: As ``encode`` takes it.
            pool: Mean-pooling weights (batch, sentences, tokens); all-zero rows are padding.
        """
        return self.judge(self.encode(ids, bias), pool)

    def judge(self, x: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Return (sentence logits, kind logits) of encoded tokens."""
        sentences = pool.to(x.dtype) @ x
        used = (pool.sum(dim=2, keepdim=True) > 0).to(x.dtype)
        mean = (sentences * used).sum(dim=1) / used.sum(dim=1).clamp(min=1.0)
        answer = torch.cat([x[:, 0], mean], dim=1)
        return self.label_head(self.dropout(sentences)), self.kind_head(self.dropout(answer))

    def starts(self, x: Tensor) -> Tensor:
        """Return how likely a sentence begins at each encoded token, as logits (batch, tokens)."""
        return self.start_head(self.dropout(x)).squeeze(-1)

    def load_encoder(self, weights: Mapping[str, Tensor]) -> None:
        """Take over the published encoder's weights."""
        mpnet = self.distances is not None
        attention = "attention.attn" if mpnet else "attention.self"
        names = ("q", "k", "v") if mpnet else ("query", "key", "value")
        out = "attention.attn.o" if mpnet else "attention.output.dense"
        out_norm = "attention.LayerNorm" if mpnet else "attention.output.LayerNorm"
        with torch.no_grad():
            self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
            if self.distances is not None:
                self.distances.weight.copy_(weights["encoder.relative_attention_bias.weight"])
            else:
                # One kind of text only, so its type's vector is a part of the position's.
                self.positions.weight.add_(weights["embeddings.token_type_embeddings.weight"][0])
            _copy(self.norm, weights, "embeddings.LayerNorm")
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}"
                _copy(layer.query, weights, f"{at}.{attention}.{names[0]}")
                _copy(layer.key, weights, f"{at}.{attention}.{names[1]}")
                _copy(layer.value, weights, f"{at}.{attention}.{names[2]}")
                _copy(layer.out, weights, f"{at}.{out}")
                _copy(layer.out_norm, weights, f"{at}.{out_norm}")
                _copy(layer.up, weights, f"{at}.intermediate.dense")
                _copy(layer.down, weights, f"{at}.output.dense")
                _copy(layer.down_norm, weights, f"{at}.output.LayerNorm")


def _copy(module: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
