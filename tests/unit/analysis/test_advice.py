from __future__ import annotations

import numpy as np
import pytest

from desktop.analysis.advice import advise
from desktop.analysis.delivery import measure
from desktop.analysis.findings import finding_for
from desktop.analysis.followups import ask_next
from desktop.analysis.model import Prediction
from desktop.analysis.sentences import cut
from desktop.analysis.story import judge, read_story
from desktop.analysis.verdicts import Thresholds, plain_sentences, weigh
from desktop.analysis.wording import ADVICE, DEEPER, FIRST
from desktop.domain.question import Question, QuestionKind
from desktop.domain.report import Story, StoryKind, Verdict
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Transcript

SURE = Thresholds({"S": 0.55, "T": 0.55, "A": 0.55, "R": 0.55}, 0.65)
LETTERS = ("S", "T", "A", "R", "O")
RUBRIC = RUBRICS[QuestionKind.BEHAVIOURAL]
QUESTION = Question("q", "When did you help?", follow_ups={"result": ("And how did it end?",)})
LINES = {
    "S": "Two winters ago I was on the night shift of a small hospital in the hills.",
    "T": "It was up to me to keep the heating going until the morning.",
    "A": "I rang the plumber, carried blankets up and moved the patients to the south side.",
    "W": "We opened the old stove together and then we carried the wood in from the yard.",
    "R": "All of the patients slept warm and nobody had to be moved to the valley.",
    "M": "After that the house lost far less heat and we had fewer calls at night.",
    "V": "In the end it all went very well.",
    "B": "I rang twice because the first plumber had said no.",
    "P": "I filled the tank, carried blankets up and moved the beds.",
    "N": "By six it was 19 degrees again and 24 patients had slept through.",
    "O": "I suppose that's about it really, sorry.",
    "L": "What I learned is to look at the boiler before it gets cold.",
}
LABEL = {"W": "A", "P": "A", "B": "A", "N": "R", "M": "R", "V": "R", "L": "O"}


def story(plan: str, sure: float = 0.9, question: Question = QUESTION):
    text = " ".join(LINES[p] for p in plan)
    transcript = Transcript.from_text(text)
    cuts = cut(transcript)
    labels = np.full((len(plan), 5), (1 - sure) / 4)
    for row, letter in enumerate(plan):
        labels[row, LETTERS.index(LABEL.get(letter, letter))] = sure
    told = Story(StoryKind.STORY, 0.95)
    weights = weigh(transcript, cuts)
    plain = plain_sentences(transcript, cuts)
    prediction = Prediction(labels, np.zeros(6), 0.0)
    sentences, components = judge(told, plain, prediction, LETTERS, weights, RUBRIC, SURE)
    delivery = measure(transcript, sentences, None, None)
    return (
        advise(told, components, sentences, delivery, text),
        {c.key: c for c in components},
        ask_next(question, RUBRIC, told, components, sentences, text),
        finding_for(told, components, sentences, text),
    )


def ids(advice) -> list[str]:
    return [a.id for a in advice if not a.praise]


def test_a_whole_story_with_a_number_gets_praise_and_little_advice():
    advice, components, _, _ = story("STAAAANL")
    assert all(c.verdict is Verdict.COVERED for c in components.values())
    assert "no_result" not in ids(advice)
    assert [a.id for a in advice if a.praise] == ["lesson"]


def test_a_missing_result_comes_first_and_is_asked_for():
    advice, components, (key, asked), finding = story("SSTAAAA")
    assert components["result"].verdict is Verdict.NOT_FOUND
    assert ids(advice)[0] == "no_result"
    assert advice[0].sentence == 6
    assert key == "result"
    assert asked.endswith("And how did it end?")
    assert "I rang the plumber, carried blankets up" in asked
    assert len(finding) <= 70


