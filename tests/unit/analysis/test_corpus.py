from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.analysis.training.corpus import (
    KINDS,
    PARTS,
    Answer,
    read_answers,
    read_part,
    vary,
)
from desktop.domain.errors import InputError
from desktop.paths import assets_dir

STAR = assets_dir() / "star"


@pytest.fixture(scope="module")
def corpus() -> list[Answer]:
    return read_part(STAR, "corpus")


def test_the_corpus_is_large_and_labelled_by_the_guide(corpus):
    stories = [a for a in corpus if a.story == "story"]
    others = [a for a in corpus if a.story != "story"]
    assert len(corpus) >= 2000
    assert sum(len(a.sentences) for a in corpus) >= 16_000
    partial = [a for a in stories if not set("STAR") <= set(a.labels)]
    assert len(others) + len(partial) >= 0.9 * (len(stories) - len(partial))
    assert {a.story for a in corpus} == set(KINDS)
    assert all(set(a.labels) == {"O"} for a in others)
    assert all(set(a.labels) != {"O"} for a in stories)


def test_no_answer_is_in_two_parts_and_tests_are_apart():
    parts = [read_part(STAR, part) for part in PARTS]
    ids = [a.id for part in parts for a in part]
    assert len(set(ids)) == len(ids)
    # A recogniser may hear every word right; then the two texts are one.
    texts = [" ".join(a.sentences) for part in parts for a in part if not a.id.endswith("-heard")]
    assert len(set(texts)) == len(texts)
    assert len([a for a in parts[2] if not a.id.endswith("-heard")]) >= 150


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "no JSON"),
        ('{"id": "a"}', "sentences"),
        ('{"id": "a", "sentences": [{"text": "x", "label": "Q"}]}', "label 'Q'"),
        ('{"id": "a", "sentences": []}', "'sentences' is empty"),
        ('{"id": "a", "story": "tale", "sentences": [{"text": "x", "label": "O"}]}', "'tale'"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, named: str):
    file = tmp_path / "answers.jsonl"
    good = '{"id": "b", "sentences": [{"text": "I rang.", "label": "A"}]}'
    file.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=named) as caught:
        read_answers([file])
    assert f"{file}, line 2" in str(caught.value)


def test_variation_is_repeatable_and_keeps_texts_and_labels_together(corpus):
    for answer in corpus[::25]:
        first = vary(answer, random.Random(7), corpus)
        assert first == vary(answer, random.Random(7), corpus)
        assert len(first.sentences) == len(first.labels) > 0
        assert first.story == answer.story
