"""Says in plain words whether a microphone can be used, and what to do if not."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from desktop.audio.devices import how_to_allow, how_to_connect
from desktop.audio.facts import measure
from desktop.domain.audio import AudioFacts
from desktop.domain.errors import StarlingError

# Bit-exact zeros for this long are a fault, not a quiet moment.
ZEROS_S = 1.0
# The room was heard for this long and no voice in it.
PATIENCE_S = 4.0
_SPOKEN_S = 0.5
_QUIET_DBFS = -45.0
_CLIPPED_SHARE = 0.0005
_NOISE_BELOW_VOICE_DB = 15.0


class Code(StrEnum):
    """What is the matter with a microphone, or that nothing is."""

    NO_DEVICE = "no_device"
    DEVICE = "device"
    PERMISSION = "permission"
    WAITING = "waiting"
    NO_VOICE = "no_voice"
    TOO_QUIET = "too_quiet"
    CLIPPING = "clipping"
    NOISY = "noisy"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding about the microphone.

    Attributes:
        code: What it is.
        message: It in one or two sentences for the user.
        fix: What to do; empty where nothing is to be done.
    """

    code: Code
    message: str
    fix: str = ""

    @property
    def good(self) -> bool:
        """Whether the microphone can be used as it is."""
        return self.code is Code.GOOD


def no_device(platform: str = sys.platform) -> Diagnosis:
    """Return the diagnosis for a computer without a microphone."""
    return Diagnosis(Code.NO_DEVICE, "No microphone was found.", how_to_connect(platform))


def pure_silence(platform: str = sys.platform) -> Diagnosis:
    """Return the diagnosis for a microphone that sends only zeros."""
    return Diagnosis(
        Code.PERMISSION,
        "The microphone sends pure silence. It is muted, or Starling may not use it yet.",
        how_to_allow(platform),
    )


def out_of_order(error: StarlingError) -> Diagnosis:
    """Return the diagnosis for a microphone that cannot be opened or went away."""
    return Diagnosis(Code.DEVICE, error.what, error.todo)


def diagnose(
    samples: npt.NDArray[np.int16] | npt.NDArray[np.float32],
    rate_hz: int,
    *,
    listened_s: float | None = None,
    platform: str = sys.platform,
) -> Diagnosis:
    """Return what the last seconds from a microphone say about it. About 2 ms for five seconds.

    Args:
        samples: The last seconds, one channel.
        rate_hz: Their sample rate in Hz.
        listened_s: Seconds since the check began, where longer than the samples.
        platform: ``sys.platform``; the fixes depend on it.
    """
    facts = measure(samples, rate_hz)
    return judge(facts, listened_s=listened_s or facts.duration_s, platform=platform)


def judge(facts: AudioFacts, *, listened_s: float, platform: str = sys.platform) -> Diagnosis:
    """Return what measurements of a microphone's sound say about it.

    Args:
        facts: The measurements.
        listened_s: Seconds since the check began.
        platform: ``sys.platform``; the fixes depend on it.
    """
    if facts.zeros and facts.duration_s >= ZEROS_S:
        return pure_silence(platform)
    if facts.clipped_share > _CLIPPED_SHARE:
        return Diagnosis(
            Code.CLIPPING,
            "That is too loud: the tops of the sound are cut off.",
            "Move back a little, or lower the input level in your sound settings.",
        )
    if facts.silent or facts.zeros or facts.speech_s < _SPOKEN_S:
        if listened_s < PATIENCE_S:
            return Diagnosis(Code.WAITING, "Say a few words.")
        return Diagnosis(
            Code.NO_VOICE,
            "We hear the room, but no voice yet.",
            "Say a few words. If nothing changes, choose another microphone or raise its level.",
        )
    if facts.level_dbfs < _QUIET_DBFS:
        return Diagnosis(
            Code.TOO_QUIET,
            "We hear you, but only faintly.",
            "Move closer, or raise the input level in your sound settings.",
        )
    if facts.level_dbfs - facts.noise_dbfs < _NOISE_BELOW_VOICE_DB:
        return Diagnosis(
            Code.NOISY,
            "There is a lot of noise behind your voice.",
            "Move away from the fan or the open window; a headset helps most.",
        )
    return Diagnosis(Code.GOOD, "We hear you well.")


def last_spoken(
    samples: npt.NDArray[np.int16], rate_hz: int, seconds: float = 2.0
) -> npt.NDArray[np.int16]:
    """Return the seconds up to the last voice, to be heard back; the last ones where there is none.

    Args:
        samples: One channel.
        rate_hz: Sample rate in Hz.
        seconds: How much to return at most.
    """
    facts = measure(samples, rate_hz)
    end_s = facts.lead_s + facts.speech_s + sum(pause.duration for pause in facts.pauses)
    # A little after the voice, so that its last sound dies away.
    end = len(samples) if facts.silent else min(len(samples), int((end_s + 0.2) * rate_hz))
    return samples[max(0, end - int(seconds * rate_hz)) : end]
