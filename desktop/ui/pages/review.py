"""The review page: what was there, what proves it, and what to do in the next take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.domain.attempt import Stage
from desktop.domain.errors import StarlingError
from desktop.domain.report import Advice, Report
from desktop.domain.rubric import RUBRICS
from desktop.domain.transcript import Word
from desktop.session.library import AttemptView
from desktop.session.peaks import PeaksLoader
from desktop.session.services import Services
from desktop.ui.pages.review_keys import install_keys, keys_of
from desktop.ui.pages.review_layout import ReviewLayout
from desktop.ui.pages.review_state import (
    Mode,
    ReviewState,
    about,
    is_example,
    notices,
    state_of,
)
from desktop.ui.theme import Look


class ReviewPage(ReviewLayout):
    """One attempt: finding, verdicts, transcript, recording, advice.

    Args:
        services: The application's services.
        look: Theme and sizes.
        peaks_loader: Reads waveforms in the background; its own where none is given.
        player: Plays the recording; its own where none is given.
        now: Gives the time, for "today".
    """

    answer_again = Signal(str)  # question id
    next_question = Signal()
    back = Signal()
    binned = Signal(str)  # attempt id: the take was put in the bin, Undo restores it
    check_microphone = Signal()

    def __init__(
        self,
        services: Services,
        look: Look,
        peaks_loader: PeaksLoader | None = None,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        parent: QWidget | None = None,
        player: Any = None,
    ) -> None:
        super().__init__(
            look,
            player or services.player_factory(),
            peaks_loader,
            services.settings.settings.playback_rate,
            parent,
        )
        self._services = services
        self._now = now
        self._view: AttemptView | None = None
        self._state = ReviewState(Mode.WAITING, "")
        self._live: tuple[Word, ...] = ()
        self._connect()
        install_keys(self, keys_of(self))

    # -- the attempt ----------------------------------------------------------------------

    @property
    def attempt_id(self) -> str:
        """Id of the attempt shown, or empty."""
        return self._view.attempt.id if self._view is not None else ""

    @property
    def mode(self) -> Mode:
        """What there is to show of it."""
        return self._state.mode

    def open(self, attempt_id: str) -> None:
        """Show an attempt; where it is still being read, what comes appears in place."""
        self.side.flush()
        view = self._services.library.view(attempt_id)
        self._view = view
        self._live = self._services.reviewer.words_so_far(attempt_id)
        attempt = view.attempt
        self.tabs.set_value("words")
        self.body.transcript.close_search()
        self.body.set_cards(RUBRICS[attempt.kind].components)
        self.transcript.set_words(())
        self.dock.open(view.recording, attempt.duration_s)
        self.side.start_with(attempt.rating, attempt.notes)
        self._show()
        if self._state.mode is Mode.WAITING or view.report is not None:
            # Makes what is missing, where nobody is at it; a better reading comes in place.
            self._services.reviewer.ensure(attempt_id)
        self._left.verticalScrollBar().setValue(0)
        self.transcript.verticalScrollBar().setValue(0)
        self.arrange()

    def _show(self) -> None:
        """Show everything of the attempt but the recording and the user's own words."""
        view = self._view
        if view is None:
            return
        attempt = view.attempt
        self._state = state_of(view)
        takes = self._services.library.takes(attempt.question_id)
        self.top.set_attempt(attempt.question_text, about(view, takes, self._now()))
        self.top.set_example(is_example(attempt))
        self.top.set_can(words=view.transcript is not None, recording=view.recording is not None)
        self.body.set_state(self._state, notices(view, self._services.recovered))
        self._show_words(view)
        self._show_report(view.report)

    def _show_words(self, view: AttemptView) -> None:
        words = view.transcript.words if view.transcript is not None else self._live
        if words != self.transcript.text.words or view.report is not None:
            self.transcript.set_words(words, view.report)
        self.body.transcript.set_has_words(bool(words))
        waiting = self._state.mode is Mode.WAITING
        self.transcript.set_placeholder(
            "Your words appear here as they are made. You can listen already."
            if waiting
            else "There are no words to show."
        )

    def _show_report(self, report: Report | None) -> None:
        for card in self.body.cards:
            card.setVisible(self._state.cards)
        if report is None:
            if self._state.mode is Mode.WAITING:
                self.side.set_waiting()
            else:
                self.side.set_nothing()
            return
        if self._state.cards:
            self.body.set_verdicts(report, bars=self._state.mode is Mode.JUDGED)
        self.dock.set_report(report)
        self.side.set_report(report, [(one, self._place(report, one)) for one in report.advice])
        if self._state.mode is Mode.NO_WORDS:
            self.side.set_nothing()

    def _place(self, report: Report, advice: Advice) -> float | None:
        """Where in the recording a piece of advice is about."""
        if advice.sentence is None or not 0 <= advice.sentence < len(report.sentences):
            return None
        return report.sentences[advice.sentence].start

    def _refresh(self, attempt_id: str) -> None:
        """Read the attempt again and show what is new in it."""
        before = self._view
        if before is None or before.attempt.id != attempt_id:
            return
        try:
            view = self._services.library.view(attempt_id)
        except StarlingError:
            # Deleted for good elsewhere; the page is left by whoever did it.
            return
        self._view = view
        self.side.set_own(view.attempt.rating, view.attempt.notes)
        if view.recording is not None and not self.dock.isVisibleTo(self):
            self.dock.open(view.recording, view.attempt.duration_s)
        self.dock.replace(view.recording)
        if (
            view.report != before.report
            or view.transcript != before.transcript
            or view.attempt.stage is not before.attempt.stage
            or view.attempt.duration_s != before.attempt.duration_s
            or view.recording != before.recording
        ):
            self._show()

    # -- told by the services -------------------------------------------------------------

    def _words_came(self, attempt_id: str, words: object) -> None:
        view = self._view
        if view is None or attempt_id != view.attempt.id or not isinstance(words, tuple):
            return
        self._live = words
        if view.transcript is None:
            self.transcript.set_words(words)
            self.body.transcript.set_has_words(bool(words))

    def _progress_came(self, attempt_id: str, text: str, share: float) -> None:
        if attempt_id == self.attempt_id and self._state.mode is Mode.WAITING:
            self.body.set_progress(text, share)

    def _failure_came(self, attempt_id: str, error: object) -> None:
        if attempt_id != self.attempt_id:
            return
        self._refresh(attempt_id)
        view = self._view
        if view is not None and view.report is None:
            detail = view.attempt.error or (error.what if isinstance(error, StarlingError) else "")
            known = state_of(view)
            finding = known.finding
            if known.mode is not Mode.FAILED:
                finding = "Your take is saved. The words could not be made."
            self._state = ReviewState(Mode.FAILED, finding, detail)
            self.body.set_state(self._state, notices(view, self._services.recovered))
            self._show_report(None)

    # -- what the user does ---------------------------------------------------------------

    def _connect(self) -> None:
        library, reviewer = self._services.library, self._services.reviewer
        library.changed.connect(self._refresh)
        reviewer.words.connect(self._words_came)
        reviewer.progress.connect(self._progress_came)
        reviewer.ready.connect(self._refresh)
        reviewer.kept.connect(self._refresh)
        reviewer.failed.connect(self._failure_came)
        self.top.back.connect(self.leave)
        self.top.next_question.connect(self.next)
        self.top.answer_again.connect(self.again)
        self.top.copy_transcript.connect(self.copy_transcript)
        self.top.show_recording.connect(self._show_recording)
        self.top.delete.connect(self.delete)
        self.body.card_toggled.connect(self._card)
        self.body.try_again.connect(self._retry)
        self.body.check_microphone.connect(self.check_microphone)
        self.transcript.word_clicked.connect(self._word)
        self.side.play_at.connect(self._advice)
        self.side.rated.connect(self._rate)
        self.side.noted.connect(self._note)
        self.dock.position_changed.connect(
            lambda seconds, playing: self.transcript.set_position(seconds, playing=playing)
        )
        self.dock.speed_changed.connect(self._keep_speed)

    def key(self, event: QKeyEvent) -> bool:
        """Space plays, Enter plays the chosen sentence, Esc closes what opened last."""
        key = event.key()
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.dock.toggle()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return self._play_sentence()
        if key == Qt.Key.Key_Escape:
            return self._close_last()
        return False

    def _play_sentence(self) -> bool:
        chosen, view = self.transcript.selected_sentence, self._view
        if chosen is None or view is None or view.report is None:
            return False
        sentence = view.report.sentences[chosen]
        if sentence.start is not None and sentence.end is not None:
            self.dock.play_range(sentence.start, sentence.end)
        return True

    def _close_last(self) -> bool:
        if self.body.transcript.searching:
            self.body.transcript.close_search()
        elif self.transcript.selected_sentence is not None:
            self.transcript.select_sentence(None)
        elif self.transcript.evidence:
            self.body.release_cards()
            self.transcript.set_evidence(())
        else:
            return False
        return True

    def press_card(self, number: int) -> None:
        """Press the verdict card with this number, 1 to 4."""
        if number <= len(self.body.cards) and self.body.cards[number - 1].isVisibleTo(self):
            if self._tabbed:
                self.tabs.set_value("words")
                self.arrange()
            self.body.cards[number - 1].click()

    def _card(self, index: int, checked: bool) -> None:
        """Show what proves a verdict, and stand at its beginning."""
        verdict = self.body.cards[index].verdict
        view = self._view
        evidence = verdict.evidence if checked and verdict is not None else ()
        self.transcript.set_evidence(evidence)
        if evidence and view is not None and view.report is not None:
            self._left.ensureWidgetVisible(self.body.transcript, 0, self._look.px(120))
            start = view.report.sentences[min(evidence)].start
            if start is not None:
                self.dock.seek(start)

    def _word(self, index: int) -> None:
        start = self.transcript.text.words[index].start
        if start is not None:
            self.dock.play_from(start)

    def _advice(self, advice: Advice) -> None:
        view = self._view
        if view is None or view.report is None or advice.sentence is None:
            return
        place = self._place(view.report, advice)
        self.body.release_cards()
        self.transcript.set_evidence((advice.sentence,))
        if place is not None:
            self.dock.play_from(place)

    def _rate(self, rating: object) -> None:
        if self._view is not None:
            value = rating if isinstance(rating, int) else None
            self._services.library.rate(self._view.attempt.id, value)

    def _note(self, text: str) -> None:
        if self._view is not None:
            self._services.library.note(self._view.attempt.id, text)

    def _keep_speed(self, speed: float) -> None:
        self._services.settings.update(playback_rate=speed)

    def _retry(self) -> None:
        view = self._view
        if view is None:
            return
        self.body.set_retrying()
        self._services.reviewer.retry(view.attempt.id)
        fresh = self._services.library.view(view.attempt.id)
        if fresh.attempt.stage is not Stage.FAILED:
            self._view = fresh
            self._show()

    def copy_transcript(self) -> None:
        """Copy all words to the clipboard."""
        if self._view is not None and self._view.transcript is not None:
            QGuiApplication.clipboard().setText(self._view.transcript.text)

    def _show_recording(self) -> None:
        if self._view is not None and self._view.recording is not None:
            folder = self._view.recording.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def delete(self) -> None:
        """Put the take in the bin and leave; whoever hears ``binned`` offers Undo."""
        view = self._view
        if view is None:
            return
        self.dock.pause()
        self.side.flush()
        self._services.library.bin(view.attempt.id)
        self.binned.emit(view.attempt.id)
        self.back.emit()

    def again(self) -> None:
        """Answer the question again."""
        if self._view is not None:
            self.dock.pause()
            self.side.flush()
            self.answer_again.emit(self._view.attempt.question_id)

    def next(self) -> None:
        """Go on to the next question."""
        self.dock.pause()
        self.side.flush()
        self.next_question.emit()

    def leave(self) -> None:
        """Go back to where one came from."""
        self.dock.pause()
        self.side.flush()
        self.back.emit()

    # -- the page -------------------------------------------------------------------------

    def entered(self) -> None:
        """Take the keys."""
        self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Stop the sound and keep the notes."""
        self.dock.pause()
        self.side.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the notes when the window goes."""
        self.side.flush()
        super().hideEvent(event)
