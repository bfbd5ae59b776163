"""Cuts a stream of sound into pieces of speech at the speaker's own pauses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.transcription.vad import RATE_HZ, WINDOW, SpeechProbability

Samples = npt.NDArray[np.float32]

_SPEECH = 0.5
# Once somebody speaks, it takes this little to go on speaking: word endings are faint.
_STILL_SPEECH = 0.35


def _windows(seconds: float) -> int:
    return round(seconds * RATE_HZ / WINDOW)


# How long a pause must be to cut after so much speech: the longer the piece, the less it takes.
# Whisper hears better with context, so early pauses must be long ones.
_CUTS = tuple(
    (_windows(speech), _windows(pause))
    for speech, pause in ((0.0, 2.0), (8.0, 0.5), (14.0, 0.35), (20.0, 0.2))
)
# Whisper hears 30 seconds at a time; pads and the last window need some of it.
_LONGEST = _windows(28.0)
_HARD_CUT_FROM = _windows(16.0)
_LEAD = _windows(0.25)
_TAIL = _windows(0.25)
_GUESS_AFTER = _windows(0.5)
# Shorter than any word: a click, a cough's edge, a chair.
_SHORTEST = _windows(0.1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound with speech in it, at most 28.5 seconds long.

    Attributes:
        start: First sample's place in the stream.
        samples: The sound, 16 kHz mono.
        speech_end_s: Where in the stream the last speech ends, in seconds.
    """

    start: int
    samples: Samples
    speech_end_s: float

    @property
    def start_s(self) -> float:
        """Where in the stream the piece starts, in seconds."""
        return self.start / RATE_HZ

    @property
    def key(self) -> tuple[int, int]:
        """What tells one piece from another of the same stream."""
        return self.start, len(self.samples)


class Segmenter:
    """Takes 16 kHz sound bit by bit and gives pieces as soon as a pause ends them.

    Pieces never overlap, so no word can be in two of them; only sound without speech is left out.

    Args:
        vad: Of this stream alone.
    """

    def __init__(self, vad: SpeechProbability) -> None:
        self._vad = vad
        self._rest = np.zeros(0, np.float32)  # less than a window
        self._kept = np.zeros(0, np.float32)  # whole windows from self._from on
        self._probabilities: list[float] = []  # one for each kept window
        self._from = 0  # window number in the stream
        self._clear()
        self._speech_windows = 0

    @property
    def speech_s(self) -> float:
        """Seconds of speech in the pieces given so far."""
        return self._speech_windows * WINDOW / RATE_HZ

    def feed(self, samples: Samples) -> list[Piece]:
        """Take the next samples and return the pieces they complete."""
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // WINDOW * WINDOW
        self._rest = sound[whole:]
        return self._take(sound[:whole])

    def finish(self) -> list[Piece]:
        """Take the end of the stream and return the pieces that are left."""
        pieces: list[Piece] = []
        if len(self._rest):
            padded = np.zeros(WINDOW, np.float32)
            padded[: len(self._rest)] = self._rest
            self._rest = np.zeros(0, np.float32)
            pieces += self._take(padded)
        if self._first is not None:
            pieces += self._cut(self._end_of_speech())
        return pieces

    def guess(self) -> Piece | None:
        """Return the piece there would be if the speaker, who is pausing, said no more.

        It equals the piece that ``finish`` then returns, so its words can be made beforehand.
        """
        if self._first is None or self._quiet < _GUESS_AFTER or self._voiced < _SHORTEST:
            return None
        return self._piece(self._end_of_speech())

    def _take(self, sound: Samples) -> list[Piece]:
        if not len(sound):
            return []
        self._kept = np.concatenate([self._kept, sound])
        self._probabilities += self._vad.feed(sound).tolist()
        pieces: list[Piece] = []
        while self._seen < len(self._probabilities):
            self._look(self._probabilities[self._seen])
            self._seen += 1
            if (end := self._where_to_cut()) is not None:
                pieces += self._cut(end)
        self._forget_silence()
        return pieces

    def _clear(self) -> None:
        self._seen = 0  # kept windows looked at
        self._first: int | None = None  # first window of speech among the kept
        self._last = 0  # last window of speech among the kept
        self._quiet = 0  # windows since then
        self._voiced = 0

    def _look(self, probability: float) -> None:
        speaking = self._first is not None and self._quiet == 0
        if probability >= (_STILL_SPEECH if speaking else _SPEECH):
            if self._first is None:
                self._first = self._seen
            self._last = self._seen
            self._quiet = 0
            self._voiced += 1
        elif self._first is not None:
            self._quiet += 1

    def _where_to_cut(self) -> int | None:
        """Return the kept window before which the piece ends, or None to go on."""
        if self._first is None:
            return None
        spoken = self._last - self._first + 1
        if any(spoken >= speech and self._quiet >= pause for speech, pause in _CUTS):
            return self._end_of_speech(half=self._quiet < _GUESS_AFTER)
        if self._seen + 1 - self._first >= _LONGEST:
            return self._quietest(self._first + _HARD_CUT_FROM, self._seen - 1)
        return None

    def _end_of_speech(self, *, half: bool = False) -> int:
        """Return the window after the speech and its fading; ``half`` leaves the next its share."""
        tail = min(_TAIL, (self._quiet + 1) // 2) if half else _TAIL
        return min(self._last + 1 + tail, len(self._probabilities))

    def _quietest(self, first: int, last: int) -> int:
        """Return the window in a range that most likely lies between two words."""
        sound = self._kept[: len(self._probabilities) * WINDOW].reshape(-1, WINDOW)[first:last]
        level = 10 * np.log10(np.mean(np.square(sound), axis=1) + 1e-9)
        # A gap between words is quiet for more than one window; a stop consonant is not.
        smooth = np.convolve(level, np.ones(3) / 3, mode="same")
        smooth[[0, -1]] = np.inf
        doubt = np.asarray(self._probabilities[first:last], np.float32)
        return first + int(np.argmin(smooth + 20.0 * doubt))

    def _cut(self, end: int) -> list[Piece]:
        """End the piece before kept window ``end`` and start afresh with what follows."""
        pieces = []
        if self._voiced >= _SHORTEST:
            pieces.append(self._piece(end))
            self._speech_windows += self._voiced_before(end)
        self._drop(end)
        self._clear()
        return pieces

    def _piece(self, end: int) -> Piece:
        assert self._first is not None
        begin = max(0, self._first - _LEAD)
        speech_end = min(end, self._last + 1)
        return Piece(
            (self._from + begin) * WINDOW,
            self._kept[begin * WINDOW : end * WINDOW].copy(),
            (self._from + speech_end) * WINDOW / RATE_HZ,
        )

    def _voiced_before(self, end: int) -> int:
        """Return how many windows of the piece that ends before ``end`` hold speech."""
        return sum(p >= _STILL_SPEECH for p in self._probabilities[self._first : end])

    def _forget_silence(self) -> None:
        """Let go of sound before any speech, but for the beginning of a word not yet noticed."""
        if self._first is None and self._seen > _LEAD:
            dropped = self._seen - _LEAD
            self._drop(dropped)
            self._seen -= dropped

    def _drop(self, windows: int) -> None:
        self._kept = self._kept[windows * WINDOW :]
        del self._probabilities[:windows]
        self._from += windows
