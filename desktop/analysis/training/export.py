"""Write a trained network as a small ONNX file with 8-bit weights."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from desktop.analysis.training.network import StarNetwork


class _OneAnswer(nn.Module):  # type: ignore[misc]
    """The network for a single unpadded window, as it runs in the app."""

    def __init__(self, network: StarNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, pool: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.network.encode(ids, torch.zeros(1, 1, 1, 1))
        labels, kinds = self.network.judge(x, pool)
        return labels, kinds, self.network.starts(x)


def export(network: StarNetwork, tokenizer: str, facts: Mapping[str, Any], folder: Path) -> None:
    """Write ``star.onnx``, ``tokenizer.json`` and ``star.json`` into the folder.

    Args:
        network: A trained network.
        tokenizer: The tokenizer as JSON text.
        facts: What the app must know of the model (labels, kinds, temperatures, version).
        folder: Where to write; made if missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        full = Path(scratch) / "full.onnx"
        small = Path(scratch) / "star.onnx"
        torch.onnx.export(
            _OneAnswer(network),
            (torch.full((1, 37), 200), torch.full((1, 5, 37), 1 / 37)),
            full,
            input_names=["ids", "pool"],
            output_names=["labels", "kinds", "starts"],
            dynamic_axes={
                "ids": {1: "tokens"},
                "pool": {1: "sentences", 2: "tokens"},
                "labels": {1: "sentences"},
                "starts": {1: "tokens"},
            },
            opset_version=17,
            dynamo=False,
        )
        # Seven bits on the multiplied weights: processors without VNNI overflow with eight.
        quantize_dynamic(
            full, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
        small.replace(folder / "star.onnx")
    digest = hashlib.sha256((folder / "star.onnx").read_bytes()).hexdigest()
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    text = json.dumps({**facts, "sha256": digest}, indent=2) + "\n"
    (folder / "star.json").write_text(text, encoding="utf-8")
