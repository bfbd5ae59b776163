"""What is measured, on sound whose pauses and levels are known."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.audio.facts import PAUSE_S, measure
from desktop.domain.audio import AudioFacts

RATE = 16000


def speechlike(seconds: float, amplitude: float = 0.2, seed: int = 0) -> np.ndarray:
    """A buzz that rises and falls four times a second, as syllables do."""
    at = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * n * at) / n for n in range(1, 12))
    return amplitude * buzz * (0.55 + 0.45 * np.cos(2 * np.pi * 4 * at)) / 1.6


def noise(count: int, dbfs: float, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), count)


def scene(parts: list[tuple[str, float]], room_dbfs: float = -70.0) -> np.ndarray:
    sound = np.concatenate(
        [speechlike(s) if kind == "voice" else np.zeros(round(s * RATE)) for kind, s in parts]
    )
    return (sound + noise(len(sound), room_dbfs)).astype(np.float32)


TALK = [("rest", 1.2), ("voice", 2.0), ("rest", 0.8), ("voice", 1.5), ("rest", 2.5), ("voice", 1)]


def adds_up(facts: AudioFacts) -> None:
    within = facts.lead_s + facts.speech_s + sum(p.duration for p in facts.pauses)
    assert 0 <= facts.lead_s <= facts.duration_s
    assert within <= facts.duration_s + 1e-6
    edge = facts.lead_s
    for pause in facts.pauses:
        assert pause.start >= edge - 1e-9
        assert pause.duration >= PAUSE_S - 1e-6
        edge = pause.end
    assert edge <= facts.duration_s + 1e-6
    assert -120 <= facts.noise_dbfs <= facts.peak_dbfs <= 20
    assert 0 <= facts.clipped_share <= 1
    assert AudioFacts.from_json(facts.to_json()) == facts


@pytest.mark.parametrize("room_dbfs", [-75.0, -60.0, -45.0, -36.0])
def test_pauses_are_where_they_are_in_quiet_and_noisy_rooms(room_dbfs):
    facts = measure(scene([*TALK, ("rest", 1.0)], room_dbfs), RATE)
    adds_up(facts)
    assert facts.lead_s == pytest.approx(1.2, abs=0.08)
    assert [p.start for p in facts.pauses] == pytest.approx([3.2, 5.5], abs=0.08)
    assert [p.end for p in facts.pauses] == pytest.approx([4.0, 8.0], abs=0.08)
    assert facts.speech_s == pytest.approx(4.5, abs=0.2)
    assert facts.noise_dbfs == pytest.approx(room_dbfs, abs=2.0)
    assert not facts.silent
    assert not facts.zeros


def test_a_fan_that_starts_half_way_is_not_a_voice():
    sound = scene([*TALK, ("rest", 5.0), *TALK, ("rest", 2.0)], -75.0)
    half = len(sound) // 2
    sound[half:] += noise(len(sound) - half, -48.0).astype(np.float32)
    facts = measure(sound, RATE)
    adds_up(facts)
    assert facts.speech_s == pytest.approx(9.0, abs=0.6)
    assert len(facts.pauses) == 5


def test_the_gaps_between_syllables_are_not_pauses():
    parts = [("voice", 0.5), ("rest", 0.15)] * 8
    facts = measure(scene(parts), RATE)
    assert facts.pauses == ()


def test_a_click_is_not_a_voice():
    sound = scene([("rest", 3.0), ("voice", 2.0), ("rest", 1.0)])
    sound[RATE : RATE + 200] += 0.6
    facts = measure(sound, RATE)
    assert facts.lead_s == pytest.approx(3.0, abs=0.08)
    assert facts.pauses == ()


@pytest.mark.parametrize("amplitude", [0.02, 0.2, 0.9])
def test_soft_and_loud_voices_are_measured_alike(amplitude):
    sound = speechlike(3.0, amplitude)
    silence = np.zeros(RATE)
    facts = measure(
        (np.concatenate([silence, sound, silence]) + noise(5 * RATE, -80)).astype("f4"), RATE
    )
    assert facts.lead_s == pytest.approx(1.0, abs=0.08)
    expected = 20 * np.log10(np.sqrt(np.mean(sound**2)))
    assert facts.level_dbfs == pytest.approx(expected, abs=1.0)
    assert facts.peak_dbfs == pytest.approx(20 * np.log10(np.abs(sound).max()), abs=0.5)


def test_an_offset_is_not_sound():
    sound = scene([("rest", 1.0), ("voice", 2.0), ("rest", 1.0)]) + np.float32(0.2)
    facts = measure(sound, RATE)
    assert facts.lead_s == pytest.approx(1.0, abs=0.08)
    assert facts.noise_dbfs < -60


@pytest.mark.parametrize("dbfs", [-90.0, -70.0, -50.0])
def test_a_room_alone_is_silent(dbfs):
    facts = measure(noise(5 * RATE, dbfs).astype(np.float32), RATE)
    adds_up(facts)
    assert facts.silent
    assert facts.speech_s == 0
    assert facts.lead_s == facts.duration_s
    assert not facts.zeros


def test_zeros_are_more_than_silent():
    facts = measure(np.zeros(3 * RATE, dtype=np.float32), RATE)
    assert facts.zeros
    assert facts.silent
    assert facts.level_dbfs == facts.peak_dbfs == facts.noise_dbfs == -120.0
    one = np.zeros(3 * RATE, dtype=np.int16)
    one[77] = 1
    assert not measure(one, RATE).zeros


def test_no_samples_at_all():
    facts = measure(np.zeros(0, dtype=np.float32), RATE, overflows=2)
    assert facts.duration_s == 0
    assert facts.silent
    assert not facts.zeros
    assert facts.overflows == 2


def test_clipping_is_a_share_of_the_samples():
    sound = speechlike(1.0, 0.2)
    sound[100:260] = 1.0
    sound[300:460] = -1.0
    assert measure(sound.astype(np.float32), RATE).clipped_share == pytest.approx(320 / RATE)
    as_ints = np.clip(sound * 32768, -32768, 32767).astype(np.int16)
    assert measure(as_ints, RATE).clipped_share == pytest.approx(320 / RATE)


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000, 96000])
def test_every_rate_gives_the_same_times(rate):
    at = np.arange(round(6 * rate)) / rate
    voiced = (at > 1.0) & (at < 2.5) | (at > 3.5) & (at < 5.0)
    sound = 0.2 * np.sin(2 * np.pi * 300 * at) * voiced + noise(len(at), -70)
    facts = measure(sound.astype(np.float32), rate)
    assert facts.duration_s == pytest.approx(6.0)
    assert facts.lead_s == pytest.approx(1.0, abs=0.05)
    assert len(facts.pauses) == 1
    assert facts.pauses[0].start == pytest.approx(2.5, abs=0.05)
    assert facts.pauses[0].end == pytest.approx(3.5, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["voice", "rest"]), st.floats(0.02, 2.5)), max_size=7),
    st.floats(-90, -30),
)
def test_lead_voice_and_pauses_always_add_up(parts, room_dbfs):
    sound = scene(parts, room_dbfs) if parts else np.zeros(0, dtype=np.float32)
    facts = measure(sound, RATE)
    adds_up(facts)
    assert facts.duration_s == pytest.approx(len(sound) / RATE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1, 1, width=32), max_size=400), st.sampled_from([8000, 16000, 44100]))
def test_any_samples_can_be_measured(samples, rate):
    adds_up(measure(np.array(samples, dtype=np.float32), rate))


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 3.0), st.floats(0.4, 3.0))
def test_one_pause_is_found_wherever_it_is(before, length):
    facts = measure(scene([("voice", before), ("rest", length), ("voice", 1.0)]), RATE)
    assert len(facts.pauses) == 1
    assert facts.pauses[0].duration == pytest.approx(length, abs=0.12)


def test_three_minutes_are_measured_quickly():
    sound = np.tile(scene(TALK), 20)
    began = time.perf_counter()
    facts = measure(sound, RATE)
    assert time.perf_counter() - began < 1.0
    assert len(facts.pauses) > 50
