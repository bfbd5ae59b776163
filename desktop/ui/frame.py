"""The window's frame: navigation at the side, the pages beside it, notices and Undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.pages.page import FOLD_HEIGHT, FOLD_WIDTH, Page
from desktop.ui.theme import Look
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.sidebar import Place, Sidebar
from desktop.ui.widgets.undobar import UndoBar

PLACES = (
    Place("practice", "Practice", "mic", "Ctrl 1"),
    Place("history", "History", "history", "Ctrl 2"),
)
SETTINGS = Place("settings", "Settings", "settings", "Ctrl ,")
WHOLE_WINDOW = frozenset({"answering", "welcome"})
"""Pages that stand without the sidebar."""
_SIZE = (1280, 800)
_LEAST = (480, 400)
_PARENTS = {"review": "practice", "mock": "practice", "check": "practice"}


class WindowFrame(QMainWindow):
    """A window that shows one page at a time and folds with its size.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name = ""
        self._pages: dict[str, QWidget] = {}
        self.setWindowTitle("Starling")
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self._outer = QStackedWidget()
        self._frame = QWidget()
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sidebar = Sidebar(look, PLACES, SETTINGS)
        self.notice = Notice(look)
        self._stack = QStackedWidget()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        row.addWidget(self.sidebar)
        row.addLayout(column, 1)
        self._outer.addWidget(self._frame)
        self.setCentralWidget(self._outer)
        self.undo_bar = UndoBar(look, self._outer)

    def _add(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        if name in WHOLE_WINDOW:
            self._outer.addWidget(page)
        else:
            self._stack.addWidget(page)

    @property
    def page(self) -> str:
        """The page that is shown."""
        return self._name

    def _show(self, name: str) -> None:
        """Leave the present page and show another."""
        page = self._pages[name]
        before = self._pages.get(self._name)
        if isinstance(before, Page):
            before.left()
        self._name = name
        if name in WHOLE_WINDOW:
            self._fold()
            self._outer.setCurrentWidget(page)
        else:
            self._show_in_frame(page)
            self.sidebar.set_current(_PARENTS.get(name, name))
        # Hiding the old page moved the focus to some control of the new one: keys go to the page.
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(page, Page):
            page.entered()

    def _show_in_frame(self, page: QWidget) -> None:
        """Show a page beside the sidebar, laid out once: the sidebar takes its width before."""
        old = self._stack.currentWidget()
        if old is not None and old is not page:
            old.hide()
        self._fold()
        layout = self._frame.layout()
        if layout is not None:
            layout.activate()
        self._stack.setCurrentWidget(page)
        page.show()
        self._outer.setCurrentWidget(self._frame)

    def _fold(self) -> None:
        width = self.width() / self._look.scale
        height = self.height() / self._look.scale
        folded = width < FOLD_WIDTH or height < FOLD_HEIGHT
        self.sidebar.set_rail(folded or self._name == "review")
        for page in self._pages.values():
            if isinstance(page, Page):
                page.fold(folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold by effective size."""
        super().resizeEvent(event)
        self._fold()

    def _offered(self, event: QKeyEvent) -> bool:
        """Offer a key to the page, unless it came from there; return whether it was taken."""
        focus = QApplication.focusWidget()
        page = self._pages.get(self._name)
        inside = (
            focus is not None and page is not None and (focus is page or page.isAncestorOf(focus))
        )
        return isinstance(page, Page) and not inside and page.key(event)

    def _undo(self) -> None:
        if self.undo_bar.active:
            self.undo_bar.undo()

    def _close_last(self) -> bool:
        """Close the undo bar, else the notice; return whether one was open."""
        if self.undo_bar.isVisible():
            self.undo_bar.dismiss()
        elif self.notice.isVisible():
            self.notice.hide()
        else:
            return False
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """A running take is kept: the services see to it after the window is gone."""
        page = self._pages.get(self._name)
        if isinstance(page, Page):
            page.left()
        event.accept()
