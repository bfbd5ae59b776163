from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.analysis import reliability
from desktop.analysis.reliability import unsure_words
from desktop.domain.audio import AudioFacts
from desktop.domain.transcript import Transcript, Word

GOOD = (
    "Last winter the heating in our school broke and I had to find rooms for nine classes, so I "
    "rang the parish and they gave us the hall until the boiler was repaired."
)
FACTS = AudioFacts(20.0, -22.0, -4.0, -60.0, 0.0, 16.0)


def why_not_judged(transcript: Transcript, audio: AudioFacts | None) -> str:
    why = reliability.why_not_judged(transcript, audio)
    if why is None:
        return ""
    assert why.finding
    return why.reason


def heard(text: str, probability: float) -> Transcript:
    words = [Word(w, i * 0.4, i * 0.4 + 0.3, probability) for i, w in enumerate(text.split())]
    return Transcript(tuple(words), "tiny.en")


def test_a_clear_answer_is_judged():
    assert why_not_judged(heard(GOOD, 0.93), FACTS) == ""
    assert why_not_judged(Transcript.from_text(GOOD), None) == ""


def test_unsure_words_are_not_judged_unless_the_user_corrected_them():
    poor = heard(GOOD, 0.42)
    assert "could not hear" in why_not_judged(poor, FACTS)
    assert why_not_judged(replace(poor, corrected=True), FACTS) == ""


@pytest.mark.parametrize(
    "facts",
    [replace(FACTS, silent=True), replace(FACTS, level_dbfs=-63.0), replace(FACTS, zeros=True)],
)
def test_near_silence_is_not_judged(facts):
    assert why_not_judged(heard(GOOD, 0.93), facts) != ""


def test_sound_without_words_is_not_called_silence():
    loud = replace(FACTS, silent=False, speech_s=17.0)
    assert "no English words" in why_not_judged(Transcript((), model="tiny.en"), loud)
    assert "No speech" in why_not_judged(
        Transcript((), model="tiny.en"), replace(loud, silent=True)
    )


def test_few_words_are_not_judged():
    assert "Only 1 word" in why_not_judged(Transcript.from_text("banana"), None)
    assert "No speech" in why_not_judged(Transcript((), model="tiny.en"), None)
    assert "no words in this text" in why_not_judged(Transcript(()), None)


@pytest.mark.parametrize(
    "text",
    [
        "Im letzten Winter ist bei uns in der Schule die Heizung ausgefallen und ich musste für "
        "neun Klassen neue Räume finden, also habe ich die Pfarrei angerufen.",
        "прошлой зимой у нас в школе сломалось отопление и мне пришлось искать место для девяти "
        "классов поэтому я позвонил в приход и нам дали зал",
        "xkcd qwrt plmk bvcx zzrt hjkl mnbv qqwe rrty ppoi llkj ggfd vvcx nnbm ttyu wwer aasd",
    ],
)
def test_other_languages_and_garbage_are_not_judged(text):
    assert "English" in why_not_judged(Transcript.from_text(text), None)


def test_a_loop_of_the_speech_model_is_not_judged():
    text = "and I was like and I said that it was " * 12
    assert "repeat" in why_not_judged(heard(text, 0.9), FACTS)


def test_unsure_words_are_those_under_one_half():
    words = (Word("I", 0, 0.1, 0.9), Word("cell", 0.2, 0.4, 0.31), Word("typed"))
    assert unsure_words(Transcript(words)) == (1,)
