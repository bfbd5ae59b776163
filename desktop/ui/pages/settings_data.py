"""The sections of Settings about looks and about what is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from desktop.domain.errors import StarlingError
from desktop.session.library import HistoryFilter
from desktop.ui.pages.settings_section import Section
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.settingrow import SettingCard, SettingRow
from desktop.ui.widgets.text import Label, TextBlock, card

if TYPE_CHECKING:
    from desktop.session.services import Services

_THEMES = (("System", "system"), ("Light", "light"), ("Dark", "dark"), ("Contrast", "contrast"))
_MOTION = (("As the system", False), ("Reduced", True))
ERASE_WORD = "erase"
"""What is typed before everything is erased."""


class AppearanceSection(Section):
    """Theme, text size with a live sample, motion.

    Args:
        services: The session.
        look: Theme and sizes; changed at once.
    """

    name = "appearance"
    title = "Appearance"
    icon = "palette"

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(look, "How Starling looks. It applies at once.")
        self._settings = services.settings
        self._theme = Segmented(look, "Theme", _THEMES, look.choice)
        self._theme.chosen.connect(self._set_theme)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(10, 20)
        self._slider.setPageStep(1)
        self._slider.setTickInterval(1)
        self._slider.setAccessibleName("Text size in percent")
        self._slider.setValue(round(look.scale * 10))
        self._slider.valueChanged.connect(self._show_size)
        self._slider.sliderReleased.connect(self._set_size)
        self._slider.valueChanged.connect(
            lambda _: None if self._slider.isSliderDown() else self._set_size()
        )
        self._percent = Label(look, "", "strong", tabular=True)
        size = QWidget()
        row = QHBoxLayout(size)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._slider, 1)
        row.addWidget(self._percent)
        size.setMinimumWidth(240)
        self._motion = Segmented(look, "Motion", _MOTION, services.settings.settings.reduced_motion)
        self._motion.chosen.connect(self._set_motion)
        self._sample = TextBlock(look, (("question_smallest", 9),))
        self._sample.setText("Tell me about a time you changed your mind.")
        self._second = Label(look, "This is how running text looks.", "body", "muted", wrap=True)
        sample = card()
        column = QVBoxLayout(sample)
        column.setContentsMargins(18, 16, 18, 16)
        column.addWidget(self._sample)
        column.addWidget(self._second)
        self.add(
            SettingCard(
                SettingRow(look, "Theme", "System follows the computer, its contrast too.",
                           self._theme),
                SettingRow(look, "Text size", "From 100 to 200 percent.", size),
                SettingRow(look, "Motion", "Reduced: nothing slides, and the meter is slower.",
                           self._motion),
            ),
            sample,
        )  # fmt: skip
        self.end()
        self._show_size(self._slider.value())

    def entered(self) -> None:
        """Show the choices as they are."""
        self._theme.set_value(self._look.choice)
        self._motion.set_value(self._settings.settings.reduced_motion)

    def _show_size(self, tenths: int) -> None:
        self._percent.setText(f"{tenths * 10} %")

    def _set_size(self) -> None:
        scale = self._slider.value() / 10
        self._settings.update(text_scale=scale)
        self._look.set_scale(scale)

    def _set_theme(self, choice: object) -> None:
        self._settings.update(theme=str(choice))
        self._look.set_choice(str(choice))

    def _set_motion(self, reduced: object) -> None:
        self._settings.update(reduced_motion=bool(reduced))
        self._look.set_motion("reduced" if reduced else "system")


class DataSection(Section):
    """Where everything is kept, how much it is, the bin, and erasing it all.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    name = "data"
    title = "Data and privacy"
    icon = "shield-check"
    erased = Signal()

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(
            look,
            "What you say stays on this computer. There is no account, and nothing is sent.",
        )  # fmt: skip
        self._services = services
        self._folder = SettingRow(look, "Your folder", "", self._button("Open", self._open))
        self._empty = self._button("Empty the bin", self._empty_bin)
        self._bin = SettingRow(look, "Bin", "", self._empty)
        self._word = QLineEdit()
        self._word.setPlaceholderText(f"Type “{ERASE_WORD}”")
        self._word.setAccessibleName(f"Type {ERASE_WORD} to erase everything")
        self._word.textChanged.connect(self._typed)
        self._word.returnPressed.connect(self._erase)
        self._erase_button = Button(look, "Erase everything", "trash-2", kind="danger")
        self._erase_button.clicked.connect(self._erase)
        both = FlowRow()
        both.add(self._word, self._erase_button)
        self._word.setMaximumWidth(look.px(140))
        danger = SettingRow(
            look, "Erase everything",
            "Recordings, words, reports, your own packs and settings, at once and for good.", both,
        )  # fmt: skip
        self._error = Label(look, "", "body", "danger", wrap=True)
        self._error.hide()
        self.add(SettingCard(self._folder, self._bin), SettingCard(danger), self._error)
        self.end()
        self._typed("")

    def _button(self, text: str, act: object) -> Button:
        button = Button(self._look, text)
        button.clicked.connect(act)
        return button

    def entered(self) -> None:
        """Measure the folder and count the bin."""
        root = self._services.home.root
        self._folder.set_what(f"{breakable(str(root))}, {readable(folder_size(root))}")
        number = len(self._services.library.rows(HistoryFilter(binned=True)))
        takes = "one take" if number == 1 else f"{number} takes"
        self._bin.set_what(
            f"It holds {takes}. Each is erased 30 days after it came here." if number
            else "It is empty. What you put here is kept for 30 days."
        )  # fmt: skip
        self._empty.setEnabled(bool(number))
        self._word.clear()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._services.home.root)))

    def _empty_bin(self) -> None:
        try:
            self._services.library.empty_bin()
        except StarlingError as error:
            self._error.setText(str(error))
            self._error.show()
        self.entered()

    def _typed(self, text: str) -> None:
        ready = text.strip().casefold() == ERASE_WORD
        self._erase_button.setEnabled(ready)
        self._erase_button.setToolTip("" if ready else f"Type “{ERASE_WORD}” first")

    def _erase(self) -> None:
        if self._erase_button.isEnabled():
            self.erased.emit()


def folder_size(root: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())


def breakable(path: str) -> str:
    """Return a path that may break within its names where a line is too short for them."""
    return re.sub(r"([/\\_.-])", "\\1\u200b", path)


def readable(size: int) -> str:
    """Return bytes as people read them: "41 MB", "1.2 GB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    if size < 1_000_000_000:
        return f"{size / 1e6:.0f} MB"
    return f"{size / 1e9:.1f} GB"
