"""The practice flow: every transition, every way a take can end, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop.domain.attempt import PracticeSettings, Stage, StoppedBy
from desktop.domain.deck import DeckFilter
from desktop.domain.errors import DeviceError, StorageError
from desktop.domain.question import QuestionKind
from desktop.session.library import HistoryFilter
from desktop.session.practice import Phase
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database


@pytest.fixture
def phases(practice):
    seen = []
    practice.phase_changed.connect(seen.append)
    return seen


def _answer(qtbot, practice):
    practice.start()
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)


def test_a_take_is_in_the_database_before_the_device_opens(qtbot, build, make_recorder, home):
    rows = []

    def factory(path, device):
        database = Database(home.database)
        rows.extend(AttemptStore(database, home.recordings).at_stage(Stage.RECORDING))
        database.close()
        assert not path.exists()
        return make_recorder(path, device)

    services = build(recorder_factory=factory)
    services.settings.update(think_s=0)
    _answer(qtbot, services.practice)
    assert [row.id for row in rows] == [services.practice.attempt_id]


def test_stop_keeps_the_take_then_tells_then_asks_for_words(
    qtbot, services, practice, bench, phases, home
):
    practice.settings = PracticeSettings(0, 90, 100, 110)
    question = practice.question
    _answer(qtbot, practice)
    bench.seconds = bench.elapsed = 61.5
    order = []

    def look(attempt_id):
        view = services.library.view(attempt_id)
        order.append((view.attempt.stage, view.recording is not None, practice.phase))
        order.append(bench.calls[-1])

    practice.saved.connect(look)
    with qtbot.waitSignal(practice.saved) as saved:
        practice.stop()
    (attempt_id,) = saved.args
    assert order == [(Stage.RECORDED, True, Phase.IDLE), "stop"]
    assert bench.calls[-1] == f"finish {attempt_id}"
    assert phases == [Phase.STARTING, Phase.ANSWERING, Phase.SAVING, Phase.IDLE]
    attempt = services.library.view(attempt_id).attempt
    assert attempt.duration_s == 61.5
    assert attempt.target_s == 90
    assert attempt.question_id == question.id
    assert attempt.question_text == question.text
    assert attempt.competency == question.competency
    assert attempt.stopped_by is StoppedBy.USER
    assert attempt.created_at.tzinfo is not None
    assert abs((datetime.now(UTC) - attempt.created_at).total_seconds()) < 30
    assert (home.recordings / attempt.recording).is_file()


def test_think_time_counts_down_and_goes_over_into_the_answer(qtbot, practice, bench):
    practice.settings = PracticeSettings(think_s=10)
    ticks = []
    practice.tick.connect(ticks.append)
    practice.start()
    assert practice.phase is Phase.THINKING
    assert ticks == [10.0]
    qtbot.waitUntil(lambda: practice.level_dbfs() == -33.0)
    bench.now_s += 4
    qtbot.waitUntil(lambda: ticks[-1] == 6.0)
    bench.now_s += 6
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    assert practice.level_dbfs() == -12.5
    assert [c for c in bench.calls if c in ("warm", "listen", "deafen", "open")] == [
        "warm",
        "listen",
        "deafen",
        "open",
    ]


def test_think_time_can_be_cut_short_or_left(qtbot, practice, bench):
    practice.settings = PracticeSettings(think_s=30)
    practice.start()
    practice.throw_away()
    assert practice.phase is Phase.IDLE
    qtbot.waitUntil(lambda: "deafen" in bench.calls)
    practice.start()
    practice.ready()
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    assert bench.calls.count("open") == 1


def test_keys_pressed_twice_do_nothing_more(qtbot, practice, bench, phases):
    practice.start()
    practice.start()
    practice.ready()
    practice.stop()
    assert practice.phase is Phase.STARTING
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    practice.start()
    practice.ready()
    practice.draw()
    practice.choose("conflict-01")
    with qtbot.waitSignal(practice.saved):
        practice.stop()
        practice.stop()
        practice.start_over()
        practice.throw_away()
    assert phases == [Phase.STARTING, Phase.ANSWERING, Phase.SAVING, Phase.IDLE]
    assert bench.calls.count("open") == bench.calls.count("stop") == 1


def test_the_clock_starts_with_the_first_sound(qtbot, practice, bench):
    bench.started = False
    practice.start()
    qtbot.waitUntil(lambda: "open" in bench.calls)
    qtbot.wait(80)
    assert practice.phase is Phase.STARTING
    bench.started = True
    bench.elapsed = 0.4
    with qtbot.waitSignal(practice.tick) as tick:
        pass
    assert practice.phase is Phase.ANSWERING
    assert tick.args == [0.4]


def test_a_microphone_that_sends_nothing_is_given_up(qtbot, services, practice, bench):
    bench.started = False
    practice.start()
    qtbot.waitUntil(lambda: "open" in bench.calls)
    with qtbot.waitSignal(practice.failed) as failed:
        bench.now_s += 7
    assert isinstance(failed.args[0], DeviceError)
    assert practice.phase is Phase.IDLE
    qtbot.waitUntil(lambda: "abort" in bench.calls)
    qtbot.waitUntil(lambda: services.library.rows(HistoryFilter()) == [])
    assert not bench.paths[0].exists()


def test_no_microphone_is_told_and_leaves_no_trace(
    qtbot, services, practice, bench, home, no_microphone
):
    bench.fail_open = no_microphone
    with qtbot.waitSignal(practice.failed) as failed:
        practice.start()
    assert failed.args == [no_microphone]
    assert practice.phase is Phase.IDLE
    assert services.library.rows(HistoryFilter()) == []
    assert list(home.recordings.iterdir()) == []
    bench.fail_open = None
    _answer(qtbot, practice)


def test_no_microphone_while_thinking_is_a_line_not_an_end(qtbot, practice, bench, no_microphone):
    practice.settings = PracticeSettings(think_s=30)
    bench.fail_listen = no_microphone
    with qtbot.waitSignal(practice.trouble_changed) as trouble:
        practice.start()
    assert trouble.args == ["There is no microphone. Plug one in."]
    assert practice.phase is Phase.THINKING


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DeviceError("The microphone is gone."), StoppedBy.DEVICE),
        (StorageError("The disk is full."), StoppedBy.DISK),
    ],
)
def test_a_take_that_ends_by_itself_is_kept(qtbot, services, practice, bench, error, reason):
    _answer(qtbot, practice)
    bench.seconds = 12.0
    with qtbot.waitSignal(practice.saved, timeout=5000) as saved:
        bench.error = error
    attempt = services.library.view(saved.args[0]).attempt
    assert attempt.stopped_by is reason
    assert attempt.duration_s == 12.0
    assert practice.trouble == f"{error.what} What you said until then is kept."
    assert practice.phase is Phase.IDLE


def test_a_take_whose_end_fails_is_mended_and_kept(qtbot, services, practice, bench):
    _answer(qtbot, practice)
    bench.fail_stop = StorageError("The disk is full.")
    with qtbot.waitSignal(practice.saved) as saved:
        practice.stop()
    attempt = services.library.view(saved.args[0]).attempt
    assert attempt.duration_s == pytest.approx(1.0)
    assert attempt.stopped_by is StoppedBy.DISK


def test_a_take_without_any_sound_is_no_take(qtbot, services, practice, bench):
    _answer(qtbot, practice)
    bench.seconds = 0.0
    with qtbot.waitSignal(practice.failed) as failed:
        practice.stop()
    assert "no take" in failed.args[0].what
    assert services.library.rows(HistoryFilter()) == []
    assert not bench.paths[0].exists()


def test_the_limit_ends_the_take(qtbot, services, practice, bench):
    practice.settings = PracticeSettings(0, 5, 8, 10)
    _answer(qtbot, practice)
    bench.elapsed = 9.9
    with qtbot.waitSignal(practice.tick):
        pass
    assert practice.phase is Phase.ANSWERING
    with qtbot.waitSignal(practice.saved, timeout=5000) as saved:
        bench.elapsed = 10.0
    assert services.library.view(saved.args[0]).attempt.stopped_by is StoppedBy.LIMIT


@pytest.mark.parametrize(
    ("fault", "word"),
    [({"zeros": 2.5}, "silence"), ({"overflows": 2}, "2 times"), ({"clipped": True}, "distorted")],
)
def test_trouble_is_told_while_speaking_and_goes_away(qtbot, practice, bench, fault, word):
    _answer(qtbot, practice)
    with qtbot.waitSignal(practice.trouble_changed) as trouble:
        for name, value in fault.items():
            setattr(bench, name, value)
    assert word in trouble.args[0]
    with qtbot.waitSignal(practice.saved):
        practice.stop()
    bench.zeros, bench.overflows, bench.clipped = 0.0, 0, False
    with qtbot.waitSignal(practice.trouble_changed) as trouble:
        practice.start()
    assert trouble.args == [""]


def test_start_over_bins_the_take_and_begins_again(qtbot, services, practice, bench):
    practice.settings = PracticeSettings(think_s=30)
    practice.start()
    practice.ready()
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    first = practice.attempt_id
    with qtbot.waitSignal(practice.discarded) as discarded:
        practice.start_over()
    assert discarded.args == [first]
    qtbot.waitUntil(lambda: practice.phase is Phase.ANSWERING)
    assert practice.attempt_id != first
    assert f"cancel {first}" in bench.calls
    (row,) = services.library.rows(HistoryFilter(binned=True))
    assert row.attempt.id == first
    assert row.attempt.duration_s == 1.0


def test_a_take_thrown_away_can_be_had_back_with_its_words(qtbot, services, practice, bench):
    _answer(qtbot, practice)
    with qtbot.waitSignal(practice.discarded) as discarded:
        practice.throw_away()
    assert practice.phase is Phase.IDLE
    (attempt_id,) = discarded.args
    assert services.library.rows(HistoryFilter()) == []
    services.library.restore(attempt_id)
    assert [r.attempt.id for r in services.library.rows(HistoryFilter())] == [attempt_id]
    qtbot.waitUntil(lambda: f"transcribe {attempt_id}.wav" in bench.calls)


def test_leaving_while_the_device_opens_leaves_no_trace(qtbot, services, practice, bench, home):
    bench.open_takes = 0.15
    practice.start()
    practice.throw_away()
    assert practice.phase is Phase.IDLE
    qtbot.waitUntil(lambda: "abort" in bench.calls)
    qtbot.waitUntil(lambda: services.library.rows(HistoryFilter()) == [])
    assert list(home.recordings.iterdir()) == []
    bench.open_takes = 0.0
    _answer(qtbot, practice)


def test_closing_while_speaking_keeps_the_take_and_starts_nothing(qtbot, build, bench):
    services = build()
    services.settings.update(think_s=0)
    _answer(qtbot, services.practice)
    attempt_id = services.practice.attempt_id
    bench.seconds = 7.0
    services.shutdown()
    assert bench.calls.count("stop") == 1
    services.practice.start()
    assert services.practice.phase is Phase.IDLE
    again = build()
    assert again.recovered == ()
    attempt = again.library.view(attempt_id).attempt
    assert (attempt.stage, attempt.duration_s) == (Stage.RECORDED, 7.0)
    again.reviewer.ensure(attempt_id)
    qtbot.waitUntil(lambda: f"transcribe {attempt_id}.wav" in bench.calls)


def test_saving_does_not_hold_up_the_window(qtbot, practice, bench):
    bench.stop_takes = bench.open_takes = 0.3
    _answer(qtbot, practice)
    with qtbot.waitSignal(practice.saved):
        practice.stop()
        assert practice.phase is Phase.SAVING
        assert "stop" not in bench.calls


def test_questions_do_not_repeat_and_go_on_after_a_restart(build):
    services = build()
    practice = services.practice
    practice.set_filters(DeckFilter(kind=QuestionKind.INTRODUCTION))
    fresh, total = practice.counts()
    assert total == 6
    asked = [practice.question.id]
    while len(asked) < 4:
        practice.draw()
        asked.append(practice.question.id)
    assert practice.counts()[0] == fresh - 3
    services.shutdown()
    practice = build().practice
    assert practice.filters == DeckFilter(kind=QuestionKind.INTRODUCTION)
    assert practice.question.id == asked[-1]  # it was not answered
    while len(asked) < total:
        practice.draw()
        asked.append(practice.question.id)
    assert len(set(asked)) == total
    assert practice.counts() == (0, total)


def test_an_answered_question_is_not_shown_again_after_a_restart(qtbot, build, record):
    services = build()
    services.settings.update(think_s=0)
    answered = services.practice.question.id
    record(services)
    services.shutdown()
    assert build().practice.question.id != answered


def test_a_filter_that_the_question_does_not_pass_draws_another(qtbot, practice):
    practice.choose("conflict-01")
    with qtbot.waitSignals([practice.question_changed, practice.deck_changed]):
        practice.set_filters(DeckFilter(competency="failure"))
    assert practice.question.competency == "failure"
    with qtbot.assertNotEmitted(practice.question_changed):
        practice.set_filters(DeckFilter(kind=QuestionKind.BEHAVIOURAL, competency="failure"))


def test_a_filter_that_nothing_passes_shows_no_question(qtbot, practice):
    practice.set_filters(DeckFilter(favourites_only=True))
    assert practice.question is None
    assert practice.counts() == (0, 0)
    practice.start()
    assert practice.phase is Phase.IDLE
    assert not practice.is_favourite()
    practice.toggle_favourite()
    practice.set_filters(DeckFilter())
    assert practice.question is not None


def test_a_deck_that_cannot_be_kept_is_told_and_goes_on(qtbot, practice, monkeypatch):
    error = StorageError("The disk is full.")

    def full(*_args: object) -> None:
        raise error

    for name in ("save_state", "save_filters", "set_favourite"):
        monkeypatch.setattr(f"desktop.storage.deckstate.DeckStore.{name}", full)
    shown = practice.question
    with qtbot.waitSignal(practice.failed) as failed:
        practice.draw()
    assert failed.args == [error]
    assert practice.question != shown
    with qtbot.waitSignal(practice.failed):
        practice.toggle_favourite()
    assert not practice.is_favourite()


def test_favourites_are_kept(qtbot, build):
    services = build()
    services.practice.choose("conflict-02")
    with qtbot.waitSignal(services.practice.deck_changed):
        services.practice.toggle_favourite()
    services.shutdown()
    practice = build().practice
    practice.set_filters(DeckFilter(favourites_only=True))
    assert practice.question.id == "conflict-02"
    assert practice.is_favourite()
    practice.toggle_favourite()
    assert practice.counts() == (0, 0)


def test_a_pack_that_was_added_is_drawn_from(practice, home):
    body = """
[pack]
id = "own"
title = "Own"
[[question]]
id = "own-01"
text = "Why tea?"
kind = "culture"
competency = "tea"
level = "starter"
asked_by = ["peer"]
shows = "Taste."
[question.follow_ups]
value = ["Why?"]
example = ["When?"]
fit = ["How?"]
"""
    practice.set_filters(DeckFilter(competency="tea"))
    assert practice.question is None
    (home.packs / "own.toml").write_text(body, encoding="utf-8")
    practice.reload()
    assert practice.question.id == "own-01"
