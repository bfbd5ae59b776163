"""The STAR network: a six-layer sentence encoder read over the whole answer, with two heads."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

WIDTH = 384
HEADS = 12
LAYERS = 6
INNER = 1536


class Layer(nn.Module):  # type: ignore[misc]
    """One block of attention and feed-forward, weights named as in the published encoder."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.down_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the block's output; ``bias`` is 0 for real tokens and very low for padding."""
        batch, length = x.shape[0], x.shape[1]

        def heads(t: Tensor) -> Tensor:
            return t.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3)
        weights = self.dropout(torch.softmax(scores / math.sqrt(WIDTH // HEADS) + bias, dim=-1))
        mixed = (weights @ heads(self.value(x))).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.out_norm(x + self.dropout(self.out(mixed)))
        inner = self.down(nn.functional.gelu(self.up(x)))
        return self.down_norm(x + self.dropout(inner))


class StarNetwork(nn.Module):  # type: ignore[misc]
    """Labels for every sentence and a story kind for the answer.

    Args:
        labels: Number of sentence labels.
        kinds: Number of story kinds.
        dropout: Share of activations dropped while training.
    """

    def __init__(self, labels: int, kinds: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.label_head = nn.Linear(WIDTH, labels)
        self.kind_head = nn.Linear(2 * WIDTH, kinds)

    def forward(self, ids: Tensor, bias: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Return (sentence logits, kind logits).

        Args:
            ids: Token ids (batch, tokens).
            bias: Attention bias (batch, 1, 1, tokens).
            pool: Mean-pooling weights (batch, sentences, tokens); all-zero rows are padding.
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.positions(places) + self.segment))
        for layer in self.layers:
            x = layer(x, bias)
        sentences = pool @ x
        used = (pool.sum(dim=2, keepdim=True) > 0).to(x.dtype)
        mean = (sentences * used).sum(dim=1) / used.sum(dim=1).clamp(min=1.0)
        answer = torch.cat([x[:, 0], mean], dim=1)
        return self.label_head(self.dropout(sentences)), self.kind_head(self.dropout(answer))

    def load_encoder(self, weights: Mapping[str, Tensor]) -> None:
        """Take over the published encoder's weights."""
        with torch.no_grad():
            self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
            self.segment.copy_(weights["embeddings.token_type_embeddings.weight"][0])
            _copy(self.norm, weights, "embeddings.LayerNorm")
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}"
                _copy(layer.query, weights, f"{at}.attention.self.query")
                _copy(layer.key, weights, f"{at}.attention.self.key")
                _copy(layer.value, weights, f"{at}.attention.self.value")
                _copy(layer.out, weights, f"{at}.attention.output.dense")
                _copy(layer.out_norm, weights, f"{at}.attention.output.LayerNorm")
                _copy(layer.up, weights, f"{at}.intermediate.dense")
                _copy(layer.down, weights, f"{at}.output.dense")
                _copy(layer.down_norm, weights, f"{at}.output.LayerNorm")


def _copy(module: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
