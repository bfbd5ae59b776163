"""Paints one paragraph of a transcript with its marks under the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout

from desktop.ui.marks import paint_chip, paint_underline
from desktop.ui.theme import Look
from desktop.ui.widgets.transcript_layout import ParagraphLayout
from desktop.ui.widgets.transcript_text import Hit, TranscriptText


@dataclass(slots=True)
class Marked:
    """What of the transcript stands out at the moment."""

    spoken: int | None = None
    hovered: int | None = None
    sentence: int | None = None
    evidence: frozenset[int] = field(default_factory=frozenset)
    hits: Sequence[Hit] = ()
    hit: int = -1
    words: tuple[int, int] | None = None


class ParagraphPainter:
    """Paints paragraphs of one transcript.

    Args:
        look: Colours and sizes.
        text: The transcript.
        marked: What stands out; read at every paint.
    """

    def __init__(self, look: Look, text: TranscriptText, marked: Marked) -> None:
        self._look = look
        self._text = text
        self._marked = marked

    def paint(self, p: QPainter, paragraph: ParagraphLayout, at: QPointF) -> None:
        """Paint a paragraph with its top left at ``at``."""
        p.save()
        p.translate(at)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._sentences(p, paragraph)
        self._selection(p, paragraph)
        self._hits(p, paragraph)
        self._hover(p, paragraph)
        self._pills(p, paragraph)
        spoken = self._spoken(p, paragraph)
        p.setPen(self._look.theme.colour("text"))
        paragraph.layout.draw(p, QPointF(0, 0), spoken)
        self._chips(p, paragraph)
        self._outlines(p, paragraph)
        p.restore()

    def _inside(self, paragraph: ParagraphLayout) -> range:
        first = self._text.sentence_at(paragraph.first)
        last = self._text.sentence_at(paragraph.last)
        if first is None or last is None:
            return range(0)
        return range(first, last + 1)

    def _box(self, rect: QRectF) -> QRectF:
        """The tinted ground of one line of a sentence: 26 of the 29 px, 1 px to each side."""
        scale = self._look.scale
        return QRectF(
            rect.left() - 1, rect.top() + 1.5 * scale, rect.width() + 2, rect.height() - 3 * scale
        )

    def _sentences(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        theme, scale = self._look.theme, self._look.scale
        for index in self._inside(paragraph):
            mark = self._text.sentences[index]
            if mark.slot == 0:
                continue
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.tint(mark.slot))
            for rect in paragraph.range_rects(mark.first, mark.last):
                p.drawRoundedRect(self._box(rect), 3 * scale, 3 * scale)
            for rect in paragraph.range_rects(mark.first, mark.last, chip=False):
                y = rect.bottom() - 3 * scale
                for left, right in self._between_pills(paragraph, rect):
                    paint_underline(p, QLineF(left, y, right, y), mark.slot, theme, scale=scale)

    def _between_pills(self, paragraph: ParagraphLayout, rect: QRectF) -> list[tuple[float, float]]:
        spans = []
        left = rect.left()
        for pill in paragraph.pills:
            if rect.top() <= pill.center().y() <= rect.bottom() and (
                rect.left() - 1 <= pill.left() and pill.right() <= rect.right() + 1
            ):
                spans.append((left, pill.left()))
                left = pill.right()
        spans.append((left, rect.right()))
        return [(a, b) for a, b in spans if b - a > 1]

    def _chips(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        p.setFont(self._look.font("body"))
        for chip in paragraph.chips:
            paint_chip(p, chip.rect, chip.mark.letter, chip.mark.slot, None, self._look.theme)

    def _pills(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        theme = self._look.theme
        p.setPen(QPen(theme.colour("border_strong"), max(1.0, self._look.scale)))
        p.setBrush(theme.colour("surface"))
        for rect in paragraph.pills:
            p.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)

    def _outlines(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        theme, marked = self._look.theme, self._marked
        for index in self._inside(paragraph):
            mark = self._text.sentences[index]
            if index == marked.sentence:
                ink = theme.colour("text") if mark.slot == 0 else theme.ink(mark.slot)
                self._outline(p, paragraph, index, ink, 2.0)
            elif index in marked.evidence:
                self._outline(p, paragraph, index, theme.ink(mark.slot), 1.5)

    def _outline(
        self, p: QPainter, paragraph: ParagraphLayout, index: int, ink: QColor, width: float
    ) -> None:
        mark, scale = self._text.sentences[index], self._look.scale
        p.setPen(QPen(ink, width * scale))
        p.setBrush(Qt.BrushStyle.NoBrush)
        for rect in paragraph.range_rects(mark.first, mark.last):
            p.drawRoundedRect(self._box(rect).adjusted(-1, -0.5, 1, 0.5), 4 * scale, 4 * scale)

    def _hits(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        theme = self._look.theme
        for number, hit in enumerate(self._marked.hits):
            if hit.last < paragraph.first or hit.first > paragraph.last:
                continue
            current = number == self._marked.hit
            p.setPen(QPen(theme.colour("focus"), 1.5 * self._look.scale))
            p.setBrush(theme.colour("warning_soft") if current else Qt.BrushStyle.NoBrush)
            for rect in paragraph.hit_rects(hit.first, hit.last, hit.start, hit.end):
                p.drawRoundedRect(self._box(rect), 3, 3)

    def _selection(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        words = self._marked.words
        if words is None:
            return
        colour = self._look.theme.colour("accent_text")
        colour.setAlphaF(0.25)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(colour)
        for rect in paragraph.range_rects(words[0], words[1], chip=False):
            p.drawRect(self._box(rect))

    def _hover(self, p: QPainter, paragraph: ParagraphLayout) -> None:
        word = self._marked.hovered
        if word is None or not paragraph.first <= word <= paragraph.last:
            return
        colour = self._look.theme.colour("text")
        colour.setAlphaF(0.1)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(colour)
        for rect in paragraph.word_rects(word):
            p.drawRoundedRect(self._box(rect).adjusted(-1, 0, 1, 0), 3, 3)

    def _spoken(self, p: QPainter, paragraph: ParagraphLayout) -> list[QTextLayout.FormatRange]:
        word = self._marked.spoken
        if word is None or not paragraph.first <= word <= paragraph.last:
            return []
        theme = self._look.theme
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour("text"))
        for rect in paragraph.word_rects(word):
            p.drawRoundedRect(self._box(rect).adjusted(-1, 0, 1, 0), 3, 3)
        span = QTextLayout.FormatRange()
        start, end = paragraph.word_chars(word)
        span.start, span.length = start, end - start
        span.format = QTextCharFormat()
        span.format.setForeground(theme.colour("surface"))
        return [span]
