"""Draws History's rows: question, strip, chips, length and time; and its day headings."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.report import Report
from desktop.session.library import HistoryRow
from desktop.ui.marks import paint_chip
from desktop.ui.pages.history_model import Index, Role, state_words, topic
from desktop.ui.parts import Part, parts_of, verdicts_of
from desktop.ui.theme import Look
from desktop.ui.widgets.strip import paint_strip
from desktop.ui.wording import length

_ROW, _HEADING = 56, 40
_CHIP, _CHIP_STEP, _CHIPS = 20, 24, 4
_QUESTION = 330  # room for the question before the strip grows beyond its least width
_AXIS_S = 180.0  # strips of one list share an axis: a longer answer is a longer strip


class HistoryDelegate(QStyledItemDelegate):
    """Paints rows without making a widget for each.

    Args:
        look: Theme and sizes.
    """

    play = Signal(str)  # attempt id

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._folded = False
        self._playing = ""
        self._parts: dict[int, tuple[Report, tuple[Part, ...]]] = {}

    def set_folded(self, folded: bool) -> None:
        """Draw shorter strips."""
        self._folded = folded

    def set_playing(self, attempt_id: str) -> None:
        """Draw a pause sign at this attempt; empty for none."""
        self._playing = attempt_id

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the row's height; the width is the list's."""
        heading = index.data(Role.HEADING)
        return QSize(self._look.px(200), self._look.px(_HEADING if heading else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading or an attempt."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        heading = index.data(Role.HEADING)
        if heading:
            self._paint_heading(painter, rect, heading)
        else:
            row = index.data(Role.ROW)
            if isinstance(row, HistoryRow):
                state: QStyle.StateFlag = option.state
                self._paint_row(painter, rect, row, state)
        painter.restore()

    def _paint_heading(self, p: QPainter, rect: QRect, text: str) -> None:
        look = self._look
        p.fillRect(rect, look.theme.colour("background"))
        p.setFont(look.font("second_strong"))
        p.setPen(look.theme.colour("muted"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        p.drawText(rect.adjusted(look.px(24), 0, -look.px(24), -look.px(8)), flags, text)

    def _paint_row(
        self, p: QPainter, rect: QRect, row: HistoryRow, state: QStyle.StateFlag
    ) -> None:
        look, theme, px = self._look, self._look.theme, self._look.px
        p.fillRect(rect, theme.colour("surface"))
        if state & QStyle.StateFlag.State_Selected:
            soft = theme.colour("accent_soft")
            soft.setAlphaF(0.45)
            p.fillRect(rect, soft)
            p.fillRect(QRectF(rect.left(), rect.top(), px(2), rect.height()),
                       theme.colour("accent_text"))  # fmt: skip
        elif state & QStyle.StateFlag.State_MouseOver:
            p.fillRect(rect, theme.colour("sunken"))
        p.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))
        attempt = row.attempt
        middle = rect.center().y() + 0.5
        right = float(self.play_rect(rect).left() - px(8))
        p.setFont(look.font("second", tabular=True))
        p.setPen(theme.colour("text"))
        right = self._right_text(p, length(attempt.duration_s), right, middle, px(48)) - px(16)
        right = self._paint_chips(p, row, right, middle)
        # The question keeps what it needs before the strip takes its full width.
        free = right - px(16) - px(20) - rect.left() - px(24)
        wide = min(px(120 if self._folded else 200), max(px(120), free - px(_QUESTION)))
        room = free - wide
        if room < px(150):
            room = free + px(20)
        else:
            self._paint_strip(p, QRectF(right - px(16) - wide, middle - px(8), wide, px(16)), row)
        self._paint_words(p, row, QRectF(rect.left() + px(24), rect.top(), room, rect.height()))
        sign = "pause" if attempt.id == self._playing else "play"
        if attempt.recording:
            look.icon(sign, "text", 15, fill=True).paint(p, self._sign_rect(rect))

    def _paint_words(self, p: QPainter, row: HistoryRow, rect: QRectF) -> None:
        look, px = self._look, self._look.px
        middle = rect.center().y()
        moment = row.attempt.created_at.astimezone()
        lines = (
            ("control", "text", row.attempt.question_text, middle - px(20)),
            ("second", "muted", f"{topic(row)}  ·  {moment:%H:%M}", middle + px(1)),
        )
        for role, ink, text, top in lines:
            p.setFont(look.font(role))
            p.setPen(look.theme.colour(ink))
            shown = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
            spot = QRectF(rect.left(), top, rect.width() + 4, look.line(role))
            p.drawText(spot, Qt.AlignmentFlag.AlignVCenter, shown)

    def _right_text(
        self, p: QPainter, text: str, right: float, middle: float, width: float
    ) -> float:
        spot = QRectF(right - width, middle - width / 2, width, width)
        p.drawText(spot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        return right - width

    def _paint_chips(self, p: QPainter, row: HistoryRow, right: float, middle: float) -> float:
        px, theme = self._look.px, self._look.theme
        left = right - px(_CHIP_STEP * _CHIPS - (_CHIP_STEP - _CHIP))
        if row.report is None or not row.report.judged:
            p.setFont(self._look.font("second"))
            p.setPen(theme.colour("muted"))
            spot = QRectF(left - px(4), middle - px(10), px(100), px(20))
            p.drawText(spot, Qt.AlignmentFlag.AlignVCenter, state_words(row))
            return left
        p.setFont(self._look.font("body"))
        for number, (component, verdict) in enumerate(verdicts_of(row.report)):
            side = px(_CHIP)
            chip = QRectF(left + number * px(_CHIP_STEP), middle - side / 2, side, side)
            paint_chip(p, chip, component.letter, component.slot, verdict.verdict, theme)
        return left

    def _paint_strip(self, p: QPainter, rect: QRectF, row: HistoryRow) -> None:
        report = row.report
        parts: tuple[Part, ...] = ()
        if report is not None and report.judged:
            known = self._parts.get(id(report))
            if known is None:
                if len(self._parts) > 500:
                    self._parts.clear()
                known = (report, parts_of(report))
                self._parts[id(report)] = known
            parts = known[1]
        end = row.attempt.duration_s
        paint_strip(
            p, rect, parts, end, max(_AXIS_S, end), None, self._look.theme, self._look.scale
        )

    def play_rect(self, rect: QRect) -> QRect:
        """Return where a press plays, in a row's rectangle."""
        side = self._look.px(36)
        left = rect.right() - self._look.px(14) - side
        return QRect(left, rect.center().y() - side // 2, side, side)

    def _sign_rect(self, rect: QRect) -> QRect:
        side = self._look.px(15)
        spot = QRect(0, 0, side, side)
        spot.moveCenter(self.play_rect(rect).center())
        return spot

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Play where the sign was pressed."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            row = index.data(Role.ROW)
            rect: QRect = option.rect
            point: QPoint = event.position().toPoint()
            if isinstance(row, HistoryRow) and self.play_rect(rect).contains(point):
                self.play.emit(row.attempt.id)
                return True
        return super().editorEvent(event, model, option, index)
