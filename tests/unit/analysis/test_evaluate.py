from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.analysis.evaluate import main
from desktop.analysis.training.baseline import bag_of_words
from desktop.analysis.training.corpus import Answer
from desktop.paths import assets_dir


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """Some answers of the development part, and one of them as if Whisper had written it down."""
    source = next((assets_dir() / "star" / "development").glob("*.jsonl"))
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines()][:12]
    heard = {**rows[0], "id": f"{rows[0]['id']}-heard"}
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in [*rows, heard]), encoding="utf-8")
    return file


def test_it_prints_every_figure_with_its_interval_and_keeps_them(some, tmp_path, capsys):
    out = tmp_path / "figures.json"
    assert main([str(some), "--no-words", "--errors", "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    figures = json.loads(out.read_text("utf-8"))
    groups = ["as written", "lower case, no marks", "as Whisper heard it", "keyword rule"]
    assert list(figures) == groups
    for group in groups[:2]:
        assert f"{group}: 12 answers" in printed
        value, low, high = figures[group]["macro-F1"]
        assert 0.5 < value <= 1
        assert low <= value <= high
        for letter in "STAR":
            assert f"{letter} found when there" in figures[group]
    assert "as Whisper heard it: 1 answers" in printed
    assert figures["as written"]["macro-F1"][0] > figures["keyword rule"]["macro-F1"][0]
    assert figures["as written"]["calibration error"] < 0.3
    assert main([str(some), "--no-words", "--json", str(out)]) == 0
    assert json.loads(out.read_text("utf-8")) == figures


def test_a_broken_file_is_named_and_ends_with_two(tmp_path, capsys):
    file = tmp_path / "broken.jsonl"
    file.write_text('{"id": "a", "sentences": [{"text": "Hello."}]}\n', encoding="utf-8")
    assert main([str(file), "--no-words"]) == 2
    said = capsys.readouterr().err
    assert "broken.jsonl, line 1" in said
    assert "label" in said
    assert main([str(tmp_path / "none.jsonl"), "--no-words"]) == 2


def test_a_bag_of_words_learns_words_and_nothing_of_their_place():
    answers = [
        Answer(f"a{i}", ("It was a cold morning.", "I rang the office."), ("S", "A"), "story")
        for i in range(6)
    ]
    labeller = bag_of_words(answers)
    assert list(labeller(["I rang the office.", "It was a cold morning."])) == ["A", "S"]
