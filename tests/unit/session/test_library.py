"""The library: what the pages list, open, rate, note, bin and restore."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import StorageError
from desktop.session.library import HistoryFilter


@pytest.fixture
def library(services):
    return services.library


@pytest.fixture
def reviewed(qtbot, services, transcriber, record, heard):
    attempt_id = record(services)
    with qtbot.waitSignal(services.reviewer.ready):
        transcriber.done.emit(attempt_id, heard)
    return attempt_id


def test_rows_carry_report_and_extract(library, reviewed):
    (row,) = library.rows(HistoryFilter())
    assert row.attempt.id == reviewed
    assert row.report.finding == "3 words."
    assert row.extract == "The kettle broke."
    (row,) = library.rows(HistoryFilter(text="kettle"))
    assert row.extract[slice(*row.hit)] == "kettle"
    assert library.rows(HistoryFilter(text="teapot")) == []


def test_rows_show_a_new_report_at_once(qtbot, services, library, reviewed, analyser):
    assert library.rows(HistoryFilter())[0].report.analyser == "bench 1"
    analyser.version = "bench 2"
    with qtbot.waitSignal(services.reviewer.ready):
        services.reviewer.ensure(reviewed)
    assert library.rows(HistoryFilter())[0].report.analyser == "bench 2"


def test_outlines_read_ahead_do_not_hide_a_newer_report(
    qtbot, services, library, reviewed, analyser
):
    with qtbot.waitSignal(services.reviewer.kept):
        pass
    library.warm()
    analyser.version = "bench 2"
    with qtbot.waitSignal(services.reviewer.ready):
        services.reviewer.ensure(reviewed)
    qtbot.waitUntil(lambda: not library._jobs.busy)
    assert library.rows(HistoryFilter())[0].report.analyser == "bench 2"


def test_outlines_are_read_ahead_at_the_start(qtbot, build, services, reviewed, monkeypatch):
    services.shutdown()
    library = build().library
    qtbot.waitUntil(lambda: not library._jobs.busy)
    monkeypatch.setattr(library._store, "outlines", lambda ids: dict.fromkeys(ids))
    assert library.rows(HistoryFilter())[0].report.finding == "3 words."


def test_filters_reach_the_store(library, services, reviewed):
    question = services.practice.question
    now = datetime.now(UTC)
    for good in (
        HistoryFilter(kind=question.kind),
        HistoryFilter(competency=question.competency),
        HistoryFilter(since=now - timedelta(hours=1)),
    ):
        assert len(library.rows(good)) == 1
    for bad in (
        HistoryFilter(competency="tea"),
        HistoryFilter(since=now + timedelta(hours=1)),
        HistoryFilter(binned=True),
    ):
        assert library.rows(bad) == []


def test_rating_and_notes_are_kept_and_told(qtbot, library, reviewed):
    with qtbot.waitSignal(library.changed) as changed:
        library.rate(reviewed, 4)
    assert changed.args == [reviewed]
    with qtbot.waitSignal(library.changed):
        library.note(reviewed, "name the number")
    attempt = library.view(reviewed).attempt
    assert (attempt.rating, attempt.notes) == (4, "name the number")
    library.rate(reviewed, None)
    assert library.view(reviewed).attempt.rating is None
    with pytest.raises(StorageError):
        library.rate(reviewed, 6)


def test_takes_of_a_question_are_oldest_first(services, library, record):
    ids = [record(services) for _ in range(3)]
    assert [take.id for take in library.takes(services.practice.question.id)] == ids
    library.bin(ids[1])
    assert [t.id for t in library.takes(services.practice.question.id)] == [ids[0], ids[2]]


def test_bin_restore_and_empty(qtbot, services, library, reviewed, home):
    with qtbot.waitSignal(library.listed):
        library.bin(reviewed)
    assert library.rows(HistoryFilter()) == []
    assert len(library.rows(HistoryFilter(binned=True))) == 1
    with qtbot.waitSignals([library.listed, library.restored]):
        library.restore(reviewed)
    assert len(library.rows(HistoryFilter())) == 1
    library.bin(reviewed)
    with qtbot.waitSignal(library.listed):
        library.empty_bin()
    with pytest.raises(StorageError, match="not there"):
        library.view(reviewed)
    qtbot.waitUntil(lambda: list(home.recordings.iterdir()) == [])


def test_a_new_take_is_told_before_the_pages_hear_of_it(qtbot, services, library, record):
    listed = []
    library.listed.connect(lambda: listed.append(len(library.rows(HistoryFilter()))))
    services.practice.saved.connect(lambda _id: listed.append("saved"))
    record(services)
    assert listed == [1, "saved"]


def test_a_recording_that_is_not_there_is_none(library, reviewed, home, qtbot):
    qtbot.waitUntil(lambda: library.view(reviewed).attempt.recording.endswith(".flac"))
    (home.recordings / f"{reviewed}.flac").unlink()
    assert library.view(reviewed).recording is None
