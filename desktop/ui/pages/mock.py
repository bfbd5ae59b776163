"""The mock interview: its set-up, and at the end its answers to open."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.attempt import Attempt, Stage
from desktop.domain.errors import StarlingError
from desktop.domain.question import QuestionKind
from desktop.ui.pages.page import Page, plain, scroller
from desktop.ui.theme import Look
from desktop.ui.widgets.buttons import Button, DropDown
from desktop.ui.widgets.flowrow import FlowRow
from desktop.ui.widgets.icon import Icon
from desktop.ui.widgets.lasttake import Chips
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.settingrow import SettingCard, SettingRow
from desktop.ui.widgets.text import EndElidedLabel, Label, TextBlock
from desktop.ui.wording import count, length

if TYPE_CHECKING:
    from desktop.session.services import Services

_COLUMN = 760
_COUNTS = (("3", 3), ("5", 5), ("7", 7), ("9", 9))
_MIXES: dict[str, dict[QuestionKind, int] | None] = {
    "Usual mix": None,
    "Behavioural": {QuestionKind.BEHAVIOURAL: 1},
    "Getting to know you": {
        QuestionKind.INTRODUCTION: 1,
        QuestionKind.MOTIVATION: 2,
        QuestionKind.CULTURE: 2,
    },
}
_WHAT = {
    "Usual mix": "An introduction, then mostly behavioural questions, motivation and team.",
    "Behavioural": "Only times when something happened, each about something else.",
    "Getting to know you": "Who you are, why this job, and how you work with others.",
}


class AnswerRow(QPushButton):
    """One answer of the finished interview; opens its review.

    Args:
        look: Theme and sizes.
        number: Its place, from 1.
    """

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "row")
        self.setAutoDefault(True)  # Enter presses it where it has the focus
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._number = Label(look, str(number), "body", "muted", tabular=True)
        self._text = EndElidedLabel(look, "", "strong")
        self._state = EndElidedLabel(look, "", "second", "muted", tabular=True)
        self._chips = Chips(look)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), look.px(8), look.px(14), look.px(8))
        row.setSpacing(look.px(14))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._state)
        row.addWidget(self._number)
        row.addLayout(words, 1)
        row.addWidget(self._chips)
        row.addWidget(Icon(look, "chevron-right", 16, "muted"))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """A row of 62 px."""
        return QSize(self._look.px(320), self._look.px(62))

    def minimumSizeHint(self) -> QSize:
        """Its text is shortened before the row gets lower."""
        return QSize(self._look.px(200), self._look.px(62))

    def show_attempt(self, attempt: Attempt, services: Services) -> None:
        """Show an answer as far as it is read."""
        report = services.library.view(attempt.id).report
        self._text.setText(attempt.question_text)
        words = {
            Stage.REVIEWED: report.finding if report is not None else "Ready",
            Stage.FAILED: "Saved. The words could not be made",
        }.get(attempt.stage, "Reading your answer")
        self._state.setText(f"{length(attempt.duration_s)}  ·  {words}")
        self._chips.set_report(report)
        self.setAccessibleName(f"{attempt.question_text} {words}. Review")


class MockPage(Page):
    """Set-up first; after an interview, its answers.

    Args:
        services: The session.
        look: Theme and sizes.
    """

    begun = Signal()
    review_wanted = Signal(str)
    left_page = Signal()

    def __init__(self, services: Services, look: Look) -> None:
        super().__init__(look)
        self._services = services
        self._mock = services.mock
        self._mock_id = ""
        self._rows: dict[str, AnswerRow] = {}
        self._title = TextBlock(look, (("finding", 99),))
        self._line = Label(look, "", "body", "muted", wrap=True)
        self._build_setup()
        self._answers = SettingCard()
        self._again = Button(look, "Another mock interview", "users")
        self._again.clicked.connect(self.open_setup)
        self._done = Button(look, "Back to Practice", kind="quiet", key="Esc")
        self._done.clicked.connect(self.left_page)
        self._after = FlowRow()
        self._after.add(self._again)
        content = QWidget()
        row = self._sides = QHBoxLayout(content)
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, look.px(28), 0, look.px(28))
        column.setSpacing(look.px(16))
        foot = FlowRow()
        foot.add(self._done)
        for widget in (
            self._title, self._line, self._setup, self._start_row, self._answers, self._after, foot,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        row.addStretch(1)
        row.addWidget(self._column, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroller(content))
        services.library.changed.connect(self._refresh)
        services.reviewer.ready.connect(self._refresh)
        look.changed.connect(self.arrange)
        self.arrange()
        self.open_setup()

    def _build_setup(self) -> None:
        look = self._look
        self._count = Segmented(look, "How many questions", _COUNTS, 5)
        self._count.chosen.connect(lambda _: self._show_plan())
        self._mix = DropDown(look, "Which mix")
        self._mix.set_items([(name, name) for name in _MIXES], "Usual mix")
        self._mix.chosen.connect(lambda _: self._show_plan())
        self._mix_row = SettingRow(look, "Which mix", "", self._mix)
        self._count_row = SettingRow(look, "How many questions", "", self._count)
        self._setup = SettingCard(self._count_row, self._mix_row)
        self._start = Button(look, "Start", "mic", kind="primary", size="big", key="Space")
        self._start.clicked.connect(self.start)
        self._resume = Button(look, "Go on where you left", "history", size="big")
        self._resume.clicked.connect(self.resume)
        self._start_row = FlowRow(12, 12)
        self._start_row.add(self._start, self._resume)

    def arrange(self) -> None:
        """Keep the column readable."""
        self._column.setMaximumWidth(self._look.px(_COLUMN))
        edge = self._look.px(20 if self.folded else 28)
        self._sides.setContentsMargins(edge, 0, edge, 0)

    # -- set-up -------------------------------------------------------------------------------

    def open_setup(self) -> None:
        """Show the set-up."""
        self._mock_id = ""
        self._title.setText("A whole interview in one go.")
        self._line.setText(
            "One question after the other, with think time and clock as in Practice. You see what "
            "was there only at the end."
        )
        self._show_parts(setup=True)
        self._show_plan()

    def _show_parts(self, *, setup: bool) -> None:
        self._setup.setVisible(setup)
        self._start_row.setVisible(setup)
        self._resume.setVisible(setup and bool(self._mock.unfinished))
        self._answers.setVisible(not setup)
        self._after.setVisible(not setup)

    def _show_plan(self) -> None:
        times = self._services.practice.settings
        number = int(self._count.value)
        minutes = round(number * (times.think_s + times.target_s + 5) / 60)
        self._count_row.set_what(f"About {minutes} minutes.")
        self._mix_row.set_what(_WHAT[str(self._mix.value)])

    def entered(self) -> None:
        """Show what may have changed elsewhere."""
        if self._mock_id:
            self._list()
        else:
            self._show_parts(setup=True)
            self._show_plan()

    def start(self) -> None:
        """Begin an interview with the chosen number and mix."""
        if self._mock_id:
            return
        plan = self._mock.plan(int(self._count.value), _MIXES[str(self._mix.value)])
        if not plan.questions:
            self._line.setText("There are no questions of these kinds. Choose another mix.")
            return
        try:
            self._mock.begin(plan)
        except StarlingError as error:
            self._line.setText(str(error))
            return
        if self._mock.running:
            self.begun.emit()

    def resume(self) -> None:
        """Take up the interview that was left."""
        self._mock.resume()
        if self._mock.running:
            self.begun.emit()

    # -- afterwards ---------------------------------------------------------------------------

    def open_answers(self, mock_id: str) -> None:
        """Show the answers of a finished interview."""
        self._mock_id = mock_id
        self._show_parts(setup=False)
        self._list()

    def _list(self) -> None:
        attempts = self._services.library.mock(self._mock_id)
        self._title.setText(f"That was {count(len(attempts), 'answer')}.")
        self._line.setText("Open one to see what was there. Nothing was judged while you spoke.")
        self._rows = {}
        for number, attempt in enumerate(attempts, 1):
            row = AnswerRow(self._look, number)
            row.show_attempt(attempt, self._services)
            row.clicked.connect(lambda _=False, key=attempt.id: self.review_wanted.emit(key))
            self._rows[attempt.id] = row
        self._answers.fill(list(self._rows.values()))
        order: list[QWidget] = [*self._rows.values(), self._again, self._done]
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def _refresh(self, attempt_id: str) -> None:
        row = self._rows.get(attempt_id)
        if row is not None and self._mock_id:
            row.show_attempt(self._services.library.view(attempt_id).attempt, self._services)

    def rows(self) -> list[AnswerRow]:
        """The answers that are listed, in order."""
        return list(self._rows.values())

    def _step(self, step: int) -> None:
        rows = self.rows()
        here = next((n for n, row in enumerate(rows) if row.hasFocus()), -1 if step > 0 else 0)
        rows[min(max(0, here + step), len(rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def key(self, event: QKeyEvent) -> bool:
        """Space starts; Up and Down go through the answers; Esc goes back to Practice."""
        if not plain(event):
            return False
        if event.key() == Qt.Key.Key_Space and not self._mock_id:
            self.start()
        elif event.key() == Qt.Key.Key_Escape:
            self.left_page.emit()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._mock_id and self._rows:
            self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            return False
        return True
