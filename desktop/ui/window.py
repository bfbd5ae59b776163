"""The window: which page comes when, and what leads from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.domain.errors import DeviceError, StarlingError
from desktop.session.practice import Phase
from desktop.ui import ahead
from desktop.ui.about import AboutDialog
from desktop.ui.focus import FocusRing
from desktop.ui.frame import PLACES, WHOLE_WINDOW, WindowFrame
from desktop.ui.pages.answering import AnsweringPage
from desktop.ui.pages.microphone import MicrophoneCheck
from desktop.ui.pages.mock import MockPage
from desktop.ui.pages.practice import PracticePage
from desktop.ui.pages.settings import SECTIONS, SettingsPage
from desktop.ui.pages.settings_sections import QuestionsSection
from desktop.ui.pages.settings_speech import SpeechModels
from desktop.ui.reading import Reader
from desktop.ui.telling import tell_error, tell_start
from desktop.ui.theme import Look

if TYPE_CHECKING:
    from desktop.session.services import Services
    from desktop.ui.pages.history import HistoryPage
    from desktop.ui.pages.review import ReviewPage

_AHEAD_AFTER_MS = 250


class MainWindow(WindowFrame):
    """Starling's one window.

    Args:
        services: The session.
        look: Theme and sizes.
        speech: The speech models there are.
    """

    erase_wanted = Signal()

    def __init__(self, services: Services, look: Look, speech: SpeechModels) -> None:
        super().__init__(look)
        self._services = services
        self._speech = speech
        self._back_to = "practice"
        self._skipped_check = False
        self._review: ReviewPage | None = None
        self._history: HistoryPage | None = None
        self._settings_page: SettingsPage | None = None
        self._player: Any = None
        self.reader = Reader(self)
        self._make_first()
        self._connect()
        self._shortcuts()
        self.ring = FocusRing(look, self)
        self._fold()
        welcomed = services.settings.settings.welcomed
        self.go("practice" if welcomed else "welcome")
        self.ahead = ahead.Ahead(self._steps_ahead(), self)
        self.ahead.begin(_AHEAD_AFTER_MS)

    # -- building -----------------------------------------------------------------------------

    def _make_first(self) -> None:
        """Make the pages that the first answer needs."""
        services, look = self._services, self._look
        self.practice = PracticePage(services, look, self.reader, self._speech)
        self.answering = AnsweringPage(services, look, self.reader)
        self.check = MicrophoneCheck(services, look)
        self.mock = MockPage(services, look)
        self._add("practice", self.practice)
        self._add("check", self.check)
        self._add("mock", self.mock)
        self._add("answering", self.answering)

    def _connect(self) -> None:
        services = self._services
        self.sidebar.chosen.connect(self.go)
        self.practice.start_wanted.connect(self.start)
        self.practice.check_wanted.connect(lambda: self._open_check(then_record=False))
        self.practice.mock_wanted.connect(self._open_mock)
        self.practice.review_wanted.connect(self.open_review)
        self.practice.models_wanted.connect(lambda: self._open_section("speech"))
        self.practice.add_pack_wanted.connect(self._add_pack)
        self.practice.shortcuts_wanted.connect(self._open_shortcuts)
        self.practice.about_wanted.connect(self._open_about)
        self.check.done.connect(self._checked)
        self.mock.begun.connect(services.practice.start)
        self.mock.review_wanted.connect(lambda key: self.open_review(key, back_to="mock"))
        self.mock.left_page.connect(lambda: self.go("practice"))
        self.answering.rested.connect(self._next_of_mock)
        self.answering.left_mock.connect(self._leave_mock)
        practice = services.practice
        practice.phase_changed.connect(self._phase)
        practice.saved.connect(self._saved)
        practice.discarded.connect(self._discarded)
        practice.failed.connect(self.tell_error)
        services.example.taken_in.connect(self._example_taken_in)
        services.example.failed.connect(self.tell_error)
        services.mock.finished.connect(self._mock_finished)
        self._look.changed.connect(self._fold)

    def _shortcuts(self) -> None:
        for number, place in enumerate(PLACES, 1):
            self._shortcut(f"Ctrl+{number}", lambda key=place.key: self.go(key))
        self._shortcut("Ctrl+,", lambda: self.go("settings"))
        self._shortcut("Ctrl+Z", self._undo)
        self._shortcut("F1", self._open_shortcuts)

    def _shortcut(self, keys: str, act: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    # -- moving about -------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Show a page: practice, history, settings, review, mock, check, welcome or answering."""
        busy = self._services.practice.phase is not Phase.IDLE or self._services.mock.running
        if busy and name != "answering":
            return
        self._page(name)
        if name == self._name:
            return
        if name == "answering":
            self.notice.hide()
        self._show(name)

    def _page(self, name: str) -> QWidget:
        """Return a page; those not needed for the first answer are made when first shown."""
        if name not in self._pages:
            make = {
                "settings": self._make_settings,
                "history": self._make_history,
                "review": self._make_review,
                "welcome": self._make_welcome,
            }[name]
            page: QWidget = make()
            page.setProperty("ring", False)
            self._add(name, page)
        return self._pages[name]

    def _make_settings(self) -> QWidget:
        self._settings_page = SettingsPage(self._services, self._look, self._speech, self.reader)
        self._settings_page.erased.connect(self.erase_wanted)
        return self._settings_page

    def _make_history(self) -> QWidget:
        from desktop.ui.pages.history import HistoryPage  # noqa: PLC0415 - not at start

        self._history = HistoryPage(self._services, self._look)
        self._history.open_attempt.connect(lambda key: self.open_review(key, back_to="history"))
        self._history.ask_question.connect(lambda: self.go("practice"))
        self._history.example_wanted.connect(self._show_example)
        self._history.binned.connect(self._binned)
        return self._history

    def _make_review(self) -> QWidget:
        from desktop.ui.pages.review import ReviewPage  # noqa: PLC0415 - not at start

        self._review = ReviewPage(self._services, self._look, player=self._player)
        self._review.answer_again.connect(self._answer_again)
        self._review.next_question.connect(self._next_question)
        self._review.back.connect(self._back)
        self._review.binned.connect(self._review_binned)
        self._review.check_microphone.connect(lambda: self._open_check(then_record=False))
        return self._review

    def _make_welcome(self) -> QWidget:
        from desktop.ui.pages.welcome import WelcomePage  # noqa: PLC0415 - shown once

        page = WelcomePage(self._services, self._look, self._speech)
        page.done.connect(self._welcomed)
        page.example_wanted.connect(self._show_example)
        return page

    def _steps_ahead(self) -> Iterator[ahead.Step]:
        """Yield what is done after the start, so that no page holds the window up when it opens."""
        yield from ahead.modules()
        yield self._make_player
        for name in ("review", "history", "settings"):
            yield partial(self._page, name)
            yield self._fold
            yield from ahead.styled(self._page(name), self._stack.size())
        yield self.reader.look_for_voice
        for section in SECTIONS:
            if self._settings_page is not None:
                yield partial(self._settings_page.section, section.name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Prepare nothing more: the services are taken down next."""
        self.ahead.stop()
        super().closeEvent(event)

    def _make_player(self) -> None:
        if self._review is None:
            self._player = self._services.player_factory()

    # -- answering ----------------------------------------------------------------------------

    def start(self) -> None:
        """Start answering; the very first time by way of the microphone check."""
        microphone = self._services.microphone
        never = microphone.checked_at is None and not self._skipped_check
        nothing = microphone.listed and microphone.current() is None
        if nothing or never:
            self._open_check(then_record=True)
        else:
            self._services.practice.start()

    def _open_check(self, *, then_record: bool) -> None:
        self.check.open(then_record=then_record)
        self.go("check")

    def _checked(self, go_on: bool) -> None:
        self.go("practice")
        if go_on:
            self._skipped_check = True
            self._services.practice.start()

    def _phase(self, phase: object) -> None:
        if phase == Phase.IDLE:
            if self._name == "answering" and not self._services.mock.running:
                self.go("practice")
        elif self._name != "answering":
            self.go("answering")

    def _saved(self, attempt_id: str) -> None:
        if self._services.mock.between:
            self.answering.rest()
        elif not self._services.library.view(attempt_id).attempt.mock_id:
            self.open_review(attempt_id)

    def _discarded(self, attempt_id: str) -> None:
        self.undo_bar.offer(
            "That take is gone.", lambda: self._services.library.restore(attempt_id)
        )

    def _next_of_mock(self) -> None:
        self._services.mock.next()
        self._services.practice.start()

    def _leave_mock(self) -> None:
        self._services.mock.leave()
        self.go("mock")

    def _open_mock(self) -> None:
        self.mock.open_setup()
        self.go("mock")

    def _mock_finished(self, mock_id: str) -> None:
        self.mock.open_answers(mock_id)
        self.go("mock")

    # -- review -------------------------------------------------------------------------------

    def open_review(self, attempt_id: str, back_to: str = "practice") -> None:
        """Open an attempt in Review.

        Args:
            attempt_id: The attempt.
            back_to: The page that Back leads to.
        """
        self._back_to = back_to
        self._page("review")
        if self._review is not None:
            self._review.open(attempt_id)
        self.go("review")

    def _back(self) -> None:
        self.go(self._back_to)

    def _binned(self, attempt_id: str) -> None:
        self.undo_bar.offer(
            "Moved to the bin, where it stays for 30 days.",
            lambda: self._services.library.restore(attempt_id),
        )

    def _review_binned(self, attempt_id: str) -> None:
        self._back()
        self._binned(attempt_id)

    def _answer_again(self, question_id: str) -> None:
        if self._services.packs.question(question_id) is None:
            # The example's question, or one whose pack is gone: a question of the deck instead.
            self.go("practice")
            return
        self._services.practice.choose(question_id)
        self.go("practice")
        self.start()

    def _next_question(self) -> None:
        self._services.practice.draw()
        self.go("practice")

    # -- the rest -----------------------------------------------------------------------------

    def _welcomed(self) -> None:
        self._remember_welcome()
        self.go("practice")

    def _remember_welcome(self) -> None:
        try:
            self._services.settings.update(welcomed=True)
        except StarlingError as error:
            self.tell_error(error)

    def _show_example(self) -> None:
        self._services.example.open()

    def _example_taken_in(self, attempt_id: str, _fresh: bool) -> None:
        if self._services.practice.phase is not Phase.IDLE:
            return
        if self._name == "welcome":
            self._remember_welcome()
        back_to = self._name if self._name in ("history", "welcome") else "practice"
        self.open_review(attempt_id, back_to="practice" if back_to == "welcome" else back_to)

    def _open_shortcuts(self) -> None:
        self._open_section("shortcuts")

    def _open_section(self, name: str) -> None:
        self.go("settings")
        if self._settings_page is not None and self._name == "settings":
            self._settings_page.show_section(name)

    def _open_about(self) -> None:
        AboutDialog(self._look, self).open()

    def _add_pack(self) -> None:
        self.go("settings")
        if self._settings_page is None:
            return
        self._settings_page.show_section("questions")
        section = self._settings_page.section(QuestionsSection.name)
        if isinstance(section, QuestionsSection):
            section.ask_for_pack()

    def tell_error(self, error: object) -> None:
        """Say in place what happened, what is safe and what to do."""
        if isinstance(error, DeviceError) and self._services.mock.running:
            self._leave_mock()
        if isinstance(error, StarlingError):
            tell_error(self.notice, error, lambda: self._open_check(then_record=False))

    def tell_start(self) -> None:
        """Say what the start found: recovered takes, a broken settings file, broken packs."""
        tell_start(self.notice, self._services, lambda: self.go("history"), self._show_packs)

    def _show_packs(self) -> None:
        self._open_section("questions")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no control and no page took: "?" for the shortcuts; else offered to the page."""
        focus = QApplication.focusWidget()
        typing = isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit)
        if event.text() == "?" and not typing and not event.isAutoRepeat():
            self._open_shortcuts()
            event.accept()
            return
        if event.matches(QKeySequence.StandardKey.Find) and self._name not in WHOLE_WINDOW:
            self.go("history")
            if self._history is not None and self._name == "history":
                self._history.search()
            event.accept()
            return
        if self._offered(event):
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self._close_last():
            event.accept()
            return
        super().keyPressEvent(event)
