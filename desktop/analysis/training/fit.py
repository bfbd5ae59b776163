"""Fine-tune a STAR network on labelled answers, with or without a teacher."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from desktop.analysis.training.batches import (
    NOTHING,
    Batch,
    Example,
    batches,
    collate,
    examples,
    run_together,
)
from desktop.analysis.training.corpus import KINDS, LABELS, Answer, vary
from desktop.analysis.training.layers import MINILM, Shape
from desktop.analysis.training.network import StarNetwork
from desktop.analysis.windows import MASK

LABEL_WEIGHTS = {"S": 1.0, "T": 1.4, "A": 1.0, "R": 1.15, "O": 1.0}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to train.

    Attributes:
        epochs: Times over the answers; varied anew each time.
        batch: Windows a step.
        rate: Learning rate of the encoder.
        head_rate: Learning rate of the heads.
        smoothing: Label smoothing.
        kind_share: Weight of the story kind's loss.
        start_share: Weight of the sentence starts' loss; 0 trains no starts.
        taught: Weight of the teacher's word against the label's, where there is a teacher.
        masked: Share of tokens hidden.
        seed: Of all chance.
        threads: For torch.
        frozen_layers: Lowest layers that stay as published, with the word vectors.
        average: Decay of the weights' running mean, which is what is kept.
        shape: The encoder's make-up.
    """

    epochs: int = 4
    batch: int = 8
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    smoothing: float = 0.1
    kind_share: float = 0.4
    start_share: float = 1.0
    taught: float = 0.7
    masked: float = 0.06
    seed: int = 20
    threads: int = 2
    frozen_layers: int = 2
    average: float = 0.995
    shape: Shape = MINILM


class Losses:
    """The training goals, weighed by how often each label and kind occurs."""

    def __init__(self, plan: Plan, answers: Sequence[Answer]) -> None:
        counts = [sum(a.story == kind for a in answers) for kind in KINDS]
        rare = torch.tensor([math.sqrt(max(counts) / max(c, 1)) for c in counts]).clamp(max=4.0)
        self.plan = plan
        self.label = nn.CrossEntropyLoss(
            weight=torch.tensor([LABEL_WEIGHTS[x] for x in LABELS]),
            label_smoothing=plan.smoothing,
            ignore_index=NOTHING,
        )
        self.kind = nn.CrossEntropyLoss(weight=rare, label_smoothing=0.1, ignore_index=NOTHING)

    def of(self, label_logits: Tensor, kind_logits: Tensor, batch: Batch) -> Tensor:
        """Return the loss of one batch."""
        flat = label_logits.float().flatten(0, 1)
        loss: Tensor = self.label(flat, batch.labels.flatten())
        kind: Tensor = torch.zeros(())
        if bool((batch.kinds >= 0).any()):
            kind = self.kind(kind_logits.float(), batch.kinds)
        if batch.soft is not None and batch.soft_kinds is not None:
            known = batch.labels.flatten() >= 0
            loss = self._blend(loss, flat[known], batch.soft.flatten(0, 1)[known])
            kind = self._blend(kind, kind_logits.float(), batch.soft_kinds)
        return loss + self.plan.kind_share * kind

    def _blend(self, own: Tensor, logits: Tensor, soft: Tensor) -> Tensor:
        taught = nn.functional.cross_entropy(logits, soft)
        return (1 - self.plan.taught) * own + self.plan.taught * taught


