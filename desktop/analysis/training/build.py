"""Make the model from the corpus: a teacher learns it, a small student learns from both."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from desktop.analysis.order import Order
from desktop.analysis.training.batches import Example
from desktop.analysis.training.calibrate import calibrate
from desktop.analysis.training.corpus import KINDS, LABELS, Answer, read_part
from desktop.analysis.training.encoders import encoder_files, teacher_weights
from desktop.analysis.training.export import export
from desktop.analysis.training.fit import Plan, Say, fit, teach
from desktop.analysis.training.layers import MPNET
from desktop.analysis.training.network import StarNetwork

NAME = "star-minilm"
VERSION = "3"
ROUNDS = 3
# Chosen on the development part; more of it helps those told in the usual order only (decision 4).
ORDER_WEIGHT = 0.2
TEACHER = Plan(epochs=2, rate=5e-5, frozen_layers=4, start_share=0.0, shape=MPNET)


@dataclass(frozen=True, slots=True)
class Job:
    """What to build.

    Attributes:
        data: Holds the parts of the labelled answers.
        out: Where the model is written.
        student: The student's plan.
        teacher: The teacher's plan; None learns from the labels alone.
        keep: Where trained networks are kept, or None. A teacher found there is taken as it is,
            whatever it was trained on.
    """

    data: Path
    out: Path
    student: Plan
    teacher: Plan | None
    keep: Path | None


def build(job: Job, say: Say) -> None:
    """Train, quantise, calibrate and write the model.

    Raises:
        FileNotFoundError: The packages of the training extra are not installed.
    """
    answers = read_part(job.data, "corpus")
    say(f"{len(answers)} answers to train on")
    weights, vocabulary = encoder_files()
    tokenizer = Tokenizer.from_str(vocabulary)
    rounds: list[list[Example]] | None = None
    if job.teacher is not None:
        teacher = _teacher(job, job.teacher, answers, tokenizer, say)
        rounds = teach([teacher], answers, tokenizer, ROUNDS, job.student.seed, say)
    student = fit(answers, tokenizer, weights, job.student, say, rounds)
    _keep("student.pt", job, student)
    facts: dict[str, Any] = {
        "name": NAME,
        "version": VERSION,
        "labels": LABELS,
        "kinds": KINDS,
        "answers": len(answers),
        "epochs": job.student.epochs,
        "seed": job.student.seed,
        "taught": job.teacher is not None,
        "order": order_of(answers).to_json(),
    }
    export(student, vocabulary, facts, job.out)
    for name, value in calibrate(job.out, read_part(job.data, "development")).items():
        say(f"{name}: {value}")


def order_of(answers: Sequence[Answer]) -> Order:
    """Return what follows what in the stories among the answers."""
    told = [[LABELS.index(x) for x in a.labels] for a in answers if a.story == "story"]
    return Order.count(told, len(LABELS), ORDER_WEIGHT)


def _teacher(
    job: Job, plan: Plan, answers: Sequence[Answer], tokenizer: Tokenizer, say: Say
) -> StarNetwork:
    file = job.keep / "teacher.pt" if job.keep else None
    if file is not None and file.exists():
        network = StarNetwork(len(LABELS), len(KINDS), plan.shape)
        network.load_state_dict(torch.load(file, weights_only=True))
        network.eval()
        say(f"taken from {file}")
        return network
    weights = teacher_weights([Path(p) for p in sys.path])
    network = fit(answers, tokenizer, weights, plan, say)
    _keep("teacher.pt", job, network)
    return network


def _keep(name: str, job: Job, network: StarNetwork) -> None:
    if job.keep is not None:
        job.keep.mkdir(parents=True, exist_ok=True)
        torch.save(network.state_dict(), job.keep / name)
