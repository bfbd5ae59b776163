"""The sections of Settings about practising: times, microphone, speech, questions, keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QWidget,
)

from desktop.domain.attempt import PracticeSettings
from desktop.domain.errors import StarlingError
from desktop.ui.keys import KEYS, KeyRow
from desktop.ui.pages.settings_section import Section
from desktop.ui.reading import Reader
from desktop.ui.theme import Look
from desktop.ui.times import AIMS, LONGEST_S, THINK, aimed_at, ended, softened
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.microphone import MicrophonePanel
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.settingrow import SettingCard, SettingRow
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.text import Label
from desktop.ui.wording import clock, count

if TYPE_CHECKING:
    from desktop.session.services import Services

_SOFT = (60, 75, 90, 105, 120, 150, 180, 210, 240, 270, 300, 360, 420, 600, 900, 1200)
_HARD = (90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 600, 900, 1200, LONGEST_S)


class PracticeSection(Section):
    """Think time, aim, soft limit and end.

    Args:
        services: The session.
        look: Theme and sizes.
        reader: Reads aloud, where there is a voice.
    """

    name = "practice"
    title = "Practice"
    icon = "timer"

    def __init__(self, services: Services, look: Look, reader: Reader) -> None:
        super().__init__(look, "How long you think and speak.")
        self._practice = services.practice
        self._settings = services.settings
        self._reader = reader
        self._think = Segmented(look, "Think first", THINK, self._practice.settings.think_s)
        self._think.chosen.connect(self._set_think)
        self._aim = self._drop("Aim for", aimed_at)
        self._soft = self._drop("Finish your thought", softened)
        self._hard = self._drop("Stop", ended)
        rows = (
            SettingRow(look, "Think first", "Time before the recording starts. It is never judged.",
                       self._think),
            SettingRow(look, "Aim for", "The mark on the clock line; two minutes suit most "
                       "questions.", self._aim),
            SettingRow(look, "Say “Finish your thought” at", "One line below the clock.",
                       self._soft),
            SettingRow(look, "Stop by itself at", "What you said until then is kept.", self._hard),
        )  # fmt: skip
        self._aloud = Switch(look, "Read each question aloud")
        self._aloud.toggled.connect(self._set_aloud)
        self._voice = SettingCard(
            SettingRow(look, "Read each question aloud",
                       "With this computer’s own voice, before you think and never over you.",
                       self._aloud)
        )  # fmt: skip
        self._voice.setVisible(reader.available)
        reader.available_changed.connect(self._voice.setVisible)
        self.add(SettingCard(*rows), self._voice)
        self.end()

    def _set_aloud(self, on: bool) -> None:
        if on != self._settings.settings.read_aloud:
            self._settings.update(read_aloud=on)

    def _drop(
        self, name: str, change: Callable[[PracticeSettings, int], PracticeSettings]
    ) -> DropDown:
        drop = DropDown(self._look, name)

        def chosen(seconds: object) -> None:
            if isinstance(seconds, int):
                self._practice.settings = change(self._practice.settings, seconds)
                self.entered()

        drop.chosen.connect(chosen)
        return drop

    def _set_think(self, seconds: object) -> None:
        now = self._practice.settings
        if isinstance(seconds, int):
            self._practice.settings = PracticeSettings(
                seconds, now.target_s, now.soft_s, now.hard_s
            )

    def entered(self) -> None:
        """Show the times as they are; later ones are offered only past the earlier ones."""
        now = self._practice.settings
        self._think.set_value(now.think_s)
        self._aloud.setChecked(self._settings.settings.read_aloud)
        for drop, offered, least, value in (
            (self._aim, AIMS, 0, now.target_s),
            (self._soft, _SOFT, now.target_s, now.soft_s),
            (self._hard, _HARD, now.soft_s, now.hard_s),
        ):
            seconds = sorted({s for s in offered if s >= least} | {value})
            drop.set_items([(clock(s), s) for s in seconds], value)


class MicrophoneSection(Section):
    """The microphone check.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    name = "microphone"
    title = "Microphone"
    icon = "mic"

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(
            look,
            "It is open only while you check it, think or answer.",
        )  # fmt: skip
        self.panel = MicrophonePanel(look, services.microphone)
        self.add(self.panel)
        self.end()

    def entered(self) -> None:
        """List what is plugged in now."""
        self.panel.show_devices()

    def left(self) -> None:
        """Close the microphone."""
        self.panel.stop()


