"""Rebuild the STAR model from the labelled answers: ``python -m desktop.analysis.train``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from desktop.paths import assets_dir

VERSION = "2"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, quantise and write the model; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m desktop.analysis.train", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=assets_dir() / "star" / "corpus")
    parser.add_argument("--out", type=Path, default=assets_dir() / "star")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="save the network's state after every epoch")
    options = parser.parse_args(arguments)

    # torch stays out of every process that does not train.
    from tokenizers import Tokenizer  # noqa: PLC0415

    from desktop.analysis.training.calibrate import calibrate  # noqa: PLC0415
    from desktop.analysis.training.corpus import KINDS, LABELS, read_answers, split  # noqa: PLC0415
    from desktop.analysis.training.export import export  # noqa: PLC0415
    from desktop.analysis.training.fit import Plan, encoder_files, fit  # noqa: PLC0415

    began = time.monotonic()
    files = sorted(options.corpus.glob("*.jsonl"))
    parts = {file.stem: read_answers([file]) for file in files}
    counts = {name: len(answers) for name, answers in parts.items()}
    train, test = split([answer for answers in parts.values() for answer in answers])
    print(f"{len(train)} answers to train on, {len(test)} kept for testing", flush=True)
    weights, tokenizer = encoder_files()
    plan = Plan(
        epochs=options.epochs,
        batch=options.batch,
        seed=options.seed,
        threads=options.threads,
        rate=options.rate,
    )

    def say(line: str) -> None:
        print(line, flush=True)

    network = fit(train, Tokenizer.from_str(tokenizer), weights, plan, say, options.keep)
    facts = {
        "name": "star-minilm",
        "version": VERSION,
        "labels": LABELS,
        "kinds": KINDS,
        "label_temperature": 1.0,
        "kind_temperature": 1.0,
        "corpus": counts,
        "answers": len(train),
        "epochs": plan.epochs,
        "seed": plan.seed,
    }
    export(network, tokenizer, facts, options.out)
    print("temperatures (labels, kinds):", *calibrate(options.out, test))
    print(f"wrote {options.out} after {(time.monotonic() - began) / 60:.1f} minutes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
