"""Services at the page's edge: a library in memory, a player without sound, own words to show."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QObject, Signal

from desktop.domain.attempt import Attempt, Stage
from desktop.domain.audio import AudioFacts
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
from desktop.session.library import AttemptView, HistoryFilter, HistoryRow

NOW = datetime(2026, 3, 12, 18, 44, tzinfo=UTC)
QUESTION = "Tell me about a time you had to win people over to a new way of working."

# (component, words); "|" before a sentence is a long pause, "um" and "uh" are fillers.
STORY = (
    ("situation", "So this was last autumn, um, in the kitchen of a school that feeds four "
                  "hundred."),
    ("situation", "Every Friday we threw away eleven trays, and nobody could say why."),
    ("task", "I ran the lunch shift, so it was on me to halve that before the winter term."),
    ("action", "|First I stood at the bins for a week and wrote down what came back and from "
               "which class."),
    ("action", "Then I asked the two cooks who had been there longest what they made of it, "
               "because I wanted it to be their idea too."),
    ("action", "I cooked one smaller batch myself at half past twelve, uh, and showed them the "
               "late tables still ate."),
    ("action", "|And Milena told me she had been saying that for years and no one had listened."),
    ("action", "So I wrote her plan on the board with her name on it and we ran it for three "
               "weeks."),
    ("result", "By the end there were a lot fewer trays, and the head asked us to show the other "
               "school."),
    ("other", "I think what stayed with me is to count before I speak."),
)  # fmt: skip
VERDICTS = (
    ("situation", Verdict.COVERED, 0.95, 0.19, (0, 1), ""),
    ("task", Verdict.COVERED, 0.9, 0.11, (2,), ""),
    ("action", Verdict.COVERED, 0.97, 0.53, (3, 4, 5, 6, 7), ""),
    ("result", Verdict.THIN, 0.85, 0.1, (8,), "no number yet"),
)


def make_words(story: tuple[tuple[str, str], ...] = STORY, start: float = 3.4) -> tuple[Word, ...]:
    """Words with times: longer words take longer, sentences end in a short stop."""
    words, at = [], start
    for _, text in story:
        if text.startswith("|"):
            at += 1.6
        for piece in text.removeprefix("|").split():
            length = 0.16 + 0.05 * len(piece.strip(".,"))
            sure = 0.35 if piece == "Milena" else 0.93
            words.append(Word(piece, round(at, 2), round(at + length, 2), sure))
            at += length + 0.05
        at += 0.35
    return tuple(words)


def make_report(
    told: tuple[tuple[str, str], ...] = STORY,
    words: tuple[Word, ...] | None = None,
    **changes: object,
) -> Report:
    """A report on what was told, as the analyser would make it."""
    words = words or make_words(told)
    sentences, at, char = [], 0, 0
    for component, marked in told:
        text = marked.removeprefix("|")
        count = len(text.split())
        sentences.append(
            Sentence(
                text, char, char + len(text), at, at + count - 1, words[at].start,
                words[at + count - 1].end, component, 0.9,
            )
        )  # fmt: skip
        at += count
        char += len(text) + 1
    duration = (words[-1].end or 0.0) + 1.2
    fillers = tuple(
        Filler(i, w.text.strip(",.").lower(), w.start, w.end)
        for i, w in enumerate(words)
        if w.text.strip(",.").lower() in {"um", "uh"}
    )
    pauses = tuple(
        (a.end, b.start)
        for a, b in pairwise(words)
        if a.end is not None and b.start is not None and b.start - a.end > 1.0
    )
    pace = tuple(
        (4.0 + 4.2 * i, 128 + 16 * math.sin(i * 0.8) + 6 * math.cos(i * 1.9))
        for i in range(int((duration - 8) / 4.2))
    )
    report = Report(
        kind=QuestionKind.BEHAVIOURAL,
        finding="A real story, and clearly your own. The result needs its number.",
        judged=True,
        reason="",
        story=Story(StoryKind.STORY, 0.93),
        sentences=tuple(sentences),
        components=tuple(
            ComponentVerdict(
                key, verdict, confidence, share,
                sum((sentences[i].end or 0) - (sentences[i].start or 0) for i in proof),
                proof, note,
            )
            for key, verdict, confidence, share, proof, note in VERDICTS
            if all(i < len(sentences) for i in proof)
        ),
        advice=(
            Advice("result_number", "Put a number on “a lot fewer”.",
                   "Eleven trays became what?", 8),
            Advice("stay_with", "Stay with Milena’s answer.", "It is the turn of the story.", 6),
            Advice("last_word", "Let the result be the last word.",
                   "The lesson after it can be one short line.", 9),
            Advice("keep_counting", "Keep", "counting at the bins before you spoke.", 3,
                   praise=True),
        ),
        follow_up="How did you know it had worked?",
        follow_up_component="result",
        delivery=Delivery(
            duration, 120.0, len(words), duration - 8, 128.4, pace, pauses, fillers, 4, 5
        ),
        unsure_words=tuple(i for i, w in enumerate(words) if w.text == "Milena"),
        analyser="by hand",
    )  # fmt: skip
    return replace(report, **changes)  # type: ignore[arg-type]


FACTS = AudioFacts(80.0, -24.0, -6.0, -60.0, 0.0, 70.0)


def make_view(attempt_id: str = "a3", **changes: object) -> AttemptView:
    """A whole attempt, reviewed."""
    words = make_words()
    report = make_report(words=words)
    attempt = Attempt(
        attempt_id, "q1", QUESTION, QuestionKind.BEHAVIOURAL, "persuasion",
        NOW - timedelta(minutes=4), report.delivery.duration_s or 0.0, 120, f"{attempt_id}.flac",
        Stage.REVIEWED,
    )  # fmt: skip
    view = AttemptView(
        attempt, Transcript(words, "tiny.en"), FACTS, report, Path(f"/recordings/{attempt_id}.flac")
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def waiting_view(attempt_id: str = "a3") -> AttemptView:
    """An attempt just stopped: a recording and nothing else."""
    view = make_view(attempt_id)
    attempt = replace(view.attempt, stage=Stage.RECORDED)
    return replace(view, attempt=attempt, transcript=None, report=None)


def peaks(_path: Path, buckets: int, callback) -> None:  # type: ignore[no-untyped-def]
    """A waveform as the story would give, at once: loud in words, still between them."""
    words = make_words()
    end = (words[-1].end or 0.0) + 1.2
    found = []
    for i in range(buckets):
        t = (i + 0.5) / buckets * end
        spoken = any((w.start or 0) <= t <= (w.end or 0) for w in words)
        swell = abs(math.sin(t * 5.3)) * abs(math.sin(t * 2.1 + 1))
        loud = 0.2 + 0.5 * swell + 0.3 * (i * 37 % 11) / 11
        found.append((-loud, loud) if spoken else (-0.02, 0.02))
    callback(found)


class FakePlayer(QObject):
    """Remembers what it was told; the test moves its position."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)
    ready = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.position_s = 0.0
        self.duration_s = 0.0
        self.playing = False
        self.rate = 1.0
        self.muted = False
        self.loaded: list[Path] = []
        self.calls: list[tuple[object, ...]] = []

    def load(self, path: Path) -> None:
        self.loaded.append(path)
        self.position_s = 0.0
        self._play(False)

    def play(self) -> None:
        self.calls.append(("play",))
        self._play(True)

    def pause(self) -> None:
        self._play(False)

    def toggle(self) -> None:
        self.calls.append(("toggle",))
        self._play(not self.playing)

    def seek(self, seconds: float) -> None:
        self.calls.append(("seek", seconds))
        self.move(seconds)

    def set_rate(self, rate: float) -> None:
        self.rate = rate

    def set_muted(self, muted: bool) -> None:
        self.muted = muted

    def play_range(self, start: float, end: float) -> None:
        self.calls.append(("range", start, end))
        self.move(start)
        self._play(True)

    def move(self, seconds: float) -> None:
        """Be somewhere, as while playing."""
        self.position_s = seconds
        self.position_changed.emit(seconds)

    def _play(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)


