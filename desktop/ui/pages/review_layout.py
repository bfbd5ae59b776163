"""The review page's parts and where they stand at each size of the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.session.peaks import BackgroundPeaks, PeaksLoader
from desktop.ui.pages.page import Page, scroller
from desktop.ui.pages.review_body import ReviewBody
from desktop.ui.pages.review_dock import ReviewDock
from desktop.ui.pages.review_side import ReviewSide
from desktop.ui.pages.review_top import ReviewTop
from desktop.ui.theme import Look
from desktop.ui.widgets.segmented import Segmented

_LOW = 480  # of the page at 100 %: the recording gives up markers and axis
_TABS_BELOW = 696  # of the page at 100 %: a window of 760 less the icon rail


class ReviewLayout(Page):
    """Top bar, verdicts and words, what is beside them, and the recording below.

    Args:
        look: Theme and sizes.
        player: Plays the recording.
        peaks_loader: Reads waveforms in the background; its own where none is given.
        speed: Playback speed to begin with; 1 is as it was spoken.
    """

    def __init__(
        self,
        look: Look,
        player: Any,
        peaks_loader: PeaksLoader | None,
        speed: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._tabbed = False
        self.top = ReviewTop(look)
        self.body = ReviewBody(look)
        self.side = ReviewSide(look)
        self.dock = ReviewDock(
            look,
            player,
            peaks_loader or BackgroundPeaks(self),
            speed,
        )
        self.transcript = self.body.transcript.view
        self.tabs = Segmented(
            look, "Show", [("Transcript", "words"), ("Next take", "next")], "words"
        )
        self._tab_bar = QWidget()
        self._tab_row = QHBoxLayout(self._tab_bar)
        self._tab_row.addWidget(self.tabs)
        self._tab_row.addStretch(1)
        self._left = scroller(self.body)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._left, 1)
        self._middle.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        # It folds by its own width: what it holds must not keep the window from shrinking.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._tab_bar)
        column.addLayout(self._middle, 1)
        column.addWidget(self.dock)
        self.tabs.chosen.connect(lambda _: self.arrange())
        look.changed.connect(self.arrange)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the least it folds to."""
        return QSize(self._look.px(280), self._look.px(300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the columns into tabs where there is no room for both, and lower the dock."""
        super().resizeEvent(event)
        scale = self._look.scale
        tabbed = self.width() < _TABS_BELOW * scale
        low = (event.oldSize().height() < _LOW * scale) != (self.height() < _LOW * scale)
        if tabbed != self._tabbed or low:
            self.arrange()

    def arrange(self) -> None:
        """Set columns, tabs and sizes for the present fold and text scale."""
        px = self._look.px
        self._tabbed = self.width() < _TABS_BELOW * self._look.scale
        folded = self.folded or self._tabbed
        self.body.fold(folded)
        self.dock.fold(folded, low=self.height() < _LOW * self._look.scale)
        self.side.fold(folded, edge=not self._tabbed)
        self._tab_bar.setVisible(self._tabbed)
        self._tab_row.setContentsMargins(px(20), px(8), px(20), 0)
        words = not self._tabbed or self.tabs.value == "words"
        self._left.setVisible(words)
        self.side.setVisible(not self._tabbed or not words)
        if self._tabbed:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16777215)
        else:
            self.side.setFixedWidth(px(308 if folded else 372))
