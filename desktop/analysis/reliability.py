"""Decide whether a transcript is good enough to be judged at all."""

from __future__ import annotations

import re
from collections import Counter

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
POOR = (
    "We could not hear this well enough to judge it. The recording is kept: listen, or check the "
    "microphone."
)
REPEATS = 0.2

_LATIN = re.compile(r"^[A-Za-zÀ-ɏ0-9'’.,%£$€&/+-]+$")


def unsure_words(transcript: Transcript) -> tuple[int, ...]:
    """Return the indices of words the speech model was not sure of."""
    return tuple(
        i
        for i, w in enumerate(transcript.words)
        if w.probability is not None and w.probability < LOW_WORD
    )


def why_not_judged(transcript: Transcript, audio: AudioFacts | None) -> str:
    """Return why an answer cannot be judged, in words for the user; empty when it can."""
    return (
        _unheard(transcript, audio)
        or _too_short(transcript)
        or _wrong_language(transcript)
        or _misheard(transcript)
        or ""
    )


def _unheard(transcript: Transcript, audio: AudioFacts | None) -> str:
    if audio is not None and audio.zeros:
        return (
            "The microphone sent pure silence. It is muted, or Starling may not use it yet: "
            "open the microphone check."
        )
    if not any(bare(w.text) for w in transcript.words):
        if audio is None and not transcript.model:
            return "There are no words in this text."
        if audio is not None and not audio.silent and audio.speech_s >= LEAST_SOUND_S:
            return (
                "We heard sound, but no English words in it. The recording is kept: listen, or "
                "check the microphone."
            )
        return "No speech heard. The recording is kept: listen, or check the microphone."
    # A corrected transcript was made by someone who could hear it.
    if audio is None or transcript.corrected:
        return ""
    if audio.silent or audio.level_dbfs < QUIET_DBFS:
        return (
            "The recording is almost silent, so the words may be guesses. It is kept: listen, or "
            "check the microphone."
        )
    return ""


def _too_short(transcript: Transcript) -> str:
    count = sum(1 for w in transcript.words if bare(w.text))
    if count >= LEAST_WORDS:
        return ""
    heard = "1 word" if count == 1 else f"{count} words"
    return (
        f"Only {heard}: too little to judge. Take a minute and tell one occasion from start to end."
    )


def _wrong_language(transcript: Transcript) -> str:
    words = [bare(w.text) for w in transcript.words]
    words = [w for w in words if w]
    english = sum(w in FUNCTION_WORDS for w in words) / len(words)
    strange = sum(not _LATIN.match(w) for w in words) / len(words)
    if transcript.language not in ("en", "") or strange > 0.3:
        return "Starling judges answers in English only. Your words and delivery are shown."
    if english < ENGLISH_SHARE:
        return "These words do not read like English sentences, so nothing is judged."
    return ""


def _misheard(transcript: Transcript) -> str:
    known = [w.probability for w in transcript.words if w.probability is not None]
    if known and not transcript.corrected:
        mean = sum(known) / len(known)
        low = sum(p < LOW_WORD for p in known) / len(known)
        if mean < LOW_MEAN or low > LOW_SHARE:
            return POOR
    words = [bare(w.text) for w in transcript.words if bare(w.text)]
    # A speech model that lost the thread repeats itself; nobody's own words do.
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    repeated = sum(n for n in triples.values() if n > 3)
    if repeated > REPEATS * len(words):
        return (
            "The words repeat themselves, a sign that they were not heard well. Nothing is judged."
        )
    return ""