def test_a_change_without_a_number_is_tied_to_its_sentence():
    advice, components, (key, asked), finding = story("STAAAARM")
    assert ids(advice)[0] == "result_without_number"
    assert advice[0].sentence == 7
    assert components["result"].note == "no number yet"
    assert key == "result"
    assert "number" in finding or "big" in finding
    assert asked


def test_an_outcome_that_needs_no_number_is_not_asked_for_one():
    advice, components, (key, _), finding = story("STAAAAR")
    assert "result_without_number" not in ids(advice)
    assert components["result"].note == ""
    assert key == ""
    assert "number" not in finding


def test_that_it_went_well_is_not_enough():
    advice, _, _, finding = story("STAAAAV")
    assert ids(advice)[0] == "result_vague"
    assert advice[0].sentence == 6
    assert finding


def test_steps_without_a_reason_are_named_and_thinking_is_not():
    advice, _, _, _ = story("STPPPPPN")
    assert "no_reasons" in ids(advice)
    advice, _, _, _ = story("STPPPPBN")
    assert "no_reasons" not in ids(advice)


def test_only_we_is_said_once_and_noted():
    advice, components, _, _ = story("STWWWWN")
    assert ids(advice)[0] == "only_we"
    assert "we" in components["action"].note


def test_a_long_scene_and_an_apology_are_named():
    advice, _, _, _ = story("SSSSSTAANO")
    assert {"situation_long", "ends_on_apology"} <= set(ids(advice))


def test_weak_beliefs_are_unclear_and_not_covered():
    _, components, _, _ = story("STAAR", sure=0.45)
    assert components["task"].verdict is Verdict.UNCLEAR
    assert components["task"].covered is None


def test_never_more_than_three_and_one_praise():
    for plan in ("A", "O", "SO", "SSSSO", "WWO", "RRRRRR", "TTTT", "LLLL", "STARO"):
        advice, _, _, finding = story(plan)
        assert len(ids(advice)) <= 3
        assert sum(a.praise for a in advice) <= 1
        assert finding


@pytest.mark.parametrize("kind", [k for k in StoryKind if k is not StoryKind.STORY])
def test_no_story_says_how_to_start_one(kind):
    chances = np.full(6, 0.02)
    names = [k.value for k in StoryKind]
    chances[names.index(kind.value)] = 0.9
    told = read_story(names, chances, SURE)
    assert told.kind is kind
    advice = advise(told, (), (), measure(Transcript(()), (), None, None), "seed")
    assert advice[0].id == kind.value
    assert len(finding_for(told, (), (), "seed")) <= 70
    key, asked = ask_next(QUESTION, RUBRIC, told, (), (), "seed")
    assert key == "situation"
    assert asked in FIRST[kind.value]


def test_a_told_story_needs_more_than_a_doubt_to_be_called_none():
    names = [k.value for k in StoryKind]
    doubt = np.array([0.40, 0.45, 0.05, 0.05, 0.03, 0.02])
    assert read_story(names, doubt, SURE).kind is StoryKind.STORY
    sure = np.array([0.32, 0.28, 0.20, 0.10, 0.05, 0.05])
    assert read_story(names, sure, SURE).kind is StoryKind.HABITUAL


def test_every_rule_has_words_in_the_house_voice():
    for rule, variants in ADVICE.items():
        assert len(variants) >= 2, rule
        for lead, text in variants:
            assert "!" not in lead + text
            assert text.endswith((".", "?"))
            assert not {"should", "failed", "unfortunately", "oops"} & set(text.lower().split())


def test_after_a_whole_story_the_interviewer_goes_deeper():
    typed = Question("", "Tell me about a time you helped.")
    _, _, asked, _ = story("STAAAANL", question=typed)
    assert asked[0] == ""
    assert asked[1] in DEEPER
    _, _, asked, _ = story("STAAAA", question=typed)
    assert asked[0] == "result"
    assert asked[1].endswith(RUBRIC.component("result").follow_up)
