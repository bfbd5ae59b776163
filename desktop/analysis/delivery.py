"""Measure how an answer was said: pace, pauses, fillers, length, and who acts in it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.analysis.language import bare, says_i
from desktop.domain.audio import AudioFacts
from desktop.domain.report import Delivery, Filler, Sentence
from desktop.domain.transcript import Transcript, Word

WINDOW_S = 15.0
STEP_S = 5.0
LONG_PAUSE_S = 1.0
BREATH_S = 0.5
LEAST_SPEAKING_S = 1.0

_SOUNDS = frozenset({"um", "umm", "uhm", "uh", "uhh", "erm", "er", "err", "ehm", "hmm", "hm", "mm"})
_NOT_BEFORE_KNOW = frozenset(
    {"do", "did", "if", "as", "that", "what", "how", "let", "when", "don't"}
)


def measure(
    transcript: Transcript,
    sentences: Sequence[Sentence],
    audio: AudioFacts | None,
    target_s: float | None,
) -> Delivery:
    """Return the delivery of an answer; times are None where there was no sound.

    Args:
        transcript: The words.
        sentences: As labelled; their actions are counted.
        audio: Measurements of the sound, or None for a typed transcript.
        target_s: Seconds the user aimed for.
    """
    words = transcript.words
    pauses = _long_pauses(transcript, audio)
    speaking = _span_without(words, pauses) if transcript.timed else None
    duration = (
        audio.duration_s if audio is not None else (words[-1].end if transcript.timed else None)
    )
    spoken = sum(1 for w in words if bare(w.text))
    per_minute = None
    if speaking is not None and speaking >= LEAST_SPEAKING_S:
        per_minute = spoken / speaking * 60.0
    actions = [s for s in sentences if s.component == "action"]
    return Delivery(
        duration_s=duration,
        target_s=target_s,
        words=spoken,
        speaking_s=speaking,
        words_per_minute=per_minute,
        pace=pace_curve(words) if transcript.timed else (),
        long_pauses=pauses,
        fillers=find_fillers(words),
        first_person=sum(says_i(s.text) for s in actions),
        actions=len(actions),
    )


def _span_without(words: Sequence[Word], pauses: Sequence[tuple[float, float]]) -> float:
    """Return the seconds from the first word to the last, long pauses left out.

    Short gaps between words stay in, as they do in the usual figures for pace (110 to 160 words a
    minute), which are words over the time somebody talks.
    """
    begin, end = words[0].start or 0.0, words[-1].end or 0.0
    inside = (min(stop, end) - max(start, begin) for start, stop in pauses)
    return max(0.0, end - begin - sum(gap for gap in inside if gap > 0))


def speaking_seconds(words: Sequence[Word]) -> float:
    """Return the seconds spoken in timed words; breaths under half a second count as speech."""
    total = 0.0
    for index, word in enumerate(words):
        if word.start is None or word.end is None:
            continue
        total += max(0.0, word.end - word.start)
        following = words[index + 1].start if index + 1 < len(words) else None
        if following is not None and 0.0 < following - word.end < BREATH_S:
            total += following - word.end
    return total


def pace_curve(words: Sequence[Word]) -> tuple[tuple[float, float], ...]:
    """Return (seconds, words a minute) in windows of 15 s, one every 5 s."""
    times = [(w.start + w.end) / 2 for w in words if w.start is not None and w.end is not None]
    if not times:
        return ()
    begin, end = times[0], times[-1]
    if end - begin < WINDOW_S:
        length = max(end - begin, 1.0)
        return (((begin + end) / 2, len(times) / length * 60.0),) if len(times) > 1 else ()
    points = []
    at = begin
    while at + WINDOW_S <= end + STEP_S:
        start = min(at, end - WINDOW_S)
        count = sum(start <= t <= start + WINDOW_S for t in times)
        points.append((start + WINDOW_S / 2, count / WINDOW_S * 60.0))
        at += STEP_S
    return tuple(points)


def find_fillers(words: Sequence[Word]) -> tuple[Filler, ...]:
    """Return hesitation sounds, and "like" and "you know" where commas set them off."""
    found = []
    for index, word in enumerate(words):
        text = bare(word.text)
        opens = index == 0 or words[index - 1].text.endswith((",", ".", "?", "!", "…", "—"))
        if text in _SOUNDS or (text == "like" and opens and word.text.endswith(",")):
            found.append(Filler(index, text, word.start, word.end))
        elif text == "you" and index + 1 < len(words) and bare(words[index + 1].text) == "know":
            following = words[index + 1]
            before = bare(words[index - 1].text) if index else ""
            if opens and following.text.endswith(",") and before not in _NOT_BEFORE_KNOW:
                found.append(Filler(index, "you know", word.start, following.end))
    return tuple(found)


def _long_pauses(
    transcript: Transcript, audio: AudioFacts | None
) -> tuple[tuple[float, float], ...]:
    if audio is None:
        return ()
    first = next((w.start for w in transcript.words if w.start is not None), audio.lead_s)
    return tuple(
        (p.start, p.end) for p in audio.pauses if p.duration >= LONG_PAUSE_S and p.start >= first
    )
