"""From recording to report: each step kept before it is told, each failure leaves the take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.audio.files import duration_s, to_flac
from desktop.domain.attempt import Stage
from desktop.domain.errors import ModelError, TranscriptionError
from desktop.domain.transcript import Word


def _reviewed(qtbot, services, transcriber, attempt_id, transcript):
    with qtbot.waitSignal(services.reviewer.ready, timeout=5000) as ready:
        transcriber.done.emit(attempt_id, transcript)
    assert ready.args == [attempt_id]


def _no_wav(home):
    return [p.suffix for p in home.recordings.iterdir()] == [".flac"]


def test_words_then_facts_then_report_then_flac(
    qtbot, services, transcriber, record, heard, home, bench, analyser
):
    attempt_id = record(services, 2.0)
    stages = []
    view = services.library.view
    services.reviewer.kept.connect(lambda i: stages.append(("kept", view(i).attempt.stage)))
    services.reviewer.ready.connect(lambda i: stages.append(("ready", view(i).attempt.stage)))
    _reviewed(qtbot, services, transcriber, attempt_id, heard)
    found = view(attempt_id)
    assert found.transcript == heard
    assert found.report is not None
    assert found.report.finding == "3 words."
    assert found.facts is not None
    assert found.facts.duration_s == pytest.approx(2.0)
    question, transcript, facts, target = analyser.asked[0]
    assert question == services.practice.question
    assert (transcript, facts, target) == (heard, found.facts, 120.0)
    qtbot.waitUntil(lambda: _no_wav(home))
    qtbot.waitUntil(lambda: len(stages) == 3)
    assert stages == [
        ("kept", Stage.TRANSCRIBED),
        ("ready", Stage.REVIEWED),
        ("kept", Stage.REVIEWED),
    ]
    recording = view(attempt_id).recording
    assert recording == home.recordings / f"{attempt_id}.flac"
    assert duration_s(recording) == pytest.approx(2.0)
    assert bench.calls.index(f"follow {attempt_id}.wav") < bench.calls.index(f"finish {attempt_id}")


def test_live_words_add_up(qtbot, services, transcriber, record, heard):
    attempt_id = record(services)
    seen = []
    services.reviewer.words.connect(lambda i, words: seen.append((i, len(words))))
    transcriber.words.emit(attempt_id, heard.words[:1])
    transcriber.words.emit(attempt_id, heard.words[1:])
    assert services.reviewer.words_so_far(attempt_id) == heard.words
    transcriber.words.emit("someone else", (Word("no"),))
    assert seen == [(attempt_id, 1), (attempt_id, 3)]


def test_progress_is_a_share(qtbot, services, transcriber, record):
    attempt_id = record(services)
    seen = []
    services.reviewer.progress.connect(lambda i, text, share: seen.append((text, share)))
    transcriber.progress.emit(attempt_id, 30.0, 120.0)
    transcriber.progress.emit(attempt_id, 1.0, 0.0)
    transcriber.progress.emit(attempt_id, 5.0, 4.0)
    assert [share for _, share in seen] == [0.25, -1.0, 1.0]
    assert all(seen)


def test_a_failed_transcription_keeps_the_take_and_can_be_tried_again(
    qtbot, services, transcriber, record, heard, home, bench
):
    attempt_id = record(services)
    error = TranscriptionError("The worker stopped twice.", todo="Try again.")
    with qtbot.waitSignal(services.reviewer.failed) as failed:
        transcriber.failed.emit(attempt_id, error)
    assert failed.args == [attempt_id, error]
    attempt = services.library.view(attempt_id).attempt
    assert (attempt.stage, attempt.error) == (Stage.FAILED, str(error))
    assert (home.recordings / attempt.recording).is_file()
    assert not services.reviewer.busy(attempt_id)

    services.reviewer.retry(attempt_id)
    services.reviewer.retry(attempt_id)
    qtbot.waitUntil(lambda: f"transcribe {attempt_id}.wav" in bench.calls)
    assert bench.calls.count(f"transcribe {attempt_id}.wav") == 1
    assert services.library.view(attempt_id).attempt.stage is Stage.RECORDED
    _reviewed(qtbot, services, transcriber, attempt_id, heard)
    assert services.library.view(attempt_id).attempt.error == ""


def test_a_worker_that_fails_while_speaking_disturbs_nobody(
    qtbot, services, transcriber, heard, bench
):
    practice = services.practice
    practice.start()
    qtbot.waitUntil(lambda: practice.phase == "answering")
    attempt_id = practice.attempt_id
    with qtbot.assertNotEmitted(services.reviewer.failed, wait=60):
        transcriber.failed.emit(attempt_id, TranscriptionError("The worker stopped twice."))
    assert services.library.view(attempt_id).attempt.stage is Stage.RECORDING
    practice.stop()
    qtbot.waitUntil(lambda: f"transcribe {attempt_id}.wav" in bench.calls)
    _reviewed(qtbot, services, transcriber, attempt_id, heard)


def test_a_failed_analysis_keeps_the_words_and_only_it_is_done_again(
    qtbot, services, transcriber, record, heard, bench, analyser
):
    attempt_id = record(services)
    analyser.fail = ModelError("The STAR model is missing.")
    with qtbot.waitSignal(services.reviewer.failed):
        transcriber.done.emit(attempt_id, heard)
    view = services.library.view(attempt_id)
    assert (view.attempt.stage, view.transcript) == (Stage.FAILED, heard)
    analyser.fail = None
    with qtbot.waitSignal(services.reviewer.ready):
        services.reviewer.retry(attempt_id)
    assert not any(call.startswith("transcribe") for call in bench.calls)


def test_an_analyser_that_breaks_is_told_not_hidden(
    qtbot, services, transcriber, record, heard, analyser
):
    attempt_id = record(services)
    analyser.fail = ZeroDivisionError("division by zero")
    with qtbot.waitSignal(services.reviewer.failed) as failed:
        transcriber.done.emit(attempt_id, heard)
    assert "ZeroDivisionError" in failed.args[1].what
    assert "ZeroDivisionError" in services.library.view(attempt_id).attempt.error


def test_a_recording_that_is_gone_is_told(qtbot, services, transcriber, record, home):
    attempt_id = record(services)
    transcriber.failed.emit(attempt_id, TranscriptionError("No."))
    qtbot.waitUntil(lambda: services.library.view(attempt_id).attempt.stage is Stage.FAILED)
    (home.recordings / f"{attempt_id}.wav").unlink()
    with qtbot.waitSignal(services.reviewer.failed) as failed:
        services.reviewer.retry(attempt_id)
    assert f"{attempt_id}.wav is not there" in failed.args[1].what


def test_what_comes_late_after_cancel_is_ignored(
    qtbot, services, transcriber, record, heard, bench
):
    attempt_id = record(services)
    services.reviewer.cancel(attempt_id)
    assert bench.calls[-1] == f"cancel {attempt_id}"
    with qtbot.assertNotEmitted(services.reviewer.ready, wait=50):
        transcriber.done.emit(attempt_id, heard)
    assert services.library.view(attempt_id).transcript is None


def test_an_attempt_deleted_meanwhile_does_no_harm(
    qtbot, services, transcriber, record, heard, home
):
    attempt_id = record(services)
    services.library.bin(attempt_id)
    with qtbot.waitSignals([services.library.listed]):
        services.library.empty_bin()
    assert list(home.recordings.iterdir()) == []
    with qtbot.waitSignal(services.reviewer.failed) as failed:
        transcriber.done.emit(attempt_id, heard)
    assert "not there any more" in failed.args[1].what


def test_an_attempt_deleted_while_it_is_converted_leaves_no_sound(
    qtbot, services, transcriber, record, heard, home, monkeypatch
):
    attempt_id = record(services)

    def slow(wav, flac):
        made = to_flac(wav, flac)
        services.library.bin(attempt_id)
        services.library._store.purge(datetime.now(UTC) + timedelta(seconds=1))
        found_after_purge.append(flac.exists())
        flac.write_bytes(b"the conversion got its name only now")
        return made

    found_after_purge = []
    monkeypatch.setattr("desktop.session.review.to_flac", slow)
    _reviewed(qtbot, services, transcriber, attempt_id, heard)
    qtbot.waitUntil(lambda: found_after_purge == [False])
    qtbot.waitUntil(lambda: list(home.recordings.iterdir()) == [])


def test_a_better_analyser_reads_an_opened_attempt_again(
    qtbot, services, transcriber, record, heard, home, analyser
):
    attempt_id = record(services)
    _reviewed(qtbot, services, transcriber, attempt_id, heard)
    with qtbot.assertNotEmitted(services.reviewer.ready, wait=80):
        services.reviewer.ensure(attempt_id)
    analyser.version = "bench 2"
    with qtbot.waitSignal(services.reviewer.ready):
        services.reviewer.ensure(attempt_id)
    assert services.library.view(attempt_id).report.analyser == "bench 2"


def test_a_failed_attempt_is_not_tried_again_by_itself(qtbot, services, transcriber, record, bench):
    attempt_id = record(services)
    with qtbot.waitSignal(services.reviewer.failed):
        transcriber.failed.emit(attempt_id, TranscriptionError("No."))
    services.reviewer.ensure(attempt_id)
    qtbot.wait(60)
    assert not any(call.startswith("transcribe") for call in bench.calls)


def test_a_conversion_that_was_broken_off_is_done_at_the_next_start(
    qtbot, build, record, heard, home, monkeypatch
):
    services = build()
    services.settings.update(think_s=0)
    attempt_id = record(services)
    monkeypatch.setattr(services.reviewer, "compress", lambda _id: None)
    _reviewed(qtbot, services, build.transcribers[-1], attempt_id, heard)
    services.shutdown()
    assert (home.recordings / f"{attempt_id}.wav").is_file()
    again = build()
    with qtbot.waitSignal(again.reviewer.kept, timeout=5000):
        pass
    assert _no_wav(home)
    assert again.library.view(attempt_id).attempt.recording == f"{attempt_id}.flac"


def test_a_question_whose_pack_is_gone_is_still_reviewed(
    qtbot, services, transcriber, record, heard, analyser, monkeypatch
):
    attempt_id = record(services)
    text = services.practice.question.text
    monkeypatch.setattr(services.packs, "_by_id", {})
    _reviewed(qtbot, services, transcriber, attempt_id, heard)
    assert analyser.asked[0][0].text == text
