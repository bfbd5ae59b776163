"""A scroll area of paragraphs that lays out only what is seen, however long the text."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPoint, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.ui.theme import Look
from desktop.ui.widgets.transcript_layout import ParagraphLayout, Sizes
from desktop.ui.widgets.transcript_text import TranscriptText

_KEPT_LAYOUTS = 80


class TranscriptScroll(QAbstractScrollArea):
    """Paragraphs one below the other: heights are estimates until a paragraph is seen.

    Args:
        look: Sizes and motion.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = TranscriptText(())
        self._layouts: dict[int, ParagraphLayout] = {}
        self._heights: list[int] = []
        self._tops: list[int] = []
        self._sizes = Sizes.of(look, 400)
        self._scrolling: QVariantAnimation | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._restyle)

    # -- scrolling ------------------------------------------------------------------------

    def show_word(self, word: int) -> None:
        """Scroll so that a word can be read; nothing moves where it already can."""
        if not self._heights:
            return
        number = self._text.paragraph_at(word)
        paragraph = self._paragraph(number)
        rects = paragraph.word_rects(word)
        line = self._sizes.line
        y = self._tops[number] + (rects[0].top() if rects else 0)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if bar.value() + line * 0.5 <= y and y + 2 * line <= bar.value() + height:
            return
        target = max(0, min(bar.maximum(), round(y - height * 0.3)))
        if self._scrolling is not None:
            self._scrolling.stop()
        self._scrolling = None
        if abs(target - bar.value()) > 3 * height or not self.isVisible():
            bar.setValue(target)
            return
        self._scrolling = self._look.animate(
            bar, bar.value(), target, lambda v: bar.setValue(round(v)), 180
        )
        if self._scrolling is not None:
            self._scrolling.finished.connect(self._scrolled)

    def _scrolled(self) -> None:
        self._scrolling = None

    def first_seen_word(self) -> int:
        """Return the first word of the topmost line in view."""
        return self._top_place()[0]

    def _top_place(self) -> tuple[int, int]:
        """The first word of the topmost line, and how many pixels of that line are scrolled off."""
        value = self.verticalScrollBar().value()
        if not self._heights or value <= self._tops[0]:
            return 0, value
        number = bisect_right(self._tops, value) - 1
        line = self._sizes.line
        row, off = divmod(value - self._tops[number], line)
        word = self._paragraph(number).word_at(0, row * line + line / 2)
        return (self._text.paragraphs[number][0] if word is None else word), off

    def _scroll_to_place(self, place: tuple[int, int]) -> None:
        word, off = place
        if word == 0 or word >= len(self._text.words):
            self.verticalScrollBar().setValue(off if word == 0 else 0)
            return
        number = self._text.paragraph_at(word)
        rects = self._paragraph(number).word_rects(word)
        inside = round(rects[0].top()) if rects else 0
        self.verticalScrollBar().setValue(self._tops[number] + inside + off)

    # -- layout ---------------------------------------------------------------------------

    def _margins(self) -> tuple[int, int, int]:
        """Left of the text, right of it, above it."""
        px = self._look.px
        return px(63), px(22), px(12)

    def _restyle(self) -> None:
        self._lay_out_again(self._top_place())

    def _lay_out_again(self, keep: tuple[int, int]) -> None:
        """Estimate every paragraph's height afresh; the word at the top stays there."""
        left, right, _ = self._margins()
        width = max(self._look.px(120), self.viewport().width() - left - right)
        self._sizes = Sizes.of(self._look, width)
        self._layouts.clear()
        average = QFontMetricsF(self._sizes.base).averageCharWidth()
        line = self._sizes.line
        self._heights = []
        for first, last in self._text.paragraphs:
            chars = sum(len(w.text) + 1 for w in self._text.words[first : last + 1])
            self._heights.append(max(1, round(chars * average / width + 0.6)) * line)
        self._sum_heights()
        if self._heights:
            self._scroll_to_place(keep)
        self._lay_out_seen()
        self.viewport().update()

    def _sum_heights(self) -> None:
        top = self._margins()[2]
        self._tops = []
        for height in self._heights:
            self._tops.append(top)
            top += height
        bar = self.verticalScrollBar()
        seen = self.viewport().height()
        bar.setRange(0, max(0, top + self._look.px(24) - seen))
        bar.setPageStep(seen)
        bar.setSingleStep(self._sizes.line)

    def _paragraph(self, number: int) -> ParagraphLayout:
        """Return a paragraph's layout, made now where it is not there yet."""
        found = self._layouts.get(number)
        if found is None:
            if len(self._layouts) >= _KEPT_LAYOUTS:
                self._layouts.pop(next(iter(self._layouts)))
            found = ParagraphLayout(self._text, number, self._sizes, self._look)
            self._layouts[number] = found
            change = found.height - self._heights[number]
            if change:
                bar = self.verticalScrollBar()
                above = self._tops[number] + self._heights[number] <= bar.value()
                self._heights[number] = found.height
                value = bar.value()
                self._sum_heights()
                if above:
                    bar.setValue(value + change)
        return found

    def _seen(self) -> list[int]:
        if not self._heights:
            return []
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        number = max(0, bisect_right(self._tops, top) - 1)
        found = []
        while number < len(self._tops) and self._tops[number] < bottom:
            found.append(number)
            number += 1
        return found

    def _lay_out_seen(self) -> None:
        for _ in range(3):  # an exact height may bring more paragraphs into view
            missing = [n for n in self._seen() if n not in self._layouts]
            if not missing:
                return
            for number in missing:
                self._paragraph(number)

    # -- places and sizes -------------------------------------------------------------------

    def word_under(self, point: QPoint) -> int | None:
        """Return the word at a point of the viewport."""
        left, _, _ = self._margins()
        y = point.y() + self.verticalScrollBar().value()
        number = bisect_right(self._tops, y) - 1
        if number < 0:
            return None
        return self._paragraph(number).word_at(point.x() - left, y - self._tops[number])

    def word_centre(self, word: int) -> QPoint:
        """Return where a word stands in the viewport, which it need not be in."""
        number = self._text.paragraph_at(word)
        paragraph = self._paragraph(number)
        rect = paragraph.word_rects(word)[0]
        left, _, _ = self._margins()
        y = rect.center().y() + self._tops[number] - self.verticalScrollBar().value()
        return QPoint(round(rect.center().x() + left), round(y))

    def sizeHint(self) -> QSize:
        """Return the least: it takes what the page has left."""
        return QSize(self._look.px(640), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the least that shows four lines."""
        return QSize(self._look.px(160), self._look.line("transcript") * 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines for the new width."""
        super().resizeEvent(event)
        left, right, _ = self._margins()
        if max(self._look.px(120), self.viewport().width() - left - right) != self._sizes.width:
            self._lay_out_again(self._top_place())
        else:
            self._sum_heights()
            self._lay_out_seen()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Lay out what came into view."""
        self._lay_out_seen()
        self.viewport().update()
