"""A row that wraps: what does not fit moves to the next line instead of being cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

_LEAST = 160
"""No item needs more width than this, in pixels: it shortens its label instead."""


class FlowLayout(QLayout):
    """Lays items out left to right and wraps them, centred on each line's height.

    Args:
        gap: Space between items in pixels.
        line_gap: Space between lines in pixels.
    """

    def __init__(self, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def set_gaps(self, gap: int, line_gap: int) -> None:
        """Change the spaces, in pixels."""
        self._gap, self._line_gap = gap, line_gap
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item; called by addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrow row has more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width in pixels."""
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        height = self._place(QRect(0, 0, inner, 0), move=False)
        return height + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """All items on one line."""
        shown = [i for i in self._items if not i.isEmpty()]
        width = sum(i.sizeHint().width() for i in shown) + self._gap * max(0, len(shown) - 1)
        height = max((i.sizeHint().height() for i in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """As narrow as the widest item, which is given less where there is no more."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        size.setWidth(min(size.width(), _LEAST))
        return size.grownBy(margins)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        lines: list[tuple[list[tuple[QLayoutItem, QSize]], int]] = []
        line: list[tuple[QLayoutItem, QSize]] = []
        x = height = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = QSize(min(hint.width(), max(rect.width(), 1)), hint.height())
            if item.hasHeightForWidth():
                size.setHeight(item.heightForWidth(size.width()))
            if line and x + size.width() > rect.width():
                lines.append((line, height))
                line, x, height = [], 0, 0
            line.append((item, size))
            x += size.width() + self._gap
            height = max(height, size.height())
        if line:
            lines.append((line, height))
        y = rect.y()
        for row, tall in lines:
            x = rect.x()
            for item, size in row:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tall + self._line_gap
        return max(0, y - rect.y() - self._line_gap) if lines else 0


class FlowRow(QWidget):
    """A widget around a FlowLayout.

    Args:
        gap: Space between items in pixels.
        line_gap: Space between lines in pixels.
    """

    def __init__(self, gap: int = 8, line_gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(gap, line_gap)
        self.setLayout(self.flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets at the end."""
        for widget in widgets:
            self.flow.addWidget(widget)
