"""The navigation at the side: 208 px with names, or a rail of icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.text import Label

WIDTH = 208
RAIL_WIDTH = 64
NETWORK_LINE = "Offline. What you say stays on this computer."


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: the page's key, its name, icon and key."""

    key: str
    name: str
    icon: str
    shortcut: str


class NavButton(Button):
    """An entry of the navigation; in the rail its name moves into the tooltip."""

    def __init__(self, look: Look, name: str, icon: str, shortcut: str) -> None:
        super().__init__(look, name, icon, kind="nav", key=shortcut)
        self._rail = False
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone, or icon and name."""
        self._rail = rail
        self.updateGeometry()
        self.update()

    def _icon_side(self) -> int:
        return 20

    def _gap(self) -> int:
        return 12

    def sizeHint(self) -> QSize:
        """A row of 40 px, a square of 44 in the rail."""
        px = self._look.px
        return QSize(px(44), px(44)) if self._rail else QSize(px(183), px(40))

    def _contents(
        self, painter: QPainter, x: int, text: str, font: QFont, ink: str, *, cap: bool
    ) -> None:
        if self._rail:
            side = self._look.px(20)
            spot = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            self._look.icon(self._icon_name, ink, 20).paint(painter, spot)
            return
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium
        font.setWeight(weight)
        super()._contents(painter, x, text, font, ink, cap=cap)


class Sidebar(QWidget):
    """Bird and name, the pages, and at the foot the network line and Settings.

    Args:
        look: Theme and sizes.
        places: The pages in order.
        foot: The page below the network line.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, places: Sequence[Place], foot: Place) -> None:
        super().__init__()
        self._look = look
        self._rail = False
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        self._column = QVBoxLayout(self)
        self._head = QHBoxLayout()
        self._bird = Icon(look, "starling", 28)
        self._name = Label(look, "Starling", "name")
        self._head.addWidget(self._bird)
        self._head.addWidget(self._name)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        self._list = QVBoxLayout()
        self._column.addLayout(self._list)
        for place in places:
            self._list.addWidget(self._entry(place))
        self._column.addStretch(1)
        self._network = QHBoxLayout()
        self._shield = Icon(look, "shield-check", 18)
        self._shield.setAccessibleName(NETWORK_LINE)
        self._line = Label(look, NETWORK_LINE, "caption", "muted", wrap=True)
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._network.addWidget(self._shield, 0, corner)
        self._network.addWidget(self._line, 1)
        self._column.addLayout(self._network)
        self._column.addWidget(self._entry(foot))
        look.changed.connect(self._arrange)
        self._arrange()

    def _entry(self, place: Place) -> NavButton:
        button = NavButton(self._look, place.name, place.icon, place.shortcut)
        button.setToolTip(f"{place.name} ({place.shortcut.replace(' ', '+')})")
        button.clicked.connect(lambda _=False, key=place.key: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[place.key] = button
        return button

    def set_current(self, key: str) -> None:
        """Mark the page that is shown; tells nobody."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> NavButton:
        """Return a page's button."""
        return self._buttons[key]

    @property
    def rail(self) -> bool:
        """Whether it is folded to icons."""
        return self._rail

    def set_rail(self, rail: bool) -> None:
        """Fold to icons, or show names."""
        if rail != self._rail:
            self._rail = rail
            self._arrange()

    def _arrange(self) -> None:
        px = self._look.px
        rail = self._rail
        self.setFixedWidth(px(RAIL_WIDTH if rail else WIDTH))
        side = 10 if rail else 12
        self._column.setContentsMargins(px(side), px(16), px(side), px(14 if rail else 16))
        self._column.setSpacing(0)
        self._head.setContentsMargins(px(8 if rail else 10), px(2), 0, px(20))
        self._head.setSpacing(px(10))
        self._list.setSpacing(px(2))
        self._name.setVisible(not rail)
        self._line.setVisible(not rail)
        self._shield.setToolTip(NETWORK_LINE if rail else "")
        self._network.setContentsMargins(px(13 if rail else 12), 0, 0, px(14))
        self._network.setSpacing(px(10))
        for button in self._buttons.values():
            button.set_rail(rail)
