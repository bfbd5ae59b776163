"""The mock interview: a mix of kinds, no feedback on the way, left and taken up again."""

from __future__ import annotations

import pytest

from desktop.domain.question import QuestionKind
from desktop.session.practice import Phase


@pytest.fixture
def mock(services):
    return services.mock


def test_a_plan_mixes_kinds_in_the_order_of_an_interview(mock):
    plan = mock.plan(8)
    kinds = [question.kind for question in plan.questions]
    assert kinds == [
        QuestionKind.INTRODUCTION,
        QuestionKind.MOTIVATION,
        *[QuestionKind.BEHAVIOURAL] * 5,
        QuestionKind.CULTURE,
    ]
    assert len({q.id for q in plan.questions}) == 8
    behavioural = [q for q in plan.questions if q.kind is QuestionKind.BEHAVIOURAL]
    assert len({q.competency for q in behavioural}) == 5


def test_a_plan_follows_the_mix_asked_for(mock):
    plan = mock.plan(4, {QuestionKind.CASE: 1, QuestionKind.MOTIVATION: 3})
    assert [q.kind for q in plan.questions] == [QuestionKind.MOTIVATION] * 3 + [QuestionKind.CASE]


def test_a_plan_prefers_questions_not_seen(services, mock):
    ids = {q.id for q in services.packs.questions if q.kind is QuestionKind.INTRODUCTION}
    fresh = min(ids - {services.practice.question.id})
    for question_id in ids - {fresh}:
        services.practice.choose(question_id)
    plan = mock.plan(1, {QuestionKind.INTRODUCTION: 1})
    assert [q.id for q in plan.questions] == [fresh]


def test_a_plan_is_no_longer_than_there_are_questions(mock):
    assert len(mock.plan(20, {QuestionKind.INTRODUCTION: 1}).questions) == 6


def test_questions_come_one_after_the_other_and_the_end_is_told(
    qtbot, services, mock, record, transcriber, heard
):
    plan = mock.plan(3)
    mock.begin(plan)
    assert (mock.running, mock.index, mock.total) == (True, 0, 3)
    ids = []
    for number in range(3):
        assert mock.index == number
        assert services.practice.question == plan.questions[number]
        if number == 2:
            with qtbot.waitSignal(mock.finished) as finished:
                ids.append(record(services))
        else:
            ids.append(record(services))
            assert mock.between
            mock.next()
    assert finished.args == [mock.mock_id]
    assert not mock.running
    assert mock.unfinished == ""
    assert [a.id for a in services.library.mock(mock.mock_id)] == ids
    assert services.practice.mock_id == ""
    record(services)
    assert len(services.library.mock(mock.mock_id)) == 3


def test_a_question_can_be_left_out(qtbot, services, mock):
    mock.begin(mock.plan(2))
    mock.next()
    assert mock.index == 1
    with qtbot.waitSignal(mock.finished):
        mock.next()
    assert services.library.mock(mock.mock_id) == []


def test_pause_ends_think_time_and_resume_shows_the_same_question(services, mock):
    services.settings.update(think_s=30)
    plan = mock.plan(2)
    mock.begin(plan)
    services.practice.start()
    mock.pause()
    assert mock.paused
    assert services.practice.phase is Phase.IDLE
    mock.next()
    assert mock.index == 0
    mock.resume()
    assert not mock.paused
    assert services.practice.question == plan.questions[0]


def test_one_that_was_left_is_taken_up_after_a_restart(qtbot, build, record):
    services = build()
    services.settings.update(think_s=0)
    plan = services.mock.plan(3)
    services.mock.begin(plan)
    record(services)
    mock_id = services.mock.mock_id
    services.mock.leave()
    assert not services.mock.running
    services.shutdown()

    services = build()
    mock = services.mock
    assert mock.unfinished == mock_id
    mock.resume()
    assert (mock.running, mock.mock_id, mock.index, mock.total) == (True, mock_id, 1, 3)
    assert services.practice.question == plan.questions[1]
    record(services)
    mock.next()
    with qtbot.waitSignal(mock.finished):
        record(services)
    assert len(services.library.mock(mock_id)) == 3


def test_leaving_while_speaking_bins_the_take(qtbot, services, mock):
    mock.begin(mock.plan(2))
    services.practice.start()
    qtbot.waitUntil(lambda: services.practice.phase is Phase.ANSWERING)
    with qtbot.waitSignal(services.practice.discarded):
        mock.leave()
    assert not mock.running


def test_a_second_one_does_not_begin_inside_the_first(mock):
    mock.begin(mock.plan(2))
    first = mock.mock_id
    mock.begin(mock.plan(3))
    assert (mock.mock_id, mock.total) == (first, 2)
