"""Attempts: kept whole, found by any text, binned, restored and purged with their sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.attempt import Attempt, Stage, StoppedBy
from desktop.domain.audio import AudioFacts, Pause
from desktop.domain.errors import StorageError
from desktop.domain.question import QuestionKind
from desktop.domain.report import (
    Advice,
    ComponentVerdict,
    Delivery,
    Filler,
    Report,
    Sentence,
    Story,
    StoryKind,
    Verdict,
)
from desktop.domain.transcript import Transcript, Word
from desktop.storage.attemptrows import Query
from desktop.storage.attempts import AttemptStore
from desktop.storage.database import Database

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def database(tmp_path):
    db = Database(tmp_path / "starling.db")
    yield db
    db.close()


@pytest.fixture
def store(database, tmp_path):
    (tmp_path / "recordings").mkdir()
    return AttemptStore(database, tmp_path / "recordings")


def attempt(number: int = 1, **fields: object) -> Attempt:
    values: dict[str, object] = {
        "id": f"{number:032x}",
        "question_id": "conflict-01",
        "question_text": "When did you disagree?",
        "kind": QuestionKind.BEHAVIOURAL,
        "competency": "conflict",
        "created_at": NOON + timedelta(minutes=number),
    }
    return Attempt(**{**values, **fields})  # type: ignore[arg-type]


def report() -> Report:
    return Report(
        kind=QuestionKind.BEHAVIOURAL,
        finding="A real story.",
        judged=True,
        reason="",
        story=Story(StoryKind.STORY, 0.9),
        sentences=(Sentence("We fell out.", 0, 12, 0, 2, 0.5, 1.5, "situation", 0.8),),
        components=(ComponentVerdict("situation", Verdict.COVERED, 0.9, 1.0, 1.0, (0,)),),
        advice=(Advice("result_missing", "Say how it ended.", "One sentence will do."),),
        follow_up="What changed?",
        follow_up_component="result",
        delivery=Delivery(
            2.0, 120.0, 3, 1.0, 180.0, ((0.0, 180.0),), ((0.0, 1.2),), (Filler(1, "um", 0.1, 0.2),)
        ),
        unsure_words=(2,),
        analyser="star 1",
    )


def test_an_attempt_comes_back_as_it_was(store):
    full = attempt(
        duration_s=61.25,
        target_s=90,
        recording="a.flac",
        stage=Stage.REVIEWED,
        stopped_by=StoppedBy.LIMIT,
        overflows=2,
        error="x",
        rating=4,
        notes="slower",
        mock_id="m",
        deleted_at=datetime(2026, 5, 7, tzinfo=UTC),
    )
    store.add(full)
    assert store.get(full.id) == full
    assert store.get(full.id).created_at.utcoffset() == timedelta(hours=2)
    store.update(replace(full, rating=None, deleted_at=None))
    assert store.get(full.id) == replace(full, rating=None, deleted_at=None)


def test_a_change_leaves_the_other_facts_alone(store):
    store.add(attempt(notes="mine"))
    changed = store.change(attempt().id, stage=Stage.RECORDED, duration_s=3.0)
    assert (
        changed
        == store.get(attempt().id)
        == attempt(notes="mine", stage=Stage.RECORDED, duration_s=3.0)
    )


def test_an_attempt_that_is_not_there_is_an_error(store):
    assert not store.exists("nope")
    for call in (
        lambda: store.get("nope"),
        lambda: store.update(attempt()),
        lambda: store.change("nope", rating=1),
        lambda: store.save_transcript("nope", Transcript(())),
        lambda: store.save_report("nope", report()),
    ):
        with pytest.raises(StorageError, match="not there"):
            call()


def test_lists_are_newest_first_and_filtered(store):
    store.add(attempt(1))
    store.add(attempt(3, competency="failure", question_id="failure-02"))
    store.add(attempt(2, kind=QuestionKind.CASE, mock_id="m"))
    store.add(attempt(4))
    store.bin(attempt(4).id)

    def numbers(**query: object) -> list[int]:
        return [int(a.id, 16) for a in store.all(Query(**query))]  # type: ignore[arg-type]

    assert numbers() == [3, 2, 1]
    assert numbers(binned=True) == [4]
    assert numbers(binned=None) == [4, 3, 2, 1]
    assert numbers(kind=QuestionKind.CASE) == [2]
    assert numbers(competency="failure") == [3]
    assert numbers(question_id="conflict-01") == [2, 1]
    assert numbers(mock_id="m") == [2]
    assert numbers(since=NOON + timedelta(minutes=2)) == [3, 2]
    assert [int(a.id, 16) for a in store.at_stage(Stage.RECORDING)] == [1, 3, 2, 4]


def test_words_facts_and_report_come_back(store):
    store.add(attempt())
    one = attempt().id
    assert (store.transcript(one), store.facts(one), store.report(one)) == (None, None, None)
    words = Transcript((Word("We", 0.0, 0.2, 0.9), Word("fell", 0.2, 0.4, 0.5)), "tiny.en")
    facts = AudioFacts(2.0, -20.0, -3.0, -60.0, 0.0, 1.5, (Pause(0.5, 1.0),), 0.2, overflows=1)
    store.save_transcript(one, words)
    store.save_facts(one, facts)
    store.save_report(one, report())
    assert store.transcript(one) == words
    assert store.facts(one) == facts
    assert store.report(one) == report()


def test_a_correction_is_kept_beside_what_was_heard(store, database):
    store.add(attempt())
    heard = Transcript((Word("tee", 0.0, 0.2, 0.9),), "tiny.en")
    fixed = Transcript((Word("tea", 0.0, 0.2, 0.9),), "tiny.en", corrected=True)
    store.save_transcript(attempt().id, heard)
    store.save_transcript(attempt().id, fixed)
    assert store.transcript(attempt().id) == fixed
    with database.read() as db:
        assert '"tee"' in db.execute("SELECT heard FROM transcripts").fetchone()[0]
    assert [f.attempt.id for f in store.search("tea")] == [attempt().id]
    assert store.search("tee") == []


def test_outlines_are_light_and_keep_what_a_list_draws(store):
    store.add(attempt())
    store.save_report(attempt().id, report())
    (light,) = store.outlines([attempt().id]).values()
    assert light.components == report().components
    assert light.finding == report().finding
    assert [(s.start, s.end, s.component) for s in light.sentences] == [(0.5, 1.5, "situation")]
    assert light.sentences[0].text == ""
    assert light.delivery.pace == ()


def test_a_report_of_another_version_counts_as_none(store, database):
    store.add(attempt())
    store.save_report(attempt().id, report())
    with database.write() as db:
        db.execute("UPDATE reports SET body = '{}', outline = '{}'")
    assert store.report(attempt().id) is None
    assert store.outlines([attempt().id]) == {}


@pytest.fixture
def told(store):
    store.add(attempt(1))
    store.save_transcript(
        attempt(1).id,
        Transcript.from_text(
            "Last spring the printer broke and I didn't wait. "
            + "Then we worked. " * 30
            + "The café owner thanked me warmly."
        ),
    )
    store.add(attempt(2, question_text="Why this bakery?", notes="mention sourdough"))
    store.save_transcript(attempt(2).id, Transcript.from_text("I like bread."))
    store.add(attempt(3))
    return store


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("printer", [1]),
        ("PRINTER spring", [1]),
        ("print", [1]),
        ("didn't", [1]),
        ("cafe", [1]),
        ("bakery", [2]),
        ("sourdough", [2]),
        ("bread printer", []),
        ("disagree", [3, 1]),
        ("   ", [3, 2, 1]),
        ("?!", [3, 2, 1]),
    ],
)
def test_search_finds_questions_words_and_notes(told, text, numbers):
    assert [int(found.attempt.id, 16) for found in told.search(text)] == numbers


def test_a_hit_is_shown_in_its_surroundings(told):
    (found,) = told.search("thanked")
    assert found.hit is not None
    assert found.extract[slice(*found.hit)] == "thanked"
    assert "café owner" in found.extract
    assert len(found.extract) < 300
    (other,) = told.search("bakery")
    assert other.hit is None
    assert other.extract == "I like bread."


def test_without_a_search_the_first_words_are_shown(told):
    first = told.find(Query())[2]
    assert first.extract.startswith("Last spring the printer")
    assert first.extract.endswith("…")
    assert len(first.extract) <= 161
    assert first.hit is None
    assert told.find(Query())[0].extract == ""


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(max_size=30)
    | st.text('"*^:(){}-+ANDORNOTNEAR \x00\\%_', max_size=30)
    | st.sampled_from(["NEAR(a b, 2)", "words:printer", '"', "a OR", "-x", "^a", "NOT printer"])
)
def test_no_text_breaks_the_search(told, text):
    for found in told.search(text):
        if found.hit is not None:
            start, end = found.hit
            assert 0 <= start < end <= len(found.extract)


def test_the_bin_gives_back_what_was_in_it(store):
    store.add(attempt())
    binned = store.bin(attempt().id)
    assert binned.deleted_at is not None
    assert store.all() == []
    assert store.restore(attempt().id) == attempt()
    assert store.all() == [attempt()]


def test_purge_deletes_after_thirty_days_with_sound_and_words(store, database, tmp_path):
    now = datetime.now(UTC)
    sound = tmp_path / "recordings"
    for number, age in ((1, 31), (2, 29)):
        one = attempt(number, recording=f"{number:032x}.flac")
        (sound / one.recording).write_bytes(b"x")
        (sound / f"{one.id}.wav").write_bytes(b"x")
        store.add(one)
        store.save_transcript(one.id, Transcript.from_text("zebra crossing"))
        store.bin(one.id, now - timedelta(days=age))
    store.add(attempt(3))
    assert store.purge() == [attempt(1).id]
    assert sorted(p.name for p in sound.iterdir()) == [
        f"{attempt(2).id}.flac",
        f"{attempt(2).id}.wav",
    ]
    assert [int(a.id, 16) for a in store.all(Query(binned=None))] == [3, 2]
    assert store.purge(now) == [attempt(2).id]
    assert list(sound.iterdir()) == []
    with database.read() as db:
        assert db.execute("SELECT count(*) FROM transcripts").fetchone()[0] == 0
    database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zebra" not in (tmp_path / "starling.db").read_bytes()


def test_a_recording_outside_the_folder_is_never_deleted(store, tmp_path):
    outside = tmp_path / "letter.txt"
    outside.write_text("keep")
    store.add(attempt(recording="../letter.txt"))
    store.bin(attempt().id)
    store.purge(datetime.now(UTC) + timedelta(seconds=1))
    assert outside.exists()


def test_sound_that_cannot_be_deleted_keeps_its_row(store, tmp_path):
    store.add(attempt(recording="a.flac"))
    store.bin(attempt().id)
    (tmp_path / "recordings" / "a.flac").mkdir()
    assert store.purge(datetime.now(UTC) + timedelta(seconds=1)) == []
    assert store.exists(attempt().id)
