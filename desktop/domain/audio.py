"""What a recording's sound says apart from its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch without voice, in seconds from the start of the recording."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """Measurements of one recording, made from its samples alone.

    Attributes:
        duration_s: Length of the recording in seconds.
        level_dbfs: RMS level of the voiced part in dBFS.
        peak_dbfs: Highest sample in dBFS.
        noise_dbfs: RMS level of the quietest tenth of the frames in dBFS.
        clipped_share: Share of samples at full scale, 0 to 1.
        speech_s: Seconds of voice by energy.
        pauses: Silent stretches of at least 0.25 s between first and last voice.
        lead_s: Silence before the first voice (the think-pause, never judged).
        silent: Whether there was no voice at all.
        zeros: Whether the samples were bit-exact zeros (muted or not permitted).
        overflows: Blocks the sound system lost while recording.
    """

    duration_s: float
    level_dbfs: float
    peak_dbfs: float
    noise_dbfs: float
    clipped_share: float
    speech_s: float
    pauses: tuple[Pause, ...] = ()
    lead_s: float = 0.0
    silent: bool = False
    zeros: bool = False
    overflows: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AudioFacts:
        """Read what ``to_json`` wrote."""
        fields = dict(data)
        fields["pauses"] = tuple(Pause(p["start"], p["end"]) for p in data.get("pauses", ()))
        return cls(**fields)
