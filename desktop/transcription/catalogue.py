"""The speech models Starling knows: the official openai-whisper checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """One official checkpoint.

    Attributes:
        name: openai-whisper's name for it.
        sha256: Of the official ``.pt`` file.
        size: Rounded size of that file in bytes, for telling the user before it is there.
    """

    name: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """The official file's name."""
        return f"{self.name}.pt"


# English-only models first: for English speech they are better than their namesakes.
_ALL = (
    Known("tiny.en", "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03", 72 * _MIB),
    Known(
        "base.en", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead", 139 * _MIB
    ),
    Known(
        "small.en", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872", 461 * _MIB
    ),
    Known(
        "medium.en", "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f", 1457 * _MIB
    ),
    Known("tiny", "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9", 72 * _MIB),
    Known("base", "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e", 139 * _MIB),
    Known("small", "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794", 461 * _MIB),
    Known(
        "medium", "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1", 1457 * _MIB
    ),
    Known(
        "large-v3-turbo",
        "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
        1543 * _MIB,
    ),
    Known(
        "large-v3", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb", 2944 * _MIB
    ),
)

KNOWN: Mapping[str, Known] = {known.name: known for known in _ALL}
