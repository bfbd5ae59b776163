import re
from dataclasses import replace

import pytest

from desktop.domain.report import StoryKind
from desktop.export.report_text import ASCII, UNICODE, glyphs_for, report_text
from desktop.export.reviewed import clock, joined, stretches
from tests.unit.export.answers import timed_answer, typed_answer, unjudged_answer

SGR = re.compile(r"\x1b\[[0-9;]*m")


def test_a_report_reads_from_the_finding_to_the_delivery():
    text = report_text(timed_answer(), width=90)
    order = [
        "take.flac · 1:14 · heard by tiny.en",
        "Tell me about a time",
        "A real story, and clearly your own.",
        "[S] Situation  ✓ Covered     0:10  27 %",
        "[T] Task       ✓ Covered     0:04  12 %  fairly sure",
        "[R] Result     ◐ Thin        0:02   8 %  no number yet",
        "Where each part was",
        "What you said",
        "0:31 [A] First I went through",
        "1:08 [O] I think what I learned",
        "For the next take",
        "1  Put a number on “a lot better”. One form in five became what? (1:02)",
        "✓  Keep counting the forms before you spoke to him. (0:31)",
        "They might ask next",
        "How did you know it had worked?",
        "Delivery",
        "Length       1:14 of 2:00",
        "Pace         128 words a minute",
        "Long pauses  9.0 s, 11.5 s",
        "Fillers      at least 1",
        "Says “I”     3 of 3 actions",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [20, 40, 63, 80, 100, 400])
@pytest.mark.parametrize("make", [timed_answer, typed_answer, unjudged_answer])
def test_no_line_is_wider_than_the_terminal(make, width):
    text = report_text(make(), width=width, colour=True)
    assert max(len(SGR.sub("", line)) for line in text.splitlines()) <= min(max(width, 44), 100)


def test_without_colour_there_is_no_escape_and_with_it_the_same_words():
    plain = report_text(timed_answer(), width=80)
    painted = report_text(timed_answer(), width=80, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[34;1m[S]\x1b[0m" in painted
    assert SGR.sub("", painted) == plain


def test_each_part_has_its_own_line_of_time():
    lines = report_text(timed_answer(), width=90).splitlines()
    begin = lines.index("Where each part was") + 1
    strips = {line.split()[0]: line[9:] for line in lines[begin : begin + 4]}
    for letter, fill, first, last in (
        ("[S]", "█", 3.0, 14.4),
        ("[T]", "▞", 16.5, 20.9),
        ("[R]", "▒", 62.0, 64.9),
    ):
        strip = strips[letter]
        filled = [i for i, cell in enumerate(strip) if cell == fill]
        assert set(strip) == {fill, "·"}
        assert filled[0] / len(strip) * 74 == pytest.approx(first, abs=1.5)
        assert filled[-1] / len(strip) * 74 == pytest.approx(last, abs=2.5)


def test_a_typed_answer_has_no_times():
    text = report_text(typed_answer(), width=80)
    assert not re.search(r"\d:\d\d", text)
    assert "notes.txt · typed" in text
    assert "◌ Not found" in text
    assert "? Not clear" in text


def test_an_answer_of_silence_says_why_and_shows_no_verdicts():
    text = report_text(unjudged_answer(), width=80)
    assert "No speech heard." in text
    assert "Check the microphone and try again." in text
    assert "Situation" not in text
    assert "What you said" not in text


def test_the_reason_does_not_say_the_finding_again():
    answer = unjudged_answer()
    report = replace(answer.report, reason="No speech heard. Check the microphone.")
    lines = report_text(replace(answer, report=report), width=80).splitlines()
    assert lines[3:5] == ["No speech heard.", "Check the microphone."]
    report = replace(answer.report, reason=answer.report.finding)
    lines = report_text(replace(answer, report=report), width=80).splitlines()
    assert lines[3:5] == ["No speech heard.", ""]


def test_the_users_text_cannot_steer_the_terminal():
    text = report_text(typed_answer("I was \x1b[2Jlate\x07 and \u202ebackwards."), width=80)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[2Jlate" in text


def test_glyphs_follow_the_encoding():
    assert glyphs_for("utf-8") is UNICODE
    assert glyphs_for("cp1252") is ASCII
    assert glyphs_for("ascii") is ASCII
    assert glyphs_for(None) is ASCII
    assert glyphs_for("no-such-encoding") is ASCII
    drawn = report_text(timed_answer(), width=80, glyphs=ASCII)
    assert not set("".join(UNICODE.fills) + "✓◐◌") & set(drawn)


def test_stretches_join_neighbours_of_one_part():
    runs = stretches(timed_answer())
    assert [run.key for run in runs] == ["situation", "task", "action", "result", "other"]
    assert runs[0].start == pytest.approx(3.0 / 74)
    assert all(run.start < run.end <= 1 for run in runs)
    assert stretches(unjudged_answer()) == ()


def test_stretches_of_text_go_by_letters():
    (run,) = stretches(typed_answer())
    assert (run.key, run.start, run.end) == ("action", 0.0, 1.0)


def test_clock_and_advice_in_one_line():
    assert [clock(s) for s in (0, 9.99, 65, 600, -3)] == ["0:00", "0:09", "1:05", "10:00", "0:00"]
    advice = timed_answer().report.advice[0]
    assert joined(replace(advice, lead="Why", text="")) == "Why"
    assert joined(replace(advice, lead="Ready?", text="Go on.")) == "Ready? Go on."
    assert joined(replace(advice, lead="Keep", text="this.")) == "Keep this."


def test_every_story_kind_has_words():
    from desktop.export.reviewed import STORY_WORDS

    assert set(STORY_WORDS) == set(StoryKind)


def test_an_answer_without_any_part_has_no_line_of_time():
    nothing = typed_answer("I would ask them first.", component="other")
    assert "Where each part was" not in report_text(nothing)
    assert "Where each part was" in report_text(typed_answer())
