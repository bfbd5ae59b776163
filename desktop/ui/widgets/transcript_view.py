"""The transcript: marked sentences, the spoken word, search, and a click on a word plays it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.domain.report import Report
from desktop.domain.transcript import Word
from desktop.ui.theme import Look
from desktop.ui.widgets.transcript_layout import ParagraphLayout
from desktop.ui.widgets.transcript_paint import Marked, ParagraphPainter
from desktop.ui.widgets.transcript_scroll import TranscriptScroll
from desktop.ui.widgets.transcript_text import TranscriptText
from desktop.ui.wording import clock

_DRAG_PX = 6


class TranscriptView(TranscriptScroll):
    """A transcript with its marks, laid out only where it is seen.

    Args:
        look: Colours, sizes and motion.
    """

    word_clicked = Signal(int)
    sentence_selected = Signal(object)  # index of the sentence, or None
    follow_changed = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._marked = Marked()
        self._painter = ParagraphPainter(look, self._text, self._marked)
        self._wanted = ""
        self._follow = True
        self._placeholder = ""
        self._press: QPoint | None = None
        self._press_word: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Transcript")
        # A chosen sentence shows the focus; a ring would lie around the whole card.
        self.setProperty("ring", False)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    # -- content --------------------------------------------------------------------------

    @property
    def text(self) -> TranscriptText:
        """What is shown."""
        return self._text

    @property
    def spoken_word(self) -> int | None:
        """Index of the word drawn as spoken."""
        return self._marked.spoken

    @property
    def evidence(self) -> frozenset[int]:
        """Indices of the sentences outlined as evidence."""
        return self._marked.evidence

    @property
    def selected_sentence(self) -> int | None:
        """Index of the sentence chosen with Up and Down."""
        return self._marked.sentence

    @property
    def hits(self) -> int:
        """How many places the search found."""
        return len(self._marked.hits)

    @property
    def hit(self) -> int:
        """Index of the current place, -1 where there is none."""
        return self._marked.hit

    @property
    def following(self) -> bool:
        """Whether the view scrolls with the spoken word."""
        return self._follow

    def set_words(self, words: Sequence[Word], report: Report | None = None) -> None:
        """Show words, marked where there is a report; the place scrolled to is kept.

        Args:
            words: In order of speaking.
            report: Sentences and marks; None while the answer is being read.
        """
        keep = self._top_place()
        self._text = TranscriptText(words, report)
        spoken = self._marked.spoken
        self._marked = Marked(spoken=spoken if spoken is not None and spoken < len(words) else None)
        self._painter = ParagraphPainter(self._look, self._text, self._marked)
        self._lay_out_again(keep)
        if self._wanted:
            self._marked.hits = self._text.find(self._wanted)
            self._marked.hit = 0 if self._marked.hits else -1
        self.setAccessibleDescription(self._text.text[:4000])

    def set_placeholder(self, text: str) -> None:
        """Say what will be here while there are no words."""
        self._placeholder = text
        self.viewport().update()

    def copy_text(self) -> str:
        """Return the selected words, else the selected sentence, else everything."""
        words = self._marked.words
        if words is None and self._marked.sentence is not None:
            mark = self._text.sentences[self._marked.sentence]
            words = (mark.first, mark.last)
        if words is None:
            return self._text.text
        return " ".join(w.text for w in self._text.words[words[0] : words[1] + 1])

    # -- what stands out ------------------------------------------------------------------

    def set_position(self, seconds: float, *, playing: bool = True) -> None:
        """Draw the word spoken at a time, and scroll to it when following.

        Args:
            seconds: From the start of the recording.
            playing: Whether the sound runs; the view only follows a running sound.
        """
        word = self._text.word_at(seconds)
        if word == self._marked.spoken:
            return
        self._marked.spoken = word
        if word is not None and playing and self._follow and self._press is None:
            self.show_word(word)
        self.viewport().update()

    def set_follow(self, follow: bool) -> None:
        """Choose whether the view scrolls with the spoken word."""
        if follow == self._follow:
            return
        self._follow = follow
        if follow and self._marked.spoken is not None:
            self.show_word(self._marked.spoken)
        self.follow_changed.emit(follow)

    def set_evidence(self, sentences: Sequence[int]) -> None:
        """Outline sentences and scroll to the first of them."""
        self._marked.evidence = frozenset(i for i in sentences if i < len(self._text.sentences))
        if self._marked.evidence:
            self.show_word(self._text.sentences[min(self._marked.evidence)].first)
        self.viewport().update()

    def select_sentence(self, index: int | None) -> None:
        """Choose a sentence, or none."""
        if index is not None:
            if not self._text.sentences:
                return
            index = max(0, min(index, len(self._text.sentences) - 1))
            mark = self._text.sentences[index]
            self.show_word(mark.first)
            said = " ".join(w.text for w in self._text.words[mark.first : mark.last + 1])
            event = QAccessibleAnnouncementEvent(self, f"{mark.name}: {said}")
            QAccessible.updateAccessibility(event)
        self._marked.sentence = index
        self._marked.words = None
        self.viewport().update()
        self.sentence_selected.emit(index)

    def move_selection(self, step: int) -> None:
        """Choose the next (1) or previous (-1) sentence, from the spoken one where none is."""
        at = self._marked.sentence
        if at is None:
            spoken = self._marked.spoken
            near = self._text.sentence_at(spoken) if spoken is not None else None
            self.select_sentence(near if near is not None else self._first_seen_sentence())
        else:
            self.select_sentence(at + step)

    def search(self, wanted: str) -> int:
        """Mark every place of a text, go to the first one in view or after it, return how many."""
        self._wanted = wanted
        self._marked.hits = self._text.find(wanted)
        self._marked.hit = -1
        if self._marked.hits:
            seen = self.first_seen_word()
            later = [i for i, hit in enumerate(self._marked.hits) if hit.first >= seen]
            self._go_to_hit(later[0] if later else 0)
        self.viewport().update()
        return len(self._marked.hits)

    def next_hit(self, step: int = 1) -> None:
        """Go to the next (1) or previous (-1) place of the search, round the end."""
        if self._marked.hits:
            self._go_to_hit((self._marked.hit + step) % len(self._marked.hits))

    def _first_seen_sentence(self) -> int:
        return self._text.sentence_at(self.first_seen_word()) or 0

    def _go_to_hit(self, index: int) -> None:
        self._marked.hit = index
        self.show_word(self._marked.hits[index].first)
        self.viewport().update()

    # -- events ---------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by hand; the view stops following, so that it is not pulled away."""
        before = self.verticalScrollBar().value()
        super().wheelEvent(event)
        if self._marked.spoken is not None and self.verticalScrollBar().value() != before:
            self.set_follow(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the paragraphs in view."""
        p = QPainter(self.viewport())
        p.fillRect(event.rect(), self._look.theme.colour("surface"))
        if not self._text.words and self._placeholder:
            self._paint_placeholder(p)
        left, _, _ = self._margins()
        scroll = self.verticalScrollBar().value()
        for number in self._seen():
            paragraph = self._paragraph(number)
            y = self._tops[number] - scroll
            self._paint_times(p, paragraph, y, number)
            self._painter.paint(p, paragraph, QPointF(left, y))

    def _paint_placeholder(self, p: QPainter) -> None:
        px = self._look.px
        p.setFont(self._look.font("transcript"))
        p.setPen(self._look.theme.colour("muted"))
        rect = self.viewport().rect().adjusted(px(20), px(14), -px(20), 0)
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        p.drawText(rect, int(flags), self._placeholder)

    def _paint_times(self, p: QPainter, paragraph: ParagraphLayout, y: float, number: int) -> None:
        if not self._text.timed:
            return
        px, line = self._look.px, self._sizes.line
        p.setFont(self._look.font("second", tabular=True))
        p.setPen(self._look.theme.colour("muted"))
        taken = set()
        for word in (paragraph.first, *sorted(self._text.after_pause)):
            if not paragraph.first <= word <= paragraph.last:
                continue
            rects = paragraph.word_rects(word)
            row = int(rects[0].top() // line) if rects else 0
            start = self._text.words[word].start
            if row in taken or start is None:
                continue
            taken.add(row)
            place = QRectF(0, y + row * line, px(50), line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            p.drawText(place, flags, clock(start))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a selection."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.position().toPoint()
            self._press_word = self.word_under(self._press)
            if self._marked.words is not None:
                self._marked.words = None
                self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select words while dragging, else show what a click would play."""
        point = event.position().toPoint()
        word = self.word_under(point)
        if self._press is not None and self._press_word is not None:
            if word is not None and (point - self._press).manhattanLength() > _DRAG_PX:
                self._marked.words = (min(self._press_word, word), max(self._press_word, word))
                self.viewport().update()
            return
        hovered = word if self._text.timed else None
        if hovered != self._marked.hovered:
            self._marked.hovered = hovered
            shape = Qt.CursorShape.PointingHandCursor if hovered is not None else None
            self.viewport().setCursor(shape or Qt.CursorShape.IBeamCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Play from the word that was clicked."""
        word, pressed = self._press_word, self._press is not None
        self._press = self._press_word = None
        if not pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        if word is not None and self._marked.words is None:
            self.word_clicked.emit(word)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a sentence when reached by Tab, so that one sees where one is."""
        super().focusInEvent(event)
        by_tab = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        if by_tab and self._marked.sentence is None:
            self.move_selection(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by page; every other key is the page's."""
        bar = self.verticalScrollBar()
        places = {
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep(),
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            event.ignore()
            return
        bar.setValue(place)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the hovered word when the mouse leaves."""
        if self._marked.hovered is not None:
            self._marked.hovered = None
            self.viewport().update()

    def copy(self) -> None:
        """Put what ``copy_text`` returns on the clipboard."""
        QGuiApplication.clipboard().setText(self.copy_text())
