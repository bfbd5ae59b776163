"""Segmented choice: a few options in a trough, exactly one of them on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flowrow import FlowLayout


class Segmented(QFrame):
    """One of a few options; arrow keys move between them.

    Args:
        look: Theme and sizes.
        name: What is chosen here, for assistive tools.
        options: (label, value) in order.
        value: The one that is on.
    """

    chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        options: Sequence[tuple[str, Any]],
        value: Any,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "trough")
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = FlowLayout(2, 2)
        self.setLayout(self._row)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._values: list[Any] = []
        for label, item in options:
            button = Button(look, label, kind="segment", size="small")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {label}")
            self._group.addButton(button, len(self._values))
            self._values.append(item)
            self._row.addWidget(button)
        self.set_value(value)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        edge = self._look.px(3)
        self._row.setContentsMargins(edge, edge, edge, edge)

    def sizeHint(self) -> QSize:
        """As wide as its segments."""
        return self._row.sizeHint()

    @property
    def value(self) -> Any:
        """The option that is on, or None where none is."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: Any) -> None:
        """Turn an option on; tells nobody. A value that is no option turns all off."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def step(self) -> None:
        """Turn the next option on, from the last to the first, and tell."""
        number = (self._group.checkedId() + 1) % len(self._values)
        self._group.button(number).setChecked(True)
        self.chosen.emit(self._values[number])

    def buttons(self) -> list[Button]:
        """The segments in order."""
        return [b for b in self._group.buttons() if isinstance(b, Button)]
