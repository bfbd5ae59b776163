"""Packs: a broken one is named by file, question and field, and the others still load."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import PackError
from desktop.domain.question import Asker, Level, QuestionKind
from desktop.storage.packs import PackLibrary, check_pack, load_pack

GOOD = """
[pack]
id = "tea"
title = "Tea"
language = "en"
version = 2

[[question]]
id = "tea-01"
text = "When did you last change how tea is made?"
kind = "behavioural"
competency = "initiative"
level = "lead"
asked_by = ["peer", "hr"]
shows = "Acts without being asked."
[question.follow_ups]
situation = ["Where was the kettle?"]
task = ["Who asked you?"]
action = ["What did you pour?", "And then?"]
result = ["Was it hot?"]
"""

CASE = """
[pack]
id = "kettle_case"
title = "Kettle case"

[[question]]
id = "kettle_case-01"
text = "How would you boil faster?"
kind = "case"
competency = "case"
level = "starter"
asked_by = ["manager"]
shows = "Orders the problem first."
brief = "A kettle is slow."
material = '''
cups | minutes
2 | 3
'''
minutes = 15
[question.follow_ups]
clarify = ["How slow?"]
structure = ["What are the parts?"]
analyse = ["Which part costs most?"]
recommend = ["So?"]
"""


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_pack_is_read_whole(tmp_path):
    pack = load_pack(_write(tmp_path, "tea.toml", GOOD))
    assert (pack.id, pack.title, pack.language, pack.version) == ("tea", "Tea", "en", 2)
    (question,) = pack.questions
    assert question.id == "tea-01"
    assert question.kind is QuestionKind.BEHAVIOURAL
    assert question.level is Level.LEAD
    assert question.asked_by == (Asker.PEER, Asker.HR)
    assert question.follow_ups["action"] == ("What did you pour?", "And then?")
    assert question.pack == "tea"


def test_a_case_carries_brief_material_and_minutes(tmp_path):
    (question,) = load_pack(_write(tmp_path, "kettle_case.toml", CASE)).questions
    assert question.brief == "A kettle is slow."
    assert "2 | 3" in question.material
    assert question.minutes == 15


@pytest.mark.parametrize(
    ("old", "new", "question", "field"),
    [
        ('text = "When did you last change how tea is made?"\n', "", "tea-01", "text"),
        ('text = "When did you last change how tea is made?"', 'text = " "', "tea-01", "text"),
        ('kind = "behavioural"', 'kind = "riddle"', "tea-01", "kind"),
        ('competency = "initiative"', 'competency = "Big Words"', "tea-01", "competency"),
        ('level = "lead"', "level = 3", "tea-01", "level"),
        ('asked_by = ["peer", "hr"]', 'asked_by = ["peer", "cat"]', "tea-01", "asked_by"),
        ('asked_by = ["peer", "hr"]', "asked_by = []", "tea-01", "asked_by"),
        ('shows = "Acts without being asked."\n', "", "tea-01", "shows"),
        ('task = ["Who asked you?"]\n', "", "tea-01", "follow_ups.task"),
        ('task = ["Who asked you?"]', "task = [7]", "tea-01", "follow_ups.task"),
        ('task = ["Who asked you?"]', 'task = "Who?"', "tea-01", "follow_ups.task"),
        ('id = "tea-01"\n', "", "number 1", "id"),
        ('title = "Tea"\n', "", "", "title"),
        ("version = 2", "version = true", "", "version"),
    ],
)
def test_a_fault_is_named_by_file_question_and_field(tmp_path, old, new, question, field):
    assert old in GOOD
    path = _write(tmp_path, "tea.toml", GOOD.replace(old, new))
    with pytest.raises(PackError) as caught:
        load_pack(path)
    error = caught.value
    assert (error.file, error.question, error.field) == ("tea.toml", question, field)
    assert "tea.toml" in error.what
    assert question in error.what
    assert field in error.what


@pytest.mark.parametrize("field", ["brief", "material", "minutes"])
def test_a_case_without_what_it_works_from_is_broken(tmp_path, field):
    lines = CASE.replace("'''\ncups | minutes\n2 | 3\n'''", '"cups"').splitlines()
    text = "\n".join(line for line in lines if not line.startswith(f"{field} ="))
    problems = check_pack(_write(tmp_path, "kettle_case.toml", text))
    assert [(p.question, p.field) for p in problems] == [("kettle_case-01", field)]


def test_all_faults_are_found_not_only_the_first(tmp_path):
    text = GOOD.replace('level = "lead"', 'level = "boss"').replace(
        'shows = "Acts without being asked."\n', ""
    )
    path = _write(tmp_path, "tea.toml", text)
    assert {p.field for p in check_pack(path)} == {"level", "shows"}
    with pytest.raises(PackError, match="1 more problem"):
        load_pack(path)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"[pack\nid=", b"", b"title = 1", b'[pack]\nid = "x"\ntitle="x"\n']
)
def test_anything_else_in_a_file_is_an_error_not_a_crash(tmp_path, data):
    path = tmp_path / "odd.toml"
    path.write_bytes(data)
    with pytest.raises(PackError, match=r"odd\.toml"):
        load_pack(path)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(PackError, match=r"gone\.toml"):
        load_pack(tmp_path / "gone.toml")


def test_unknown_keys_are_reported_and_the_pack_loads(tmp_path):
    _write(tmp_path, "tea.toml", GOOD.replace("level =", 'colour = "red"\nlevel ='))
    library = PackLibrary([tmp_path])
    assert [q.id for q in library.questions] == ["tea-01"]
    assert [(p.question, p.field) for p in library.problems] == [("tea-01", "colour")]


def test_a_broken_pack_does_not_keep_the_others_out(tmp_path):
    _write(tmp_path, "a_broken.toml", GOOD.replace('kind = "behavioural"', 'kind = "x"'))
    _write(tmp_path, "kettle_case.toml", CASE)
    library = PackLibrary([tmp_path, tmp_path / "not_there"])
    assert [p.id for p in library.packs] == ["kettle_case"]
    assert [p.file for p in library.problems] == ["a_broken.toml"]
    assert library.question("kettle_case-01") is not None
    assert library.question("tea-01") is None


def test_the_same_id_twice_in_a_file_is_reported(tmp_path):
    body = GOOD[GOOD.index("[[question]]") :]
    problems = check_pack(_write(tmp_path, "tea.toml", GOOD + body))
    assert [(p.question, p.field) for p in problems] == [("tea-01", "id")]


def test_the_same_question_id_in_two_packs_is_reported_and_the_first_kept(tmp_path):
    _write(tmp_path, "a.toml", GOOD)
    _write(tmp_path, "b.toml", GOOD.replace('id = "tea"', 'id = "coffee"').replace("Tea", "C"))
    library = PackLibrary([tmp_path])
    assert [p.id for p in library.packs] == ["tea"]
    (problem,) = library.problems
    assert (problem.file, problem.question, problem.field) == ("b.toml", "tea-01", "id")


def test_import_copies_a_pack_that_is_in_order(tmp_path):
    own = tmp_path / "own"
    library = PackLibrary([tmp_path / "shipped", own])
    pack = library.import_pack(_write(tmp_path, "downloaded pack.toml", GOOD))
    assert pack.id == "tea"
    assert (own / "tea.toml").read_text(encoding="utf-8") == GOOD
    assert [p.name for p in own.iterdir()] == ["tea.toml"]
    assert library.question("tea-01") is not None


def test_import_replaces_the_users_own_older_version(tmp_path):
    own = tmp_path / "own"
    library = PackLibrary([own])
    library.import_pack(_write(tmp_path, "tea.toml", GOOD))
    library.import_pack(_write(tmp_path, "tea.toml", GOOD.replace("version = 2", "version = 3")))
    assert [p.version for p in library.packs] == [3]
    assert library.problems == []


def test_import_refuses_what_is_broken_or_clashes(tmp_path):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    _write(shipped, "tea.toml", GOOD)
    library = PackLibrary([shipped, own])
    with pytest.raises(PackError, match="already used"):
        library.import_pack(_write(tmp_path, "mine.toml", GOOD))
    with pytest.raises(PackError, match="level"):
        library.import_pack(_write(tmp_path, "bad.toml", CASE.replace('"starter"', '"x"')))
    assert not own.exists()
