"""Each rule of the advice on a told answer, with the shipped model."""

from __future__ import annotations

import pytest

from desktop.analysis.analyser import Analyser
from desktop.domain.audio import AudioFacts
from desktop.domain.question import Question
from desktop.domain.report import Report
from desktop.domain.transcript import Transcript, Word
from desktop.paths import assets_dir

QUESTION = Question("q", "Tell me about a time something went wrong at work.")
SCENE = (
    "Two summers ago I was working in the kitchen of a campsite near Bergen. On the Saturday of "
    "the big music weekend our delivery of bread did not come, and the driver's phone was off."
)
TASK = "The owner told me that breakfast for 180 guests had to be on the tables at eight."
ACTION = (
    "I rang the bakery in the next village, because they open at four, and they could give us "
    "half. I woke my colleague and asked him to start pancakes with what we had. Then I drove over "
    "and picked up the rolls myself. On the way back a tyre went flat, so I called a guest I knew "
    "who had a van."
)
RESULT = "All 180 guests had their breakfast by twenty past eight, and nobody complained."
LONG_SCENE = (
    f"{SCENE} The campsite lies on a fjord and has been in the family for three generations. It "
    "has ninety places for tents and forty cabins, and in July it is always full. The kitchen was "
    "rebuilt the winter before, with two new ovens that nobody really knew how to use yet. We were "
    "a team of four, two of them students, and it was raining for the third day in a row."
)
OURS = (
    "We rang the bakery in the next village, because they open at four. We woke everybody and "
    "started pancakes with what there was. Then we drove over and picked up the rolls. We carried "
    "the boxes across the field in the rain."
)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(assets_dir())


def told(analyser: Analyser, *parts: str) -> Report:
    return analyser.analyse(QUESTION, Transcript.from_text(" ".join(parts)))


@pytest.mark.parametrize(
    ("rule", "parts", "tied_to"),
    [
        ("no_result", (SCENE, TASK, ACTION), "a tyre went flat"),
        ("no_task", (SCENE, ACTION, RESULT), "phone was off"),
        ("no_action", (SCENE, TASK, RESULT), "breakfast for 180"),
        ("result_vague", (SCENE, TASK, ACTION, "In the end everything went really well."), "well"),
        (
            "result_without_number",
            (SCENE, TASK, ACTION, "After that weekend we had a lot fewer complaints in the book."),
            "fewer complaints",
        ),
        ("only_we", (SCENE, TASK, OURS, RESULT), "We rang"),
        ("situation_long", (LONG_SCENE, TASK, ACTION, RESULT), "a team of four"),
        (
            "ends_on_apology",
            (SCENE, TASK, ACTION, RESULT, "Sorry, that is maybe not a very good example."),
            "not a very good example",
        ),
        (
            "general_in_story",
            (SCENE, "I usually stay quite calm in such moments, I must say.", TASK, ACTION, RESULT),
            "usually",
        ),
        (
            "lesson",
            (SCENE, TASK, ACTION, RESULT, "Since then I always keep a second number."),
            "Since",
        ),
    ],
)
def test_a_rule_fires_on_its_answer_and_names_the_sentence(analyser, rule, parts, tied_to):
    report = told(analyser, *parts)
    found = {a.id: a for a in report.advice}
    assert rule in found, sorted(found)
    sentence = found[rule].sentence
    assert sentence is not None
    assert tied_to in report.sentences[sentence].text


def test_a_good_answer_gets_praise_and_no_advice(analyser):
    report = told(analyser, SCENE, TASK, ACTION, RESULT)
    assert [a.id for a in report.advice if not a.praise] == []
    assert len([a for a in report.advice if a.praise]) == 1


def test_length_is_judged_with_a_target_and_without(analyser):
    short = told(analyser, SCENE, "I rang another bakery and drove there.", RESULT)
    assert "too_short" in [a.id for a in short.advice]
    words = f"{SCENE} {TASK} {ACTION} {RESULT}".split()
    timed = Transcript(
        tuple(Word(w, i * 0.4, i * 0.4 + 0.3, 0.95) for i, w in enumerate(words)), "tiny.en"
    )
    facts = AudioFacts(len(words) * 0.4, -22.0, -4.0, -60.0, 0.0, 40.0)
    for target, rule in ((30.0, "too_long"), (300.0, "too_short"), (60.0, None)):
        report = analyser.analyse(QUESTION, timed, facts, target)
        found = {a.id for a in report.advice} & {"too_long", "too_short"}
        assert found == ({rule} if rule else set())


def test_the_follow_up_leans_on_what_was_said(analyser):
    report = told(analyser, SCENE, TASK, ACTION)
    assert report.follow_up_component == "result"
    quoted = report.follow_up.split("“")[1].split("”")[0]
    assert quoted.lower() in f"{SCENE} {TASK} {ACTION}".lower()
