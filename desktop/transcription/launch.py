"""How to start the speech worker: its command line and its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

WORKER_FLAG = "--transcription-worker"
"""First argument with which a frozen Starling becomes the worker."""

_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "DO_NOT_TRACK": "1"}


def worker_command(models: Path) -> list[str]:
    """Return program and arguments of a worker that uses the models of a folder."""
    arguments = ["--models", str(models)]
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_FLAG, *arguments]
    # -P keeps the current folder off the path: whatever lies there must not shadow a module.
    return [sys.executable, "-P", "-m", "desktop.transcription.worker", *arguments]


def worker_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a worker: the base's (ours by default), and offline."""
    env = dict(os.environ if base is None else base)
    env.update(_OFFLINE)
    if not getattr(sys, "frozen", False):
        checkout = str(Path(__file__).resolve().parents[2])
        known = [part for part in env.get("PYTHONPATH", "").split(os.pathsep) if part]
        env["PYTHONPATH"] = os.pathsep.join([checkout, *known])
        env["PYTHONUTF8"] = "1"
    return env
