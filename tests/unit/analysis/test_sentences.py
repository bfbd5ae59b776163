from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis.sentences import LONG_SENTENCE, cut
from desktop.analysis.verdicts import plain_sentences
from desktop.domain.transcript import Transcript, Word


def texts(transcript: Transcript) -> list[str]:
    return [s.text for s in plain_sentences(transcript, cut(transcript))]


def test_full_stops_and_question_marks_end_sentences():
    found = texts(Transcript.from_text("I rang him. Did he come? He did! It was late."))
    assert found == ["I rang him.", "Did he come?", "He did!", "It was late."]


def test_abbreviations_and_decimals_do_not_end_a_sentence():
    found = texts(
        Transcript.from_text("I met Dr. Okafor at 3.5 metres, e.g. near the door. Then I left.")
    )
    assert found == ["I met Dr. Okafor at 3.5 metres, e.g. near the door.", "Then I left."]


def test_a_trailing_thought_goes_on_in_lower_case():
    found = texts(Transcript.from_text("I waited... and then the door opened. We went in."))
    assert found == ["I waited... and then the door opened.", "We went in."]


def test_words_without_punctuation_are_cut_at_pauses():
    words = []
    at = 0.0
    for index in range(45):
        at += 0.9 if index in (12, 30) else 0.05
        words.append(Word(f"w{index}", at, at + 0.2, 0.9))
        at += 0.2
    cuts = cut(Transcript(tuple(words)))
    assert [(c.first, c.last) for c in cuts] == [(0, 11), (12, 29), (30, 44)]


def test_long_typed_run_on_is_cut_where_a_clause_begins():
    clause = "the pump on the third line had stopped again over night"
    text = " and then i ".join([clause] * 6)
    found = texts(Transcript.from_text(text))
    assert len(found) > 2
    assert all(len(s.split()) <= LONG_SENTENCE for s in found)
    assert all(s.startswith(("and then", "the pump")) for s in found)


def test_no_words_give_no_sentences():
    assert cut(Transcript(())) == ()


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Z", "Cc")), max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORD, st.floats(0, 2), st.floats(0, 1)), max_size=160), st.booleans())
def test_sentences_index_the_text_exactly_and_leave_no_word_out(parts, timed):
    words = []
    at = 0.0
    for text, gap, length in parts:
        at += gap
        words.append(Word(text, at, at + length, 0.8) if timed else Word(text))
        at += length
    transcript = Transcript(tuple(words))
    sentences = plain_sentences(transcript, cut(transcript))
    for sentence in sentences:
        assert transcript.text[sentence.start_char : sentence.end_char] == sentence.text
    ranges = [range(s.first_word, s.last_word + 1) for s in sentences]
    assert [i for r in ranges for i in r] == list(range(len(words)))
    assert all(len(r) <= LONG_SENTENCE for r in ranges)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 2), st.sampled_from(["", "", ".", ","]))),
    st.floats(0, 1),
)
def test_whatever_the_model_says_no_word_is_lost_and_no_sentence_too_long(parts, level):
    words = []
    at = 0.0
    for _, gap, mark in parts:
        at += gap
        words.append(Word(f"word{mark}", at, at + 0.2, 0.9))
        at += 0.2
    cuts = cut(Transcript(tuple(words)), lambda given: [c * level for c, _, _ in parts])
    ranges = [range(c.first, c.last + 1) for c in cuts]
    assert [i for r in ranges for i in r] == list(range(len(words)))
    assert all(0 < len(r) <= LONG_SENTENCE for r in ranges)


def test_where_the_model_is_sure_of_nothing_lengths_decide():
    words = tuple(Word(f"w{i}") for i in range(6000))
    cuts = cut(Transcript(words), lambda given: [0.0] * len(given))
    lengths = [c.last - c.first + 1 for c in cuts]
    assert min(lengths) >= 8
    rising = cut(Transcript(words), lambda given: [i / 6000 for i in range(6000)])
    assert sum(c.last - c.first + 1 for c in rising) == 6000


def test_no_before_a_number_goes_on_and_elsewhere_ends():
    found = texts(Transcript.from_text("It was bus no. 9 again. She said no. I stayed."))
    assert found == ["It was bus no. 9 again.", "She said no.", "I stayed."]
