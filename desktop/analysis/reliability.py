"""Decide whether a transcript is good enough to be judged at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from desktop.analysis.language import FUNCTION_WORDS, bare
from desktop.domain.audio import AudioFacts
from desktop.domain.transcript import Transcript

LEAST_WORDS = 15
LOW_MEAN = 0.55
LOW_WORD = 0.5
LOW_SHARE = 0.4
QUIET_DBFS = -55.0
LEAST_SOUND_S = 3.0
ENGLISH_SHARE = 0.2
REPEATS = 0.2

_LATIN = re.compile(r"^[A-Za-zÀ-ɏ0-9'’.,%£$€&/+-]+$")


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Why an answer is not judged.

    Attributes:
        finding: The one sentence that opens the review.
        reason: What happened, what was kept and what to do.
    """

    finding: str
    reason: str


_POORLY = "We could not hear this well enough to judge it."
_NO_SPEECH = "No speech heard."
NOT_ENGLISH = Unjudged(
    "We could not read this as English.",
    "These words do not read like English sentences, so nothing is judged.",
)
OTHER_KIND = Unjudged(
    "Here are your words and how you said them.",
    "Starling reads STAR in behavioural answers; for this kind it shows your words and delivery.",
)


def unsure_words(transcript: Transcript) -> tuple[int, ...]:
    """Return the indices of words the speech model was not sure of."""
    return tuple(
        i
        for i, w in enumerate(transcript.words)
        if w.probability is not None and w.probability < LOW_WORD
    )


def why_not_judged(transcript: Transcript, audio: AudioFacts | None) -> Unjudged | None:
    """Return why an answer cannot be judged, in words for the user; None when it can."""
    return (
        _unheard(transcript, audio)
        or _too_short(transcript)
        or _wrong_language(transcript)
        or _misheard(transcript)
    )


def _unheard(transcript: Transcript, audio: AudioFacts | None) -> Unjudged | None:
    if audio is not None and audio.zeros:
        return Unjudged(
            _NO_SPEECH if not transcript.words else _POORLY,
            "The microphone sent pure silence. It is muted, or Starling may not use it yet: "
            "open the microphone check.",
        )
    if not any(bare(w.text) for w in transcript.words):
        return _no_words(transcript, audio)
    # A corrected transcript was made by someone who could hear it.
    if audio is None or transcript.corrected:
        return None
    if audio.silent or audio.level_dbfs < QUIET_DBFS:
        return Unjudged(
            _POORLY,
            "The recording is almost silent, so the words may be guesses. It is kept: listen, or "
            "check the microphone.",
        )
    return None


def _no_words(transcript: Transcript, audio: AudioFacts | None) -> Unjudged:
    if audio is None and not transcript.model:
        return Unjudged("There are no words here.", "There are no words in this text.")
    if audio is not None and not audio.silent and audio.speech_s >= LEAST_SOUND_S:
        return Unjudged(
            "We heard sound, but no English words.",
            "We heard sound, but no English words in it. The recording is kept: listen, or "
            "check the microphone.",
        )
    return Unjudged(
        _NO_SPEECH, "No speech heard. The recording is kept: listen, or check the microphone."
    )


def _too_short(transcript: Transcript) -> Unjudged | None:
    count = sum(1 for w in transcript.words if bare(w.text))
    if count >= LEAST_WORDS:
        return None
    heard = "1 word" if count == 1 else f"{count} words"
    return Unjudged(
        "That was too short to judge.",
        f"Only {heard}: too little to judge. Take a minute and tell one occasion from start to "
        "end.",
    )


def _wrong_language(transcript: Transcript) -> Unjudged | None:
    words = [bare(w.text) for w in transcript.words]
    words = [w for w in words if w]
    english = sum(w in FUNCTION_WORDS for w in words) / len(words)
    strange = sum(not _LATIN.match(w) for w in words) / len(words)
    if transcript.language not in ("en", "") or strange > 0.3:
        return Unjudged(
            NOT_ENGLISH.finding,
            "Starling judges answers in English only. Your words and delivery are shown.",
        )
    return NOT_ENGLISH if english < ENGLISH_SHARE else None


def _misheard(transcript: Transcript) -> Unjudged | None:
    if transcript.corrected or not transcript.model:
        # Somebody typed it or read it over: it says what they meant.
        return None
    known = [w.probability for w in transcript.words if w.probability is not None]
    if known:
        mean = sum(known) / len(known)
        low = sum(p < LOW_WORD for p in known) / len(known)
        if mean < LOW_MEAN or low > LOW_SHARE:
            return Unjudged(
                _POORLY,
                "We could not hear this well enough to judge it. The recording is kept: listen, "
                "or check the microphone.",
            )
    words = [bare(w.text) for w in transcript.words if bare(w.text)]
    # A speech model that lost the thread repeats itself; nobody's own words do.
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    repeated = sum(n for n in triples.values() if n > 3)
    if repeated > REPEATS * len(words):
        return Unjudged(
            _POORLY,
            "The words repeat themselves, a sign that they were not heard well. Nothing is judged.",
        )
    return None
