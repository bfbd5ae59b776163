"""The example: taken in once, read as any attempt, out of the deck's sight."""

from __future__ import annotations

import pytest

from desktop.domain.attempt import Stage
from desktop.domain.errors import StorageError
from desktop.domain.question import QuestionKind
from desktop.paths import assets_dir
from desktop.session.example import EXAMPLE_ID, EXAMPLE_QUESTION
from desktop.session.library import HistoryFilter


@pytest.fixture
def take_in(qtbot, services):
    def do() -> bool:
        with qtbot.waitSignal(services.example.taken_in) as blocker:
            services.example.open()
        assert blocker.args[0] == EXAMPLE_ID
        return blocker.args[1]

    return do


def test_it_is_taken_in_with_its_recording(services, take_in):
    assert take_in() is True
    view = services.library.view(EXAMPLE_ID)
    assert view.attempt.kind is QuestionKind.BEHAVIOURAL
    assert view.attempt.stage is Stage.RECORDED
    assert view.attempt.duration_s > 60
    assert view.recording is not None
    sample = assets_dir() / "sample" / "answer.flac"
    assert view.recording.read_bytes() == sample.read_bytes()


def test_a_second_time_makes_no_second_copy(services, take_in):
    take_in()
    assert take_in() is False
    assert len(services.library.rows(HistoryFilter())) == 1


def test_it_comes_out_of_the_bin_and_back_after_it_was_erased(qtbot, services, take_in):
    take_in()
    services.library.bin(EXAMPLE_ID)
    assert take_in() is True
    assert services.library.view(EXAMPLE_ID).attempt.deleted_at is None
    services.library.bin(EXAMPLE_ID)
    with qtbot.waitSignal(services.library.listed):
        services.library.empty_bin()
    assert take_in() is True
    assert services.library.view(EXAMPLE_ID).recording is not None


def test_a_recording_that_went_away_is_copied_again(services, take_in):
    take_in()
    services.library.view(EXAMPLE_ID).recording.unlink()
    assert take_in() is False
    assert services.library.view(EXAMPLE_ID).recording is not None


def test_its_words_are_made_as_for_any_take(qtbot, services, transcriber, take_in, heard):
    take_in()
    with qtbot.waitSignal(services.reviewer.ready):
        services.reviewer.ensure(EXAMPLE_ID)
        qtbot.waitUntil(lambda: services.reviewer.busy(EXAMPLE_ID))
        transcriber.done.emit(EXAMPLE_ID, heard)
    assert services.library.view(EXAMPLE_ID).report is not None


def test_the_deck_does_not_know_it(services, take_in):
    before = services.practice.counts()
    take_in()
    assert services.practice.counts() == before
    assert services.packs.question(EXAMPLE_QUESTION) is None


def test_a_copy_of_starling_without_it_says_so(qtbot, services, tmp_path):
    services.example._sample = tmp_path
    with qtbot.waitSignal(services.example.failed) as blocker:
        services.example.open()
    assert isinstance(blocker.args[0], StorageError)
    assert services.library.rows(HistoryFilter()) == []
