"""Rebuild the STAR model from the labelled answers: ``python -m desktop.analysis.train``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktop.paths import assets_dir


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, quantise and write the model; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m desktop.analysis.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=assets_dir() / "star", help="the parts")
    parser.add_argument("--out", type=Path, default=assets_dir() / "star", help="for the model")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--no-teacher", action="store_true", help="learn from the labels alone")
    parser.add_argument(
        "--keep", type=Path, help="keep the networks here; a teacher here is not trained anew"
    )
    options = parser.parse_args(arguments)

    # torch stays out of every process that does not train.
    from desktop.analysis.training.build import TEACHER, Job, build  # noqa: PLC0415
    from desktop.analysis.training.fit import Plan  # noqa: PLC0415

    def say(line: str) -> None:
        print(line, flush=True)

    began = time.monotonic()
    teacher = replace(TEACHER, seed=options.seed, threads=options.threads)
    job = Job(
        data=options.data,
        out=options.out,
        student=Plan(epochs=options.epochs, seed=options.seed, threads=options.threads),
        teacher=None if options.no_teacher else teacher,
        keep=options.keep,
    )
    try:
        build(job, say)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    say(f"wrote {options.out} after {(time.monotonic() - began) / 60:.1f} minutes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
