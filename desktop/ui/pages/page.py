"""What every page of the window shares: it folds, and it takes keys nobody else wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from desktop.ui.theme import Look

FOLD_WIDTH = 1100
FOLD_HEIGHT = 700


class Page(QWidget):
    """A page of the window.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._folded = False
        self.setProperty("kind", "page")
        self.setProperty("ring", False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @property
    def folded(self) -> bool:
        """Whether it is laid out for a small window."""
        return self._folded

    def fold(self, folded: bool) -> None:
        """Lay out for a small window, or for a large one."""
        if folded != self._folded:
            self._folded = folded
            self.arrange()

    def arrange(self) -> None:
        """Set margins and sizes for the present fold and text scale."""

    def entered(self) -> None:
        """Called when the page comes into view."""

    def left(self) -> None:
        """Called when another page takes its place."""

    def key(self, event: QKeyEvent) -> bool:
        """Take a key that no control wanted; return whether it was used."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the page, else to the window."""
        if self.key(event):
            event.accept()
        else:
            event.ignore()


def plain(event: QKeyEvent) -> bool:
    """Whether a key came without Ctrl, Alt or Meta, and was not held down."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
    )
    return held == Qt.KeyboardModifier.NoModifier and not event.isAutoRepeat()


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout, so that it can be put together anew.

    ``takeAt`` alone would leave the items to Python: Qt keeps a widget's sizes in its first item,
    and a second one made while the first still lives never hears that the sizes changed.
    """
    while (item := layout.itemAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            layout.removeWidget(widget)
        else:
            layout.removeItem(item)


def scroller(content: QWidget) -> QScrollArea:
    """Return an area that scrolls content up and down, never sideways."""
    area = QScrollArea()
    area.setProperty("kind", "clear")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("kind", "clear")
    area.setWidget(content)
    return area
