"""The shipped model through the one function the app calls."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import islice

import pytest

from desktop.analysis.analyser import Analyser
from desktop.analysis.reliability import OTHER_KIND
from desktop.analysis.training.corpus import read_answers
from desktop.domain.errors import ModelError
from desktop.domain.question import Question, QuestionKind
from desktop.domain.report import Report, StoryKind, Verdict
from desktop.domain.transcript import Transcript, Word
from desktop.paths import assets_dir

QUESTION = Question("q", "Tell me about a time you helped a customer out of a bad spot.")
SCENE = (
    "Last October I was working the evening shift in a small bike shop in Ghent. A courier came in "
    "with a snapped axle, and he still had eleven parcels on his trailer."
)
TASK = "I was responsible for the workshop that evening and I had to get him rolling before seven."
ACTION = (
    "I checked our stock and we had no axle of that length. So I called the shop across the river "
    "and asked them to put one aside. I cycled over myself and picked it up. When I came back the "
    "courier held the lamp for me. I took the wheel apart, fitted the new axle and trued the rim."
)
RESULT = (
    "In the end he left at ten to seven and delivered all eleven parcels on time. His company has "
    "brought us 14 bikes a month since then."
)
STORY = f"{SCENE} {TASK} {ACTION} {RESULT}"
HABITUAL = (
    "Usually when a customer is angry I stay calm and let him talk. I always offer him a seat and "
    "a glass of water. Then I normally check the bill with him line by line. Most of the time it "
    "is only a misunderstanding. I do this every week and it generally works."
)
HYPOTHETICAL = (
    "If that happened to me I would first take a breath. I would ask the customer what went wrong "
    "and I would look for a way to repair it. If I couldn't do it myself, I'd call my manager. I "
    "would never let him leave without an answer. I think I'd handle that quite well."
)
OPINION = (
    "I think service is the most important thing in a shop. People remember how you treat them. In "
    "my opinion too many companies forget that and only look at the price. A good shop should be "
    "honest. That is what really matters these days."
)
REFUSAL = (
    "Honestly I can't think of an example right now, sorry. Nothing comes to mind. Could we move "
    "on to the next question, please? I would rather not make something up."
)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(assets_dir())


def analyse(analyser: Analyser, text: str) -> Report:
    return analyser.analyse(QUESTION, Transcript.from_text(text))


def test_a_clear_story_has_all_four_parts_where_they_are(analyser):
    report = analyse(analyser, STORY)
    assert report.judged
    assert report.story is not None
    assert report.story.kind is StoryKind.STORY
    assert [c.key for c in report.components] == ["situation", "task", "action", "result"]
    assert all(c.covered for c in report.components)
    assert report.sentences[0].component == "situation"
    assert report.sentences[-1].component == "result"
    action = report.component("action")
    assert action is not None
    assert action.share > 0.3
    assert sum(c.share for c in report.components) <= 1.0001
    assert {report.sentences[i].component for i in action.evidence} == {"action"}
    assert report.follow_up


def test_a_story_that_stops_early_has_no_result_and_says_so(analyser):
    report = analyse(analyser, f"{SCENE} {TASK} {ACTION}")
    result = report.component("result")
    assert result is not None
    assert result.covered is not True
    assert report.follow_up_component == "result"
    assert any(a.id in ("no_result", "result_thin") for a in report.advice)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (HABITUAL, StoryKind.HABITUAL),
        (HYPOTHETICAL, StoryKind.HYPOTHETICAL),
        (OPINION, StoryKind.OPINION),
        (REFUSAL, StoryKind.NONE),
    ],
)
def test_no_story_has_no_parts(analyser, text, kind):
    report = analyse(analyser, text)
    assert report.judged
    assert report.story is not None
    assert report.story.kind is kind
    assert all(c.verdict is Verdict.NOT_FOUND for c in report.components)
    assert {s.component for s in report.sentences} == {"other"}
    assert report.advice[0].id == kind.value


@pytest.mark.parametrize("text", ["", "banana", "qwr tzz plm " * 20])
def test_what_cannot_be_judged_is_not(analyser, text):
    report = analyse(analyser, text)
    assert not report.judged
    assert report.reason
    assert report.finding
    assert report.story is None
    assert report.components == ()
    assert report.advice == ()


def test_three_thousand_words_are_read_to_the_end(analyser):
    answers = read_answers([assets_dir() / "star" / "corpus" / "spoken-british.jsonl"])
    told = (" ".join(a.sentences) for a in answers if a.story == "story")
    text = " ".join(" ".join(islice(told, 24)).split())
    assert len(text.split()) > 3000
    report = analyse(analyser, text)
    assert report.judged
    assert report.sentences[-1].end_char == len(text)
    assert all(s.confidence > 0 for s in report.sentences)
    assert "too_long" in [a.id for a in report.advice]


def test_other_kinds_are_shown_and_not_judged(analyser):
    question = replace(QUESTION, kind=QuestionKind.MOTIVATION)
    report = analyser.analyse(question, Transcript.from_text(STORY))
    assert (report.judged, report.reason) == (False, OTHER_KIND.reason)
    assert len(report.sentences) > 8
    assert report.delivery.words == len(STORY.split())


def test_the_same_words_give_the_same_report(analyser):
    first = analyse(analyser, STORY)
    again = analyse(Analyser(assets_dir()), STORY)
    assert first == again
    assert Report.from_json(json.loads(json.dumps(first.to_json()))) == first


def test_a_timed_answer_has_seconds(analyser):
    words = tuple(Word(w, 1.0 + i * 0.4, 1.3 + i * 0.4, 0.95) for i, w in enumerate(STORY.split()))
    report = analyser.analyse(QUESTION, Transcript(words, "tiny.en"), None, 120.0)
    assert all(c.seconds is not None and c.seconds > 0 for c in report.components)
    assert report.sentences[0].start == 1.0
    assert report.delivery.target_s == 120.0


def test_a_damaged_model_is_an_error_for_the_user(tmp_path):
    shutil.copytree(
        assets_dir() / "star", tmp_path / "star", ignore=shutil.ignore_patterns("corpus")
    )
    (tmp_path / "star" / "star.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="missing or damaged"):
        analyse(Analyser(tmp_path), STORY)


def test_neither_torch_nor_transformers_is_imported():
    code = (
        "import sys; from desktop.analysis.analyser import Analyser;"
        "from desktop.domain.question import Question;"
        "from desktop.domain.transcript import Transcript; from desktop.paths import assets_dir;"
        f"r = Analyser(assets_dir()).analyse(Question('q', 'Q'), Transcript.from_text({STORY!r}));"
        "assert r.judged;"
        "print(sorted({'torch', 'transformers', 'PySide6', 'whisper'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
