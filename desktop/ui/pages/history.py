"""The history page: every attempt, newest first, to find, hear, open and put away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import StarlingError
from desktop.domain.question import competency_name
from desktop.session.library import AttemptView, HistoryFilter, HistoryRow
from desktop.session.services import Services
from desktop.ui.pages.history_layout import HistoryLayout
from desktop.ui.pages.page import plain
from desktop.ui.theme import Look

_SEARCH_AFTER_MS = 150


class HistoryPage(HistoryLayout):
    """All attempts.

    Args:
        services: The application's services.
        look: Theme and sizes.
        now: Gives the time, for day headings.
    """

    open_attempt = Signal(str)
    ask_question = Signal()
    example_wanted = Signal()
    binned = Signal(str)  # attempt id: it was put in the bin, Undo restores it

    def __init__(
        self,
        services: Services,
        look: Look,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._services = services
        self._now = now
        self._player: Any = None  # made when something is played
        self._playing = ""
        self._current = ""
        self._dirty = True
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SEARCH_AFTER_MS)
        self._wait.timeout.connect(self.refresh)
        self._connect()
        self.arrange()

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._wait.start())
        self.field.returnPressed.connect(self._to_list)
        for drop in (self.kind, self.competency, self.span):
            drop.chosen.connect(lambda _: self.refresh())
        self.bin_button.toggled.connect(lambda _: self.refresh())
        self.empty_button.clicked.connect(self._services.library.empty_bin)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.entered_row.connect(self._open)
        self.list.doubleClicked.connect(self._open)
        self.list.clicked.connect(self._clicked)
        self.list.space.connect(self.toggle_play)
        self.delegate.play.connect(self._play)
        self.drawer.review.connect(lambda: self._open(self.list.currentIndex()))
        self.drawer.play.connect(self.toggle_play)
        self.drawer.put_away.connect(self.delete)
        self.nothing.pressed.connect(self._first_step)
        self.nothing.example.clicked.connect(self.example_wanted)
        library = self._services.library
        library.listed.connect(self._stale)
        library.changed.connect(lambda _: self._stale())
        for keys, call in (
            ("/", self.search), ("Ctrl+F", self.search), ("Del", self.delete),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    # -- rows -----------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """Id of the chosen attempt, or empty."""
        return self._current

    def wanted(self) -> HistoryFilter:
        """Return the filter as it is set."""
        days = self.span.value
        return HistoryFilter(
            text=self.field.text().strip(),
            kind=self.kind.value,
            competency=self.competency.value,
            since=self._now() - timedelta(days=days) if days else None,
            binned=self.bin_button.isChecked(),
        )

    def refresh(self) -> None:
        """Read the rows again; the chosen attempt stays chosen, or the one that took its place."""
        self._wait.stop()
        self._dirty = False
        wanted = self.wanted()
        rows = self._services.library.rows(wanted)
        before = self.model.place(self._current)
        self.model.set_rows(rows, self._now())
        place = self.model.place(self._current)
        if place is None:
            place = self.model.nearest(before if before is not None else 0)
        if place is not None:
            self.list.setCurrentIndex(self.model.index(place))
        else:
            self._current = ""
        self._say_nothing(wanted)
        self._show_drawer()
        if not any((wanted.text, wanted.kind, wanted.competency, wanted.since, wanted.binned)):
            self._offer_competencies(rows)

    def _offer_competencies(self, rows: list[HistoryRow]) -> None:
        slugs = {row.attempt.competency for row in rows if row.attempt.competency}
        named = sorted((competency_name(slug), slug) for slug in slugs)
        self.competency.set_items([("Any competency", None), *named], self.competency.value)

    def _say_nothing(self, wanted: HistoryFilter) -> None:
        none = self.model.attempts == 0
        self._stack.setCurrentWidget(self.nothing if none else self.list)
        self._bin_bar.setVisible(wanted.binned and not none)
        if not none:
            return
        if wanted.text:
            self.nothing.say(f"No answer has “{wanted.text}” in it.", "Clear")
        elif wanted.kind or wanted.competency or wanted.since:
            self.nothing.say("No answers match these filters.", "Clear the filters")
        elif wanted.binned:
            self.nothing.say("The bin is empty.", "Back to your answers")
        else:
            self.nothing.say("Your answers will be here.")

    def _first_step(self) -> None:
        wanted = self.wanted()
        if not any((wanted.text, wanted.kind, wanted.competency, wanted.since, wanted.binned)):
            self.ask_question.emit()
            return
        if not (wanted.text or wanted.kind or wanted.competency or wanted.since):
            self.bin_button.setChecked(False)
            return
        self.field.clear()
        self.kind.set_value(None)
        self.competency.set_value(None)
        self.span.set_value(0)
        self.refresh()

    def _stale(self) -> None:
        self._dirty = True
        if self.isVisible():
            self._wait.start()

    def _row(self) -> HistoryRow | None:
        return self.model.row(self.list.currentIndex())

    def _chosen(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is not None:
            self._current = row.attempt.id
            self._show_drawer()

    def _show_drawer(self) -> None:
        row = self._row()
        self.drawer.setVisible(row is not None and self.roomy and self.model.attempts > 0)
        if row is None or self.drawer.isHidden():
            return
        view = self._view(row.attempt.id)
        words = view.transcript if view is not None else None
        self.drawer.show_row(row, words, self.field.text(), self._now())
        self._show_playing()

    def _view(self, attempt_id: str) -> AttemptView | None:
        """Return an attempt, or None where it was erased while the list was shown."""
        try:
            return self._services.library.view(attempt_id)
        except StarlingError:
            self._stale()
            return None

    # -- what the user does ---------------------------------------------------------------

    def search(self) -> None:
        """Write in the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _to_list(self) -> None:
        self.refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, index: QModelIndex) -> None:
        """A click opens where there is no drawer, but not on the play sign."""
        point = self.list.viewport().mapFromGlobal(self.cursor().pos())
        if self.drawer.isHidden() and not self._on_sign(index, point):
            self._open(index)

    def _on_sign(self, index: QModelIndex, point: QPoint) -> bool:
        return self.delegate.play_rect(self.list.visualRect(index)).contains(point)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is None:
            return
        self.stop()
        if row.attempt.deleted_at is not None:
            self._services.library.restore(row.attempt.id)
            self.refresh()
        else:
            self.open_attempt.emit(row.attempt.id)

    def toggle_play(self) -> None:
        """Play or pause the chosen attempt."""
        row = self._row()
        if row is not None:
            self._play(row.attempt.id)

    def _play(self, attempt_id: str) -> None:
        if self._player is None:
            self._player = self._services.player_factory()
            self._player.playing_changed.connect(lambda _: self._show_playing())
        if attempt_id == self._playing:
            self._player.toggle()
            return
        view = self._view(attempt_id)
        recording = view.recording if view is not None else None
        if recording is None:
            return
        self._playing = attempt_id
        self._player.load(recording)
        self._player.play()
        self._show_playing()

    def _show_playing(self) -> None:
        sounds = self._player is not None and self._player.playing
        playing = self._playing if sounds else ""
        self.delegate.set_playing(playing)
        self.drawer.set_playing(bool(playing) and playing == self._current)
        self.list.viewport().update()

    def stop(self) -> None:
        """Stop the sound."""
        if self._player is not None:
            self._player.pause()

    def delete(self) -> None:
        """Put the chosen attempt in the bin; whoever hears ``binned`` offers Undo."""
        row = self._row()
        if row is None or row.attempt.deleted_at is not None or self.field.hasFocus():
            return
        if row.attempt.id == self._playing:
            self.stop()
        self._services.library.bin(row.attempt.id)
        self.refresh()
        self.binned.emit(row.attempt.id)

    def key(self, event: QKeyEvent) -> bool:
        """Esc leaves the search, then the bin; other keys work on the chosen row."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.field.text():
                self.field.clear()
                self._to_list()
                return True
            if self.bin_button.isChecked():
                self.bin_button.setChecked(False)
                return True
            return False
        if key == Qt.Key.Key_Space and plain(event):
            self.toggle_play()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.field.hasFocus():
            self._open(self.list.currentIndex())
            return True
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    # -- the page -------------------------------------------------------------------------

    def entered(self) -> None:
        """Show what is new, and take the keys."""
        if self._dirty:
            self.refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Stop the sound; a search just typed is done when the page is seen again."""
        self.stop()
        if self._wait.isActive():
            self._wait.stop()
            self._dirty = True

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed while the page was out of view."""
        super().showEvent(event)
        if self._dirty:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the sound."""
        self.stop()
        super().hideEvent(event)
