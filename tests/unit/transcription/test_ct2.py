"""Reading CTranslate2 files: what is whole is read right, what is not is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import ModelError
from desktop.transcription import ct2

TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}


def name(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw


def packed(
    arrays: dict[str, np.ndarray], aliases: dict[str, str], spec: str = "WhisperSpec"
) -> bytes:
    out = struct.pack("<I", 6) + name(spec) + struct.pack("<II", 3, len(arrays))
    for key, array in arrays.items():
        out += name(key) + struct.pack("<B", array.ndim)
        out += struct.pack(f"<{array.ndim}I", *array.shape)
        out += struct.pack("<BI", TYPES[array.dtype.name], array.nbytes) + array.tobytes()
    out += struct.pack("<I", len(aliases))
    return out + b"".join(name(a) + name(b) for a, b in aliases.items())


def small_whisper() -> dict[str, np.ndarray]:
    """A Whisper of state 4 with one layer a side, every number its own."""
    count = iter(range(1, 100_000))

    def fresh(*shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        return np.array([next(count) for _ in range(size)], np.float32).reshape(shape)

    arrays = {
        "encoder/conv1/weight": fresh(4, 5, 3), "encoder/conv1/bias": fresh(4),
        "encoder/conv2/weight": fresh(4, 4, 3), "encoder/conv2/bias": fresh(4),
        "encoder/position_encodings/encodings": fresh(6, 4),
        "decoder/position_encodings/encodings": fresh(7, 4),
        "decoder/embeddings/weight": fresh(9, 4),
        "encoder/num_heads": np.array(2, np.int16), "decoder/num_heads": np.array(2, np.int16),
    }  # fmt: skip
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        norms = [
            f"{side}/layer_norm",
            f"{layer}/self_attention/layer_norm",
            f"{layer}/ffn/layer_norm",
        ]
        linears = {
            f"{layer}/self_attention/linear_0": (12, 4),
            f"{layer}/self_attention/linear_1": (4, 4),
            f"{layer}/ffn/linear_0": (16, 4),
            f"{layer}/ffn/linear_1": (4, 16),
        }
        if side == "decoder":
            norms.append(f"{layer}/attention/layer_norm")
            linears |= {
                f"{layer}/attention/linear_0": (4, 4),
                f"{layer}/attention/linear_1": (8, 4),
                f"{layer}/attention/linear_2": (4, 4),
            }
        for norm in norms:
            arrays |= {f"{norm}/gamma": fresh(4), f"{norm}/beta": fresh(4)}
        for linear, shape in linears.items():
            arrays |= {f"{linear}/weight": fresh(*shape), f"{linear}/bias": fresh(shape[0])}
    arrays["encoder/layer_0/self_attention/linear_0/bias"][4:8] = 0
    arrays["decoder/layer_0/self_attention/linear_0/bias"][4:8] = 0
    arrays["decoder/layer_0/attention/linear_1/bias"][:4] = 0
    return arrays


def test_arrays_of_every_type_and_aliases_come_back() -> None:
    arrays = {kind: np.arange(6).reshape(2, 3).astype(kind) for kind in TYPES}
    model = ct2.parse(packed(arrays, {"other": "int8"}), "model.bin")
    assert (model.spec, model.revision) == ("WhisperSpec", 3)
    for kind, array in arrays.items():
        assert model.arrays[kind].dtype == array.dtype
        assert np.array_equal(model.arrays[kind], array)
    assert np.array_equal(model.arrays["other"], arrays["int8"])


def test_every_shortened_file_is_refused() -> None:
    data = packed({"a": np.arange(4, dtype=np.float32)}, {"b": "a"})
    for length in range(len(data)):
        with pytest.raises(ModelError, match=r"model\.bin.* damaged"):
            ct2.parse(data[:length], "model.bin")


@given(st.binary(max_size=300))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        ct2.parse(data, "model.bin")


@pytest.mark.parametrize(
    "data",
    [
        packed({"a": np.zeros(2, np.float32)}, {}) + b"x",
        packed({"a": np.zeros(2, np.float32)}, {"b": "missing"}),
        packed({"a": np.zeros((1, 1, 1, 1, 1), np.float32)}, {}),
    ],
    ids=["more than there should be", "an alias to nothing", "five dimensions"],
)
def test_what_does_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        ct2.parse(data, "model.bin")


def test_a_size_that_differs_from_the_shape_is_refused() -> None:
    data = bytearray(packed({"a": np.zeros(2, np.float32)}, {}))
    at = data.index(struct.pack("<BI", 0, 8))
    data[at + 1 : at + 5] = struct.pack("<I", 4)
    with pytest.raises(ModelError):
        ct2.parse(bytes(data), "model.bin")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        ct2.read(tmp_path / "model.bin")


def test_fused_projections_are_taken_apart_in_order() -> None:
    arrays = small_whisper()
    dims, weights = ct2.whisper_checkpoint(ct2.Ct2Model("WhisperSpec", 3, arrays), "model.bin")
    assert dims == {
        "n_mels": 5, "n_audio_ctx": 6, "n_audio_state": 4, "n_audio_head": 2, "n_audio_layer": 1,
        "n_vocab": 9, "n_text_ctx": 7, "n_text_state": 4, "n_text_head": 2, "n_text_layer": 1,
    }  # fmt: skip
    fused = arrays["encoder/layer_0/self_attention/linear_0/weight"]
    for row, part in enumerate(("query", "key", "value")):
        got = weights[f"encoder.blocks.0.attn.{part}.weight"]
        assert np.array_equal(got, fused[4 * row : 4 * row + 4])
    cross = arrays["decoder/layer_0/attention/linear_1/weight"]
    assert np.array_equal(weights["decoder.blocks.0.cross_attn.key.weight"], cross[:4])
    assert np.array_equal(weights["decoder.blocks.0.cross_attn.value.weight"], cross[4:])
    assert "encoder.blocks.0.attn.key.bias" not in weights


def test_every_weight_openai_whisper_wants_is_there() -> None:
    from whisper.model import ModelDimensions, Whisper

    dims, weights = ct2.whisper_checkpoint(ct2.Ct2Model("WhisperSpec", 3, small_whisper()), "m")
    wanted = Whisper(ModelDimensions(**dims)).state_dict()
    assert {k: tuple(v.shape) for k, v in wanted.items()} == {
        k: v.shape for k, v in weights.items()
    }


def spoilt(change: str) -> ct2.Ct2Model:
    arrays = small_whisper()
    if change == "a key with a bias":
        arrays["encoder/layer_0/self_attention/linear_0/bias"][5] = 1
    elif change == "a missing weight":
        del arrays["decoder/layer_norm/gamma"]
    elif change == "a fused matrix of two":
        key = "encoder/layer_0/self_attention/linear_0/weight"
        arrays[key] = arrays[key][:8]
    return ct2.Ct2Model(
        "TransformerSpec" if change == "another model" else "WhisperSpec", 3, arrays
    )


@pytest.mark.parametrize(
    "change", ["a key with a bias", "a missing weight", "a fused matrix of two", "another model"]
)
def test_a_model_that_would_be_loaded_wrongly_is_refused(change: str) -> None:
    with pytest.raises(ModelError):
        ct2.whisper_checkpoint(spoilt(change), "model.bin")
