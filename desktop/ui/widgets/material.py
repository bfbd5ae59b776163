"""The brief and material of a case, as one reads them: paragraphs and tables."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop.domain.question import Question
from desktop.ui.theme import Look


class Material(QTextBrowser):
    """Shows a case's brief and material; as high as its text, or scrolling where it is given less.

    Args:
        look: Theme and sizes.
        grow: Whether it asks for the height of its whole text.
    """

    def __init__(self, look: Look, *, grow: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._grow = grow
        self._source = ""
        self.setProperty("kind", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setAccessibleName("Brief and material")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding,
            QSizePolicy.Policy.Fixed if grow else QSizePolicy.Policy.Expanding,
        )
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._render)

    def set_question(self, question: Question | None) -> None:
        """Show a question's brief and material; nothing where it has none."""
        source = ""
        if question is not None:
            parts = [part.strip() for part in (question.brief, question.material) if part.strip()]
            source = "\n\n".join(parts)
        if source != self._source:
            self._source = source
            self._render()
            self.verticalScrollBar().setValue(0)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self._source

    def _render(self) -> None:
        document = self.document()
        document.setDefaultFont(self._look.font("read", tabular=True))
        document.setDocumentMargin(0)
        document.setMarkdown(self._source, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._space_lines()
        border = self._look.theme.colour("border")
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format().toTableFormat()
                form.setBorder(1)
                form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                form.setBorderBrush(border)
                form.setBorderCollapse(True)
                form.setCellPadding(self._look.px(6))
                form.setCellSpacing(0)
                form.setTopMargin(self._look.px(8))
                form.setBottomMargin(self._look.px(8))
                frame.setFormat(form)
        self._measure()

    def _space_lines(self) -> None:
        """Give paragraphs air; cells of a table stay tight."""
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            if cursor.currentTable() is None:
                form = block.blockFormat()
                form.setBottomMargin(self._look.px(3 if block.textList() else 8))
                form.setLineHeight(
                    self._look.line("read"), QTextBlockFormat.LineHeightTypes.FixedHeight.value
                )
                cursor.setBlockFormat(form)
            block = block.next()

    def _measure(self) -> None:
        if self._grow:
            self.document().setTextWidth(self.viewport().width())
            self.setFixedHeight(int(self.document().size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the new width needs."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()

    def sizeHint(self) -> QSize:
        """A comfortable column."""
        return QSize(self._look.px(480), self._look.px(120))
