"""Choices of practice times, and how one change keeps the others in order."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.attempt import PracticeSettings

THINK = (("Not at all", 0), ("10 s", 10), ("30 s", 30), ("60 s", 60))
"""Choices of think time with their labels, in seconds."""
AIMS = (60, 90, 120, 150, 180, 240, 300)
"""What one can aim for, in seconds."""
STEP_S = 30
"""Least distance from the aim to the soft limit, and from there to the end, in seconds."""
LONGEST_S = 1800
"""Latest end of an answer, in seconds."""


def aimed_at(settings: PracticeSettings, target_s: int) -> PracticeSettings:
    """Return the settings with another aim; soft limit and end move along in their distance."""
    soft = target_s + max(STEP_S, settings.soft_s - settings.target_s)
    hard = soft + max(STEP_S, settings.hard_s - settings.soft_s)
    return replace(
        settings, target_s=target_s, soft_s=min(soft, LONGEST_S), hard_s=min(hard, LONGEST_S)
    )


def softened(settings: PracticeSettings, soft_s: int) -> PracticeSettings:
    """Return the settings with another soft limit, not before the aim; the end follows."""
    soft = max(soft_s, settings.target_s)
    return replace(settings, soft_s=soft, hard_s=max(settings.hard_s, soft))


def ended(settings: PracticeSettings, hard_s: int) -> PracticeSettings:
    """Return the settings with another end, not before the soft limit."""
    return replace(settings, hard_s=max(hard_s, settings.soft_s))