class FakeLibrary(QObject):
    """Attempts in memory, with the session's calls and signals."""

    changed = Signal(str)
    listed = Signal()

    def __init__(self, views: list[AttemptView]) -> None:
        super().__init__()
        self.views = {view.attempt.id: view for view in views}
        self.asked: list[HistoryFilter] = []

    def put(self, view: AttemptView) -> None:
        self.views[view.attempt.id] = view
        self.changed.emit(view.attempt.id)

    def _change(self, attempt_id: str, **changes: object) -> None:
        view = self.views[attempt_id]
        attempt = replace(view.attempt, **changes)  # type: ignore[arg-type]
        self.put(replace(view, attempt=attempt))

    def rows(self, wanted: HistoryFilter) -> list[HistoryRow]:
        self.asked.append(wanted)
        rows = []
        for view in self.views.values():
            attempt = view.attempt
            text = view.transcript.text if view.transcript else ""
            at = text.lower().find(wanted.text.lower()) if wanted.text else 0
            if (
                (wanted.binned != (attempt.deleted_at is not None))
                or (wanted.kind is not None and attempt.kind is not wanted.kind)
                or (wanted.competency is not None and attempt.competency != wanted.competency)
                or (wanted.since is not None and attempt.created_at < wanted.since)
                or at < 0
            ):
                continue
            left = max(0, at - 60)
            extract = text[left : at + 120]
            hit = (at - left, at - left + len(wanted.text)) if wanted.text else None
            rows.append(HistoryRow(attempt, view.report, extract, hit))
        return sorted(rows, key=lambda row: row.attempt.created_at, reverse=True)

    def view(self, attempt_id: str) -> AttemptView:
        return self.views[attempt_id]

    def takes(self, question_id: str) -> list[Attempt]:
        found = [
            v.attempt
            for v in self.views.values()
            if v.attempt.question_id == question_id and v.attempt.deleted_at is None
        ]
        return sorted(found, key=lambda attempt: attempt.created_at)

    def rate(self, attempt_id: str, rating: int | None) -> None:
        self._change(attempt_id, rating=rating)

    def note(self, attempt_id: str, text: str) -> None:
        self._change(attempt_id, notes=text)

    def bin(self, attempt_id: str) -> None:
        self._change(attempt_id, deleted_at=NOW)
        self.listed.emit()

    def restore(self, attempt_id: str) -> None:
        self._change(attempt_id, deleted_at=None)
        self.listed.emit()

    def empty_bin(self) -> None:
        self.views = {k: v for k, v in self.views.items() if v.attempt.deleted_at is None}
        self.listed.emit()


