"""Makes the words of one recording, piece by piece, also while it is still being made."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from desktop.domain.transcript import Word
from desktop.transcription.engine import Engine, Heard
from desktop.transcription.protocol import Quality
from desktop.transcription.segment import Piece, Segmenter
from desktop.transcription.sound import Sound
from desktop.transcription.vad import RATE_HZ, SpeechProbability

# Words that start so long after the last speech were made up from the silence behind it.
_AFTER_SPEECH_S = 0.15
# Speech so long without a word was skipped by the model and is worth a second look.
_SKIPPED_S = 1.5
_HALVES_FROM_S = 6.0


class Following:
    """The words of one recording, made as its sound comes in.

    Call ``step`` again and again until ``done``. The words are append-only: what was given once
    stays.

    Args:
        sound: Where the sound comes from.
        engine: The speech model.
        vad: Fresh, for this recording alone.
    """

    def __init__(self, sound: Sound, engine: Engine, vad: SpeechProbability) -> None:
        self.words: list[Word] = []
        self.until_s = 0.0
        self.done = False
        self.passes = 0
        self._sound = sound
        self._engine = engine
        self._segmenter = Segmenter(vad)
        self._pieces: deque[Piece] = deque()
        self._guess: tuple[tuple[int, int], Heard] | None = None
        self._flushed = False
        self._logprobs: list[float] = []
        self._suspect = 0

    @property
    def model(self) -> str:
        """Name of the model that hears."""
        return self._engine.name

    @property
    def duration_s(self) -> float:
        """Seconds of sound there are so far."""
        return self._sound.duration_s

    def finish(self) -> None:
        """Say that the recording is whole."""
        self._sound.finish()

    def step(self) -> tuple[Word, ...]:
        """Read what is new, make the words of at most one piece and return them.

        Raises:
            AudioFileError: The recording cannot be read.
        """
        if self.done:
            return ()
        # The file first: its owner may be waiting to move it away.
        while len(new := self._sound.read()):
            self._pieces += self._segmenter.feed(new)
            if self._pieces:
                break
        if self._sound.ended and not self._flushed:
            self._flushed = True
            self._pieces += self._segmenter.finish()
        if self._pieces:
            return self._take(self._pieces.popleft())
        if self._flushed:
            self.until_s = self.duration_s
            self.done = True
        elif not self._sound.ended:
            self._guess_ahead()
        return ()

    @property
    def idle(self) -> bool:
        """Whether another step makes sense only when there is more sound."""
        return not self._pieces and not self._sound.ended

    def quality(self) -> Quality:
        """Return how well the recording could be heard."""
        sure = [word.probability or 0.0 for word in self.words]
        return Quality(
            duration_s=round(self.duration_s, 3),
            speech_s=round(self._segmenter.speech_s, 3),
            probability=round(float(np.mean(sure)), 4) if sure else 0.0,
            unsure_share=round(float(np.mean(np.asarray(sure) < 0.5)), 4) if sure else 0.0,
            logprob=round(float(np.mean(self._logprobs)), 4) if self._logprobs else 0.0,
            suspect_pieces=self._suspect,
        )

    def _guess_ahead(self) -> None:
        """Make a pausing speaker's words now: if that was all, they are there at once."""
        piece = self._segmenter.guess()
        if piece is not None and (self._guess is None or self._guess[0] != piece.key):
            self._guess = (piece.key, self._hear(piece))

    def _take(self, piece: Piece) -> tuple[Word, ...]:
        known, self._guess = self._guess, None
        heard = known[1] if known is not None and known[0] == piece.key else self._hear(piece)
        words = in_order(heard.words, self.until_s, piece.start_s + len(piece.samples) / RATE_HZ)
        self.words += words
        self.until_s = piece.speech_end_s
        if heard.words:
            self._logprobs.append(heard.logprob)
        self._suspect += heard.suspect
        return words

    def _hear(self, piece: Piece) -> Heard:
        heard = self._once(piece)
        if heard.suspect and len(piece.samples) > _HALVES_FROM_S * RATE_HZ:
            halves = [self._once(half) for half in _halves(piece)]
            if not any(half.suspect for half in halves):
                return _joined(halves)
        last_s = heard.words[-1].end if heard.words else piece.start_s
        if last_s is not None and piece.speech_end_s - last_s > _SKIPPED_S:
            rest = self._once(_from(piece, last_s))
            if rest.words and not rest.suspect:
                return _joined([heard, rest])
        return heard

    def _once(self, piece: Piece) -> Heard:
        self.passes += 1
        heard = self._engine.transcribe(piece.samples, piece.start_s)
        limit = piece.speech_end_s + _AFTER_SPEECH_S
        said = tuple(w for w in heard.words if w.start is not None and w.start <= limit)
        return replace(heard, words=said)


def _from(piece: Piece, start_s: float) -> Piece:
    skip = max(0, round(start_s * RATE_HZ) - piece.start)
    return Piece(piece.start + skip, piece.samples[skip:], piece.speech_end_s)


def _halves(piece: Piece) -> tuple[Piece, Piece]:
    """Cut a piece at the quietest tenth of a second of its middle."""
    step = RATE_HZ // 10
    frames = len(piece.samples) // step
    level = np.square(piece.samples[: frames * step]).reshape(frames, step).mean(axis=1)
    first, last = frames // 4, frames - frames // 4
    middle = (first + int(np.argmin(level[first:last]))) * step + step // 2
    cut = piece.start + middle
    return (
        Piece(piece.start, piece.samples[:middle], cut / RATE_HZ),
        Piece(cut, piece.samples[middle:], piece.speech_end_s),
    )


def _joined(parts: Sequence[Heard]) -> Heard:
    return Heard(
        tuple(word for part in parts for word in part.words),
        float(np.mean([part.logprob for part in parts])),
        any(part.suspect for part in parts),
    )


def in_order(words: Sequence[Word], from_s: float, to_s: float) -> tuple[Word, ...]:
    """Return words whose times never run backwards or overlap, inside two bounds in seconds."""
    out = []
    at = from_s
    for word in words:
        start = min(max(word.start or 0.0, at), to_s)
        end = min(max(word.end or 0.0, start), to_s)
        out.append(replace(word, start=round(start, 3), end=round(end, 3)))
        at = end
    return tuple(out)
