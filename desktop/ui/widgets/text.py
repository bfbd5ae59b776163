"""Labels that follow the look, and running text with a fixed line height."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.theme import Look


class Label(QLabel):
    """A label in one type role; its size follows the user's text scale.

    Args:
        look: Theme and sizes.
        text: What it says, plain.
        role: Type role.
        ink: Colour rule of the style sheet: empty (text), muted, accent, success, warning, danger.
        wrap: Whether it breaks into lines.
        tabular: Whether figures take the same width.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        role: str = "body",
        ink: str = "",
        *,
        wrap: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._role = role
        self._tabular = tabular
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("ink", ink)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_role(self, role: str) -> None:
        """Change the type role."""
        if role != self._role:
            self._role = role
            self._restyle()

    def set_ink(self, ink: str) -> None:
        """Change the colour rule."""
        if ink != self.property("ink"):
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)

    def _restyle(self) -> None:
        self.setFont(self._look.font(self._role, self._tabular))


class ElidedLabel(Label):
    """One line that is shortened in the middle, with the whole text as its tooltip."""

    def minimumSizeHint(self) -> QSize:
        """Let the label shrink to a few letters."""
        return QSize(self._look.px(48), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened where it does not fit."""
        metrics = self.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        self.setToolTip(self.text() if text != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | self.alignment(), text)


class EndElidedLabel(ElidedLabel):
    """One line that is shortened at its end: a question's beginning says most."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened where it does not fit."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if text != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class TextBlock(QWidget):
    """Wrapped text with the line height of its role, in the first role that fits its lines.

    Args:
        look: Theme and sizes.
        steps: (role, most lines) from large to small; the last one takes any number of lines.
        ink: Colour token.
        centred: Whether lines are centred.
    """

    def __init__(
        self,
        look: Look,
        steps: tuple[tuple[str, int], ...],
        *,
        ink: str = "text",
        centred: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._steps = steps
        self._ink = ink
        self._centred = centred
        self._text = ""
        self._heights: dict[int, int] = {}  # a layout asks many times over
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._relayout)

    def text(self) -> str:
        """What it says."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._relayout()

    def set_steps(self, steps: tuple[tuple[str, int], ...]) -> None:
        """Change the roles it may take."""
        if steps != self._steps:
            self._steps = steps
            self._relayout()

    def role(self, width: int | None = None) -> str:
        """Return the role the text is drawn in at a width (its own when None)."""
        return self._fit(self.width() if width is None else width)[0]

    def _relayout(self) -> None:
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _fit(self, width: int) -> tuple[str, list[QTextLayout]]:
        role, layouts = "", []
        for role, most in self._steps:
            layouts = self._lines(role, width)
            if sum(layout.lineCount() for layout in layouts) <= most:
                break
        return role, layouts

    def _lines(self, role: str, width: int) -> list[QTextLayout]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if self._centred:
            option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        font = self._look.font(role)
        height = self._look.line(role)
        layouts: list[QTextLayout] = []
        y = 0.0
        for paragraph in self._text.split("\n"):
            layout = QTextLayout(paragraph, font, self)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(1, width))
                line.setPosition(QPointF(0, y + (height - line.height()) / 2))
                y += height
            layout.endLayout()
            layouts.append(layout)
        return layouts

    def hasHeightForWidth(self) -> bool:
        """Text is as high as its lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text at a width in pixels."""
        if width not in self._heights:
            role, layouts = self._fit(width)
            lines = sum(layout.lineCount() for layout in layouts)
            self._heights[width] = max(1, lines) * self._look.line(role)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """The text at its present width, or at a comfortable one."""
        width = self.width() if self.width() > 100 else self._look.px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a few words."""
        return QSize(self._look.px(120), self._look.line(self._steps[-1][0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again: a new width may take another role."""
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setPen(self._look.theme.colour(self._ink))
        for layout in self._fit(self.width())[1]:
            layout.draw(painter, QPointF(0, 0))


def card(*, kind: str = "card") -> QFrame:
    """Return an empty frame with a card's surface and border."""
    frame = QFrame()
    frame.setProperty("kind", kind)
    return frame


def rule() -> QFrame:
    """Return a hairline."""
    return card(kind="line")