class QuestionsSection(Section):
    """The packs with their counts, what is wrong with any, and adding one.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    name = "questions"
    title = "Questions"
    icon = "layers"

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(
            look,
            "Question packs: those that came with Starling and your own.",
        )
        self._services = services
        self._error = Label(look, "", "body", "danger", wrap=True)
        self._error.hide()
        self._card = SettingCard()
        self._problems = SettingCard()
        self._add = Button(look, "Add questions…", "file-plus")
        self._add.clicked.connect(self.ask_for_pack)
        self._open = Button(look, "Open the folder", "folder-open", kind="quiet")
        self._open.clicked.connect(self._open_folder)
        buttons = FlowRow()
        buttons.add(self._add, self._open)
        self.add(buttons, self._error, self._problems, self._card)
        self.end()

    def entered(self) -> None:
        """List the packs as they are now."""
        packs = self._services.packs
        rows: list[QWidget] = []
        for pack in packs.packs:
            number = len(pack.questions)
            shown = Label(self._look, f"{number}", "body", "muted", tabular=True)
            rows.append(SettingRow(self._look, pack.title, "", shown))
        total = len(packs.questions)
        self._what.setText(f"{total} questions in {count(len(packs.packs), 'pack')}.")
        self._card.fill(rows)
        problems: list[QWidget] = [
            SettingRow(self._look, error.what, " ".join(p for p in (error.kept, error.todo) if p))
            for error in packs.problems
        ]
        self._problems.fill(problems)
        self._problems.setVisible(bool(problems))

    def ask_for_pack(self) -> None:
        """Ask for a file and add it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Add questions", str(Path.home()), "Question packs (*.toml)"
        )
        if name:
            self.add_pack(Path(name))

    def add_pack(self, path: Path) -> None:
        """Add a pack; what is wrong with it is said in place."""
        try:
            pack = self._services.packs.import_pack(path)
        except StarlingError as error:
            self._error.setText(str(error))
            self._error.set_ink("danger")
            self._error.show()
            return
        self._error.setText(f"“{pack.title}” is in: {count(len(pack.questions), 'question')}.")
        self._error.set_ink("success")
        self._error.show()
        self.entered()
        self._services.practice.deck_changed.emit()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._services.home.packs)))


class ShortcutsSection(Section):
    """Every key.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    name = "shortcuts"
    title = "Shortcuts"
    icon = "keyboard"

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(look, "Single letters work when no text field has the focus.")
        for place, rows in KEYS.items():
            self.add(Label(look, place, "card_title"), KeyTable(look, rows))
        self.end()


class KeyTable(QFrame):
    """Keys of one place, in two columns; plain labels, because there are many.

    Args:
        look: Theme and sizes.
        rows: Keys and what they do.
    """

    def __init__(self, look: Look, rows: Sequence[KeyRow]) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "card")
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, 1)
        for number, row in enumerate(rows):
            keys = Label(look, row.keys, "control_small", "muted", wrap=True)
            what = Label(look, row.what, "control", wrap=True)
            what.setAccessibleName(f"{row.what}: {row.keys}")
            self._grid.addWidget(what, number, 0)
            self._grid.addWidget(keys, number, 1, Qt.AlignmentFlag.AlignRight)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        px = self._look.px
        self._grid.setContentsMargins(px(18), px(12), px(18), px(12))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(10))
