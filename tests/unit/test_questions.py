"""The packs that come with Starling: enough of every kind, complete, and no two alike."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from desktop.domain.question import Asker, Level, QuestionKind
from desktop.domain.rubric import RUBRICS
from desktop.paths import questions_dir
from desktop.storage.packformat import THEMES
from desktop.storage.packs import PackLibrary

# Words that say nothing about what is asked.
_PLAIN = (
    "a about after all an and any are as ask at be been before but by can could did do does doing "
    "done ever for from get had has have how i if in is it its last later made make me much next "
    "not of on one or other our out so someone something take tell than that the their them then "
    "there they this through time to up us was way we were what when where which who why will "
    "with without would you your yours describe think give example walk happened once moment "
    "people work"
)
_SUFFIX = re.compile(r"(ing|ed|es|s|ly|ion|ions|ment)$")


@pytest.fixture(scope="module")
def library():
    return PackLibrary([questions_dir()])


@pytest.fixture(scope="module")
def questions(library):
    return library.questions


def _of(questions, kind):
    return [q for q in questions if q.kind is kind]


def _stem(word: str) -> str:
    return _SUFFIX.sub("", word).rstrip("e") or word


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]+", text.lower())
    return frozenset(_stem(w) for w in found if w not in _PLAIN.split() and len(w) > 1)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def test_every_pack_is_in_order(library):
    assert [str(problem) for problem in library.problems] == []
    assert len(library.packs) == len(list(questions_dir().glob("*.toml")))


def test_packs_and_questions_are_named_by_the_rule(library):
    for pack in library.packs:
        assert pack.source.endswith(f"{pack.id}.toml")
        assert pack.language == "en"
        for question in pack.questions:
            assert re.fullmatch(re.escape(pack.id) + r"-\d\d", question.id)


def test_there_are_enough_behavioural_questions(questions):
    behavioural = _of(questions, QuestionKind.BEHAVIOURAL)
    by_competency = Counter(q.competency for q in behavioural)
    assert len(behavioural) >= 160
    assert len(by_competency) >= 16
    assert min(by_competency.values()) >= 5
    assert by_competency.keys() >= {
        "conflict", "failure", "setback", "leadership", "teamwork", "deadline", "ambiguity",
        "persuasion", "initiative", "customer", "feedback", "ethics", "prioritisation",
        "learning", "innovation", "delegation", "change", "diversity", "complex_problem",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (QuestionKind.MOTIVATION, 20),
        (QuestionKind.CASE, 15),
        (QuestionKind.INTRODUCTION, 6),
        (QuestionKind.CULTURE, 20),
        (QuestionKind.ASK_THEM, 40),
    ],
)
def test_there_are_as_many_of_the_other_kinds_as_promised(questions, kind, count):
    assert len(_of(questions, kind)) >= count


def test_every_question_is_complete_and_speakable(questions):
    for question in questions:
        assert question.competency, question.id
        assert question.asked_by, question.id
        assert 3 <= len(question.text.split()) <= 60, question.id
        assert question.text == " ".join(question.text.split()), question.id
        assert question.text[-1] in "?.", question.id
        assert not re.search(r"[/&;*_#<>|]|\be\.g\.|\bi\.e\.|\betc\b", question.text), question.id
        assert question.shows.endswith("."), question.id
        assert 4 <= len(question.shows.split()) <= 45, question.id


def test_every_part_has_follow_ups_of_its_own(questions):
    for question in questions:
        assert tuple(question.follow_ups) == RUBRICS[question.kind].keys, question.id
        lines = [line for part in question.follow_ups.values() for line in part]
        assert len(set(lines)) == len(lines), question.id
        for line in lines:
            assert 3 <= len(line.split()) <= 40, (question.id, line)
            assert line[-1] in "?.", (question.id, line)


def test_cases_bring_what_is_worked_from(questions):
    for question in _of(questions, QuestionKind.CASE):
        assert 50 <= len(question.brief.split()) <= 180, question.id
        assert len(question.material.split()) >= 25, question.id
        assert re.search(r"\d", question.material), question.id
        assert 10 <= question.minutes <= 30, question.id


def test_questions_to_ask_cover_every_theme(questions):
    themes = Counter(q.theme for q in _of(questions, QuestionKind.ASK_THEM))
    assert set(themes) == set(THEMES)
    assert min(themes.values()) >= 4


def test_levels_and_askers_are_all_there(questions):
    behavioural = _of(questions, QuestionKind.BEHAVIOURAL)
    assert {q.level for q in behavioural} == set(Level)
    assert min(Counter(q.level for q in behavioural).values()) >= 20
    askers = Counter(asker for q in questions for asker in q.asked_by)
    assert set(askers) == set(Asker)
    assert min(askers.values()) >= 20


def test_openings_vary(questions):
    behavioural = _of(questions, QuestionKind.BEHAVIOURAL)
    openings = Counter(" ".join(_plain(q.text).split()[:3]) for q in behavioural)
    assert openings.most_common(1)[0][1] <= len(behavioural) * 0.2


def test_no_two_questions_are_alike(questions):
    bags = {q.id: _words(q.text) for q in questions}
    texts = {q.id: _plain(q.text) for q in questions}
    alike = []
    for one, other in combinations(questions, 2):
        a, b = bags[one.id], bags[other.id]
        shared = len(a & b) / max(1, len(a | b))
        if shared >= 0.6:
            alike.append((one.id, other.id, "words", round(shared, 2)))
            continue
        # The quick bounds spare most of the 40 000 slow comparisons.
        matcher = SequenceMatcher(None, texts[one.id], texts[other.id], autojunk=False)
        if shared > 0.1 and matcher.quick_ratio() >= 0.75 and matcher.ratio() >= 0.75:
            alike.append((one.id, other.id, "text", round(matcher.ratio(), 2)))
    assert alike == []


def test_the_comparison_finds_questions_that_are_alike():
    a = "Tell me about a time you and a colleague disagreed about how to clean the machine."
    b = "Describe when a colleague and you were disagreeing about how the machine was cleaned."
    c = "What do you do when a customer asks for something you cannot give?"
    assert len(_words(a) & _words(b)) / len(_words(a) | _words(b)) >= 0.6
    assert len(_words(a) & _words(c)) / len(_words(a) | _words(c)) < 0.2


def test_follow_ups_are_not_copied_from_question_to_question(questions):
    lines = Counter(line for q in questions for part in q.follow_ups.values() for line in part)
    assert [line for line, count in lines.items() if count > 2] == []
