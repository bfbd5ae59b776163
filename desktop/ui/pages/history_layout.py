"""The history page's filters, list and drawer, and where they stand at each size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.question import KIND_NAMES
from desktop.ui.pages.history_delegate import HistoryDelegate
from desktop.ui.pages.history_drawer import HistoryDrawer
from desktop.ui.pages.history_list import HistoryList, Nothing
from desktop.ui.pages.history_model import HistoryModel
from desktop.ui.pages.page import Page
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.text import Label

_NARROW = 680
_DRAWER_FROM = 900  # of the page at 100 %
_SPANS = (("Any time", 0), ("Last 7 days", 7), ("Last 30 days", 30), ("Last 3 months", 91))


class HistoryLayout(Page):
    """The filters above, the list or why it is empty, and the drawer beside it.

    Args:
        look: Theme and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._make_filters()
        self._make_list()
        self.nothing = Nothing(look)
        self.drawer = HistoryDrawer(look)
        self._lay_out()
        look.changed.connect(self._relook)

    def _make_filters(self) -> None:
        look = self._look
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search in your answers")
        self.field.setAccessibleName("Search in your answers")
        self.field.setClearButtonEnabled(True)
        self.field.setToolTip("Search (/ or Ctrl+F)")
        self.kind = DropDown(look, "Kind")
        self.kind.set_items(
            [("Any kind", None), *((name, kind) for kind, name in KIND_NAMES.items())], None
        )
        self.competency = DropDown(look, "Competency")
        self.competency.set_items([("Any competency", None)], None)
        self.span = DropDown(look, "When")
        self.span.set_items(list(_SPANS), 0)
        self.bin_button = Button(look, "Bin", "trash-2", kind="quiet", tip="Show what was deleted")
        self.bin_button.setCheckable(True)
        self.empty_button = Button(
            look, "Empty the bin", kind="danger", tip="Erases its answers for good, at once"
        )
        self.bin_note = Label(
            look, "Deleted answers stay here for 30 days.", "second", "muted", wrap=True
        )

    def _make_list(self) -> None:
        self.model = HistoryModel()
        self.delegate = HistoryDelegate(self._look)
        self.list = HistoryList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        self.list.setAccessibleName("Your answers")
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setBatchSize(400)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setProperty("ring", False)  # the chosen row shows the focus

    def _lay_out(self) -> None:
        look = self._look
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.nothing)
        self._filters = FlowRow(look.px(8), look.px(8))
        self._filters.add(self.field, self.kind, self.competency, self.span, self.bin_button)
        self._bin_bar = QWidget()
        self._bin_row = QHBoxLayout(self._bin_bar)
        self._bin_row.addWidget(self.bin_note, 1)
        self._bin_row.addWidget(self.empty_button)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._bin_bar)
        left.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.drawer)
        self._top = QWidget()
        self._top.setProperty("kind", "topbar")
        self._top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._top_row = QVBoxLayout(self._top)
        self._top_row.addWidget(self._filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        # It folds by its own width: what it holds must not keep the window from shrinking.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addLayout(middle, 1)

    @property
    def roomy(self) -> bool:
        """Whether the drawer has room beside the list."""
        return not self.folded and self.width() >= _DRAWER_FROM * self._look.scale

    def _show_drawer(self) -> None:
        """Show the chosen attempt in the drawer, where there is room."""

    def minimumSizeHint(self) -> QSize:
        """Return the least it folds to."""
        return QSize(self._look.px(280), self._look.px(300))

    def resizeEvent(self, event: object) -> None:
        """Show the drawer where there is room."""
        self.arrange()

    def _relook(self) -> None:
        self.arrange()
        self.list.scheduleDelayedItemsLayout()

    def arrange(self) -> None:
        """Set sizes for the present fold and text scale."""
        px = self._look.px
        self._top_row.setContentsMargins(px(24), px(12), px(24), px(11))
        self._filters.flow.set_gaps(px(8), px(8))
        narrow = self.width() < _NARROW * self._look.scale
        self.field.setFixedWidth(px(150 if narrow else 220 if self.folded else 260))
        self.field.setFixedHeight(px(36))
        self.field.setFont(self._look.font("second"))
        self._bin_row.setContentsMargins(px(24), px(10), px(24), px(2))
        self.drawer.setFixedWidth(px(340))
        self.delegate.set_folded(self.folded)
        self._show_drawer()
        self.list.viewport().update()
