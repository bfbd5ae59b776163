import json

import pytest

from desktop import cli
from desktop.domain.question import QuestionKind
from desktop.paths import questions_dir

PACK = """
[pack]
id = "mine"
title = "Mine"
language = "en"
version = 1

[[question]]
id = "mine-01"
text = "Tell me about the day the harbour crane stood still."
kind = "behavioural"
competency = "harbour"
level = "starter"
asked_by = ["peer"]
shows = "The person keeps calm."
[question.follow_ups]
situation = ["Where was it?"]
task = ["What was yours to do?"]
action = ["What did you do?"]
result = ["What came of it?"]
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STARLING_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def objects(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def own_pack(home, text=PACK):
    folder = home / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.toml").write_text(text, "utf-8")


def test_our_own_packs_are_in_order(capsys):
    packs = sorted(str(path) for path in questions_dir().glob("*.toml"))
    assert packs
    assert cli.main(["questions", "check", *packs]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count(" is in order: ") == len(packs)


def test_every_problem_of_a_pack_is_told(tmp_path, capsys):
    bad = PACK.replace('"behavioural"', '"chat"').replace('"starter"', '"boss"')
    (tmp_path / "bad.toml").write_text(bad, "utf-8")
    (tmp_path / "good.toml").write_text(PACK, "utf-8")
    assert cli.main(["questions", "check", "bad.toml", "good.toml", "gone.toml", "."]) == 2
    out, err = capsys.readouterr()
    assert out == "good.toml is in order: “Mine”, 1 question.\n"
    lines = err.splitlines()
    assert any("mine-01" in x and "kind" in x for x in lines)
    assert any("mine-01" in x and "level" in x for x in lines)
    assert any(x.startswith("gone.toml") for x in lines)
    assert lines[-1].startswith(". is a folder.")


def test_list_is_grouped_and_counts(capsys):
    assert cli.main(["questions", "list", "--competency", "Complex problem"]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == "Behavioural · Complex problem"
    ids = [line.split()[0] for line in lines if line.startswith("  complex")]
    assert lines[-1] == f"{len(ids)} questions"
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_list_by_kind(kind, capsys):
    assert cli.main(["questions", "list", "--kind", kind.value, "--json"]) == 0
    found = objects(capsys)
    assert found
    assert {question["kind"] for question in found} == {kind.value}


def test_list_by_level_and_competency_together(capsys):
    arguments = ["questions", "list", "--level", "lead", "--competency", "conflict", "--json"]
    assert cli.main(arguments) == 0
    found = objects(capsys)
    assert found
    assert {(q["level"], q["competency"]) for q in found} == {("lead", "conflict")}
    assert list(found[0]["follow_ups"]) == ["situation", "task", "action", "result"]


def test_an_unknown_competency_names_those_there_are(capsys):
    assert cli.main(["questions", "list", "--competency", "juggling"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("No question is about “juggling”. Choose one of: ")
    assert "conflict" in err


def test_nothing_matches(capsys):
    arguments = ["questions", "list", "--kind", "motivation", "--competency", "conflict"]
    assert cli.main(arguments) == 1
    assert capsys.readouterr() == ("", "No questions match.\n")


def test_the_users_own_pack_is_listed_and_a_broken_one_told(home, capsys):
    own_pack(home)
    assert cli.main(["questions", "list", "--competency", "harbour"]) == 0
    assert "harbour crane" in capsys.readouterr().out
    own_pack(home, PACK.replace('"behavioural"', '"chat"'))
    assert cli.main(["questions", "list", "--competency", "conflict", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "conflict-01" in out
    assert "mine.toml" in err


def test_draw_goes_through_the_deck_without_a_repeat(capsys, home):
    arguments = ["questions", "draw", "--competency", "conflict", "--json"]
    cli.main(["questions", "list", "--competency", "conflict", "--json"])
    ids = {question["id"] for question in objects(capsys)}
    drawn = []
    for _ in ids:
        # Each is a start of its own: the deck's state is what is on the disk.
        assert cli.main(arguments) == 0
        drawn += [question["id"] for question in objects(capsys)]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == ids
    assert (home / "starling.db").is_file()
    assert cli.main(arguments) == 0
    assert objects(capsys)[0]["id"] != drawn[-1]


def test_draw_shows_what_is_asked_and_how_many_are_left(capsys):
    assert cli.main(["questions", "draw", "--kind", "case"]) == 0
    out = capsys.readouterr().out
    assert "Case or task" in out
    assert "14 of 15 not asked yet" in out
    # The material's tables keep their rows whole.
    assert all(line.endswith("|") for line in out.splitlines() if line.startswith("|"))


def test_a_home_that_cannot_be_made(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STARLING_HOME", str(tmp_path / "file" / "home"))
    assert cli.main(["questions", "draw"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "STARLING_HOME" in err
