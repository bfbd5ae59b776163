"""Pauses measured in synthesised speech whose pauses are known."""

from __future__ import annotations

import pytest

from desktop.audio.check import diagnose
from desktop.audio.facts import measure
from desktop.audio.files import read_mono
from tests.speech.synth import say

pytestmark = pytest.mark.real

TEXT = (
    "Last spring our supplier went bankrupt. [0.8] I had two weeks to find another one. [2.0] "
    "So I called every workshop within fifty miles. [0.4] In the end we shipped on time."
)


@pytest.mark.parametrize(("noise_dbfs", "gain"), [(-70.0, 0.5), (-55.0, 0.5), (-70.0, 0.1)])
def test_the_pauses_are_those_that_were_put_in(tmp_path, noise_dbfs, gain):
    spoken = say(
        TEXT, tmp_path / "a.flac", lead_s=1.5, tail_s=1.0, noise_dbfs=noise_dbfs, gain=gain
    )
    samples = read_mono(spoken.path)
    facts = measure(samples, 16000)
    assert facts.lead_s == pytest.approx(1.5, abs=0.1)
    for before, after in zip(spoken.stretches, spoken.stretches[1:], strict=False):
        found = [p for p in facts.pauses if p.start < after.start and p.end > before.end]
        assert len(found) == 1
        assert found[0].start == pytest.approx(before.end, abs=0.2)
        assert found[0].end == pytest.approx(after.start, abs=0.1)
    # The voice makes few pauses of its own, and short ones.
    own = len(facts.pauses) - (len(spoken.stretches) - 1)
    assert own <= 3
    assert sorted(p.duration for p in facts.pauses)[: max(0, own)] <= [0.45] * max(0, own)
    assert not facts.silent
    assert diagnose(samples, 16000).good
