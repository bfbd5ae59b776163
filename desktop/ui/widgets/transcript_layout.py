"""One paragraph of a transcript laid out in lines, and where its words and marks lie."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from desktop.ui.theme import Look
from desktop.ui.widgets.transcript_text import SentenceMark, TranscriptText

_HOLD = "\u00a0"  # a space no line breaks at; its letter spacing makes room for what is painted
CHIP_PX, _CHIP_LEAD, _CHIP_GAP = 18, 2, 5
_PILL_PAD = 7


def cursor_x(line: QTextLine, char: int) -> float:
    """Return where a character begins on a line; Qt for Python answers with (x, character)."""
    found: Any = line.cursorToX(char)
    return float(found[0])


def _units(text: str) -> int:
    """How many places a text takes as Qt counts them."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Chip:
    """A letter chip and its place."""

    mark: SentenceMark
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a paragraph needs to know of the view, made once for all paragraphs."""

    width: float
    line: int
    base: QFont
    pill: QFont
    raised: QFont
    muted: QTextCharFormat

    @classmethod
    def of(cls, look: Look, width: float) -> Sizes:
        """Return the sizes for a text column of this width in pixels."""
        muted = QTextCharFormat()
        muted.setForeground(look.theme.colour("muted"))
        return cls(
            width, look.line("transcript"), look.font("transcript"), look.font("second"),
            look.font("chart"), muted,
        )  # fmt: skip


class ParagraphLayout:
    """Lines of one paragraph, their marks and its words' places, in paragraph pixels.

    Args:
        text: The transcript.
        index: Which paragraph.
        sizes: Column width, line height and fonts.
        look: Sizes of chips and pills.
    """

    def __init__(self, text: TranscriptText, index: int, sizes: Sizes, look: Look) -> None:
        self.first, self.last = text.paragraphs[index]
        self._look = look
        self._sizes = sizes
        self._metrics = QFontMetricsF(sizes.base)
        self._space = self._metrics.horizontalAdvance(_HOLD)
        self._starts: list[int] = []  # of each word, after chip and pill padding
        self._ends: list[int] = []
        self._heads: list[int] = []  # of each word, with chip
        self._chip_marks: list[tuple[int, SentenceMark]] = []
        self._pills: list[tuple[int, int]] = []
        self._formats: list[QTextLayout.FormatRange] = []
        shown = self._compose(text)
        # Qt counts in UTF-16: a character beyond the basic plane takes two places.
        self._flat = "".join(c if ord(c) < 0x10000 else "xx" for c in shown)
        self._layout = QTextLayout(shown, sizes.base)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(self._formats)
        self._lines: list[QTextLine] = []
        self._known: dict[tuple[int, int], list[QRectF]] = {}
        self._break()
        self.height = max(1, len(self._lines)) * sizes.line
        self.chips = [Chip(mark, self._chip_rect(at)) for at, mark in self._chip_marks]
        self.pills = [rect for start, end in self._pills for rect in self._pill_rects(start, end)]

    # -- text -----------------------------------------------------------------------------

    def _compose(self, text: TranscriptText) -> str:
        pieces: list[str] = []
        at = 0

        def add(piece: str, form: QTextCharFormat | None = None) -> None:
            nonlocal at
            if form is not None:
                span = QTextLayout.FormatRange()
                span.start, span.length, span.format = at, _units(piece), form
                self._formats.append(span)
            pieces.append(piece)
            at += _units(piece)

        px = self._look.px
        for word in range(self.first, self.last + 1):
            if word > self.first:
                add(" ")
            self._heads.append(at)
            mark = text.chip_at(word, self.first)
            if mark is not None:
                self._chip_marks.append((at, mark))
                add(_HOLD, self._room(px(_CHIP_LEAD + CHIP_PX + _CHIP_GAP)))
            core, tail = text.split_tail(word)
            filler = word in text.fillers
            if filler:
                start = at
                add(_HOLD, self._room(px(_PILL_PAD)))
                self._starts.append(start)
                add(core, self._muted(self._sizes.pill))
                add(_HOLD, self._room(px(_PILL_PAD)))
                self._pills.append((start, at))
                self._ends.append(at)
                add(tail)
            else:
                self._starts.append(at)
                if word in text.unsure:
                    add(core, self._muted(self._sizes.base))
                    add("?", self._raised())
                    self._ends.append(at + _units(tail))
                    add(tail)
                else:
                    add(core + tail)
                    self._ends.append(at)
        return "".join(pieces)

    def _room(self, width: float) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        form.setFontLetterSpacing(width - self._space)
        return form

    def _muted(self, font: QFont) -> QTextCharFormat:
        form = QTextCharFormat(self._sizes.muted)
        form.setFont(font)
        return form

    def _raised(self) -> QTextCharFormat:
        form = QTextCharFormat(self._sizes.muted)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return form

    # -- lines ----------------------------------------------------------------------------

    def _break(self) -> None:
        height = self._sizes.line
        # The text stands a little above the middle: the underline needs the room below.
        baseline = (height - self._metrics.height()) / 2 + self._metrics.ascent()
        self._layout.beginLayout()
        while True:
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self._sizes.width)
            top = len(self._lines) * height
            line.setPosition(QPointF(0, top + baseline - line.ascent()))
            self._lines.append(line)
        self._layout.endLayout()
        self._line_starts = [line.textStart() for line in self._lines]

    def line_of(self, char: int) -> int:
        """Return the line a character stands on."""
        return max(0, bisect_right(self._line_starts, char) - 1)

    def _x(self, line: int, char: int) -> float:
        return cursor_x(self._lines[line], char)

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Return a character range as one rectangle a line, without spaces at line ends."""
        known = self._known.get((start, end))
        if known is None:
            known = self._measure(start, end)
            self._known[(start, end)] = known
        return known

    def _measure(self, start: int, end: int) -> list[QRectF]:
        found = []
        text = self._flat
        for number in range(self.line_of(start), self.line_of(max(start, end - 1)) + 1):
            line = self._lines[number]
            left = max(start, line.textStart())
            right = min(end, line.textStart() + line.textLength())
            if right == line.textStart() + line.textLength() and right <= len(text):
                while right > left and text[right - 1] == " ":
                    right -= 1
            if right <= left:
                continue
            x1 = self._x(number, left)
            # At a line's end the cursor of the next character belongs to the next line.
            x2 = self._x(number, right)
            found.append(QRectF(x1, number * self._sizes.line, x2 - x1, self._sizes.line))
        return found

    # -- words ----------------------------------------------------------------------------

    def word_rects(self, word: int) -> list[QRectF]:
        """Return where a word stands, without chip and punctuation of a pill."""
        return self.rects(self._starts[word - self.first], self._ends[word - self.first])

    def word_chars(self, word: int) -> tuple[int, int]:
        """Return a word's characters in the paragraph."""
        return self._starts[word - self.first], self._ends[word - self.first]

    def range_rects(self, first: int, last: int, *, chip: bool = True) -> list[QRectF]:
        """Return where a run of words stands; words of other paragraphs are left out."""
        first, last = max(first, self.first), min(last, self.last)
        if first > last:
            return []
        start = self._heads[first - self.first] if chip else self._starts[first - self.first]
        return self.rects(start, self._word_end(last))

    def hit_rects(self, first: int, last: int, start: int, end: int) -> list[QRectF]:
        """Return where a search hit stands, to the character."""
        low, high = max(first, self.first), min(last, self.last)
        if low > high:
            return []
        left = self._starts[low - self.first] + (start if low == first else 0)
        right = self._starts[high - self.first] + end if high == last else self._word_end(high)
        return self.rects(left, right)

    def _word_end(self, word: int) -> int:
        """The end of a word with its punctuation: where the next word's space begins."""
        index = word - self.first
        if index + 1 < len(self._heads):
            return self._heads[index + 1] - 1
        return len(self._flat)

    def word_at(self, x: float, y: float) -> int | None:
        """Return the word at a point, or None beside the text."""
        number = int(y // self._sizes.line)
        if not 0 <= number < len(self._lines):
            return None
        line = self._lines[number]
        if x < -self._sizes.line or x > line.naturalTextWidth() + self._sizes.line / 2:
            return None
        char = line.xToCursor(max(0.0, x), QTextLine.CursorPosition.CursorOnCharacter)
        index = bisect_right(self._heads, char) - 1
        return self.first + max(0, index)

    # -- painted pieces -------------------------------------------------------------------

    def _chip_rect(self, at: int) -> QRectF:
        px = self._look.px
        line = self.line_of(at)
        side = px(CHIP_PX)
        x = self._x(line, at) + px(_CHIP_LEAD)
        return QRectF(x, line * self._sizes.line + (self._sizes.line - side) / 2, side, side)

    def _pill_rects(self, start: int, end: int) -> list[QRectF]:
        height = self._look.px(20)
        lift = (self._sizes.line - height) / 2
        return [
            QRectF(r.left() + 0.5, r.top() + lift, r.width() - 1, height)
            for r in self.rects(start, end)
        ]

    @property
    def layout(self) -> QTextLayout:
        """The text layout, to draw."""
        return self._layout