class FakeReviewer(QObject):
    """The reviewer's signals; remembers what it was asked."""

    words = Signal(str, object)
    progress = Signal(str, str, float)
    ready = Signal(str)
    failed = Signal(str, object)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.retried: list[str] = []
        self.ensured: list[str] = []

    def words_so_far(self, attempt_id: str) -> tuple[Word, ...]:
        return ()

    def retry(self, attempt_id: str) -> None:
        self.retried.append(attempt_id)

    def ensure(self, attempt_id: str) -> None:
        self.ensured.append(attempt_id)


@dataclass
class FakeSettings:
    """Settings that are kept in memory."""

    settings: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(playback_rate=1.0))

    def update(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.settings, name, value)


@dataclass
class FakeServices:
    """What the pages ask of the services."""

    library: FakeLibrary
    reviewer: FakeReviewer = field(default_factory=FakeReviewer)
    settings: FakeSettings = field(default_factory=FakeSettings)
    recovered: tuple[str, ...] = ()
    players: list[FakePlayer] = field(default_factory=list)

    def player_factory(self) -> FakePlayer:
        self.players.append(FakePlayer())
        return self.players[-1]


def earlier_takes() -> list[AttemptView]:
    """Two older takes at the same question."""
    takes = []
    for number, days in ((1, 8), (2, 3)):
        view = make_view(f"a{number}")
        attempt = replace(view.attempt, created_at=NOW - timedelta(days=days, minutes=9))
        takes.append(replace(view, attempt=attempt))
    return takes


def make_services(view: AttemptView | None = None) -> FakeServices:
    """Services with three takes at one question; the last is ``a3``."""
    return FakeServices(FakeLibrary([*earlier_takes(), view or make_view()]))
