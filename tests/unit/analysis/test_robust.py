"""The shipped model on the test part: told in other orders, and without punctuation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.analysis.language import stripped
from desktop.analysis.model import StarModel
from desktop.analysis.sentences import cut
from desktop.analysis.training.corpus import LABELS, Answer, read_part
from desktop.analysis.training.measures import f1_of, macro_f1
from desktop.analysis.training.scoring import score
from desktop.domain.transcript import Transcript, Word
from desktop.paths import assets_dir


@pytest.fixture(scope="module")
def model() -> StarModel:
    return StarModel(assets_dir() / "star")


@pytest.fixture(scope="module")
def stories() -> list[Answer]:
    """Stories told in the usual order, so that another one is truly another."""
    found = []
    for answer in read_part(assets_dir() / "star", "test"):
        order = [x for x in answer.labels if x != "O"]
        if set(order) == set("STAR") and order == sorted(order, key="STAR".index):
            found.append(answer)
    assert len(found) >= 40
    return found


def reordered(answer: Answer, order: str) -> Answer:
    pairs = list(zip(answer.sentences, answer.labels, strict=True))
    told = [p for label in order for p in pairs if p[1] == label]
    return replace(answer, sentences=tuple(t for t, _ in told), labels=tuple(lb for _, lb in told))


@pytest.mark.parametrize(("order", "least"), [("RSTA", 0.8), ("TSAR", 0.8)])
def test_parts_are_found_where_they_are_told(model, stories, order, least):
    scores = score(model, [reordered(a, order) for a in stories])
    counts = sum(scores.sentences[1:], scores.sentences[0])
    there = [i for i, label in enumerate(LABELS) if label in order]
    assert sum(f1_of(counts, i) for i in there) / 4 >= least
    assert sum(scores.told) >= 0.95 * len(stories)


def test_without_capitals_and_punctuation_little_is_lost(model, stories):
    plain, bare = score(model, stories), score(model, stories, bare=True)
    with_marks = macro_f1(sum(plain.sentences[1:], plain.sentences[0]))
    without = macro_f1(sum(bare.sentences[1:], bare.sentences[0]))
    assert without >= 0.78
    assert without >= with_marks - 0.1


def test_the_model_finds_where_sentences_begin(model):
    text = (
        "last may our oven broke on a friday night i had to bake ninety loaves before six so i "
        "rang the school across the road and they let me use their kitchen all ninety loaves went "
        "out in time"
    )
    transcript = Transcript.from_text(text)
    starts = [transcript.words[c.first].text for c in cut(transcript, model.begins)]
    assert starts[0] == "last"
    assert "i" in starts
    assert starts[-1] == "all"
    assert 4 <= len(starts) <= 6


def test_a_long_talk_is_read_to_its_end_and_always_the_same(model, stories):
    sentences = [s for a in stories[:9] for s in a.sentences]
    words = [w for s in sentences for w in stripped(s).split()]
    begins = {0}
    for sentence in sentences:
        begins.add(max(begins) + len(stripped(sentence).split()))
    assert len(words) > 900
    chances = model.begins(words)
    assert len(chances) == len(words)
    assert all(0.0 <= c <= 1.0 for c in chances)
    for first in range(0, len(words) - 300, 300):
        part = [i for i in range(first, first + 300) if i in begins]
        assert sum(chances[i] > 0.2 for i in part) >= 0.5 * len(part)
    assert model.begins(words) == chances


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["…", "—"],
        ["hello", "…"],
        [*(["we", "rang", "the", "office", "and", "they", "came", "at", "once"] * 5), "🙂"],
        [
            *(["we", "rang", "the", "office"] * 4),
            "x/" * 900,
            *(["and", "they", "came", "at", "once"] * 4),
        ],
        ["…"] * 700,
        ["x/" * 900] * 5,
    ],
)
def test_odd_words_neither_stop_it_nor_hang_it(model, words):
    chances = model.begins(words)
    assert len(chances) == len(words)
    assert all(0.0 <= c <= 1.0 for c in chances)
    transcript = Transcript(tuple(Word(w) for w in words))
    cuts = cut(transcript, model.begins)
    assert [i for c in cuts for i in range(c.first, c.last + 1)] == list(range(len(words)))
