"""Parts of the Practice page: the deck's filters above, the microphone below."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.question import ASKER_NAMES, KIND_NAMES, Asker, QuestionKind, competency_name
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.text import ElidedLabel, EndElidedLabel, Label
from desktop.ui.wording import day

if TYPE_CHECKING:
    from desktop.session.microphone import Microphone
    from desktop.session.services import Services

_NARROW = 420
"""Narrower than this at 100 % the foot says only which microphone it is."""


class DeckFilters(FlowRow):
    """Kind, competency, who asks or favourites, and what is left in the deck.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(look.px(8), look.px(8))
        self._practice = services.practice
        self._packs = services.packs
        self._look = look
        self.kind = DropDown(look, "Kind", "layers")
        self.competency = DropDown(look, "Competency")
        self.which = DropDown(look, "Which questions")
        self.left = Label(look, "", "second", "muted", tabular=True)
        for drop in (self.kind, self.competency, self.which):
            drop.chosen.connect(lambda _: self._filter())
        self.add(self.kind, self.competency, self.which, self.left)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.flow.set_gaps(self._look.px(8), self._look.px(8))
        self.left.setContentsMargins(self._look.px(8), 0, 0, 0)

    def refresh(self) -> None:
        """Show the filters and counts as they are."""
        filters = self._practice.filters
        questions = self._packs.questions
        kinds: list[tuple[str, QuestionKind | None]] = [("All kinds", None)]
        present = {q.kind for q in questions}
        kinds += [(name, kind) for kind, name in KIND_NAMES.items() if kind in present]
        self.kind.set_items(kinds, filters.kind)
        slugs = sorted(
            {
                q.competency
                for q in questions
                if q.competency and (filters.kind is None or q.kind is filters.kind)
            },
            key=competency_name,
        )
        names: list[tuple[str, str | None]] = [("Any competency", None)]
        names += [(competency_name(slug), slug) for slug in slugs]
        self.competency.set_items(names, filters.competency)
        self.competency.setVisible(bool(slugs))
        which: list[tuple[str, tuple[bool, Asker | None]]] = [
            ("All questions", (False, None)),
            ("Favourites", (True, None)),
        ]
        which += [(f"Asked by {name}", (False, asker)) for asker, name in ASKER_NAMES.items()]
        self.which.set_items(which, (filters.favourites_only, filters.asked_by))
        left, total = self._practice.counts()
        self.left.setText(f"{left} of {total} not yet asked" if total else "")
        self.left.setVisible(bool(total))

    def _filter(self) -> None:
        favourites, asker = self.which.value
        kind = self.kind.value
        same = kind is self._practice.filters.kind
        self._practice.set_filters(
            replace(
                self._practice.filters,
                kind=kind,
                competency=self.competency.value if same else None,
                favourites_only=favourites,
                asked_by=asker,
            )
        )


class MicrophoneFoot(QWidget):
    """Which microphone there is, when it was checked, and that it is off.

    Args:
        microphone: The session's microphone.
        look: Theme and sizes.
    """

    check_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, microphone: Microphone, look: Look) -> None:
        super().__init__()
        self._microphone = microphone
        self._look = look
        self.setProperty("kind", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._row, self._lack = QHBoxLayout(), QWidget()
        lack = self._lack_row = QHBoxLayout(self._lack)
        self.device = EndElidedLabel(look, "", "control_small")
        self.checked = ElidedLabel(look, "", "second", "muted")
        self.check = Button(look, "Check the microphone", kind="link")
        self.check.clicked.connect(self.check_wanted)
        self._row.addWidget(Icon(look, "mic", 18))
        self._row.addWidget(self.device)
        self._row.addWidget(self.checked, 1)
        self._row.addStretch(0)
        self._row.addWidget(self.check)
        models = Button(look, "Speech models", kind="link")
        models.clicked.connect(self.models_wanted)
        lack.addWidget(Icon(look, "triangle-alert", 18, "warning"))
        lack.addWidget(
            Label(look, "There is no speech model. You can record and listen, without words.",
                  "second", "muted", wrap=True),
            1,
        )  # fmt: skip
        lack.addWidget(models)
        self._lack.hide()
        self._column.addWidget(self._lack)
        self._column.addLayout(self._row)
        microphone.devices_changed.connect(self.refresh)
        microphone.diagnosis_changed.connect(lambda _: self.refresh())
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say only which microphone it is where there is no room for more."""
        super().resizeEvent(event)
        self._show_room()

    def _show_room(self) -> None:
        roomy = self.width() >= self._look.px(_NARROW)
        self.checked.setVisible(roomy)
        self.check.setText("Check the microphone" if roomy else "Check")
        self.check.setAccessibleName("Check the microphone")
        self.check.updateGeometry()

    def arrange(self, edge: int) -> None:
        """Set the margin, in pixels."""
        px = self._look.px
        self._column.setContentsMargins(edge, px(10), edge, px(10))
        self._column.setSpacing(px(6))
        self._lack_row.setContentsMargins(0, 0, 0, 0)
        for row in (self._row, self._lack_row):
            row.setSpacing(px(10))
        self._show_room()

    def set_words(self, possible: bool) -> None:
        """Say whether there is a speech model to make words with."""
        self._lack.setVisible(not possible)

    def lacks_words(self) -> bool:
        """Whether it says that there is no speech model."""
        return not self._lack.isHidden()

    def refresh(self) -> None:
        """Show the microphone as it is."""
        microphone = self._microphone
        device = microphone.current()
        self.check.setVisible(microphone.listed)
        if not microphone.listed:
            self.device.setText("Looking for microphones")
            self.checked.setText("")
            return
        if device is None:
            self.device.setText("No microphone found.")
            self.checked.setText("Plug one in, or allow Starling to use it.")
            return
        self.device.setText(device.label)
        if microphone.away:
            self.checked.setText(f"{microphone.away} is not plugged in, so this one is used.")
            return
        self.checked.setText(f"{checked_words(microphone.checked_at)} It is off until you start.")


def checked_words(moment: datetime | None) -> str:
    """Return when the microphone was last found good, as a sentence."""
    if moment is None:
        return "Not checked yet."
    now = datetime.now().astimezone()
    moment = moment.astimezone()
    name = day(moment, now)
    if name == "Today":
        part = "morning" if moment.hour < 12 else ("afternoon" if moment.hour < 18 else "evening")
        return f"Checked this {part}."
    if name == "Yesterday":
        return "Checked yesterday."
    return f"Checked on {name}."
