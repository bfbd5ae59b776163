"""The microphone check as a page of its own: before the first recording, and when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.pages.page import Page, plain, scroller
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.microphone import MicrophonePanel
from desktop.ui.widgets.text import Label, TextBlock

if TYPE_CHECKING:
    from desktop.session.services import Services

_COLUMN = 560


class MicrophoneCheck(Page):
    """Says whether the microphone can be used, and goes on when told to.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    done = Signal(bool)

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(look)
        self._microphone = services.microphone
        self._then_record = False
        self.panel = MicrophonePanel(look, services.microphone)
        self._title = TextBlock(look, (("finding", 99),))
        self._why = Label(
            look,
            "The microphone is open only while you check it, think or answer, and what it hears "
            "stays on this computer.",
            "body", "muted", wrap=True,
        )  # fmt: skip
        self._go = Button(look, "Start answering", "mic", kind="primary", size="big", key="Space")
        self._go.clicked.connect(lambda: self._leave(True))
        self._back = Button(look, "Back to Practice", kind="quiet", key="Esc")
        self._back.clicked.connect(lambda: self._leave(False))
        buttons = FlowRow(12, 8)
        buttons.add(self._go, self._back)
        content = QWidget()
        row = self._sides = QHBoxLayout(content)
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, look.px(24), 0, look.px(24))
        column.setSpacing(look.px(16))
        column.addStretch(1)
        for widget in (self._title, self._why, self.panel, buttons):
            column.addWidget(widget)
        column.addStretch(2)
        row.addStretch(1)
        row.addWidget(self._column, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroller(content))
        self.panel.checked.connect(lambda _: self._show())
        services.microphone.devices_changed.connect(self._show)
        look.changed.connect(self.arrange)
        self.arrange()

    def arrange(self) -> None:
        """Keep the column readable."""
        self._column.setMaximumWidth(self._look.px(_COLUMN))
        edge = self._look.px(20 if self.folded else 28)
        self._sides.setContentsMargins(edge, 0, edge, 0)

    def open(self, *, then_record: bool) -> None:
        """Set up for a check.

        Args:
            then_record: Whether an answer starts when it is done.
        """
        self._then_record = then_record
        self._show()

    def entered(self) -> None:
        """Listen at once: the page says so, and its first words ask for it."""
        self.panel.start()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Close the microphone."""
        self.panel.stop()

    def _show(self) -> None:
        found = self.panel.diagnosis
        good = found is not None and found.good
        here = self._microphone.current() is not None
        if not here:
            self._title.setText("Starling needs a microphone to hear you.")
        elif self._then_record and not good:
            self._title.setText("Before the first answer: can Starling hear you?")
        else:
            self._title.setText("Starling hears you." if good else "Can Starling hear you?")
        label = "Start answering" if good else "Start anyway"
        self._go.setText(label if self._then_record else "Done")
        self._go.set_icon("mic" if self._then_record else "check")
        self._go.setEnabled(here or not self._then_record)
        self._go.setToolTip("" if here else "There is no microphone to record with")
        self._back.setVisible(self._then_record)
        self._go.updateGeometry()

    def _leave(self, go_on: bool) -> None:
        if go_on and not self._go.isEnabled():
            return
        self.panel.stop()
        self.done.emit(go_on and self._then_record)

    def key(self, event: QKeyEvent) -> bool:
        """Space goes on; H hears it back; Esc goes back."""
        if not plain(event):
            return False
        if event.key() == Qt.Key.Key_Space:
            self._leave(True)
        elif event.key() == Qt.Key.Key_Escape:
            self._leave(False)
        elif event.key() == Qt.Key.Key_H:
            self.panel.hear()
        else:
            return False
        return True