def fit(
    answers: Sequence[Answer],
    tokenizer: Tokenizer,
    weights: dict[str, Tensor],
    plan: Plan,
    say: Say,
    rounds: Sequence[Sequence[Example]] | None = None,
) -> StarNetwork:
    """Return a network trained on the answers; the same plan gives the same network.

    Args:
        answers: To learn from.
        tokenizer: MiniLM's.
        weights: The published encoder's.
        plan: How long and how hard.
        say: Told one line an epoch.
        rounds: Varied examples with a teacher's word, one round an epoch, by turns; None varies
            the answers anew.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = random.Random(plan.seed)
    network = StarNetwork(len(LABELS), len(KINDS), plan.shape, seed=plan.seed)
    network.load_encoder(weights)
    body, heads = _trained(network, plan)
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}],
        weight_decay=0.01,
    )
    losses = Losses(plan, answers)
    size = len(rounds[0]) if rounds else len(answers)
    steps = plan.epochs * math.ceil(size / plan.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.08 * steps)) * max(0.02, 1 - s / steps)
    )
    mean = copy.deepcopy(network)
    step = 0
    for epoch in range(plan.epochs):
        began = time.monotonic()
        network.train()
        if rounds is not None:
            items: Sequence[Example] = rounds[epoch % len(rounds)]
        else:
            varied = [a if epoch == 0 else vary(a, rng, answers) for a in answers]
            items = examples(varied, tokenizer)
        total = 0.0
        groups = batches(items, plan.batch, rng)
        for group in groups:
            batch = collate(group)
            hidden = (torch.rand(batch.ids.shape) < plan.masked) & (batch.ids > MASK)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(batch.ids.masked_fill(hidden, MASK), batch.bias, batch.pool)
            loss = losses.of(logits[0], logits[1], batch)
            total += loss.item()
            if plan.start_share:
                loss = loss + plan.start_share * _start_loss(network, answers, tokenizer, rng, plan)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            _follow(mean, network, min(plan.average, step / (step + 10)))
        say(
            f"epoch {epoch + 1}/{plan.epochs}: loss {total / len(groups):.3f}, "
            f"{time.monotonic() - began:.0f} s"
        )
    mean.eval()
    return mean


def teach(
    teachers: Sequence[StarNetwork],
    answers: Sequence[Answer],
    tokenizer: Tokenizer,
    rounds: int,
    seed: int,
    say: Say,
) -> list[list[Example]]:
    """Return rounds of varied examples with the teachers' mean probabilities as their targets.

    Args:
        teachers: Trained networks.
        answers: To vary.
        tokenizer: MiniLM's.
        rounds: How many; the first holds the answers as they are.
        seed: Of the variation.
        say: Told one line a round.
    """
    rng = random.Random(seed)
    found = []
    for number in range(rounds):
        began = time.monotonic()
        varied = [a if number == 0 else vary(a, rng, answers) for a in answers]
        ordered = sorted(examples(varied, tokenizer), key=lambda e: len(e.window.ids))
        taught: list[Example] = []
        for at in range(0, len(ordered), 16):
            taught.extend(_taught(teachers, ordered[at : at + 16]))
        found.append(taught)
        say(f"taught round {number + 1}/{rounds}: {time.monotonic() - began:.0f} s")
    return found


def _taught(teachers: Sequence[StarNetwork], group: Sequence[Example]) -> list[Example]:
    batch = collate(group)
    labels = torch.zeros(*batch.labels.shape, len(LABELS))
    kinds = torch.zeros(len(group), len(KINDS))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for teacher in teachers:
            label_logits, kind_logits = teacher(batch.ids, batch.bias, batch.pool)
            labels += torch.softmax(label_logits.float(), dim=-1) / len(teachers)
            kinds += torch.softmax(kind_logits.float(), dim=-1) / len(teachers)
    return [
        Example(
            e.window,
            e.labels,
            e.kind,
            tuple(tuple(row) for row in labels[at, : len(e.labels)].tolist()),
            tuple(kinds[at].tolist()),
        )
        for at, e in enumerate(group)
    ]


def _trained(network: StarNetwork, plan: Plan) -> tuple[list[Tensor], list[Tensor]]:
    """Return (encoder parameters, head parameters) that learn; the others are held still."""
    # The word vectors stay as published: with few thousand sentences they would only forget.
    # So do the positions and the lowest layers, which know spelling and grammar already.
    still = [network.words, network.positions, network.norm, *network.layers[: plan.frozen_layers]]
    if network.distances is not None:
        still.append(network.distances)
    for module in still:
        for parameter in module.parameters():
            parameter.requires_grad_(False)
    tops = (network.label_head, network.kind_head, network.start_head)
    heads = [p for head in tops for p in head.parameters()]
    own = {id(p) for p in heads}
    body = [p for p in network.parameters() if p.requires_grad and id(p) not in own]
    return body, heads


def _start_loss(
    network: StarNetwork,
    answers: Sequence[Answer],
    tokenizer: Tokenizer,
    rng: random.Random,
    plan: Plan,
) -> Tensor:
    together = run_together(rng.sample(list(answers), plan.batch // 2), tokenizer)
    if together is None:
        return torch.zeros(())
    ids, bias, wanted = together
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network.starts(network.encode(ids, bias))
    known = wanted >= 0
    found: Tensor = nn.functional.binary_cross_entropy_with_logits(
        logits.float()[known], wanted[known].float()
    )
    return found


def _follow(mean: StarNetwork, network: StarNetwork, decay: float) -> None:
    with torch.no_grad():
        for own, new in zip(mean.parameters(), network.parameters(), strict=True):
            if new.requires_grad:
                own.lerp_(new, 1 - decay)
