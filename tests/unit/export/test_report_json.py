import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.question import QuestionKind
from desktop.domain.report import Delivery, Story, StoryKind
from desktop.export.report_json import report_line, report_object
from tests.unit.export.answers import TOLD, timed_answer, typed_answer, unjudged_answer

FIELDS = [
    "file", "question", "duration_s", "model", "text", "words", "sentences", "components", "story",
    "delivery", "advice", "judged", "reason",
]  # fmt: skip


@pytest.mark.parametrize("make", [timed_answer, typed_answer, unjudged_answer])
def test_every_answer_has_the_same_fields(make):
    data = report_object(make())
    assert list(data) == FIELDS
    assert list(data["components"]) == ["situation", "task", "action", "result"]
    for part in data["components"].values():
        assert list(part) == ["covered", "confidence", "share", "evidence"]
    assert list(data["story"]) == ["kind", "confidence"]


def test_spoken_answer():
    data = report_object(timed_answer())
    assert data["file"] == "take.flac"
    assert data["duration_s"] == 74.0
    assert data["model"] == "tiny.en"
    assert data["words"][0] == {"text": "So", "start": 3.0, "end": 3.35, "probability": 0.93}
    assert data["text"] == " ".join(text for _, _, text in TOLD)
    assert [s["component"] for s in data["sentences"]] == [key for key, _, _ in TOLD]
    assert data["components"]["action"] == {
        "covered": True, "confidence": 0.97, "share": 0.45, "evidence": [3, 4, 5],
    }  # fmt: skip
    # Thin is there, if only just.
    assert data["components"]["result"]["covered"] is True
    assert data["story"] == {"kind": "story", "confidence": 0.97}
    assert data["delivery"]["long_pauses"] == [[22.0, 31.0], [50.5, 62.0]]
    assert data["delivery"]["fillers"][0]["text"] == "um"


def test_sentences_index_the_text():
    for answer in (timed_answer(), typed_answer("I  was\n\nlate. I\trang them. They came.")):
        data = report_object(answer)
        assert data["sentences"]
        for sentence in data["sentences"]:
            assert data["text"][sentence["start_char"] : sentence["end_char"]] == sentence["text"]


def test_typed_answer_has_no_times_and_no_model():
    data = report_object(typed_answer())
    assert data["duration_s"] is None
    assert data["model"] is None
    assert {(w["start"], w["end"], w["probability"]) for w in data["words"]} == {(None, None, None)}
    assert {(s["start"], s["end"]) for s in data["sentences"]} == {(None, None)}
    assert data["components"]["situation"]["covered"] is False
    assert data["components"]["task"]["covered"] is None


def test_what_was_not_judged_is_unclear_not_missing():
    data = report_object(unjudged_answer())
    assert data["judged"] is False
    assert data["reason"].startswith("The recording holds no speech.")
    assert data["story"] == {"kind": "none", "confidence": 0.0}
    empty = {"covered": None, "confidence": 0.0, "share": 0.0, "evidence": []}
    assert all(part == empty for part in data["components"].values())


def test_other_kinds_name_their_own_components():
    data = report_object(timed_answer(kind=QuestionKind.MOTIVATION, components=(), story=None))
    assert list(data["components"]) == ["role", "direction", "proof"]


def test_advice_is_one_text_and_praise_is_none():
    advice = report_object(timed_answer())["advice"]
    assert advice == [
        {
            "id": "result_without_number",
            "text": "Put a number on “a lot better”. One form in five became what?",
            "sentence": 6,
        },
        {
            "id": "long_start",
            "text": "Come to your part sooner. The story starts at your task.",
            "sentence": 2,
        },
    ]


def test_numbers_that_are_none_become_null():
    odd = Delivery(float("nan"), None, 3, 1.0, float("inf"))
    answer = timed_answer(delivery=odd, story=Story(StoryKind.OPINION, 1 / 3))
    data = json.loads(report_line(answer))
    assert data["duration_s"] is None
    assert data["delivery"]["words_per_minute"] is None
    assert data["story"] == {"kind": "opinion", "confidence": 0.3333}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_gives_one_ascii_line(text):
    answer = typed_answer(f"I said {text} to them")
    line = report_line(answer)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == answer.transcript.text
