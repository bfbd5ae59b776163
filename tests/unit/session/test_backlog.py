"""What the end of Starling left undone is done at the next start, one take after the other."""

from __future__ import annotations

import pytest

from desktop.domain.attempt import Stage
from desktop.session.practice import Phase


def _asked(bench) -> list[str]:
    return [call.split()[1] for call in bench.calls if call.startswith("transcribe")]


@pytest.fixture
def left(build, record, bench):
    """Three takes whose words were never made, the last one thrown away; oldest first."""
    services = build()
    services.settings.update(think_s=0)
    ids = [record(services) for _ in range(3)]
    services.library.bin(ids[2])
    services.shutdown()
    bench.calls.clear()
    return ids


def test_takes_without_words_are_taken_up_in_turn(qtbot, build, left, bench, heard):
    services = build()
    assert services.recovered == ()
    assert services.unfinished == (left[1], left[0])
    services.backlog.begin(services.unfinished)
    qtbot.waitUntil(lambda: _asked(bench) == [f"{left[1]}.wav"])
    qtbot.wait(700)
    assert len(_asked(bench)) == 1
    transcriber = build.transcribers[-1]
    with qtbot.waitSignal(services.reviewer.ready):
        transcriber.done.emit(left[1], heard)
    qtbot.waitUntil(lambda: len(_asked(bench)) == 2)
    with qtbot.waitSignal(services.reviewer.ready):
        transcriber.done.emit(left[0], heard)
    for attempt_id in left[:2]:
        assert services.library.view(attempt_id).attempt.stage is Stage.REVIEWED
    assert services.library.view(left[2]).attempt.stage is Stage.RECORDED
    qtbot.waitUntil(lambda: not services.reviewer.working)
    services.shutdown()
    assert "microphone off" in bench.calls
    assert build().unfinished == ()


def test_an_answer_goes_first(qtbot, build, left, bench):
    services = build()
    practice = services.practice
    practice.start()
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    services.backlog.begin(services.unfinished)
    qtbot.wait(700)
    assert _asked(bench) == []
    practice.throw_away()
    qtbot.waitUntil(lambda: len(_asked(bench)) == 1)
