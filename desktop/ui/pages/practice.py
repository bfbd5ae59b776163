"""Practice, idle: meet one question and start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.deck import DeckFilter
from desktop.domain.errors import StarlingError
from desktop.domain.question import ASKER_NAMES, KIND_NAMES, competency_name
from desktop.ui.pages.page import Page, emptied, plain, scroller
from desktop.ui.pages.practice_parts import DeckFilters, MicrophoneFoot
from desktop.ui.reading import Reader
from desktop.ui.theme import Look
from desktop.ui.times import AIMS, THINK, aimed_at
from desktop.ui.widgets.buttons import Button, DropDown, IconButton
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.lasttake import LastTake
from desktop.ui.widgets.material import Material
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.text import ElidedLabel, Label, TextBlock, card
from desktop.ui.wording import clock

if TYPE_CHECKING:
    from desktop.session.services import Services
    from desktop.ui.pages.settings_speech import SpeechModels

_COLUMN = 760
_LAST_TAKE_FROM = 600
"""Lower than this at 100 % the last take goes first."""
_LOW = 440
"""Lower than this at 100 % the filters scroll with the question."""
_NARROW = 440
"""Narrower than this at 100 % what is beside the filters stands below them."""
_ROOMY = (("question", 3), ("question_small", 4), ("question_smallest", 99))
_TIGHT = (("question_small", 4), ("question_smallest", 99))


class PracticePage(Page):
    """One question, and the button that starts the answer.

    Args:
        services: The session.
        look: Theme and sizes.
        reader: Reads aloud where there is a voice.
        speech: The speech models there are.
    """

    start_wanted = Signal()
    check_wanted = Signal()
    mock_wanted = Signal()
    add_pack_wanted = Signal()
    shortcuts_wanted = Signal()
    about_wanted = Signal()
    review_wanted = Signal(str)
    models_wanted = Signal()

    def __init__(
        self, services: Services, look: Look, reader: Reader, speech: SpeechModels
    ) -> None:
        super().__init__(look)
        self._services = services
        self._practice = services.practice
        self._reader = reader
        self._speech = speech
        self._last_id = ""
        self._build()
        practice = self._practice
        practice.question_changed.connect(lambda _: self._ask())
        practice.deck_changed.connect(self._show_deck)
        services.library.listed.connect(self._show_last)
        services.library.changed.connect(lambda _: self._show_last())
        reader.available_changed.connect(self._listen.setVisible)
        reader.speaking_changed.connect(
            lambda on: self._listen.set_icon("volume-x" if on else "volume-2")
        )
        look.changed.connect(self.arrange)
        self.arrange()

    # -- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        column = self._outer = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_top())
        middle = QWidget()
        self._inner = QVBoxLayout(middle)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(0)
        self._middle = QHBoxLayout()
        self._inner.addLayout(self._middle, 1)
        self._centre = QWidget()
        self._middle.addStretch(1)
        self._middle.addWidget(self._centre, 100)
        self._middle.addStretch(1)
        self._stack = QVBoxLayout(self._centre)
        self._build_question()
        self._area = scroller(middle)
        column.addWidget(self._area, 1)
        self.foot = MicrophoneFoot(self._services.microphone, self._look)
        self.foot.check_wanted.connect(self.check_wanted)
        self.foot.models_wanted.connect(self.models_wanted)
        column.addWidget(self.foot)

    def _build_top(self) -> QWidget:
        look = self._look
        self._top = QWidget()
        self._top_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._top)
        self.filters = DeckFilters(self._services, look)
        self._mock = Button(look, "Mock interview", "users", key="M")
        self._mock.clicked.connect(self.mock_wanted)
        self._more = IconButton(look, "ellipsis", "More")
        self._more.clicked.connect(self._open_more)
        self._aside = QHBoxLayout()
        self._aside.addWidget(self._mock, 0, Qt.AlignmentFlag.AlignTop)
        self._aside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self._aside.addStretch(1)
        self._top_row.addWidget(self.filters, 1)
        self._top_row.addLayout(self._aside)
        return self._top

    def _build_question(self) -> None:
        look = self._look
        self._tag = Label(look, "", "caption_strong")
        self._tag.setProperty("kind", "tag")
        self._tag.setIndent(0)  # the style sheet pads it
        self._tag.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._asker = ElidedLabel(look, "", "second", "muted")
        self._asker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._listen = IconButton(look, "volume-2", "Listen to the question", key="L")
        self._listen.clicked.connect(self.listen)
        self._listen.setVisible(self._reader.available)
        self._heart = IconButton(look, "heart", "Add to favourites", key="B")
        self._heart.setCheckable(True)
        self._heart.clicked.connect(self._practice.toggle_favourite)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._asker, 1)
        head.addWidget(self._listen)
        head.addWidget(self._heart)
        self._question = TextBlock(look, _ROOMY)
        self._case = card()
        self._case_row = QVBoxLayout(self._case)
        self._material = Material(look)
        self._case_row.addWidget(self._material)
        self._start = Button(
            look, "Start answering", "mic", kind="primary", size="big", key="Space"
        )
        self._start.clicked.connect(self.start_wanted)
        self._draw = Button(look, "Draw another", "shuffle", size="big", key="D")
        self._draw.clicked.connect(self._practice.draw)
        self._buttons = FlowRow(12, 12)
        self._buttons.add(self._start, self._draw)
        self._build_times()
        self._last = LastTake(look)
        self._last.clicked.connect(lambda: self.review_wanted.emit(self._last_id))
        self._empty = TextBlock(look, (("finding", 99),))
        self._clear = Button(look, "Clear the filters", "x", size="big")
        self._clear.clicked.connect(lambda: self._practice.set_filters(DeckFilter()))
        self._clear_row = FlowRow()
        self._clear_row.add(self._clear)
        for widget in (
            self._head, self._question, self._case, self._empty, self._clear_row, self._buttons,
            self._times, self._last,
        ):  # fmt: skip
            widget.setParent(self._centre)  # a widget without one would be shown as a window

    def _build_times(self) -> None:
        look, settings = self._look, self._practice.settings
        self._think_label = Label(look, "Think first", "body", "muted")
        self._think = Segmented(look, "Think first", THINK, settings.think_s)
        self._think.setToolTip("Time to think before the recording starts; never judged (T)")
        self._think.chosen.connect(self._set_think)
        self._aim_label = Label(look, "Aim for", "body", "muted")
        self._aim = DropDown(look, "Aim for")
        self._aim.chosen.connect(self._set_aim)
        self._times = FlowRow(12, 10)
        pair = FlowRow(12, 8)
        pair.flow.setContentsMargins(0, 0, 24, 0)
        pair.add(self._think_label, self._think)
        other = QWidget()
        aim = QHBoxLayout(other)
        aim.setContentsMargins(0, 0, 0, 0)
        aim.setSpacing(12)
        aim.addWidget(self._aim_label)
        aim.addWidget(self._aim)
        self._times.add(pair, other)

    # -- layout -------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Set margins, gaps and the question's sizes for the fold."""
        px, folded = self._look.px, self.folded
        edge = px(24 if not folded else 20)
        self._top_row.setContentsMargins(edge, px(12), edge, px(12))
        self._top_row.setSpacing(px(8))
        self._aside.setSpacing(px(8))
        self._middle.setContentsMargins(edge, px(8), edge, px(8))
        self._centre.setMaximumWidth(px(_COLUMN))
        self._middle.setStretch(0, 0 if folded else 1)
        self._question.set_steps(_TIGHT if folded else _ROOMY)
        self.foot.arrange(edge)
        self._case_row.setContentsMargins(px(18), px(16), px(18), px(16))
        self.show_question()
        self._show_deck()

    def _fill(self) -> None:
        """Put the column together; folded, its gaps halve."""
        half = 0.5 if self.folded else 1.0
        emptied(self._stack)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._stack.addStretch(1)
        rows = (
            (self._head, 14), (self._question, 32), (self._case, 28), (self._empty, 24),
            (self._clear_row, 0), (self._buttons, 24), (self._times, 44), (self._last, 0),
        )  # fmt: skip
        shown = [(widget, gap) for widget, gap in rows if not widget.isHidden()]
        for number, (widget, gap) in enumerate(shown, 1):
            self._stack.addWidget(widget)
            if number < len(shown):
                self._stack.addSpacing(self._look.px(gap * half))
        self._stack.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low: the last take goes, then the filters scroll with the rest. Narrow: they stack."""
        super().resizeEvent(event)
        low = self.height() / self._look.scale < _LOW
        if low != (self._inner.indexOf(self._top) >= 0):
            (self._inner if low else self._outer).insertWidget(0, self._top)
        narrow = self.width() / self._look.scale < _NARROW
        ways = QBoxLayout.Direction
        self._top_row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._place_last()

    def _place_last(self) -> None:
        room = self.height() / self._look.scale >= _LAST_TAKE_FROM
        self._last.setVisible(room and bool(self._last_id) and self._practice.question is not None)
        self._fill()

    # -- showing ------------------------------------------------------------------------------

    def entered(self) -> None:
        """Show what may have changed elsewhere."""
        self._show_times()
        self.foot.refresh()
        self.foot.set_words(self._has_model())
        self._show_last()

    def _has_model(self) -> bool:
        try:
            return any(model.installed for model in self._speech.available())
        except StarlingError:
            return False

    def left(self) -> None:
        """Fall silent."""
        self._reader.stop()

    def _ask(self) -> None:
        """Show another question, and read it aloud where the user wants that."""
        self.show_question()
        question = self._practice.question
        if (
            question is not None
            and self.isVisible()
            and self._services.settings.settings.read_aloud
        ):
            self._reader.say(question.text)

    def show_question(self) -> None:
        """Show the drawn question, or why there is none."""
        question = self._practice.question
        self._reader.stop()
        here = question is not None
        for widget in (self._head, self._question, self._buttons, self._times):
            widget.setVisible(here)
        self._empty.setVisible(not here)
        self._clear_row.setVisible(not here)
        self._material.set_question(question)
        self._case.setVisible(not self._material.empty)
        if question is None:
            self._empty.setText("No questions match.")
        else:
            topic = question.theme or question.competency
            self._tag.setText(competency_name(topic) if topic else KIND_NAMES[question.kind])
            self._tag.setToolTip(question.shows)
            names = [ASKER_NAMES[asker] for asker in question.asked_by]
            self._asker.setText("often asked by " + " or ".join(names[:2]) if names else "")
            self._question.setText(question.text)
        self._show_favourite()
        self._show_times()
        self._show_last()
        self._area.verticalScrollBar().setValue(0)

    def _show_favourite(self) -> None:
        kept = self._practice.question is not None and self._practice.is_favourite()
        self._heart.setChecked(kept)
        self._heart.set_icon("heart", filled=kept)
        self._heart.set_tip("Remove from favourites" if kept else "Add to favourites")

    def _show_deck(self) -> None:
        self.filters.refresh()
        self._show_favourite()

    def _show_times(self) -> None:
        settings = self._practice.settings
        self._think.set_value(settings.think_s)
        aims = sorted({*AIMS, settings.target_s})
        self._aim.set_items([(clock(seconds), seconds) for seconds in aims], settings.target_s)

    def _show_last(self) -> None:
        question = self._practice.question
        takes = self._services.library.takes(question.id) if question is not None else []
        self._last_id = takes[-1].id if takes else ""
        if takes:
            view = self._services.library.view(takes[-1].id)
            self._last.show_take(view.attempt, view.report, float(self._practice.settings.hard_s))
        self._place_last()

    # -- doing --------------------------------------------------------------------------------

    def _set_think(self, seconds: object) -> None:
        if isinstance(seconds, int):
            self._practice.settings = replace(self._practice.settings, think_s=seconds)

    def _set_aim(self, seconds: object) -> None:
        if isinstance(seconds, int):
            self._practice.settings = aimed_at(self._practice.settings, seconds)

    def listen(self) -> None:
        """Read the question aloud, or fall silent."""
        question = self._practice.question
        if self._reader.speaking:
            self._reader.stop()
        elif question is not None:
            self._reader.say(question.text)

    def more_menu(self) -> QMenu:
        """Return the menu behind the three dots."""
        menu = QMenu(self)
        look = self._look
        menu.addAction(look.icon("file-plus"), "Add questions…", self.add_pack_wanted.emit)
        menu.addAction(look.icon("keyboard"), "Keyboard shortcuts", self.shortcuts_wanted.emit)
        menu.addAction(look.icon("info"), "About Starling", self.about_wanted.emit)
        return menu

    def _open_more(self) -> None:
        menu = self.more_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(self._more.width() - menu.sizeHint().width(), self._more.height() + 4)
        menu.popup(self._more.mapToGlobal(corner))

    def key(self, event: QKeyEvent) -> bool:
        """Space starts; D draws; B keeps; L listens; T think time; M mock; Enter last take."""
        if not plain(event):
            return False
        pressed = event.key()
        if pressed == Qt.Key.Key_M:
            self.mock_wanted.emit()
            return True
        if self._practice.question is None:
            return False
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: self.start_wanted.emit,
            Qt.Key.Key_D: self._practice.draw,
            Qt.Key.Key_B: self._practice.toggle_favourite,
            Qt.Key.Key_T: self._think.step,
        }
        if self._reader.available:
            acts[Qt.Key.Key_L] = self.listen
        if self._last_id:
            acts[Qt.Key.Key_Return] = acts[Qt.Key.Key_Enter] = self._last.click
        act = acts.get(pressed)
        if act is None:
            return False
        act()
        return True
