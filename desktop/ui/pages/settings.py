"""Settings: change one thing, applied at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.pages.page import Page, plain, scroller
from desktop.ui.pages.settings_data import AppearanceSection, DataSection
from desktop.ui.pages.settings_section import Section
from desktop.ui.pages.settings_sections import (
    MicrophoneSection,
    PracticeSection,
    QuestionsSection,
    ShortcutsSection,
)
from desktop.ui.pages.settings_speech import SpeechModels, SpeechSection
from desktop.ui.reading import Reader
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import DropDown
from desktop.ui.widgets.sidebar import NavButton
from desktop.ui.widgets.text import Label

if TYPE_CHECKING:
    from desktop.session.services import Services

_LIST = 208
_LIST_FOLDED = 196
_CONTENT = 860
_ONE_COLUMN_BELOW = 760
"""Narrower than this at 100 % the section list becomes a drop-down."""


_PLAIN = (
    MicrophoneSection,
    QuestionsSection,
    AppearanceSection,
    ShortcutsSection,
)
SECTIONS: tuple[type[Section], ...] = (
    PracticeSection,
    MicrophoneSection,
    SpeechSection,
    QuestionsSection,
    AppearanceSection,
    DataSection,
    ShortcutsSection,
)
"""In the order they are listed."""


class SettingsPage(Page):
    """A list of sections and the one chosen.

    Args:
        services: The session.
        look: Theme and sizes.
        speech: The speech models there are.
        reader: Reads aloud, where there is a voice.
    """

    erased = Signal()

    def __init__(
        self, services: Services, look: Look, speech: SpeechModels, reader: Reader
    ) -> None:
        super().__init__(look)
        self._services = services
        self._speech = speech
        self._reader = reader
        self._made: dict[str, Section] = {}
        self._shown = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._build_list()
        self._stack = QStackedWidget()
        self._areas: dict[str, QScrollArea] = {}
        right = QVBoxLayout()
        right.setSpacing(0)
        self._pick_holder = QWidget()
        pick = QHBoxLayout(self._pick_holder)
        self._pick = DropDown(look, "Section")
        self._pick.chosen.connect(lambda key: self.show_section(str(key)))
        self._pick_title = Label(look, "Settings", "finding_small")
        pick.addWidget(self._pick_title)
        pick.addStretch(1)
        pick.addWidget(self._pick)
        right.addWidget(self._pick_holder)
        right.addWidget(self._stack, 1)
        self._row.addLayout(right, 1)
        look.changed.connect(self.arrange)
        self.arrange()
        self.show_section("practice")

    def _build_list(self) -> None:
        look = self._look
        self._side = QWidget()
        self._side.setProperty("kind", "sidebar")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list = QVBoxLayout(self._side)
        self._title = Label(look, "Settings", "finding_review")
        self._list.addWidget(self._title)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        for section in SECTIONS:
            button = NavButton(look, section.title, section.icon, "")
            button.setToolTip("")
            button.clicked.connect(lambda _=False, key=section.name: self.show_section(key))
            self._group.addButton(button)
            self._buttons[section.name] = button
            self._list.addWidget(button)
        self._list.addStretch(1)
        self._row.addWidget(self._side)

    def arrange(self) -> None:
        """Fold the list; in one column it becomes a drop-down."""
        px = self._look.px
        self._side.setFixedWidth(px(_LIST_FOLDED if self.folded else _LIST))
        self._list.setContentsMargins(px(12), px(24), px(12), px(16))
        self._list.setSpacing(px(2))
        self._title.setContentsMargins(px(12), 0, 0, px(14))
        for section in self._made.values():
            self._arrange_section(section)
        narrow = self.width() / self._look.scale < _ONE_COLUMN_BELOW and self.isVisible()
        self._side.setVisible(not narrow)
        self._pick_holder.setVisible(narrow)
        margins = (px(20), px(12), px(20), 0)
        layout = self._pick_holder.layout()
        if layout is not None:
            layout.setContentsMargins(*margins)

    def resizeEvent(self, event: object) -> None:
        """A narrow page has one column."""
        self.arrange()

    def _arrange_section(self, section: Section) -> None:
        px = self._look.px
        edge = px(20 if self.folded else 28)
        section.setMaximumWidth(px(_CONTENT) + 2 * edge)
        section.arrange(edge)

    def section(self, name: str) -> Section:
        """Return a section by its name ("microphone"); made when first asked for."""
        if name not in self._made:
            section = self._make(name)
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(section, 100)
            line.addStretch(1)
            self._made[name] = section
            self._areas[name] = scroller(holder)
            self._stack.addWidget(self._areas[name])
            self._arrange_section(section)
        return self._made[name]

    def _make(self, name: str) -> Section:
        if name == PracticeSection.name:
            return PracticeSection(self._services, self._look, self._reader)
        if name == SpeechSection.name:
            return SpeechSection(self._services, self._look, self._speech)
        if name == DataSection.name:
            data = DataSection(self._services, self._look)
            data.erased.connect(self.erased)
            return data
        kind = next(kind for kind in _PLAIN if kind.name == name)
        return kind(self._services, self._look)

    @property
    def shown(self) -> str:
        """Name of the section that is shown."""
        return self._shown

    def show_section(self, name: str) -> None:
        """Show a section by its name."""
        if name not in self._buttons:
            name = PracticeSection.name
        if self._shown and name != self._shown:
            self.section(self._shown).left()
        section = self.section(name)
        self._shown = name
        self._stack.setCurrentWidget(self._areas[name])
        self._buttons[name].setChecked(True)
        self._pick.set_items([(s.title, s.name) for s in SECTIONS], name)
        section.entered()

    def entered(self) -> None:
        """Show what may have changed elsewhere."""
        self.arrange()
        self.section(self._shown).entered()

    def left(self) -> None:
        """Close what the section holds open (the microphone)."""
        self.section(self._shown).left()

    def key(self, event: QKeyEvent) -> bool:
        """Up and Down move between sections."""
        if not plain(event) or event.key() not in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            return False
        step = -1 if event.key() == Qt.Key.Key_Up else 1
        names = list(self._buttons)
        index = min(max(0, names.index(self._shown) + step), len(names) - 1)
        self.show_section(names[index])
        self._buttons[names[index]].setFocus(Qt.FocusReason.TabFocusReason)
        return True
