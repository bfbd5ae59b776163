"""An answer as a line of time, patterned per part: the same object on every page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.report import Report
from desktop.ui.marks import paint_fill
from desktop.ui.parts import Part, merged, parts_of
from desktop.ui.theme import Look, Theme
from desktop.ui.wording import spoken


def paint_strip(
    p: QPainter,
    rect: QRectF,
    parts: Sequence[Part],
    length: float,
    axis: float,
    target: float | None,
    theme: Theme,
    scale: float = 1.0,
) -> None:
    """Draw an answer along its time.

    Args:
        p: Painter; its state is kept.
        rect: Where; the bar takes its whole height but for the aim's mark above and below.
        parts: In order of time; none leaves a plain grey bar.
        length: End of the answer, in the parts' unit (seconds, or words where it is untimed).
        axis: Value at the right edge, at least ``length``.
        target: The aim, drawn as a dotted upright; None for none.
        theme: Colours.
        scale: The user's text scale.
    """
    axis = max(axis, length, 1e-6)
    per = rect.width() / axis
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    bar = rect.adjusted(0, 4 * scale, 0, -4 * scale) if target is not None else rect
    end = rect.left() + length * per
    if end < rect.right() - 1:
        p.setPen(QPen(theme.colour("border"), max(1.0, 2 * scale)))
        middle = bar.center().y()
        p.drawLine(QLineF(end, middle, rect.right(), middle))
    p.setPen(Qt.PenStyle.NoPen)
    gap = 1.0 * scale
    paint_fill(p, QRectF(bar.left(), bar.top(), length * per, bar.height()), 0, theme, scale=scale)
    if parts:
        p.fillRect(
            QRectF(
                bar.left() + parts[0].start * per,
                bar.top(),
                (parts[-1].end - parts[0].start) * per,
                bar.height(),
            ),
            theme.colour("surface"),
        )
    for part in merged(tuple(parts), 1 / per if per else 1.0):
        left = bar.left() + part.start * per
        width = max(2.0, (part.end - part.start) * per - gap)
        piece = QRectF(left, bar.top(), width, bar.height())
        paint_fill(p, piece, part.slot, theme, scale=scale)
    if target is not None and target <= axis:
        pen = QPen(theme.colour("text"), max(1.5, 1.5 * scale))
        pen.setDashPattern([1.4, 1.4])
        p.setPen(pen)
        x = rect.left() + target * per
        p.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
    p.restore()


class Strip(QWidget):
    """An answer as a line of time.

    Args:
        look: Colours and sizes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._parts: tuple[Part, ...] = ()
        self._length = 0.0
        self._axis = 1.0
        self._target: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_answer(
        self,
        report: Report | None,
        duration_s: float,
        *,
        target_s: float | None = None,
        axis_s: float | None = None,
    ) -> None:
        """Show one answer.

        Args:
            report: Its parts; None shows its length alone.
            duration_s: Length of the recording in seconds.
            target_s: The aim in seconds, marked; None for no mark.
            axis_s: Seconds at the right edge; the length where it is not given.
        """
        self._parts = parts_of(report) if report is not None and report.judged else ()
        untimed = duration_s <= 0
        self._length = float(self._parts[-1].end if untimed and self._parts else duration_s)
        self._axis = max(self._length, (axis_s or 0.0) if not untimed else 0.0, 1e-6)
        self._target = None if untimed else target_s
        said = [f"{part.name} {spoken(part.end - part.start)}" for part in self._parts if part.slot]
        self.setAccessibleName("Answer along its time")
        self.setAccessibleDescription(", ".join([spoken(duration_s), *said]))
        self.update()

    def sizeHint(self) -> QSize:
        """Return 200 by 24 at the user's scale."""
        return QSize(self._look.px(200), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        """Return the least that still shows the parts."""
        return QSize(self._look.px(80), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip."""
        p = QPainter(self)
        paint_strip(
            p, QRectF(self.rect()), self._parts, self._length, self._axis, self._target,
            self._look.theme, self._look.scale,
        )  # fmt: skip

    def _restyle(self) -> None:
        self.setFixedHeight(self._look.px(24))
        self.update()
